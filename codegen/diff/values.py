"""The values of a diff: a change, its effect on callers, and all changes together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import attrs

from ..runtime.shapes.comparison import Effect

EFFECTS: tuple[Effect, ...] = ("breaking", "loosened", "added", "neutral")
"""The effects, worst first."""

EXIT_CODES: dict[Effect, int] = {"breaking": 20, "loosened": 10, "added": 0, "neutral": 0}
"""The exit code of a diff is that of its worst change. 1 and 2 stay what they mean elsewhere."""

_NAMES_SHOWN = 3


@attrs.frozen
class Change:
    """One cause of differences."""

    service: str
    """botocore's name, such as ``emr-serverless``."""
    place: str
    """Where it is in the model, in wire names: ``StartJobRun``, ``JobRun.state``, ``JobName``."""
    kind: str
    """What changed, such as ``member removed`` or ``max``."""
    effect: Effect
    sentence: str
    """The change in words."""
    old: Any = None
    """The old value, as JSON; ``None`` if there was none."""
    new: Any = None
    """The new value, as JSON; ``None`` if there is none."""
    python: tuple[str, ...] = ()
    """The Python names it touches, such as ``glue.StartJobRunRequest.job_name``."""
    classes: tuple[str, ...] = ()
    """Classes that come or go with it."""
    operations: tuple[str, ...] = ()
    """The operations it reaches, in wire names."""


@attrs.frozen
class Diff:
    """All changes between two trees: worst first, then by service and place."""

    changes: tuple[Change, ...] = ()

    def reaching(self, wanted: Mapping[str, tuple[str, ...]]) -> Diff:
        """The changes that reach these operations, by service; none named means all of them."""
        return Diff(
            tuple(
                change
                for change in self.changes
                if not (chosen := wanted.get(change.service))
                or not change.operations
                or not {*chosen}.isdisjoint(change.operations)
            )
        )

    def of(self, effect: Effect, service: str | None = None) -> tuple[Change, ...]:
        """The changes with an effect, of one service or of all."""
        found = (change for change in self.changes if change.effect == effect)
        return tuple(change for change in found if service in (None, change.service))

    def counts(self) -> dict[Effect, int]:
        """How many changes have each effect."""
        counted = Counter(change.effect for change in self.changes)
        return {effect: counted[effect] for effect in EFFECTS}


def came_or_went(what: str, *, new: bool) -> tuple[str, Effect, str]:
    """The kind of change, its effect and its sentence for what only one side has."""
    if new:
        return f"{what} added", "added", "is new"
    return f"{what} removed", "breaking", "is gone"


def differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """The entries in which two mappings differ: the key, and both values, ``None`` for none."""
    for key in sorted(old.keys() | new.keys()):
        if old.get(key) != new.get(key):
            yield key, old.get(key), new.get(key)


def ordered(changes: list[Change]) -> Diff:
    """The changes as a diff."""

    def place(change: Change) -> tuple[int, list[str]]:
        return EFFECTS.index(change.effect), [*map(str, attrs.astuple(change, recurse=False))]

    return Diff(tuple(sorted(changes, key=place)))


def exit_code(diff: Diff) -> int:
    """0 where callers need not look, 10 where something was loosened, 20 where something breaks."""
    return max((EXIT_CODES[change.effect] for change in diff.changes), default=0)


def worst(*effects: Effect) -> Effect:
    """The effect that matters most; ``neutral`` if there is none."""
    neutral: Effect = "neutral"
    return min((*effects, neutral), key=EFFECTS.index)


def some(names: Collection[str]) -> str:
    """The first names, and how many more there are."""
    more = len(names) - _NAMES_SHOWN
    first = ", ".join(map(shown, [*names][:_NAMES_SHOWN]))
    return first + (f" and {more} more" if more > 0 else "")


def shown(value: object) -> str:
    """A value as a code span that no text of a model can break out of."""
    text = value if isinstance(value, str) else str(value)
    text = ascii(text)[1:-1] if not (text.isascii() and text.isprintable() and text) else text
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") or not text.strip() else ""
    return f"{fence}{pad}{text}{pad}{fence}"
