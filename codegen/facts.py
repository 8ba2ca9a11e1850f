"""What the docstrings of generated code say: facts of the model, in our own words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from . import ir
from .names import Names
from .runtime.shapes import Enum, Reference, Rule, Shape
from .runtime.shapes.collection import innermost
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


def structure(
    service: ir.Service,
    shape: ir.Structure,
    operation: ir.Operation | None,
    holders: Sequence[str] = (),
) -> Source:
    """
    :param operation: of which the structure is the request or the response.
    :param holders: the structures that have it in a member.
    """
    sentence = _structure_sentence(shape, operation, holders)
    prose = service.prose(shape.name)
    return docstring(sentence, *_rules(shape), link(service, shape.name), prose=prose)


def _structure_sentence(
    shape: ir.Structure, operation: ir.Operation | None, holders: Sequence[str]
) -> str:
    if operation is not None:
        role = "request" if operation.request == shape.name else "response"
        return f"The {role} of {operation.name}."
    kind = "a union; exactly one member is set" if shape.is_union else "a structure"
    more = f" and {len(holders) - 3:,} more" if len(holders) > 3 else ""
    part = f"; part of {', '.join(holders[:3])}{more}" if holders else ""
    return f"{shape.name}: {kind}{part}."


def member(service: ir.Service, structure: ir.Structure, member: ir.Member) -> Source:
    """What a field has to say."""
    said = _summary(member)
    prose = service.prose(structure.name, member.name)
    return docstring(f"{said[0].upper()}{said[1:]}.", prose=prose)


def _summary(member: ir.Member) -> str:
    """Need, constraints, deprecation and rules of a member, in a line without its full stop."""
    parts = []
    if member.filled_in:
        parts.append("filled in with a UUID if it is left out")
    elif member.required:
        parts.append("required")
    parts.extend(words(member.target))
    if member.shape.sensitive:
        parts.append("sensitive")
    if member.deprecated:
        parts.append("deprecated")
    sentences = ["; ".join(parts)] if parts else []
    sentences += [message.removesuffix(".") for message in _rules(member.shape)]
    return ". ".join(sentences) or _type(member.shape)


def _rules(shape: Shape) -> list[str]:
    """The messages of the rules of a structure: sentences of their own."""
    return [rule.message for rule in Rule.of(shape.traits) if rule.message]


def words(target: Reference) -> Iterator[str]:
    """The constraints of a shape in a few words each; a long enum is named instead."""
    shape = target.shape
    enum = shape.stated(Enum)
    if enum is not None and len(", ".join(enum.values)) > _LONGEST_LIST:
        yield f"one of the {len(enum.values)} values of {target.name}{enum.note}"
    else:
        stated = (each for each in shape.constraints if not isinstance(each, Rule))
        yield from (word for constraint in stated for word in constraint.words(shape))
    for each, inner in zip(shape.parts(), ir.targets(shape), strict=False):
        yield from (f"{each} {word}" for word in words(inner))


def _type(shape: Shape) -> str:
    """What there is to say of values without constraints: the structure in them, or the type."""
    inner = innermost(shape)
    if isinstance(inner, ir.Structure):
        return f"see {inner.name}"
    return f"{'an' if shape.type_words[0] in 'aeiou' else 'a'} {shape.type_words}"


_LONGEST_LIST = 60
"""Characters of the values of an enum that still stand in the line of a field."""


def enum(service: ir.Service, name: str) -> Source:
    prose = service.prose(name)
    stated = service.shapes[name].stated(Enum)
    others = "; others warn, and are sent" if stated is not None and stated.open else ""
    return docstring(f"The values of {name} that the model knows{others}.", prose=prose)


def error(service: ir.Service, shape: ir.Structure) -> Source:
    assert shape.error is not None
    status = (
        f"HTTP status {shape.error.http_status}" if shape.error.http_status else "a modelled error"
    )
    sentence = f"``{shape.error.code}``: {status}."
    prose = service.prose(shape.name)
    return docstring(sentence, link(service, shape.name), prose=prose)


def operation(
    service: ir.Service, operation: ir.Operation, names: Names, parameters: Iterable[ir.Member]
) -> Source:
    """What an operation takes and raises, and where AWS describes it."""
    errors = ", ".join(names.classes[error] for error in operation.errors)
    sentence = f"{operation.name}." + (" Deprecated." if operation.deprecated else "")
    fields = [
        f":param {names.members[operation.request][member.name]}: {_summary(member)}."
        for member in parameters
    ]
    if errors:
        fields.append(f":raises: {errors}; ValidationError before anything is sent.")
    address = link(service, operation.name)
    return docstring(
        sentence, address, fields=tuple(fields), prose=service.prose("", operation.name), indent=8
    )


def waiter(waiter: ir.Waiter) -> Source:
    minutes = waiter.delay * waiter.max_attempts / 60
    return docstring(
        waiter.description or f"Waits for {waiter.name}.",
        f"Polls {waiter.operation} every ``delay`` seconds ({waiter.delay}), at most "
        f"``max_attempts`` times ({waiter.max_attempts:,}: {minutes:,.0f} minutes) or for "
        "``timeout`` seconds; ``on_poll`` is called with each response.",
        *(["Returns ``None`` if what is waited for is gone."] if waiter.ends_with_error else []),
        ":raises: WaitFailedError, WaitTimeoutError; ValidationError before anything is sent.",
        indent=8,
    )
