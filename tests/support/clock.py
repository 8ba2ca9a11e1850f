"""Time that passes when somebody sleeps, so that a day of waiting is tested in a millisecond."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs


@attrs.define
class FakeTime:
    """A clock and a sleep; every sleep is recorded."""

    seconds: float = 0.0
    slept: list[float] = attrs.field(factory=list)
    on_sleep: Callable[[], None] = lambda: None

    def now(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        assert len(self.slept) < 10_000, "a wait without an end"
        self.slept.append(seconds)
        self.seconds += seconds
        self.on_sleep()

    async def asleep(self, seconds: float) -> Any:
        self.sleep(seconds)
