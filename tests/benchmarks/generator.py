"""The generator: three services against mypy_boto3_builder, and all of botocore's."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from .measure import ROUNDS, Row, alone
from .processes import ENVIRONMENT, ROOT

SERVICES = ("emr-containers", "emr-serverless", "glue")
BUILDER = 137.0
"""Seconds of mypy_boto3_builder on a quiet machine of two slow cores."""
EVERY = """
import resource, sys, tempfile, time
from pathlib import Path
from codegen.load import services_in
from tests.every_service import DATA, generate
started = time.monotonic()
services = services_in(DATA)
with tempfile.TemporaryDirectory() as out:
    generate(services, Path(out))
peak = [line for line in open("/proc/self/status") if line.startswith("VmHWM")][0]
print(time.monotonic() - started, 1024 * int(peak.split()[1]))
"""


def rows() -> Iterator[Row]:
    """Three services: cold, unchanged, one shape changed, and the check."""
    with tempfile.TemporaryDirectory() as folder:
        models, out = Path(folder, "models"), Path(folder, "out")
        shutil.copytree(ROOT / "models", models)
        command = ["generate", "--models", str(models), "--out", str(out)]
        cold = _clock(_codegen(*command))
        yield alone("generator", "generate, cold", cold, 60)
        unchanged = median(_clock(_codegen(*command)) for _ in range(ROUNDS))
        yield alone("generator", "generate, nothing changed", unchanged, 2)
        changed = median(_clock_changed(models, command) for _ in range(3))
        yield alone("generator", "generate, one shape changed", changed, 4)
        check = ["check", *command[1:]]
        yield alone(
            "generator",
            "check, nothing changed",
            median(_clock(_codegen(*check)) for _ in range(ROUNDS)),
            3,
        )
        yield _beside_the_builder(cold)


def _clock(command: Sequence[str]) -> float:
    """Seconds by the clock: the work is done by several processes."""
    started = time.monotonic()
    subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.monotonic() - started


def _codegen(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "codegen", *arguments]


def _clock_changed(models: Path, command: Sequence[str]) -> float:
    """After one more allowed character in one shape."""
    path = next((models / "glue").glob("*/service-2.json"))
    model = json.loads(path.read_text())
    model["shapes"]["CodeGenNodeType"]["max"] = (
        model["shapes"]["CodeGenNodeType"].get("max", 99) + 1
    )
    path.write_text(json.dumps(model))
    return _clock(_codegen(*command))


def _beside_the_builder(cold: float) -> Row:
    """A cold run against mypy_boto3_builder's, once each: it takes minutes."""
    with tempfile.TemporaryDirectory() as out:
        theirs = _clock([*_BUILDER, out])
    ratio = cold / theirs
    return Row(
        "generator",
        "generate, cold",
        "mypy_boto3_builder",
        0.4,
        cold,
        theirs,
        ratio,
        ratio,
        ratio,
        smaller=True,
        note="one round",
    )


_BUILDER = [
    *(sys.executable, "-m", "mypy_boto3_builder"),
    *("--product", "boto3-services", "--no-smart-version", "-b", "1.44.5", "-s", *SERVICES, "--"),
]


def every_service() -> Iterator[Row]:
    """All services of botocore, unformatted, in one process."""
    environment = {**ENVIRONMENT, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", EVERY]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    seconds, peak = map(float, done.stdout.split())
    yield alone("every", "generate every service of botocore, unformatted", seconds, 300)
    yield alone("every", "peak memory of that", peak, 2**30, "B")
