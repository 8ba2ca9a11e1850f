# Copied by emrglue-codegen 0.1.0.
# Do not edit: `emrglue-codegen generate` writes it anew, `emrglue-codegen check` compares it.
"""What every generated structure is and can do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import RLock
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from ..policy import current_policy
from ..wiremodel import ServiceModel
from . import reading

if TYPE_CHECKING:
    from attrs import frozen as structure
else:

    def structure(*, init=True, kw_only=True):
        """attrs' words, so that type checkers know the class: ``@structure(init=False)`` where it
        has an ``__init__`` that checks, ``@structure(kw_only=True)`` where nothing is checked."""
        return _structure

    def _structure(cls):
        """An immutable attrs class, which sets only the fields that are given.

        All others are found on the class, as ``None``. Comparison, ``repr`` and being frozen are
        inherited, so nothing needs attrs' work until somebody asks attrs about the class:
        :class:`_WhenAsked`. A required keyword that is left out is a violation among the others,
        and not a ``TypeError`` of its own: it defaults to ``None`` at run time.
        """
        cls._declared = {name: m for name, m in vars(cls).items() if m.__class__ is Member}
        for name in cls._declared:
            setattr(cls, name, None)
        if "__init__" in vars(cls):
            report_missing(cls.__init__)
        cls.__attrs_attrs__ = _WHEN_ASKED
        return cls

    class _WhenAsked:
        """The fields of a class, which attrs asks for first: reading them makes it attrs' class.

        attrs writes and compiles an ``__attrs_init__`` for every class, which nothing calls here.
        That would be most of the cost of a class, and most classes are never asked about. Nor is
        attrs imported before: that takes longer than all else in ``import emrglue``.
        """

        def __get__(self, instance, owner):
            home = next(cls for cls in owner.__mro__ if "__attrs_attrs__" in vars(cls))
            with _defining:
                if vars(home)["__attrs_attrs__"] is self:
                    _define(home)
            return vars(home)["__attrs_attrs__"]

    def _define(cls):
        import attrs

        fields = {name: _attribute(declared) for name, declared in cls._declared.items()}
        attrs.frozen(cls, these=fields, slots=False, eq=False, repr=False, kw_only=True, init=False)

    def _attribute(declared):
        """Rich, and with it many a traceback, asks the fields and not ``repr`` what it may show."""
        from attrs import field

        metadata = {"wire_name": declared.wire_name, "sensitive": declared.sensitive}
        return field(default=None, repr=not declared.sensitive, metadata=metadata)

    _WHEN_ASKED = _WhenAsked()
    _defining = RLock()


S = TypeVar("S", bound="Structure")
ResponseT = TypeVar("ResponseT", bound="Structure")


def report_missing(function: Any) -> None:
    """Let a call without its required keywords through to the checks in the body."""
    names = function.__code__.co_varnames
    first = function.__code__.co_argcount
    keywords = names[first : first + function.__code__.co_kwonlyargcount]
    function.__kwdefaults__ = dict.fromkeys(keywords) | (function.__kwdefaults__ or {})


class Member:
    """What a class says of a field: its wire name, and whether ``repr`` must hide it."""

    __slots__ = ("sensitive", "wire_name")

    def __init__(self, wire_name: str, sensitive: bool) -> None:
        self.wire_name, self.sensitive = wire_name, sensitive


def member(wire_name: str, *, sensitive: bool = False) -> Any:
    """The declaration of a field; a type checker takes it for the value of an absent one."""
    return Member(wire_name, sensitive)


NOT_AS_MODELLED = (AttributeError, TypeError)
"""What straight-line code raises over a value of another kind. (Shapes have these names, too.)"""

MAXIMUM_DEPTH = 100
"""Structures inside structures: deeper than any service goes, and than Python can safely walk."""

REDACTED = "***"
"""Stands for a value whose shape is ``sensitive``."""

T = TypeVar("T")


class _OncePerClass(Generic[T]):
    """A class attribute that is computed when it is first read."""

    def __init__(self, compute: Callable[[Any], T]) -> None:
        self.compute = compute
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: object, owner: type) -> T:
        value = self.compute(owner)
        setattr(owner, self.name, value)
        return value


class Structure:
    """A structure of a service model, as an immutable attrs class."""

    _service: ClassVar[ServiceModel]
    _shape: ClassVar[str | None]
    _recursive: ClassVar[bool] = False
    _depth: ClassVar[int] = 1
    _unknown: ClassVar[Mapping[str, Any]] = {}
    _declared: ClassVar[Mapping[str, Member]] = {}
    """The members by field."""
    _wire_names: ClassVar[_OncePerClass[dict[str, str]]] = _OncePerClass(
        lambda cls: {name: declared.wire_name for name, declared in cls._declared.items()}
    )
    """Wire names by field."""
    _names: ClassVar[_OncePerClass[dict[str, str]]] = _OncePerClass(
        lambda cls: {declared.wire_name: name for name, declared in cls._declared.items()}
    )
    """Fields by wire name."""
    _sensitive: ClassVar[_OncePerClass[frozenset[str]]] = _OncePerClass(
        lambda cls: frozenset(name for name, m in cls._declared.items() if m.sensitive)
    )
    """Fields that ``repr`` hides."""
    _convert = staticmethod(reading.as_found)
    """Makes fields of what is found in a wire dictionary where that differs; generated."""

    def __init_subclass__(
        cls, shape: str | None = "", recursive: bool = False, **more: Any
    ) -> None:
        """``shape``: the name in the model where it differs from the class's; ``None``: not in it.

        ``recursive``: instances can hold instances of the same class, and count how deep.
        """
        super().__init_subclass__(**more)
        if recursive:
            cls._recursive = True
        if shape != "" or getattr(cls, "_shape", None) is None:
            cls._shape = cls.__name__ if shape == "" else shape

    if not TYPE_CHECKING:

        def __init__(self, **fields):
            """Nothing is checked, as in a response: what can be requested has its own."""
            for name in fields:
                if name not in self._declared:
                    raise TypeError(f"{type(self).__name__} has no field {name!r}")
            self.__dict__.update((name, v) for name, v in fields.items() if v is not None)

    @classmethod
    def from_wire(cls: type[S], wire: Mapping[str, Any]) -> S:
        """Build the structure from a dictionary in wire names, as boto3 takes or gives it.

        What only responses hold is read as a response is: nothing is checked.

        :raises ValidationError: with all violations of the whole tree.
        """
        if cls.__init__ is Structure.__init__ and isinstance(wire, Mapping):
            read: S = reading.FORGIVING.structure(cls, dict(wire))
            return read
        # A policy that warns is about the whole tree, as its errors are.
        built = None if current_policy() else cls._strictly(wire)
        if built is not None:
            return built
        from .inspection import inspect_wire

        checked = inspect_wire(cls._service, cls._shape, cls._title(), wire)
        result: S = reading.CHECKED.structure(cls, checked)
        return result

    @classmethod
    def _strictly(cls: type[S], wire: Any) -> S | None:
        """Built by straight-line checks alone; ``None`` where only the thorough one can tell."""
        try:
            built: S | None = reading.STRICT.structure(cls, wire)
        except reading.NOT_STRICT:
            return None
        return built

    def to_wire(self) -> dict[str, Any]:
        """The structure as a dictionary in wire names: exactly what boto3 takes or gives."""
        wire = {
            wire_name: reading.to_wire(value)
            for name, wire_name in self._wire_names.items()
            if (value := getattr(self, name)) is not None
        }
        wire.update(self._unknown)
        return wire

    @property
    def unknown_members(self) -> Mapping[str, Any]:
        """What a response held that the model does not know, in wire names."""
        return self._unknown

    @classmethod
    def _read(cls, wire: Any, build: reading.Build) -> Any:
        """An entry of a list or map of this structure."""
        return build.structure(cls, wire)

    @classmethod
    def _title(cls) -> str:
        return f"{cls._service.title}.{cls.__name__}"

    def _admit(self, arguments: dict[str, Any]) -> None:
        """Set the fields after the thorough check; the straight-line one said no.

        :param arguments: the local variables of ``__init__``.
        """
        unknown = arguments.pop("_unknown", {})
        names = self._wire_names
        given = {names[name]: value for name, value in arguments.items() if name in names}
        from .inspection import inspect_members

        checked = inspect_members(self._service, self._shape, self._title(), given, unknown, names)
        fields = reading.fields(type(self), checked, reading.CHECKED)
        if unknown:
            fields["_unknown"] = unknown
        if self._recursive:
            recursive = self._service.recursive(self._shape)
            nested = (fields.get(name) for name, wire in names.items() if wire in recursive)
            fields["_depth"] = 1 + deepest(*nested)
        self.__dict__.clear()
        self.__dict__.update(fields)

    if not TYPE_CHECKING:

        def __setattr__(self, name, value):
            from attrs.exceptions import FrozenInstanceError

            raise FrozenInstanceError

        def __delattr__(self, name):
            self.__setattr__(name, None)

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other) or not isinstance(other, Structure):
            return NotImplemented
        return self._unknown == other._unknown and all(
            getattr(self, name) == getattr(other, name) for name in self._wire_names
        )

    __hash__ = None  # type: ignore[assignment] # pyright: ignore[reportAssignmentType]

    def __repr__(self) -> str:
        shown = [
            f"{name}={REDACTED if name in self._sensitive else repr(value)}"
            for name in self._wire_names
            if (value := getattr(self, name)) is not None
        ]
        if self._unknown:
            shown.append(f"unknown_members={sorted(map(str, self._unknown))}")
        return f"{type(self).__name__}({', '.join(shown)})"


class Request(Structure, Generic[ResponseT], shape=None):
    """The request of an operation whose response is a ``ResponseT``."""

    _operation: ClassVar[str]
    _event_stream: ClassVar[bool] = False
    _response: ClassVar[str]

    def __init_subclass__(
        cls, operation: str = "", response: str = "", event_stream: bool = False, **more: Any
    ) -> None:
        """``event_stream``: a member of the request is a stream of events."""
        super().__init_subclass__(**more)
        if operation:
            cls._operation, cls._response = operation, response
            cls._event_stream = event_stream


class Response(Structure, shape=None):
    """The response of an operation."""

    _metadata: ClassVar[Mapping[str, Any]] = {}

    @classmethod
    def from_wire(cls: type[S], wire: Mapping[str, Any]) -> S:
        """A response from what boto3 returned, or a test wrote; nothing is checked.

        :raises ValidationError: no dictionary.
        """
        if not isinstance(wire, Mapping):
            return super().from_wire(wire)
        from ..client.decoding import respond

        return respond(cls, wire)

    @property
    def response_metadata(self) -> Mapping[str, Any]:
        """botocore's ``ResponseMetadata``: request id, status, headers, retries."""
        return self._metadata


