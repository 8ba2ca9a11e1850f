"""Every constraint of a request: what just satisfies it, and what breaks it and nothing else."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import islice, product
from typing import Any

import attrs
from botocore.model import Shape

from .contract import (
    FLOAT_LIMITS,
    MOMENT,
    Contract,
    Excluded,
    Members,
    Unsatisfiable,
    is_union,
    kind,
    maximum,
    minimum,
    number_bounds,
    tokens,
)
from .language import Language
from .rules import GONE, changed, conditions_of, consequence_of, look, shape_at, steps

Broken = tuple[str, str]
"""A violation that is to be reported: its path, and the kind of its constraint."""

UNKNOWN = "noSuchMember"
"""A member that no structure has."""

EMOJI = "\N{GRINNING FACE}"
"""One character, two UTF-16 units, four bytes."""


@attrs.frozen
class Fault:
    """A value that breaks a constraint, and what is to be said about it."""

    value: Any
    broken: tuple[Broken, ...]
    """Paths are relative to the value."""
    tolerated: bool = False
    """Whether it is sent with a warning, unless the policy closes open enums."""


@attrs.frozen
class Constraint:
    """One constraint of a shape, from both sides."""

    kind: str
    detail: str
    legal: tuple[Any, ...]
    illegal: tuple[Fault, ...]
    excluded: str = ""
    """Why a side is empty."""
    lenient: tuple[Any, ...] = ()
    """Values that are legal by one of several ways to count, and so have to be accepted."""


def constraints(contract: Contract, shape: Shape) -> Iterator[Constraint]:
    """Every constraint that a shape itself states (not those of the shapes within it)."""
    yield from _KINDS[kind(shape)](contract, shape)


# strings


def _string(contract: Contract, shape: Shape) -> Iterator[Constraint]:
    if enum := shape.metadata.get("enum"):
        yield _typed(str(enum[0]), 12, b"bytes", ["a"])
        is_open = shape.name in contract.grown
        illegal = [attrs.evolve(f, tolerated=is_open) for f in _faults("enum", _strangers(enum))]
        yield Constraint("enum", "open" * is_open, tuple(enum), tuple(illegal))
        return
    legal = contract.text(shape, minimum(shape))
    yield _typed(legal, 12, b"bytes", ["a"])
    yield from _string_lengths(contract, shape)
    if "pattern" in shape.metadata:
        known = contract.patterns
        if shape.name not in known:
            known[shape.name] = _pattern(contract, shape, legal)
        yield known[shape.name]


def _strangers(enum: list[str]) -> list[str]:
    candidates = [f"{enum[0]}_", enum[-1].swapcase(), "", f"{enum[0]}\n"]
    return [text for text in candidates if text not in enum]


def _string_lengths(contract: Contract, shape: Shape) -> Iterator[Constraint]:
    least, most = minimum(shape), maximum(shape)
    language = contract.language(shape)
    if least:
        shortest = "a" * least if language is None else language.shortest(least, most)
        illegal = _faults("min_length", ["a" * (least - 1), *_matching(language, least - 1)])
        few = EMOJI * -(-least // len(EMOJI.encode()))
        lenient = (few,) if language is None or language.matches(few) else ()
        legal = _some(shortest)
        yield Constraint("min_length", str(least), legal, illegal, lenient=lenient)
    if most < float("inf"):
        size = int(most)
        texts = ["a" * (size + 1), EMOJI * (size + 1), *_matching(language, size + 1)]
        illegal = _faults("max_length", texts)
        longest = "a" * size if language is None else language.longest(least, size)
        wide = EMOJI * size
        fits = language is None or language.matches(wide)
        legal = (*_some(longest), *_some(wide if fits and size < 5000 else None))
        yield Constraint("max_length", str(size), legal, illegal)


def _matching(language: Language | None, length: int) -> tuple[str, ...]:
    """A string that nothing but its length speaks against."""
    text = None if language is None else language.of_length(length)
    return () if text is None or len(text.encode()) != length else (text,)


def _pattern(contract: Contract, shape: Shape, legal: str) -> Constraint:
    java = str(shape.metadata["pattern"])
    language = contract.language(shape)
    least, most = minimum(shape), maximum(shape)
    if language is None:
        return Constraint("pattern", java, (legal,), (), "accepts every string, or is not checked")
    examples = [legal, *language.varied(least, most)]
    if not _refuses_empty(shape):
        examples.append("")
    near = islice(language.near_misses(least, most, examples), 400)
    misses = _spread([text for text in near if text or least or _refuses_empty(shape)], 12)
    reason = "" if misses else "accepts every string of the allowed lengths"
    return Constraint("pattern", java, tuple(examples), _faults("pattern", misses), reason)


def _refuses_empty(shape: Shape) -> bool:
    """``min: 0`` stated: the empty string passes whatever the pattern says."""
    return shape.metadata.get("min") != 0


def _spread(texts: list[str], count: int) -> list[str]:
    """The first few, and some from all over the rest."""
    step = max(1, (len(texts) - 4) // max(count - 4, 1))
    return [*texts[:4], *texts[4::step]][: count + 2]


# other scalars


def _number(contract: Contract, shape: Shape) -> Iterator[Constraint]:
    low, high = number_bounds(shape)
    if kind(shape) in FLOAT_LIMITS:
        yield attrs.evolve(
            _typed(low, "5", True, float("nan"), float("inf")),
            legal=(low, high, *((1,) if low <= 1 <= high else ())),
        )
        step = 0.001
    else:
        yield _typed(low, "5", True, 1.5)
        step = 1
    if kind(shape) != "double" or "min" in shape.metadata:
        yield Constraint("min_value", str(low), (low,), _faults("min_value", [_beyond(low, -step)]))
    if kind(shape) != "double" or "max" in shape.metadata:
        yield Constraint(
            "max_value", str(high), (high,), _faults("max_value", [_beyond(high, step)])
        )


def _beyond(bound: float, step: float) -> float:
    """A little past a bound, also if adding a little changes nothing."""
    return bound * 1.001 if isinstance(bound, float) and abs(bound) > 1e9 else bound + step


def _boolean(contract: Contract, shape: Shape) -> Iterator[Constraint]:
    yield attrs.evolve(_typed(True, "true", 1, 0), legal=(True, False))


def _timestamp(contract: Contract, shape: Shape) -> Iterator[Constraint]:
    legal = (MOMENT, "2024-02-29T12:30:15Z", 1709209815)
    yield attrs.evolve(_typed(MOMENT, "yesterday", True, [1]), legal=legal)


def _blob(contract: Contract, shape: Shape) -> Iterator[Constraint]:
    least, most = minimum(shape), maximum(shape)
    yield _typed(b"x" * least, 5, [b"x"])
    if least:
        yield Constraint(
            "min_length", str(least), (b"x" * least,), _faults("min_length", [b"x" * (least - 1)])
        )
    if most < float("inf"):
        size = int(most)
        legal = (b"x" * size,)
        yield Constraint("max_length", str(size), legal, _faults("max_length", [b"x" * (size + 1)]))


def _document(contract: Contract, shape: Shape) -> Iterator[Constraint]:
    legal = ({"a": [1, None]}, "text", [True])
    yield attrs.evolve(_typed({}, {1, 2}, object()), legal=legal)


# lists and maps


def _list(contract: Contract, shape: Any) -> Iterator[Constraint]:
    least, most = minimum(shape), maximum(shape)
    item = contract.smallest(shape.member)
    legal = ([item] * max(least, 1), [item] * least)
    yield attrs.evolve(_typed(legal[0], "text", {"a": 1}, 5), legal=legal)
    nothing = Fault([*[item] * (max(least, 1) - 1), None], ((f"[{max(least, 1) - 1}]", "type"),))
    yield Constraint("type", "entry", ([item] * max(least, 1),), (nothing,))
    if least:
        illegal = _faults("min_length", [[item] * (least - 1)])
        yield Constraint("min_length", str(least), ([item] * least,), illegal)
    if most < float("inf"):
        illegal = _faults("max_length", [[item] * (int(most) + 1)])
        yield Constraint("max_length", str(int(most)), ([item] * int(most),), illegal)


def _map(contract: Contract, shape: Any) -> Iterator[Constraint]:
    least, most = minimum(shape), maximum(shape)
    some = contract.entries(shape, max(least, 1))
    key = list(some)[-1]
    legal = (some, some if least else {})
    yield attrs.evolve(_typed(some, "text", ["a"], 5), legal=legal)
    nothing = Fault({**some, key: None}, ((key_path(key), "type"),))
    yield Constraint("type", "entry", (some,), (nothing,))
    if least:
        few = dict(list(some.items())[: least - 1])
        enough = contract.entries(shape, least)
        yield Constraint("min_length", str(least), (enough,), _faults("min_length", [few]))
    if most < float("inf"):
        yield _map_maximum(contract, shape, int(most))


def _map_maximum(contract: Contract, shape: Any, most: int) -> Constraint:
    try:
        full, crowded = contract.entries(shape, most), contract.entries(shape, most + 1)
    except Unsatisfiable as reason:
        return Constraint("max_length", str(most), (), (), str(reason))
    return Constraint("max_length", str(most), (full,), _faults("max_length", [crowded]))


# structures


def _structure(contract: Contract, shape: Any) -> Iterator[Constraint]:
    value = contract.smallest(shape)
    yield _typed(value, "text", ["a"], 5)
    unknown = Fault({**value, UNKNOWN: 1}, ((UNKNOWN, "unknown"),))
    yield Constraint("unknown", "", (value,), (unknown,))
    for name in shape.required_members:
        yield _required(contract, shape, name, value)
    if is_union(shape):
        yield _union(contract, shape)
    for rule in contract.rules.get(shape.name, ()):
        yield _rule(contract, shape, rule)


def _required(contract: Contract, shape: Any, name: str, value: Members) -> Constraint:
    if name in tokens(shape):
        return Constraint("required", name, (value,), (), "is filled in when it is left out")
    without = {key: item for key, item in value.items() if key != name}
    broken = ((name, "required"), *_rules_broken(contract, shape, without))
    illegal = (Fault(without, broken), Fault({**without, name: None}, broken))
    return Constraint("required", name, (value,), illegal)


def _rules_broken(contract: Contract, shape: Any, members: Members) -> tuple[Broken, ...]:
    rules = contract.broken_rules(shape, members)
    return tuple(("", "union" if rule["name"] == "union" else "rule") for rule in rules)


def _union(contract: Contract, shape: Any) -> Constraint:
    arms = [_arm(contract, shape, name) for name in shape.members]
    built = [arm for arm in arms if arm is not None]
    both = {key: item for arm in built[:2] for key, item in arm.items()}
    every = {key: item for arm in built for key, item in arm.items()}
    surplus = [both, every] if len(built) > 1 else []
    illegal = [Fault(value, _rules_broken(contract, shape, value)) for value in ({}, *surplus)]
    missing = "" if len(built) == len(arms) else "an arm cannot be built"
    return Constraint("union", "", tuple(built), tuple(illegal), missing)


def _arm(contract: Contract, shape: Any, name: str) -> Members | None:
    try:
        return contract.completed(shape, {name: contract.smallest(shape.members[name])})
    except Unsatisfiable:
        return None


def _rule(contract: Contract, shape: Any, rule: Mapping[str, Any]) -> Constraint:
    """Every choice of what a rule speaks of, on top of what is required."""
    base = contract.smallest(shape)
    paths = _paths_of(rule)
    for path in paths:
        if look(base, path) and path not in {*shape.required_members, *tokens(shape)}:
            base = changed(base, steps(path), GONE)
    legal: list[Members] = []
    illegal: list[Fault] = []
    for chosen in product(*(_choices(contract, shape, rule, path) for path in paths)):
        members = base
        for path, item in zip(paths, chosen, strict=True):
            if item is not GONE:
                members = changed(members, steps(path), item)
        broken = contract.broken_rules(shape, members)
        if any(other["name"] == rule["name"] for other in broken):
            illegal.append(Fault(members, _rules_broken(contract, shape, members)))
        elif not broken:
            legal.append(members)
    fewest = sorted(illegal, key=lambda fault: len(fault.broken))
    return Constraint("rule", str(rule["name"]), tuple(legal[:40]), tuple(fewest[:40]))


def _paths_of(rule: Mapping[str, Any]) -> list[str]:
    """The members a rule speaks of; of a long list the first five and the last are enough."""
    conditions = [*conditions_of(rule), *rule.get("when_unset", ())]
    demanded = [*consequence_of(rule)[1]]
    return list(dict.fromkeys((*conditions, *demanded[:5], demanded[-1])))


def _choices(contract: Contract, shape: Any, rule: Mapping[str, Any], path: str) -> list[Any]:
    """Nothing, and values for a member: those that the rule names, those next to them, another."""
    inner = shape_at(shape, path)
    stated = [rule[key][path] for key in rule if isinstance(rule[key], dict) and path in rule[key]]
    listed = [value for one in stated for value in (one if isinstance(one, list) else [one])]
    near = [
        value + way * (0.001 if kind(inner) in FLOAT_LIMITS else 1)
        for value in listed
        if kind(inner) not in ("string", "boolean")
        for way in (-1, 1)
    ]
    others = {"string": contract.keys(inner, 20) if listed else [], "boolean": [True, False]}
    values = [*listed, *near, *(others.get(kind(inner), ()) if listed else ())]
    legal = [value for value in values if contract.satisfies(inner, value)]
    return [GONE, contract.smallest(inner), *legal[:8]]


def _typed(legal: Any, *illegal: Any) -> Constraint:
    return Constraint("type", "", (legal,), _faults("type", illegal))


def _faults(constraint: str, values: Iterable[Any]) -> tuple[Fault, ...]:
    return tuple(Fault(value, (("", constraint),)) for value in values)


def _some(value: str | None) -> tuple[str, ...]:
    return () if value is None else (value,)


_KINDS: Mapping[str, Callable[[Contract, Any], Iterator[Constraint]]] = {
    "string": _string,
    "integer": _number,
    "long": _number,
    "float": _number,
    "double": _number,
    "boolean": _boolean,
    "timestamp": _timestamp,
    "blob": _blob,
    "document": _document,
    "list": _list,
    "map": _map,
    "structure": _structure,
}


# where constraints are


@attrs.frozen
class Step:
    """One step into a value: to a member, to an entry of a list, to a key or a value of a map."""

    into: str
    shape: Any
    name: str = ""

    def around(self, contract: Contract, inner: Any) -> tuple[Any, str]:
        """The smallest legal value around ``inner``, and the path from it to ``inner``."""
        if self.into == "member":
            return contract.completed(self.shape, {self.name: inner}), self.name
        fewest = max(minimum(self.shape), 1)
        if self.into == "item":
            rest = [contract.smallest(self.shape.member) for _ in range(fewest - 1)]
            return [inner, *rest], "[0]"
        some = contract.entries(self.shape, fewest)
        key = next(iter(some))
        if self.into == "value":
            return {**some, key: inner}, key_path(key)
        value = some.pop(key)
        return {inner: value, **some}, key_path(inner)


@attrs.frozen
class Site:
    """A place in a request, by the shortest way to it."""

    shape: Any
    steps: tuple[Step, ...] = ()

    def placed(self, contract: Contract, value: Any) -> tuple[Any, str]:
        """The smallest legal request around a value, and the path to the value in it.

        :raises Unsatisfiable: there is none.
        """
        path = ""
        for step in reversed(self.steps):
            value, own = step.around(contract, value)
            path = joined(own, path)
        return value, path

    def takes(self, value: Any) -> bool:
        """Whether a value can stand here at all: a key must be hashable."""
        is_key = bool(self.steps) and self.steps[-1].into == "key"
        return not is_key or isinstance(value, Hashable)

    @property
    def name(self) -> str:
        """The place in the words of the model, for reports."""
        return ".".join(step.name or step.into for step in self.steps) or self.shape.name

    @property
    def owner(self) -> str:
        """The shape that refers to the one at this place, and how."""
        if not self.steps:
            return str(self.shape.name)
        step = self.steps[-1]
        return f"{step.shape.name}.{step.name or step.into}"


def sites(root: Shape) -> Iterator[Site]:
    """Every reference of one shape to another that can be reached, each once."""
    seen = {root.name}
    waiting = deque([Site(root)])
    while waiting:
        site = waiting.popleft()
        yield site
        for step, shape in _inside(site.shape) if _is_first(site, seen) else ():
            waiting.append(Site(shape, (*site.steps, step)))


def _is_first(site: Site, seen: set[str]) -> bool:
    """Whether what is inside the shape was not looked at on another way."""
    if not site.steps:
        return True
    first = site.shape.name not in seen
    seen.add(site.shape.name)
    return first


def _inside(shape: Any) -> Iterator[tuple[Step, Shape]]:
    if kind(shape) == "structure":
        for name, member in shape.members.items():
            yield Step("member", shape, name), member
    elif kind(shape) == "list":
        yield Step("item", shape), shape.member
    elif kind(shape) == "map":
        yield Step("key", shape), shape.key
        yield Step("value", shape), shape.value


def joined(path: str, rest: str) -> str:
    """Two paths as one."""
    return f"{path}.{rest}" if path and rest and not rest.startswith("[") else path + rest


def key_path(key: Any) -> str:
    """The path of a map's entry."""
    text = key if isinstance(key, str) else repr(key)
    return f"[{json.dumps(text[:60], ensure_ascii=False)}]"


