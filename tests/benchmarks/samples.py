"""Realistic requests to start a job run, as wire dictionaries and as code that builds them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from emrglue import emr_containers, emr_serverless, glue

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


@attrs.frozen
class Sample:
    """One request: where it belongs, its wire form, and our way to build it."""

    service: str
    title: str
    package: Any
    wire: dict[str, Any]
    arguments: Callable[[Any], dict[str, Any]]
    """The keyword arguments of a call, nested structures built from the classes of a package."""
    goal: float
    """How much faster than botocore's validation and serialization we want to be."""

    def build(self, package: Any = None) -> Any:
        """The request, of our classes or of others with the same names."""
        package = package or self.package
        return package.StartJobRunRequest(**self.arguments(package))


def containers_arguments(emr: Any) -> dict[str, Any]:
    """EMR on EKS: driver, nested configurations, all kinds of monitoring, tags, retries."""
    return {
        "virtual_cluster_id": "abcd1234efgh5678ijkl9012m",
        "name": "orders-daily",
        "client_token": TOKEN,
        "execution_role_arn": ROLE,
        "release_label": "emr-7.2.0-latest",
        "job_driver": emr.JobDriver(
            spark_submit_job_driver=emr.SparkSubmitJobDriver(
                entry_point="s3://lake/code/orders.py",
                entry_point_arguments=ARGUMENTS,
                spark_submit_parameters=SUBMIT,
            )
        ),
        "configuration_overrides": emr.ConfigurationOverrides(
            application_configuration=[
                emr.Configuration(classification="spark-defaults", properties=SPARK),
                emr.Configuration(
                    classification="spark-env",
                    configurations=[
                        emr.Configuration(classification="export", properties=EXPORTED)
                    ],
                ),
                emr.Configuration(classification="spark-hive-site", properties=METASTORE),
            ],
            monitoring_configuration=emr.MonitoringConfiguration(
                persistent_app_ui="ENABLED",
                managed_logs=emr.ManagedLogs(allow_aws_to_retain_logs="ENABLED"),
                cloud_watch_monitoring_configuration=emr.CloudWatchMonitoringConfiguration(
                    log_group_name="/emr/orders", log_stream_name_prefix="daily"
                ),
                s3_monitoring_configuration=emr.S3MonitoringConfiguration(
                    log_uri="s3://lake/logs/emr/"
                ),
                container_log_rotation_configuration=emr.ContainerLogRotationConfiguration(
                    rotation_size="200MB", max_files_to_keep=10
                ),
            ),
        ),
        "tags": TAGS,
        "retry_policy_configuration": emr.RetryPolicyConfiguration(max_attempts=3),
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


def serverless_arguments(emr: Any) -> dict[str, Any]:
    """EMR Serverless: the same job."""
    return {
        "application_id": "00f1abcd2345",
        "client_token": TOKEN,
        "execution_role_arn": ROLE,
        "job_driver": emr.JobDriver(
            spark_submit=emr.SparkSubmit(
                entry_point="s3://lake/code/orders.py",
                entry_point_arguments=ARGUMENTS,
                spark_submit_parameters=SUBMIT,
            )
        ),
        "configuration_overrides": emr.ConfigurationOverrides(
            application_configuration=[
                emr.Configuration(classification="spark-defaults", properties=SPARK),
                emr.Configuration(
                    classification="spark-env",
                    configurations=[
                        emr.Configuration(classification="export", properties=EXPORTED)
                    ],
                ),
                emr.Configuration(classification="spark-hive-site", properties=METASTORE),
            ],
            monitoring_configuration=emr.MonitoringConfiguration(
                s3_monitoring_configuration=emr.S3MonitoringConfiguration(
                    log_uri="s3://lake/logs/emr/", encryption_key_arn=KEY
                ),
                managed_persistence_monitoring_configuration=(
                    emr.ManagedPersistenceMonitoringConfiguration(
                        enabled=True, encryption_key_arn=KEY
                    )
                ),
                cloud_watch_logging_configuration=emr.CloudWatchLoggingConfiguration(
                    enabled=True,
                    log_group_name="/emr/orders",
                    log_stream_name_prefix="daily",
                    log_types={"SPARK_DRIVER": ["STDOUT", "STDERR"]},
                ),
            ),
        ),
        "tags": TAGS,
        "execution_timeout_minutes": 720,
        "name": "orders-daily",
        "mode": "BATCH",
        "retry_policy": emr.RetryPolicy(max_attempts=3),
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


def glue_arguments(glue: Any) -> dict[str, Any]:
    """Glue: ten job arguments."""
    return {
        "job_name": "orders-daily",
        "arguments": JOB_ARGUMENTS,
        "timeout": 720,
        "security_configuration": "lake-encryption",
        "notification_property": glue.NotificationProperty(notify_delay_after=60),
        "worker_type": "G.1X",
        "number_of_workers": 20,
        "execution_class": "STANDARD",
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

SAMPLES = (
    Sample("emr-containers", "EMR on EKS", emr_containers, CONTAINERS, containers_arguments, 10),
    Sample(
        "emr-serverless", "EMR Serverless", emr_serverless, SERVERLESS, serverless_arguments, 10
    ),
    Sample("glue", "Glue", glue, GLUE, glue_arguments, 18),
)
