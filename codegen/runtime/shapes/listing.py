"""The constraints that there are: who adds one lists it here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
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

OWN = ""
"""A module of the user's own whose ``CONSTRAINTS`` come after these; the generator names it."""


@cache
def own() -> tuple[type[Constraint[Any]], ...]:
    """The constraints of that module, which is imported when a shape states one of them."""
    return tuple(import_module(OWN).CONSTRAINTS) if OWN else ()


LEFT_OUT: tuple[str, ...] = ()
"""The kinds of violations that cannot occur in this package; the generator names them."""

KINDS: Mapping[str, str] = {
    **dict.fromkeys(LEFT_OUT, "Nothing in this package can be wrong in this way."),
    **{kind: text for constraint in CONSTRAINTS for kind, text in constraint.kinds.items()},
    "unknown": "A member that the structure does not have.",
    "type": "A value of another type.",
}
"""The kinds of violations, each explained in a sentence: a member that does not exist, a value of a
wrong type, and those of the constraints."""
