# Copied by emrglue-codegen 0.1.0.
# Do not edit: `emrglue-codegen generate` writes it anew, `emrglue-codegen check` compares it.
"""Patterns that are compiled when they are first needed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping


class Pattern:
    """A regular expression that must match the whole value.

    ``matches`` is the compiled expression's own ``fullmatch``, bound on first use: after that a
    check costs no Python call.
    """

    __slots__ = ("java", "matches", "source")

    def __init__(self, source: str, java: str) -> None:
        self.source = source
        """The expression in Python's dialect."""
        self.java = java
        """The expression as the model states it."""

    def __getattr__(self, name: str) -> Callable[[str], object]:
        """``matches``: truthy where a value matches."""
        if name != "matches":
            raise AttributeError(name)
        self.matches = self._compiled()
        return self.matches

    def _compiled(self) -> Callable[[str], object]:
        return re.compile(self.source).fullmatch

    def __repr__(self) -> str:
        return f"Pattern({self.source!r}, java={self.java!r})"


class NonBlank(Pattern):
    """``.*\\S.*``: at least one character that is no white space to Java (RFC-free, six of them).

    ``str.isspace`` alone is cheaper than any expression, and right unless *all* characters are
    Unicode white space; only then the six ASCII ones are told from the rest.
    """

    __slots__ = ()

    def __init__(self, java: str) -> None:
        super().__init__(r"(?s:.*[^ \t\n\x0b\f\r].*)", java)

    def _compiled(self) -> Callable[[str], object]:
        return not_blank


def not_blank(value: str) -> bool:
    """Whether a string has a character outside Java's ``\\s``."""
    return bool(value.strip(" \t\n\x0b\f\r"))


def one_of(*known: str) -> Mapping[str, str]:
    """The values of an enum, each mapped to itself: what equals one is found, and made plain."""
    return {value: value for value in known}
