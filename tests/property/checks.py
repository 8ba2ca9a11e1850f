"""What must hold for a value and a generated class; each check says what does not.

The tests, the mutation run and the run over old releases all use these.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import attrs
from botocore.serialize import create_serializer
from botocore.validate import ParamValidator

from emrglue import validation
from tests.expectations.contract import MOMENT, Unsatisfiable, kind, tokens
from tests.expectations.faults import UNKNOWN, Case, Fault, Site
from tests.expectations.models import unpatched
from tests.support.inside import (
    direct_serializer,
    fast,
    fields_of,
    logged,
    parameter_types,
    thorough,
)

from .subjects import Subject

Complaint = str

REFUSALS = (ValueError, TypeError, AttributeError, RecursionError, LookupError, AssertionError)


def accepted(cls: Any, wire: Any, plain: bool = True) -> Iterator[Complaint]:
    """A legal request passes both checks, the straight-line and the thorough one, and comes back.

    :param plain: whether the straight-line check knows all types in the value; what it does not
        know (a timestamp as text) it leaves to the thorough check.
    """
    plain = plain and not _holds_white_space(wire)
    if plain and not fast(cls, wire):
        yield f"the straight-line check refuses {wire!r:.500}"
    yield from (
        f"the thorough check reports {found} for {wire!r:.500}" for found in thorough(cls, wire)
    )
    try:
        built = cls.from_wire(wire)
    except REFUSALS as error:
        yield f"from_wire refuses {wire!r:.500}: {error}"
        return
    if plain and built.to_wire() != wire:
        yield f"{wire!r:.500} went in, {built.to_wire()!r:.500} came out"
    if cls.from_wire(built.to_wire()) != built:
        yield f"from_wire(to_wire(x)) differs from x for {wire!r:.500}"


def _holds_white_space(value: Any) -> bool:
    """White space only: whether Java calls it so as well is left to the thorough check."""
    if isinstance(value, dict):
        return any(map(_holds_white_space, (*value, *value.values())))
    if isinstance(value, list):
        return any(map(_holds_white_space, value))
    return isinstance(value, str) and value.isspace()


def distinct(cls: Any, wires: list[Any]) -> Iterator[Complaint]:
    """Requests are equal where their dictionaries are, and only there."""
    built = [cls.from_wire(wire) for wire in wires]
    for one, other in pairwise(built):
        if (one == other) is not (one.to_wire() == other.to_wire()):
            yield f"{one!r:.300} and {other!r:.300}: equal or not?"


def _counted(found: list[tuple[str, str]], fault: Fault) -> list[tuple[str, str]]:
    if all(kind == "rule" for _, kind in fault.broken):
        return found
    return [pair for i, pair in enumerate(found) if pair[1] != "rule" or pair not in found[:i]]


def refused(cls: Any, fault: Fault) -> Iterator[Complaint]:
    """An illegal request is refused with exactly the violations that were planted.

    What breaks another constraint may break several rules of a structure, too: those count once.
    """
    expected = _counted(sorted(fault.broken), fault)
    if fast(cls, fault.value):
        yield f"the straight-line check passes {fault.value!r:.500}"
    reported = _counted(thorough(cls, fault.value), fault)
    if reported != expected:
        yield f"expected {expected}, reported {reported} for {fault.value!r:.500}"
    try:
        strictly(cls, fault)
    except REFUSALS as error:
        found = _counted(violations(error), fault)
        if found != expected:
            yield f"from_wire: expected {expected}, reported {found or error}"
    else:
        yield f"from_wire accepts {fault.value!r:.500}"
    if fault.tolerated:
        yield from tolerated(cls, fault)


def strictly(cls: Any, fault: Fault) -> Any:
    """Build a request with a fault, all enums closed."""
    with validation(enum="error") if fault.tolerated else nullcontext():
        return cls.from_wire(fault.value)


def tolerated(cls: Any, fault: Fault) -> Iterator[Complaint]:
    """A new value of an open enum is sent as it is, with one warning that says where it is."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        wire = cls.from_wire(fault.value).to_wire()
    if wire != fault.value:
        yield f"{fault.value!r:.500} went in, {wire!r:.500} came out"
    ((path, _),) = fault.broken
    said = [str(warning.message) for warning in caught if path in str(warning.message)]
    if len(said) != len(caught) or len(said) != 1:
        yield f"warned about {path}: {[str(warning.message) for warning in caught]!r:.500}"


