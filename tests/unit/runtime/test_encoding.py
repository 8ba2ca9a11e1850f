"""Requests on the shortcut: the same HTTP request as botocore's, and what botocore cannot send.

That both send the same for every legal request is a property: ``tests/property/checks.py``.
"""

from __future__ import annotations

from collections import deque
from datetime import datetime, timezone
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.model import ServiceModel
from botocore.serialize import create_serializer

import emrglue
from codegen.runtime.client.shortcuts import DirectSerializer, is_in_place, is_json
from emrglue import emr_containers, emr_serverless, glue
from tests.property.subjects import ALL, Subject

from .canned import CREDENTIALS, Canned

REGION = {"region_name": "us-east-1", **CREDENTIALS}


def test_our_own_clients_take_the_shortcut() -> None:
    """So that nobody measures, or tests, something else."""
    assert type(glue.Client(**REGION).botocore._serializer).__name__ == "DirectSerializer"


@pytest.mark.parametrize(
    "client",
    [
        glue.Client(client=boto3.client("glue", **REGION)),
        glue.Client(config=Config(parameter_validation=True), **REGION),
    ],
    ids=["handed in", "botocore validates as well"],
)
def test_other_clients_serialize_as_ever(client: Any) -> None:
    """What the user has chosen is not ours to change."""
    assert type(client.botocore._serializer).__name__ != "DirectSerializer"


@pytest.mark.parametrize("subject", ALL, ids=str)
def test_only_what_json_says_the_same_way_is_handed_on(subject: Subject) -> None:
    """No shape with a timestamp, a blob or a fraction anywhere in it."""
    shape = subject.model.input_shape
    members = {} if shape is None else shape.members
    for member in filter(is_json, members.values()):
        assert is_in_place(member)
        assert {"timestamp", "blob", "float", "double"}.isdisjoint(_types(member, set()))


def _types(shape: Any, seen: set[str]) -> set[str]:
    """The types of a shape and of all that it holds, by a walk of this test's own."""
    found = {shape.type_name}
    if shape.name not in seen:
        seen.add(shape.name)
        for inner in (*getattr(shape, "members", {}).values(), *_entries(shape)):
            found |= _types(inner, seen)
    return found


def _entries(shape: Any) -> list[Any]:
    return [getattr(shape, part) for part in ("member", "key", "value") if hasattr(shape, part)]


def test_a_moment_is_written_as_botocore_writes_it() -> None:
    """Beside values that are handed on."""
    client = glue.Client(**REGION)
    canned = Canned(client, {})
    client.get_unfiltered_table_metadata(
        catalog_id="1",
        database_name="d",
        name="n",
        supported_permission_types=["COLUMN_PERMISSION"],
        audit_context=glue.AuditContext(requested_columns=["a"]),
    )
    client.get_tables(
        database_name="d", query_as_of_time=datetime(2024, 2, 29, 12, tzinfo=timezone.utc)
    )
    assert canned.sent()[0]["AuditContext"] == {"RequestedColumns": ["a"]}
    assert canned.sent()[1] == {"DatabaseName": "d", "QueryAsOfTime": 1709208000}


def test_what_json_does_not_take_is_left_to_botocore() -> None:
    """An unchecked sequence of another kind, which botocore turns into a list."""
    serializer = create_serializer("json", include_validation=False)
    subject = next(subject for subject in ALL if subject.operation == "BatchGetJobs")
    odd = {"JobNames": deque(["a", "b"])}
    request = DirectSerializer(serializer).serialize_to_request(odd, subject.model)
    assert request == serializer.serialize_to_request(odd, subject.model)
    assert request["body"] == b'{"JobNames": ["a", "b"]}'


def _operation(protocol: str, shapes: Any) -> Any:
    """An operation of a model that no service has."""
    model = {
        "metadata": {"protocol": protocol, "targetPrefix": "T", "jsonVersion": "1.1"},
        "operations": {
            "Op": {
                "name": "Op",
                "http": {"method": "POST", "requestUri": "/"},
                "input": {"shape": "In"},
            }
        },
        "shapes": shapes,
    }
    return ServiceModel(model, "x").operation_model("Op")


