"""What can be reached in a graph, and what can reach each other; without recursion."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

N = TypeVar("N", bound=Hashable)
Successors = Callable[[N], Iterable[N]]


def reached(roots: Iterable[N], successors: Successors[N]) -> dict[N, None]:
    """Everything that is reached from ``roots``, themselves included, in the order of discovery."""
    return dict.fromkeys(walked(roots, successors))


def walked(roots: Iterable[N], successors: Successors[N]) -> Iterator[N]:
    """The same, one after the other as they are found."""
    found: set[N] = set()
    waiting = [*roots][::-1]
    while waiting:
        node = waiting.pop()
        if node not in found:
            yield node
            found.add(node)
            waiting.extend([*successors(node)][::-1])


def components(nodes: Iterable[N], successors: Successors[N]) -> dict[N, N]:
    """For each node a representative; two have the same if each can reach the other.

    Tarjan's algorithm for strongly connected components: linear in the graph.
    """
    order: dict[N, int] = {}
    lowest: dict[N, int] = {}
    open_: list[N] = []
    result: dict[N, N] = {}
    for root in nodes:
        walk = [] if root in order else [(root, iter(successors(root)))]
        while walk:
            node, rest = walk[-1]
            if node not in order:
                order[node] = lowest[node] = len(order)
                open_.append(node)
            target = next((t for t in rest if t not in result), None)
            if target is None:
                walk.pop()
                if walk:
                    lowest[walk[-1][0]] = min(lowest[walk[-1][0]], lowest[node])
                if lowest[node] == order[node]:
                    while node not in result:
                        result[open_.pop()] = node
            elif target in order:
                lowest[node] = min(lowest[node], order[target])
            else:
                walk.append((target, iter(successors(target))))
    return result
