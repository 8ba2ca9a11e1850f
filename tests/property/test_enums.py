"""The enums of the generated code against those of the models."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

import pytest

from tests.expectations.models import contract
from tests.support.inside import is_open, shapes_of, values_of

from .checks import Complaint
from .subjects import SERVICES


def enum_complaints(service: str, name: str) -> Iterator[Complaint]:
    """What the check or the class of an enum knows, if it is not what the model states."""
    stated = tuple(contract(service).model.shape_for(name).metadata.get("enum", ()))
    if values_of(service, name) != stated:
        yield f"{name}: {values_of(service, name)} are checked, and the model states {stated}"
    if stated and is_open(service, name) is not (name in contract(service).grown):
        yield f"{name} is open: {is_open(service, name)}"
    cls = getattr(import_module(f"emrglue.{service.replace('-', '_')}"), name, ())
    if stated and cls and tuple(member.value for member in cls) != stated:
        yield f"{name} has {[*cls]}, and the model states {stated}"


@pytest.mark.parametrize("service", SERVICES)
def test_every_enum_has_the_values_of_the_model_and_no_others(service: str) -> None:
    """In the order of the model; shapes that are not enums are left out."""
    names = contract(service).model.shape_names
    shapes = [name for name in shapes_of(service) if name in names]
    assert [text for name in shapes for text in enum_complaints(service, name)] == []
