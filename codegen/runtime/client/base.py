"""What every generated client is: requests in, typed responses out, botocore in between."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial, wraps
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast
from weakref import WeakKeyDictionary

from botocore import xform_name
from botocore.exceptions import PaginationError

from ..lazy import needing_botocore
from ..services import name_of
from ..shapes import policy
from ..shapes.inspection import Inspection, with_more_names
from ..shapes.report import report
from ..structures.structure import Request, ResponseT, Structure, class_name
from ..suggestions import did_you_mean
from ..violations import ValidationError
from ..wiremodel import ServiceModel
from . import transport
from .decoding import Reading, check_answer, typed_response
from .errors import Exceptions, InvalidRequestError, UnsupportedOperationError
from .shortcuts import quickened
from .states import run_coroutine

if TYPE_CHECKING:
    from botocore.client import BaseClient as BotocoreClient
    from botocore.config import Config

    from .waiting import Wait
else:
    BotocoreClient = Config = Any  # get_type_hints works without half of botocore

C = TypeVar("C")
PageT = TypeVar("PageT", bound=Structure)
ItemT = TypeVar("ItemT")
P = TypeVar("P", bound="PagesBase[Any, Any]")
Arguments = dict[str, Any]
OnPoll = Callable[[ResponseT], object]
"""Called by a wait with the response of every poll."""


def reporting_all_arguments(cls: type[C]) -> type[C]:
    """Have arguments that are missing or unknown reported with everything else that is wrong."""
    for name, function in list(vars(cls).items()):
        if not name.startswith("_") and hasattr(function, "__kwdefaults__"):
            setattr(cls, name, _accepting_any_keyword(function))
    return cls


def _accepting_any_keyword(function: Callable[..., Any]) -> Callable[..., Any]:
    """A generated method that takes any keyword, and none of those that it needs."""
    code, defaults = function.__code__, function.__kwdefaults__ or {}
    first = code.co_argcount
    known = frozenset(code.co_varnames[first : first + code.co_kwonlyargcount])
    nothing = dict.fromkeys(known - defaults.keys())

    @wraps(function)
    def method(self: Any, **arguments: Any) -> Any:
        if arguments.keys() <= known:
            return function(self, **{**nothing, **arguments})
        unknown = {name: arguments.pop(name) for name in arguments.keys() - known}
        return function(_WithUnknown(self, unknown), **{**nothing, **arguments})

    return method


class _WithUnknown:
    """A client, as a generated method sees it that was given keywords which do not exist."""

    def __init__(self, client: Any, unknown: Arguments) -> None:
        self._client, self._unknown = client, unknown

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)


class ClientBase:
    """What the clients of all services have in common, whether they wait or are awaited."""

    _package: ClassVar[str]
    _unknown: ClassVar[Arguments] = {}
    """The keywords of a call that its method does not have; see :class:`_WithUnknown`."""

    def __init__(
        self,
        *,
        region_name: str | None = None,
        profile_name: str | None = None,
        session: Any = None,
        client: Any = None,
        endpoint_url: str | None = None,
        config: Config | None = None,
        validation: policy.Mode | policy.Policy | None = None,
        shortcuts: bool = True,
        **options: Any,
    ) -> None:
        """A client; nothing is loaded, read or connected before the first call.

        :param session: a boto3 or botocore session, for its credentials, profile, region, settings
            and event handlers.
        :param client: a boto3 or botocore client to work through, used exactly as it is.
        :param validation: the policy for this client's calls, as in :func:`emrglue.validation`; a
            block with ``emrglue.validation`` around a call has the last word.
        :param shortcuts: whether to call through quicker versions of some parts of botocore; a
            ``client`` that is given is used without them.
        :param options: what else botocore's ``create_client`` takes (``verify``,
            ``aws_access_key_id``, …).
        :raises TypeError: arguments that contradict each other, or a session or client that this
            class cannot use.
        """
        self._options: dict[str, Any] = {
            "region_name": region_name,
            "profile_name": profile_name,
            "session": session,
            "endpoint_url": endpoint_url,
            "config": config,
            **options,
        }
        self._given = client
        self._reading = Reading(self._package)
        self._shortcuts = shortcuts and client is None
        self._made: BotocoreClient | None = None
        self._log_clients: dict[str, BotocoreClient] = {}
        self._caller: Any = client
        """What makes the calls: the client, or its quicker twin."""
        self._policy = None if validation is None else policy.policy(validation)
        self._check_arguments()

    def _check_arguments(self) -> None:
        for name in self._options.keys() - {*_OPTIONS, *_BOTOCORES}:
            # botocore may have options of tomorrow: what is unlike all of ours passes.
            if hint := did_you_mean(name, _OPTIONS):
                raise TypeError(f"{name}= is not an option{hint}")
        given = [name for name, value in self._options.items() if value is not None]
        if self._given is not None and given:
            raise TypeError(f"client= is used as it is, and takes no {', '.join(given)} beside it")
        if {"session", "profile_name"} <= {*given}:
            raise TypeError("a session has its profile: pass session= or profile_name=, not both")
        if iscoroutinefunction(getattr(self._options["session"], "get_credentials", None)):
            raise TypeError("for an asynchronous session, make its client and pass it as client=")
        session, either = self._options["session"], ("create_client", "get_available_services")
        if session is not None and not any(hasattr(session, name) for name in either):
            kind = type(session).__name__
            raise TypeError(f"session= takes a boto3 or botocore session, not {kind}")
        self._check_given_client()
        service, given_service = self._service().name, name_of(self._given)
        if given_service not in (None, service):
            raise TypeError(f"this is a client for {service}, not for {given_service}")

    def _check_given_client(self) -> None:
        """A client has ``meta``; a test's double may have the method of an operation instead."""
        client = self._given
        if isinstance(client, ClientBase):
            raise TypeError(
                f"client= takes a boto3 or botocore client; {client!r} is one of ours: use that"
                " itself"
            )
        if client is None or hasattr(client, "meta"):
            return
        if not any(hasattr(client, xform_name(name)) for name in self._service().raw["operations"]):
            kind = type(client).__name__
            raise TypeError(f"client= takes a boto3 or botocore client, not {kind}")

    @property
    def botocore(self) -> BotocoreClient:
        """The botocore client, made on first use: for ``Stubber``, presigned URLs, event hooks and
        whatever else botocore offers. What is called on it is not checked.

        :raises ModuleNotFoundError: a package that botocore needs is not installed.
        """
        if self._given is not None:
            return cast("BotocoreClient", self._given)
        if self._made is None:
            with self._lock:
                if self._made is None:
                    with needing_botocore(f"{self._package}.{type(self).__name__}"):
                        made = transport.create_client(
                            self._service(), shortcuts=self._shortcuts, **self._options
                        )
                    self._caller = made
                    if self._shortcuts:
                        self._caller = quickened(made)
                    self._made = made
        return self._made

    @property
    def _lock(self) -> Any:
        """Held while a botocore client is made."""
        session = self._options["session"]
        return _locks.setdefault(self if session is None else session, threading.RLock())

    def _log_client(self, service: str, loop: Any = None) -> BotocoreClient:
        """A botocore client of CloudWatch Logs or S3; see :mod:`.log_clients`."""
        from . import log_clients

        with self._lock:
            if service not in self._log_clients:
                self._log_clients[service] = log_clients.create(service, self, loop)
        return self._log_clients[service]

    @property
    def meta(self) -> Any:
        """botocore's ``client.meta``: region, endpoint, events, service model."""
        return self.botocore.meta

    @property
    def exceptions(self) -> Any:
        """The errors of the service, by the names that botocore's ``client.exceptions`` has."""
        return Exceptions(self._package)

    def can_paginate(self, operation_name: str) -> bool:
        """Whether botocore has a paginator for an operation."""
        return bool(self.botocore.can_paginate(operation_name))

    def get_paginator(self, operation_name: str) -> Any:
        """botocore's own paginator, for untyped pages."""
        return self.botocore.get_paginator(operation_name)

    def get_waiter(self, waiter_name: str) -> Any:
        """botocore's own waiter; for the waiters of this package if we made the client."""
        return self.botocore.get_waiter(waiter_name)

    def __repr__(self) -> str:
        return f"<{self._package}.{type(self).__name__}>"

    def _request(
        self,
        cls: type[Request[ResponseT]],
        arguments: Arguments,
        more: Mapping[str, str] | None = None,
    ) -> Request[ResponseT]:
        """The request from the local variables of a generated method.

        :param more: how to write what the method takes beside the members, by name.
        """
        unknown = arguments.pop("self")._unknown
        try:
            return self._by_policy(partial(cls, **arguments, **unknown))
        except ValidationError as error:
            found = error.violations
            if more and unknown:
                members = {name: name for name in cls._fields}
                found = with_more_names(found, unknown, {**members, **more, **members})
            raise InvalidRequestError(error.subject, found) from None

    def _by_policy(self, build: Callable[[], C]) -> C:
        """Build something under the client's policy."""
        return build() if self._policy is None else policy.under(self._policy, build)

    def _check_request(self, request: Request[Any]) -> None:
        """Any other request would be sent under the name of an operation of this service."""
        if not isinstance(request, Request) or request._service is not self._service():
            raise TypeError(
                f"{self._package}.{type(self).__name__}.send() takes a request of its service, "
                f"not {class_name(request)}"
            )

    def _send(self, request: Request[ResponseT]) -> ResponseT:
        if request._sends_events:
            raise UnsupportedOperationError(request._operation)
        wire = self._call_botocore(request._operation, request.to_wire())
        return typed_response(type(request)._response_class(), wire)

    def _call_botocore(self, operation: str, wire: dict[str, Any]) -> dict[str, Any]:
        client = self.botocore
        method = transport.method_of(self._caller, operation)
        with self._reading:
            answer: dict[str, Any] = method(**wire)
        if self._caller is client:
            check_answer(answer, self._service(), operation)
        return answer

    def _prepare_wait(
        self, waiter: str, cls: type[Request[ResponseT]], arguments: Arguments
    ) -> tuple[Wait[ResponseT], Callable[[], Any]]:
        """A wait, and how it polls, from the local variables of a generated method."""
        from .waiting import Wait

        options = {name: arguments.pop(name, None) for name in _WAIT_OPTIONS}
        request = self._request(cls, arguments, _WAIT_OPTIONS)
        wait = Wait(self._service(), waiter, type(request)._response_class(), **options)
        return wait, partial(self._call_botocore, request._operation, request.to_wire())

    def _service(self) -> ServiceModel:
        from importlib import import_module

        service: ServiceModel = import_module(f"{self._package}._base").SERVICE
        return service


