"""What the model says about a shape, in a few words: for help, ``explain`` and skeletons."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..shapes import Rule, Shape, StructureShape


def constraints(shape: Shape) -> Iterator[str]:
    """The constraints of a value itself; what holds for members together is in :func:`notes`."""
    if not isinstance(shape, StructureShape):
        for constraint in shape.constraints:
            yield from map(_bare, constraint.words(shape))
    if shape.sensitive:
        yield "sensitive"


def notes(shape: Shape) -> Iterator[str]:
    """What holds for the members of a structure together; a rule in the words of its message."""
    if isinstance(shape, StructureShape):
        for constraint in shape.constraints:
            if isinstance(constraint, Rule):
                yield f"rule: {constraint.message}"
            else:
                yield from map(_bare, constraint.words(shape))


def _bare(text: str) -> str:
    """Words without the marks that docstrings have around what is the model's own, and with escapes
    for control characters and those beyond ASCII."""
    plain = text.replace("``", "")
    return re.sub(r"[^ -~]", lambda found: found[0].encode("unicode_escape").decode(), plain)