@attrs.frozen
class Case:
    """A constraint at its place in a request."""

    site: Site
    constraint: Constraint

    def legal(self, contract: Contract) -> Iterator[Any]:
        """Whole requests that just satisfy it, without those that a rule around it excludes."""
        for value in self.constraint.legal:
            if self.site.takes(value):
                with suppress(Excluded):
                    yield self.site.placed(contract, value)[0]

    def lenient(self, contract: Contract) -> Iterator[Any]:
        """Whole requests that are legal by one of several ways to count."""
        for value in self.constraint.lenient:
            yield self.site.placed(contract, value)[0]

    def illegal(self, contract: Contract) -> Iterator[Fault]:
        """Whole requests that break it and nothing else, with what is to be reported."""
        for fault in self.constraint.illegal:
            if self.site.takes(fault.value):
                try:
                    wire, path = self.site.placed(contract, fault.value)
                except Excluded:
                    continue
                broken = tuple((joined(path, inner), which) for inner, which in fault.broken)
                yield Fault(wire, broken, fault.tolerated)


def cases(contract: Contract, root: Shape) -> Iterator[Case]:
    """Every constraint that can be reached from a request."""
    return cases_in(contract, sites(root))


def cases_in(contract: Contract, places: Iterable[Site]) -> Iterator[Case]:
    """Every constraint in some places of a request."""
    for site in places:
        for constraint in constraints(contract, site.shape):
            yield Case(site, constraint)
