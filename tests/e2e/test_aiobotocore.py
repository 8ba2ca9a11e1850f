"""Asynchronous clients and job runs over a real client of aiobotocore, in one event loop.

Skipped where aiobotocore is missing: it wants a botocore of its own choice, so the development
environment has none. ``make other-botocores`` runs these tests with it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError, ClientError, ResponseStreamingError
from botocore.parsers import ResponseParserError

from emrglue import (
    UnknownStateWarning,
    ValidationError,
    WaitFailedError,
    WaitTimeoutError,
    async_jobs,
    emr_containers,
    emr_serverless,
    glue,
    guard,
    jobs,
)
from tests.hostile import workshop
from tests.hostile.workshop import model, operation, store, structure
from tests.services.test_features import FAILED, STARTED, event
from tests.support import faults
from tests.support.cases import (
    CASES,
    GLUE,
    LASTING,
    NO_ANSWER,
    PASSING,
    ROLE,
    SECRETS,
    SERVERLESS,
    Case,
    Crowd,
    numbered,
)
from tests.support.clock import FakeTime
from tests.support.faults import FaultServer
from tests.support.inside import log_client
from tests.support.moto_server import moto_server

aiobotocore = pytest.importorskip(
    "aiobotocore.session", reason="aiobotocore wants a botocore of its own: make other-botocores"
)
from aiobotocore.config import AioConfig  # noqa: E402

SESSION = aiobotocore.get_session()
Test = Callable[[Any], Coroutine[Any, Any, Any]]


@pytest.fixture(params=CASES, ids=lambda case: case.name)
def case(request: pytest.FixtureRequest) -> Case:
    found: Case = request.param
    return found


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with moto_server() as address:
        yield address


@pytest.fixture(scope="module")
def server() -> Iterator[FaultServer]:
    with FaultServer() as started:
        yield started


@asynccontextmanager
async def connected(module: Any, url: str, **config: Any) -> AsyncIterator[Any]:
    """An emrglue client over a client of aiobotocore."""
    service = module.__name__.rpartition(".")[2].replace("_", "-")
    options = {"connect_timeout": 2, "read_timeout": 5, "retries": {"total_max_attempts": 1}}
    async with SESSION.create_client(
        service,
        region_name="us-east-1",
        endpoint_url=url,
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key=SECRETS[0],
        aws_session_token=SECRETS[1],
        config=AioConfig(**{**options, **config}),
    ) as made:
        yield module.AsyncClient(client=made)


def against(module: Any, url: str, test: Test, **config: Any) -> Any:
    """What a coroutine function makes of such a client. Nothing hangs: ten seconds at most."""

    async def main() -> Any:
        async with connected(module, url, **config) as client:
            return await asyncio.wait_for(test(client), 10)

    return asyncio.run(main())


def attached(case: Case, client: Any, fake: FakeTime | None = None) -> async_jobs.AsyncJobRun:
    fake = fake or FakeTime()
    clock = jobs.Clock(now=fake.now, sleep=fake.asleep)
    return async_jobs.attach(client, clock=clock, **case.ids)


class TestMoto:
    """Against moto, over HTTP, where moto has the operation."""

    def test_glue(self, url: str) -> None:
        """A job, its run, pages of runs, a wait."""

        async def test(client: glue.AsyncClient) -> None:
            command = glue.JobCommand(name="glueetl", script_location="s3://b/a.py")
            for name in ("a", "b", "c"):
                await client.create_job(name=name, role=ROLE, command=command)
            seen: list[str] = []
            run = await async_jobs.start(client, job_name="a")
            outcome = await run.wait(poll=0.01, on_change=lambda status: seen.append(status.state))
            assert (outcome.succeeded, seen[-1], await run.is_terminal) == (True, "SUCCEEDED", True)
            assert [item.id async for item in client.iter_get_job_runs(job_name="a")] == [run.id]
            answer = await client.wait_until_job_run_succeeded(**run.ids, delay=0)
            assert answer.job_run is not None
            assert answer.job_run.job_run_state == "SUCCEEDED"
            assert (await run.logs).cloudwatch[0].stream == run.id
            assert run.console_url is not None

        against(glue, url, test)

    def test_the_text_of_logs(self, url: str) -> None:
        """Clients of other services have the credentials of the one that was handed in."""

        async def test(client: glue.AsyncClient) -> None:
            command = glue.JobCommand(name="glueetl", script_location="s3://b/a.py")
            await client.create_job(name="logged", role=ROLE, command=command)
            run = await async_jobs.start(client, job_name="logged")
            assert [line async for line in run.tail_logs()] == []
            signed: list[str] = []

            def look(request: Any, **_: Any) -> None:
                signed.append(request.headers["Authorization"].decode())

            logs = log_client(client, "logs")
            logs.meta.events.register("before-send.cloudwatch-logs.*", look)
            assert [line async for line in run.tail_logs()] == []
            assert all("Credential=AKIDEXAMPLE/" in header for header in signed)
            assert signed

        against(glue, url, test)

    def test_pages_of_glue(self, url: str) -> None:
        """A size, a maximum, and the way on from it, by aiobotocore's paginator."""

        async def test(client: glue.AsyncClient) -> None:
            for number in range(5):
                name = f"db{number}"
                await client.create_database(database_input=glue.DatabaseInput(name=name))
            command = glue.JobCommand(name="glueetl", script_location="s3://b/a.py")
            for number in range(5):
                await client.create_job(name=f"page{number}", role=ROLE, command=command)
            pages = client.iter_get_jobs()
            everything = [item.name async for item in pages.limit(page_size=2)]
            assert {f"page{number}" for number in range(5)} <= {*everything}
            sizes = [len(page.jobs or ()) async for page in pages.limit(page_size=2).pages()]
            assert set(sizes[:-1]) == {2}
            some = pages.limit(page_size=2, max_items=3)
            assert [item.name async for item in some] == everything[:3]
            rest = pages.limit(starting_token=some.resume_token)
            assert [item.name async for item in rest] == everything[3:]

        against(glue, url, test)

    def test_emr_serverless(self, url: str) -> None:
        """An application that is started for the run, which is cancelled."""

        async def test(client: emr_serverless.AsyncClient) -> None:
            made = await client.create_application(
                name="aio", release_label="emr-7.0.0", type="SPARK"
            )
            application = made.application_id
            assert application is not None
            await client.stop_application(application_id=application)
            run = await async_jobs.start(
                client,
                emr_serverless.StartJobRunRequest(
                    application_id=application,
                    execution_role_arn=ROLE,
                    job_driver=emr_serverless.JobDriver(
                        spark_submit=emr_serverless.SparkSubmit(entry_point="s3://b/app.py")
                    ),
                ),
                start_application=True,
                clock=jobs.Clock(sleep=FakeTime().asleep),
            )
            await client.wait_until_application_started(application_id=application, delay=0)
            await run.cancel()
            again = async_jobs.attach(client, **run.ids)
            assert (await again.wait(check=False)).result == "cancelled"
            with pytest.raises(WaitFailedError):
                await client.wait_until_job_run_succeeded(**run.ids, delay=0)

        against(emr_serverless, url, test)

    def test_emr_on_eks(self, url: str) -> None:
        """A run that is cancelled is a failure to whoever waits for it."""

        async def test(client: emr_containers.AsyncClient) -> None:
            info = emr_containers.ContainerInfo(eks_info=emr_containers.EksInfo(namespace="aio"))
            cluster = await client.create_virtual_cluster(
                name="aio",
                container_provider=emr_containers.ContainerProvider(type="EKS", id="e", info=info),
            )
            run = await async_jobs.start(
                client,
                virtual_cluster_id=cluster.id,
                execution_role_arn=ROLE,
                release_label="emr-7.0.0-latest",
                job_driver=emr_containers.JobDriver(
                    spark_submit_job_driver=emr_containers.SparkSubmitJobDriver(
                        entry_point="s3://b/app.py"
                    )
                ),
            )
            await run.cancel()
            with pytest.raises(jobs.JobRunFailedError, match="CANCELLED"):
                await run.wait()

        against(emr_containers, url, test)

    def test_errors(self, url: str) -> None:
        """Of the service, as classes; of the arguments, before anything is sent."""

        async def test(client: glue.AsyncClient) -> None:
            with pytest.raises(glue.EntityNotFoundException) as caught:
                await client.get_table(database_name="nowhere", name="t")
            assert (caught.value.http_status, caught.value.retryable) == (400, False)
            with pytest.raises(client.exceptions.EntityNotFoundException):
                await async_jobs.start(client, job_name="no such job")
            with pytest.raises(ValidationError, match="JobName"):
                await client.get_job()

        against(glue, url, test)

    def test_a_guard(self, url: str) -> None:
        """On the client of aiobotocore itself, which is the same otherwise."""

        async def test(client: Any) -> None:
            guarded = guard(client.botocore)
            await guarded.create_database(DatabaseInput={"Name": "guarded"})
            assert (await guarded.get_database(Name="guarded"))["Database"]["Name"] == "guarded"
            with pytest.raises(ValidationError, match="ExecutionClass"):
                await guarded.create_job(
                    Name="j", Role="r", Command={"Name": "glueetl"}, ExecutionClass="SLOW"
                )

        against(glue, url, test)


