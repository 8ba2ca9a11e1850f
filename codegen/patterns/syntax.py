"""The tree of a regular expression: one frozen class per construct.

It is Java's meaning with everything that is only spelling resolved: character classes, escapes,
properties and flags have become :class:`CharSet`, and what is left is structure. The renderers and
the automata walk this tree and never see Java's text.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from functools import reduce
from typing import Literal, Union

import attrs

from .charset import ANY, NONE, CharSet

Mode = Literal["greedy", "lazy", "possessive"]


@attrs.frozen(cache_hash=True)
class Chars:
    """One character out of a set."""

    allowed: CharSet


@attrs.frozen(cache_hash=True)
class Seq:
    """The items one after the other; no items match the empty string."""

    items: tuple[Node, ...] = ()


@attrs.frozen(cache_hash=True)
class Alt:
    """One of the options, tried from left to right; no options match nothing."""

    options: tuple[Node, ...]


@attrs.frozen(cache_hash=True)
class Repeat:
    """The body between ``minimum`` and ``maximum`` times (``None``: no limit)."""

    body: Node
    minimum: int
    maximum: int | None
    mode: Mode = "greedy"


@attrs.frozen(cache_hash=True)
class Capture:
    """A capturing group with its Java number; only a :class:`Backref` makes it matter."""

    body: Node
    number: int


@attrs.frozen(cache_hash=True)
class Backref:
    """The text the numbered group matched last."""

    number: int


@attrs.frozen(cache_hash=True)
class Atomic:
    """The body as it matched first: no way back into it."""

    body: Node


@attrs.frozen(cache_hash=True)
class Look:
    """A condition on the text after (``ahead``) or before this place that consumes nothing."""

    body: Node
    ahead: bool
    positive: bool


@attrs.frozen(cache_hash=True)
class Start:
    """The start of the value (``^``, ``\\A``)."""


@attrs.frozen(cache_hash=True)
class End:
    """The end of the value (``\\z``)."""


@attrs.frozen(cache_hash=True)
class FinalEnd:
    """The end of the value or the place before its final line terminator (``$``, ``\\Z``)."""


Node = Union[  # noqa: UP007 - the classes refer to it before it exists
    Chars, Seq, Alt, Repeat, Capture, Backref, Atomic, Look, Start, End, FinalEnd
]

EMPTY = Seq()
NOTHING = Alt(())
EVERYTHING = Repeat(Chars(ANY), 0, None)


def children(node: Node) -> tuple[Node, ...]:
    """The direct parts of a node."""
    match node:
        case Seq(items):
            return items
        case Alt(options):
            return options
        case Repeat(body) | Capture(body) | Atomic(body) | Look(body):
            return (body,)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything inside of it, outermost first."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += children(node)[::-1]


def sequence(*items: Node) -> Node:
    """The items one after the other, without nesting sequences."""
    flat = tuple(part for item in items for part in parts(item))
    return flat[0] if len(flat) == 1 else Seq(flat)


def parts(node: Node) -> tuple[Node, ...]:
    """The node as the items of a sequence."""
    return node.items if isinstance(node, Seq) else (node,)


def choice(*options: Node) -> Node:
    """One of the options, without nesting choices or repeating an option."""
    flat = [part for o in options for part in (o.options if isinstance(o, Alt) else (o,))]
    unique = tuple(dict.fromkeys(flat))
    return unique[0] if len(unique) == 1 else Alt(unique)


def rebuilt(node: Node, parts: tuple[Node, ...]) -> Node:
    """The node with other parts."""
    match node:
        case Seq():
            return sequence(*parts)
        case Alt():
            return Alt(parts)
        case Repeat(_, minimum, maximum, mode):
            return Repeat(parts[0], minimum, maximum, mode)
        case Capture(_, number):
            return Capture(parts[0], number)
        case Look(_, ahead, positive):
            return Look(parts[0], ahead, positive)
        case Atomic():
            return Atomic(parts[0])
        case _:
            return node


def nullable(node: Node) -> bool:
    """Whether the node can match the empty string (conditions count as empty)."""
    match node:
        case Chars() | Backref():
            return False
        case Seq(items):
            return all(nullable(item) for item in items)
        case Alt(options):
            return any(nullable(option) for option in options)
        case Repeat(body, minimum):
            return minimum == 0 or nullable(body)
        case Capture(body) | Atomic(body):
            return nullable(body)
        case _:
            return True


def edge(node: Node, *, last: bool) -> CharSet:
    """The characters with which values of the node can begin (or end)."""
    match node:
        case Chars(allowed):
            return allowed
        case Seq(items):
            found = NONE
            for item in reversed(items) if last else items:
                found |= edge(item, last=last)
                if not nullable(item):
                    break
            return found
        case Backref():
            return ANY
        case Look():
            return NONE
        case _:
            return reduce(operator.or_, (edge(part, last=last) for part in children(node)), NONE)


def reads(node: Node) -> CharSet:
    """All characters that the node can read or look at."""
    return reduce(operator.or_, (n.allowed for n in walk(node) if isinstance(n, Chars)), NONE)


def conditional(node: Node) -> bool:
    """Whether the node holds a condition or anything else that is more than a plain language."""
    special = Look | Start | End | FinalEnd | Backref | Atomic
    return any(isinstance(part, special) for part in walk(node))
