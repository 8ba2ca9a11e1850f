"""Bounds: what lengths and ranges have in common, the least and the greatest."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from .comparison import Difference, Judge, effects
from .constraint import Constraint

if TYPE_CHECKING:
    from .shape import Shape


class Bounds(Constraint["Shape"]):
    """The least and the greatest length or number; ``None`` for one that is not stated."""

    __slots__ = ("max", "min")

    keywords = ("min", "max")
    lowest: ClassVar[float]
    """The least that there can be, which says nothing if it is stated."""

    min: Any
    max: Any

    def __init__(self, min: float | None = None, max: float | None = None) -> None:
        self.min, self.max = min, max

    @property
    def count(self) -> int:
        return 2 - (self.min, self.max).count(None)

    def words(self, shape: Shape) -> Iterator[str]:
        least = None if self.min == self.lowest else self.min
        if least is not None and self.max is not None:
            start = f"{number(least)} to " if least != self.max else ""
            yield f"{start}{counted(self.max, shape)}"
        elif self.max is not None:
            yield f"at most {counted(self.max, shape)}"
        elif least is not None:
            yield f"at least {counted(least, shape)}"

    @classmethod
    def compare(cls, old: Shape, new: Shape, judge: Judge) -> Iterator[Difference]:
        """If the values of an enum are listed, no bound says anything more."""
        if "enum" in old.traits or "enum" in new.traits:
            return
        what = f"number of {old.units}" if old.units else "value"
        for kind, end, unlimited in (("min", "smallest", cls.lowest), ("max", "largest", math.inf)):
            stated = tuple(getattr(shape.stated(cls), kind, None) for shape in (old, new))
            was, becomes = (unlimited if bound is None else bound for bound in stated)
            if was != becomes:
                tighter = becomes > was if kind == "min" else becomes < was
                sentence = f"the {end} {what} was {{}} and is {{}}"
                told = effects(tighter)
                yield Difference(kind, sentence, stated, *told, old=stated[0], new=stated[1])


def number(value: float) -> str:
    """A number as people write it: ``1,024``, ``0.5``."""
    return f"{int(value):,}" if math.isfinite(value) and value == int(value) else str(value)


def counted(bound: float, shape: Shape) -> str:
    """A bound with the unit of a length; a number has none."""
    return f"{number(bound)} {shape.unit if bound == 1 else shape.units}".rstrip()