class TestBadDays:
    """Against the fault server."""

    @pytest.mark.parametrize("fault", PASSING)
    def test_what_passes_does_not_change_the_outcome(
        self, case: Case, fault: str, server: FaultServer
    ) -> None:
        """Neither a success nor a failure is made of it."""
        script = [case.state(case.running), PASSING[fault](), case.state(case.success)]
        test = lambda client: attached(case, client).wait()  # noqa: E731
        assert against(case.module, server.play(script).url, test, read_timeout=0.5).succeeded
        script = [PASSING[fault](), case.state(case.failure)]
        with pytest.raises(jobs.JobRunFailedError):
            against(case.module, server.play(script).url, test, read_timeout=0.5)

    @pytest.mark.parametrize("fault", LASTING)
    def test_what_needs_a_person_is_raised_at_once(
        self, case: Case, fault: str, server: FaultServer
    ) -> None:
        """As a class of the service's errors."""
        answer, code = LASTING[fault]
        server.play([case.state(case.running), answer()])
        with pytest.raises(ClientError) as caught:
            against(case.module, server.url, lambda client: attached(case, client).wait())
        assert caught.value.response["Error"]["Code"] == code
        assert len(server.received) == 2

    @pytest.mark.parametrize("fault", [*PASSING, *LASTING])
    def test_no_fault_makes_a_handle(self, case: Case, fault: str, server: FaultServer) -> None:
        """And the request is sent once."""
        answer = PASSING[fault]() if fault in PASSING else LASTING[fault][0]()
        server.play([answer])
        with pytest.raises(NO_ANSWER):
            against(
                case.module,
                server.url,
                lambda client: async_jobs.start(client, case.request()),
                read_timeout=0.5,
            )
        assert len(server.received) == 1

    def test_a_job_that_never_ends_is_cancelled_when_the_time_is_over(
        self, case: Case, server: FaultServer
    ) -> None:
        """And the error says that it was."""
        server.play([case.state(case.running)] * 3 + [faults.ok()])
        fake = FakeTime()
        with pytest.raises(jobs.JobRunTimeoutError, match="asked to cancel"):
            against(
                case.module,
                server.url,
                lambda client: attached(case, client, fake).wait(
                    timeout=25, poll=10, cancel_on_timeout=True
                ),
            )
        assert cancels(case, server) == 1

    def test_an_unknown_state_warns_and_is_waited_through(
        self, case: Case, server: FaultServer
    ) -> None:
        """By the handle and by the waiter."""
        script = [case.state("DAYDREAMING"), case.state(case.success)]

        async def waiter(client: Any) -> Any:
            return await client.wait_until_job_run_succeeded(**case.ids, delay=0)

        with pytest.warns(UnknownStateWarning, match="DAYDREAMING"):
            against(
                case.module, server.play(script).url, lambda client: attached(case, client).wait()
            )
        with pytest.warns(UnknownStateWarning, match="DAYDREAMING"):
            assert against(case.module, server.play(script).url, waiter) is not None

    @pytest.mark.parametrize("fault", PASSING)
    def test_a_waiter_rides_out_what_passes(self, fault: str, server: FaultServer) -> None:
        """And ends with its time where nothing passes."""
        server.play([PASSING[fault](), GLUE.state("SUCCEEDED")])
        wait = lambda client: client.wait_until_job_run_succeeded(  # noqa: E731
            **GLUE.ids, delay=0, max_attempts=3
        )
        assert against(glue, server.url, wait, read_timeout=0.5) is not None
        server.play([PASSING[fault]()])
        with pytest.raises((WaitTimeoutError, WaitFailedError, BotoCoreError)):
            against(glue, server.url, wait, read_timeout=0.2)
        assert len(server.received) == 3

    def test_an_error_between_pages_is_typed(self, server: FaultServer) -> None:
        """After the items that came before it."""
        first = faults.ok(JobRuns=[{"Id": "1"}], NextToken="a")
        server.play([first, faults.error("InvalidInputException")])
        seen: list[str | None] = []

        async def test(client: glue.AsyncClient) -> None:
            async for run in client.iter_get_job_runs(job_name="j"):
                seen.append(run.id)

        with pytest.raises(glue.InvalidInputException):
            against(glue, server.url, test)
        assert seen == ["1"]

    @pytest.mark.parametrize("fault", [*PASSING, *LASTING])
    def test_no_secret_reaches_a_log_or_an_error(
        self, case: Case, fault: str, server: FaultServer, caplog: pytest.LogCaptureFixture
    ) -> None:
        """By emrglue at any level, by others at INFO."""
        caplog.set_level(logging.DEBUG, "emrglue")
        caplog.set_level(logging.INFO)
        answer = PASSING[fault]() if fault in PASSING else LASTING[fault][0]()
        texts: list[str] = []

        async def test(client: Any) -> None:
            run = attached(case, client)
            for act in (
                lambda: async_jobs.start(client, case.request()),
                lambda: run.wait(timeout=0),
                run.cancel,
            ):
                try:
                    await act()
                except Exception as error:
                    texts.append(f"{error} {error!r}")
            texts.extend([repr(run), repr(client)])

        against(case.module, server.play([answer]).url, test, read_timeout=0.2)
        assert len(texts) > 2
        text = " ".join([*texts, caplog.text])
        assert not [secret for secret in SECRETS if secret in text]


