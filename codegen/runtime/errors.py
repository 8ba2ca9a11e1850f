"""Errors that a service answers with, as classes; botocore is imported here, and only for clients."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from typing import Any

from botocore.exceptions import ClientError, ParamValidationError

from .reading import FORGIVING, Build, Get
from .violations import ValidationError, Violation


class ServiceError(ClientError):
    """An error of a service; every modelled one has a class of its own."""

    code: str = ""
    """The error code, such as ``ConcurrentRunsExceededException``."""
    fault: str = "client"
    """Whose fault it is: ``client`` or ``server``."""
    retryable: bool = False
    """Whether the model says that the same request may succeed later."""

    def __init__(self, error_response: Any, operation_name: str) -> None:
        super().__init__(error_response, operation_name)
        error = error_response.get("Error", {})
        metadata = error_response.get("ResponseMetadata", {})
        self.code = str(error.get("Code", type(self).code))
        self.message: str = str(error.get("Message", ""))
        """What the service says."""
        self.http_status: int | None = metadata.get("HTTPStatusCode")
        """The status of the HTTP response."""
        self.request_id: str | None = metadata.get("RequestId")
        """What AWS support asks for."""
        if not type(self).code:
            self.fault = "server" if (self.http_status or 0) >= 500 else "client"

    def _reading(self) -> tuple[Get, Build]:
        """For the generated properties: the members of the error, and how to read them."""
        return self.response.get, FORGIVING


class InvalidRequestError(ValidationError, ParamValidationError):
    """A :class:`ValidationError` raised by a client call; botocore's kind of error as well."""

    def __init__(self, subject: str, violations: Iterable[Violation]) -> None:
        ValidationError.__init__(self, subject, violations)
        self.kwargs = {"report": str(self)}

    def __reduce__(self) -> Any:
        return type(self), (self.subject, self.violations)


def typed_error(package: str, error: ClientError) -> ServiceError:
    """The class of a service for an error that botocore raised."""
    module = importlib.import_module(f"{package}.errors")
    code = error.response.get("Error", {}).get("Code", "")
    kind: type[ServiceError] = module.ERRORS.get(code, module.BASE)
    return kind(error.response, error.operation_name)
