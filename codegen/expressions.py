"""Shapes as Python expressions: annotations, straight-line checks, copies, wire forms, readings.

Every function takes the source of a value and gives the source of an expression over it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

import attrs

from . import ir
from .names import Names
from .patterns import Anything, NonBlank, Translation, admits_printable
from .source import Identifier, Source, code, exchanged, joined, literal

_INTEGER_LIMITS = {"integer": 2**31 - 1, "long": 2**63 - 1}
_FLOAT_LIMITS = {"float": 3.4028234663852886e38, "double": 1.7976931348623157e308}


@attrs.frozen
class Expressions:
    """What the expressions need to know: the shapes, their names, and their patterns."""

    service: ir.Service
    names: Names
    patterns: Mapping[str, Translation]
    prefix: Source = attrs.field(default=Source(""))
    """Stands before the names of structures in annotations."""

    # names

    def predicate(self, shape: str) -> Identifier:
        """The function that checks a list or map."""
        return Identifier(f"_is_{self.names.constants[shape].lower()}")

    def reader(self, shape: str) -> Identifier:
        """The function that reads a list or map whose entries have to be read."""
        return Identifier(f"_read_{self.names.constants[shape].lower()}")

    # annotations

    def parameter_type(self, name: str) -> Source:
        """What a caller may pass."""
        shape = self.service.shapes[name]
        if isinstance(shape, ir.String) and shape.enum:
            return code("_literals.{}", self.names.classes[name])
        if isinstance(shape, ir.Timestamp):
            return Source("_rt.datetime | str | float")
        if isinstance(shape, ir.List):
            return code("_rt.Sequence[{}]", _or_none(shape, self.parameter_type(shape.member)))
        if isinstance(shape, ir.Map):
            key = self.parameter_type(shape.key)
            value = _or_none(shape, self.parameter_type(shape.value))
            return code("_rt.Mapping[{}, {}]", key, value)
        return self._plain_type(shape)

    def field_type(self, name: str) -> Source:
        """What a reader finds: enums as plain strings, moments as ``datetime``."""
        shape = self.service.shapes[name]
        if isinstance(shape, ir.List):
            return code("_rt.Sequence[{}]", _or_none(shape, self.field_type(shape.member)))
        if isinstance(shape, ir.Map):
            return code(
                "_rt.Mapping[{}, {}]",
                self.field_type(shape.key),
                _or_none(shape, self.field_type(shape.value)),
            )
        return self._plain_type(shape)

    def _plain_type(self, shape: ir.Shape) -> Source:
        if isinstance(shape, ir.Structure):
            return code("{}{}", self.prefix, self.names.classes[shape.name])
        if isinstance(shape, ir.Number):
            return Source("int" if shape.kind in _INTEGER_LIMITS else "float")
        if isinstance(shape, ir.Blob) and shape.streaming:
            return Source("_rt.Any")
        return _PLAIN_TYPES[type(shape)]

    # checks

    def checks(self, name: str, value: Source) -> list[Source]:
        """Conditions that hold where a value surely satisfies a shape, cheapest first."""
        return list(self._checks(self.service.shapes[name], value))

    def condition(self, name: str, value: Source) -> Source:
        """The same as one expression."""
        return joined(" and ", self.checks(name, value))

    def _checks(self, shape: ir.Shape, value: Source) -> Iterator[Source]:
        if isinstance(shape, ir.Structure):
            yield code("{}.__class__ is {}", value, self.names.classes[shape.name])
        elif isinstance(shape, (ir.List, ir.Map)):
            yield code("{}({})", self.predicate(shape.name), value)
        elif isinstance(shape, ir.Document):
            yield code("_rt.is_document({})", value)
        elif isinstance(shape, ir.String) and shape.enum:
            constant = self.names.constants[shape.name]
            yield code("isinstance({}, str)", value)
            yield code("{} in _constraints.{}", value, constant)
        elif isinstance(shape, ir.String):
            yield from self._string_checks(shape, value)
        elif isinstance(shape, ir.Number):
            yield from _number_checks(shape, value)
        elif isinstance(shape, ir.Timestamp):
            yield code("{}.__class__ is _rt.datetime", value)
            yield code("_rt.has_utc({})", value)
        elif isinstance(shape, ir.Blob):
            yield code("{}.__class__ is bytes", value)
            yield from _length_checks(shape.minimum, shape.maximum, value)
        else:
            yield code("{}.__class__ is {}", value, _PLAIN_TYPES[type(shape)])

    def _string_checks(self, shape: ir.String, value: Source) -> Iterator[Source]:
        yield code("{}.__class__ is str", value)
        matcher = self.patterns[shape.name].matcher if shape.name in self.patterns else None
        if isinstance(matcher, NonBlank):
            yield from _non_blank_checks(shape, value)
            return
        yield from _length_checks(shape.minimum, shape.maximum, value)
        if matcher is not None and not isinstance(matcher, Anything):
            match = code("_constraints.{}.matches({})", self.names.constants[shape.name], value)
            if admits_printable(self.patterns[shape.name].java) and shape.minimum is not None:
                yield code("({}.isprintable() or {})", value, match)
            else:
                yield code('({} == "" or {})', value, match) if shape.minimum == 0 else match

    def wrong_entry(self, shape: ir.List | ir.Map) -> Source:
        """What holds where an entry (``item``, and ``key`` in a map) is wrong."""
        checks = self.checks(shape.key, Source("key")) if isinstance(shape, ir.Map) else []
        item = shape.value if isinstance(shape, ir.Map) else shape.member
        if shape.sparse:
            condition = self.condition(item, Source("item"))
            return negated([*checks, code("(item is None or ({}))", condition)])
        return negated([*checks, *self.checks(item, Source("item"))])

    def wrong_lengths(self, name: str) -> Iterator[Source]:
        """What holds where a list or map called ``value`` is too short or too long."""
        shape = self.service.shapes[name]
        assert isinstance(shape, (ir.List, ir.Map))
        least, most = shape.minimum or 0, shape.maximum
        if least and most is not None:
            yield code("not {} <= len(value) <= {}", literal(least), literal(most))
        elif most is not None:
            yield code("len(value) > {}", literal(most))
        elif least:
            yield code("len(value) < {}", literal(least))

    def broken(self, rule: ir.Rule, given: Mapping[str, Identifier]) -> Source:
        """What holds at the end of ``__init__`` where a cross-field rule does not.

        :param given: the parameters of all members; those that are given are in ``_fields`` then.
        """
        applies = [
            *(code("{} is not None", given[name]) for name in rule.when_set),
            *(code("{} is None", given[name]) for name in rule.when_unset),
        ]
        members = [given[name] for name in rule.members]
        count = Source("len(_fields)") if len(members) == len(given) else _count(members)
        violated = _violated(rule.kind, members, count)
        if applies and " or " in violated:
            violated = code("({})", violated)
        return joined(" and ", [*applies, violated])

    # values

    def copied(self, name: str, value: Source) -> Source:
        """A copy of the lists and maps in a value, so that nobody can change them afterwards.

        Enum members become the plain strings that they are on the wire, other people's enums too,
        whose ``str()`` is the name of the member: the constants map each value to itself.
        """
        shape = self.service.shapes[name]
        if isinstance(shape, ir.String) and shape.enum:
            return code("_constraints.{}[{}]", self.names.constants[shape.name], value)
        if isinstance(shape, ir.Document):
            return code("_rt.document({})", value)
        return _rebuilt(shape, value, self.copied, _literal_copy)

    def on_wire(self, name: str, value: Source) -> Source:
        """The wire form of a value; an error where it is of another kind than the shape's.

        What was let pass unchecked, or came in a response, goes out as it is then.
        """
        shape = self.service.shapes[name]
        if isinstance(shape, ir.Structure):
            return code("{}.to_wire()", value)
        return _rebuilt(shape, value, self.on_wire, _careful_copy)

    # readings

    def needs_reading(self, name: str) -> bool:
        """Whether a wire value differs from the Python value."""
        shape = self.service.shapes[name]
        if isinstance(shape, ir.List):
            return self.needs_reading(shape.member)
        if isinstance(shape, ir.Map):
            return self.needs_reading(shape.value)
        return isinstance(shape, (ir.Structure, ir.Timestamp, ir.Blob))

    def read(self, name: str, value: Source, build: Source) -> Source:
        """A member of a structure out of a wire dictionary, as ``build`` makes it."""
        shape = self.service.shapes[name]
        if not self.needs_reading(name):
            return value
        if isinstance(shape, ir.Structure):
            return code("{}.structure({}, {})", build, self.names.classes[name], value)
        if isinstance(shape, ir.Timestamp):
            return code("{}.timestamp({})", build, value)
        if isinstance(shape, ir.Blob):
            return code("{}.blob({})", build, value)
        return code("{}({}, {})", self.reader(name), value, build)

    def reading(self, name: str) -> Source:
        """A list or map called ``wire``, read."""
        shape = self.service.shapes[name]
        if isinstance(shape, ir.Map):
            return code("build.map({}, wire)", self.entry_reader(shape.value))
        assert isinstance(shape, ir.List)
        if isinstance(self.service.shapes[shape.member], ir.Structure):
            return code("build.structures({}, wire)", self.names.classes[shape.member])
        return code("build.list({}, wire)", self.entry_reader(shape.member))

    def entry_reader(self, name: str) -> Source:
        """The function that reads one entry of a list or map."""
        shape = self.service.shapes[name]
        if isinstance(shape, ir.Structure):
            return code("{}._read", self.names.classes[name])
        if isinstance(shape, ir.Timestamp):
            return Source("_rt.timestamp")
        if isinstance(shape, ir.Blob):
            return Source("_rt.blob")
        return self.reader(name)


_PLAIN_TYPES: Mapping[type, Source] = {
    ir.String: Source("str"),
    ir.Boolean: Source("bool"),
    ir.Timestamp: Source("_rt.datetime"),
    ir.Blob: Source("bytes"),
    ir.Document: Source("_rt.Any"),
}


def negated(checks: Sequence[Source]) -> Source:
    """That not all of them hold; of a single one in the plainer form."""
    if len(checks) == 1 and _CLASS_CHECK.fullmatch(checks[0]):
        return exchanged(checks[0], " is ", " is not ")
    if len(checks) == 1 and _CALL.fullmatch(checks[0]):
        return code("not {}", checks[0])
    return code("not ({})", joined(" and ", checks))


_CLASS_CHECK = re.compile(r"\w+\.__class__ is \w+")
_CALL = re.compile(r"[\w.]+\([^()]*\)")


def _non_blank_checks(shape: ir.String, value: Source) -> Iterator[Source]:
    """All kinds of blank come before ``!``: what starts there or later is neither blank nor empty,
    and a comparison costs less than a call."""
    shortest = shape.minimum or 0
    yield from _length_checks(None if shortest == 1 else shortest, shape.maximum, value)
    other = code("not {}.isspace()" if shape.minimum == 0 else "_rt.not_blank({})", value)
    yield code('({} >= "!" or {})', value, other)


def _number_checks(shape: ir.Number, value: Source) -> Iterator[Source]:
    if shape.kind in _INTEGER_LIMITS:
        limit = _INTEGER_LIMITS[shape.kind]
        low = -limit - 1 if shape.minimum is None else max(math.ceil(shape.minimum), -limit - 1)
        high = limit if shape.maximum is None else min(math.floor(shape.maximum), limit)
        yield code("{}.__class__ is int", value)
        yield code("{} <= {} <= {}", literal(low), value, literal(high))
        return
    bound = _FLOAT_LIMITS[shape.kind]
    least = -bound if shape.minimum is None else max(shape.minimum, -bound)
    most = bound if shape.maximum is None else min(shape.maximum, bound)
    yield code("({0}.__class__ is float or {0}.__class__ is int)", value)
    yield code("{} <= {} <= {}", literal(least), value, literal(most))


def _length_checks(minimum: int | None, maximum: int | None, value: Source) -> Iterator[Source]:
    least = minimum or 0
    if maximum is not None and least:
        yield code("{} <= len({}) <= {}", literal(least), value, literal(maximum))
    elif maximum is not None:
        yield code("len({}) <= {}", value, literal(maximum))
    elif least:
        yield code("len({}) >= {}", value, literal(least))


def _or_none(shape: ir.List | ir.Map, annotation: Source) -> Source:
    """The annotation of an entry: sparse lists and maps hold ``None`` too."""
    return code("{} | None", annotation) if shape.sparse else annotation


def _literal_copy(shape: ir.Shape, value: Source) -> Source:
    """Of a list or map that was checked."""
    return code("[*{}]", value) if isinstance(shape, ir.List) else code("{{**{}}}", value)


def _careful_copy(shape: ir.Shape, value: Source) -> Source:
    """Fails on what is neither list nor map, where ``[*value]`` would take a string apart."""
    return code("{}.copy()", value)


def _rebuilt(
    shape: ir.Shape,
    value: Source,
    entry: Callable[[str, Source], Source],
    copy: Callable[[ir.Shape, Source], Source],
) -> Source:
    """A list or map made anew with ``entry`` of all that it holds; any other value as it is."""
    if isinstance(shape, ir.List):
        item = _unless_none(shape, entry(shape.member, Source("item")))
        return copy(shape, value) if item == "item" else code("[{} for item in {}]", item, value)
    if isinstance(shape, ir.Map):
        key = entry(shape.key, Source("key"))
        item = _unless_none(shape, entry(shape.value, Source("item")))
        if (key, item) == ("key", "item"):
            return copy(shape, value)
        return code("{{{}: {} for key, item in {}.items()}}", key, item, value)
    return value


def _unless_none(shape: ir.List | ir.Map, item: Source) -> Source:
    """An expression over an ``item`` that may be ``None`` in sparse lists and maps."""
    return code("None if item is None else {}", item) if shape.sparse and item != "item" else item


def _violated(kind: str, members: list[Identifier], count: Source) -> Source:
    if kind == "require":
        return joined(" or ", [code("{} is None", member) for member in members])
    if kind == "forbid":
        return joined(" or ", [code("{} is not None", member) for member in members])
    return code(_COUNTS[kind], count)


def _count(members: list[Identifier]) -> Source:
    """How many of the parameters are given."""
    if len(members) <= _LONGEST_SUM:
        return joined(" + ", [code("({} is not None)", member) for member in members])
    flat = joined(", ", [code("{} is not None", member) for member in members])
    return code("[{}].count(True)", flat)


_LONGEST_SUM = 3
"""What still reads well. (At some depth even Python's compiler ends; a list is flat.)"""


_COUNTS = {
    "exactly_one_of": "{} != 1",
    "at_least_one_of": "{} == 0",
    "at_most_one_of": "{} > 1",
}
