"""The models that travel with the generated package: patched, pruned, without documentation."""

from __future__ import annotations

import json
from typing import Any

from . import ir
from .graph import reached
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
    return {f"{folder}/{name}.json": _lines(content) for name, content in contents.items()}


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


def _lines(content: Raw) -> bytes:
    """JSON with a line per operation or shape: small, and a change shows in a diff as one line."""
    parts = [f"{json.dumps(key)}: {_value(value)}" for key, value in content.items()]
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def _value(value: Any) -> str:
    if isinstance(value, dict) and value:
        entries = [f" {json.dumps(key)}: {_compact(item)}" for key, item in value.items()]
        return "{\n" + ",\n".join(entries) + "\n}"
    return _compact(value)


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
