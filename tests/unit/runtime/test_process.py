"""A call changes nothing of the process, and leaves nothing behind if it is interrupted."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import threading
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import ClientError

from emrglue import InvalidBodyError, ValidationError, emr_containers, glue, validation
from emrglue._runtime.shapes.policy import current_policy
from emrglue._runtime.wiremodel import ServiceModel
from tests.support.interrupts import interrupted, process

from .canned import CREDENTIALS, Canned, client, error

JOB = {"Job": {"Name": "j", "CreatedOn": 1.7e9, "MaxCapacity": 2, "New": {"a": 1}}}
TABLES = {"TableList": [{"Name": "t", "CreateTime": 1.7e9}]}


def everyday_calls() -> list[Callable[[], Any]]:
    """One of each kind, with answers of each kind."""
    made, _ = client(glue, JOB)
    failing, _ = client(glue, error("EntityNotFoundException"))
    broken, _ = client(glue, b"<html>")
    lenient, _ = client(glue, JOB, validation="warn")
    pages, _ = client(glue, TABLES)

    def failed(call: Callable[[], Any]) -> Any:
        with pytest.raises((ValueError, ClientError, InvalidBodyError)) as raised:
            call()
        return raised.value

    return [
        lambda: repr(made.get_job(job_name="j")),
        lambda: made.get_job(job_name="j").to_wire(),
        lambda: lenient.get_job(job_name="j").job.created_on,
        lambda: failed(lambda: made.get_job(job_name="")),
        lambda: failed(lambda: failing.get_job(job_name="j")),
        lambda: failed(lambda: broken.get_job(job_name="j")),
        lambda: list(pages.iter_get_tables(database_name="d").limit(max_items=1, page_size=1)),
        lambda: glue.GetJobRequest.from_wire({"JobName": "j"}),
    ]


def test_no_call_changes_the_process() -> None:
    """Neither the first one nor any later one."""
    before = process()
    for call in [*everyday_calls(), *everyday_calls()]:
        call()
        assert process() == before


def test_an_interrupt_leaves_nothing_behind() -> None:
    """At any instruction of a call on a client that was used before, with a policy of its own."""
    made, _ = client(glue, JOB, validation="warn")
    usual, before = made.get_job(job_name="j"), process()
    step = 0
    while interrupted(lambda: made.get_job(job_name="j").to_wire(), step, instructions=True):
        assert process() == before
        step += 1
        if step % 100 == 0:
            assert made.get_job(job_name="j") == usual
    assert step > 500


def test_no_policy_is_left_by_a_block_that_did_not_begin() -> None:
    """Whatever instruction before it was interrupted."""
    begun: list[bool] = []

    def block() -> None:
        with validation("off"):
            begun.append(True)

    step = 0
    while interrupted(block, step, instructions=True) and not begun:
        assert current_policy() == {}
        step += 1
    assert step > 50


def test_a_block_can_end_in_another_task() -> None:
    """As in an asynchronous fixture of a test."""

    async def fixture() -> AsyncIterator[dict[str, Any]]:
        with validation("off"):
            yield glue.StartJobRunRequest(job_name="").to_wire()

    async def main() -> None:
        made = fixture()
        assert await asyncio.create_task(anext(made)) == {"JobName": ""}  # type: ignore[arg-type]
        await asyncio.create_task(made.aclose())  # type: ignore[attr-defined]
        with pytest.raises(ValidationError):
            glue.StartJobRunRequest(job_name="")

    asyncio.run(main())


def in_child(work: Callable[[], Any], seconds: float = 30) -> str:
    """Do something in a forked process: ``done``, ``failed``, ``hung``, or ``over`` after EOF."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except EOFError:
            os._exit(2)
        except BaseException:
            os._exit(1)
        os._exit(0)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return ("done", "failed", "over")[os.waitstatus_to_exitcode(status)]
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "hung"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a platform without fork")
class TestForks:
    @pytest.mark.parametrize("part", [0, 60])
    def test_the_first_use_of_everything_can_be_interrupted_at_any_line(self, part: int) -> None:
        """Clients and classes are made whole then, or later, by this thread or another one."""
        answer = {"id": "r", "name": "n", "arn": "x", "virtualClusterId": "v"}

        def use(made: Any) -> Any:
            Canned(made, answer)
            return made.create_managed_endpoint(
                virtual_cluster_id="v", name="n", type="t", release_label="emr-7.2.0-latest",
                execution_role_arn="arn:aws:iam::123456789012:role/r", client_token="t",
            ).id  # fmt: skip

        def attempt(step: int) -> None:
            made = emr_containers.Client(region_name="us-east-1", **CREDENTIALS)
            if not interrupted(lambda: use(made), step):
                raise EOFError
            found = [use(made)]
            thread = threading.Thread(target=lambda: found.append(use(made)))
            thread.start()
            thread.join(10)
            found.append(use(client(emr_containers, answer)[0]))
            assert found == ["r"] * 3

        steps = range(part * 7, 5400, 600)
        outcomes = [in_child(lambda step=step: attempt(step)) for step in steps]
        assert outcomes[0] == "done"
        assert {*outcomes} <= {"done", "over"}

    def test_a_child_can_read_a_model_that_a_thread_was_reading(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It does not wait for a thread that it does not have."""
        began, over, loads = threading.Event(), threading.Event(), json.loads

        def slowly(text: Any) -> Any:
            began.set()
            over.wait(10)
            return loads(text)

        monkeypatch.setattr(json, "loads", slowly)
        model = ServiceModel("emrglue.glue", "glue", "2017-03-31")
        thread = threading.Thread(target=lambda: model.raw)
        thread.start()
        began.wait(10)
        try:
            outcome = in_child(lambda: [over.set(), model.raw], 5)
        finally:
            over.set()
            thread.join(10)
        assert outcome == "done"

    def test_a_child_can_call_whatever_other_threads_were_doing(self) -> None:
        """Making clients, and calling; nothing that they held is held in the child."""
        shared, _ = client(glue, JOB)
        over = threading.Event()

        session = botocore.session.Session()

        def busy() -> None:
            while not over.is_set():
                client(glue, JOB)[0].get_job(job_name="j")
                client(glue, JOB, session=session)[0].get_job(job_name="j")

        threads = [threading.Thread(target=busy, daemon=True) for _ in range(3)]
        for thread in threads:
            thread.start()

        def child() -> None:
            assert shared.get_job(job_name="j").job.name == "j"
            assert client(glue, JOB)[0].get_job(job_name="j").job.name == "j"
            assert client(glue, JOB, session=session)[0].get_job(job_name="j").job.name == "j"

        try:
            outcomes = [in_child(child, 20) for _ in range(10)]
        finally:
            over.set()
            for thread in threads:
                thread.join(10)
        assert outcomes == ["done"] * 10
