"""Responses: straight from JSON on our own sessions, through botocore elsewhere; both are equal."""

from __future__ import annotations

import gc
import json
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import boto3
import botocore.session
import pytest
from botocore.awsrequest import HeadersDict
from botocore.config import Config
from botocore.model import OperationModel, ServiceModel
from botocore.parsers import ResponseParserFactory

from emrglue import emr_containers, emr_serverless, glue, validation
from emrglue._runtime.client.decoding import typed_response
from emrglue._runtime.client.shortcuts import DirectParsers
from emrglue._runtime.structures.structure import Request, Structure
from emrglue._runtime.wiremodel import MODELS as MODELS_IN_PACKAGE
from tests.answers import LEAST, Example
from tests.support.inside import operation_of

from .canned import CREDENTIALS, Canned, client, model_of

MODULES = {"emr-containers": emr_containers, "emr-serverless": emr_serverless, "glue": glue}
HEADERS = HeadersDict({"X-Amzn-RequestId": "req-1"})


def requests(module: Any) -> Iterator[type[Request[Any]]]:
    """Every request class of a service."""
    package = import_module(f"{module.__name__}.structures")
    for found in pkgutil.iter_modules(package.__path__):
        for value in vars(import_module(f"{package.__name__}.{found.name}")).values():
            if isinstance(value, type) and operation_of(value):
                yield value


REQUESTS = {
    (service, operation_of(cls)): cls
    for service, module in MODULES.items()
    for cls in requests(module)
}
MODELS = {
    service: ServiceModel(model_of(module).model, service) for service, module in MODULES.items()
}


def parse(operation: OperationModel, body: bytes, *, direct: bool) -> Any:
    standard = ResponseParserFactory()
    parser: Any = DirectParsers(standard) if direct else standard
    response = {"status_code": 200, "headers": HEADERS, "body": body, "context": {}}
    return parser.create_parser(protocol(operation)).parse(response, operation.output_shape)


def protocol(operation: OperationModel) -> str:
    return str(operation.service_model.metadata["protocol"])


@pytest.mark.parametrize("service", MODULES)
def test_both_ways_give_equal_responses(service: str) -> None:
    """For every operation, over values of every type, nulls among them."""
    for name in MODELS[service].operation_names:
        operation = MODELS[service].operation_model(name)
        cls = REQUESTS[service, name]._response_class()
        for seed in range(3):
            wire = operation.output_shape and Example(f"{name}{seed}").of(operation.output_shape)
            body = json.dumps(wire or {}).encode()
            ours, theirs = (parse(operation, body, direct=d) for d in (True, False))
            assert typed_response(cls, ours) == typed_response(cls, theirs), name
            assert ours["ResponseMetadata"] == theirs["ResponseMetadata"]


def least(service: str, name: str) -> Request[Any]:
    """A request with its required members, as small as can be."""
    shape = MODELS[service].operation_model(name).input_shape
    required = shape.required_members if shape else ()
    with validation("off"):
        wire = {member: LEAST.get(shape.members[member].type_name, 1) for member in required}
        return REQUESTS[service, name].from_wire(wire)


def handed_in(service: str) -> tuple[Any, Canned]:
    """It has our model, so that an older botocore knows all operations."""
    session = botocore.session.Session()
    session.get_component("data_loader").search_paths.insert(0, str(MODELS_IN_PACKAGE))
    options = {"region_name": "us-east-1", "config": Config(parameter_validation=False)}
    given = session.create_client(service, **options, **CREDENTIALS)
    return MODULES[service].Client(client=given), Canned(given)


def without_shortcuts(service: str) -> tuple[Any, Canned]:
    return client(MODULES[service], shortcuts=False)


@pytest.mark.parametrize("kind", [handed_in, without_shortcuts])
@pytest.mark.parametrize("service", MODULES)
def test_all_kinds_of_clients_give_equal_responses(service: str, kind: Any) -> None:
    """For every operation, from the request to the response, metadata included."""
    own, answers = client(MODULES[service])
    other, other_answers = kind(service)
    for name in MODELS[service].operation_names:
        shape = MODELS[service].operation_model(name).output_shape
        body = Example(name).of(shape) if shape else {}
        answers.answer(body)
        other_answers.answer(body)
        request = least(service, name)
        ours, theirs = own.send(request), other.send(request)
        assert ours == theirs, name
        assert ours.response_metadata == theirs.response_metadata
    bodies, other_bodies = ([r.body for r in a.requests] for a in (answers, other_answers))
    assert bodies == other_bodies


