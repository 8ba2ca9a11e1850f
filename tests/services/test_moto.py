"""Typed calls, responses, errors and pages of fifteen services against moto."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest
from moto import mock_aws

from tests import every_service

SERVICES = {
    "athena": "CreateWorkGroup,ListWorkGroups,GetNamedQuery",
    "batch": "DescribeJobQueues,CreateComputeEnvironment",
    "cloudwatch": "PutMetricData,ListMetrics,PutMetricAlarm,DescribeAlarms,SetAlarmState",
    "dynamodb": "CreateTable,PutItem,GetItem,Scan,DescribeTable",
    "ec2": "DescribeRegions,CreateVpc,DescribeVpcs,DeleteVpc",
    "iam": "CreateUser,GetUser,ListUsers",
    "kinesis": "CreateStream,PutRecord,ListStreams,DescribeStreamSummary",
    "lambda": "ListFunctions,GetFunction",
    "logs": "CreateLogGroup,DescribeLogGroups",
    "s3": "CreateBucket,PutObject,GetObject,ListObjectsV2,DeleteObjects,HeadObject",
    "secretsmanager": "CreateSecret,GetSecretValue,ListSecrets",
    "sns": "CreateTopic,ListTopics,Publish",
    "sqs": "CreateQueue,SendMessage,ReceiveMessage,GetQueueUrl,ListQueues",
    "stepfunctions": "CreateStateMachine,ListStateMachines,DescribeStateMachine",
    "sts": "GetCallerIdentity,AssumeRole",
}
"""What is generated of each; a subset, to save time."""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The generated package, instead of the one of the repository."""
    out = tmp_path_factory.mktemp("services")
    every_service.generate([f"{name}={names}" for name, names in SERVICES.items()], out)
    (out / "emrglue").rename(out / "fifteen")
    sys.path.insert(0, str(out))
    yield "fifteen"
    sys.path.remove(str(out))


