"""Enum: the values that a string can have, or that it is known to have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from ..suggestions import did_you_mean
from .comparison import Difference, Judge, effects
from .constraint import Constraint, Edges

if TYPE_CHECKING:
    from .inspection import Inspection
    from .protocols import Raw, Reader, Samples, Scope, Traits
    from .shape import String


_MANY = 20
"""More values than this are not listed in a warning."""


class Enum(Constraint["String"]):
    """The values that the model knows.

    An enum that AWS has extended before, or of which that is not known, is *open*: a value that the
    model does not know warns, and is sent. The model does not say so itself; the generator adds it.
    """

    __slots__ = ("open", "values")

    kinds: ClassVar[Mapping[str, str]] = {"enum": "A value that the model does not list."}
    shapes = frozenset({"String"})
    keywords = ("enum", "open")
    summary = "an unknown value of an open enum warns; responses may hold any"

    values: tuple[str, ...]
    open: bool

    def __init__(self, values: tuple[str, ...], open: bool = False) -> None:
        self.values, self.open = values, open

    @classmethod
    def read(cls, reader: Reader, raw: Raw) -> Traits:
        return {"enum": reader.texts(raw, "enum") or None}

    @classmethod
    def of(cls, traits: Mapping[str, Any]) -> Iterator[Enum]:
        if "enum" in traits:
            yield cls(tuple(traits["enum"]), traits.get("open", False))

    def inspect(self, shape: String, value: Any, path: str, inspection: Inspection) -> bool:
        if value in self.values:
            return True
        listed = ", ".join(self.values)
        expected = known = f"one of {listed}"
        if self.open:
            count = len(self.values)
            known = f"one of the {f'{count} known values' if count > _MANY else f'known {listed}'}"
        hint = did_you_mean(value, self.values) if inspection.suggests else ""
        shown = inspection.shown(value)
        inspection.add(
            path, "enum", expected, shown,
            f"{shown} is not {known}{hint} (if AWS added it since, "
            f'pass trusted(value) or use validation(enum="{"off" if self.open else "warn"}"))',
            tolerated=self.open,
        )  # fmt: skip
        return self.open

    def conditions(self, shape: String, value: str, scope: Scope) -> Iterator[str]:
        yield f"{value} in {scope.hand_in(shape.known)}"

    def words(self, shape: String) -> Iterator[str]:
        yield f"one of {', '.join(self.values)}{self.note}"

    @property
    def note(self) -> str:
        """What follows on the values, or on how many there are."""
        return " (open)" if self.open else ""

    def json_schema(self, shape: String) -> Traits:
        known = {"enum": list(self.values)}
        return {"anyOf": [known, {"type": "string"}]} if self.open else known

    def settled(self, shape: String, value: Any, samples: Samples) -> Any:
        return (
            value if value in self.values else self.values[sum(map(ord, value)) % len(self.values)]
        )

    def edges(self, shape: String, samples: Samples) -> Edges:
        first, last = self.values[0], self.values[-1]
        strangers = () if self.open else (f"{first}_", last.swapcase(), "", f"{first}\n")
        return Edges(self.values, tuple(text for text in strangers if text not in self.values))

    @classmethod
    def compare(cls, old: String, new: String, judge: Judge) -> Iterator[Difference]:
        """The values are constants that code can name: one that goes breaks receivers as well."""
        closed = not new.traits.get("open")
        if old.known and new.known and closed is bool(old.traits.get("open")):
            sentence = f"a value that is not listed {'is refused' if closed else 'only warns'} now"
            kind = "enum closed" if closed else "enum opened"
            yield Difference(kind, sentence, (), "breaking" if closed else "loosened", "neutral")
        was, becomes = tuple(old.known), tuple(new.known)
        removed = tuple(value for value in was if value not in becomes)
        added = tuple(value for value in becomes if value not in was)
        if not becomes and was:
            sent, received = effects(tighter=False)
            sentence = "any string is accepted now"
            yield Difference("enum removed", sentence, (), sent, received, old=[*was])
        elif not was and becomes:
            others = "others warn" if new.traits.get("open") else "only they are accepted"
            sentence = f"{len(becomes)} values are listed now, and {others}"
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
