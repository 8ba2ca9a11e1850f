"""Waiting for a state: the waiters-2 of the package, read and matched by botocore.

botocore's loop can neither stop at a moment nor be awaited, so this one is ours.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from math import inf
from typing import Any, Generic, TypeVar

import jmespath  # type: ignore[import-untyped, unused-ignore]
from botocore.exceptions import ClientError, WaiterError
from botocore.waiter import WaiterModel

from ..errors import ServiceError, may_pass, typed_error
from ..structures.structure import ResponseT
from ..wiremodel import ServiceModel
from .decoding import typed_response
from .states import checked_number, maybe_await, warn_of_unknown_state

MAX_POLL_FAILURES = 5
"""How many polls in a row may fail, each after botocore's own retries."""

E = TypeVar("E", bound="WaitError")
clock = time.monotonic


class WaitError(WaiterError):
    """A wait that did not end as it was meant to; a botocore ``WaiterError``."""

    def __init__(
        self,
        name: str,
        message: str,
        last_response: Any,
        /,
        *,
        state: Any = None,
        response: Any = None,
        error: ServiceError | None = None,
        reason: str = "",
    ) -> None:
        super().__init__(name=name, reason=message, last_response=last_response)
        self.state = state
        """The state at the last poll, as the service spells it; ``None`` if there was none."""
        self.response = response
        """The typed response of the last poll; ``None`` if it was an error."""
        self.error = error
        """The typed error of the last poll; ``None`` if it was a response."""
        self.reason = reason
        """What the service says about the state at the last poll; may be empty."""

    def __reduce__(self) -> Any:
        arguments = (self.kwargs["name"], self.kwargs["reason"], self.last_response)
        return type(self), arguments, self.__dict__


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
        max_attempts: float | None = None,
        timeout: float | None = None,
        on_poll: Callable[[ResponseT], object] | None = None,
    ) -> None:
        """``waiter``: its name in waiters-2; the rest as the generated methods have it."""
        config = WaiterModel(dict(service.waiters)).get_waiter(waiter)
        if max_attempts is None:
            max_attempts = config.max_attempts if timeout is None else inf
        self._service, self._waiter, self._response_class = service, waiter, response_class
        self._config: Mapping[str, Any] = service.waiters["waiters"][waiter]
        self._acceptors = config.acceptors
        self._delay: float = checked_number("delay", config.delay if delay is None else delay, 0)
        self._attempts_left: float = checked_number("max_attempts", max_attempts, 1)
        self._deadline = inf if timeout is None else clock() + checked_number("timeout", timeout, 0)
        self._on_poll = on_poll
        self._failures = 0
        self._warned: set[str] = set()
        self._wire: Mapping[str, Any] = {}
        self._error: ServiceError | None = None
        self._response: ResponseT | None = None

    async def until_over(
        self, poll: Callable[[], Any], sleep: Callable[[float], Any]
    ) -> ResponseT | None:
        """Poll until the state is reached.

        :param poll: calls the service; it, and ``sleep``, may return something to be awaited.
        :return: the last response; ``None`` if an error is what was waited for.
        :raises WaitFailedError: the state cannot be reached any more, or the service refuses.
        :raises WaitTimeoutError: no time or no attempt is left.
        :raises Exception: an error that will not pass, or one too many in a row.
        """
        while True:
            try:
                wire = await maybe_await(poll())
            except ClientError as error:
                over = self._is_over_after_error(error)
            except Exception as error:
                over = False
                if not (may_pass(error) and self._may_fail_again()):
                    raise
            else:
                over = self._is_over_after(wire)
            if over:
                return self._response
            await maybe_await(sleep(self._pause()))

    def _is_over_after(self, wire: Mapping[str, Any]) -> bool:
        self._failures, self._error, self._wire = 0, None, wire
        self._response = typed_response(self._response_class, wire)
        if self._on_poll is not None:
            self._on_poll(self._response)
        verdict = self._verdict()
        if verdict is None:
            self._warn_of_unknown_states()
        if verdict == "failure":
            raise self._ended(WaitFailedError, f"the state is {self._state()!r}, and that is final")
        return verdict == "success"

    def _is_over_after_error(self, error: ClientError) -> bool:
        found = self._error = typed_error(self._service.package, error)
        self._wire, self._response = error.response, None
        verdict = self._verdict()
        if verdict == "failure":
            raise self._ended(WaitFailedError, f"{found.code}: {found.message}") from found
        if verdict is None and not (found.retryable and self._may_fail_again()):
            raise self._ended(
                WaitFailedError, f"the state could not be asked for: {found}"
            ) from found
        return verdict == "success"

    def _pause(self) -> float:
        """The seconds until the next poll."""
        self._attempts_left -= 1
        time_left = self._deadline - clock()
        if self._attempts_left <= 0 or time_left <= 0:
            seen = self._error or f"the state is still {self._state()!r}"
            raise self._ended(
                WaitTimeoutError, f"not within the time or the attempts given: {seen}"
            )
        return min(self._delay, time_left)

    def _may_fail_again(self) -> bool:
        self._failures += 1
        return self._failures < MAX_POLL_FAILURES

    def _verdict(self) -> str | None:
        """``success``, ``failure``, ``retry``, or ``None`` if no acceptor matches."""
        matching = (a.state for a in self._acceptors if a.matcher_func(self._wire))
        return next(matching, None)

    def _state(self) -> Any:
        """The state, or the states, that the waiter looks at."""
        paths = (acceptor.argument for acceptor in self._acceptors if acceptor.argument)
        path = self._config.get("statePath") or next(paths, None)
        return path and jmespath.search(path, self._wire)

    def _warn_of_unknown_states(self) -> None:
        """Only for waiters that state the path and the enum of the state, as ours do."""
        shape = getattr(self._service.shapes, self._config.get("stateEnum", ""), None)
        known = getattr(shape, "known", ())
        found = self._state()
        for state in found if isinstance(found, list) else [found]:
            if known and isinstance(state, str):
                text = f"{self._waiter}: the state {state!r} is not known; still waiting"
                warn_of_unknown_state(state, known, self._warned, text)

    def _ended(self, kind: type[E], reason: str) -> E:
        """The error of a wait that is over."""
        path = self._config.get("reasonPath")
        found = jmespath.search(path, self._wire) if path and not self._error else None
        words = "; ".join(str(text) for text in found or () if text)
        return kind(
            self._waiter,
            f"{reason}: {words}" if words else reason,
            self._wire,
            state=self._state(),
            response=self._response,
            error=self._error,
            reason=self._error.message if self._error else words,
        )
