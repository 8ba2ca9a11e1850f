"""The errors that a client raises and a service does not; they need botocore."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import ClientError, ParamValidationError, ResponseStreamingError

from ..errors import ServiceError, error_class, typed_error
from ..structures.structure import ClassShape, Events
from ..violations import ValidationError, Violation
from .decoding import Reading
from .shortcuts import all_events


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
            f"use the operation without a stream if the service has one"
        )


@contextmanager
def reading_events(shape: ClassShape, broken: type[Exception]) -> Iterator[None]:
    """A block in which the events of a stream are read; see :class:`Events`.

    :param broken: what is raised if the connection breaks.
    :raises ServiceError: an error inside the stream, as its class.
    :raises ResponseStreamingError: the connection broke.
    :raises InvalidBodyError: what arrived is not a stream of events.
    """
    service = shape.cls._service
    try:
        with Reading(service.package):
            try:
                yield
            except broken as error:
                raise ResponseStreamingError(error=error) from error
    except ClientError as error:  # its code is the name of the member, which has the error's shape
        response: Any = error.response
        details = response["Error"]
        if (member := shape.by_name.get(details["Code"])) is not None:
            name = str(getattr(member.shape, "name", ""))
            details["Code"] = service.raw["shapes"][name].get("error", {}).get("code", name)
        raise typed_error(service.package, error) from None


def read_events(stream: Any, shape: ClassShape) -> Iterator[Any]:
    """The events of a stream of botocore's; the errors are those of :func:`reading_events`."""
    from urllib3.exceptions import HTTPError  # half of what a client needs, and not loaded before

    with reading_events(shape, HTTPError):
        yield from all_events(stream)


Events.read = staticmethod(read_events)


class Exceptions:
    """The errors of a service under the names that botocore's ``client.exceptions`` has."""

    ClientError = ClientError

    def __init__(self, package: str) -> None:
        self._package = package
        self._module = importlib.import_module(f"{package}.errors")

    def from_code(self, code: str) -> type[ServiceError]:
        """The class for an error code; the base of the service if the model has none."""
        return error_class(self._package, code)

    def __getattr__(self, name: str) -> type[ServiceError]:
        found = getattr(self._module, name, None) or self._module.ERRORS.get(name)
        if isinstance(found, type) and issubclass(found, ServiceError):
            return found
        known = ", ".join(kind.__name__ for kind in self._module.ERRORS.values())
        raise AttributeError(f"{name!r} is not an error of the service; there are: {known}")

    def __dir__(self) -> list[str]:
        return [*object.__dir__(self), *(kind.__name__ for kind in self._module.ERRORS.values())]
