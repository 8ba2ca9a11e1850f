# Copied by emrglue-codegen 0.1.0.
# Do not edit: `emrglue-codegen generate` writes it anew, `emrglue-codegen check` compares it.
"""The model that travels with the package, read when it is first needed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .structures.patterns import Pattern

Raw = Mapping[str, Any]

MODELS = os.path.join(os.path.dirname(os.path.dirname(__file__)), "_models")
"""Models in botocore's layout, so that botocore's loader can be pointed at them."""

_KINDS: Mapping[str, str] = {
    "structure": "structure",
    "list": "list",
    "map": "map",
    "string": "string",
    "character": "string",
    "integer": "integer",
    "short": "integer",
    "byte": "integer",
    "long": "long",
    "bigInteger": "long",
    "biginteger": "long",
    "float": "float",
    "double": "double",
    "bigDecimal": "double",
    "bigdecimal": "double",
    "boolean": "boolean",
    "timestamp": "timestamp",
    "blob": "blob",
}


def kind(type_name: str) -> str:
    """What the values of a type of the modelling language look like: the same for several types.

    :raises KeyError: no such type; a package with one in its models cannot be generated.
    """
    return _KINDS[type_name]


class ServiceModel:
    """One service: its names, and its model as the generator saw it (patches applied)."""

    def __init__(self, package: str, name: str, api_version: str) -> None:
        self.package = package
        """The Python package, such as ``emrglue.glue``."""
        self.name = name
        """botocore's name, such as ``glue``."""
        self.api_version = api_version
        """The API version, such as ``2017-03-31``."""
        self._recursive: dict[str, frozenset[str]] = {}

    @property
    def title(self) -> str:
        """The last part of the package name, as used in messages."""
        return self.package.rpartition(".")[2]

    @cached_property
    def raw(self) -> Raw:
        """The whole ``service-2.json``."""
        return self._read("service-2.json")

    @cached_property
    def shapes(self) -> Raw:
        """The shapes by name."""
        shapes: Raw = self.raw["shapes"]
        return shapes

    def recursive(self, structure: str | None) -> frozenset[str]:
        """The members of a structure through which it can hold its like."""
        known = self._recursive.get(structure or "")
        if known is None:
            members: Raw = self.shapes[structure].get("members", {}) if structure else {}
            found = (name for name, raw in members.items() if self._leads(raw["shape"], structure))
            known = self._recursive[structure or ""] = frozenset(found)
        return known

    def _leads(self, start: str, to: str | None) -> bool:
        """Whether one shape is, or refers to, another; over any number of steps."""
        seen, waiting = {start}, [start]
        while waiting and to not in seen:
            further = set(_targets(self.shapes[waiting.pop()])) - seen
            seen |= further
            waiting.extend(further)
        return to in seen

    @cached_property
    def rules(self) -> Mapping[str, list[Raw]]:
        """The cross-field rules by structure."""
        rules: dict[str, list[Raw]] = {}
        for rule in self._read("rules-1.json").get("rules", []):
            for structure in rule["structures"]:
                rules.setdefault(structure, []).append(rule)
        return rules

    @cached_property
    def paginators(self) -> Raw:
        """The whole ``paginators-1.json``."""
        return self._read("paginators-1.json")

    @cached_property
    def waiters(self) -> Raw:
        """The whole ``waiters-2.json``."""
        return self._read("waiters-2.json")

    @cached_property
    def patterns(self) -> Mapping[str, Pattern]:
        """The compiled patterns by shape; a pattern that cannot be expressed is not there."""
        patterns: Mapping[str, Pattern] = import_module(f"{self.package}._constraints").PATTERNS
        return patterns

    def operation(self, name: str) -> Raw:
        """An operation of the model."""
        operation: Raw = self.raw["operations"][name]
        return operation

    def _read(self, file: str) -> Raw:
        import json

        path = os.path.join(MODELS, self.name, self.api_version, file)
        if not os.path.exists(path):
            return {}
        with open(path, encoding="utf-8") as stream:
            content: Raw = json.load(stream)
        return content


def _targets(shape: Raw) -> list[str]:
    """The shapes that a shape refers to."""
    members = shape.get("members", {}).values()
    entries = [shape[key] for key in ("member", "key", "value") if key in shape]
    return [reference["shape"] for reference in (*members, *entries)]