def class_name(value: object) -> str:
    """The class of a value as messages name it, a structure's with its service: ``glue.JobRun``."""
    cls: Any = value if isinstance(value, type) else type(value)
    name: str = cls._title() if hasattr(cls, "_service") else cls.__name__
    return f"the class {name}" if cls is value else name


def deepest(*values: Any) -> int:
    """How many structures are nested in values of recursive shapes."""
    found = 0
    for value in values:
        if isinstance(value, Structure):
            depth = value.__dict__.get("_depth") or _depth_of(value)
        elif isinstance(value, (list, tuple)):
            depth = deepest(*value)
        else:
            depth = deepest(*value.values()) if isinstance(value, dict) else 0
        if depth > found:
            found = depth
    return found


def _depth_of(value: Structure) -> int:
    """The depth of what was not built by ``__init__``, which counts: part of a response, say."""
    depth = 1
    if value._recursive:
        recursive = value._service.recursive(value._shape)
        names = value._wire_names.items()
        try:
            depth += deepest(*(getattr(value, name) for name, wire in names if wire in recursive))
        except RecursionError:
            depth = MAXIMUM_DEPTH + 1
        value.__dict__["_depth"] = depth
    return depth


__all__ = [
    "MAXIMUM_DEPTH",
    "NOT_AS_MODELLED",
    "REDACTED",
    "Request",
    "Response",
    "ResponseT",
    "Structure",
    "class_name",
    "deepest",
    "member",
    "report_missing",
    "structure",
]
