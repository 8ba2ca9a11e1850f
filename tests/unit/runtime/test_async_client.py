"""The asynchronous client: the same methods, awaited; over threads or over aiobotocore."""

from __future__ import annotations

import asyncio
import inspect
import threading
import time
from typing import Any

import boto3
import pytest

import emrglue
from emrglue import ValidationError, WaitFailedError, emr_containers, emr_serverless, glue
from emrglue._runtime.client import waiting
from tests.support.clock import FakeTime

from .canned import CREDENTIALS, Canned, client, error

PAGES = [{"JobRuns": [{"Id": "1"}, {"Id": "2"}], "NextToken": "a"}, {"JobRuns": [{"Id": "3"}]}]


def made(*answers: Any, **options: Any) -> tuple[Any, Canned]:
    return client(glue, *answers, kind="AsyncClient", **options)


class Native:
    """What the client needs of an aiobotocore client."""

    def __init__(self, *answers: Any) -> None:
        self.sync = boto3.client("glue", region_name="us-east-1", **CREDENTIALS)
        self.canned = Canned(self.sync, *answers)
        self.meta = self.sync.meta

    def __getattr__(self, method: str) -> Any:
        async def called(**wire: Any) -> Any:
            return getattr(self.sync, method)(**wire)

        return called

    async def close(self) -> None:
        """Where aiobotocore's clients differ, for all to see."""


@pytest.fixture
def fake_time(monkeypatch: pytest.MonkeyPatch) -> FakeTime:
    fake = FakeTime()
    monkeypatch.setattr(waiting, "clock", fake.now)
    real = asyncio.sleep

    async def sleep(seconds: float) -> None:
        fake.sleep(seconds)
        await real(0)

    monkeypatch.setattr("emrglue._runtime.client.async_client.asyncio.sleep", sleep)
    return fake


@pytest.mark.parametrize("module", [emr_containers, emr_serverless, glue])
def test_both_clients_have_the_same_methods_with_the_same_arguments(module: Any) -> None:
    """What differs is who waits."""
    names = {name for name in vars(module.Client) if not name.startswith("_")}
    assert names == {name for name in vars(module.AsyncClient) if not name.startswith("_")}
    for name in names:
        sync = inspect.signature(getattr(module.Client, name))
        awaited = inspect.signature(getattr(module.AsyncClient, name))
        assert [*sync.parameters] == [*awaited.parameters]


@pytest.mark.parametrize("native", [False, True])
def test_a_call_is_answered_with_a_typed_response(native: bool) -> None:
    """Over threads, and over an asynchronous client that was handed in."""
    answer = {"JobRunId": "jr"}
    c = glue.AsyncClient(client=Native(answer)) if native else made(answer)[0]
    response = asyncio.run(c.start_job_run(job_name="j"))
    assert type(response) is glue.StartJobRunResponse
    assert response.job_run_id == "jr"


@pytest.mark.parametrize("native", [False, True])
def test_errors_are_the_same(native: bool) -> None:
    """Of the service, and of the arguments; these before anything is sent."""
    answer = error("EntityNotFoundException")
    c = glue.AsyncClient(client=Native(answer)) if native else made(answer)[0]
    with pytest.raises(glue.EntityNotFoundException):
        asyncio.run(c.start_job_run(job_name="j"))
    with pytest.raises(ValidationError, match="JobName"):
        asyncio.run(c.start_job_run())


def test_a_synchronous_client_can_be_handed_in() -> None:
    """It runs in threads."""
    given = boto3.client("glue", region_name="us-east-1", **CREDENTIALS)
    Canned(given, {"JobRunId": "jr"})
    response = asyncio.run(glue.AsyncClient(client=given).start_job_run(job_name="j"))
    assert response.job_run_id == "jr"


def test_an_asynchronous_client_does_not_fit_the_synchronous_one() -> None:
    """And the error says where it fits."""
    with pytest.raises(TypeError, match="AsyncClient"):
        glue.Client(client=Native({}))