# botocore sessions make clients in one thread at a time only, and several of our clients, each made
# on first use in whatever thread that is, can share the session of a user. What makes one may use
# another: a provider of credentials, say. After a fork, the thread that held a lock does not exist.
_locks: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()
"""What is held while a botocore client is made, by session, or by client if that has its own."""
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_locks.clear)

_WAIT_OPTIONS = {name: name for name in ("delay", "max_attempts", "timeout", "on_poll")}
LIMITS = {name: f".limit({name}=…)" for name in ("max_items", "page_size", "starting_token")}
"""How to write what limits an iteration, by the name that it may be looked for."""

_OPTIONS = tuple(ClientBase.__init__.__kwdefaults__ or ())
"""What a client takes by its own names; whatever else it is given is for botocore."""
_BOTOCORES = (
    "api_version", "use_ssl", "verify", "aws_access_key_id", "aws_secret_access_key",
    "aws_session_token", "aws_account_id",
)  # fmt: skip
"""What else botocore's ``create_client`` takes."""


class BaseClient(ClientBase):
    """A client whose methods return when the service has answered."""

    def _check_arguments(self) -> None:
        super()._check_arguments()
        if transport.is_awaited(self._given):
            raise TypeError("this is an asynchronous client; pass it to AsyncClient")

    def send(self, request: Request[ResponseT]) -> ResponseT:
        """Send a request that is already built, and return the response of its operation.

        :raises ClientError: as a class of the service, such as ``glue.EntityNotFoundException``.
        :raises UnsupportedOperationError: the request is a stream of events.
        :raises TypeError: no request of this client's service.
        """
        self._check_request(request)
        return self._send(request)

    def close(self) -> None:
        """Close the connections; a client that was handed in stays open."""
        for made in filter(None, (self._made, *self._log_clients.values())):
            made.close()

    def __enter__(self: C) -> C:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # what the generated methods are made of

    def _call(self, cls: type[Request[ResponseT]], arguments: Arguments) -> ResponseT:
        return self._send(self._request(cls, arguments))

    def _pages(
        self, cls: type[Request[PageT]], arguments: Arguments, items: tuple[str, ...]
    ) -> Pages[PageT, Any]:
        return Pages(self, self._request(cls, arguments, LIMITS), items)

    def _wait(self, waiter: str, cls: type[Request[ResponseT]], arguments: Arguments) -> ResponseT:
        """In truth ``None`` if an error is the success that was waited for."""
        wait, poll = self._prepare_wait(waiter, cls, arguments)
        return cast("ResponseT", run_coroutine(wait.until_over(poll, time.sleep)))


