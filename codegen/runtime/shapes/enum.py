"""Enum: the values that a string can have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from ..suggestions import did_you_mean
from .constraint import Constraint, Raw, Reader, Respell, Scope, Traits

if TYPE_CHECKING:
    from .inspection import Inspection
    from .shape import String


class Enum(Constraint["String"]):
    """The values that the model knows."""

    __slots__ = ("values",)

    kinds: ClassVar[Mapping[str, str]] = {"enum": "A value that is none of those in the model."}
    shapes = frozenset({"String"})
    keywords = ("enum",)

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
        hint = did_you_mean(value, self.values)
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

    def json_schema(self, shape: String, respell: Respell) -> Traits:
        return {"enum": list(self.values)}
