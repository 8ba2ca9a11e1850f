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

import attrs

from ..graph import reached
from . import syntax as s
from .charset import ANY, CharSet, partition
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
    return minimal(_determined(tree, kinds, True, states))


def equivalent(left: s.Node, right: s.Node) -> bool:
    """Whether both trees match exactly the same values."""
    kinds = alphabet(left, right)
    return difference(dfa(left, kinds), dfa(right, kinds)) is None


def difference(left: Dfa, right: Dfa) -> str | None:
    """A shortest value that just one of two automata over the same alphabet accepts."""
    examples = {kind: chr(chars.ranges[0][0]) for kind, chars in enumerate(left.alphabet)}
    return next((value for value, _ in differences(left, right, examples)), None)


def differences(left: Dfa, right: Dfa, examples: Mapping[int, str]) -> Iterator[tuple[str, bool]]:
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
        for kind, char in examples.items():
            target = (left.moves[pair[0]][kind], right.moves[pair[1]][kind])
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
            names.setdefault((block[state], *(block[target] for target in row)), len(names))
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
_Item = tuple[int, frozenset[tuple[int, int]]]


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
            inside = (1 << i for i, kind in enumerate(self.kinds) if kind.ranges[0][0] in chars)
            self.masks[chars] = sum(inside)
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
            self.behind.append(_determined(s.sequence(s.EVERYTHING, node.body), self.kinds, True))
            return self.new(_Check(len(self.behind) - 1, node.positive, to))
        for at_start in (True, False):
            body = s.sequence(node.body, s.EVERYTHING)
            machine = minimal(_determined(body, self.kinds, at_start))
            self.ahead.append(machine if node.positive else machine.inverted())
        return self.new(_Demand(len(self.ahead) - 2, len(self.ahead) - 1, to))


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


def _determined(
    tree: s.Node, kinds: tuple[CharSet, ...], at_start: bool, states: int = _STATES
) -> Dfa:
    builder = _Builder(kinds)
    entry = builder.add(tree, _ACCEPT)
    if builder.behind and not at_start:
        raise TooComplexError("a look-behind inside of a look-ahead")
    return _Subsets(builder, states).run(entry, at_start)


class _Subsets:
    """The subset construction."""

    def __init__(self, builder: _Builder, states: int) -> None:
        self.b = builder
        self.states = states
        self.free = [machine.only(True) for machine in builder.ahead]
        self.dead = [machine.only(False) for machine in builder.ahead]
        self.work = 0

    def run(self, entry: int, at_start: bool) -> Dfa:
        past = tuple(0 for _ in self.b.behind)
        first = (self.closure([(entry, frozenset())], past, at_start), past)
        number = {first: 0}
        todo, moves = deque(number), []
        while todo:
            items, past = todo.popleft()
            row = []
            for kind in range(len(self.b.kinds)):
                now = tuple(m.moves[at][kind] for m, at in zip(self.b.behind, past, strict=True))
                target = (self.closure(self.moved(items, kind), now, False), now)
                if target not in number:
                    number[target] = len(number)
                    todo.append(target)
                row.append(number[target])
            moves.append(tuple(row))
            if len(number) > self.states:
                raise TooComplexError(f"more than {self.states} states")
        accepting = tuple(self.accepts(items) for items, _ in number)
        return Dfa(self.b.kinds, tuple(moves), accepting)

    def moved(self, items: frozenset[_Item], kind: int) -> Iterable[_Item]:
        for node, demands in items:
            step = self.b.steps[node]
            if isinstance(step, _Read) and step.kinds >> kind & 1:
                left = self.demands((m, self.b.ahead[m].moves[at][kind]) for m, at in demands)
                if left is not None:
                    yield (step.to, left)

    def demands(self, demands: Iterable[tuple[int, int]]) -> frozenset[tuple[int, int]] | None:
        """The demands that are still open; ``None`` if one can no longer be met."""
        kept = frozenset(demands)
        if any(at in self.dead[machine] for machine, at in kept):
            return None
        return frozenset((machine, at) for machine, at in kept if at not in self.free[machine])

    def closure(
        self, items: Iterable[_Item], past: tuple[int, ...], at_start: bool
    ) -> frozenset[_Item]:
        """The items and all that are reached from them without reading, conditions checked."""
        todo = list(items)
        seen = set(todo)
        while todo:
            node, demands = todo.pop()
            for item in self.next(self.b.steps[node], demands, past, at_start):
                if item not in seen:
                    seen.add(item)
                    todo.append(item)
        self.work += len(seen)
        if self.work > _ITEMS:
            raise TooComplexError("too many combinations")
        return frozenset(
            i for i in seen if i[0] == _ACCEPT or isinstance(self.b.steps[i[0]], _Read)
        )

    def next(
        self,
        step: _Step,
        demands: frozenset[tuple[int, int]],
        past: tuple[int, ...],
        at_start: bool,
    ) -> Iterable[_Item]:
        match step:
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

    def accepts(self, items: frozenset[_Item]) -> bool:
        return any(
            node == _ACCEPT and all(self.b.ahead[m].accepting[at] for m, at in demands)
            for node, demands in items
        )
