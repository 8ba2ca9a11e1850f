"""Which shapes of the two models belong together, and how callers reach them.

Shapes are paired by following both models from the same operation through the same members, so a
shape that AWS renamed is compared with what it became, and a shape nobody reaches is not compared.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Literal

import attrs

from .. import ir
from ..load import Raw, RawService
from ..lower import shapes_of
from ..names import class_name, member_name, module_name
from ..runtime import shapes
from ..runtime.shapes import Shape
from ..runtime.shapes.comparison import Effect
from .values import Change

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
        self.old_shapes, self.new_shapes = shapes_of(old), shapes_of(new)
        self.module = str(module_name(old.name))

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
            for _, pair in self._links(todo.popleft()):
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

    def _links(self, pair: Pair) -> Iterator[tuple[str, Pair]]:
        """The parts that both shapes of a pair have, each with the pair that it leads to."""
        old, new = self.shapes(pair)
        there = dict(parts(new)) if old.kind == new.kind else {}
        for part, target in parts(old):
            if part in there:
                yield part, Pair(target, there[part])

    def shapes(self, pair: Pair) -> tuple[Shape, Shape]:
        """The two shapes."""
        return self.old_shapes[pair.old], self.new_shapes[pair.new]

    def raw(self, pair: Pair) -> tuple[Raw, Raw]:
        """The two shapes as the models have them."""
        return self.old.model["shapes"][pair.old], self.new.model["shapes"][pair.new]

    @cached_property
    def _users(self) -> dict[Pair, list[tuple[Pair, str]]]:
        """For each pair the pairs that refer to it, and the part that does."""
        users: dict[Pair, list[tuple[Pair, str]]] = {}
        for pair in self.pairs:
            for part, target in self._links(pair):
                users.setdefault(target, []).append((pair, part))
        return users

    def attributes(self, pair: Pair) -> tuple[str, ...]:
        """The attributes whose values are of a pair, directly or as entries of lists and maps."""
        names: dict[str, None] = {}
        seen, todo = {pair}, deque([pair])
        while todo:
            for user, part in self._users.get(todo.popleft(), ()):
                if isinstance(self.shapes(user)[0], ir.Structure):
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
        return _classes(self.old, self.old_shapes) - _classes(self.new, self.new_shapes)

    @cached_property
    def classes_new(self) -> frozenset[str]:
        """Wire names of the classes that only the new model has."""
        return _classes(self.new, self.new_shapes) - _classes(self.old, self.old_shapes)

    def gone_with(self, *names: str) -> tuple[str, ...]:
        """The classes that go when these shapes are used no more."""
        return self._named(ir.closure(self.old_shapes, names).keys() & self.classes_gone)

    def come_with(self, *names: str) -> tuple[str, ...]:
        """The classes that come with these shapes."""
        return self._named(ir.closure(self.new_shapes, names).keys() & self.classes_new)

    def change(self, place: str, kind: str, effect: Effect, sentence: str, **more: Any) -> Change:
        """A change of the service.

        :param more: what else a :class:`Change` says.
        """
        return Change(self.old.name, place, kind, effect, sentence, **more)

    def _named(self, shapes: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.class_(shape) for shape in sorted(shapes))


def operations(service: RawService) -> Raw:
    """The operations of a service by name."""
    found: Raw = service.model["operations"]
    return found


def errors(operation: Raw) -> list[str]:
    """The shapes of the errors of an operation."""
    return [error["shape"] for error in operation.get("errors") or ()]


def parts(shape: Shape) -> Iterator[tuple[str, str]]:
    """The parts of a structure, list or map that refer to other shapes, with the names of these."""
    if isinstance(shape, ir.Structure):
        names = [member.name for member in shape.members]
    else:
        names = ["member"] if isinstance(shape, shapes.List) else ["key", "value"]
    yield from zip(names, ir.names(shape), strict=False)


def starts(operation: Raw) -> list[str]:
    """The shapes an operation names itself."""
    named = [operation[key]["shape"] for key in ("input", "output") if key in operation]
    return [*named, *errors(operation)]


def _classes(service: RawService, known: Mapping[str, Shape]) -> frozenset[str]:
    """The reachable shapes that become a class: structures and enums."""
    roots = tuple(name for o in operations(service).values() for name in starts(o))
    return frozenset(name for name in ir.closure(known, roots) if is_class(known[name]))


def is_class(shape: Shape) -> bool:
    """Whether a class is generated for a shape."""
    return isinstance(shape, ir.Structure) or bool(isinstance(shape, shapes.String) and shape.known)
