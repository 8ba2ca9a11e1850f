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

from ..shapes import Shape, StructureShape
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
    body = _Writer(operation).json(wire)
    url = base if urlsplit(base).path else f"{base}/"
    return _with_length(operation.raw["http"]["method"], url, headers, body)


def _rest(operation: Operation, wire: Mapping[str, Any], base: str) -> HttpRequest | None:
    members: Raw = operation.input.get("members", {})
    locations = [member.get("location") for member in members.values()]
    if "payload" in operation.input or not {"header", "headers"}.isdisjoint(locations):
        return None
    writer = _Writer(operation)
    path, query, body = operation.raw["http"]["requestUri"], {}, {}
    for name, value in wire.items():
        member = members[name]
        key = member.get("locationName", name)
        if member.get("location") == "uri":
            path = _filled(path, key, writer.text(writer.of(member), value))
        elif member.get("location") == "querystring":
            query[key] = writer.query(writer.of(member), value)
        else:
            body[name] = value
    content = writer.json(body) if None in locations else b""
    headers = {"Content-Type": "application/json"} if content else {}
    pairs = [f"{quote(key, SAFE)}={text}" for key, texts in query.items() for text in texts]
    # An empty list leaves the question mark behind, as it does in botocore.
    url = base + path + (f"?{'&'.join(pairs)}" if query else "")
    return _with_length(operation.raw["http"]["method"], url, headers, content)


def _filled(path: str, key: str, text: str) -> str:
    greedy, plain = f"{{{key}+}}", f"{{{key}}}"
    return path.replace(greedy, quote(text, "/~")).replace(plain, quote(text, SAFE))


def _with_length(method: str, url: str, headers: Mapping[str, str], body: bytes) -> HttpRequest:
    # A length of 0 is said by methods that could have a body, and by no others.
    length = {"Content-Length": str(len(body))} if body or method not in _BODILESS else {}
    return HttpRequest(method, url, {**headers, **length}, body)


_BODILESS: Final = ("GET", "HEAD", "OPTIONS")


def names_in_body(operation: Operation, shape: StructureShape) -> Mapping[str, Shape]:
    """The shapes of the members of a structure, by what they are called in a body."""
    raw = operation.service.model.raw["shapes"][shape.name]["members"] if shape.members else {}
    return {raw[m.name].get("locationName", m.name): m.shape for m in shape.members}


class _Writer:
    """Values of one request as text; they were checked, so each is of the type of its shape."""

    def __init__(self, operation: Operation) -> None:
        self.shapes: Raw = operation.service.model.raw["shapes"]
        self.request = operation.input

    def json(self, value: Mapping[str, Any]) -> bytes:
        return json.dumps(self.plain(self.request, value)).encode()

    def plain(self, raw: Raw, value: Any) -> Any:
        """A value of the body as ``json`` writes it.

        :param raw: its shape, for names and formats.
        """
        if isinstance(value, list):
            return [self.plain(self.of(raw.get("member")), item) for item in value]
        if isinstance(value, dict):
            members, every = raw.get("members", {}), raw.get("value")
            return {
                members.get(name, {}).get("locationName", name): self.plain(
                    self.of(every or members.get(name)), item
                )
                for name, item in value.items()
            }
        if isinstance(value, datetime):
            return _timestamp(value, raw.get("timestampFormat", "unixTimestamp"))
        return base64.b64encode(value).decode() if isinstance(value, bytes) else value

    def of(self, reference: Raw | None) -> Raw:
        """The shape that a member refers to; empty inside of documents."""
        found: Raw = self.shapes[reference["shape"]] if reference else {}
        return found

    def text(self, raw: Raw, value: Any) -> str:
        """A value in the path or the query."""
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, datetime):
            return str(_timestamp(value, raw.get("timestampFormat", "iso8601")))
        return str(value)

    def query(self, raw: Raw, value: Any) -> list[str]:
        """The values of a parameter of the query, percent-encoded; a list has several."""
        if isinstance(value, list):
            return [text for item in value for text in self.query(self.of(raw["member"]), item)]
        return [quote(self.text(raw, value), SAFE)]


def _timestamp(moment: datetime, wanted: str) -> Any:
    moment = moment.astimezone(timezone.utc)
    return _iso(moment) if wanted.lower() == "iso8601" else _epoch(moment)


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ" if moment.microsecond else "%Y-%m-%dT%H:%M:%SZ")


def _epoch(moment: datetime) -> float:
    seconds = moment.timestamp()
    return int(seconds) if seconds == int(seconds) else seconds