def violations(error: Exception) -> list[tuple[str, str]]:
    """Path and constraint of everything that an error reports."""
    return sorted((found.path, found.constraint) for found in getattr(error, "violations", ()))


def case_holds(subject: Subject, case: Case) -> Iterator[Complaint]:
    """A constraint holds on both sides of its bound."""
    plain = not (kind(case.site.shape) == "timestamp" or "timestamp" in case.site.name)
    try:
        legal = list(case.legal(subject.contract))
        for wire in legal:
            yield from accepted(subject.request, wire, plain)
        for wire in case.lenient(subject.contract):
            yield from accepted(subject.request, wire, plain=False)
        yield from distinct(subject.request, legal[:2])
        faults = list(case.illegal(subject.contract))
        for fault in faults:
            yield from refused(subject.request, fault)
        yield from constructed(subject, case)
        if case.constraint.kind in _SHOWING:
            yield from hidden(subject, case, faults)
        if case.constraint.kind == "type":
            yield from hidden_in_repr(subject, case.site)
            yield from hidden_in_logs(subject, case.site)
        yield from keywords_known(subject, case)
    except Unsatisfiable as reason:
        yield f"no request was found around {case.site.name}: {reason}"


def constructed(subject: Subject, case: Case) -> Iterator[Complaint]:
    """A value of a wrong type is reported by the constructor that it is given to, too."""
    inner = _from_structure(case.site)
    cls = subject.structure(inner.steps[0].shape) if inner.steps else None
    if case.constraint.kind != "type" or cls is None:
        return
    wire_name = inner.steps[0].name
    name = next(name for name, wire in fields_of(cls).items() if wire == wire_name)
    for fault in Case(inner, case.constraint).illegal(subject.contract):
        try:
            cls(**{name: fault.value[wire_name]})
        except REFUSALS as error:
            if not set(fault.broken) <= set(violations(error)):
                yield f"{cls.__name__}({name}={fault.value[wire_name]!r:.200}): {error!r:.300}"
        else:
            yield f"{cls.__name__} accepts {name}={fault.value[wire_name]!r:.200}"


def hidden(subject: Subject, case: Case, faults: Iterable[Fault]) -> Iterator[Complaint]:
    """A message shows a value unless it, or what it is in, is sensitive."""
    parts = (*(step.shape for step in case.site.steps), case.site.shape)
    secret = any(part.metadata.get("sensitive") for part in parts)
    for fault in faults:
        try:
            strictly(subject.request, fault)
        except REFUSALS as error:
            for found in getattr(error, "violations", ()):
                if ("***" in found.actual) is not secret:
                    yield f"sensitive: {secret}, but the message is {found}"


_SHOWING = ("min_length", "max_length", "min_value", "max_value", "pattern", "enum")
"""Kinds of violations that show the value."""


def hidden_in_repr(subject: Subject, site: Site) -> Iterator[Complaint]:
    """``repr`` shows a member unless it is sensitive."""
    cls = subject.structure(site.steps[-1].shape) if site.steps else None
    if cls is None or site.steps[-1].into != "member":
        return
    name, structure = site.steps[-1].name, site.steps[-1].shape
    members = {name: subject.contract.allowed(structure, name)}
    shown = repr(cls.from_wire(subject.contract.completed(structure, members)))
    field = next(field for field, wire_name in fields_of(cls).items() if wire_name == name)
    if (f"{field}=***" in shown) is not _is_secret(site.shape):
        yield f"{field} is sensitive: {_is_secret(site.shape)}, but shown in {shown:.300}"


