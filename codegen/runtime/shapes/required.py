"""Required: the members that a structure cannot do without."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from .comparison import Difference, Judge
from .constraint import Constraint, Edges
from .paths import member_path

if TYPE_CHECKING:
    from .inspection import Inspection
    from .protocols import Raw, Reader, Samples, Scope, Traits
    from .structure import StructureShape


class Required(Constraint["StructureShape"]):
    """The members that have to be given; a token that is filled in always is."""

    __slots__ = ("members",)

    kinds: ClassVar[Mapping[str, str]] = {"required": "A required member is missing."}
    shapes = frozenset({"StructureShape"})
    keywords = ("required",)
    summary = "in requests only"

    members: tuple[str, ...]

    def __init__(self, members: tuple[str, ...]) -> None:
        self.members = members

    @classmethod
    def read(cls, reader: Reader, raw: Raw) -> Traits:
        return {"required": reader.texts(raw, "required") or None}

    @classmethod
    def of(cls, traits: Mapping[str, Any]) -> Iterator[Required]:
        if "required" in traits:
            yield cls(tuple(traits["required"]))

    @property
    def count(self) -> int:
        return len(self.members)

    def inspect(self, shape: StructureShape, value: Any, path: str, inspection: Inspection) -> bool:
        missing = [name for name in self.members if name not in value]
        for name in missing:
            self.missing(name, path, inspection)
        return not missing

    def missing(self, name: str, path: str, inspection: Inspection) -> None:
        """Report a member that was not given."""
        place, message = member_path(path, name), "is required and missing"
        inspection.add(place, "required", "a value", "nothing", message)

    def conditions(self, shape: StructureShape, value: str, scope: Scope) -> Iterator[str]:
        for name in self.members:
            yield f"{scope.hand_in(name)} in {value}"

    def words(self, shape: StructureShape) -> Iterator[str]:
        """Each member says so itself."""
        yield from ()

    def json_schema(self, shape: StructureShape) -> Traits:
        needed = [name for name in self.members if shape.by_name[name].needed]
        return {"required": needed} if needed else {}

    def settled(self, shape: StructureShape, value: Any, samples: Samples) -> Any:
        missing = [shape.by_name[name] for name in self.members if name not in value]
        return {**value, **{member.name: samples.smallest(member.shape) for member in missing}}

    def edges(self, shape: StructureShape, samples: Samples) -> Edges:
        smallest = samples.smallest(shape)
        needed = [name for name in self.members if shape.by_name[name].needed]
        without = [{k: v for k, v in smallest.items() if k != name} for name in needed]
        null = [{**smallest, name: None} for name in needed]
        return Edges((smallest,), (*without, *null))

    @classmethod
    def compare(
        cls, old: StructureShape, new: StructureShape, judge: Judge
    ) -> Iterator[Difference]:
        """Of the members of both; what is filled in need not be given."""
        for name, member in new.by_name.items():
            if name not in old.by_name or member.required == old.by_name[name].required:
                continue
            if member.required:
                yield Difference(
                    "required", "is required now", (),
                    "neutral" if member.filled_in else "breaking", "added",
                    old=False, new=True, member=name,
                )  # fmt: skip
            else:
                yield Difference(
                    "optional", "is no longer required", (), "loosened", "breaking",
                    old=True, new=False, member=name,
                    consequence=", so a response may come without it",
                )  # fmt: skip
