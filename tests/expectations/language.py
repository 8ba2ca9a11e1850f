"""Strings for a pattern: of an exact length, at random, and such that just miss it.

The sampler reads the syntax tree that :mod:`re` itself makes of the expression. Assertions are not
built but checked: what is built is given out only if the whole expression matches it.
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

_Span = tuple[int, float]
"""The least and the greatest length of a node's strings."""


def first(options: Sequence[T]) -> T:
    """The choice of who wants the simplest."""
    return options[0]


@attrs.frozen
class _Chars:
    """One character out of some."""

    options: tuple[str, ...]
    span = (1, 1)


@attrs.frozen
class _Sequence:
    """One after another."""

    items: tuple[_Node, ...]

    @cached_property
    def span(self) -> _Span:
        spans = [item.span for item in self.items]
        return sum(least for least, _ in spans), sum(most for _, most in spans)

    @cached_property
    def rest(self) -> _Sequence:
        """All but the first item."""
        return _Sequence(self.items[1:])


@attrs.frozen
class _Choice:
    """One of several."""

    options: tuple[_Node, ...]

    @cached_property
    def span(self) -> _Span:
        spans = [option.span for option in self.options]
        return min(least for least, _ in spans), max(most for _, most in spans)


@attrs.frozen
class _Repeat:
    """The same several times."""

    item: _Node
    least: int
    most: float

    @cached_property
    def span(self) -> _Span:
        least, most = self.item.span
        return least * self.least, most * self.most if most else 0


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
        """A string of exactly this many characters; ``None`` if none was found."""
        for attempt in range(_TRIES):
            text = _build(self._tree, length, _shifted(pick, attempt))
            if text is not None and self.matches(text):
                return text
        return None

    def shortest(self, minimum: int, maximum: float = math.inf) -> str | None:
        """A string of at least ``minimum`` characters, as short as was found."""
        return next(self._by_length(minimum, maximum), None)

    def longest(self, minimum: int, maximum: int) -> str | None:
        """A string of at most ``maximum`` characters, as long as was found."""
        least, most = self._tree.span
        start, stop = int(min(most, maximum)), int(max(least, minimum)) - 1
        lengths = _thinned(range(start, stop, -1))
        return next(_found(map(self.of_length, lengths)), None)

    def _by_length(self, minimum: int, maximum: float) -> Iterator[str]:
        least, most = self._tree.span
        start, stop = int(max(least, minimum)), int(min(most, maximum, minimum + least + 400)) + 1
        return _found(map(self.of_length, _thinned(range(start, stop))))

    def varied(self, minimum: int, maximum: float) -> list[str]:
        """Strings in which the classes of the pattern show many of their characters."""
        shortest = len(self.shortest(minimum, maximum) or "")
        lengths = {
            *range(shortest, shortest + 4),
            *(int(min(maximum, most)) for most in (shortest + 8, 64)),
        }
        made = (
            self.of_length(length, _turning(start))
            for length in sorted(lengths)
            for start in _STARTS
        )
        return list(dict.fromkeys(text for text in _found(made) if minimum <= len(text) <= maximum))

    def every_choice(self, minimum: int, maximum: float) -> Iterator[str]:
        """Strings that differ from the simplest one by one choice; each choice, in turn."""
        shortest = len(self.shortest(minimum, maximum) or "")
        for length in range(shortest, int(min(maximum, shortest + 1)) + 1):
            for place in range(length + 4):
                for option in range(_OPTIONS):
                    text = self.of_length(length, _deviating(place, option))
                    if text is not None:
                        yield text

    def near_misses(
        self, minimum: int, maximum: float, among: Sequence[str], everywhere: bool = False
    ) -> Iterator[str]:
        """Strings within the length bounds that the pattern refuses, near those in ``among``.

        :param everywhere: with changes at each character, not only at the ends and in the middle.
        """
        seen = set()
        edited = _edited(among, everywhere)
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


_STARTS = (0, 7, 13, 29, 41)


def _turning(start: int) -> Pick:
    """Each choice another one than the last."""
    turn = iter(range(start, 10**9))
    return lambda options: options[next(turn) % len(options)]


def _edited(texts: Sequence[str], everywhere: bool = False) -> Iterator[str]:
    """Each text with one character more, less, or another, at its ends and in its middle."""
    for text in texts:
        for at in _places(text, everywhere):
            yield text[:at] + text[at + 1 :]
    for text in texts:
        places = _places(text, everywhere)
        for probe in PROBES:
            yield from (text[:at] + probe + text[at + 1 :] for at in places)
            yield from (probe + text, text + probe)


_OPTIONS = 12


def _deviating(place: int, option: int) -> Pick:
    """The first option everywhere but at one place."""
    turn = iter(range(10**9))
    return lambda options: options[option % len(options) if next(turn) == place else 0]


def _places(text: str, everywhere: bool) -> list[int]:
    if everywhere:
        return list(range(min(len(text), 100)))
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


def _build(node: _Node, length: int, pick: Pick) -> str | None:
    """A string of the node of exactly this length, if one is found without much searching."""
    least, most = node.span
    if not least <= length <= most:
        return None
    if isinstance(node, _Chars):
        return str(pick(node.options)) if node.options else None
    if isinstance(node, _Sequence):
        return _build_sequence(node, length, pick)
    if isinstance(node, _Choice):
        return _build_choice(node, length, pick)
    return _build_repeat(node, length, pick)


def _build_choice(node: _Choice, length: int, pick: Pick) -> str | None:
    favourite = pick(range(len(node.options)))
    options = [node.options[favourite], *node.options]
    built = (_build(option, length, pick) for option in options)
    return next((text for text in built if text is not None), None)


def _build_sequence(node: _Sequence, length: int, pick: Pick) -> str | None:
    """Give the first item as much as it takes, or a little less, and the rest to the others."""
    if not node.items:
        return "" if length == 0 else None
    first_item, rest = node.items[0], node.rest
    if not rest.items:
        return _build(first_item, length, pick)
    (least, most), (rest_least, rest_most) = first_item.span, rest.span
    start = int(min(most, length - rest_least))
    stop = int(max(least, length - rest_most))
    for own in range(start, stop - 1, -1)[:_TRIES]:
        head = _build(first_item, own, pick)
        tail = None if head is None else _build_sequence(rest, length - own, pick)
        if head is not None and tail is not None:
            return head + tail
    return None


def _build_repeat(node: _Repeat, length: int, pick: Pick) -> str | None:
    if length == 0 and node.least == 0:
        return ""
    least, most = node.item.span
    fewest = max(node.least, math.ceil(length / most) if most else 0)
    greatest = int(min(node.most, length // least if least else max(length, fewest)))
    for count in range(fewest, min(greatest, fewest + _TRIES) + 1):
        text = _build_copies(node.item, count, length, pick)
        if text is not None:
            return text
    return None


def _build_copies(item: _Node, count: int, length: int, pick: Pick) -> str | None:
    """``count`` copies that are ``length`` long together; many of one length are made once."""
    least, most = item.span
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
