"""The three services, and what can go wrong with them: shared by tests of every kind of client."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cache
from typing import Any

import attrs
import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from emrglue import emr_containers, emr_serverless, glue, jobs
from tests.support import faults
from tests.support.faults import Answer, Received

ROLE = "arn:aws:iam::123456789012:role/emr"
SECRETS = ("wJalrXUtnFEMI", "session-token-of-mine", "hunter2")


@attrs.frozen(eq=False)
class Case:
    """One service: how to start a run, and how the service answers."""

    name: str
    module: Any
    request: Callable[[], Any]
    started: Answer
    ids: dict[str, str]
    running: str
    success: str
    failure: str

    def state(self, state: Any) -> Answer:
        """The answer to describe."""
        if self.module is glue:
            return faults.ok(JobRun={"Id": "jr_1", "JobRunState": state})
        return faults.ok(jobRun={"id": "run1", "state": state})

    @cache  # noqa: B019 (cleared with the module)
    def client(self, url: str, attempts: int | None = 1, kind: str = "Client") -> Any:
        """A client that does not retry by itself, unless it is told to; ``None``: as botocore."""
        retries = attempts and {"total_max_attempts": attempts}
        return getattr(self.module, kind)(**_options(url, retries))

    @cache  # noqa: B019 (cleared with the module)
    def handed_in(self, url: str) -> Any:
        """The same over a client of boto3."""
        options = _options(url, {"total_max_attempts": 1})
        return self.module.Client(client=boto3.client(self.name, **options))


def _options(url: str, retries: Any) -> dict[str, Any]:
    return {
        "region_name": "us-east-1",
        "endpoint_url": url,
        "aws_access_key_id": "AKIDEXAMPLE",
        "aws_secret_access_key": SECRETS[0],
        "aws_session_token": SECRETS[1],
        "config": Config(connect_timeout=2, read_timeout=0.5, retries=retries),
    }


CONTAINERS = Case(
    "emr-containers",
    emr_containers,
    lambda: emr_containers.StartJobRunRequest(
        virtual_cluster_id="vc1",
        execution_role_arn=ROLE,
        release_label="emr-7.2.0-latest",
        job_driver=emr_containers.JobDriver(
            spark_submit_job_driver=emr_containers.SparkSubmitJobDriver(
                entry_point="s3://b/app.py", entry_point_arguments=["--password", SECRETS[2]]
            )
        ),
    ),
    faults.ok(id="run1", virtualClusterId="vc1"),
    {"virtual_cluster_id": "vc1", "id": "run1"},
    "RUNNING",
    "COMPLETED",
    "FAILED",
)
SERVERLESS = Case(
    "emr-serverless",
    emr_serverless,
    lambda: emr_serverless.StartJobRunRequest(
        application_id="app1",
        execution_role_arn=ROLE,
        job_driver=emr_serverless.JobDriver(
            spark_submit=emr_serverless.SparkSubmit(
                entry_point="s3://b/app.py", entry_point_arguments=["--password", SECRETS[2]]
            )
        ),
    ),
    faults.ok(applicationId="app1", jobRunId="run1", arn="arn"),
    {"application_id": "app1", "job_run_id": "run1"},
    "SCHEDULED",
    "SUCCESS",
    "FAILED",
)
GLUE = Case(
    "glue",
    glue,
    lambda: glue.StartJobRunRequest(job_name="nightly", arguments={"--password": SECRETS[2]}),
    faults.ok(JobRunId="jr_1"),
    {"job_name": "nightly", "run_id": "jr_1"},
    "WAITING",
    "SUCCEEDED",
    "TIMEOUT",
)
CASES = [CONTAINERS, SERVERLESS, GLUE]

PASSING: dict[str, Callable[[], Answer]] = {
    "throttled": faults.throttled,
    "internal error": lambda: faults.error("InternalServerException", 500),
    "bad gateway": lambda: faults.server_error(502),
    "unavailable": lambda: faults.server_error(503),
    "hang-up": faults.hang_up,
    "cut": lambda: faults.cut(faults.ok(jobRun={"state": "SUCCESS"})),
    "slow": lambda: faults.slow(faults.ok(), 1.0),
    "invalid JSON": faults.invalid_json,
    "wrong content type": faults.wrong_content_type,
    "empty": lambda: Answer(body=b""),
    "no state": faults.ok,
    "null": lambda: Answer(body=b"null"),
    "a list": lambda: Answer(body=b"[]"),
}
NO_ANSWER = (ClientError, BotoCoreError, ResponseParserError, jobs.UnexpectedResponseError)
"""What a call raises that had no usable answer; a 2xx that is no JSON is a parser's error."""

LASTING = {
    "expired credentials": (faults.expired_credentials, "ExpiredTokenException"),
    "clock skew": (faults.clock_skew, "InvalidSignatureException"),
}


class Crowd:
    """Answers many callers at once: a run is running, throttled, then successful."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._polls: dict[str, int] = {}
        self._lock = threading.Lock()

    def __call__(self, received: Received) -> Answer:
        body = received.json
        if self._starts(received):
            name = body.get("name") or body.get("JobName")
            key = {"emr-containers": "id", "emr-serverless": "jobRunId", "glue": "JobRunId"}
            return faults.ok(**{key[self._case.name]: name})
        run = body.get("RunId") or received.path.partition("?")[0].rpartition("/")[2]
        with self._lock:
            polls = self._polls[run] = self._polls.get(run, 0) + 1
        answers = [
            self._case.state(self._case.running),
            faults.throttled(),
            self._case.state(self._case.success),
        ]
        return answers[min(polls, 3) - 1]

    def _starts(self, received: Received) -> bool:
        if self._case is GLUE:
            return received.operation == "StartJobRun"
        return received.method == "POST"


def numbered(case: Case, number: int) -> Any:
    """The request of one of many, named so that its run has the id ``run<number>``."""
    name = f"run{number}"
    return attrs.evolve(case.request(), **{"job_name" if case is GLUE else "name": name})
