"""Linear-time forms of patterns on which a backtracking matcher can waste time.

A form is only ever taken if an automaton proves that it matches the same values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from . import syntax as s
from .ambiguity import endless, superlinear
from .automaton import Dfa, dfa, equivalent, field_end, one_way
from .charset import NONE, CharSet
from .identities import tidy
from .problems import TooComplexError

_SIZE = 120
"""A form with more nodes than this is not an improvement."""
_Items = tuple[s.Node, ...]
_TIMES = 8
"""No more copies than this of a part are written out."""
_STATES = 14
"""A part whose automaton has more states than this is not written anew from the automaton."""


def linear(tree: s.Node) -> s.Node:
    """An equal tree that is matched in linear time, or the best that was found."""
    if not superlinear(tree) or any(isinstance(node, s.Backref) for node in s.walk(tree)):
        return tree
    tree = _by_less(_by_parts(tree))
    if not superlinear(tree):
        return tree
    for way in _WAYS:
        found = way(tree)
        if found is not None and not superlinear(found):
            return found
    return tree


def _proven(left: s.Node, right: s.Node) -> bool:
    try:
        return equivalent(left, right)
    except TooComplexError:
        return False


def _zones(items: _Items) -> Iterator[tuple[int, int]]:
    """The shortest runs of items that waste time: the start and the end of each."""
    loops = [at for at, item in enumerate(items) if endless(item)]
    for start in loops:
        ends = sorted({end for at in loops if at >= start for end in (at + 1, at + 2)})
        end = next((end for end in ends if superlinear(s.sequence(*items[start:end]))), None)
        if end is not None and not superlinear(s.sequence(*items[start + 1 : end])):
            yield start, end


def _better(items: _Items, start: int, candidates: Iterable[s.Node]) -> _Items | None:
    """The items with the first candidate in place of those from ``start`` on that is the same."""
    rest = s.sequence(*items[start:])
    kept = s.Seq(items[:start]) if _looks_back(rest) else s.EMPTY
    same = (c for c in candidates if _proven(s.sequence(kept, rest), s.sequence(kept, c)))
    found = next(same, None)
    return None if found is None else (*items[:start], *s.parts(found))


def _looks_back(tree: s.Node) -> bool:
    """Whether what the tree matches depends on what stands before it."""
    looks = (node for node in s.walk(tree) if isinstance(node, s.Look | s.Start))
    return any(isinstance(look, s.Start) or not look.ahead for look in looks)


# -- each option, each look-ahead and what follows it on its own


def _by_parts(tree: s.Node) -> s.Node:
    """The tree of rewritten parts; each rewriting is proven by itself."""
    match tree:
        case s.Alt(options):
            return tidy(s.Alt(tuple(map(linear, options))))
        case s.Seq((s.Look(body, True, positive), *rest)):
            return s.sequence(s.Look(_ahead(body), True, positive), linear(s.sequence(*rest)))
        case _:
            return tree


def _ahead(body: s.Node) -> s.Node:
    """What is looked for at the start of a value: ``(?=B)`` holds where ``B.*`` matches it all."""
    if isinstance(body, s.Alt):
        return s.Alt(tuple(map(_ahead, body.options)))
    match linear(tidy(s.sequence(body, s.EVERYTHING))):
        case s.Seq((*items, s.EVERYTHING)):
            return s.sequence(*items)
        case whole:
            return s.sequence(whole, s.End())


# -- loops that might as well go around as seldom as they can


def _by_less(tree: s.Node) -> s.Node:
    """``.*a(-*b){0,9}.*`` as ``.*a.*``: what is optional left out, if that is the same."""
    items = s.parts(tree)
    for start, end in _zones(items):
        better = _better(items, start, _lessened(items[start:], end - start))
        if better is not None:
            return _by_less(s.sequence(*better))
    return tree


def _lessened(items: _Items, end: int) -> Iterator[s.Node]:
    for at, item in enumerate(items[:end]):
        if isinstance(item, s.Repeat) and item.minimum != item.maximum and item != s.EVERYTHING:
            least = s.Repeat(item.body, item.minimum, item.minimum)
            yield tidy(s.sequence(*items[:at], least, *items[at + 1 :]))


# -- a loop that stops at the first place where the rest can begin


def _by_first_stop(tree: s.Node) -> s.Node | None:
    """``.*:`` as ``[^:]*:``, for every loop of the outermost sequence if that is the same."""
    return _one_by_one(tree, _stopped)


def _one_by_one(tree: s.Node, way: Callable[[_Items, int], Iterator[s.Node]]) -> s.Node | None:
    """One loop after the other changed until no time is wasted; ``None`` if that fails."""
    items = s.parts(_unrolled(tree))
    while superlinear(s.sequence(*items)):
        found = (_better(items, at, way(items[at:], end - at)) for at, end in _zones(items))
        better = next((one for one in found if one is not None), None)
        if better is None:
            return None
        items = better
    return s.sequence(*items)


def _stopped(items: _Items, end: int) -> Iterator[s.Node]:
    for at, item in enumerate(items[:end]):
        if isinstance(item, s.Repeat) and item.maximum is None and isinstance(item.body, s.Chars):
            first = s.edge(s.Seq(items[at + 1 :]), last=False)
            less = s.Chars(item.body.allowed - first)
            if less.allowed and less != item.body:
                before = (item.body,) * item.minimum if item.minimum <= 1 else ()
                loop = s.Repeat(less, 0 if before else item.minimum, None)
                yield s.sequence(*items[:at], *before, loop, *items[at + 1 :])
                yield s.sequence(*items[:at], s.Repeat(less, item.minimum, None), *items[at + 1 :])


# -- a loop that commits itself to the first or the last place where the text after it stands


def _by_commitment(tree: s.Node) -> s.Node | None:
    """``.*abc`` as ``(?>.*?abc)`` or ``(?>.*abc)``, where going on from there is always enough."""
    return _one_by_one(tree, _committed)


def _committed(items: _Items, _: int) -> Iterator[s.Node]:
    loop = items[0]
    if not isinstance(loop, s.Repeat) or not isinstance(loop.body, s.Chars):
        return
    end = _stop(items, 1)
    required, rest = _split(items[end]) if end < len(items) else ((), ())
    stop = (*items[1:end], *required)
    tail = (*rest, *items[end + 1 :]) if required else items[end:]
    modes: tuple[s.Mode, ...] = ("lazy", "greedy") if stop else ()
    for mode in modes:
        searching = s.Repeat(loop.body, loop.minimum, loop.maximum, mode)
        yield s.sequence(s.Atomic(s.sequence(searching, *stop)), *tail)


def _stop(items: _Items, start: int) -> int:
    """Up to where the items after a loop match in one way only, and without a loop."""
    ends = [start]
    for end in range(start + 1, len(items) + 1):
        if endless(items[end - 1]):
            break
        if one_way(s.sequence(*items[start:end])):
            ends.append(end)
    return ends[-1]


def _split(node: s.Node) -> tuple[tuple[s.Node, ...], tuple[s.Node, ...]]:
    """``X{m,}`` as ``X{m}`` and ``X*``."""
    if not isinstance(node, s.Repeat) or not node.minimum or not isinstance(node.body, s.Chars):
        return (), ()
    most = None if node.maximum is None else node.maximum - node.minimum
    first = (
        (node.body,) if node.minimum == 1 else (s.Repeat(node.body, node.minimum, node.minimum),)
    )
    return first, (s.Repeat(node.body, 0, most),)


def _unrolled(tree: s.Node) -> s.Node:
    """``(ab*){2}`` as ``ab*ab*``, so that each loop can be treated on its own."""
    items: list[s.Node] = []
    for item in s.parts(tree):
        match item:
            case s.Repeat(body, low, high) if low == high and low <= _TIMES and endless(body):
                items += [body] * low
            case _:
                items.append(item)
    return s.sequence(*items)


# -- a list at the end, behind the last place where one can begin


def _by_last_field(tree: s.Node) -> s.Node | None:
    """``.*A(,B)*`` as ``(?>(?:.*,)?[^,]*A(?=,|\\z))(,B)*`` for A and B without commas.

    What is between two commas is a field. The list may begin with any field that ends in an A, if
    only Bs follow; then it may as well begin with the last field that does.
    """
    match s.parts(_rotated(tree)):
        case (*before, s.Repeat(s.Seq((s.Chars(comma) as stop, *_)), 0, None) as more):
            pass
        case _:
            return None
    at = max((at for at, item in enumerate(before) if item == s.EVERYTHING), default=None)
    if at is None:
        return None
    field = s.Repeat(s.Chars(~comma), 0, None)
    first = linear(s.sequence(field, *before[at + 1 :]))
    if s.reads(first).overlaps(comma):
        return None
    skipped = s.Repeat(s.sequence(s.EVERYTHING, stop), 0, 1)
    committed = s.Atomic(s.sequence(skipped, first, field_end(stop)))
    found = _better((*before, more), at, [s.sequence(committed, more)])
    return None if found is None else s.sequence(*found)


def _rotated(tree: s.Node) -> s.Node:
    """``(A,)*A`` at the end as ``A(,A)*``."""
    items = s.parts(tree)
    for at, item in enumerate(items):
        match item:
            case s.Repeat(s.Seq((*body, s.Chars() as stop)), 0, None):
                if list(items[at + 1 :]) == body:
                    more = s.Repeat(s.sequence(stop, *body), 0, None)
                    return s.sequence(*items[:at], *body, more)
    return tree


# -- each option of a choice on its own, with all that is around it


def _by_cases(tree: s.Node) -> s.Node | None:
    """``x(a*|b*)y`` as ``xa*y|xb*y``, and ``x(a+)?y`` as ``xa+y|xy``."""
    items = s.parts(tree)
    for at in (at for start, end in _zones(items) for at in range(start, end)):
        options = _options(items[at]) if endless(items[at]) else ()
        if len(options) > 1:
            cases = [s.sequence(*items[:at], option, *items[at + 1 :]) for option in options]
            found = s.choice(*(linear(tidy(case)) for case in cases))
            return found if _size(found) <= 3 * _SIZE else None
    return None


def _options(node: s.Node) -> tuple[s.Node, ...]:
    match node:
        case s.Alt(options):
            return options
        case s.Repeat(body, 0, 1):
            return (body, s.EMPTY)
        case _:
            return (node,)


# -- the shortest ambiguous run of items, written anew from its automaton


def _by_windows(tree: s.Node) -> s.Node | None:
    items = list(s.parts(_unrolled(tree)))
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
    found = _expression(machine)
    return found if found is not None and _proven(tree, found) else None


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


_WAYS = (_by_first_stop, _by_commitment, _by_last_field, _by_windows, _by_whole, _by_cases)
