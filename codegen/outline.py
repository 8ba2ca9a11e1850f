"""What remains of a service when its files are done: its operations, and the figures of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import attrs

from . import ir
from .patterns import Translation
from .plan import Package
from .source import Identifier


@attrs.frozen
class Outline:
    """A service, small enough to keep one of each: what all share is made from these."""

    service: str
    package: Identifier
    operations: frozenset[str]
    structures: int
    enums: int
    errors: int
    constraints: int
    verdicts: Mapping[str, int]
    """How many patterns are exact, translated and unsupported."""
    unsupported: tuple[tuple[str, str], ...]
    """The shapes whose pattern is not checked, with the reason."""


def outline(
    service: ir.Service, translations: Mapping[str, Translation], package: Package
) -> Outline:
    """The outline of a service."""
    return Outline(
        service=service.name,
        package=package.name,
        operations=package.operations(),
        structures=sum(1 for _ in service.structures()),
        enums=len(package.enums),
        errors=len(package.errors),
        constraints=sum(stated.count for s in service.shapes.values() for stated in s.constraints),
        verdicts=Counter(translation.verdict for translation in translations.values()),
        unsupported=tuple(
            (shape, str(translation.reason))
            for shape, translation in sorted(translations.items())
            if translation.verdict == "unsupported"
        ),
    )
