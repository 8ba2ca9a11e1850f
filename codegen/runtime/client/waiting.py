"""Waiting for a state: the waiters-2 of the package, read and matched by botocore.

botocore's loop can neither stop at a moment nor be awaited, so the clock is ours: a :class:`Wait`
is told what every poll brought, and says whether to go on.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Mapping
from typing import Any, Generic

import jmespath  # type: ignore[import-untyped, unused-ignore]
from botocore.exceptions import ClientError, WaiterError
from botocore.waiter import WaiterModel

from ..errors import ServiceError, may_pass, typed_error
from ..structures.structure import ResponseT
from ..wiremodel import ServiceModel
from .decoding import respond
from .states import UnknownStateWarning, checked_number

MAX_POLL_FAILURES = 5
"""How many polls in a row may fail, each after botocore's own retries."""

clock = time.monotonic


class WaitError(WaiterError):
    """A wait that did not end as it was meant to; a botocore ``WaiterError``."""

    def __init__(
        self,
        name: str,
        reason: str,
        last_response: Any,
        state: Any = None,
        response: Any = None,
        error: ServiceError | None = None,
        words: str = "",
    ) -> None:
        super().__init__(name=name, reason=reason, last_response=last_response)
        self.reason = words
        """What the service says about the state at the last poll; may be empty."""
        self.state = state
        """The state at the last poll, as the service spells it; ``None`` where there was none."""
        self.response = response
        """The typed response of the last poll; ``None`` where it was an error."""
        self.error = error
        """The typed error of the last poll; ``None`` where it was a response."""

    def __reduce__(self) -> Any:
        arguments = (self.kwargs["name"], self.kwargs["reason"], self.last_response)
        return type(self), (*arguments, self.state, self.response, self.error, self.reason)


class WaitFailedError(WaitError):
    """The state that was waited for will not come, or the service refused to tell the state."""


class WaitTimeoutError(WaitError, TimeoutError):
    """The state that was waited for did not come in time; it may come yet."""


class Wait(Generic[ResponseT]):
    """One wait in progress."""

    def __init__(
        self,
        service: ServiceModel,
        waiter: str,
        response_class: type[ResponseT],
        *,
        delay: float | None = None,
        max_attempts: int | None = None,
        timeout: float | None = None,
        on_poll: Callable[[ResponseT], object] | None = None,
    ) -> None:
        """``waiter``: its name in waiters-2; the rest as the generated methods have it."""
        config = WaiterModel(dict(service.waiters)).get_waiter(waiter)
        self._service, self._waiter, self._response_class = service, waiter, response_class
        self._acceptors = config.acceptors
        self._delay: float = checked_number("delay", config.delay if delay is None else delay, 0)
        if max_attempts is None and timeout is None:
            max_attempts = config.max_attempts
        self._attempts_left = (
            None if max_attempts is None else checked_number("max_attempts", max_attempts, 1)
        )
        self._deadline: float | None = (
            None if timeout is None else clock() + checked_number("timeout", timeout, 0)
        )
        self._on_poll = on_poll
        self._failures = 0
        self._warned: set[str] = set()
        self._wire: Mapping[str, Any] = {}
        self._error: ServiceError | None = None
        self.response: ResponseT | None = None
        """What the last poll was answered with; ``None`` where that was an error."""

    def answered(self, wire: Mapping[str, Any]) -> bool:
        """Whether the wait is over, after a response.

        :raises WaitFailedError: the state is one that the waited-for one cannot follow.
        """
        self._failures, self._error, self._wire = 0, None, wire
        self.response = respond(self._response_class, wire)
        if self._on_poll is not None:
            self._on_poll(self.response)
        verdict = self._verdict(wire)
        if verdict is None:
            self._warn_of_unknown_state()
        if verdict == "failure":
            raise self._failed(f"the state is {self._state()!r}, and that is final")
        return verdict == "success"

    def refused(self, error: ClientError) -> bool:
        """Whether the wait is over, after an error of the service.

        :raises WaitFailedError: the waiter does not expect the error, and it is not for later.
        """
        self._error = typed_error(self._service.package, error)
        self._wire, self.response = error.response, None
        verdict = self._verdict(error.response)
        if verdict == "failure":
            raise self._failed(f"{self._error.code}: {self._error.message}") from self._error
        if verdict is None and not (self._error.retryable and self._may_fail_again()):
            text = f"the state could not be asked for: {self._error}"
            raise self._failed(text) from self._error
        return verdict == "success"

    def unanswered(self, error: Exception) -> bool:
        """That the wait is not over, after a poll that found no service.

        :raises Exception: the error, if it will not pass, or after too many of them in a row.
        """
        if not (may_pass(error) and self._may_fail_again()):
            raise error
        return False

    def pause(self) -> float:
        """The seconds until the next poll.

        :raises WaitTimeoutError: there is none.
        """
        if self._attempts_left is not None:
            self._attempts_left -= 1
            if not self._attempts_left:
                raise self._timed_out()
        if self._deadline is None:
            return self._delay
        left = self._deadline - clock()
        if left <= 0:
            raise self._timed_out()
        return min(self._delay, left)

    def _may_fail_again(self) -> bool:
        self._failures += 1
        return self._failures < MAX_POLL_FAILURES

    def _verdict(self, wire: Mapping[str, Any]) -> str | None:
        """``success``, ``failure``, ``retry``, or ``None`` where no acceptor matches."""
        matching = (a.state for a in self._acceptors if a.matcher_func(wire))
        return next(matching, None)

    def _state(self) -> Any:
        """The state, or the states, that the waiter looks at."""
        paths = (acceptor.argument for acceptor in self._acceptors if acceptor.argument)
        path = self._config.get("statePath") or next(paths, None)
        return path and jmespath.search(path, self._wire)

    @property
    def _config(self) -> Mapping[str, Any]:
        config: Mapping[str, Any] = self._service.waiters["waiters"][self._waiter]
        return config

    def _warn_of_unknown_state(self) -> None:
        """Only for waiters that say where the state is and which there are, as ours do."""
        shape = getattr(self._service.shapes, self._config.get("stateEnum", ""), None)
        known = getattr(shape, "known", ())
        found = self._state()
        for state in found if isinstance(found, list) else [found]:
            if known and isinstance(state, str) and state not in {*known, *self._warned}:
                self._warned.add(state)
                warnings.warn(
                    f"{self._waiter}: the state {state!r} is not known; still waiting",
                    UnknownStateWarning,
                    stacklevel=5,
                )

    def _failed(self, reason: str) -> WaitFailedError:
        return WaitFailedError(*self._facts(reason))

    def _timed_out(self) -> WaitTimeoutError:
        seen = f"the state is still {self._state()!r}" if self._error is None else str(self._error)
        return WaitTimeoutError(*self._facts(f"not within the time or the attempts given: {seen}"))

    def _facts(self, reason: str) -> tuple[Any, ...]:
        words = self._error.message if self._error else self._words()
        said = f"{reason}: {words}" if words and not self._error else reason
        return self._waiter, said, self._wire, self._state(), self.response, self._error, words

    def _words(self) -> str:
        """What the service says about the state."""
        path = self._config.get("reasonPath")
        found = jmespath.search(path, self._wire) if path else None
        return "; ".join(str(text) for text in found or () if text)
