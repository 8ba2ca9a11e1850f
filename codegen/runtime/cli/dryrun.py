"""``--dry-run``: the HTTP request that would be sent, without its signature: nothing is sent, and
nobody is asked for credentials (which may itself send a request).

The request is made without botocore, whose import alone takes longer than the whole dry run may. A
test compares every operation with botocore, byte for byte. Endpoints that settings change, and
other protocols than those of the three services, are left to botocore.
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

from .. import visible
from ..shapes.inspection import REDACTED
from ..wiremodel import Raw
from . import requests
from .catalog import Operation
from .flags import Options

LATER: Final = {
    "User-Agent": "(botocore's)",
    "X-Amz-Date": "(the time of sending)",
    "Authorization": "AWS4-HMAC-SHA256 (signed when it is sent)",
}
"""Headers whose values are not known, or not shown, before the request is sent."""

_COMMERCIAL: Final = re.compile(r"(us|eu|ap|sa|ca|me|af|il|mx)-[a-z]+-\d+")
_SETTINGS: Final = ("AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT", "AWS_ENDPOINT_URL")
_SAFE: Final = "-._~"
_PLACES: Final[Mapping[str, set[str | None]]] = {
    "json": {None},
    "rest-json": {None, "uri", "querystring"},
}
"""Where the members of a request may be, by protocol; ``None`` is the body."""


class HttpRequest(NamedTuple):
    """An HTTP request, without the headers that are only known when it is sent."""

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
        shown = build(operation, requests.hidden(operation.request, wire), base) or request
        shown = shown._replace(url=shown.url.replace(quote(REDACTED, _SAFE), REDACTED))
    if options.show_sensitive:
        shown = request
    signed = not options.no_sign_request
    url = shown.url if options.show_sensitive else visible.without_users(shown.url)
    host = urlsplit(request.url).netloc.rpartition("@")[2]
    later = {name: text for name, text in LATER.items() if signed or name == "User-Agent"}
    return {
        "method": request.method,
        "url": url,
        # the length is the true one
        "headers": {"Host": host, **request.headers, **later},
        "body": shown.body.decode(errors="replace"),
    }


def withheld(operation: Operation, request: HttpRequest, base: str) -> HttpRequest:
    """A request of botocore's without its parameters if any of them may be sensitive: it is not
    known which of its text they are."""
    if not requests.is_sensitive(operation.request):
        return request
    return request._replace(url=base + operation.raw["http"]["requestUri"], body=REDACTED.encode())


def as_text(shown: Mapping[str, Any]) -> str:
    """The request as it is written on the wire, the URL in full."""
    head = [f"{shown['method']} {shown['url']}"]
    head += [f"{name}: {value}" for name, value in shown["headers"].items()]
    return "\n".join([*head, "", *filter(None, [shown["body"]])]) + "\n"


def endpoint(operation: Operation, options: Options) -> str:
    """The endpoint's URL, by botocore if settings have to be read for it."""
    region = options.region or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    base: str | None = None
    if region or options.no_sign_request:
        base = options.endpoint_url or public_endpoint(operation, region or "")
    if base is None:
        from . import send

        with send.failures():
            base = str(send.Sender(operation, options).client(unsigned=True).meta.endpoint_url)
    return base.rstrip("/")


def public_endpoint(operation: Operation, region: str) -> str | None:
    """The endpoint of a commercial region; ``None`` if the environment or the configuration file
    says anything about endpoints."""
    if any(name.startswith(_SETTINGS) for name in os.environ) or not _COMMERCIAL.fullmatch(region):
        return None
    path = os.path.expanduser(os.environ.get("AWS_CONFIG_FILE", "~/.aws/config"))
    with suppress(OSError), open(path, encoding="utf-8", errors="replace") as file:
        if re.search("endpoint|fips|dualstack", file.read()):
            return None
    prefix = operation.service.model.raw["metadata"]["endpointPrefix"]
    return f"https://{prefix}.{region}.amazonaws.com"


