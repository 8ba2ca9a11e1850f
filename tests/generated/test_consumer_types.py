"""The types bite: a consumer that uses every feature checks clean, a file of mistakes does not."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "typing"
ROOT = Path(__file__).parents[2]


@cache
def mypy(file: Path) -> list[str]:
    """With the strict options of the project, and so with what ``make types`` left in the cache."""
    run = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-error-summary", str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return [line for line in run.stdout.splitlines() if ": error:" in line]


@cache
def basedpyright(file: Path) -> list[str]:
    run = subprocess.run(
        [sys.executable, "-m", "basedpyright", "--level", "error", str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return [line for line in run.stdout.splitlines() if " - error:" in line]


Checker = Callable[[Path], list[str]]
BOTH = pytest.mark.parametrize("checker", [mypy, basedpyright])


@BOTH
def test_a_consumer_that_uses_every_feature_checks_clean(checker: Checker) -> None:
    """Not one error in ``typing/consumer.py``."""
    assert checker(HERE / "consumer.py") == []


@BOTH
def test_every_mistake_is_an_error_on_its_line(checker: Checker) -> None:
    """The lines of ``typing/mistakes.py`` that say ``# E`` are exactly those with an error."""
    file = HERE / "mistakes.py"
    expected = {
        number
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if line.endswith(("# E", f"# E: {checker.__name__}"))
    }
    found = {int(re.search(r"\.py:(\d+):", error).group(1)) for error in checker(file)}
    assert found == expected


@pytest.mark.parametrize(
    ("checker", "complaint"),
    [
        (
            mypy,
            'Unexpected keyword argument "jobname" for "StartJobRunRequest"; did you mean "job_',
        ),
        (basedpyright, 'No parameter named "jobname"'),
    ],
)
def test_a_misspelt_keyword_is_told_in_the_words_of_the_checker(
    checker: Checker, complaint: str
) -> None:
    """Nothing of ours stands in the signature to catch it."""
    assert any(complaint in error for error in checker(HERE / "mistakes.py"))
