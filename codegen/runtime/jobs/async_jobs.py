"""Job runs over asynchronous clients: what ``jobs`` does, with ``await``.

    run = await async_jobs.start(client, emr_serverless.StartJobRunRequest(...))
    outcome = await run.wait(timeout=3600, cancel_on_timeout=True)

What asks the service is awaited, attributes too: ``await run.state``, ``await run.logs``.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, Any, overload

from ..structures.structure import Request
from .following import OnLog
from .handle import (
    DEFAULT_TIMEOUT,
    Handle,
    OnChange,
    P,
    Starts,
    StartsOrAttaches,
    attach_run,
    checked_key,
    is_interrupt,
    start_run,
)
from .log_text import LogLine
from .polling import Backoff, Clock
from .services import Logs, Outcome, Status

if TYPE_CHECKING:
    from typing_extensions import Self

    from ..client.async_client import AsyncBaseClient
else:
    AsyncBaseClient = Self = Any  # get_type_hints works without botocore

CLOCK = Clock(sleep=asyncio.sleep)


@overload
async def start(
    client: AsyncBaseClient,
    request: Request[Any],
    /,
    *,
    start_application: bool = ...,
    clock: Clock = ...,
) -> AsyncJobRun: ...
@overload
async def start(client: Starts[P], /, *_: P.args, **arguments: P.kwargs) -> AsyncJobRun: ...
async def start(  # type: ignore[misc] # of the arguments after the request, all have a keyword
    client: AsyncBaseClient,
    request: Request[Any] | None = None,
    /,
    *,
    start_application: bool = False,
    clock: Clock = CLOCK,
    **arguments: Any,
) -> AsyncJobRun:
    """Start a job run; as :func:`emrglue.jobs.start`, on an ``AsyncClient``."""
    return await start_run(AsyncJobRun, client, request, arguments, start_application, clock)


@overload
async def start_or_attach(
    client: AsyncBaseClient,
    request: Request[Any],
    /,
    *,
    key: str,
    start_application: bool = ...,
    clock: Clock = ...,
) -> AsyncJobRun: ...
@overload
async def start_or_attach(
    client: StartsOrAttaches[P], /, *_: P.args, **arguments: P.kwargs
) -> AsyncJobRun: ...
async def start_or_attach(  # type: ignore[misc] # of the arguments after the request, all have a keyword
    client: AsyncBaseClient,
    request: Request[Any] | None = None,
    /,
    *,
    key: str,
    start_application: bool = False,
    clock: Clock = CLOCK,
    **arguments: Any,
) -> AsyncJobRun:
    """Start a job run unless one was started for the same key; as
    :func:`emrglue.jobs.start_or_attach`."""
    more = (start_application, clock, checked_key(key))
    return await start_run(AsyncJobRun, client, request, arguments, *more)


def attach(client: AsyncBaseClient, /, *, clock: Clock = CLOCK, **ids: str) -> AsyncJobRun:
    """A handle of a job run that was started before; as :func:`emrglue.jobs.attach`."""
    return attach_run(AsyncJobRun, client, ids, clock)


class AsyncJobRun(Handle):
    """A job run, as :class:`emrglue.jobs.JobRun`; what asks the service is awaited."""

    _is_awaited = True

    async def refresh(self) -> Status:
        """Ask for the state now, and return all that the service says."""
        return await self._refresh()

    @property
    async def state(self) -> str:
        """The service's word for the state."""
        return (await self._current()).state

    @property
    async def is_terminal(self) -> bool:
        """Whether the run has ended."""
        return (await self._current()).is_terminal

    @property
    async def outcome(self) -> Outcome | None:
        """How the run ended; ``None`` as long as it has not."""
        return (await self._current()).outcome

    async def wait(
        self,
        *,
        timeout: float | None = DEFAULT_TIMEOUT,
        poll: float | Backoff = Backoff(),  # noqa: B008 (immutable)
        on_change: OnChange | None = None,
        on_log: OnLog | None = None,
        cancel_on_timeout: bool = False,
        cancel_on_interrupt: bool = False,
        follow_retries: bool = False,
        check: bool = True,
    ) -> Outcome:
        """Wait until the run has ended; as :meth:`emrglue.jobs.JobRun.wait`.

        :param on_change: may be a coroutine function, as may ``on_log``.
        :param cancel_on_interrupt: cancel the run when the waiting task is cancelled; one that is
            cancelled before it begins does not wait yet.
        """
        try:
            return await self._wait(
                timeout, poll, on_change, on_log, cancel_on_timeout, follow_retries, check
            )
        except BaseException as error:
            if cancel_on_interrupt and is_interrupt(type(error)):
                await self._try_to_cancel()
            raise

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if is_interrupt(kind):
            await self._try_to_cancel()

    async def cancel(self) -> None:
        """Ask the service to cancel; as :meth:`emrglue.jobs.JobRun.cancel`."""
        await self._cancel()

    @property
    async def logs(self) -> Logs:
        """Where the logs of the latest attempt are written."""
        return await self._find_logs()

    async def tail_logs(
        self,
        *,
        follow: bool = False,
        executors: bool = False,
        timeout: float | None = DEFAULT_TIMEOUT,
        poll: float | Backoff = Backoff(),  # noqa: B008 (immutable)
    ) -> AsyncIterator[LogLine]:
        """The lines of the logs, for ``async for``; as :meth:`emrglue.jobs.JobRun.tail_logs`."""
        follower = self._follower(follow, executors, timeout, poll)
        while (lines := await follower.next_lines()) is not None:
            for line in lines:
                yield line

    @property
    async def dashboard_url(self) -> str | None:
        """An address of the Spark UI, or ``None``; as :attr:`emrglue.jobs.JobRun.dashboard_url`."""
        return await self._find_dashboard()

    async def _with_log_client(self, service: Any, work: Callable[[Any], Any]) -> Any:
        loop = asyncio.get_running_loop()
        return await asyncio.to_thread(lambda: work(self._client._log_client(service, loop)))


__all__ = ["AsyncJobRun", "attach", "start", "start_or_attach"]
