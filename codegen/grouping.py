"""Decide which structures share a module.

Those that are used by exactly the same operations and hang on the same root do, split where they
are many. So importing a request loads what it needs and little else, imports between modules can
never form a circle, and a class is found by its name or by that of what holds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import TopologicalSorter

from . import ir
from .names import distinct, module_name
from .source import Identifier

_LONGEST_CHAIN = 30
"""Of modules that import each other: real services have 8 at most, and Python's stack is finite."""

_LONGEST_MODULE = 600
"""Lines of a module, about: a class more can make it longer."""

Groups = dict[str, list[str]]
"""Structures by the root of their module."""


def grouped(service: ir.Service) -> dict[Identifier, list[str]]:
    """The structures of each module, by its name, in an order in which each follows what it holds
    (circles apart)."""
    named: dict[Identifier, list[str]] = {}
    of_operations = {
        name: operation.name
        for operation in service.operations
        for name in (operation.response, operation.request)
    }
    for root, structures in sorted(_shallow(service, _by_root(service)).items()):
        named[distinct(module_name(of_operations.get(root, root)), named)] = structures
    return dict(sorted(named.items()))


def _by_root(service: ir.Service) -> Groups:
    groups: Groups = {}
    for operations, structures in _by_users(service).items():
        inside, placed = set(structures), set[str]()
        # What hangs on several roots is with the first; circles without a root come last.
        trees = [
            _postorder(service, root, inside, placed)
            for root in [*_roots(service, inside), *structures]
        ]
        if len(operations) == 1:  # its response and its request
            trees = [[name for tree in trees for name in tree]]
        for tree in trees:
            groups.update((part[-1], part) for part in _split(service, tree))
    return groups


def _roots(service: ir.Service, inside: set[str]) -> list[str]:
    """The structures that no other holds; a request comes after its response."""
    held_inside = {t for name in inside for t in service.held[name] if t != name}
    requests = {operation.request for operation in service.operations}
    return sorted(inside - held_inside, key=lambda name: (name in requests, name))


def _postorder(service: ir.Service, root: str, inside: set[str], placed: set[str]) -> list[str]:
    """What hangs on a root and was not placed before, each after what it holds."""
    order: list[str] = []
    waiting = [] if root in placed else [(root, iter(service.held[root]))]
    placed.add(root)
    while waiting:
        name, rest = waiting[-1]
        target = next((t for t in rest if t in inside and t not in placed), None)
        if target is None:
            order.append(name)
            waiting.pop()
        else:
            placed.add(target)
            waiting.append((target, iter(service.held[target])))
    return order


def _split(service: ir.Service, order: list[str]) -> Iterator[list[str]]:
    """Parts of about the greatest length; none holds anything of a later one, as in a circle."""
    places = {name: place for place, name in enumerate(order)}
    part: list[str] = []
    length = end = 0
    for place, name in enumerate(order):
        part.append(name)
        length += 6 + 5 * len(service.structure(name).members)  # of its class, about
        end = max(end, *(places.get(target, 0) for target in service.held[name]), 0)
        if length >= _LONGEST_MODULE and place >= end:
            yield part
            part, length = [], 0
    if part:
        yield part


def _by_users(service: ir.Service) -> dict[tuple[str, ...], list[str]]:
    """The structures by the operations that use them."""
    users: dict[str, list[str]] = {}
    for operation in service.operations:
        roots = (operation.request, operation.response, *operation.errors)
        for name in service.closure(roots):
            users.setdefault(name, []).append(operation.name)
    for name in service.shapes:  # what only errors hold that no operation mentions
        users.setdefault(name, [])
    groups: dict[tuple[str, ...], list[str]] = {}
    for name, operations in users.items():
        shape = service.shapes[name]
        if isinstance(shape, ir.Structure) and shape.error is None:
            groups.setdefault(tuple(operations), []).append(name)
    return groups


def _shallow(service: ir.Service, groups: Groups) -> Groups:
    """The groups; all in one where their imports would form too long a chain."""
    if all(depth <= _LONGEST_CHAIN for depth in _depths(service, groups).values()):
        return groups
    everything = [name for structures in groups.values() for name in structures]
    return {everything[-1]: everything}


def _depths(service: ir.Service, groups: Groups) -> dict[str, int]:
    """How many modules import each other in a row, from each one on."""
    homes = {name: root for root, structures in groups.items() for name in structures}
    uses = {
        root: {homes[t] for name in structures for t in service.held[name]} - {root}
        for root, structures in groups.items()
    }
    depth: dict[str, int] = {}
    for root in TopologicalSorter(uses).static_order():
        depth[root] = 1 + max((depth[other] for other in uses[root]), default=0)
    return depth
