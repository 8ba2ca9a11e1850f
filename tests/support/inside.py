"""What tests know of the inside of the generated package; everything else uses public names.

Modules are imported when they are asked for, as some tests exchange the package between calls.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any
from unittest.mock import patch

import attrs


def fast(cls: Any, wire: Any) -> bool:
    """Whether the straight-line check alone accepts a wire dictionary.

    What it raises instead of saying no is not caught.
    """
    reading = import_module("emrglue._runtime.reading")
    structure = import_module("emrglue._runtime.structure")

    def give_up(self: Any, *arguments: Any) -> None:
        raise reading.Mismatch

    with patch.object(structure.Structure, "_admit", give_up):
        try:
            reading.STRICT.structure(cls, wire)
        except reading.Mismatch:
            return False
        return True


def thorough(cls: Any, wire: Any) -> list[tuple[str, str]]:
    """Path and constraint of everything that the thorough check alone reports, sorted."""
    return sorted((found.path, found.constraint) for found in reported(cls, wire))


def reported(cls: Any, wire: Any) -> Sequence[Any]:
    """The violations that the thorough check alone reports."""
    try:
        _inspect(cls._service, cls._shape, wire)
    except import_module("emrglue").ValidationError as error:
        return list(error.violations)
    return []


def inspect(model: Mapping[str, Any], structure: str, wire: Any) -> None:
    """Check a structure of a model that no package was generated from; patterns are not looked at.

    :raises ValidationError: what the thorough check reports.
    """
    _inspect(invented(model), structure, wire)


def invented(model: Mapping[str, Any]) -> Any:
    """The packaged model of a service of our own, which has no package."""
    service = import_module("emrglue._runtime.wiremodel").ServiceModel("emrglue.zoo", "zoo", "")
    service.raw, service.patterns = model, {}
    return service


def _inspect(service: Any, shape: str | None, wire: Any) -> None:
    import_module("emrglue._runtime.inspection").inspect_wire(service, shape, "example", wire)


@cache
def fields_of(cls: Any) -> Mapping[str, str]:
    """The wire names of a structure by Python name."""
    return {field.name: field.metadata["wire_name"] for field in attrs.fields(cls)}


def parameter_types(cls: Any) -> Mapping[str, str] | None:
    """The annotations of a constructor by parameter; ``None`` for what only responses hold."""
    return cls.__init__.__annotations__ if "__init__" in vars(cls) else None


def shape_of(cls: Any) -> str | None:
    """The shape that a structure was generated from."""
    return getattr(cls, "_shape", None)


def operation_of(cls: Any) -> str | None:
    """The operation that a request was generated for; ``None`` for any other class."""
    return getattr(cls, "_operation", None)


def response_of(request: Any) -> str:
    """The name of the class of the response to a request."""
    name: str = request._response
    return name


def patterns_of(service: str) -> Mapping[str, Any]:
    """The patterns that the generated code of a service checks, by shape."""
    package = f"emrglue.{service.replace('-', '_')}"
    found: Mapping[str, Any] = import_module(f"{package}._constraints").PATTERNS
    return found


def direct_serializer(standard: Any) -> Any:
    """The serializer of our own sessions, on top of botocore's."""
    return import_module("emrglue._runtime.encoding").DirectSerializer(standard)
