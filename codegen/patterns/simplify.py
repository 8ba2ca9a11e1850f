"""Smaller trees with the same language.

Only *which values match as a whole* is kept: captures, laziness and the order of options go where
nothing can observe them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from . import syntax as s
from .assertions import final_end, final_terminator
from .identities import tidy


@lru_cache(maxsize=16)
def simplify(tree: s.Node) -> s.Node:
    """The tree of a whole pattern, made small."""
    small = _final_ends(_last_lines(plain(tree)))
    # which option a group takes first can be seen in what a back-reference repeats
    if any(isinstance(node, s.Backref) for node in s.walk(small)):
        return small
    return tidy(_without_ends(tidy(small)))


@lru_cache(maxsize=16)
def plain(tree: s.Node) -> s.Node:
    """The tree as written, but without captures, modes and anchors that nothing can observe."""
    observed = {node.number for node in s.walk(tree) if isinstance(node, s.Backref)}
    ordered = bool(observed) or any(map(_commits, s.walk(tree)))
    return _without_ends(_lowered(tree, observed, ordered))


def _commits(node: s.Node) -> bool:
    return isinstance(node, s.Atomic) or (isinstance(node, s.Repeat) and node.mode == "possessive")


# -- once: captures, modes, anchors


def _lowered(node: s.Node, observed: set[int], ordered: bool) -> s.Node:
    node = s.rebuilt(node, tuple(_lowered(part, observed, ordered) for part in s.children(node)))
    if isinstance(node, s.Capture) and node.number not in observed:
        return node.body
    if isinstance(node, s.Repeat) and node.mode == "possessive":
        return _not_possessive(node)
    if isinstance(node, s.Repeat) and node.mode == "lazy" and not ordered:
        return s.Repeat(node.body, node.minimum, node.maximum)
    return node


def _not_possessive(node: s.Repeat) -> s.Node:
    """Without giving back: ``X{m,n}+`` is ``X{n}|X{m,n-1}(?!X)`` for a set X, ``X{m}`` if m = n."""
    low, high, body = node.minimum, node.maximum, node.body
    if not isinstance(body, s.Chars):
        return s.Atomic(s.Repeat(body, low, high))
    if low == high:
        return s.Repeat(body, low, high)
    stop = s.Look(body, True, False)
    if high is None:
        return s.sequence(s.Repeat(body, low, None), stop)
    shorter = s.sequence(s.Repeat(body, low, high - 1), stop)
    return s.choice(s.Repeat(body, high, high), shorter)


def _without_ends(node: s.Node) -> s.Node:
    """Drop ``^`` if it is the first thing anyway, and ``$`` if it is the last: a whole match
    ends there."""
    return _without(_without(node, s.Start, last=False), s.End | s.FinalEnd, last=True)


def _without(node: s.Node, anchor: Any, *, last: bool) -> s.Node:
    def change(part: s.Node) -> s.Node:
        return _without(part, anchor, last=last)

    match node:
        case s.Alt(options):
            return s.Alt(tuple(map(change, options)))
        case s.Capture(body, number):
            return s.Capture(change(body), number)
        case s.Repeat(s.End() | s.FinalEnd()) if last:
            return s.EMPTY
        case s.Repeat(body, 1, 1):
            return change(body)
        case s.Seq(items):
            changed = _first_ones(items[::-1] if last else items, change)
            return s.sequence(*(changed[::-1] if last else changed))
        case _:
            return s.EMPTY if isinstance(node, anchor) else node


def _first_ones(items: tuple[s.Node, ...], change: Callable[[s.Node], s.Node]) -> list[s.Node]:
    """Change the items up to and including the first that consumes anything."""
    for at, item in enumerate(items):
        if not isinstance(item, s.Look | s.Start | s.End | s.FinalEnd):
            return [*map(change, items[: at + 1]), *items[at + 1 :]]
    return [change(item) for item in items]


def _last_lines(node: s.Node) -> s.Node:
    """``$.*`` at the end of the pattern takes a last line terminator, or nothing."""
    match node:
        case s.Alt(options):
            return s.Alt(tuple(map(_last_lines, options)))
        case s.Seq((*before, s.FinalEnd(), s.EVERYTHING)):
            return s.sequence(*before, s.Repeat(final_terminator(), 0, 1))
        case s.Seq((*before, s.Alt(options), s.EVERYTHING)):
            ways = (_last_lines(s.sequence(option, s.EVERYTHING)) for option in options)
            return s.sequence(*before, s.Alt(tuple(ways)))
        case _:
            return node


def _final_ends(node: s.Node) -> s.Node:
    """Spell out the ``$`` that are left by the conditions they stand for."""
    if isinstance(node, s.FinalEnd):
        return final_end()
    return s.rebuilt(node, tuple(_final_ends(part) for part in s.children(node)))
