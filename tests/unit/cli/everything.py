"""All operations of all services, and legal values for them."""

from __future__ import annotations

from typing import Any

import pytest

from emrglue._runtime.cli import catalog
from tests.expectations.models import contract

ALL = [
    catalog.service(service).operation(name)
    for service in catalog.service_names()
    for name in catalog.service(service).operations
]

every_operation = pytest.mark.parametrize("operation", ALL, ids=lambda found: found.title)


def botocore_shape(operation: Any) -> Any:
    """The request as botocore has it; ``None`` if the model has none."""
    return contract(operation.service.name).model.operation_model(operation.wire_name).input_shape


def smallest(operation: Any) -> dict[str, Any]:
    """A legal request with nothing in it that is not needed."""
    shape = botocore_shape(operation)
    found: dict[str, Any] = contract(operation.service.name).smallest(shape) if shape else {}
    return found


def full(operation: Any) -> dict[str, Any]:
    """A request with every parameter, each with its smallest value; rules do not count."""
    found, shape = contract(operation.service.name), botocore_shape(operation)
    members = shape.members if shape else {}
    return {name: found.smallest(member) for name, member in members.items()}
