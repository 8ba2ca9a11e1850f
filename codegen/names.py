"""Python names for everything public, decided in one place.

Snake case is botocore's ``xform_name``. A name that is a keyword, or that the generated code needs
itself, gets a trailing underscore; of two names that meet, the later one gets a number. No name
made from a model begins with an underscore: those belong to the generated code.
"""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

import attrs
from botocore import xform_name

from . import ir
from .runtime.shapes import Enum, Shape
from .source import Identifier

BUILTINS = frozenset(name for name in dir(builtins) if name.islower())
"""No class or shape is called like one of these, which the code beside it may use."""
_TYPES = frozenset({"str", "int", "float", "bool", "bytes", "tuple"})
"""What annotations name: a type checker looks for them in the class first."""
_USED_BY_METHODS = frozenset({"self", "locals"})
"""What clients and constructors name beside their parameters."""
_STRUCTURE_ATTRIBUTES = frozenset(
    {"to_wire", "from_wire", "from_response", "unknown_members", "response_metadata"}
)
"""What every structure, or every response, has."""
_SERVICE_NAMES = frozenset(
    {"Client", "AsyncClient", "BASE", "ERRORS", "client", "async_client", "choices", "enums"}
    | {"errors", "literals", "operations", "rules", "shapes", "structures"}
    | BUILTINS
)
"""The modules of a service, and what they define beside the classes of the model."""
_ERROR_ATTRIBUTES = frozenset(
    {"args", "add_note", "with_traceback", "message", "response", "operation_name", "property"}
    | {"MSG_TEMPLATE", "dict", "type"}
    | {"code", "fault", "retryable", "http_status", "request_id"}
)
"""What every error class has, from Python, botocore and our runtime, or what its code needs."""
_LONGEST_NAME = 200
"""Of a name made from a model: files are called by it, and names of files end at 255 bytes."""
_CLIENT_ATTRIBUTES = frozenset(
    {"botocore", "send", "meta", "exceptions", "close"}
    | {"get_paginator", "get_waiter", "can_paginate"}
)
"""What every client has."""
_WAIT_OPTIONS = frozenset({"delay", "max_attempts", "timeout", "on_poll"})
"""What the methods that wait take beside the members of the request."""
_ENUM_ATTRIBUTES = frozenset({"MRO", "mro", "name", "value", *dir(str)})
"""What ``enum`` refuses as the name of a member, and what every member has as a string."""


Scope = Mapping[str, Identifier]
"""Names that differ from each other, by wire name."""


@attrs.frozen
class Names:
    """The public Python names of a service; or those that were given before, and stay."""

    operations: Scope = attrs.field(factory=dict)
    """Client methods."""
    iterators: Scope = attrs.field(factory=dict)
    """Client methods over every page, by paginated operation."""
    waits: Scope = attrs.field(factory=dict)
    """Client methods that wait, by waiter."""
    classes: Scope = attrs.field(factory=dict)
    """Structures, errors and enums, by shape."""
    shapes: Scope = attrs.field(factory=dict)
    """All other shapes."""
    error_base: str = ""
    """The class of all errors of the service."""
    members: Mapping[str, Scope] = attrs.field(factory=dict)
    """By structure and member."""
    enum_members: Mapping[str, Scope] = attrs.field(factory=dict)
    """By shape and value."""

    def shape(self, name: str) -> Identifier:
        """The name of a shape: structures and enums have that of their class."""
        return self.classes.get(name) or self.shapes[name]


def name(service: ir.Service, lock: Names | None = None) -> Names:
    """Name everything; names in ``lock`` are kept, newcomers give way to them.

    The order matters where kinds share a scope. On a client, operations come first: they are what
    AWS calls them. The iterators are called after them and give way; then the waits. In the module
    of a service, the base class of its errors gives way to the classes of the model, and in that of
    its shapes those without a class do. Members and enum members have scopes of their own.
    """
    lock = lock or Names()
    kept = {*lock.iterators.values(), *lock.waits.values()}
    operations = _allocate(
        [operation.name for operation in service.operations],
        member_name,
        _CLIENT_ATTRIBUTES | _TYPES | kept,
        lock.operations,
    )
    iterators = _allocate(
        [operation.name for operation in service.operations if operation.items],
        lambda wire: f"iter_{operations[wire]}",
        _CLIENT_ATTRIBUTES | _TYPES | {*operations.values()},
        lock.iterators,
    )
    waits = _allocate(
        [waiter.name for operation in service.operations for waiter in operation.waiters],
        lambda wire: f"wait_until_{module_name(wire)}",
        _CLIENT_ATTRIBUTES | _TYPES | {*operations.values(), *iterators.values()},
        lock.waits,
    )
    classes = _classes(service, lock)
    shapes = [name for name, shape in service.shapes.items() if not _is_class(shape)]
    return Names(
        classes=classes,
        members=_members(service, lock),
        operations=operations,
        iterators=iterators,
        waits=waits,
        enum_members=_enum_members(service, lock),
        shapes=_allocate(shapes, class_name, BUILTINS | {*classes.values()}, lock.shapes),
        error_base=_error_base(service, lock, classes.values()),
    )


# in the module of a service


def _classes(service: ir.Service, lock: Names) -> dict[str, Identifier]:
    """A base class of errors that was named before keeps its name, whatever the model has now, as
    does a shape without a class."""
    wires = [name for name, shape in service.shapes.items() if _is_class(shape)]
    kept = {lock.error_base, *(lock.shapes[name] for name in lock.shapes.keys() - {*wires})} - {""}
    return _allocate(wires, class_name, _SERVICE_NAMES | kept, lock.classes)


