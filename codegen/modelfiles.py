"""The models that travel with the generated package: patched, pruned, without documentation."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from . import ir
from .graph import reached
from .jsonfiles import laid_out
from .load import Raw, RawService, references
from .prose import waiters_without_prose, without_prose


def files(raw: RawService, service: ir.Service) -> dict[str, bytes]:
    """The model files of a service by path, in botocore's layout below ``_models/``."""
    folder = f"_models/{service.name}/{service.api_version}"
    names = {operation.name for operation in service.operations}
    model = without_prose(raw.model)
    operations = _only(model["operations"], names)
    errors = [{"shape": error.model_shape} for error in service.errors()]
    # The shapes that botocore will look for, by the references in the model itself.
    roots = [
        name for part in (*operations.values(), {"errors": errors}) for name in references(part)
    ]
    used = reached(roots, lambda name: references(model["shapes"][name]))
    waiters = waiters_without_prose(raw.waiters).items()
    chosen = {name: waiter for name, waiter in waiters if waiter.get("operation") in names}
    contents: dict[str, Raw] = {
        "service-2": {**model, "operations": operations, "shapes": _only(model["shapes"], used)},
        "paginators-1": {"pagination": _only(raw.paginators, names)},
        "waiters-2": {"version": 2, "waiters": chosen},
    }
    return {
        f"{folder}/{name}.json": f"{laid_out(content, 2, compact=True)}\n".encode()
        for name, content in contents.items()
    }


def _only(entries: Raw, names: Container[str]) -> dict[str, Any]:
    return {name: entry for name, entry in entries.items() if name in names}
