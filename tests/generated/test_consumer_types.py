"""The types bite: a consumer that uses every feature checks clean, a file of mistakes does not."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "typing"
ROOT = Path(__file__).parents[2]
EXPECTED = re.compile(r"# E: (?P<code>[\w-]+)")


def mypy(file: Path) -> list[str]:
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--config-file="]
    run = subprocess.run(
        [*command, str(file)],
        cwd=ROOT,
        env={"MYPYPATH": str(ROOT / "generated"), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    return [line for line in run.stdout.splitlines() if ": error:" in line]


def basedpyright(file: Path) -> list[str]:
    run = subprocess.run(
        [sys.executable, "-m", "basedpyright", "--level", "error", str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return [line for line in run.stdout.splitlines() if " - error:" in line]


@pytest.mark.parametrize("checker", [mypy, basedpyright])
def test_a_consumer_that_uses_every_feature_checks_clean(checker: object) -> None:
    """Not one error in ``typing/consumer.py``."""
    assert callable(checker)
    assert checker(HERE / "consumer.py") == []


@pytest.mark.parametrize("checker", [mypy, basedpyright])
def test_every_mistake_is_an_error_on_its_line(checker: object) -> None:
    """The lines of ``typing/mistakes.py`` that say ``# E`` are exactly those with an error."""
    assert callable(checker)
    file = HERE / "mistakes.py"
    expected = {
        number for number, line in enumerate(file.read_text().splitlines(), 1) if "# E" in line
    }
    found = {int(re.search(r"\.py:(\d+):", error).group(1)) for error in checker(file)}  # type: ignore[union-attr]
    assert found == expected