def hidden_in_logs(subject: Subject, site: Site) -> Iterator[Complaint]:
    """The command line logs nothing that is sensitive."""
    inner = _from_structure(site)
    cls = subject.structure(inner.steps[0].shape) if inner.steps else None
    if cls is not None and site.shape.metadata.get("sensitive"):
        wire, path = inner.placed(subject.contract, subject.contract.smallest(site.shape))
        if "***" not in repr(logged(cls, wire)[inner.steps[0].name]):
            yield f"{path} is sensitive, but logged as {logged(cls, wire)!r:.300}"


def _from_structure(site: Site) -> Site:
    """The same place as seen from the innermost structure around it."""
    members = [at for at, step in enumerate(site.steps) if step.into == "member"]
    return attrs.evolve(site, steps=site.steps[members[-1] :] if members else ())


def _is_secret(shape: Any) -> bool:
    """Whether a shape, or what is in a list or map, is sensitive."""
    inside = {"list": ("member",), "map": ("key", "value")}.get(kind(shape), ())
    return bool(shape.metadata.get("sensitive")) or any(
        _is_secret(getattr(shape, part)) for part in inside
    )


def keywords_known(subject: Subject, case: Case) -> Iterator[Complaint]:
    """A keyword that is not a member is reported by the constructor, and not a ``TypeError``."""
    cls = subject.structure(case.site.shape) if case.constraint.kind == "unknown" else None
    if cls is not None:
        legal = cls.from_wire(subject.contract.smallest(case.site.shape))
        fields = {name: getattr(legal, name) for name in fields_of(cls)}
        try:
            cls(**fields, **{UNKNOWN: 1})
        except REFUSALS as error:
            if (UNKNOWN, "unknown") not in violations(error):
                yield f"{cls.__name__}({UNKNOWN}=1): {error!r:.300}"
        else:
            yield f"{cls.__name__} accepts {UNKNOWN}=1"


def types_tell(subject: Subject, shape: Any) -> Iterator[Complaint]:
    """What is required has no ``None`` in its type; what is optional or filled in has."""
    cls = subject.structure(shape)
    types = None if cls is None else parameter_types(cls)
    if types is None:
        return
    for name, wire_name in fields_of(cls).items():
        needed = wire_name in shape.required_members and wire_name not in tokens(shape)
        if types[name].endswith("| None") is needed:
            yield f"{cls.__name__}({name}: {types[name]}), which is required: {needed}"


def token_filled_in(subject: Subject) -> Iterator[Complaint]:
    """A request without its idempotency token gets a random one."""
    shape = subject.model.input_shape
    for name in tokens(shape) if shape is not None else ():
        wire = subject.contract.smallest(shape)
        del wire[name]
        if not fast(subject.request, wire):
            yield f"the straight-line check refuses a request without {name}"
        first, second = (subject.request.from_wire(wire).to_wire().get(name) for _ in range(2))
        if not first or first == second:
            yield f"the token {name} is filled in with {first!r}, and then with {second!r}"


class _Validator(ParamValidator):  # type: ignore[misc]
    """botocore's, with the types that no AWS model has, and it therefore has no method for."""

    _validate_short = _validate_byte = ParamValidator._validate_integer
    _validate_bigInteger = _validate_biginteger = ParamValidator._validate_long
    _validate_bigDecimal = _validate_bigdecimal = ParamValidator._validate_double
    _validate_character = ParamValidator._validate_string


