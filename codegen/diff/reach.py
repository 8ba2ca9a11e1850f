"""Which shapes of the two models belong together, and how callers reach them.

Shapes are paired by following both models from the same operation through the same members, so a
shape that AWS renamed is compared with what it became, and one that no operation reaches with
nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Literal

import attrs

from .. import ir
from ..graph import reached
from ..load import Raw, RawService
from ..lower import shapes_of
from ..names import class_name, member_name, module_name
from ..runtime import shapes
from ..runtime.shapes import Shape
from ..runtime.shapes.comparison import Effect
from .values import Change, worst

Role = Literal["input", "output"]
"""Whether callers send a shape or get it; members of errors are ``output``."""


@attrs.frozen
class Pair:
    """A shape of the old model and the one of the new model in its place."""

    old: str
    new: str

    def __str__(self) -> str:
        return self.old if self.old == self.new else f"{self.old} -> {self.new}"


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
        return tuple(reached(self._started, lambda pair: (to for _, to in self._links(pair))))

    @cached_property
    def _started(self) -> dict[Pair, list[tuple[Role, str]]]:
        """The pairs that operations name themselves."""
        started: dict[Pair, list[tuple[Role, str]]] = {}
        for operation in self.common_operations:
            for role, pair in self._starts(operation):
                started.setdefault(pair, []).append((role, operation))
        return started

    def _starts(self, operation: str) -> Iterator[tuple[Role, Pair]]:
        old, new = operations(self.old)[operation], operations(self.new)[operation]
        roles: tuple[Role, ...] = ("input", "output")
        for role in roles:
            if role in old and role in new:
                yield role, Pair(old[role]["shape"], new[role]["shape"])
        for error in errors(old):
            if error in errors(new):
                yield "output", Pair(error, error)

    def _links(self, pair: Pair) -> Iterator[tuple[str, Pair]]:
        """The parts that both shapes of a pair have, each with the pair that it leads to."""
        old, new = self.shapes(pair)
        there = ir.parts(new) if old.kind == new.kind else {}
        for part, target in ir.parts(old).items():
            if part in there:
                yield part, Pair(target, there[part])

    def shapes(self, pair: Pair) -> tuple[Shape, Shape]:
        """The two shapes."""
        return self.old_shapes[pair.old], self.new_shapes[pair.new]

    @cached_property
    def _users(self) -> dict[Pair, list[tuple[Pair, str]]]:
        """For each pair the pairs that refer to it, and the part that does."""
        users: dict[Pair, list[tuple[Pair, str]]] = {}
        for pair in self.pairs:
            for part, target in self._links(pair):
                users.setdefault(target, []).append((pair, part))
        return users

    def site(self, pair: Pair) -> Site:
        """What has to be known of a pair to word and to judge a change of it."""
        users = reached([pair], lambda pair: (user for user, _ in self._users.get(pair, ())))
        starts = [entry for user in users for entry in self._started.get(user, ())]
        using = {operation for _, operation in starts}
        return Site(
            self,
            pair,
            *self.shapes(pair),
            raw=(self.old.model["shapes"][pair.old], self.new.model["shapes"][pair.new]),
            roles=frozenset(role for role, _ in starts),
            operations=tuple(name for name in self.common_operations if name in using),
        )

    def attributes(self, pair: Pair) -> tuple[str, ...]:
        """The attributes whose values are of a pair, directly or as entries of lists and maps."""
        uses = self._users
        around = reached(
            [pair],
            lambda inner: (user for user, _ in uses.get(inner, ()) if not self._is_structure(user)),
        )
        found = (use for inner in around for use in uses.get(inner, ()))
        names = (self.attribute(user, part) for user, part in found if self._is_structure(user))
        return tuple(dict.fromkeys(names))

    def _is_structure(self, pair: Pair) -> bool:
        return isinstance(self.old_shapes[pair.old], ir.Structure)

    def attribute(self, structure: Pair, member: str) -> str:
        """The Python name of a member; of a class that was renamed, under its new name."""
        return f"{self.class_(structure.new)}.{member_name(member)}"

    def class_(self, shape: str) -> str:
        """The Python name of a structure, enum or error."""
        return f"{self.module}.{class_name(shape)}"

    def method(self, operation: str) -> str:
        """The Python name of an operation."""
        return f"{self.module}.Client.{member_name(operation)}"

    @cached_property
    def classes_gone(self) -> frozenset[str]:
        """Wire names of the classes that the new model no longer has."""
        return _classes(self.old, self.old_shapes) - _classes(self.new, self.new_shapes)

    @cached_property
    def classes_new(self) -> frozenset[str]:
        """Wire names of the classes that only the new model has."""
        return _classes(self.new, self.new_shapes) - _classes(self.old, self.old_shapes)

    def classes(self, shapes: Iterable[str], *, new: bool) -> tuple[str, ...]:
        """The classes that come with these shapes of the new model, or go with those of the old."""
        known, only = (
            (self.new_shapes, self.classes_new) if new else (self.old_shapes, self.classes_gone)
        )
        return tuple(
            self.class_(shape) for shape in sorted(ir.closure(known, shapes).keys() & only)
        )

    def change(self, place: str, kind: str, effect: Effect, sentence: str, **more: Any) -> Change:
        """A change of the service.

        :param more: what else a :class:`Change` says.
        """
        return Change(self.old.name, place, kind, effect, sentence, **more)


@attrs.frozen
class Site:
    """One pair of shapes with everything that is needed to word and to judge a change of it."""

    service: Correspondence
    pair: Pair
    old: Shape
    new: Shape
    raw: tuple[Raw, Raw]
    """Both as the models have them, with what is about transport."""
    roles: frozenset[Role]
    """How callers reach the pair."""
    operations: tuple[str, ...]
    """The operations through which they do."""

    @property
    def python(self) -> tuple[str, ...]:
        """The class of the pair; of a shape without a class, the attributes that have it."""
        if is_class(self.old):
            name = self.pair.new if is_class(self.new) else self.pair.old
            return (self.service.class_(name),)
        return self.service.attributes(self.pair)

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes that go with the old shape, and those that come with the new one."""
        gone = self.service.classes([self.pair.old], new=False)
        return gone + self.service.classes([self.pair.new], new=True)

    def effect(self, *, sent: Effect, received: Effect) -> Effect:
        """The effect of a change that matters differently to those who send and who receive."""
        as_sent: Effect = sent if "input" in self.roles else "neutral"
        as_received: Effect = received if "output" in self.roles else "neutral"
        return worst(as_sent, as_received)

    def change(
        self,
        kind: str,
        effect: Effect,
        sentence: str,
        member: str | None = None,
        python: tuple[str, ...] | None = None,
        **more: Any,
    ) -> Change:
        """A change of the pair, or of one of its members.

        :param more: what else a :class:`Change` says.
        """
        if python is None:
            python = (self.service.attribute(self.pair, member),) if member else self.python
        place = f"{self.pair}.{member}" if member else str(self.pair)
        more |= {"python": python, "operations": self.operations}
        return self.service.change(place, kind, effect, sentence, **more)


def operations(service: RawService) -> Raw:
    """The operations of a service by name."""
    found: Raw = service.model["operations"]
    return found


def errors(operation: Raw) -> list[str]:
    """The shapes of the errors of an operation."""
    return [error["shape"] for error in operation.get("errors") or ()]


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
