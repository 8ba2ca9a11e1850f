"""Which of the hand-written support a package gets: a subset is not given what it cannot use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from .config import SERVICES

_ALL = frozenset(SERVICES)

_EVERY_ONE_OF: Mapping[str, frozenset[str]] = {"cli": _ALL}
"""The command line is one over the three services."""

_ANY_OF: Mapping[str, frozenset[str]] = {
    "jobs": _ALL,
    "job_scripts": _ALL,
    "job_services": _ALL,
    "spark": _ALL - {"glue"},
}
"""Job runs, and the parameters of ``spark-submit``, are things of certain services."""


def wanted(files: Iterable[str], services: Iterable[str]) -> list[str]:
    """The files, relative to the runtime, that a package of ``services`` can use."""
    present = frozenset(services)
    return [file for file in files if _usable(PurePosixPath(file).parts[0], present)]


def usable(module: str, services: Iterable[str]) -> bool:
    """Whether a package of ``services`` has a module such as ``_runtime.jobs``."""
    return _usable(module.removeprefix("_runtime.").partition(".")[0], frozenset(services))


def _usable(name: str, services: frozenset[str]) -> bool:
    part = name.removesuffix(".py")
    return _EVERY_ONE_OF.get(part, frozenset()) <= services and (
        part not in _ANY_OF or bool(_ANY_OF[part] & services)
    )
