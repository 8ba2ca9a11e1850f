"""``--dry-run``: the HTTP request that would be sent. Nothing is sent, and nobody is asked for
credentials (that may itself be a request), so the signature is left out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any
from urllib.parse import quote, urlsplit

from ..shapes import Shape
from ..shapes.inspection import REDACTED
from . import values, wirehttp
from .catalog import Operation
from .frame import Options
from .wirehttp import HttpRequest

LATER = {
    "User-Agent": "(botocore's)",
    "X-Amz-Date": "(the time of sending)",
    "Authorization": "AWS4-HMAC-SHA256 (signed when it is sent)",
}
"""Headers whose values are not known, or not shown, before the request is sent."""


def dry_run(operation: Operation, wire: Mapping[str, Any], options: Options) -> dict[str, Any]:
    """The request as ``method``, ``url``, ``headers``, ``body`` (text, sensitive values hidden)."""
    request = http_request(operation, wire, options)
    body, url = request.body, request.url
    if not options.show_sensitive:
        body, url = redacted_body(operation, body), redacted_url(operation, wire, url)
    later = {name: text for name, text in LATER.items() if _is_sent(name, options)}
    host = {"Host": urlsplit(request.url).netloc}
    return {
        "method": request.method,
        "url": url,
        "headers": {**host, **request.headers, **later},
        "body": body.decode(errors="replace"),
    }


def http_request(operation: Operation, wire: Mapping[str, Any], options: Options) -> HttpRequest:
    """The request itself: by this package where that is enough, else by botocore."""
    region = wirehttp.region(options.region)
    if region or options.no_sign_request:
        base = wirehttp.endpoint(operation, region, options.endpoint_url)
        if base and (request := wirehttp.build(operation, wire, base)):
            return request
    from . import send

    return send.prepared(operation, wire, options)


def _is_sent(header: str, options: Options) -> bool:
    return header == "User-Agent" or not options.no_sign_request


def redacted_body(operation: Operation, body: bytes) -> bytes:
    """The body with ``***`` for what is sensitive; the length in the header is the true one.

    All of a body that is not JSON is hidden if anything in it may be sensitive.
    """
    shape = _body_shape(operation)
    try:
        found = json.loads(body or b"null")
    except ValueError:
        return REDACTED.encode() if values.is_sensitive(shape) else body

    def hidden(shape: Shape, value: Any) -> Any:
        if shape.sensitive and value is not None:
            return REDACTED
        return values.rebuilt(shape, value, hidden, names)

    names = partial(wirehttp.names_in_body, operation)
    shown = hidden(shape, found)
    return body if shown == found else json.dumps(shown).encode()


def _body_shape(operation: Operation) -> Shape:
    """The shape that the body has: the whole request's, or that of its ``payload``."""
    payload = operation.input.get("payload")
    return operation.parameters[payload].shape if payload else operation.request


def redacted_url(operation: Operation, wire: Mapping[str, Any], url: str) -> str:
    """The URL with ``***`` in the places of what is sensitive, however it is written there."""
    path, question, query = url.partition("?")
    for name in wire:
        member = operation.input.get("members", {}).get(name, {})
        if "location" in member and values.is_sensitive(operation.parameters[name].shape):
            key = member.get("locationName", name)
            if member["location"] == "uri":
                path = _with_hidden_label(operation.raw["http"]["requestUri"], key, path)
            elif member["location"] == "querystring":
                keys = wire[name] if isinstance(wire[name], Mapping) else [key]
                query = _with_hidden_parameters(query, keys)
    return f"{path}{question}{query}"


def _with_hidden_label(template: str, label: str, path: str) -> str:
    """A path, which ends as the template of the operation says, without the text of a label."""
    pattern = ""
    for part in re.split(r"(\{[^}]+\})", template.partition("?")[0]):
        if part.startswith("{"):
            any_text = ".*" if part.endswith("+}") else "[^/]*"
            mine = part.strip("{+}") == label
            pattern += f"(?P<label>{any_text})" if mine else any_text
        else:
            pattern += re.escape(part)
    found = re.search(f"{pattern}$", path)
    return (
        f"{path[: found.start('label')]}{REDACTED}{path[found.end('label') :]}" if found else path
    )


def _with_hidden_parameters(query: str, keys: Iterable[str]) -> str:
    hidden = {quote(key, wirehttp.SAFE) for key in keys}
    pairs = [pair.partition("=") for pair in query.split("&")]
    return "&".join(
        f"{key}={REDACTED}" if key in hidden else key + to + text for key, to, text in pairs
    )


def as_text(shown: Mapping[str, Any]) -> str:
    """The request as it is written on the wire, the URL in full."""
    head = [f"{shown['method']} {shown['url']}"]
    head += [f"{name}: {value}" for name, value in shown["headers"].items()]
    return "\n".join([*head, "", *filter(None, [shown["body"]])]) + "\n"
