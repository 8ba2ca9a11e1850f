"""All operations of all services, and legal values for them."""

from __future__ import annotations

from typing import Any

import pytest

from emrglue._runtime.cli import catalog
from tests.expectations.models import contract
from tests.support import inside

ALL = [
    catalog.service(service).operation(name)
    for service in catalog.service_names()
    for name in catalog.service(service).operations
]

every_operation = pytest.mark.parametrize("operation", ALL, ids=lambda found: found.title)


def smallest(operation: Any, shape: str) -> Any:
    """A legal value of a shape with nothing in it that is not needed."""
    found = contract(operation.service.name)
    return found.smallest(found.model.shape_for(shape))


def full(operation: Any) -> dict[str, Any]:
    """A request with every parameter, each with its smallest value; rules do not count."""
    return {p.wire_name: smallest(operation, p.shape) for p in operation.parameters.values()}


def invented(raw: dict[str, Any]) -> catalog.Service:
    """The service of a model that no package was generated from; it has no patterns, no rules."""
    service = catalog.Service("zoo")
    vars(service)["model"] = inside.invented(raw)
    return service
