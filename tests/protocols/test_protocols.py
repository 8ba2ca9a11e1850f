"""Generated clients speak the six protocols as botocore's own test suites have it."""

from __future__ import annotations

import base64
import json
import math
import re
import xml.etree.ElementTree as ET
from datetime import datetime, timezone
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from botocore.awsrequest import AWSPreparedRequest
from botocore.exceptions import ClientError
from botocore.parsers import RpcV2CBORParser

from tests.protocols import stage, suites
from tests.protocols.suites import Case

NOT_FINITE = re.compile(r"Supports(NaN|Infinity|NegativeInfinity)Float(Query|Label|Header|Input)")
"""The design refuses NaN and infinities in requests: no service of AWS's takes them."""
INPUTS: dict[str, str] = {}
_KEPT = "what the model does not know is kept, not dropped"
OUTPUTS: dict[str, str] = {
    "AwsJson10DeserializeIgnoreType": _KEPT,
    "AwsJson11DeserializeIgnoreType": _KEPT,
    "RestJsonDeserializeIgnoreType": _KEPT,
    "legacy/output/rest-json: Ignores extra data: 0": _KEPT,
    "legacy/output/json: Ignores extra data: 0": _KEPT,
    "legacy/output/rest-json: Tagged Unions: 2": _KEPT,
}


def _cases(kind: Any) -> list[Case]:
    try:
        return list(suites.cases(kind))
    except suites.Unavailable as reason:
        pytest.skip(str(reason), allow_module_level=True)


REQUESTS = _cases("input")
RESPONSES = _cases("output")


@pytest.fixture(scope="module")
def requesting(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ModuleType]:
    return stage.generate(tmp_path_factory.mktemp("input"), REQUESTS, with_input=True)


@pytest.fixture(scope="module")
def responding(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ModuleType]:
    return stage.generate(tmp_path_factory.mktemp("output"), RESPONSES, with_input=False)


@pytest.mark.parametrize("case", REQUESTS, ids=repr)
def test_requests_are_what_the_protocol_says(case: Case, requesting: dict[str, ModuleType]) -> None:
    """Method, address, headers and body."""
    _leave_out(case, INPUTS)
    sent = stage.send(requesting[repr(case)], case)
    expected = case.content["serialized"]
    address = urlsplit(sent.url)
    path, _, query = (expected.get("uri") or "/").partition("?")
    assert address.path == (path or "/")
    assert sorted(parse_qsl(address.query, True)) == sorted(parse_qsl(query, True))
    assert sent.method == expected.get("method", sent.method)
    assert address.netloc == expected.get("host", address.netloc)
    if "body" in expected:
        assert _read(case, _bytes(sent)) == _read(case, _expected_body(case, expected["body"]))
    _check_headers(case, sent, expected)


@pytest.mark.parametrize("case", RESPONSES, ids=repr)
def test_responses_are_read_as_the_protocol_says(
    case: Case, responding: dict[str, ModuleType]
) -> None:
    """Every member of a response; of an error its class, its message and its members."""
    _leave_out(case, OUTPUTS)
    body = case.content["response"].get("body")
    if body is None:
        data = b"<xml/>" if case.protocol == "query" else b""
    elif case.protocol == "smithy-rpc-v2-cbor" or "Event Stream" in case.suite:
        data = base64.b64decode(body)
    else:
        data = body.encode()
    if "error" not in case.content:
        response = stage.receive(responding[repr(case)], case, data)
        assert _plain(response.to_wire()) == case.content["result"]
        return
    with pytest.raises(ClientError) as raised:
        stage.receive(responding[repr(case)], case, data)
    error = raised.value
    assert error.code == case.content.get("errorCode", "")
    assert error.message == case.content.get("errorMessage", "")
    found = _plain(error.response)
    assert {name: found.get(name) for name in case.content["error"]} == case.content["error"]


def _leave_out(case: Case, reasons: dict[str, str]) -> None:
    if NOT_FINITE.search(case.id) and case.file.startswith("input"):
        pytest.skip("NaN and infinities are refused before they are sent")
    if case.id in reasons:
        pytest.skip(reasons[case.id])


def _bytes(sent: AWSPreparedRequest) -> bytes:
    body = sent.body
    if hasattr(body, "read"):
        return bytes(body.read())
    return body.encode() if isinstance(body, str) else bytes(body or b"")


def _expected_body(case: Case, body: str) -> bytes:
    return base64.b64decode(body) if case.protocol == "smithy-rpc-v2-cbor" else body.encode()


def _read(case: Case, body: bytes) -> object:
    """The meaning of a body: layout and order of keys do not matter."""
    try:
        if "json" in case.protocol:
            return json.loads(body)
        if case.protocol == "rest-xml":
            return _tree(ET.fromstring(body))
        if case.protocol in ("query", "ec2"):
            return sorted(parse_qsl(body.decode(), True))
        if case.protocol == "smithy-rpc-v2-cbor" and body:
            parser = RpcV2CBORParser()
            return parser.parse_data_item(parser.get_peekable_stream_from_bytes(body))
    except (ValueError, ET.ParseError):
        pass
    return body


def _tree(element: ET.Element) -> object:
    """An element with its children by name: their order is free, and ours is the model's."""
    children = sorted((_tree(child) for child in element), key=lambda child: child[0])  # type: ignore
    return element.tag, sorted(element.items()), (element.text or "").strip(), children


def _check_headers(case: Case, sent: AWSPreparedRequest, expected: dict[str, Any]) -> None:
    """Every header that is expected is there, and none that is forbidden."""
    for name, value in expected.get("headers", {}).items():
        if name == "Content-Type" and case.protocol not in ("json", "smithy-rpc-v2-cbor"):
            continue  # botocore says more than the suites (a charset), or less (streams)
        found = sent.headers.get(name, "")
        found = found.decode() if isinstance(found, bytes) else found
        assert found.replace(", ", ",") == value.replace(", ", ","), name
    for name in expected.get("forbidHeaders", ()):
        # The length is added when a request is prepared, after what the suites look at.
        assert name == "Content-Length" or name not in sent.headers


def _plain(value: Any) -> Any:
    """A response as the suites have it: text for bytes, seconds for moments, lists of events."""
    if hasattr(value, "to_wire"):
        return _plain(value.to_wire())
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).timestamp()
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if hasattr(value, "read"):
        return value.read().decode()
    if hasattr(value, "__iter__") and not isinstance(value, str):
        return [_plain(item) for item in value]
    return value
