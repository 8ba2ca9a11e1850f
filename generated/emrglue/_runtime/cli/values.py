# Copied by emrglue-codegen 0.1.0.
# Do not edit: `emrglue-codegen generate` writes it anew, `emrglue-codegen check` compares it.
"""From the text of a flag to a value for the wire: files, JSON, shorthand, and types by shape."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from ..structures.structure import REDACTED
from ..wiremodel import Raw, ServiceModel, kind
from .exits import Failure

if TYPE_CHECKING:
    from .shorthand import ShorthandError

COMPLEX: Final = ("structure", "list", "map")
"""The types that take JSON and shorthand."""

_NOT_SYNTAX: Final = re.compile(r"""[^\s=,\[\]{}"'@\\]""")

RAW: Final = "raw-in-base64-out"
"""The ``--cli-binary-format`` in which blobs are given as they are."""


class Reader:
    """Reads the values of flags for one service.

    :param binary_format: ``base64`` or ``raw-in-base64-out``: how blobs are written in text.
    """

    def __init__(self, model: ServiceModel, binary_format: str = "base64") -> None:
        self.shapes = model.shapes
        self.binary_format = binary_format
        self._scalars: dict[str, Callable[[Any], Any]] = {
            "integer": _integer,
            "long": _integer,
            "float": _float,
            "double": _float,
            "boolean": _boolean,
            "blob": self._blob,
        }

    def flag(self, flag: str, shape: str, given: str | list[str]) -> Any:
        """The value of a flag; where the text does not fit the type, the text is left for the
        validation to report.

        :param given: a list of strings for a flag that takes several.
        :raises Failure: a file that cannot be read, JSON or shorthand that cannot be parsed.
        """
        raw = self.shapes[shape]
        if isinstance(given, list):
            return self._values(flag, raw, given)
        text = from_file(flag, given)
        if raw["type"] not in COMPLEX:
            return text if isinstance(text, bytes) else self.typed(shape, text)
        return self._complex(flag, shape, as_text(flag, text))

    def _values(self, flag: str, raw: Raw, given: list[str]) -> Any:
        """A list: one JSON array, or every word an entry."""
        if len(given) == 1:
            text = from_file(flag, given[0])
            if isinstance(text, str) and text.lstrip().startswith("["):
                return self.blobs_in_list(raw, read_json(flag, text))
        entry = raw["member"]["shape"]
        return [self.flag(flag, entry, text) for text in given]

    def _complex(self, flag: str, shape: str, text: str) -> Any:
        if text.lstrip()[:1] in ("{", "[") or self.shapes[shape].get("document"):
            return self.blobs(shape, read_json(flag, text))
        from . import shorthand

        try:
            return self.typed(shape, shorthand.parse(text))
        except shorthand.ShorthandError as error:
            raise Failure(f"{flag}: {self._explained(shape, error)}") from None

    def _explained(self, shape: str, error: ShorthandError) -> str:
        """The error with its place marked; of a sensitive value only its punctuation is shown."""
        hint = "it is read as shorthand (name=value,…); JSON begins with a brace or bracket"
        if is_sensitive(self.shapes, shape):
            error = type(error)(error.reason, _NOT_SYNTAX.sub("*", error.text), error.position)
        return f"{error}\n{hint}"

    def typed(self, shape: str, value: Any) -> Any:
        """Plain shorthand (text, lists, maps) with the types of a shape; a single value where the
        shape is a list becomes a list of one."""
        raw = self.shapes[shape]
        form = kind(raw["type"])
        if form == "list":
            entries = value if isinstance(value, list) else [value]
            return [self.typed(raw["member"]["shape"], entry) for entry in entries]
        if isinstance(value, dict) and form == "map":
            return {key: self.typed(raw["value"]["shape"], item) for key, item in value.items()}
        if isinstance(value, dict) and form == "structure":
            members = raw.get("members", {})
            return {
                key: self.typed(members[key]["shape"], item) if key in members else item
                for key, item in value.items()
            }
        convert = self._scalars.get(form)
        return convert(value) if convert and isinstance(value, str) else value

    def blobs(self, shape: str, value: Any) -> Any:
        """A value of JSON or YAML in which the text of blobs is bytes."""
        raw = self.shapes[shape]
        form = raw["type"]
        if isinstance(value, str):
            return self._blob(value) if form == "blob" else value
        if isinstance(value, list) and form == "list":
            return self.blobs_in_list(raw, value)
        if isinstance(value, dict) and form in ("map", "structure"):
            return self._blobs_in_mapping(raw, value)
        return value

    def blobs_in_list(self, raw: Raw, value: Any) -> Any:
        """The same for a list whose shape is ``raw``."""
        if not isinstance(value, list):
            return value
        return [self.blobs(raw["member"]["shape"], item) for item in value]

    def _blobs_in_mapping(self, raw: Raw, value: Mapping[str, Any]) -> dict[str, Any]:
        members = raw.get("members", {})
        everything = raw.get("value")
        return {
            key: (
                self.blobs(member["shape"], item)
                if (member := everything or members.get(key))
                else item
            )
            for key, item in value.items()
        }

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


def is_sensitive(shapes: Raw, shape: str, seen: frozenset[str] = frozenset()) -> bool:
    """Whether a shape, or anything inside it, is ``sensitive``."""
    if shape in seen:
        return False
    raw = shapes[shape]
    inside = [member["shape"] for member in raw.get("members", {}).values()]
    inside += [raw[key]["shape"] for key in ("member", "key", "value") if key in raw]
    return bool(raw.get("sensitive")) or any(
        is_sensitive(shapes, name, seen | {shape}) for name in inside
    )


def redacted(shapes: Raw, shape: str, value: Any) -> Any:
    """A value of a JSON body, in which members may have other names, with ``***`` in place of
    everything sensitive."""
    raw = shapes[shape]
    if raw.get("sensitive") and value is not None:
        return REDACTED
    if isinstance(value, dict):
        named = raw.get("members", {}).items()
        members = {member.get("locationName", name): member for name, member in named}
        everything = raw.get("value")
        return {
            key: (
                redacted(shapes, member["shape"], item)
                if (member := everything or members.get(key))
                else item
            )
            for key, item in value.items()
        }
    if isinstance(value, list) and "member" in raw:
        return [redacted(shapes, raw["member"]["shape"], item) for item in value]
    return value


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
