# Copied by emrglue-codegen 0.1.0.
# Do not edit: `emrglue-codegen generate` writes it anew, `emrglue-codegen check` compares it.
"""``--generate-cli-skeleton``: a request to fill in, and a sample of a response.

The AWS CLI shows every member at once, so that its skeleton of a union, or of members that exclude
each other, is refused even when filled in. This one shows one arm of every union, leaves out what
a rule forbids beside what is there, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..wiremodel import Raw, ServiceModel, kind
from . import facts
from .catalog import Operation

_SAMPLES: Mapping[str, Any] = {
    "string": "",
    "integer": 0,
    "long": 0,
    "float": 0.0,
    "double": 0.0,
    "boolean": True,
    "blob": "",
    "timestamp": "1970-01-01T00:00:00Z",
}


class Skeleton:
    """Builds skeletons of shapes; ``notes`` says what was left out.

    :param for_input: leave out what a request cannot have at the same time.
    """

    def __init__(self, model: ServiceModel, for_input: bool = True) -> None:
        self.model = model
        self.shapes = model.shapes
        self.for_input = for_input
        self.notes: dict[str, str] = {}
        """By path, in the order of the model."""

    def of(self, shape: str | None) -> Any:
        """The skeleton of a shape; an empty structure where there is none."""
        return self._value(shape, "", ()) if shape else {}

    def _value(self, shape: str, path: str, above: tuple[str, ...]) -> Any:
        raw = self.shapes[shape]
        if raw["type"] == "structure":
            return {} if raw.get("document") else self._structure(shape, path, above)
        if raw["type"] == "list":
            return self._list(raw, path, (*above, shape))
        if raw["type"] == "map":
            return self._map(raw, path, (*above, shape))
        if raw.get("enum"):
            return raw["enum"][0]
        sample = _SAMPLES[kind(raw["type"])]
        return max(sample, raw.get("min", sample)) if isinstance(sample, (int, float)) else sample

    def _structure(self, shape: str, path: str, above: tuple[str, ...]) -> dict[str, Any]:
        raw = self.shapes[shape]
        inside = (*above, shape)
        return {
            name: self._value(raw["members"][name]["shape"], f"{path}.{name}".strip("."), inside)
            for name in self._shown(shape, path, inside)
        }

    def _shown(self, shape: str, path: str, inside: tuple[str, ...]) -> list[str]:
        """The members to show: not those that lead back to a shape around them, not those that
        exclude each other."""
        raw = self.shapes[shape]
        names = [
            name
            for name, member in raw.get("members", {}).items()
            if name in raw.get("required", ()) or not self._leads_back(member["shape"], inside)
        ]
        if not self.for_input:
            return names
        names = [name for name in names if not self._is_left_out(raw, name)]
        if raw.get("union"):
            return self._one(names, path, "a union")
        for rule in self.model.rules.get(shape, ()):
            names = self._by_rule(rule, names, path)
        return names

    def _leads_back(self, shape: str, inside: tuple[str, ...]) -> bool:
        return shape in inside or facts.inner(self.shapes, shape) in inside

    def _is_left_out(self, raw: Raw, name: str) -> bool:
        """Tokens are filled in, and nobody needs what is deprecated."""
        member = raw["members"][name]
        if member.get("idempotencyToken"):
            return True
        return bool(member.get("deprecated")) and name not in raw.get("required", ())

    def _one(self, names: list[str], path: str, what: str) -> list[str]:
        if len(names) > 1:
            choices = ", ".join(names)
            self.notes[path] = f"{what}: exactly one of {choices}; {names[0]} is shown"
        return names[:1]

    def _by_rule(self, rule: Raw, names: list[str], path: str) -> list[str]:
        if any(name not in names for name in rule.get("when_set", ())):
            return names
        if any(name in names for name in rule.get("when_unset", ())):
            return names
        listed = [n for key in ("exactly_one_of", "at_most_one_of") for n in rule.get(key, ())]
        others = [name for name in listed if name in names][1:]
        others += [name for name in rule.get("forbid", ()) if name in names]
        if others:
            hidden = f"{', '.join(others)} left out"
            self.notes[path] = f"{self.notes.get(path, '')} {rule['message']} ({hidden})".strip()
        return [name for name in names if name not in others]

    def _list(self, raw: Raw, path: str, inside: tuple[str, ...]) -> list[Any]:
        if self._leads_back(raw["member"]["shape"], inside):
            return []
        entry = self._value(raw["member"]["shape"], f"{path}[0]", inside)
        return [entry] * max(1, int(raw.get("min") or 0)) if raw.get("max") != 0 else []

    def _map(self, raw: Raw, path: str, inside: tuple[str, ...]) -> dict[str, Any]:
        if self._leads_back(raw["value"]["shape"], inside):
            return {}
        key = str(self._value(raw["key"]["shape"], path, inside))
        return {key: self._value(raw["value"]["shape"], f'{path}["{key}"]', inside)}


def commented_yaml(operation: Operation) -> str:
    """The input skeleton as YAML, with what the model says about every member beside it."""
    skeleton = Skeleton(operation.service.model)
    value = skeleton.of(operation.input)
    writer = _Yaml(operation.service.model, skeleton.notes)
    head = [f"# {operation.title}"]
    if note := skeleton.notes.get(""):
        head.append(f"# {note}")
    lines = [*writer.structure(operation.input, value, "", 0)] if operation.input else []
    return "\n".join([*head, *(lines or ["{}"])]) + "\n"


class _Yaml:
    """Writes a skeleton as block-style YAML with comments."""

    def __init__(self, model: ServiceModel, notes: Mapping[str, str]) -> None:
        self.model = model
        self.notes = notes

    def structure(
        self, shape: str, value: Mapping[str, Any], path: str, depth: int
    ) -> Iterator[str]:
        raw = self.model.shapes[shape]
        for name, item in value.items():
            inner = raw["members"][name]["shape"]
            needed = ["required"] if name in raw.get("required", ()) else []
            place = f"{path}.{name}".strip(".")
            yield from self._entry(_plain(name), inner, item, place, depth, needed)

    def _entry(
        self, head: str, shape: str, item: Any, path: str, depth: int, needed: list[str]
    ) -> Iterator[str]:
        """``head: value  # comment`` and what is nested below."""
        pad = "  " * depth
        comment = ", ".join([*needed, *self._facts(shape)])
        if note := self.notes.get(path):
            comment = f"{comment}; {note}"
        if not isinstance(item, (dict, list)) or not item:
            yield f"{pad}{head}: {_plain(item)}  # {comment}"
            return
        yield f"{pad}{head}:  # {comment}"
        yield from self._inside(shape, item, path, depth + 1)

    def _inside(self, shape: str, item: Any, path: str, depth: int) -> Iterator[str]:
        raw = self.model.shapes[shape]
        if raw["type"] == "structure":
            yield from self.structure(shape, item, path, depth)
        elif raw["type"] == "map":
            for key, inner in item.items():
                place = f'{path}["{key}"]'
                yield from self._entry(_plain(key), raw["value"]["shape"], inner, place, depth, [])
        else:
            for entry in item:
                yield from self._list_entry(raw["member"]["shape"], entry, path, depth)

    def _list_entry(self, shape: str, entry: Any, path: str, depth: int) -> Iterator[str]:
        """``- `` before the first line of the entry, which is indented by one step."""
        pad = "  " * depth
        if not isinstance(entry, (dict, list)) or not entry:
            yield f"{pad}- {_plain(entry)}  # {', '.join(self._facts(shape))}"
            return
        lines = list(self._inside(shape, entry, f"{path}[0]", depth + 1))
        yield f"{pad}- {lines[0].lstrip()}"
        yield from lines[1:]

    def _facts(self, shape: str) -> Iterator[str]:
        yield facts.kind(self.model.shapes, shape)
        if values := self.model.shapes[shape].get("enum"):
            shown = ", ".join(values[:8])
            yield f"one of {shown}{' …' if len(values) > 8 else ''}"
        yield from (
            fact.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
            for fact in facts.constraints(self.model, shape)
            if fact.isprintable() or fact.isascii()
        )


def _plain(value: Any) -> str:
    """A scalar of YAML, quoted as JSON does unless it is a plain word."""
    import json

    if isinstance(value, str) and value.isascii() and value.replace("_", "a").isalnum():
        return value if not value[0].isdigit() and value.lower() not in _WORDS else f'"{value}"'
    return json.dumps(value)


_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan", "inf"})
