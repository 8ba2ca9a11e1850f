"""Union: a structure of which exactly one member is set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from .comparison import Difference, Judge
from .constraint import Constraint, Edges
from .place import Place
from .rule import with_count

if TYPE_CHECKING:
    from .inspection import Inspection
    from .protocols import Raw, Reader, Samples, Scope, Traits
    from .structure import StructureShape


class Union(Constraint["StructureShape"]):
    """Exactly one member is set."""

    kinds: ClassVar[Mapping[str, str]] = {"union": "Not exactly one member of a union."}
    shapes = frozenset({"StructureShape"})
    keywords = ("union",)
    summary = "exactly one member in requests; any in responses"

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

    def json_schema(self, shape: StructureShape) -> Traits:
        return {"minProperties": 1, "maxProperties": 1}

    def settled(self, shape: StructureShape, value: Any, samples: Samples) -> Any:
        return with_count(shape, value, [Place(m.name) for m in shape.members], 1, 1, samples)

    def edges(self, shape: StructureShape, samples: Samples) -> Edges:
        arms = [{member.name: samples.smallest(member.shape)} for member in shape.members]
        every = {name: value for arm in arms for name, value in arm.items()}
        both = dict(list(every.items())[:2])
        surplus = (both, every) if len(arms) > 1 else ()
        return Edges(tuple(arms), ({}, *surplus))

    @classmethod
    def compare(
        cls, old: StructureShape, new: StructureShape, judge: Judge
    ) -> Iterator[Difference]:
        was, becomes = (shape.stated(cls) is not None for shape in (old, new))
        if becomes and not was:
            sentence = "is a union now: exactly one member may be set"
            yield Difference(
                "union added", sentence, (), "breaking", "breaking", old=False, new=True
            )
        elif was and not becomes:
            sentence = "is no longer a union: several members may be set"
            yield Difference(
                "union removed", sentence, (), "loosened", "breaking", old=True, new=False
            )
