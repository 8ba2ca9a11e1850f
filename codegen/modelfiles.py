"""The models that travel with the generated package: patched, pruned, without documentation."""

from __future__ import annotations

from typing import Any

from . import ir
from .graph import reached
from .jsonfiles import laid_out
from .load import Raw, RawService, references
from .prose import waiters_without_prose, without_prose


def files(raw: RawService, service: ir.Service) -> dict[str, bytes]:
    """The model files of a service by path, in botocore's layout below ``_models/``."""
    folder = f"_models/{service.name}/{service.api_version}"
    operations = {operation.name for operation in service.operations}
    contents: dict[str, Raw] = {
        "service-2": _model(raw, service, operations),
        "paginators-1": {"pagination": _only(raw.paginators, operations)},
        "waiters-2": {"version": 2, "waiters": _waiters(raw, operations)},
    }
    return {
        f"{folder}/{name}.json": f"{laid_out(content, 2, compact=True)}\n".encode()
        for name, content in contents.items()
    }


def _model(raw: RawService, service: ir.Service, operations: set[str]) -> Raw:
    model = without_prose(raw.model)
    chosen = _only(model.get("operations", {}), operations)
    shapes: Raw = model.get("shapes", {})
    errors = [{"shape": error.model_shape} for error in service.errors()]
    used = _used(shapes, [*chosen.values(), {"errors": errors}])
    return {**model, "operations": chosen, "shapes": _only(shapes, used)}


def _used(shapes: Raw, parts: list[dict[str, Any]]) -> set[str]:
    """The shapes that botocore will look for, by the references in the model itself."""
    roots = [name for part in parts for name in references(part)]
    return {*reached(roots, lambda name: references(shapes[name]))}


def _only(entries: Raw, names: set[str]) -> dict[str, Any]:
    return {name: entry for name, entry in entries.items() if name in names}


def _waiters(raw: RawService, operations: set[str]) -> Raw:
    return {
        name: waiter
        for name, waiter in waiters_without_prose(raw.waiters).items()
        if waiter.get("operation") in operations
    }
