# Copied by emrglue-codegen 0.1.0.
# Do not edit: `emrglue-codegen generate` writes it anew, `emrglue-codegen check` compares it.
"""A request as HTTP, without botocore: for ``--dry-run``, which has to answer at once.

botocore alone takes longer to import than the whole dry run may. A test holds that every operation
gives byte for byte what botocore gives; what this module does not know (other protocols, endpoints
that settings change) it leaves to botocore by answering ``None``.
"""

from __future__ import annotations

import base64
import json
import os
import re
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any, Final, NamedTuple
from urllib.parse import quote, urlsplit

from ..structures.values import parse_timestamp
from ..wiremodel import Raw
from .catalog import Operation

_COMMERCIAL: Final = re.compile(r"(us|eu|ap|sa|ca|me|af|il|mx)-[a-z]+-\d+")
_SETTINGS: Final = ("AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT")
_WORDS: Final = ("endpoint", "fips", "dualstack")
SAFE: Final = "-._~"


class HttpRequest(NamedTuple):
    """What would go over the wire, but for what is only known when it does."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


def region(given: str | None) -> str | None:
    """The region, where the flag or the environment says it; a profile may say it too."""
    return given or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or None


def endpoint(operation: Operation, region_name: str | None, given: str | None) -> str | None:
    """The endpoint's URL; ``None`` where settings have to be asked."""
    if given:
        return given.rstrip("/")
    if region_name is None or not _COMMERCIAL.fullmatch(region_name) or _has_settings():
        return None
    prefix = operation.service.model.raw["metadata"]["endpointPrefix"]
    return f"https://{prefix}.{region_name}.amazonaws.com"


def _has_settings() -> bool:
    """Whether the environment or the configuration file says anything about endpoints."""
    if any(name in os.environ for name in _SETTINGS):
        return True
    if any(name.startswith("AWS_ENDPOINT_URL") for name in os.environ):
        return True
    path = os.path.expanduser(os.environ.get("AWS_CONFIG_FILE", "~/.aws/config"))
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read()
    except OSError:
        return False
    return any(word in text for word in _WORDS)


def build(operation: Operation, wire: Mapping[str, Any], base: str) -> HttpRequest | None:
    """The HTTP request of an operation; ``None`` for what this module does not know."""
    protocol = operation.service.model.raw["metadata"]["protocol"]
    make = {"json": _json_rpc, "rest-json": _rest}.get(protocol)
    return None if make is None or "endpoint" in operation.raw else make(operation, wire, base)


def _json_rpc(operation: Operation, wire: Mapping[str, Any], base: str) -> HttpRequest:
    metadata = operation.service.model.raw["metadata"]
    headers = {
        "X-Amz-Target": f"{metadata['targetPrefix']}.{operation.wire_name}",
        "Content-Type": f"application/x-amz-json-{metadata['jsonVersion']}",
    }
    body = _Writer(operation).json(operation.input, wire)
    url = base if urlsplit(base).path else f"{base}/"
    return _with_length(operation.raw["http"]["method"], url, headers, body)


def _rest(operation: Operation, wire: Mapping[str, Any], base: str) -> HttpRequest | None:
    shape: Raw = operation.service.model.shapes[operation.input] if operation.input else {}
    members: Raw = shape.get("members", {})
    if "payload" in shape or any(_location(m) in ("header", "headers") for m in members.values()):
        return None
    writer = _Writer(operation)
    path, query, body = operation.raw["http"]["requestUri"], {}, {}
    for name, value in wire.items():
        member = members[name]
        key = member.get("locationName", name)
        if _location(member) == "uri":
            path = _filled(path, key, writer.text(member["shape"], value))
        elif _location(member) == "querystring":
            query[key] = writer.query(member, value)
        else:
            body[name] = value
    needs_body = any(_location(member) is None for member in members.values())
    content = writer.json(operation.input, body) if needs_body else b""
    headers = {"Content-Type": "application/json"} if content else {}
    pairs = [f"{quote(key, SAFE)}={text}" for key, texts in query.items() for text in texts]
    # An empty list leaves the question mark behind, as it does in botocore.
    url = base + path + (f"?{'&'.join(pairs)}" if query else "")
    return _with_length(operation.raw["http"]["method"], url, headers, content)


def _filled(path: str, key: str, text: str) -> str:
    greedy, plain = f"{{{key}+}}", f"{{{key}}}"
    return path.replace(greedy, quote(text, "/~")).replace(plain, quote(text, SAFE))


def _location(member: Raw) -> str | None:
    found: str | None = member.get("location")
    return found


def _with_length(method: str, url: str, headers: Mapping[str, str], body: bytes) -> HttpRequest:
    # A length of 0 is said by methods that could have a body, and by no others.
    length = {"Content-Length": str(len(body))} if body or method not in _BODILESS else {}
    return HttpRequest(method, url, {**headers, **length}, body)


_BODILESS: Final = ("GET", "HEAD", "OPTIONS")


class _Writer:
    """Values of one service as text."""

    def __init__(self, operation: Operation) -> None:
        self.shapes = operation.service.model.shapes

    def json(self, shape: str | None, value: Mapping[str, Any]) -> bytes:
        return json.dumps(self.plain(shape, value) if shape else {}).encode()

    def plain(self, shape: str, value: Any) -> Any:
        """A value of the body as ``json`` writes it."""
        raw = self.shapes[shape]
        kind = raw["type"]
        if kind == "structure" and not raw.get("document"):
            members = raw.get("members", {})
            return {
                members[key].get("locationName", key): self.plain(members[key]["shape"], item)
                for key, item in value.items()
            }
        if kind == "list":
            return [self.plain(raw["member"]["shape"], item) for item in value]
        if kind == "map":
            return {key: self.plain(raw["value"]["shape"], item) for key, item in value.items()}
        if kind == "timestamp":
            return _timestamp(value, raw.get("timestampFormat", "unixTimestamp"))
        return _base64(value) if kind == "blob" else value

    def text(self, shape: str, value: Any) -> str:
        """A value in the path or the query."""
        kind = self.shapes[shape]["type"]
        if kind == "boolean":
            return str(value).lower()
        if kind == "timestamp":
            wanted = self.shapes[shape].get("timestampFormat", "iso8601")
            return str(_timestamp(value, wanted))
        return str(value)

    def query(self, member: Raw, value: Any) -> list[str]:
        """The values of a parameter of the query, percent-encoded; a list has several."""
        raw = self.shapes[member["shape"]]
        if raw["type"] != "list":
            return [quote(self.text(member["shape"], value), SAFE)]
        return [quote(self.text(raw["member"]["shape"], item), SAFE) for item in value]


def _timestamp(value: Any, wanted: str) -> Any:
    moment = parse_timestamp(value)
    assert moment is not None  # the request was checked
    moment = moment.astimezone(timezone.utc)
    return _iso(moment) if wanted.lower() == "iso8601" else _epoch(moment)


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ" if moment.microsecond else "%Y-%m-%dT%H:%M:%SZ")


def _epoch(moment: datetime) -> float:
    seconds = moment.timestamp()
    return int(seconds) if seconds == int(seconds) else seconds


def _base64(value: str | bytes) -> str:
    return base64.b64encode(value.encode() if isinstance(value, str) else value).decode()
