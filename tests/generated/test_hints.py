"""``typing.get_type_hints`` works on everything public, for frameworks that inject or document."""

from __future__ import annotations

import inspect
import sys
import typing
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

PACKAGE = "emrglue"
MODULES = ("", "async_jobs", "emr_containers", "emr_serverless", "glue", "jobs", "spark", "testing")


def _public(module: ModuleType) -> Iterator[tuple[str, Any]]:
    for name in module.__all__:
        value = getattr(module, name)
        if getattr(value, "__module__", "").startswith(PACKAGE):
            yield f"{module.__name__}.{name}", value


def _functions(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """A function; or a class, with its methods and properties, inherited ones too."""
    yield name, value
    for cls in value.__mro__ if inspect.isclass(value) else ():
        for attribute, member in vars(cls).items() if cls.__module__.startswith(PACKAGE) else ():
            function = getattr(member, "__func__", None) or getattr(member, "fget", None) or member
            is_special = attribute in ("__init__", "__enter__", "__exit__", "__iter__", "__aiter__")
            if not inspect.isfunction(function) or "attrs" in function.__code__.co_filename:
                continue  # what attrs writes does not know any names of ours
            if is_special or not attribute.startswith("_"):
                yield f"{name}.{attribute}", function


@pytest.mark.parametrize("module", MODULES)
def test_type_hints_can_be_resolved(module: str) -> None:
    """At run time, where what only type checkers import is not there."""
    found = import_module(f"{PACKAGE}.{module}".rstrip("."))
    seen = 0
    for name, value in _public(found):
        for place, target in _functions(name, value):
            if inspect.isclass(target) or inspect.isfunction(target):
                assert isinstance(typing.get_type_hints(target), dict), place
                seen += 1
    assert seen > 2, sys.path
