"""Range: how small and how large a number can be."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from .bounds import Bounds
from .constraint import Edges, bounds_agree

if TYPE_CHECKING:
    from .inspection import Inspection
    from .protocols import Raw, Reader, Samples, Scope, Traits
    from .shape import Shape


class Range(Bounds):
    """The least and the greatest number, beside what the type itself can hold."""

    kinds: ClassVar[Mapping[str, str]] = {
        "min_value": "A number that is too small.",
        "max_value": "A number that is too large.",
    }
    shapes = frozenset({"Integer", "Long", "Float", "Double"})
    lowest = -math.inf
    summary = "of numbers, beside the range of the type"

    @classmethod
    def read(cls, reader: Reader, raw: Raw) -> Traits:
        return {"min": reader.number(raw, "min"), "max": reader.number(raw, "max")}

    @classmethod
    def of(cls, traits: Mapping[str, Any]) -> Iterator[Range]:
        """Every number has a range: that of its type. If the model allows none, it is wrong."""
        yield cls(traits.get("min"), traits.get("max")) if bounds_agree(traits) else cls()

    def bounds(self, shape: Shape) -> tuple[Any, Any]:
        """The least and the greatest number, by the model and by the size of the type."""
        low, high = shape.limits
        whole = isinstance(low, int)
        if self.min is not None:
            low = max(math.ceil(self.min) if whole else self.min, low)
        if self.max is not None:
            high = min(math.floor(self.max) if whole else self.max, high)
        return low, high

    def inspect(self, shape: Shape, value: Any, path: str, inspection: Inspection) -> bool:
        low, high = shape.limits
        stated_low = low if self.min is None else self.min
        stated_high = high if self.max is None else self.max
        shown = inspection.shown(value)
        if value < max(stated_low, low):
            expected = f"at least {stated_low}"
            inspection.add(path, "min_value", expected, shown, f"must be {expected}, not {shown}")
        elif value > min(stated_high, high):
            expected = f"at most {stated_high}"
            inspection.add(path, "max_value", expected, shown, f"must be {expected}, not {shown}")
        else:
            return True
        return False

    def conditions(self, shape: Shape, value: str, scope: Scope) -> Iterator[str]:
        low, high = self.bounds(shape)
        yield f"{low!r} <= {value} <= {high!r}"

    def json_schema(self, shape: Shape) -> Traits:
        low, high = shape.limits if isinstance(shape.limits[0], int) else (None, None)
        ends = {
            "minimum": low if self.min is None else self.min,
            "maximum": high if self.max is None else self.max,
        }
        return {key: end for key, end in ends.items() if end is not None}

    def settled(self, shape: Shape, value: Any, samples: Samples) -> Any:
        """A number that is out of range falls anywhere into it, 0 on its lower end."""
        low, high = self.bounds(shape)
        if low <= value <= high:
            return value
        room = high - low + (1 if isinstance(value, int) else 0)
        within = low + abs(value) % room if 0 < room < math.inf else low
        return type(value)(min(max(within, low), high))

    def edges(self, shape: Shape, samples: Samples) -> Edges:
        low, high = self.bounds(shape)
        beyond = (_past(low, -1), _past(high, 1))
        return Edges(
            tuple(samples.settled(shape, end) for end in (low, high)),
            tuple(number for number in beyond if math.isfinite(number)),
        )


def _past(bound: float, sign: int) -> float:
    """A number a little beyond a bound, even if adding a little to it changes nothing."""
    if isinstance(bound, int):
        return bound + sign
    return bound + sign * max(0.001, abs(bound) / 1000)
