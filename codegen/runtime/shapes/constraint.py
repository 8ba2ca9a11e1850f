"""What a constraint is: everything that there is to say about it, in one place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NamedTuple, TypeVar

from .immutable import Immutable

if TYPE_CHECKING:
    from .comparison import Difference, Judge
    from .inspection import Inspection
    from .protocols import Raw, Reader, Samples, Scope, Traits
    from .shape import Shape

ShapeT = TypeVar("ShapeT", bound="Shape")


class Unsatisfiable(Exception):
    """No legal value was found: constraints stand against each other, or a structure needs another
    of its kind."""


def bounds_agree(traits: Mapping[str, Any]) -> bool:
    """Whether ``min`` is not greater than ``max``: else no value satisfies them."""
    return not traits.keys() >= {"min", "max"} or bool(traits["min"] <= traits["max"])


class Edges(NamedTuple):
    """What a constraint just allows, and what it just does not."""

    legal: tuple[Any, ...] = ()
    """Values that satisfy everything that the shape states."""
    illegal: tuple[Any, ...] = ()
    """Values of the right type that break the constraint."""


class Constraint(Immutable, Generic[ShapeT]):
    """One thing that a model asks of the values of a shape."""

    kinds: ClassVar[Mapping[str, str]]
    """The kinds of violations that it reports, each explained in a sentence."""
    shapes: ClassVar[frozenset[str]]
    """The names of the classes of shapes that can state it."""
    keywords: ClassVar[tuple[str, ...]]
    """By what keywords a shape is told of it."""
    summary: ClassVar[str]
    """What becomes of it, for the table of what is supported."""
    costly: ClassVar[bool] = False
    """Whether it is checked only if all others hold, so that a long hostile value costs nothing."""

    @classmethod
    def read(cls, reader: Reader, raw: Raw) -> Traits:
        """Its keywords, from the JSON of a shape; ``None`` for what is not stated."""
        raise NotImplementedError

    @classmethod
    def of(cls, traits: Mapping[str, Any]) -> Iterable[Constraint[ShapeT]]:
        """The constraints of this class that a shape with these keywords states."""
        raise NotImplementedError

    @property
    def count(self) -> int:
        """How many constraints a person would count it as."""
        return 1

    def inspect(self, shape: ShapeT, value: Any, path: str, inspection: Inspection) -> bool:
        """Report what is wrong with a value of the right type.

        :return: whether nothing is.
        """
        raise NotImplementedError

    def conditions(self, shape: ShapeT, value: str, scope: Scope) -> Iterator[str]:
        """Straight-line conditions that hold only if the constraint does, cheapest first.

        :param value: the expression that is checked.
        """
        raise NotImplementedError

    def words(self, shape: ShapeT) -> Iterable[str]:
        """The constraint in a few words, for docstrings, help and ``explain``."""
        raise NotImplementedError

    def json_schema(self, shape: ShapeT) -> Traits:
        """The same in JSON Schema (2020-12)."""
        raise NotImplementedError

    # for tests and for comparisons

    def settled(self, shape: ShapeT, value: Any, samples: Samples) -> Any:
        """A value of the right type, or one near it that the constraint allows."""
        raise NotImplementedError

    def edges(self, shape: ShapeT, samples: Samples) -> Edges:
        """Values on both sides of it."""
        raise NotImplementedError

    @classmethod
    def compare(cls, old: ShapeT, new: ShapeT, judge: Judge) -> Iterator[Difference]:
        """What changed between two shapes of one kind, of which one took the place of the other.

        :param judge: compares two patterns.
        """
        raise NotImplementedError
