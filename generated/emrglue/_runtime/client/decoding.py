# Copied by emrglue-codegen 0.1.0.
# Do not edit: `emrglue-codegen generate` writes it anew, `emrglue-codegen check` compares it.
"""Responses: from the JSON of a body, or from botocore's dictionary, to typed objects.

botocore's parser walks the model for every value of a response. On our own sessions that walk is
left out: :class:`DirectParsers` hands the decoded JSON through botocore as it is, for the generated
classes to read. Whatever is unusual — errors, headers, payloads, streams, renamed members, other
protocols, and calls that are not ours — is parsed by botocore as ever.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Mapping
from contextvars import ContextVar, Token
from types import TracebackType
from typing import Any

from ..structures.reading import FORGIVING
from ..structures.structure import Request, Response, ResponseT
from .plain import is_in_place, remembered

PROTOCOLS = frozenset({"json", "rest-json"})
"""botocore's names of the protocols whose bodies are JSON."""

_direct: ContextVar[bool] = ContextVar("emrglue_direct", default=False)


_STUMBLES = (TypeError, ValueError, AttributeError, LookupError, RecursionError)
_PARSERS = frozenset({"botocore.parsers", "aiobotocore.parsers"})
_ENDPOINTS = frozenset({"botocore.endpoint", "aiobotocore.endpoint"})


class parsing:
    """Where botocore's parser stumbles over a body in this block, the error says so.

    The parser takes for granted that a body is a JSON object, as the model describes it.

    Used like a function, as :class:`directly`: a generator would cost every call some microseconds.
    """

    __slots__ = ()

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(
        self, kind: object, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if isinstance(error, _STUMBLES) and _came_from_parsing(traceback):
            from .invalid_body import InvalidBodyError

            raise InvalidBodyError(
                f"botocore cannot read the answer ({type(error).__name__}): it is no answer of the"
                " service; whether the request took effect is not known"
            ) from error


class directly(parsing):
    """Calls in this block return decoded JSON where that is all there is to a response."""

    __slots__ = ("_token",)

    _token: Token[bool]

    def __enter__(self) -> None:
        self._token = _direct.set(True)

    def __exit__(
        self, kind: object, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        _direct.reset(self._token)
        super().__exit__(kind, error, traceback)


def _came_from_parsing(traceback: TracebackType | None) -> bool:
    """Whether an error is botocore's own, about a body, and not one of a handler of the user.

    It was raised somewhere below a parser, or where the endpoint looks at what a parser returned.
    """
    modules = []
    while traceback is not None:
        modules.append(traceback.tb_frame.f_globals.get("__name__"))
        traceback = traceback.tb_next
    return not _PARSERS.isdisjoint(modules) or modules[-1] in _ENDPOINTS


def check_answer(wire: Mapping[str, Any]) -> None:
    """Refuse what botocore makes of a success that is a page of text: an answer without members.

    :raises InvalidBodyError: nothing was read from a body that says that it is text.
    """
    metadata: Mapping[str, Any] = wire.get("ResponseMetadata") or {}
    headers: Mapping[str, str] = metadata.get("HTTPHeaders") or {}
    has_body = headers.get("content-length", "0") not in ("0", "2")  # nothing, or {}
    if has_body and len(wire) == 1 and headers.get("content-type", "").startswith("text/"):
        raise invalid_body(metadata, "is no JSON")


_response_classes: dict[type, Any] = {}


def response_class(request: type[Request[ResponseT]]) -> type[ResponseT]:
    """The class of the response that a request is answered with."""
    if request not in _response_classes:
        home = next(cls for cls in request.__mro__ if "_response" in vars(cls))
        _response_classes[request] = getattr(sys.modules[home.__module__], request._response)
    found: type[ResponseT] = _response_classes[request]
    return found


def respond(cls: type[ResponseT], wire: Mapping[str, Any]) -> ResponseT:
    """A typed response from decoded JSON or from botocore's dictionary.

    :raises InvalidBodyError: it is nested more deeply than Python can walk.
    """
    members = {key: value for key, value in wire.items() if key != "ResponseMetadata"}
    # A page makes thousands of objects, all of them alive: the cyclic collector would look at them
    # again and again and find nothing, which costs more than making them.
    collecting = gc.isenabled()
    gc.disable()
    try:
        response: ResponseT = FORGIVING.structure(cls, members)
    except RecursionError:
        raise invalid_body(wire.get("ResponseMetadata", {}), "is nested too deeply") from None
    finally:
        if collecting:
            gc.enable()
    if isinstance(response, Response):
        response.__dict__["_metadata"] = wire.get("ResponseMetadata", {})
    return response


def invalid_body(metadata: Mapping[str, Any], problem: str) -> Exception:
    """The error for a success that cannot be one; it does not quote the body."""
    from .invalid_body import InvalidBodyError

    headers = metadata.get("HTTPHeaders", {})
    return InvalidBodyError(
        f"the answer has HTTP status {metadata.get('HTTPStatusCode')} and content type "
        f"{headers.get('content-type')!r}, but its body {problem}; whether the request took effect "
        f"is not known (request id {metadata.get('RequestId')})"
    )


class DirectParsers:
    """botocore's ``ResponseParserFactory``, with the shortcut of this module."""

    def __init__(self, standard: Any) -> None:
        self._standard = standard
        self.is_plain = remembered(is_in_place)

    def set_parser_defaults(self, **defaults: Any) -> None:
        """Defaults of botocore's parsers."""
        self._standard.set_parser_defaults(**defaults)

    def create_parser(self, protocol: str) -> Any:
        """A parser for a response of the call that is running in this thread or task."""
        if protocol in PROTOCOLS and _direct.get():
            return _DirectParser(self, protocol)
        return self.standard(protocol)

    def standard(self, protocol: str) -> Any:
        """botocore's own parser."""
        return self._standard.create_parser(protocol)


class _DirectParser:
    """Parses one response."""

    def __init__(self, parsers: DirectParsers, protocol: str) -> None:
        self._parsers, self._protocol = parsers, protocol

    def parse(self, response: Mapping[str, Any], shape: Any) -> Any:
        if (
            response["status_code"] >= 300
            or shape is None
            or "checksum" in response.get("context", ())
            or not self._parsers.is_plain(shape)
        ):
            return self._parsers.standard(self._protocol).parse(response, shape)
        metadata = _metadata(response)
        return _members(response["body"], metadata) | {"ResponseMetadata": metadata}


def _members(body: bytes, metadata: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON object of a body; an empty body is an empty object."""
    if not body:
        return {}
    try:
        members = json.loads(str(body, "utf-8"))
    except (ValueError, RecursionError):
        raise invalid_body(metadata, "is no JSON") from None
    if not isinstance(members, dict):
        raise invalid_body(metadata, "is no JSON object")
    return members


def _metadata(response: Mapping[str, Any]) -> dict[str, Any]:
    """``ResponseMetadata`` as botocore makes it."""
    headers = {name.lower(): value for name, value in response["headers"].items()}
    metadata = {"HTTPStatusCode": response["status_code"], "HTTPHeaders": headers}
    if "x-amzn-requestid" in headers:
        metadata["RequestId"] = headers["x-amzn-requestid"]
    elif "x-amz-request-id" in headers:
        metadata["RequestId"] = headers["x-amz-request-id"]
        metadata["HostId"] = headers.get("x-amz-id-2", "")
    return metadata
