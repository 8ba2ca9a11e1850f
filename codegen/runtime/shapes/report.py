"""What becomes of the violations that were found: errors, warnings or nothing, by the policy."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..violations import ValidationError, ValidationWarning, Violation
from .inspection import Inspection, Moment
from .policy import mode_of

if TYPE_CHECKING:
    from types import FrameType

    from .structure import StructureShape

_PACKAGE = __name__.removesuffix("_runtime.shapes.report").removesuffix("runtime.shapes.report")
"""What the names of all modules of this package begin with."""

_BETWEEN = frozenset({"aiobotocore", "attr", "attrs", "boto3", "botocore", "copy"})
"""The packages that call this one for a user."""


def inspected(shape: StructureShape, wire: Any, subject: str, moment: Moment | None = None) -> Any:
    """A wire dictionary in boto3's form, by the thorough check alone.

    :param subject: what is checked, for the message.
    :param moment: reads a timestamp, if it is not read as usual.
    :raises ValidationError: violations that the policy does not let pass.
    """
    inspection = Inspection("give a dictionary of its members", moment)
    found = shape.inspect(wire, "", 0, inspection)
    report(subject, inspection.violations)
    return found


def report(
    subject: str, violations: Sequence[Violation], warned: list[Violation] | None = None
) -> None:
    """Raise and warn as the policy in force has it.

    :param subject: what was checked, such as ``glue.StartJobRunRequest``.
    :param warned: takes what would warn.
    :raises ValidationError: violations that the policy does not let pass.
    """
    modes = [(violation, mode_of(violation)) for violation in violations]
    tolerated = [violation for violation, mode in modes if mode == "warn"]
    if warned is not None:
        warned += tolerated
    if errors := [violation for violation, mode in modes if mode == "error"]:
        raise ValidationError(subject, errors)
    for violation in tolerated if warned is None else ():
        warnings.warn(f"{subject}: {violation}", ValidationWarning, levels_to_user())


def levels_to_user() -> int:
    """How far up the caller of this package is, for ``warnings.warn`` in the calling function."""
    level, frame = 1, sys._getframe(1)
    while frame.f_back is not None and _is_between(frame):
        level, frame = level + 1, frame.f_back
    return level


def _is_between(frame: FrameType) -> bool:
    module = str(frame.f_globals.get("__name__", ""))
    is_made_by_attrs = frame.f_code.co_filename.startswith("<attrs generated")
    return module.startswith(_PACKAGE) or module.partition(".")[0] in _BETWEEN or is_made_by_attrs
