"""Files of requests, JSON or YAML, with the line and column of everything in them."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from .output import yaml

_BLANKS: Final = re.compile(r"[ \t\r\n]*")
_TOKEN: Final = re.compile(r'[\s,:]*("[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]|[^\s,:\[\]{}"]+)')
"""The next token of valid JSON; commas and colons say nothing that the brackets do not."""
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


def places(text: str) -> Callable[[int], Place]:
    """A function that gives the place of a position in a text."""
    starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def place(position: int) -> Place:
        line = bisect_right(starts, position)
        return Place(line, position - starts[line - 1] + 1)

    return place


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
        before = content[: error.start].decode()
        message = f"the file is not UTF-8 text (byte {error.start + 1})"
        raise DocumentError(message, *places(before)(len(before))) from None
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
    place = places(text)
    at = _after_blanks(text, 0)
    while at < len(text):
        try:
            value, end = json.JSONDecoder().raw_decode(text, at)
            tokens = _TOKEN.finditer(text, at)
            yield Document(value, _json_node(next(tokens), tokens, place))
        except json.JSONDecodeError as error:
            found = repr(text[error.pos]) if error.pos < len(text) else "the end of the file"
            message = f"this is no JSON: {error.msg}, found {found}"
            raise DocumentError(message, error.lineno, error.colno) from None
        except RecursionError:
            raise DocumentError("the JSON is nested too deeply", *place(at)) from None
        except ValueError as error:  # a number of thousands of digits
            raise DocumentError(f"this is no JSON: {error}", *place(at)) from None
        at = _after_blanks(text, end)


def _after_blanks(text: str, at: int) -> int:
    found = _BLANKS.match(text, at)
    return found.end() if found else at


def _json_node(
    token: re.Match[str], tokens: Iterator[re.Match[str]], place: Callable[[int], Place]
) -> Node:
    """The value that begins with a token; reads on to its end."""
    node = Node(place(token.start(1)))
    if token[1] == "{":
        while (key := next(tokens))[1] != "}":
            name = json.loads(key[1])
            node.keys[name] = place(key.start(1))
            node.members[name] = _json_node(next(tokens), tokens, place)
    elif token[1] == "[":
        while (entry := next(tokens))[1] != "]":
            node.entries.append(_json_node(entry, tokens, place))
    return node


def read_yaml(text: str) -> Iterator[Document]:
    """YAML documents. Plain words have the types of YAML 1.2: ``no`` and dates are strings.

    :raises DocumentError: with the place.
    """
    module = yaml()
    try:
        loader = _loader(module)(text)
        while loader.check_node():
            root = loader.get_node()
            node = _YamlNodes().node(root)
            yield Document(loader.construct_document(root), node)
    except module.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = " ".join(filter(None, [error.context, error.problem]))
        raise DocumentError(f"this is no YAML: {problem}", mark.line + 1, mark.column + 1) from None
    except module.reader.ReaderError as error:
        message = f"this is no YAML: the character {error.character!r} is not allowed"
        raise DocumentError(message, *places(text)(error.position)) from None
    except (RecursionError, ValueError) as error:
        raise DocumentError(f"this is no YAML that can be read: {error}") from None


def _loader(module: Any) -> Any:
    """PyYAML's safe loader with the plain words of YAML 1.2 (its core schema)."""
    base = getattr(module, "CSafeLoader", module.SafeLoader)

    class Loader(base):  # type: ignore[misc, valid-type]
        yaml_implicit_resolvers: Mapping[str, Any] = {}

    for name, pattern, first in _CORE:
        Loader.add_implicit_resolver(f"tag:yaml.org,2002:{name}", re.compile(pattern), list(first))
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


class _YamlNodes:
    """Places of a composed YAML document; an alias is the node of its anchor."""

    def __init__(self) -> None:
        self.done: dict[int, Node | None] = {}
        """By the identity of PyYAML's node; ``None`` while it is being read."""
        self.sizes: dict[Node, int] = {}
        """How many entries a node has with aliases written out."""

    def node(self, raw: Any) -> Node:
        if id(raw) not in self.done:
            self.done[id(raw)] = None
            self.done[id(raw)] = self._built(raw)
        found = self.done[id(raw)]
        if found is None:
            raise _too_large(raw, "an alias contains itself")
        return found

    def _built(self, raw: Any) -> Node:
        node = Node(_mark(raw))
        if raw.id == "sequence":
            node.entries = [*map(self.node, raw.value)]
        elif raw.id == "mapping":
            node.keys = {str(key.value): _mark(key) for key, _ in raw.value}
            node.members = {str(key.value): self.node(item) for key, item in raw.value}
        inside = [*node.entries, *node.members.values()]
        self.sizes[node] = 1 + sum(self.sizes[inner] for inner in inside)
        if self.sizes[node] > _LARGEST:
            raise _too_large(raw, f"more than {_LARGEST:,} entries with its aliases written out")
        return node


def _too_large(raw: Any, why: str) -> DocumentError:
    return DocumentError(f"this YAML is refused: {why}", *_mark(raw))


def _mark(raw: Any) -> Place:
    return Place(raw.start_mark.line + 1, raw.start_mark.column + 1)
