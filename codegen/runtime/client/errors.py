"""Errors that a service answers with, as classes; only clients need them, and botocore."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from botocore.exceptions import (
    ClientError,
    ConnectionError,
    HTTPClientError,
    IncompleteReadError,
    ParamValidationError,
    ResponseStreamingError,
    SSLError,
)

from ..shapes.collection import Target, resolved
from ..shapes.shape import AS_PARSED
from ..structures.structure import ClassShape, Events
from ..violations import ValidationError, Violation
from .decoding import parsing
from .shortcuts import all_events

_NETWORK = (ConnectionError, HTTPClientError, IncompleteReadError)
_PASSING_CODES = frozenset(
    {"BandwidthLimitExceeded", "EC2ThrottledException", "LimitExceededException"}
    | {"PriorRequestNotComplete", "ProvisionedThroughputExceededException"}
    | {"RequestLimitExceeded", "RequestThrottled", "RequestThrottledException", "RequestTimeout"}
    | {"RequestTimeoutException", "SlowDown", "ThrottledException", "Throttling"}
    | {"ThrottlingException", "TooManyRequestsException", "TransactionInProgressException"}
)


def may_pass(error: Exception) -> bool:
    """Whether an error is about the moment: throttling, the network, an answer that is none.

    The codes are those that botocore retries (``botocore.retries.standard``). Expired credentials,
    a wrong clock and a wrong certificate need a person.
    """
    if isinstance(error, ClientError):
        response: Mapping[str, Any] = error.response
        status = (response.get("ResponseMetadata") or {}).get("HTTPStatusCode") or 0
        code = (response.get("Error") or {}).get("Code")
        return code in _PASSING_CODES or status == 429 or status >= 500
    if isinstance(error, _NETWORK):
        return not isinstance(error, SSLError)
    # Half of botocore, which naming an error must not load; a client has loaded it before.
    from botocore.parsers import ResponseParserError

    return isinstance(error, ResponseParserError)


class ServiceError(ClientError):
    """An error of a service; every modelled one has a class of its own."""

    code: str = ""
    """The error code, such as ``ConcurrentRunsExceededException``."""
    fault: str = "client"
    """Whose fault it is: ``client`` or ``server``."""
    retryable: bool = False
    """Whether the same request may succeed later: the model says so, the request was throttled, or
    the service failed. Not whether it is safe to send twice."""

    def __init__(self, error_response: Any, operation_name: str) -> None:
        super().__init__(error_response, operation_name)
        error: Mapping[str, Any] = error_response.get("Error") or {}
        metadata: Mapping[str, Any] = error_response.get("ResponseMetadata") or {}
        self.code = str(error.get("Code", type(self).code))
        self.message: str = str(error.get("Message") or "")
        """What the service says."""
        self.http_status: int | None = metadata.get("HTTPStatusCode")
        """The status of the HTTP response."""
        self.request_id: str | None = metadata.get("RequestId")
        """What AWS support asks for."""
        if (self.http_status or 0) >= 500:  # the model does not always say so
            self.fault = "server"
        if may_pass(self):
            self.retryable = True

    def _member(self, name: str, shape: Target) -> Any:
        """For the generated properties: a member of the error."""
        value = self.response.get(name)
        return None if value is None else resolved(shape).view(value, AS_PARSED)

    def __reduce__(self) -> Any:
        return type(self), (self.response, self.operation_name)


class InvalidRequestError(ValidationError, ParamValidationError):
    """A :class:`ValidationError` raised by a client call; botocore's kind of error as well."""

    def __init__(self, subject: str, violations: Iterable[Violation]) -> None:
        ValidationError.__init__(self, subject, violations)
        self.kwargs = {"report": str(self)}

    def __reduce__(self) -> Any:
        return type(self), (self.subject, self.violations)


class UnsupportedOperationError(NotImplementedError):
    """An operation whose request is a stream of events, which botocore cannot send."""

    def __init__(self, operation: str) -> None:
        super().__init__(
            f"{operation} sends a stream of events, and botocore cannot send one; "
            f"use the operation without a stream where the service has one"
        )


def typed_error(package: str, error: ClientError) -> ServiceError:
    """The class of a service for an error that botocore raised."""
    module = importlib.import_module(f"{package}.errors")
    found: Mapping[str, Any] = error.response.get("Error", {})
    code = found.get("QueryErrorCode") or found.get("Code", "")
    kind: type[ServiceError] = module.ERRORS.get(code, module.BASE)
    return kind(error.response, error.operation_name)


def read_events(stream: Any, shape: ClassShape) -> Iterator[Any]:
    """The events of a stream as botocore has it; see :class:`Events`.

    :raises ServiceError: an error inside the stream, as its class.
    :raises ResponseStreamingError: the connection broke.
    :raises InvalidBodyError: what arrived is not a stream of events.
    """
    from urllib3.exceptions import HTTPError

    try:
        with parsing():
            yield from all_events(stream)
    except HTTPError as error:
        raise ResponseStreamingError(error=error) from error
    except ClientError as error:  # its code is the name of the member, which has the error's shape
        response: Any = error.response
        details, service = response["Error"], shape.cls._service
        if (member := shape.by_name.get(details["Code"])) is not None:
            name = str(getattr(member.shape, "name", ""))
            details["Code"] = service.raw["shapes"][name].get("error", {}).get("code", name)
        raise typed_error(service.package, error) from None


Events.read = staticmethod(read_events)


class Exceptions:
    """The errors of a service under the names that botocore's ``client.exceptions`` has."""

    ClientError = ClientError

    def __init__(self, package: str) -> None:
        self._module = importlib.import_module(f"{package}.errors")

    def from_code(self, code: str) -> type[ServiceError]:
        """The class for an error code; the base of the service where the model has none."""
        kind: type[ServiceError] = self._module.ERRORS.get(code, self._module.BASE)
        return kind

    def __getattr__(self, name: str) -> type[ServiceError]:
        found = getattr(self._module, name, None) or self._module.ERRORS.get(name)
        if isinstance(found, type) and issubclass(found, ServiceError):
            return found
        known = ", ".join(kind.__name__ for kind in self._module.ERRORS.values())
        raise AttributeError(f"{name!r} is no error of the service; there are: {known}")

    def __dir__(self) -> list[str]:
        return [*object.__dir__(self), *(kind.__name__ for kind in self._module.ERRORS.values())]