def build(operation: Operation, wire: Mapping[str, Any], base: str) -> HttpRequest | None:
    """The HTTP request of an operation; ``None`` if only botocore knows how to write it."""
    model, members = operation.service.model.raw, operation.input.get("members", {})
    metadata, shapes = model["metadata"], model["shapes"]
    known = _PLACES.get(metadata["protocol"])
    places = {member.get("location") for member in members.values()}
    is_special = "payload" in operation.input or "endpoint" in operation.raw
    if known is None or not places <= known or is_special:
        return None
    is_json = metadata["protocol"] == "json"
    path, body, query = operation.raw["http"]["requestUri"], {}, dict[str, list[str]]()
    for name, value in wire.items():
        member = members[name]
        key, shape = member.get("locationName", name), shapes[member["shape"]]
        if "location" not in member:
            body[key] = _in_json(shapes, shape, value)
        elif member["location"] == "uri":
            [text] = _texts(shapes, shape, value)
            path = path.replace(f"{{{key}}}", quote(text, _SAFE))
            path = path.replace(f"{{{key}+}}", quote(text, "/~"))
        elif isinstance(value, dict):  # each of its entries is a parameter
            query |= {name: _texts(shapes, {}, item) for name, item in value.items()}
        else:
            query[key] = _texts(shapes, shape, value)
    content = json.dumps(body).encode() if is_json or None in places else b""
    headers = {}
    if is_json:
        headers["X-Amz-Target"] = f"{metadata['targetPrefix']}.{operation.wire_name}"
        headers["Content-Type"] = f"application/x-amz-json-{metadata['jsonVersion']}"
    elif content:
        headers["Content-Type"] = "application/json"
    method = operation.raw["http"]["method"]
    if content or method not in ("GET", "HEAD", "OPTIONS"):
        headers["Content-Length"] = str(len(content))
    pairs = [f"{quote(k, _SAFE)}={quote(t, _SAFE)}" for k, texts in query.items() for t in texts]
    if path == "/" and urlsplit(base).path:
        path = ""
    # An empty list leaves the question mark behind, as it does in botocore.
    url = base + path + (f"?{'&'.join(pairs)}" if query else "")
    return HttpRequest(method, url, headers, content)


def _in_json(shapes: Raw, raw: Raw, value: Any) -> Any:
    """A value of the body as ``json`` writes it; it was checked, so it is of the type of its shape.

    :param raw: its shape, for names and formats; empty inside of documents.
    """
    if isinstance(value, list):
        return [_in_json(shapes, _target(shapes, raw.get("member")), item) for item in value]
    if isinstance(value, dict):
        members, every = raw.get("members", {}), raw.get("value")
        return {
            members.get(name, {}).get("locationName", name): _in_json(
                shapes, _target(shapes, every or members.get(name)), item
            )
            for name, item in value.items()
        }
    if isinstance(value, datetime):
        return _timestamp(value, raw.get("timestampFormat", "unixTimestamp"))
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _texts(shapes: Raw, raw: Raw, value: Any) -> list[str]:
    """A value in the path or the query, or the entries of a list."""
    if isinstance(value, list):
        entry = _target(shapes, raw.get("member"))
        return [text for item in value for text in _texts(shapes, entry, item)]
    if isinstance(value, datetime):
        return [str(_timestamp(value, raw.get("timestampFormat", "iso8601")))]
    return [str(value).lower() if isinstance(value, bool) else str(value)]


def _target(shapes: Raw, reference: Raw | None) -> Raw:
    found: Raw = shapes[reference["shape"]] if reference else {}
    return found


def _timestamp(moment: datetime, wanted: str) -> str | float:
    """As botocore writes it: without a zone it is UTC."""
    moment = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    moment = moment.astimezone(timezone.utc)
    if wanted.lower() == "iso8601":
        return moment.strftime(f"%Y-%m-%dT%H:%M:%S{'.%f' if moment.microsecond else ''}Z")
    seconds = moment.timestamp()
    return int(seconds) if seconds.is_integer() else seconds
