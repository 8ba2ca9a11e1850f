"""Looking for values on which a translated pattern takes long.

Values are grown out of samples: a piece of one is repeated up to the shape's longest length,
behind its beginning and before an end that makes the match fail. That is what hurts a backtracking
matcher: long runs, long runs before a line end, loops inside of loops and loops after loops. The
pieces are cut at random, and also where the pattern has its loops: one round of a loop, what stands
between two loops, and a character that many loops can read. Shorter values are tried as well: a
condition on the length would stop a long one before it hurts.

Time is the processor's, and the best of three tries, as something else may run on the machine.
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
from tests.oracle.sample import around_loops, common_and_rare, sample

LIMIT = 0.05
"""Seconds that one match may take at most."""
LONGEST = 2**21
"""No value is longer than this: a few shapes of other services allow megabytes, or gigabytes."""
SHORTER = (2000, 250, 70)
"""Other lengths to try; 70 characters are enough for an exponential search."""
ENDS = ("", "\n", "\x00", "!", " ", "é", "\n\n")
PATIENCE = 2.0
"""Seconds after which a match is given up."""
QUICK = 0.02
"""A match that takes no longer is not tried again."""


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
    """Values of the greatest length, and some shorter ones, of pieces of samples repeated."""
    rng = random.Random(f"{seed} {java}")
    common, rare = common_and_rare(java)
    ends = (*ENDS, rare, rare)
    for char in ("a", "-", "0", "/", ":", ".", " ", "\n", "A1", "\u00e9", "\U0001f600"):
        yield _fill("", char, rng.choice(ends), longest)
    for _ in range(tries):
        yield from _random_pieces(java, rng, longest, ends)
    for _ in range(max(1, tries // 10)):
        for head, pump, tail in _at_loops(around_loops(java, rng), common, rng, ends):
            for length in (longest, *(short for short in SHORTER if short < longest)):
                yield _fill(head, pump, tail, length)


def _random_pieces(
    java: str, rng: random.Random, longest: int, ends: tuple[str, ...]
) -> Iterator[str]:
    value = sample(java, rng) or rng.choice(string.printable)
    start, end = sorted(rng.randrange(len(value) + 1) for _ in range(2))
    if rng.random() < 0.5:
        end = min(end, start + rng.randint(1, 3))
    pump = value[start:end] or value[:1]
    tail = rng.choice(ends) if rng.random() < 0.7 else value[end:]
    yield _fill(value[:start], pump, tail, longest)
    yield _fill(value[:end], rng.choice(value), tail, longest)


def _at_loops(
    pieces: list[str], common: str, rng: random.Random, ends: tuple[str, ...]
) -> Iterator[tuple[str, str, str]]:
    """For each loop a head, what to repeat in its place, and a tail."""
    for at in range(1, len(pieces), 2):
        head, once, then = "".join(pieces[:at]), pieces[at], pieces[at + 1]
        rest = "".join(pieces[at + 1 :])
        pumps = (once, common, then, then + common, once + then, common + once)
        for pump in dict.fromkeys(filter(None, pumps)):
            yield head, pump, rng.choice(ends)
            yield head, pump, rest + rng.choice(ends)
            yield head, pump, rest[: rng.randrange(len(rest) + 1)]


def _fill(head: str, pump: str, tail: str, longest: int) -> str:
    times = max(0, longest - len(head) - len(tail)) // max(1, len(pump))
    return (head + pump * times)[: max(0, longest - len(tail))] + tail


def _seconds(matcher: Matcher, value: str) -> float:
    """The best of three times of the processor."""
    times = []
    for _ in range(3):
        started = time.process_time()
        with _patience():
            accepts(matcher, value)
        times.append(time.process_time() - started)
        if times[-1] < QUICK or times[-1] >= PATIENCE:
            break
    return min(times)


class _Impatient(Exception):
    pass


@contextmanager
def _patience() -> Iterator[None]:
    """End a match that takes too long: ``re`` looks for signals while it runs."""

    def give_up(*_: object) -> None:
        raise _Impatient

    previous = signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, PATIENCE)
    try:
        yield
    except _Impatient:
        pass
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, previous)
