"""Parts of the modelling language that the three services do not use."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from zlib import crc32

import pytest
from botocore.exceptions import ClientError, ResponseStreamingError
from botocore.parsers import ResponseParserError
from urllib3.exceptions import ProtocolError

from tests.hostile import workshop
from tests.hostile.workshop import Raw, model, operation, store, structure
from tests.unit.runtime import canned


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ModuleType]:
    """A service with everything."""
    request = structure({"body": "Blob", "items": "Sparse", "map": "SparseMap"})
    request["members"]["context"] = {
        "shape": "S",
        "jsonvalue": True,
        "location": "header",
        "locationName": "x-context",
    }
    request["members"]["body"]["streaming"] = True
    shapes: Raw = {
        "In": request,
        "Talk": structure({"events": "Events"}, required=["events"]),
        "Answer": structure({"events": "Events"}),
        "Heard": structure({"events": "Events"}),
        "Events": structure({"said": "Said", "Failure": "Failure"}, eventstream=True),
        "Said": structure({"text": "S"}, event=True),
        "Failure": structure({"message": "S"}, exception=True),
        "Orphan": structure({"held": "Said", "code": "S"}, exception=True),
        "S": {"type": "string"},
        "Blob": {"type": "blob"},
        "Sparse": {"type": "list", "member": {"shape": "Said"}, "sparse": True},
        "SparseMap": {
            "type": "map", "key": {"shape": "S"}, "value": {"shape": "S"}, "sparse": True,
        },
    }  # fmt: skip
    operations = {
        "Do": operation("Do", "In", errors=["Failure"]),
        "Talk": operation("Talk", "Talk", "Answer"),
        "Listen": operation("Listen", "", "Heard"),
    }
    models = store(tmp_path / "models", model(shapes, operations))
    with workshop.generate(models, tmp_path / "out").imported() as package:
        yield package


def test_sparse_lists_and_maps_hold_none(service: ModuleType) -> None:
    """In and out, beside entries that are structures."""
    wire = {"items": [None, {"text": "x"}], "map": {"k": None}}
    assert service.In.from_wire(wire).to_wire() == wire
    assert service.In(items=[None, service.Said(text="x")], map={"k": None}).to_wire() == wire


def test_a_json_header_takes_any_json_value(service: ModuleType) -> None:
    """botocore encodes it; what is no JSON is a violation."""
    assert service.In(context={"a": [1]}).to_wire() == {"context": {"a": [1]}}
    with pytest.raises(ValueError, match="context: must be a JSON value"):
        service.In(context=object())


def test_a_streamed_body_is_bytes_or_a_file(service: ModuleType, tmp_path: Path) -> None:
    """The file is handed on unread."""
    with (tmp_path / "models" / "svc" / workshop.VERSION / "service-2.json").open("rb") as file:
        assert service.In(body=file).to_wire()["body"] is file


def test_a_body_of_a_response_is_a_stream(tmp_path: Path) -> None:
    """botocore streams a blob that is the whole body, whether the model says "streaming" or not."""
    answer = structure({"kind": "S", "body": "Blob"}, payload="body")
    answer["members"]["kind"] |= {"location": "header", "locationName": "kind"}
    shapes = {
        "In": structure({"data": "Blob"}, payload="data"),
        "Out": answer,
        "S": {"type": "string"},
        "Blob": {"type": "blob"},
    }
    content = model(shapes, {"Do": operation("Do", "In", "Out")}, {"protocol": "rest-json"})
    generated = workshop.generate(store(tmp_path / "models", content), tmp_path / "out")
    sources = "".join(generated.sources().values())
    assert "body: _rt.Stream | None" in sources
    assert "data: bytes | None" in sources
    with generated.imported() as package:
        made, _ = canned.client(package, b"all of it")
        body = made.do().body
        assert body.read(3) == b"all"
        assert [*body.iter_chunks()] == [b" of it"]
        body.close()


def message(payload: bytes, **headers: str) -> bytes:
    """One message of a stream of events, as it travels."""
    named = b"".join(
        bytes([len(name) + 1])
        + f":{name}".replace("_", "-").encode()
        + b"\x07"
        + len(value).to_bytes(2, "big")
        + value.encode()
        for name, value in headers.items()
    )
    prelude = struct.pack("!II", len(named) + len(payload) + 16, len(named))
    data = prelude + struct.pack("!I", crc32(prelude)) + named + payload
    return data + struct.pack("!I", crc32(data))


def event(kind: str, payload: bytes) -> bytes:
    return message(payload, message_type="event", event_type=kind)


STARTED = event("initial-response", b"{}") + event("said", b'{"text": "x"}')
FAILED = [
    (message(b'{"message": "no"}', message_type="exception", exception_type="Failure"), "Failure"),
    (message(b"{}", message_type="exception", exception_type="Later"), "ServiceError"),
    (message(b"", message_type="error", error_code="Broken", error_message="no"), "ServiceError"),
    (b"\x00" * 40, "InvalidBodyError"),
    (event("said", b"[1]"), "InvalidBodyError"),
]


def listen(service: ModuleType, kind: str, body: bytes, seen: list[Any]) -> None:
    """Read all events, as they come."""
    made, _ = canned.client(service, body, kind=kind)
    request = service.ListenRequest()
    if kind == "Client":
        with made.send(request).events as events:
            seen.extend(events)
        return

    async def read() -> None:
        answer = await made.send(request)
        with answer.events as events:
            async for event in events:
                seen.append(event)

    asyncio.run(read())


KINDS = pytest.mark.parametrize("kind", ["Client", "AsyncClient"])


@KINDS
@pytest.mark.parametrize(("last", "raised"), FAILED)
def test_an_error_inside_a_stream_of_events_is_one_of_the_service(
    service: ModuleType, kind: str, last: bytes, raised: str
) -> None:
    """After all events before it; one of an unknown kind has what was sent."""
    seen: list[Any] = []
    with pytest.raises((ClientError, ResponseParserError)) as caught:
        listen(service, kind, STARTED + event("later", b"?") + last, seen)
    assert seen[0].said.text == "x"
    assert seen[1].unknown_members == {"later": b"?"}
    kinds = [cls.__name__ for cls in type(caught.value).__mro__]
    assert raised in kinds
    if raised != "InvalidBodyError":
        assert caught.value.code in ("Failure", "Later", "Broken")


@KINDS
def test_a_stream_of_events_whose_connection_breaks_says_so(
    service: ModuleType, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What arrived before is given."""

    def broken(raw: Any) -> Iterator[bytes]:
        yield raw.read()
        raise ProtocolError("Response ended prematurely")

    monkeypatch.setattr("tests.unit.runtime.canned._Raw.stream", broken)
    seen: list[Any] = []
    with pytest.raises(ResponseStreamingError, match="prematurely"):
        listen(service, kind, STARTED, seen)
    assert seen[0].said.text == "x"


