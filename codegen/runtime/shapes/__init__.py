"""What a model says about values: shapes, and the constraints that they state.

A shape knows when a value breaks a constraint, with which words that is said, the code that checks
it fast, its JSON Schema, and what an attribute shows of a value in a wire dictionary.
"""

from .collection import Collection, List, Map, Reference
from .constraint import Constraint
from .demand import COUNTS, DEMANDS
from .enum import Enum
from .length import Length
from .listing import CONSTRAINTS, KINDS
from .pattern import NonBlank, Pattern
from .range import Range
from .required import Required
from .rule import Rule
from .shape import (
    SCALARS,
    Blob,
    Boolean,
    Document,
    Double,
    Float,
    Integer,
    Long,
    Shape,
    String,
    Timestamp,
)
from .structure import Member, StructureShape, targets
from .union import Union

__all__ = [
    "CONSTRAINTS", "COUNTS", "DEMANDS", "KINDS", "SCALARS", "Blob", "Boolean", "Collection",
    "Constraint", "Document", "Double", "Enum", "Float", "Integer", "Length", "List", "Long", "Map",
    "Member", "NonBlank", "Pattern", "Range", "Reference", "Required", "Rule", "Shape", "String",
    "StructureShape", "Timestamp", "Union", "targets",
]  # fmt: skip
