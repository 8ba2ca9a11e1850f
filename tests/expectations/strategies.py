"""Hypothesis strategies for wire dictionaries, from a :class:`Contract`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

import attrs
from hypothesis import strategies as st

from .contract import (
    FLOAT_LIMITS,
    Contract,
    Members,
    Unsatisfiable,
    is_union,
    kind,
    maximum,
    minimum,
    number_bounds,
    tokens,
)
from .faults import UNKNOWN, Broken, Fault, constraints, joined, key_path

Draw = Callable[[st.SearchStrategy[Any]], Any]

LONGEST = 300
"""Longer strings and collections than this are left to the enumeration of constraints."""

DEEPEST = 6
"""From here on down, only what is required is filled in."""

_MOMENTS = st.datetimes(
    datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=st.just(timezone.utc)
).map(lambda moment: moment.replace(microsecond=0))
_TEXT = st.characters(exclude_categories=["Cs"])
_DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers(-1000, 1000) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


# Hypothesis looks at the source of each function that it makes a strategy of, so they are few.


@st.composite
def wires(draw: Draw, contract: Contract, shape: Any) -> Any:
    """Legal values of a shape as wire dictionaries, biased to the bounds."""
    return _Drawing(contract, draw).value(shape, 0)


@attrs.frozen
class _Drawing:
    """One value being drawn."""

    contract: Contract
    draw: Draw

    def value(self, shape: Any, depth: int) -> Any:
        make = {
            "structure": self.structure,
            "list": self.list,
            "map": self.map,
            "string": self.string,
        }.get(kind(shape))
        return self.draw(_scalar(shape)) if make is None else make(shape, depth)

    def structure(self, shape: Any, depth: int) -> Members:
        """A structure with some of its optional members; only the needed ones far down."""
        names = {*shape.required_members, *tokens(shape), *self._extras(shape, depth)}
        given = {
            name: self.value(shape.members[name], depth + 1)
            for name in shape.members
            if name in names
        }
        return self._legal(shape, given)

    def _extras(self, shape: Any, depth: int) -> Sequence[str]:
        optional = [name for name in shape.members if name not in shape.required_members]
        if is_union(shape):
            return [self.draw(st.sampled_from(self._arms(shape, depth)))]
        if depth >= DEEPEST or not optional:
            return ()
        most = max(1, 12 >> depth) if len(optional) > 3 else len(optional)
        extras: list[str] = self.draw(
            st.lists(st.sampled_from(optional), unique=True, max_size=min(most, len(optional)))
        )
        return extras

    def _arms(self, shape: Any, depth: int) -> list[str]:
        """The arms to choose from: far down, the one that ends soonest."""
        arms = list(shape.members)
        return list(self.contract.smallest(shape))[:1] if depth >= DEEPEST else arms

    def _legal(self, shape: Any, given: Members) -> Members:
        """What was drawn, less what the rules do not allow beside it."""
        try:
            return self.contract.completed(shape, given, keep=(*shape.required_members, ""))
        except Unsatisfiable:
            return self.contract.smallest(shape)  # type: ignore[no-any-return]

    def list(self, shape: Any, depth: int) -> list[Any]:
        count = self._count(shape, depth)
        some = [self.value(shape.member, depth + 1) for _ in range(min(count, 4))]
        return (some * count)[:count]

    def map(self, shape: Any, depth: int) -> Members:
        keys = [self.value(shape.key, depth + 1) for _ in range(min(self._count(shape, depth), 4))]
        entries = {key: self.value(shape.value, depth + 1) for key in keys}
        if len(entries) < minimum(shape):
            entries |= self.contract.entries(shape, minimum(shape))
        return entries

    def _count(self, shape: Any, depth: int) -> int:
        """How many entries: mostly few, sometimes as many as are allowed."""
        least, most = minimum(shape), maximum(shape)
        if depth >= DEEPEST:
            return least
        few = st.integers(least, int(min(most, least + 3)))
        full = st.just(int(most)) if most <= LONGEST and depth < 3 else few
        return int(self.draw(few | few | full))

    def string(self, shape: Any, depth: int) -> str:
        if enum := shape.metadata.get("enum"):
            return str(self.draw(st.sampled_from(list(enum))))
        least, most = minimum(shape), int(min(maximum(shape), max(minimum(shape), LONGEST)))
        length = self.draw(
            st.sampled_from(sorted({least, most})) | st.integers(least, min(most, least + 20))
        )
        if self.contract.language(shape) is None:
            return self._free_text(length)
        return self._matching(shape, length)

    def _free_text(self, length: int) -> str:
        start = self.draw(st.text(_TEXT, min_size=min(length, 1), max_size=min(length, 12)))
        return str(start * (length // max(len(start), 1) + 1))[:length]

    def _matching(self, shape: Any, length: int) -> str:
        """A string that the pattern accepts; the draws decide which, if it leaves a choice."""
        language = self.contract.language(shape)
        assert language is not None
        choices = self.draw(st.lists(st.integers(0, 100), min_size=1, max_size=12))
        turn = iter(range(10**9))
        text = language.of_length(
            length, lambda options: options[choices[next(turn) % len(choices)] % len(options)]
        )
        return self.contract.text(shape, length) if text is None else text


def _scalar(shape: Any) -> st.SearchStrategy[Any]:
    which = kind(shape)
    if which == "boolean":
        return st.booleans()
    if which == "timestamp":
        return _MOMENTS
    if which == "blob":
        least = minimum(shape)
        return st.binary(min_size=least, max_size=int(min(maximum(shape), least + 30)))
    return (
        _DOCUMENTS.filter(lambda value: value is not None)
        if which == "document"
        else _number(shape)
    )


def _number(shape: Any) -> st.SearchStrategy[Any]:
    low, high = number_bounds(shape)
    if kind(shape) in FLOAT_LIMITS:
        inner = st.floats(
            allow_nan=False, allow_infinity=False, width=32 if kind(shape) == "float" else 64
        )
        return st.sampled_from([low, high]) | inner.filter(lambda number: low <= number <= high)
    return st.sampled_from([low, high]) | st.integers(low, high)


# faults


@attrs.frozen
class _Spot:
    """A part of a request: where it is, and which shape it has."""

    place: tuple[Any, ...]
    path: str
    shape: Any
    value: Any


@st.composite
def invalid_wires(draw: Draw, contract: Contract, shape: Any) -> Fault:
    """Requests with one to five faults in different places."""
    wire = _Drawing(contract, draw).value(shape, 0)
    spots = list(_spots(contract, _Spot((), "", shape, wire)))
    wanted = draw(st.integers(1, 5))
    chosen: list[tuple[_Spot, Fault]] = []
    for spot in draw(st.permutations(spots))[: 3 * wanted]:
        if len(chosen) < wanted and _is_apart(spot, [other for other, _ in chosen]):
            faults = _faults(contract, spot)
            planted = [*chosen, (spot, draw(st.sampled_from(faults)))] if faults else chosen
            # What breaks one thing can break a rule of what it is in as well.
            if not _breaks_rules_above(contract, shape, _planted(wire, planted).value, spot):
                chosen = planted
    if not chosen:
        spot = _Spot((), "", shape, wire)
        chosen = [(spot, Fault({**wire, UNKNOWN: 1}, ((UNKNOWN, "unknown"),)))]
    return _planted(wire, chosen)


def _breaks_rules_above(contract: Contract, shape: Any, value: Any, spot: _Spot) -> bool:
    """Whether a structure around a spot breaks a rule."""
    for step in spot.place:
        which = kind(shape)
        if which == "structure" and contract.broken_rules(shape, value):
            return True
        shape = (
            shape.members[step]
            if which == "structure"
            else (shape.member if which == "list" else shape.value)
        )
        value = value[step]
    return False


def _planted(wire: Members, chosen: Sequence[tuple[_Spot, Fault]]) -> Fault:
    broken: list[Broken] = []
    for spot, fault in chosen:
        wire = _replaced(wire, spot.place, fault.value)
        broken += [(joined(spot.path, path), which) for path, which in fault.broken]
    return Fault(wire, tuple(broken))


def _replaced(value: Any, place: tuple[Any, ...], new: Any) -> Any:
    """A copy with one part replaced."""
    if not place:
        return new
    first, rest = place[0], place[1:]
    if isinstance(value, list):
        return [
            _replaced(item, rest, new) if at == first else item for at, item in enumerate(value)
        ]
    return {
        key: _replaced(item, rest, new) if key == first else item for key, item in value.items()
    }


def _is_apart(spot: _Spot, others: Sequence[_Spot]) -> bool:
    """Whether no spot is inside another."""
    return all(
        any(a != b for a, b in zip(spot.place, other.place, strict=False)) for other in others
    )


def _spots(contract: Contract, spot: _Spot) -> Any:
    """Every part of a value, itself included."""
    yield spot
    for key, path, shape, value in _parts(spot):
        inner = _Spot((*spot.place, key), joined(spot.path, path), shape, value)
        yield from _spots(contract, inner)


def _parts(spot: _Spot) -> Any:
    which = kind(spot.shape)
    if which == "structure":
        for name, value in spot.value.items():
            yield name, name, spot.shape.members[name], value
    elif which == "list":
        for at, value in enumerate(spot.value[:10]):
            yield at, f"[{at}]", spot.shape.member, value
    elif which == "map":
        for key, value in spot.value.items():
            yield key, key_path(key), spot.shape.value, value


def _faults(contract: Contract, spot: _Spot) -> list[Fault]:
    """The ways to break the value of a spot; in a structure, one of its members' presence."""
    try:
        found = [fault for rule in constraints(contract, spot.shape) for fault in rule.illegal]
    except Unsatisfiable:
        return []
    return [fault for fault in found if _is_small(fault.value) and not fault.tolerated]


