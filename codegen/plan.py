"""Decide what every file says: IR, names and groups to views for the templates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal

import attrs

from . import facts, ir
from .expressions import Expressions, negated
from .grouping import grouped, mentioned
from .names import Names
from .patterns import Anything, NonBlank, OneOf, Regex, Translation
from .source import Identifier, Source, code, inline, joined, literal


@attrs.frozen
class Field:
    """A member as a field and as a parameter."""

    name: Identifier
    wire_name: Source
    type: Source
    parameter_type: Source
    client_type: Source
    """The same as ``parameter_type``, as the client module spells it."""
    required: bool
    sensitive: bool
    docs: Source
    filled_in: bool
    """Whether a token stands in where it is missing."""
    wrong: Source | None
    """What holds where a value is surely not valid; ``None`` where every value is."""
    copied: Source
    stored: Source
    """The value where a method has the fields of an instance as ``_fields``."""
    on_wire: Source
    """The wire form of ``stored``."""
    read: Source
    """What ``stored`` becomes where it was found in a wire dictionary; of an error, the field."""

    @property
    def optional(self) -> bool:
        """Whether ``__init__`` may find nothing."""
        return not (self.required or self.filled_in)


@attrs.frozen
class Class:
    """A structure as a class."""

    name: Identifier
    base: Source
    docs: Source
    fields: tuple[Field, ...]
    rules: tuple[Source, ...]
    """What holds where fields, each valid, do not go together."""
    validated: bool
    """Whether instances are checked, as everything that can go into a request is."""
    recursive: tuple[Field, ...]
    """The fields through which an instance can hold its like."""

    @property
    def converts(self) -> bool:
        """Whether the wire form of a field differs from the field."""
        return any(field.on_wire != field.stored for field in self.fields)

    @property
    def converted(self) -> tuple[Field, ...]:
        """The fields that are made of what a wire dictionary holds."""
        return tuple(field for field in self.fields if field.read != field.stored)


@attrs.frozen
class Collection:
    """A list or map as functions: a check and a reading, each where it is needed."""

    predicate: Identifier | None
    is_map: bool
    wrong_lengths: tuple[Source, ...]
    wrong_entry: Source
    reader: Identifier | None
    reading: Source | None


@attrs.frozen
class Import:
    """Names from a sibling module."""

    module: Identifier
    names: tuple[Identifier, ...]


@attrs.frozen
class Module:
    """One file of ``structures/``."""

    name: Identifier
    docs: Source
    imports: tuple[Import, ...]
    classes: tuple[Class, ...]
    collections: tuple[Collection, ...]
    uses: frozenset[str]
    """Which of ``_base``, ``_constraints`` and ``_literals`` it needs."""


@attrs.frozen
class Constraint:
    """A pattern or the values of an enum in ``_constraints.py``."""

    name: Identifier
    shape: Source
    kind: Literal["regex", "nonblank", "values"]
    arguments: tuple[Source, ...]


@attrs.frozen
class EnumMember:
    name: Identifier
    value: Source


@attrs.frozen
class Enum:
    name: Identifier
    docs: Source
    members: tuple[EnumMember, ...]


@attrs.frozen
class Error:
    """A modelled error as an exception class."""

    name: Identifier
    docs: Source
    code: Source
    fault: Source
    retryable: Source
    fields: tuple[Field, ...]


@attrs.frozen
class Page:
    """A paginator as an iterator method."""

    items: Identifier
    item_type: Source
    attribute: tuple[Identifier, ...]


@attrs.frozen
class Wait:
    """A waiter as a method."""

    name: Identifier
    waiter: Source
    docs: Source
    optional: bool
    """Whether it can end without a response: what was waited for is an error."""


@attrs.frozen
class Method:
    """An operation as a client method."""

    name: Identifier
    request: Identifier
    response: Identifier
    docs: Source
    fields: tuple[Field, ...]
    page: Page | None
    waits: tuple[Wait, ...]


@attrs.frozen
class Package:
    """Everything that is generated for a service."""

    name: Identifier
    service: ir.Service
    title: Source
    wire_name: Source
    api_version: Source
    modules: tuple[Module, ...]
    constraints: tuple[Constraint, ...]
    enums: tuple[Enum, ...]
    errors: tuple[Error, ...]
    error_base: Identifier
    methods: tuple[Method, ...]

    def operations(self) -> frozenset[str]:
        """The operations, in wire names."""
        return frozenset(operation.name for operation in self.service.operations)

    def public(self) -> dict[str, list[Identifier]]:
        """The public names by module."""
        names = {
            f"structures.{module.name}": [cls.name for cls in module.classes]
            for module in self.modules
        }
        names["enums"] = [enum.name for enum in self.enums]
        names["errors"] = [self.error_base, *(error.name for error in self.errors)]
        return {module: sorted(members) for module, members in names.items() if members}


def plan(service: ir.Service, names: Names, patterns: Mapping[str, Translation]) -> Package:
    """The package of a service."""
    return _Planner.of(service, names, patterns).package()


@attrs.frozen
class _Planner:
    service: ir.Service
    names: Names
    expressions: Expressions
    outside: Expressions
    """Expressions for modules that see the structures as ``_shapes``."""
    inputs: frozenset[str]
    """The shapes that can go into a request."""
    components: Mapping[str, str]
    """For each shape the circle of shapes that it is in."""
    groups: Mapping[Identifier, list[str]]
    """The shapes of each module."""
    homes: Mapping[str, Identifier]
    """The module of each structure, list and map."""
    operations: Mapping[str, ir.Operation]
    """The operation of each structure that is a request or a response; each has its own."""

    @classmethod
    def of(cls, service: ir.Service, names: Names, patterns: Mapping[str, Translation]) -> _Planner:
        """With all that has to be known of the whole service to plan a part of it."""
        inside = Expressions(service, names, patterns)
        groups = grouped(service)
        requests = tuple(operation.request for operation in service.operations)
        return cls(
            service=service,
            names=names,
            expressions=inside,
            outside=attrs.evolve(inside, prefix=Source("_shapes.")),
            inputs=frozenset(ir.closure(service.shapes, requests)),
            components=ir.components(service.shapes),
            groups=groups,
            homes={shape: module for module, shapes in groups.items() for shape in shapes},
            operations={
                name: operation
                for operation in service.operations
                for name in (operation.request, operation.response)
            },
        )

    def package(self) -> Package:
        return Package(
            name=self.names.service,
            service=self.service,
            title=inline(self.service.full_name),
            wire_name=literal(self.service.name),
            api_version=literal(self.service.api_version),
            modules=tuple(self._modules()),
            constraints=tuple(self._constraints()),
            enums=tuple(self._enums()),
            errors=tuple(self._error(error) for error in self.service.errors()),
            error_base=self.names.error_base,
            methods=tuple(self._method(operation) for operation in self.service.operations),
        )

    # modules

    def _modules(self) -> Iterable[Module]:
        modules = (self._module(name, shapes) for name, shapes in self.groups.items())
        return (module for module in modules if module.classes or module.collections)

    def _module(self, name: Identifier, shapes: list[str]) -> Module:
        structures = [
            shape
            for shape in map(self.service.shapes.get, shapes)
            if isinstance(shape, ir.Structure)
        ]
        classes = tuple(self._class(structure) for structure in structures)
        collections = tuple(
            collection
            for shape in map(self.service.shapes.__getitem__, shapes)
            if isinstance(shape, (ir.List, ir.Map))
            and (collection := self._collection(shape))
            and (collection.predicate or collection.reader)
        )
        return Module(
            name=name,
            docs=facts.module(self.service, [structure.name for structure in structures]),
            imports=self._imports(name, shapes),
            classes=classes,
            collections=collections,
            uses=_uses(classes, collections),
        )

    def _imports(self, module: Identifier, shapes: list[str]) -> tuple[Import, ...]:
        wanted: dict[Identifier, set[Identifier]] = {}
        for name in shapes:
            for target in mentioned(self.service, name):
                home = self.homes.get(target)
                if home is not None and home != module:
                    wanted.setdefault(home, set()).update(self._exports(target, name))
        return tuple(
            Import(home, tuple(sorted(names))) for home, names in sorted(wanted.items()) if names
        )

    def _exports(self, target: str, user: str) -> list[Identifier]:
        """What a module offers for a shape, as far as ``user`` needs it."""
        shape = self.service.shapes[target]
        if isinstance(shape, ir.Structure):
            return [self.names.classes[target]]
        direct = target in ir.targets(self.service.shapes[user])
        exports = []
        if direct and target in self.inputs and user in self.inputs:
            exports.append(self.expressions.predicate(target))
        if direct and self.expressions.needs_reading(target):
            exports.append(self.expressions.reader(target))
        return exports

    # classes

    def _class(self, structure: ir.Structure) -> Class:
        fields = tuple(self._fields(structure))
        validated = structure.name in self.inputs
        recursive = self._recursive_fields(structure, fields) if validated else ()
        return Class(
            name=self.names.classes[structure.name],
            base=self._base(structure, bool(recursive)),
            docs=facts.structure(self.service, structure, self.operations.get(structure.name)),
            fields=fields,
            rules=tuple(self._rules(structure)),
            validated=validated,
            recursive=recursive,
        )

    def _base(self, structure: ir.Structure, recursive: bool) -> Source:
        """The base class, with what it is told of the class."""
        operation = self.operations.get(structure.name)
        if operation is None:
            arguments = [Source("_base.Structure")]
        elif operation.request == structure.name:
            arguments = self._request_base(structure, operation)
        else:
            arguments = [Source("_base.Response")]
        if structure.model_shape != self.names.classes[structure.name]:
            arguments.append(code("shape={}", literal(structure.model_shape)))
        if recursive:
            arguments.append(Source("recursive=True"))
        return joined(", ", arguments)

    def _request_base(self, structure: ir.Structure, operation: ir.Operation) -> list[Source]:
        response = literal(str(self.names.classes[operation.response]))
        arguments = [
            code("_base.Request[{}]", response),
            code("operation={}", literal(operation.name)),
            code("response={}", response),
        ]
        streamed = any(map(self._is_stream, structure.members))
        return [*arguments, Source("event_stream=True")] if streamed else arguments

    def _fields(self, structure: ir.Structure) -> Iterable[Field]:
        """The fields, required ones first."""
        members = sorted(
            structure.members, key=lambda m: not (m.required and not m.idempotency_token)
        )
        return (self._field(structure, member) for member in members)

    def _field(self, structure: ir.Structure, member: ir.Member) -> Field:
        name = self.names.members[structure.name, member.name]
        required = member.required and not member.idempotency_token
        expressions = self.expressions
        stored = code("_fields[{}]", literal(str(name)))
        return Field(
            name=name,
            wire_name=literal(member.name),
            type=_optional(self._field_type(member), required),
            parameter_type=_optional(self._parameter_type(expressions, member), required),
            client_type=_optional(self._parameter_type(self.outside, member), required),
            required=required,
            sensitive=structure.sensitive or self._is_sensitive(member.shape),
            docs=facts.member(self.service, member),
            filled_in=member.idempotency_token,
            wrong=self._wrong(member, name),
            copied=expressions.copied(member.shape, name),
            stored=stored,
            on_wire=expressions.on_wire(member.shape, stored),
            read=self._read(structure, member, stored),
        )

    def _parameter_type(self, expressions: Expressions, member: ir.Member) -> Source:
        """Bytes or an open file for a body that is streamed."""
        return Source("_rt.Any") if member.streaming else expressions.parameter_type(member.shape)

    def _field_type(self, member: ir.Member) -> Source:
        """What a reader finds: of an event stream, its events."""
        if member.streaming:
            return Source("_rt.Any")
        annotation = self.expressions.field_type(member.shape)
        return code("_rt.Events[{}]", annotation) if self._is_stream(member) else annotation

    def _read(self, structure: ir.Structure, member: ir.Member, stored: Source) -> Source:
        if structure.error:
            found = code("self._member({})", literal(member.name))
            return self.expressions.read(member.shape, found, Source("self._build"))
        if self._is_stream(member):
            return code("_rt.events({}, {})", self.names.classes[member.shape], stored)
        return self.expressions.read(member.shape, stored, Source("build"))

    def _is_stream(self, member: ir.Member) -> bool:
        shape = self.service.shapes[member.shape]
        return isinstance(shape, ir.Structure) and shape.event_stream

    def _is_sensitive(self, name: str) -> bool:
        shape = self.service.shapes[name]
        if isinstance(shape, ir.List):
            return shape.sensitive or self._is_sensitive(shape.member)
        if isinstance(shape, ir.Map):
            return shape.sensitive or any(map(self._is_sensitive, (shape.key, shape.value)))
        return shape.sensitive

    def _wrong(self, member: ir.Member, value: Source) -> Source | None:
        checks = self.expressions.checks(member.shape, value)
        if member.required and isinstance(self.service.shapes[member.shape], ir.Document):
            checks = [code("{} is not None", value), *checks]  # which is JSON's null, but no value
        return negated(checks) if checks else None

    def _rules(self, structure: ir.Structure) -> Iterable[Source]:
        given = {m.name: self.names.members[structure.name, m.name] for m in structure.members}
        if structure.union:
            yield self.expressions.broken(ir.Rule("union", "exactly_one_of", tuple(given)), given)
        for rule in structure.rules:
            yield self.expressions.broken(rule, given)

    def _recursive_fields(
        self, structure: ir.Structure, fields: tuple[Field, ...]
    ) -> tuple[Field, ...]:
        recursive = {
            literal(member.name)
            for member in structure.members
            if self.components[member.shape] == self.components[structure.name]
        }
        return tuple(field for field in fields if field.wire_name in recursive)

    # lists and maps

    def _collection(self, shape: ir.List | ir.Map) -> Collection:
        expressions = self.expressions
        checked = shape.name in self.inputs
        read = expressions.needs_reading(shape.name)
        return Collection(
            predicate=expressions.predicate(shape.name) if checked else None,
            is_map=isinstance(shape, ir.Map),
            wrong_lengths=tuple(expressions.wrong_lengths(shape.name)),
            wrong_entry=expressions.wrong_entry(shape),
            reader=expressions.reader(shape.name) if read else None,
            reading=expressions.reading(shape.name) if read else None,
        )

    # the rest of the package

    def _constraints(self) -> Iterable[Constraint]:
        for name in sorted(self.inputs):
            shape = self.service.shapes[name]
            if isinstance(shape, ir.String):
                constraint = self._constraint(shape)
                if constraint is not None:
                    yield constraint

    def _constraint(self, shape: ir.String) -> Constraint | None:
        name = self.names.constants[shape.name]
        if shape.enum:
            return Constraint(name, literal(shape.name), "values", tuple(map(literal, shape.enum)))
        translation = self.expressions.patterns.get(shape.name)
        if translation is None or translation.matcher is None:
            return None
        java = literal(translation.java)
        if isinstance(translation.matcher, NonBlank):
            return Constraint(name, literal(shape.name), "nonblank", (java,))
        if isinstance(translation.matcher, Anything):
            return None
        return Constraint(
            name, literal(shape.name), "regex", (literal(_regex(translation.matcher)), java)
        )

    def _enums(self) -> Iterable[Enum]:
        for shape in sorted(self.service.shapes.values(), key=lambda shape: shape.name):
            if isinstance(shape, ir.String) and shape.enum:
                members = tuple(
                    EnumMember(self.names.enum_members[shape.name, value], literal(value))
                    for value in shape.enum
                )
                yield Enum(self.names.classes[shape.name], facts.enum(shape), members)

    def _error(self, error: ir.Structure) -> Error:
        assert error.error is not None
        return Error(
            name=self.names.classes[error.name],
            docs=facts.error(self.service, error),
            code=literal(error.error.code),
            fault=literal("server" if _is_fault(error.error) else "client"),
            retryable=literal(error.error.retryable),
            fields=tuple(
                self._field(error, member)
                for member in error.members
                if member.name.lower() != "message"
            ),
        )

    def _method(self, operation: ir.Operation) -> Method:
        request = self.service.structure(operation.request)
        return Method(
            name=self.names.operations[operation.name],
            request=self.names.classes[operation.request],
            response=self.names.classes[operation.response],
            docs=facts.operation(self.service, operation, self.names),
            fields=tuple(self._fields(request)),
            page=self._page(operation),
            waits=tuple(self._waits(operation)),
        )

    def _page(self, operation: ir.Operation) -> Page | None:
        """The iterator of a paginated operation, typed by its first result key."""
        if operation.paginator is None or not operation.paginator.result_keys:
            return None
        structure = self.service.structure(operation.response)
        attribute: list[Identifier] = []
        shape: ir.Shape = structure
        for key in operation.paginator.result_keys[0].split("."):
            member = (
                {m.name: m for m in shape.members}.get(key)
                if isinstance(shape, ir.Structure)
                else None
            )
            if member is None or not isinstance(shape, ir.Structure):
                return None
            attribute.append(self.names.members[shape.name, member.name])
            shape = self.service.shapes[member.shape]
        return Page(
            items=self.names.iterators[operation.name],
            item_type=self._item_type(shape),
            attribute=tuple(attribute),
        )

    def _item_type(self, shape: ir.Shape) -> Source:
        """What the items of a page are: entries of lists and maps, or the thing itself."""
        if isinstance(shape, ir.List):
            return self.outside.field_type(shape.member)
        if isinstance(shape, ir.Map):
            key, value = map(self.outside.field_type, (shape.key, shape.value))
            return code("tuple[{}, {}]", key, value)
        return self.outside.field_type(shape.name)

    def _waits(self, operation: ir.Operation) -> Iterable[Wait]:
        for waiter in operation.waiters:
            name = self.names.waits[waiter.name]
            docs = facts.waiter(waiter)
            yield Wait(name, literal(waiter.name), docs, waiter.ends_with_error)


def _is_fault(traits: ir.ErrorTraits) -> bool:
    """Whether the service is at fault, which the model does not always say."""
    return traits.fault or (traits.http_status or 0) >= 500


def _regex(matcher: OneOf | Regex) -> str:
    """The source of a matcher for ``re``."""
    if isinstance(matcher, OneOf):
        return "|".join(map(re.escape, sorted(matcher.values)))
    return matcher.source


def _optional(annotation: Source, required: bool) -> Source:
    return annotation if required else code("{} | None", annotation)


def _uses(classes: Iterable[Class], collections: Iterable[Collection]) -> frozenset[str]:
    """The helper modules that the text of these views mentions."""
    texts: list[str] = []
    for cls in classes:
        texts.append(cls.base)
        for field in cls.fields if cls.validated else ():
            texts.extend([field.parameter_type, field.wrong or "", field.copied])
    for collection in collections:
        if collection.predicate:
            texts.append(collection.wrong_entry)
    return frozenset(
        module
        for module in ("_base", "_constraints", "_literals")
        if any(f"{module}." in text for text in texts)
    )
