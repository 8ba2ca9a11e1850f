"""Values that a pattern probably matches, to be tried before anything is proven."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from itertools import cycle, islice

from . import syntax as s
from .charset import CharSet

_COUNT = 100
_LONG = 64
_LONGEST = 10_000


def samples(tree: s.Node) -> Iterator[str]:
    """Values that walk through the tree at random, the first one without needless repetitions.

    Conditions are left to the matcher.
    """
    source = random.Random(0)  # the same report every time
    return (_sample(tree, source, _LONG if count else 0) for count in range(_COUNT))


def _sample(node: s.Node, source: random.Random, variety: int) -> str:
    """:param variety: how many rounds of a repetition may differ from each other; 0: no more rounds
    than there have to be."""
    match node:
        case s.Chars(allowed):
            return _character(allowed, source)
        case s.Seq(items):
            return "".join(_sample(item, source, variety) for item in items)
        case s.Alt(options):
            return _sample(source.choice(options), source, variety) if options else ""
        case s.Repeat(body, minimum, maximum):
            most = minimum + _LONG if maximum is None else maximum
            counts = (minimum, most, source.randint(minimum, most))
            count = source.choice(counts) if variety else minimum
            # A long value need not be random all along, and repetitions can be nested.
            rounds = range(min(count, max(1, variety)))
            pieces = [_sample(body, source, variety and max(1, variety // 4)) for _ in rounds]
            enough = _LONGEST // max(map(len, pieces), default=1) if any(pieces) else 0
            return "".join(islice(cycle(pieces), min(count, enough + 1)))
        case s.Capture(body) | s.Atomic(body):
            return _sample(body, source, variety)
        case _:
            return ""


def _character(allowed: CharSet, source: random.Random) -> str:
    """Mostly one that is likely to matter: patterns are about ASCII."""
    common = _printable(allowed)
    if common and source.random() < 0.9:
        return source.choice(common)
    if not allowed:
        return ""
    first, last = source.choice(allowed.ranges)
    return chr(source.randint(first, last))


@cache
def _printable(allowed: CharSet) -> str:
    return "".join(chr(code) for code in range(32, 127) if code in allowed)
