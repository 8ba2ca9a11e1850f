"""Can a backtracking matcher waste more than linear time on a pattern?

The pattern is seen as its Glushkov automaton: one state for each set of characters in it. Work is
wasted where one text can be read along many paths. Two shapes of automaton make the number of paths
grow without limit (Weber and Seidl,
"On the degree of ambiguity of finite automata", 1991):

- a loop that can be gone around in two ways on the same text, ``(a|aa)*``: exponential;
- two loops after each other that read the same text, and a way between them that does too,
  ``a*a*``: a polynomial.

Loops with a small limit are left alone, and so is what follows a place from which everything
matches: the matcher never comes back from there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import groupby, permutations

import attrs

from ..graph import components, walked
from . import syntax as s
from .automaton import Dfa, dfa
from .charset import ANY, CharSet, mask, partition
from .problems import TooComplexError

_SHORT = 64
"""A repetition whose length varies by no more than this does not count as a loop."""
_POSITIONS = 1500
_FEW_STATES = 300
_STEPS = 200_000


@lru_cache(maxsize=256)
def superlinear(tree: s.Node) -> bool:
    """Whether matching may take more than linear time; ``True`` if that is too hard to tell."""
    if any(isinstance(node, s.Backref) for node in s.walk(tree)):
        return True
    try:
        apart = [node for node in s.walk(tree) if isinstance(node, s.Look | s.Atomic)]
        bodies = [body for node in apart for body in s.children(node)]
        return (
            _rescans(tree)
            or _ambiguous(tree, stops_early=False)
            or any(_ambiguous(body, stops_early=True) for body in bodies)
        )
    except TooComplexError:
        return True


def _rescans(tree: s.Node) -> bool:
    """Whether a look-ahead or an atomic group without limit stands where the matcher may come by
    many times."""
    match tree:
        case s.Repeat(body, _, maximum):
            many = maximum is None or maximum > _SHORT
            return (many and _looks_far(body)) or _rescans(body)
        case s.Seq(items):
            return _looks_after_loop(items) or any(map(_rescans, items))
        case _:
            return any(map(_rescans, s.children(tree)))


def _looks_after_loop(items: tuple[s.Node, ...]) -> bool:
    return any(
        _looks_far(item) and _many_places(items[:at]) and not _fenced(items[:at], item)
        for at, item in enumerate(items)
    )


def _fenced(before: tuple[s.Node, ...], item: s.Node) -> bool:
    """Whether between any two places in front of the item there is a character that it cannot read.

    So it is for ``(,.*)*,(?>[^,]*…)``: no part of the text is looked at twice.
    """
    return not s.edge(s.Seq(before), last=True).overlaps(s.reads(item))


def _many_places(items: tuple[s.Node, ...]) -> bool:
    """Whether there may be many places in one text to which the items lead.

    What stands before an atomic group does not count: the matcher comes out of that once.
    """
    runs = groupby(items, _apart)
    return any(_leads_far(s.sequence(*run)) for apart, run in runs if not apart)


def _leads_far(node: s.Node) -> bool:
    if not endless(node):
        return False
    try:
        return _endless_chain(dfa(_unconditional(node), states=_FEW_STATES))
    except TooComplexError:
        return True


def _endless_chain(machine: Dfa) -> bool:
    """Whether some text goes through accepting states without end."""
    return any(
        accepts and state in machine.reached(machine.moves[state])
        for state, accepts in enumerate(machine.accepting)
    )


def _unconditional(node: s.Node) -> s.Node:
    """The node without conditions: it matches what the node matches, and more."""
    match node:
        case s.Look() | s.Start() | s.End() | s.FinalEnd():
            return s.EMPTY
        case s.Atomic(body) | s.Capture(body):
            return _unconditional(body)
        case _:
            return s.rebuilt(node, tuple(map(_unconditional, s.children(node))))


def _apart(node: s.Node) -> bool:
    """Whether the matcher, once through, does not come back into the node."""
    return isinstance(node, s.Look | s.Atomic)


def _looks_far(node: s.Node) -> bool:
    return any(_apart(part) and any(map(endless, s.children(part))) for part in s.walk(node))


def endless(node: s.Node) -> bool:
    """Whether the node has a loop, one with a small limit apart."""
    return any(isinstance(part, s.Repeat) and _is_loop(part) for part in s.walk(node))


def _is_loop(node: s.Repeat) -> bool:
    return node.maximum is None or node.maximum - node.minimum > _SHORT


_Loop = frozenset[int]
_Positions = tuple[int, ...]
"""Where several readers of the same text are."""


@attrs.define
class _Glushkov:
    """The automaton: positions, and which of them may follow each other."""

    sets: list[CharSet] = attrs.field(factory=list)
    follow: list[Counter[int]] = attrs.field(factory=list)
    endless: set[int] = attrs.field(factory=set)
    """Positions that loop on themselves over all characters."""
    checked: set[int] = attrs.field(factory=set)
    """Positions after which a condition may stand."""

    def add(self, node: s.Node) -> tuple[list[int], list[int]]:
        """Add a node; its first and its last positions."""
        match node:
            case s.Chars(allowed):
                return self.position(allowed)
            case s.Seq(items):
                return self.chain(items)
            case s.Alt(options):
                ends = [self.add(option) for option in options]
                return [p for f, _ in ends for p in f], [p for _, last in ends for p in last]
            case s.Repeat():
                return self.repeat(node)
            case s.Capture(body):
                return self.add(body)
            case _:
                return [], []  # nothing goes back into an atomic group either

    def position(self, allowed: CharSet) -> tuple[list[int], list[int]]:
        if len(self.sets) >= _POSITIONS:
            raise TooComplexError(f"more than {_POSITIONS} positions")
        self.sets.append(allowed)
        self.follow.append(Counter())
        return [len(self.sets) - 1], [len(self.sets) - 1]

    def chain(self, items: Iterable[s.Node]) -> tuple[list[int], list[int]]:
        first: list[int] = []
        last: list[int] = []
        empty_so_far = True
        for item in items:
            starts, ends = self.add(item)
            self.join(last, starts)
            if s.conditional(item):
                self.checked.update(last)
            skippable = s.nullable(item)
            first += starts if empty_so_far else []
            last = last + ends if skippable else ends
            empty_so_far = empty_so_far and skippable
        return first, last

    def join(self, lasts: list[int], firsts: list[int]) -> None:
        for last in lasts:
            self.follow[last].update(firsts)

    def repeat(self, node: s.Repeat) -> tuple[list[int], list[int]]:
        """A few copies stand for all: the required ones, then the optional ones or a loop."""
        looping, empty = _is_loop(node), s.nullable(node.body)
        required = max(0, min(node.minimum - looping, 100))
        optional = 1 if looping else min(2, (node.maximum or 0) - node.minimum)
        first: list[int] = []
        last: list[int] = []
        previous: list[int] = []
        for copy in range(required + optional):
            starts, ends = self.loop(node) if looping and copy >= required else self.add(node.body)
            self.join(previous, starts)
            first += starts if not copy or empty else []
            skippable = empty or copy >= required + (looping and node.minimum > 0)
            last = last + ends if skippable else ends
            previous = previous + ends if empty else ends
        if s.conditional(node.body):
            self.checked.update(last)
        return first, last

    def loop(self, node: s.Repeat) -> tuple[list[int], list[int]]:
        first, last = self.add(node.body)
        self.join(last, first)
        if node.maximum is None and node.body == s.Chars(ANY):
            self.endless.update(last)
        return first, last

    # the paths through the finished automaton

    @cached_property
    def masks(self) -> list[int]:
        """What each position reads, as bits: some can read the same if they have one in common."""
        kinds = partition(self.sets)
        masks = {chars: mask(chars, kinds) for chars in set(self.sets)}
        return [masks[chars] for chars in self.sets]

    def loops(self) -> list[_Loop]:
        """The positions that lead to each other."""
        follow, loops = self.follow, dict[int, set[int]]()
        for position, loop in components(range(len(follow)), follow.__getitem__).items():
            loops.setdefault(loop, set()).add(position)
        found = map(frozenset, loops.values())
        return [loop for loop in found if len(loop) > 1 or any(p in follow[p] for p in loop)]

    def exponential(self, loop: _Loop) -> bool:
        """Whether the loop can be gone around in two ways on the same text."""
        split: list[_Positions] = []
        for position in loop:
            inside = [n for n in self.follow[position] if n in loop]
            if any(self.follow[position][n] > 1 for n in inside):
                return True
            pairs = ((p, q) for p in inside for q in inside if p < q)
            split += [(p, q) for p, q in pairs if self.masks[p] & self.masks[q]]

        def successors(pair: _Positions) -> Iterator[_Positions]:
            return ((min(next), max(next)) for next in self.ahead(pair, loop, loop))

        return any(p == q for p, q in _searched(split, successors))

    def polynomial(self, left: _Loop, right: _Loop) -> bool:
        """Whether one text leads around the left loop, around the right one, and from left to
        right."""
        anywhere = range(len(self.follow))

        def successors(state: _Positions) -> Iterable[_Positions]:
            return self.ahead(state, left, right, anywhere)

        return any(
            (p, q, q) in _searched([(p, q, p)], successors)
            for p in left
            for q in right
            if self.masks[p] & self.masks[q]
        )

    def ahead(self, state: _Positions, *within: Container[int]) -> Iterable[_Positions]:
        """To which positions one more character of the same text leads, each within a part."""
        found: list[tuple[_Positions, int]] = [((), -1)]
        for position, part in zip(state, within, strict=True):
            found = [
                ((*before, n), shared & self.masks[n])
                for before, shared in found
                for n in self.follow[position]
                if n in part and shared & self.masks[n]
            ]
        return (positions for positions, _ in found)


def _ambiguous(tree: s.Node, *, stops_early: bool) -> bool:
    """Whether there are many paths; a condition ``stops_early``, at the first match of its body."""
    automaton = _Glushkov()
    _, last = automaton.add(tree)
    for position in set(last) if stops_early else automaton.endless.intersection(last):
        if position not in automaton.checked:
            automaton.follow[position].clear()
    loops = automaton.loops()
    return any(map(automaton.exponential, loops)) or any(
        automaton.polynomial(left, right) for left, right in permutations(loops, 2)
    )


def _searched(
    roots: Iterable[_Positions], successors: Callable[[_Positions], Iterable[_Positions]]
) -> Iterator[_Positions]:
    """What is reached from the roots, themselves included; a search that takes long is given up."""
    for count, state in enumerate(walked(roots, successors)):
        if count > _STEPS:
            raise TooComplexError("too many combinations of positions")
        yield state
