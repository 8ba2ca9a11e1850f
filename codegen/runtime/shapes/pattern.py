"""Pattern: a Java regular expression that the whole of a string has to match."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from .constraint import Constraint, Raw, Reader, Respell, Scope, Traits

if TYPE_CHECKING:
    from .inspection import Inspection
    from .shape import String


class Pattern(Constraint["String"]):
    """A regular expression, as the model spells it and as Python does.

    ``matches`` is the compiled expression's own ``fullmatch``, bound on first use: after that a
    check costs no Python call.
    """

    __slots__ = ("_matches", "java", "printable", "python")

    kinds: ClassVar[Mapping[str, str]] = {
        "pattern": "A string that does not match the pattern of the model."
    }
    shapes = frozenset({"String"})
    keywords = ("pattern",)
    costly = True

    _matches: Callable[[str], object]
    java: str
    """The expression as the model states it."""
    python: str | None
    """The same in Python's dialect; ``None`` if it cannot be expressed, or matches everything: then
    nothing is checked."""
    printable: bool
    """Whether every printable string that is not empty matches: then most values need no search."""

    def __init__(self, java: str, python: str | None = None, *, printable: bool = False) -> None:
        self.java, self.python, self.printable = java, python, printable

    @classmethod
    def read(cls, reader: Reader, raw: Raw) -> Traits:
        return {"pattern": reader.text(raw, "pattern") if "pattern" in raw else None}

    @classmethod
    def of(cls, traits: Mapping[str, Any]) -> Iterator[Pattern]:
        """Text means that Java and Python spell the pattern alike."""
        if "pattern" in traits and "enum" not in traits:
            given = traits["pattern"]
            yield given if isinstance(given, Pattern) else cls(given, given)

    @property
    def matches(self) -> Callable[[str], object]:
        """Truthy if a string matches."""
        try:
            return self._matches
        except AttributeError:
            self._matches = self._compiled()
            return self._matches

    def _compiled(self) -> Callable[[str], object]:
        return _anything if self.python is None else re.compile(self.python).fullmatch

    def inspect(self, shape: String, value: Any, path: str, inspection: Inspection) -> bool:
        if (value == "" and shape.accepts_empty) or self.matches(value):
            return True
        shown = inspection.shown(value)
        inspection.add(
            path, "pattern", f"a match of {self.java}", shown,
            f"{shown} does not match the pattern {self.java} (if AWS accepts it, pass "
            f'trusted(value) or use validation(pattern="off"))',
        )  # fmt: skip
        return False

    def conditions(self, shape: String, value: str, scope: Scope) -> Iterator[str]:
        if self.python is None:
            return
        match = f"{scope.hand_in(self.matches)}({value})"
        if self.printable and "min" in shape.traits:
            yield f"({value}.isprintable() or {match})"
        elif shape.accepts_empty:
            yield f"({value} == '' or {match})"
        else:
            yield match

    def words(self, shape: String) -> Iterator[str]:
        yield f"pattern ``{self.java}``"

    def json_schema(self, shape: String, respell: Respell) -> Traits:
        written = self._searched(respell)
        if written is None:
            return {}
        return {"pattern": f"^$|{written}" if shape.accepts_empty else written}

    def _searched(self, respell: Respell) -> str | None:
        """The expression that JSON Schema looks for anywhere in a value."""
        return None if self.python is None else respell(self.python)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.java!r})"


class NonBlank(Pattern):
    """``.*\\S.*``: at least one character that is not white space to Java, which knows six of them.

    ``str.isspace`` alone is cheaper than any expression, and right unless *all* characters are
    Unicode white space; only then the six ASCII ones are told from the rest.
    """

    __slots__ = ()

    def __init__(self, java: str) -> None:
        super().__init__(java, r"(?s:.*[^ \t\n\x0b\f\r].*)")

    def _compiled(self) -> Callable[[str], object]:
        return not_blank

    def conditions(self, shape: String, value: str, scope: Scope) -> Iterator[str]:
        """All kinds of blank come before ``!``: what starts there or later is neither blank nor
        empty, and a comparison costs less than a call."""
        if shape.accepts_empty:
            yield f"({value} >= '!' or not {value}.isspace())"
        else:
            yield f"({value} >= '!' or {scope.hand_in(not_blank)}({value}))"

    def words(self, shape: String) -> Iterator[str]:
        yield "not blank"

    def _searched(self, respell: Respell) -> str:
        """One character anywhere: an expression for the whole value would be slow to search."""
        return r"[^\t-\r ]"


def not_blank(value: str) -> bool:
    """Whether a string has a character outside Java's ``\\s``."""
    return bool(value.strip(" \t\n\x0b\f\r"))


def _anything(value: str) -> bool:
    return True
