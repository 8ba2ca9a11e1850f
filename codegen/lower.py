"""Raw model to IR: every trait read once, everything wrong with it reported with its place."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import attrs

from . import ir
from .load import Raw, RawService
from .problems import CodegenError, Problem
from .runtime import shapes
from .runtime.shapes import Collection, Reference, Shape
from .runtime.suggestions import did_you_mean

Holder = TypeVar("Holder", ir.Member, Collection)
Operations = tuple[str, ...]
Rules = Mapping[str, tuple[shapes.Rule, ...]]


def lower(raw: RawService, only: Operations = ()) -> ir.Service:
    """The IR of a service, or of the operations ``only`` and the closure of their shapes.

    :raises CodegenError: everything that is wrong with the model, each with its JSON pointer.
    """
    known, operations = _read(raw, only)
    _separate_roles(known)
    errors = () if only else _unreferenced_errors(known, operations)
    return _service(raw, _with_own_shapes(known, operations), known, errors)


def shapes_of(raw: RawService) -> dict[str, Shape]:
    """Every shape of a model as it stands there.

    :raises CodegenError: everything that is wrong with the model, each with its JSON pointer.
    """
    return _read(raw, ())[0]


def _read(raw: RawService, only: Operations) -> tuple[dict[str, Shape], list[ir.Operation]]:
    model = _Reader(raw.name, [])
    model.object(raw.model, "metadata")
    known = _shapes(model, raw)
    operations = _operations(model, raw, only)
    _check_references(model, known, operations)
    if not model.problems:
        _check_nesting(model, known)
    if model.problems:
        raise CodegenError(sorted(model.problems))
    return known, operations


_KINDS: Mapping[type[Any], str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a string",
    list: "a list",
    dict: "an object",
}
"""What JSON calls the types of its values; what is left is ``null``."""


@attrs.frozen
class _Reader:
    """Reads typed values out of raw JSON and notes what is of another type."""

    service: str
    problems: list[Problem]
    path: tuple[str, ...] = ()

    def at(self, *path: str) -> _Reader:
        return _Reader(self.service, self.problems, (*self.path, *path))

    def wrong(self, message: str) -> None:
        pointer = "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in self.path)
        place = f"{self.service}: {ascii(pointer)[1:-1]}" if pointer else self.service
        self.problems.append(Problem(place, message))

    def entry(self, name: str, raw: Any) -> Raw | None:
        """Something that the model names, if it is an object.

        In the IR, ``""`` says that there is no such thing, so nothing can be called that.
        """
        if not name:
            self.wrong("must have a name")
        if not isinstance(raw, dict):
            self.wrong("must be an object")
            return None
        return raw

    def get(self, raw: Raw, key: str, kind: type, default: Any) -> Any:
        value = raw.get(key, default)
        if value is not default and (
            not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool)
        ):
            self.at(key).wrong(f"must be {_KINDS[kind]}, not {_KINDS.get(type(value), 'null')}")
            return default
        return value

    def object(self, raw: Raw, key: str) -> Raw:
        value: Raw = self.get(raw, key, dict, {})
        return value

    def text(self, raw: Raw, key: str) -> str:
        if key not in raw:
            self.wrong(f"has no {key!r}")
        return str(self.get(raw, key, str, ""))

    def flag(self, raw: Raw, key: str) -> bool:
        return bool(self.get(raw, key, bool, False))

    def texts(self, raw: Raw, key: str) -> tuple[str, ...]:
        values = self.get(raw, key, list, [])
        if not all(isinstance(value, str) for value in values):
            self.at(key).wrong("must hold strings only")
            return ()
        return tuple(dict.fromkeys(values))

    def reference(self, raw: Raw, key: str) -> str:
        return self.at(key).text(self.object(raw, key), "shape")

    def bound(self, raw: Raw, key: str) -> int | None:
        """A length bound: a whole number that is not negative."""
        value = self.number(raw, key)
        return None if value is None else math.ceil(value) if key == "min" else math.floor(value)

    def number(self, raw: Raw, key: str) -> float | None:
        value = raw.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value:
            found = _KINDS[type(value)] if value == value else "NaN"
            self.at(key).wrong(f"must be a number, not {found}")
            return None
        if math.isinf(value):
            return None
        return value


def _shapes(model: _Reader, raw: RawService) -> dict[str, Shape]:
    """Every shape; what they refer to they will find in the dictionary itself."""
    found: dict[str, Shape] = {}
    rules = _rules(raw)
    for name, content in model.object(raw.model, "shapes").items():
        place = model.at("shapes", name)
        if (entry := place.entry(name, content)) is not None:
            found[name] = _shape(place, name, entry, rules, found)
    for name in (name for entry in raw.stated for name in entry["shapes"]):
        if name not in found or isinstance(found[name], ir.Structure):
            model.wrong(
                f"overlay constraints.json names {name!a}, which is not a value, list or map"
            )
    grown = None if raw.open_enums is None else {entry["enum"] for entry in raw.open_enums}
    for name, shape in found.items():
        if shape.stated(shapes.Enum) is not None and (grown is None or name in grown):
            found[name] = shape.replaced(traits={**shape.traits, "open": True})
    return found


def _shape(place: _Reader, name: str, raw: Raw, rules: Rules, home: dict[str, Shape]) -> Shape:
    kind = place.text(raw, "type")
    sensitive = place.flag(raw, "sensitive")
    if kind == "structure" and place.flag(raw, "document"):
        return shapes.Document(sensitive=sensitive)
    if kind == "structure":
        return _structure(place, name, raw, rules.get(name, ()), home)
    cls = TYPES.get(kind)
    if cls is None:
        known = ", ".join(("structure", *TYPES))
        place.wrong(f"has the unknown type {kind!a}; there are: {known}")
        return shapes.Document()
    traits: dict[str, Any] = {"sensitive": sensitive, **_traits(place, cls, raw)}
    targets = [Reference(place.reference(raw, key), home) for key in ir.INNER.get(cls, ())]
    if targets:
        traits["sparse"] = place.flag(raw, "sparse")
    elif cls is shapes.Blob:
        traits["streaming"] = place.flag(raw, "streaming")
    shape: Shape = cls(*targets, **traits)
    return shape


_CLASSES: tuple[type[Shape], ...] = (*shapes.SCALARS, *ir.INNER)

TYPES: Mapping[str, type[Any]] = {name: cls for cls in _CLASSES for name in cls.json_types}
"""The kinds of shapes by what the modelling language calls them; structures apart."""


def _traits(place: _Reader, cls: type[Shape], raw: Raw) -> dict[str, Any]:
    """What a shape states, as its constraints read it."""
    traits: dict[str, Any] = {}
    for constraint in shapes.CONSTRAINTS:
        if cls.kind in constraint.shapes:
            traits.update(constraint.read(place, raw))
    return traits


def _structure(
    place: _Reader, name: str, raw: Raw, rules: tuple[shapes.Rule, ...], home: dict[str, Shape]
) -> ir.Structure:
    traits = _traits(place, ir.Structure, raw)
    required = traits.pop("required") or ()
    entries = place.object(raw, "members")
    for missing in [member for member in required if member not in entries]:
        place.at("required").wrong(f"names {missing!a}, which is not a member")
    return ir.Structure(
        name,
        tuple(
            _member(
                place.at("members", member),
                member,
                entry,
                home,
                required=member in required,
                payload=member == raw.get("payload"),
            )
            for member, entry in entries.items()
        ),
        sensitive=place.flag(raw, "sensitive"),
        event_stream=place.flag(raw, "eventstream"),
        error=_error(place, name, raw),
        model_shape=name,
        **{**traits, "rules": rules or None},
    )


def _member(
    place: _Reader, name: str, content: Any, home: dict[str, Shape], **options: bool
) -> ir.Member:
    raw = place.entry(name, content)
    if raw is None:
        return ir.Member(name, Reference("", home))
    return ir.Member(
        name,
        Reference(place.text(raw, "shape"), home),
        filled_in=place.flag(raw, "idempotencyToken"),
        streaming=place.flag(raw, "streaming"),
        json_value=_location(place, raw) == "header" and place.flag(raw, "jsonvalue"),
        deprecated=place.flag(raw, "deprecated"),
        **options,
    )


_LOCATIONS = ("uri", "querystring", "header", "headers", "statusCode", "body")


def _location(place: _Reader, raw: Raw) -> str:
    """Where botocore puts a member: in its body, if nothing else is said."""
    location: str = place.get(raw, "location", str, "body")
    if location not in _LOCATIONS:
        known = ", ".join(_LOCATIONS)
        place.at("location").wrong(f"is the unknown location {location!a}; there are: {known}")
    return location


def _error(place: _Reader, name: str, raw: Raw) -> ir.ErrorTraits | None:
    if not place.flag(raw, "exception"):
        return None
    traits = place.object(raw, "error")
    return ir.ErrorTraits(
        code=place.at("error").get(traits, "code", str, name),
        http_status=place.at("error").get(traits, "httpStatusCode", int, None),
        fault=bool(raw.get("fault") or traits.get("fault")),
        retryable="retryable" in raw,
    )


def _operations(model: _Reader, raw: RawService, only: Operations) -> list[ir.Operation]:
    entries = model.object(raw.model, "operations")
    for unknown in [name for name in only if name not in entries]:
        model.wrong(f"has no operation {unknown!a}{did_you_mean(unknown, entries)}")
    wanted = [name for name in entries if not only or name in only]
    return [_operation(model.at("operations", name), raw, name, entries[name]) for name in wanted]


def _operation(place: _Reader, service: RawService, name: str, content: Any) -> ir.Operation:
    raw = place.entry(name, content) or {}
    place.object(raw, "http")
    errors = place.get(raw, "errors", list, [])
    return ir.Operation(
        name=name,
        request=place.reference(raw, "input") if "input" in raw else "",
        response=place.reference(raw, "output") if "output" in raw else "",
        errors=tuple(
            dict.fromkeys(
                place.at("errors", str(index)).text(
                    error if isinstance(error, dict) else {}, "shape"
                )
                for index, error in enumerate(errors)
            )
        ),
        deprecated=place.flag(raw, "deprecated"),
        items=_items(service.paginators.get(name)),
        waiters=_waiters(place, service, name),
    )


def _items(paginator: Any) -> str:
    """The first of the lists that a page has."""
    keys = paginator.get("result_key") if isinstance(paginator, dict) else None
    listed = keys if isinstance(keys, list) else [keys]
    return next((key for key in listed if isinstance(key, str)), "")


def _waiters(place: _Reader, service: RawService, operation: str) -> tuple[ir.Waiter, ...]:
    return tuple(
        _waiter(place.at("waiters", name), name, operation, raw)
        for name, raw in service.waiters.items()
        if isinstance(raw, dict) and raw.get("operation") == operation
    )


_LONGEST_WAIT = 10**6
"""Seconds between two polls, and polls: either is absurd beyond this."""


def _waiter(place: _Reader, name: str, operation: str, raw: Raw) -> ir.Waiter:
    delay = place.get(raw, "delay", int, 30)
    attempts = place.get(raw, "maxAttempts", int, 60)
    if not (0 <= delay <= _LONGEST_WAIT and 0 <= attempts <= _LONGEST_WAIT):
        place.wrong(f"must have delay and maxAttempts from 0 to {_LONGEST_WAIT:,}")
    # Without a source it is not a waiter of ours, and AWS's sentences are documentation.
    description = str(raw.get("description", "")) if "source" in raw else ""
    return ir.Waiter(name, operation, delay, attempts, description, _ends_with_error(place, raw))


def _ends_with_error(place: _Reader, waiter: Raw) -> bool:
    acceptors = place.get(waiter, "acceptors", list, [])
    if not all(isinstance(acceptor, dict) for acceptor in acceptors):
        place.at("acceptors").wrong("must hold objects only")
        return False
    return any(a.get("matcher") == "error" and a.get("state") == "success" for a in acceptors)


def _rules(raw: RawService) -> Rules:
    """The rules by structure; the overlay has seen to it that they are well-formed."""
    rules: dict[str, tuple[shapes.Rule, ...]] = {}
    for entry in raw.rules:
        rule = shapes.Rule.from_overlay(entry)
        for structure in dict.fromkeys(entry["structures"]):
            rules[structure] = (*rules.get(structure, ()), rule)
    return rules


def _check_references(
    model: _Reader, known: Mapping[str, Shape], operations: Iterable[ir.Operation]
) -> None:
    def check(target: str, *path: str, structure: bool = False) -> None:
        if target and target not in known:
            model.at(*path).wrong(f"refers to {target!a}, which is not a shape")
        elif target and structure and not isinstance(known[target], ir.Structure):
            model.at(*path).wrong(f"refers to {target!a}, which is not a structure")

    for name, shape in known.items():
        inside = ("members",) if isinstance(shape, ir.Structure) else ()
        for part, target in ir.parts(shape).items():
            check(target, "shapes", name, *inside, part)
    for operation in operations:
        place = ("operations", operation.name)
        check(operation.request, *place, "input", structure=True)
        check(operation.response, *place, "output", structure=True)
        for error in operation.errors:
            check(error, *place, "errors", structure=True)


_DEEPEST_NESTING = 16
"""Lists and maps directly inside each other: four times what any service has."""


def _check_nesting(model: _Reader, known: Mapping[str, Shape]) -> None:
    """Lists of lists end somewhere: Python can neither spell nor check those that do not."""
    for name, shape in known.items():
        if isinstance(shape, shapes.Map) and not isinstance(shape.key, shapes.String):
            model.at("shapes", name, "key").wrong("must be a string")
        levels = 0
        while isinstance(shape, Collection) and levels <= _DEEPEST_NESTING:
            shape, levels = shape.entry, levels + 1
        if levels > _DEEPEST_NESTING:
            model.at("shapes", name).wrong(
                f"nests lists and maps more than {_DEEPEST_NESTING} levels deep, or forever"
            )


def _separate_roles(known: dict[str, Shape]) -> None:
    """Give shapes that are used in two roles one shape for each.

    An error that is also a member (event streams have them) is a structure there and no exception;
    a string that is a JSON header takes any JSON value there.
    """
    invented: dict[tuple[str, bool], str] = {}

    def other(name: str, json_value: bool = False) -> str:
        shape = known[name]
        if json_value and isinstance(shape, shapes.String):
            made: Shape = shapes.Document(sensitive=shape.sensitive)
            new = _unused(known, f"{name}JSON")
        elif isinstance(shape, ir.Structure) and shape.error:
            new = _unused(known, f"{name}Details")
            made = shape.replaced(name=new, error=None)
        else:
            return name
        if (name, json_value) not in invented:
            invented[name, json_value] = new
            known[new] = made
        return invented[name, json_value]

    for name, shape in list(known.items()):
        known[name] = _redirected(shape, other)
    for new in list(invented.values()):
        known[new] = _redirected(known[new], other)


def _redirected(shape: Shape, other: Callable[..., str]) -> Shape:
    """The shape with everything that it refers to replaced."""
    if isinstance(shape, ir.Structure):
        members = tuple(
            _directed(member, member.target, other(member.target.name, member.json_value))
            for member in shape.members
        )
        return shape if members == shape.members else shape.replaced(members=members)
    if isinstance(shape, Collection):
        *_, entry = ir.targets(shape)
        return _directed(shape, entry, other(entry.name))
    return shape


def _directed(holder: Holder, target: Reference, name: str) -> Holder:
    """The holder of a reference, which refers to the shape of that name."""
    return holder if target.name == name else holder.replaced(target=target.replaced(name=name))


def _with_own_shapes(known: dict[str, Shape], operations: list[ir.Operation]) -> list[ir.Operation]:
    """Give each operation a request and a response structure that no other operation shares."""
    requests = Counter(operation.request for operation in operations)
    responses = Counter(operation.response for operation in operations)
    errors = {name for name, shape in known.items() if getattr(shape, "error", None)}

    def own(operation: ir.Operation) -> ir.Operation:
        request, response = operation.request, operation.response
        if not request or requests[request] > 1 or responses[request] or request in errors:
            request = _own_shape(known, request, f"{operation.name}Request")
        if not response or responses[response] > 1 or response in errors:
            response = _own_shape(known, response, f"{operation.name}Response")
        return attrs.evolve(operation, request=request, response=response)

    return [own(operation) for operation in operations]


def _own_shape(known: dict[str, Shape], origin: str, name: str) -> str:
    name = _unused(known, name)
    shape = known[origin] if origin else ir.Structure(name)
    known[name] = shape.replaced(name=name, error=None)
    return name


def _unused(known: Mapping[str, Shape], name: str) -> str:
    while name in known:
        name += "_"
    return name


def _unreferenced_errors(
    known: Mapping[str, Shape], operations: list[ir.Operation]
) -> tuple[str, ...]:
    """Errors that no operation mentions; botocore raises them for any operation."""
    mentioned = {error for operation in operations for error in operation.errors}
    return tuple(
        name
        for name, shape in known.items()
        if isinstance(shape, ir.Structure) and shape.error and name not in mentioned
    )


def _service(
    raw: RawService,
    operations: list[ir.Operation],
    known: dict[str, Shape],
    errors: tuple[str, ...],
) -> ir.Service:
    roots = tuple(
        root
        for operation in operations
        for root in (operation.request, operation.response, *operation.errors)
    )
    reached = ir.closure(known, (*roots, *errors))
    for name in known.keys() - reached.keys():
        del known[name]
    metadata: Raw = raw.model.get("metadata", {})
    return ir.Service(
        name=raw.name,
        api_version=raw.api_version,
        full_name=str(metadata.get("serviceFullName", raw.name)),
        uid=str(metadata.get("uid", f"{raw.name}-{raw.api_version}")),
        operations=tuple(operations),
        shapes=known,
        stated={
            shape: entry["states"]
            for entry in raw.stated
            for shape in entry["shapes"]
            if shape in known
        },
    )
