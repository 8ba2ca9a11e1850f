"""The clients that are awaited: over an aiobotocore client, or over threads."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from typing import Any, TypeVar, cast

from ..structures.structure import ClassShape, Events, Request, ResponseT, Structure
from .base import LIMITS, Arguments, ClientBase, OnPoll, PagesBase, reporting_all_arguments
from .decoding import check_answer, typed_response
from .errors import UnsupportedOperationError, read_events, reading_events
from .shortcuts import all_awaited_events
from .transport import is_awaited, method_of

C = TypeVar("C")
PageT = TypeVar("PageT", bound=Structure)
ItemT = TypeVar("ItemT")


class AsyncBaseClient(ClientBase):
    """A client whose methods are awaited.

    Over a ``client`` of aiobotocore it runs in the event loop; over anything else each call runs in
    a thread of ``asyncio.to_thread``. A call that is cancelled is given up at once; if it ran in a
    thread, that finishes by itself and its answer is dropped. A cancelled call may have taken
    effect, as with every network call.
    """

    async def send(self, request: Request[ResponseT]) -> ResponseT:
        """Send a request that is already built, and return the response of its operation.

        :raises ClientError: as a class of the service, such as ``glue.EntityNotFoundException``.
        :raises UnsupportedOperationError: the request is a stream of events.
        :raises TypeError: no request of this client's service.
        """
        self._check_request(request)
        if not self._is_native:
            return await asyncio.to_thread(self._send, request)
        if request._sends_events:
            raise UnsupportedOperationError(request._operation)
        wire = await self._call_botocore(request._operation, request.to_wire())
        return typed_response(type(request)._response_class(), wire)

    async def close(self) -> None:
        """Close the connections; a client that was handed in stays open."""
        for made in filter(None, (self._made, *self._log_clients.values())):
            await asyncio.to_thread(made.close)

    async def __aenter__(self: C) -> C:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def _is_native(self) -> bool:
        """Whether the client that was handed in is awaited itself."""
        return is_awaited(self._given)

    def _call_botocore(self, operation: str, wire: dict[str, Any]) -> Any:
        """What a call is answered with; over an asynchronous client, an awaitable of it."""
        if self._is_native:
            return self._await_botocore(operation, wire)
        return super()._call_botocore(operation, wire)

    async def _await_botocore(self, operation: str, wire: dict[str, Any]) -> dict[str, Any]:
        with self._reading:
            answer: dict[str, Any] = await method_of(self._given, operation)(**wire)
        check_answer(answer, self._service(), operation)
        return answer

    # what the generated methods are made of

    async def _call(self, cls: type[Request[ResponseT]], arguments: Arguments) -> ResponseT:
        return await self.send(self._request(cls, arguments))

    def _pages(
        self, cls: type[Request[PageT]], arguments: Arguments, items: tuple[str, ...]
    ) -> AsyncPages[PageT, Any]:
        return AsyncPages(self, self._request(cls, arguments, LIMITS), items)

    async def _wait(
        self, waiter: str, cls: type[Request[ResponseT]], arguments: Arguments
    ) -> ResponseT:
        """In truth ``None`` if an error is the success that was waited for."""
        wait, poll = self._prepare_wait(waiter, cls, arguments)
        if not self._is_native:
            poll = partial(asyncio.to_thread, poll)
        return cast("ResponseT", await wait.until_over(poll, asyncio.sleep))


async def await_events(stream: Any, shape: ClassShape) -> AsyncIterator[Any]:
    """The events of a stream of aiobotocore's; those of botocore's are read in threads."""
    if not hasattr(stream, "__aiter__"):
        events = read_events(stream, shape)
        while (event := await asyncio.to_thread(next, events, None)) is not None:
            yield event
        return
    from aiohttp import ClientError  # type: ignore[import-not-found, unused-ignore]

    with reading_events(shape, ClientError):
        async for event in all_awaited_events(stream):
            yield event


Events.await_all = staticmethod(await_events)


class AsyncPages(PagesBase[PageT, ItemT]):
    """The items of every page of a paginated operation, for ``async for``."""

    async def pages(self) -> AsyncIterator[PageT]:
        """Whole pages instead of items."""
        with self._client._reading:
            async for page in self._wire_pages():
                yield self._page(page)

    async def __aiter__(self) -> AsyncIterator[ItemT]:
        async for page in self.pages():
            for item in self._items_of(page):
                yield item

    async def _wire_pages(self) -> AsyncIterator[Any]:
        if getattr(self._client, "_is_native", False):
            from aiobotocore.paginate import (  # type: ignore[import-not-found, unused-ignore]
                AioPaginator,
            )

            async for page in self._start(self._fetch, AioPaginator):
                yield page
            return
        steps = iter(await asyncio.to_thread(self._start, self._fetch))
        while (page := await asyncio.to_thread(next, steps, None)) is not None:
            yield page


__all__ = ["AsyncBaseClient", "AsyncPages", "OnPoll", "reporting_all_arguments"]
