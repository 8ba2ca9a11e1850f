"""From the text of a flag to a value for the wire: files, JSON, shorthand, and types by shape."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from ..shapes import Blob, Document, List, Map, Shape, StructureShape
from ..shapes.structure import within
from .exits import Failure

if TYPE_CHECKING:
    from .shorthand import ShorthandError

COMPLEX: Final = (StructureShape, List, Map, Document)
"""The kinds of shapes that take JSON and shorthand."""

_NOT_SYNTAX: Final = r"""[^\s=,\[\]{}"'@\\]"""

RAW: Final = "raw-in-base64-out"
"""The ``--cli-binary-format`` in which blobs are given as they are."""


class Reader:
    """Reads the values of flags.

    :param binary_format: ``base64`` or ``raw-in-base64-out``: how blobs are written in text.
    """

    def __init__(self, binary_format: str = "base64") -> None:
        self.binary_format = binary_format
        self._scalars: dict[str, Callable[[str], Any]] = {
            "Integer": _integer,
            "Long": _integer,
            "Float": _float,
            "Double": _float,
            "Boolean": _boolean,
            "Blob": self._blob,
        }

    def flag(self, flag: str, shape: Shape, given: str | list[str]) -> Any:
        """The value of a flag; where the text does not fit the type, the text is left for the
        validation to report.

        :param given: a list of strings for a flag that takes several.
        :raises Failure: a file that cannot be read, JSON or shorthand that cannot be parsed.
        """
        if isinstance(given, list) and isinstance(shape, List):
            return self._values(flag, shape, given)
        text = from_file(flag, str(given))
        if not isinstance(shape, COMPLEX):
            return text if isinstance(text, bytes) else self.typed(shape, text)
        return self._complex(flag, shape, as_text(flag, text))

    def _values(self, flag: str, shape: List, given: list[str]) -> Any:
        """A list: one JSON array, or every word an entry."""
        if len(given) == 1:
            text = from_file(flag, given[0])
            if isinstance(text, str) and text.lstrip().startswith("["):
                return self.blobs(shape, read_json(flag, text))
        return [self.flag(flag, shape.entry, text) for text in given]

    def _complex(self, flag: str, shape: Shape, text: str) -> Any:
        if text.lstrip()[:1] in ("{", "[") or isinstance(shape, Document):
            return self.blobs(shape, read_json(flag, text))
        from . import shorthand

        try:
            return self.typed(shape, shorthand.parse(text))
        except shorthand.ShorthandError as error:
            raise Failure(f"{flag}: {_explained(shape, error)}") from None

    def typed(self, shape: Shape, value: Any) -> Any:
        """Plain shorthand (text, lists, maps) with the types of a shape; a single value where the
        shape is a list becomes a list of one."""
        if isinstance(shape, List) and not isinstance(value, list):
            value = [value]
        if isinstance(value, str) and shape.kind in self._scalars:
            return self._scalars[shape.kind](value)
        return rebuilt(shape, value, self.typed)

    def blobs(self, shape: Shape, value: Any) -> Any:
        """A value of JSON or YAML in which the text of blobs is bytes."""
        if isinstance(value, str):
            return self._blob(value) if isinstance(shape, Blob) else value
        return rebuilt(shape, value, self.blobs)

    def _blob(self, text: str) -> bytes:
        if self.binary_format == RAW:
            return text.encode()
        try:
            return base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            raise Failure(
                "a blob is not base64; give fileb://PATH, or --cli-binary-format "
                f"{RAW} to write it literally"
            ) from None


def from_file(subject: str, text: str) -> str | bytes:
    """The content of ``file://PATH`` (text) or ``fileb://PATH`` (bytes); other text as it is.

    :param subject: what the text was given for, for the message.
    :raises Failure: the file is missing, unreadable, or no UTF-8 text.
    """
    if not text.startswith(("file://", "fileb://")):
        return text
    from . import shorthand

    try:
        return shorthand.read_param_file(text)
    except OSError as error:
        raise Failure(f"{subject}: cannot read {text}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise Failure(
            f"{subject}: {text} is not UTF-8 text (byte {error.start + 1}); "
            "fileb:// takes a file as it is"
        ) from None


def as_text(subject: str, content: str | bytes) -> str:
    """Text from what :func:`from_file` gave.

    :raises Failure: bytes that are no UTF-8 text.
    """
    try:
        return content if isinstance(content, str) else content.decode()
    except UnicodeDecodeError as error:
        message = f"{subject}: the file is not UTF-8 text (byte {error.start + 1})"
        raise Failure(message) from None


def read_json(subject: str, text: str) -> Any:
    """A JSON value.

    :raises Failure: with the line and column.
    """
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise Failure(
            f"{subject}: this is no JSON: {error.msg} (line {error.lineno}, column {error.colno})"
        ) from None
    except RecursionError:
        raise Failure(f"{subject}: the JSON is nested too deeply") from None
    except ValueError as error:  # a number of thousands of digits
        raise Failure(f"{subject}: this is no JSON: {error}") from None


Names = Callable[[StructureShape], Mapping[str, Shape]]
"""The shapes of the members of a structure, by what they are called."""


def wire_names(shape: StructureShape) -> Mapping[str, Shape]:
    """The members as they are called in a wire dictionary."""
    return {member.name: member.shape for member in shape.members}


def inside(shape: Shape, value: Any, names: Names = wire_names) -> Mapping[Any, tuple[Shape, Any]]:
    """What is inside of a list or dictionary that a shape knows: by position or key, its shape and
    the value."""
    if isinstance(shape, List) and isinstance(value, list):
        return {index: (shape.entry, item) for index, item in enumerate(value)}
    if isinstance(shape, Map) and isinstance(value, dict):
        return {key: (shape.entry, item) for key, item in value.items()}
    if isinstance(shape, StructureShape) and isinstance(value, dict):
        known = names(shape)
        return {key: (known[key], item) for key, item in value.items() if key in known}
    return {}


def rebuilt(
    shape: Shape, value: Any, change: Callable[[Shape, Any], Any], names: Names = wire_names
) -> Any:
    """A list or dictionary with what is inside of it changed; any other value as it is."""
    changed = {key: change(*part) for key, part in inside(shape, value, names).items()}
    if not changed:
        return value
    return [*changed.values()] if isinstance(value, list) else {**value, **changed}


def is_sensitive(shape: Shape) -> bool:
    """Whether a shape, or anything inside it, is ``sensitive``."""
    return any(found.sensitive for found in within(shape))


def _explained(shape: Shape, error: ShorthandError) -> str:
    """The error with its place marked; of a sensitive value only its punctuation is shown."""
    hint = "it is read as shorthand (name=value,…); JSON begins with a brace or bracket"
    if is_sensitive(shape):
        error = type(error)(error.reason, re.sub(_NOT_SYNTAX, "*", error.text), error.position)
    return f"{error}\n{hint}"


def _integer(text: str) -> Any:
    try:
        return int(text)
    except ValueError:
        return text


def _float(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text


def _boolean(text: str) -> Any:
    return {"true": True, "false": False}.get(text.lower(), text)
