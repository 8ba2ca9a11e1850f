"""Patterns in the dialect of JSON Schema: ECMA-262 with the ``u`` flag.

Python's own parser reads the pattern that the generated code checks with, so that the schema and
the classes say the same; this module writes the tree again. What it writes is also valid in
Python's ``re``, where validators written in Python try it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, Final

# The parser behind ``re``: semi-public under both names, the same tree since Python 3.3.
if sys.version_info >= (3, 11):
    from re import _parser as sre  # type: ignore[attr-defined]
else:
    import sre_parse as sre

_SPACE: Final = r"\t-\r "
_SETS: Final = {
    "CATEGORY_DIGIT": "0-9",
    "CATEGORY_WORD": "0-9A-Za-z_",
    "CATEGORY_SPACE": _SPACE,
}
_COMPLEMENTS: Final = {
    "CATEGORY_NOT_DIGIT": r"\D",
    "CATEGORY_NOT_WORD": r"\W",
}
_POSITIONS: Final = {
    "AT_BEGINNING": "^",
    "AT_BEGINNING_STRING": "^",
    "AT_END": r"(?=\n?$)",
    "AT_END_STRING": "$",
    "AT_BOUNDARY": r"\b",
    "AT_NON_BOUNDARY": r"\B",
}
_ALONE: Final = frozenset({"LITERAL", "NOT_LITERAL", "ANY", "IN", "BRANCH", "SUBPATTERN"})
_SYNTAX: Final = frozenset("^$\\.*+?()[]{}|/")
_IN_CLASS: Final = frozenset("\\]^-[")


class InexpressibleError(ValueError):
    """A pattern that has no equal in ECMA-262."""


@cache
def ecma(source: str) -> str | None:
    """An expression that matches whole values exactly as ``re.fullmatch`` does, if there is one."""
    tree: Any = sre.parse(source)
    try:
        written = _Writer().sequence(tree, 0)
    except (InexpressibleError, RecursionError):
        return None
    return f"^(?:{written})$"


class _Writer:
    """Writes a tree; one method for each kind of node."""

    def __init__(self) -> None:
        self.commitments: list[int] = []
        """The groups of the tree that are groups here, too; their places are the numbers."""
        self.write: dict[str, Callable[[Any, int], str]] = {
            "LITERAL": self._literal,
            "NOT_LITERAL": self._not_literal,
            "ANY": lambda _, flags: r"[\s\S]" if flags & re.DOTALL else r"[^\n]",
            "IN": self._set,
            "BRANCH": self._branch,
            "SUBPATTERN": self._group,
            "MAX_REPEAT": lambda node, flags: self._repeat(node, flags, ""),
            "MIN_REPEAT": lambda node, flags: self._repeat(node, flags, "?"),
            "AT": self._position,
            "ASSERT": lambda node, flags: self._look(node, flags, "="),
            "ASSERT_NOT": lambda node, flags: self._look(node, flags, "!"),
            "GROUPREF": self._reference,
        }

    def sequence(self, nodes: Iterable[Any], flags: int) -> str:
        return "".join(self._node(str(kind), value, flags) for kind, value in nodes)

    def _node(self, kind: str, value: Any, flags: int) -> str:
        if kind not in self.write:
            raise InexpressibleError(kind)  # atomic groups
        return self.write[kind](value, flags)

    def _literal(self, code: int, flags: int) -> str:
        char = chr(code)
        if flags & re.IGNORECASE and char.swapcase() != char:
            return f"[{self._range(code, code, flags)}]"
        return _character(code, _SYNTAX)

    def _not_literal(self, code: int, flags: int) -> str:
        return f"[^{self._range(code, code, flags)}]"

    def _set(self, items: Any, flags: int) -> str:
        negated = str(items[0][0]) == "NEGATE"
        inside = "".join(self._item(str(kind), value, flags) for kind, value in items[negated:])
        return f"[{'^' * negated}{inside}]"

    def _item(self, kind: str, value: Any, flags: int) -> str:
        if kind == "LITERAL":
            return self._range(value, value, flags)
        if kind == "RANGE":
            return self._range(value[0], value[1], flags)
        name = str(value)
        if not flags & re.ASCII:
            raise InexpressibleError(f"{name} of all of Unicode")
        if name == "CATEGORY_NOT_SPACE":
            # ECMA's own \S leaves out more than the six characters of ASCII.
            return r"\x00-\x08\x0e-\x1f!-\uffff" + f"{chr(0x10000)}-{chr(0x10FFFF)}"
        return _COMPLEMENTS.get(name) or _SETS[name]

    def _range(self, low: int, high: int, flags: int) -> str:
        ends = {(low, high)}
        if flags & re.IGNORECASE:
            ends |= _other_case(low, high)
        return "".join(
            (
                _character(low, _IN_CLASS)
                if low == high
                else f"{_character(low, _IN_CLASS)}-{_character(high, _IN_CLASS)}"
            )
            for low, high in sorted(ends)
        )

    def _branch(self, node: Any, flags: int) -> str:
        return f"(?:{'|'.join(self.sequence(option, flags) for option in node[1])})"

    def _group(self, node: Any, flags: int) -> str:
        _, added, removed, body = node
        return f"(?:{self.sequence(body, (flags | added) & ~removed)})"

    def _repeat(self, node: Any, flags: int, lazy: str) -> str:
        low, high, body = node
        most = "" if high is sre.MAXREPEAT else str(high)
        count = {(0, ""): "*", (1, ""): "+", (0, "1"): "?"}.get((low, most))
        if count is None:
            count = f"{{{low}}}" if most == str(low) else f"{{{low},{most}}}"
        inside = self.sequence(body, flags)
        # One character, class or group needs no group of its own around it.
        alone = len(body) == 1 and str(body[0][0]) in _ALONE
        return f"{inside if alone else f'(?:{inside})'}{count}{lazy}"

    def _position(self, where: Any, flags: int) -> str:
        return _POSITIONS[str(where)]

    def _look(self, node: Any, flags: int, sign: str) -> str:
        direction, body = node
        if sign == "=" and len(body) == 1 and str(body[0][0]) == "SUBPATTERN" and body[0][1][0]:
            return self._commitment(body[0][1], flags)
        behind = "<" if direction < 0 else ""
        return f"(?{behind}{sign}{self.sequence(body, flags)})"

    def _commitment(self, group: Any, flags: int) -> str:
        """``(?=(…))`` before its reference: what was read there is not read in another way."""
        self.commitments.append(group[0])
        number = len(self.commitments)
        inside = self._group(group, flags)
        if len(self.commitments) != number:
            raise InexpressibleError("a commitment inside of another")
        return f"(?=({inside}))"

    def _reference(self, group: int, flags: int) -> str:
        if group not in self.commitments:
            # A group that took no part matches nothing in Python, and the empty string in ECMA.
            raise InexpressibleError("a back reference")
        return f"(?:\\{self.commitments.index(group) + 1})"


def _character(code: int, special: frozenset[str]) -> str:
    char = chr(code)
    if char in special:
        return f"\\{char}"
    if char.isascii() and char.isprintable():
        return char
    # Beyond the first plane an escape would need braces, which Python does not know.
    return char if code > 0xFFFF else f"\\u{code:04x}"


def _other_case(low: int, high: int) -> set[tuple[int, int]]:
    letters = {ord(chr(code).swapcase()) for code in range(low, min(high, 0x7F) + 1)}
    return {(code, code) for code in letters}
