"""Patterns that every printable string matches: ``str.isprintable`` is cheaper."""

from __future__ import annotations

from functools import cache

from . import syntax as s
from .charset import CharSet
from .parse import parse
from .simplify import simplify

_NEVER_PRINTABLE = CharSet.of(
    (0x00, 0x1F), (0x7F, 0x9F), (0xD800, 0xDFFF), (0xFDD0, 0xFDEF),
    *((plane + 0xFFFE, plane + 0xFFFF) for plane in range(0, 0x110000, 0x10000)),
)  # fmt: skip
"""Controls, surrogates and non-characters, which Unicode promises to leave what they are."""


@cache
def admits_printable(java: str) -> bool:
    """Whether a pattern that was translated matches every string without the characters that no
    version of Unicode can print, the empty string included or not."""
    tree = simplify(parse(java).tree)
    if not isinstance(tree, s.Repeat) or not isinstance(tree.body, s.Chars):
        return False
    endless = tree.minimum <= 1 and tree.maximum is None
    return endless and ~tree.body.allowed <= _NEVER_PRINTABLE
