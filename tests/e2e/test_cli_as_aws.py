"""A script written for ``aws`` runs: by a link on the path, or by a function."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.support.command_line import COMMAND, environment

SCRIPT = """\
set -eu
aws glue get-job --job-name etl --region us-east-1 --dry-run --output json --query method
run() { "$@"; }
run aws emr-serverless list-job-runs --application-id a1 --region us-east-1 --dry-run \\
  --query url --output text
"""
SAID = '"POST"\nhttps://emr-serverless.us-east-1.amazonaws.com/applications/a1/jobruns\n'


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """With ``emrglue`` on the path, and no ``aws``."""
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "emrglue"
    command.write_text(f'#!/bin/sh\nexec {" ".join(COMMAND)} "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    return environment(tmp_path, PATH=f"{tmp_path}/bin:/usr/bin:/bin")


def ended(script: str, env: dict[str, str], tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """A script, as it is run from a file."""
    (tmp_path / "script.sh").write_text(script, encoding="utf-8")
    command = ["bash", str(tmp_path / "script.sh")]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_a_link_on_the_path(env: dict[str, str], tmp_path: Path) -> None:
    """The script is not changed."""
    os.symlink(tmp_path / "bin" / "emrglue", tmp_path / "bin" / "aws")
    found = ended(SCRIPT, env, tmp_path)
    assert (found.returncode, found.stdout) == (0, SAID), found.stderr


def test_a_function_in_the_script(env: dict[str, str], tmp_path: Path) -> None:
    """One line at its top."""
    found = ended('aws() { emrglue "$@"; }\n' + SCRIPT, env, tmp_path)
    assert (found.returncode, found.stdout) == (0, SAID), found.stderr


def test_an_alias_is_not_there_in_a_script(env: dict[str, str], tmp_path: Path) -> None:
    """Which is why the documentation names the other ways."""
    assert ended("alias aws=emrglue\n" + SCRIPT, env, tmp_path).returncode == 127
