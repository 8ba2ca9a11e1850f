"""Which shapes of the two models belong together, and how callers reach them.

Shapes are paired by following both models from the same operation through the same members, so a
shape that AWS renamed is compared with what it became, and a shape nobody reaches is not compared.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Literal

import attrs

from ..load import Raw, RawService
from ..names import class_name, member_name, module_name

Role = Literal["input", "output"]
"""Whether callers send a shape or get it; members of errors are ``output``."""


@attrs.frozen
class Pair:
    """A shape of the old model and the one of the new model in its place."""

    old: str
    new: str

    def __str__(self) -> str:
        return self.old if self.old == self.new else f"{self.old} -> {self.new}"


@attrs.frozen
class Use:
    """How callers reach a pair."""

    roles: frozenset[Role]
    operations: tuple[str, ...]


class Correspondence:
    """Two versions of one service, and the pairs of shapes that belong together."""

    def __init__(self, old: RawService, new: RawService) -> None:
        self.old = old
        self.new = new
        self.module = str(module_name(old.name))
        self._successors: dict[Pair, tuple[Pair, ...]] = {}

    @cached_property
    def common_operations(self) -> list[str]:
        """The operations that both models have."""
        return [name for name in operations(self.old) if name in operations(self.new)]

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """Every pair that an operation of both models reaches."""
        found = dict.fromkeys(self._started)
        todo = deque(found)
        while todo:
            for pair in self.successors(todo.popleft()):
                if pair not in found:
                    found[pair] = None
                    todo.append(pair)
        return tuple(found)

    @cached_property
    def _started(self) -> dict[Pair, list[tuple[Role, str]]]:
        """The pairs that operations name themselves."""
        started: dict[Pair, list[tuple[Role, str]]] = {}
        for operation in self.common_operations:
            for role, pair in self._starts(operation):
                started.setdefault(pair, []).append((role, operation))
        return started

    def use(self, pair: Pair) -> Use:
        """How callers reach a pair: the way back to the operations."""
        seen, todo = {pair}, [pair]
        while todo:
            fresh = {user for user, _ in self._users.get(todo.pop(), ())} - seen
            seen |= fresh
            todo += fresh
        reached = [entry for user in seen for entry in self._started.get(user, ())]
        order = {name: at for at, name in enumerate(self.common_operations)}
        names = sorted({operation for _, operation in reached}, key=order.__getitem__)
        return Use(frozenset(role for role, _ in reached), tuple(names))

    def _starts(self, operation: str) -> Iterator[tuple[Role, Pair]]:
        old, new = operations(self.old)[operation], operations(self.new)[operation]
        if "input" in old and "input" in new:
            yield "input", Pair(old["input"]["shape"], new["input"]["shape"])
        if "output" in old and "output" in new:
            yield "output", Pair(old["output"]["shape"], new["output"]["shape"])
        for error in errors(old):
            if error in errors(new):
                yield "output", Pair(error, error)

    def successors(self, pair: Pair) -> tuple[Pair, ...]:
        """The pairs that the members of a pair lead to."""
        if pair not in self._successors:
            old, new = self.shapes(pair)
            there = dict(references(new)) if old["type"] == new["type"] else {}
            self._successors[pair] = tuple(
                Pair(reference["shape"], there[part]["shape"])
                for part, reference in references(old)
                if part in there
            )
        return self._successors[pair]

    def shapes(self, pair: Pair) -> tuple[Raw, Raw]:
        """The two shapes."""
        return self.old.model["shapes"][pair.old], self.new.model["shapes"][pair.new]

    @cached_property
    def _users(self) -> dict[Pair, list[tuple[Pair, str]]]:
        """For each pair the pairs that refer to it, and the part that does."""
        users: dict[Pair, list[tuple[Pair, str]]] = {}
        for pair in self.pairs:
            parts = [part for part, _ in references(self.shapes(pair)[0])]
            there = dict(references(self.shapes(pair)[1]))
            named = [part for part in parts if part in there]
            for part, target in zip(named, self.successors(pair), strict=False):
                users.setdefault(target, []).append((pair, part))
        return users

    def attributes(self, pair: Pair) -> tuple[str, ...]:
        """The attributes whose values are of a pair, directly or as entries of lists and maps."""
        names: dict[str, None] = {}
        seen, todo = {pair}, deque([pair])
        while todo:
            for user, part in self._users.get(todo.popleft(), ()):
                if self.shapes(user)[0]["type"] == "structure":
                    names[self.attribute(user.old, part)] = None
                elif user not in seen:
                    seen.add(user)
                    todo.append(user)
        return tuple(names)

    def attribute(self, structure: str, member: str) -> str:
        """The Python name of a member."""
        return f"{self.class_(structure)}.{member_name(member)}"

    def class_(self, shape: str) -> str:
        """The Python name of a structure, enum or error."""
        return f"{self.module}.{class_name(shape)}"

    def method(self, operation: str) -> str:
        """The Python name of an operation."""
        return f"{self.module}.Client.{member_name(operation)}"

    @cached_property
    def classes_gone(self) -> frozenset[str]:
        """Wire names of the classes that the new model has no more."""
        return _classes(self.old) - _classes(self.new)

    @cached_property
    def classes_new(self) -> frozenset[str]:
        """Wire names of the classes that only the new model has."""
        return _classes(self.new) - _classes(self.old)

    def gone_with(self, *shapes: str) -> tuple[str, ...]:
        """The classes that go when these shapes are used no more."""
        return self._named(closure(self.old, shapes) & self.classes_gone)

    def come_with(self, *shapes: str) -> tuple[str, ...]:
        """The classes that come with these shapes."""
        return self._named(closure(self.new, shapes) & self.classes_new)

    def _named(self, shapes: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.class_(shape) for shape in sorted(shapes))


def operations(service: RawService) -> Raw:
    """The operations of a service by name."""
    found: Raw = service.model["operations"]
    return found


def errors(operation: Raw) -> list[str]:
    """The shapes of the errors of an operation."""
    return [error["shape"] for error in operation.get("errors") or ()]


def references(shape: Raw) -> Iterator[tuple[str, Raw]]:
    """The parts of a structure, list or map that refer to other shapes."""
    if shape["type"] == "structure":
        yield from shape.get("members", {}).items()
    for part in {"list": ("member",), "map": ("key", "value")}.get(shape["type"], ()):
        yield part, shape[part]


def closure(service: RawService, shapes: Iterable[str]) -> set[str]:
    """The shapes and all that they refer to."""
    todo = list(shapes)
    seen = set(todo)
    while todo:
        for _, reference in references(service.model["shapes"][todo.pop()]):
            if reference["shape"] not in seen:
                seen.add(reference["shape"])
                todo.append(reference["shape"])
    return seen


def starts(operation: Raw) -> list[str]:
    """The shapes an operation names itself."""
    named = [operation[key]["shape"] for key in ("input", "output") if key in operation]
    return [*named, *errors(operation)]


def _classes(service: RawService) -> frozenset[str]:
    """The reachable shapes that become a class: structures and enums."""
    shapes = service.model["shapes"]
    reached = closure(service, (s for o in operations(service).values() for s in starts(o)))
    return frozenset(s for s in reached if is_class(shapes[s]))


def is_class(shape: Raw) -> bool:
    """Whether a class is generated for a shape."""
    structure = shape["type"] == "structure" and not shape.get("document")
    return structure or bool(shape.get("enum"))
