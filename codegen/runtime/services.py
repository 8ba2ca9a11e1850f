"""The services of this package, found by botocore's names: ``lambda`` is in ``lambda_``."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import Any

from .wiremodel import ServiceModel

_ROOT = __name__.rpartition("._runtime")[0]


@cache
def find(name: str) -> ServiceModel | None:
    """The service that botocore calls so; ``None`` if this package was generated without it."""
    likely = name.replace("-", "_")
    for package in sorted(_packages(), key=lambda package: package != likely):
        service: ServiceModel = import_module(f"{_ROOT}.{package}._base").SERVICE
        if service.name == name:
            return service
    return None


def _packages() -> Iterator[str]:
    """The packages beside the runtime that a service was generated into."""
    for module in iter_modules(import_module(_ROOT).__path__):
        is_public = module.ispkg and not module.name.startswith("_")
        if is_public and find_spec(f"{_ROOT}.{module.name}._base"):
            yield module.name


def name_of(client: Any) -> str | None:
    """The service of a botocore client; ``None`` for what does not say (a test's double)."""
    name = getattr(getattr(getattr(client, "meta", None), "service_model", None), "service_name", 0)
    return name if isinstance(name, str) else None