MOMENT = datetime(2024, 2, 29, tzinfo=timezone.utc)


@pytest.mark.parametrize("protocol", ["json", "rest-json"])
@pytest.mark.parametrize(
    ("member", "value"),
    [
        ({"shape": "S", "locationName": "other"}, "a"),
        ({"shape": "T"}, MOMENT),
        ({"shape": "B"}, b"x"),
        ({"shape": "D"}, float("inf")),
        ({"shape": "F"}, float("-inf")),
        ({"shape": "S"}, "plain"),
    ],
    ids=["renamed", "moment", "bytes", "double", "float", "plain"],
)
def test_what_has_another_name_or_form_in_json_gets_it(
    protocol: str, member: Any, value: Any
) -> None:
    """Deep below members that have none; without the way out, botocore's own serializer."""
    kinds = {"S": "string", "T": "timestamp", "B": "blob", "D": "double", "F": "float"}
    shapes = {
        "In": {"type": "structure", "members": {"a": {"shape": "S"}, "more": {"shape": "L"}}},
        "L": {"type": "list", "member": {"shape": "More"}},
        "More": {"type": "structure", "members": {"inner": member, "b": {"shape": "S"}}},
        **{name: {"type": kind} for name, kind in kinds.items()},
    }
    operation = _operation(protocol, shapes)
    standard = create_serializer(protocol, include_validation=False)
    wire = {"a": "x", "more": [{"inner": value, "b": "y"}]}
    sent = DirectSerializer(standard)._direct.serialize_to_request(wire, operation)
    assert sent == standard.serialize_to_request(wire, operation)


def test_a_member_of_tomorrow_that_is_let_pass_is_sent() -> None:
    """At the top and further down, with either protocol; botocore would end in a KeyError."""
    news = {"memberOfTomorrow": 1}
    for made, operation, wire in (
        (
            glue.Client(**REGION),
            glue.StartJobRunRequest,
            {"JobName": "j", "NotificationProperty": news},
        ),
        (
            emr_serverless.Client(**REGION),
            emr_serverless.StartJobRunRequest,
            {
                "applicationId": "0",
                "executionRoleArn": "arn:aws:iam::123456789012:role/emr",
                "clientToken": "t",
                "retryPolicy": news,
            },
        ),
    ):
        canned = Canned(made, {})
        with emrglue.validation(unknown="off"):
            made.send(operation.from_wire({**wire, **news}))
        body = {name: value for name, value in wire.items() if name != "applicationId"}
        assert canned.sent() == [{**body, **news}]


def test_without_a_body_there_is_no_place_for_a_member_of_tomorrow() -> None:
    """It is not lost in silence."""
    client = emr_containers.Client(**REGION)
    Canned(client, {})
    with emrglue.validation(unknown="off"), pytest.raises(KeyError, match="memberOfTomorrow"):
        client.list_virtual_clusters(memberOfTomorrow=1)


def test_nor_is_there_where_one_member_is_the_whole_body() -> None:
    """It is not lost in silence, either."""
    member = {"type": "structure", "members": {}}
    shapes = {
        "In": {**member, "payload": "all", "members": {"all": {"shape": "All"}}},
        "All": member,
    }
    serializer = DirectSerializer(create_serializer("rest-json", include_validation=False))
    with pytest.raises(KeyError, match="memberOfTomorrow"):
        serializer.serialize_to_request(
            {"all": {}, "memberOfTomorrow": 1}, _operation("rest-json", shapes)
        )


def test_a_part_of_a_response_goes_back_with_its_members_of_tomorrow() -> None:
    """Read, change, write: what AWS added since is not lost on the way, and no KeyError."""
    columns = {"Columns": [{"Name": "c", "NewMember": "n"}]}
    answer = {"Table": {"Name": "t", "StorageDescriptor": columns}}
    client = glue.Client(**REGION)
    canned = Canned(client, answer)
    table = client.get_table(database_name="d", name="t").table
    assert table is not None
    client.update_table(
        database_name="d",
        table_input=glue.TableInput(name="t", storage_descriptor=table.storage_descriptor),
    )
    assert canned.sent()[1]["TableInput"]["StorageDescriptor"] == columns
