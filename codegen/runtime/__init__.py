"""Run-time support of the generated code: hand-written, and copied beside it.

This module holds the names that generated modules use; nothing here imports botocore.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .enums import StringEnum, choices, literals
from .lazy import attach
from .shapes import (
    Blob,
    Boolean,
    Document,
    Double,
    Float,
    Integer,
    List,
    Long,
    Map,
    NonBlank,
    Pattern,
    Rule,
    String,
    Timestamp,
)
from .structures import compiling, display
from .structures.fields import field, wire
from .structures.structure import (
    Events,
    Request,
    Response,
    ResponsePart,
    ResponseT,
    Stream,
    Structure,
    structure,
)
from .wiremodel import ServiceModel

__all__ = [
    "TYPE_CHECKING", "Any", "Blob", "Boolean", "Document", "Double", "Events", "Float", "Integer",
    "List", "Long", "Map", "Mapping", "NonBlank", "Pattern", "Request", "Response", "ResponsePart",
    "ResponseT", "Rule", "Sequence", "ServiceModel", "Stream", "String", "StringEnum", "Structure",
    "Timestamp", "attach", "choices", "compiling", "datetime", "display", "field", "literals",
    "structure", "wire",
]  # fmt: skip
