"""Files of requests, JSON or YAML, with the line and column of everything in them."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from ..violations import shortened

_SOLID: Final = re.compile(r"[^ \t\r\n]")
_TOKEN: Final = re.compile(r'[\s,:]*("[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]|[^\s,:\[\]{}"]+)')
"""The next token of valid JSON; commas and colons are passed over, as brackets say enough."""
_STEP: Final = re.compile(r'\[(?:(\d+)|("(?:[^"\\]|\\.)*"))\]|\.?([^.\[]+)')
"""One step of a violation's path: an index, the key of a map, or a member."""
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
    """A value of a file, and where it and everything inside it is."""

    __slots__ = ("cut", "keys", "members", "place", "repeated", "size", "value")

    def __init__(self, place: Place, value: Any = None) -> None:
        self.place, self.value = place, value
        self.keys: dict[str | int, Place] = {}
        """Where the key of each member is; for an entry of a list, where the entry is."""
        self.members: dict[str | int, Node] = {}
        """The values by key, or the entries of a list by index."""
        self.cut: dict[str | int, str] = {}
        """Long keys by their first 60 characters, which is what paths show of them."""
        self.repeated: list[tuple[str | int, Place]] = []
        """Keys, here and inside, that their object has already."""
        self.size = 1
        """How many values it has, with YAML's aliases written out."""

    def append(self, inner: Node) -> None:
        """Take an entry of a list."""
        self.value.append(inner.value)
        self._take(len(self.members), inner.place, inner)

    def add(self, name: str, place: Place, inner: Node, key: Any = None) -> None:
        """Take a member of an object.

        :param key: its name in the value, if that is not text.
        """
        self.value[name if key is None else key] = inner.value
        self._take(name, place, inner)
        if len(name) > 60:
            self.cut[name[:60]] = name

    def _take(self, name: str | int, place: Place, inner: Node) -> None:
        self.repeated += [(name, place)] * (name in self.keys) + inner.repeated
        self.keys[name], self.members[name] = place, inner
        self.size += inner.size

    def find(self, path: str, at_key: bool = False) -> Place:
        """The place of a violation's path, or of what is nearest to it from outside.

        :param at_key: the place of the name, for one that should not be there.
        """
        node, place = self, self.place
        while path:
            name: str | int = path.removeprefix(".")  # one that is not a member may hold anything
            if name in node.members:
                path = ""
            elif step := _STEP.match(path):
                path = path[step.end() :]
                name = int(step[1]) if step[1] else json.loads(step[2]) if step[2] else step[3]
            name = name if name in node.members else node.cut.get(name, name)
            if name not in node.members:
                break
            inner = node.members[name]
            place = node.keys[name] if at_key and not path else inner.place
            node = inner
        return place


class YamlTag:
    """A value with a local tag of YAML, such as ``!Ref``, whose meaning is not known."""


def read(content: bytes, *, is_yaml: bool) -> list[Node]:
    """Every document of a file; the entries of a list at the top are documents of their own.

    :raises DocumentError: not UTF-8, not JSON, not YAML.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode()
        message = f"the file is not UTF-8 text (byte {error.start + 1})"
        raise DocumentError(message, *places(before)(len(before))) from None
    documents = read_yaml(text) if is_yaml else read_json(text)
    lists = (d.members.values() if isinstance(d.value, list) else [d] for d in documents)
    return [part for parts in lists for part in parts]


def read_json(text: str) -> Iterator[Node]:
    """JSON documents, one after the other.

    :raises DocumentError: with the place.
    """
    place, at = places(text), 0
    while start := _SOLID.search(text, at):
        at = start.start()
        try:
            _, end = json.JSONDecoder().raw_decode(text, at)  # for its messages
            yield _json_node(text, at, place)
        except json.JSONDecodeError as error:
            found = repr(text[error.pos]) if error.pos < len(text) else "the end of the file"
            message = f"this is not valid JSON: {error.msg}, found {found}"
            raise DocumentError(message, error.lineno, error.colno) from None
        except RecursionError:
            raise DocumentError("the JSON is nested too deeply", *place(at)) from None
        except ValueError as error:  # a number of thousands of digits
            raise DocumentError(f"this JSON cannot be read: {error}", *place(at)) from None
        at = end


def _json_node(text: str, at: int, place: Callable[[int], Place]) -> Node:
    """The valid JSON that begins at a position."""
    tokens = _TOKEN.finditer(text, at)

    def node(token: re.Match[str]) -> Node:
        made = Node(place(token.start(1)))
        if token[1] == "{":
            made.value = {}
            while (key := next(tokens))[1] != "}":
                made.add(json.loads(key[1]), place(key.start(1)), node(next(tokens)))
        elif token[1] == "[":
            made.value = []
            while (entry := next(tokens))[1] != "]":
                made.append(node(entry))
        else:
            made.value = json.loads(token[1])
        return made

    return node(next(tokens))


def read_yaml(text: str) -> Iterator[Node]:
    """YAML documents. Plain words have the types of YAML 1.2: ``no`` and dates are strings.

    :raises DocumentError: with the place.
    """
    import yaml  # JSON does not need it

    try:
        loader = _loader(yaml)(text)
        while loader.check_node():
            yield _Yaml().read(loader.get_node())
    except yaml.MarkedYAMLError as error:
        mark: Any = error.problem_mark or error.context_mark
        problem = " ".join(filter(None, [error.context, error.problem]))
        message = f"this is not valid YAML: {problem}"
        raise DocumentError(message, mark.line + 1, mark.column + 1) from None
    except yaml.reader.ReaderError:
        found = yaml.reader.Reader.NON_PRINTABLE.search(text)
        at = found.start() if found else 0
        message = f"this is not valid YAML: the character {text[at]!r} is not allowed"
        raise DocumentError(message, *places(text)(at)) from None
    except RecursionError:
        raise DocumentError("the YAML is nested too deeply") from None


def _loader(module: Any) -> Any:
    """PyYAML's loader with the plain words of YAML 1.2 (its core schema)."""
    base = getattr(module, "CSafeLoader", module.SafeLoader)

    class Loader(base):  # type: ignore[misc, valid-type]
        yaml_implicit_resolvers: Mapping[str, Any] = {}

    for name, pattern, first in _CORE:
        Loader.add_implicit_resolver(f"{_TAG}{name}", re.compile(pattern), first)
    return Loader


