"""What Java's ``\\p{…}`` names mean, from a table taken out of JDK 17 (Unicode 13).

The table is committed so that the same model gives the same code on every Python. Code points that
were assigned after Unicode 13 are in doubt: whether the service takes them depends on its JDK. They
are accepted, whichever way the property is asked for (see :func:`lookup`).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from .charset import ANY, ASCII, DIGIT, LOWER, NONE, SPACE, UPPER, CharSet

_TABLE = Path(__file__).with_name("unicode.txt")
_ALNUM = DIGIT | LOWER | UPPER
_GRAPH = CharSet.of((0x21, 0x7E))
_FIXED = {
    "all": ANY,
    "L1": CharSet.of((0, 0xFF)),
    "ASCII": ASCII,
    "Alnum": _ALNUM,
    "Alpha": LOWER | UPPER,
    "Blank": CharSet.of(" \t"),
    "Cntrl": CharSet.of((0, 0x1F), 0x7F),
    "Digit": DIGIT,
    "Graph": _GRAPH,
    "Lower": LOWER,
    "Print": _GRAPH | CharSet.of(" "),
    "Punct": _GRAPH - _ALNUM,
    "Space": SPACE,
    "Upper": UPPER,
    "XDigit": DIGIT | CharSet.of("abcdefABCDEF"),
}
_GROUPS = {"LC": "Lu Ll Lt", "LD": "Lu Ll Lt Lm Lo Nd"}


def lookup(name: str, *, negated: bool, inside_negation: bool) -> CharSet | None:
    """The characters of ``\\p{name}``, or of ``\\P{name}`` if negated; ``None`` if unknown.

    ``inside_negation`` says that the pattern negates the result once more (``[^…]``, ``(?!…)``):
    then the code points in doubt have to be left out for the whole to accept them.
    """
    known = _property(name)
    if known is None:
        return None
    exact = ~known if negated else known
    if name in _FIXED:
        return exact
    return exact - later() if inside_negation else exact | later()


def later() -> CharSet:
    """The code points that Unicode assigned after version 13."""
    return _named("later") or NONE


def categories(*names: str) -> CharSet:
    """The union of general categories, such as ``Lu`` and ``Nd``."""
    result = NONE
    for name in names:
        result |= _named(f"gc:{name}") or NONE
    return result


def _property(name: str) -> CharSet | None:
    if name.startswith("In"):
        return _named(f"blk:{_plain(name[2:])}")
    if name.startswith("Is"):
        found = _named(f"is:{_plain(name[2:])}") or _general(name[2:])
        return found or _named(f"sc:{_plain(name[2:])}")
    if name.startswith("java"):
        return _named(f"java:{name[4:]}")
    return _general(name)


def _general(name: str) -> CharSet | None:
    if name in _FIXED:
        return _FIXED[name]
    if name in _GROUPS:
        return categories(*_GROUPS[name].split())
    if re.fullmatch("[LMNZCPS]", name):
        return categories(*(key[3:] for key in _lines() if key.startswith(f"gc:{name}")))
    return _named(f"gc:{name}")


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]", "", name).upper()


@cache
def _named(key: str) -> CharSet | None:
    if key not in _lines():
        return None
    numbers = [int(run, 36) for run in _lines()[key].split()]
    ranges, at = [], 0
    for outside, inside in zip(numbers[::2], numbers[1::2], strict=True):
        at += outside + inside
        ranges.append((at - inside, at - 1))
    return CharSet(tuple(ranges))


@cache
def _lines() -> dict[str, str]:
    lines = _TABLE.read_text("ascii").splitlines()
    return dict(line.split(" ", 1) for line in lines)
