"""The completion scripts work in the shells that are installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.command_line import COMMAND, environment
from tests.support.terminal import Terminal

BASH = """\
eval "$(emrglue completion bash)"; COMP_LINE='{line}'; COMP_POINT={length}
_emrglue_complete; printf '%s\\n' "${{COMPREPLY[@]}}"
"""
FISH = "emrglue completion fish | source; complete -C '{line}'"
START = "emrglue emr-serverless start-job-run"
LINES = [
    (f"{START} --mode B", ["BATCH"]),
    (f"{START} --mode=S", ["--mode=STREAMING"]),
    ("emrglue glue start-job-run --worker-type=Z", ["--worker-type=Z.2X"]),
    ("emrglue explain glue start-job-run.Worker", ["start-job-run.WorkerType"]),
    (
        "emrglue explain emr-serverless start-job-run.jobDriver.",
        ["start-job-run.jobDriver.sparkSubmit", "start-job-run.jobDriver.hive"],
    ),
    ("emrglue wait glue job-run-", ["job-run-stopped", "job-run-succeeded"]),
    ("emrglue wait glue job-run-stopped --run", ["--run-id"]),
    ("emrglue logs glue job --fol", ["--follow"]),
    ("emrglue e", ["emr-containers", "emr-serverless", "explain"]),
    ("emrglue completion ", ["bash", "fish", "zsh"]),
    ("emrglue validate fil", ["files.json"]),
]


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """With a command ``emrglue`` on the path, in a folder with a file and one like a service."""
    script = tmp_path / "emrglue"
    script.write_text(f'#!/bin/sh\nexec {" ".join(COMMAND)} "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    (tmp_path / "here").mkdir()
    for name in ("files.json", "emr-mine.json", "BATCHES"):
        (tmp_path / "here" / name).touch()
    found = environment(tmp_path)
    return {**found, "PATH": f"{tmp_path}:{found['PATH']}", "XDG_CONFIG_HOME": str(tmp_path)}


def installed(shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")


def said(shell: str, asked: str, env: dict[str, str], tmp_path: Path) -> list[str]:
    """What a shell says is possible."""
    installed(shell)
    command = [shell, "-c", asked]
    here = tmp_path / "here"
    ended = subprocess.run(command, env=env, capture_output=True, text=True, check=False, cwd=here)
    return sorted(line.split("\t")[0] for line in ended.stdout.splitlines() if line)


@pytest.mark.parametrize(("line", "candidates"), LINES, ids=lambda value: str(value))
def test_fish_completes(
    line: str, candidates: list[str], env: dict[str, str], tmp_path: Path
) -> None:
    """Files only where nothing else is possible."""
    found = said("fish", FISH.format(line=line), env, tmp_path)
    assert found == sorted(candidates)


@pytest.mark.parametrize(("line", "candidates"), LINES[:-1], ids=lambda value: str(value))
def test_bash_completes(
    line: str, candidates: list[str], env: dict[str, str], tmp_path: Path
) -> None:
    """What is after the last ``=``, as bash breaks words there."""
    found = said("bash", BASH.format(line=line, length=len(line)), env, tmp_path)
    assert found == sorted(candidate.rpartition("=")[2] for candidate in candidates)


def test_bash_shows_files_if_nothing_else_is_possible(env: dict[str, str], tmp_path: Path) -> None:
    """By its own means."""
    line = "emrglue validate fil"
    assert said("bash", BASH.format(line=line, length=len(line)), env, tmp_path) == []
    shown = said("bash", 'eval "$(emrglue completion bash)"; complete -p emrglue', env, tmp_path)
    assert shown == ["complete -o default -F _emrglue_complete emrglue"]


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        (f"{START} --mode B", f"{START} --mode BATCH "),
        (f"{START} --mode=S", f"{START} --mode=STREAMING "),
        ("emrglue explain glue start-job-run.Worker", "start-job-run.WorkerType "),
        ("emrglue wait glue job-run-st", "emrglue wait glue job-run-stopped "),
        ("emrglue validate fil", "emrglue validate files.json "),
    ],
)
def test_zsh_completes(typed: str, completed: str, env: dict[str, str], tmp_path: Path) -> None:
    """At a prompt, by the tabulator."""
    installed("zsh")
    terminal = Terminal(["zsh", "-f", "-i"], env, 160, colored=False)
    try:
        terminal.type(
            f"cd {tmp_path}/here; autoload -Uz compinit && compinit -u -d {tmp_path}/dump;"
            ' eval "$(emrglue completion zsh)"; PS1="ready> "; echo se""t\n'
        )
        terminal.read_until("\nset")
        terminal.read_until("ready> ")
        terminal.type(f"{typed}\t")
        terminal.read_until(completed)
    finally:
        terminal.close()
