"""What constraints are handed: who reads JSON, writes code and makes values.

For type checkers: at run time nothing imports it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from .shape import Shape

Raw = Mapping[str, Any]
"""A shape of a model, as JSON has it."""

Traits = dict[str, Any]
"""What a shape states, by the keywords of its constructor."""


class Reader(Protocol):
    """Reads typed values out of JSON, and notes what is of another type."""

    def bound(self, raw: Raw, key: str) -> int | None:
        """A whole number."""
        ...

    def number(self, raw: Raw, key: str) -> float | None:
        """A number."""
        ...

    def text(self, raw: Raw, key: str) -> str:
        """A string; empty if there is none."""
        ...

    def flag(self, raw: Raw, key: str) -> bool:
        """Whether something is said to be so."""
        ...

    def texts(self, raw: Raw, key: str) -> tuple[str, ...]:
        """A list of strings."""
        ...


class Scope(Protocol):
    """The names that straight-line code can use: builtins as ``_len``, ``_str`` and so on."""

    plain: bool
    """Whether values come from a dictionary, where an enum is a plain string."""

    def hand_in(self, value: object) -> str:
        """A name for an object: text from a model never stands in the code itself."""
        ...


class Language(Protocol):
    """The strings that a pattern matches."""

    def of_length(self, length: int, pick: Any) -> str | None:
        """One of exactly so many characters; ``None`` if none was found.

        :param pick: chooses one of several possibilities whenever there is a choice.
        """
        ...

    def shortest(self, minimum: int, maximum: float) -> str | None:
        """One of at least ``minimum`` characters, as short as was found."""
        ...

    def near_misses(self, minimum: int, maximum: float, among: Any) -> Iterator[str]:
        """Strings of an allowed length that do not match, near those in ``among``."""
        ...


class Samples(Protocol):
    """Makes values of shapes, for a constraint that has to show what it allows."""

    longest: int
    """Nobody wants longer strings, lists and maps than this."""

    def smallest(self, shape: Shape) -> Any:
        """A legal value with nothing in it that is not needed."""
        ...

    def several(self, shape: Shape, count: int) -> list[Any]:
        """Different legal values of a string shape: so many, or as many as were found."""
        ...

    def settled(self, shape: Shape, value: Any) -> Any:
        """The value, or a legal one near it; only what is inside of it is not looked at."""
        ...

    def fits(self, shape: Shape, value: Any) -> bool:
        """Whether a value is legal."""
        ...

    def language(self, pattern: str) -> Language:
        """The strings that a pattern in Python's dialect matches."""
        ...
