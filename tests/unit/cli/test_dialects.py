"""``emrglue validate``: requests in state machines, templates and plans."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from .test_validate import findings, report, written

ROLE = "arn:aws:iam::123456789012:role/emr"
RUN = {"JobName": "nightly", "WorkerType": "G.1X", "NumberOfWorkers": 2}
SPARK = {
    "ApplicationId": "00f1abcd",
    "ExecutionRoleArn": ROLE,
    "JobDriver": {"SparkSubmit": {"EntryPoint": "s3://b/app.py"}},
}
VIRTUAL_CLUSTER = {
    "Name": "c",
    "ContainerProvider": {"Type": "EKS", "Id": "e", "Info": {"EksInfo": {"Namespace": "n"}}},
}
JOB = {
    "Role": ROLE,
    "Command": {"Name": "glueetl", "ScriptLocation": "s3://b/x.py", "PythonVersion": 3},
    "DefaultArguments": {"--job-language": "python", "--n": 5, "--flag": True},
    "GlueVersion": 4.0,
    "WorkerType": "G.1X",
    "NumberOfWorkers": "2",
}

Found = list[tuple[str, str]]


def machine(resource: str, request: object, member: str = "Parameters") -> dict[str, Any]:
    """A state machine with a task inside of a map inside of a branch."""
    task = {"Type": "Task", "Resource": f"arn:aws:states:::{resource}", member: request}
    inner = {"StartAt": "Run", "States": {"Run": {**task, "End": True}}}
    each = {"Type": "Map", "ItemProcessor": inner, "End": True}
    branch = {"StartAt": "Each", "States": {"Each": each}}
    both = {"Type": "Parallel", "Branches": [branch], "End": True}
    return {"StartAt": "Both", "States": {"Both": both}}


def template(kind: str, properties: object) -> dict[str, Any]:
    """A template with a resource of a kind, and one of another service."""
    other = {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "b"}}
    return {"Resources": {"One": {"Type": kind, "Properties": properties}, "Bucket": other}}


def plan(kind: str, values: object, **more: object) -> dict[str, Any]:
    """What ``terraform show -json`` prints of a plan with one resource in a module."""
    resource = {"address": f"module.m.{kind}.x", "mode": "managed", "type": kind, "name": "x"}
    module = {"address": "module.m", "resources": [{**resource, "values": values, **more}]}
    return {"format_version": "1.2", "planned_values": {"root_module": {"child_modules": [module]}}}


@pytest.fixture
def found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """A function that validates a document, and gives path and kind of every finding."""

    def validate(document: object) -> Found:
        file = written(tmp_path, "x.json", document)
        return [(f["path"], f["rule"]) for f in findings(capsys, file)]

    return validate


SOUND = {
    "states": machine("glue:startJobRun.sync", RUN),
    "states of EMR Serverless": machine("emr-serverless:startJobRun.sync", SPARK),
    "states of EMR on EKS": machine("emr-containers:createVirtualCluster", VIRTUAL_CLUSTER),
    "states by the SDK": machine("aws-sdk:emrserverless:startJobRun", SPARK),
    "states with paths": machine(
        "glue:startJobRun", {"JobName.$": "$.job", "Arguments": {"--a.$": "$.a"}}
    ),
    "states with JSONata": machine(
        "glue:startJobRun.sync", {"JobName": "{% $states.input.job %}"}, "Arguments"
    ),
    "states whose request is an expression": machine(
        "glue:startJobRun.sync", "{% $states.input %}", "Arguments"
    ),
    "template": template("AWS::Glue::Job", JOB),
    "template with intrinsics": template(
        "AWS::Glue::Job",
        {
            **JOB,
            "Role": {"Fn::GetAtt": ["R", "Arn"]},
            "MaxCapacity": {"Fn::If": ["C", 2, {"Ref": "AWS::NoValue"}]},
            "Timeout": "{{resolve:ssm:timeout}}",
        },
    ),
    "template with another form": template(
        "AWS::Glue::Crawler",
        {
            "Role": ROLE,
            "Targets": {"S3Targets": [{"Path": "s3://b/"}], "DynamoDBTargets": [{"Path": "t"}]},
            "Schedule": {"ScheduleExpression": "cron(0 1 * * ? *)"},
        },
    ),
    "template of EMR Serverless": template(
        "AWS::EMRServerless::Application",
        {
            "ReleaseLabel": "emr-7.1.0",
            "Type": "SPARK",
            "InitialCapacity": [{"Key": "DRIVER", "Value": {"WorkerCount": 1}}],
            "Tags": [{"Key": "a", "Value": "b"}],
        },
    ),
    "template of EMR on EKS": template("AWS::EMRContainers::VirtualCluster", VIRTUAL_CLUSTER),
    "template of a trigger": template(
        "AWS::Glue::Trigger", {"Type": "ON_DEMAND", "Actions": [{"JobName": {"Ref": "J"}}]}
    ),
    "template of a connection": template(
        "AWS::Glue::Connection",
        {"CatalogId": {"Ref": "AWS::AccountId"}, "ConnectionInput": {"ConnectionType": "NETWORK"}},
    ),
    "template of a table": template(
        "AWS::Glue::Table",
        {
            "CatalogId": "123456789012",
            "DatabaseName": "d",
            "TableInput": {"StorageDescriptor": {"Columns": [{"Name": "a", "Type": "string"}]}},
        },
    ),
    "plan": plan(
        "aws_glue_job",
        {
            "name": "nightly",
            "role_arn": ROLE,
            "command": [{"name": "glueetl", "script_location": "s3://b/x.py", "runtime": ""}],
            "connections": ["c"],
            "worker_type": "G.1X",
            "number_of_workers": 2,
            "max_capacity": None,
            "timeout": 0,
            "execution_class": "",
            "tags_all": {},
        },
    ),
    "plan of a table": plan(
        "aws_glue_catalog_table",
        {
            "name": "t",
            "database_name": "d",
            "storage_descriptor": [{"columns": [{"name": "a", "type": "string"}]}],
        },
    ),
    "plan of EMR Serverless": plan(
        "aws_emrserverless_application",
        {
            "name": "a",
            "release_label": "emr-7.1.0",
            "type": "spark",
            "initial_capacity": [{"initial_capacity_type": "Driver"}],
            "maximum_capacity": [{"cpu": "4 vCPU", "memory": "16 GB", "disk": ""}],
        },
    ),
}


@pytest.mark.parametrize("name", SOUND)
def test_nothing_is_found_in_what_may_be_right(name: str, found: Any) -> None:
    """What is known only later, and what another language writes otherwise, passes."""
    assert found(SOUND[name]) == []


def changed(name: str, value: object, *steps: str | int) -> Any:
    """A sound document with one value in it exchanged."""
    document: Any = copy.deepcopy(SOUND[name])
    place = document
    for step in steps[:-1]:
        place = place[step]
    place[steps[-1]] = value
    return document


_TASK = ("States", "Both", "Branches", 0, "States", "Each", "ItemProcessor", "States", "Run")
_ONE = ("Resources", "One", "Properties")
_VALUES = ("planned_values", "root_module", "child_modules", 0, "resources", 0, "values")


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (
            changed("states", "x" * 256, *_TASK, "Parameters", "JobName"),
            [("JobName", "max_length")],
        ),
        (changed("states", "G1X", *_TASK, "Parameters", "WorkerType"), [("WorkerType", "enum")]),
        (changed("states", 5, *_TASK, "Parameters", "MaxCapacity"), [("", "rule")]),
        (changed("states", 5, *_TASK, "Parameters", "WorkerTyp"), [("WorkerTyp", "unknown")]),
        (changed("states", {}, *_TASK, "Parameters"), [("JobName", "required")]),
        (
            changed("states of EMR Serverless", {}, *_TASK, "Parameters", "JobDriver"),
            [("jobDriver", "union")],
        ),
        (
            changed("states of EMR Serverless", {"Hive": {}}, *_TASK, "Parameters", "JobDriver"),
            [("jobDriver.hive.query", "required")],
        ),
        (
            changed("states by the SDK", "A!", *_TASK, "Parameters", "ApplicationId"),
            [("applicationId", "pattern")],
        ),
        (changed("template", "G1X", *_ONE, "WorkerType"), [("WorkerType", "enum")]),
        (changed("template", 2, *_ONE, "MaxCapacity"), [("", "rule")]),
        (changed("template", "FLEX", *_ONE, "ExecutionClas"), [("ExecutionClas", "unknown")]),
        (
            template("AWS::Glue::Trigger", {"Type": "ON_DEMAND"}),
            [("Actions", "required")],
        ),
        (
            changed("template of EMR Serverless", "X86", *_ONE, "Architecture"),
            [("architecture", "enum")],
        ),
        (changed("plan", "G1X", *_VALUES, "worker_type"), [("WorkerType", "enum")]),
        (
            changed("plan", "x" * 300, *_VALUES, "command", 0, "python_version"),
            [("Command.PythonVersion", "pattern")],
        ),
        (
            changed("plan of a table", "x" * 256, *_VALUES, "name"),
            [("Name", "max_length")],
        ),
    ],
)
def test_what_is_surely_wrong_is_found(document: Any, expected: Found, found: Any) -> None:
    """By the path in the request."""
    assert found(document) == expected


def test_a_finding_has_the_line_of_its_value(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In YAML with the tags of CloudFormation."""
    text = (
        "Resources:\n"
        "  Job:\n"
        "    Type: AWS::Glue::Job\n"
        "    Properties:\n"
        "      Role: !GetAtt Role.Arn\n"
        "      Command:\n"
        "        Name: !Sub '${Kind}'\n"
        "        PythonVersion: '4'\n"
        "      WorkerType: G1X\n"
    )
    found = findings(capsys, written(tmp_path, "t.yaml", text))
    assert [(f["line"], f["column"], f["path"]) for f in found] == [
        (8, 24, "Command.PythonVersion"),
        (9, 19, "WorkerType"),
    ]