def _is_small(value: Any) -> bool:
    return not hasattr(value, "__len__") or len(value) <= 2 * LONGEST


# responses


@st.composite
def response_wires(draw: Draw, contract: Contract, shape: Any) -> Members:
    """Responses as botocore parses them, also such as the model does not foresee.

    They may have unknown members and enum values, unknown variants of unions and strings of any
    length, and may lack required members.
    """
    return dict(_surprised(draw, shape, _Drawing(contract, draw).value(shape, 1)))


def _surprised(draw: Draw, shape: Any, value: Any) -> Any:
    """The value with surprises in it, here or further down."""
    which = kind(shape)
    if which == "structure":
        return _surprised_structure(draw, shape, value)
    if which == "list":
        return [_surprised(draw, shape.member, item) for item in value]
    if which == "map":
        return {key: _surprised(draw, shape.value, item) for key, item in value.items()}
    if which == "string" and draw(st.booleans()):
        return draw(st.sampled_from(["", "A_VALUE_OF_TOMORROW", "\n" * 3, "x" * 400]))
    return value


def _surprised_structure(draw: Draw, shape: Any, value: Mapping[str, Any]) -> Members:
    if is_union(shape) and draw(st.booleans()):
        return {"variantOfTomorrow": {"inner": draw(st.integers())}}
    members = {
        name: _surprised(draw, shape.members[name], item)
        for name, item in value.items()
        if draw(st.sampled_from([True, True, True, False]))
    }
    if draw(st.booleans()):
        members["memberOfTomorrow"] = draw(_DOCUMENTS.filter(lambda item: item is not None))
    return members
