"""Looking for values on which a translated pattern takes long.

Values are grown out of samples: a piece of one is repeated up to the shape's longest length,
behind its beginning and before an end that makes the match fail. That is what hurts a backtracking
matcher: long runs, long runs before a line end, loops inside of loops and loops after loops.
"""

from __future__ import annotations

import random
import signal
import string
import time
from collections.abc import Iterator
from contextlib import contextmanager

import attrs

from codegen.patterns import Matcher, translate
from tests.oracle.judge import accepts
from tests.oracle.patterns import UNLIMITED, Use
from tests.oracle.sample import sample

LIMIT = 0.05
"""Seconds that one match may take at most."""
LONGEST = 400_000
"""No value is longer than this: some shapes of other services allow a gigabyte."""
ENDS = ("", "\n", "\x00", "!", " ", "é", "\n\n")
PATIENCE = 2.0
"""Seconds after which a match is given up."""


@attrs.frozen(order=True)
class Slow:
    """The longest time that one match took."""

    seconds: float
    use: Use = attrs.field(order=False)
    value: str = attrs.field(order=False, repr=False)


def slowest(use: Use, tries: int = 60, seed: int = 0) -> Slow:
    """The slowest of a number of matches on one shape's pattern."""
    matcher = translate(use.pattern).matcher
    found = Slow(0.0, use, "")
    if matcher is None:
        return found
    accepts(matcher, "")  # compiling is paid once, not per match
    for value in baits(use.pattern, min(use.longest or UNLIMITED, LONGEST), tries, seed):
        found = max(found, Slow(_seconds(matcher, value), use, value))
        if found.seconds >= PATIENCE:
            break
    return found


def baits(java: str, longest: int, tries: int, seed: int = 0) -> Iterator[str]:
    """Values of the greatest length, of pieces of samples repeated."""
    rng = random.Random(f"{seed} {java}")
    for char in ("a", "-", "0", "/", ":", ".", " ", "\n", "A1"):
        yield _fill("", char, rng.choice(ENDS), longest)
    for _ in range(tries):
        value = sample(java, rng) or rng.choice(string.printable)
        start, end = sorted(rng.randrange(len(value) + 1) for _ in range(2))
        if rng.random() < 0.5:
            end = min(end, start + rng.randint(1, 3))
        pump = value[start:end] or value[:1]
        tail = rng.choice(ENDS) if rng.random() < 0.7 else value[end:]
        yield _fill(value[:start], pump, tail, longest)
        yield _fill(value[:end], rng.choice(value), tail, longest)


def _fill(head: str, pump: str, tail: str, longest: int) -> str:
    times = max(0, longest - len(head) - len(tail)) // max(1, len(pump))
    return (head + pump * times)[: max(0, longest - len(tail))] + tail


def _seconds(matcher: Matcher, value: str) -> float:
    """The better of two times, as something else may have run during one of them."""
    times = []
    for _ in range(2):
        started = time.perf_counter()
        with _patience():
            accepts(matcher, value)
        times.append(time.perf_counter() - started)
        if times[-1] < 0.02 or times[-1] >= PATIENCE:
            break
    return min(times)


class _Impatient(Exception):
    pass


@contextmanager
def _patience() -> Iterator[None]:
    """End a match that takes too long: ``re`` looks for signals while it runs."""

    def give_up(*_: object) -> None:
        raise _Impatient

    previous = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    try:
        yield
    except _Impatient:
        pass
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
