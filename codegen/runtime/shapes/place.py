"""Place: what a rule looks at in a structure: ``Type``, ``Command.Name``, ``Conditions[1]``."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from .immutable import Immutable
from .trusted import Trusted

if TYPE_CHECKING:
    from .protocols import Scope, Traits
    from .shape import Shape

ABSENT: Any = object()
"""Nothing is there; put into a place, it removes what is."""

UNCLEAR: Any = object()
"""On the way is something trusted, of another type than the model says, or perhaps misspelt."""


class Place(Immutable):
    """A way into a structure: wire names of members, keys of maps, indexes of lists."""

    __slots__ = ("steps",)

    def __init__(self, *steps: str | int) -> None:
        self.steps = steps

    @staticmethod
    @cache
    def of(path: str) -> Place:
        """The place that a path names, in the notation of violations."""
        steps = re.findall(r"\[(\d+)\]|([^.\[\]]+)", path)
        return Place(*(int(index) if index else name for index, name in steps))

    def shape(self, shape: Any) -> Any:
        """The shape of what can be there; ``None`` if nothing can."""
        for step in self.steps:
            shape = shape and shape.at(step)
        return shape

    def found(self, shape: Any, value: Any) -> Any:
        """What is there; :data:`ABSENT` or :data:`UNCLEAR` if that is the answer."""
        for depth, step in enumerate(self.steps):
            if depth:
                shape = shape.at(self.steps[depth - 1])
            held = None if isinstance(value, Trusted) else shape.contents(value)
            if held is None:
                return UNCLEAR
            try:
                value = held[step]
            except LookupError:
                known = getattr(shape, "by_name", None)
                misspelt = depth > 0 and known is not None and not held.keys() <= known.keys()
                return UNCLEAR if misspelt else ABSENT
        return value

    def put(self, shape: Any, value: Any, item: Any, make: Callable[[Shape], Any]) -> Any:
        """A copy of a value with something else there.

        :param make: makes what is missing on the way.
        """
        step, rest = self.steps[0], Place(*self.steps[1:])
        inner = shape.at(step)
        if rest.steps:
            held = Place(step).found(shape, value)
            item = rest.put(inner, make(inner) if held in (ABSENT, None) else held, item, make)
        if isinstance(step, int):
            filled = [*value, *[make(inner)] * (step - len(value))]
            return filled[:step] if item is ABSENT else [*filled[:step], item, *filled[step + 1 :]]
        made = {**value, step: item}
        if item is ABSENT:
            del made[step]
        return made

    def written(self, value: str, scope: Scope) -> tuple[str, str]:
        """The condition that something is there, and the expression for it."""
        conditions = []
        for step in self.steps:
            if isinstance(step, int):
                conditions.append(f"_len({value}) > {step}")
                value = f"{value}[{step}]"
            else:
                name = scope.hand_in(step)
                conditions.append(f"{name} in {value}")
                value = f"{value}[{name}]"
        return f"({' and '.join(conditions)})", value

    def json_schema(self, inner: Traits, needed: bool = True) -> Traits:
        """The JSON Schema of a structure in which what is there satisfies another one.

        :param needed: that something has to be there.
        """
        for step in reversed(self.steps):
            if isinstance(step, int):
                more: Traits = {"prefixItems": [*[{}] * step, inner]} if inner else {}
                inner = {**({"minItems": step + 1} if needed else {}), **more}
            else:
                more = {"properties": {step: inner}} if inner else {}
                inner = {**({"required": [step]} if needed else {}), **more}
        return inner
