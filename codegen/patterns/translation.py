"""From a Java pattern to the cheapest Python check that means the same."""

from __future__ import annotations

import re
import warnings
from functools import cache
from typing import Literal, Union

import attrs

from . import ecma
from . import syntax as s
from .ambiguity import superlinear
from .automaton import dfa
from .charset import SPACE, CharSet
from .parse import Pattern, parse
from .problems import PatternError, TooComplexError
from .python import NEVER, literals, render
from .rewrite import linear
from .simplify import plain, simplify

Verdict = Literal["exact", "translated", "unsupported", "unsatisfiable"]

_FEW = 64
"""A pattern with no more values than this is a set of strings."""
_SMALL = 12
"""Only trees with no more nodes than this are compared with "anything" and "not blank"."""


@attrs.frozen
class Anything:
    """Accepts every string."""


@attrs.frozen
class NonBlank:
    """Accepts a string with at least one character other than Java's ``\\s`` (space, ``\\t``,
    ``\\n``, ``\\v``, ``\\f``, ``\\r``). ``str.isspace`` knows more kinds of space than these."""


@attrs.frozen
class Regex:
    """Accepts what ``re.compile(source).fullmatch`` matches."""

    source: str


Matcher = Union[Anything, NonBlank, Regex]  # noqa: UP007 - evaluated at run time on 3.10


@attrs.frozen
class Translation:
    """A Java pattern and what became of it."""

    java: str
    """The pattern as the model states it."""
    verdict: Verdict
    """``exact``: Python reads the same text the same way (a flag group around it apart);
    ``translated``: written anew with the same meaning; ``unsupported`` and ``unsatisfiable``:
    see ``reason``."""
    matcher: Matcher | None
    """The check, ``None`` if there is none."""
    reason: str = ""
    """Why there is no check."""
    ecma: str = ""
    """The pattern in the dialect of JSON Schema, empty if there is none."""
    linear: bool = True
    """Whether matching was shown to take linear time. ``False`` is a doubt, not a proof."""
    printable: bool = False
    """Whether the pattern matches every string without the characters that no version of Unicode
    can print, the empty string included or not."""

    def accepts(self, value: str) -> bool:
        """Whether the check lets a value pass, if there is one."""
        match self.matcher:
            case NonBlank():
                return bool(value.strip(" \t\n\v\f\r"))
            case Regex(source):
                return re.fullmatch(source, value) is not None
            case _:
                return True


@cache
def translate(java: str) -> Translation:
    """Translate a Java pattern; never raises, whatever the text.

    The translation accepts a value if ``Pattern.compile(java, DOTALL).matcher(value).matches()``
    does. Values are compared by code points; a Python string with lone surrogates is fine.
    """
    try:
        pattern = parse(java)
        tree = simplify(pattern.tree)
        found = _translated(java, pattern, tree)
        return attrs.evolve(found, printable=_admits_printable(tree))
    except PatternError as problem:
        return Translation(java, "unsupported", None, str(problem))
    except re.error as problem:
        reason = f"Python's re cannot express it: {problem}"
        return Translation(java, "unsupported", None, reason)
    except (OverflowError, RecursionError):
        return Translation(java, "unsupported", None, "the pattern is too large")


def _translated(java: str, pattern: Pattern, tree: s.Node) -> Translation:
    cheap = _cheap(tree)
    if cheap is not None:
        return Translation(java, "translated", cheap, ecma=ecma.render(tree))
    if _same_in_python(pattern) and _grouped_loops(pattern.tree) <= _grouped_loops(tree):
        flags = f"(?{pattern.flags}:{java})" if pattern.flags else java
        if _compiles(flags):
            return Translation(java, "exact", Regex(flags), ecma=_as_ecma(pattern, tree, flags))
    fast = linear(tree)
    source = render(fast)
    re.compile(source)
    translated = Translation(java, "translated", Regex(source), ecma=ecma.render(fast))
    return attrs.evolve(translated, linear=not superlinear(fast))


def _same_in_python(pattern: Pattern) -> bool:
    """Whether the text can stay as it is: same meaning, and fast as it is written."""
    as_written = plain(pattern.tree)
    ends_inside = any(isinstance(node, s.FinalEnd) for node in s.walk(as_written))
    return pattern.portable and not ends_inside and not superlinear(as_written)


def _as_ecma(pattern: Pattern, tree: s.Node, text: str) -> str:
    """What ECMA-262 makes of a pattern that Python reads as it is: the same text, if it can."""
    ends = any(isinstance(node, s.FinalEnd | s.Backref) for node in s.walk(pattern.tree))
    same = not pattern.flags and not ends and ecma.SHARED.fullmatch(text)
    return text if same else ecma.render(tree)


def _grouped_loops(tree: s.Node) -> int:
    """How many loops go around more than a set: ``([ab])*`` takes six times as long as
    ``[ab]*``."""
    loops = [n for n in s.walk(tree) if isinstance(n, s.Repeat) and n.maximum is None]
    return sum(not isinstance(loop.body, s.Chars) for loop in loops)


def _compiles(source: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            re.compile(source)
        except (re.error, Warning):
            return False
    return True


def _cheap(tree: s.Node) -> Matcher | None:
    if tree == s.EVERYTHING:
        return Anything()
    values = literals(tree, _FEW)
    if values is not None:
        return Regex("|".join(map(re.escape, sorted(values))) if values else NEVER)
    return _universal(tree) if _has_dots(tree) else None


def _has_dots(tree: s.Node) -> bool:
    nodes = list(s.walk(tree))
    return len(nodes) <= _SMALL and s.EVERYTHING in nodes


def _universal(tree: s.Node) -> Matcher | None:
    """Other spellings of "anything" and "not blank", told by their automata."""
    try:
        machine = dfa(tree)
    except TooComplexError:
        return None
    if all(machine.accepting):
        return Anything()
    if len(machine.moves) != 2 or machine.only(True) != {1}:
        return None
    stays = [kind for kind, to in zip(machine.alphabet, machine.moves[0], strict=True) if to == 0]
    return NonBlank() if {c for kind in stays for c in kind} == set(SPACE) else None


_NEVER_PRINTABLE = CharSet.of(
    (0x00, 0x1F), (0x7F, 0x9F), (0xD800, 0xDFFF), (0xFDD0, 0xFDEF),
    *((plane + 0xFFFE, plane + 0xFFFF) for plane in range(0, 0x110000, 0x10000)),
)  # fmt: skip
"""Controls, surrogates and non-characters, which Unicode promises to leave what they are."""


def _admits_printable(tree: s.Node) -> bool:
    if not isinstance(tree, s.Repeat) or not isinstance(tree.body, s.Chars):
        return False
    endless = tree.minimum <= 1 and tree.maximum is None
    return endless and ~tree.body.allowed <= _NEVER_PRINTABLE
