# Copied by emrglue-codegen 0.1.0.
# Do not edit: `emrglue-codegen generate` writes it anew, `emrglue-codegen check` compares it.
"""From wire dictionaries to structures: strictly for requests, forgivingly for responses.

Fields are members under other names. Where a member is more than its wire value, as structures and
moments are, the generated ``_convert`` of a class asks a :class:`Build` for it, which decides how
far the wire is trusted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from ..policy import Trusted, trusted
from . import values

if TYPE_CHECKING:
    from .structure import Structure

T = TypeVar("T")

Read = Callable[[Any, "Build"], Any]
"""Reads one entry of a list or map."""


class Mismatch(Exception):
    """A strict reading met something that only the thorough check can explain."""


NOT_STRICT = (Mismatch, ValueError, TypeError, AttributeError, RecursionError)
"""What a strict reading raises over a wire form that needs the thorough check."""


class Build(Protocol):
    """What ``_convert`` asks for."""

    def structure(self, cls: Any, wire: Any) -> Any:
        """A nested structure; ``None`` stays ``None``."""

    def structures(self, cls: Any, wire: Any) -> Any:
        """A list of structures."""

    def list(self, read: Read, wire: Any) -> Any:
        """A list whose entries have to be read."""

    def map(self, read: Read, wire: Any) -> Any:
        """A map whose values have to be read."""

    def timestamp(self, wire: Any) -> Any:
        """A moment."""

    def blob(self, wire: Any) -> Any:
        """Bytes."""


def as_found(_fields: dict[str, Any], build: Build) -> None:
    """The ``_convert`` of a class whose fields are what the wire holds."""


class _Strict:
    """Builds through ``__init__``, which checks; anything unexpected is a :class:`Mismatch`."""

    def structure(self, cls: type[Structure], wire: Any) -> Any:
        if wire.__class__ is not dict:
            if wire is None:
                return None
            raise Mismatch
        names, convert = cls._names, cls._convert
        try:
            found = {names[key]: value for key, value in wire.items()}
        except KeyError:
            raise Mismatch from None
        if convert is not as_found:
            convert(found, self)
        return cls(**found)

    def structures(self, cls: type[Structure], wire: Any) -> Any:
        if wire.__class__ is not list:
            if wire is None:
                return None
            raise Mismatch
        return [self.structure(cls, item) for item in wire]

    def list(self, read: Read, wire: Any) -> Any:
        if wire.__class__ is not list:
            if wire is None:
                return None
            raise Mismatch
        return [read(item, self) for item in wire]

    def map(self, read: Read, wire: Any) -> Any:
        if wire.__class__ is not dict:
            if wire is None:
                return None
            raise Mismatch
        return {key: read(item, self) for key, item in wire.items()}

    def timestamp(self, wire: Any) -> Any:
        return wire

    def blob(self, wire: Any) -> Any:
        return wire


_moment, _UTC = datetime.fromtimestamp, timezone.utc


class _Forgiving:
    """Builds past ``__init__``: a response is taken as it comes, whatever it holds."""

    def structure(self, cls: type[Structure], wire: Any) -> Any:
        return self.structures(cls, [wire])[0] if isinstance(wire, dict) else wire

    def structures(self, cls: type[Structure], wire: Any) -> Any:
        if not isinstance(wire, list):
            return wire
        # A page has thousands of structures, so this loop calls nothing that it can do without.
        names, convert, new, assign = cls._names, cls._convert, object.__new__, object.__setattr__
        result = []
        for item in wire:
            if isinstance(item, dict):
                structure: Any = new(cls)
                try:
                    found = {names[key]: value for key, value in item.items() if value is not None}
                except KeyError:
                    found = {}
                if len(found) != len(item):
                    found = _sorted_out(names, item)
                if convert is not as_found:
                    convert(found, self)
                assign(structure, "__dict__", found)
                result.append(structure)
            else:
                result.append(item)
        return result

    def list(self, read: Read, wire: Any) -> Any:
        return [read(item, self) for item in wire] if isinstance(wire, list) else wire

    def map(self, read: Read, wire: Any) -> Any:
        if not isinstance(wire, dict):
            return wire
        return {key: read(item, self) for key, item in wire.items()}

    def timestamp(self, wire: Any) -> Any:
        if wire.__class__ is float:
            try:
                return _moment(wire, _UTC)
            except (ValueError, OverflowError, OSError):
                return wire
        return None if wire is None else values.read_timestamp(wire)

    def blob(self, wire: Any) -> Any:
        return None if wire is None else values.read_blob(wire)


def _sorted_out(names: Mapping[str, str], wire: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a wire dictionary without those that are null, and what the model does not know
    apart from them."""
    found: dict[str, Any] = {
        names[key]: value for key, value in wire.items() if key in names and value is not None
    }
    unknown = {key: value for key, value in wire.items() if key not in names}
    if unknown:
        found["_unknown"] = unknown
    return found


def fields(cls: type[Structure], wire: Mapping[str, Any], build: Build) -> dict[str, Any]:
    """The fields of a structure from its members in wire names."""
    found = _sorted_out(cls._names, wire)
    cls._convert(found, build)
    return found


class _Checked(_Forgiving):
    """What the thorough check let pass, where moments and bytes are already what they shall be, and
    what is trusted remains so."""

    def structures(self, cls: type[Structure], wire: Any) -> Any:
        return _like(wire, super().structures(cls, wire))

    def list(self, read: Read, wire: Any) -> Any:
        return _like(wire, super().list(read, wire))

    def map(self, read: Read, wire: Any) -> Any:
        return _like(wire, super().map(read, wire))

    def timestamp(self, wire: Any) -> Any:
        return wire

    def blob(self, wire: Any) -> Any:
        return wire


def _like(wire: Any, made: Any) -> Any:
    """What was made of a trusted list or map is trusted, too."""
    return trusted(made) if isinstance(wire, Trusted) else made


def timestamp(wire: Any, build: Build) -> Any:
    """An entry of a list or map of timestamps."""
    return build.timestamp(wire)


def blob(wire: Any, build: Build) -> Any:
    """An entry of a list or map of blobs."""
    return build.blob(wire)


class Events(Generic[T]):
    """The events of a response, read as they arrive; each is a union of the kinds of events.

    botocore raises its ``EventStreamError`` for an error inside the stream.
    """

    def __init__(self, cls: type[T], stream: Any) -> None:
        self._cls, self._stream = cls, stream

    def __iter__(self) -> Iterator[T]:
        for event in self._stream:
            found: T = FORGIVING.structure(self._cls, event)
            yield found

    def close(self) -> None:
        """Close the connection that the events come from."""
        self._stream.close()

    def __repr__(self) -> str:
        return f"Events({self._cls.__name__})"


def events(cls: Any, wire: Any) -> Any:
    """A member that is an event stream: iterable where botocore gives a stream."""
    return Events(cls, wire) if hasattr(wire, "__iter__") else wire


STRICT: Build = _Strict()
FORGIVING: Build = _Forgiving()
CHECKED: Build = _Checked()


def to_wire(value: Any) -> Any:
    """A field as it goes over the wire: structures become dictionaries, at any depth."""
    if hasattr(value, "to_wire"):
        return value.to_wire()
    if isinstance(value, list):
        return [to_wire(item) for item in value]
    if isinstance(value, Mapping):
        return {key: to_wire(item) for key, item in value.items()}
    return value