@pytest.fixture
def listener(tmp_path: Path) -> Iterator[tuple[ModuleType, Any]]:
    """A service whose answer is a stream of events, and a session that knows it."""
    shapes = {
        "Heard": structure({"events": "Events"}),
        "Events": structure({"said": "Said", "Failure": "Failure"}, eventstream=True),
        "Said": structure({"text": "S"}, event=True),
        "Failure": structure({"message": "S"}, exception=True),
        "S": {"type": "string"},
    }
    content = model(shapes, {"Listen": operation("Listen", "", "Heard")})
    models = store(tmp_path / "models", content)
    session = aiobotocore.get_session()
    session.get_component("data_loader").search_paths.insert(0, str(models))
    with workshop.generate(models, tmp_path / "out").imported() as package:
        yield package, session


def heard(listener: tuple[ModuleType, Any], body: bytes, missing: int, seen: list[Any]) -> None:
    """Read the events of an answer.

    :param missing: how many bytes come less than the headers say.
    """
    package, session = listener
    head = (
        "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.amazon.eventstream\r\n"
        f"Content-Length: {len(body) + missing}\r\n\r\n"
    )

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"{}")
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()

    async def main() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        keys = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": SECRETS[0]}
        async with (
            server,
            session.create_client("svc", region_name="us-east-1", endpoint_url=url, **keys) as made,
        ):
            with (await package.AsyncClient(client=made).listen()).events as events:
                async for each in events:
                    seen.append(each)

    asyncio.run(asyncio.wait_for(main(), 10))


