"""Whether any value satisfies a pattern, alone and together with the lengths of its shape.

A pattern that nothing matches, such as one in JavaScript's slashes, is a mistake of the model: to
check it would refuse every request. Values that match are tried first; if there is none among them,
the automaton proves that there is none at all, and a pattern that is too large for one is checked.
"""

from __future__ import annotations

import math
from functools import cache

import attrs

from . import syntax as s
from .automaton import TIMES, Dfa, dfa
from .parse import parse
from .problems import TooComplexError
from .samples import samples
from .simplify import simplify
from .translation import Translation, translate

_LONGEST = 10_000
"""The least length up to which it is worth while to count."""


@cache
def checked(java: str, least: int = 0, most: float = math.inf) -> Translation:
    """How a pattern is checked: as :func:`translate` says, and not at all if no value satisfies it.

    :param least: the minimum of the shape, of which the most lenient unit counts: bytes in UTF-8.
    :param most: its maximum, in code points.
    """
    found = translate(java)
    if found.matcher is None or _is_satisfiable(found, least, most):
        return found
    reason = "no value matches it"
    if _is_satisfiable(found, 0, math.inf):
        reason = "no value that matches it has a length that the shape allows"
    return attrs.evolve(found, verdict="unsatisfiable", matcher=None, reason=reason, ecma="")


def _is_satisfiable(found: Translation, least: int, most: float) -> bool:
    try:
        tree = simplify(parse(found.java).tree)
        for value in samples(tree):
            if len(value) <= most and least <= len(_utf8(value)) and found.accepts(value):
                return True
        return least > _LONGEST or _has_value(dfa(_loosened(tree)), least, most)
    except (TooComplexError, RecursionError):
        return True


def _loosened(node: s.Node) -> s.Node:
    """A tree that matches the same and more, without most of what an automaton cannot hold."""
    parts = tuple(map(_loosened, s.children(node)))
    match node:
        case s.Repeat(_, low, high) if max(low, high or 0) > TIMES:
            return s.Repeat(parts[0], min(low, TIMES), None)
        case s.Backref():
            return s.EVERYTHING
        case s.Atomic() | s.Capture():
            return parts[0]
        case s.Look(body, _, positive) if not positive and parts != (body,):
            return s.sequence()  # a condition that holds for more would refuse more
        case _:
            return s.rebuilt(node, parts)


def _has_value(machine: Dfa, least: int, most: float) -> bool:
    """Whether an automaton accepts a value of these lengths."""
    bytes_of = [len(_utf8(chr(chars.ranges[-1][1]))) for chars in machine.alphabet]
    dead = machine.only(False)
    longest = {} if 0 in dead else {0: 0}
    length = 0
    # By length, the most bytes of the values that lead to each state: from ``least`` on, all of
    # them are long enough, and from each of the states a value is accepted sooner or later.
    while longest and length <= most:
        if any(machine.accepting[state] and size >= least for state, size in longest.items()):
            return True
        further: dict[int, int] = {}
        for state, size in longest.items():
            for target, more in zip(machine.moves[state], bytes_of, strict=True):
                if target not in dead:
                    further[target] = max(size + more, further.get(target, 0))
        longest, length = further, length + 1
    return False


def _utf8(value: str) -> bytes:
    return value.encode("utf-8", "surrogatepass")
