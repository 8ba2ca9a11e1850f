"""``--debug`` logs what happens and no secret, however it is written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.command_line import Ended, environment, run
from tests.support.faults import Answer, FaultServer, Received, error, ok

KEY, SECRET, TOKEN = "AKIAEXAMPLE", "wJalr/XUtn+FEMI=K7", "FwoGZXIvYXdz/session+token"
ROLE = "arn:aws:iam::123456789012:role/job"
SENSITIVE = 'say "hi"\\ to\té'
"""Which JSON, Python and URLs escape, each in its own way."""
ASSUMED = f"""\
<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
<AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>{KEY}</AccessKeyId>
<SecretAccessKey>{SECRET}</SecretAccessKey><SessionToken>{TOKEN}</SessionToken>
<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials><AssumedRoleUser><Arn>{ROLE}</Arn>
<AssumedRoleId>x:y</AssumedRoleId></AssumedRoleUser></AssumeRoleWithWebIdentityResult>
<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></AssumeRoleWithWebIdentityResponse>
"""


def answer(received: Received) -> Answer:
    """STS, and a service that says what it was told."""
    if received.path == "/":
        return Answer(body=ASSUMED.encode(), headers={"Content-Type": "text/xml"})
    run = {"jobRun": {"jobDriver": {"sparkSubmit": {"entryPoint": SENSITIVE}}, "state": "RUNNING"}}
    return Answer(body=json.dumps({**run, "applicationId": "a", "jobRunId": "r"}).encode())


@pytest.fixture
def server() -> Iterator[FaultServer]:
    """One for both."""
    with FaultServer(answer) as found:
        yield found


def start(server: FaultServer, home: Path, *more: str) -> Ended:
    """A start by a web identity."""
    (home / "token").write_text("web.identity.token", encoding="utf-8")
    env = environment(
        home,
        AWS_REGION="us-east-1",
        AWS_WEB_IDENTITY_TOKEN_FILE=str(home / "token"),
        AWS_ROLE_ARN=ROLE,
        AWS_ENDPOINT_URL=server.url,
        AWS_MAX_ATTEMPTS="1",
    )
    driver = {"sparkSubmit": {"entryPoint": SENSITIVE}}
    command = ["emr-serverless", "start-job-run", "--application-id", "a", "--debug", *more]
    given = ["--execution-role-arn", ROLE, "--job-driver", json.dumps(driver)]
    return run(*command, *given, env=env)


def assert_nothing_leaks(text: str) -> None:
    for secret in (SECRET, TOKEN, "web.identity.token", "Signature=", "say", "u00e9", "%C3%A9"):
        assert secret not in text


def test_credentials_and_sensitive_values_are_not_logged(
    server: FaultServer, tmp_path: Path
) -> None:
    """Neither those of STS's answer nor those of the request, nor how it was signed."""
    ended = start(server, tmp_path)
    assert ended.code == 0, ended.err
    assert "AssumeRoleWithWebIdentity" in ended.err
    assert "StartJobRun request: {'applicationId': 'a'" in ended.err
    assert "***" in ended.err
    assert_nothing_leaks(ended.err)


def test_nor_are_they_of_a_failed_call(server: FaultServer, tmp_path: Path) -> None:
    """The exit code stays that of the failure."""
    server.play(lambda r: answer(r) if r.path == "/" else error("ValidationException"))
    ended = start(server, tmp_path)
    assert ended.code == 254
    assert_nothing_leaks(ended.err)


def test_what_is_known_is_logged_in_full(server: FaultServer, tmp_path: Path) -> None:
    """The response, with what its shapes call sensitive hidden."""
    ended = start(server, tmp_path)
    assert "StartJobRun response: " in ended.err
    assert "'jobRunId': 'r'" in ended.err


def test_a_wait_is_logged_too(server: FaultServer, tmp_path: Path) -> None:
    """Whatever is sent."""
    server.play(lambda _: ok(application={"state": "STARTED"}))
    env = environment(tmp_path, AWS_REGION="us-east-1", AWS_ENDPOINT_URL=server.url)
    waiter = ["wait", "emr-serverless", "application-started", "--application-id", "a1"]
    ended = run(*waiter, "--no-sign-request", "--debug", env=env)
    assert ended.code == 0, ended.err
    assert " - botocore.hooks - DEBUG - " in ended.err
