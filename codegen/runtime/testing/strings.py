"""Strings for a pattern: of an exact length, and such that just miss it.

The sampler reads the syntax tree that :mod:`re` itself makes of the expression. Assertions are not
built but checked: what is built is given out only where the whole expression matches it.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from random import Random
from typing import Any, TypeVar

if sys.version_info >= (3, 11):
    import re._constants as _c  # type: ignore[import-not-found,unused-ignore]
    from re import _parser  # type: ignore[attr-defined,unused-ignore]
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
    """Choose the simplest."""
    return options[0]


class Language:
    """The strings that a pattern (as this package spells it, whole value) accepts."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.matches = re.compile(source).fullmatch
        """Truthy for what the pattern accepts."""
        self._characters: dict[int, tuple[str, ...]] = {}
        """Some characters of each class, by the identity of its tree."""

    @cached_property
    def _tree(self) -> Any:
        return _parser.parse(self.source)

    @cached_property
    def _groups(self) -> Mapping[int, Any]:
        return dict(_groups(self._tree))

    def of_length(self, length: int, pick: Pick = first) -> str | None:
        """A string of exactly so many characters; ``None`` if none was found."""
        for attempt in range(_TRIES):
            # The same choices at first, and other ones for each further attempt.
            choose: Pick = Random(attempt).choice if attempt else pick
            text = self._built(self._tree, length, choose)
            if text is not None and self.matches(text):
                return text
        return None

    def shortest(self, minimum: int, maximum: float = math.inf) -> str | None:
        """A string of at least ``minimum`` characters, as short as was found."""
        least, most = self._tree.getwidth()
        stop = int(min(most, maximum, minimum + least + 400)) + 1
        texts = map(self.of_length, _thinned(range(max(least, minimum), stop)))
        return next((text for text in texts if text is not None), None)

    def near_misses(self, minimum: int, maximum: float, among: Sequence[str]) -> Iterator[str]:
        """Strings within the length bounds that the pattern refuses, near those in ``among``."""
        blank = (probe * max(minimum, 1) for probe in PROBES)
        for text in dict.fromkeys((*_edited(among), *PROBES, "", *blank)):
            if minimum <= len(text) <= maximum and not self.matches(text):
                yield text

    # building, without much searching

    def _built(self, items: Any, length: int, pick: Pick) -> str | None:
        """A string of exactly this length: the first item is given as much as it takes, or a little
        less, and the others get the rest."""
        least, most = items.getwidth()
        if not least <= length <= most:
            return None
        if len(items) < 2:
            return self._item(items[0], length, pick) if items else ""
        rest = items[1:]
        (least, most), (rest_least, rest_most) = items[:1].getwidth(), rest.getwidth()
        lengths = range(min(most, length - rest_least), max(least, length - rest_most) - 1, -1)
        for own in _thinned(lengths)[:_TRIES]:
            head = self._item(items[0], own, pick)
            tail = None if head is None else self._built(rest, length - own, pick)
            if head is not None and tail is not None:
                return head + tail
        return None

    def _item(self, item: Any, length: int, pick: Pick) -> str | None:
        operator, value = item
        if operator in (_c.LITERAL, _c.NOT_LITERAL, _c.ANY, _c.IN):
            options = self._options(operator, value)
            return str(pick(options)) if options else None
        if operator is _c.BRANCH:
            favourite = pick(value[1])
            built = (self._built(tree, length, pick) for tree in (favourite, *value[1]))
            return next((text for text in built if text is not None), None)
        if operator is _c.SUBPATTERN:
            return self._built(value[-1], length, pick)
        if str(operator) == "ATOMIC_GROUP":
            return self._built(value, length, pick)
        if operator in (_c.MAX_REPEAT, _c.MIN_REPEAT) or str(operator) == "POSSESSIVE_REPEAT":
            return self._repeated(value, length, pick)
        # ``(?=(x))\1`` is how an atomic group is spelled before Python 3.11.
        if operator is _c.GROUPREF:
            return self._built(self._groups[value], length, pick)
        return ""

    def _repeated(self, value: Any, length: int, pick: Pick) -> str | None:
        fewest, greatest, item = value
        least, most = item.getwidth()
        fewest = max(fewest, math.ceil(length / most) if most else 0)
        greatest = min(greatest, length // least if least else max(length, fewest))
        if length == 0 and fewest == 0:
            return ""
        for count in range(fewest, min(greatest, fewest + _TRIES) + 1):
            text = self._copies(item, count, length, pick)
            if text is not None:
                return text
        return None

    def _copies(self, item: Any, count: int, length: int, pick: Pick) -> str | None:
        """``count`` copies that are ``length`` long together; many of one length are made once."""
        least, most = item.getwidth()
        parts: list[str] = []
        while count:
            own = min(most, length - least * (count - 1))
            alike = 1
            if count > 64:
                longer = (length - least * count) // (own - least) if own > least else count
                alike = max(1, min(count, longer))
            part = self._built(item, own, pick)
            if part is None:
                return None
            parts.append(part * alike)
            count, length = count - alike, length - own * alike
        return "".join(parts) if length == 0 else None

    def _options(self, operator: Any, value: Any) -> tuple[str, ...]:
        if operator is _c.LITERAL:
            return (chr(value),)
        if id(value) not in self._characters:
            self._characters[id(value)] = _members(operator, value)
        return self._characters[id(value)]


def _groups(tree: Any) -> Iterator[tuple[int, Any]]:
    """What is inside of each group, by its number."""
    if isinstance(tree, tuple) and tree[0] is _c.SUBPATTERN:
        yield tree[1][0], tree[1][-1]
    if isinstance(tree, (list, tuple, _parser.SubPattern)):
        parts: Any = tree
        for part in parts:
            yield from _groups(part)


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


def _members(operator: Any, value: Any) -> tuple[str, ...]:
    """Some characters of a class: the ends of its ranges, and the probes that are in it."""
    negation = [(_c.NEGATE, None)]
    parts = {_c.NOT_LITERAL: [*negation, (_c.LITERAL, value)], _c.ANY: negation}.get(
        operator, value
    )
    ranges = [item if kind is _c.RANGE else (item, item) for kind, item in parts if kind in _POINTS]
    categories = "".join(_CATEGORIES[item] for kind, item in parts if kind is _c.CATEGORY)
    is_in = re.compile(f"(?a)[{categories}]" if categories else "(?!)").match
    negated = parts[0][0] is _c.NEGATE
    ends = [chr(point) for low, high in ranges for point in (low, (low + high) // 2, high)]
    found = [
        char
        for char in dict.fromkeys([*ends, *PROBES, *map(chr, range(32, 127))])
        if negated != (any(a <= ord(char) <= b for a, b in ranges) or bool(is_in(char)))
    ]
    plain = [char for char in found if char.isalnum() and char.isascii()]
    return tuple(dict.fromkeys([*plain[:1], *found]))[:60]


_POINTS = (_c.LITERAL, _c.RANGE)
_CATEGORIES = {
    _c.CATEGORY_DIGIT: r"\d",
    _c.CATEGORY_NOT_DIGIT: r"\D",
    _c.CATEGORY_SPACE: r"\s",
    _c.CATEGORY_NOT_SPACE: r"\S",
    _c.CATEGORY_WORD: r"\w",
    _c.CATEGORY_NOT_WORD: r"\W",
}
"""As ``codegen.patterns`` writes them: of ASCII alone."""
