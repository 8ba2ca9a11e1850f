"""The traits of a service model, read through botocore, and the smallest values that they allow."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from datetime import datetime, timezone
from functools import cached_property
from typing import Any

from botocore.model import ServiceModel, Shape

from .language import Language
from .rules import (
    COUNTS,
    GONE,
    TESTS,
    Raw,
    applies,
    better,
    can_be_added,
    changed,
    conditions_of,
    consequence_of,
    look,
    shape_at,
    steps,
)

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


class Excluded(Unsatisfiable):
    """A value satisfies its own shape, but a rule does not allow it where it stands."""


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
        self.patterns: dict[str, Any] = {}
        """The constraint that the pattern of a shape is, of those that were worked out."""
        self._dialect = dialect
        self._languages: dict[str, Language | None] = {}
        self._texts: dict[tuple[str, int], str] = {}
        self._keys: dict[tuple[str, int], list[str]] = {}
        self._smallest: dict[str, Any] = {}

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
        :raises Unsatisfiable: the value would have to hold another of its kind.
        """
        if shape.name in within:
            raise Unsatisfiable(f"{shape.name} needs another {shape.name}")
        if shape.name not in self._smallest:
            make = self._makers.get(kind(shape), lambda shape, _: self._plain[kind(shape)])
            self._smallest[shape.name] = make(shape, (*within, shape.name))
        return _copied(self._smallest[shape.name])

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
        known = (shape.name, length)
        if known not in self._texts:
            self._texts[known] = self._text(shape, length)
        return self._texts[known]

    def _text(self, shape: Shape, length: int) -> str:
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
        known = (shape.name, count)
        if known not in self._keys:
            self._keys[known] = self._different(shape, count)
        return self._keys[known]

    def _different(self, shape: Shape, count: int) -> list[str]:
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
        fixed = frozenset() if keep else frozenset(given)
        members = dict(given)
        for name in (*shape.required_members, *tokens(shape)):
            if name not in members:
                members[name] = self.smallest(shape.members[name], within)
        for _ in range(40):
            broken = self.broken_rules(shape, members)
            if not broken:
                return {name: members[name] for name in shape.members if name in members}
            members = self._repaired(shape, broken[0], members, (kept, fixed), within)
        raise Unsatisfiable(f"{shape.name}: the rules stand against {sorted(kept)}")

    def allowed(self, structure: Any, name: str) -> Any:
        """The smallest value that a member can have beside what its structure needs."""
        given = {name: self.smallest(structure.members[name])}
        return self.completed(structure, given, keep=[name])[name]

    def broken_rules(self, shape: Any, members: Members) -> list[Raw]:
        """The rules that members break; that of a union is among them."""
        rules = list(self.rules.get(shape.name, ()))
        if is_union(shape):
            rules.append({"name": "union", "exactly_one_of": list(shape.members)})
        return [r for r in rules if applies(r, members) and self._is_broken(r, shape, members)]

    def _is_broken(self, rule: Raw, shape: Any, members: Members) -> bool:
        consequence, paths = consequence_of(rule)
        if consequence in TESTS:
            return bool(self._wrong(rule, shape, members))
        found = [look(members, path) for path in paths]
        present = sum(bool(there) for there in found)
        return None not in found and not COUNTS[consequence](present, len(found))

    def _wrong(self, rule: Raw, shape: Any, members: Members) -> list[str]:
        """The paths of the values that a rule does not allow."""
        consequence, paths = consequence_of(rule)
        return [
            path
            for path in paths
            for value in look(members, path) or ()
            if self.satisfies(shape_at(shape, path), value)
            and not TESTS[consequence](value, rule[consequence][path])
        ]

    def satisfies(self, shape: Any, value: Any) -> bool:
        """Whether a string, number or boolean is legal by itself: rules look at no other value."""
        which = kind(shape)
        if which == "boolean":
            return isinstance(value, bool)
        if which != "string":
            low, high = number_bounds(shape)
            kinds = (int, float) if which in FLOAT_LIMITS else (int,)
            return type(value) in kinds and low <= value <= high
        enum, language = shape.metadata.get("enum"), self.language(shape)
        if enum or not isinstance(value, str):
            return value in (enum or ())
        fits = minimum(shape) <= len(value) <= maximum(shape)
        return fits and (language is None or bool(language.matches(value)))

    def _repaired(
        self,
        shape: Any,
        rule: Raw,
        members: Members,
        kept_and_fixed: tuple[set[str], frozenset[str]],
        within: tuple[str, ...],
    ) -> Members:
        """The members with one or more of them added, dropped or changed so that a rule holds.

        :param kept_and_fixed: the members that must stay, and those that must stay as they are.
        """
        kept, fixed = kept_and_fixed
        consequence, paths = consequence_of(rule)
        present = [path for path in paths if look(members, path)]
        changes: Members = {}
        if consequence in TESTS:
            wrong = self._wrong(rule, shape, members)
            if not fixed & {str(steps(path)[0]) for path in wrong}:
                changes = {path: better(consequence, rule[consequence][path]) for path in wrong}
        elif consequence == "require" or (consequence in _WANTING and not present):
            changes = self._made(shape, rule, members, fixed, within)
        else:
            surplus = [path for path in present if str(steps(path)[0]) not in kept]
            keeps_one = consequence != "forbid" and len(surplus) == len(present)
            changes = dict.fromkeys(surplus[keeps_one:], GONE)
        if not changes:
            conditions = [p for p in conditions_of(rule) if str(steps(p)[0]) not in kept]
            changes = dict.fromkeys(conditions, GONE)
        if not changes:
            raise Excluded(f"rule {rule['name']} stands against {sorted(kept)}")
        for path, item in changes.items():
            members = changed(members, steps(path), item)
        return members

    def _made(
        self,
        shape: Any,
        rule: Raw,
        members: Members,
        fixed: frozenset[str],
        within: tuple[str, ...],
    ) -> Members:
        """What a rule wants and is missing, by path; only one if one of several will do."""
        consequence, paths = consequence_of(rule)
        made: Members = {}
        for path in paths:
            free = str(steps(path)[0]) not in fixed or can_be_added(members, path)
            if look(members, path) == [] and free and (consequence == "require" or not made):
                try:
                    made[path] = self.smallest(shape_at(shape, path), within)
                except Unsatisfiable:
                    if consequence == "require":
                        raise
        return made


def _copied(value: Any) -> Any:
    """Containers of one's own, for whoever changes them."""
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    return [_copied(item) for item in value] if isinstance(value, list) else value


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


_WANTING = ("exactly_one_of", "at_least_one_of")
"""What rules ask for that can be met by one more member."""