def test_what_is_not_checked_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Other tasks and resources, and what is not known."""
    file = written(tmp_path, "t.json", SOUND["template with intrinsics"])
    assert report(capsys, file) == (
        0,
        "nothing wrong in 1 request, 1 file; not checked: 1 other resource, 3 unknown values\n",
    )
    file = written(tmp_path, "s.json", machine("lambda:invoke", {}))
    assert report(capsys, file) == (
        0,
        "nothing wrong in 0 requests, 1 file; not checked: 1 other resource\n",
    )


def test_sensitive_values_of_a_plan_are_not_shown(found: Any) -> None:
    """What Terraform marks is not looked at, at any depth."""
    values = {"name": "x" * 300, "command": [{"python_version": "hunter2"}]}
    marks = {"name": True, "command": [{"python_version": True}]}
    assert found(plan("aws_glue_job", values, sensitive_values=marks)) == []
    assert [path for path, _ in found(plan("aws_glue_job", values))] == [
        "Name",
        "Command.PythonVersion",
    ]


def test_a_state_of_before_is_not_checked(found: Any) -> None:
    """It is what the plan changes."""
    before = plan("aws_glue_job", {"worker_type": "G1X"})["planned_values"]
    assert found({**SOUND["plan"], "prior_state": {"values": before}}) == []


def test_spark_submit_parameters_are_looked_at(found: Any) -> None:
    """In a state machine as in a request."""
    document = json.loads(json.dumps(SOUND["states of EMR Serverless"]).replace(
        '"EntryPoint"', '"SparkSubmitParameters": "--conf a", "EntryPoint"'
    ))  # fmt: skip
    assert found(document) == [("jobDriver.sparkSubmit.sparkSubmitParameters", "spark")]
