"""Union: a structure of which exactly one member is set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from .constraint import Constraint, Raw, Reader, Respell, Scope, Traits

if TYPE_CHECKING:
    from .inspection import Inspection
    from .structure import StructureShape


class Union(Constraint["StructureShape"]):
    """Exactly one member is set."""

    __slots__ = ()

    kinds: ClassVar[Mapping[str, str]] = {"union": "Not exactly one member of a union."}
    shapes = frozenset({"StructureShape"})
    keywords = ("union",)

    @classmethod
    def read(cls, reader: Reader, raw: Raw) -> Traits:
        return {"union": reader.flag(raw, "union") or None}

    @classmethod
    def of(cls, traits: Mapping[str, Any]) -> Iterator[Union]:
        if "union" in traits:
            yield cls()

    def inspect(self, shape: StructureShape, value: Any, path: str, inspection: Inspection) -> bool:
        given = [member.name for member in shape.members if member.name in value]
        if len(given) == 1:
            return True
        expected = f"exactly one of {', '.join(member.name for member in shape.members)}"
        actual = ", ".join(given) or "none"
        inspection.add(path, "union", expected, actual, f"takes {expected}, but got {actual}")
        return False

    def conditions(self, shape: StructureShape, value: str, scope: Scope) -> Iterator[str]:
        yield f"_len({value}) == 1"

    def words(self, shape: StructureShape) -> Iterator[str]:
        yield f"exactly one of {', '.join(member.name for member in shape.members)}"

    def json_schema(self, shape: StructureShape, respell: Respell) -> Traits:
        return {"minProperties": 1, "maxProperties": 1}
