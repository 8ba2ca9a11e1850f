"""``emrglue.testing.FakeClient``: what stands in for a botocore client in people's own tests."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emrglue import ValidationError, __version__, async_jobs, glue, jobs
from emrglue.testing import FakeClient

STARTED = glue.StartJobRunResponse(job_run_id="jr_1")


def run(state: str) -> dict[str, Any]:
    return {"JobRun": {"Id": "jr_1", "JobName": "etl", "JobRunState": state}}


def test_it_answers_with_typed_responses() -> None:
    client = glue.Client(client=FakeClient({"start_job_run": STARTED}))
    assert client.start_job_run(job_name="etl") == STARTED


def test_requests_are_checked_as_ever_and_the_calls_are_kept() -> None:
    fake = FakeClient({"start_job_run": STARTED})
    client = glue.Client(client=fake)
    with pytest.raises(ValidationError, match="JobName"):
        client.start_job_run(job_name="")
    client.start_job_run(job_name="etl", arguments={"--day": "1"})
    assert fake.calls == [("start_job_run", {"JobName": "etl", "Arguments": {"--day": "1"}})]


def test_a_list_has_an_answer_for_each_call_and_its_last_one_stays() -> None:
    fake = FakeClient({"get_job_run": [run("RUNNING"), run("STOPPING"), run("STOPPED")]})
    client = glue.Client(client=fake)
    states = [client.get_job_run(job_name="etl", run_id="jr_1") for _ in range(4)]
    assert [r.job_run and r.job_run.job_run_state for r in states] == [
        "RUNNING", "STOPPING", "STOPPED", "STOPPED",
    ]  # fmt: skip


def test_an_exception_is_raised_as_the_class_of_the_service() -> None:
    error = ClientError({"Error": {"Code": "EntityNotFoundException"}}, "StartJobRun")
    client = glue.Client(client=FakeClient({"start_job_run": error}))
    with pytest.raises(glue.EntityNotFoundException):
        client.start_job_run(job_name="etl")


def test_a_function_gets_the_arguments_of_the_call() -> None:
    def tables(**arguments: Any) -> dict[str, Any]:
        page = int(arguments.get("NextToken", "0"))
        more = {"NextToken": str(page + 1)} if page < 2 else {}
        return {"TableList": [{"Name": f"t{page}"}], **more}

    client = glue.Client(client=FakeClient({"get_tables": tables}))
    assert [t.name for t in client.iter_get_tables(database_name="d")] == ["t0", "t1", "t2"]


def test_a_job_run_is_started_and_waited_for() -> None:
    fake = FakeClient({"start_job_run": STARTED, "get_job_run": [run("RUNNING"), run("SUCCEEDED")]})
    outcome = jobs.start(glue.Client(client=fake), job_name="etl").wait(poll=0.001)
    assert outcome.state == "SUCCEEDED"


def test_an_asynchronous_client_takes_one_too() -> None:
    async def start() -> str:
        fake = FakeClient({"start_job_run": STARTED, "get_job_run": run("SUCCEEDED")})
        run_ = await async_jobs.start(glue.AsyncClient(client=fake), job_name="etl")
        return (await run_.wait(poll=0.001)).state

    assert asyncio.run(start()) == "SUCCEEDED"


def test_an_operation_without_a_response_is_named() -> None:
    client = glue.Client(client=FakeClient({"start_job_run": STARTED}))
    with pytest.raises(AttributeError, match="FakeClient has no response for start_job_runs"):
        client._given.start_job_runs()  # as a method of boto3 that does not exist
    with pytest.raises(AttributeError, match="FakeClient has no response for get_job_run"):
        client.get_job_run(job_name="etl", run_id="jr_1")


def test_it_needs_no_hypothesis_and_the_strategies_say_what_they_need() -> None:
    code = (
        "import sys; sys.modules['hypothesis'] = None\n"
        "from emrglue import glue, testing\n"
        "print(testing.FakeClient({}))\n"
        "testing.requests(glue.TableInput)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "FakeClient" in shown.stdout
    last = shown.stderr.splitlines()[-1]
    assert last.startswith("ModuleNotFoundError: ")
    assert "pip install hypothesis" in last


def test_the_package_tells_its_version() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)