def test_items_come_page_by_page() -> None:
    """With limits and a token to go on from."""

    async def run() -> None:
        c, canned = made(*PAGES)
        pages = c.iter_get_job_runs(job_name="j")
        assert [item.id async for item in pages.limit(page_size=2)] == ["1", "2", "3"]
        assert canned.sent()[0]["MaxResults"] == 2
        c, _ = made(*PAGES)
        pages = c.iter_get_job_runs(job_name="j").limit(max_items=1)
        assert [page.job_runs[0].id async for page in pages.pages()] == ["1"]
        assert pages.resume_token

    asyncio.run(run())


def test_an_error_between_pages_is_typed() -> None:
    """As in the synchronous client."""

    async def run() -> None:
        c, _ = made(PAGES[0], error("InvalidInputException"))
        with pytest.raises(glue.InvalidInputException):
            _ = [item async for item in c.iter_get_job_runs(job_name="j")]

    asyncio.run(run())


@pytest.mark.parametrize("native", [False, True])
def test_a_wait_is_awaited(native: bool, fake_time: FakeTime) -> None:
    """With the same ends."""
    answers = [{"JobRun": {"JobRunState": s}} for s in ("RUNNING", "SUCCEEDED", "FAILED")]
    c = glue.AsyncClient(client=Native(*answers)) if native else made(*answers)[0]
    response = asyncio.run(c.wait_until_job_run_succeeded(job_name="j", run_id="jr", delay=3))
    assert response.job_run.job_run_state == "SUCCEEDED"
    assert fake_time.slept == [3]
    with pytest.raises(WaitFailedError, match="FAILED"):
        asyncio.run(c.wait_until_job_run_succeeded(job_name="j", run_id="jr"))


def test_a_wait_that_is_cancelled_polls_no_more() -> None:
    """It ends at once."""

    async def run() -> int:
        c, canned = made({"JobRun": {"JobRunState": "RUNNING"}})
        first = asyncio.Event()
        loop = asyncio.get_running_loop()
        task = asyncio.create_task(
            c.wait_until_job_run_succeeded(
                job_name="j", run_id="jr", on_poll=lambda _: loop.call_soon(first.set)
            )
        )
        await asyncio.wait_for(first.wait(), 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return len(canned.requests)

    assert asyncio.run(run()) == 1


def test_a_call_that_is_cancelled_is_given_up_at_once_and_the_client_goes_on_working() -> None:
    """The thread finishes by itself."""
    release = threading.Event()

    async def run() -> Any:
        c, _ = made({"JobRunId": "jr"})
        c.meta.events.register_first("before-send.glue.GetJob", lambda **_: release.wait(10))
        slow = asyncio.create_task(c.get_job(job_name="j"))
        await asyncio.sleep(0.05)
        slow.cancel()
        started = time.monotonic()
        with pytest.raises(asyncio.CancelledError):
            await slow
        assert time.monotonic() - started < 5
        response = await c.start_job_run(job_name="j")
        release.set()
        return response.job_run_id

    assert asyncio.run(run()) == "jr"


def test_200_tasks_share_a_client() -> None:
    """And every one gets its own answer."""

    async def run() -> list[str]:
        async with made({"JobRunId": "jr"})[0] as c:
            calls = (c.start_job_run(job_name=f"j{i}") for i in range(200))
            return [response.job_run_id for response in await asyncio.gather(*calls)]

    assert asyncio.run(run()) == ["jr"] * 200


def test_a_policy_reaches_the_calls_of_its_task_only() -> None:
    """Although they run in threads."""

    async def lenient(c: Any) -> None:
        with emrglue.validation("off"):
            await asyncio.sleep(0)
            await c.start_job_run(job_name="")

    async def strict(c: Any) -> None:
        await asyncio.sleep(0)
        with pytest.raises(ValidationError):
            await c.start_job_run(job_name="")

    async def run() -> None:
        c, _ = made({})
        await asyncio.gather(lenient(c), strict(c), lenient(c))

    asyncio.run(run())
