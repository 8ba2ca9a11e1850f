"""Decide what every file says: IR, names and groups to views for the templates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, starmap

import attrs

from . import facts, ir
from .annotations import Annotation, Annotations
from .grouping import grouped
from .names import Names, distinct, module_name
from .patterns import Anything, NonBlank, Translation
from .problems import Problem, refuse
from .runtime import shapes
from .runtime.shapes import Enum as EnumConstraint
from .runtime.shapes import Reference, Rule, Shape
from .runtime.suggestions import did_you_mean
from .source import Identifier, Source, code, inline, joined, literal


@attrs.frozen
class Field:
    """A member of a structure, or of an error, as a field."""

    name: Identifier
    wire_name: Source
    annotation: Annotation
    arguments: Source
    """What its declaration says."""
    shape: Source
    """The name of its shape."""
    docs: Source


@attrs.frozen
class Class:
    """A structure as a class."""

    name: Identifier
    bases: Source
    """Its base class, with what that is told of it."""
    docs: Source
    fields: tuple[Field, ...]


@attrs.frozen
class Module:
    """One file of ``structures/``."""

    name: Identifier
    docs: Source
    imports: tuple[Source, ...]
    """The statements, but for those that every module has."""
    classes: tuple[Class, ...]


@attrs.frozen
class Definition:
    """A name, and the expression for what it stands for."""

    name: Identifier
    value: Source


@attrs.frozen
class Enum:
    name: Identifier
    docs: Source
    members: tuple[Definition, ...]


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
    item_type: Annotation
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
    operation: Source
    request: Identifier
    response: Identifier
    docs: Source
    awaited_docs: Source
    """The same without the parameters, which the other client describes."""
    parameters: tuple[Source, ...]
    """The members of the request: name, type and default."""
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
    shapes: tuple[Definition, ...]
    shape_imports: tuple[Source, ...]
    rules: tuple[Definition, ...]
    enums: tuple[Enum, ...]
    errors: tuple[Error, ...]
    error_base: Identifier
    error_imports: tuple[Source, ...]
    methods: tuple[Method, ...]
    client_imports: tuple[Source, ...]

    def public(self) -> dict[str, list[Identifier]]:
        """The public names by module."""
        names = {
            f"structures.{module.name}": [cls.name for cls in module.classes]
            for module in self.modules
        }
        names["enums"] = [enum.name for enum in self.enums]
        names["errors"] = [self.error_base, *(error.name for error in self.errors)]
        return {module: sorted(members) for module, members in names.items() if members}


def plan(
    service: ir.Service,
    names: Names,
    patterns: Mapping[str, Translation],
    mixins: Mapping[str, str] = {},
) -> Package:
    """The package of a service.

    :param mixins: base classes of the user's own (``module:Class``), by ``service.Class``.
    :raises CodegenError: one of them is for a class that the service lacks.
    """
    return _Planner(service, names, patterns, _mixins(service, names, mixins)).package()


_Mixins = Mapping[str, tuple[Source, Identifier]]
"""Base classes of the user's own, by class: how they are imported, and as what."""


def _mixins(service: ir.Service, names: Names, mixins: Mapping[str, str]) -> _Mixins:
    prefix = f"{module_name(service.name)}."
    wanted = {key.removeprefix(prefix): of for key, of in mixins.items() if key.startswith(prefix)}
    classes = {names.classes[structure.name] for structure in service.structures()}
    refuse(
        Problem(f"mixins: {prefix}{name}", f"is not a structure{did_you_mean(name, classes)}")
        for name in wanted.keys() - classes
    )
    found = {}
    for name, path in wanted.items():
        module, _, cls = path.partition(":")
        dotted = joined(".", [Identifier(part) for part in module.split(".")])
        alias = Identifier(f"_{name}{cls}")
        statement = code("from {} import {} as {}", dotted, Identifier(cls), alias)
        found[name] = (statement, alias)
    return found


