"""Decide which structures, lists and maps share a module.

Those that are used by exactly the same operations do, so that importing a request loads what it
needs and nothing else, and imports between modules can never form a circle.
"""

from __future__ import annotations

from collections.abc import Iterator

from . import ir
from .names import distinct, module_name
from .source import Identifier

_LONGEST_CHAIN = 30
"""Of modules that import each other: real services have 8 at most, and Python's stack is finite."""

Groups = dict[tuple[str, ...], list[str]]
"""Shapes by the operations that use them."""


def grouped(service: ir.Service) -> dict[Identifier, list[str]]:
    """The shapes of each module, by its name."""
    of_operations = {module_name(operation.name) for operation in service.operations}
    named: dict[Identifier, list[str]] = {}
    for operations, shapes in _shallow(service, _by_users(service)).items():
        if len(operations) == 1:
            name = module_name(operations[0])
        else:
            name = _shared_name(_first(service, shapes), of_operations)
        named[distinct(name, named)] = shapes
    return dict(sorted(named.items()))


def mentioned(service: ir.Service, name: str) -> Iterator[str]:
    """The shapes whose names the code for a shape mentions."""
    for target in ir.targets(service.shapes[name]):
        yield target
        if not isinstance(service.shapes[target], ir.Structure):
            yield from mentioned(service, target)


def _by_users(service: ir.Service) -> Groups:
    users: dict[str, list[str]] = {}
    for operation in service.operations:
        roots = (operation.request, operation.response, *operation.errors)
        for name in ir.closure(service.shapes, roots):
            users.setdefault(name, []).append(operation.name)
    for name in service.shapes:  # what only errors hold that no operation mentions
        users.setdefault(name, [])
    groups: Groups = {}
    for name, operations in users.items():
        if _has_module(service.shapes[name]):
            groups.setdefault(tuple(operations), []).append(name)
    return groups


def _has_module(shape: ir.Shape) -> bool:
    if isinstance(shape, ir.Structure):
        return shape.error is None
    return isinstance(shape, (ir.List, ir.Map))


def _shallow(service: ir.Service, groups: Groups) -> Groups:
    """The groups; all shared ones together where their imports would form too long a chain."""
    if _longest_chain(service, groups) <= _LONGEST_CHAIN:
        return groups
    shared = [name for key, shapes in groups.items() if len(key) != 1 for name in shapes]
    return {key: shapes for key, shapes in groups.items() if len(key) == 1} | {(): shared}


def _longest_chain(service: ir.Service, groups: Groups) -> int:
    """How many modules import each other. What more operations use imports nothing of fewer."""
    homes = {name: key for key, shapes in groups.items() for name in shapes}
    depth: dict[tuple[str, ...], int] = {}
    for key in sorted(groups, key=len, reverse=True):
        used = {homes.get(t, key) for name in groups[key] for t in mentioned(service, name)}
        depth[key] = 1 + max((depth[other] for other in used - {key}), default=0)
    return max(depth.values(), default=0)


def _first(service: ir.Service, shapes: list[str]) -> str:
    """The first structure that nothing else holds."""
    structures = [name for name in shapes if isinstance(service.shapes[name], ir.Structure)]
    held = {target for shape in shapes for target in ir.targets(service.shapes[shape])}
    roots = [name for name in (structures or shapes) if name not in held]
    return min(roots or structures or shapes)


def _shared_name(shape: str, of_operations: set[Identifier]) -> Identifier:
    """Called after a shape, and apart from the modules of operations."""
    name = module_name(shape)
    return module_name(f"{shape}_shapes") if name in of_operations else name
