"""The generator: three services against mypy_boto3_builder, all of botocore's, and mypy."""

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

from .measure import ROUNDS, Peer, Row, alone, compare
from .processes import ENVIRONMENT, PACKAGE, ROOT

SERVICES = ("emr-containers", "emr-serverless", "glue")
BUILDER_ROUNDS = 2
"""Of a minute each."""
EVERY = """
import tempfile, time
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
    """Three services: cold beside the builder, unchanged, one shape changed, and the check."""
    with tempfile.TemporaryDirectory() as folder:
        models, out = Path(folder, "models"), Path(folder, "out")
        shutil.copytree(ROOT / "models", models)
        options = ["--models", str(models), "--out", str(out)]
        [beside] = _beside_the_builder(options, out)
        yield alone("generator", "generate, cold", beside.ours, 15)
        yield beside
        for what, command, goal in (
            ("generate, nothing changed", "generate", 0.5),
            ("check, nothing changed", "check", 0.5),
        ):
            cost = min(_clock(_codegen(command, *options)) for _ in range(ROUNDS))
            yield alone("generator", what, cost, goal)
        changed = min(_clock_changed(models, options) for _ in range(3))
        yield alone("generator", "generate, one shape changed", changed, 4)
        stale = min(_clock_stale(models, options) for _ in range(3))
        yield alone("generator", "check, one shape changed", stale, 3)
    yield alone("generator", "mypy --strict of the generated package, cold", _mypy(), 0)


def _clock(command: Sequence[str], *, code: int = 0) -> float:
    """Seconds by the clock: the work is done by several processes.

    :param code: what the command has to exit with.
    """
    started = time.monotonic()
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    seconds = time.monotonic() - started
    if done.returncode != code:
        raise subprocess.CalledProcessError(done.returncode, command, stderr=done.stderr)
    return seconds


def _codegen(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "codegen", *arguments]


def _mypy() -> float:
    """Seconds of processor time, by the settings of this project."""
    before = os.times()
    _clock([sys.executable, "-m", "mypy", f"--cache-dir={os.devnull}", str(PACKAGE)])
    after = os.times()
    return sum(after[2:4]) - sum(before[2:4])


def _clock_changed(models: Path, options: Sequence[str]) -> float:
    _change(models)
    return _clock(_codegen("generate", *options))


def _clock_stale(models: Path, options: Sequence[str]) -> float:
    _change(models)
    return _clock(_codegen("check", *options), code=1)


def _change(models: Path) -> None:
    """One more allowed character in one shape."""
    path = next((models / "glue").glob("*/service-2.json"))
    model = json.loads(path.read_text())
    model["shapes"]["CodeGenNodeType"]["max"] = (
        model["shapes"]["CodeGenNodeType"].get("max", 99) + 1
    )
    path.write_text(json.dumps(model))


def _beside_the_builder(options: Sequence[str], out: Path) -> list[Row]:
    """Cold runs against mypy_boto3_builder's, in turns."""

    def ours() -> float:
        shutil.rmtree(out, ignore_errors=True)
        return _clock(_codegen("generate", *options))

    def theirs() -> float:
        with tempfile.TemporaryDirectory() as folder:
            return _clock([*_BUILDER, folder])

    peer = Peer("mypy_boto3_builder", theirs, 0.4)
    note = f"{BUILDER_ROUNDS} rounds"
    return compare(
        "generator", "generate, cold", ours, peer, rounds=BUILDER_ROUNDS, smaller=True, note=note
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
    yield alone("every", "generate every service of botocore, unformatted", seconds, 120)
    yield alone("every", "peak memory of that", peak, 400 * 2**20, "B")