class _Planner:
    """All that has to be known of a whole service to plan a part of it."""

    def __init__(
        self,
        service: ir.Service,
        names: Names,
        patterns: Mapping[str, Translation],
        mixins: _Mixins,
    ) -> None:
        self.service, self.names, self.patterns, self.mixins = service, names, patterns, mixins
        requests = [operation.request for operation in service.operations]
        self.inputs = frozenset(service.closure(requests))
        """The shapes that can go into a request."""
        self.groups = grouped(service)
        """The structures of each module."""
        self.homes = {shape: module for module, held in self.groups.items() for shape in held}
        """The module of each structure."""
        self.operations = {
            name: operation
            for operation in service.operations
            for name in (operation.request, operation.response)
        }
        """The operation of each structure that is a request or a response; each has its own."""
        self.rule_names: dict[str, Identifier] = {}
        """The names of the rules, by what the overlay calls them."""
        for rule in _rules(service):
            self.rule_names[rule.name] = distinct(module_name(rule.name), self.rule_names.values())
        self.holders = _holders(service)
        """The structures that have a structure in a member, in the order of the model."""
        self._inside = Annotations(names)
        self._outside = Annotations(names, Source("_service."))
        """For modules that see the structures as those of the service."""

    def package(self) -> Package:
        service, known = self.service, self.service.shapes
        mentioned = {name for links in service.links.values() for name in links}
        of_base = any(isinstance(known[name], ir.Structure) for name in mentioned)
        methods = tuple(map(self._method, service.operations))
        errors = tuple(map(self._error, service.errors()))
        return Package(
            name=module_name(service.name),
            service=service,
            title=inline(service.full_name),
            wire_name=literal(service.name),
            api_version=literal(service.api_version),
            modules=tuple(starmap(self._module, self.groups.items())),
            shapes=tuple(self._shapes(mentioned)),
            shape_imports=(
                *([Source("from .. import _runtime as _rt")] if mentioned else []),
                *([Source("from . import _base")] if of_base else []),
            ),
            rules=tuple(self._rule(rule) for rule in _rules(service)),
            enums=tuple(self._enums()),
            errors=errors,
            error_base=Identifier(self.names.error_base),
            error_imports=self._error_imports(errors),
            methods=methods,
            client_imports=_from(
                Source("."),
                (
                    *(
                        self._outside.of_member(member, requested=True)
                        for operation in service.operations
                        for member in service.structure(operation.request).members
                    ),
                    *(method.page.item_type for method in methods if method.page),
                ),
            ),
        )

    # modules

    def _module(self, name: Identifier, structures: list[str]) -> Module:
        found = [self.service.structure(structure) for structure in structures]
        classes = tuple(map(self._class, found))
        types = [field.annotation for cls in classes for field in cls.fields]
        needed = ["base"]
        needed += ["shapes"] if types else []
        needed += ["rules"] if any(s.stated(Rule) for s in found) else []
        mixins = (self.mixins.get(self.names.classes[s]) for s in structures)
        return Module(
            name=name,
            docs=facts.module(self.service, structures),
            imports=(
                *_from(Source(".."), types, *needed),
                *self._from_structures(found, name),
                *(statement for statement, _ in filter(None, mixins)),
            ),
            classes=classes,
        )

    def _error_imports(self, errors: Iterable[Error]) -> tuple[Source, ...]:
        types = [field.annotation for error in errors for field in error.fields]
        return (
            *(
                [Source("from .. import _runtime as _rt")]
                if any("runtime" in found.uses for found in types)
                else []
            ),
            Source("from .._runtime import errors as _errors"),
            *_from(Source("."), types, *(["shapes"] if types else [])),
            *self._from_structures(self.service.errors()),
        )

    def _from_structures(
        self, of: Iterable[ir.Structure], module: Identifier | None = None
    ) -> Iterator[Source]:
        """The imports of what some structures or errors name.

        :param module: the module of structures that they stand in.
        """
        wanted: dict[Identifier, set[Identifier]] = {}
        for name in chain.from_iterable(map(self._mentioned, of)):
            if self.homes[name] != module:
                wanted.setdefault(self.homes[name], set()).add(self.names.classes[name])
        folder = Source("." if module else ".structures.")
        for home, names in sorted(wanted.items()):
            yield code("from {}{} import {}", folder, home, joined(", ", sorted(names)))

    def _mentioned(self, structure: ir.Structure) -> Iterator[str]:
        """The structures that a class names: in the types of its members, or as its response."""
        for member in _own_members(structure) if structure.error else structure.members:
            yield from self.service.named(member.target.name)
        operation = self.operations.get(structure.name)
        if operation is not None and operation.request == structure.name:
            yield operation.response

    # classes

    def _class(self, structure: ir.Structure) -> Class:
        return Class(
            name=self.names.classes[structure.name],
            bases=self._bases(structure),
            docs=facts.structure(
                self.service,
                structure,
                self.operations.get(structure.name),
                self.holders.get(structure.name, ()),
            ),
            fields=tuple(self._field(structure, member) for member in _in_order(structure)),
        )

    def _bases(self, structure: ir.Structure) -> Source:
        """The base class, with what it is told of the class."""
        operation = self.operations.get(structure.name)
        if operation is not None and operation.request == structure.name:
            response: Source = self.names.classes[operation.response]
            if self.homes[operation.response] == self.homes[structure.name]:
                response = literal(str(response))  # it may stand further down
            arguments = [
                code("_base.Request[{}]", response),
                code("operation={}", literal(operation.name)),
            ]
            if any(getattr(member.shape, "event_stream", False) for member in structure.members):
                arguments.append(Source("sends_events=True"))
        elif operation is not None:
            arguments = [Source("_base.Response")]
        elif structure.name in self.inputs:
            arguments = [Source("_base.Structure")]
        else:
            arguments = [Source("_base.ResponsePart")]
        if mixin := self.mixins.get(self.names.classes[structure.name]):
            arguments.insert(1, mixin[1])
        if structure.model_shape != self.names.classes[structure.name]:
            arguments.append(code("shape={}", literal(structure.model_shape)))
        flags = _flags(structure, "event_stream", "sensitive")
        return joined(", ", [*arguments, *flags, *self._stated(structure)])

    def _stated(self, structure: ir.Structure) -> Iterator[Source]:
        """What a structure states, but for its required members: the fields say which they are."""
        for keyword, stated in structure.traits.items():
            if keyword == "rules":
                names = [code("_rules.{}, ", self.rule_names[rule.name]) for rule in stated]
                yield code("rules=({})", joined("", names))
            elif keyword != "required":
                yield _keyword(keyword, literal(stated))

    def _field(self, structure: ir.Structure, member: ir.Member) -> Field:
        shape = code("_shapes.{}", self.names.shape(member.target.name))
        found = self._inside.of_member(member, structure.name in self.inputs)
        return Field(
            name=self.names.members[structure.name][member.name],
            wire_name=literal(member.name),
            annotation=found if member.needed and structure.error is None else found.or_none,
            arguments=self._declaration(structure, member, shape),
            shape=shape,
            docs=facts.member(self.service, structure, member),
        )

    def _declaration(self, structure: ir.Structure, member: ir.Member, shape: Source) -> Source:
        checked = structure.name in self.inputs
        flags = _flags(member, "filled_in", "deprecated")
        wire = [literal(member.name), *([] if checked else [shape]), *flags]
        arguments = [] if member.needed else [Source("default=None")]
        if checked:
            arguments.append(_keyword("validator", shape))
        if structure.sensitive or self._is_sensitive(member.shape):
            arguments.append(Source("repr=False"))
        arguments.append(code("metadata=_rt.wire({})", joined(", ", wire)))
        return joined(", ", arguments)

    def _is_sensitive(self, shape: Shape) -> bool:
        """Whether something in a value is sensitive; structures see to that themselves."""
        if isinstance(shape, shapes.Map) and self._is_sensitive(shape.key):
            return True
        inside = isinstance(shape, shapes.Collection) and self._is_sensitive(shape.entry)
        return shape.sensitive or inside

    # shapes

    def _shapes(self, mentioned: Iterable[str]) -> Iterator[Definition]:
        """Each after what it is made of; structures are found when they are needed."""
        known = self.service.shapes
        for name in sorted(mentioned, key=lambda name: (_layer(known[name]), name)):
            yield Definition(self.names.shape(name), self._shape(name, known[name]))

    def _shape(self, name: str, shape: Shape) -> Source:
        if isinstance(shape, ir.Structure):
            return code("_base.SERVICE.structure({})", literal(str(self.names.classes[name])))
        is_enum = shape.stated(EnumConstraint) is not None
        stated = {
            keyword: self._pattern(name, value) if keyword == "pattern" else literal(value)
            for keyword, value in shape.traits.items()
            # The values of an enum say all that its length and pattern could.
            if keyword in EnumConstraint.keywords or not is_enum
        }
        own = self.service.stated.get(name, {})
        stated |= {keyword: literal(value) for keyword, value in own.items()}
        arguments = (
            *map(self.names.shape, self.service.links[name]),
            *_flags(shape, "sparse", "streaming"),
            *starmap(_keyword, stated.items()),
            *_flags(shape, "sensitive"),
        )
        return code("_rt.{}({})", Identifier(shape.kind), joined(", ", arguments))

    def _pattern(self, name: str, java: str) -> Source:
        """Text if all three dialects spell it alike."""
        translation = self.patterns[name]
        matcher = translation.matcher
        if isinstance(matcher, NonBlank):
            return code("_rt.NonBlank({})", literal(java))
        if matcher is None or isinstance(matcher, Anything):
            return code("_rt.Pattern({})", literal(java))
        if java == matcher.source == translation.ecma and not translation.printable:
            return literal(java)
        arguments = [literal(java), literal(matcher.source)]
        if translation.ecma != matcher.source:
            arguments.append(literal(translation.ecma))
        if translation.printable:
            arguments.append(Source("printable=True"))
        return code("_rt.Pattern({})", joined(", ", arguments))

    def _rule(self, rule: Rule) -> Definition:
        members = dict(zip(rule.members, rule.values, strict=True)) if rule.values else rule.members
        stated = {
            "when_set": rule.when_set,
            "when_unset": rule.when_unset,
            "when_equal": dict(rule.when_equal),
            "message": rule.message,
        }
        arguments = (
            *map(literal, (rule.name, rule.demand, members)),
            *(_keyword(key, literal(value)) for key, value in stated.items() if value),
        )
        value = code("_rt.Rule({})", joined(", ", arguments))
        return Definition(self.rule_names[rule.name], value)

    # the rest of the package

    def _enums(self) -> Iterable[Enum]:
        for name, shape in sorted(self.service.shapes.items()):
            enum = shape.stated(EnumConstraint)
            if enum is not None:
                members = tuple(
                    Definition(self.names.enum_members[name][value], literal(value))
                    for value in enum.values
                )
                yield Enum(self.names.classes[name], facts.enum(self.service, name), members)

    def _error(self, error: ir.Structure) -> Error:
        traits = error.error
        assert traits is not None
        # The model does not always say that the service is at fault.
        is_fault = traits.fault or (traits.http_status or 0) >= 500
        return Error(
            name=self.names.classes[error.name],
            docs=facts.error(self.service, error),
            code=literal(traits.code),
            fault=literal("server" if is_fault else "client"),
            retryable=literal(traits.retryable),
            fields=tuple(self._field(error, member) for member in _own_members(error)),
        )

    def _method(self, operation: ir.Operation) -> Method:
        request = self.service.structure(operation.request)
        members = _in_order(request)
        return Method(
            name=self.names.operations[operation.name],
            operation=literal(operation.name),
            request=self.names.classes[operation.request],
            response=self.names.classes[operation.response],
            docs=facts.operation(self.service, operation, self.names, members),
            awaited_docs=facts.operation(self.service, operation, self.names, ()),
            parameters=tuple(self._parameter(request, m) for m in members),
            page=self._page(operation),
            waits=tuple(self._waits(operation)),
        )

    def _parameter(self, request: ir.Structure, member: ir.Member) -> Source:
        found = self._outside.of_member(member, requested=True)
        name = self.names.members[request.name][member.name]
        if member.needed:
            return code("{}: {}", name, found)
        return code("{}: {} = None", name, found.or_none)

    def _page(self, operation: ir.Operation) -> Page | None:
        """The iterator of a paginated operation."""
        steps = _steps(self.service.structure(operation.response), operation.items)
        if not steps:
            return None
        structure, member = steps[-1]
        return Page(
            items=self.names.iterators[operation.name],
            item_type=self._item_type(member.target, structure.name in self.inputs),
            attribute=tuple(self.names.members[of.name][member.name] for of, member in steps),
        )

    def _item_type(self, target: Reference, requested: bool) -> Annotation:
        """What the items of a page are: entries of lists and maps, or the thing itself."""
        if not isinstance(target.shape, shapes.Collection):
            return self._outside.of(target, requested)
        found = [self._outside.of(t, requested) for t in ir.targets(target.shape)]
        if len(found) == 1:
            return found[0]
        key, value = found
        return Annotation(code("tuple[{}, {}]", key, value), key.uses | value.uses)

    def _waits(self, operation: ir.Operation) -> Iterable[Wait]:
        for waiter in operation.waiters:
            name = self.names.waits[waiter.name]
            docs = facts.waiter(waiter)
            yield Wait(name, literal(waiter.name), docs, waiter.ends_with_error)


