"""Rule: how the members of a structure go together, as AWS says only in prose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from .comparison import Difference, Judge, effects
from .constraint import Constraint, Edges, Unsatisfiable
from .demand import COUNTS, DEMANDS, TESTS, Values, is_one_of
from .place import ABSENT, UNCLEAR, Place
from .trusted import Trusted

if TYPE_CHECKING:
    from .inspection import Inspection
    from .protocols import Raw, Reader, Samples, Scope, Traits
    from .shape import Shape
    from .structure import StructureShape


class Rule(Constraint["StructureShape"]):
    """If everything in ``when_set`` is given, nothing in ``when_unset`` is, and each value that
    ``when_equal`` names is one of those stated there, ``demand`` holds for ``members``.

    All of these are places: wire names, ``Command.Name``, ``Conditions[1]`` (a second condition).
    """

    __slots__ = (
        "demand", "members", "message", "name", "values", "when_equal", "when_set", "when_unset",
    )  # fmt: skip

    kinds: ClassVar[Mapping[str, str]] = {"rule": "Members that do not go together."}
    shapes = frozenset({"StructureShape"})
    keywords = ("rules",)
    summary = "from an overlay; in requests only"

    def __init__(
        self,
        name: str,
        demand: str,
        members: tuple[str, ...] | Mapping[str, Values],
        *,
        when_set: tuple[str, ...] = (),
        when_unset: tuple[str, ...] = (),
        when_equal: Mapping[str, Values] = MappingProxyType({}),
        message: str = "",
    ) -> None:
        """:param demand: one of :data:`DEMANDS`.
        :param members: with what is stated of the value of each, if the demand is about values.
        :param message: what a user is told who breaks the rule."""
        self.name, self.demand, self.members = name, demand, tuple(members)
        self.values = tuple(members.values()) if isinstance(members, Mapping) else ()
        self.when_set, self.when_unset, self.message = when_set, when_unset, message
        self.when_equal = tuple(when_equal.items())

    @classmethod
    def read(cls, reader: Reader, raw: Raw) -> Traits:
        """Models state none; rules come from an overlay."""
        return {}

    @classmethod
    def of(cls, traits: Mapping[str, Any]) -> Iterator[Rule]:
        yield from traits.get("rules", ())

    @classmethod
    def from_overlay(cls, entry: Raw) -> Rule:
        """A rule as ``rules.json`` has it."""
        demand = next(demand for demand in DEMANDS if demand in entry)
        keywords = ("when_set", "when_unset", "when_equal")
        conditions = {name: _frozen(entry[name]) for name in keywords if name in entry}
        message = str(entry.get("message", ""))
        return cls(entry["name"], demand, _frozen(entry[demand]), **conditions, message=message)

    @property
    def names(self) -> frozenset[str]:
        """The members of the structure that the rule is about."""
        return frozenset(str(Place.of(path).steps[0]) for path in self.paths())

    def paths(self, most: int | None = None) -> dict[str, None]:
        """The places that the rule names, of its members the first few."""
        conditions = (*self.when_set, *self.when_unset, *dict(self.when_equal))
        return dict.fromkeys((*conditions, *self.members[:most]))

    def stated(self) -> Iterator[tuple[str, Values]]:
        """What is stated of values, by path."""
        yield from (*self._tested(), *self.when_equal)

    def _tested(self) -> Iterator[tuple[str, Values]]:
        """The members, with what is stated of their values."""
        return zip(self.members, self.values, strict=False)

    def applies(self, shape: StructureShape, value: Any) -> bool:
        """Whether the condition of the rule is met by a wire dictionary."""
        return (
            all(_given(shape, value, path) is True for path in self.when_set)
            and all(_given(shape, value, path) is False for path in self.when_unset)
            and all(is_one_of(Place.of(p).found(shape, value), v) for p, v in self.when_equal)
        )

    def holds(self, shape: StructureShape, value: Any) -> bool:
        """Whether the demand is met, or that cannot be told."""
        if self.values:
            return not self._wrong(shape, value)
        given = [_given(shape, value, path) for path in self.members]
        least, most = self._limits()
        return None in given or least <= given.count(True) <= most

    def _limits(self) -> tuple[int, int]:
        """How many of the members are given."""
        demand, everything = COUNTS[self.demand], len(self.members)
        return (
            everything if demand.least is None else demand.least,
            everything if demand.most is None else demand.most,
        )

    def _wrong(self, shape: StructureShape, value: Any) -> list[tuple[str, Any, Any]]:
        """The paths at which the demand is not met, the values there, and what could take their
        place. What is trusted or breaks a constraint of its own is left alone."""
        wrong = []
        for path, stated in self._tested():
            place = Place.of(path)
            leaf, item = place.shape(shape), place.found(shape, value)
            is_checked = _given(shape, value, path) and not isinstance(item, Trusted)
            if is_checked and leaf is not None and leaf.admits(item):
                mended = TESTS[self.demand].mended(item, stated)
                if mended != item:
                    wrong.append((path, item, mended))
        return wrong

    def mended(self, shape: StructureShape, value: Any) -> Any:
        """The same with values that meet the demand, if it is about values."""
        for path, _, item in self._wrong(shape, value) if self.applies(shape, value) else ():
            value = Place.of(path).put(shape, value, item, lambda shape: shape.example)
        return value

    def inspect(self, shape: StructureShape, value: Any, path: str, inspection: Inspection) -> bool:
        if not self.applies(shape, value) or self.holds(shape, value):
            return True
        expected = f"{self.demand.replace('_', ' ')} {', '.join(self.members)}"
        shown = [name for name in self.members if _given(shape, value, name)]
        if self.values:
            words = TESTS[self.demand].words
            expected = " and ".join(f"{path} {words(stated)}" for path, stated in self._tested())
            wrong = ((Place.of(p).shape(shape), item) for p, item, _ in self._wrong(shape, value))
            shown = ["***" if s.sensitive else inspection.shown(item) for s, item in wrong]
        inspection.add(path, "rule", expected, ", ".join(shown) or "none of them", self.message)
        return False

    def conditions(self, shape: StructureShape, value: str, scope: Scope) -> Iterator[str]:
        def given(path: str) -> str:
            return Place.of(path).written(value, scope)[0]

        def test(path: str, stated: Values, demand: str) -> str:
            there, item = Place.of(path).written(value, scope)
            return f"not {there} or {TESTS[demand].condition(item, stated, scope)}"

        fine = [f"not {given(path)}" for path in self.when_set]
        fine += [given(path) for path in self.when_unset]
        fine += [test(path, stated, "unequal") for path, stated in self.when_equal]
        tests = [f"({test(path, stated, self.demand)})" for path, stated in self._tested()]
        least, most = (0, 0) if tests else self._limits()
        count = f"[{', '.join(map(given, self.members))}].count(True)"
        demand = " and ".join(tests) or f"{least} <= {count} <= {most}"
        yield f"({' or '.join([*fine, f'({demand})'])})"

    def words(self, shape: StructureShape) -> Iterator[str]:
        """What a user is told who breaks the rule tells everybody how to keep it."""
        if self.message:
            yield self.message

    def json_schema(self, shape: StructureShape) -> Traits:
        """Conditions become ``if``."""
        conditions = [Place.of(path).json_schema({}) for path in self.when_set]
        conditions += [{"not": Place.of(path).json_schema({})} for path in self.when_unset]
        conditions += [Place.of(p).json_schema({"enum": [*v]}) for p, v in self.when_equal]
        if self.values:
            tests = ((Place.of(p), self._value_schema(shape, p, v)) for p, v in self._tested())
            demand: Traits = {"allOf": [p.json_schema(test, needed=False) for p, test in tests]}
        else:
            given = [Place.of(path).json_schema({}) for path in self.members]
            demand = COUNTS[self.demand].schema(given)
        said = {"description": self.message, **demand}
        return {"allOf": [{"if": {"allOf": conditions}, "then": said} if conditions else said]}

    def _value_schema(self, shape: StructureShape, path: str, stated: Values) -> Traits:
        """Of an open enum, only the values that are known are judged."""
        leaf = Place.of(path).shape(shape)
        if self.demand == "equal" and leaf.traits.get("open"):
            return {"not": {"enum": [value for value in leaf.known if value not in stated]}}
        return TESTS[self.demand].schema(stated)

    def settled(self, shape: StructureShape, value: Any, samples: Samples) -> Any:
        """Members that are required stay: if that is too many, the condition is given up."""
        value = self.mended(shape, value)
        if self.values or not self.applies(shape, value) or self.holds(shape, value):
            return value
        places = [*map(Place.of, self.members)]
        value = with_count(shape, value, places, *self._limits(), samples)
        for path in () if self.holds(shape, value) else (*self.when_set, *dict(self.when_equal)):
            if not _is_required(shape, Place.of(path)):
                value = Place.of(path).put(shape, value, ABSENT, samples.smallest)
        return value

    def edges(self, shape: StructureShape, samples: Samples) -> Edges:
        """Every set of the members that it names, of many of the first, beside what is needed: with
        the values that are stated, the ones next to them, and others."""
        stated, paths = dict(self.stated()), self.paths(6)
        places = [*map(Place.of, paths)]
        base, values = samples.smallest(shape), []
        for place in places:
            if not _is_required(shape, place) and place.found(shape, base) is not ABSENT:
                base = place.put(shape, base, ABSENT, samples.smallest)
        for chosen in product(*(_choices(shape, p, stated.get(p, ()), samples) for p in paths)):
            value = base
            for place, item in zip(places, chosen, strict=True):
                if item is not ABSENT:
                    value = place.put(shape, value, item, samples.smallest)
            values.append(value)
        return Edges(
            tuple(value for value in values if samples.fits(shape, value)),
            tuple(v for v in values if self.applies(shape, v) and not self.holds(shape, v)),
        )

    @classmethod
    def compare(
        cls, old: StructureShape, new: StructureShape, judge: Judge
    ) -> Iterator[Difference]:
        was, becomes = (
            {rule.name: rule for rule in shape.constraints if isinstance(rule, cls)}
            for shape in (old, new)
        )
        for name in dict.fromkeys((*was, *becomes)):
            if was.get(name) != becomes.get(name):
                kind = "added" if name not in was else "changed" if name in becomes else "removed"
                verb = {"added": "is new", "removed": "is gone"}.get(kind, kind)
                sentence, tighter = f"the rule {{}} {verb}", name in becomes
                yield Difference(f"rule {kind}", sentence, (name,), *effects(tighter))


def with_count(
    shape: StructureShape,
    value: Mapping[str, Any],
    places: Sequence[Place],
    least: int,
    most: int,
    samples: Samples,
) -> Any:
    """A structure in which at least and at most so many places are filled; what is required stays.

    :raises Unsatisfiable: no value could be found for enough of them.
    """
    made, reason = value, Unsatisfiable()
    given = [place for place in places if place.found(shape, value) is not ABSENT]
    given.sort(key=lambda place: not _is_required(shape, place))
    for place in given[most:]:
        if not _is_required(shape, place):
            made = place.put(shape, made, ABSENT, samples.smallest)
    count = len(given)
    for place in places:
        if count < least and place not in given:
            try:
                item = samples.smallest(place.shape(shape))
                made, count = place.put(shape, made, item, samples.smallest), count + 1
            except Unsatisfiable as error:
                reason = error
    if count < least:
        raise reason
    return made


def _given(shape: Shape, value: Any, path: str) -> bool | None:
    """Whether there is something in a place; ``None`` if that cannot be told."""
    found = Place.of(path).found(shape, value)
    return None if found is UNCLEAR else found is not ABSENT


def _is_required(shape: StructureShape, place: Place) -> bool:
    member = shape.by_name.get(str(place.steps[0])) if len(place.steps) == 1 else None
    return member is not None and (member.required or member.filled_in)


def _choices(shape: StructureShape, path: str, stated: Values, samples: Samples) -> list[Any]:
    """Nothing, and what can be in a place: what is stated, what is next to that, something else."""
    leaf = Place.of(path).shape(shape)
    some = samples.smallest(leaf)
    if isinstance(some, str):
        others = samples.several(leaf, 3)
    else:
        step = 1 if isinstance(some, int) else 0.001
        others = [not some] if some is True else [end + s for end in stated for s in (-step, step)]
    return [ABSENT, some, *stated[:2], *others] if stated else [ABSENT, some]


def _frozen(stated: Any) -> Any:
    """What an overlay states, so that it cannot be changed: a lone number as one of one."""
    if isinstance(stated, Mapping):
        return {path: _frozen(values) for path, values in stated.items()}
    return tuple(dict.fromkeys(stated)) if isinstance(stated, list) else (stated,)
