"""Deterministic automata: what makes a rewriting of a pattern a proof instead of a hope.

Every pattern without back-references describes a regular language, look-around included. A
:class:`Dfa` decides such questions about it as "is this the same language as that?" and gives a
value as witness if it is not. The construction carries along

- for each look-ahead on the way the state of an automaton for what still has to follow, and
- for each look-behind of the pattern the state of an automaton for what has been read.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import attrs

from ..graph import reached
from . import syntax as s
from .charset import ANY, CharSet, mask, partition
from .problems import TooComplexError

_NODES = 20_000
_STATES = 3_000
TIMES = 600
"""How often a repetition can be counted."""
_FEW = 200
_ITEMS = 250_000


@attrs.frozen(eq=False)
class Dfa:
    """A complete deterministic automaton; state 0 is the start."""

    alphabet: tuple[CharSet, ...]
    """The kinds of characters it tells apart."""
    moves: tuple[tuple[int, ...], ...]
    """``moves[state][kind]`` is the next state."""
    accepting: tuple[bool, ...]

    def row(self, state: int) -> tuple[int, ...]:
        """The next state for each kind of character."""
        return self.moves[state]

    def inverted(self) -> Dfa:
        """The automaton of all other values."""
        return Dfa(self.alphabet, self.moves, tuple(not accepts for accepts in self.accepting))

    def only(self, accepting: bool) -> frozenset[int]:
        """The states from which no value leads to a state that is not ``accepting``."""
        sources: list[set[int]] = [set() for _ in self.moves]
        for state, row in enumerate(self.moves):
            for target in row:
                sources[target].add(state)
        others = [state for state, accepts in enumerate(self.accepting) if accepts is not accepting]
        return frozenset(range(len(self.moves))) - reached(others, sources.__getitem__).keys()

    def reached(self, states: Iterable[int]) -> frozenset[int]:
        """The states to which any value leads from the given ones."""
        return frozenset(reached(states, self.moves.__getitem__))

    def accepts(self, value: str) -> bool:
        """Whether the value as a whole is in the language."""
        state = 0
        for char in value:
            kind = next(at for at, chars in enumerate(self.alphabet) if ord(char) in chars)
            state = self.moves[state][kind]
        return self.accepting[state]


def alphabet(*trees: s.Node) -> tuple[CharSet, ...]:
    """The kinds of characters that the trees tell apart."""
    return partition(n.allowed for tree in trees for n in s.walk(tree) if isinstance(n, s.Chars))


def dfa(tree: s.Node, kinds: tuple[CharSet, ...] | None = None, states: int = _STATES) -> Dfa:
    """The smallest automaton for the tree.

    A :class:`TooComplexError` says that it takes more than ``states`` to get there.
    """
    kinds = kinds or alphabet(tree)
    return minimal(_Subsets(tree, kinds, states=states).complete())


def equivalent(left: s.Node, right: s.Node) -> bool:
    """Whether both trees match exactly the same values."""
    kinds = alphabet(left, right)
    return difference(_Subsets(left, kinds), _Subsets(right, kinds)) is None


def difference(left: Dfa | _Subsets, right: Dfa | _Subsets) -> str | None:
    """A shortest value that just one of two automata over the same alphabet accepts."""
    examples = {kind: chr(chars.ranges[0][0]) for kind, chars in enumerate(left.alphabet)}
    return next((value for value, _ in differences(left, right, examples)), None)


def differences(
    left: Dfa | _Subsets, right: Dfa | _Subsets, examples: Mapping[int, str]
) -> Iterator[tuple[str, bool]]:
    """Values that just one of two automata over the same alphabet accepts, shortest first.

    :param examples: a character of each kind, those first that are tried first.
    :return: each value, and whether the left automaton accepts it.
    """
    came: dict[tuple[int, int], str] = {(0, 0): ""}
    todo = deque(came)
    while todo:
        pair = todo.popleft()
        if left.accepting[pair[0]] is not right.accepting[pair[1]]:
            yield came[pair], left.accepting[pair[0]]
        lefts, rights = left.row(pair[0]), right.row(pair[1])
        for kind, char in examples.items():
            target = (lefts[kind], rights[kind])
            if target not in came:
                came[target] = came[pair] + char
                todo.append(target)


def minimal(machine: Dfa) -> Dfa:
    """The automaton with states merged that no value tells apart (Moore's refinement)."""
    block = [int(accepts) for accepts in machine.accepting]
    count = len(set(block))
    while True:
        names: dict[tuple[int, ...], int] = {}
        block = [
            names.setdefault((block[state], *map(block.__getitem__, row)), len(names))
            for state, row in enumerate(machine.moves)
        ]
        if len(names) == count:
            return _merged(machine, block, count)
        count = len(names)


def _merged(machine: Dfa, block: list[int], count: int) -> Dfa:
    # state 0 is refined first in each round, so the block of the start is always number 0
    example = {number: state for state, number in reversed(list(enumerate(block)))}
    moves = tuple(tuple(block[t] for t in machine.moves[example[b]]) for b in range(count))
    return Dfa(machine.alphabet, moves, tuple(machine.accepting[example[b]] for b in range(count)))


# -- building


@attrs.frozen
class _Read:
    kinds: int
    to: int


@attrs.frozen
class _Split:
    to: tuple[int, ...]


@attrs.frozen
class _Demand:
    """Go on only if what follows suits an automaton: one at the start of the value, one later."""

    at_start: int
    later: int
    to: int


@attrs.frozen
class _Check:
    """Go on only if what was read suits (or does not suit) an automaton."""

    machine: int
    positive: bool
    to: int


@attrs.frozen
class _AtStart:
    to: int


_Step = _Read | _Split | _Demand | _Check | _AtStart
_ACCEPT = 0
_Open = tuple[int, int]
"""A demand: which automaton has to accept what follows, and the state that it is in."""
_Item = tuple[int, frozenset[_Open]]
"""A step, and the demands that are open there."""


@attrs.define(eq=False)
class _Builder:
    """The nondeterministic automaton, built from the end to the front."""

    kinds: tuple[CharSet, ...]
    steps: list[_Step] = attrs.field(factory=lambda: [_Split(())])
    ahead: list[Dfa] = attrs.field(factory=list)
    behind: list[Dfa] = attrs.field(factory=list)
    masks: dict[CharSet, int] = attrs.field(factory=dict)

    def new(self, step: _Step) -> int:
        if len(self.steps) > _NODES:
            raise TooComplexError(f"more than {_NODES} steps")
        self.steps.append(step)
        return len(self.steps) - 1

    def mask(self, chars: CharSet) -> int:
        if chars not in self.masks:
            self.masks[chars] = mask(chars, self.kinds)
        return self.masks[chars]

    def add(self, node: s.Node, to: int) -> int:
        """The entry to a node that goes on to ``to``."""
        match node:
            case s.Chars(allowed):
                return self.new(_Read(self.mask(allowed), to))
            case s.Seq(items):
                for item in reversed(items):
                    to = self.add(item, to)
                return to
            case s.Alt(options):
                return self.new(_Split(tuple(self.add(option, to) for option in options)))
            case s.Repeat(body, minimum, maximum):
                return self.repeat(body, minimum, maximum, to)
            case s.Capture(body):
                return self.add(body, to)
            case s.Start():
                return self.new(_AtStart(to))
            case s.End():
                return self.look(s.Look(s.Chars(ANY), True, False), to)
            case s.Look():
                return self.look(node, to)
            case s.Atomic(s.Seq((s.Repeat(s.Chars()) as loop, *rest))):
                return self.add(_uncommitted(loop, s.sequence(*rest)), to)
            case s.Atomic(s.Seq((s.Repeat(s.Seq((s.EVERYTHING, s.Chars())), 0, 1), *_)) as body):
                return self.add(_with_last_field(body), to)
            case _:
                raise TooComplexError(f"{type(node).__name__} is beyond an automaton")

    def repeat(self, body: s.Node, minimum: int, maximum: int | None, to: int) -> int:
        if max(minimum, maximum or 0) > TIMES:
            raise TooComplexError("a repetition with a large count")
        end = to
        if maximum is None:
            entry = self.new(_Split(()))
            self.steps[entry] = _Split((self.add(body, entry), end))
            to = entry
        for _ in range(0 if maximum is None else maximum - minimum):
            to = self.new(_Split((self.add(body, to), end)))
        for _ in range(minimum):
            to = self.add(body, to)
        return to

    def look(self, node: s.Look, to: int) -> int:
        if not node.ahead:
            read = s.sequence(s.EVERYTHING, node.body)
            self.behind.append(_Subsets(read, self.kinds).complete())
            return self.new(_Check(len(self.behind) - 1, node.positive, to))
        starts = any(isinstance(part, s.Start) for part in s.walk(node.body))
        for at_start in (starts, False):
            machine = _of_what_follows(node.body, self.kinds, at_start)
            self.ahead.append(machine if node.positive else machine.inverted())
        return self.new(_Demand(len(self.ahead) - 2, len(self.ahead) - 1, to))


@lru_cache(maxsize=64)
def _of_what_follows(body: s.Node, kinds: tuple[CharSet, ...], at_start: bool) -> Dfa:
    """The automaton of a look-ahead."""
    return minimal(_Subsets(s.sequence(body, s.EVERYTHING), kinds, at_start).complete())


def _uncommitted(loop: s.Repeat, stop: s.Node) -> s.Node:
    """``(?>X*?D)`` and ``(?>X*D)`` for a D that is :func:`one_way`, without committing.

    The lazy one ends with the first D, so there is none before it: ``((?!D)X)*D``; the greedy one
    with the last D that X leads to: ``X*(?!XX*D)D``.
    """
    if not one_way(stop):
        raise TooComplexError("an atomic group of unknown kind")
    if loop.mode == "lazy":
        most = None if loop.maximum is None else loop.maximum - loop.minimum
        waiting = s.Repeat(s.sequence(s.Look(stop, True, False), loop.body), 0, most)
        return s.sequence(s.Repeat(loop.body, loop.minimum, loop.minimum), waiting, stop)
    if loop.maximum is not None:
        raise TooComplexError("an atomic group that counts to its last place")
    more = s.sequence(s.Repeat(loop.body, 1, None), stop)
    return s.sequence(s.Repeat(loop.body, loop.minimum, None), s.Look(more, True, False), stop)


def _with_last_field(body: s.Seq) -> s.Node:
    """``(?>(?:.*,)?A(?=,|\\z))``, A having no comma, without committing: there is no later A."""
    skipped, *field, end = body.items
    if not isinstance(skipped, s.Repeat) or end != field_end(s.parts(skipped.body)[-1]):
        raise TooComplexError("an atomic group of unknown kind")
    later = s.sequence(skipped.body, *field, end)
    return s.sequence(body, s.Look(later, True, False))


def field_end(stop: s.Node) -> s.Node:
    """``(?=,|\\z)``: what follows on a field is a comma, or the end."""
    return s.Look(s.choice(stop, s.End()), True, True)


def one_way(node: s.Node) -> bool:
    """Whether the place where a match of the node starts decides where it ends.

    So it is if no value of the node is the beginning of another one.
    """
    if all(map(_fixed, s.parts(node))):
        return True
    if s.conditional(node):
        return False
    try:
        machine = dfa(node, states=_FEW)
    except TooComplexError:
        return False
    dead = machine.only(False)
    ends = (row for row, accepts in zip(machine.moves, machine.accepting, strict=True) if accepts)
    return all(dead.issuperset(row) for row in ends)


def _fixed(node: s.Node) -> bool:
    match node:
        case s.Chars():
            return True
        case s.Repeat(s.Chars(), low, high):
            return low == high
        case _:
            return False


_Items = frozenset[_Item]
_Past = tuple[int, ...]


class _Subsets:
    """The subset construction. A state is made when it is first asked for.

    What an item leads to is found once; a state then only has to unite what its items lead to.
    """

    def __init__(
        self, tree: s.Node, kinds: tuple[CharSet, ...], at_start: bool = True, states: int = _STATES
    ) -> None:
        self.alphabet, self.limit = kinds, states
        self.b = _Builder(kinds)
        entry = self.b.add(tree, _ACCEPT)
        if self.b.behind and not at_start:
            raise TooComplexError("a look-behind inside of a look-ahead")
        self.free = [machine.only(True) for machine in self.b.ahead]
        self.dead = [machine.only(False) for machine in self.b.ahead]
        self.states: list[tuple[_Items, _Past]] = []
        self.accepting: list[bool] = []
        self.numbers: dict[tuple[_Items, _Past], int] = {}
        self.rows: dict[int, tuple[int, ...]] = {}
        self.targets: dict[tuple[_Item, _Past], list[tuple[int, _Items]]] = {}
        self.closures: dict[tuple[_Item, _Past, bool], _Items] = {}
        self.work = self.kept = 0
        past = tuple(0 for _ in self.b.behind)
        self.number(self.closure((entry, frozenset()), past, at_start), past)

    def complete(self) -> Dfa:
        """The automaton with all of its states."""
        moves: list[tuple[int, ...]] = []
        while len(moves) < len(self.states):
            moves.append(self.row(len(moves)))
        return Dfa(self.alphabet, tuple(moves), tuple(self.accepting))

    def row(self, state: int) -> tuple[int, ...]:
        """The next state for each kind of character."""
        if state not in self.rows:
            items, past = self.states[state]
            found: list[set[_Item]] = [set() for _ in self.alphabet]
            for item in items:
                for kind, targets in self.after(item, past):
                    found[kind] |= targets
            self.rows[state] = tuple(
                self.number(frozenset(targets), self.now(past, kind))
                for kind, targets in enumerate(found)
            )
        return self.rows[state]

    def number(self, items: _Items, past: _Past) -> int:
        self.work += len(items)
        if self.work > _ITEMS:
            raise TooComplexError("too many combinations")
        state = (items, past)
        if state not in self.numbers:
            if len(self.states) >= self.limit:
                raise TooComplexError(f"more than {self.limit} states")
            self.numbers[state] = len(self.states)
            self.states.append(state)
            self.accepting.append(any(map(self.accepts, items)))
        return self.numbers[state]

    def accepts(self, item: _Item) -> bool:
        node, demands = item
        return node == _ACCEPT and all(self.b.ahead[m].accepting[at] for m, at in demands)

    def now(self, past: _Past, kind: int) -> _Past:
        behind = zip(self.b.behind, past, strict=True)
        return tuple(m.moves[at][kind] for m, at in behind) if past else past

    def after(self, item: _Item, past: _Past) -> list[tuple[int, _Items]]:
        """To which items an item leads, for each kind of character that it reads."""
        if (item, past) not in self.targets:
            self.targets[item, past] = [*self.moved(*item, past)]
        return self.targets[item, past]

    def moved(
        self, node: int, demands: frozenset[_Open], past: _Past
    ) -> Iterator[tuple[int, _Items]]:
        step = self.b.steps[node]
        if not isinstance(step, _Read):
            return
        for kind in range(len(self.alphabet)):
            if step.kinds >> kind & 1:
                left = self.demands((m, self.b.ahead[m].moves[at][kind]) for m, at in demands)
                if left is not None:
                    yield kind, self.closure((step.to, left), self.now(past, kind), False)

    def demands(self, demands: Iterable[_Open]) -> frozenset[_Open] | None:
        """The demands that are still open; ``None`` if one can no longer be met."""
        kept = frozenset(demands)
        if any(at in self.dead[machine] for machine, at in kept):
            return None
        return frozenset((machine, at) for machine, at in kept if at not in self.free[machine])

    def closure(self, item: _Item, past: _Past, at_start: bool) -> _Items:
        """The items that read or accept, of those that are reached without reading."""
        key = (item, past, at_start)
        if key not in self.closures:
            found = reached([item], lambda item: self.next(*item, past, at_start))
            self.kept += len(found)
            if self.kept > _ITEMS:
                raise TooComplexError("too many combinations")
            steps = self.b.steps
            self.closures[key] = frozenset(
                i for i in found if i[0] == _ACCEPT or isinstance(steps[i[0]], _Read)
            )
        return self.closures[key]

    def next(
        self, node: int, demands: frozenset[_Open], past: _Past, at_start: bool
    ) -> Iterable[_Item]:
        match self.b.steps[node]:
            case _Split(to):
                return [(target, demands) for target in to]
            case _AtStart(target):
                return [(target, demands)] if at_start else []
            case _Check(machine, positive, target):
                holds = self.b.behind[machine].accepting[past[machine]] is positive
                return [(target, demands)] if holds else []
            case _Demand(first, later, target):
                more = self.demands((*demands, (first if at_start else later, 0)))
                return [] if more is None else [(target, more)]
            case _:
                return []
