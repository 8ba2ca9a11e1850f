"""The AWS CLI's page of ``emr-serverless start-job-run``, option by option, on the wire."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.command_line import Ended, environment, run
from tests.support.faults import FaultServer, ok

ROLE = "arn:aws:iam::123456789012:role/emr"
SPARK = {"entryPoint": "s3://b/app.py", "entryPointArguments": ["a=b,c", "d"]}
MONITORING = {
    "s3MonitoringConfiguration": {"logUri": "s3://b/logs"},
    "managedPersistenceMonitoringConfiguration": {"enabled": True},
    "cloudWatchLoggingConfiguration": {"enabled": False, "logTypes": {"SPARK_DRIVER": ["STDOUT"]}},
}
OVERRIDES = {
    "applicationConfiguration": [
        {
            "classification": "spark-defaults",
            "properties": {"spark.a": "1", "spark.b": ""},
            "configurations": [{"classification": "inner"}],
        }
    ],
    "monitoringConfiguration": MONITORING,
}
REQUIRED = [
    "--application-id", "00f1abcd",
    "--execution-role-arn", ROLE,
    "--job-driver", json.dumps({"sparkSubmit": SPARK}),
]  # fmt: skip
ANSWER = {"applicationId": "00f1abcd", "jobRunId": "r1", "arn": "arn:aws:x"}


class Service:
    """A service that answers every start, and the command that calls it."""

    def __init__(self, server: FaultServer, home: Path) -> None:
        self.server = server
        self.env = environment(
            home,
            AWS_ACCESS_KEY_ID="AKIDEXAMPLE",
            AWS_SECRET_ACCESS_KEY="hidden-secret",
            AWS_SESSION_TOKEN="hidden-token",
            AWS_REGION="us-east-1",
        )

    def start(self, *arguments: str, required: bool = True, endpoint: bool = True) -> Ended:
        self.server.play([ok(**ANSWER)])
        own = ["--endpoint-url", self.server.url] if endpoint else []
        given = REQUIRED if required else []
        return run("emr-serverless", "start-job-run", *given, *own, *arguments, env=self.env)

    def sent(self, *arguments: str, required: bool = True) -> dict[str, Any]:
        """The body of the one request that a command sends."""
        ended = self.start(*arguments, required=required)
        assert (ended.code, ended.err) == (0, "")
        assert [r.path for r in self.server.received] == ["/applications/00f1abcd/jobruns"]
        body: dict[str, Any] = self.server.received[0].json
        return body


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One for all tests."""
    with FaultServer() as server:
        yield Service(server, tmp_path_factory.mktemp("home"))


def test_required_options_and_the_output(service: Service) -> None:
    """``--application-id`` is in the path; the token is filled in."""
    ended = service.start()
    assert (ended.code, ended.json) == (0, ANSWER)
    received = service.server.received[0]
    assert received.method == "POST"
    body = received.json
    assert len(body.pop("clientToken")) == 36
    assert body == {"executionRoleArn": ROLE, "jobDriver": {"sparkSubmit": SPARK}}


