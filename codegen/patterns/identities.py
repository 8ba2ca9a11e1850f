"""Identities of regular expressions, from the inside out, for smaller trees of the same language.

Every rule is an identity stated beside it. They hold for *which values match as a whole*; inside of
atomic groups, where the order of options counts, they are not used.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from functools import lru_cache, reduce

from . import syntax as s
from .charset import ANY, NONE, CharSet


def tidy(node: s.Node) -> s.Node:
    """Apply the identities from the inside out until nothing changes."""
    while (better := _tidied(node)) != node:
        node = better
    return node


@lru_cache(maxsize=1024)
def _tidied(node: s.Node) -> s.Node:
    if isinstance(node, s.Atomic):
        return node  # the order of its options decides what it commits to
    node = s.rebuilt(node, tuple(_tidied(part) for part in s.children(node)))
    match node:
        case s.Alt(options):
            return _tidy_choice(options)
        case s.Seq(items):
            return _tidy_sequence(items)
        case s.Repeat():
            return _tidy_repeat(node)
        case s.Look(s.Seq(()), _, positive):
            return s.EMPTY if positive else s.NOTHING
        case s.Look(s.Chars(allowed), True, False) if allowed == ANY:
            return s.End()
        case _:
            return node


def _tidy_choice(options: tuple[s.Node, ...]) -> s.Node:
    """``a|b`` is ``[ab]``; ``x|`` is ``x?``; an option that matches nothing goes."""
    flat = [p for o in options for p in (o.options if isinstance(o, s.Alt) else (o,))]
    sets = [option.allowed for option in flat if isinstance(option, s.Chars)]
    merged = s.Chars(reduce(operator.or_, sets)) if sets else None
    kept: list[s.Node] = []
    for option in flat:
        kept.append(merged if merged is not None and isinstance(option, s.Chars) else option)
    unique = [option for option in dict.fromkeys(kept) if option not in (s.NOTHING, s.EMPTY)]
    rest = unique[0] if len(unique) == 1 else s.Alt(tuple(unique))
    if s.EMPTY not in kept:
        return rest
    if not unique:
        return s.EMPTY
    return rest if s.nullable(rest) and not s.conditional(rest) else s.Repeat(rest, 0, 1)


def _tidy_sequence(items: tuple[s.Node, ...]) -> s.Node:
    if s.NOTHING in items:
        return s.NOTHING
    merged: list[s.Node] = []
    for item in _to_end(_from_start(items)):
        pair = _merge(merged[-1], item) if merged else None
        if pair is None:
            merged.append(item)
        else:
            merged[-1:] = pair
    return s.sequence(*_settled(merged))


def _from_start(items: tuple[s.Node, ...]) -> tuple[s.Node, ...]:
    """What stands before ``^`` has to be empty: ``.*(^a|^b)`` is ``(^a|^b)``."""
    for at in range(len(items) - 1, 0, -1):
        before = s.Seq(items[:at])
        if _anchored(items[at]) and not s.conditional(before):
            return items[at:] if s.nullable(before) else (s.NOTHING,)
    return items


def _anchored(node: s.Node) -> bool:
    match node:
        case s.Start():
            return True
        case s.Seq((first, *_)):
            return _anchored(first)
        case s.Alt(options):
            return bool(options) and all(map(_anchored, options))
        case _:
            return False


def _to_end(items: tuple[s.Node, ...]) -> tuple[s.Node, ...]:
    """What stands after the end has to be empty: ``a\\z.*`` is ``a\\z``."""
    for at, item in enumerate(items[:-1]):
        after = s.Seq(items[at + 1 :])
        if isinstance(item, s.End) and not s.conditional(after):
            return items[: at + 1] if s.nullable(after) else (s.NOTHING,)
    return items


def _settled(
    items: Sequence[s.Node], before: CharSet | None = None, after: CharSet | None = None
) -> list[s.Node]:
    """Conditions on one character, decided where the neighbours leave no doubt.

    So ``[0-9]\\b-`` loses its ``\\b``, and ``\\b[0-9]`` only has to look back.
    """
    settled = list(items)
    for at, item in enumerate(items):
        if not s.conditional(item):
            continue
        left = _beside(items[:at][::-1], before, last=True)
        right = _beside(items[at + 1 :], after, last=False)
        settled[at] = _in_context(item, left, right)
    return settled


def _beside(items: Sequence[s.Node], outside: CharSet | None, *, last: bool) -> CharSet | None:
    """The characters right beside a place, in the first item from there that takes any."""
    nearest = next((item for item in items if not _only_looks(item)), None)
    return outside if nearest is None else _edge_set(nearest, last=last)


def _in_context(node: s.Node, before: CharSet | None, after: CharSet | None) -> s.Node:
    match node:
        case s.Look(s.Chars(allowed), ahead, positive):
            seen = after if ahead else before
            if seen is not None and (seen <= allowed or not seen.overlaps(allowed)):
                return s.EMPTY if (seen <= allowed) is positive else s.NOTHING
        case s.Alt(options) | s.Repeat(s.Alt(options), 0, 1):
            decided = s.Alt(tuple(_in_context(option, before, after) for option in options))
            return s.rebuilt(node, (decided,)) if isinstance(node, s.Repeat) else decided
        case s.Seq(items):
            return s.sequence(*_settled(items, before, after))
    return node


def _only_looks(node: s.Node) -> bool:
    return all(isinstance(item, s.Look) for item in s.parts(node))


def _edge_set(node: s.Node, *, last: bool) -> CharSet | None:
    """The characters with which the node begins (or ends), if it surely has any."""
    match node:
        case s.Chars(allowed):
            return allowed
        case s.Repeat(body, minimum) if minimum:
            return _edge_set(body, last=last)
        case s.Seq(items) if items:
            return _edge_set(items[-1 if last else 0], last=last)
        case s.Alt(options) if options:
            sets = [_edge_set(option, last=last) for option in options]
            known = [found for found in sets if found is not None]
            return reduce(operator.or_, known) if len(known) == len(sets) else None
        case _:
            return None


def _merge(left: s.Node, right: s.Node) -> list[s.Node] | None:
    """Two neighbours as fewer or stricter ones.

    ``X{a,b}X{c,d}`` is ``X{a+c,b+d}``. Where X is a part of Y, ``X{a,b}Y{c,}`` is ``X{a}Y{c,}`` and
    ``Y{a,}X{c,d}`` is ``Y{a,}X{c}``: what the looser loop can take, it may as well.
    """
    first, second = _loop(left), _loop(right)
    if first is None or second is None:
        return None
    (some, low, high), (others, least, most) = first, second
    if some == others and not (isinstance(left, s.Chars) and isinstance(right, s.Chars)):
        total = None if high is None or most is None else high + most
        return [s.Repeat(s.Chars(some), low + least, total)]
    if most is None and low != high and some <= others:
        return [s.Repeat(s.Chars(some), low, low), right]
    if high is None and least != most and others <= some:
        return [left, s.Repeat(s.Chars(others), least, least)]
    return None


def _loop(node: s.Node) -> tuple[CharSet, int, int | None] | None:
    """A set, or a repeated set, as a repetition: the set, and how often it comes."""
    match node:
        case s.Chars(allowed):
            return allowed, 1, 1
        case s.Repeat(s.Chars(allowed), low, high, "greedy"):
            return allowed, low, high
        case _:
            return None


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
    if node.mode != "greedy" or s.conditional(body):
        return node
    return _tidy_plain_repeat(node)


def _tidy_plain_repeat(node: s.Repeat) -> s.Node:
    body, low, high = node.body, node.minimum, node.maximum
    if low and s.nullable(body):
        return s.Repeat(body, 0, high)  # what may be empty may as well be left out
    if isinstance(body, s.Repeat) and body.mode == "greedy":
        return _nested(body, low, high) or node
    if high != max(low, 1) and _swallows_itself(body):
        return s.Repeat(body, low, max(low, 1))
    if low == 0 and high is None:
        return s.Repeat(_star_body(body), 0, None)
    return _separated(body, low, high) or node


def _swallows_itself(body: s.Node) -> bool:
    """``X+y`` with y in X: two of them after each other are one of them."""
    match s.parts(body):
        case (s.Repeat(s.Chars(wide), _, None), *rest) if rest:
            return all(isinstance(one, s.Chars) and one.allowed <= wide for one in rest)
        case _:
            return False


def _separated(body: s.Node, low: int, high: int | None) -> s.Node | None:
    """Runs with an optional separator h between them, h being none of Y, have many readings.

    - ``(Y+h?){m,n}`` is ``(?=(Yh?){m})(Y+h){0,n-1}Y+h?``: enough characters, not too many runs.
    - ``(h?Y+){0,n}`` is ``(hY+){0,n}|Y+(hY+){0,n-1}``.
    - ``(h*Z){0,n}``, h being one of Z, is ``(h*N){0,n}|(h*N){0,n-1}h+`` with N for Z without h.
    - ``(XY+h){0,n}``, h being one of Y, is ``(XY+h(NY+h){0,n-1})?`` with N for X without Y: what
      begins with one of Y can be a part of what is before.
    """
    match s.parts(body):
        case (s.Chars(head), s.Repeat(s.Chars(run), 1, None) as runs, s.Chars(stop) as h):
            if not low and high is not None and high > 1 and stop <= run and head.overlaps(run):
                others = s.Repeat(s.sequence(s.Chars(head - run), runs, h), 0, high - 1)
                return s.Repeat(s.sequence(s.Chars(head), runs, h, others), 0, 1)
        case (s.Repeat(s.Chars(run), 1, None) as runs, s.Repeat(s.Chars(stop) as h, 0, 1) as may):
            if low and high is not None and not run.overlaps(stop):
                enough = s.Look(s.Repeat(s.sequence(s.Chars(run), may), low, low), True, True)
                return s.sequence(enough, s.Repeat(s.sequence(runs, h), 0, high - 1), runs, may)
        case (s.Repeat(s.Chars(stop) as h, 0, 1), s.Repeat(s.Chars(run), 1, None) as runs):
            if not low and high is not None and high > 1 and not run.overlaps(stop):
                more = s.sequence(h, runs)
                plain_start = s.sequence(runs, s.Repeat(more, 0, high - 1))
                return s.choice(s.Repeat(more, 0, high), plain_start)
        case (s.Repeat(s.Chars(stop) as h, 0, None) as stops, s.Chars(wide)):
            if not low and high is not None and high > 1 and stop <= wide and wide != stop:
                piece = s.sequence(stops, s.Chars(wide - stop))
                ends_in_stops = s.sequence(s.Repeat(piece, 0, high - 1), s.Repeat(h, 1, None))
                return s.choice(s.Repeat(piece, 0, high), ends_in_stops)
    return None


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
    """In ``(…)*`` the loops ``x?``, ``x+`` and ``x*`` are ``x``; what may be empty, a choice."""
    match body:
        case s.Repeat(inner, 0 | 1, None | 1):
            return _star_body(inner)
        case s.Alt(options):
            return s.Alt(tuple(_star_body(option) for option in options))
        case s.Seq(items) if s.nullable(body):
            return s.Alt(tuple(_star_body(item) for item in items))
        case _:
            return body
