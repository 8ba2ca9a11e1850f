"""What a person sees in a terminal: width, colour, and nothing that steers it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from unicodedata import category

import pytest

from tests.support.command_line import COMMAND, environment, run
from tests.support.faults import Answer, FaultServer, Received, error, ok
from tests.support.terminal import Terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX terminals")

HOSTILE = "a\x1b]0;owned\x07\x9b31m\u202eb\r\n  ::error::c\x08"
SCREENS = [
    [],
    ["emr-serverless", "start-job-run", "help"],
    ["glue", "start-job-run", "help"],
    ["emr-containers", "help"],
    ["help", "options"],
    ["explain", "emr-serverless", "start-job-run"],
    ["wait", "glue", "help"],
]
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """No settings."""
    return environment(tmp_path_factory.mktemp("home"), AWS_REGION="us-east-1")


@pytest.fixture(scope="module")
def server() -> Iterator[FaultServer]:
    """A service that a test lets say anything."""
    with FaultServer() as found:
        yield found


def shown(
    arguments: list[str], env: dict[str, str], columns: int = 80, colored: bool = True
) -> str:
    """What a terminal gets to show."""
    terminal = Terminal([*COMMAND, *arguments], env, columns, colored)
    try:
        return terminal.rest()
    finally:
        terminal.close()


def is_harmless(text: str) -> bool:
    """Whether there is nothing in it but colours, lines, tabs and what can be seen."""
    return all(category(c)[0] != "C" or c in "\n\t" for c in COLOURS.sub("", text))


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("screen", SCREENS, ids=lambda words: " ".join(words) or "bare")
def test_a_screen_fits_the_terminal(screen: list[str], columns: int, env: dict[str, str]) -> None:
    """In colour, and with the same words in none."""
    colored = shown(screen, env, columns)
    plain = COLOURS.sub("", colored)
    assert max(map(len, plain.splitlines())) <= columns
    assert not any(line.endswith(" ") for line in plain.splitlines())
    assert "\x1b[1" in colored
    assert plain == shown(screen, env, columns, colored=False)


@pytest.mark.parametrize("colored", [True, False], ids=["xterm", "dumb"])
def test_a_long_screen_is_paged_where_pages_can_be_turned(
    colored: bool, env: dict[str, str]
) -> None:
    """``less`` waits for a key on a dumb terminal before it shows anything."""
    terminal = Terminal(
        [*COMMAND, "help", "options"], {**env, "AWS_PAGER": "echo paged; cat"}, 80, colored, rows=9
    )
    try:
        text = terminal.rest()
    finally:
        terminal.close()
    assert ("paged" in text) is colored
    assert "--endpoint-url" in text


def test_a_wide_terminal_is_used(env: dict[str, str]) -> None:
    """Up to its edge."""
    lines = COLOURS.sub("", shown(["emr-containers", "help"], env, 120)).splitlines()
    assert 100 < max(map(len, lines)) <= 120


def test_a_list_in_a_pipe_has_an_entry_a_line(env: dict[str, str]) -> None:
    """So that ``grep`` finds all of them, and no blanks at the end."""
    piped = {key: text for key, text in env.items() if key != "COLUMNS"}
    lines = run("glue", "help", env=piped).out.splitlines()
    entries = [line for line in lines if line.startswith("  ")]
    assert len(entries) == int(lines[0].split()[1])
    assert not any(line.endswith(" ") for line in lines)


def test_an_error_is_marked_in_colour(env: dict[str, str]) -> None:
    """On a terminal only."""
    assert "\x1b[31merror:\x1b[0m" in shown(["glue", "nope"], env)
    assert "\x1b" not in run("glue", "nope", env=env).err


@pytest.mark.parametrize("style", ["text", "table", "json", "yaml"])
def test_what_a_service_says_steers_no_terminal(
    style: str, server: FaultServer, env: dict[str, str]
) -> None:
    """Escape sequences, bidirectional marks, C1, in values and in the keys of maps."""
    server.play(lambda _: ok(Job={"Name": HOSTILE, "DefaultArguments": {HOSTILE: HOSTILE}}))
    common = ["--endpoint-url", server.url, "--no-sign-request", "--output", style]
    text = shown(["glue", "get-job", "--job-name", "x", *common], env)
    assert "owned" in text
    assert is_harmless(text)


def test_what_is_waited_for_steers_no_terminal(server: FaultServer, env: dict[str, str]) -> None:
    """An id that the service chose is in the line that shows how the run is."""

    def answer(received: Received) -> Answer:
        run = {"Id": HOSTILE, "JobRunState": "FAILED", "ErrorMessage": HOSTILE}
        started = received.operation == "StartJobRun"
        return ok(JobRunId=HOSTILE) if started else ok(JobRun=run)

    server.play(answer)
    common = ["--endpoint-url", server.url, "--no-sign-request", "--output", "off"]
    text = shown(["glue", "start-job-run", "--job-name", "x", *common, "--wait"], env)
    assert "waiting" in text
    assert "owned" in text
    for moved in ("\r", "\x1b[?25l", "\x1b[?25h", "\x1b[2K", "\x1b[1A"):  # by the line itself
        text = text.replace(moved, "")
    assert is_harmless(text)


@pytest.mark.parametrize("columns", ["0", "\u00b2", "-5"])
def test_a_width_that_is_none_loses_nothing(
    columns: str, server: FaultServer, env: dict[str, str]
) -> None:
    """A table is as wide as it must be."""
    server.play(lambda _: ok(Job={"Name": "etl"}))
    common = ["--endpoint-url", server.url, "--no-sign-request", "--output", "table"]
    sized = {**env, "COLUMNS": columns}
    ended = run("glue", "get-job", "--job-name", "x", *common, env=sized)
    assert "| Name | etl |" in ended.out


def test_a_pager_gets_what_the_encoding_has(env: dict[str, str]) -> None:
    """And escapes for the rest."""
    ascii_only = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    own = {**env, **ascii_only, "AWS_PAGER": "cat"}
    command = [*COMMAND, "explain", "glue", "create-job", "--docs", "none"]
    terminal = Terminal(command, own, rows=9)
    try:
        text = terminal.rest()
    finally:
        terminal.close()
    assert r"\u2026" in text
    assert "error" not in text


def test_text_in_a_pipe_is_the_exact_value(server: FaultServer, env: dict[str, str]) -> None:
    """As with the AWS CLI: scripts need it."""
    server.play(lambda _: ok(Job={"Name": HOSTILE}))
    common = ["--endpoint-url", server.url, "--no-sign-request", "--output", "text"]
    command = ["glue", "get-job", "--job-name", "x", "--query", "Job.Name", *common]
    assert run(*command, env=env).out == f"{HOSTILE}\n"


@pytest.mark.parametrize("style", ["table", "json", "yaml"])
def test_no_line_is_a_command_of_a_workflow(
    style: str, server: FaultServer, env: dict[str, str]
) -> None:
    """In a pipe, too; ``text`` is the exact value."""
    said = "x\n::error::y\n  ::add-mask::z " + "word " * 60 + "::error::w"
    server.play(lambda _: ok(Job={"Name": said, "Description": "::error::v"}))
    common = ["--endpoint-url", server.url, "--no-sign-request", "--output", style]
    ended = run("glue", "get-job", "--job-name", "x", *common, env=env)
    assert "add-mask" in ended.out
    assert not any(line.lstrip().startswith("::") for line in ended.out.splitlines())


def test_an_error_of_the_service_cannot_either(server: FaultServer, env: dict[str, str]) -> None:
    """The message is shown, with escapes."""
    server.play(lambda _: error("EntityNotFoundException", 400, HOSTILE))
    common = ["--endpoint-url", server.url, "--no-sign-request"]
    ended = run("glue", "get-job", "--job-name", "x", *common, env=env)
    assert ended.code == 254
    assert "owned" in ended.err
    assert is_harmless(ended.err)
    assert not any(line.lstrip().startswith("::") for line in ended.err.splitlines())


def test_a_name_in_a_request_cannot_either(env: dict[str, str], tmp_path: Path) -> None:
    """A file may be somebody else's."""
    (tmp_path / "x.json").write_text('{"\\u001b[31m\\n::error::x": 1}', encoding="utf-8")
    ended = run("glue", "get-job", "--cli-input-json", f"file://{tmp_path}/x.json", env=env)
    assert r"\x1b[31m\n::error::x: is not a member" in ended.err
    assert is_harmless(ended.err)
