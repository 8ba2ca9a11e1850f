"""Strings for a pattern: of an exact length, at random, and such that just miss it.

The sampler reads the syntax tree that :mod:`re` itself makes of the expression. Assertions are not
built but checked: what is built is given out only where the whole expression matches it.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, TypeVar

import attrs

if sys.version_info >= (3, 11):
    import re._constants as _c  # type: ignore[import-not-found,unused-ignore]
    import re._parser as _parser  # type: ignore[import-not-found,unused-ignore]
else:
    import sre_constants as _c
    import sre_parse as _parser

T = TypeVar("T")
Pick = Callable[[Sequence[Any]], Any]
"""Chooses one of several: the only source of chance, so that what uses it decides on shrinking."""

PROBES = "aZ5 -_/.:,;!?~^@#$%&*+=()[]{}<>|\"'`\\\x00\t\n\r\x0b\x1f\x7f\x85éß\u2028\ud7ff\ufffd😀"
"""Characters that patterns tend to treat differently."""

_TRIES = 12


def first(options: Sequence[T]) -> T:
    """The choice of who wants the simplest."""
    return options[0]


@attrs.frozen
class _Chars:
    """One character out of some."""

    options: tuple[str, ...]


@attrs.frozen
class _Sequence:
    """One after another."""

    items: tuple[_Node, ...]


@attrs.frozen
class _Choice:
    """One of several."""

    options: tuple[_Node, ...]


@attrs.frozen
class _Repeat:
    """The same several times."""

    item: _Node
    least: int
    most: float


_Node = _Chars | _Sequence | _Choice | _Repeat


class Language:
    """The strings that a pattern (Python's dialect, whole value) accepts."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.matches = re.compile(source).fullmatch
        """Truthy for what the pattern accepts."""

    @cached_property
    def _tree(self) -> _Node:
        return _Reader().sequence(_parser.parse(self.source))

    def of_length(self, length: int, pick: Pick = first) -> str | None:
        """A string of exactly so many characters; ``None`` where none was found."""
        for attempt in range(_TRIES):
            text = _build(self._tree, length, _shifted(pick, attempt))
            if text is not None and self.matches(text):
                return text
        return None

    def shortest(self, minimum: int, maximum: float = math.inf) -> str | None:
        """A string of at least ``minimum`` characters, as short as was found."""
        return next(self._by_length(minimum, maximum), None)

    def _by_length(self, minimum: int, maximum: float) -> Iterator[str]:
        least, most = _span(self._tree)
        start, stop = int(max(least, minimum)), int(min(most, maximum, minimum + least + 400)) + 1
        return _found(map(self.of_length, _thinned(range(start, stop))))

    def near_misses(self, minimum: int, maximum: float, among: Sequence[str]) -> Iterator[str]:
        """Strings within the length bounds that the pattern refuses, near those in ``among``."""
        seen = set()
        edited = _edited(among)
        for text in (*edited, *PROBES, "", *(probe * max(minimum, 1) for probe in PROBES)):
            if text not in seen and minimum <= len(text) <= maximum and not self.matches(text):
                seen.add(text)
                yield text


def _found(texts: Iterable[str | None]) -> Iterator[str]:
    return (text for text in texts if text is not None)


def _thinned(lengths: range) -> list[int]:
    """The first forty lengths one by one, then ever fewer."""
    return [
        *lengths[:40],
        *(lengths[40 + 2**power] for power in range(20) if 40 + 2**power < len(lengths)),
    ]


def _edited(texts: Sequence[str]) -> Iterator[str]:
    """Each text with one character more, less, or another, at its ends and in its middle."""
    for text in texts:
        for at in _places(text):
            yield text[:at] + text[at + 1 :]
    for text in texts:
        places = _places(text)
        for probe in PROBES:
            yield from (text[:at] + probe + text[at + 1 :] for at in places)
            yield from (probe + text, text + probe)


def _places(text: str) -> list[int]:
    return sorted({0, 1, len(text) // 2, max(len(text) - 1, 0)} & set(range(len(text))))


def _shifted(pick: Pick, attempt: int) -> Pick:
    """The same choices at first; other ones for each further attempt."""
    if attempt == 0:
        return pick
    state = [attempt * 7919]

    def choose(options: Sequence[T]) -> T:
        state[0] = (state[0] * 1103515245 + 12345) % 2**31
        return options[(state[0] >> 8) % len(options)]

    return choose


# from the syntax tree of `re` to ours


class _Reader:
    """Reads the tree; groups are remembered for the references to them."""

    def __init__(self) -> None:
        self.groups: dict[int, _Node] = {}

    def sequence(self, parsed: Any) -> _Node:
        return _Sequence(tuple(self.node(operator, value) for operator, value in parsed))

    def node(self, operator: Any, value: Any) -> _Node:
        if operator is _c.LITERAL:
            return _Chars((chr(value),))
        if operator in (_c.NOT_LITERAL, _c.ANY, _c.IN):
            return _Chars(_members(operator, value))
        if operator is _c.BRANCH:
            return _Choice(tuple(self.sequence(branch) for branch in value[1]))
        if operator is _c.SUBPATTERN:
            return self._group(value[0], value[-1])
        if str(operator) == "ATOMIC_GROUP":
            return self.sequence(value)
        if operator in (_c.MAX_REPEAT, _c.MIN_REPEAT) or str(operator) == "POSSESSIVE_REPEAT":
            least, most, item = value
            most = math.inf if most is _c.MAXREPEAT else int(most)
            return _Repeat(self.sequence(item), int(least), most)
        return self._unusual(operator, value)

    def _group(self, number: int | None, parsed: Any) -> _Node:
        node = self.sequence(parsed)
        if number is not None:
            self.groups[number] = node
        return node

    def _unusual(self, operator: Any, value: Any) -> _Node:
        """Assertions take no characters; a reference takes what its group would.

        ``(?=(x))\\1`` is how an atomic group is spelled before Python 3.11: its reference is the
        place where the characters are.
        """
        if operator is _c.GROUPREF:
            return self.groups.get(value, _Sequence(()))
        if operator is _c.ASSERT:
            self.sequence(value[1])
        return _Sequence(())


def _members(operator: Any, value: Any) -> tuple[str, ...]:
    """Some characters of a class: the ends of its ranges, and the probes that are in it."""
    items = {_c.NOT_LITERAL: [(_c.NEGATE, None), (_c.LITERAL, value)], _c.ANY: [(_c.NEGATE, None)]}
    parts = items.get(operator, value)
    ends = [chr(point) for kind, item in parts for point in _ends(kind, item)]
    candidates = dict.fromkeys([*ends, *PROBES, *map(chr, range(32, 127))])
    found = [char for char in candidates if _is_in(parts, char)]
    plain = [char for char in found if char.isalnum() and char.isascii()]
    return tuple(dict.fromkeys([*plain[:1], *found]))[:60]


def _ends(kind: Any, item: Any) -> tuple[int, ...]:
    if kind is _c.LITERAL:
        return (item,)
    return (item[0], (item[0] + item[1]) // 2, item[1]) if kind is _c.RANGE else ()


def _is_in(parts: Sequence[tuple[Any, Any]], char: str) -> bool:
    negated = bool(parts) and parts[0][0] is _c.NEGATE
    return negated != any(_accepts(kind, item, char) for kind, item in parts)


def _accepts(kind: Any, item: Any, char: str) -> bool:
    if kind is _c.LITERAL:
        return bool(ord(char) == item)
    if kind is _c.RANGE:
        return bool(item[0] <= ord(char) <= item[1])
    return kind is _c.CATEGORY and _CATEGORIES[str(item)](char)


_CATEGORIES: dict[str, Callable[[str], bool]] = {
    "CATEGORY_DIGIT": lambda char: char.isdigit() and char.isascii(),
    "CATEGORY_NOT_DIGIT": lambda char: not char.isdigit(),
    "CATEGORY_SPACE": lambda char: char in " \t\n\x0b\f\r",
    "CATEGORY_NOT_SPACE": lambda char: not char.isspace(),
    "CATEGORY_WORD": lambda char: char == "_" or (char.isalnum() and char.isascii()),
    "CATEGORY_NOT_WORD": lambda char: not (char == "_" or char.isalnum()),
}


# building


def _span(node: _Node) -> tuple[int, float]:
    """The least and the greatest length that a node can have."""
    if isinstance(node, _Chars):
        return 1, 1
    if isinstance(node, _Sequence):
        spans = [_span(item) for item in node.items]
        return sum(least for least, _ in spans), sum(most for _, most in spans)
    if isinstance(node, _Choice):
        spans = [_span(option) for option in node.options]
        return min(least for least, _ in spans), max(most for _, most in spans)
    least, most = _span(node.item)
    return least * node.least, most * node.most if most else 0


def _build(node: _Node, length: int, pick: Pick) -> str | None:
    """A string of the node of exactly this length, if one is found without much searching."""
    least, most = _span(node)
    if not least <= length <= most:
        return None
    if isinstance(node, _Chars):
        return str(pick(node.options)) if node.options else None
    if isinstance(node, _Sequence):
        return _build_sequence(node.items, length, pick)
    if isinstance(node, _Choice):
        return _build_choice(node, length, pick)
    return _build_repeat(node, length, pick)


def _build_choice(node: _Choice, length: int, pick: Pick) -> str | None:
    favourite = pick(range(len(node.options)))
    options = [node.options[favourite], *node.options]
    built = (_build(option, length, pick) for option in options)
    return next((text for text in built if text is not None), None)


def _build_sequence(items: tuple[_Node, ...], length: int, pick: Pick) -> str | None:
    """Give the first item as much as it takes, or a little less, and the rest to the others."""
    if len(items) == 1:
        return _build(items[0], length, pick)
    if not items:
        return "" if length == 0 else None
    (least, most), (rest_least, rest_most) = _span(items[0]), _span(_Sequence(items[1:]))
    start = int(min(most, length - rest_least))
    stop = int(max(least, length - rest_most))
    for own in _thinned(range(start, stop - 1, -1))[:_TRIES]:
        head = _build(items[0], own, pick)
        tail = None if head is None else _build_sequence(items[1:], length - own, pick)
        if head is not None and tail is not None:
            return head + tail
    return None


def _build_repeat(node: _Repeat, length: int, pick: Pick) -> str | None:
    if length == 0 and node.least == 0:
        return ""
    least, most = _span(node.item)
    fewest = max(node.least, math.ceil(length / most) if most else 0)
    greatest = int(min(node.most, length // least if least else max(length, fewest)))
    for count in range(fewest, min(greatest, fewest + _TRIES) + 1):
        text = _build_copies(node.item, count, length, pick)
        if text is not None:
            return text
    return None


def _build_copies(item: _Node, count: int, length: int, pick: Pick) -> str | None:
    """``count`` copies that are ``length`` long together; many of one length are made once."""
    least, most = _span(item)
    parts: list[str] = []
    while count:
        own = int(min(most, length - least * (count - 1)))
        alike = max(
            1, min(count, (length - least * count) // (own - least) if own > least else count)
        )
        alike = alike if count > 64 else 1
        part = _build(item, own, pick)
        if part is None:
            return None
        parts.append(part * alike)
        count, length = count - alike, length - own * alike
    return "".join(parts) if length == 0 else None
