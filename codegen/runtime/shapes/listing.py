"""The constraints that there are: who adds one lists it here."""

from __future__ import annotations

from typing import Any

from .constraint import Constraint
from .enum import Enum
from .length import Length
from .pattern import Pattern
from .range import Range
from .required import Required
from .rule import Rule
from .union import Union

CONSTRAINTS: tuple[type[Constraint[Any]], ...] = (
    Required,
    Length,
    Range,
    Enum,
    Pattern,
    Union,
    Rule,
)
"""In the order in which they are checked."""

KINDS: tuple[str, ...] = (
    "unknown",
    "type",
    *dict.fromkeys(kind for constraint in CONSTRAINTS for kind in constraint.kinds),
)
"""The kinds of violations: a member that does not exist, a value of a wrong type, and those of the
constraints."""
