"""Legal values of shapes, and illegal ones, as the constraints themselves give them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, TypeVar

import attrs

from ..shapes.collection import Collection
from ..shapes.constraint import Edges, Unsatisfiable
from ..shapes.inspection import Inspection
from ..shapes.shape import Shape
from ..shapes.structure import StructureShape
from .strings import Language

T = TypeVar("T")

Broken = tuple[str, str]
"""A violation that is to be reported: its path, and the kind of its constraint."""

UNKNOWN = "noSuchMember"
"""A member that no structure has."""

_OF_EVERY_TYPE = ("text", 5, 1.5, True, b"bytes", ["a"], {"a": 1}, float("nan"), object())


@attrs.frozen
class InvalidRequest:
    """A request with faults in it, and the violations that are to be reported for them."""

    wire: dict[str, Any]
    violations: frozenset[Broken]
    """(path, kind of constraint)."""


class Samples:
    """Makes values of shapes; what was made of one is remembered."""

    longest = 300

    def __init__(self) -> None:
        self._within: list[int] = []
        self._known: dict[tuple[str, int], tuple[Shape, Any]] = {}

    def smallest(self, shape: Shape) -> Any:
        """A legal value with nothing in it that is not needed.

        :raises Unsatisfiable: no value was found.
        """
        if id(shape) in self._within:
            raise Unsatisfiable(f"{shape!r} needs another of its kind")
        self._within.append(id(shape))
        try:
            return self._remembered("smallest", shape, self._smallest)
        finally:
            self._within.pop()

    def _remembered(self, what: str, shape: Shape, make: Callable[[Shape], T]) -> T:
        if (what, id(shape)) not in self._known:
            # The shape is kept as well, so that no other one gets its identity.
            self._known[what, id(shape)] = shape, make(shape)
        made: T = self._known[what, id(shape)][1]
        return made

    def _smallest(self, shape: Shape) -> Any:
        if not isinstance(shape, StructureShape):
            return self.settled(shape, shape.example)
        needed = self.needed(shape)
        alone = ({m.name: m} for m in shape.members if m.name not in needed)
        reason = Unsatisfiable()
        for more in chain([{}], alone):  # a constraint may ask for a member that cannot be made
            try:
                made = {name: self.smallest(member.shape) for name, member in more.items()}
                return self.settled(shape, {**needed, **made})
            except Unsatisfiable as error:
                reason = error
        raise reason

    def needed(self, shape: StructureShape) -> dict[str, Any]:
        """The smallest values of the members that every request has."""
        always = (member for member in shape.members if member.required or member.filled_in)
        return {member.name: self.smallest(member.shape) for member in always}

    def settled(self, shape: Shape, value: Any) -> Any:
        """The value, or a legal one near it; only what is inside of it is not looked at.

        :raises Unsatisfiable: the constraints cannot be satisfied together.
        """
        for _ in range(20):
            before = value
            for constraint in shape.constraints:
                value = constraint.settled(shape, value, self)
            if value == before:
                break
        nothing = Inspection("")
        if not all(c.inspect(shape, value, "", nothing) for c in shape.constraints):
            raise Unsatisfiable(f"no value of {shape!r} was found")
        return value

    def fits(self, shape: Shape, value: Any) -> bool:
        """Whether a value is legal."""
        return not broken(shape, value)

    def several(self, shape: Shape, count: int) -> list[Any]:
        """Different legal values of a string shape: so many, or as many as were found."""
        numbered = (f"{number}{'0' * (3 + number // 7)}" for number in range(4 * count + 8))
        texts = (self.settled(shape, text) for text in numbered)
        found: dict[Any, None] = {}
        for text in chain(self.legal(shape), texts):
            if len(found) >= count:
                break
            found[text] = None
        return list(found)

    language = staticmethod(lru_cache(maxsize=4096)(Language))
    """The strings that a pattern in Python's dialect matches."""

    def legal(self, shape: Shape) -> Sequence[Any]:
        """What the constraints of a shape just allow."""
        return [value for edges in self._edges(shape) for value in edges.legal]

    def illegal(self, shape: Shape) -> Sequence[Sequence[Any]]:
        """Values of other types, and what each of the constraints just does not allow."""
        return self._remembered("illegal", shape, self._find_illegal)

    def _find_illegal(self, shape: Shape) -> Sequence[Sequence[Any]]:
        candidates = (_OF_EVERY_TYPE, *(edges.illegal for edges in self._edges(shape)))
        return [tells for values in candidates if (tells := self.telling(shape, values))]

    def telling(self, shape: Shape, values: Iterable[Any]) -> Sequence[Any]:
        """The illegal ones of the values whose violations can be told from each other."""
        reports = ((value, broken(shape, value)) for value in values)
        return [v for v, report in reports if report and len({*report}) == len(report)]

    def _edges(self, shape: Shape) -> list[Edges]:
        return self._remembered("edges", shape, lambda shape: [*self._find_edges(shape)])

    def _find_edges(self, shape: Shape) -> Iterator[Edges]:
        for constraint in shape.constraints:
            try:
                yield constraint.edges(shape, self)
            except Unsatisfiable:
                continue


def broken(shape: Shape, value: Any) -> list[Broken]:
    """What is wrong with a value."""
    inspection = Inspection("")
    inspection.value(shape, value, "", 0)
    return [(v.path, v.constraint) for v in inspection.violations if not v.tolerated]


def spoilt(shape: Shape, value: Any) -> Iterator[Any]:
    """A legal value with something in it that does not belong there."""
    if isinstance(shape, StructureShape):
        yield {**value, UNKNOWN: 1}
    elif isinstance(shape, Collection) and value:
        yield (
            {**value, next(iter(value)): None}
            if isinstance(value, Mapping)
            else [*value[:-1], None]
        )


def parts(shape: Shape, value: Any) -> Iterator[tuple[Any, Shape, Any]]:
    """What a value is made of: its place in the value, its shape, and the part itself."""
    if isinstance(shape, StructureShape):
        yield from ((name, shape.by_name[name].shape, item) for name, item in value.items())
    elif isinstance(shape, Collection):
        entries = value.items() if isinstance(value, Mapping) else enumerate(value[:10])
        yield from ((at, shape.entry, item) for at, item in entries)
