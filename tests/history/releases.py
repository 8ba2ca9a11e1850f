"""Generate from older releases of botocore, import, and check every constraint.

``python -m tests.history.releases [VERSION…]`` fetches releases with pip into a cache, takes the
three services' models out of it, generates a package, runs the checks of ``tests/property`` over
all operations, and type-checks with ``--types``. No part of the tests: it needs an index and time.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import attrs

from codegen import format as formatting
from codegen import pipeline, write
from codegen.config import SERVICES

CACHE = Path(tempfile.gettempdir()) / "emrglue-releases"
SAMPLE = [
    "1.27.0",
    "1.27.59",
    "1.27.96",
    "1.28.0",
    "1.29.0",
    "1.29.76",
    "1.29.165",
    "1.30.1",
    "1.31.0",
    "1.31.50",
    "1.31.85",
    "1.32.0",
    "1.33.0",
    "1.34.0",
    "1.34.60",
    "1.34.120",
    "1.35.0",
    "1.35.50",
    "1.35.99",
    "1.36.0",
    "1.37.0",
    "1.38.0",
    "1.39.0",
    "1.40.0",
    "1.41.0",
    "1.42.50",
    "1.43.60",
]
"""Since EMR Serverless came, until shortly before the pinned release."""


@attrs.frozen
class Result:
    """What came of one release."""

    version: str
    operations: int
    constraints: int
    complaints: tuple[str, ...]
    seconds: float


def fetched(version: str) -> Path:
    """The models of the three services of a release, out of its wheel."""
    folder = CACHE / version
    if not (folder / "models").is_dir():
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary"]
        target = ["--dest", str(folder), f"botocore=={version}"]
        subprocess.run([*command, ":all:", *target], check=True)
        _extracted(next(folder.glob("*.whl")), folder / "models")
    return folder / "models"


def _extracted(wheel: Path, models: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            service, _, rest = name.removeprefix("botocore/data/").partition("/")
            if service in SERVICES and rest:
                path = models / service / rest
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(archive.read(name))


def generated(models: Path, out: Path) -> int:
    """Generate a package without formatting it; the number of its operations."""
    chosen = [service for service in SERVICES if (models / service).is_dir()]
    settings = pipeline.Settings(pipeline.services(chosen), models, out)
    result = pipeline.run(settings, formatter=formatting.unformatted)
    write.write(settings.target, result.tree)
    return sum(len(service.operations) for service in result.services)


def checked(version: str, types: bool = False) -> Result:
    """Everything for one release; in a process that has not imported another ``emrglue``."""
    started = time.monotonic()
    models = fetched(version)
    with tempfile.TemporaryDirectory(prefix="emrglue-release-") as folder:
        operations = generated(models, Path(folder))
        sys.path.insert(0, folder)
        sys.dont_write_bytecode = True
        import emrglue
        from tests.property.subjects import subjects

        assert Path(emrglue.__file__).is_relative_to(folder)
        everything = [
            s for name in SERVICES if (models / name).is_dir() for s in subjects(name, models)
        ]
        constraints = sum(1 for subject in everything for _ in subject.cases())
        found = tuple(islice(_complaints(everything), 5))
        if types:
            found += _type_errors(Path(folder))
    return Result(version, operations, constraints, found, time.monotonic() - started)


def _complaints(everything: Iterable[Any]) -> Iterator[str]:
    from tests.expectations.faults import sites
    from tests.property.checks import case_holds, understood

    for subject in everything:
        for case in subject.cases():
            yield from (f"{subject} {case.site.name}: {text}" for text in case_holds(subject, case))
        if subject.model.output_shape is not None:
            for site in sites(subject.model.output_shape):
                yield from understood(subject, site)


def _type_errors(folder: Path) -> tuple[str, ...]:
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--python-version",
        "3.10",
        "-p",
        "emrglue",
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return tuple(done.stdout.splitlines()[-3:]) if done.returncode else ()


def main() -> int:
    """Exit status 1 where a release makes trouble."""
    parser = argparse.ArgumentParser(prog="python -m tests.history.releases", description=__doc__)
    parser.add_argument("versions", nargs="*", default=SAMPLE)
    parser.add_argument("--types", action="store_true", help="run mypy --strict over each, too")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    wrong = 0
    with multiprocessing.get_context("fork").Pool(options.jobs, maxtasksperchild=1) as pool:
        for result in pool.imap(
            partial(checked, types=options.types), options.versions, chunksize=1
        ):
            verdict = "; ".join(result.complaints)[:600] or "fine"
            wrong += bool(result.complaints)
            print(
                f"{result.version}: {result.operations} operations, {result.constraints:,} "
                f"constraints, {result.seconds:.0f} s: {verdict}",
                flush=True,
            )
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
