"""What waits and job runs share; it needs no botocore."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Container, Coroutine
from inspect import isawaitable
from typing import Any, TypeVar

from ..shapes.report import levels_to_user

T = TypeVar("T")


class UnknownStateWarning(UserWarning):
    """A service reported a state that this version does not know; waiting goes on."""


def warn_of_unknown_state(state: str, known: Container[str], warned: set[str], text: str) -> None:
    """Warn of a state that is not known, once.

    :param warned: the states that there was a warning about; it is updated.
    """
    if state not in known and state not in warned:
        warned.add(state)
        warnings.warn(text, UnknownStateWarning, levels_to_user())


async def maybe_await(value: Any) -> Any:
    """A value, awaited if it has to be."""
    return await value if isawaitable(value) else value


def run_coroutine(coroutine: Coroutine[Any, Any, T]) -> T:
    """What a coroutine returns that has nothing to wait for.

    :raises TypeError: it has.
    """
    try:
        coroutine.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    raise TypeError("what is awaited is for async_jobs: a callback or a clock, perhaps")


def checked_number(name: str, value: Any, least: float, *, above: bool = False) -> Any:
    """A number that somebody gave as an argument.

    :param above: whether it must be greater than ``least``, and finite.
    :raises ValueError: it is not such a number.
    """
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if is_number and float("inf") > value > sys.float_info.max:
        raise ValueError(f"{name} is a number that is too large")
    if not is_number or not (least < value < float("inf") if above else value >= least):
        what = f"greater than {least}" if above else f"at least {least}"
        raise ValueError(f"{name} must be a number and {what}, not {value!r}")
    return value
