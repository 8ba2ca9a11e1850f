"""The completion scripts work in the shells that are installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.command_line import COMMAND, environment, run

ASK = {
    "bash": (
        'eval "$(emrglue completion bash)"; COMP_LINE="{line}"; COMP_POINT={length};'
        ' _emrglue_complete; printf "%s\\n" "${{COMPREPLY[@]}}"'
    ),
    "fish": 'emrglue completion fish | source; complete -C "{line}"',
}


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """With a command ``emrglue`` on the path."""
    script = tmp_path / "emrglue"
    script.write_text(f'#!/bin/sh\nexec {" ".join(COMMAND)} "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    found = environment(tmp_path)
    return {**found, "PATH": f"{tmp_path}:{found['PATH']}"}


@pytest.mark.parametrize("shell", list(ASK))
def test_a_shell_completes(shell: str, env: dict[str, str]) -> None:
    """The values of an enum."""
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    line = "emrglue emr-serverless start-job-run --mode B"
    asked = ASK[shell].format(line=line, length=len(line))
    command = [shell, "-c", asked]
    ended = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert ended.stdout.split("\t")[0].strip() == "BATCH", ended.stderr


def test_the_script_of_zsh_can_be_parsed(env: dict[str, str], tmp_path: Path) -> None:
    """By zsh itself."""
    if shutil.which("zsh") is None:
        pytest.skip("zsh is not installed")
    script = tmp_path / "_emrglue"
    script.write_text(run("completion", "zsh", env=env).out, encoding="utf-8")
    subprocess.run(["zsh", "-n", str(script)], check=True)
