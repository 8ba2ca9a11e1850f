"""Waiting for a state: when it ends, how it ends, and what it says."""

from __future__ import annotations

import asyncio
import pickle
import warnings
from functools import partial
from typing import Any

import pytest
from botocore.exceptions import (
    ClientError,
    NoCredentialsError,
    ReadTimeoutError,
    SSLError,
    WaiterError,
)

from emrglue import (
    UnknownStateWarning,
    ValidationError,
    WaitFailedError,
    WaitTimeoutError,
    emr_containers,
    emr_serverless,
    glue,
)
from emrglue._runtime.client import base as client_module
from emrglue._runtime.client import waiting
from tests.support.clock import FakeTime

from .canned import Canned, client, error, model_of


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> FakeTime:
    fake = FakeTime()
    monkeypatch.setattr(waiting, "clock", fake.now)
    monkeypatch.setattr(client_module.time, "sleep", fake.sleep)
    return fake


def state(name: str) -> Any:
    return {"JobRun": {"Id": "jr", "JobRunState": name}}


def wait(*answers: Any, **options: Any) -> tuple[Any, Canned]:
    c, canned = client(glue, *answers)
    return c.wait_until_job_run_succeeded(job_name="j", run_id="jr", **options), canned


def test_a_wait_returns_the_typed_last_response(time: FakeTime) -> None:
    """As soon as the state is the one waited for."""
    response, canned = wait(state("RUNNING"), state("SUCCEEDED"))
    assert type(response) is glue.GetJobRunResponse
    assert response.job_run is not None
    assert response.job_run.job_run_state == "SUCCEEDED"
    assert len(canned.requests) == 2


def test_a_wait_polls_as_often_as_the_waiter_says(time: FakeTime) -> None:
    """Every 30 seconds for a job run; ``delay`` says otherwise."""
    wait(state("RUNNING"), state("SUCCEEDED"))
    wait(state("RUNNING"), state("SUCCEEDED"), delay=2.5)
    assert time.slept == [30, 2.5]


@pytest.mark.parametrize("final", ["FAILED", "TIMEOUT", "EXPIRED", "STOPPED"])
def test_a_state_that_success_cannot_follow_ends_the_wait(time: FakeTime, final: str) -> None:
    """With an error of botocore's kind that tells the state and holds the response."""
    with pytest.raises(WaitFailedError, match=final) as caught:
        wait(state("RUNNING"), state(final))
    assert isinstance(caught.value, WaiterError)
    assert caught.value.state == final
    assert caught.value.response.job_run.id == "jr"
    assert caught.value.last_response["JobRun"]["Id"] == "jr"


def test_a_wait_ends_after_so_many_attempts(time: FakeTime) -> None:
    """``max_attempts`` polls, with a pause between them only."""
    with pytest.raises(WaitTimeoutError, match="RUNNING") as caught:
        wait(state("RUNNING"), max_attempts=3, delay=1)
    assert isinstance(caught.value, TimeoutError)
    assert time.slept == [1, 1]


def test_a_wait_ends_after_so_many_seconds(time: FakeTime) -> None:
    """With one last look at the very end."""
    with pytest.raises(WaitTimeoutError):
        wait(state("RUNNING"), timeout=25, delay=10)
    assert time.slept == [10, 10, 5]


def test_a_timeout_replaces_the_number_of_attempts(time: FakeTime) -> None:
    """So that a wait can last longer than the waiter's own 60 polls, one every 5 seconds."""
    c, _ = client(glue, {"SchemaStatus": "PENDING"})
    with pytest.raises(WaitTimeoutError):
        c.wait_until_schema_available(schema_id=glue.SchemaId(schema_name="s"), timeout=5 * 70)
    assert len(time.slept) == 70


def test_every_poll_is_told(time: FakeTime) -> None:
    """With the typed response, the last one included."""
    seen: list[Any] = []
    wait(state("RUNNING"), state("SUCCEEDED"), on_poll=seen.append)
    assert [poll.job_run.job_run_state for poll in seen] == ["RUNNING", "SUCCEEDED"]


def test_an_unknown_state_warns_once_and_keeps_waiting(time: FakeTime) -> None:
    """What AWS adds later is not a failure, and no success."""
    with pytest.warns(UnknownStateWarning, match="'NAPPING'") as caught:
        response, _ = wait(state("NAPPING"), state("NAPPING"), state("SUCCEEDED"))
    assert len(caught) == 1
    assert response.job_run.job_run_state == "SUCCEEDED"


def test_an_unknown_state_for_ever_ends_with_the_time(time: FakeTime) -> None:
    """And the error tells it."""
    with pytest.warns(UnknownStateWarning), pytest.raises(WaitTimeoutError, match="NAPPING"):
        wait(state("NAPPING"), timeout=60)


def test_a_known_state_does_not_warn(time: FakeTime) -> None:
    """Nor does a response without one."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        wait(state("WAITING"), {}, state("SUCCEEDED"))


def test_something_that_is_to_be_gone_is_waited_for_until_the_service_does_not_know_it(
    time: FakeTime,
) -> None:
    """Then there is no response to return."""
    c, _ = client(
        emr_serverless,
        {"application": {"state": "STOPPED"}},
        error("ResourceNotFoundException", 404),
    )
    assert c.wait_until_application_terminated(application_id="00f1") is None


def test_an_error_that_the_waiter_does_not_expect_ends_the_wait(time: FakeTime) -> None:
    """And is there, typed."""
    with pytest.raises(WaitFailedError, match="EntityNotFound") as caught:
        wait(error("EntityNotFoundException"))
    assert isinstance(caught.value.error, glue.EntityNotFoundException)
    assert caught.value.__cause__ is caught.value.error
    assert caught.value.response is None


def test_a_throttled_poll_is_no_end(time: FakeTime) -> None:
    """Beyond botocore's own retries."""
    response, _ = wait((429, {"__type": "ThrottlingException"}), state("SUCCEEDED"))
    assert response.job_run.job_run_state == "SUCCEEDED"


