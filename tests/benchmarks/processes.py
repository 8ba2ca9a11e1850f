"""Fresh interpreters: what importing and a first call cost in time and memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

from botocore.exceptions import ClientError

import emrglue
from emrglue import glue
from emrglue._runtime.structures.structure import Structure
from emrglue.glue import _base

from . import measure, ordinary, samples
from .measure import Peer, Row, Turn

ROOT = Path(__file__).parents[2]
PACKAGE = Path(emrglue.__file__).parent
"""The package that is measured: the one that this process imports."""

TOUCH = "from emrglue import {0}; {0}.StartJobRunRequest"
BUILD = "from emrglue import {0} as package\n{1}"
IMPORT_BOTO3 = "import boto3"
TOUCH_ALL = "from emrglue import glue\nfor name in {0}: getattr(glue, name)"

FIRST_CALL = """
from tests.benchmarks.stubbed import answering
{make}
answering(client.meta.events, b'{{}}')
{call}
"""
OURS = FIRST_CALL.format(
    make=(
        "from emrglue import emr_containers\n"
        "client = emr_containers.Client(region_name='eu-west-1')"
    ),
    call="client.describe_job_run(id='0001', virtual_cluster_id='abcd')",
)
THEIRS = FIRST_CALL.format(
    make="import boto3; client = boto3.client('emr-containers', region_name='eu-west-1')",
    call="client.describe_job_run(id='0001', virtualClusterId='abcd')",
)
BARE = FIRST_CALL.format(
    make=(
        "import botocore.session\n"
        "client = botocore.session.Session().create_client("
        "'emr-containers', region_name='eu-west-1')"
    ),
    call="client.describe_job_run(id='0001', virtualClusterId='abcd')",
)

MEASURED = """
import time
started = time.process_time()
exec({code!r})
seconds = time.process_time() - started
peak = [line for line in open("/proc/self/status") if line.startswith("VmHWM")][0]
print(seconds, time.process_time(), 1024 * int(peak.split()[1]))
"""
"""Prints the seconds of the code, those of the whole process, and its peak memory in bytes."""

ENVIRONMENT = {
    "PATH": os.environ.get("PATH", ""),
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}


def rows() -> Iterator[Row]:
    """All rows about fresh interpreters."""
    with tempfile.TemporaryDirectory() as folder:
        for sample in samples.SAMPLES:
            package = sample.package.__name__.rpartition(".")[2]
            build = BUILD.format(package, sample.call().script("package.StartJobRunRequest"))
            for what, ours, goal in (
                ("touch StartJobRunRequest", TOUCH.format(package), 0.16),
                ("first build: all of a StartJobRunRequest", build, 0.22),
            ):
                what = f"import emrglue.{package}, {what}"
                yield from _seconds(what, ours, IMPORT_BOTO3, "import boto3", goal)
        yield from _first_call()
        yield from _every_class(Path(folder))


def _every_class(folder: Path) -> Iterator[Row]:
    """Beside an ordinary module with the same classes."""
    shapes = _base.SERVICE.raw["shapes"]
    for what, bases, source in (
        ("every structure of Glue touched", Structure, ordinary.structures(shapes)),
        ("enums and errors, too", (Structure, Enum, ClientError), ordinary.everything(shapes)),
    ):
        (folder / "ordinary.py").write_text(source, encoding="utf-8")
        names = [name for name in glue.__all__ if issubclass(_class(name), bases)]
        yield from _seconds(
            what,
            TOUCH_ALL.format(names),
            "import ordinary",
            "ordinary attrs classes",
            0.35,
            str(folder),
        )


def _class(name: str) -> type:
    """A public class of Glue, or the class of what has that name."""
    found = getattr(glue, name)
    return found if isinstance(found, type) else type(found)


def _seconds(
    what: str, ours: str, theirs: str, peer: str, goal: float, folder: str = ""
) -> list[Row]:
    return measure.compare(
        "processes",
        what,
        _turn(ours, 0, folder),
        Peer(peer, _turn(theirs, 0, folder), goal),
        smaller=True,
    )


def _first_call() -> Iterator[Row]:
    for what, figure, unit in (
        ("fresh interpreter to first stubbed call", 1, "s"),
        ("peak memory of that", 2, "B"),
    ):
        yield from measure.compare(
            "processes",
            what,
            _turn(OURS, figure),
            Peer("boto3", _turn(THEIRS, figure), 0.8),
            Peer("the floor: botocore alone", _turn(BARE, figure), 0),
            smaller=True,
            unit=unit,
        )


def _turn(code: str, figure: int, folder: str = "") -> Turn:
    """One figure of a fresh interpreter; it runs once before, so that all ``.pyc`` are there."""
    run_fresh(code, folder)
    return lambda: run_fresh(code, folder)[figure]


def run_fresh(code: str, folder: str = "") -> list[float]:
    """Seconds of the code, of the whole process, and its peak memory in bytes."""
    path = os.pathsep.join(filter(None, [str(PACKAGE.parent), str(ROOT), folder]))
    done = subprocess.run(
        [sys.executable, "-c", MEASURED.format(code=code)],
        env={**ENVIRONMENT, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    return [float(figure) for figure in done.stdout.split()]