def _keyword(name: str, value: Source) -> Source:
    """An argument by keyword."""
    return code("{}={}", Identifier(name), value)


def _flags(of: object, *names: str) -> list[Source]:
    """Arguments for those of some attributes that are true."""
    return [_keyword(name, Source("True")) for name in names if getattr(of, name, False)]


def _holders(service: ir.Service) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for holder in service.structures():
        inside = (name for member in holder.members for name in service.named(member.target.name))
        for name in dict.fromkeys(inside):
            if name != holder.name:
                found.setdefault(name, []).append(holder.name)
    return found


def _rules(service: ir.Service) -> list[Rule]:
    """The rules of all structures, each once."""
    return list(dict.fromkeys(rule for s in service.structures() for rule in Rule.of(s.traits)))


def _own_members(error: ir.Structure) -> list[ir.Member]:
    """The members of an error beside its message, which every error has."""
    return [member for member in error.members if member.name.lower() != "message"]


def _steps(structure: ir.Structure, path: str) -> list[tuple[ir.Structure, ir.Member]]:
    """The members that a dotted path of wire names leads through, each with the structure that has
    it; none if the path leads nowhere."""
    steps: list[tuple[ir.Structure, ir.Member]] = []
    shape: Shape = structure
    for name in path.split("."):
        members = shape.members if isinstance(shape, ir.Structure) else ()
        member = next((m for m in members if m.name == name), None)
        if member is None or not isinstance(shape, ir.Structure):
            return []
        steps.append((shape, member))
        shape = member.shape
    return steps


def _in_order(structure: ir.Structure) -> list[ir.Member]:
    """The members, those first that a caller has to give."""
    return sorted(structure.members, key=lambda member: not member.needed)


def _layer(shape: Shape) -> int:
    """How many lists and maps are around what they are made of: single values, structures, lists
    and maps, lists and maps of those."""
    if isinstance(shape, shapes.Collection):
        return 1 + max(1, _layer(shape.entry))
    return int(isinstance(shape, ir.Structure))


def _from(where: Source, types: Iterable[Annotation], *needed: str) -> tuple[Source, ...]:
    """The import of the modules that types name, and of those that are needed too, if any."""
    names = {*needed, *(name for annotation in types for name in annotation.uses)}
    modules = [_IMPORTS[name] for name in sorted(names & _IMPORTS.keys())]
    return (code("from {} import {}", where, joined(", ", modules)),) if modules else ()


_IMPORTS = {
    "base": Source("_base"),
    "choices": Source("choices as _choices"),
    "literals": Source("literals as _literals"),
    "rules": Source("rules as _rules"),
    "shapes": Source("shapes as _shapes"),
}
