"""``--wait``: progress, outcome, exit code, Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from emrglue._runtime.cli import catalog, main, waiting
from tests.support.command_line import COMMAND, environment, run
from tests.support.faults import Answer, FaultServer, Received, error, ok

ROLE = "arn:aws:iam::123456789012:role/emr"
SPARK = '{"sparkSubmit": {"entryPoint": "s3://b/a.py"}}'
STARTS = {
    "emr-serverless": [
        "--application-id", "a1", "--execution-role-arn", ROLE, "--job-driver", SPARK,
    ],
    "emr-containers": [
        "--virtual-cluster-id", "c1", "--execution-role-arn", ROLE, "--release-label",
        "emr-7.1.0-latest", "--job-driver", '{"sparkSubmitJobDriver": {"entryPoint": "s3://b/a"}}',
    ],
    "glue": ["--job-name", "etl"],
}  # fmt: skip
ANSWERS: dict[str, dict[str, Any]] = {
    "emr-serverless": {"applicationId": "a1", "jobRunId": "r1", "arn": "arn:x"},
    "emr-containers": {"id": "r1", "virtualClusterId": "c1"},
    "glue": {"JobRunId": "r1"},
}


def described(service: str, state: str) -> dict[str, Any]:
    name = "JobRunState" if service == "glue" else "state"
    return {"JobRun" if service == "glue" else "jobRun": {name: state}}


class Runs:
    """A service whose job runs go through the states that a test says."""

    def __init__(self, server: FaultServer, home: Path) -> None:
        self.server = server
        self.env = environment(home, AWS_REGION="us-east-1")

    def command(self, service: str, *more: str) -> list[str]:
        common = ["--endpoint-url", self.server.url, "--no-sign-request", "--wait"]
        return [service, "start-job-run", *STARTS[service], *common, *more]

    def play(self, service: str, *states: str) -> None:
        self.server.play([ok(**ANSWERS[service]), *(ok(**described(service, s)) for s in states)])


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    """One for all tests."""
    with FaultServer() as server:
        yield Runs(server, tmp_path_factory.mktemp("home"))


@pytest.mark.parametrize(
    ("service", "state", "result", "code"),
    [
        ("emr-serverless", "SUCCESS", "succeeded", 0),
        ("emr-serverless", "FAILED", "failed", 1),
        ("emr-serverless", "CANCELLED", "cancelled", 2),
        ("emr-containers", "COMPLETED", "succeeded", 0),
        ("glue", "SUCCEEDED", "succeeded", 0),
        ("glue", "STOPPED", "cancelled", 2),
        ("glue", "TIMEOUT", "timed out", 3),
    ],
)
def test_the_exit_code_says_how_the_run_ended(
    service: str, state: str, result: str, code: int, runs: Runs
) -> None:
    """The response is on stdout, the progress on stderr."""
    runs.play(service, state)
    ended = run(*runs.command(service), env=runs.env)
    assert (ended.code, ended.json) == (code, ANSWERS[service])
    assert ended.err.endswith(f"job run r1: {result} ({state})\n")


def test_what_a_skipped_check_let_pass_is_waited_for(runs: Runs) -> None:
    """The run was started, so it is not checked again."""
    runs.play("emr-serverless", "SUCCESS")
    more = ["--mode", "NEW", "--skip-check", "enum"]
    assert run(*runs.command("emr-serverless", *more), env=runs.env).code == 0


def test_every_new_state_is_a_line(runs: Runs) -> None:
    """Where stderr is not a terminal."""
    runs.play("emr-serverless", "RUNNING", "SUCCESS")
    ended = run(*runs.command("emr-serverless"), env=runs.env)
    assert [line.split(": ")[1] for line in ended.err.splitlines()] == [
        "RUNNING", "SUCCESS", "succeeded (SUCCESS)",
    ]  # fmt: skip


def test_the_wait_may_be_limited(runs: Runs) -> None:
    """The run goes on; exit code 3."""
    runs.play("emr-serverless", "RUNNING")
    ended = run(*runs.command("emr-serverless", "--wait-timeout", "1"), env=runs.env)
    assert ended.code == 3
    assert ended.err.splitlines()[-1] == (
        "emrglue: error: emr-serverless job run application_id=a1 job_run_id=r1 is still RUNNING:"
        " it did not end in 1 s; the run goes on"
    )


def test_an_error_meanwhile_is_254(runs: Runs) -> None:
    """One that time does not heal."""
    started = ok(**ANSWERS["emr-serverless"])
    runs.server.play([started, error("AccessDeniedException", 403)])
    ended = run(*runs.command("emr-serverless"), env=runs.env)
    assert ended.code == 254
    assert "AccessDeniedException" in ended.err


def test_a_start_without_an_id_is_255(runs: Runs) -> None:
    """Nobody knows what to wait for."""
    runs.server.play([ok()])
    ended = run(*runs.command("emr-serverless"), env=runs.env)
    assert ended.code == 255
    assert "without the id of the run" in ended.err


def test_other_start_operations_wait_by_their_waiters(runs: Runs) -> None:
    """Their parameters are found in the request and the response."""

    def answer(received: Received) -> Answer:
        if received.method == "POST":
            return ok()
        return ok(application={"state": "STARTED"})

    runs.server.play(answer)
    common = ["--endpoint-url", runs.server.url, "--no-sign-request", "--wait"]
    command = ["emr-serverless", "start-application", "--application-id", "a1", *common]
    ended = run(*command, env=runs.env)
    assert (ended.code, ended.err) == (0, "application started: done\n")
    assert [r.path for r in runs.server.received] == ["/applications/a1/start", "/applications/a1"]


WAITERS = {
    (service, start): waiter
    for service in catalog.service_names()
    for start, waiter in waiting.waiters(service).items()
}


@pytest.mark.parametrize(("service", "name"), sorted(WAITERS))
def test_every_waiter_is_there_and_gets_its_parameters(service: str, name: str) -> None:
    """From the members of the request and the response of the start."""
    found = catalog.service(service)
    operation = found.operation(name)
    waiter = found.model.waiters["waiters"][WAITERS[service, name]]
    question = found.operation(waiter["operation"])
    known = {*operation.request.by_name, *operation.response.by_name}
    needed = {member.name for member in question.request.members if member.needed}
    assert needed <= known


NOTHING_TO_WAIT_FOR = {
    "StartColumnStatisticsTaskRunSchedule",  # a switch
    "StartCrawlerSchedule",  # a switch
    "StartTrigger",  # one that is on demand starts its jobs and stays as it is
}


def test_every_start_operation_can_be_waited_for_or_has_nothing_to_wait_for() -> None:
    """What AWS adds has to be looked at."""
    starts = {
        (service.name, name)
        for service in map(catalog.service, catalog.service_names())
        for name in service.model.raw["operations"]
        if name.startswith("Start") and name != "StartJobRun"
    }
    waited = {place for place in WAITERS if place[1].startswith("Start")}
    assert {name for _, name in starts - waited} == NOTHING_TO_WAIT_FOR
    assert waited <= starts


TRANSFORM = ["--transform-id", "t"]
SOURCE = ["--data-source", "GlueTable={DatabaseName=d,TableName=t}", "--role", "r"]
TABLE = ["--database-name", "d", "--table-name", "t"]
REQUESTS: dict[str, list[str]] = {
    "ResumeWorkflowRun": ["--name", "w", "--run-id", "r", "--node-ids", "n"],
    "StartApplication": ["--application-id", "a1"],
    "StartBlueprintRun": ["--blueprint-name", "b", "--role-arn", ROLE],
    "StartColumnStatisticsTaskRun": [*TABLE, "--role", "r"],
    "StartCrawler": ["--name", "c"],
    "StartDataQualityRuleRecommendationRun": SOURCE,
    "StartDataQualityRulesetEvaluationRun": [*SOURCE, "--ruleset-names", "s"],
    "StartExportLabelsTaskRun": [*TRANSFORM, "--output-s3-path", "s3://b/o"],
    "StartImportLabelsTaskRun": [*TRANSFORM, "--input-s3-path", "s3://b/i"],
    "StartJobUpgradeAnalysis": ["--job-name", "j"],
    "StartMLEvaluationTaskRun": TRANSFORM,
    "StartMLLabelingSetGenerationTaskRun": [*TRANSFORM, "--output-s3-path", "s3://b/o"],
    "StartMaterializedViewRefreshTaskRun": [*TABLE, "--catalog-id", "123456789012"],
    "StartSession": ["--application-id", "a1", "--execution-role-arn", ROLE],
    "StartWorkflowRun": ["--name", "w"],
}
ENDS: list[tuple[str, str, dict[str, Any], int, str]] = [
    # the last answer, the exit code, words of the service
    ("glue", "StartCrawler",
     {"Crawler": {"State": "READY", "LastCrawl": {"Status": "SUCCEEDED"}}}, 0, "done"),
    ("glue", "StartCrawler",
     {"Crawler": {"State": "READY", "LastCrawl": {"Status": "FAILED", "ErrorMessage": "no role"}}},
     1, "no role"),
    ("glue", "StartCrawler",
     {"Crawler": {"State": "READY", "LastCrawl": {"Status": "CANCELLED"}}}, 2, "CANCELLED"),
    ("glue", "StartWorkflowRun",
     {"Run": {"Status": "COMPLETED", "Statistics": {"FailedActions": 0}}}, 0, "done"),
    ("glue", "StartWorkflowRun",
     {"Run": {"Status": "COMPLETED", "Statistics": {"FailedActions": 1}}}, 1, "FailedActions: 1"),
    ("glue", "StartWorkflowRun",
     {"Run": {"Status": "COMPLETED", "Statistics": {"TimeoutActions": 2}}}, 1, "TimeoutActions: 2"),
    ("glue", "StartWorkflowRun", {"Run": {"Status": "STOPPED"}}, 2, "STOPPED"),
    ("glue", "ResumeWorkflowRun",
     {"Run": {"Status": "ERROR", "ErrorMessage": "no graph"}}, 1, "no graph"),
    ("glue", "StartBlueprintRun",
     {"BlueprintRun": {"State": "FAILED", "ErrorMessage": "bad layout"}}, 1, "bad layout"),
    ("glue", "StartDataQualityRulesetEvaluationRun",
     {"Status": "FAILED", "ErrorString": "no table"}, 1, "no table"),
    ("glue", "StartDataQualityRulesetEvaluationRun", {"Status": "TIMEOUT"}, 3, "TIMEOUT"),
    ("glue", "StartDataQualityRuleRecommendationRun",
     {"Status": "STOPPED", "ErrorString": "by hand"}, 2, "by hand"),
    ("glue", "StartColumnStatisticsTaskRun",
     {"ColumnStatisticsTaskRun": {"Status": "FAILED", "ErrorMessage": "no column"}}, 1,
     "no column"),
    ("glue", "StartMaterializedViewRefreshTaskRun",
     {"MaterializedViewRefreshTaskRun": {"Status": "STOPPED", "ErrorMessage": "by hand"}}, 2,
     "by hand"),
    ("glue", "StartJobUpgradeAnalysis", {"status": "FAILED", "errorMessage": "too old"}, 1,
     "too old"),
    *(("glue", name, {"Status": "FAILED", "ErrorString": "no labels"}, 1, "no labels")
      for name in ("StartExportLabelsTaskRun", "StartImportLabelsTaskRun",
                   "StartMLEvaluationTaskRun", "StartMLLabelingSetGenerationTaskRun")),
    ("emr-serverless", "StartApplication",
     {"application": {"state": "TERMINATED", "stateDetails": "deleted"}}, 1, "deleted"),
    ("emr-serverless", "StartSession",
     {"session": {"state": "FAILED", "stateDetails": "no capacity"}}, 1, "no capacity"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("service", "name", "last", "code", "words"),
    ENDS,
    ids=[f"{name}-{code}-{number}" for number, (_, name, _, code, _) in enumerate(ENDS)],
)
def test_every_wait_tells_success_from_failure(
    service: str,
    name: str,
    last: dict[str, Any],
    code: int,
    words: str,
    runs: Runs,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By the exit code, and in the words of the service."""
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    operation = catalog.service(service).operation(name)
    runs.server.play([ok(**dict.fromkeys(operation.response.by_name, "x1")), ok(**last)])
    common = ["--endpoint-url", runs.server.url, "--no-sign-request", "--wait"]
    ended = main([service, operation.name, *REQUESTS[name], *common])
    said = capsys.readouterr().err
    assert ended == code, said
    assert words in said


