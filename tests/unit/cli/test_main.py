"""What every command has in common."""

from __future__ import annotations

import sys

import pytest

from emrglue._runtime.cli import main

GET = ["glue", "get-job", "--job-name", "x", "--region", "us-east-1"]


def test_the_offline_commands_do_not_load_botocore() -> None:
    """Nor rich: they answer at once."""
    import subprocess

    from tests.support.command_line import PACKAGE_HOME

    program = (
        "import sys; from emrglue._runtime.cli import main; "
        f"main({[*GET, '--dry-run']!r}); main(['--help']); main({[*GET[:2], 'help']!r}); "
        "print({'botocore', 'rich', 'yaml', 'jmespath'} & set(sys.modules), file=sys.stderr)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(PACKAGE_HOME), "AWS_CONFIG_FILE": "/nowhere"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stderr == "set()\n"


def test_a_missing_package_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the extra that installs it; exit code 253."""
    monkeypatch.setitem(sys.modules, "botocore", None)
    monkeypatch.delitem(sys.modules, "emrglue._runtime.cli.send", raising=False)
    monkeypatch.delattr("emrglue._runtime.cli.send", raising=False)
    assert main([*GET, "--no-sign-request"]) == 253
    assert "pip install 'emrglue[cli]'" in capsys.readouterr().err


def test_an_unforeseen_error_is_one_line_unless_debugged(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 255."""

    def fail(*_: object) -> None:
        raise KeyError("surprise")

    monkeypatch.setattr("emrglue._runtime.cli.operations.run", fail)
    assert main(GET) == 255
    said = "emrglue: error: KeyError: 'surprise'; --debug shows where\n"
    assert capsys.readouterr().err == said
    assert main([*GET, "--debug"]) == 255
    assert "Traceback" in capsys.readouterr().err
