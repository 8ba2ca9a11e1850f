"""``emrglue schema``: the JSON Schema (2020-12) of a request, for editors and validators.

It is stricter than the generated classes in what JSON Schema cannot say: it refuses ``null`` for a
member that is left out, and counts characters instead of bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from .. import docs
from ..shapes import List, Map, Shape, StructureShape
from ..wiremodel import ServiceModel
from . import catalog, flags, screen
from .catalog import PACKAGE, Operation
from .output import as_json

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]

_MOMENT: Final = r"^\s*[-+]?[0-9.]"
"""How ISO 8601 and epoch seconds begin; ``format: date-time`` would refuse much that AWS takes."""

_KINDS: Final[Mapping[str, Schema]] = {
    "String": {"type": "string"},
    "Boolean": {"type": "boolean"},
    "Integer": {"type": "integer"},
    "Long": {"type": "integer"},
    "Float": {"type": "number"},
    "Double": {"type": "number"},
    "Blob": {"type": "string", "contentEncoding": "base64"},
    "Timestamp": {"type": ["string", "number"], "pattern": _MOMENT},
    "Document": {},
}


def schema(arguments: Sequence[str]) -> None:
    """The verb."""
    given = flags.parse_verb("schema", arguments)
    operation = catalog.service(given.service).operation(given.operation)
    screen.emit(as_json(request_schema(operation, given.docs)))


def request_schema(operation: Operation, length: str = "none") -> Schema:
    """The schema of an operation's request, every structure inside it under ``$defs``."""
    builder = _Builder(operation.service.model, length)
    root = builder.structure(operation.request)
    marks: Schema = {"$schema": {"type": "string"}, "$operation": {"const": operation.title}}
    root["properties"] = {**marks, **root["properties"]}
    return {
        "$schema": DIALECT,
        "$id": f"urn:{PACKAGE}:{operation.service.name}:{operation.name}",
        "title": operation.title,
        **root,
        "$defs": builder.definitions,
    }


class _Builder:
    """Schemas of the shapes of one service."""

    def __init__(self, model: ServiceModel, length: str) -> None:
        self.docs = docs.Documentation(model, length)
        self.definitions: dict[str, Schema] = {}

    def of(self, shape: Shape) -> Schema:
        """The schema of any shape."""
        if isinstance(shape, StructureShape):
            if shape.name not in self.definitions:
                self.definitions[shape.name] = {}  # a shape that contains itself finds it here
                self.definitions[shape.name] = self.structure(shape)
            return {"$ref": f"#/$defs/{shape.name}"}
        if isinstance(shape, List):
            kind: Schema = {"type": "array", "items": self.of(shape.entry)}
        elif isinstance(shape, Map):
            keys = {key: value for key, value in self.of(shape.key).items() if key != "type"}
            names = {"propertyNames": keys} if keys else {}
            kind = {"type": "object", "additionalProperties": self.of(shape.entry), **names}
        else:
            kind = _KINDS[shape.kind]
        return {**kind, **_constraints(shape)}

    def structure(self, shape: StructureShape) -> Schema:
        """The schema of a structure itself."""
        members: Schema = {}
        for member in shape.members:
            text = self.docs.member(shape.name, member.name)
            about: Schema = {"description": text} if text else {}
            mark: Schema = {"deprecated": True} if member.deprecated else {}
            members[member.name] = {**about, **self.of(member.shape), **mark}
        own = {"type": "object", "properties": members, "additionalProperties": False}
        return {**own, **_constraints(shape)}


def _constraints(shape: Shape) -> Schema:
    schema: Schema = {}
    for constraint in shape.constraints:
        for key, value in constraint.json_schema(shape).items():
            schema[key] = [*schema.get(key, ()), *value] if key == "allOf" else value
    return schema
