"""The project of ``tests/e2e/test_vendoring.py`` lives through ten releases of botocore.

``python -m tests.history.vendoring [VERSION…]`` begins with the first release and takes the others
one after the other: the diff is read, the package is generated, checked and tested, no name may
change. Linters and type checkers look at the last one. It needs an index and some minutes.
"""

from __future__ import annotations

import argparse
import tempfile
from functools import partial
from pathlib import Path

from tests.support.vendoring import project_in

RELEASES = [
    "1.31.0",
    "1.31.50",
    "1.31.85",
    "1.33.0",
    "1.34.120",
    "1.34.150",
    "1.35.20",
    "1.35.80",
    "1.37.30",
    "1.38.20",
    "1.40.0",
]
"""Where the project begins, and ten updates, each of which changes something for it."""


def main() -> None:
    """Print what each update meant; an assertion fails where something does not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.history.vendoring", description=__doc__)
    parser.add_argument("versions", nargs="*", default=RELEASES)
    first, *rest = parser.parse_args().versions
    with tempfile.TemporaryDirectory(prefix="emrglue-vendoring-") as folder:
        project = project_in(Path(folder), variables={})
        project.begin("--botocore", first)
        for version in rest:
            take = partial(project.codegen, "models", "update", "--botocore", version)
            newer = f"models-{version}"
            take("--models", newer)
            counts = project.live_through(newer, take)
            tests = project.test().splitlines()[-1]
            print(f"{version}: {counts}; {tests}", flush=True)
        project.approve()
        print("ruff, mypy and basedpyright find nothing in the last package")


if __name__ == "__main__":
    main()
