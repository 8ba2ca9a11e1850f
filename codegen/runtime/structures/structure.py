"""What every generated structure is and can do: a view of its wire dictionary."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from functools import wraps
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar

from ..shapes import conversions
from ..shapes.collection import like
from ..shapes.immutable import remembered
from ..shapes.inspection import REDACTED, Inspection
from ..shapes.policy import current_policy
from ..shapes.report import inspected, report
from ..shapes.shape import AS_PARSED, CHECKED, LET_PAST, Shape
from ..shapes.structure import Member, StructureShape
from ..violations import NestingError
from ..wiremodel import ServiceModel
from .fields import Field, attribute

if TYPE_CHECKING:
    from attrs import frozen as structure
    from typing_extensions import Self
else:

    def structure(*, kw_only=True):
        """``attrs.frozen``, to type checkers and to whoever asks attrs about the class.

        attrs itself is imported and works only then: see :func:`_attrs_made`.
        """
        return _declared


S = TypeVar("S", bound="Structure")
F = TypeVar("F", bound=Callable[..., Any])
ResponseT = TypeVar("ResponseT", bound="Structure")


def _declared(cls: Any) -> Any:
    """A class whose fields are those that it declares."""
    cls._home = cls
    cls._fields = {name: field for name, field in vars(cls).items() if isinstance(field, Field)}
    cls._class_shape = ClassShape(cls)
    cls.__doc__ = cls._description(cls.__doc__ or "")  # ``python -OO`` leaves none
    cls.__attrs_attrs__ = OfClass(_attrs_made)
    return cls


class OfClass:
    """An attribute of a class that is computed whenever it is read."""

    def __init__(self, compute: Callable[[Any], Any]) -> None:
        self._compute = compute

    def __get__(self, instance: object, owner: Any) -> Any:
        return self._compute(owner)


def _attrs_made(owner: Any) -> Any:
    """The fields of a class, which attrs asks for first: reading them makes it attrs' class.

    attrs takes longer to import, and to look at a class, than all else that is done for one.
    """
    import attrs

    home = next(cls for cls in owner.__mro__ if "__attrs_attrs__" in vars(cls))
    fields = {name: attribute(field) for name, field in home._fields.items()}
    # attrs works on a twin: on the class itself, two threads would disturb each other, and an
    # interrupt would leave half of the work.
    twin: Any = type(home.__name__, (), {"__annotations__": home.__annotations__})
    plain = {*vars(twin), "__attrs_attrs__"}
    attrs.frozen(twin, these=fields, slots=False, eq=False, repr=False, kw_only=True, init=False)
    for name in vars(twin).keys() - plain:
        setattr(home, name, vars(twin)[name])
    home.__attrs_attrs__ = twin.__attrs_attrs__  # last, because it is what others look for
    return vars(home)["__attrs_attrs__"]


def _signature(owner: Any) -> Any:
    """What :func:`inspect.signature` finds: the fields, and which are required."""
    if owner._home is None or _makes_itself(owner):
        raise AttributeError("__signature__")
    from inspect import Parameter, Signature

    annotations = owner._home.__annotations__
    return Signature(
        [
            Parameter(
                field.name,
                Parameter.KEYWORD_ONLY,
                default=Parameter.empty if field.required else None,
                annotation=annotations[field.name],
            )
            for field in owner._fields.values()
        ]
    )


class Mismatch(Exception):
    """A value that only the thorough check can judge."""


MISMATCHES = (Mismatch, ValueError, TypeError, AttributeError, LookupError, RecursionError)
"""What straight-line code raises over a value that it does not know."""


def nested_safely(method: F) -> F:
    """A method that says so if values are nested more deeply than Python can walk."""

    @wraps(method)
    def walk(self: Any, *arguments: Any) -> Any:
        try:
            return method(self, *arguments)
        except RecursionError:
            raise NestingError(f"{self._title()} is nested too deeply") from None

    return walk  # type: ignore[return-value]


class Plain:
    """Text that is shown without quotes."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


