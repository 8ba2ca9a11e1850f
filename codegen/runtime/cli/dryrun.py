"""``--dry-run``: the HTTP request that would be sent. Nothing is sent, and nobody is asked for
credentials (that may itself be a request), so the signature is left out.

It is made without botocore, which alone takes longer to import than the whole dry run may. A test
holds that every operation gives byte for byte what botocore gives; endpoints that settings change,
and other protocols, are left to botocore.
"""

from __future__ import annotations

import base64
import json
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timezone
from typing import Any, Final, NamedTuple
from urllib.parse import quote, urlsplit

from ..shapes.inspection import REDACTED
from ..wiremodel import Raw
from . import values
from .catalog import Operation
from .frame import Options

LATER: Final = {
    "User-Agent": "(botocore's)",
    "X-Amz-Date": "(the time of sending)",
    "Authorization": "AWS4-HMAC-SHA256 (signed when it is sent)",
}
"""Headers whose values are not known, or not shown, before the request is sent."""

_COMMERCIAL: Final = re.compile(r"(us|eu|ap|sa|ca|me|af|il|mx)-[a-z]+-\d+")
_SETTINGS: Final = ("AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT", "AWS_ENDPOINT_URL")
_WORDS: Final = ("endpoint", "fips", "dualstack")
_SAFE: Final = "-._~"
_BODILESS: Final = ("GET", "HEAD", "OPTIONS")


class HttpRequest(NamedTuple):
    """What would go over the wire, but for what is only known when it does."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


def dry_run(operation: Operation, wire: Mapping[str, Any], options: Options) -> dict[str, Any]:
    """The request as ``method``, ``url``, ``headers``, ``body`` (text, sensitive values hidden)."""
    base = endpoint(operation, options)
    request = build(operation, wire, base)
    if request is None:
        from . import send

        request = HttpRequest(*send.serialized(operation, wire, base))
        shown = withheld(operation, request, base)
    else:
        # what was built of the values themselves can be built of these, too
        shown = build(operation, values.hidden(operation.request, wire), base) or request
        shown = shown._replace(url=shown.url.replace(quote(REDACTED, _SAFE), REDACTED))
    if options.show_sensitive:
        shown = request
    signed = not options.no_sign_request
    later = {name: text for name, text in LATER.items() if signed or name == "User-Agent"}
    return {
        "method": request.method,
        "url": shown.url,
        # the length is the true one
        "headers": {"Host": urlsplit(request.url).netloc, **request.headers, **later},
        "body": shown.body.decode(errors="replace"),
    }


def withheld(operation: Operation, request: HttpRequest, base: str) -> HttpRequest:
    """A request of botocore's without its parameters if any of them may be sensitive: where they
    stand in it is not known here."""
    if not values.is_sensitive(operation.request):
        return request
    return request._replace(url=base + operation.raw["http"]["requestUri"], body=REDACTED.encode())


def as_text(shown: Mapping[str, Any]) -> str:
    """The request as it is written on the wire, the URL in full."""
    head = [f"{shown['method']} {shown['url']}"]
    head += [f"{name}: {value}" for name, value in shown["headers"].items()]
    return "\n".join([*head, "", *filter(None, [shown["body"]])]) + "\n"


# where it goes


def endpoint(operation: Operation, options: Options) -> str:
    """The endpoint's URL, by botocore where settings have to be asked."""
    region = options.region or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    base: str | None = None
    if region or options.no_sign_request:
        base = options.endpoint_url or public_endpoint(operation, region or "")
    if base is None:
        from . import send

        base = send.endpoint(operation, options)
    return base.rstrip("/")


def public_endpoint(operation: Operation, region: str) -> str | None:
    """The endpoint of a commercial region, unless the environment or the configuration file says
    anything about endpoints."""
    if any(name.startswith(_SETTINGS) for name in os.environ) or not _COMMERCIAL.fullmatch(region):
        return None
    path = os.path.expanduser(os.environ.get("AWS_CONFIG_FILE", "~/.aws/config"))
    with suppress(OSError), open(path, encoding="utf-8", errors="replace") as file:
        text = file.read()
        if any(word in text for word in _WORDS):
            return None
    prefix = operation.service.model.raw["metadata"]["endpointPrefix"]
    return f"https://{prefix}.{region}.amazonaws.com"


