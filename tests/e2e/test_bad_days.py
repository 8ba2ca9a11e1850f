"""Bad days: nothing hangs, nothing is a success that was not, no secret gets out."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

import attrs
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, EndpointConnectionError
from botocore.parsers import ResponseParserError

from emrglue import async_jobs, emr_containers, emr_serverless, glue, jobs
from emrglue._runtime.job_scripts import DEFAULT_TIMEOUT
from tests.support import faults
from tests.support.clock import FakeTime
from tests.support.faults import Answer, FaultServer, Received

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
        return getattr(self.module, kind)(
            region_name="us-east-1",
            endpoint_url=url,
            aws_access_key_id="AKIDEXAMPLE",
            aws_secret_access_key=SECRETS[0],
            aws_session_token=SECRETS[1],
            config=Config(connect_timeout=2, read_timeout=0.5, retries=retries),
        )


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
SERVER = FaultServer()
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


@pytest.fixture(params=CASES, ids=lambda case: case.name)
def case(request: pytest.FixtureRequest) -> Case:
    found: Case = request.param
    return found


@pytest.fixture
def _interruptible() -> Iterator[None]:
    """Ctrl-C raises, also where the tests run in the background, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(autouse=True)
def ends_soon() -> Iterator[None]:
    """Nothing hangs: every one of these tests ends within seconds of real time."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < 20


@pytest.fixture(autouse=True, scope="module")
def _one_address() -> Iterator[None]:
    """Making a client takes longer than all that is done to it here, so its address stays."""
    with SERVER:
        yield
        Case.client.cache_clear()


@contextmanager
def serving(script: faults.Script) -> Iterator[FaultServer]:
    """The server of this module, playing a script."""
    yield SERVER.play(script)


def attached(case: Case, server: FaultServer, fake: FakeTime | None = None) -> jobs.JobRun:
    fake = fake or FakeTime()
    clock = jobs.Clock(now=fake.now, sleep=fake.sleep)
    return jobs.attach(case.client(server.url), clock=clock, **case.ids)


class TestWaiting:
    """Polls that fail while a job runs."""

    @pytest.mark.parametrize("fault", PASSING)
    def test_what_passes_does_not_change_the_outcome(self, case: Case, fault: str) -> None:
        """Neither a success nor a failure is made of it."""
        script = [case.state(case.running), PASSING[fault](), case.state(case.success)]
        with serving(script) as server:
            assert attached(case, server).wait().state == case.success

    @pytest.mark.parametrize("fault", PASSING)
    def test_a_failure_stays_a_failure(self, case: Case, fault: str) -> None:
        """Also when it was hard to learn about."""
        with (
            serving([PASSING[fault](), case.state(case.failure)]) as server,
            pytest.raises(jobs.JobRunFailedError) as caught,
        ):
            attached(case, server).wait()
        assert caught.value.outcome.state == case.failure

    @pytest.mark.parametrize("fault", [name for name in PASSING if name != "slow"])
    def test_what_never_passes_ends_the_wait(self, case: Case, fault: str) -> None:
        """With its time, or with patience, and never as a success."""
        fake = FakeTime()
        with serving([PASSING[fault]()]) as server:
            with pytest.raises(jobs.JobRunTimeoutError):
                attached(case, server, fake).wait(timeout=120)
            with pytest.raises(NO_ANSWER):
                attached(case, server, fake).wait()
            assert len(server.received) < 100

    @pytest.mark.parametrize("fault", LASTING)
    def test_what_needs_a_person_is_raised_at_once(self, case: Case, fault: str) -> None:
        """As an error of the service, with its code."""
        answer, code = LASTING[fault]
        with serving([case.state(case.running), answer()]) as server:
            with pytest.raises(ClientError) as caught:
                attached(case, server).wait()
            assert len(server.received) == 2
        assert caught.value.response["Error"]["Code"] == code

    def test_a_state_that_nobody_knows_is_waited_through(self, case: Case) -> None:
        """With a warning, until the time is over."""
        with (
            serving([case.state("DAYDREAMING")]) as server,
            pytest.warns(jobs.UnknownStateWarning, match="DAYDREAMING"),
            pytest.raises(jobs.JobRunTimeoutError),
        ):
            attached(case, server).wait(timeout=600)

    def test_a_state_that_nobody_knows_does_not_hide_the_end(self, case: Case) -> None:
        """The run goes on to an end that is known."""
        with (
            serving([case.state("DAYDREAMING"), case.state(case.success)]) as server,
            pytest.warns(jobs.UnknownStateWarning),
        ):
            assert attached(case, server).wait().succeeded

    def test_a_job_that_never_ends_ends_the_wait(self, case: Case) -> None:
        """After a day by default, having asked no more than every half minute or so."""
        fake = FakeTime()
        with serving([case.state(case.running)]) as server:
            with pytest.raises(jobs.JobRunTimeoutError):
                attached(case, server, fake).wait(poll=600)
            assert len(server.received) < 200
        assert fake.seconds == pytest.approx(DEFAULT_TIMEOUT)

    def test_a_service_that_is_gone_ends_the_wait(self, case: Case) -> None:
        """Nobody listens; the reason is the cause."""
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        fake = FakeTime()
        clock = jobs.Clock(now=fake.now, sleep=fake.sleep)
        run = jobs.attach(case.client(f"http://127.0.0.1:{port}"), clock=clock, **case.ids)
        with pytest.raises(jobs.JobRunTimeoutError) as caught:
            run.wait(timeout=30)
        assert isinstance(caught.value.__cause__, EndpointConnectionError)


class TestStarting:
    """A request to start that fails: was a run started or not?"""

    @pytest.mark.parametrize("fault", [*PASSING, *LASTING])
    def test_no_fault_makes_a_handle(self, case: Case, fault: str) -> None:
        """And emrglue sends the request once, whatever comes back."""
        answer = PASSING[fault]() if fault in PASSING else LASTING[fault][0]()
        with serving([answer]) as server:
            with pytest.raises(NO_ANSWER):
                jobs.start(case.client(server.url), case.request())
            assert len(server.received) == 1

    def test_a_repeated_request_has_the_same_token(
        self, case: Case, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """So that both EMR services start one run; Glue knows no token."""
        monkeypatch.setattr(time, "sleep", lambda _: None)
        with serving([faults.server_error(), case.started]) as server:
            client = case.client(server.url, attempts=2)
            assert jobs.start(client, case.request()).ids == case.ids
            tokens = [received.json.get("clientToken") for received in server.received]
        assert len(tokens) == 2
        assert len(set(tokens)) == 1
        assert (tokens[0] is None) is (case is GLUE)

    def test_it_is_repeated_as_often_as_botocore_does_it_and_no_more(
        self, case: Case, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Counted against a plain botocore client with the same settings."""
        import botocore.session

        monkeypatch.setattr(time, "sleep", lambda _: None)
        monkeypatch.delenv("AWS_MAX_ATTEMPTS", raising=False)
        monkeypatch.delenv("AWS_RETRY_MODE", raising=False)
        with serving([faults.server_error()]) as server:
            plain = botocore.session.Session().create_client(
                case.name,
                region_name="us-east-1",
                endpoint_url=server.url,
                aws_access_key_id="a",
                aws_secret_access_key="b",
            )
            with pytest.raises(ClientError):
                plain.start_job_run(**case.request().to_wire())
            expected = len(server.received)
            with pytest.raises(ClientError):
                jobs.start(case.client(server.url, attempts=None), case.request())
            assert len(server.received) - expected == expected > 1

    def test_a_wrong_request_starts_nothing(self) -> None:
        """Not even the application."""
        with serving([faults.ok()]) as server:
            with pytest.raises(ValueError, match="executionRoleArn"):
                jobs.start(
                    SERVERLESS.client(server.url), start_application=True, application_id="app1"
                )
            assert server.received == []

    def test_keyword_arguments_are_a_request_too(self) -> None:
        """What a client's method takes."""
        with serving([GLUE.started]) as server:
            run = jobs.start(GLUE.client(server.url), job_name="nightly", worker_type="G.1X")
            assert server.received[0].json == {"JobName": "nightly", "WorkerType": "G.1X"}
        assert run.ids == GLUE.ids


