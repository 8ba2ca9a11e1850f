"""The parts of a package: a subset is given neither what it cannot use nor what nobody wants."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from . import disk, pruning
from .outline import FLAGS, Outline
from .runtime.shapes import CONSTRAINTS

Offer = Mapping[str, frozenset[str]]
"""The operations of a package, by service."""

RUNTIME = Path(__file__).parent / "runtime"
JOB_SERVICES = frozenset({"emr-containers", "emr-serverless", "glue"})
"""What ``runtime/jobs/services.py`` starts job runs on."""
MODULES = ("async_jobs", "jobs", "spark")
"""Modules of the runtime's ``jobs`` that are public as they are."""
PARTS: Mapping[str, str] = {
    "testing": r"_runtime/testing/.*|testing\.py",
    "async": r"[^/]+/async_client\.py|_runtime/(client|jobs)/async_\w+\.py|async_jobs\.py",
    "guard": r"_runtime/client/guard\.py",
    "cli": r"_runtime/cli/.*|__main__\.py",
    "jobs": r"_runtime/jobs/.*|(async_)?jobs\.py|spark\.py",
    "client": r"_runtime/client/.*|_runtime/services\.py|[^/]+/client\.py|_models/.*",
    "display": r"_runtime/docs\.py|_runtime/structures/display\.py",
    "shortcuts": "",
    "compiled": r"_runtime/structures/compiling\.py",
}
"""The files of what can be left out, as regular expressions; shortcuts share theirs with others."""
_NEEDED_BY: Mapping[str, tuple[str, ...]] = {
    "jobs": ("cli",),
    "client": ("async", "guard", "cli", "jobs", "shortcuts"),
    "display": ("cli",),
    "shortcuts": ("cli",),
    "compiled": ("cli",),
}
"""What cannot do without a part, and is left out with it."""


OFFERED: Mapping[str, tuple[str, ...]] = {
    "_runtime.errors": ("ServiceError",),
    "_runtime.client.guard": ("guard", "unguard"),
    "_runtime.client.invalid_body": ("InvalidBodyError",),
    "_runtime.shapes.policy": ("validation",),
    "_runtime.shapes.trusted": ("trusted",),
    "_runtime.violations": ("NestingError", "ValidationError", "ValidationWarning", "Violation"),
    "_runtime.client.states": ("UnknownStateWarning",),
    "_runtime.client.waiting": ("WaitError", "WaitFailedError", "WaitTimeoutError"),
}
"""What the runtime offers to users: public names of the package, by module."""
_OF_WAITS = frozenset({"_runtime.client.states", "_runtime.client.waiting"})
"""What only waiters and job runs raise."""
_LISTING = "_runtime/shapes/listing.py"
_LOADED = tuple((f"_runtime.structures.{module}", "__all__") for module in ("compiling", "display"))
"""What is loaded without being named."""
_WRITING_BACK = (("Structure", "from_response"),)
"""What only structures need that write back what another one read."""
_FOR_CONSTRAINTS = tuple(
    f"_runtime.shapes.{module}" for module in ("constraint", "inspection", "protocols")
)
"""What constraints of a user's own are written with."""


def left_out(without: Iterable[str], offer: Offer | None = None) -> frozenset[str]:
    """The parts that a package does not have.

    The command line comes with all services that have job runs, and perhaps others. Job runs need
    an operation that starts them.

    :param without: the parts that nobody wants.
    :param offer: what it offers, once that is known.
    """
    found = {*without}
    if offer is not None:
        if not offer.keys() >= JOB_SERVICES:
            found.add("cli")
        if not any("StartJobRun" in offer.get(name, ()) for name in JOB_SERVICES):
            found.add("jobs")
    return frozenset(found.union(*(_NEEDED_BY.get(part, ()) for part in found)))


def offered(services: Iterable[Outline]) -> Mapping[str, tuple[str, ...]]:
    """Those of ``OFFERED`` that something in the package needs."""
    waits = any(service.waits for service in services)
    return {module: names for module, names in OFFERED.items() if waits or module not in _OF_WAITS}


