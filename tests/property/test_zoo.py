"""The same over a service of our own, whose model may have traits that no real one has yet."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.hostile import workshop
from tests.support import zoo

ROOT = Path(__file__).parents[2]
FILES = [f"tests/property/test_{name}.py" for name in ("constraints", "requests", "responses")]

RUN = """
import sys
from pathlib import Path
import pytest
from tests.property import subjects
subjects.ALL[:] = subjects.subjects("zoo", Path(sys.argv[1]))
sys.exit(pytest.main(sys.argv[2:]))
"""


def test_everything_holds_for_the_zoo(tmp_path: Path) -> None:
    """In a process of its own, where ``emrglue`` is the package that was made of its model."""
    models = zoo.write(tmp_path / "models")
    workshop.generate(models, tmp_path, "zoo", package="emrglue")
    options = ["-v", "-p", "no:cacheprovider", "-o", "pythonpath=", *FILES]
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(models), *options],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "FeedAnimal" in done.stdout