class TestCancelling:
    """Cancels that fail."""

    @pytest.mark.usefixtures("_interruptible")
    def test_ctrl_c_in_a_wait_cancels_and_stays_ctrl_c(self, case: Case) -> None:
        """A real signal, in a real pause."""
        main = threading.main_thread()
        if threading.current_thread() is not main:
            pytest.skip("signals go to the main thread")
        with serving([case.state(case.running)] * 2 + [faults.ok()]) as server:
            run = jobs.attach(case.client(server.url), **case.ids)
            assert not run.is_terminal
            timer = threading.Timer(0.5, signal.pthread_kill, (main.ident, signal.SIGINT))
            timer.start()
            with pytest.raises(KeyboardInterrupt):
                run.wait(poll=30, cancel_on_interrupt=True)
            timer.join()
            methods = [(received.method, received.operation) for received in server.received]
        assert methods[-1] == ("POST", "BatchStopJobRun") if case is GLUE else ("DELETE", "")

    @pytest.mark.parametrize("fault", [*LASTING, "hang-up", "throttled"])
    def test_a_cancel_that_fails_is_raised(self, case: Case, fault: str) -> None:
        """The run goes on, and the caller has to know."""
        answer = PASSING[fault]() if fault in PASSING else LASTING[fault][0]()
        with (
            serving([answer, case.state(case.running)]) as server,
            pytest.raises((ClientError, BotoCoreError)),
        ):
            attached(case, server).cancel()

    def test_glue_says_no_inside_a_success(self) -> None:
        """HTTP 200 with a list of errors."""
        detail = {"ErrorCode": "InvalidInputException", "ErrorMessage": "not now"}
        no = faults.ok(SuccessfulSubmissions=[], Errors=[{"ErrorDetail": detail}])
        with (
            serving([no, GLUE.state("RUNNING")]) as server,
            pytest.raises(jobs.CancelRefusedError, match="InvalidInputException: not now"),
        ):
            attached(GLUE, server).cancel()


