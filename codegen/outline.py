"""What remains of a service when its files are done: its operations, and the figures of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

import attrs

from . import ir
from .patterns import Translation
from .plan import Package
from .runtime.shapes import Constraint, Enum
from .runtime.shapes.constraint import bounds_agree
from .source import Identifier


@attrs.frozen
class Outline:
    """A service, small enough to keep one of each: what all share is made from these."""

    service: str
    package: Identifier
    operations: frozenset[str]
    structures: int
    enums: int
    open_enums: int
    """How many of those that can go into a request are open, and closed."""
    closed_enums: int
    errors: int
    constraints: int
    stated: frozenset[tuple[str, str]]
    """The classes of the constraints that shapes state: modules of the runtime, and names."""
    writes_back: bool
    """Whether a structure is the input that writes back what another one read."""
    verdicts: Mapping[str, int]
    """How many patterns there are of each verdict."""
    notes: tuple[str, ...]
    """What a person should know: what is not checked, and what of the overlays is left out."""


def outline(
    notes: tuple[str, ...],
    service: ir.Service,
    translations: Mapping[str, Translation],
    package: Package,
) -> Outline:
    """The outline of a service.

    :param notes: what a person should know of the overlays.
    """
    inputs = ir.closure(service.shapes, [operation.request for operation in service.operations])
    shapes = service.shapes.values()
    enums = [enum for name in inputs if (enum := service.shapes[name].stated(Enum))]
    open_enums = sum(enum.open for enum in enums)
    return Outline(
        service=service.name,
        package=package.name,
        operations=package.operations(),
        structures=sum(1 for _ in service.structures()),
        enums=len(package.enums),
        open_enums=open_enums,
        closed_enums=len(enums) - open_enums,
        errors=len(package.errors),
        constraints=sum(stated.count for s in shapes for stated in s.constraints),
        stated=frozenset(map(_place, chain.from_iterable(s.constraints for s in shapes))),
        writes_back=any(_writes_back(shape, service) for shape in service.structures()),
        verdicts=Counter(translation.verdict for translation in translations.values()),
        notes=(*notes, *_unchecked(service, translations)),
    )


def _place(constraint: Constraint[Any]) -> tuple[str, str]:
    cls = type(constraint)
    return f"_runtime.{cls.__module__.rpartition('.runtime.')[2]}", cls.__name__


def _writes_back(shape: ir.Structure, service: ir.Service) -> bool:
    return shape.subject != shape.name and shape.subject in service.shapes


def _unchecked(service: ir.Service, translations: Mapping[str, Translation]) -> Iterator[str]:
    """The constraints that are not checked, each with the reason."""
    for name, shape in sorted(service.shapes.items()):
        if not bounds_agree(shape.traits):
            yield f"{service.name}: {name}: min and max are not checked: min is the greater one"
        if name in translations and translations[name].matcher is None:
            yield f"{service.name}: {name}: pattern is not checked: {translations[name].reason}"
