# Copied by emrglue-codegen 0.1.0.
# Do not edit: `emrglue-codegen generate` writes it anew, `emrglue-codegen check` compares it.
"""What every generated client is: requests in, typed responses out, botocore in between."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

from botocore.exceptions import ClientError

from . import policy, transport
from .errors import InvalidRequestError, UnsupportedOperationError, typed_error
from .reading import FORGIVING
from .structure import Request, Response, ResponseT, Structure, report_missing
from .violations import ValidationError

if TYPE_CHECKING:
    from botocore.client import BaseClient as BotocoreClient
    from botocore.config import Config

C = TypeVar("C")
PageT = TypeVar("PageT", bound=Structure)
ItemT = TypeVar("ItemT")
Arguments = dict[str, Any]


def report_missing_arguments(cls: type[C]) -> type[C]:
    """Let calls without required arguments through, to be reported with everything else."""
    for name, function in vars(cls).items():
        if not name.startswith("_") and hasattr(function, "__kwdefaults__"):
            report_missing(function)
    return cls


class BaseClient:
    """What the clients of all services have in common."""

    _package: ClassVar[str]

    def __init__(
        self,
        *,
        region_name: str | None = None,
        session: Any = None,
        client: Any = None,
        endpoint_url: str | None = None,
        config: Config | None = None,
        validation: policy.Mode | policy.Policy | None = None,
        **options: Any,
    ) -> None:
        """A client; nothing is loaded, read or connected before the first call.

        :param session: a boto3 or botocore session, for its credentials, profile and region.
        :param client: a boto3 or botocore client to work through, used exactly as it is.
        :param validation: the policy for this client's calls, as in :func:`emrglue.validation`.
        :param options: what else botocore's ``create_client`` takes (``verify``,
            ``aws_access_key_id``, …).
        """
        self._given = client
        self._options: dict[str, Any] = {
            "region_name": region_name,
            "session": session,
            "endpoint_url": endpoint_url,
            "config": config,
            **options,
        }
        self._policy = None if validation is None else policy.policy(validation)
        self._lock = threading.Lock()

    @cached_property
    def _botocore(self) -> BotocoreClient:
        """The botocore client, made on first use."""
        with self._lock:
            if self._given is not None:
                return cast("BotocoreClient", self._given)
            return transport.create_client(self._service(), **self._options)

    def send(self, request: Request[ResponseT]) -> ResponseT:
        """Send a request that is already built, and return the response of its operation.

        :raises ClientError: as a class of the service, such as ``glue.EntityNotFoundException``.
        :raises UnsupportedOperationError: the request is a stream of events.
        """
        if request._event_stream:
            raise UnsupportedOperationError(request._operation)
        try:
            wire = self._call_botocore(request._operation, request.to_wire())
        except ClientError as error:
            raise typed_error(self._package, error) from None
        return respond(response_class(type(request)), wire)

    def _call_botocore(self, operation: str, wire: dict[str, Any]) -> dict[str, Any]:
        """The method that every method of a botocore client ends in, and that test tools patch."""
        client: Any = self._botocore
        answer: dict[str, Any] = client._make_api_call(operation, wire)
        return answer

    @property
    def meta(self) -> Any:
        """botocore's ``client.meta``: region, endpoint, events, service model."""
        return self._botocore.meta

    @property
    def exceptions(self) -> Any:
        """The errors of the service, by the names that botocore's ``client.exceptions`` has."""
        import importlib

        return importlib.import_module(f"{self._package}.errors")

    def get_paginator(self, operation_name: str) -> Any:
        """botocore's own paginator, for untyped pages."""
        return self._botocore.get_paginator(operation_name)

    def get_waiter(self, waiter_name: str) -> Any:
        """botocore's own waiter."""
        return self._botocore.get_waiter(waiter_name)

    def close(self) -> None:
        """Close the connections; a client that was handed in stays open."""
        if self._given is None and "_botocore" in self.__dict__:
            self._botocore.close()

    def __repr__(self) -> str:
        return f"<{self._package}.Client>"

    # what the generated methods are made of

    def _call(self, cls: type[Request[ResponseT]], arguments: Arguments) -> ResponseT:
        return self.send(self._request(cls, arguments))

    def _pages(
        self, cls: type[Request[PageT]], arguments: Arguments, items: tuple[str, ...]
    ) -> Pages[PageT, Any]:
        return Pages(self, self._request(cls, arguments), items)

    def _request(self, cls: type[Request[ResponseT]], arguments: Arguments) -> Request[ResponseT]:
        """The request from the local variables of a generated method."""
        del arguments["self"]
        unknown = arguments.pop("_unknown")
        try:
            with policy.validation(self._policy) if self._policy else nullcontext():
                return cls(**arguments, **unknown)
        except ValidationError as error:
            raise InvalidRequestError(error.subject, error.violations) from None

    def _service(self) -> Any:
        return sys.modules[f"{self._package}._base"].SERVICE


class Pages(Generic[PageT, ItemT]):
    """The items of every page of a paginated operation, fetched as they are asked for."""

    def __init__(
        self, client: BaseClient, request: Request[PageT], items: tuple[str, ...], **limits: Any
    ) -> None:
        self._client, self._request, self._items = client, request, items
        self._limits = limits

    def limit(
        self,
        *,
        max_items: int | None = None,
        page_size: int | None = None,
        starting_token: str | None = None,
    ) -> Pages[PageT, ItemT]:
        """The same, with botocore's ``MaxItems``, ``PageSize`` and ``StartingToken``."""
        limits = {
            "MaxItems": max_items,
            "PageSize": page_size,
            "StartingToken": starting_token,
        }
        return Pages(self._client, self._request, self._items, **limits)

    def pages(self) -> Iterator[PageT]:
        """Whole pages instead of items."""
        request = self._request
        paginator = transport.paginator(
            self._client._botocore, self._client._service(), request._operation
        )
        cls = response_class(type(request))
        try:
            for page in paginator.paginate(**request.to_wire(), PaginationConfig=self._limits):
                yield respond(cls, page)
        except ClientError as error:
            raise typed_error(self._client._package, error) from None

    def __iter__(self) -> Iterator[ItemT]:
        for page in self.pages():
            found: Any = page
            for attribute in self._items:
                found = getattr(found, attribute, None)
            yield from found or ()


def response_class(request: type[Request[ResponseT]]) -> type[ResponseT]:
    """The class of the response that a request is answered with."""
    home = next(cls for cls in request.__mro__ if "_response" in vars(cls))
    cls: type[ResponseT] = getattr(sys.modules[home.__module__], request._response)
    return cls


def respond(cls: type[ResponseT], wire: Mapping[str, Any]) -> ResponseT:
    """A typed response from botocore's dictionary."""
    members = {key: value for key, value in wire.items() if key != "ResponseMetadata"}
    response: ResponseT = FORGIVING.structure(cls, members)
    if isinstance(response, Response):
        response.__dict__["_metadata"] = wire.get("ResponseMetadata", {})
    return response
