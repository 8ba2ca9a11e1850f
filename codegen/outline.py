"""What remains of a service when its files are done: its operations, and the figures of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, get_args

import attrs

from . import ir
from .patterns import Translation, Verdict
from .plan import Package
from .runtime.shapes import CONSTRAINTS, Enum, targets
from .runtime.shapes.collection import resolved
from .runtime.shapes.constraint import bounds_agree
from .source import Identifier

FLAGS = frozenset({"converts", "event_stream", "filled_in", "recursive", "sparse"})
"""Attributes of shapes and members, which the runtime asks for in conditions."""
_VERDICTS = {"unsatisfiable": "unsatisfiable: not checked"}
"""How the summary names a verdict, if not by its own word."""


@attrs.frozen
class Outline:
    """A service, small enough to keep one of each: what all share is made from these."""

    service: str
    package: Identifier
    operations: frozenset[str]
    figures: Mapping[str, int]
    """What is counted, in the order of the summary."""
    stated: frozenset[type[Any]]
    """The constraints that shapes state, of those in the runtime's list."""
    writes_back: bool
    """Whether a structure is the input that writes back what another one read."""
    waits: bool
    """Whether an operation has waiters, or starts a job run."""
    flags: frozenset[str]
    """Those of ``FLAGS`` that are true of something."""
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
    inputs = service.closure(operation.request for operation in service.operations)
    shapes = service.shapes.values()
    enums = [enum for name in inputs if (enum := service.shapes[name].stated(Enum))]
    verdicts = Counter(translation.verdict for translation in translations.values())
    return Outline(
        service=service.name,
        package=package.name,
        operations=frozenset(operation.name for operation in service.operations),
        figures={
            "operations": len(service.operations),
            "structures": sum(1 for _ in service.structures()),
            "enums": len(package.enums),
            "open enums of requests": sum(enum.open for enum in enums),
            "closed enums of requests": sum(not enum.open for enum in enums),
            "errors": len(package.errors),
            "constraints": sum(stated.count for s in shapes for stated in s.constraints),
            **{
                f"patterns, {_VERDICTS.get(verdict, verdict)}": verdicts[verdict]
                for verdict in get_args(Verdict)
            },
        },
        stated=frozenset(c for c in CONSTRAINTS if any(s.stated(c) is not None for s in shapes)),
        writes_back=any(_writes_back(shape, service) for shape in service.structures()),
        waits=any(each.waiters or each.name == "StartJobRun" for each in service.operations),
        flags=frozenset(_flags(service)),
        notes=(*notes, *_unchecked(service, translations)),
    )


def _writes_back(shape: ir.Structure, service: ir.Service) -> bool:
    return shape.subject != shape.name and shape.subject in service.shapes


def _flags(service: ir.Service) -> Iterator[str]:
    members = (member for shape in service.structures() for member in shape.members)
    inner = (resolved(target) for shape in service.shapes.values() for target in targets(shape))
    return (flag for each in chain(members, inner) for flag in FLAGS if getattr(each, flag, False))


def _unchecked(service: ir.Service, translations: Mapping[str, Translation]) -> Iterator[str]:
    """The constraints that are not checked, each with the reason."""
    for name, shape in sorted(service.shapes.items()):
        if not bounds_agree(shape.traits):
            yield f"{service.name}: {name}: min and max are not checked: min is the greater one"
        if name in translations and translations[name].matcher is None:
            yield f"{service.name}: {name}: pattern is not checked: {translations[name].reason}"
