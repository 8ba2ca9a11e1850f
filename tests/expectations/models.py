"""Where the models come from: ``models/`` with its patches and rules, as botocore reads them.

The generator's later stages have no part in this, so a mistake there cannot hide.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from botocore.model import ServiceModel

from codegen.load import RawService, load
from codegen.overlay import patched
from codegen.patterns import checked

from .contract import Contract, maximum, minimum

MODELS = Path(__file__).resolve().parents[2] / "models"


@lru_cache(maxsize=64)
def raw(service: str, models: Path = MODELS) -> RawService:
    """The JSON of a service with its patches applied: model, paginators, waiters and rules."""
    return patched(load(models, service))


@lru_cache(maxsize=64)
def contract(service: str, models: Path = MODELS) -> Contract:
    """What the model of a service and its rules ask of values."""
    found = raw(service, models)
    model = ServiceModel(found.model, service)
    file = models / "overlays" / service / "open_enums.json"
    entries = json.loads(file.read_text()) if file.exists() else ()
    grown = {entry["enum"] for entry in entries} if file.exists() else model.shape_names
    return Contract(model, found.rules, _dialect, grown)


@lru_cache(maxsize=64)
def unpatched(service: str, models: Path = MODELS) -> ServiceModel:
    """The model of a service as botocore ships it."""
    return ServiceModel(load(models, service).model, service)


def _dialect(shape: Any) -> str | None:
    """The pattern of a shape in Python's dialect, translated here, not read from generated code."""
    matcher = checked(shape.metadata["pattern"], minimum(shape), maximum(shape)).matcher
    return _SOURCES[type(matcher).__name__](matcher)


_SOURCES: dict[str, Callable[[Any], str | None]] = {
    "NoneType": lambda matcher: None,
    "Anything": lambda matcher: None,
    "NonBlank": lambda matcher: r"(?s:.*[^ \t\n\x0b\f\r].*)",
    "Regex": lambda matcher: matcher.source,
}
