"""The floors: views like ours, made by hand and as tersely as Python can put them.

With nothing checked they show what Python itself takes: calls with keywords, one wire dictionary
for each structure, copies of lists and maps. With the same checks and without everything else (a
report of what is wrong, unknown keywords, unchecked values, depth, rules, immutability) they show
what is left to gain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import SimpleNamespace
from typing import Any

from emrglue._runtime.shapes import NonBlank
from emrglue._runtime.structures.structure import Structure
from tests.expectations.models import raw
from tests.support.inside import fields_of, patterns_of, shape_of

from .peers import LIMITS
from .samples import Sample

Lines = Iterator[str]


def unchecked(sample: Sample) -> SimpleNamespace:
    """Classes like ours for all structures of a sample, under the same names."""
    return _Floor(sample, checks=False).classes()


def checked(sample: Sample) -> SimpleNamespace:
    """The same, and a ``ValueError`` if a constraint is broken."""
    return _Floor(sample, checks=True).classes()


def _met(value: Any) -> set[type[Structure]]:
    """The classes of the structures in a value."""
    if isinstance(value, list):
        return {cls for item in value for cls in _met(item)}
    if not isinstance(value, Structure):
        return set()
    return {type(value), *_met([getattr(value, name) for name in fields_of(type(value))])}


class _View:
    """What the classes have in common."""

    __slots__ = ("wire",)
    read: Any
    copied: Any

    @classmethod
    def from_wire(cls, wire: dict[str, Any]) -> _View:
        made = object.__new__(cls)
        made.wire = cls.read(wire)
        return made

    def to_wire(self) -> Any:
        return self.copied(self.wire)


class _Floor:
    """Writes the classes of a sample.

    A value is ``built`` into a structure, ``read`` (checked and copied) or ``copied``.
    """

    def __init__(self, sample: Sample, *, checks: bool) -> None:
        self._sample, self._checks = sample, checks
        self._shapes = raw(sample.service).model["shapes"]
        self._patterns = patterns_of(sample.service)
        self._scope: dict[str, Any] = {"_View": _View}

    def classes(self) -> SimpleNamespace:
        """The classes, by their names."""
        for cls in _met(self._sample.builder()()):
            exec("\n".join(self._class(cls)), self._scope)
        return SimpleNamespace(**self._scope)

    def _class(self, cls: type[Structure]) -> Lines:
        name, fields, shape = cls.__name__, fields_of(cls), self._shapes[shape_of(cls)]
        parameters = ", ".join(f"{field}=None" for field in fields)
        yield f"known_{name} = frozenset({[*shape['members']]})"
        yield f"class {name}(_View):"
        yield f"  def __init__(self, *, {parameters}):"
        yield "    self.wire = wire = {}"
        for field, wire in fields.items():
            yield from self._member(shape, wire, "built", f"{field} is not None", field)
            if self._holds_structures(shape["members"][wire]["shape"]):
                yield f"    self.{field} = {field}"
        yield from self._whole(shape, "built")
        for method in ("read", "copied"):
            yield "  @staticmethod"
            yield f"  def {method}(wire):"
            known = ["wire.__class__ is dict", f"known_{name}.issuperset(wire)"]
            yield from self._refusal("    ", known, method)
            yield "    wire = wire.copy()"
            for wire in fields.values():
                yield from self._member(shape, wire, method, f"{wire!r} in wire", f"wire[{wire!r}]")
            yield from self._whole(shape, method)
            yield "    return wire"

    def _member(self, structure: Any, wire: str, method: str, given: str, value: str) -> Lines:
        """Lines that check a member and put it into the wire dictionary."""
        conditions, made = self._value(structure["members"][wire]["shape"], "value", method)
        if method == "copied" and made == "value":
            return
        indent = "    "
        if not self._checks or wire not in structure.get("required", ()):
            yield f"    if {given}:"
            indent = "      "
        yield f"{indent}value = {value}"
        yield from self._refusal(indent, conditions, method)
        yield f"{indent}wire[{wire!r}] = {made}"

    def _whole(self, structure: Any, method: str) -> Lines:
        if structure.get("union"):
            yield from self._refusal("    ", ["len(wire) == 1"], method)

    def _refusal(self, indent: str, conditions: Iterable[str], method: str) -> Lines:
        if self._checks and method != "copied" and (told := " and ".join(conditions)):
            yield f"{indent}if not ({told}): raise ValueError"

    def _holds_structures(self, target: str) -> bool:
        shape = self._shapes[target]
        entry = shape.get("member", shape.get("value", {})).get("shape")
        return self._holds_structures(entry) if entry else bool(shape["type"] == "structure")

    def _value(self, target: str, value: str, method: str) -> tuple[list[str], str]:
        """The conditions of a value, and the expression for what becomes of it."""
        shape = self._shapes[target]
        kind = shape["type"]
        if kind == "structure" and method == "built":
            return [f"{value}.__class__ is {target}"], f"{value}.wire"
        if kind == "structure":
            return [], f"{target}.{method}({value})"
        if kind in ("list", "map"):
            return [], self._collection(target, shape, value, method)
        return [*self._simple(target, kind, shape, value)], value

    def _collection(self, target: str, shape: Any, value: str, method: str) -> str:
        """The call of a function that checks and copies a list or map."""
        parts = ["member"] if shape["type"] == "list" else ["key", "value"]
        given = [self._value(shape[part]["shape"], part, method) for part in parts]
        conditions, made = [c for found, _ in given for c in found], [made for _, made in given]
        if parts == ["member"]:
            kind, entries, copy = "list", "entries", f"[{made[0]} for member in entries]"
        else:
            kind, entries = "dict", "entries.items()"
            copy = f"{{{': '.join(made)} for key, value in {entries}}}"
        if made == parts:
            copy = "entries.copy()"
        name = f"{method}_{target}"
        whole = [f"entries.__class__ is {kind}", *_length(shape, "entries")]
        lines = [f"def {name}(entries):", *self._refusal("  ", whole, method)]
        if refused := [*self._refusal("    ", conditions, method)]:
            lines += [f"  for {', '.join(parts)} in {entries}:", *refused]
        lines.append(f"  return {copy}")
        exec("\n".join(lines), self._scope)
        return f"{name}({value})" if len(lines) > 2 else copy.replace("entries", value)

    def _simple(self, target: str, kind: str, shape: Mapping[str, Any], value: str) -> Lines:
        if "enum" in shape:
            yield f"{value} in {set(shape['enum'])}"
        elif kind in LIMITS:
            low, high = shape.get("min", -LIMITS[kind]), shape.get("max", LIMITS[kind] - 1)
            yield f"{value}.__class__ is int and {low} <= {value} <= {high}"
        elif kind != "string":
            yield f"{value}.__class__ is {'bool' if kind == 'boolean' else 'float'}"
        else:
            yield f"{value}.__class__ is str"
            yield from _length(shape, value)
            pattern = self._patterns.get(target)
            if isinstance(pattern, NonBlank):
                yield f"({value} >= '!' or not {value}.isspace())"
            elif pattern is not None:
                self._scope[f"matches_{target}"] = pattern.matches
                yield f"matches_{target}({value})"


def _length(shape: Mapping[str, Any], value: str) -> Lines:
    low, high = shape.get("min", 0), shape.get("max")
    if low or high is not None:
        below = f"{low} <= " if low else ""
        above = f" <= {high}" if high is not None else ""
        yield f"{below}len({value}){above}"