class Structure:
    """A structure of a service model: an immutable attrs class whose fields are checked.

    An instance holds the dictionary in wire names that it stands for. It is either checked, and in
    boto3's form, or as it was parsed from JSON or by botocore; its attributes are read from it.
    """

    __slots__ = ("_origin", "_wire")

    _checks_itself: ClassVar[bool] = True
    _service: ClassVar[ServiceModel]
    _fields: ClassVar[Mapping[str, Field]] = {}
    """The fields by name."""
    _home: ClassVar[Any] = None
    """The generated class, of which this may be a subclass."""
    _model_name: ClassVar[str | None] = None
    """The name of the structure in the model; ``None`` if the model has none."""
    _class_shape: ClassVar[ClassShape]
    """What the class declares, as a shape."""
    _traits: ClassVar[Mapping[str, Any]] = {}
    _description: ClassVar[Callable[[str], Any]] = staticmethod(lambda text: text)
    """Makes the docstring of a class from what its module says; ``display`` has a better way."""
    __signature__: ClassVar[Any] = OfClass(_signature)

    _wire: dict[str, Any]
    _origin: int
    """Where the dictionary is from: ``AS_PARSED``, ``LET_PAST`` or ``CHECKED``."""

    def __init_subclass__(
        cls,
        shape: str | None = "",
        event_stream: bool = False,
        sensitive: bool = False,
        **traits: Any,
    ) -> None:
        """
        :param shape: its name in the model if that is not the name of the class.
        :param event_stream: whether it stands for a stream of events.
        :param sensitive: whether everything in it is hidden.
        :param traits: what it states of its members together, by the keywords of constraints:
            ``union``, ``rules``.
        """
        stated = {name: traits.pop(name) for name in [*traits] if name in StructureShape.keywords}
        super().__init_subclass__(**traits)
        if cls._home is None:
            cls._model_name = cls.__name__ if shape == "" else shape
            cls._traits = {"event_stream": event_stream, "sensitive": sensitive, **stated}
        elif "attrs" in sys.modules:
            cls._home.__attrs_attrs__  # noqa: B018 - attrs looks at what it made of its bases

    if not TYPE_CHECKING:

        def __init__(self, /, **arguments):
            """Build it from its members; what is wrong with them is a ``ValidationError``."""
            given = {name: arguments.pop(name, None) for name in self._fields}
            build_thoroughly(self, {**given, "_unknown": arguments})

        def __setattr__(self, name, value):
            from attrs.exceptions import FrozenInstanceError

            raise FrozenInstanceError

        def __delattr__(self, name):
            self.__setattr__(name, None)

    @classmethod
    def __attrs_init_subclass__(cls) -> None:
        """A subclass made by attrs is checked as a whole, like any other."""
        if cls._home is not cls:
            made: Any = cls  # editors take what is assigned to ``cls`` for a method of every class
            for name in cls._fields.keys() & vars(cls).keys():
                delattr(made, name)  # the slot of a member that it declares anew
            if "__init__" in vars(cls):
                made.__init__ = _checked_init(made)

    @staticmethod
    def _check(wire: Any) -> dict[str, Any]:
        """Check a wire dictionary and copy it, if that can be done fast; ``compiling`` knows how.

        :raises Exception: one of ``MISMATCHES``: only the thorough check can tell.
        """
        raise Mismatch

    @staticmethod
    def _copy(wire: dict[str, Any]) -> Any:
        """Copy a wire dictionary that was checked; ``compiling`` knows how to do it faster."""
        return conversions.copied(wire)

    @classmethod
    def from_wire(cls: type[S], wire: Mapping[str, Any]) -> S:
        """Build the structure from a dictionary in wire names, as boto3 takes or gives it.

        :raises ValidationError: with all violations of the whole tree.
        """
        # A policy that warns is about the whole tree, as its errors are.
        if not current_policy():
            try:
                checked = cls._home._check(wire)
            except MISMATCHES:
                pass
            else:
                return cls._of(checked, CHECKED)
        found = inspected(cls._class_shape, wire, cls._title())
        made = _wire_form(found) if isinstance(found, (dict, Structure)) else {}
        return cls._of(made, cls._origin_of(made))

    @classmethod
    def from_response(cls: type[S], response: Structure, /, **changes: Any) -> S:
        """The input that writes back what was read, such as a ``TableInput`` from a ``Table``.

        It takes the members that both have. Those that only a response has (when it was created,
        say) and deprecated ones are left out.

        :param response: the structure that this one is the input for.
        :param changes: members to set or to change, by their Python names.
        :raises TypeError: the response is of another kind.
        :raises ValidationError: with all violations; a required member may not be in a response.
        """
        from .write_back import written_back

        shape, source = cls._class_shape, response._class_shape
        if shape.subject != source.name or shape.name == source.name:
            kind = type(response).__name__
            raise TypeError(f"{cls._title()} does not write back what is read as {kind}")
        found = written_back(shape, source, response.to_wire())
        read = {n: found[f.wire_name] for n, f in cls._fields.items() if f.wire_name in found}
        return cls(**{**read, **changes})

    @classmethod
    def _origin_of(cls, wire: dict[str, Any]) -> int:
        """The origin of what the thorough check, and the policy, let pass."""
        try:
            return CHECKED if cls._home._check(wire) == wire else LET_PAST
        except MISMATCHES:
            return LET_PAST

    @classmethod
    def _of(cls: type[S], wire: dict[str, Any], origin: int) -> S:
        """An instance that stands for a dictionary, which is its own from now on."""
        made = object.__new__(cls)
        set_wire(made, wire)
        set_origin(made, origin)
        if cls is not cls._home and _makes_itself(cls):
            return cls(**{name: getattr(made, name) for name in cls._fields})
        return made

    def to_wire(self) -> dict[str, Any]:
        """The structure as a dictionary in wire names: exactly what boto3 takes or gives.

        :raises NestingError: it is nested more deeply than Python can walk.
        """
        if self._origin > 0:
            copied: dict[str, Any] = self._copy(self._wire)
            return copied
        copy = self._class_shape.sent if self._origin == AS_PARSED else conversions.copied
        try:
            wire: dict[str, Any] = copy(self._wire)
        except RecursionError:
            raise NestingError(f"{self._title()} is nested too deeply") from None
        return wire

    @property
    def unknown_members(self) -> Mapping[str, Any]:
        """What a response held that the model does not know, in wire names."""
        known = self._class_shape.by_name
        return {name: value for name, value in self._wire.items() if name not in known}

    @classmethod
    def _title(cls) -> str:
        return f"{cls._service.title}.{cls.__name__}"

    @nested_safely
    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other) or not isinstance(other, Structure):
            return NotImplemented
        return _boto3_form(self) == _boto3_form(other)

    __hash__ = None  # type: ignore[assignment] # pyright: ignore[reportAssignmentType]

    @nested_safely
    def __repr__(self) -> str:
        shown = (f"{name}={value!r}" for name, value in self._shown())
        return f"{type(self).__name__}({', '.join(shown)})"

    def _shown(self) -> Iterator[tuple[str, Any]]:
        """The fields that are set, and the names of members that the model does not know.

        Values that are sensitive are hidden.
        """
        for name, field in self._fields.items():
            value = getattr(self, name)
            if value is not None:
                yield name, Plain(REDACTED) if field.is_sensitive else value
        if unknown := self.unknown_members:
            yield "unknown_members", sorted(map(str, unknown))

    # copies

    def __copy__(self: S) -> S:
        other = object.__new__(type(self))
        set_wire(other, self._wire)
        set_origin(other, self._origin)
        return _given(other, {**self.__dict__, **_own_values(self)})

    def __replace__(self: S, /, **changes: Any) -> S:
        from attrs import evolve

        return evolve(self, **changes)  # type: ignore[misc]

    def __reduce__(self) -> Any:
        """By package, class and wire form; a subclass by itself, with what it has of its own."""
        cls = type(self)
        place = (cls._service.package, cls.__name__) if cls is cls._home else cls
        return _restored, (place, _boto3_form(self), self._origin or LET_PAST, _own_values(self))


