"""``--generate-cli-skeleton``: a request to fill in, and a sample of a response.

The AWS CLI shows every member at once, so that its skeleton of a union, or of members that exclude
each other, is refused even when filled in. This one shows one arm of every union, leaves out what
a rule forbids beside what is there, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..shapes import Enum, Length, List, Map, Member, Range, Rule, Shape, StructureShape
from ..shapes.collection import innermost
from . import facts
from .catalog import Operation

_SAMPLES: Mapping[str, Any] = {
    "String": "",
    "Integer": 0,
    "Long": 0,
    "Float": 0.0,
    "Double": 0.0,
    "Boolean": True,
    "Blob": "",
    "Timestamp": "1970-01-01T00:00:00Z",
    "Document": {},
}
_MOST_VALUES = 8
"""Values of an enum that a comment shows."""

Above = tuple[Shape, ...]
"""The shapes around a value."""


class Skeleton:
    """Builds skeletons of shapes; ``notes`` says what was left out.

    :param for_input: leave out what a request cannot have at the same time.
    """

    def __init__(self, for_input: bool = True) -> None:
        self.for_input = for_input
        self.notes: dict[str, str] = {}
        """By path, in the order of the model."""

    def of(self, shape: Shape) -> Any:
        """The skeleton of a shape."""
        return self._value(shape, "", ())

    def _value(self, shape: Shape, path: str, above: Above) -> Any:
        inside = (*above, shape)
        if isinstance(shape, StructureShape):
            return {
                member.name: self._value(member.shape, f"{path}.{member.name}".strip("."), inside)
                for member in self._shown(shape, path, inside)
            }
        if isinstance(shape, List):
            return self._list(shape, path, inside)
        if isinstance(shape, Map):
            return self._map(shape, path, inside)
        if enum := shape.stated(Enum):
            return enum.values[0]
        sample = _SAMPLES[shape.kind]
        bounds = shape.stated(Range)
        return max(sample, bounds.bounds(shape)[0]) if bounds else sample

    def _shown(self, shape: StructureShape, path: str, inside: Above) -> list[Member]:
        """The members to show: not those that lead back to a shape around them, not those that
        exclude each other."""
        members = [m for m in shape.members if m.required or not _leads_back(m.shape, inside)]
        if not self.for_input:
            return members
        # Tokens are filled in, and nobody needs what is deprecated.
        members = [m for m in members if not m.filled_in and (m.required or not m.deprecated)]
        names = [member.name for member in members]
        if shape.is_union:
            names = self._one(names, path)
        for rule in shape.constraints:
            if isinstance(rule, Rule):
                names = self._by_rule(rule, names, path)
        return [member for member in members if member.name in names]

    def _one(self, names: list[str], path: str) -> list[str]:
        if len(names) > 1:
            choices = ", ".join(names)
            self.notes[path] = f"a union: exactly one of {choices}; {names[0]} is shown"
        return names[:1]

    def _by_rule(self, rule: Rule, names: list[str], path: str) -> list[str]:
        if not rule.applies(names):
            return names
        others = [name for name in rule.members if name in names]
        if rule.demand in ("exactly_one_of", "at_most_one_of"):
            others = others[1:]
        elif rule.demand != "forbid":
            others = []
        if others:
            hidden = f"{', '.join(others)} left out"
            self.notes[path] = f"{self.notes.get(path, '')} {rule.message} ({hidden})".strip()
        return [name for name in names if name not in others]

    def _list(self, shape: List, path: str, inside: Above) -> list[Any]:
        length = shape.stated(Length) or Length()
        if length.max == 0 or _leads_back(shape.entry, inside):
            return []
        return [self._value(shape.entry, f"{path}[0]", inside)] * max(1, length.min or 0)

    def _map(self, shape: Map, path: str, inside: Above) -> dict[str, Any]:
        if _leads_back(shape.entry, inside):
            return {}
        key = str(self._value(shape.key, path, inside))
        return {key: self._value(shape.entry, f'{path}["{key}"]', inside)}


def _leads_back(shape: Shape, inside: Above) -> bool:
    inner = innermost(shape)
    return any(outer is shape or outer is inner for outer in inside)


def commented_yaml(operation: Operation) -> str:
    """The input skeleton as YAML, with what the model says about every member beside it."""
    skeleton = Skeleton()
    value = skeleton.of(operation.request)
    head = [f"# {operation.title}"]
    if note := skeleton.notes.get(""):
        head.append(f"# {note}")
    lines = [*_Yaml(skeleton.notes).structure(operation.request, value, "", 0)]
    return "\n".join([*head, *(lines or ["{}"])]) + "\n"


class _Yaml:
    """Writes a skeleton as block-style YAML with comments."""

    def __init__(self, notes: Mapping[str, str]) -> None:
        self.notes = notes

    def structure(
        self, shape: StructureShape, value: Mapping[str, Any], path: str, depth: int
    ) -> Iterator[str]:
        for name, item in value.items():
            member = shape.by_name[name]
            needed = ["required"] if member.required else []
            place = f"{path}.{name}".strip(".")
            yield from self._entry(_plain(name), member.shape, item, place, depth, needed)

    def _entry(
        self, head: str, shape: Shape, item: Any, path: str, depth: int, needed: list[str]
    ) -> Iterator[str]:
        """``head: value  # comment`` and what is nested below."""
        pad = "  " * depth
        comment = ", ".join([*needed, *_facts(shape)])
        if note := self.notes.get(path):
            comment = f"{comment}; {note}"
        if not isinstance(item, (dict, list)) or not item:
            yield f"{pad}{head}: {_plain(item)}  # {comment}"
            return
        yield f"{pad}{head}:  # {comment}"
        yield from self._inside(shape, item, path, depth + 1)

    def _inside(self, shape: Shape, item: Any, path: str, depth: int) -> Iterator[str]:
        if isinstance(shape, StructureShape):
            yield from self.structure(shape, item, path, depth)
        elif isinstance(shape, Map):
            for key, inner in item.items():
                yield from self._entry(
                    _plain(key), shape.entry, inner, f'{path}["{key}"]', depth, []
                )
        elif isinstance(shape, List):
            for entry in item:
                yield from self._list_entry(shape.entry, entry, path, depth)

    def _list_entry(self, shape: Shape, entry: Any, path: str, depth: int) -> Iterator[str]:
        """``- `` before the first line of the entry, which is indented by one step."""
        pad = "  " * depth
        if not isinstance(entry, (dict, list)) or not entry:
            yield f"{pad}- {_plain(entry)}  # {', '.join(_facts(shape))}"
            return
        lines = list(self._inside(shape, entry, f"{path}[0]", depth + 1))
        yield f"{pad}- {lines[0].lstrip()}"
        yield from lines[1:]


def _facts(shape: Shape) -> Iterator[str]:
    yield shape.type_words
    enum = shape.stated(Enum)
    if enum and len(enum.values) > _MOST_VALUES:
        yield f"one of {', '.join(enum.values[:_MOST_VALUES])} …"
    else:
        yield from facts.constraints(shape)


def _plain(value: Any) -> str:
    """A scalar of YAML, quoted as JSON does unless it is a plain word."""
    import json

    if isinstance(value, str) and value.isascii() and value.replace("_", "a").isalnum():
        return value if not value[0].isdigit() and value.lower() not in _WORDS else f'"{value}"'
    return json.dumps(value)


_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan", "inf"})
