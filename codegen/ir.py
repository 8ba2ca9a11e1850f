"""The intermediate representation: a service as frozen values, checked and without surprises.

Shapes are those of the runtime (``runtime/shapes``), and refer to each other by name, so that
recursive ones need no care. Everything here is in the words of the model (wire names); Python names
are the next stage's business.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

import attrs

from . import graph
from .runtime import shapes
from .runtime.shapes import Reference, Shape


class Member(shapes.Member):
    """One member of a structure."""

    __slots__ = ("json_value", "payload")

    target: Reference

    def __init__(
        self,
        name: str,
        target: Reference,
        *,
        json_value: bool = False,
        payload: bool = False,
        **options: bool,
    ) -> None:
        """
        :param json_value: whether a header holds any JSON value, encoded by botocore.
        :param payload: whether it is the whole body.
        """
        super().__init__(name, target, **options)
        self.json_value, self.payload = json_value, payload


@attrs.frozen
class ErrorTraits:
    """What makes a structure an error."""

    code: str
    http_status: int | None = None
    fault: bool = False
    retryable: bool = False


class Structure(shapes.StructureShape, kind="StructureShape"):
    """A structure, with what only the generator has to know of it."""

    __slots__ = ("error", "model_shape")

    members: tuple[Member, ...]

    def __init__(
        self,
        name: str,
        members: tuple[Member, ...] = (),
        *,
        error: ErrorTraits | None = None,
        model_shape: str | None = None,
        **traits: Any,
    ) -> None:
        """:param model_shape: its name in the model; ``None`` if we had to invent it."""
        super().__init__(name, members, **traits)
        self.error, self.model_shape = error, model_shape


@attrs.frozen
class Waiter:
    """An entry of waiters-2."""

    name: str
    operation: str
    delay: int
    max_attempts: int
    description: str = ""
    """A sentence of ours that says what for."""
    ends_with_error: bool = False
    """Whether an error can be what is waited for: that something is gone."""


@attrs.frozen
class Operation:
    """One operation; ``request`` and ``response`` always name a structure."""

    name: str
    request: str
    response: str
    errors: tuple[str, ...] = ()
    deprecated: bool = False
    items: str = ""
    """What an iterator over all pages yields, as JMESPath in wire names; empty if there is none."""
    waiters: tuple[Waiter, ...] = ()


@attrs.frozen
class Service:
    """A whole service, or the part of it that was asked for."""

    name: str
    api_version: str
    full_name: str
    uid: str
    operations: tuple[Operation, ...]
    shapes: Mapping[str, Shape]
    documentation: Mapping[tuple[str, str], str] = attrs.field(factory=dict)
    """AWS's own text, if it was asked for: about members, shapes (whose member is called ``""``)
    and operations (whose shape is)."""

    stated: Mapping[str, Mapping[str, Any]] = attrs.field(factory=dict)
    """What shapes state by constraints of the user's own, by keyword."""

    def structure(self, name: str) -> Structure:
        """The structure called ``name``."""
        shape = self.shapes[name]
        if not isinstance(shape, Structure):
            raise TypeError(f"{name} is a {type(shape).__name__}")
        return shape

    def prose(self, shape: str, member: str = "") -> str:
        """AWS's own text about a shape, or about a member of it; empty if it was not asked for."""
        return self.documentation.get((shape, member), "")

    @cached_property
    def links(self) -> Mapping[str, list[str]]:
        """The names of the shapes that each shape refers to, in order."""
        return {name: names(shape) for name, shape in self.shapes.items()}

    @cached_property
    def held(self) -> Mapping[str, tuple[str, ...]]:
        """The structures that each shape holds, in lists and maps too, in order."""
        return {
            name: tuple(structure for link in links for structure in self.named(link))
            for name, links in self.links.items()
        }

    def named(self, name: str) -> Iterator[str]:
        """The structures that the type of a shape names: its own, or those in a list or map."""
        if isinstance(self.shapes[name], Structure):
            yield name
        else:
            for link in self.links[name]:
                yield from self.named(link)

    def closure(self, roots: Iterable[str]) -> dict[str, None]:
        """Everything reachable from ``roots``, themselves included, in the order of discovery."""
        return graph.reached(roots, self.links.__getitem__)

    def structures(self) -> Iterator[Structure]:
        """Every structure that is not an error."""
        return (s for s in self.shapes.values() if isinstance(s, Structure) and s.error is None)

    def errors(self) -> Iterator[Structure]:
        """Every modelled error."""
        return (s for s in self.shapes.values() if isinstance(s, Structure) and s.error is not None)


INNER: Mapping[type[Any], tuple[str, ...]] = {
    shapes.List: ("member",),
    shapes.Map: ("key", "value"),
}
"""What lists and maps are made of, as the modelling language calls it."""


def targets(shape: Shape) -> tuple[Reference, ...]:
    """What a shape refers to, in order: its members, or its key and entry."""
    return tuple(target for target in shapes.targets(shape) if isinstance(target, Reference))


def names(shape: Shape) -> list[str]:
    """The names of the shapes that a shape refers to, in order."""
    return [target.name for target in targets(shape)]


def parts(shape: Shape) -> dict[str, str]:
    """The names of the shapes that a shape refers to, by member, or by what :data:`INNER` says."""
    if isinstance(shape, Structure):
        return {member.name: member.target.name for member in shape.members}
    return dict(zip(INNER.get(type(shape), ()), names(shape), strict=True))


def closure(known: Mapping[str, Shape], roots: Iterable[str]) -> dict[str, None]:
    """Everything reachable from ``roots``, themselves included, in the order of discovery."""
    return graph.reached(roots, lambda name: names(known[name]))
