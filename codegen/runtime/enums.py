"""Enums, and the types of their values, which are made when somebody asks for them."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from importlib import import_module
from typing import Any, Literal, Union


class StringEnum(str, Enum):
    """An enum whose members are plain strings to everything that looks at them."""

    def __str__(self) -> str:
        return str.__str__(self)

    def __format__(self, specification: str) -> str:
        return str.__format__(self, specification)


def literals(module: str) -> Callable[[str], Any]:
    """``__getattr__`` of a service's ``literals``: the values of an enum, as a ``Literal``."""
    package = module.rpartition(".")[0]

    def __getattr__(name: str) -> Any:
        shape = getattr(import_module(f"{package}.shapes"), name, None)
        values = getattr(shape, "traits", {}).get("enum")
        if not values:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        return Literal[values]

    return __getattr__


def choices(module: str) -> Callable[[str], Any]:
    """``__getattr__`` of a service's ``choices``: a member of an enum, or its plain string."""
    package = module.rpartition(".")[0]

    def __getattr__(name: str) -> Any:
        literal = getattr(import_module(f"{package}.literals"), name)
        return Union[getattr(import_module(f"{package}.enums"), name), literal]  # noqa: UP007

    return __getattr__
