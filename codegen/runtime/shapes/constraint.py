"""What a constraint is: everything that there is to say about it, in one place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar

from .immutable import Immutable

if TYPE_CHECKING:
    from .inspection import Inspection
    from .shape import Shape

Raw = Mapping[str, Any]
"""A shape of a model, as JSON has it."""

Respell = Callable[[str], "str | None"]
"""Spells a regular expression of Python's as JSON Schema does; ``None`` if there is no equal."""

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


ShapeT = TypeVar("ShapeT", bound="Shape")


class Constraint(Immutable, Generic[ShapeT]):
    """One thing that a model asks of the values of a kind of shape."""

    __slots__ = ()

    kinds: ClassVar[Mapping[str, str]]
    """The kinds of violations that it reports, each explained in a sentence."""
    shapes: ClassVar[frozenset[str]]
    """The names of the classes of shapes that can state it."""
    keywords: ClassVar[tuple[str, ...]]
    """By what keywords a shape is told of it."""
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

    def json_schema(self, shape: ShapeT, respell: Respell) -> Traits:
        """The same in JSON Schema (2020-12)."""
        raise NotImplementedError