set_wire: Callable[[Structure, dict[str, Any]], None] = vars(Structure)["_wire"].__set__
set_origin: Callable[[Structure, int], None] = vars(Structure)["_origin"].__set__


class ResponsePart(Structure):
    """A structure that only responses hold: nothing is checked, whatever the service sends."""

    __slots__ = ()

    if not TYPE_CHECKING:

        def __init__(self, /, **members):
            """Build one for a test, say; nothing is checked but the names."""
            for name in members:
                if name not in self._fields:
                    raise TypeError(f"{type(self).__name__} has no field {name!r}")
            given = {name: value for name, value in members.items() if value is not None}
            _keep(self, {self._fields[name].wire_name: value for name, value in given.items()})

    @classmethod
    def from_wire(cls: type[S], wire: Mapping[str, Any]) -> S:
        """Build the structure from a dictionary in wire names, as JSON or boto3 has it.

        :raises ValidationError: it is not a dictionary.
        """
        given: object = wire  # which callers may not have looked at
        if not isinstance(given, Mapping):
            return super().from_wire(wire)
        try:
            return cls._of(conversions.copied(dict(wire)), AS_PARSED)
        except RecursionError:
            raise NestingError(f"{cls._title()} is nested too deeply") from None


class Request(Structure, Generic[ResponseT]):
    """The request of an operation whose response is a ``ResponseT``."""

    __slots__ = ()

    _operation: ClassVar[str]
    _sends_events: ClassVar[bool]

    def __init_subclass__(
        cls, operation: str = "", sends_events: bool = False, **more: Any
    ) -> None:
        """
        :param operation: the name of the operation.
        :param sends_events: whether a member is a stream of events.
        """
        super().__init_subclass__(**more)
        if operation:
            cls._operation, cls._sends_events = operation, sends_events

    @classmethod
    def _response_class(cls) -> type[ResponseT]:
        """The class of the response, which the declaration of the class names."""
        named = cls._home.__orig_bases__[0].__args__[0]
        name = getattr(named, "__forward_arg__", None) or named.__name__
        found: type[ResponseT] = cls._service.class_named(name)
        return found