def test_a_service_that_stays_away_ends_the_wait(time: FakeTime) -> None:
    """After some polls in a row, long before the day is over."""
    with pytest.raises(WaitFailedError, match="503") as caught:
        wait((503, b""), delay=1)
    assert caught.value.error is not None


@pytest.mark.parametrize("broken", [b"<html>", b"{"])
def test_a_poll_that_nobody_can_read_is_no_end(time: FakeTime, broken: bytes) -> None:
    """Neither a success nor a failure."""
    response, _ = wait(broken, state("SUCCEEDED"))
    assert response.job_run.job_run_state == "SUCCEEDED"


def test_a_network_that_stays_away_raises_its_own_error(time: FakeTime) -> None:
    """Counted in a row: a poll that works starts the count again."""
    c, _ = client(glue, {})
    failure = ReadTimeoutError(endpoint_url="u")
    polls = iter([failure] * 4 + [state("RUNNING")] + [failure] * 5)

    def call(operation: str, wire: Any) -> Any:
        poll = next(polls)
        if isinstance(poll, Exception):
            raise poll
        return poll

    c._call_botocore = call
    with pytest.raises(ReadTimeoutError):
        c.wait_until_job_run_succeeded(job_name="j", run_id="jr")
    assert next(polls, None) is None


@pytest.mark.parametrize(
    "failure",
    [NoCredentialsError(), SSLError(endpoint_url="u", error="wrong certificate"), KeyError("mine")],
    ids=repr,
)
def test_what_needs_a_person_is_raised_at_once(time: FakeTime, failure: Exception) -> None:
    """Asking again would not help."""
    c, _ = client(glue, {})
    polls = iter([failure])

    def call(operation: str, wire: Any) -> Any:
        raise next(polls)

    c._call_botocore = call
    with pytest.raises(type(failure)):
        c.wait_until_job_run_succeeded(job_name="j", run_id="jr")
    assert time.slept == []


@pytest.mark.parametrize("kind", ["Client", "AsyncClient"])
def test_an_error_of_the_callback_is_the_callers_own(time: FakeTime, kind: str) -> None:
    """Also when it looks like one of the service: it is neither asked again nor renamed."""
    mine = ClientError({"Error": {"Code": "ThrottlingException", "Message": "mine"}}, "Publish")

    def publish(_: Any) -> None:
        raise mine

    c, canned = client(glue, state("RUNNING"), kind=kind)
    wait = partial(c.wait_until_job_run_succeeded, job_name="j", run_id="jr", on_poll=publish)

    async def awaited() -> Any:
        return await wait()

    with pytest.raises(ClientError) as caught:
        wait() if kind == "Client" else asyncio.run(awaited())
    assert caught.value is mine
    assert len(canned.requests) == 1


def test_botocores_own_waiter_works_on_a_client_that_we_made(time: FakeTime) -> None:
    """By the waiters of this package, with plain dictionaries and botocore's own error."""
    c, canned = client(glue, state("RUNNING"), state("SUCCEEDED"), state("FAILED"))
    waiter = c.get_waiter("job_run_succeeded")
    waiter.wait(JobName="j", RunId="jr", WaiterConfig={"Delay": 0})
    assert len(canned.requests) == 2
    with pytest.raises(WaiterError):
        waiter.wait(JobName="j", RunId="jr")


def test_the_request_of_a_wait_is_checked() -> None:
    """Before the first poll."""
    c, canned = client(glue, {})
    with pytest.raises(ValidationError, match="RunId"):
        c.wait_until_job_run_succeeded(job_name="j")
    assert canned.requests == []


@pytest.mark.parametrize(
    "options", [{"delay": -1}, {"timeout": float("nan")}, {"max_attempts": 0}, {"delay": "1"}]
)
def test_options_that_make_no_sense_are_refused(options: dict[str, Any]) -> None:
    """By name."""
    with pytest.raises(ValueError, match=next(iter(options))):
        wait(state("RUNNING"), **options)


def test_the_error_of_a_wait_survives_pickling(time: FakeTime) -> None:
    """State, response and all."""
    with pytest.raises(WaitFailedError) as caught:
        wait(state("FAILED"))
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.state) == (str(caught.value), "FAILED")
    assert again.response == caught.value.response
    with pytest.raises(TypeError, match="sate"):
        WaitFailedError("waiter", "reason", {}, sate="FAILED")  # type: ignore[call-arg]


def test_a_wait_works_through_a_client_that_was_handed_in(time: FakeTime) -> None:
    """boto3 has no waiters for these services; the package's are used."""
    import boto3

    given = boto3.client("glue", "us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
    Canned(given, state("RUNNING"), state("SUCCEEDED"))
    response = glue.Client(client=given).wait_until_job_run_succeeded(job_name="j", run_id="jr")
    assert response.job_run is not None
    assert response.job_run.job_run_state == "SUCCEEDED"


@pytest.mark.parametrize("module", [emr_containers, emr_serverless, glue])
def test_every_waiter_is_a_method(module: Any) -> None:
    """Of both clients, and botocore's own on a client that we made."""
    from botocore import xform_name

    made, _ = client(module, {})
    for name in model_of(module).waiters:
        assert callable(getattr(module.Client, f"wait_until_{xform_name(name)}"))
        assert callable(getattr(module.AsyncClient, f"wait_until_{xform_name(name)}"))
        assert made.get_waiter(xform_name(name)).config.operation
