"""Structures and unions: their members, and what holds for them together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, ClassVar, cast

from . import conversions
from .collection import Collection, Map, Target, resolved
from .immutable import Immutable, remembered
from .inspection import MAXIMUM_DEPTH, Inspection
from .paths import member_path
from .required import Required
from .shape import Shape


class Member(Immutable):
    """One member of a structure."""

    __slots__ = ("deprecated", "filled_in", "name", "required", "streaming", "target")

    def __init__(
        self,
        name: str,
        target: Target,
        *,
        required: bool = False,
        filled_in: bool = False,
        streaming: bool = False,
        deprecated: bool = False,
    ) -> None:
        """
        :param name: the wire name.
        :param required: whether the model requires it.
        :param filled_in: whether a random token stands in if it is left out.
        :param streaming: whether it is a body that can be too large for memory.
        """
        self.name, self.target, self.required, self.filled_in = name, target, required, filled_in
        self.streaming, self.deprecated = streaming, deprecated

    @property
    def shape(self) -> Shape:
        """The shape of its values."""
        return resolved(self.target)

    @property
    def needed(self) -> bool:
        """Whether somebody has to give it."""
        return self.required and not self.filled_in

    def __repr__(self) -> str:
        return f"Member({self.name!r}, {self.target!r})"


class StructureShape(Shape):
    """A structure: members, and the constraints ``required``, ``union`` and ``rules``."""

    __slots__ = ("event_stream", "members", "name")

    json_types = ("structure",)
    example: ClassVar[Any] = {}
    converts = holds_structures = True

    def __init__(
        self, name: str, members: tuple[Member, ...], *, event_stream: bool = False, **traits: Any
    ) -> None:
        """:param name: its name in the model."""
        super().__init__(required=tuple(m.name for m in members if m.required) or None, **traits)
        self.name, self.members, self.event_stream = name, members, event_stream

    @remembered
    def by_name(self) -> Mapping[str, Member]:
        """The members by wire name."""
        return {member.name: member for member in self.members}

    @property
    def is_union(self) -> bool:
        """Whether exactly one member is set."""
        return "union" in self.traits

    @property
    def subject(self) -> str:
        """The name of the structure that an input is about: ``Table`` for ``UpdateTableRequest``,
        ``TableInput`` and ``Table`` itself."""
        found = re.fullmatch(r"(?:Update|Put)?(.+?)(?:Input|Update)?(?:Request)?", self.name)
        return found[1] if found else self.name

    @remembered
    def recursive(self) -> frozenset[str]:
        """The members through which the structure can hold another of its kind."""
        holders = (m for m in self.members if any(s is self for s in within(m.shape)))
        return frozenset(member.name for member in holders)

    def at(self, step: str | int) -> Shape | None:
        member = self.by_name.get(str(step))
        return None if member is None else member.shape

    def contents(self, value: Any) -> Any:
        return value if isinstance(value, Mapping) else None

    # the thorough check

    def inspect(self, value: Any, path: str, depth: int, inspection: Inspection) -> Any:
        """Check a wire dictionary, or an instance that checked itself."""
        if self.is_instance(value):
            if self.recursive:
                inspection.is_within_depth(path, depth + self.levels(self.contents(value)))
            return value
        if not isinstance(value, Mapping):
            expected, actual = self.named(value)
            message = f"must be {expected}, not {actual}; {inspection.advice}"
            inspection.add(path, "type", expected, actual, message)
            return value
        # A dictionary that holds itself twice has more paths than anybody can walk: one is enough.
        if self.recursive and inspection.too_deep and depth > 0:
            return value
        if self.recursive and not inspection.is_within_depth(path, depth + 1):
            return value
        return self.inspect_members(value, path, depth + 1, inspection)

    def is_instance(self, value: Any) -> bool:
        """Whether a value is one of these structures, which checked itself when it was built."""
        return False

    def levels(self, wire: Mapping[str, Any]) -> int:
        """How deep structures of its kind are nested in a wire dictionary, itself included."""
        deepest = 0
        try:
            for name, collections, inner in self._nested:
                found = [wire[name]] if name in wire else []
                for _ in range(collections):
                    found = [entry for value in found for entry in _entries(value)]
                for value in found:
                    if isinstance(value, dict):
                        deepest = max(deepest, inner.levels(value))
        except RecursionError:
            return MAXIMUM_DEPTH + 1
        return deepest + 1

    @remembered
    def _nested(self) -> list[tuple[str, int, StructureShape]]:
        """The members that can hold another of its kind, and how many lists and maps lie around."""
        nested = []
        for name in self.recursive:
            collections, shape = 0, self.by_name[name].shape
            while isinstance(shape, Collection):
                collections, shape = collections + 1, shape.entry
            nested.append((name, collections, cast("StructureShape", shape)))
        return nested

    def named(self, value: Any) -> tuple[str, str]:
        """What was expected instead of a value, and what the value is, as messages name them."""
        return f"a {self.name} structure", type(value).__name__

    def inspect_members(
        self,
        given: Mapping[str, Any],
        path: str,
        depth: int,
        inspection: Inspection,
        misspelt: AbstractSet[str] = frozenset(),
    ) -> dict[str, Any]:
        """Check what is given of the members.

        :param misspelt: members that were given by names that are not right.
        """
        misspelt = misspelt | inspection.unknown(self.by_name, given, path)
        checked: dict[str, Any] = {}
        required = self.stated(Required)
        for member in self.members:
            name, value = member.name, given.get(member.name)
            if value is None and member.filled_in:
                value = conversions.idempotency_token()
            if value is not None:
                within = depth if name in self.recursive else 0
                place = member_path(path, name)
                checked[name] = inspection.value(member.shape, value, place, within)
            elif required is not None and member.required and name not in misspelt:
                required.missing(name, path, inspection)
        present = dict.fromkeys(misspelt) | checked
        for constraint in self.constraints:
            if constraint is not required:
                constraint.inspect(self, present, path, inspection)
        checked.update((key, value) for key, value in given.items() if key not in self.by_name)
        return checked

    # other forms of a value

    def sent(self, value: Any) -> Any:
        """Members that are null are left out; what the model does not know stays as it is."""
        if not isinstance(value, dict):
            return super().sent(value)
        known = self.by_name
        return {
            name: known[name].shape.sent(item) if name in known else conversions.copied(item)
            for name, item in value.items()
            if item is not None or name not in known
        }

    @property
    def type_words(self) -> str:
        return "union" if self.is_union else "structure"

    def __repr__(self) -> str:
        return f"StructureShape({self.name!r})"


def targets(shape: Shape) -> tuple[Target, ...]:
    """What a shape refers to, in order."""
    if isinstance(shape, StructureShape):
        return tuple(member.target for member in shape.members)
    if isinstance(shape, Map):
        return (shape.key_target, shape.target)
    return (shape.target,) if isinstance(shape, Collection) else ()


def _entries(value: Any) -> Iterable[Any]:
    """The entries of a list or map; of anything else that was let past, none."""
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def within(shape: Shape) -> Iterator[Shape]:
    """A shape and everything that it refers to, over any number of steps, each once."""
    seen, waiting = {id(shape)}, [shape]
    while waiting:
        found = waiting.pop()
        yield found
        for inner in map(resolved, targets(found)):
            if id(inner) not in seen:
                seen.add(id(inner))
                waiting.append(inner)