class Response(ResponsePart):
    """The response of an operation."""

    __slots__ = ()

    @classmethod
    def from_wire(cls: type[S], wire: Mapping[str, Any]) -> S:
        """A response from what boto3 returned, or a test wrote; nothing is checked.

        :raises ValidationError: it is not a dictionary.
        """
        response = super().from_wire(wire)
        metadata = response._wire.pop("ResponseMetadata", {})
        response.__dict__["_metadata"] = metadata
        return response

    @property
    def response_metadata(self) -> Mapping[str, Any]:
        """botocore's ``ResponseMetadata``: request id, status, headers, retries."""
        found: Mapping[str, Any] = self.__dict__.get("_metadata", {})
        return found


class ClassShape(StructureShape, kind="StructureShape"):
    """The structure that a generated class declares."""

    __slots__ = ("cls",)

    def __init__(self, cls: Any) -> None:
        """:param cls: the generated class."""
        required = tuple(f.wire_name for f in cls._fields.values() if f.required)
        traits = {"required": required or None, **cls._traits}
        self.cls, self.name = cls, str(cls._model_name or cls.__name__)
        self.event_stream = traits.pop("event_stream")
        Shape.__init__(self, **traits)

    @remembered
    def members(self) -> tuple[Member, ...]:  # type: ignore[override]
        return tuple(
            Member(
                field.wire_name,
                field.target,
                required=field.required,
                filled_in=field.filled_in,
                deprecated=field.deprecated,
            )
            for field in self.cls._fields.values()
        )

    def contents(self, value: Any) -> Any:
        return value._wire if isinstance(value, Structure) else super().contents(value)

    def is_instance(self, value: Any) -> bool:
        return isinstance(value, Structure) and value._home is self.cls

    def named(self, value: Any) -> tuple[str, str]:
        """With the service if it is a structure of another, which may have the same names."""
        if isinstance(value, Structure):
            return f"the structure {self.cls._service.title}.{self.name}", class_name(value)
        return f"a {self.name} structure", class_name(value)

    def view(self, value: Any, origin: int) -> Any:
        if self.event_stream:
            return Events(self.cls, value) if hasattr(value, "__iter__") else value
        if not isinstance(value, dict):
            return value
        made = object.__new__(self.cls)
        set_wire(made, value)
        set_origin(made, origin)
        return made

    def views(self, values: list[Any], origin: int) -> list[Any]:
        # A page has thousands of structures, so this loop calls nothing that it can do without.
        cls, new, keep_wire, keep_origin = self.cls, object.__new__, set_wire, set_origin
        made = []
        for value in values:
            if value.__class__ is dict:
                structure = new(cls)
                keep_wire(structure, value)
                keep_origin(structure, origin)
                made.append(structure)
            else:
                made.append(self.view(value, origin))
        return made


