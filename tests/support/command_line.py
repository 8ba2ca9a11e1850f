"""Runs the command line as a process of its own, with nothing of the developer's AWS settings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

import emrglue

PACKAGE_HOME = Path(emrglue.__file__).parent.parent
COMMAND = [sys.executable, "-m", "emrglue"]


@attrs.frozen
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def environment(home: Path, **variables: str) -> dict[str, str]:
    """An environment without AWS settings, whose home is empty."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")}
    own = {
        "HOME": str(home),
        "PYTHONPATH": str(PACKAGE_HOME),
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_COLOR": "1",
        "COLUMNS": "80",
    }
    return {**kept, **own, **variables}


def run(
    *arguments: str | bytes, env: Mapping[str, str], stdin: bytes = b"", cwd: Path | None = None
) -> Ended:
    """Run ``emrglue`` with arguments, for two minutes at most."""
    ended = subprocess.run(
        [*COMMAND, *arguments],
        env=dict(env),
        input=stdin,
        capture_output=True,
        timeout=120,
        check=False,
        cwd=cwd,
    )
    return Ended(ended.returncode, ended.stdout.decode(), ended.stderr.decode())
