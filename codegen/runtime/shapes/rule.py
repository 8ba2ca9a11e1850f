"""Rule: how the members of a structure go together, as AWS says only in prose."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import compress, product
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from .comparison import Difference, effects
from .constraint import Constraint, Edges, Unsatisfiable

if TYPE_CHECKING:
    from .inspection import Inspection
    from .protocols import Judge, Raw, Reader, Samples, Scope, Traits
    from .structure import StructureShape

Schema = dict[str, Any]


class _Demand(NamedTuple):
    """What a kind of rule demands of its members."""

    least: int | None
    """How many of them are given; ``None``: all."""
    most: int | None
    condition: Callable[[list[str]], str]
    """The same as code, from the conditions that each is given."""
    schema: Callable[[list[Schema]], Schema]
    """The same in JSON Schema, from the schemas that say that each is given."""


DEMANDS: Mapping[str, _Demand] = {
    "require": _Demand(None, None, " and ".join, lambda given: {"allOf": given}),
    "forbid": _Demand(
        0,
        0,
        lambda given: f"not ({' or '.join(given)})",
        lambda given: {"allOf": [{"not": each} for each in given]},
    ),
    "exactly_one_of": _Demand(
        1, 1, lambda given: f"{_count(given)} == 1", lambda given: {"oneOf": given}
    ),
    "at_least_one_of": _Demand(1, None, " or ".join, lambda given: {"anyOf": given}),
    "at_most_one_of": _Demand(
        0,
        1,
        lambda given: f"{_count(given)} <= 1",
        lambda given: {"oneOf": [*given, {"not": {"anyOf": given}}]},
    ),
}
"""The kinds of rules, as the overlay spells them."""


class Rule(Constraint["StructureShape"]):
    """If everything in ``when_set`` is given and nothing in ``when_unset`` is, ``demand`` holds for
    ``members``. All are wire names."""

    __slots__ = ("demand", "members", "message", "name", "when_set", "when_unset")

    kinds: ClassVar[Mapping[str, str]] = {"rule": "Members that do not go together."}
    shapes = frozenset({"StructureShape"})
    keywords = ("rules",)
    summary = "from an overlay; in requests only"

    def __init__(
        self,
        name: str,
        demand: str,
        members: tuple[str, ...],
        *,
        when_set: tuple[str, ...] = (),
        when_unset: tuple[str, ...] = (),
        message: str = "",
    ) -> None:
        """:param demand: one of :data:`DEMANDS`.
        :param message: what a user is told who breaks the rule."""
        self.name, self.demand, self.members = name, demand, members
        self.when_set, self.when_unset, self.message = when_set, when_unset, message

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
        return cls(
            entry["name"],
            demand,
            tuple(dict.fromkeys(entry[demand])),
            when_set=tuple(dict.fromkeys(entry.get("when_set", ()))),
            when_unset=tuple(dict.fromkeys(entry.get("when_unset", ()))),
            message=str(entry.get("message", "")),
        )

    @property
    def names(self) -> frozenset[str]:
        """Every member that the rule names."""
        return frozenset({*self.members, *self.when_set, *self.when_unset})

    def applies(self, given: Any) -> bool:
        """Whether the condition of the rule is met by the names of the members that are given."""
        return all(name in given for name in self.when_set) and not any(
            name in given for name in self.when_unset
        )

    def holds(self, given: Any) -> bool:
        """Whether the demand is met."""
        least, most = self._limits()
        return least <= sum(name in given for name in self.members) <= most

    def _limits(self) -> tuple[int, int]:
        """How many of the members are given."""
        demand, everything = DEMANDS[self.demand], len(self.members)
        return (
            everything if demand.least is None else demand.least,
            everything if demand.most is None else demand.most,
        )

    def inspect(self, shape: StructureShape, value: Any, path: str, inspection: Inspection) -> bool:
        if not self.applies(value) or self.holds(value):
            return True
        given = [name for name in self.members if name in value]
        expected = f"{self.demand.replace('_', ' ')} {', '.join(self.members)}"
        actual = ", ".join(given) or "none of them"
        inspection.add(path, "rule", expected, actual, self.message)
        return False

    def conditions(self, shape: StructureShape, value: str, scope: Scope) -> Iterator[str]:
        def given(name: str) -> str:
            return f"{scope.hand_in(name)} in {value}"

        demand = DEMANDS[self.demand].condition([given(name) for name in self.members])
        fine = [
            *(f"not {given(name)}" for name in self.when_set),
            *(given(name) for name in self.when_unset),
            f"({demand})",
        ]
        yield f"({' or '.join(fine)})"

    def words(self, shape: StructureShape) -> Iterator[str]:
        parts = [
            *([f"with {_listed(self.when_set)}"] if self.when_set else []),
            *([f"without {_listed(self.when_unset, 'or')}"] if self.when_unset else []),
            self._consequence(shape),
        ]
        sentence = ", ".join(parts)
        yield f"{sentence[0].upper()}{sentence[1:]}."

    def _consequence(self, shape: StructureShape) -> str:
        """What has to hold: of some members, or of all that there are."""
        members, several = _listed(self.members), len(self.members) > 1
        if self.demand == "require":
            return f"{members} {'are' if several else 'is'} required"
        if self.demand == "forbid":
            return f"{members} {'have' if several else 'has'} to be left out"
        count = self.demand.removesuffix("_of").replace("_", " ")
        everything = len(self.members) == len(shape.members)
        return f"{count} member is set" if everything else f"{count} of {members} is set"

    def json_schema(self, shape: StructureShape) -> Traits:
        """Conditions on what is set and unset become ``if``."""
        conditions = [_given(name) for name in self.when_set]
        conditions += [{"not": _given(name)} for name in self.when_unset]
        demand = DEMANDS[self.demand].schema([_given(name) for name in self.members])
        said = {"description": self.message, **demand}
        return {"allOf": [{"if": {"allOf": conditions}, "then": said} if conditions else said]}

    def settled(self, shape: StructureShape, value: Any, samples: Samples) -> Any:
        """Members that are required stay: if that is too many, the condition is given up."""
        if not self.applies(value) or self.holds(value):
            return value
        value = with_count(shape, value, self.members, *self._limits(), samples)
        if self.holds(value):
            return value
        return {
            name: item
            for name, item in value.items()
            if name not in self.when_set or shape.by_name[name].required
        }

    def edges(self, shape: StructureShape, samples: Samples) -> Edges:
        """Every set of the members that it names, beside what is needed; of many, of the first."""
        names = tuple(dict.fromkeys((*self.when_set, *self.when_unset, *self.members[:6])))
        base = {
            name: value
            for name, value in samples.smallest(shape).items()
            if name not in names or shape.by_name[name].required or shape.by_name[name].filled_in
        }
        every = {name: samples.smallest(shape.by_name[name].shape) for name in names}
        sets = [
            {**base, **{name: every[name] for name in compress(names, chosen)}}
            for chosen in product((False, True), repeat=len(names))
        ]
        return Edges(
            tuple(value for value in sets if samples.fits(shape, value)),
            tuple(value for value in sets if self.applies(value) and not self.holds(value)),
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
    names: Sequence[str],
    least: int,
    most: int,
    samples: Samples,
) -> dict[str, Any]:
    """A structure with at least and at most so many of some members; the required ones stay.

    :raises Unsatisfiable: no value could be found for enough of them.
    """
    given = [name for name in value if name in names]
    given.sort(key=lambda name: not shape.by_name[name].required)
    surplus = [name for name in given[most:] if not shape.by_name[name].required]
    settled = {name: item for name, item in value.items() if name not in surplus}
    missing = [shape.by_name[name] for name in names if name not in value]
    reason: Unsatisfiable | None = None
    for member in missing:
        if len(given) >= least:
            break
        try:
            settled[member.name] = samples.smallest(member.shape)
            given.append(member.name)
        except Unsatisfiable as error:
            reason = error
    if len(given) < least and reason is not None:
        raise reason
    return settled


def _count(conditions: list[str]) -> str:
    """The code that counts how many conditions hold."""
    return f"[{', '.join(conditions)}].count(True)"


def _given(name: str) -> Schema:
    return {"required": [name]}


def _listed(members: tuple[str, ...], word: str = "and") -> str:
    *first, last = (f"``{member}``" for member in members)
    return f"{', '.join(first)} {word} {last}" if first else last
