"""The services under test: their models as botocore reads them, beside their generated classes.

The models come from ``models/`` with the hand-written patches applied, and go into botocore's own
``ServiceModel``. The generator's IR has no part in it, so that a mistake there cannot hide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

import attrs
from botocore.model import OperationModel, ServiceModel

from codegen.config import SERVICES as SERVICES
from codegen.load import RawService, load
from codegen.overlay import patched
from codegen.patterns import translate
from codegen.runtime.testing.contract import Contract
from codegen.runtime.testing.faults import Case, cases

MODELS = Path(__file__).resolve().parents[2] / "models"


@attrs.frozen
class Subject:
    """One operation: what its model says, and the classes that were generated for it."""

    service: str
    operation: str
    models: Path = MODELS

    def __str__(self) -> str:
        return f"{self.service}.{self.operation}"

    @property
    def contract(self) -> Contract:
        """What the patched model asks of values."""
        return contract(self.models, self.service)

    @property
    def model(self) -> OperationModel:
        """The operation in the patched model."""
        return self.contract.model.operation_model(self.operation)

    @property
    def unpatched(self) -> OperationModel:
        """The operation as botocore ships it."""
        return _unpatched(self.models, self.service).operation_model(self.operation)

    @property
    def request(self) -> Any:
        """The generated request class."""
        return self._class("_operation", "Request")

    @property
    def response(self) -> Any:
        """The generated response class."""
        return getattr(self._package, self.request._response)

    def structure(self, shape: Any) -> Any:
        """The class that was generated for a structure, where it goes by the same name."""
        cls = getattr(self._package, shape.name, None)
        return cls if getattr(cls, "_shape", None) == shape.name else None

    @property
    def _package(self) -> Any:
        return import_module(f"emrglue.{self.service.replace('-', '_')}")

    def _class(self, attribute: str, suffix: str) -> Any:
        shape = self.model.input_shape
        named = (
            shape.name if shape else "",
            f"{self.operation}{suffix}",
            f"{self.operation}{suffix}_",
        )
        found = (getattr(self._package, name, None) for name in named if name)
        return next(cls for cls in found if getattr(cls, attribute, "") == self.operation)

    def cases(self) -> Iterator[Case]:
        """Every constraint that can be reached from the request."""
        shape = self.model.input_shape
        return cases(self.contract, shape) if shape is not None else iter(())


def subjects(service: str, models: Path = MODELS) -> list[Subject]:
    """Every operation of a service."""
    names = contract(models, service).model.operation_names
    return [Subject(service, name, models) for name in names]


@lru_cache(maxsize=64)
def contract(models: Path, service: str) -> Contract:
    """The contract of a service: patched model, rules, and patterns by the translator."""
    raw = load(models, service)
    return Contract(_model(patched(raw)), raw.rules, _dialect)


def _dialect(shape: Any) -> str | None:
    """The pattern of a shape in Python's dialect, translated here, not read from generated code."""
    matcher = translate(shape.metadata["pattern"]).matcher
    return _SOURCES[type(matcher).__name__](matcher)


_SOURCES: dict[str, Any] = {
    "NoneType": lambda matcher: None,
    "Anything": lambda matcher: None,
    "NonBlank": lambda matcher: r"(?s:.*[^ \t\n\x0b\f\r].*)",
    "Regex": lambda matcher: matcher.source,
    "OneOf": lambda matcher: "|".join(sorted(map(re.escape, matcher.values))),
}


@lru_cache(maxsize=64)
def _loaded(models: Path, service: str) -> RawService:
    return load(models, service)


@lru_cache(maxsize=64)
def _unpatched(models: Path, service: str) -> ServiceModel:
    return _model(load(models, service))


def _model(raw: RawService) -> ServiceModel:
    return ServiceModel(raw.model, raw.name)


ALL = [subject for service in SERVICES for subject in subjects(service)]
"""Every operation of the three services."""