class TestEvents:
    """A stream of events is for ``async for``."""

    def test_all_events_come(self, listener: tuple[ModuleType, Any]) -> None:
        """Those of an unknown kind too."""
        seen: list[Any] = []
        heard(listener, STARTED + event("later", b"?"), 0, seen)
        assert seen[0].said.text == "x"
        assert seen[1].unknown_members == {"later": b"?"}

    @pytest.mark.parametrize(("last", "raised"), FAILED)
    def test_an_error_is_one_of_the_service(
        self, listener: tuple[ModuleType, Any], last: bytes, raised: str
    ) -> None:
        """After all events before it."""
        seen: list[Any] = []
        with pytest.raises((ClientError, ResponseParserError)) as caught:
            heard(listener, STARTED + last, 0, seen)
        assert len(seen) == 1
        assert raised in [cls.__name__ for cls in type(caught.value).__mro__]

    def test_a_connection_that_breaks_says_so(self, listener: tuple[ModuleType, Any]) -> None:
        """What arrived before is given."""
        seen: list[Any] = []
        with pytest.raises(ResponseStreamingError):
            heard(listener, STARTED, 100, seen)
        assert len(seen) == 1


def cancels(case: Case, server: FaultServer) -> int:
    """How many times the server was asked to cancel a run."""
    asked = [(received.method, received.operation) for received in server.received]
    return asked.count(("POST", "BatchStopJobRun") if case is GLUE else ("DELETE", ""))


