"""Asking a service again and again: how long to pause, and when to give up."""

from __future__ import annotations

import logging
import math
import random
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import attrs

from ..client.states import checked_number, maybe_await
from .services import UnexpectedResponseError

T = TypeVar("T")

PATIENCE = 15 * 60.0
"""Seconds of nothing but throttling and broken connections after which a wait gives up."""
LONGEST_PAUSE = 60.0
"""Seconds between two polls at most while polls fail."""

_log = logging.getLogger("emrglue.jobs")


class TimeIsOver(Exception):
    """The deadline of a polling has passed."""


@attrs.frozen
class Clock:
    """The time, and how to let it pass; a test puts its own in."""

    now: Callable[[], float] = time.monotonic
    """Seconds since some moment."""
    sleep: Callable[[float], Any] = time.sleep
    """Waits that many seconds; for the asynchronous handles, an awaitable that does."""


def _number(least: float, *, above: bool = False) -> Callable[[Any, Any, Any], Any]:
    return lambda _, field, value: checked_number(field.name, value, least, above=above)


@attrs.frozen
class Backoff:
    """How long to pause between two polls: ever longer, up to a limit, never quite regular."""

    first: float = attrs.field(default=2.0, validator=_number(0, above=True))
    """Seconds after the first poll."""
    limit: float = attrs.field(default=30.0, validator=_number(0, above=True))
    """Seconds at most."""
    factor: float = attrs.field(default=1.5, validator=_number(1))
    """By how much a pause is longer than the one before."""
    jitter: float = attrs.field(default=0.1, validator=[_number(0), attrs.validators.lt(1)])
    """The part of a pause that is left to chance, so that many waits do not poll in step."""

    @classmethod
    def of(cls, poll: float | Backoff) -> Backoff:
        """What ``poll`` of a wait stands for.

        :raises ValueError: neither a number of seconds nor a ``Backoff``.
        """
        if isinstance(poll, cls):
            return poll
        seconds = checked_number("poll", poll, 0, above=True)
        return cls(first=seconds, limit=seconds)

    def pause(self, polls: int) -> float:
        """Seconds to pause after so many polls."""
        # The exponent is bounded: a wait of days would overflow a float.
        regular = min(self.limit, self.first * self.factor ** min(polls, 100))
        return regular * random.uniform(1 - self.jitter, 1)


@attrs.define
class Polling:
    """Asks again and again until there is an answer, a real error, or no time left."""

    clock: Clock
    backoff: Backoff
    timeout: float | None
    patience: float = PATIENCE
    """Seconds of nothing but failures that will pass after which it gives up."""
    _polls: int = 0
    _failures: int = 0
    _failing_since: float = 0.0
    _deadline: float = math.inf

    def __attrs_post_init__(self) -> None:
        if self.timeout is not None:
            self._deadline = self.clock.now() + checked_number("timeout", self.timeout, 0)

    async def ask(self, question: Callable[[], Awaitable[T]]) -> T:
        """The answer; asks again after what will pass: throttling, a broken connection.

        :raises TimeIsOver: caused by the last failure.
        """
        while True:
            try:
                answer = await question()
            except Exception as error:
                now = self.clock.now()
                self._failing_since = self._failing_since if self._failures else now
                self._failures += 1
                if not is_transient(error) or now - self._failing_since >= self.patience:
                    raise
                _log.info("asking again: %s", type(error).__name__)
                await self.pause(error)
            else:
                self._failures = 0
                return answer

    async def pause(self, failure: Exception | None = None, limit: float = math.inf) -> None:
        """Let time pass, but not past the deadline.

        :param limit: seconds at most.

        :raises TimeIsOver: no time is left.
        """
        self.check(failure)
        seconds = min(limit, self.backoff.pause(self._polls))
        self._polls += 1
        if failure is not None:
            seconds = max(seconds, min(LONGEST_PAUSE, 2.0 ** min(self._failures, 10)))
        await maybe_await(
            self.clock.sleep(min(seconds, max(0.0, self._deadline - self.clock.now())))
        )

    def check(self, failure: Exception | None = None) -> None:
        """:raises TimeIsOver: no time is left."""
        if self.clock.now() >= self._deadline:
            raise TimeIsOver from failure


def is_transient(error: Exception) -> bool:
    """Whether the same question may be answered later; see ``errors.may_pass``.

    botocore is imported when there is an error, and not by a process that only reads about jobs.
    """
    from ..errors import may_pass

    return isinstance(error, UnexpectedResponseError) or may_pass(error)
