"""Enum: the values that a string can have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from ..suggestions import did_you_mean
from .comparison import Difference, effects
from .constraint import Constraint, Edges

if TYPE_CHECKING:
    from .inspection import Inspection
    from .protocols import Judge, Raw, Reader, Samples, Scope, Traits
    from .shape import String


class Enum(Constraint["String"]):
    """The values that the model knows."""

    __slots__ = ("values",)

    kinds: ClassVar[Mapping[str, str]] = {"enum": "A value that is none of those in the model."}
    shapes = frozenset({"String"})
    keywords = ("enum",)
    summary = "unknown values stay readable"

    values: tuple[str, ...]

    def __init__(self, values: tuple[str, ...]) -> None:
        self.values = values

    @classmethod
    def read(cls, reader: Reader, raw: Raw) -> Traits:
        return {"enum": reader.texts(raw, "enum") or None}

    @classmethod
    def of(cls, traits: Mapping[str, Any]) -> Iterator[Enum]:
        if "enum" in traits:
            yield cls(tuple(traits["enum"]))

    def inspect(self, shape: String, value: Any, path: str, inspection: Inspection) -> bool:
        if value in self.values:
            return True
        expected = f"one of {', '.join(self.values)}"
        hint = did_you_mean(value, self.values) if inspection.suggests else ""
        shown = inspection.shown(value)
        inspection.add(
            path, "enum", expected, shown,
            f"{shown} is not {expected}{hint} (if AWS added it since, pass trusted(value) "
            f'or use validation(enum="warn"))',
        )  # fmt: skip
        return False

    def conditions(self, shape: String, value: str, scope: Scope) -> Iterator[str]:
        yield f"{value} in {scope.hand_in(shape.known)}"

    def words(self, shape: String) -> Iterator[str]:
        yield f"one of {', '.join(self.values)}"

    def json_schema(self, shape: String) -> Traits:
        return {"enum": list(self.values)}

    def settled(self, shape: String, value: Any, samples: Samples) -> Any:
        return (
            value if value in self.values else self.values[sum(map(ord, value)) % len(self.values)]
        )

    def edges(self, shape: String, samples: Samples) -> Edges:
        first, last = self.values[0], self.values[-1]
        strangers = (f"{first}_", last.swapcase(), "", f"{first}\n")
        return Edges(self.values, tuple(text for text in strangers if text not in self.values))

    @classmethod
    def compare(cls, old: String, new: String, judge: Judge) -> Iterator[Difference]:
        """The values are constants that code can name: one that goes breaks receivers as well."""
        was, becomes = tuple(old.known), tuple(new.known)
        removed = tuple(value for value in was if value not in becomes)
        added = tuple(value for value in becomes if value not in was)
        if not becomes and was:
            sent, received = effects(tighter=False)
            sentence = "any string is accepted now"
            yield Difference("enum removed", sentence, (), sent, received, old=[*was])
        elif not was and becomes:
            sentence = f"only the {len(becomes)} values that are listed now are accepted"
            yield Difference("enum added", sentence, (), "breaking", "added", new=[*becomes])
        else:
            if removed:
                yield Difference(
                    "values removed", "no longer has {}", (removed,), "breaking", "breaking",
                    old=[*removed], constants=removed,
                )  # fmt: skip
            if added:
                yield Difference(
                    "values added", "has {} in addition", (added,), "added", "added",
                    new=[*added], constants=added,
                )  # fmt: skip
