"""The pre-commit hook of the repository."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

HOOK = yaml.safe_load(
    (Path(__file__).parents[3] / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
)[0]


def test_it_runs_validate() -> None:
    """The console script, with the only package that it needs beyond the library's own."""
    assert HOOK["entry"] == "emrglue validate"
    assert HOOK["additional_dependencies"] == ["pyyaml>=6.0"]


@pytest.mark.parametrize(
    ("file", "taken"),
    [
        ("jobs/nightly.emr-serverless.start-job-run.yaml", True),
        ("jobs/glue.create-job.json", True),
        ("glue/create-job/etl.yml", False),
        ("glue/create-job.nightly.yml", True),
        ("package.json", False),
        ("models/glue/2017-03-31/service-2.json", False),
    ],
)
def test_it_looks_at_files_that_say_what_they_are_for(file: str, taken: bool) -> None:
    """By their names."""
    assert bool(re.search(HOOK["files"], file)) == taken