class TestCancellation:
    """Tasks that are cancelled."""

    @pytest.mark.parametrize("cancel", [True, False])
    @pytest.mark.parametrize("during", ["a pause", "a call"])
    def test_a_cancelled_wait_cancels_the_run_if_told_to(
        self, case: Case, during: str, cancel: bool, server: FaultServer
    ) -> None:
        """Wherever it is cancelled; it stays cancelled, and the client goes on working."""
        running = case.state(case.running)
        slow = faults.slow(running, 2) if during == "a call" else running

        def answer(received: faults.Received) -> faults.Answer:
            polls = len(server.received) - cancels(case, server)
            return slow if polls == 2 else running

        async def test(client: Any) -> str:
            run = async_jobs.attach(client, **case.ids)
            assert not await run.is_terminal
            waiting = asyncio.create_task(run.wait(poll=30, cancel_on_interrupt=cancel))
            while len(server.received) < 2:
                await asyncio.sleep(0.01)
            if during == "a pause":
                await asyncio.sleep(0.2)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            assert waiting.cancelled()
            return await run.state

        assert against(case.module, server.play(answer).url, test) == case.running
        assert cancels(case, server) == cancel

    def test_a_timeout_of_asyncio_cancels_too(self, server: FaultServer) -> None:
        """``asyncio.wait_for`` around a wait, as around any coroutine."""
        server.play(lambda _: SERVERLESS.state("RUNNING"))

        async def test(client: Any) -> None:
            run = async_jobs.attach(client, **SERVERLESS.ids)
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(run.wait(cancel_on_interrupt=True), 0.3)

        against(emr_serverless, server.url, test)
        assert cancels(SERVERLESS, server) == 1

    def test_a_cancelled_call_leaves_the_client_as_it_was(self, server: FaultServer) -> None:
        """Pages and waiters too: nothing is asked any more, and the next call is answered."""
        running = GLUE.state("RUNNING")
        server.play(lambda received: faults.slow(running, 1))

        async def test(client: glue.AsyncClient) -> Any:
            async def pages() -> None:
                async for _ in client.iter_get_job_runs(job_name="j"):
                    pass

            for waiting in (
                client.get_job_run(**GLUE.ids),
                client.wait_until_job_run_succeeded(**GLUE.ids, delay=0),
                pages(),
            ):
                asked = len(server.received)
                task = asyncio.create_task(waiting)
                while len(server.received) == asked:
                    await asyncio.sleep(0.01)
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
                assert task.cancelled()
            server.play([GLUE.state("SUCCEEDED")])
            return await client.get_job_run(**GLUE.ids)

        answer = against(glue, server.url, test)
        assert answer.job_run.job_run_state == "SUCCEEDED"
        assert len(server.received) == 1


def test_200_tasks_share_a_client(case: Case, server: FaultServer) -> None:
    """Each starts a run, waits for it through a fault, and gets its own."""

    async def one(client: Any, number: int) -> str:
        fake = FakeTime()
        clock = jobs.Clock(now=fake.now, sleep=fake.asleep)
        run = await async_jobs.start(client, numbered(case, number), clock=clock)
        assert run.id == f"run{number}"
        return (await run.wait(timeout=3600)).state

    async def test(client: Any) -> list[str]:
        return await asyncio.gather(*(one(client, number) for number in range(200)))

    server.play(Crowd(case))
    found = against(case.module, server.url, test, read_timeout=9, max_pool_connections=64)
    assert found == [case.success] * 200