def test_events_of_a_response_are_typed_and_unknown_ones_survive(service: ModuleType) -> None:
    """Each event is read when it arrives."""

    class Stream:  # as botocore's: something to iterate over once, and to close
        closed = False

        def __iter__(self) -> Iterator[dict[str, Any]]:
            yield {"said": {"text": "x"}}
            yield {"later": {"a": 1}}

        def close(self) -> None:
            self.closed = True

    stream = Stream()
    answer = service.Answer.from_wire({"events": stream})
    said, later = answer.events
    assert said.said.text == "x"
    assert later.unknown_members == {"later": {"a": 1}}
    answer.events.close()
    assert stream.closed


def test_a_request_of_events_is_refused_before_it_is_sent(service: ModuleType) -> None:
    """botocore cannot send one."""
    with pytest.raises(NotImplementedError, match="Talk sends a stream of events"):
        service.Client(region_name="us-east-1").talk(events=service.Events(said=service.Said()))


def test_an_error_that_is_a_member_is_a_structure_there(service: ModuleType) -> None:
    """And an exception elsewhere."""
    event = service.Events(failure=service.FailureDetails(message="x"))
    assert event.to_wire() == {"Failure": {"message": "x"}}
    assert issubclass(service.Failure, Exception)


def test_errors_that_no_operation_mentions_are_there(service: ModuleType) -> None:
    """botocore raises them for any operation; their members are typed like others."""
    found = service.Orphan({"Error": {"Code": "Orphan"}, "held": {"text": "x"}, "code": "y"}, "Do")
    assert (found.held.text, found.code, found.code_) == ("x", "Orphan", "y")