def test_every_operation_with_a_waiter_has_an_end() -> None:
    """No start operation is left out of the table."""
    assert {(service, name) for service, name, *_ in ENDS} == WAITERS.keys()


def test_a_failed_run_says_the_place_of_its_logs(runs: Runs) -> None:
    """As the error of Python does, and what the service says."""
    failed = ok(JobRun={"JobRunState": "FAILED", "ErrorMessage": "No such bucket", "Id": "r1"})
    runs.server.play([ok(**ANSWERS["glue"]), failed])
    ended = run(*runs.command("glue"), env=runs.env)
    assert ended.code == 1
    assert (
        "job run r1: logs: /aws-glue/jobs/output (streams r1*), /aws-glue/jobs/error" in ended.err
    )
    assert ended.err.endswith("job run r1: failed (FAILED): No such bucket\n")


WAIT = ["wait", "glue", "job-run-succeeded", "--job-name", "etl", "--run-id", "r1"]


@pytest.mark.parametrize(
    ("states", "code", "said"),
    [
        (["SUCCEEDED"], 0, "job run succeeded: done"),
        (["FAILED"], 1, "the state is 'FAILED'"),
        (["RUNNING"], 3, "the state is still 'RUNNING'"),
    ],
)
def test_a_waiter_is_a_command(states: list[str], code: int, said: str, runs: Runs) -> None:
    """With the parameters of the operation that it polls; the exit code says how it ended."""
    runs.server.play([ok(**described("glue", state)) for state in states])
    common = ["--endpoint-url", runs.server.url, "--no-sign-request", "--wait-timeout", "1"]
    ended = run(*WAIT, *common, env=runs.env)
    assert ended.code == code, ended.err
    assert said in ended.err
    assert runs.server.received[0].json == {"JobName": "etl", "RunId": "r1"}


