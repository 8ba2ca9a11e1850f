"""Smaller trees with the same language.

Only *which values match as a whole* is kept: captures, laziness and the order of options go where
nothing can observe them. Every rule here is an identity of regular expressions, stated beside it.
"""

from __future__ import annotations

from functools import reduce

from codegen.patterns import syntax as s
from codegen.patterns.charset import NONE
from codegen.patterns.parse import final_end


def simplify(tree: s.Node) -> s.Node:
    """The tree of a whole pattern, made small."""
    small = _final_ends(plain(tree))
    # which option a group takes first can be seen in what a back-reference repeats
    return small if any(isinstance(node, s.Backref) for node in s.walk(small)) else tidy(small)


def plain(tree: s.Node) -> s.Node:
    """The tree without captures, modes and anchors that nothing can observe; otherwise as written."""
    observed = {node.number for node in s.walk(tree) if isinstance(node, s.Backref)}
    ordered = bool(observed) or any(map(_commits, s.walk(tree)))
    return _without_end(_without_start(_lowered(tree, observed, ordered)))


def _commits(node: s.Node) -> bool:
    return isinstance(node, s.Atomic) or (isinstance(node, s.Repeat) and node.mode == "possessive")


def tidy(node: s.Node) -> s.Node:
    """Apply the identities from the inside out until nothing changes."""
    while (better := _tidied(node)) != node:
        node = better
    return node


def rebuilt(node: s.Node, parts: tuple[s.Node, ...]) -> s.Node:
    """The node with other parts."""
    match node:
        case s.Seq():
            return s.sequence(*parts)
        case s.Alt():
            return s.Alt(parts)
        case s.Repeat(_, minimum, maximum, mode):
            return s.Repeat(parts[0], minimum, maximum, mode)
        case s.Capture(_, number):
            return s.Capture(parts[0], number)
        case s.Look(_, ahead, positive):
            return s.Look(parts[0], ahead, positive)
        case s.Atomic():
            return s.Atomic(parts[0])
        case _:
            return node


def nullable(node: s.Node) -> bool:
    """Whether the node can match the empty string (conditions count as empty)."""
    match node:
        case s.Chars() | s.Backref():
            return False
        case s.Seq(items):
            return all(nullable(item) for item in items)
        case s.Alt(options):
            return any(nullable(option) for option in options)
        case s.Repeat(body, minimum):
            return minimum == 0 or nullable(body)
        case s.Capture(body) | s.Atomic(body):
            return nullable(body)
        case _:
            return True


def conditional(node: s.Node) -> bool:
    """Whether the node holds a condition or anything else that is more than a plain language."""
    special = s.Look | s.Start | s.End | s.FinalEnd | s.Backref | s.Atomic
    return any(isinstance(part, special) for part in s.walk(node))


# -- once: captures, modes, anchors


def _lowered(node: s.Node, observed: set[int], ordered: bool) -> s.Node:
    node = rebuilt(node, tuple(_lowered(part, observed, ordered) for part in s.children(node)))
    if isinstance(node, s.Capture) and node.number not in observed:
        return node.body
    if isinstance(node, s.Repeat):
        return _plain_repeat(node, ordered)
    return node


def _plain_repeat(node: s.Repeat, ordered: bool) -> s.Node:
    if node.mode == "possessive":
        return _not_possessive(node)
    if node.mode == "lazy" and not ordered:
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


def _without_start(node: s.Node) -> s.Node:
    """Drop ``^`` where it is the first thing anyway."""
    match node:
        case s.Start():
            return s.EMPTY
        case s.Alt(options):
            return s.Alt(tuple(_without_start(option) for option in options))
        case s.Capture(body, number):
            return s.Capture(_without_start(body), number)
        case s.Repeat(body, 1, 1):
            return _without_start(body)
        case s.Seq(items):
            return s.sequence(*_first_ones(items, _without_start))
        case _:
            return node


def _without_end(node: s.Node) -> s.Node:
    """Drop ``$`` where it is the last thing anyway: a whole match ends there."""
    match node:
        case s.End() | s.FinalEnd():
            return s.EMPTY
        case s.Alt(options):
            return s.Alt(tuple(_without_end(option) for option in options))
        case s.Capture(body, number):
            return s.Capture(_without_end(body), number)
        case s.Repeat(s.End() | s.FinalEnd()):
            return s.EMPTY
        case s.Repeat(body, 1, 1):
            return _without_end(body)
        case s.Seq(items):
            return s.sequence(*reversed(_first_ones(tuple(reversed(items)), _without_end)))
        case _:
            return node


def _first_ones(items: tuple[s.Node, ...], change) -> list[s.Node]:  # type: ignore[no-untyped-def]
    """Change the items up to and including the first that consumes anything."""
    for at, item in enumerate(items):
        if not isinstance(item, s.Look | s.Start | s.End | s.FinalEnd):
            return [*map(change, items[: at + 1]), *items[at + 1 :]]
    return [change(item) for item in items]


def _final_ends(node: s.Node) -> s.Node:
    """Spell out the ``$`` that are left by the conditions they stand for."""
    if isinstance(node, s.FinalEnd):
        return final_end()
    return rebuilt(node, tuple(_final_ends(part) for part in s.children(node)))


# -- until nothing changes


def _tidied(node: s.Node) -> s.Node:
    if isinstance(node, s.Atomic):
        return node  # the order of its options decides what it commits to
    node = rebuilt(node, tuple(_tidied(part) for part in s.children(node)))
    match node:
        case s.Alt(options):
            return _tidy_choice(options)
        case s.Seq(items):
            return _tidy_sequence(items)
        case s.Repeat():
            return _tidy_repeat(node)
        case s.Look(s.Seq(()), _, positive):
            return s.EMPTY if positive else s.NOTHING
        case _:
            return node


