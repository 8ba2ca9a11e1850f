"""What tests know of the inside of the generated package; everything else uses public names.

Modules are imported when they are asked for, as some tests exchange the package between calls.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any

import attrs

from codegen.load import RawService
from codegen.lower import shapes_of


def fast(cls: Any, wire: Any) -> bool:
    """Whether the straight-line check alone accepts a wire dictionary.

    The code that takes the arguments of a constructor is made from the same conditions.
    """
    mismatches = import_module("emrglue._runtime.structures.compiling").MISMATCHES
    try:
        cls._check(wire)
    except mismatches:
        return False
    return True


def thorough(cls: Any, wire: Any) -> list[tuple[str, str]]:
    """Path and constraint of everything that the thorough check alone reports, sorted."""
    return sorted((found.path, found.constraint) for found in reported(cls, wire))


def reported(cls: Any, wire: Any) -> Sequence[Any]:
    """The violations that the thorough check alone reports."""
    inspection = import_module("emrglue._runtime.shapes.inspection").Inspection("")
    cls._class_shape.inspect(wire, "", 0, inspection)
    return list(inspection.violations)


def inspect(model: Mapping[str, Any], structure: str, wire: Any) -> None:
    """Check a structure of a model that no package was generated from.

    :raises ValidationError: what the thorough check reports.
    """
    shape = shapes_of(RawService("zoo", "2020-01-01", model))[structure]
    inspection = import_module("codegen.runtime.shapes.inspection").Inspection("")
    shape.inspect(wire, "", 0, inspection)
    if inspection.violations:
        raise import_module("emrglue").ValidationError("example", inspection.violations)


def invented(model: Mapping[str, Any]) -> Any:
    """The packaged model of a service of our own, which has no package."""
    service = import_module("emrglue._runtime.wiremodel").ServiceModel("emrglue.zoo", "zoo", "")
    service.raw = model
    return service


@cache
def fields_of(cls: Any) -> Mapping[str, str]:
    """The wire names of a structure by Python name."""
    return {field.name: field.metadata["wire_name"] for field in attrs.fields(cls)}


def parameter_types(cls: Any) -> Mapping[str, str] | None:
    """The annotations of the fields; ``None`` for what only responses hold."""
    base = import_module("emrglue._runtime.structures.structure").ResponsePart
    return None if issubclass(cls, base) else cls.__annotations__


def shape_of(cls: Any) -> str | None:
    """The shape that a structure was generated from."""
    return getattr(cls, "_model_name", None)


def operation_of(cls: Any) -> str | None:
    """The operation that a request was generated for; ``None`` for any other class."""
    return getattr(cls, "_operation", None)


def response_of(request: Any) -> str:
    """The name of the class of the response to a request."""
    name: str = request._response_class().__name__
    return name


def patterns_of(service: str) -> Mapping[str, Any]:
    """The patterns that the generated code of a service checks, by shape."""
    shapes = vars(import_module(f"emrglue.{service.replace('-', '_')}.shapes"))
    pattern = import_module("emrglue._runtime.shapes").Pattern
    stated = {n: s.stated(pattern) for n, s in shapes.items() if hasattr(s, "stated")}
    return {name: found for name, found in stated.items() if found is not None}


def direct_serializer(standard: Any) -> Any:
    """The serializer of our own sessions, on top of botocore's."""
    return import_module("emrglue._runtime.client.encoding").DirectSerializer(standard)