@pytest.mark.parametrize(
    ("arguments", "member", "value"),
    [
        (["--client-token", "t-1"], "clientToken", "t-1"),
        (["--name", "nightly run"], "name", "nightly run"),
        (["--mode", "STREAMING"], "mode", "STREAMING"),
        (["--execution-timeout-minutes", "720"], "executionTimeoutMinutes", 720),
        (["--tags", "KeyName1=string,KeyName2=s"], "tags", {"KeyName1": "string", "KeyName2": "s"}),
        (["--tags", '{"a": "b"}'], "tags", {"a": "b"}),
        (["--retry-policy", "maxAttempts=2"], "retryPolicy", {"maxAttempts": 2}),
        (
            ["--retry-policy", '{"maxFailedAttemptsPerHour": 3}'],
            "retryPolicy",
            {"maxFailedAttemptsPerHour": 3},
        ),
        (["--configuration-overrides", json.dumps(OVERRIDES)], "configurationOverrides", OVERRIDES),
        (
            [
                "--configuration-overrides",
                "applicationConfiguration=[{classification=spark-defaults,"
                'properties={spark.a=1,spark.b=""},configurations=[{classification=inner}]}],'
                "monitoringConfiguration={s3MonitoringConfiguration={logUri=s3://b/logs},"
                "managedPersistenceMonitoringConfiguration={enabled=true},"
                "cloudWatchLoggingConfiguration={enabled=false,logTypes={SPARK_DRIVER=[STDOUT]}}}",
            ],
            "configurationOverrides",
            OVERRIDES,
        ),
        (
            [
                "--job-driver",
                "sparkSubmit={entryPoint=s3://b/app.py,entryPointArguments=['a=b,c',d]}",
            ],
            "jobDriver",
            {"sparkSubmit": SPARK},
        ),
        (
            ["--job-driver", "hive={query=s3://b/q.sql,parameters=--hiveconf a=b}"],
            "jobDriver",
            {"hive": {"query": "s3://b/q.sql", "parameters": "--hiveconf a=b"}},
        ),
    ],
)
def test_parameters(service: Service, arguments: list[str], member: str, value: object) -> None:
    """JSON and shorthand, as the page spells them."""
    assert service.sent(*arguments)[member] == value


def test_parameters_from_a_file(service: Service, tmp_path: Path) -> None:
    """``file://``."""
    (tmp_path / "driver.json").write_text(json.dumps({"hive": {"query": "q"}}), encoding="utf-8")
    given = service.sent("--job-driver", f"file://{tmp_path}/driver.json")
    assert given["jobDriver"] == {"hive": {"query": "q"}}


@pytest.mark.parametrize("flag", ["--cli-input-json", "--cli-input-yaml"])
def test_input_of_the_whole_request(service: Service, flag: str, tmp_path: Path) -> None:
    """As text or from a file; flags override it, member by member."""
    wire = {
        "applicationId": "00f1abcd",
        "executionRoleArn": ROLE,
        "jobDriver": {"hive": {"query": "q"}},
        "name": "file",
        "tags": {"a": "b"},
    }
    (tmp_path / "run").write_text(json.dumps(wire), encoding="utf-8")
    body = service.sent(flag, f"file://{tmp_path}/run", "--name", "flag", required=False)
    assert (body["name"], body["tags"]) == ("flag", {"a": "b"})
    assert service.sent(flag, json.dumps(wire), required=False)["name"] == "file"


@pytest.mark.parametrize("kind", [[], ["input"], ["yaml-input"], ["output"]], ids=str)
def test_skeletons(service: Service, kind: list[str]) -> None:
    """Nothing is sent."""
    ended = service.start("--generate-cli-skeleton", *kind)
    assert ended.code == 0
    assert "jobRunId" in ended.out if kind == ["output"] else "jobDriver" in ended.out
    assert service.server.received == []


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("json", json.dumps(ANSWER, indent=4) + "\n"),
        ("text", "00f1abcd\tarn:aws:x\tr1\n"),
        ("yaml", "applicationId: 00f1abcd\njobRunId: r1\narn: arn:aws:x\n"),
        ("yaml-stream", "- applicationId: 00f1abcd\n  jobRunId: r1\n  arn: arn:aws:x\n"),
    ],
)
def test_output(service: Service, style: str, text: str) -> None:
    """All formats but the table, which is for people."""
    assert service.start("--output", style).out == text


def test_output_as_a_table(service: Service) -> None:
    """With its operation."""
    text = service.start("--output", "table", "--color", "off").out
    assert "StartJobRun" in text
    assert "| jobRunId      | r1" in text


def test_query(service: Service) -> None:
    """JMESPath."""
    assert service.start("--query", "jobRunId", "--output", "text").out == "r1\n"


