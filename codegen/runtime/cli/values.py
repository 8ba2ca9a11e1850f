"""From the text of a flag to a value for the wire: files, JSON, shorthand, and types by shape."""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from .. import visible
from ..shapes import Blob, Document, List, Map, Shape, StructureShape
from ..shapes.inspection import REDACTED
from ..shapes.structure import within
from .exits import Failure

COMPLEX: Final = (StructureShape, List, Map, Document)
"""The kinds of shapes that take JSON and shorthand."""

RAW: Final = "raw-in-base64-out"
"""The ``--cli-binary-format`` in which blobs are given as they are."""

_CONVERTERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "Integer": int,
    "Long": int,
    "Float": float,
    "Double": float,
    "Boolean": lambda text: {"true": True, "false": False}[text.lower()],
}
_NOT_SYNTAX: Final = r"""[^\s=,\[\]{}"'@\\]"""


class Reader:
    """Reads the values of flags.

    :param binary_format: ``base64`` or ``raw-in-base64-out``: how blobs are written in text.
    """

    def __init__(self, binary_format: str | None = None) -> None:
        self.binary_format = binary_format or "base64"

    def flag(self, flag: str, shape: Shape, given: str | list[str]) -> Any:
        """The value of a flag; text that does not fit the type is left for the check to report.

        :param given: a list of strings for a flag that takes several.
        """
        if isinstance(given, list) and isinstance(shape, List):
            return self._values(flag, shape, given)
        text = from_file(flag, str(given), as_text=isinstance(shape, COMPLEX))
        if not isinstance(shape, COMPLEX):
            return text if isinstance(text, bytes) else self.typed(shape, text)
        if text.lstrip().startswith(("{", "[")) or isinstance(shape, Document):
            return self.blobs(shape, parsed(flag, text))
        from . import shorthand

        try:
            return self.typed(shape, shorthand.parse(text))
        except shorthand.ShorthandError as error:
            if is_sensitive(shape):  # only its punctuation is shown
                hidden_text = re.sub(_NOT_SYNTAX, "*", error.text)
                error = shorthand.ShorthandError(error.reason, hidden_text, error.position)
            hint = "it is read as shorthand (name=value,…); JSON begins with a brace or bracket"
            raise Failure(f"{flag}: {error}\n{hint}{file_hint(text)}") from None

    def _values(self, flag: str, shape: List, given: list[str]) -> Any:
        """A list: one JSON array, or every word an entry."""
        if len(given) == 1:
            text = from_file(flag, given[0])
            if isinstance(text, str) and text.lstrip().startswith("["):
                return self.blobs(shape, parsed(flag, text))
        return [self.flag(flag, shape.entry, text) for text in given]

    def typed(self, shape: Shape, value: Any) -> Any:
        """Plain shorthand (text, lists, maps) with the types of a shape; a single value for a list
        becomes a list of one."""
        if isinstance(shape, List) and not isinstance(value, list):
            value = [value]
        if not isinstance(value, str):
            return rebuilt(shape, value, self.typed)
        try:
            return _CONVERTERS[shape.kind](value)
        except (KeyError, ValueError):
            return self.blobs(shape, value)

    def blobs(self, shape: Shape, value: Any) -> Any:
        """A value of JSON or YAML in which the text of blobs is bytes."""
        if not isinstance(value, str):
            return rebuilt(shape, value, self.blobs)
        if not isinstance(shape, Blob):
            return value
        if self.binary_format == RAW:
            return value.encode()
        try:
            return base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            raise Failure(
                "a blob is not base64; give fileb://PATH, or --cli-binary-format "
                f"{RAW} to write it literally"
            ) from None


def from_file(subject: str, text: str, *, as_text: bool = False) -> Any:
    """The content of ``file://PATH`` (text) or ``fileb://PATH`` (bytes); other text as it is.

    :param subject: what the text was given for, for the message.
    :param as_text: whether the content is text in any case.
    """
    if not text.startswith(("file://", "fileb://")):
        return text
    from . import shorthand

    try:
        content = shorthand.read_param_file(text)
        return content.decode() if as_text and isinstance(content, bytes) else content
    except UnicodeDecodeError as error:
        hint = "" if as_text else "; fileb:// takes a file as it is"
        shown = f"{subject}: {text} is not UTF-8 text (byte {error.start + 1}){hint}"
        raise Failure(shown) from None
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        reason = getattr(error, "strerror", None) or error
        raise Failure(f"{subject}: cannot read {visible.line(text)}: {reason}") from None


def file_hint(text: str) -> str:
    """A hint how to read a file, if a text looks like the name of one."""
    is_name = re.fullmatch(r"[^\s{\[]+\.(?:json|ya?ml|txt|py|sql)", text) or os.path.isfile(text)
    return f"; to read a file, write file://{text}" if is_name else ""


def parsed(subject: str, text: str, *, is_yaml: bool = False) -> Any:
    """The value that JSON or YAML says; what is wrong with it is reported with line and column."""
    from .documents import DocumentError, read_json, read_yaml

    try:
        found = list(read_yaml(text) if is_yaml else read_json(text))
    except DocumentError as error:
        place = f"(line {error.line}, column {error.column})"
        hint = file_hint(text)
        raise Failure(f"{subject}: {error.message} {place}{hint}") from None
    if len(found) != 1:
        raise Failure(f"{subject}: expected one document, found {len(found)}")
    return found[0].value


def rebuilt(shape: Shape, value: Any, change: Callable[[Shape, Any], Any]) -> Any:
    """A list or dictionary with what is inside of it changed, as far as the shape knows it; any
    other value as it is."""

    def changed(step: str | int, item: Any) -> Any:
        inner = shape.at(step)
        return item if inner is None else change(inner, item)

    if isinstance(value, list):
        return [changed(index, item) for index, item in enumerate(value)]
    return {k: changed(k, item) for k, item in value.items()} if isinstance(value, dict) else value


def hidden(shape: Shape, value: Any) -> Any:
    """A value with ``***`` for what is sensitive."""
    if shape.sensitive and value is not None:
        return REDACTED
    return rebuilt(shape, value, hidden)


def is_sensitive(shape: Shape) -> bool:
    """Whether a shape, or anything inside it, is ``sensitive``."""
    return any(found.sensitive for found in within(shape))