class Stream(Protocol):
    """The body of a response, read as it arrives: what botocore's ``StreamingBody`` can do."""

    def read(self, amt: int | None = None) -> bytes:
        """So many bytes, or all that are left."""
        ...

    def iter_chunks(self, chunk_size: int = 1024) -> Iterator[bytes]:
        """All that is left, in pieces of so many bytes."""
        ...

    def close(self) -> None:
        """Close the connection."""
        ...


class Events(Generic[S]):
    """The events of a response, read as they arrive; each is a union of the kinds of events. Those
    of an asynchronous client are for ``async for``.

    An error inside the stream is raised as its class, like any other error of the service. An event
    of a kind that the model does not know is among the ``unknown_members``. A ``with`` block closes
    the connection.
    """

    read: ClassVar[Callable[[Any, ClassShape], Iterator[Any]]] = staticmethod(
        lambda stream, _: iter(stream)
    )
    """How events are read; clients, who know errors and botocore, have a better way."""
    await_all: ClassVar[Callable[[Any, ClassShape], AsyncIterator[Any]]] = staticmethod(
        lambda stream, _: aiter(stream)
    )
    """The same for ``async for``."""

    def __init__(self, cls: type[S], stream: Any) -> None:
        self._cls, self._stream = cls, stream

    def __iter__(self) -> Iterator[S]:
        for event in Events.read(self._stream, self._cls._class_shape):
            yield self._cls._of(event, AS_PARSED)

    async def __aiter__(self) -> AsyncIterator[S]:
        async for event in Events.await_all(self._stream, self._cls._class_shape):
            yield self._cls._of(event, AS_PARSED)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection that the events come from."""
        self._stream.close()

    def __repr__(self) -> str:
        return f"Events({self._cls.__name__})"


def class_name(value: object) -> str:
    """The class of a value as messages name it, a structure's with its service: ``glue.JobRun``."""
    cls: Any = value if isinstance(value, type) else type(value)
    name: str = cls._title() if hasattr(cls, "_title") else cls.__name__
    return f"the class {name}" if cls is value else name


# how instances are made


def build_thoroughly(self: Structure, arguments: dict[str, Any]) -> None:
    """Build an instance by the thorough check.

    :param arguments: the members by their Python names, and ``_unknown``: whatever else was given.
    """
    unknown, fields = arguments["_unknown"], self._fields
    given = {field.wire_name: arguments[name] for name, field in fields.items()}
    inspection = Inspection("build it with its class")
    misspelt = {fields[name].wire_name for name in inspection.unknown(fields, unknown, "")}
    checked = self._class_shape.inspect_members(given, "", 1, inspection, misspelt)
    report(self._title(), inspection.violations)
    self.__dict__.clear()
    _keep(self, checked, unknown)