class TestSharing:
    """Many callers, one client."""

    def test_64_threads_share_a_client(self, case: Case) -> None:
        """Each starts a run, waits for it through a fault, and gets its own."""
        with serving(_Crowd(case)) as server:
            client = _patient(case, server, "Client")
            with ThreadPoolExecutor(64) as pool:
                outcomes = list(pool.map(lambda n: _one_of_many(case, client, n), range(64)))
        assert outcomes == [case.success] * 64

    def test_200_tasks_share_an_asynchronous_client(self, case: Case) -> None:
        """The same, in one event loop."""

        async def main(server: FaultServer) -> list[str]:
            client = _patient(case, server, "AsyncClient")
            tasks = (_one_of_many_tasks(case, client, n) for n in range(200))
            return await asyncio.gather(*tasks)

        with serving(_Crowd(case)) as server:
            outcomes = asyncio.run(main(server))
        assert outcomes == [case.success] * 200


class TestSecrets:
    """What nobody may read in a log."""

    @pytest.mark.parametrize("fault", [*PASSING, *LASTING])
    def test_none_reaches_a_log_or_an_error(
        self, case: Case, fault: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        """Neither credentials nor job arguments, by emrglue at any level, by others at INFO."""
        caplog.set_level(logging.DEBUG, "emrglue")
        caplog.set_level(logging.INFO)
        answer = PASSING[fault]() if fault in PASSING else LASTING[fault][0]()
        texts = []
        with serving([answer]) as server:
            client = case.client(server.url)
            request = case.request()
            run = attached(case, server)
            for act in (
                lambda: jobs.start(client, request),
                lambda: run.wait(timeout=0),
                run.cancel,
            ):
                try:
                    act()
                except Exception as error:
                    texts.append(f"{error} {error!r}")
            texts += [repr(run), repr(client), caplog.text]
            if case is not GLUE:  # Glue's model calls no argument of a job sensitive
                texts.append(repr(request))
        assert not [secret for secret in SECRETS if secret in " ".join(texts)]


class TestTheServer:
    """The fault server itself."""

    def test_it_is_bounded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """More than so many requests are not answered."""
        monkeypatch.setattr(faults, "MOST_REQUESTS", 3)
        with FaultServer([GLUE.state("RUNNING")]) as server:
            run = attached(GLUE, server)
            for _ in range(3):
                run.refresh()
            with pytest.raises(BotoCoreError):
                run.refresh()

    def test_it_does_not_outlive_its_block(self) -> None:
        """Even with an answer under way."""
        with FaultServer([faults.slow(faults.ok(), 5)]) as server:
            thread = threading.Thread(target=_ignore_errors, args=(attached(GLUE, server).refresh,))
            thread.start()
            time.sleep(0.1)
            began = time.monotonic()
        assert time.monotonic() - began < 2
        thread.join(5)
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2])), 1)


class _Crowd:
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


def _patient(case: Case, server: FaultServer, kind: str) -> Any:
    """A client that gives a crowded server on a slow machine its time."""
    return getattr(case.module, kind)(
        region_name="us-east-1",
        endpoint_url=server.url,
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key=SECRETS[0],
        config=Config(read_timeout=15, max_pool_connections=64, retries={"total_max_attempts": 1}),
    )


def _numbered(case: Case, number: int) -> Any:
    name = f"run{number}"
    return attrs.evolve(case.request(), **{"job_name" if case is GLUE else "name": name})


def _one_of_many(case: Case, client: Any, number: int) -> str:
    fake = FakeTime()
    clock = jobs.Clock(now=fake.now, sleep=fake.sleep)
    run = jobs.start(client, _numbered(case, number), clock=clock)
    assert run.id == f"run{number}"
    return run.wait(timeout=3600).state


async def _one_of_many_tasks(case: Case, client: Any, number: int) -> str:
    fake = FakeTime()
    clock = jobs.Clock(now=fake.now, sleep=fake.asleep)
    run = await async_jobs.start(client, _numbered(case, number), clock=clock)
    assert run.id == f"run{number}"
    return (await run.wait(timeout=3600)).state


def _ignore_errors(function: Callable[[], Any]) -> None:
    with suppress(Exception):
        function()