@pytest.fixture
def service(package: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Any]]:
    """A client of a service, and its package as ``client.shapes``, inside moto."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")

    def client(name: str) -> Any:
        module: ModuleType = importlib.import_module(f"{package}.{name}")
        made = module.Client(region_name="us-east-1")
        made.shapes = module
        return made

    with mock_aws():
        yield client


def test_s3_streams_bodies_and_pages(service: Callable[[str], Any]) -> None:
    """A body goes in as bytes or a file, and comes back as a stream; metadata travel in headers."""
    s3 = service("s3")
    s3.create_bucket(bucket="bucket")
    for number in range(5):
        s3.put_object(
            bucket="bucket", key=f"k{number}", body=b"x" * number, metadata={"n": str(number)}
        )
    found = s3.get_object(bucket="bucket", key="k3")
    assert (found.body.read(), found.metadata, found.content_length) == (b"xxx", {"n": "3"}, 3)
    pages = s3.iter_list_objects_v2(bucket="bucket").limit(page_size=2)
    assert [item.key for item in pages] == [f"k{n}" for n in range(5)]
    with pytest.raises(s3.shapes.NoSuchKey) as missing:
        s3.get_object(bucket="bucket", key="none")
    assert missing.value.http_status == 404


def test_dynamodb_items_are_unions_inside_maps(service: Callable[[str], Any]) -> None:
    """The recursive union of attribute values, both ways; a modelled error."""
    dynamodb = service("dynamodb")
    shapes = dynamodb.shapes
    dynamodb.create_table(
        table_name="t",
        billing_mode="PAY_PER_REQUEST",
        key_schema=[shapes.KeySchemaElement(attribute_name="id", key_type="HASH")],
        attribute_definitions=[shapes.AttributeDefinition(attribute_name="id", attribute_type="S")],
    )
    value = shapes.AttributeValue
    item = {"id": value(s="1"), "list": value(l=[value(n="2"), value(b=b"\0")])}
    dynamodb.put_item(table_name="t", item=item)
    assert dynamodb.get_item(table_name="t", key={"id": value(s="1")}).item == item
    assert [found["id"].s for found in dynamodb.iter_scan(table_name="t")] == ["1"]
    with pytest.raises(shapes.ResourceNotFoundException):
        dynamodb.describe_table(table_name="none")


def test_sqs_errors_are_classes_by_their_query_codes(service: Callable[[str], Any]) -> None:
    """A JSON service that keeps the error codes of its query days."""
    sqs = service("sqs")
    url = sqs.create_queue(queue_name="q").queue_url
    sqs.send_message(queue_url=url, message_body="hello")
    assert sqs.receive_message(queue_url=url).messages[0].body == "hello"
    with pytest.raises(sqs.shapes.QueueDoesNotExist):
        sqs.get_queue_url(queue_name="none")


def test_sns_pages(service: Callable[[str], Any]) -> None:
    sns = service("sns")
    arns = {sns.create_topic(name=f"t{number}").topic_arn for number in range(3)}
    assert {topic.topic_arn for topic in sns.iter_list_topics()} == arns
    with pytest.raises(sns.shapes.NotFoundException):
        sns.publish(topic_arn=f"{arns.pop()}none", message="x")


def test_lambda_is_called_by_a_name_that_is_no_keyword(service: Callable[[str], Any]) -> None:
    functions = service("lambda_")
    assert list(functions.iter_list_functions()) == []
    with pytest.raises(functions.shapes.ResourceNotFoundException):
        functions.get_function(function_name="none")


def test_ec2_answers_in_xml_with_errors_that_are_not_modelled(
    service: Callable[[str], Any],
) -> None:
    ec2 = service("ec2")
    vpc = ec2.create_vpc(cidr_block="10.0.0.0/16").vpc
    found = ec2.describe_vpcs(vpc_ids=[vpc.vpc_id]).vpcs[0]
    assert (found.cidr_block, found.is_default) == ("10.0.0.0/16", False)
    assert "us-east-1" in {region.region_name for region in ec2.describe_regions().regions}
    with pytest.raises(ec2.shapes.Ec2Error) as refused:
        ec2.delete_vpc(vpc_id="vpc-00000000")
    assert refused.value.code == "InvalidVpcID.NotFound"


def test_iam_pages_and_errors(service: Callable[[str], Any]) -> None:
    iam = service("iam")
    for name in ("ann", "bob"):
        iam.create_user(user_name=name)
    assert [user.user_name for user in iam.iter_list_users()] == ["ann", "bob"]
    with pytest.raises(iam.shapes.NoSuchEntityException):
        iam.get_user(user_name="none")


def test_sts(service: Callable[[str], Any]) -> None:
    sts = service("sts")
    assert sts.get_caller_identity().account == "123456789012"
    role = sts.assume_role(role_arn="arn:aws:iam::123456789012:role/r", role_session_name="me")
    assert role.credentials.secret_access_key not in repr(role)


def test_athena(service: Callable[[str], Any]) -> None:
    athena = service("athena")
    athena.create_work_group(name="mine")
    assert "mine" in {group.name for group in athena.list_work_groups().work_groups}


def test_batch_raises_its_base_class_for_errors_without_a_model(
    service: Callable[[str], Any],
) -> None:
    batch = service("batch")
    assert batch.describe_job_queues().job_queues == []
    with pytest.raises(batch.shapes.BatchError):
        batch.create_compute_environment(
            compute_environment_name="c", type="MANAGED", service_role="arn:aws:iam::1:role/none"
        )


def test_stepfunctions(service: Callable[[str], Any]) -> None:
    states = service("stepfunctions")
    arn = states.create_state_machine(
        name="s", definition="{}", role_arn="arn:aws:iam::123456789012:role/r"
    ).state_machine_arn
    assert [s.state_machine_arn for s in states.iter_list_state_machines()] == [arn]
    with pytest.raises(states.shapes.StateMachineDoesNotExist):
        states.describe_state_machine(state_machine_arn=f"{arn}none")


def test_kinesis(service: Callable[[str], Any]) -> None:
    kinesis = service("kinesis")
    kinesis.create_stream(stream_name="s", shard_count=1)
    put = kinesis.put_record(stream_name="s", data=b"\0\xff", partition_key="k")
    assert put.shard_id.startswith("shardId-")
    with pytest.raises(kinesis.shapes.ResourceNotFoundException):
        kinesis.describe_stream_summary(stream_name="none")


def test_secretsmanager_fills_in_tokens_and_hides_secrets(service: Callable[[str], Any]) -> None:
    secrets = service("secretsmanager")
    secrets.create_secret(name="n", secret_string="hush")
    found = secrets.get_secret_value(secret_id="n")
    assert found.secret_string == "hush"
    assert "hush" not in repr(found)
    with pytest.raises(secrets.shapes.ResourceNotFoundException):
        secrets.get_secret_value(secret_id="none")


def test_cloudwatch_speaks_cbor(service: Callable[[str], Any]) -> None:
    cloudwatch = service("cloudwatch")
    datum = cloudwatch.shapes.MetricDatum(metric_name="m", value=1.5)
    cloudwatch.put_metric_data(namespace="ns", metric_data=[datum])
    metrics = cloudwatch.iter_list_metrics(namespace="ns")
    assert [metric.metric_name for metric in metrics] == ["m"]
    with pytest.raises(cloudwatch.shapes.ResourceNotFound):
        cloudwatch.set_alarm_state(alarm_name="none", state_value="OK", state_reason="x")


def test_logs(service: Callable[[str], Any]) -> None:
    logs = service("logs")
    logs.create_log_group(log_group_name="g")
    assert [group.log_group_name for group in logs.iter_describe_log_groups()] == ["g"]
    with pytest.raises(logs.shapes.ResourceAlreadyExistsException):
        logs.create_log_group(log_group_name="g")
