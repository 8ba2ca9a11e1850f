"""Responses: from the JSON of a body, or from botocore's dictionary, to typed objects."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Any

from ..shapes.shape import AS_PARSED
from ..structures.structure import ResponseT

_STUMBLES = (TypeError, ValueError, AttributeError, LookupError, RecursionError)
_PARSERS = frozenset({"botocore.parsers", "aiobotocore.parsers"})
_ENDPOINTS = frozenset({"botocore.endpoint", "aiobotocore.endpoint"})


class parsing:
    """Where botocore's parser stumbles over a body in this block, the error says so.

    The parser takes for granted that a body is a JSON object, as the model describes it.

    Used like a function: a generator would cost every call some microseconds.
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


def respond(cls: type[ResponseT], answer: Mapping[str, Any]) -> ResponseT:
    """A typed response over decoded JSON or botocore's dictionary, which nobody else changes."""
    members = dict(answer)
    metadata = members.pop("ResponseMetadata", {})
    response = cls._of(members, AS_PARSED)
    response.__dict__["_metadata"] = metadata
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