def test_a_waiter_may_be_given_a_whole_request(runs: Runs) -> None:
    """As operations may; what is checked may be skipped as there."""
    runs.server.play([ok(**described("glue", "SUCCEEDED"))])
    common = ["--endpoint-url", runs.server.url, "--no-sign-request", "--skip-check", "min_length"]
    given = ["--cli-input-json", '{"JobName": "", "RunId": "r1"}']
    assert run(*WAIT[:3], *given, *common, env=runs.env).code == 0
    assert runs.server.received[0].json == {"JobName": "", "RunId": "r1"}


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX terminals")
@pytest.mark.parametrize(("answer", "cancelled"), [("y", True), ("n", False)])
def test_ctrl_c_offers_to_cancel_the_run(answer: str, cancelled: bool, runs: Runs) -> None:
    """On a terminal; exit code 130 either way."""
    runs.play("emr-serverless", "RUNNING")
    ours, theirs = os.openpty()
    command = subprocess.Popen(
        [*COMMAND, *runs.command("emr-serverless")],
        env=runs.env, stdin=theirs, stderr=theirs, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(theirs)
    try:
        seen = _read_until(ours, "RUNNING")
        command.send_signal(signal.SIGINT)
        seen += _read_until(ours, "[y/N]")
        os.write(ours, f"{answer}\n".encode())
        assert command.wait(60) == 130
    finally:
        command.kill()
        os.close(ours)
    assert "Traceback" not in seen
    methods = [received.method for received in runs.server.received]
    assert ("DELETE" in methods) == cancelled


def _read_until(terminal: int, text: str) -> str:
    """What a terminal shows until a text is there; two hundred reads at most."""
    seen = ""
    for _ in range(200):
        seen += os.read(terminal, 4096).decode(errors="replace")
        if text in seen:
            return seen
    raise AssertionError(seen)
