"""What was read, as the input that writes it back: a ``Table`` as a ``TableInput``, say.

Which structures belong together, and what of one goes into the other, follows from the names of
structures and members in the model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..shapes.collection import Collection, List
from ..shapes.rule import Rule
from ..shapes.shape import Shape
from ..shapes.structure import Member, StructureShape


def written_back(shape: Shape, source: Shape, value: Any) -> Any:
    """What an input takes of a value that was read; ``None`` if it takes nothing.

    Deprecated members are left out, and so is what a rule does not allow beside other members: a
    job that was read has ``MaxCapacity`` and ``WorkerType``, one that is written only one of them.

    :param shape: the input.
    :param source: the shape of the value.
    :param value: in boto3's form.
    """
    if isinstance(shape, StructureShape) and isinstance(source, StructureShape):
        return _members(shape, source, value)
    if isinstance(shape, Collection) and isinstance(source, Collection):
        if isinstance(shape, List):
            return [written_back(shape.entry, source.entry, each) for each in value]
        return {name: written_back(shape.entry, source.entry, value[name]) for name in value}
    if isinstance(source, StructureShape):
        part = _part(shape, source)
        return value.get(part.name) if part else None
    return value


def carried(
    shape: StructureShape, source: StructureShape
) -> Iterator[tuple[Member, Member | None]]:
    """The members of an input that are read, each with the one of the source that it is read from;
    ``None`` if it is an input for the whole of the source."""
    for member in shape.members:
        inner, origin = member.shape, source.by_name.get(member.name)
        if isinstance(inner, StructureShape) and inner.subject == source.name:
            yield member, None
        elif origin is not None and not member.deprecated and _fits(inner, origin.shape):
            yield member, origin


def _members(
    shape: StructureShape, source: StructureShape, value: Mapping[str, Any]
) -> dict[str, Any]:
    made = {}
    for member, origin in carried(shape, source):
        if origin is None:
            made[member.name] = written_back(member.shape, source, value)
        elif origin.name in value:
            made[member.name] = written_back(member.shape, origin.shape, value[origin.name])
    for rule in shape.constraints:
        if not isinstance(rule, Rule) or rule.demand != "forbid":
            continue
        if rule.applies(shape, made) and not rule.holds(shape, made):
            made = {name: made[name] for name in made if name not in rule.when_set}
    return {name: each for name, each in made.items() if each is not None}


def _fits(shape: Shape, source: Shape) -> bool:
    if isinstance(shape, Collection) and isinstance(source, Collection):
        return shape.kind == source.kind and _fits(shape.entry, source.entry)
    if isinstance(source, StructureShape) and not isinstance(shape, StructureShape):
        return _part(shape, source) is not None
    return shape.kind == source.kind


def _part(shape: Shape, source: StructureShape) -> Member | None:
    """The member of a structure that an input takes in its place: the expression of a schedule."""
    return next((member for member in source.members if member.shape is shape), None)