# what is sent


def build(operation: Operation, wire: Mapping[str, Any], base: str) -> HttpRequest | None:
    """The HTTP request of an operation; ``None`` for what this module does not know."""
    metadata = operation.service.model.raw["metadata"]
    if "endpoint" in operation.raw:
        return None
    if metadata["protocol"] == "json":
        headers = {
            "X-Amz-Target": f"{metadata['targetPrefix']}.{operation.wire_name}",
            "Content-Type": f"application/x-amz-json-{metadata['jsonVersion']}",
        }
        url = base if urlsplit(base).path else f"{base}/"
        return _request(operation, url, headers, _Writer(operation).json(wire))
    members = operation.input.get("members", {}).values()
    known = {member.get("location") for member in members} <= {None, "uri", "querystring"}
    if metadata["protocol"] != "rest-json" or "payload" in operation.input or not known:
        return None
    return _rest(operation, wire, base)


def _rest(operation: Operation, wire: Mapping[str, Any], base: str) -> HttpRequest:
    members: Raw = operation.input.get("members", {})
    writer = _Writer(operation)
    path, body = operation.raw["http"]["requestUri"], {}
    query: dict[str, list[str]] = {}
    for name, value in wire.items():
        member = members[name]
        key, shape = member.get("locationName", name), writer.of(member)
        if "location" not in member:
            body[name] = value
        elif member["location"] == "querystring":
            query |= writer.query(shape, key, value)
        else:
            text = writer.text(shape, value)
            path = path.replace(f"{{{key}+}}", quote(text, "/~"))
            path = path.replace(f"{{{key}}}", quote(text, _SAFE))
    has_body = any("location" not in member for member in members.values())
    content = writer.json(body) if has_body else b""
    headers = {"Content-Type": "application/json"} if content else {}
    pairs = [f"{quote(key, _SAFE)}={text}" for key, texts in query.items() for text in texts]
    # An empty list leaves the question mark behind, as it does in botocore.
    url = base + path + (f"?{'&'.join(pairs)}" if query else "")
    return _request(operation, url, headers, content)


def _request(
    operation: Operation, url: str, headers: Mapping[str, str], body: bytes
) -> HttpRequest:
    method = operation.raw["http"]["method"]
    # A length of 0 is said by methods that could have a body, and by no others.
    length = {"Content-Length": str(len(body))} if body or method not in _BODILESS else {}
    return HttpRequest(method, url, {**headers, **length}, body)


class _Writer:
    """Values of one request as text; they were checked, so each is of the type of its shape."""

    def __init__(self, operation: Operation) -> None:
        self.shapes: Raw = operation.service.model.raw["shapes"]
        self.request = operation.input

    def of(self, reference: Raw | None) -> Raw:
        """The shape that a member refers to; empty inside of documents."""
        found: Raw = self.shapes[reference["shape"]] if reference else {}
        return found

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

    def text(self, raw: Raw, value: Any) -> str:
        """A value in the path or the query."""
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, datetime):
            return str(_timestamp(value, raw.get("timestampFormat", "iso8601")))
        return str(value)

    def query(self, raw: Raw, key: str, value: Any) -> dict[str, list[str]]:
        """The percent-encoded values of a parameter of the query; a map is several parameters."""
        if isinstance(value, dict):
            return {name: [quote(str(item), _SAFE)] for name, item in value.items()}
        if isinstance(value, list):
            entry = self.of(raw["member"])
            return {key: [quote(self.text(entry, item), _SAFE) for item in value]}
        return {key: [quote(self.text(raw, value), _SAFE)]}


def _timestamp(moment: datetime, wanted: str) -> str | float:
    """As botocore writes it: without a zone it is UTC."""
    moment = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    moment = moment.astimezone(timezone.utc)
    if wanted.lower() == "iso8601":
        return moment.strftime(f"%Y-%m-%dT%H:%M:%S{'.%f' if moment.microsecond else ''}Z")
    seconds = moment.timestamp()
    return int(seconds) if seconds.is_integer() else seconds
