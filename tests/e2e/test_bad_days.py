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
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, EndpointConnectionError

from emrglue import async_jobs, jobs
from emrglue._runtime.jobs.handle import DEFAULT_TIMEOUT
from tests.support import faults
from tests.support.cases import (
    CASES,
    GLUE,
    LASTING,
    NO_ANSWER,
    PASSING,
    SECRETS,
    SERVERLESS,
    Case,
    Crowd,
    numbered,
)
from tests.support.clock import FakeTime
from tests.support.faults import FaultServer

SERVER = FaultServer()


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
        Case.handed_in.cache_clear()


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

    @pytest.mark.parametrize("fault", PASSING)
    def test_nor_does_it_over_a_client_that_was_handed_in(self, case: Case, fault: str) -> None:
        """Where botocore reads the answers, as far as it can."""
        client = case.handed_in(SERVER.url)
        run = jobs.attach(client, clock=jobs.Clock(sleep=FakeTime().sleep), **case.ids)
        with serving([PASSING[fault](), case.state(case.running), case.state(case.success)]):
            assert run.wait().state == case.success
        run = jobs.attach(client, clock=jobs.Clock(sleep=FakeTime().sleep), **case.ids)
        with (
            serving([PASSING[fault](), case.state(case.failure)]),
            pytest.raises(jobs.JobRunFailedError),
        ):
            run.wait()
        with serving([PASSING[fault]()]) as server, pytest.raises(NO_ANSWER):
            jobs.start(client, case.request())
        assert len(server.received) == 1

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
        """So that both EMR services start one run; Glue does not know any token."""
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
        with serving(Crowd(case)) as server:
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

        with serving(Crowd(case)) as server:
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


def _patient(case: Case, server: FaultServer, kind: str) -> Any:
    """A client that gives a crowded server on a slow machine its time."""
    return getattr(case.module, kind)(
        region_name="us-east-1",
        endpoint_url=server.url,
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key=SECRETS[0],
        config=Config(read_timeout=15, max_pool_connections=64, retries={"total_max_attempts": 1}),
    )


def _one_of_many(case: Case, client: Any, number: int) -> str:
    fake = FakeTime()
    clock = jobs.Clock(now=fake.now, sleep=fake.sleep)
    run = jobs.start(client, numbered(case, number), clock=clock)
    assert run.id == f"run{number}"
    return run.wait(timeout=3600).state


async def _one_of_many_tasks(case: Case, client: Any, number: int) -> str:
    fake = FakeTime()
    clock = jobs.Clock(now=fake.now, sleep=fake.asleep)
    run = await async_jobs.start(client, numbered(case, number), clock=clock)
    assert run.id == f"run{number}"
    return (await run.wait(timeout=3600)).state


def _ignore_errors(function: Callable[[], Any]) -> None:
    with suppress(Exception):
        function()
