"""A success is a success whatever the protocol, and a proxy's page is none."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import botocore.session
import pytest
from botocore.parsers import ResponseParserError as InvalidBodyError

from tests.hostile import workshop
from tests.hostile.workshop import model, operation, store, structure
from tests.unit.runtime import canned
from tests.unit.runtime.canned import Canned, Page

PROTOCOLS = ("json", "rest-json", "query", "ec2", "rest-xml")
QUERY = "<Done><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></Done>"
EC2 = "<Done><requestId>r</requestId><return>true</return></Done>"
HTML = "<html><body>Welcome</body></html>"


@attrs.frozen
class Service:
    """A service that speaks a protocol, and the models that it was generated from."""

    name: str
    models: Path
    package: ModuleType


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Service]]:
    """One for each protocol, with an operation that answers nothing and one that does."""
    models, out = tmp_path_factory.mktemp("models"), tmp_path_factory.mktemp("out")
    head = operation("Ask")
    head["http"] = {"method": "HEAD", "requestUri": "/ask"}
    operations = {
        "Do": operation("Do", "In"),
        "Tell": operation("Tell", "In", "Out"),
        "Ask": head,
    }
    shapes = {"In": structure(), "Out": structure({"message": "S"}), "S": {"type": "string"}}
    for protocol in PROTOCOLS:
        content = model(shapes, operations, {"protocol": protocol, "protocols": [protocol]})
        store(models, content, f"svc-{protocol}")
    names = [f"svc-{protocol}" for protocol in PROTOCOLS]
    with ExitStack() as stack:
        made = stack.enter_context(workshop.together(models, out, names, "successes"))
        yield {
            name.removeprefix("svc-"): Service(
                name, models, stack.enter_context(generated.imported())
            )
            for name, generated in made.items()
        }


def clients(service: Service) -> list[tuple[Any, Canned]]:
    """One that we made, one without shortcuts, and one that was handed in."""
    session = botocore.session.Session()
    session.get_component("data_loader").search_paths.insert(0, str(service.models))
    options = {"endpoint_url": "http://127.0.0.1:1"}
    given = session.create_client(service.name, "us-east-1", **options, **canned.CREDENTIALS)
    own = [
        canned.client(service.package, {}, shortcuts=shortcuts, **options)
        for shortcuts in (True, False)
    ]
    return [*own, (service.package.Client(client=given), Canned(given, {}))]


@pytest.mark.parametrize(
    ("protocol", "body", "content_type"),
    [
        ("query", QUERY, "text/xml"),
        ("query", QUERY, "text/html"),
        ("query", "<Done/>", "text/xml;charset=UTF-8"),
        ("ec2", EC2, "text/xml;charset=UTF-8"),
        ("ec2", EC2, "text/plain"),
        ("rest-xml", "", "text/html"),
        ("rest-xml", "<Done/>", "text/xml"),
        ("json", "{}", "text/html"),
        ("json", "{}\r\n", "text/html"),
        ("json", "", "text/plain"),
        ("json", '{"a": 1, "b": "a JSON answer"}', "text/json"),
        ("rest-json", "null", "text/plain"),
        ("rest-json", "whatever", "application/json"),
    ],
)
def test_an_operation_without_output_succeeds(
    services: dict[str, Service], protocol: str, body: str, content_type: str
) -> None:
    """On every kind of client."""
    for made, answers in clients(services[protocol]):
        answers.answer(Page(body.encode(), content_type))
        assert made.do().to_wire() == {}


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("content_type", ["text/html", "Text/HTML; charset=utf-8", "text/plain"])
def test_a_page_is_no_success(
    services: dict[str, Service], protocol: str, content_type: str
) -> None:
    """Neither of an operation without output nor of one with a message, which botocore fills."""
    for made, answers in clients(services[protocol]):
        answers.answer(Page(HTML.encode(), content_type))
        with pytest.raises(InvalidBodyError):
            made.do()
        with pytest.raises(InvalidBodyError):
            made.tell()


@pytest.mark.parametrize("protocol", ["json", "rest-json"])
def test_json_is_an_answer_whatever_it_is_called(
    services: dict[str, Service], protocol: str
) -> None:
    """And what only says that it is JSON is none."""
    for made, answers in clients(services[protocol]):
        answers.answer(Page(b'{"message": "m"}', "text/html"))
        assert made.tell().message == "m"
        answers.answer(Page(b"Welcome to the proxy", "application/json"))
        with pytest.raises(InvalidBodyError):
            made.tell()


def test_our_own_clients_look_at_the_body(services: dict[str, Service]) -> None:
    """JSON in which botocore finds no member is not a page."""
    made, answers = clients(services["json"])[0]
    answers.answer(Page(b'{"later": "a member that the model lacks"}', "text/html"))
    assert made.tell().unknown_members == {"later": "a member that the model lacks"}
    assert made.do().to_wire() == {}


@pytest.mark.parametrize("protocol", ["rest-json", "rest-xml"])
def test_an_answer_to_head_has_no_body(services: dict[str, Service], protocol: str) -> None:
    """Whatever its headers say of the one that ``GET`` would have."""
    for made, answers in clients(services[protocol])[2:]:
        answers.answer(Page(b"", "text/html", length="512"))
        assert made.ask().to_wire() == {}


QUEUE = {"protocol": "json", "serviceId": "SQS", "awsQueryCompatible": {}}


@pytest.mark.parametrize(
    ("operation_name", "body"),
    [("Do", b'{"Error": "x"}'), ("Tell", b'{"message": "m"}'), ("Tell", b'{"Endpoints": [{}]}')],
)
def test_what_botocore_cannot_use_of_an_answer_is_said_in_a_documented_error(
    tmp_path: Path, operation_name: str, body: bytes
) -> None:
    """Neither a handler of botocore's nor its discovery of endpoints raises a ``KeyError``."""
    tell = operation("Tell", "In", "Out") | {"endpointdiscovery": {"required": True}}
    find = operation("Find", "", "Out") | {"endpointoperation": True}
    operations = {"Do": operation("Do", "", "Out"), "Tell": tell, "Find": find}
    shapes = {"In": structure(), "Out": structure({"message": "S"}), "S": {"type": "string"}}
    models = store(tmp_path / "models", model(shapes, operations, QUEUE))
    with workshop.generate(models, tmp_path / "out").imported() as package:
        made, _ = canned.client(package, body, endpoint_url=None)
        with pytest.raises(InvalidBodyError, match="botocore cannot read the answer"):
            getattr(made, operation_name.lower())()


@pytest.mark.parametrize(
    ("written", "meant"), [("NaN", math.nan), ("Infinity", math.inf), ("-Infinity", -math.inf)]
)
@pytest.mark.parametrize("protocol", ["json", "rest-json"])
def test_numbers_that_json_does_not_have_are_floats(
    tmp_path: Path, protocol: str, written: str, meant: float
) -> None:
    """As AWS's protocols write them: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html."""
    shapes = {
        "Out": structure({"part": "Double", "name": "S"}),
        "Double": {"type": "double"},
        "S": {"type": "string"},
    }
    content = model(shapes, {"Do": operation("Do", "", "Out")}, {"protocol": protocol})
    generated = workshop.generate(store(tmp_path / "models", content), tmp_path / "out")
    with generated.imported() as package:
        made, _ = canned.client(package, {"part": written, "name": written})
        answer = made.do()
        assert answer.name == written
        assert str(answer.part) == str(meant)
        assert str(answer.to_wire()["part"]) == str(meant)
