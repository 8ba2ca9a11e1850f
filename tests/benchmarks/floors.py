"""The floors: classes like ours, as tersely as Python can put them.

With nothing checked they show what Python itself takes: calls with keywords, a dictionary for each
object, copies of lists and maps, one wire dictionary each. With the same checks and without
everything else (a report of what is wrong, unknown keywords, unchecked values and what they become
on the wire, depth, rules) they show what is left to gain: who checks the same takes as long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import SimpleNamespace
from typing import Any

import attrs

from emrglue._runtime.shapes import NonBlank, Pattern
from emrglue._runtime.structures.structure import Structure
from tests.expectations.models import raw
from tests.support.inside import fields_of, patterns_of, shape_of

from .peers import LIMITS
from .samples import Sample

Check = Callable[[type[Structure], str], str]
"""Lines that check a field of a class, by its name."""


def unchecked(sample: Sample) -> SimpleNamespace:
    """Classes like ours for all structures of a sample, under the same names."""
    return _classes(sample, {}, lambda cls, name: "pass")


def checked(sample: Sample) -> SimpleNamespace:
    """The same, and a ``ValueError`` where a constraint is broken."""
    scope: dict[str, Any] = {}
    right = _Right(raw(sample.service).model["shapes"], patterns_of(sample.service), scope)
    return _classes(sample, scope, partial(_checks, right))


def _classes(sample: Sample, scope: dict[str, Any], check: Check) -> SimpleNamespace:
    for cls, values in _met(sample.build()).items():
        exec(_source(cls, values, check), scope)
    return SimpleNamespace(**scope)


def _met(value: Any) -> Mapping[type[Structure], dict[str, Any]]:
    """The classes of the structures in a value, with a value of each field that one of them has."""
    found: dict[type[Structure], dict[str, Any]] = {}
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Structure):
            given = {name: getattr(value, name) for name in fields_of(type(value))}
            given = {name: item for name, item in given.items() if item is not None}
            found.setdefault(type(value), {}).update(given)
            waiting.extend(given.values())
        elif isinstance(value, list):
            waiting.extend(value)
    return found


def _source(cls: type[Structure], values: Mapping[str, Any], check: Check) -> str:
    names = fields_of(cls)
    return "\n".join(
        [
            f"class {cls.__name__}:",
            f"  def __init__(self, *, {', '.join(f'{name}=None' for name in names)}):",
            "    fields = self.__dict__",
            *(line for name in names for line in _kept_field(cls, name, values, check)),
            "  def to_wire(self):",
            "    fields, wire = self.__dict__, {}",
            *(
                f"    if {name!r} in fields: wire[{wire!r}] = "
                f"{_written(f'fields[{name!r}]', values.get(name))}"
                for name, wire in names.items()
            ),
            "    return wire",
            "  @classmethod",
            "  def from_wire(cls, wire):",
            f"    names = {dict(zip(names.values(), names, strict=True))}",
            "    fields = {names[key]: value for key, value in wire.items()}",
            *(
                f"    if {name!r} in fields: fields[{name!r}] = "
                f"{_read(f'fields[{name!r}]', values.get(name))}"
                for name in names
                if _is_nested(values.get(name))
            ),
            "    return cls(**fields)",
        ]
    )


def _kept_field(
    cls: type[Structure], name: str, values: Mapping[str, Any], check: Check
) -> Iterator[str]:
    yield f"    if {name} is not None:"
    yield f"      {check(cls, name)}"
    yield f"      fields[{name!r}] = {_copied(name, values.get(name))}"


def _copied(name: str, value: Any) -> str:
    """A copy of a list or map, anything else as it is."""
    if isinstance(value, dict):
        lists = isinstance(next(iter(value.values())), list)
        return f"{{k: [*v] for k, v in {name}.items()}}" if lists else f"{{**{name}}}"
    return f"[*{name}]" if isinstance(value, list) else name


def _is_nested(value: Any) -> bool:
    """Whether there are structures in a value."""
    return isinstance(value[0] if isinstance(value, list) else value, Structure)


def _written(stored: str, value: Any) -> str:
    if not _is_nested(value):
        return _copied(stored, value)
    if isinstance(value, list):
        return f"[item.to_wire() for item in {stored}]"
    return f"{stored}.to_wire()"


def _read(stored: str, value: Any) -> str:
    if isinstance(value, list):
        return f"[{type(value[0]).__name__}.from_wire(item) for item in {stored}]"
    return f"{type(value).__name__}.from_wire({stored})"


def _checks(right: _Right, cls: type[Structure], name: str) -> str:
    member = right.shapes[shape_of(cls)]["members"][fields_of(cls)[name]]
    return f"if not ({right.of(member['shape'], name)}): raise ValueError({name!r})"


@attrs.frozen
class _Right:
    """Expressions that are true for what a shape allows."""

    shapes: Mapping[str, Any]
    patterns: Mapping[str, Pattern]
    scope: dict[str, Any]
    """What the expressions name: patterns, and loops over lists and maps."""

    def of(self, shape_name: str, value: str) -> str:
        shape = self.shapes[shape_name]
        kind = shape["type"]
        if kind == "structure":
            return f"{value}.__class__ is {shape_name}"
        if "enum" in shape:
            return f"{value} in {set(shape['enum'])}"
        if kind in ("list", "map"):
            return self._collection(shape_name, shape, value)
        if kind == "string":
            return " and ".join(self._string(shape_name, shape, value))
        if kind in LIMITS:
            low, high = shape.get("min", -LIMITS[kind]), shape.get("max", LIMITS[kind] - 1)
            return f"{value}.__class__ is int and {low} <= {value} <= {high}"
        return f"{value}.__class__ is {({'boolean': 'bool'}).get(kind, 'float')}"

    def _string(self, shape_name: str, shape: Mapping[str, Any], value: str) -> Iterator[str]:
        yield f"{value}.__class__ is str"
        yield from _length(shape, value)
        pattern = self.patterns.get(shape_name)
        if isinstance(pattern, NonBlank):
            yield f"not {value}.isspace()"
        elif pattern is not None:
            self.scope[f"_{shape_name}"] = pattern.matches
            yield f"_{shape_name}({value})"

    def _collection(self, shape_name: str, shape: Mapping[str, Any], value: str) -> str:
        """Type and length, and a loop in a function of its own."""
        parts = ["member"] if shape["type"] == "list" else ["key", "value"]
        kept, entries = ("list", value) if parts == ["member"] else ("dict", f"{value}.items()")
        right = " and ".join(self.of(shape[part]["shape"], part) for part in parts)
        source = (
            f"def _{shape_name}(entries):\n  for {', '.join(parts)} in entries:\n"
            f"    if not ({right}): return False\n  return True"
        )
        exec(source, self.scope)
        own = [f"{value}.__class__ is {kept}", *_length(shape, value), f"_{shape_name}({entries})"]
        return " and ".join(own)


def _length(shape: Mapping[str, Any], value: str) -> Iterator[str]:
    low, high = shape.get("min", 0), shape.get("max")
    if low or high is not None:
        below = f"{low} <= " if low else ""
        above = f" <= {high}" if high is not None else ""
        yield f"{below}len({value}){above}"
