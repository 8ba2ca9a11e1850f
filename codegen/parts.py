"""Which of the hand-written support a package gets: a subset is not given what it cannot use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

Offer = Mapping[str, frozenset[str]]
"""The operations of a package, by service."""

JOB_SERVICES = frozenset({"emr-containers", "emr-serverless", "glue"})
"""What ``runtime/jobs/services.py`` starts job runs on."""
COMMAND_LINE, JOBS = "cli", "jobs"
"""The folders of the runtime that not every package can use."""


def wanted(files: Iterable[str], offer: Offer) -> list[str]:
    """The files, relative to the runtime, that a package can use."""
    return [file for file in files if usable(PurePosixPath(file).parts[0], offer)]


def usable(part: str, offer: Offer) -> bool:
    """Whether a package can use a folder of the runtime, or a module that stands in none.

    The command line comes with all services that have job runs, and perhaps others. Job runs need
    an operation that starts them.
    """
    if part == COMMAND_LINE:
        return offer.keys() >= JOB_SERVICES
    return part != JOBS or any("StartJobRun" in offer.get(name, ()) for name in JOB_SERVICES)
