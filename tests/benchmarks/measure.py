"""Taking turns: what a piece of work costs us and what it costs a peer, round by round.

Whatever else the machine does makes a turn dearer and never cheaper, so turns are short, there are
many of them, and the cheapest one counts.
"""

from __future__ import annotations

import gc
import time
import tracemalloc
from collections.abc import Callable, Mapping

import attrs

ROUNDS = 15
"""Of alternating turns."""
TURN = 0.03
"""Seconds of processor time of one turn, at the least."""

Work = Callable[[], object]
Turn = Callable[[], float]
"""Does the work once or often, and returns its cost: seconds, or bytes."""


@attrs.frozen
class Row:
    """One line of the table."""

    group: str
    what: str
    peer: str
    goal: float
    """What the ratio ought to be at least; at most where ``smaller`` is set; 0: stated only."""
    ours: float
    """The least cost to us: seconds, unless ``unit`` says otherwise."""
    theirs: float
    """The same of the peer."""
    ratio: float
    """How many times our cost the peer's is; the other way round where ``smaller`` is set."""
    low: float
    """The smallest ratio of a single round."""
    high: float
    """The largest."""
    smaller: bool = False
    unit: str = "s"
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; ``None`` without one."""
        if not self.goal:
            return None
        return self.ratio <= self.goal if self.smaller else self.ratio >= self.goal


@attrs.frozen
class Peer:
    """Somebody else's way to do the same, and what we want of the ratio."""

    name: str
    turn: Turn
    goal: float


def compare(
    group: str,
    what: str,
    ours: Turn,
    *peers: Peer,
    rounds: int = ROUNDS,
    smaller: bool = False,
    unit: str = "s",
    note: str = "",
) -> list[Row]:
    """A row for each peer, from rounds in which all take turns."""
    costs: dict[str, list[float]] = {name: [] for name in ("", *(peer.name for peer in peers))}
    for _ in range(rounds):
        costs[""].append(ours())
        for peer in peers:
            costs[peer.name].append(peer.turn())
    return [_row(group, what, peer, costs, smaller=smaller, unit=unit, note=note) for peer in peers]


def _row(
    group: str,
    what: str,
    peer: Peer,
    costs: Mapping[str, list[float]],
    *,
    smaller: bool,
    unit: str,
    note: str,
) -> Row:
    def ratio(ours: float, theirs: float) -> float:
        return ours / theirs if smaller else theirs / ours

    ours, theirs = min(costs[""]), min(costs[peer.name])
    ratios = [*map(ratio, costs[""], costs[peer.name])]
    return Row(
        group,
        what,
        peer.name,
        peer.goal,
        ours=ours,
        theirs=theirs,
        ratio=ratio(ours, theirs),
        low=min(ratios),
        high=max(ratios),
        smaller=smaller,
        unit=unit,
        note=note,
    )


def alone(group: str, what: str, cost: float, goal: float, unit: str = "s", note: str = "") -> Row:
    """A figure that has a limit of its own and no peer: the ratio is the cost itself."""
    return Row(
        group,
        what,
        "a limit",
        goal,
        cost,
        goal,
        cost,
        cost,
        cost,
        smaller=True,
        unit=unit,
        note=note,
    )


def timed(work: Work, least: float = TURN) -> Turn:
    """A turn of a fixed number of calls: processor seconds of this thread for one of them.

    Processor time and not the clock's, because the machines that this runs on have other work too;
    neither side waits for anything.
    """
    calls = _calls(work, least)
    return lambda: _cost(work, calls)


def _calls(work: Work, least: float) -> int:
    """How often the work fits into a turn; it is warm afterwards."""
    work()
    calls = 1
    while (cost := _cost(work, calls) * calls) < least:
        calls = max(2 * calls, int(1.2 * calls * least / max(cost, 1e-6)))
    return calls


def _cost(work: Work, calls: int) -> float:
    gc.collect()
    repeated = range(calls)
    started = time.thread_time()
    for _ in repeated:
        work()
    return (time.thread_time() - started) / calls


def memory(work: Work) -> float:
    """Bytes that a piece of work leaves behind as long as its result is kept."""
    work()  # what it does once only is none of it
    gc.collect()
    tracemalloc.start()
    kept = work()
    gc.collect()
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    return float(size)
