"""Hypothesis strategies for wire dictionaries, from shapes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from functools import lru_cache
from typing import Any

import attrs

try:
    from hypothesis import strategies as st
except ModuleNotFoundError as error:
    error.msg = "the values are drawn with Hypothesis: pip install hypothesis"
    raise

from ..shapes.collection import Collection
from ..shapes.constraint import Unsatisfiable
from ..shapes.conversions import copied
from ..shapes.shape import Double, Float, Integer, Long, Shape, String
from ..shapes.structure import StructureShape
from .samples import InvalidRequest, Samples, broken, parts, spoilt

DEEPEST = 6
"""From here on down, values are as small as they can be."""

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers(-1000, 1000) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
).filter(lambda value: value is not None)
_FREE: Mapping[str, st.SearchStrategy[Any]] = {
    "String": _TEXT,
    "Blob": st.binary(max_size=30),
    "Boolean": st.booleans(),
    "Integer": st.integers(*Integer.limits),
    "Long": st.integers(*Long.limits),
    "Float": st.floats(*Float.limits, width=32),
    "Double": st.floats(*Double.limits),
    "Timestamp": st.datetimes(
        datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=st.just(timezone.utc)
    ).map(lambda moment: moment.replace(microsecond=0)),
    "Document": _DOCUMENTS,
}
"""Values of a type, whatever the constraints say."""


@lru_cache
def samples() -> Samples:
    """What is remembered of all shapes."""
    return Samples()


@st.composite
def wires(draw: st.DrawFn, shape: Shape) -> Any:
    """Legal values of a shape as wire dictionaries, biased to the edges of the constraints."""
    return _Drawing(draw, samples()).value(shape, 0)


@attrs.frozen
class _Drawing:
    """One value being drawn."""

    draw: st.DrawFn
    samples: Samples

    def value(self, shape: Shape, depth: int) -> Any:
        if depth < DEEPEST:
            try:
                if isinstance(shape, StructureShape):
                    return self._structure(shape, depth)
                if isinstance(shape, Collection):
                    return self._collection(shape, depth)
                return self._single(shape)
            except Unsatisfiable:
                pass
        return self.samples.smallest(shape)

    def _structure(self, shape: StructureShape, depth: int) -> dict[str, Any]:
        """With some of its optional members, fewer far down."""
        needed = dict.fromkeys(self.samples.needed(shape))
        optional = [member.name for member in shape.members if member.name not in needed]
        most = min(len(optional), max(3, 12 >> depth))
        chosen = st.lists(st.sampled_from(optional), unique=True, max_size=most)
        extras = self.draw(chosen) if optional else []
        names = self.samples.settled(shape, {**needed, **dict.fromkeys(extras)})
        made = {name: self.value(shape.by_name[name].shape, depth + 1) for name in names}
        return self.samples.settled(shape, made)  # type: ignore[no-any-return] # rules of values

    def _collection(self, shape: Collection, depth: int) -> Any:
        """Mostly of few entries, sometimes of as many as are allowed."""
        edges = [len(value) for value in self.samples.legal(shape)] if depth < 3 else []
        few = st.integers(0, 3)
        count = self.draw(few | st.sampled_from(edges) if edges else few)
        some = [self.value(shape.entry, depth + 1) for _ in range(min(count, 4))]
        if isinstance(shape.example, Mapping):
            keys = [self.value(shape.key, depth + 1) for _ in some]  # type: ignore[attr-defined]
            made: Any = dict(zip(keys, some, strict=True))
        else:
            made = some
        return self.samples.settled(
            shape, shape.resized(made, count, self.samples) if some else made
        )

    def _single(self, shape: Shape) -> Any:
        edges, free = self.samples.legal(shape), _FREE.get(shape.kind, st.just(shape.example))
        return self.samples.settled(
            shape, self.draw(free | st.sampled_from(edges) if edges else free)
        )


# faults


@attrs.frozen
class _Spot:
    """A part of a request: where it is, and which shape it has."""

    place: tuple[Any, ...]
    shape: Shape
    value: Any

    def spots(self) -> Any:
        """Every part of it, itself included."""
        yield self
        for at, shape, value in parts(self.shape, self.value):
            yield from _Spot((*self.place, at), shape, value).spots()

    def faults(self) -> list[Sequence[Any]]:
        """What to put in its place, by what is wrong with it; a request stays a dictionary."""
        spoiled = samples().telling(self.shape, spoilt(self.shape, self.value))
        found = [*samples().illegal(self.shape), *([spoiled] if spoiled else ())]
        return found if self.place else [f for f in found if all(type(v) is dict for v in f)]

    def is_apart(self, others: Sequence[_Spot]) -> bool:
        """Whether it is not inside of another spot, nor the other way round."""
        return all(
            any(a != b for a, b in zip(self.place, other.place, strict=False)) for other in others
        )


@st.composite
def invalid_wires(draw: st.DrawFn, shape: StructureShape, most: int = 5) -> InvalidRequest:
    """Requests with one to ``most`` faults in different places."""
    whole = _Spot((), shape, _Drawing(draw, samples()).value(shape, 0))
    wanted, wire = draw(st.integers(1, most)), whole.value
    chosen: list[_Spot] = []
    for spot in draw(st.permutations(list(whole.spots())))[: 3 * wanted]:
        faults = spot.faults() if len(chosen) < wanted and spot.is_apart(chosen) else []
        if faults:
            chosen.append(spot)
            new = draw(st.sampled_from(faults).flatmap(st.sampled_from))
            wire = _replaced(wire, spot.place, new)
    if not chosen:
        wire = next(spoilt(shape, wire))
    return InvalidRequest(copied(wire), frozenset(broken(shape, wire)))


def _replaced(value: Any, place: tuple[Any, ...], new: Any) -> Any:
    """A copy with one part replaced."""
    if not place:
        return new
    copy = value.copy()
    copy[place[0]] = _replaced(value[place[0]], place[1:], new)
    return copy


# responses


@st.composite
def response_wires(draw: st.DrawFn, shape: Shape, surprises: bool = True) -> dict[str, Any]:
    """Responses as botocore parses them.

    :param surprises: also such that the model does not foresee: unknown members and enum values,
        required members missing, unknown variants of unions, strings of any length.
    """
    wire = _Drawing(draw, samples()).value(shape, 1)
    return copied(_surprised(draw, shape, wire) if surprises else wire)  # type: ignore[no-any-return]


_STRANGE = st.sampled_from(["", "A_VALUE_OF_TOMORROW", "\n" * 3, "x" * 400])


def _surprised(draw: st.DrawFn, shape: Shape, value: Any) -> Any:
    """The value with surprises in it, here or further down."""
    if isinstance(shape, String):
        return draw(st.just(value) | _STRANGE)
    if not isinstance(shape, (StructureShape, Collection)):
        return value
    made = value.copy()
    for at, inner, item in parts(shape, value):
        made[at] = _surprised(draw, inner, item)
    if not isinstance(shape, StructureShape):
        return made
    if shape.is_union and draw(st.booleans()):
        return {"variantOfTomorrow": {"inner": draw(st.integers())}}
    kept = {name: item for name, item in made.items() if draw(st.integers(0, 3)) < 3}
    more = {"memberOfTomorrow": draw(_DOCUMENTS)} if draw(st.booleans()) else {}
    return {**kept, **more}
