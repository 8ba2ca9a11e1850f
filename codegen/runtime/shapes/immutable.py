"""Small immutable values. (attrs would take longer to import than all else in a package.)"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from builtins import property as remembered

    from typing_extensions import Self
else:

    class remembered:
        """A property that is computed once: ``functools.cached_property`` without its lock."""

        def __init__(self, compute):
            self._compute, self.__doc__ = compute, compute.__doc__

        def __set_name__(self, owner, name):
            self._name = name

        def __get__(self, instance, owner):
            if instance is None:
                return self
            return instance.__dict__.setdefault(self._name, self._compute(instance))


class Immutable:
    """Base of slotted classes that are compared, hashed and shown by what is in their slots; their
    dictionary only remembers what was computed."""

    __slots__ = ("__dict__",)

    def _state(self) -> Iterator[tuple[str, Any]]:
        for cls in type(self).__mro__:
            for name in vars(cls).get("__slots__", ()):
                if not name.startswith("_"):
                    yield name, getattr(self, name)

    def replaced(self, **changes: Any) -> Self:
        """A copy with some slots changed, which remembers nothing."""
        other = object.__new__(type(self))
        for name, value in self._state():
            setattr(other, name, changes.pop(name, value))
        if changes:
            raise TypeError(f"{type(self).__name__} has no {', '.join(changes)}")
        return other

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other) or not isinstance(other, Immutable):
            return NotImplemented
        return list(self._state()) == list(other._state())

    def __repr__(self) -> str:
        stated = ", ".join(f"{name}={value!r}" for name, value in self._state())
        return f"{type(self).__name__}({stated})"

    def __hash__(self) -> int:
        return hash((type(self), *self._state()))


__all__ = ["Immutable", "remembered"]
