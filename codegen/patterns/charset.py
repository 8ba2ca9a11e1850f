"""Sets of Unicode code points: what one position of a pattern can match."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

import attrs

LAST = 0x10FFFF
"""The highest Unicode code point."""


@attrs.frozen(cache_hash=True)
class CharSet:
    """A set of code points, kept as sorted, disjoint, non-adjacent inclusive ranges."""

    ranges: tuple[tuple[int, int], ...] = ()
    """``((first, last), …)``, both ends included."""

    @classmethod
    def of(cls, *pieces: str | int | tuple[int, int]) -> CharSet:
        """The set of all characters of the strings, code points and inclusive ranges given."""
        return cls(_merge(_range for piece in pieces for _range in _ranges_of(piece)))

    def __or__(self, other: CharSet) -> CharSet:
        if not self.ranges or not other.ranges:
            return self if self.ranges else other
        return CharSet(_merge((*self.ranges, *other.ranges)))

    def __invert__(self) -> CharSet:
        return CharSet(tuple(_gaps(self.ranges)))

    def __and__(self, other: CharSet) -> CharSet:
        return CharSet(tuple(_common(self.ranges, other.ranges)))

    def __sub__(self, other: CharSet) -> CharSet:
        return self & ~other

    def __contains__(self, code_point: int) -> bool:
        at = bisect_right(self.ranges, (code_point, LAST)) - 1
        return at >= 0 and self.ranges[at][0] <= code_point <= self.ranges[at][1]

    def __bool__(self) -> bool:
        return bool(self.ranges)

    def __len__(self) -> int:
        """How many code points are in the set."""
        return sum(last - first + 1 for first, last in self.ranges)

    def __iter__(self) -> Iterator[int]:
        for first, last in self.ranges:
            yield from range(first, last + 1)

    def __le__(self, other: CharSet) -> bool:
        return not self - other

    def overlaps(self, other: CharSet) -> bool:
        """Whether some character is in both sets."""
        return next(_common(self.ranges, other.ranges), None) is not None


def _ranges_of(piece: str | int | tuple[int, int]) -> Iterator[tuple[int, int]]:
    if isinstance(piece, str):
        yield from ((ord(char), ord(char)) for char in piece)
    else:
        yield (piece, piece) if isinstance(piece, int) else piece


def _merge(ranges: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return tuple(merged)


def _gaps(ranges: tuple[tuple[int, int], ...]) -> Iterator[tuple[int, int]]:
    after = 0
    for first, last in ranges:
        if after < first:
            yield (after, first - 1)
        after = last + 1
    if after <= LAST:
        yield (after, LAST)


def _common(
    left: tuple[tuple[int, int], ...], right: tuple[tuple[int, int], ...]
) -> Iterator[tuple[int, int]]:
    i = j = 0
    while i < len(left) and j < len(right):
        first, last = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if first <= last:
            yield (first, last)
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1


def partition(sets: Iterable[CharSet]) -> tuple[CharSet, ...]:
    """The coarsest split of all code points in which every given set is a union of parts.

    An automaton need not look at characters, only at which part they fall in.
    """
    kinds = list(dict.fromkeys(sets))
    edges: dict[int, int] = {0: 0}
    for bit, kind in enumerate(kinds):
        for first, last in kind.ranges:
            edges[first] = edges.get(first, 0) ^ (1 << bit)
            edges[last + 1] = edges.get(last + 1, 0) ^ (1 << bit)
    parts: dict[int, list[tuple[int, int]]] = {}
    inside, starts = 0, sorted(edges)
    for at, start in enumerate(starts):
        inside ^= edges[start]
        end = starts[at + 1] - 1 if at + 1 < len(starts) else LAST
        if start <= end:
            parts.setdefault(inside, []).append((start, end))
    return tuple(CharSet(_merge(part)) for part in parts.values())


def mask(chars: CharSet, kinds: Iterable[CharSet]) -> int:
    """Which parts of a split are in a set, as bits."""
    return sum(1 << at for at, kind in enumerate(kinds) if kind.ranges[0][0] in chars)


ANY = CharSet.of((0, LAST))
NONE = CharSet()
ASCII = CharSet.of((0, 0x7F))
DIGIT = CharSet.of((0x30, 0x39))
LOWER = CharSet.of((0x61, 0x7A))
UPPER = CharSet.of((0x41, 0x5A))
WORD = DIGIT | LOWER | UPPER | CharSet.of("_")
SPACE = CharSet.of(" \t\n\x0b\f\r")
HORIZONTAL = CharSet.of(" \t\xa0\u1680\u180e\u202f\u205f\u3000", (0x2000, 0x200A))
VERTICAL = CharSet.of("\n\x0b\f\r\x85\u2028\u2029")
TERMINATOR = CharSet.of("\n\r\x85\u2028\u2029")
"""What ends a line for Java's ``.``, ``^`` and ``$`` (unless ``(?d)`` is on)."""