def test_region_and_profile(service: Service, tmp_path: Path) -> None:
    """In the signature: the region of the flag, else of the profile."""
    config = tmp_path / "config"
    config.write_text("[profile p]\nregion = eu-west-1\noutput = text\n", encoding="utf-8")
    credentials = tmp_path / "credentials"
    credentials.write_text("[p]\naws_access_key_id = AKIDP\naws_secret_access_key = s\n", "utf-8")
    settings = {"AWS_CONFIG_FILE": str(config), "AWS_SHARED_CREDENTIALS_FILE": str(credentials)}
    kept = service.env
    service.env = {k: v for k, v in kept.items() if k != "AWS_REGION"} | settings
    try:
        ended = service.start("--profile", "p")
        signed = service.server.received[0].headers["Authorization"]
        assert "AKIDP/" in signed
        assert "/eu-west-1/" in signed
        assert ended.out == "00f1abcd\tarn:aws:x\tr1\n"
        service.start("--profile", "p", "--region", "us-west-2")
        assert "/us-west-2/" in service.server.received[0].headers["Authorization"]
    finally:
        service.env = kept


def test_no_sign_request(service: Service) -> None:
    """Nothing is signed."""
    assert service.start("--no-sign-request").code == 0
    assert "Authorization" not in service.server.received[0].headers


def test_debug_shows_no_secrets(service: Service) -> None:
    """Neither keys nor what the model calls sensitive."""
    ended = service.start("--debug")
    assert ended.code == 0
    assert "botocore" in ended.err
    for secret in ("hidden-secret", "hidden-token", "s3://b/app.py", "a=b,c"):
        assert secret not in ended.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["--no-verify-ssl"],
        ["--no-paginate"],
        ["--color", "on"],
        ["--cli-read-timeout", "0"],
        ["--cli-connect-timeout", "5"],
        ["--cli-binary-format", "raw-in-base64-out"],
        ["--no-cli-pager"],
        ["--no-cli-auto-prompt"],
        ["--ca-bundle", "/no/such/file"],
    ],
    ids=" ".join,
)
def test_the_other_global_options_are_taken(service: Service, arguments: list[str]) -> None:
    """Over plain HTTP the certificates are not looked at."""
    assert service.start(*arguments).code == 0


def test_auto_prompt_needs_a_terminal(service: Service) -> None:
    """And says so."""
    ended = service.start("--cli-auto-prompt")
    assert (ended.code, ended.err) == (252, "emrglue: error: --cli-auto-prompt needs a terminal\n")


def test_the_version(service: Service) -> None:
    """On its own."""
    assert run("--version", env=service.env).out.startswith("emrglue/")


def test_dry_run_is_the_request_that_is_sent(service: Service) -> None:
    """Method, URL, and body; nothing arrives, and sensitive values are hidden unless asked for."""
    token = ["--client-token", "t"]
    sent = service.sent(*token)
    shown = service.start("--dry-run", *token, "--output", "json", "--show-sensitive").json
    assert (shown["method"], shown["url"]) == (
        "POST",
        f"{service.server.url}/applications/00f1abcd/jobruns",
    )
    assert json.loads(shown["body"]) == sent
    text = service.start("--dry-run", *token).out
    assert "s3://b/app.py" not in text
    assert '"entryPoint": "***"' in text
    assert service.server.received == []


def test_dry_run_by_botocore_is_the_same(service: Service) -> None:
    """Where settings decide about the endpoint."""
    direct = service.start("--dry-run", "--client-token", "t", "--region", "us-east-1")
    kept = service.env
    service.env = {**kept, "AWS_ENDPOINT_URL": service.server.url}
    try:
        asked = service.start("--dry-run", "--client-token", "t", endpoint=False)
    finally:
        service.env = kept
    assert (asked.code, asked.err) == (0, "")
    assert asked.out == direct.out
