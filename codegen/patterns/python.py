"""The tree as source text of Python's ``re`` (3.10 and later), for ``fullmatch`` without flags."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from . import syntax as s
from .charset import ANY, LAST, CharSet

# Sets are sorted, so that no class holds `&&`, `~~` or `||`, which `re` reserves.
_CLASS_SPECIAL = frozenset("\\]^-[")
_SPECIAL = frozenset("\\.^$*+?{}[]|()")
NEVER = "(?!)"
_BEYOND = CharSet.of((0x10000, LAST))
_MANY = 64
_BLOCKS = 8


def render(tree: s.Node) -> str:
    """The source of a regular expression that ``fullmatch``es what the tree matches."""
    text = Renderer().alternatives(tree)
    dots = any(isinstance(node, s.Chars) and node.allowed == ANY for node in s.walk(tree))
    return f"(?s:{text})" if dots else text


class Renderer:
    """Gives a name to each group that has to be captured while it goes along."""

    start, end = r"\A", r"\Z"

    def __init__(self) -> None:
        self.commits = 0

    def alternatives(self, node: s.Node) -> str:
        if isinstance(node, s.Alt) and node.options:
            return "|".join(map(self.sequence, node.options))
        return self.sequence(node)

    def sequence(self, node: s.Node) -> str:
        if isinstance(node, s.Seq):
            return "".join(map(self.item, node.items))
        return self.item(node)

    def item(self, node: s.Node) -> str:
        """The node as one part of a sequence."""
        match node:
            case s.Chars(allowed):
                return self.one(allowed)
            case s.Alt(()):
                return NEVER
            case s.Seq() | s.Alt():
                return f"(?:{self.alternatives(node)})"
            case s.Repeat():
                return self.repeat(node)
            case s.Capture(body, number):
                return f"(?P<g{number}>{self.alternatives(body)})"
            case s.Backref(number):
                return self.reference(number)
            case s.Atomic(body):
                return self.atomic(body)
            case s.Look():
                return self.look(node)
            case s.Start():
                return self.start
            case _:
                return self.end

    def one(self, allowed: CharSet) -> str:
        """One character of a set.

        ``re`` looks up in a table whether a character is in a class, but only up to U+FFFF; beyond,
        it tries one range after the other, also for a character that is in none. Where there are
        many, they are shared out among a few blocks, and only in one of them the ranges are tried.
        """
        table, blocks = _table(allowed), _blocks(allowed)
        return f"(?:{'|'.join((table, *blocks))})" if blocks else chars(allowed)

    def run(self, allowed: CharSet, minimum: int) -> str:
        """A run of characters without limit: ``X*`` is ``A*(BA*)*``, A being what the table has."""
        table, blocks = _table(allowed), _blocks(allowed)
        if not blocks:
            return chars(allowed) + quantifier(minimum, None)
        first = chars(allowed) + quantifier(minimum, minimum) if minimum else ""
        return f"{first}{table}*(?:(?:{'|'.join(blocks)}){table}*)*"

    def repeat(self, node: s.Repeat) -> str:
        if isinstance(node.body, s.Chars) and node.maximum is None and node.mode == "greedy":
            return self.run(node.body.allowed, node.minimum)
        body = self.item(node.body)
        if not isinstance(node.body, s.Chars | s.Seq | s.Alt | s.Capture):
            body = f"(?:{body})"
        lazy = "?" if node.mode == "lazy" else ""
        return body + quantifier(node.minimum, node.maximum) + lazy

    def reference(self, number: int) -> str:
        return f"(?P=g{number})"

    def atomic(self, body: s.Node) -> str:
        """Python before 3.11 has no atomic groups, but nothing goes back into a look-ahead."""
        self.commits += 1
        name = f"c{self.commits}"
        return f"(?=(?P<{name}>{self.alternatives(body)}))(?P={name})"

    def look(self, node: s.Look) -> str:
        sign = "=" if node.positive else "!"
        if node.ahead:
            return f"(?{sign}{self.alternatives(node.body)})"
        # a look-behind of Python takes one length only, so that each option gets its own
        options = node.body.options if isinstance(node.body, s.Alt) else (node.body,)
        looks = [f"(?<{sign}{self.alternatives(option)})" for option in options]
        return f"(?:{'|'.join(looks)})" if node.positive and len(looks) > 1 else "".join(looks)


def _table(allowed: CharSet) -> str:
    return chars(allowed - _BEYOND)


def _blocks(allowed: CharSet) -> list[str]:
    ranges = (allowed & _BEYOND).ranges
    if len(ranges) <= _MANY or allowed <= _BEYOND:
        return []
    size = -(-len(ranges) // _BLOCKS)
    parts = [ranges[at : at + size] for at in range(0, len(ranges), size)]
    return [f"[{_range(p[0][0], p[-1][1])}](?<=[{_ranges(CharSet(p))}])" for p in parts]


def quantifier(minimum: int, maximum: int | None) -> str:
    """``{2,5}`` or its shorthand."""
    match (minimum, maximum):
        case (0, None):
            return "*"
        case (1, None):
            return "+"
        case (0, 1):
            return "?"
        case (_, None):
            return f"{{{minimum},}}"
        case _:
            return f"{{{minimum}}}" if minimum == maximum else f"{{{minimum},{maximum}}}"


def chars(allowed: CharSet) -> str:
    """A set as a character, a dot or a class, whichever is shortest.

    A class of what is not in the set is slow if it has many ranges beyond U+FFFF: each of them is
    tried on every character.
    """
    if not allowed:
        return NEVER
    if allowed == ANY:
        return "."
    if len(allowed) == 1:
        return _escaped(allowed.ranges[0][0], _SPECIAL)
    plain, inverted = f"[{_ranges(allowed)}]", f"[^{_ranges(~allowed)}]"
    slow = len((~allowed & _BEYOND).ranges) > _MANY
    return plain if slow or len(plain) <= len(inverted) else inverted


def _ranges(allowed: CharSet) -> str:
    return "".join(_range(first, last) for first, last in allowed.ranges)


def _range(first: int, last: int) -> str:
    start, end = _escaped(first, _CLASS_SPECIAL), _escaped(last, _CLASS_SPECIAL)
    if last - first < 2:
        return start if first == last else start + end
    return f"{start}-{end}"


def _escaped(code: int, special: frozenset[str]) -> str:
    char = chr(code)
    if 0x20 <= code < 0x7F:
        return f"\\{char}" if char in special else char
    if char in _NAMED:
        return _NAMED[char]
    return next(write(code) for limit, write in _NUMERIC if code <= limit)


_NAMED = {"\t": r"\t", "\n": r"\n", "\r": r"\r", "\f": r"\f", "\v": r"\v"}
_NUMERIC: tuple[tuple[int, Callable[[int], str]], ...] = (
    (0xFF, lambda code: f"\\x{code:02x}"),
    (0xFFFF, lambda code: f"\\u{code:04x}"),
    (0x10FFFF, chr),
)


def literals(tree: s.Node, limit: int) -> frozenset[str] | None:
    """All values of the tree where those are no more than ``limit``, else ``None``."""
    try:
        return frozenset(_values(tree, limit))
    except OverflowError:
        return None


def _values(node: s.Node, limit: int) -> list[str]:
    match node:
        case s.Chars(allowed) if len(allowed) <= limit:
            return [chr(code) for code in allowed]
        case s.Alt(options):
            return _limited((v for option in options for v in _values(option, limit)), limit)
        case s.Seq(items):
            return _product([_values(item, limit) for item in items], limit)
        case s.Repeat(body, low, high) if high is not None and high <= limit:
            once = _values(body, limit)
            repeated = (_product([once] * times, limit) for times in range(low, high + 1))
            return _limited((value for values in repeated for value in values), limit)
        case _:
            raise OverflowError


def _product(lists: list[list[str]], limit: int) -> list[str]:
    values = [""]
    for parts in lists:
        values = _limited((left + right for left in values for right in parts), limit)
    return values


def _limited(values: Iterator[str], limit: int) -> list[str]:
    found: dict[str, None] = {}
    for value in values:
        found[value] = None
        if len(found) > limit:
            raise OverflowError
    return list(found)
