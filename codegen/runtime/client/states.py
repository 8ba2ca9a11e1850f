"""What waits and job runs share; it needs no botocore."""

from __future__ import annotations

from typing import Any


class UnknownStateWarning(UserWarning):
    """A service reported a state that this version does not know; waiting goes on."""


def checked_number(name: str, value: Any, least: float, *, above: bool = False) -> Any:
    """A number that somebody gave as an argument.

    :param above: whether it must be greater than ``least``, and finite.
    :raises ValueError: it is not such a number.
    """
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not (least < value < float("inf") if above else value >= least):
        what = f"greater than {least}" if above else f"at least {least}"
        raise ValueError(f"{name} must be a number and {what}, not {value!r}")
    return value
