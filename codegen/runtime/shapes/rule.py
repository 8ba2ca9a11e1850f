"""Rule: how the members of a structure go together, as AWS says only in prose."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from .constraint import Constraint, Raw, Reader, Respell, Scope, Traits

if TYPE_CHECKING:
    from .inspection import Inspection
    from .structure import StructureShape

Schema = dict[str, Any]


class _Demand(NamedTuple):
    """What a kind of rule demands of its members."""

    holds: Callable[[int, int], bool]
    """Of how many of them are given, and how many there are."""
    condition: str
    """The same as code, over both numbers."""
    schema: Callable[[list[Schema]], Schema]
    """The same in JSON Schema, from the schemas that say that each is given."""


DEMANDS: Mapping[str, _Demand] = {
    "require": _Demand(lambda given, of: given == of, "{0} == {1}", lambda given: {"allOf": given}),
    "forbid": _Demand(
        lambda given, of: given == 0,
        "{0} == 0",
        lambda given: {"allOf": [{"not": each} for each in given]},
    ),
    "exactly_one_of": _Demand(
        lambda given, of: given == 1, "{0} == 1", lambda given: {"oneOf": given}
    ),
    "at_least_one_of": _Demand(
        lambda given, of: given >= 1, "{0} >= 1", lambda given: {"anyOf": given}
    ),
    "at_most_one_of": _Demand(
        lambda given, of: given <= 1,
        "{0} <= 1",
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
        count = sum(name in given for name in self.members)
        return DEMANDS[self.demand].holds(count, len(self.members))

    def inspect(self, shape: StructureShape, value: Any, path: str, inspection: Inspection) -> bool:
        if not self.applies(value) or self.holds(value):
            return True
        given = [name for name in self.members if name in value]
        expected = f"{self.demand.replace('_', ' ')} {', '.join(self.members)}"
        actual = ", ".join(given) or "none of them"
        inspection.add(path, "rule", expected, actual, self.message)
        return False

    def conditions(self, shape: StructureShape, value: str, scope: Scope) -> Iterator[str]:
        members = scope.hand_in(frozenset(self.members))
        count = f"_len({members}.intersection({value}))"
        demand = DEMANDS[self.demand].condition.format(count, len(self.members))
        broken = [
            *(f"{scope.hand_in(name)} not in {value}" for name in self.when_set),
            *(f"{scope.hand_in(name)} in {value}" for name in self.when_unset),
            demand,
        ]
        yield f"({' or '.join(broken)})" if len(broken) > 1 else demand

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

    def json_schema(self, shape: StructureShape, respell: Respell) -> Traits:
        """Conditions on what is set and unset become ``if``."""
        conditions = [_given(name) for name in self.when_set]
        conditions += [{"not": _given(name)} for name in self.when_unset]
        demand = DEMANDS[self.demand].schema([_given(name) for name in self.members])
        said = {"description": self.message, **demand}
        return {"allOf": [{"if": {"allOf": conditions}, "then": said} if conditions else said]}


def _given(name: str) -> Schema:
    return {"required": [name]}


def _listed(members: tuple[str, ...], word: str = "and") -> str:
    *first, last = (f"``{member}``" for member in members)
    return f"{', '.join(first)} {word} {last}" if first else last
