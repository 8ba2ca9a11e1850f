"""Bad input ends with one clear message on stderr, no traceback, and the AWS CLI's exit code."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command_line import COMMAND, Ended, environment, run
from tests.support.faults import FaultServer, error, hang_up

START = ["emr-serverless", "start-job-run"]
GET = ["emr-serverless", "get-application", "--application-id", "a"]


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """No region, no credentials."""
    return environment(tmp_path_factory.mktemp("home"))


def one_message(ended: Ended, code: int, *said: str) -> None:
    assert ended.code == code, ended.err
    assert ended.out == ""
    assert ended.err.startswith("emrglue: error: ")
    assert "Traceback" not in ended.err
    for text in said:
        assert text in ended.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--color", "on"], "a command is missing"),
        (["emr-servrless"], "did you mean emr-serverless?"),
        (["s3", "ls"], "there is no service 's3'"),
        (["emr-serverless"], "an operation of emr-serverless is missing"),
        (["emr-serverless", "start-jobrun"], "did you mean start-job-run?"),
        ([*START, "--aplication-id", "a"], "did you mean --application-id?"),
        ([*START], "--application-id: is required and missing"),
        ([*START, "--tags", "a=[b"], "a=[b\n"),
        (
            [*START, "--tags", '{"a": }'],
            "this is not valid JSON: Expecting value, found '}' (line 1, col",
        ),
        ([*START, "--tags", "file:///no/such"], "cannot read file:///no/such: No such file"),
        ([*START, "--cli-input-json", "{\n'a'}"], "(line 2, column 1)"),
        ([*START, "--cli-input-json", "[]"], "expected an object"),
        ([*START, "--cli-input-yaml", "a: [1,\nb: }"], "(line 2, column 4)"),
        ([*START, "--cli-input-json", "file:///no/such"], "No such file"),
        ([*START, "--execution-timeout-minutes", "soon"], "must be a whole number"),
        ([*START, "--mode", "BATHC"], "did you mean BATCH?"),
        ([*GET, "--query", "a["], "--query"),
        ([*GET, "--output", "xml"], "invalid choice: 'xml'"),
        ([*GET, "--wait"], "nothing to wait for after get-application"),
        (["explain", "glue", "no-such-thing"], "has no operation"),
        (["schema", "glue"], "required: OPERATION"),
        (["completion", "tcsh"], "expected one of bash, zsh, fish"),
        (["validate", "/no/such.json"], "cannot read /no/such.json"),
    ],
    ids=lambda value: " ".join(value)[:60] if isinstance(value, list) else "",
)
def test_a_wrong_parameter_is_252(arguments: list[str], said: str, env: dict[str, str]) -> None:
    """Nothing is sent; the message says what to do."""
    one_message(run(*arguments, env=env), 252, said)


def test_all_wrong_parameters_are_reported_at_once(env: dict[str, str]) -> None:
    """Under their flags."""
    driver = '{"sparkSubmit": {"entryPoit": "x"}}'
    ended = run(*START, "--application-id", "A", "--job-driver", driver, env=env)
    one_message(
        ended,
        252,
        "3 parameters are wrong",
        "--application-id: 'A' does not match the pattern [0-9a-z]+",
        "--execution-role-arn: is required and missing",
        "--job-driver sparkSubmit.entryPoit: is not a member",
    )


def test_text_that_is_no_utf_8(env: dict[str, str], tmp_path: Path) -> None:
    """On the command line and in a file."""
    one_message(run(*GET[:2], "--application-id", b"\xff", env=env), 252, "argument 4", "UTF-8")
    (tmp_path / "x").write_bytes(b"\xff")
    one_message(run(*START, "--name", f"file://{tmp_path}/x", env=env), 252, "not UTF-8 text")


def test_no_region_is_253(env: dict[str, str]) -> None:
    """With the ways to give one."""
    one_message(run(*GET, env=env), 253, "region", "give --region")


def test_no_credentials_is_253(env: dict[str, str]) -> None:
    """With the ways to give them."""
    one_message(run(*GET, "--region", "us-east-1", env=env), 253, "credentials", "AWS_PROFILE")


def test_an_unknown_profile_is_253(env: dict[str, str]) -> None:
    """By its name."""
    one_message(run(*GET, "--profile", "nobody", env=env), 253, "nobody")


def test_an_error_of_the_service_is_254(env: dict[str, str]) -> None:
    """In the AWS CLI's words."""
    with FaultServer([error("ResourceNotFoundException", 404, "no such application")]) as server:
        ended = run(
            *GET, "--region", "x", "--no-sign-request", "--endpoint-url", server.url, env=env
        )
    said = "An error occurred (ResourceNotFoundException) when calling the GetApplication operation"
    one_message(ended, 254, said, "no such application")


def test_no_connection_is_255(env: dict[str, str]) -> None:
    """Anything that is neither the parameters nor the service."""
    with FaultServer([hang_up()]) as server:
        url = server.url
    settings = {**env, "AWS_MAX_ATTEMPTS": "1"}
    common = ["--region", "us-east-1", "--no-sign-request", "--endpoint-url", url]
    one_message(run(*GET, *common, env=settings), 255, "Could not connect")


def test_an_endpoint_that_is_none_is_252(env: dict[str, str]) -> None:
    """Before anything is sent."""
    common = ["--region", "us-east-1", "--no-sign-request"]
    one_message(run(*GET, *common, "--endpoint-url", "nonsense", env=env), 252, "nonsense")


def test_a_reader_that_went_away_is_no_error(env: dict[str, str]) -> None:
    """``emrglue … | head -1``."""
    command = subprocess.Popen(
        [*COMMAND, "schema", "glue", "create-job"],
        env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert command.stdout is not None
    assert command.stderr is not None
    command.stdout.readline()
    command.stdout.close()
    assert command.stderr.read() == b""
    command.stderr.close()
    assert command.wait(60) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_an_interrupt_is_130(env: dict[str, str]) -> None:
    """Without a traceback."""
    command = subprocess.Popen(
        [*COMMAND, "validate", "-"],
        env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert command.stdin is not None
    _wait_until_it_reads(command.pid)
    command.send_signal(signal.SIGINT)
    _, err = command.communicate(timeout=60)
    assert (command.returncode, err) == (130, b"emrglue: interrupted\n")


def _wait_until_it_reads(pid: int) -> None:
    """Until the process sleeps in a read of its standard input."""
    import time

    for _ in range(400):
        state = Path(f"/proc/{pid}/wchan")
        if state.exists() and "pipe" in state.read_text(encoding="ascii"):
            return
        time.sleep(0.05)
    pytest.skip("this system does not tell what a process waits for")
