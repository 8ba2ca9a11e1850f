"""The floor: the same objects, built, kept and written as ours are, with nothing checked.

What Python itself takes: calls with keywords, a dictionary for each object, copies of lists and
maps, one wire dictionary each. Whoever checks anything takes longer than this.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from emrglue._runtime.structure import Structure

from .samples import Sample


def unchecked(sample: Sample) -> SimpleNamespace:
    """Classes like ours for all structures of a sample, under the same names."""
    scope: dict[str, Any] = {}
    for cls, values in _met(sample.build()).items():
        exec(_source(cls, values), scope)
    return SimpleNamespace(**scope)


def _met(value: Any) -> Mapping[type[Structure], dict[str, Any]]:
    """The classes of the structures in a value, with a value of each field that one of them has."""
    found: dict[type[Structure], dict[str, Any]] = {}
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Structure):
            found.setdefault(type(value), {}).update(vars(value))
            waiting.extend(vars(value).values())
        elif isinstance(value, list):
            waiting.extend(value)
    return found


def _source(cls: type[Structure], values: Mapping[str, Any]) -> str:
    names = cls._wire_names
    return "\n".join(
        [
            f"class {cls.__name__}:",
            f"  def __init__(self, *, {', '.join(f'{name}=None' for name in names)}):",
            "    fields = self.__dict__",
            *(f"    if {n} is not None: fields[{n!r}] = {_kept(n, values.get(n))}" for n in names),
            "  def to_wire(self):",
            "    fields, wire = self.__dict__, {}",
            *(
                f"    if {name!r} in fields: wire[{wire!r}] = "
                f"{_written(f'fields[{name!r}]', values.get(name))}"
                for name, wire in names.items()
            ),
            "    return wire",
        ]
    )


def _kept(name: str, value: Any) -> str:
    """A copy of a list or map, anything else as it is."""
    if isinstance(value, dict):
        return f"{{**{name}}}"
    return f"[*{name}]" if isinstance(value, list) else name


def _written(stored: str, value: Any) -> str:
    if isinstance(value, Structure):
        return f"{stored}.to_wire()"
    if isinstance(value, list) and isinstance(value[0], Structure):
        return f"[item.to_wire() for item in {stored}]"
    return _kept(stored, value)