def _tidy_choice(options: tuple[s.Node, ...]) -> s.Node:
    """``a|b`` is ``[ab]``; ``x|`` is ``x?``; an option that matches nothing is none."""
    flat = [p for o in options for p in (o.options if isinstance(o, s.Alt) else (o,))]
    sets = [option.allowed for option in flat if isinstance(option, s.Chars)]
    merged = s.Chars(reduce(lambda left, right: left | right, sets)) if sets else None
    kept: list[s.Node] = []
    for option in flat:
        kept.append(merged if merged is not None and isinstance(option, s.Chars) else option)
    unique = [option for option in dict.fromkeys(kept) if option not in (s.NOTHING, s.EMPTY)]
    rest = unique[0] if len(unique) == 1 else s.Alt(tuple(unique))
    if s.EMPTY not in kept:
        return rest
    return rest if unique and nullable(rest) and not conditional(rest) else _optional(rest, unique)


def _optional(rest: s.Node, unique: list[s.Node]) -> s.Node:
    return s.Repeat(rest, 0, 1) if unique else s.EMPTY


def _tidy_sequence(items: tuple[s.Node, ...]) -> s.Node:
    if s.NOTHING in items:
        return s.NOTHING
    merged: list[s.Node] = []
    for item in items:
        pair = _merge(merged[-1], item) if merged else None
        if pair is None:
            merged.append(item)
        else:
            merged[-1:] = pair
    return s.sequence(*merged)


def _merge(left: s.Node, right: s.Node) -> list[s.Node] | None:
    """Two neighbours as fewer or stricter ones.

    ``X{a,b}X{c,d}`` is ``X{a+c,b+d}``. Where X is a part of Y, ``X{a,b}Y{c,}`` is ``X{a}Y{c,}`` and
    ``Y{a,}X{c,d}`` is ``Y{a,}X{c}``: what the looser loop can take, it may as well.
    """
    first, second = _loop(left), _loop(right)
    if first is None or second is None:
        return None
    if first.body == second.body and (left, right) != (first.body, second.body):
        maximum = _sum(first.maximum, second.maximum)
        return [s.Repeat(first.body, first.minimum + second.minimum, maximum)]
    if second.maximum is None and _varies(first) and _inside(first, second):
        return [_exactly(first), second]
    if first.maximum is None and _varies(second) and _inside(second, first):
        return [first, _exactly(second)]
    return None


def _loop(node: s.Node) -> s.Repeat | None:
    """A set, or a repeated set, as a repetition."""
    if isinstance(node, s.Chars):
        return s.Repeat(node, 1, 1)
    plain = isinstance(node, s.Repeat) and node.mode == "greedy"
    return node if plain and isinstance(node.body, s.Chars) else None


def _varies(loop: s.Repeat) -> bool:
    return loop.minimum != loop.maximum


def _inside(small: s.Repeat, large: s.Repeat) -> bool:
    inner, outer = small.body, large.body
    return (
        isinstance(inner, s.Chars) and isinstance(outer, s.Chars) and inner.allowed <= outer.allowed
    )


def _exactly(loop: s.Repeat) -> s.Node:
    return s.Repeat(loop.body, loop.minimum, loop.minimum)


def _sum(left: int | None, right: int | None) -> int | None:
    return None if left is None or right is None else left + right


def _tidy_repeat(node: s.Repeat) -> s.Node:
    body, low, high = node.body, node.minimum, node.maximum
    if high == 0 or body == s.EMPTY:
        return s.EMPTY
    if (low, high) == (1, 1):
        return body
    if body == s.NOTHING or body == s.Chars(NONE):
        return s.EMPTY if low == 0 else s.NOTHING
    if isinstance(body, s.Look | s.Start | s.End):
        return body if low else s.EMPTY  # a condition holds as often as one likes
    if node.mode != "greedy" or conditional(body):
        return node
    return _tidy_plain_repeat(node)


def _tidy_plain_repeat(node: s.Repeat) -> s.Node:
    body, low, high = node.body, node.minimum, node.maximum
    if low and nullable(body):
        return s.Repeat(body, 0, high)  # what may be empty may as well be left out
    if isinstance(body, s.Repeat) and body.mode == "greedy":
        return _nested(body, low, high) or node
    if low == 0 and high is None:
        return s.Repeat(_star_body(body), 0, None)
    return node


def _nested(inner: s.Repeat, low: int, high: int | None) -> s.Node | None:
    """``(x{a,b}){c,d}`` is ``x{ac,bd}`` if the counts in between leave no gap."""
    a, b = inner.minimum, inner.maximum
    if high != low and low == 0 and a > 1:
        return None
    k = max(low, 1)
    if high != low and b is not None and a * (k + 1) > b * k + 1:
        return None
    return s.Repeat(inner.body, a * low, None if b is None or high is None else b * high)


def _star_body(body: s.Node) -> s.Node:
    """In ``(…)*``: ``x?``, ``x+`` and ``x*`` are ``x``; a sequence that may be empty is a choice."""
    match body:
        case s.Repeat(inner, 0 | 1, None | 1):
            return _star_body(inner)
        case s.Alt(options):
            return s.Alt(tuple(_star_body(option) for option in options))
        case s.Seq(items) if nullable(body):
            return s.Alt(tuple(_star_body(item) for item in items))
        case _:
            return body
