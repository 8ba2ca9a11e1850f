"""The errors of a service as classes, which are there without botocore, too."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .shapes.collection import Target, resolved
from .shapes.shape import AS_PARSED

if TYPE_CHECKING:
    from botocore.exceptions import ClientError
else:
    try:
        from botocore.exceptions import ClientError
    except ModuleNotFoundError:

        class ClientError(Exception):
            """Stands in for botocore's class if botocore is not installed."""

            def __init__(self, error_response, operation_name):
                self.response, self.operation_name = error_response, operation_name
                error = error_response.get("Error", {})
                super().__init__(f"{operation_name}: {error.get('Code')}: {error.get('Message')}")


_PASSING_CODES = frozenset(
    {"BandwidthLimitExceeded", "EC2ThrottledException", "LimitExceededException"}
    | {"PriorRequestNotComplete", "ProvisionedThroughputExceededException"}
    | {"RequestLimitExceeded", "RequestThrottled", "RequestThrottledException", "RequestTimeout"}
    | {"RequestTimeoutException", "SlowDown", "ThrottledException", "Throttling"}
    | {"ThrottlingException", "TooManyRequestsException", "TransactionInProgressException"}
)


def may_pass(error: Exception) -> bool:
    """Whether an error may pass: throttling, the network, a body that is not an answer.

    The codes are those that botocore retries (``botocore.retries.standard``). Expired credentials,
    a wrong clock and a wrong certificate need a person.
    """
    if isinstance(error, ClientError):
        response: Mapping[str, Any] = error.response
        status = (response.get("ResponseMetadata") or {}).get("HTTPStatusCode") or 0
        code = (response.get("Error") or {}).get("Code")
        return code in _PASSING_CODES or status == 429 or status >= 500
    try:  # half of botocore, which naming an error must not load; a client has loaded it before
        from botocore import exceptions
        from botocore.parsers import ResponseParserError
    except ModuleNotFoundError:
        return False
    passing: tuple[type[Exception], ...] = (
        exceptions.ConnectionError,
        exceptions.HTTPClientError,
        exceptions.IncompleteReadError,
        ResponseParserError,
    )
    return isinstance(error, passing) and not isinstance(error, exceptions.SSLError)


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


def error_class(package: str, code: str) -> type[ServiceError]:
    """The class of a service for an error code; the base of its errors if the model has none."""
    module = importlib.import_module(f"{package}.errors")
    kind: type[ServiceError] = module.ERRORS.get(code, module.BASE)
    return kind


def typed_error(package: str, error: ClientError) -> ServiceError:
    """An error that botocore raised, as the class of the service for it."""
    found: Mapping[str, Any] = error.response.get("Error", {})
    code = found.get("QueryErrorCode") or found.get("Code", "")
    return error_class(package, code)(error.response, error.operation_name)