def _error_base(service: ir.Service, lock: Names, classes: Iterable[Identifier]) -> Identifier:
    """``emr-serverless`` → ``EmrServerlessError``, unless the model has that itself."""
    words = str(module_name(service.name)).split("_")
    stem = "".join(word[:1].upper() + word[1:] for word in words)
    return distinct(lock.error_base or f"{stem}Error", _SERVICE_NAMES | {*classes})


# in scopes of their own


def _members(service: ir.Service, lock: Names) -> dict[str, Scope]:
    """The members of structures and those of errors, which inherit other attributes."""
    options = {
        operation.request: _WAIT_OPTIONS for operation in service.operations if operation.waiters
    }
    structures, errors = _by_structure(service.structures()), _by_structure(service.errors())
    reserved = _TYPES | _USED_BY_METHODS | _STRUCTURE_ATTRIBUTES
    reserved_in_errors = _TYPES | _ERROR_ATTRIBUTES
    return {
        **_nested(structures, member_name, reserved, lock.members, options),
        **_nested(errors, member_name, reserved_in_errors, lock.members),
    }


def _by_structure(structures: Iterable[ir.Structure]) -> dict[str, list[str]]:
    return {shape.name: [member.name for member in shape.members] for shape in structures}


def _enum_members(service: ir.Service, lock: Names) -> dict[str, Scope]:
    values = {
        name: list(enum.values)
        for name, shape in service.shapes.items()
        if (enum := shape.stated(Enum)) is not None
    }
    return _nested(values, constant_name, _ENUM_ATTRIBUTES, lock.enum_members)


# from wire names to Python names

_REMEMBERED = 10_000
"""Names: many structures have members, and many enums values, that are called alike."""


@lru_cache(maxsize=_REMEMBERED)
def class_name(wire: str) -> str:
    """``startJobRun`` → ``StartJobRun``; names in Pascal case stay as they are."""
    words = _ascii_words(wire)
    name = "".join(word[0].upper() + word[1:] for word in words) or "Unnamed"
    return f"VALUE_{name}" if name[0].isdigit() else name


@lru_cache(maxsize=_REMEMBERED)
def member_name(wire: str) -> str:
    """botocore's ``xform_name``: ``jobDriver`` → ``job_driver``."""
    name = _snake(wire) or "unnamed"
    return f"value_{name}" if name[0].isdigit() else name


def module_name(wire: str) -> Identifier:
    """A module or package: ``emr-containers`` → ``emr_containers``, ``lambda`` → ``lambda_``."""
    return distinct(member_name(wire) if _snake(wire) else "service", frozenset())


def distinct(candidate: str, taken: Iterable[str]) -> Identifier:
    """The candidate, or the nearest thing to it that is valid, no keyword and not taken."""
    if keyword.iskeyword(candidate) or candidate in taken:
        candidate += "_"
    stem, number = candidate, 2
    while candidate in taken:
        candidate, number = f"{stem.rstrip('_')}_{number}", number + 1
    return Identifier(candidate)


@lru_cache(maxsize=_REMEMBERED)
def constant_name(value: str) -> str:
    """``G.1X`` → ``G_1X``; ``SSE-KMS`` → ``SSE_KMS``; ``glueEtl`` → ``GLUE_ETL``."""
    words = "_".join(_ascii_words(value))
    if re.fullmatch(r"[A-Za-z]*[a-z][A-Z][A-Za-z0-9]*", words):
        words = xform_name(words)
    name = words.upper() or "EMPTY"
    return f"VALUE_{name}" if name[0].isdigit() else name


def _ascii_words(text: str) -> list[str]:
    """The runs of ASCII letters and digits; compatibility characters are taken apart first."""
    return re.findall(r"[A-Za-z0-9]+", _plain(text))


def _plain(text: str) -> str:
    """Compatibility characters taken apart, and the end of an endless name left out."""
    return unicodedata.normalize("NFKD", text[:_LONGEST_NAME])[:_LONGEST_NAME]


def _snake(wire: str) -> str:
    plain = "_".join(re.findall(r"[A-Za-z0-9_]+", _plain(wire))).strip("_")
    return str(xform_name(plain)).lower()[:_LONGEST_NAME].strip("_") if plain else ""


def _allocate(
    wires: Iterable[str],
    make: Callable[[str], str],
    reserved: frozenset[str],
    lock: Scope,
) -> dict[str, Identifier]:
    """A name for each wire name: locked ones first, then those that keep theirs, then the rest.

    A locked name that has become reserved cannot be kept; who locked it sees that in the result.
    """
    given = {wire: lock[wire] for wire in wires if wire in lock and lock[wire] not in reserved}
    taken = {*reserved, *given.values(), *lock.values()}
    newcomers = sorted(
        (wire for wire in wires if wire not in given), key=lambda w: (make(w) != w, w)
    )
    for wire in newcomers:
        given[wire] = distinct(make(wire), taken)
        taken.add(given[wire])
    return {wire: given[wire] for wire in wires}


def _nested(
    wires: Mapping[str, list[str]],
    make: Callable[[str], str],
    reserved: frozenset[str],
    locks: Mapping[str, Scope],
    reserved_by_owner: Mapping[str, frozenset[str]] = {},
) -> dict[str, Scope]:
    nothing: frozenset[str] = frozenset()
    return {
        owner: _allocate(
            members, make, reserved | reserved_by_owner.get(owner, nothing), locks.get(owner, {})
        )
        for owner, members in wires.items()
        if members
    }


def _is_class(shape: Shape) -> bool:
    return isinstance(shape, ir.Structure) or shape.stated(Enum) is not None
