"""Names that are imported when they are first used (PEP 562)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any


def attach(
    package: str, modules: Mapping[str, tuple[str, ...]]
) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """``__getattr__``, ``__dir__`` and ``__all__`` for a package.

    :param modules: the public names of each module, by its name relative to the package; a module
        without names is public itself. A name may be that of a submodule.
    """
    homes = {name: module for module, names in modules.items() for name in names}
    itself = {module for module, names in modules.items() if not names}
    public = sorted({*homes, *itself})

    def __getattr__(name: str) -> Any:
        if name in homes:
            value = _member(_module(f".{homes[name]}", package, name), name)
        elif name in itself:
            value = import_module(f".{name}", package)
        else:
            raise AttributeError(
                f"module {package!r} has no attribute {name!r}{_hint(package, name, public)}"
            )
        setattr(sys.modules[package], name, value)
        return value

    def __dir__() -> list[str]:
        return sorted({*vars(sys.modules[package]), *public})

    return __getattr__, __dir__, public


def _module(module: str, package: str, name: str) -> ModuleType:
    """The home of a name; one that botocore is missing for says so."""
    with needing_botocore(f"{package}.{name}"):
        return import_module(module, package)


@contextmanager
def needing_botocore(what: str) -> Iterator[None]:
    """If botocore, or a package that it needs, is missing in this block, the error says so.

    :param what: what needs it, by its public name.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing in ("botocore", "jmespath", "dateutil", "urllib3") and "pip" not in error.msg:
            error.msg += f", which {what} needs: pip install botocore"
        raise


def _member(module: ModuleType, name: str) -> Any:
    """An attribute of a module, or a module of a package."""
    if hasattr(module, name):
        return getattr(module, name)
    return import_module(f".{name}", module.__name__)


def _hint(package: str, name: str, public: list[str]) -> str:
    # Python asks for each module of ``from .. import shapes`` before it imports it.
    if name.startswith("_") or find_spec(f"{package}.{name}") is not None:
        return ""
    from .suggestions import did_you_mean

    return did_you_mean(name, public)
