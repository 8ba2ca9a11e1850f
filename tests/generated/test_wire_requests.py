"""What goes over the wire equals what botocore's own serializer makes of the raw dictionary."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import botocore.session
import pytest
from botocore.model import OperationModel, ServiceModel
from botocore.serialize import create_serializer

import emrglue
from codegen.config import SERVICES
from emrglue import emr_containers
from tests.expectations.models import contract


@cache
def model(service: str) -> ServiceModel:
    return botocore.session.Session().get_service_model(service)


def operations() -> Iterator[Any]:
    for service in SERVICES:
        for name in model(service).operation_names:
            yield pytest.param(service, name, id=f"{service}-{name}")


def request_class(service: str, operation: OperationModel) -> Any:
    assert operation.input_shape is not None
    return getattr(getattr(emrglue, service.replace("-", "_")), operation.input_shape.name)


SAMPLE_STRINGS = (
    "aaaa",
    "1",
    "arn:aws:iam::123456789012:role/emr",
    "arn:aws:emr-containers:us-east-1:123456789012:/virtualclusters/abc/jobruns/def",
    "arn:aws:emr-containers:us-east-1:123456789012:/virtualclusters/abcdef",
    "arn:aws:emr-containers:us-east-1:123456789012:/jobtemplates/abcdef",
    "arn:aws:emr-serverless:us-east-1:123456789012:/applications/00f1abcd",
    "arn:aws:emr-serverless:us-east-1:123456789012:/applications/00f1abcd/jobruns/a1",
    "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012",
    "arn:aws:acm:us-east-1:123456789012:certificate/abc",
    "arn:aws:secretsmanager:us-east-1:123456789012:secret:abc",
    "arn:aws:sso:::instance/ssoins-1234567890123456",
    "arn:aws:glue:us-east-1:123456789012:catalog",
    "s3://bucket/prefix/key",
    "https://example.com/x",
    "10GB",
    "4 vCPU",
    "2",
    "a.b.c",
    "12345678-1234-1234-1234-123456789012",
    "Sun:02",
    "SHUFFLE_OPTIMIZED",
    "123456789012.dkr.ecr.us-east-1.amazonaws.com/repository:tag",
    "https://aps-workspaces.us-east-1.amazonaws.com/workspaces/ws-1/api/v1/remote_write",
    "sha256:" + "0" * 64,
    "ja-12345678-1234-1234-1234-123456789012",
    "subnet-1",
    "A",
    "/path",
)


def skeleton(service: str, shape: Any, depth: int = 0) -> Any:
    """A request that fills in everything down to some depth, as a CLI skeleton does."""
    if shape.type_name == "structure":
        members = dict(shape.members)
        if getattr(shape, "is_tagged_union", False):
            members = dict(list(members.items())[-1:])
        elif depth >= 2:
            members = {name: members[name] for name in members if name in shape.required_members}
        filled_in = {name: skeleton(service, m, depth + 1) for name, m in members.items()}
        keep = [*shape.required_members, ""]
        return contract(service).completed(_patched(service, shape), filled_in, keep=keep)
    if shape.type_name == "list":
        count = max(1, shape.metadata.get("min", 1))
        return [skeleton(service, shape.member, depth + 1) for _ in range(count)]
    if shape.type_name == "map":
        return {skeleton(service, shape.key, depth): skeleton(service, shape.value, depth + 1)}
    return scalar(service, shape)


def _patched(service: str, shape: Any) -> Any:
    return contract(service).model.shape_for(shape.name)


def scalar(service: str, shape: Any) -> Any:
    if shape.type_name == "string":
        if getattr(shape, "enum", None):
            return shape.enum[0]
        return string(service, shape)
    if shape.type_name in ("integer", "long"):
        return int(max(shape.metadata.get("min", 1), 0))
    if shape.type_name in ("float", "double"):
        return float(max(shape.metadata.get("min", 1), 0))
    return {"boolean": True, "timestamp": 1700000000, "blob": b"data"}[shape.type_name]


def string(service: str, shape: Any) -> str:
    """The first sample that the pattern and the bounds accept; else what fits them."""
    low, high = shape.metadata.get("min", 0), shape.metadata.get("max", 1 << 40)
    found, patched = contract(service), _patched(service, shape)
    language = found.language(patched)
    for sample in SAMPLE_STRINGS:
        text = sample if len(sample) >= low else sample * low
        if low <= len(text) <= high and (language is None or language.matches(text)):
            return text
    return found.text(patched, low)


@pytest.mark.parametrize(("service", "name"), list(operations()))
def test_every_operation_round_trips_and_serialises_as_botocore_does(
    service: str, name: str
) -> None:
    """A filled-in request: accepted, unchanged by a round trip, equal on the wire."""
    operation = model(service).operation_model(name)
    cls = request_class(service, operation)
    raw = skeleton(service, operation.input_shape)
    request = cls.from_wire(raw)
    assert cls.from_wire(request.to_wire()) == request
    assert serialised(operation, request.to_wire()) == serialised(operation, raw)


def serialised(operation: OperationModel, parameters: dict[str, Any]) -> dict[str, Any]:
    """The HTTP request, its body as JSON."""
    protocol = operation.service_model.metadata["protocol"]
    request = create_serializer(protocol, False).serialize_to_request(parameters, operation)
    body = request["body"]
    return {
        **request,
        "body": json.loads(body) if isinstance(body, (str, bytes)) and body else body,
    }


def test_the_wire_request_of_the_api_reference() -> None:
    """Document 003: ``POST /virtualclusters/virtualClusterId/jobruns`` and the JSON body."""
    request = emr_containers.StartJobRunRequest(
        virtual_cluster_id="abc123",
        client_token="token",
        name="nightly",
        execution_role_arn="arn:aws:iam::123456789012:role/emr",
        release_label="emr-7.0.0-latest",
        job_driver=emr_containers.JobDriver(
            spark_submit_job_driver=emr_containers.SparkSubmitJobDriver(
                entry_point="s3://bucket/app.py",
                entry_point_arguments=["--date", "2024-01-01"],
                spark_submit_parameters="--conf spark.executor.cores=4",
            )
        ),
        configuration_overrides=emr_containers.ConfigurationOverrides(
            application_configuration=[
                emr_containers.Configuration(
                    classification="spark-defaults",
                    properties={"spark.executor.memory": "8g"},
                    configurations=[emr_containers.Configuration(classification="nested")],
                )
            ],
            monitoring_configuration=emr_containers.MonitoringConfiguration(
                persistent_app_ui="ENABLED",
                cloud_watch_monitoring_configuration=(
                    emr_containers.CloudWatchMonitoringConfiguration(
                        log_group_name="/emr", log_stream_name_prefix="nightly"
                    )
                ),
                s3_monitoring_configuration=emr_containers.S3MonitoringConfiguration(
                    log_uri="s3://bucket/logs"
                ),
            ),
        ),
        tags={"team": "data"},
    )
    operation = model("emr-containers").operation_model("StartJobRun")
    sent = serialised(operation, request.to_wire())
    assert (sent["method"], sent["url_path"]) == ("POST", "/virtualclusters/abc123/jobruns")
    assert sent["headers"]["Content-Type"] == "application/json"
    assert sent["body"] == {
        "clientToken": "token",
        "configurationOverrides": {
            "applicationConfiguration": [
                {
                    "classification": "spark-defaults",
                    "configurations": [{"classification": "nested"}],
                    "properties": {"spark.executor.memory": "8g"},
                }
            ],
            "monitoringConfiguration": {
                "cloudWatchMonitoringConfiguration": {
                    "logGroupName": "/emr",
                    "logStreamNamePrefix": "nightly",
                },
                "persistentAppUI": "ENABLED",
                "s3MonitoringConfiguration": {"logUri": "s3://bucket/logs"},
            },
        },
        "executionRoleArn": "arn:aws:iam::123456789012:role/emr",
        "jobDriver": {
            "sparkSubmitJobDriver": {
                "entryPoint": "s3://bucket/app.py",
                "entryPointArguments": ["--date", "2024-01-01"],
                "sparkSubmitParameters": "--conf spark.executor.cores=4",
            }
        },
        "name": "nightly",
        "releaseLabel": "emr-7.0.0-latest",
        "tags": {"team": "data"},
    }
