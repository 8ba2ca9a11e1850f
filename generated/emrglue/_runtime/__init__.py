# Copied by emrglue-codegen 0.1.0.
# Do not edit: `emrglue-codegen generate` writes it anew, `emrglue-codegen check` compares it.
"""Run-time support of the generated code: hand-written, copied verbatim beside it.

This module holds the names that generated modules use; nothing here imports botocore.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import Any, Literal, Union
from typing import NoReturn as Never

from .lazy import attach
from .structures.patterns import NonBlank, Pattern, not_blank, one_of
from .structures.reading import Build, Events, blob, events, timestamp
from .structures.structure import (
    MAXIMUM_DEPTH,
    NOT_AS_MODELLED,
    Request,
    Response,
    ResponseT,
    Structure,
    deepest,
    member,
    structure,
)
from .structures.values import document, has_utc, idempotency_token, is_document
from .wiremodel import ServiceModel


class StringEnum(str, Enum):
    """An enum whose members are plain strings to everything that looks at them."""

    def __str__(self) -> str:
        return str.__str__(self)

    def __format__(self, specification: str) -> str:
        return str.__format__(self, specification)


__all__ = [
    "MAXIMUM_DEPTH",
    "NOT_AS_MODELLED",
    "Any",
    "Build",
    "Events",
    "Literal",
    "Mapping",
    "Never",
    "NonBlank",
    "Pattern",
    "Request",
    "Response",
    "ResponseT",
    "Sequence",
    "ServiceModel",
    "StringEnum",
    "Structure",
    "Union",
    "attach",
    "blob",
    "datetime",
    "deepest",
    "document",
    "events",
    "has_utc",
    "idempotency_token",
    "is_document",
    "member",
    "not_blank",
    "one_of",
    "structure",
    "timestamp",
]