def botocore_agrees(subject: Subject, wire: Any) -> Iterator[Complaint]:
    """botocore finds nothing wrong with a legal request, and sends the same for it and for ours."""
    report = _Validator().validate(wire, subject.model.input_shape)
    if report.has_errors():
        yield f"botocore refuses {wire!r:.500}: {report.generate_report()}"
    built = subject.request.from_wire(wire)
    serializer, direct = _serializers(subject.service, subject.models)
    raw, ours = http(serializer, subject, wire), http(serializer, subject, built.to_wire())
    if ours != raw:
        yield f"botocore sends {raw!r:.500} for the dictionary, {ours!r:.500} for ours"
    sent = http(direct, subject, built.to_wire())
    if sent != raw:
        yield f"botocore sends {raw!r:.500}, and our own sessions {sent!r:.500}"


@cache
def _serializers(service: str, models: Path) -> tuple[Any, Any]:
    """botocore's serializer for a service, and the one of our own sessions, as a client has them
    for all of its requests."""
    protocol = unpatched(service, models).metadata["protocol"]
    serializer = create_serializer(protocol, include_validation=False)
    return serializer, direct_serializer(serializer)


def http(serializer: Any, subject: Subject, parameters: Any) -> Any:
    """What a serializer makes of parameters: method, path, query, headers, body.

    The body as JSON: the order of members says nothing.
    """
    request = serializer.serialize_to_request(parameters, subject.unpatched)
    return {**request, "body": json.loads(request["body"] or b"null")}


def kept(subject: Subject, wire: Any) -> Iterator[Complaint]:
    """A response is read whatever is in it, and nothing of it is lost."""
    answer = subject.response.from_wire({**wire, "ResponseMetadata": {"RequestId": "x"}})
    if answer.to_wire() != wire:
        yield f"{wire!r:.500} came, {answer.to_wire()!r:.500} was kept"
    if answer.response_metadata != {"RequestId": "x"}:
        yield "the response metadata got lost"
    repr(answer)


def understood(subject: Subject, site: Site) -> Iterator[Complaint]:
    """A member of a response arrives in the field that is meant for it."""
    try:
        value = subject.contract.smallest(site.shape)
        if site.steps and site.steps[-1].into == "member":
            value = subject.contract.allowed(site.steps[-1].shape, site.steps[-1].name)
        wire = site.placed(subject.contract, value)[0]
    except Unsatisfiable:
        return
    yield from kept(subject, wire)
    if kind(site.shape) == "structure":
        for news in (1, None):
            more = {**value, "memberOfTomorrow": news}
            yield from kept(subject, site.placed(subject.contract, more)[0])
    yield from _misread(subject.response.from_wire(wire))
    yield from hidden_in_repr(subject, site)
    yield from hidden_in_logs(subject, site)
    for spelled, meant in _SPELLINGS.get(kind(site.shape), ()):
        came, right = (site.placed(subject.contract, item)[0] for item in (spelled, meant))
        if subject.response.from_wire(came).to_wire() != right:
            yield f"{came!r:.300} is not read as {right!r:.300}"


_SPELLINGS: dict[str, tuple[tuple[Any, Any], ...]] = {
    "timestamp": ((1709209815.0, MOMENT), ("2024-02-29T12:30:15Z", MOMENT)),
    "blob": (("eHh4", b"xxx"),),
}
"""How JSON writes values that it has no type for, and what they mean."""


def _misread(value: Any) -> Iterator[Complaint]:
    """What is known to the model and yet not in its field, at any depth."""
    if isinstance(value, dict):
        for item in value.values():
            yield from _misread(item)
    elif isinstance(value, list):
        for item in value:
            yield from _misread(item)
    elif hasattr(value, "unknown_members"):
        if value.unknown_members:
            yield f"{type(value).__name__} does not know {sorted(value.unknown_members)}"
        for name, wire_name in fields_of(type(value)).items():
            if getattr(value, name) is not None and wire_name not in value.to_wire():
                yield f"{type(value).__name__}.{name} is lost on the wire"
        yield from _misread({name: getattr(value, name) for name in fields_of(type(value))})
