"""Linear-time forms of patterns on which a backtracking matcher can waste time.

A form is only ever taken if an automaton proves that it matches the same values.
"""

from __future__ import annotations

from collections.abc import Iterator

from . import syntax as s
from .ambiguity import superlinear
from .automaton import Dfa, dfa, equivalent, one_way
from .charset import NONE, CharSet
from .identities import tidy
from .problems import TooComplexError

_SIZE = 120
"""A form with more nodes than this is no improvement."""
_STATES = 14
"""A part whose automaton has more states than this is not written anew from the automaton."""


def linear(tree: s.Node) -> s.Node:
    """An equal tree that is matched in linear time, or the tree itself where none was found."""
    if not superlinear(tree):
        return tree
    for way in _WAYS:
        found = way(tree)
        if found is not None and not superlinear(found) and _proven(tree, found):
            return found
    return tree


def _proven(left: s.Node, right: s.Node) -> bool:
    try:
        return equivalent(left, right)
    except TooComplexError:
        return False


# -- each option, each look-ahead and what follows it on its own


def _by_parts(tree: s.Node) -> s.Node | None:
    match tree:
        case s.Alt():
            return tidy(s.rebuilt(tree, tuple(map(linear, tree.options))))
        case s.Seq((s.Look() as look, *rest)) if not superlinear(look):
            return s.sequence(look, linear(s.sequence(*rest)))
        case s.Look() if tree.ahead:
            return s.rebuilt(tree, (linear(tree.body),))
        case _:
            return None


# -- a loop that stops at the first place where the rest can begin


def _by_first_stop(tree: s.Node) -> s.Node | None:
    """``.*:`` as ``[^:]*:``, for every loop of the outermost sequence where that is the same."""
    best = tree
    for candidate in _stopped(tree):
        if _proven(tree, candidate):
            best = candidate
            break
    if best == tree:
        return None
    return best if not superlinear(best) else _by_first_stop(best) or best


def _stopped(tree: s.Node) -> Iterator[s.Node]:
    items = s.parts(tree)
    for at, item in enumerate(items[:-1]):
        if isinstance(item, s.Repeat) and item.maximum is None and isinstance(item.body, s.Chars):
            first = _first(items[at + 1 :])
            less = s.Chars(item.body.allowed - first)
            if less.allowed and less != item.body:
                before = (item.body,) * item.minimum if item.minimum <= 1 else ()
                loop = s.Repeat(less, 0 if before else item.minimum, None)
                yield s.sequence(*items[:at], *before, loop, *items[at + 1 :])
                yield s.sequence(*items[:at], s.Repeat(less, item.minimum, None), *items[at + 1 :])


def _first(items: tuple[s.Node, ...]) -> CharSet:
    """The characters with which a sequence can begin."""
    found = NONE
    for item in items:
        found |= _first_of(item)
        if not s.nullable(item):
            break
    return found


def _first_of(node: s.Node) -> CharSet:
    match node:
        case s.Chars(allowed):
            return allowed
        case s.Seq(items):
            return _first(items)
        case s.Alt(options):
            found = NONE
            for option in options:
                found |= _first_of(option)
            return found
        case s.Repeat(body) | s.Capture(body) | s.Atomic(body):
            return _first_of(body)
        case _:
            return NONE


# -- a loop that commits itself to the first or the last place where the text after it stands


def _by_commitment(tree: s.Node) -> s.Node | None:
    """``.*abc`` as ``(?>.*?abc)`` or ``(?>.*abc)``, where going on from there is always enough."""
    current: s.Node | None = None
    items = s.parts(tree)
    at = 0
    while at < len(items):
        better = next((n for n in _committed(items, at) if _proven(tree, s.sequence(*n))), None)
        if better is not None:
            items, current = better, s.sequence(*better)
            if not superlinear(current):
                return current
        at += 1
    return current


def _committed(items: tuple[s.Node, ...], at: int) -> Iterator[tuple[s.Node, ...]]:
    loop = items[at]
    if not isinstance(loop, s.Repeat) or loop.maximum or not isinstance(loop.body, s.Chars):
        return
    end = at + 1
    while end < len(items) and one_way(items[end]):
        end += 1
    required, rest = _split(items[end]) if end < len(items) else ((), ())
    stop = (*items[at + 1 : end], *required)
    tail = (*rest, *items[end + 1 :]) if required else items[end:]
    modes: tuple[s.Mode, ...] = ("lazy", "greedy") if stop else ()
    for mode in modes:
        searching = s.Repeat(loop.body, loop.minimum, None, mode)
        yield (*items[:at], s.Atomic(s.sequence(searching, *stop)), *tail)


