"""The operations under test: what the models say of them, beside their generated classes."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import attrs
from botocore.model import OperationModel

from codegen.config import SERVICES as SERVICES
from tests.expectations.contract import Contract
from tests.expectations.faults import Case, cases
from tests.expectations.models import MODELS, contract, unpatched
from tests.support.inside import operation_of, response_of, shape_of


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
        return contract(self.service, self.models)

    @property
    def model(self) -> OperationModel:
        """The operation in the patched model."""
        return self.contract.model.operation_model(self.operation)

    @property
    def unpatched(self) -> OperationModel:
        """The operation as botocore ships it."""
        return unpatched(self.service, self.models).operation_model(self.operation)

    @property
    def request(self) -> Any:
        """The generated request class."""
        shape = self.model.input_shape
        usual = f"{self.operation}Request"
        named = (shape.name if shape else usual, usual, f"{usual}_")
        found = (getattr(self._package, name, None) for name in named)
        return next(cls for cls in found if operation_of(cls) == self.operation)

    @property
    def response(self) -> Any:
        """The generated response class."""
        return getattr(self._package, response_of(self.request))

    def structure(self, shape: Any) -> Any:
        """The class that was generated for a structure, if it has the same name."""
        cls = getattr(self._package, shape.name, None)
        return cls if shape_of(cls) == shape.name else None

    @property
    def _package(self) -> Any:
        return import_module(f"emrglue.{self.service.replace('-', '_')}")

    def cases(self) -> Iterator[Case]:
        """Every constraint that can be reached from the request."""
        shape = self.model.input_shape
        return cases(self.contract, shape) if shape is not None else iter(())


def subjects(service: str, models: Path = MODELS) -> list[Subject]:
    """Every operation of a service."""
    names = contract(service, models).model.operation_names
    return [Subject(service, name, models) for name in names]


ALL = [subject for service in SERVICES for subject in subjects(service)]
"""Every operation of the three services."""
