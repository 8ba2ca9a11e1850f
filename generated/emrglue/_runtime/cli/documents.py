# Copied by emrglue-codegen 0.1.0.
# Do not edit: `emrglue-codegen generate` writes it anew, `emrglue-codegen check` compares it.
"""Files of requests, JSON or YAML, with the line and column of everything in them."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from json.decoder import scanstring  # type: ignore # pyright: ignore
from typing import Any, Final, NamedTuple

from .output import yaml

_BLANKS: Final = re.compile(r"[ \t\r\n]*")
_ATOM: Final = re.compile(r"[^\s,\]}]+")
_LARGEST: Final = 1_000_000
"""Entries that a YAML document may have with its aliases written out."""


class DocumentError(Exception):
    """A file that cannot be read: what is wrong, and at which line and column (from 1)."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.message, self.line, self.column = message, line, column


class Place(NamedTuple):
    """Where something begins: line and column, from 1."""

    line: int
    column: int


class Node:
    """A value in a file: where it is, and what is inside."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.keys: dict[str, Place] = {}
        """Where the key of each member is."""
        self.members: dict[str, Node] = {}
        self.entries: list[Node] = []

    def find(self, path: str, at_key: bool = False) -> Place:
        """The place of a violation's path, or of what is nearest to it from outside.

        :param at_key: the place of the name, for one that should not be there.
        """
        if not path:
            return self.place
        for key, inner in sorted(self.members.items(), key=lambda item: -len(item[0])):
            for step in (f".{key}", key, f"[{json.dumps(key[:60], ensure_ascii=False)}]"):
                rest = path[len(step) :]
                if path.startswith(step) and (not rest or rest[0] in ".["):
                    last = at_key and not rest
                    return self.keys[key] if last else inner.find(rest, at_key)
        if found := re.match(r"\[(\d+)\]", path):
            index = int(found[1])
            if index < len(self.entries):
                return self.entries[index].find(path[found.end() :], at_key)
        return self.place


class Document(NamedTuple):
    """One document of a file."""

    value: Any
    node: Node


def read(content: bytes, *, is_yaml: bool) -> list[Document]:
    """Every document of a file; the entries of a list at the top are documents of their own.

    :raises DocumentError: no UTF-8, no JSON, no YAML.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        column = len(before.rpartition(b"\n")[2]) + 1
        message = f"the file is not UTF-8 text (byte {error.start + 1})"
        raise DocumentError(message, before.count(b"\n") + 1, column) from None
    documents = list(read_yaml(text) if is_yaml else read_json(text))
    return [part for document in documents for part in _parts(document)]


def _parts(document: Document) -> list[Document]:
    if not isinstance(document.value, list):
        return [document]
    return [Document(*pair) for pair in zip(document.value, document.node.entries, strict=True)]


def read_json(text: str) -> Iterator[Document]:
    """JSON documents, one after the other.

    :raises DocumentError: with the place.
    """
    scanner = _Json(text)
    scanner.blanks()
    while scanner.at < len(text):
        start = scanner.at
        try:
            value, end = json.JSONDecoder().raw_decode(text, start)
            yield Document(value, scanner.value())
        except json.JSONDecodeError as error:
            raise DocumentError(_json_message(error), error.lineno, error.colno) from None
        except RecursionError:
            raise DocumentError("the JSON is nested too deeply", *scanner.place()) from None
        except ValueError as error:  # a number of thousands of digits
            raise DocumentError(f"this is no JSON: {error}", *scanner.place()) from None
        scanner.at = end
        scanner.blanks()


def _json_message(error: json.JSONDecodeError) -> str:
    rest = error.doc[error.pos :]
    found = repr(rest[0]) if rest else "the end of the file"
    return f"this is no JSON: {error.msg}, found {found}"


