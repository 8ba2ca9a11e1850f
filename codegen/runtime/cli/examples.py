"""Examples that work; ``--generate-cli-skeleton``: a request to fill in, a sample of a response.

The AWS CLI's skeletons show all members at once. If there is a union, or members exclude each
other, such a skeleton is refused even when it is filled in. These show one member of every union,
leave out what a rule forbids together with what is shown, and say so.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from typing import Any, Final

from .. import docs
from ..shapes import (
    Boolean,
    Enum,
    Length,
    List,
    Map,
    Member,
    Range,
    Rule,
    Shape,
    String,
    StructureShape,
    Union,
)  # fmt: skip
from ..shapes.collection import innermost
from ..shapes.paths import key_path, member_path
from ..testing.samples import Samples
from .catalog import Operation, kebab
from .flags import negative
from .output import COMPLEX, plain, rebuilt

_BY_NAME = {
    "entryPoint": "s3://bucket/job.py",
    "entryPointArguments": "--verbose",
    "logUri": "s3://bucket/logs",
    "releaseLabel": "emr-7.9.0-latest",
    "Schedule": "cron(15 12 * * ? *)",
    "ScriptLocation": "s3://bucket/job.py",
    "sparkSubmitParameters": "--conf spark.executor.memory=4g",
}
_LIKELY = (
    "arn:aws:iam::123456789012:role/job",
    "s3://bucket/path",
    "00f1abcdexample",
    "000000012345678",
    "123456789012",
    "2026-01-01",
)
"""Likely values of many members, tried in this order if the name of the member does not fit."""

_MOST_VALUES: Final = 8
"""Values of an enum that a comment shows."""

Above = tuple[Shape, ...]
"""The shapes around a value."""


def flags(operation: Operation) -> Iterator[str]:
    """The flags of a command line that passes the check, with what is required and no more."""
    samples = Samples()
    needed = samples.smallest(operation.request)
    arms = (m for m in operation.request.members if docs.arms(m.shape) and m.name not in needed)
    more = {member.name: samples.smallest(member.shape) for member in arms}
    if samples.fits(operation.request, {**needed, **more}):
        needed = {**needed, **more}  # what there is to choose is what makes it useful
    for option, member in operation.parameters.items():
        if member.name in needed and not member.filled_in:
            value = _pretty(member.shape, needed[member.name], member.name)
            yield flag(option, member.shape, value)


def of(shape: Shape, name: str) -> Any:
    """A legal value of a member, in JSON's types."""
    return plain(_pretty(shape, Samples().smallest(shape), name))


def flag(name: str, shape: Shape, value: Any) -> str:
    """A flag with a value, as a shell reads it."""
    value = plain(value)
    if isinstance(shape, Boolean):
        return name if value else negative(name)
    if isinstance(shape, List) and not isinstance(shape.entry, COMPLEX) and value:
        return shlex.join([name, *map(str, value)])
    text = json.dumps(value) if isinstance(shape, COMPLEX) else str(value)
    return f"{name}={shlex.quote(text)}" if text[:1] in ("-", "") else shlex.join([name, text])


def shorthand(value: Any) -> str:
    """A value of JSON's types in the AWS CLI's shorthand, for a message."""
    if isinstance(value, dict):
        return f"{{{','.join(f'{key}={shorthand(item)}' for key, item in value.items())}}}"
    return f"[{','.join(map(shorthand, value))}]" if isinstance(value, list) else str(value)


def _pretty(shape: Shape, value: Any, name: str) -> Any:
    if isinstance(shape, String) and not shape.stated(Enum):
        samples, likely = Samples(), (_BY_NAME.get(name, name), kebab(name), *_LIKELY)
        return next((text for text in likely if samples.fits(shape, text)), value)
    if isinstance(shape, StructureShape):
        return {key: _pretty(shape.by_name[key].shape, item, key) for key, item in value.items()}
    return rebuilt(shape, value, lambda inner, item: _pretty(inner, item, name))


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
            return self._allowed(shape, shown, path)
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
        if self.for_input:  # Tokens are filled in, and nobody needs what is deprecated.
            members = [m for m in members if not m.filled_in and (m.required or not m.deprecated)]
        names = self._allowed(shape, {member.name: None for member in members}, path)
        return [member for member in members if member.name in names]

    def _allowed(self, shape: StructureShape, shown: dict[str, Any], path: str) -> dict[str, Any]:
        """Of some members those that may be given together, with values that may be."""
        for constraint in shape.constraints if self.for_input else ():
            if isinstance(constraint, (Rule, Union)):
                legal = constraint.settled(shape, shown, Samples())
                others = [name for name in shown if name not in legal]
                if isinstance(constraint, Rule) and 0 < len(constraint.when_set) < len(others):
                    # Of two ways, the one that needs more members is the newer one.
                    others = list(constraint.when_set)
                if others:
                    words = " ".join(constraint.words(shape))
                    note = f"{words} ({', '.join(others)} left out)"
                    self.notes[path] = f"{self.notes.get(path, '')} {note}".strip()
                shown = {n: legal.get(n, item) for n, item in shown.items() if n not in others}
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
    entries = [("-", f"{path}[0]", item) for item in value] if isinstance(value, list) else []
    for key, item in value.items() if isinstance(value, dict) else ():
        name, place = json.dumps(key), key_path(path, key)
        if place not in comments:
            name, place = key, member_path(path, key)
        entries.append((f"{name}:", place, item))
    for head, place, item in entries:
        if item and isinstance(item, (dict, list)):
            yield f"{head}  # {comments[place]}"
            yield from (f"  {line}" for line in _yaml(item, place, comments))
        else:
            yield f"{head} {json.dumps(item)}  # {comments[place]}"
