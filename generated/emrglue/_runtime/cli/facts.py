# Copied by emrglue-codegen 0.1.0.
# Do not edit: `emrglue-codegen generate` writes it anew, `emrglue-codegen check` compares it.
"""What the model says about a shape, in a few words: for help, ``explain`` and skeletons."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from ..wiremodel import Raw, ServiceModel

_UNITS = {"string": "characters", "blob": "bytes", "list": "entries", "map": "entries"}


def kind(shapes: Raw, shape: str) -> str:
    """The type in the AWS CLI's words: ``string``, ``list of string``, ``union`` …"""
    raw = shapes[shape]
    if raw["type"] == "list":
        return f"list of {kind(shapes, raw['member']['shape'])}"
    if raw["type"] == "map":
        key, value = (kind(shapes, raw[part]["shape"]) for part in ("key", "value"))
        return f"map of {key} to {value}"
    if raw.get("document"):
        return "document"
    if raw["type"] == "structure":
        return "union" if raw.get("union") else "structure"
    return str(raw["type"])


def constraints(model: ServiceModel, shape: str) -> Iterator[str]:
    """The constraints of a shape itself, enum values excepted."""
    raw = model.shapes[shape]
    unit = _UNITS.get(raw["type"], "")
    bounds = span(raw.get("min"), raw.get("max"))
    if bounds and not raw.get("enum"):
        yield f"{bounds} {unit}".strip()
    if raw.get("pattern") and not raw.get("enum"):
        yield "not blank" if raw["pattern"] == r".*\S.*" else f"pattern {raw['pattern']}"
    if raw.get("sensitive"):
        yield "sensitive"


def span(minimum: float | None, maximum: float | None) -> str:
    """``1 to 64``, ``at most 64``, ``at least 1``, ``12`` or nothing."""
    if maximum is None or maximum == math.inf:
        return f"at least {_number(minimum)}" if minimum else ""
    if not minimum:
        return f"at most {_number(maximum)}"
    if minimum == maximum:
        return _number(minimum)
    return f"{_number(minimum)} to {_number(maximum)}"


def _number(value: float) -> str:
    return f"{int(value):,}" if value == int(value) else str(value)


def inner(shapes: Raw, shape: str) -> str:
    """The shape inside lists and maps: that of the entries, of their entries …"""
    raw = shapes[shape]
    while raw["type"] in ("list", "map"):
        shape = raw["member" if raw["type"] == "list" else "value"]["shape"]
        raw = shapes[shape]
    return shape


def members(shapes: Raw, shape: str) -> Mapping[str, Any]:
    """The members of a structure; nothing for other shapes."""
    found: Mapping[str, Any] = shapes[shape].get("members", {})
    return found


def rule_text(rule: Raw) -> str:
    """A cross-field rule in a sentence."""
    return str(rule["message"])
