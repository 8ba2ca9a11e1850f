"""Length: of strings in characters, of blobs in bytes, of lists and maps in entries."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from .bounds import Bounds, counted
from .constraint import Edges, bounds_agree
from .pattern import Pattern

if TYPE_CHECKING:
    from .inspection import Inspection
    from .protocols import Raw, Reader, Samples, Scope, Traits
    from .shape import Shape

_SCHEMA_WORDS = {
    "String": ("minLength", "maxLength"),
    "List": ("minItems", "maxItems"),
    "Map": ("minProperties", "maxProperties"),
}


class Length(Bounds):
    """The least and the greatest length."""

    kinds: ClassVar[Mapping[str, str]] = {
        "min_length": "A string, bytes, a list or a map that is too short.",
        "max_length": "A string, bytes, a list or a map that is too long.",
    }
    shapes = frozenset({"String", "Blob", "List", "Map"})
    lowest = 0
    summary = "of strings, blobs, lists and maps: characters, bytes or entries"

    @classmethod
    def read(cls, reader: Reader, raw: Raw) -> Traits:
        return {"min": reader.bound(raw, "min"), "max": reader.bound(raw, "max")}

    @classmethod
    def of(cls, traits: Mapping[str, Any]) -> Iterator[Length]:
        """If no length is allowed, the model is wrong, and nothing is checked."""
        least, most = traits.get("min"), traits.get("max")
        if (least, most) != (None, None) and "enum" not in traits and bounds_agree(traits):
            yield cls(least, most)

    def inspect(self, shape: Shape, value: Any, path: str, inspection: Inspection) -> bool:
        """Too short is only what is so by every way to count characters."""
        smallest, largest = shape.lengths(value)
        minimum, maximum = self.min or 0, math.inf if self.max is None else self.max
        shown = f"{inspection.shown(value)} of {smallest:,} {shape.units}"
        if largest < minimum:
            message = f"must have at least {counted(minimum, shape)}, not {smallest:,}"
            expected = f"at least {counted(minimum, shape)}"
            inspection.add(path, "min_length", expected, shown, message)
        elif smallest > maximum:
            message = f"must have at most {counted(maximum, shape)}, not {smallest:,}"
            expected = f"at most {maximum:,} {shape.units}"
            inspection.add(path, "max_length", expected, shown, message)
        return minimum <= largest and smallest <= maximum

    def conditions(self, shape: Shape, value: str, scope: Scope) -> Iterator[str]:
        least, most = self.min, self.max
        pattern = shape.stated(Pattern)
        if least == 1 and pattern is not None and pattern.refuses_empty:
            least = 0
        if most is not None and least:
            yield f"{least} <= _len({value}) <= {most}"
        elif most is not None:
            yield f"_len({value}) <= {most}"
        elif least:
            yield f"_len({value}) >= {least}"

    def json_schema(self, shape: Shape) -> Traits:
        if shape.kind not in _SCHEMA_WORDS:
            return {}
        ends = zip(_SCHEMA_WORDS[shape.kind], (self.min or None, self.max), strict=True)
        return {key: end for key, end in ends if end is not None}

    def settled(self, shape: Shape, value: Any, samples: Samples) -> Any:
        length = max(len(value), self.min or 0)
        length = length if self.max is None else min(length, self.max)
        return value if length == len(value) else shape.resized(value, length, samples)

    def edges(self, shape: Shape, samples: Samples) -> Edges:
        def sized(length: int) -> Any:
            return shape.resized(shape.example, length, samples)

        ends = [end for end in (self.min, self.max) if end is not None and end <= samples.longest]
        beyond = [end - 1 for end in ends[:1] if self.min]
        beyond += [end + 1 for end in ends if end == self.max]
        illegal = [(length, sized(length)) for length in beyond]
        return Edges(
            tuple(samples.settled(shape, sized(end)) for end in ends),
            tuple(value for length, value in illegal if len(value) == length),
        )
