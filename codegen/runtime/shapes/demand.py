"""Demand: what a rule wants of members: how many of them are given, or which values they have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from .bounds import number
from .place import ABSENT
from .trusted import Trusted

if TYPE_CHECKING:
    from .protocols import Scope

Schema = dict[str, Any]

Values = tuple[Any, ...]
"""Strings, numbers or booleans that a rule states."""


class Count(NamedTuple):
    """A demand on how many of some members are given."""

    least: int | None
    """How many of them are given; ``None``: all."""
    most: int | None
    schema: Callable[[list[Schema]], Schema]
    """The same in JSON Schema, from the schemas that say that each is given."""


class Test(NamedTuple):
    """A demand on the value of a member, if that is given."""

    mended: Callable[[Any, Values], Any]
    """The value if it passes, else what could take its place."""
    condition: Callable[[str, Values, Scope], str]
    """The same as code, from the expression for the value."""
    words: Callable[[Values], str]
    schema: Callable[[Values], Schema]


COUNTS: Mapping[str, Count] = {
    "require": Count(None, None, lambda given: {"allOf": given}),
    "forbid": Count(0, 0, lambda given: {"allOf": [{"not": each} for each in given]}),
    "exactly_one_of": Count(1, 1, lambda given: {"oneOf": given}),
    "at_least_one_of": Count(1, None, lambda given: {"anyOf": given}),
    "at_most_one_of": Count(0, 1, lambda given: {"oneOf": [*given, {"not": {"anyOf": given}}]}),
}

TESTS: Mapping[str, Test] = {
    "equal": Test(
        lambda value, stated: value if is_one_of(value, stated) else stated[0],
        lambda value, stated, scope: f"{value} in {scope.hand_in(stated)}",
        lambda stated: f"has to be {_one_of(stated)}",
        lambda stated: {"enum": [*stated]},
    ),
    "unequal": Test(
        lambda value, stated: ABSENT if is_one_of(value, stated) else value,
        lambda value, stated, scope: f"{value} not in {scope.hand_in(stated)}",
        lambda stated: f"may not be {_one_of(stated)}",
        lambda stated: {"not": {"enum": [*stated]}},
    ),
    "at_least": Test(
        lambda value, stated: max(value, *stated),
        lambda value, stated, scope: f"{value} >= {stated[0]!r}",
        lambda stated: f"has to be at least {number(*stated)}",
        lambda stated: {"minimum": stated[0]},
    ),
    "at_most": Test(
        lambda value, stated: min(value, *stated),
        lambda value, stated, scope: f"{value} <= {stated[0]!r}",
        lambda stated: f"has to be at most {number(*stated)}",
        lambda stated: {"maximum": stated[0]},
    ),
}

DEMANDS: Mapping[str, Count | Test] = {**COUNTS, **TESTS}
"""The kinds of rules, as the overlay spells them."""


def is_one_of(value: Any, stated: Values) -> bool:
    """Whether a value is one of those that are stated; ``True`` and ``1`` are not the same."""
    if isinstance(value, Trusted) or not isinstance(value, (str, int, float)):
        return False
    return isinstance(value, bool) is isinstance(stated[0], bool) and value in stated


def _one_of(values: Values) -> str:
    *first, last = map(str, values)
    return f"{', '.join(first)} or {last}" if first else last