def _keep(
    self: Structure, members: Mapping[str, Any], unknown: Mapping[str, Any] | None = None
) -> None:
    """Make an instance stand for members, in which there can be structures: what was handed in is
    what the attributes show."""
    wire = {}
    for field in self._fields.values():
        if field.wire_name in members:
            value = members[field.wire_name]
            wire[field.wire_name] = _wire_form(value)
            if field.target.converts:
                view = self._class_shape.by_name[field.wire_name].shape.view
                self.__dict__[field.name] = view(value, LET_PAST)
    wire |= {name: _wire_form(value) for name, value in (unknown or {}).items()}
    set_wire(self, wire)
    set_origin(self, self._origin_of(wire))


def _checked_init(cls: Any) -> Callable[..., None]:
    """The ``__init__`` of a subclass that attrs made, around attrs' own, which sets all fields."""
    from attrs import NOTHING

    assign = cls.__init__
    members = [field for field in cls.__attrs_attrs__ if field.name in cls._fields]
    own = {field.alias for field in cls.__attrs_attrs__} - {field.alias for field in members}
    required = [field.name for field in members if field.default is NOTHING and field.kw_only]

    @wraps(assign)
    def __init__(self: Any, *positional: Any, **arguments: Any) -> None:
        known = {name: value for name, value in arguments.items() if name in {*cls._fields, *own}}
        assign(self, *positional, **{**dict.fromkeys(required), **known})
        given = {name: self.__dict__.pop(name, None) for name in cls._fields}
        unknown = {name: value for name, value in arguments.items() if name not in known}
        Structure.__init__(self, **given, **unknown)

    return __init__


def _makes_itself(cls: Any) -> bool:
    """Whether a subclass of a generated class has a constructor of its own."""
    if cls is cls._home:
        return False
    maker = next(base for base in cls.__mro__ if "__init__" in vars(base))
    return maker not in (cls._home, Structure, ResponsePart)


def _restored(place: Any, wire: dict[str, Any], origin: int, own: dict[str, Any]) -> Any:
    """What was pickled, or copied deeply.

    :param place: the package and the name of a generated class, or a subclass of one.
    """
    if isinstance(place, tuple):
        package, name = place
        place = getattr(import_module(package), name)
    made = object.__new__(place)
    set_wire(made, wire)
    set_origin(made, origin)
    return _given(made, own)


def _own_values(structure: Structure) -> dict[str, Any]:
    """What an instance holds beside its members: its metadata, and the fields of a subclass."""
    cls = type(structure)
    own = {name: value for name, value in structure.__dict__.items() if name not in cls._fields}
    for base in cls.__mro__[: cls.__mro__.index(cls._home)]:
        for name in vars(base).get("__slots__", ()):
            if not name.startswith("__") and hasattr(structure, name):
                own[name] = getattr(structure, name)
    return own


def _given(structure: S, values: Mapping[str, Any]) -> S:
    """An instance with values of its own."""
    for name, value in values.items():
        object.__setattr__(structure, name, value)
    return structure


def _boto3_form(structure: Structure) -> dict[str, Any]:
    """The wire dictionary as boto3 takes it, not to be changed."""
    return structure.to_wire() if structure._origin == AS_PARSED else structure._wire


def _wire_form(value: Any) -> Any:
    """A checked value with the wire dictionaries of the structures in it.

    :raises NestingError: a policy let past what is nested more deeply than Python can walk.
    """
    if isinstance(value, Structure):
        return _boto3_form(value)
    try:
        if isinstance(value, list):
            return like(value, [_wire_form(item) for item in value])
        if isinstance(value, dict):
            return like(value, {key: _wire_form(item) for key, item in value.items()})
    except RecursionError:
        raise NestingError("a value is nested too deeply") from None
    return value


__all__ = [
    "Events", "Request", "Response", "ResponsePart", "ResponseT", "Stream", "Structure",
    "class_name", "structure",
]  # fmt: skip
