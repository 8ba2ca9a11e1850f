"""Realistic requests to start a job run: wire dictionaries, and the code that builds the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from emrglue import emr_containers, emr_serverless, glue
from tests.support.inside import fields_of

SPARK = {
    "spark.executor.instances": "20",
    "spark.executor.memory": "16g",
    "spark.executor.cores": "4",
    "spark.driver.memory": "8g",
    "spark.dynamicAllocation.enabled": "true",
    "spark.dynamicAllocation.maxExecutors": "80",
    "spark.sql.shuffle.partitions": "800",
    "spark.sql.adaptive.enabled": "true",
    "spark.hadoop.fs.s3.maxConnections": "200",
    "spark.serializer": "org.apache.spark.serializer.KryoSerializer",
    "spark.sql.catalog.warehouse.type": "glue",
}
METASTORE = {"hive.metastore.client.factory.class": "com.example.catalog.ClientFactory"}
EXPORTED = {"JAVA_HOME": "/usr/lib/jvm/java-17", "TZ": "UTC"}
TAGS = {"team": "data-platform", "environment": "production", "cost-centre": "4711"}
ARGUMENTS = ["--date", "2026-01-31", "--input", "s3://lake/raw/orders/", "--mode", "overwrite"]
SUBMIT = "--class com.example.Orders --conf spark.kubernetes.container.image=registry/spark:3.5"
ROLE = "arn:aws:iam::123456789012:role/emr/JobExecution"
KEY = "arn:aws:kms:us-east-1:123456789012:key/0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0"
TOKEN = "3f0c9c1e-7f0a-4f7c-9a53-2b0e6d1f8a77"
JOB_ARGUMENTS = {
    "--job-language": "python",
    "--job-bookmark-option": "job-bookmark-enable",
    "--enable-metrics": "true",
    "--enable-spark-ui": "true",
    "--spark-event-logs-path": "s3://lake/logs/spark/",
    "--TempDir": "s3://lake/tmp/",
    "--extra-py-files": "s3://lake/code/orders.zip",
    "--conf": "spark.sql.shuffle.partitions=800",
    "--input": "s3://lake/raw/orders/",
    "--date": "2026-01-31",
}

CONTAINERS = {
    "virtualClusterId": "abcd1234efgh5678ijkl9012m",
    "name": "orders-daily",
    "clientToken": TOKEN,
    "executionRoleArn": ROLE,
    "releaseLabel": "emr-7.2.0-latest",
    "jobDriver": {
        "sparkSubmitJobDriver": {
            "entryPoint": "s3://lake/code/orders.py",
            "entryPointArguments": ARGUMENTS,
            "sparkSubmitParameters": SUBMIT,
        }
    },
    "configurationOverrides": {
        "applicationConfiguration": [
            {"classification": "spark-defaults", "properties": SPARK},
            {
                "classification": "spark-env",
                "configurations": [{"classification": "export", "properties": EXPORTED}],
            },
            {"classification": "spark-hive-site", "properties": METASTORE},
        ],
        "monitoringConfiguration": {
            "managedLogs": {"allowAWSToRetainLogs": "ENABLED"},
            "persistentAppUI": "ENABLED",
            "cloudWatchMonitoringConfiguration": {
                "logGroupName": "/emr/orders",
                "logStreamNamePrefix": "daily",
            },
            "s3MonitoringConfiguration": {"logUri": "s3://lake/logs/emr/"},
            "containerLogRotationConfiguration": {"rotationSize": "200MB", "maxFilesToKeep": 10},
        },
    },
    "tags": TAGS,
    "retryPolicyConfiguration": {"maxAttempts": 3},
}

SERVERLESS = {
    "applicationId": "00f1abcd2345",
    "clientToken": TOKEN,
    "executionRoleArn": ROLE,
    "jobDriver": {
        "sparkSubmit": {
            "entryPoint": "s3://lake/code/orders.py",
            "entryPointArguments": ARGUMENTS,
            "sparkSubmitParameters": SUBMIT,
        }
    },
    "configurationOverrides": {
        "applicationConfiguration": [
            {"classification": "spark-defaults", "properties": SPARK},
            {
                "classification": "spark-env",
                "configurations": [{"classification": "export", "properties": EXPORTED}],
            },
            {"classification": "spark-hive-site", "properties": METASTORE},
        ],
        "monitoringConfiguration": {
            "s3MonitoringConfiguration": {
                "logUri": "s3://lake/logs/emr/",
                "encryptionKeyArn": KEY,
            },
            "managedPersistenceMonitoringConfiguration": {"enabled": True, "encryptionKeyArn": KEY},
            "cloudWatchLoggingConfiguration": {
                "enabled": True,
                "logGroupName": "/emr/orders",
                "logStreamNamePrefix": "daily",
                "logTypes": {"SPARK_DRIVER": ["STDOUT", "STDERR"]},
            },
        },
    },
    "tags": TAGS,
    "executionTimeoutMinutes": 720,
    "name": "orders-daily",
    "mode": "BATCH",
    "retryPolicy": {"maxAttempts": 3},
}

GLUE = {
    "JobName": "orders-daily",
    "Arguments": JOB_ARGUMENTS,
    "Timeout": 720,
    "SecurityConfiguration": "lake-encryption",
    "NotificationProperty": {"NotifyDelayAfter": 60},
    "WorkerType": "G.1X",
    "NumberOfWorkers": 20,
    "ExecutionClass": "STANDARD",
}


@attrs.frozen
class Call:
    """The code of a request as a person writes it, one call inside of the other."""

    arguments: str
    """Those of the outermost call; the classes are attributes of ``package``."""
    constants: dict[str, Any]
    """The lists and maps that the arguments name, so that none is made anew for each request."""

    def of(self, function: str, **names: Any) -> Callable[[], Any]:
        """A function that calls another with the arguments.

        :param function: an expression.
        :param names: what it and the arguments name.
        """
        names.update(self.constants)
        made: Callable[[], Any] = eval(f"lambda: {function}({self.arguments})", names)
        return made

    def script(self, function: str) -> str:
        """The lines of a script that calls a function with the arguments, constants and all."""
        constants = (f"{name} = {value!r}" for name, value in self.constants.items())
        return "\n".join([*constants, f"{function}({self.arguments})"])


@attrs.frozen
class Sample:
    """One request: where it belongs, and its wire form."""

    service: str
    title: str
    package: Any
    wire: dict[str, Any]

    def call(self, *, wire_names: bool = False) -> Call:
        """The code that builds it.

        :param wire_names: whether members go by their wire names, and not by ours.
        """
        constants: dict[str, Any] = {}
        cls = self.package.StartJobRunRequest
        return Call(_arguments(cls, self.wire, wire_names, constants), constants)

    def builder(self, package: Any = None, *, wire_names: bool = False) -> Callable[[], Any]:
        """A function that builds it of our classes, or of others with the same names."""
        call = self.call(wire_names=wire_names)
        return call.of("package.StartJobRunRequest", package=package or self.package)


def _arguments(cls: Any, wire: Any, wire_names: bool, constants: dict[str, Any]) -> str:
    """The arguments of a structure; puts aside the lists and maps in them."""

    def source(shape: Any, value: Any) -> str:
        if shape.kind == "StructureShape":
            inner = _arguments(shape.cls, value, wire_names, constants)
            return f"package.{shape.cls.__name__}({inner})"
        if shape.kind == "List" and shape.entry.kind == "StructureShape":
            return f"[{', '.join(source(shape.entry, item) for item in value)}]"
        if not isinstance(value, (list, dict)):
            return repr(value)
        named = f"constant_{len(constants)}"
        constants[named] = value
        return named

    return ", ".join(
        f"{wire_name if wire_names else name}="
        f"{source(cls._class_shape.by_name[wire_name].shape, wire[wire_name])}"
        for name, wire_name in fields_of(cls).items()
        if wire_name in wire
    )


SAMPLES = (
    Sample("emr-containers", "EMR on EKS", emr_containers, CONTAINERS),
    Sample("emr-serverless", "EMR Serverless", emr_serverless, SERVERLESS),
    Sample("glue", "Glue", glue, GLUE),
)
