"""What the rules of an overlay ask of values: a second reading of ``rules.json``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

Raw = Mapping[str, Any]

GONE: Any = object()
"""Put at a path, it leaves nothing there."""

COUNTS: Mapping[str, Callable[[int, int], bool]] = {
    "require": lambda present, of: present == of,
    "forbid": lambda present, of: present == 0,
    "exactly_one_of": lambda present, of: present == 1,
    "at_least_one_of": lambda present, of: present > 0,
    "at_most_one_of": lambda present, of: present < 2,
}
"""What a rule can ask of the number of members that are given."""

TESTS: Mapping[str, Callable[[Any, Any], bool]] = {
    "equal": lambda value, stated: any(same(value, one) for one in stated),
    "unequal": lambda value, stated: not any(same(value, one) for one in stated),
    "at_least": lambda value, stated: value >= stated,
    "at_most": lambda value, stated: value <= stated,
}
"""What a rule can ask of the value of a member, if it is given."""


def same(value: Any, stated: Any) -> bool:
    """Whether two values are the same; ``True`` and ``1`` are not."""
    return isinstance(value, bool) is isinstance(stated, bool) and bool(value == stated)


@cache
def steps(path: str) -> tuple[str | int, ...]:
    """The names and indexes in a path."""
    parts = path.replace("]", "").replace("[", ".").split(".")
    return tuple(int(part) if part.isdigit() else part for part in parts)


def look(value: Any, path: str) -> list[Any] | None:
    """What is at a path: a list of one value, or of none if nothing is there; ``None`` if something
    on the way is of another type."""
    for step in steps(path):
        if not isinstance(value, list if isinstance(step, int) else dict):
            return None
        if step not in (range(len(value)) if isinstance(step, int) else value):
            return []
        value = value[step]
    return [value]


def shape_at(shape: Any, path: str) -> Any:
    """The shape of what is at a path."""
    for step in steps(path):
        shape = shape.member if isinstance(step, int) else shape.members[step]
    return shape


def changed(value: Any, way: Sequence[str | int], item: Any) -> Any:
    """A copy with something else at the end of a way; an index is the last step of one."""
    step, *rest = way
    if isinstance(step, int):
        return value[:step] if item is GONE else [*value[:step], *[item] * (step + 1 - len(value))]
    if rest:
        inside = value.get(step, [] if isinstance(rest[0], int) else {})
        return {**value, step: changed(inside, rest, item)}
    kept = {key: entry for key, entry in value.items() if key != step}
    return kept if item is GONE else {**kept, step: item}


def can_be_added(value: Any, path: str) -> bool:
    """Whether a path leads out of a value at a member, and not at the end of a list."""
    for step in steps(path):
        if isinstance(step, int) or step not in value:
            return isinstance(step, str)
        value = value[step]
    return False


def consequence_of(rule: Raw) -> tuple[str, list[str]]:
    """What a rule asks, and of which members."""
    name = next(name for name in (*COUNTS, *TESTS) if name in rule)
    return name, list(rule[name])


def conditions_of(rule: Raw) -> list[str]:
    """The members that have to be given for a rule to apply."""
    return [*rule.get("when_set", ()), *rule.get("when_equal", ())]


def applies(rule: Raw, members: Raw) -> bool:
    """Whether the condition of a rule is met."""
    equal = rule.get("when_equal", {}).items()
    return (
        all(look(members, path) for path in rule.get("when_set", ()))
        and all(look(members, path) == [] for path in rule.get("when_unset", ()))
        and all((t := look(members, p)) and TESTS["equal"](t[0], stated) for p, stated in equal)
    )


def better(consequence: str, stated: Any) -> Any:
    """What to put in the place of a value that a rule does not allow."""
    return {"equal": lambda: stated[0], "unequal": lambda: GONE}.get(consequence, lambda: stated)()
