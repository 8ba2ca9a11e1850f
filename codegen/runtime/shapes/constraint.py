"""What a constraint is: everything that there is to say about it, in one place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NamedTuple, Protocol, TypeVar

from .comparison import Difference, Judge
from .immutable import Immutable

if TYPE_CHECKING:
    from .inspection import Inspection
    from .shape import Shape

ShapeT = TypeVar("ShapeT", bound="Shape")

Raw = Mapping[str, Any]
"""A shape of a model, as JSON has it."""

Traits = dict[str, Any]
"""What a shape states, by the keywords of its constructor."""


class Reader(Protocol):
    """Reads typed values out of JSON, and notes what is of another type."""

    def bound(self, raw: Raw, key: str) -> int | None:
        """A whole number."""

    def number(self, raw: Raw, key: str) -> float | None:
        """A number."""

    def text(self, raw: Raw, key: str) -> str:
        """A string; empty if there is none."""

    def flag(self, raw: Raw, key: str) -> bool:
        """Whether something is said to be so."""

    def texts(self, raw: Raw, key: str) -> tuple[str, ...]:
        """A list of strings."""


class Scope(Protocol):
    """The names that straight-line code can use: builtins as ``_len``, ``_str`` and so on."""

    plain: bool
    """Whether values come from a dictionary, where an enum is a plain string."""

    def hand_in(self, value: object) -> str:
        """A name for an object: text from a model never stands in the code itself."""


class Language(Protocol):
    """The strings that a pattern matches."""

    def of_length(self, length: int, pick: Any) -> str | None:
        """One of exactly so many characters; ``None`` if none was found.

        :param pick: chooses one of several possibilities whenever there is a choice.
        """

    def shortest(self, minimum: int, maximum: float) -> str | None:
        """One of at least ``minimum`` characters, as short as was found."""

    def near_misses(self, minimum: int, maximum: float, among: Any) -> Iterator[str]:
        """Strings of an allowed length that do not match, near those in ``among``."""


class Samples(Protocol):
    """Makes values of shapes, for a constraint that has to show what it allows."""

    longest: int
    """Nobody wants longer strings, lists and maps than this."""

    def smallest(self, shape: Shape) -> Any:
        """A legal value with nothing in it that is not needed."""

    def several(self, shape: Shape, count: int) -> list[Any]:
        """Different legal values of a string shape: so many, or as many as were found."""

    def settled(self, shape: Shape, value: Any) -> Any:
        """The value, or a legal one near it; only what is inside of it is not looked at."""

    def fits(self, shape: Shape, value: Any) -> bool:
        """Whether a value is legal."""

    def language(self, pattern: str) -> Language:
        """The strings that a pattern in Python's dialect matches."""


class Unsatisfiable(Exception):
    """No legal value was found: constraints stand against each other, or a structure needs another
    of its kind."""


class Edges(NamedTuple):
    """What a constraint just allows, and what it just does not."""

    legal: tuple[Any, ...] = ()
    """Values that satisfy everything that the shape states."""
    illegal: tuple[Any, ...] = ()
    """Values of the right type that break the constraint."""


class Constraint(Immutable, Generic[ShapeT]):
    """One thing that a model asks of the values of a shape."""

    __slots__ = ()

    kinds: ClassVar[tuple[str, ...]]
    """The kinds of violations that it reports."""
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
        """For how many constraints a person would take it."""
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

    def json_schema(self, shape: ShapeT) -> Mapping[str, Any]:
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
