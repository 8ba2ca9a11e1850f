"""The same requests for pydantic and msgspec, with the same constraints, made from the same model.

Written for the peers' advantage: unions and cross-field rules, which we check, are left out; each
pattern takes the fastest form that the peer can run (pydantic: its Rust engine, or Python's where
that cannot; blank strings: a search for one character).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Annotated, Any, ForwardRef, Literal, Optional

import attrs
import msgspec
import pydantic
import pydantic_core

from emrglue._runtime.shapes import NonBlank, Pattern
from tests.expectations.models import raw
from tests.support.inside import patterns_of

from .samples import Sample

LIMITS = {"integer": 2**31, "long": 2**63}
BLANK = r"[^ \t\n\x0b\f\r]"
"""Found wherever a string is not blank."""

Constrain = Callable[[type, Mapping[str, Any], "str | None"], Any]
"""A type from a plain type, bounds (``ge le min max``), and the pattern a value must hold."""


@attrs.frozen
class Types:
    """Python types for the shapes below a request."""

    shapes: Mapping[str, Any]
    patterns: Mapping[str, Pattern]
    constrain: Constrain
    structure: Callable[[str], Any]
    """What stands for a structure in an annotation: one that holds itself is not made yet."""

    def of(self, name: str) -> Any:
        """The annotation of a shape."""
        shape = self.shapes[name]
        kind = shape["type"]
        if kind == "structure":
            return self.structure(name)
        if "enum" in shape:
            return Literal[tuple(shape["enum"])]
        if kind == "list":
            return self.constrain(list[self.of(shape["member"]["shape"])], _lengths(shape), None)
        if kind == "map":
            key, value = (self.of(shape[part]["shape"]) for part in ("key", "value"))
            return self.constrain(dict[key, value], _lengths(shape), None)
        return self._simple(name, kind, shape)

    def _simple(self, name: str, kind: str, shape: Mapping[str, Any]) -> Any:
        if kind == "string":
            return self.constrain(str, _lengths(shape), self._pattern(name, shape))
        if kind in LIMITS:
            low, high = -LIMITS[kind], LIMITS[kind] - 1
            bounds = {
                "ge": max(shape.get("min", low), low),
                "le": min(shape.get("max", high), high),
            }
            return self.constrain(int, bounds, None)
        return {"boolean": bool, "double": float, "float": float}[kind]

    def _pattern(self, name: str, shape: Mapping[str, Any]) -> str | None:
        pattern = self.patterns.get(name)
        if pattern is None:
            return None
        if isinstance(pattern, NonBlank):
            return None if shape.get("min") == 0 else BLANK
        return rf"\A(?:{pattern.python})\Z"

    def members(self, name: str) -> list[tuple[str, Any, bool]]:
        """Wire name, annotation, and whether it is required."""
        shape = self.shapes[name]
        required = shape.get("required", ())
        return [
            (wire, self.of(member["shape"]), wire in required)
            for wire, member in shape["members"].items()
        ]

    def structures(self, name: str) -> list[str]:
        """The structures below a shape, itself included, innermost first."""
        found: dict[str, None] = {}
        self._collect(name, found, set())
        return list(found)

    def _collect(self, name: str, found: dict[str, None], seen: set[str]) -> None:
        if name in seen:
            return
        seen.add(name)
        shape = self.shapes[name]
        for part in (*shape.get("members", {}).values(), *_entries(shape)):
            self._collect(part["shape"], found, seen)
        if shape["type"] == "structure":
            found[name] = None


def _entries(shape: Mapping[str, Any]) -> list[Any]:
    return [shape[part] for part in ("member", "key", "value") if part in shape]


def _lengths(shape: Mapping[str, Any]) -> dict[str, Any]:
    return {bound: shape[bound] for bound in ("min", "max") if bound in shape}


def _model(package: Any) -> tuple[Mapping[str, Any], Mapping[str, Pattern]]:
    """The shapes of a service and its patterns."""
    service = package.__name__.rpartition(".")[2].replace("_", "-")
    return raw(service).model["shapes"], patterns_of(service)


def pydantic_request(package: Any) -> type[pydantic.BaseModel]:
    """A pydantic model of StartJobRun."""
    request: type[pydantic.BaseModel] = _pydantic_models(package)["StartJobRunRequest"]
    return request


def pydantic_builder(sample: Sample) -> Callable[[], pydantic.BaseModel]:
    """What a person would write to build the request from models: one call inside the other."""
    models = SimpleNamespace(**_pydantic_models(sample.package))
    return sample.builder(models, wire_names=True)


def _pydantic_models(package: Any) -> dict[str, Any]:
    made: dict[str, Any] = {}
    shapes, patterns = _model(package)
    types = Types(shapes, patterns, _for_pydantic, lambda n: made.get(n) or ForwardRef(n))
    for name in types.structures("StartJobRunRequest"):
        fields: Any = {
            wire: (kind, ...) if required else (_optional(kind), None)
            for wire, kind, required in types.members(name)
        }
        config = pydantic.ConfigDict(extra="forbid")
        made[name] = pydantic.create_model(name, __config__=config, **fields)
    for model in made.values():
        model.model_rebuild(_types_namespace=made)
    return made


def _for_pydantic(kind: Any, bounds: Mapping[str, Any], pattern: str | None) -> Any:
    names = {"min": "min_length", "max": "max_length"}
    given = {names.get(bound, bound): value for bound, value in bounds.items()}
    if pattern is not None:
        given["pattern"] = _for_rust(pattern)
    return Annotated[kind, pydantic.Field(**given)] if given else kind


def _for_rust(pattern: str) -> str | re.Pattern[str]:
    """The pattern for pydantic's own engine, or compiled by Python where that cannot take it."""
    rust = pattern
    for python, other in _DIALECT.items():
        rust = rust.replace(python, other)
    try:
        pydantic.TypeAdapter(Annotated[str, pydantic.Field(pattern=rust)])
    except pydantic_core.SchemaError:
        return re.compile(pattern)
    return rust


