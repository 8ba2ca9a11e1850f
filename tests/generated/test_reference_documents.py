"""The five documents that the project started from, as facts about the generated package.

StartJobRun of the three services as boto3, the AWS CLI and the API reference describe it: every
parameter with its type and whether it is required, the response, and the errors. The documents are
older than the models; where AWS has relaxed something since, the table here says so.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from emrglue import emr_containers, emr_serverless, glue

Tree = dict[str, Any]

CONFIGURATION: Tree = {"classification!": str, "properties": {str: str}, "configurations": ["..."]}

# 000: boto3, EMRContainers.Client.start_job_run
EMR_CONTAINERS_BOTO3: Tree = {
    "name": str,
    "virtualClusterId!": str,
    "clientToken": str,
    "executionRoleArn": str,
    "releaseLabel": str,
    "jobDriver": {
        "sparkSubmitJobDriver": {
            "entryPoint!": str,
            "entryPointArguments": [str],
            "sparkSubmitParameters": str,
        },
        "sparkSqlJobDriver": {"entryPoint": str, "sparkSqlParameters": str},
    },
    "configurationOverrides": {
        "applicationConfiguration": [CONFIGURATION],
        "monitoringConfiguration": {
            "managedLogs": {"allowAWSToRetainLogs": str, "encryptionKeyArn": str},
            "persistentAppUI": str,
            "cloudWatchMonitoringConfiguration": {
                "logGroupName!": str,
                "logStreamNamePrefix": str,
            },
            "s3MonitoringConfiguration": {"logUri!": str},
            "containerLogRotationConfiguration": {"rotationSize!": str, "maxFilesToKeep!": int},
        },
    },
    "tags": {str: str},
    "jobTemplateId": str,
    "jobTemplateParameters": {str: str},
    "retryPolicyConfiguration": {"maxAttempts!": int},
}

# 001: boto3, EMRServerless.Client.start_job_run
EMR_SERVERLESS_BOTO3: Tree = {
    "applicationId!": str,
    "clientToken": str,
    "executionRoleArn!": str,
    "jobDriver": {
        "sparkSubmit": {
            "entryPoint!": str,
            "entryPointArguments": [str],
            "sparkSubmitParameters": str,
        },
        "hive": {"query!": str, "initQueryFile": str, "parameters": str},
    },
    "configurationOverrides": {
        "applicationConfiguration": [CONFIGURATION],
        "monitoringConfiguration": {
            "s3MonitoringConfiguration": {"logUri": str, "encryptionKeyArn": str},
            "managedPersistenceMonitoringConfiguration": {"enabled": bool, "encryptionKeyArn": str},
        },
    },
    "tags": {str: str},
    "executionTimeoutMinutes": int,
    "name": str,
}

# 002: AWS CLI, emr-serverless start-job-run
EMR_SERVERLESS_CLI: Tree = {
    **EMR_SERVERLESS_BOTO3,
    "configurationOverrides": {
        "applicationConfiguration": [CONFIGURATION],
        "monitoringConfiguration": {
            "s3MonitoringConfiguration": {"logUri": str, "encryptionKeyArn": str},
            "managedPersistenceMonitoringConfiguration": {"enabled": bool, "encryptionKeyArn": str},
            "cloudWatchLoggingConfiguration": {
                "enabled!": bool,
                "logGroupName": str,
                "logStreamNamePrefix": str,
                "encryptionKeyArn": str,
                "logTypes": {str: [str]},
            },
            "prometheusMonitoringConfiguration": {"remoteWriteUrl": str},
        },
    },
    "mode": str,
    "retryPolicy": {"maxAttempts": int, "maxFailedAttemptsPerHour": int},
}

# 003: API reference, EMR containers StartJobRun. It calls executionRoleArn, jobDriver and
# releaseLabel required; since job templates exist they no longer are (a rule says when).
EMR_CONTAINERS_API: Tree = {
    "clientToken": str,
    "configurationOverrides": {
        "applicationConfiguration": [CONFIGURATION],
        "monitoringConfiguration": {
            "cloudWatchMonitoringConfiguration": {"logGroupName!": str, "logStreamNamePrefix": str},
            "persistentAppUI": str,
            "s3MonitoringConfiguration": {"logUri!": str},
        },
    },
    "executionRoleArn": str,
    "jobDriver": {
        "sparkSubmitJobDriver": {
            "entryPoint!": str,
            "entryPointArguments": [str],
            "sparkSubmitParameters": str,
        }
    },
    "name": str,
    "releaseLabel": str,
    "tags": {str: str},
    "virtualClusterId!": str,
}

# 004: boto3, Glue.Client.start_job_run
GLUE_BOTO3: Tree = {
    "JobName!": str,
    "JobRunQueuingEnabled": bool,
    "JobRunId": str,
    "Arguments": {str: str},
    "AllocatedCapacity": int,
    "Timeout": int,
    "MaxCapacity": float,
    "SecurityConfiguration": str,
    "NotificationProperty": {"NotifyDelayAfter": int},
    "WorkerType": str,
    "NumberOfWorkers": int,
    "ExecutionClass": str,
    "ExecutionRoleSessionPolicy": str,
}

REQUESTS = [
    pytest.param(emr_containers.StartJobRunRequest, EMR_CONTAINERS_BOTO3, id="000-emr-containers"),
    pytest.param(emr_serverless.StartJobRunRequest, EMR_SERVERLESS_BOTO3, id="001-emr-serverless"),
    pytest.param(emr_serverless.StartJobRunRequest, EMR_SERVERLESS_CLI, id="002-cli"),
    pytest.param(emr_containers.StartJobRunRequest, EMR_CONTAINERS_API, id="003-api"),
    pytest.param(glue.StartJobRunRequest, GLUE_BOTO3, id="004-glue"),
]


@pytest.mark.parametrize(("request_class", "documented"), REQUESTS)
def test_every_documented_parameter_is_there_with_its_type_and_need(
    request_class: type, documented: Tree
) -> None:
    """Field for field, at every depth; the model may know more than the document."""
    assert restricted(syntax(request_class), documented) == documented


@pytest.mark.parametrize(
    ("response", "documented"),
    [
        (
            emr_containers.StartJobRunResponse,
            {"arn": str, "id": str, "name": str, "virtualClusterId": str},
        ),
        (
            emr_serverless.StartJobRunResponse,
            {"applicationId!": str, "jobRunId!": str, "arn!": str},
        ),
        (glue.StartJobRunResponse, {"JobRunId": str}),
    ],
)
def test_the_response_has_the_documented_members(response: type, documented: Tree) -> None:
    """All of them, and no other."""
    assert syntax(response) == documented


@pytest.mark.parametrize(
    ("service", "errors"),
    [
        (
            emr_containers,
            ["InternalServerException", "ResourceNotFoundException", "ValidationException"],
        ),
        (
            emr_serverless,
            [
                "ValidationException",
                "ResourceNotFoundException",
                "InternalServerException",
                "ConflictException",
            ],
        ),
        (
            glue,
            [
                "InvalidInputException",
                "EntityNotFoundException",
                "InternalServiceException",
                "OperationTimeoutException",
                "ResourceNumberLimitExceededException",
                "ConcurrentRunsExceededException",
            ],
        ),
    ],
)
def test_the_documented_errors_are_classes_that_the_method_names(
    service: Any, errors: list[str]
) -> None:
    """Each is an exception class, and stands in the docstring of ``start_job_run``."""
    for error in errors:
        assert issubclass(getattr(service, error), Exception)
        assert error in service.Client.start_job_run.__doc__


@pytest.mark.parametrize(
    ("member", "value", "constraint"),
    [
        ("virtualClusterId", "", "min_length"),
        ("virtualClusterId", "a" * 65, "max_length"),
        ("virtualClusterId", "ABC", "pattern"),
        ("clientToken", " ", "pattern"),
        ("executionRoleArn", "arn:aws:iam::1:role", "min_length"),
        ("executionRoleArn", "arn:aws:iam::123456789012:user/emr", "pattern"),
        ("name", "a job", "pattern"),
        ("releaseLabel", "emr 6", "pattern"),
        ("tags", {str(n): "" for n in range(51)}, "max_length"),
        ("tags", {"k" * 129: "v"}, "max_length"),
        ("tags", {"k": "v" * 257}, "max_length"),
    ],
)
def test_the_constraints_of_the_api_reference_hold(
    member: str, value: Any, constraint: str
) -> None:
    """Each constraint that document 003 states refuses a value just outside of it."""
    wire = {**minimal_emr_containers_request(), member: value}
    with pytest.raises(ValueError, match=member) as caught:
        emr_containers.StartJobRunRequest.from_wire(wire)
    assert [violation.constraint for violation in caught.value.violations] == [constraint]


def test_the_documented_empty_tag_value_is_accepted() -> None:
    """The document allows 0 to 256 characters, whatever the pattern ``.*\\S.*`` says."""
    wire = {**minimal_emr_containers_request(), "tags": {"team": ""}}
    assert emr_containers.StartJobRunRequest.from_wire(wire).to_wire() == wire


def minimal_emr_containers_request() -> Tree:
    return {
        "virtualClusterId": "abc123",
        "clientToken": "token",
        "executionRoleArn": "arn:aws:iam::123456789012:role/emr",
        "releaseLabel": "emr-7.0.0-latest",
        "jobDriver": {"sparkSubmitJobDriver": {"entryPoint": "s3://bucket/app.py"}},
    }


def syntax(cls: type, above: tuple[type, ...] = ()) -> Tree:
    """A structure as the documents write it: wire names to types, ``!`` where required."""
    hints = typing.get_type_hints(cls)
    tree: Tree = {}
    for name, field in {a.name: a for a in cls.__attrs_attrs__}.items():
        required = "None" not in cls.__annotations__[name]
        key = field.metadata["wire_name"] + ("!" if required else "")
        tree[key] = type_syntax(hints[name], (*above, cls))
    return tree


def type_syntax(hint: Any, above: tuple[type, ...]) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return type_syntax(next(a for a in arguments if a is not type(None)), above)
    if isinstance(hint, type) and issubclass(hint, str):
        return str  # an enum
    if origin is Sequence:
        return [type_syntax(arguments[0], above)]
    if origin is Mapping:
        return {type_syntax(arguments[0], above): type_syntax(arguments[1], above)}
    if hint in above:
        return "..."
    return syntax(hint, above) if hasattr(hint, "__attrs_attrs__") else hint


def restricted(tree: Any, pattern: Any) -> Any:
    """What of ``tree`` the pattern mentions."""
    if isinstance(tree, list) and isinstance(pattern, list):
        return [restricted(tree[0], pattern[0])]
    if isinstance(tree, dict) and isinstance(pattern, dict):
        return {key: restricted(tree[key], pattern[key]) for key in pattern if key in tree}
    return tree