def _split(node: s.Node) -> tuple[tuple[s.Node, ...], tuple[s.Node, ...]]:
    """``X{m,}`` as ``X{m}`` and ``X*``."""
    if not isinstance(node, s.Repeat) or not node.minimum or not isinstance(node.body, s.Chars):
        return (), ()
    most = None if node.maximum is None else node.maximum - node.minimum
    first = (
        (node.body,) if node.minimum == 1 else (s.Repeat(node.body, node.minimum, node.minimum),)
    )
    return first, (s.Repeat(node.body, 0, most),)


# -- the shortest ambiguous run of items, written anew from its automaton


def _by_windows(tree: s.Node) -> s.Node | None:
    items = list(s.parts(tree))
    for _ in range(10):
        found = _improved(items)
        if found is None:
            return None
        items = list(s.parts(tidy(s.sequence(*found))))
        if not superlinear(s.sequence(*items)):
            return s.sequence(*items)
    return None


def _improved(items: list[s.Node]) -> list[s.Node] | None:
    for width in range(1, min(len(items), 12) + 1):
        for at in range(len(items) - width + 1):
            window = s.sequence(*items[at : at + width])
            if s.conditional(window) or not superlinear(window):
                continue
            better = _by_whole(window)
            if better is not None and not superlinear(better):
                return [*items[:at], better, *items[at + width :]]
    return None


def _by_whole(tree: s.Node) -> s.Node | None:
    try:
        machine = dfa(tree, states=8 * _STATES)
    except TooComplexError:
        return None
    if len(machine.moves) > _STATES:
        return None
    return _expression(machine)


def _expression(machine: Dfa) -> s.Node | None:
    """The automaton as an expression: states are taken out one by one, the cheapest first.

    From a deterministic automaton the result is unambiguous: each value is read in one way only.
    """
    edges = _edges(machine)
    inner = set(range(len(machine.moves))) - machine.only(False)
    while inner:
        state = min(inner, key=lambda at: (_cost(edges, at), at))
        inner.remove(state)
        _eliminate(edges, state)
        if sum(map(_size, edges.values())) > 4 * _SIZE:
            return None
    found = tidy(edges.get((_IN, _OUT), s.NOTHING))
    return found if _size(found) <= _SIZE else None


_IN, _OUT = -1, -2
_Edges = dict[tuple[int, int], s.Node]


def _edges(machine: Dfa) -> _Edges:
    sets: dict[tuple[int, int], CharSet] = {}
    dead = machine.only(False)
    for state, row in enumerate(machine.moves):
        for kind, target in zip(machine.alphabet, row, strict=True):
            if state not in dead and target not in dead:
                sets[state, target] = sets.get((state, target), NONE) | kind
    edges: _Edges = {edge: s.Chars(chars) for edge, chars in sets.items()}
    edges[_IN, 0] = s.EMPTY
    ends = (state for state, accepts in enumerate(machine.accepting) if accepts)
    return edges | {(state, _OUT): s.EMPTY for state in ends}


def _cost(edges: _Edges, state: int) -> int:
    into = [_size(node) for (a, b), node in edges.items() if b == state != a]
    out = [_size(node) for (a, b), node in edges.items() if a == state != b]
    loop = _size(edges[state, state]) if (state, state) in edges else 0
    return sum(into) * len(out) + sum(out) * len(into) + loop * len(into) * len(out)


def _eliminate(edges: _Edges, state: int) -> None:
    loop = edges.pop((state, state), None)
    middle = s.EMPTY if loop is None else s.Repeat(loop, 0, None)
    into = {a: edges.pop((a, state)) for a, b in list(edges) if b == state}
    out = {b: edges.pop((state, b)) for a, b in list(edges) if a == state}
    for source, before in into.items():
        for target, after in out.items():
            way = s.sequence(before, middle, after)
            known = edges.get((source, target))
            edges[source, target] = tidy(way if known is None else s.choice(known, way))


def _size(node: s.Node) -> int:
    return sum(1 for _ in s.walk(node))


_WAYS = (_by_parts, _by_first_stop, _by_windows, _by_whole, _by_commitment)
