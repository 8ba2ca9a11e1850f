"""The traits of a service model, read through botocore, and the smallest values that they allow."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import datetime, timezone
from functools import cached_property
from typing import Any

from botocore.model import ServiceModel, Shape

from .language import Language

Raw = Mapping[str, Any]
Members = dict[str, Any]

MOMENT = datetime(2024, 2, 29, 12, 30, 15, tzinfo=timezone.utc)
"""A timestamp that every format can express."""

KINDS = {
    "structure": "structure",
    "list": "list",
    "map": "map",
    "string": "string",
    "character": "string",
    "boolean": "boolean",
    "timestamp": "timestamp",
    "blob": "blob",
    "byte": "integer",
    "short": "integer",
    "integer": "integer",
    "long": "long",
    "bigInteger": "long",
    "biginteger": "long",
    "float": "float",
    "double": "double",
    "bigDecimal": "double",
    "bigdecimal": "double",
}
"""What the values of each type of the modelling language look like."""

INTEGER_LIMITS = {"integer": 2**31, "long": 2**63}
FLOAT_LIMITS = {"float": 3.4028234663852886e38, "double": 1.7976931348623157e308}


class Unsatisfiable(Exception):
    """No value has the members that were asked for: a rule or a union stands against it."""


class Contract:
    """A service model, its cross-field rules, and its patterns in Python's dialect."""

    def __init__(
        self,
        model: ServiceModel,
        rules: Iterable[Raw] = (),
        dialect: Callable[[Shape], str | None] = lambda shape: None,
        grown: Container[str] = (),
    ) -> None:
        """
        :param rules: the entries of the overlay (``rules-1.json``).
        :param dialect: the pattern of a shape as :mod:`re` takes it; ``None`` if it accepts every
            string, or is not checked.
        :param grown: the enums that AWS has extended before: a new value of theirs is sent.
        """
        self.grown = grown
        self.model = model
        self.rules: dict[str, list[Raw]] = {}
        """The cross-field rules by structure."""
        for rule in rules:
            for structure in rule["structures"]:
                self.rules.setdefault(structure, []).append(rule)
        self._dialect = dialect
        self._languages: dict[str, Language | None] = {}

    def language(self, shape: Shape) -> Language | None:
        """The strings that the pattern of a shape accepts; ``None`` if it accepts all of them."""
        if shape.name not in self._languages:
            source = self._dialect(shape) if shape.metadata.get("pattern") else None
            self._languages[shape.name] = None if source is None else Language(source)
        return self._languages[shape.name]

    # the smallest legal values

    def smallest(self, shape: Shape, within: tuple[str, ...] = ()) -> Any:
        """A legal value with nothing in it that is not needed.

        :param within: the shapes around it, none of which may be needed again.
        :raises Unsatisfiable: the value would have to hold its like.
        """
        if shape.name in within:
            raise Unsatisfiable(f"{shape.name} needs another {shape.name}")
        make = self._makers.get(kind(shape))
        return self._plain[kind(shape)] if make is None else make(shape, (*within, shape.name))

    @cached_property
    def _makers(self) -> Mapping[str, Callable[[Any, tuple[str, ...]], Any]]:
        return {
            "structure": lambda shape, within: self.completed(shape, {}, within),
            "list": lambda shape, within: [
                self.smallest(shape.member, within) for _ in range(minimum(shape))
            ],
            "map": lambda shape, within: self.entries(shape, minimum(shape), within),
            "string": lambda shape, within: self.text(shape, minimum(shape)),
            "blob": lambda shape, within: b"x" * minimum(shape),
            "integer": lambda shape, within: small_number(shape, 1),
            "long": lambda shape, within: small_number(shape, 1),
            "float": lambda shape, within: float(small_number(shape, 0.5)),
            "double": lambda shape, within: float(small_number(shape, 0.5)),
        }

    _plain: Mapping[str, Any] = {"boolean": True, "timestamp": MOMENT, "document": {"a": [1, None]}}

    def text(self, shape: Shape, length: int) -> str:
        """A legal string of about this length: the nearest that the pattern has."""
        if enum := shape.metadata.get("enum"):
            return str(enum[0])
        language = self.language(shape)
        if language is None:
            return "a" * length
        text = language.of_length(length)
        if text is None:
            text = language.shortest(minimum(shape), maximum(shape))
        if text is None:
            raise Unsatisfiable(f"no string was found for the pattern of {shape.name}")
        return text

    def entries(self, shape: Any, count: int, within: tuple[str, ...] = ()) -> Members:
        """A map with this many entries.

        :raises Unsatisfiable: there are not so many keys.
        """
        keys = self.keys(shape.key, count)
        if len(keys) < count:
            raise Unsatisfiable(f"{shape.name}: {len(keys)} keys were found, not {count}")
        return {key: self.smallest(shape.value, within) for key in keys}

    def keys(self, shape: Shape, count: int) -> list[str]:
        """Up to ``count`` different legal values of a string shape."""
        if enum := shape.metadata.get("enum"):
            return list(enum)[:count]
        language = self.language(shape)
        found: dict[str, None] = {}
        for number in range(4 * count + 8):
            text = self._numbered(shape, language, number)
            if text is not None and len(found) < count:
                found[text] = None
        return list(found)

    def _numbered(self, shape: Shape, language: Language | None, number: int) -> str | None:
        """One of the legal strings of a shape, another one for each number as far as possible."""
        length = max(minimum(shape), int(min(len(str(number)) + 3 + number // 7, maximum(shape))))
        if language is None:
            return f"{number:0{length}d}"[:length]
        digits = iter(range(length + 50))
        text = language.of_length(
            length, lambda options: options[number // len(options) ** next(digits) % len(options)]
        )
        return text if text is not None else self.text(shape, length) if number == 0 else None

    # structures

    def completed(
        self, shape: Any, given: Members, within: tuple[str, ...] = (), keep: Iterable[str] = ()
    ) -> Members:
        """A legal structure with the members that are given and no others than it needs.

        :param keep: the members that must not be dropped; all that are given, if this is empty.
        :raises Unsatisfiable: the given members cannot stand together.
        """
        kept = {*(keep or given), *shape.required_members}
        members = dict(given)
        for name in (*shape.required_members, *tokens(shape)):
            if name not in members:
                members[name] = self.smallest(shape.members[name], within)
        for _ in range(20):
            broken = self.broken_rules(shape, members)
            if not broken:
                return {name: members[name] for name in shape.members if name in members}
            self._repair(shape, broken[0], members, kept, within)
        raise Unsatisfiable(f"{shape.name}: the rules stand against {sorted(kept)}")

    def broken_rules(self, shape: Any, members: Iterable[str]) -> list[Raw]:
        """The rules that a set of members breaks; that of a union is among them."""
        present = set(members)
        rules = list(self.rules.get(shape.name, ()))
        if is_union(shape):
            rules.append({"name": "union", "exactly_one_of": list(shape.members)})
        return [rule for rule in rules if applies(rule, present) and not holds(rule, present)]

    def _repair(
        self, shape: Any, rule: Raw, members: Members, kept: set[str], within: tuple[str, ...]
    ) -> None:
        """Add or drop a member so that one rule holds."""
        consequence, names = consequence_of(rule)
        present = [name for name in names if name in members]
        if consequence == "require":
            wanted = [name for name in names if name not in members]
            for name in wanted:
                members[name] = self.smallest(shape.members[name], within)
        elif consequence in ("exactly_one_of", "at_least_one_of") and not present:
            self._add_one(shape, names, members, within)
        else:
            self._drop(rule, present, members, kept)

    def _add_one(
        self, shape: Any, names: Sequence[str], members: Members, within: tuple[str, ...]
    ) -> None:
        for name in names:
            try:
                members[name] = self.smallest(shape.members[name], within)
                return
            except Unsatisfiable:
                continue
        raise Unsatisfiable(f"{shape.name}: none of {names} can be built")

    def _drop(self, rule: Raw, present: list[str], members: Members, kept: set[str]) -> None:
        surplus = [name for name in present if name not in kept]
        if rule.get("forbid") is None and len(surplus) == len(present):
            surplus = surplus[1:]
        surplus = surplus or [name for name in rule.get("when_set", ()) if name not in kept]
        if not surplus:
            raise Unsatisfiable(f"rule {rule['name']} stands against {present}")
        for name in surplus:
            members.pop(name, None)


# traits of shapes


def kind(shape: Shape) -> str:
    """The type of a shape, sizes of numbers joined: what its values look like."""
    return "document" if getattr(shape, "is_document_type", False) else KINDS[shape.type_name]


def minimum(shape: Shape) -> int:
    """The least length."""
    return int(shape.metadata.get("min", 0))


def maximum(shape: Shape) -> float:
    """The greatest length; infinite if the model states none."""
    return float(shape.metadata.get("max", float("inf")))


def number_bounds(shape: Shape) -> tuple[Any, Any]:
    """The least and the greatest number, by the model and by the size of the type."""
    if kind(shape) in INTEGER_LIMITS:
        limit = INTEGER_LIMITS[kind(shape)]
        lowest, highest = -limit, limit - 1
    else:
        highest = FLOAT_LIMITS[kind(shape)]  # type: ignore[assignment]
        lowest = -highest
    low = max(shape.metadata.get("min", lowest), lowest)
    return low, min(shape.metadata.get("max", highest), highest)


def small_number(shape: Shape, usual: float) -> Any:
    """The least number if the model states one, else the usual one or the greatest."""
    low, high = number_bounds(shape)
    return low if "min" in shape.metadata else min(usual, high)


def is_union(shape: Any) -> bool:
    """Whether exactly one member of a structure is set."""
    return bool(shape.is_tagged_union)


def tokens(shape: Any) -> list[str]:
    """The members that are filled in when they are left out."""
    members = shape.members.items()
    return [name for name, member in members if member.metadata.get("idempotencyToken")]


# rules

CONSEQUENCES: Mapping[str, Callable[[int, int], bool]] = {
    "require": lambda present, of: present == of,
    "forbid": lambda present, of: present == 0,
    "exactly_one_of": lambda present, of: present == 1,
    "at_least_one_of": lambda present, of: present > 0,
    "at_most_one_of": lambda present, of: present < 2,
}


def consequence_of(rule: Raw) -> tuple[str, list[str]]:
    """What a rule asks, and of which members."""
    name = next(name for name in CONSEQUENCES if name in rule)
    return name, list(rule[name])


def applies(rule: Raw, present: set[str]) -> bool:
    """Whether the condition of a rule is met."""
    return present.issuperset(rule.get("when_set", ())) and present.isdisjoint(
        rule.get("when_unset", ())
    )


def holds(rule: Raw, present: set[str]) -> bool:
    """Whether what a rule asks is met."""
    name, members = consequence_of(rule)
    return CONSEQUENCES[name](len(present.intersection(members)), len(members))