_TAG: Final = "tag:yaml.org,2002:"
# Digits after a leading zero are text: an account number, and not what YAML makes of it.
_FLOAT: Final = r"^[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$"
_CORE: Final = (
    ("null", r"^(?:~|null|Null|NULL|)$", [*"~nN", ""]),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", [*"tTfF"]),
    ("int", r"^(?:[-+]?(?:0|[1-9][0-9]*)|0x[0-9a-fA-F]+)$", [*"-+0123456789"]),
    ("float", _FLOAT, [*"-+.0123456789"]),
    ("float", r"^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$", [*"-+."]),
    ("merge", r"^(?:<<)$", ["<"]),
)
"""Tags, what is written so, and how that begins (nothing: an empty value)."""
_SCALARS: Final[Mapping[str, Callable[[str], Any]]] = {
    "str": str,
    "timestamp": str,  # read like any other: without a zone it is in UTC
    "merge": str,
    "null": lambda text: None,
    "bool": lambda text: {"true": True, "false": False}[text.lower()],
    "int": lambda text: int(text, 16 if "x" in text else 10),
    "float": lambda text: float(text.lower().replace(".inf", "inf").replace(".nan", "nan")),
    "binary": lambda text: b64decode("".join(text.split()), validate=True),
}
"""What the tags of single values make of their text."""


class _Yaml:
    """Reads a composed YAML document; an alias is what its anchor is."""

    def __init__(self) -> None:
        self.done: dict[int, Node | None] = {}
        """By the identity of PyYAML's node; ``None`` while it is being read."""

    def read(self, raw: Any) -> Node:
        """A value."""
        if id(raw) not in self.done:
            self.done[id(raw)] = None
            self.done[id(raw)] = self._read(raw)
        found = self.done[id(raw)]
        if found is None or found.size > _LARGEST:
            large = f"more than {_LARGEST:,} entries with its aliases written out"
            raise _refused(raw, large if found else "an alias contains itself")
        return found

    def _read(self, raw: Any) -> Node:
        node, kind = Node(_mark(raw)), raw.tag.removeprefix(_TAG)
        if raw.tag.startswith("!"):
            node.value = YamlTag()
        elif raw.id == "mapping" and kind == "map":
            node.value = {}
            # What is merged comes last: it counts only if the mapping itself has no such key.
            for key, item in sorted(raw.value, key=lambda pair: pair[0].tag == f"{_TAG}merge"):
                self._member(node, key, item)
        elif raw.id == "sequence" and kind == "seq":
            node.value = []
            for item in raw.value:
                node.append(self.read(item))
        else:
            try:
                node.value = _SCALARS[kind](raw.value)
            except (LookupError, ValueError, AttributeError):
                shown = shortened(raw.value) if raw.id == "scalar" else f"a {raw.id}"
                raise _refused(raw, f"{shown} cannot be read as !!{kind}") from None
        return node

    def _member(self, node: Node, key: Any, item: Any) -> None:
        if key.tag == f"{_TAG}merge":
            for source in item.value if item.id == "sequence" else [item]:
                merged = self.read(source)
                if not isinstance(merged.value, dict):
                    raise _refused(source, "only mappings can be merged")
                for text, own in zip(merged.members, merged.value, strict=False):
                    if text not in node.members:
                        node.add(str(text), merged.keys[text], merged.members[text], own)
            return
        name = self.read(key)
        if key.id != "scalar":
            raise _refused(key, "a key that is not a single value")
        node.add(key.value, name.place, self.read(item), name.value)


def _refused(raw: Any, why: str) -> DocumentError:
    return DocumentError(f"this YAML cannot be read: {why}", *_mark(raw))


def _mark(raw: Any) -> Place:
    return Place(raw.start_mark.line + 1, raw.start_mark.column + 1)
