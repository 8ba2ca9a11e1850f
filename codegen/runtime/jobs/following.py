"""Following the logs of a job run, for ``tail_logs`` and for ``wait(on_log=…)``."""

from __future__ import annotations

import time
import warnings
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from functools import partial
from math import inf
from typing import TYPE_CHECKING, Any, Final

import attrs

from ..client.states import maybe_await
from ..shapes.report import levels_to_user
from .log_text import LogLine, Tail
from .polling import Polling, TimeIsOver, is_transient
from .services import JobRunError, JobRunTimeoutError, Logs, Status, seconds

if TYPE_CHECKING:
    from .handle import Handle

PATIENCE_WITHOUT_FOLLOWING: Final = 20.0
"""Seconds of failures after which logs that are not followed are an error."""
OnLog = Callable[[LogLine], Any]
"""Called with every line of a log."""

QUIET_AFTER_LINES: Final = 10.0
"""Seconds without a new line, after the end of a run, that end its logs."""
QUIET_WITHOUT_LINES: Final = 30.0
"""The same when there was no line yet: files in S3 come late."""
PAUSE_AFTER_END: Final = 5.0
"""Seconds between two looks at most when a run has ended."""
LOGS_END_AFTER: Final = 300.0
"""Seconds after the end of a run after which no line is waited for any more."""


@attrs.define(eq=False)
class Follower:
    """Gives the lines of a run's logs as they come."""

    handle: Handle
    polling: Polling
    tail: Tail
    follow: bool = True
    """Whether to wait for lines until the run has ended."""
    on_log: OnLog | None = None
    _places: list[Logs] = attrs.field(factory=list)
    """Where to look: a place for each attempt that was seen."""
    _ended: float | None = None
    """When the run was first seen to have ended."""
    _complete: bool = False
    """Whether everything was given that was there after the end of the run."""
    _last: float = 0.0
    """When a line came last."""
    _failure: Exception | None = None
    """Why the logs could not be read just now."""

    async def next_lines(self) -> list[LogLine] | None:
        """The next lines; ``None`` after the last.

        :raises JobRunTimeoutError: the time is over.
        :raises JobRunError: the run has no logs in CloudWatch or S3.
        """
        try:
            while not self.tail.has_more:
                self._complete = self._ended is not None
                if self._places and self._is_over():
                    return None
                if self._places:
                    await self.polling.pause(limit=inf if self._ended is None else PAUSE_AFTER_END)
                status = await self.polling.ask(self.handle._current)
                await self.polling.ask(partial(self._look, status))
            self.polling.check()
            return await self.polling.ask(self._lines)
        except TimeIsOver as over:
            if self._complete:
                return None
            if self.tail.has_more:
                message = f"the logs of {self.handle} were not read in {self.polling.timeout:g} s"
                raise JobRunTimeoutError(message, run=self.handle) from over.__cause__
            raise self.handle._timeout_error(self.polling) from over.__cause__

    async def tell(self, status: Status) -> None:
        """Call ``on_log`` with the lines that there are; when the run has ended, until the last.

        Logs that cannot be read do not end the wait: there is a warning instead.
        """
        with suppress(TimeIsOver):
            while self.on_log is not None:
                async for line in self._new_lines(status):
                    await maybe_await(self.on_log(line))
                if not status.is_terminal or self._is_over():
                    break
                await self.polling.pause(limit=PAUSE_AFTER_END)
        if status.is_terminal and self._failure is not None:
            self._give_up(self._failure)

    async def _new_lines(self, status: Status) -> AsyncIterator[LogLine]:
        """The lines that there are, as far as they can be read."""
        try:
            await self._look(status)
            while self.tail.has_more:
                for line in await self._lines():
                    yield line
                self.polling.check()
            self._failure = None
        except TimeIsOver:
            raise
        except Exception as error:
            if is_transient(error):
                self._failure = error
            else:
                self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        self.on_log = self._failure = None
        warnings.warn(f"on_log is not called any more: {error}", stacklevel=levels_to_user())

    async def _look(self, status: Status) -> None:
        if status.is_terminal and self._ended is None:
            self._ended = self.polling.clock.now() - _age(status.details)
        if not self._places or self._places[-1].attempt != status.attempt:
            self._places.append(await self.handle._find_logs())
        if not any(place.s3_uri or place.cloudwatch for place in self._places):
            message = f"{self.handle} keeps no logs in S3 or CloudWatch"
            raise JobRunError(message, run=self.handle)
        for place in self._places:
            await self.tail.look(place, status, self.handle.id, not self.follow)

    async def _lines(self) -> list[LogLine]:
        lines = await self.tail.lines()
        if lines:
            self._last = self.polling.clock.now()
        return lines

    def _is_over(self) -> bool:
        """Whether no line is waited for any more."""
        if self._ended is None:
            return not self.follow
        now = self.polling.clock.now()
        quiet = now - max(self._ended, self._last) >= (
            QUIET_AFTER_LINES if self.tail.given else QUIET_WITHOUT_LINES
        )
        return (
            not self.follow or (quiet and not self._failure) or now - self._ended >= LOGS_END_AFTER
        )


def _age(details: Any) -> float:
    """Seconds since the service says that a run ended; 0 when it does not say."""
    for name in ("CompletedOn", "endedAt", "finishedAt"):
        if (ended := seconds(details, name)) is not None:
            return max(0.0, time.time() - ended)
    return 0.0
