"""What the contract of a model makes of bounds."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.model import ServiceModel

from emrglue._runtime.structures.inspection import inspect_wire
from emrglue._runtime.testing.contract import Contract
from emrglue._runtime.testing.faults import cases
from emrglue._runtime.wiremodel import ServiceModel as Packaged
from tests.support import zoo

TYPES = ["integer", "short", "byte", "long", "bigInteger", "float", "double", "bigDecimal"]
BOUNDS: list[dict[str, Any]] = [
    {},
    {"max": 0},
    {"max": -7},
    {"max": 1},
    {"min": 3},
    {"min": -3, "max": 0},
    {"min": 0},
]


@pytest.mark.parametrize("bounds", BOUNDS, ids=str)
@pytest.mark.parametrize("kind", TYPES)
def test_the_smallest_number_is_within_its_bounds(kind: str, bounds: dict[str, Any]) -> None:
    """Also where the model states a greatest number alone."""
    raw = zoo.model()
    raw["shapes"]["Amount"] = {"type": kind, **bounds}
    raw["shapes"]["FeedAnimalRequest"]["required"].append("amount")
    model = ServiceModel(raw, "zoo")
    contract = Contract(model, (), lambda shape: "[a-z]+" if "pattern" in shape.metadata else None)
    request = model.shape_for("FeedAnimalRequest")
    number = contract.smallest(request)["amount"]
    assert bounds.get("min", number) <= number <= bounds.get("max", number)
    assert isinstance(number, float) is (kind in ("float", "double", "bigDecimal"))
    service = Packaged("emrglue.zoo", "zoo", zoo.VERSION)
    service.raw, service.patterns = raw, {}
    for case in cases(contract, request):
        for legal in case.legal(contract):
            inspect_wire(service, "FeedAnimalRequest", "x", legal)
