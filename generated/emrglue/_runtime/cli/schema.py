# Copied by emrglue-codegen 0.1.0.
# Do not edit: `emrglue-codegen generate` writes it anew, `emrglue-codegen check` compares it.
"""``emrglue schema``: the JSON Schema (2020-12) of a request, for editors and validators.

Where the generated classes are more liberal than JSON Schema can be, the schema is stricter:
``null`` for a member that is left out, and counting bytes as characters.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from ..structures.patterns import NonBlank, Pattern
from ..wiremodel import Raw, ServiceModel, kind
from . import catalog, docs, ecma, exits, facts, frame, screen
from .catalog import PACKAGE, Operation
from .output import as_json

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]

_MOMENT: Final = r"^\s*[-+]?[0-9.]"
"""How ISO 8601 and epoch seconds begin; ``format: date-time`` would refuse much that AWS takes."""

_LIMITS: Final = {
    "integer": (-(2**31), 2**31 - 1),
    "long": (-(2**63), 2**63 - 1),
    "float": (None, None),
    "double": (None, None),
}


def run(arguments: Sequence[str]) -> int:
    """The verb.

    :raises Failure: no such service or operation.
    """
    parser = frame.Parser(
        prog=f"{PACKAGE} schema", description="Print the JSON Schema (2020-12) of a request."
    )
    parser.add_argument("service", metavar="SERVICE")
    parser.add_argument("operation", metavar="OPERATION")
    parser.add_argument(
        "--docs", choices=docs.LENGTHS, default="none", help="with documentation text (none)"
    )
    options: argparse.Namespace = parser.parse_args(list(arguments))
    operation = catalog.service(options.service).operation(options.operation)
    screen.emit(as_json(request_schema(operation, options.docs)))
    return exits.OK


def request_schema(operation: Operation, length: str = "none") -> Schema:
    """The schema of an operation's request, every structure inside it under ``$defs``."""
    builder = _Builder(operation.service.model, length)
    root: Schema = builder.structure(operation.input) if operation.input else {"type": "object"}
    marks: Schema = {"$schema": {"type": "string"}, "$operation": {"const": operation.title}}
    root["properties"] = {**marks, **root.get("properties", {})}
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
        self.model = model
        self.docs = docs.Documentation(model, length)
        self.definitions: dict[str, Schema] = {}
        self.kinds: Mapping[str, Callable[[str, Raw], Schema]] = {
            "structure": self._reference,
            "list": self._list,
            "map": self._map,
            "string": self._string,
            "boolean": lambda name, raw: {"type": "boolean"},
            "blob": lambda name, raw: {"type": "string", "contentEncoding": "base64"},
            "timestamp": lambda name, raw: {"type": ["string", "number"], "pattern": _MOMENT},
        }

    def of(self, name: str) -> Schema:
        """The schema of any shape."""
        raw = self.model.shapes[name]
        return self.kinds.get(kind(raw["type"]), self._number)(name, raw)

    def structure(self, name: str) -> Schema:
        """The schema of a structure itself."""
        raw = self.model.shapes[name]
        members = raw.get("members", {})
        required = [n for n in raw.get("required", ()) if not members[n].get("idempotencyToken")]
        schema: Schema = {
            "type": "object",
            "properties": {n: self._member(name, n, m) for n, m in members.items()},
            "additionalProperties": False,
        }
        if required:
            schema["required"] = required
        if raw.get("union"):
            schema |= {"minProperties": 1, "maxProperties": 1}
        if rules := [_rule(rule) for rule in self.model.rules.get(name, ())]:
            schema["allOf"] = rules
        return schema

    def _member(self, structure: str, name: str, member: Raw) -> Schema:
        schema = self.of(member["shape"])
        if text := self.docs.member(structure, name):
            schema = {"description": text, **schema}
        return {**schema, "deprecated": True} if member.get("deprecated") else schema

    def _reference(self, name: str, raw: Raw) -> Schema:
        if raw.get("document"):
            return {}
        if name not in self.definitions:
            self.definitions[name] = {}  # a shape that contains itself finds it here
            self.definitions[name] = self.structure(name)
        return {"$ref": f"#/$defs/{name}"}

    def _list(self, name: str, raw: Raw) -> Schema:
        bounds = _bounds(raw, "minItems", "maxItems")
        return {"type": "array", "items": self.of(raw["member"]["shape"]), **bounds}

    def _map(self, name: str, raw: Raw) -> Schema:
        schema = {"type": "object", "additionalProperties": self.of(raw["value"]["shape"])}
        keys = {k: v for k, v in self.of(raw["key"]["shape"]).items() if k != "type"}
        names = {"propertyNames": keys} if keys else {}
        return {**schema, **names, **_bounds(raw, "minProperties", "maxProperties")}

    def _string(self, name: str, raw: Raw) -> Schema:
        if raw.get("enum"):
            return {"type": "string", "enum": list(raw["enum"])}
        schema = {"type": "string", **_bounds(raw, "minLength", "maxLength")}
        if pattern := self.model.patterns.get(name):
            written = _pattern(pattern, or_empty=raw.get("min") == 0)
            schema |= {"pattern": written} if written else {}
        return schema

    def _number(self, name: str, raw: Raw) -> Schema:
        size = kind(raw["type"])
        low, high = _LIMITS[size]
        ends = {"minimum": raw.get("min", low), "maximum": raw.get("max", high)}
        written = "integer" if size in ("integer", "long") else "number"
        return {"type": written, **{key: end for key, end in ends.items() if end is not None}}


def _pattern(pattern: Pattern, or_empty: bool) -> str | None:
    if isinstance(pattern, NonBlank):
        # One character anywhere: the expression for the whole value would be slow to search.
        return r"^$|[^\t-\r ]" if or_empty else r"[^\t-\r ]"
    return ecma.ecma(pattern.source, or_empty=or_empty)


def _bounds(raw: Raw, least: str, most: str) -> Schema:
    found = {least: raw.get("min") or None, most: raw.get("max")}
    return {key: end for key, end in found.items() if end is not None}


def _rule(rule: Raw) -> Schema:
    """A cross-field rule; conditions on what is set and unset become ``if``."""
    conditions = [_given(name) for name in rule.get("when_set", ())]
    conditions += [{"not": _given(name)} for name in rule.get("when_unset", ())]
    demand = {"description": facts.rule_text(rule), "allOf": list(_demands(rule))}
    return {"if": {"allOf": conditions}, "then": demand} if conditions else demand


def _demands(rule: Raw) -> Iterator[Schema]:
    yield from (_given(name) for name in rule.get("require", ()))
    yield from ({"not": _given(name)} for name in rule.get("forbid", ()))
    for key, combine in _COUNTS.items():
        if key in rule:
            yield combine([_given(name) for name in rule[key]])


_COUNTS: Final[Mapping[str, Callable[[list[Schema]], Schema]]] = {
    "exactly_one_of": lambda options: {"oneOf": options},
    "at_least_one_of": lambda options: {"anyOf": options},
    "at_most_one_of": lambda options: {"oneOf": [*options, {"not": {"anyOf": options}}]},
}


def _given(name: str) -> Schema:
    return {"required": [name]}
