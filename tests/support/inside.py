"""What tests know of the inside of the generated package; everything else uses public names.

Modules are imported when they are asked for, as some tests exchange the package between calls.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import attrs

from codegen.load import RawService
from codegen.lower import lower


def fast(cls: Any, wire: Any) -> bool:
    """Whether straight-line code alone accepts a wire dictionary, and every structure in it when it
    is built from its members.

    What else it raises instead of saying no is not caught.
    """
    mismatch = import_module("emrglue._runtime.structures.compiling").Mismatch
    try:
        made = cls._of(cls._home._check(wire), 1)
        _build_fast(made)
    except (
        mismatch,
        KeyError,
    ):  # a required member is looked up without asking whether it is there
        return False
    return True


def _build_fast(value: Any) -> None:
    """Build every structure in a value anew."""
    if isinstance(value, list):
        for item in value:
            _build_fast(item)
    elif isinstance(value, dict):
        _build_fast([*value.values()])
    elif hasattr(value, "to_wire"):
        members = {name: getattr(value, name) for name in fields_of(type(value))}
        build = _fast_constructor(type(value))
        built = object.__new__(type(value))
        build(built, **members)
        assert built == value, f"{built!r} was built of {value!r}"
        _build_fast([*members.values()])


@cache
def _fast_constructor(cls: Any) -> Any:
    """The straight-line constructor of a class, which gives up where it would ask the thorough."""
    compiling = import_module("emrglue._runtime.structures.compiling")

    def give_up(self: Any, arguments: Any) -> None:
        raise compiling.Mismatch

    return compiling.constructor(cls, give_up)


def thorough(cls: Any, wire: Any) -> list[tuple[str, str]]:
    """Path and constraint of everything that the thorough check alone reports, sorted."""
    return sorted((found.path, found.constraint) for found in reported(cls, wire))


def reported(cls: Any, wire: Any) -> Sequence[Any]:
    """The violations that the thorough check alone reports."""
    return _inspected(cls._class_shape, wire)


def inspect(model: Mapping[str, Any], structure: str, wire: Any) -> None:
    """Check a structure of a model that no package was generated from; patterns are not looked at.

    :raises ValidationError: what the thorough check reports.
    """
    operations = {"Do": {"name": "Do", "input": {"shape": structure}}}
    service = lower(RawService("example", "", {**model, "operations": operations}))
    report = import_module("emrglue._runtime.shapes.report").report
    report("example", _inspected(service.structure(structure), wire))


def _inspected(shape: Any, wire: Any) -> Sequence[Any]:
    inspection = import_module("emrglue._runtime.shapes.inspection")
    walk = inspection.Inspection("give a dictionary of its members")
    shape.inspect(wire, "", 0, walk)
    found: Sequence[Any] = walk.violations
    return found


@cache
def fields_of(cls: Any) -> Mapping[str, str]:
    """The wire names of a structure by Python name."""
    return {field.name: field.metadata["wire_name"] for field in attrs.fields(cls)}


def logged(cls: Any, wire: Any) -> Any:
    """A wire dictionary as the command line writes it into a log."""
    return import_module("emrglue._runtime.cli.requests").hidden(cls._class_shape, wire)


def read_as(response: Any, answer: Any) -> Any:
    """A response as if a service had sent it, from a namespace of its members by Python names."""
    return response._of(_wire_of(response._class_shape, answer) or {}, 0)


def _wire_of(shape: Any, value: Any) -> Any:
    """The wire form of namespaces, as the shape names their members; all else as it is."""
    if isinstance(value, list):
        return [_wire_of(shape.entry, item) for item in value]
    if not isinstance(value, SimpleNamespace):
        return value
    names, found = fields_of(shape.cls), {}
    for name, item in vars(value).items():
        known = shape.by_name.get(names.get(name))
        found[names.get(name, name)] = _wire_of(known.shape, item) if known else item
    return found


def parameter_types(cls: Any) -> Mapping[str, str] | None:
    """The annotations of a constructor by parameter; ``None`` for what only responses hold."""
    part = import_module("emrglue._runtime").ResponsePart
    return None if issubclass(cls, part) else vars(cls).get("__annotations__", {})


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


def shapes_of(service: str) -> Mapping[str, Any]:
    """The shapes that the generated code of a service has."""
    module = import_module(f"emrglue.{service.replace('-', '_')}.shapes")
    return {name: shape for name, shape in vars(module).items() if hasattr(shape, "stated")}


def patterns_of(service: str) -> Mapping[str, Any]:
    """The patterns that the generated code of a service checks, by shape."""
    pattern = import_module("emrglue._runtime.shapes").Pattern
    found = {name: shape.stated(pattern) for name, shape in shapes_of(service).items()}
    return {name: stated for name, stated in found.items() if stated and stated.python}


def values_of(service: str, shape: str) -> tuple[str, ...]:
    """The values of an enum that the generated code checks; none if it is not an enum."""
    return tuple(shapes_of(service)[shape].traits.get("enum", ()))


def is_open(service: str, shape: str) -> bool:
    """Whether the generated code sends values of an enum that it does not know."""
    return bool(shapes_of(service)[shape].traits.get("open", False))


def direct_serializer(standard: Any) -> Any:
    """The serializer of our own sessions, on top of botocore's."""
    return import_module("emrglue._runtime.client.shortcuts").DirectSerializer(standard)


def write_back_pairs(module: Any) -> Iterator[tuple[str, str, list[str]]]:
    """The inputs of a service that write back what was read: their names, those of what was read,
    and their members that nothing is read for."""
    structures = import_module("emrglue._runtime.structures.structure")
    parts = import_module("emrglue._runtime.structures.write_back")
    found = [getattr(module, name) for name in module.__all__ if name[0].isupper()]
    classes = [c for c in found if isinstance(c, type) and issubclass(c, structures.Structure)]
    shapes = {cls._class_shape.name: cls for cls in classes}
    for cls in classes:
        shape = cls._class_shape
        source = shapes.get(shape.subject)
        if source not in (None, cls) and not issubclass(cls, structures.ResponsePart):
            read = {member.name for member, _ in parts.carried(shape, source._class_shape)}
            left = [m for m in shape.members if m.name not in read and not m.filled_in]
            yield cls.__name__, source.__name__, [m.name for m in left]


def log_client(client: Any, service: str) -> Any:
    """The botocore client that reads logs for a client of ours."""
    return client._log_client(service)