def has(path: str, out: Collection[str]) -> bool:
    """Whether a file stands in a package without some parts."""
    return not any(re.fullmatch(PARTS[part], path) for part in out)


def part_of(path: str) -> str:
    """The part that a file belongs to: ``types`` if it is none that can be left out."""
    return next((part for part in PARTS if not has(path, [part])), "types")


def support(out: Collection[str], package: str, constraints: str = "") -> dict[str, str]:
    """The runtime, and the modules that open it to users.

    :param out: the parts that are left out.
    :param package: the name that the package is called by in docstrings and messages.
    :param constraints: the module of the user's own constraints.
    """
    texts = dict(_all())
    texts[_LISTING] = texts[_LISTING].replace('OWN = ""', f'OWN = "{constraints}"', 1)
    return {path: _named(package, text) for path, text in texts.items() if has(path, out)}


def needed(
    texts: Mapping[str, str],
    users: pruning.Users,
    services: Iterable[Outline],
    constraints: str,
    out: Collection[str],
) -> dict[str, str]:
    """The support without what a package has no use for.

    :param texts: the support.
    :param users: what the generated code names of it.
    :param out: the parts that are left out.
    """
    runtime = {path: text for path, text in texts.items() if path.startswith("_runtime/")}
    opening = {path: text for path, text in texts.items() if path not in runtime}
    for path, text in opening.items():
        users.add(path, text)
    services = list(services)
    stated = frozenset[type[Any]]().union(*(service.stated for service in services))
    kinds = (kind for c in CONSTRAINTS if c not in stated for kind in c.kinds)
    runtime[_LISTING] = runtime[_LISTING].replace("...] = ()", f"...] = {_quoted(kinds)}", 1)
    roots = [(module, name) for module, names in offered(services).items() for name in names]
    roots += [
        (f"_runtime.shapes.{cls.__module__.rpartition('.')[2]}", cls.__name__) for cls in stated
    ]
    absent = () if any(service.writes_back for service in services) else _WRITING_BACK
    whole = _FOR_CONSTRAINTS if constraints else ()
    never = FLAGS.difference(*(service.flags for service in services))
    never |= {"_sends_events"} if "event_stream" in never else frozenset()
    never |= {"_shortcuts"} if "shortcuts" in out else frozenset()
    runtime = {path: pruning.decided(text, never) for path, text in runtime.items()}
    return opening | pruning.pruned(runtime, users, [*roots, *_LOADED], absent=absent, whole=whole)


def _quoted(kinds: Iterable[str]) -> str:
    return repr(tuple(kinds)).replace("'", '"')


def _all() -> Iterator[tuple[str, str]]:
    for path in sorted(RUNTIME.rglob("*.py")):
        yield f"_runtime/{path.relative_to(RUNTIME).as_posix()}", disk.read(path).decode()
    yield "testing.py", _TESTING
    yield from ((f"{name}.py", _JOBS_MODULE.format(name)) for name in MODULES)
    yield "__main__.py", _MAIN


def _named(package: str, text: str) -> str:
    """A file as the package has it: its messages and its readers know no name but the package's."""
    return re.sub(r"\bemrglue\b(?![-\[])", package, text)


_TESTING = """\
from ._runtime import testing as _testing
from ._runtime.testing import FakeClient, InvalidRequest, invalid_requests, requests, responses

__doc__ = _testing.__doc__
__all__ = ["FakeClient", "InvalidRequest", "invalid_requests", "requests", "responses"]
"""
"""A module of its own, so that ``from emrglue.testing import requests`` works."""

_JOBS_MODULE = """\
from ._runtime.jobs import {0} as _module
from ._runtime.jobs.{0} import *

__doc__ = _module.__doc__
__all__: list[str] = []
__all__ += _module.__all__
"""
"""Likewise for the modules of job runs."""

_MAIN = '''\
"""The command line: ``python -m emrglue``."""

from ._runtime.cli import main

raise SystemExit(main())
'''