class PagesBase(Generic[PageT, ItemT]):
    """A paginated operation, ready to be fetched; botocore's engine does the work."""

    def __init__(
        self,
        client: ClientBase,
        request: Request[PageT],
        items: tuple[str, ...],
        limits: Mapping[str, Any] | None = None,
    ) -> None:
        self._client, self._request, self._items = client, request, items
        self._limits = dict(limits or {})
        self._running: Any = None

    def limit(
        self: P,
        *,
        max_items: int | None = None,
        page_size: int | None = None,
        starting_token: str | None = None,
    ) -> P:
        """The same, with botocore's ``MaxItems``, ``PageSize`` and ``StartingToken``.

        :raises ValidationError: a page size that the service would refuse.
        """
        limits = {"MaxItems": max_items, "PageSize": page_size, "StartingToken": starting_token}
        given = {name: value for name, value in limits.items() if value is not None}
        if page_size is not None:
            self._check_page_size(page_size)
        return type(self)(self._client, self._request, self._items, {**self._limits, **given})

    @property
    def resume_token(self) -> str | None:
        """After ``max_items`` stopped the last iteration: the ``starting_token`` to go on from."""
        token: str | None = getattr(self._running, "resume_token", None)
        return token

    def _check_page_size(self, page_size: int) -> None:
        service, request = self._client._service(), type(self._request)
        key = service.paginators["pagination"][request._operation].get("limit_key")
        if key is None:
            return
        shape, inspection = request._class_shape.by_name[key].shape, Inspection("")
        # botocore converts it to the type of the member, which is a string in some services.
        with suppress(TypeError, ValueError):
            page_size = type(shape.example)(page_size)
        inspection.value(shape, page_size, key, 0)
        try:
            self._client._by_policy(partial(report, request._title(), inspection.violations))
        except ValidationError as error:
            raise InvalidRequestError(error.subject, error.violations) from None

    def _start(self, method: Callable[..., Any], kind: Any = None) -> Any:
        """botocore's page iterator."""
        client, request = self._client, self._request
        paginator = transport.paginator(
            client.botocore, client._service(), request._operation, method, kind
        )
        self._running = paginator.paginate(**request.to_wire(), PaginationConfig=self._limits)
        return self._running

    def _fetch(self, **wire: Any) -> dict[str, Any]:
        try:
            return self._client._call_botocore(self._request._operation, wire)
        except UnicodeEncodeError as error:  # a token that was answered can be half a character
            raise PaginationError(message=f"the request cannot be written: {error}") from None

    def _page(self, wire: Mapping[str, Any]) -> PageT:
        return typed_response(type(self._request)._response_class(), wire)

    def _items_of(self, page: Any) -> Iterator[ItemT]:
        """The entries of the list that the pages share, or of a map, or whatever else it is."""
        found: Any = page
        for attribute in self._items:
            found = getattr(found, attribute, None)
        if isinstance(found, Mapping):
            found = found.items()
        elif found is not None and not isinstance(found, list):
            found = [found]
        yield from found or ()


class Pages(PagesBase[PageT, ItemT]):
    """The items of every page of a paginated operation, fetched as they are asked for."""

    def pages(self) -> Iterator[PageT]:
        """Whole pages instead of items."""
        with self._client._reading:
            for page in self._start(self._fetch):
                yield self._page(page)

    def __iter__(self) -> Iterator[ItemT]:
        for page in self.pages():
            yield from self._items_of(page)