@pytest.mark.parametrize("service", MODULES)
def test_nearly_every_operation_takes_the_short_way(service: str) -> None:
    """A response with headers or a payload would go through botocore; these services have none."""
    for name in MODELS[service].operation_names:
        shape = MODELS[service].operation_model(name).output_shape
        assert shape is None or DirectParsers(None).is_plain(shape)


def test_a_session_of_a_client_that_was_handed_in_goes_through_botocore() -> None:
    """And gives an equal response."""
    body = {"Job": {"Name": "j", "CreatedOn": 1.7e9, "MaxRetries": 0, "Role": None}}
    given = boto3.client("glue", region_name="us-east-1", **CREDENTIALS)
    Canned(given, body)
    ours, _ = client(glue, body)
    first = glue.Client(client=given).get_job(job_name="j")
    assert first == ours.get_job(job_name="j")
    assert first.job is not None
    assert first.job.created_on.timestamp() == 1.7e9


def test_what_the_model_does_not_know_is_kept() -> None:
    """Members, values of enums, variants of unions, at any depth."""
    body = {"Job": {"Name": "j", "WorkerType": "G.99X", "New": {"a": 1}}, "Other": None}
    made, _ = client(glue, body)
    response = made.get_job(job_name="j")
    assert response.job.worker_type == "G.99X"
    assert response.job.unknown_members == {"New": {"a": 1}}
    assert response.unknown_members == {"Other": None}
    assert response.to_wire()["Job"] == body["Job"]


@pytest.mark.parametrize("collecting", [True, False])
def test_reading_a_response_leaves_the_garbage_collector_as_it_was(collecting: bool) -> None:
    """It pauses for the page, also when that cannot be read."""
    (gc.enable if collecting else gc.disable)()
    try:
        typed_response(glue.GetJobResponse, {"Job": {"Name": "j"}})
        assert gc.isenabled() is collecting
    finally:
        gc.enable()


def shapes_of_nonsense() -> list[Any]:
    return [None, True, 3, "x", [], {}, [1, "x", None, {}], {"Name": 5}]


@pytest.mark.parametrize("nonsense", shapes_of_nonsense(), ids=repr)
@pytest.mark.parametrize("service", MODULES)
def test_a_response_with_values_of_the_wrong_type_never_raises(service: str, nonsense: Any) -> None:
    """They are there as they came."""
    for (owner, name), request in REQUESTS.items():
        if owner == service:
            cls = request._response_class()
            operation = MODELS[service].operation_model(name)
            members = operation.output_shape.members if operation.output_shape else {}
            wire = dict.fromkeys(members, nonsense)
            response = parse(operation, json.dumps(wire).encode(), direct=True)
            assert isinstance(typed_response(cls, response), Structure)


def test_only_our_own_calls_take_the_short_way() -> None:
    """A hook that makes a call through the same botocore client gets botocore's dictionary."""
    made, _ = client(glue, {"Job": {"CreatedOn": 0}})
    made.get_job(job_name="j")
    assert made.botocore.get_job(JobName="j")["Job"]["CreatedOn"].tzinfo is not None


@pytest.mark.parametrize(
    "member",
    [
        {"location": "header", "locationName": "X"},
        {"location": "statusCode"},
        {"locationName": "other"},
        {"streaming": True},
    ],
)
def test_a_response_that_is_more_than_its_body_takes_the_long_way(member: Any) -> None:
    """Headers, status, renamed members and streams are botocore's business."""
    model = {
        "operations": {"Op": {"name": "Op", "output": {"shape": "Out"}}},
        "metadata": {"protocol": "rest-json"},
        "shapes": {
            "Out": {"type": "structure", "members": {"inner": {"shape": "In"}}},
            "In": {"type": "structure", "members": {"a": {"shape": "S", **member}}},
            "S": {"type": "string"},
        },
    }
    shape = ServiceModel(model, "x").operation_model("Op").output_shape
    assert not DirectParsers(None).is_plain(shape)


def test_a_recursive_response_has_an_end() -> None:
    """Asked for plainness, and read."""
    model = {
        "operations": {"Op": {"name": "Op", "output": {"shape": "Out"}}},
        "metadata": {"protocol": "json"},
        "shapes": {"Out": {"type": "structure", "members": {"inner": {"shape": "Out"}}}},
    }
    shape = ServiceModel(model, "x").operation_model("Op").output_shape
    assert DirectParsers(None).is_plain(shape)
