"""Job runs over asynchronous clients: what ``jobs`` does, with ``await``.

    run = await async_jobs.start(client, emr_serverless.StartJobRunRequest(...))
    outcome = await run.wait(timeout=3600, cancel_on_timeout=True)

What asks the service is awaited, attributes too: ``await run.state``, ``await run.logs``.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, TypeVar

from ..structures.structure import Request
from .following import OnLog, tailing, telling
from .log_text import Beside, LogLine
from .scripts import (
    DEFAULT_TIMEOUT,
    Backoff,
    Clock,
    Handle,
    Notify,
    OnChange,
    Script,
    Sleep,
    Step,
    attaching,
    call,
    check_kind,
    checked_key,
    is_interrupt,
    starting,
)
from .services import Logs, Outcome, Status

if TYPE_CHECKING:
    from typing_extensions import Self

    from ..client.async_client import AsyncBaseClient

T = TypeVar("T")

CLOCK = Clock(sleep=asyncio.sleep)


async def start(
    client: AsyncBaseClient,
    request: Request[Any] | None = None,
    /,
    *,
    start_application: bool = False,
    clock: Clock = CLOCK,
    **arguments: Any,
) -> AsyncJobRun:
    """Start a job run; as :func:`emrglue.jobs.start`, on an ``AsyncClient``."""
    check_kind(client, awaited=True)
    script = starting(client, request, arguments, start_application, clock)
    ids, attached = await perform(script, client, clock)
    return AsyncJobRun(client, ids, clock=clock, attached=attached)


async def start_or_attach(
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
    check_kind(client, awaited=True)
    script = starting(client, request, arguments, start_application, clock, checked_key(key))
    ids, attached = await perform(script, client, clock)
    return AsyncJobRun(client, ids, clock=clock, attached=attached)


def attach(client: AsyncBaseClient, /, *, clock: Clock = CLOCK, **ids: str) -> AsyncJobRun:
    """A handle of a job run that was started before; as :func:`emrglue.jobs.attach`."""
    check_kind(client, awaited=True)
    return AsyncJobRun(client, attaching(client, ids), clock=clock, attached=True)


class AsyncJobRun(Handle):
    """A job run, as :class:`emrglue.jobs.JobRun`; what asks the service is awaited."""

    async def refresh(self) -> Status:
        """Ask for the state now, and return all that the service says."""
        return await self._perform(self._refreshing())

    @property
    async def state(self) -> str:
        """The service's word for the state."""
        return (await self._perform(self._current())).state

    @property
    async def is_terminal(self) -> bool:
        """Whether the run has ended."""
        return (await self._perform(self._current())).is_terminal

    @property
    async def outcome(self) -> Outcome | None:
        """How the run ended; ``None`` as long as it has not."""
        return (await self._perform(self._current())).outcome

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
            follow = telling(self, on_log)
            return await self._perform(
                self._waiting(
                    timeout, poll, on_change, follow, cancel_on_timeout, follow_retries, check
                )
            )
        except BaseException as error:
            if cancel_on_interrupt and is_interrupt(type(error)):
                await self._perform(self._cancelling_anyway())
            raise

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if is_interrupt(kind):
            await self._perform(self._cancelling_anyway())

    async def cancel(self) -> None:
        """Ask the service to cancel; as :meth:`emrglue.jobs.JobRun.cancel`."""
        await self._perform(self._cancelling())

    @property
    async def logs(self) -> Logs:
        """Where the logs of the latest attempt are written."""
        return await self._perform(self._logging())

    async def tail_logs(
        self,
        *,
        follow: bool = False,
        executors: bool = False,
        timeout: float | None = DEFAULT_TIMEOUT,
        poll: float | Backoff = Backoff(),  # noqa: B008 (immutable)
    ) -> AsyncIterator[LogLine]:
        """The lines of the logs, for ``async for``; as :meth:`emrglue.jobs.JobRun.tail_logs`."""
        follower = tailing(self, follow, executors, timeout, poll)
        while (lines := await self._perform(follower.more())) is not None:
            for line in lines:
                yield line

    @property
    async def dashboard_url(self) -> str | None:
        """An address of the Spark UI, or ``None``; as :attr:`emrglue.jobs.JobRun.dashboard_url`."""
        return await self._perform(self._dashboard())

    def _perform(self, script: Script[T]) -> Coroutine[Any, Any, T]:
        return perform(script, self._client, self._clock)


async def perform(script: Script[T], client: Any, clock: Clock) -> T:
    """Do what a script says until it returns; a cancelled task is an error thrown into it."""
    resume = partial(next, script)
    while True:
        try:
            step = resume()
        except StopIteration as end:
            result: T = end.value
            return result
        try:
            answer = await _take(step, client, clock)
        except BaseException as error:
            resume = partial(script.throw, error)
        else:
            resume = partial(script.send, answer)


async def _take(step: Step, client: Any, clock: Clock) -> Any:
    if isinstance(step, Sleep):
        return await clock.sleep(step.seconds)
    if isinstance(step, Notify):
        told = step.callback(step.seen)
        return await told if isawaitable(told) else told
    if isinstance(step, Beside):
        loop = asyncio.get_running_loop()
        return await asyncio.to_thread(lambda: step.work(client._beside(step.service, loop)))
    return await call(client, step)


__all__ = ["AsyncJobRun", "attach", "start", "start_or_attach"]
