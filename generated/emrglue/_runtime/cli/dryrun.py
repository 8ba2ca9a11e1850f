# Copied by emrglue-codegen 0.1.0.
# Do not edit: `emrglue-codegen generate` writes it anew, `emrglue-codegen check` compares it.
"""``--dry-run``: the HTTP request that would be sent. Nothing is sent, and nobody is asked for
credentials (that may itself be a request), so the signature is left out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

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
    body = request.body if options.show_sensitive else _redacted(operation, wire, request)
    later = {name: text for name, text in LATER.items() if _is_sent(name, options)}
    host = {"Host": urlsplit(request.url).netloc}
    return {
        "method": request.method,
        "url": _redacted_url(operation, wire, request, options),
        "headers": {**host, **request.headers, **later},
        "body": body.decode(),
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


def _redacted(operation: Operation, wire: Mapping[str, Any], request: HttpRequest) -> bytes:
    """The body with ``***`` for what is sensitive; the length in the header is the true one."""
    if operation.input is None or not request.body:
        return request.body
    shown = values.redacted(operation.service.model.shapes, operation.input, dict(wire))
    if shown == wire:
        return request.body
    body = json.loads(request.body)
    return json.dumps(_overlaid(body, shown)).encode()


def _overlaid(body: Any, shown: Any) -> Any:
    """The body with the marks of a redacted value, which has the same form."""
    if shown == "***":
        return shown
    if isinstance(body, dict) and isinstance(shown, dict):
        return {key: _overlaid(item, shown.get(key)) for key, item in body.items()}
    if isinstance(body, list) and isinstance(shown, list):
        return [_overlaid(item, mark) for item, mark in zip(body, shown, strict=True)]
    return body


def _redacted_url(
    operation: Operation, wire: Mapping[str, Any], request: HttpRequest, options: Options
) -> str:
    shapes = operation.service.model.shapes
    url = request.url
    for parameter in operation.parameters.values():
        value = wire.get(parameter.wire_name)
        if shapes[parameter.shape].get("sensitive") and isinstance(value, str) and value:
            url = url if options.show_sensitive else url.replace(value, "***")
    return url


def as_text(shown: Mapping[str, Any]) -> str:
    """The request as it is written on the wire, the URL in full."""
    head = [f"{shown['method']} {shown['url']}"]
    head += [f"{name}: {value}" for name, value in shown["headers"].items()]
    return "\n".join([*head, "", *filter(None, [shown["body"]])]) + "\n"
