"""Lists and maps, and how one shape refers to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from .immutable import Immutable, remembered
from .paths import key_path
from .shape import Shape
from .trusted import Trusted, trusted

if TYPE_CHECKING:
    from .inspection import Inspection
    from .protocols import Samples


class Reference(Immutable):
    """A shape by its name, found when it is needed: shapes can hold their like."""

    __slots__ = ("_home", "name")

    def __init__(self, name: str, home: Mapping[str, Shape]) -> None:
        """:param home: where the shape will be found."""
        self.name, self._home = name, home

    @property
    def shape(self) -> Shape:
        """The shape itself."""
        return self._home[self.name]

    @property
    def converts(self) -> bool:
        """As of the shape."""
        return self.shape.converts

    def replaced(self, **changes: Any) -> Reference:
        return Reference(changes.get("name", self.name), changes.get("_home", self._home))

    def __repr__(self) -> str:
        return f"Reference({self.name!r})"


Target = Shape | Reference
"""What a shape can be made of."""


def resolved(target: Target) -> Shape:
    """The shape that is meant."""
    return target.shape if isinstance(target, Reference) else target


class Collection(Shape):
    """What lists and maps have in common."""

    __slots__ = ("sparse", "target")

    unit, units = "entry", "entries"

    target: Target
    sparse: bool
    """Whether ``None`` is an entry like any other."""

    def __init__(self, target: Target, *, sparse: bool = False, **traits: Any) -> None:
        super().__init__(**traits)
        self.target, self.sparse = target, sparse

    @property
    def entry(self) -> Shape:
        """The shape of an entry of a list, or of a value of a map."""
        return resolved(self.target)

    @remembered
    def converts(self) -> bool:  # type: ignore[override]
        return self.target.converts

    @property
    def holds_structures(self) -> bool:  # type: ignore[override]
        return self.entry.holds_structures

    def at(self, step: str | int) -> Shape | None:
        return self.entry if isinstance(step, int) is isinstance(self.example, list) else None

    def contents(self, value: Any) -> Any:
        return value if isinstance(value, type(self.example)) else None

    def _arguments(self) -> list[str]:
        return ["sparse=True"] if self.sparse else []


class List(Collection):
    """A list of values of one shape."""

    json_types = ("list",)
    example: ClassVar[Any] = []

    def inspect(self, value: Any, path: str, depth: int, inspection: Inspection) -> Any:
        if not isinstance(value, Sequence) or isinstance(
            value, (str, bytes, bytearray, memoryview)
        ):
            inspection.wrong_type(path, "a list", value)
            return value
        self._inspect_constraints(value, path, inspection)
        return [
            inspection.entry(self.entry, item, f"{path}[{index}]", depth, self.sparse)
            for index, item in enumerate(value)
        ]

    def view(self, value: Any, origin: int) -> Any:
        if self.converts and isinstance(value, list):
            return like(value, self.entry.views(value, origin))
        return value

    def sent(self, value: Any) -> Any:
        return [*map(self.entry.sent, value)] if isinstance(value, list) else super().sent(value)

    @property
    def type_words(self) -> str:
        return f"list of {self.entry.type_words}"

    def parts(self) -> Mapping[str, Shape]:
        return {"each": self.entry}

    def _filler(self, samples: Samples) -> list[Any]:
        return [samples.smallest(self.entry)]

    def _arguments(self) -> list[str]:
        return [repr(self.target), *super()._arguments()]


class Map(Collection):
    """A map from strings to values of one shape."""

    __slots__ = ("key_target",)

    json_types = ("map",)
    example: ClassVar[Any] = {}

    def __init__(self, key: Target, value: Target, **traits: Any) -> None:
        super().__init__(value, **traits)
        self.key_target = key

    @property
    def key(self) -> Shape:
        """The shape of a key."""
        return resolved(self.key_target)

    def inspect(self, value: Any, path: str, depth: int, inspection: Inspection) -> Any:
        if not isinstance(value, Mapping):
            inspection.wrong_type(path, "a map", value)
            return value
        self._inspect_constraints(value, path, inspection)
        checked = {}
        for key, item in value.items():
            place = key_path(path, key)
            name = inspection.entry(self.key, key, place, depth)
            checked[name] = inspection.entry(self.entry, item, place, depth, self.sparse)
        return checked

    def view(self, value: Any, origin: int) -> Any:
        if self.converts and isinstance(value, dict):
            view = self.entry.view
            return like(value, {key: view(item, origin) for key, item in value.items()})
        return value

    def sent(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return super().sent(value)
        return {key: self.entry.sent(item) for key, item in value.items()}

    @property
    def type_words(self) -> str:
        return f"map of {self.key.type_words} to {self.entry.type_words}"

    def parts(self) -> Mapping[str, Shape]:
        return {"each key": self.key, "each value": self.entry}

    def resized(self, value: Any, length: int, samples: Samples) -> dict[Any, Any]:
        """With as many entries as keys were found."""
        entries = dict(value)
        if len(entries) < length:
            more = samples.smallest(self.entry)
            keys = samples.several(self.key, length)
            entries |= {key: more for key in keys if key not in entries}
        return dict(list(entries.items())[:length])

    def _arguments(self) -> list[str]:
        return [repr(self.key_target), repr(self.target), *super()._arguments()]


def innermost(shape: Shape) -> Shape:
    """What is inside of lists and maps: their entries, or the entries of these …"""
    while isinstance(shape, Collection):
        shape = shape.entry
    return shape


def like(value: Any, made: Any) -> Any:
    """What was made of a trusted list or map is trusted, too."""
    return trusted(made) if isinstance(value, Trusted) else made
