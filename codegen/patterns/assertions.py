"""Java's conditions on a place in the value, spelled out by looking at the characters around it."""

from __future__ import annotations

from functools import cache

from . import syntax as s
from . import unicode
from .charset import TERMINATOR, VERTICAL, CharSet


def one(chars: str) -> s.Node:
    return s.Chars(CharSet.of(chars))


def not_in_crlf() -> s.Node:
    return s.Look(one("\r"), False, False)


def ends_with(chars: str) -> s.Node:
    return s.sequence(one(chars), s.End())


def final_end() -> s.Node:
    """Java's ``$``: the end, or before a line terminator (``\\r\\n`` is one) that ends it."""
    other = s.Chars(TERMINATOR - CharSet.of("\n"))
    terminator = s.choice(s.sequence(one("\r"), ends_with("\n")), s.sequence(other, s.End()))
    newline = s.sequence(not_in_crlf(), s.Look(ends_with("\n"), True, True))
    return s.choice(s.End(), s.Look(terminator, True, True), newline)


def final_terminator() -> s.Node:
    """What may follow on Java's ``$``."""
    other = s.Chars(TERMINATOR - CharSet.of("\n"))
    newline = s.sequence(not_in_crlf(), one("\n"))
    return s.choice(s.sequence(one("\r"), one("\n")), other, newline)


def boundary(*, both: bool = False) -> s.Node:
    """``\\b``: a word on one side only. ``\\B`` (``both``): a word on both sides, or on none.

    For JDK 17 the letters and digits of every script and ``_`` are words, and so are non-spacing
    marks that belong to a letter or digit. Python cannot look back over any number of marks: a mark
    before this place is taken to belong to one.
    """
    letters, marks = _categories("Lu", "Ll", "Lt", "Lm", "Lo", "Nd"), _categories("Mn")
    word = letters | CharSet.of("_")
    return s.choice(
        _between(letters | marks, True, word | marks, both),
        _between(CharSet.of("_"), True, word, both),
        _between(word | marks, False, word, not both),
    )


def _between(left: CharSet, is_left: bool, right: CharSet, is_right: bool) -> s.Node:
    """The character before is (or is not) in one set, the one after is (or is not) in another."""
    return s.sequence(s.Look(s.Chars(left), False, is_left), s.Look(s.Chars(right), True, is_right))


_categories = cache(unicode.categories)


def line_break() -> s.Node:
    """``\\R``: any line break, ``\\r\\n`` being one."""
    return s.choice(s.sequence(one("\r"), one("\n")), s.Chars(VERTICAL))
