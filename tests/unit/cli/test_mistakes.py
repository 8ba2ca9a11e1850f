"""What is said of mistakes that people make: each is refused before anything is sent."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emrglue._runtime.cli import main

ROLE = "arn:aws:iam::123456789012:role/job"
SPARK = f"emr-serverless start-job-run --application-id 00f1 --execution-role-arn {ROLE}".split()
GLUE = ["glue", "start-job-run", "--job-name", "etl"]
TABLE = ["glue", "get-table", "--database-name", "d", "--name", "n"]
TABLES = ["glue", "get-tables", "--database-name", "d"]

MISTAKES: list[tuple[list[str], str]] = [
    # the command
    (["--color", "on"], "a command is missing"),
    (["glu"], "there is no command 'glu'; did you mean glue?"),
    (["explan", "glue"], "did you mean explain?"),
    (["s3", "ls"], "there is no service 's3'; there are: emr-containers, emr-serverless, glue"),
    (["glue"], "an operation of glue is missing; `emrglue glue help` lists them"),
    (["glue", "start_job_run"], "did you mean start-job-run?"),
    (["glue", "startjobrun"], "did you mean start-job-run?"),
    (["wait", "glue"], "a waiter of glue is missing; `emrglue wait glue help` lists them"),
    (["wait", "glue", "job-run-succeded"], "did you mean job-run-succeeded?"),
    (["wait", "glue", "job-run-succeeded", "--job-name", "x"], "--run-id: is required and missing"),
    (["explain", "glue", "start-job-run.WorkerTyp"], "did you mean WorkerType?"),
    (["explain", "glue", "start-job-run", "--depth", "x"], "expected a whole number, not 'x'"),
    (["schema", "glue"], "the following arguments are required: OPERATION"),
    (["completion", "tcsh"], "expected one of bash, zsh, fish"),
    # flags
    ([*GLUE, "--jobname", "x"], "does not know --jobname, x; did you mean --job-name?"),
    ([*GLUE, "--job_name=x"], "did you mean --job-name?"),
    ([*GLUE, "stray"], "does not know stray"),
    ([*GLUE, "--worker-type"], "--worker-type: expected one argument"),
    ([*GLUE, "--arguments", "--x=1"], "a value that begins with - is written --flag=value"),
    ([*GLUE, "--arguments", "--a=1"], "a value that begins with - is written --flag"),
    ([*GLUE, "--output", "csv"], "invalid choice: 'csv' (choose from"),
    ([*GLUE, "--cli-read-timeout", "soon"], "expected a whole number, not 'soon'"),
    ([*TABLES, "--max-items", "x"], "--max-items: expected a whole number, not 'x'"),
    ([*TABLES, "--no-paginate", "--max-items", "3"], "--max-items cannot be used with"),
    ([*GLUE, "--query", "a["], "--query: Invalid jmespath expression"),
    ([*GLUE, "--skip-check", "enmu"], "'enmu' is not a kind of check that can be skipped"),
    ([*GLUE, "--wait", "--dry-run"], "--wait cannot be used with --dry-run: nothing is sent"),
    ([*GLUE, "--wait-timeout", "5"], "--wait-timeout needs --wait"),
    ([*GLUE, "--wait", "--wait-timeout", "0"], "expected at least 1 second, not 0"),
    ([*GLUE, "--show-sensitive"], "--show-sensitive needs --dry-run"),
    ([*GLUE, "--dry-run", "--generate-cli-skeleton"], "each prints something else"),
    ([*TABLES, "--wait"], "--wait: nothing to wait for after get-tables"),
    ([*GLUE, "--endpoint-url", "abc123"], "'abc123' is not an address; write https://HOST"),
    ([*GLUE, "--endpoint-url", "https:///x"], "'https:///x' is not an address"),
    (["logs", "glue", "a\x1b", "b"], r"logs: JobName: 'a\x1b' does not match the pattern"),
    (["glue", "get-job", "--job-name", "file:///dev/zero"], "/dev/zero: more than 256 MiB"),
    ([*GLUE, "--arguments", "a@=file:///dev/zero"], "file:///dev/zero: more than 256 MiB"),
    (["validate", "/dev/zero"], "cannot read /dev/zero: more than 256 MiB"),
    ([*GLUE, "--endpoint-url", "http://[::1"], "'http://[::1' is not an address"),
    ([*GLUE, "--endpoint-url", "http://h:99999"], "'http://h:99999' is not an address"),
    ([*GLUE, "--endpoint-url", "http://h\r\nX: y"], r"'http://h\r\nX: y' is not an address"),
    # values
    (["glue", "start-job-run"], "--job-name: is required and missing"),
    (["glue", "start-job-run", "--job-name", ""], "must have at least 1 character, not 0"),
    ([*GLUE, "--number-of-workers", "two"], "must be a whole number, not 'two'"),
    ([*GLUE, "--timeout", "-1"], "must be at least 0, not -1"),
    ([*GLUE, "--max-capacity", "2", "--worker-type", "G.1X"], "Leave out MaxCapacity when"),
    ([*TABLE, "--query-as-of-time", "yesterday"], "ISO 8601 (such as 2026-01-31T12:00:00Z)"),
    ([*TABLE, "--query-as-of-time", "10000-01-01"], "not '10000-01-01'"),
    ([*TABLE, "--query-as-of-time", "9999-12-31T23:59:59-05:00"], "must be ISO 8601"),
    ([*TABLE, "--query-as-of-time", "1e30"], "not '1e30'"),
    ([*SPARK, "--execution-role-arn", "role"], "must have at least 20 characters, not 4"),
    ([*SPARK, "--mode", "batch"], "did you mean BATCH?"),
    ([*SPARK, "--tags", "env"], "expected '=' after the name 'env', found the end"),
    ([*SPARK, "--tags", '{"env": 1}'], '--tags ["env"]: must be a string, not a number'),
    ([*SPARK, "--tags", '{"env": null}'], '--tags ["env"]: may not be null: leave the entry out'),
    ([*SPARK, "--job-driver", "driver.json"], "to read a file, write file://driver.json"),
    ([*SPARK, "--job-driver", "file://no/such"], "cannot read file://no/such: No such file"),
    ([*SPARK, "--job-driver", "file://a\0b"], r"cannot read file://a\x00b: embedded null byte"),
    ([*SPARK, "--job-driver", "sparkSubmit=x"], "write sparkSubmit={entryPoint=s3://bucket/job.py}"),
    ([*SPARK, "--job-driver", "sparkSubmit={entryPoint=x"], "'{' is never closed"),
    ([*SPARK, "--job-driver", "sparkSubmit={entryPoint=x},hive={query=y}"], "takes exactly one of"),
    ([*SPARK, "--job-driver", '{"sparkSubmit": {"entryPoint": 5}}'], "a string, not a number"),
    ([*SPARK, "--job-driver", "spark-submit={entryPoint=x}"], "write sparkSubmit"),
    # whole requests
    ([*SPARK, "--cli-input-json", "in.json"], "to read a file, write file://in.json"),
    ([*SPARK, "--cli-input-yaml", "in.yaml"], "to read a file, write file://in.yaml"),
    ([*SPARK, "--cli-input-json", "[]"], "expected an object with the parameters, not a list"),
    ([*SPARK, "--cli-input-json", "null"], "expected an object with the parameters, not null"),
    ([*SPARK, "--cli-input-json", '{"job_driver": {}}'], "write jobDriver"),
    ([*SPARK, "--cli-input-json", "{}", "--cli-input-yaml", "{}"], "each is a whole request"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "said"), MISTAKES, ids=[" ".join(words)[-60:] for words, _ in MISTAKES]
)
def test_a_mistake_is_named_and_the_way_out(
    arguments: list[str],
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On stderr, with exit code 252."""
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    assert main(arguments) == 252
    printed = capsys.readouterr()
    assert said in printed.err
    assert printed.out == ""


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        (["glue", "get-job", "--cli-input-json", '{"job_name": "x"}'], 1),
        ([*SPARK, "--job-driver", "sparkSubmit={entryPoit=x}"], 1),
        ([*SPARK, "--job-driver", "spark-submit={entryPoint=x}"], 1),
        ([*SPARK, "--job-driver", "sparkSubmit={nothing=x}"], 2),
    ],
)
def test_a_misspelt_name_is_one_mistake(
    arguments: list[str], count: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """What it stands for is not missing as well."""
    assert main(arguments) == 252
    assert len(capsys.readouterr().err.splitlines()) == 1 + count


def test_a_value_that_may_be_new_is_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    """Of an enum that AWS has extended before."""
    command = [*GLUE, "--worker-type", "G.1x", "--region", "us-east-1", "--dry-run"]
    assert main(command) == 0
    printed = capsys.readouterr()
    assert "warning: --worker-type: 'G.1x'" in printed.err
    assert "did you mean G.1X?" in printed.err
    assert '"WorkerType": "G.1x"' in printed.out


def test_two_dashes_are_a_value(capsys: pytest.CaptureFixture[str]) -> None:
    """Which argparse takes away."""
    command = ["glue", "get-job", "--job-name=--", "--region", "us-east-1", "--dry-run"]
    assert main(command) == 0
    assert '{"JobName": "--"}' in capsys.readouterr().out


def test_options_of_the_aws_cli_come_first(capsys: pytest.CaptureFixture[str]) -> None:
    """As in its samples: ``--endpoint`` is ``--endpoint-url``."""
    command = "glue get-dev-endpoint --endpoint-name e --endpoint https://x.example --dry-run"
    assert main([*command.split(), "--region", "us-east-1"]) == 0
    assert "https://x.example" in capsys.readouterr().out
    command = "--endpoint https://y.example --reg us-east-1 glue get-job --job-name x --dry-run"
    assert main(command.split()) == 0
    assert "https://y.example" in capsys.readouterr().out


def test_ours_leave_shortened_parameters_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """``--skip`` is ``--skip-archive``, as it is without ``--skip-check``."""
    command = "glue update-table --database-name d --table-input Name=n --skip --dry-run"
    assert main([*command.split(), "--region", "us-east-1"]) == 0
    assert '"SkipArchive": true' in capsys.readouterr().out


TYPED = """glue emr-serverless wait explain schema help start-job-run get-table job-run-succeeded
--job-name --arguments --worker-type --timeout --tags --mode --region us-east-1 --query --output
--query-as-of-time text table --cli-input-json --cli-input-yaml --skip-check enum --dry-run --wait
--wait-timeout --generate-cli-skeleton output --debug --color on --help -- - = -1 --= {} [] {a=b}
a=b file:// fileb://"""
WORDS = st.one_of(
    st.sampled_from(TYPED.split()),
    st.builds("{}={}".format, st.sampled_from(["--job-name", "--mode", "--tags"]), st.text()),
    st.text(max_size=8),
    st.sampled_from(["9" * 400, "1e999", "9999-12-31T23:59:59-23:59", "0001-01-01+23:59", "NaN"]),
)
"""What a line may be made of; nothing is sent, as there is no region without ``--dry-run``."""


@given(words=st.lists(WORDS, max_size=8))
@settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_line_ends_in_an_error_of_ours(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever is typed, the exit code is one of a mistake, and no internal text is shown."""
    line = ["glue", "get-job", *words] if len(words) % 2 else words
    typed = [*line, "--dry-run", "--endpoint-url", "http://127.0.0.1:1"]
    code = main(typed if words[:1] != ["help"] and "wait" not in words else line[:1])
    said = capsys.readouterr().err
    assert code in (0, 252, 253), said
    assert "Error:" not in said
