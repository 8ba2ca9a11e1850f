"""A session of shell commands against moto, as a script would have it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.command_line import Ended, environment, run
from tests.support.moto_server import moto_server


class Shell:
    """Runs commands in one account."""

    def __init__(self, url: str, home: Path) -> None:
        self.env = environment(
            home,
            AWS_ENDPOINT_URL=url,
            AWS_REGION="us-east-1",
            AWS_ACCESS_KEY_ID="a",
            AWS_SECRET_ACCESS_KEY="b",
        )

    def __call__(self, *arguments: str) -> Ended:
        return run(*arguments, env=self.env)

    def ok(self, *arguments: str) -> Ended:
        ended = self(*arguments)
        assert (ended.code, ended.err) == (0, ""), ended.err
        return ended


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """One account for all tests."""
    with moto_server() as url:
        yield Shell(url, tmp_path_factory.mktemp("home"))


def test_emr_serverless_from_application_to_the_end_of_a_run(shell: Shell) -> None:
    """Ids are taken from ``--output text``, as scripts do."""
    created = shell.ok(
        "emr-serverless", "create-application", "--name", "etl", "--type", "SPARK",
        "--release-label", "emr-7.1.0", "--tags", "team=data",
        "--query", "applicationId", "--output", "text",
    )  # fmt: skip
    application = created.out.strip()
    shell.ok("emr-serverless", "start-application", "--application-id", application)
    started = shell(
        "emr-serverless", "start-job-run", "--application-id", application,
        "--execution-role-arn", "arn:aws:iam::123456789012:role/emr",
        "--job-driver", "sparkSubmit={entryPoint=s3://b/app.py}", "--wait",
    )  # fmt: skip
    assert started.code == 0
    assert "succeeded (SUCCESS)" in started.err
    job_run = json.loads(started.out)["jobRunId"]
    listed = shell.ok(
        "emr-serverless", "list-job-runs", "--application-id", application,
        "--query", "jobRuns[].id", "--output", "text",
    )  # fmt: skip
    assert listed.out == f"{job_run}\n"


def test_emr_on_eks(shell: Shell) -> None:
    """A virtual cluster with nested shorthand."""
    made = shell.ok(
        "emr-containers", "create-virtual-cluster", "--name", "vc", "--container-provider",
        "type=EKS,id=cluster,info={eksInfo={namespace=emr}}",
    )  # fmt: skip
    cluster = made.json["id"]
    shown = shell.ok("emr-containers", "describe-virtual-cluster", "--id", cluster).json
    assert shown["virtualCluster"]["containerProvider"]["info"]["eksInfo"]["namespace"] == "emr"


def test_a_request_file_is_validated_and_then_sent(shell: Shell, tmp_path: Path) -> None:
    """What ``validate`` accepts, ``--cli-input-yaml`` sends; the mark stays at home."""
    file = tmp_path / "job.yaml"
    file.write_text(
        "$operation: glue create-job\n"
        "Name: etl\nRole: arn:aws:iam::123456789012:role/glue\n"
        "Command: {Name: glueetl, ScriptLocation: s3://b/a.py}\n",
        encoding="utf-8",
    )
    assert shell("validate", str(file)).code == 0
    shell.ok("glue", "create-job", "--cli-input-yaml", f"file://{file}")
    assert shell.ok("glue", "get-job", "--job-name", "etl").json["Job"]["Name"] == "etl"


def test_an_error_of_the_service(shell: Shell) -> None:
    """Exit code 254, in the AWS CLI's words."""
    ended = shell("glue", "get-job", "--job-name", "none")
    assert ended.code == 254
    assert "An error occurred (EntityNotFoundException) when calling the GetJob" in ended.err