_DIALECT = {"(?as:": "(?s:", "(?a:": "(?:", r"\Z": r"\z", r"\ud800-\udfff": ""}
"""Python's spelling and that of Rust, whose strings hold no surrogates."""


def msgspec_request(package: Any) -> type[msgspec.Struct]:
    """A msgspec Struct of StartJobRun."""
    home = f"{__name__}.{package.__name__.rpartition('.')[2]}"
    made = sys.modules[home] = type(sys)(home)
    shapes, patterns = _model(package)
    types = Types(shapes, patterns, _for_msgspec, lambda n: getattr(made, n, None) or ForwardRef(n))
    for name in types.structures("StartJobRunRequest"):
        fields: list[Any] = [
            (wire, kind) if required else (wire, _optional(kind), None)
            for wire, kind, required in types.members(name)
        ]
        struct = msgspec.defstruct(
            name,
            fields,
            module=home,
            kw_only=True,
            omit_defaults=True,
            forbid_unknown_fields=True,
        )
        setattr(made, name, struct)
    request: type[msgspec.Struct] = made.StartJobRunRequest
    return request


def _for_msgspec(kind: Any, bounds: Mapping[str, Any], pattern: str | None) -> Any:
    names = {"min": "min_length", "max": "max_length"}
    given = {names.get(bound, bound): value for bound, value in bounds.items()}
    if given.get("le", 0) == 2**63 - 1:
        del given["le"], given["ge"]  # msgspec takes no such bounds, nor longer integers
    if pattern is not None:
        given["pattern"] = pattern
    return Annotated[kind, msgspec.Meta(**given)] if given else kind


def _optional(kind: Any) -> Any:
    return Optional[kind]  # noqa: UP045 - a reference to what is not made yet has no ``|``