class _Json:
    """Finds the places in JSON text that ``json`` has read without an error."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def place(self) -> Place:
        """The line and column of the next character."""
        line = bisect_right(self.starts, self.at)
        return Place(line, self.at - self.starts[line - 1] + 1)

    def blanks(self) -> None:
        found = _BLANKS.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def value(self) -> Node:
        node = Node(self.place())
        first = self.text[self.at]
        if first == "{":
            self._structure(node)
        elif first == "[":
            self._list(node)
        elif first == '"':
            self._string()
        else:
            found = _ATOM.match(self.text, self.at)
            self.at = found.end() if found else len(self.text)
        return node

    def _string(self) -> str:
        value: str
        value, self.at = scanstring(self.text, self.at + 1)
        return value

    def _structure(self, node: Node) -> None:
        for _ in self._inside("}"):
            place = self.place()
            key = self._string()
            self.blanks()
            self.at += 1  # the colon
            self.blanks()
            node.keys[key], node.members[key] = place, self.value()

    def _list(self, node: Node) -> None:
        node.entries.extend(self.value() for _ in self._inside("]"))

    def _inside(self, closing: str) -> Iterator[None]:
        self.at += 1
        self.blanks()
        while self.text[self.at] != closing:
            yield
            self.blanks()
            if self.text[self.at] == ",":
                self.at += 1
                self.blanks()
        self.at += 1


def read_yaml(text: str) -> Iterator[Document]:
    """YAML documents. Plain words have the types of YAML 1.2: ``no`` and dates are strings.

    :raises DocumentError: with the place.
    """
    module = yaml()
    try:
        loader = _loader(module)(text)
        while loader.check_node():
            root = loader.get_node()
            node = _Nodes().node(root)
            yield Document(loader.construct_document(root), node)
    except module.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = " ".join(filter(None, [error.context, error.problem]))
        raise DocumentError(f"this is no YAML: {problem}", mark.line + 1, mark.column + 1) from None
    except module.reader.ReaderError as error:
        before = text[: error.position]
        column = len(before.rpartition("\n")[2]) + 1
        raise DocumentError(
            f"this is no YAML: the character {error.character!r} is not allowed",
            before.count("\n") + 1,
            column,
        ) from None
    except (RecursionError, ValueError) as error:
        raise DocumentError(f"this is no YAML that can be read: {error}") from None


def _loader(module: Any) -> Any:
    """PyYAML's safe loader with the plain words of YAML 1.2 (its core schema)."""
    base = getattr(module, "CSafeLoader", module.SafeLoader)

    class Loader(base):  # type: ignore[misc, valid-type]
        yaml_implicit_resolvers: Mapping[str, Any] = {}

    tag = "tag:yaml.org,2002:"
    for name, pattern, first in _CORE:
        Loader.add_implicit_resolver(tag + name, re.compile(pattern), list(first))
    return Loader


# Digits after a leading zero are text: an account number, and not what YAML makes of it.
_FLOAT: Final = r"^[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$"
_CORE: Final = (
    ("null", r"^(?:~|null|Null|NULL|)$", "~nN\0"),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("int", r"^(?:[-+]?(?:0|[1-9][0-9]*)|0x[0-9a-fA-F]+)$", "-+0123456789"),
    ("float", _FLOAT, "-+.0123456789"),
    ("float", r"^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$", "-+."),
    ("merge", r"^(?:<<)$", "<"),
)


class _Nodes:
    """Places of a composed YAML document; an alias is the node of its anchor."""

    def __init__(self) -> None:
        self.done: dict[int, tuple[Node, int]] = {}
        self.open: set[int] = set()

    def node(self, raw: Any) -> Node:
        return self._sized(raw)[0]

    def _sized(self, raw: Any) -> tuple[Node, int]:
        """The node, and how many entries it has with aliases written out."""
        if id(raw) in self.open:
            raise _too_large(raw, "an alias contains itself")
        if id(raw) not in self.done:
            self.open.add(id(raw))
            self.done[id(raw)] = self._built(raw)
            self.open.discard(id(raw))
        return self.done[id(raw)]

    def _built(self, raw: Any) -> tuple[Node, int]:
        node, size = Node(_mark(raw)), 1
        if raw.id == "sequence":
            for item in raw.value:
                inner, inside = self._sized(item)
                node.entries.append(inner)
                size += inside
        elif raw.id == "mapping":
            for key, item in raw.value:
                inner, inside = self._sized(item)
                node.keys[str(key.value)], node.members[str(key.value)] = _mark(key), inner
                size += inside
        if size > _LARGEST:
            raise _too_large(raw, f"more than {_LARGEST:,} entries with its aliases written out")
        return node, size


def _too_large(raw: Any, why: str) -> DocumentError:
    return DocumentError(f"this YAML is refused: {why}", *_mark(raw))


def _mark(raw: Any) -> Place:
    return Place(raw.start_mark.line + 1, raw.start_mark.column + 1)
