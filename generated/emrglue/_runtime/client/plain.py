# Copied by emrglue-codegen 0.1.0.
# Do not edit: `emrglue-codegen generate` writes it anew, `emrglue-codegen check` compares it.
"""Which botocore shapes are the same in JSON as in a wire dictionary."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

_ELSEWHERE = frozenset({"payload", "eventstream", "location", "streaming", "jsonvalue"})
_CONVERTED = frozenset({"timestamp", "blob", "float", "double"})
"""What JSON has no type for, and numbers, of which it has no infinite ones."""

Judge = Callable[[Any], bool]


def is_in_place(shape: Any) -> bool:
    """Whether everything in a shape is in the body, by its own name."""
    return all(
        _ELSEWHERE.isdisjoint(found.serialization)
        and all(_is_by_its_name(*member) for member in getattr(found, "members", {}).items())
        for found in _within(shape)
    )


def is_json(shape: Any) -> bool:
    """Whether a value of a shape goes into a body exactly as it is."""
    return is_in_place(shape) and all(found.type_name not in _CONVERTED for found in _within(shape))


def remembered(judge: Judge) -> Judge:
    """The same for the shapes of one model, where each is judged once."""
    known: dict[str, bool] = {}

    def judged(shape: Any) -> bool:
        if shape.name not in known:
            known[shape.name] = judge(shape)
        return known[shape.name]

    return judged


def _is_by_its_name(name: str, member: Any) -> bool:
    traits = member.serialization
    return traits.get("name", name) == name and _ELSEWHERE.isdisjoint(traits)


def _within(root: Any) -> Iterator[Any]:
    """A shape and everything that it holds, each once."""
    seen: set[str] = set()
    waiting = [root]
    while waiting:
        shape = waiting.pop()
        if shape.name not in seen:
            seen.add(shape.name)
            yield shape
            waiting.extend(_inside(shape))


def _inside(shape: Any) -> list[Any]:
    if shape.type_name == "structure":
        return list(shape.members.values())
    if shape.type_name == "list":
        return [shape.member]
    return [shape.key, shape.value] if shape.type_name == "map" else []
