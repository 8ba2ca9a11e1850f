"""Java's conditions on a place in the value, spelled out by looking at the characters around it."""

from __future__ import annotations

from functools import cache

from . import syntax as s
from . import unicode
from .charset import ANY, TERMINATOR, VERTICAL, CharSet


def one(chars: str) -> s.Node:
    return s.Chars(CharSet.of(chars))


def before(chars: str) -> s.Node:
    return s.Look(one(chars), False, True)


def not_at_end() -> s.Node:
    return s.Look(s.Chars(ANY), True, True)


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


@cache
def _word() -> CharSet:
    """What ``\\b`` takes for a word in JDK 17: letters and digits of every script, and ``_``.

    A combining mark after a letter counts for Java, too; it does not here, as ``re`` cannot look
    back over any number of marks.
    """
    return unicode.categories("Lu", "Ll", "Lt", "Lm", "Lo", "Nd") | CharSet.of("_")


def _sides(before_it: bool, after_it: bool) -> s.Node:
    word = s.Chars(_word())
    return s.sequence(s.Look(word, False, before_it), s.Look(word, True, after_it))


def boundary() -> s.Node:
    """``\\b``: a word on one side only."""
    return s.choice(_sides(True, False), _sides(False, True))


def no_boundary() -> s.Node:
    """``\\B``: a word on both sides or on none."""
    return s.choice(_sides(True, True), _sides(False, False))


def line_break() -> s.Node:
    """``\\R``: any line break, ``\\r\\n`` being one."""
    return s.choice(s.sequence(one("\r"), one("\n")), s.Chars(VERTICAL))
