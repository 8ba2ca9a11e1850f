"""``--generate-cli-skeleton``: a request to fill in, and a sample of a response.

The AWS CLI shows all members at once. If there is a union, or members exclude each other, such a
skeleton is refused even when it is filled in. This one shows one member of every union, leaves out
what a rule forbids together with what is shown, and says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from .. import docs
from ..shapes import Enum, Length, List, Map, Member, Range, Rule, Shape, String, StructureShape
from ..shapes.collection import innermost
from ..shapes.paths import key_path, member_path
from .catalog import Operation
from .output import plain

_MOST_VALUES: Final = 8
"""Values of an enum that a comment shows."""

Above = tuple[Shape, ...]
"""The shapes around a value."""


class Skeleton:
    """Builds skeletons of shapes.

    :param names: for a sample of a response, the names of shapes by identity: as with the AWS CLI,
        a text in it is the name of its member or shape. A request leaves out what it cannot have at
        the same time.
    """

    def __init__(self, names: Mapping[int, str] | None = None) -> None:
        self.names, self.for_input = names or {}, names is None
        self.notes: dict[str, str] = {}
        """What was left out, by path, in the order of the model."""
        self.comments: dict[str, str] = {}
        """What the model says of a value, by path."""

    def of(self, shape: Shape, path: str = "", above: Above = (), text: str = "") -> Any:
        """The skeleton of a shape.

        :param path: where it is.
        :param text: what stands for a text in a response.
        """
        self.comments[path] = self.comments.get(path, "") + ", ".join(_facts(shape))
        inside = (*above, shape)
        if isinstance(shape, StructureShape):
            shown = {}
            for member in self._shown(shape, path, inside):
                place = member_path(path, member.name)
                self.comments[place] = "required, " * member.required
                shown[member.name] = self.of(member.shape, place, inside, member.name)
            return self._by_rules(shape, shown, path)
        if isinstance(shape, List):
            length, entry = shape.stated(Length) or Length(), shape.entry
            if length.max == 0 or _leads_back(entry, inside):
                return []
            sample = self.of(entry, f"{path}[0]", inside, self.names.get(id(entry), ""))
            return [sample] * max(1, length.min or 0)
        if isinstance(shape, Map):
            if _leads_back(shape.entry, inside):
                return {}
            keys = shape.key.stated(Enum)
            key = keys.values[0] if keys and self.for_input else "KeyName"
            return {key: self.of(shape.entry, key_path(path, key), inside)}
        return text if isinstance(shape, String) and not self.for_input else _scalar(shape)

    def _shown(self, shape: StructureShape, path: str, inside: Above) -> list[Member]:
        """The members to show: none that contain a shape around them, none that exclude others."""
        members = [m for m in shape.members if m.required or not _leads_back(m.shape, inside)]
        if not self.for_input:
            return members
        # Tokens are filled in, and nobody needs what is deprecated.
        members = [m for m in members if not m.filled_in and (m.required or not m.deprecated)]
        names = [member.name for member in members]
        if shape.is_union and len(names) > 1:
            choices = ", ".join(names)
            self.notes[path] = f"exactly one of {choices}; {names[0]} is shown"
            names = names[:1]
        names = [*self._by_rules(shape, dict.fromkeys(names), path)]
        return [member for member in members if member.name in names]

    def _by_rules(self, shape: StructureShape, shown: dict[str, Any], path: str) -> dict[str, Any]:
        """Members that rules allow together, with values that they allow."""
        for rule in shape.constraints if self.for_input else ():
            if isinstance(rule, Rule) and rule.applies(shape, shown):
                shown = rule.mended(shape, shown)
                most = {"forbid": 0, "exactly_one_of": 1, "at_most_one_of": 1}.get(rule.demand)
                given = [name for name in rule.members if name in shown]
                others = [] if most is None else given[most:]
                if 0 < len(rule.when_set) < len(others) and not most:
                    others = list(rule.when_set)  # the way that needs more members is the newer one
                if others:
                    note = f"{rule.message} ({', '.join(others)} left out)"
                    self.notes[path] = f"{self.notes.get(path, '')} {note}".strip()
                    shown = {name: item for name, item in shown.items() if name not in others}
        return shown


def _scalar(shape: Shape) -> Any:
    if enum := shape.stated(Enum):
        return enum.values[0]
    sample = plain(shape.example)
    bounds = shape.stated(Range)
    return max(sample, bounds.bounds(shape)[0]) if bounds else sample


def _leads_back(shape: Shape, inside: Above) -> bool:
    inner = innermost(shape)
    return any(outer is shape or outer is inner for outer in inside)


def _facts(shape: Shape) -> list[str]:
    values = enum.values if (enum := shape.stated(Enum)) else ()
    if len(values) > _MOST_VALUES:
        return [shape.type_words, f"one of {', '.join(values[:_MOST_VALUES])} …"]
    return [shape.type_words, *docs.constraints(shape)]


def commented_yaml(operation: Operation) -> str:
    """The input skeleton as YAML, with what the model says about every member beside it."""
    skeleton = Skeleton()
    value = skeleton.of(operation.request)
    about, notes = skeleton.comments, skeleton.notes
    comments = {p: f"{c}; {notes[p]}" if p in notes else c for p, c in about.items()}
    head = [f"# {text}" for text in (operation.title, notes.get("")) if text]
    lines = _yaml(value, "", comments) if value else ["{}"]
    return "\n".join([*head, *lines]) + "\n"


def _yaml(value: Any, path: str, comments: Mapping[str, str]) -> Iterator[str]:
    """The lines of a list or dictionary in block style, with comments by path."""
    if isinstance(value, list):
        place = f"{path}[0]"
        for entry in value:
            if _is_nested(entry):
                first, *rest = _yaml(entry, place, comments)
                yield from (f"- {first}", *(f"  {line}" for line in rest))
            else:
                yield f"- {json.dumps(entry)}  # {comments[place]}"
        return
    for key, item in value.items():
        name, place = json.dumps(key), key_path(path, key)
        if place not in comments:
            name, place = key, member_path(path, key)
        if _is_nested(item):
            yield f"{name}:  # {comments[place]}"
            yield from (f"  {line}" for line in _yaml(item, place, comments))
        else:
            yield f"{name}: {json.dumps(item)}  # {comments[place]}"


def _is_nested(value: Any) -> bool:
    return bool(value) and isinstance(value, (dict, list))
