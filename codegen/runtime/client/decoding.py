"""Responses: from the JSON of a body, or from botocore's dictionary, to typed objects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from botocore.exceptions import ClientError

from ..errors import ServiceError, typed_error
from ..shapes.shape import AS_PARSED
from ..structures.structure import ResponseT
from ..wiremodel import ServiceModel

_PARSERS = ("botocore.parsers", "aiobotocore.parsers", "botocore.eventstream")
_AFTER_PARSING = re.compile(
    r"(aio)?botocore\.(client|endpoint|errorfactory|exceptions|model|paginate|retries\.\w+|retryhandler)"
)
"""The modules of botocore that look at what its parser returned."""
_ALSO_AT_REQUESTS = re.compile(r"(aio)?botocore\.(discovery|handlers|utils)")
"""The modules that look at requests too: an argument tells which of their functions do not."""
_ANSWERS = frozenset({"parsed", "response"})
"""What botocore calls an answer, as an argument."""


class Reading:
    """A block whose errors are those of the client of a service.

    A service's error is raised as its class. If botocore fails over an answer, which it takes for
    one that the model describes, the error says so. (This is not a generator, which would cost
    every call some microseconds.)
    """

    __slots__ = ("_package",)

    def __init__(self, package: str) -> None:
        """:param package: the package of the service."""
        self._package = package

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(
        self, kind: object, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if isinstance(error, ClientError) and not isinstance(error, ServiceError):
            raise typed_error(self._package, error) from None
        if error is not None and _is_about_an_answer(error, traceback):
            from .invalid_body import InvalidBodyError

            raise InvalidBodyError(
                f"botocore cannot read the answer ({type(error).__name__}): it is not one that the"
                " service gives; whether the request took effect is not known"
            ) from error


def _is_about_an_answer(error: BaseException, traceback: TracebackType | None) -> bool:
    """Whether an error is botocore's own, about an answer, and not one of a handler of the user.

    It was raised by a parser or what that calls, or by code of botocore that looks at what a parser
    returned (a ``ValueError`` there is about a token that was given). The errors that botocore
    documents say themselves what they are about.
    """
    from botocore.exceptions import BotoCoreError

    from .invalid_body import InvalidBodyError

    documented = (BotoCoreError, ClientError, InvalidBodyError)
    if not isinstance(error, Exception) or isinstance(error, documented):
        return False
    modules, handled = [""], False
    while traceback is not None:
        frame, traceback = traceback.tb_frame, traceback.tb_next
        modules.append(frame.f_globals.get("__name__", ""))
        if _ALSO_AT_REQUESTS.fullmatch(modules[-1]):
            arguments = frame.f_code.co_varnames[: frame.f_code.co_argcount]
            handled |= not _ANSWERS.isdisjoint(arguments)
    looked = _AFTER_PARSING.fullmatch(modules[-1]) or (handled and "botocore." in modules[-1])
    parsed = any(parser in modules for parser in _PARSERS)
    return parsed or (bool(looked) and not isinstance(error, ValueError))


def check_answer(wire: Mapping[str, Any], service: ServiceModel, operation: str) -> None:
    """Refuse what botocore makes of a success that is a page of text.

    botocore hands on what it read, not the body. Of what is not JSON it reads nothing, or all of it
    as ``message``. XML has to be well-formed, and what the query protocols answer with has a
    request id in it; an answer to ``HEAD`` has no body, whatever its headers say.

    :raises InvalidBodyError: it is not an answer of the service.
    """
    metadata: Mapping[str, Any] = wire.get("ResponseMetadata") or {}
    if isinstance(wire.get("message"), str):
        length = str(len(wire["message"].encode("utf-8", "replace")))
        if (metadata.get("HTTPHeaders") or {}).get("content-length") == length:
            raise invalid_body(metadata, "is not valid JSON")
    if len(wire) > 1 or not is_page(metadata):
        return
    is_query = service.raw["metadata"].get("protocol") in ("query", "ec2")
    has_no_body = service.operation(operation).get("http", {}).get("method") == "HEAD"
    if not has_no_body and not (is_query and "RequestId" in metadata):
        raise invalid_body(metadata, "is not an answer of the service")


def is_page(metadata: Mapping[str, Any]) -> bool:
    """Whether an answer says that it is text for people, and has more in it than ``{}``."""
    headers: Mapping[str, str] = metadata.get("HTTPHeaders") or {}
    is_text = re.match(r"(?i)text/(?!.*(json|xml))", headers.get("content-type", ""))
    length = headers.get("content-length", "chunked" * ("transfer-encoding" in headers) or "0")
    return is_text is not None and length not in ("0", "1", "2", "3", "4")


def typed_response(cls: type[ResponseT], answer: Mapping[str, Any]) -> ResponseT:
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
