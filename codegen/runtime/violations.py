"""Violations: which constraint a value breaks, where, and what was expected."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Violation(NamedTuple):
    """One broken constraint."""

    path: str
    """Where, in wire names: ``jobDriver.hive.query``, ``tags["env"]``, ``states[2]``."""
    constraint: str
    """The kind of constraint that is broken, one of ``emrglue.shapes.KINDS``."""
    expected: str
    """What the model asks for, such as ``1 to 64 characters``."""
    actual: str
    """What was given, shortened; ``***`` if the shape is sensitive."""
    message: str
    """The whole in one sentence, with what to do about it."""
    tolerated: bool = False
    """Whether it only warns, unless the policy says otherwise: a new value of an open enum."""

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class ValidationError(ValueError):
    """A request that AWS would refuse; ``violations`` lists everything that is wrong with it."""

    def __init__(self, subject: str, violations: Iterable[Violation]) -> None:
        self.subject = subject
        """What was checked, such as ``glue.StartJobRunRequest``."""
        self.violations = tuple(violations)
        """Every :class:`Violation`, in the order of the model."""
        # Not by `super()`, which is botocore's class in a subclass that is its error as well.
        ValueError.__init__(self, subject, self.violations)

    def __str__(self) -> str:
        count = len(self.violations)
        head = f"{self.subject}: {count} violation{'s' if count != 1 else ''}"
        return "\n".join([head, *(f"  {violation}" for violation in self.violations)])


class ValidationWarning(UserWarning):
    """A violation that the policy lets pass with a warning."""


class NestingError(ValueError):
    """Structures are nested too deeply for Python's recursion limit."""


def shortened(value: object, limit: int = 80) -> str:
    """``repr`` of a single value, cut if it is long; of lists and maps, the size only."""
    if isinstance(value, (str, bytes)) and len(value) > limit:
        return f"{value[: limit - 20]!r}… ({len(value):,} in all)"
    if isinstance(value, int) and value.bit_length() > 4 * limit:
        return f"a number of about {value.bit_length() * 3 // 10:,} digits"  # Python writes 4,300
    if value is None or isinstance(value, (str, bytes, int, float)):
        return repr(value)[: 2 * limit]
    if isinstance(value, (dict, list, tuple)):
        return f"a {type(value).__name__} of {len(value):,}"
    return f"a {type(value).__name__}"
