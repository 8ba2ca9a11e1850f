"""The hand-written files of a package: a subset is not given what it cannot use."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from .notice import HEADER, SUPPORT

Offer = Mapping[str, frozenset[str]]
"""The operations of a package, by service."""

RUNTIME = Path(__file__).parent / "runtime"
JOB_SERVICES = frozenset({"emr-containers", "emr-serverless", "glue"})
"""What ``runtime/jobs/services.py`` starts job runs on."""
COMMAND_LINE, JOBS = "cli", "jobs"
"""The folders of the runtime that not every package can use."""
MODULES = ("async_jobs", "jobs", "spark")
"""Modules of the runtime's ``jobs`` that are public as they are."""


def files(offer: Offer) -> dict[str, bytes]:
    """The runtime as it is, and the modules that open it to users, each under a header."""
    texts = {
        f"_runtime/{path.relative_to(RUNTIME).as_posix()}": path.read_text(encoding="utf-8")
        for path in sorted(RUNTIME.rglob("*.py"))
        if usable(path.relative_to(RUNTIME).parts[0], offer)
    }
    texts["testing.py"] = _TESTING
    if usable(JOBS, offer):
        texts |= {f"{name}.py": _JOBS_MODULE.format(name) for name in MODULES}
    if usable(COMMAND_LINE, offer):
        texts["__main__.py"] = _MAIN
    return {path: _with_header(path, text).encode() for path, text in texts.items()}


def _with_header(path: str, text: str) -> str:
    return f"{HEADER}{SUPPORT if path.startswith('_runtime/') else ''}{text}"


def usable(part: str, offer: Offer) -> bool:
    """Whether a package can use a folder of the runtime, or a module that stands in none.

    The command line comes with all services that have job runs, and perhaps others. Job runs need
    an operation that starts them.
    """
    if part == COMMAND_LINE:
        return offer.keys() >= JOB_SERVICES
    return part != JOBS or any("StartJobRun" in offer.get(name, ()) for name in JOB_SERVICES)


_TESTING = """\
from ._runtime.testing import (
    FakeClient,
    InvalidRequest,
    __doc__ as __doc__,
    invalid_requests,
    requests,
    responses,
)

__all__ = ["FakeClient", "InvalidRequest", "invalid_requests", "requests", "responses"]
"""
"""A module of its own, so that ``from emrglue.testing import requests`` works."""

_JOBS_MODULE = """\
from ._runtime.jobs.{0} import *
from ._runtime.jobs.{0} import __doc__ as __doc__
"""
"""Likewise for the modules of job runs."""

_MAIN = '''\
"""The command line: ``python -m emrglue``."""

from ._runtime.cli import entry

entry()
'''
