"""What the docstrings of generated code say: facts of the model, in our own words."""

from __future__ import annotations

import math

from . import ir
from .names import Names
from .source import Source, docstring

_LINK = "https://docs.aws.amazon.com/goto/WebAPI"


def link(service: ir.Service, name: str) -> str:
    """The page of the AWS API reference for an operation or shape."""
    return f"{_LINK}/{service.uid}/{name}"


def module(service: ir.Service, structures: list[str]) -> Source:
    shown = ", ".join(structures[:4]) + (" …" if len(structures) > 4 else "")
    return docstring(
        f"{service.full_name}: {shown or 'lists and maps'}.".replace("…", "and more"), indent=0
    )


def structure(service: ir.Service, shape: ir.Structure, operation: ir.Operation | None) -> Source:
    """:param operation: of which the structure is the request or the response."""
    sentence = _structure_sentence(shape, operation)
    rules = [_rule(rule, shape) for rule in shape.rules]
    return docstring(sentence, *rules, link(service, shape.name), prose=shape.documentation)


def _structure_sentence(shape: ir.Structure, operation: ir.Operation | None) -> str:
    if operation is not None:
        role = "request" if operation.request == shape.name else "response"
        return f"The {role} of {operation.name}."
    if shape.union:
        return f"{shape.name}: a union; exactly one member is set."
    return f"The structure {shape.name}."


def _rule(rule: ir.Rule, shape: ir.Structure) -> str:
    """A cross-field rule as a sentence, in wire names."""
    parts = [
        *([f"with {_listed(rule.when_set)}"] if rule.when_set else []),
        *([f"without {_listed(rule.when_unset, 'or')}"] if rule.when_unset else []),
        _consequence(rule, shape),
    ]
    sentence = ", ".join(parts)
    return f"{sentence[0].upper()}{sentence[1:]}."


def _consequence(rule: ir.Rule, shape: ir.Structure) -> str:
    """What has to hold: of some members, or of all that there are."""
    members, several = _listed(rule.members), len(rule.members) > 1
    if rule.kind == "require":
        return f"{members} {'are' if several else 'is'} required"
    if rule.kind == "forbid":
        return f"{members} {'have' if several else 'has'} to be left out"
    count = rule.kind.removesuffix("_of").replace("_", " ")
    everything = len(rule.members) == len(shape.members)
    return f"{count} member is set" if everything else f"{count} of {members} is set"


def _listed(members: tuple[str, ...], word: str = "and") -> str:
    *first, last = (f"``{member}``" for member in members)
    return f"{', '.join(first)} {word} {last}" if first else last


def member(service: ir.Service, member: ir.Member) -> Source:
    """One field in a line: need, constraints, wire name, deprecation."""
    shape = service.shapes[member.shape]
    parts = []
    if member.idempotency_token:
        parts.append("filled in with a UUID where it is left out")
    elif member.required:
        parts.append("required")
    parts.extend(constraints(service, shape))
    if shape.sensitive:
        parts.append("sensitive")
    if member.deprecated:
        parts.append("deprecated")
    text = "; ".join(parts)
    sentence = f"``{member.name}``: {text}." if text else f"``{member.name}``."
    return docstring(sentence, prose=member.documentation)


def constraints(service: ir.Service, shape: ir.Shape) -> list[str]:
    """The constraints of a shape, each in a few words."""
    if isinstance(shape, ir.String):
        pattern = [f"pattern ``{shape.pattern}``"] if shape.pattern and not shape.enum else []
        return (
            [f"one of {_values(shape)}"]
            if shape.enum
            else [
                *_length(shape.minimum, shape.maximum, "characters"),
                *pattern,
            ]
        )
    if isinstance(shape, ir.Number):
        return _range(shape)
    if isinstance(shape, ir.Blob):
        return _length(shape.minimum, shape.maximum, "bytes")
    if isinstance(shape, ir.List):
        return [
            *_length(shape.minimum, shape.maximum, "entries"),
            *(f"each {fact}" for fact in constraints(service, service.shapes[shape.member])),
        ]
    if isinstance(shape, ir.Map):
        return [
            *_length(shape.minimum, shape.maximum, "entries"),
            *(f"each key {fact}" for fact in constraints(service, service.shapes[shape.key])),
            *(f"each value {fact}" for fact in constraints(service, service.shapes[shape.value])),
        ]
    return []


def _values(shape: ir.String) -> str:
    """The values of an enum as far as they fit; the rest is in its class."""
    shown = ", ".join(shape.enum)
    return shown if len(shown) <= 60 else f"the {len(shape.enum)} values of {shape.name}"


def _length(minimum: int | None, maximum: int | None, unit: str) -> list[str]:
    if minimum and maximum is not None:
        return [
            f"{minimum:,} to {maximum:,} {unit}" if minimum < maximum else f"{minimum:,} {unit}"
        ]
    if maximum is not None:
        return [f"at most {maximum:,} {unit}"]
    return [f"at least {minimum:,} {unit}"] if minimum else []


def _range(shape: ir.Number) -> list[str]:
    if shape.minimum is not None and shape.maximum is not None:
        return [f"{_number(shape.minimum)} to {_number(shape.maximum)}"]
    if shape.maximum is not None:
        return [f"at most {_number(shape.maximum)}"]
    return [f"at least {_number(shape.minimum)}"] if shape.minimum is not None else []


def _number(value: float) -> str:
    return f"{int(value):,}" if math.isfinite(value) and value == int(value) else str(value)


def enum(shape: ir.String) -> Source:
    return docstring(f"The values of {shape.name} that the model knows.", prose=shape.documentation)


def error(service: ir.Service, shape: ir.Structure) -> Source:
    assert shape.error is not None
    status = (
        f"HTTP status {shape.error.http_status}" if shape.error.http_status else "a modelled error"
    )
    sentence = f"``{shape.error.code}``: {status}."
    return docstring(sentence, link(service, shape.name), prose=shape.documentation)


def operation(service: ir.Service, operation: ir.Operation, names: Names) -> Source:
    """What an operation raises, and where AWS describes it."""
    errors = ", ".join(names.classes[error] for error in operation.errors)
    paragraphs = [f"{operation.name}." + (" Deprecated." if operation.deprecated else "")]
    paragraphs.append(link(service, operation.name))
    if errors:
        paragraphs.append(f":raises: {errors}; ValidationError before anything is sent.")
    return docstring(*paragraphs, prose=operation.documentation, indent=8)


def waiter(waiter: ir.Waiter) -> Source:
    minutes = waiter.delay * waiter.max_attempts / 60
    return docstring(
        waiter.description or f"Waits for {waiter.name}.",
        f"Polls {waiter.operation} every ``delay`` seconds ({waiter.delay}), at most "
        f"``max_attempts`` times ({waiter.max_attempts:,}: {minutes:,.0f} minutes) or for "
        "``timeout`` seconds; ``on_poll`` is called with each response.",
        *(["Returns ``None`` where what is waited for is gone."] if waiter.ends_with_error else []),
        ":raises: WaitFailedError, WaitTimeoutError; ValidationError before anything is sent.",
        indent=8,
    )
