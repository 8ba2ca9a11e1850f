"""The intermediate representation: a service as frozen values, checked and without surprises.

Shapes refer to each other by name, so that recursive ones need no care. Everything here is in the
words of the model (wire names); Python names are the next stage's business.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, get_args

import attrs

NumberKind = Literal["integer", "long", "float", "double"]
RuleKind = Literal["require", "forbid", "exactly_one_of", "at_least_one_of", "at_most_one_of"]
RULE_KINDS: tuple[RuleKind, ...] = get_args(RuleKind)
"""What a rule can ask, as the overlay spells it."""


@attrs.frozen
class Member:
    """One member of a structure."""

    name: str
    shape: str
    required: bool = False
    idempotency_token: bool = False
    streaming: bool = False
    json_value: bool = False
    """Whether a header holds any JSON value, encoded by botocore (``jsonvalue``)."""
    deprecated: bool = False
    documentation: str = ""


@attrs.frozen
class String:
    name: str
    minimum: int | None = None
    maximum: int | None = None
    pattern: str | None = None
    enum: tuple[str, ...] = ()
    sensitive: bool = False
    documentation: str = ""


@attrs.frozen
class Number:
    name: str
    kind: NumberKind
    minimum: float | None = None
    maximum: float | None = None
    sensitive: bool = False


@attrs.frozen
class Boolean:
    name: str
    sensitive: bool = False


@attrs.frozen
class Timestamp:
    name: str
    sensitive: bool = False


@attrs.frozen
class Blob:
    name: str
    minimum: int | None = None
    maximum: int | None = None
    streaming: bool = False
    sensitive: bool = False


@attrs.frozen
class Document:
    """Any JSON value (``document: true``)."""

    name: str
    sensitive: bool = False


@attrs.frozen
class List:
    name: str
    member: str
    minimum: int | None = None
    maximum: int | None = None
    sensitive: bool = False
    sparse: bool = False
    """Whether ``None`` is an entry like any other."""


@attrs.frozen
class Map:
    name: str
    key: str
    value: str
    minimum: int | None = None
    maximum: int | None = None
    sensitive: bool = False
    sparse: bool = False


@attrs.frozen
class ErrorTraits:
    """What makes a structure an error."""

    code: str
    http_status: int | None = None
    fault: bool = False
    retryable: bool = False


@attrs.frozen
class Rule:
    """A cross-field rule from the overlay; members are wire names.

    Where everything in ``when_set`` is given and nothing in ``when_unset`` is, the consequence
    (``kind`` over ``members``) must hold.
    """

    name: str
    kind: RuleKind
    members: tuple[str, ...]
    when_set: tuple[str, ...] = ()
    when_unset: tuple[str, ...] = ()


@attrs.frozen
class Structure:
    """A structure. ``model_shape`` is its name in the model; ``None`` where we had to invent it."""

    name: str
    members: tuple[Member, ...] = ()
    union: bool = False
    sensitive: bool = False
    event_stream: bool = False
    error: ErrorTraits | None = None
    rules: tuple[Rule, ...] = ()
    model_shape: str | None = None
    documentation: str = ""


Shape = String | Number | Boolean | Timestamp | Blob | Document | List | Map | Structure


@attrs.frozen
class Paginator:
    """What is generated of an entry of paginators-1; all of it travels with the package."""

    result_keys: tuple[str, ...]
    """JMESPath in wire names."""


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
    paginator: Paginator | None = None
    waiters: tuple[Waiter, ...] = ()
    documentation: str = ""


@attrs.frozen
class Service:
    """A whole service, or the part of it that was asked for."""

    name: str
    api_version: str
    full_name: str
    uid: str
    operations: tuple[Operation, ...]
    shapes: Mapping[str, Shape]

    def structure(self, name: str) -> Structure:
        """The structure called ``name``."""
        shape = self.shapes[name]
        if not isinstance(shape, Structure):
            raise TypeError(f"{name} is a {type(shape).__name__}")
        return shape

    def structures(self) -> Iterator[Structure]:
        """Every structure that is no error."""
        return (
            shape
            for shape in self.shapes.values()
            if isinstance(shape, Structure) and shape.error is None
        )

    def errors(self) -> Iterator[Structure]:
        """Every modelled error."""
        return (
            shape
            for shape in self.shapes.values()
            if isinstance(shape, Structure) and shape.error is not None
        )


def targets(shape: Shape) -> tuple[str, ...]:
    """The names of the shapes that a shape refers to, in order."""
    if isinstance(shape, Structure):
        return tuple(member.shape for member in shape.members)
    if isinstance(shape, List):
        return (shape.member,)
    if isinstance(shape, Map):
        return (shape.key, shape.value)
    return ()


def closure(shapes: Mapping[str, Shape], roots: tuple[str, ...]) -> dict[str, None]:
    """Everything reachable from ``roots``, themselves included, in the order of discovery."""
    found: dict[str, None] = {}
    waiting = list(reversed(roots))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = None
            waiting.extend(reversed(targets(shapes[name])))
    return found


def components(shapes: Mapping[str, Shape]) -> dict[str, str]:
    """For each shape a representative; two have the same where each can hold the other.

    Tarjan's algorithm for strongly connected components, without recursion: linear in the model.
    """
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_: list[str] = []
    result: dict[str, str] = {}
    for root in shapes:
        walk = [] if root in order else [(root, iter(targets(shapes[root])))]
        while walk:
            name, rest = walk[-1]
            if name not in order:
                order[name] = lowest[name] = len(order)
                open_.append(name)
            target = next((t for t in rest if t not in result), None)
            if target is None:
                walk.pop()
                if walk:
                    lowest[walk[-1][0]] = min(lowest[walk[-1][0]], lowest[name])
                if lowest[name] == order[name]:
                    while name not in result:
                        result[open_.pop()] = name
            elif target in order:
                lowest[name] = min(lowest[name], order[target])
            else:
                walk.append((target, iter(targets(shapes[target]))))
    return result
