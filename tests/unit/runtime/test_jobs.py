"""Job runs as a specification: states, waiting, cancelling, logs; synchronous and asynchronous."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import pickle
import re
import time
import warnings
from email.utils import formatdate
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import attrs
import boto3
import pytest
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    EndpointConnectionError,
    NoCredentialsError,
    ReadTimeoutError,
    SSLError,
)

import emrglue
from codegen.runtime.jobs import async_jobs, jobs
from codegen.runtime.jobs.polling import PATIENCE, is_transient
from codegen.runtime.jobs.services import SERVICES
from emrglue import ServiceError, emr_containers, emr_serverless, glue
from tests.support.clock import FakeTime
from tests.support.job_runs import CANCEL, DESCRIBE, IDS, Flavour, StubClient, described, settle

from .canned import CREDENTIALS
from .canned import client as canned_client

MODELS = Path(__file__).parents[3] / "models"
ALL = pytest.mark.parametrize("service", list(IDS))
FIRST = {"emr-containers": "PENDING", "emr-serverless": "SUBMITTED", "glue": "STARTING"}
SUCCESS = {"emr-containers": "COMPLETED", "emr-serverless": "SUCCESS", "glue": "SUCCEEDED"}
FAILURE = {"emr-containers": "FAILED", "emr-serverless": "FAILED", "glue": "FAILED"}
CANCELLED = {"emr-containers": "CANCELLED", "emr-serverless": "CANCELLED", "glue": "STOPPED"}


@pytest.fixture(params=["synchronous", "asynchronous"])
def flavour(request: pytest.FixtureRequest) -> Flavour:
    modules = SimpleNamespace(jobs=jobs, async_jobs=async_jobs)
    return Flavour(request.param == "asynchronous", modules)


def client_error(code: str, status: int) -> ServiceError:
    """As a client of ours raises it."""
    response: Any = {
        "Error": {"Code": code, "Message": "no"},
        "ResponseMetadata": {"HTTPStatusCode": status},
    }
    return ServiceError(response, "GetJobRun")


THROTTLED = client_error("ThrottlingException", 400)
EXPIRED = client_error("ExpiredTokenException", 403)
BROKEN = ConnectionClosedError(endpoint_url="http://127.0.0.1")


def model(service: str, file: str) -> Any:
    return json.loads(next(MODELS.glob(f"{service}/*/{file}")).read_text())


class TestStates:
    """Every state of every service has exactly one meaning."""

    @ALL
    def test_every_state_of_the_model_has_its_meaning(self, service: str) -> None:
        """A new state in a model update fails here, and not in production."""
        enum = model(service, "service-2.json")["shapes"]["JobRunState"]["enum"]
        assert sorted(SERVICES[service].states) == sorted(enum)

    @ALL
    def test_the_waiters_agree(self, service: str) -> None:
        """The handles and ``wait_until_job_run_succeeded`` call the same states a success."""
        acceptors = model(service, "waiters-2.json")["waiters"]["JobRunSucceeded"]["acceptors"]
        columns = {a["expected"]: a["state"] for a in acceptors}
        for state, result in SERVICES[service].states.items():
            assert (columns[state] == "success") == (result == "succeeded")
            assert (columns[state] == "retry") == (result is None)

    @ALL
    def test_a_dashboard_is_only_asked_for_in_states_that_exist(self, service: str) -> None:
        """A misspelt state would silently never match."""
        assert SERVICES[service].with_dashboard <= SERVICES[service].states.keys()

    @ALL
    def test_the_ids_are_what_describe_takes(self, service: str) -> None:
        """So ``attach`` needs exactly what ``run.ids`` gave."""
        assert set(SERVICES[service].id_names) == set(IDS[service])


class TestTheStateOfARun:
    """``state``, ``is_terminal``, ``outcome`` and ``last_seen``."""

    @ALL
    def test_it_is_asked_for_whenever_it_is_read(self, flavour: Flavour, service: str) -> None:
        """A loop around ``is_terminal`` must end."""
        answers = [described(service, s) for s in (FIRST[service], "RUNNING", SUCCESS[service])]
        run = flavour.attach(flavour.client(service, **{DESCRIBE[service]: answers}))
        assert [run.state, run.is_terminal, run.is_terminal] == [FIRST[service], False, True]

    def test_it_is_not_asked_for_once_the_run_has_ended(self, flavour: Flavour) -> None:
        """An end is final."""
        client = flavour.client("glue", get_job_run=described("glue", "FAILED"))
        run = flavour.attach(client)
        assert (run.state, run.is_terminal, run.outcome.result) == ("FAILED", True, "failed")
        assert client.methods() == ["get_job_run"]

    def test_nothing_is_asked_for_by_attaching_or_looking_at_what_was_seen(
        self, flavour: Flavour
    ) -> None:
        """A handle can be made and shown without credentials."""
        client = flavour.client("glue")
        run = flavour.attach(client)
        assert run.last_seen is None
        assert "not asked yet" in repr(run._run)
        assert client.calls == []

    def test_there_is_no_outcome_before_the_end(self, flavour: Flavour) -> None:
        """``None`` is neither success nor failure."""
        client = flavour.client("glue", get_job_run=described("glue", "STOPPING"))
        assert flavour.attach(client).outcome is None

    @pytest.mark.parametrize(
        ("service", "state", "result"),
        [
            (service.name, state, result)
            for service in SERVICES.values()
            for state, result in service.states.items()
            if result is not None
        ],
    )
    def test_each_end_has_its_result(self, service: str, state: str, result: str) -> None:
        """Four words for all services, and the service's own."""
        status = SERVICES[service].status(described(service, state))
        assert status.outcome is not None
        assert (status.outcome.result, status.outcome.state) == (result, state)
        assert status.outcome.succeeded is (result == "succeeded")

    def test_the_message_is_the_services(self) -> None:
        """EMR on EKS gives a reason and details; Glue an error message."""
        seen = described("emr-containers", "FAILED", failure_reason="USER_ERROR", state_details="x")
        assert SERVICES["emr-containers"].status(seen).message == "USER_ERROR: x"
        seen = described("glue", "FAILED", error_message="No such bucket", state_detail=None)
        assert SERVICES["glue"].status(seen).message == "No such bucket"

    @pytest.mark.parametrize("state", [None, "", 7, {}])
    def test_an_answer_without_a_state_is_no_state(self, flavour: Flavour, state: Any) -> None:
        """botocore reads a success that is no JSON as an empty answer."""
        client = flavour.client("glue", get_job_run=described("glue", state))
        with pytest.raises(jobs.UnexpectedResponseError, match="without the state"):
            flavour.attach(client).refresh()


class TestWaiting:
    """``wait`` returns on success, raises on anything else, and always ends."""

    @ALL
    def test_it_ends_with_success(self, flavour: Flavour, service: str) -> None:
        """The outcome has the service's own word."""
        answers = [described(service, s) for s in (FIRST[service], "RUNNING", SUCCESS[service])]
        client = flavour.client(service, **{DESCRIBE[service]: answers})
        outcome = flavour.attach(client).wait()
        assert (outcome.succeeded, outcome.state) == (True, SUCCESS[service])
        assert client.calls == [(DESCRIBE[service], IDS[service])] * 3

    @ALL
    def test_a_failure_is_raised(self, flavour: Flavour, service: str) -> None:
        """Nobody has to look at what ``wait`` returns to learn of a failure."""
        client = flavour.client(
            service, **{DESCRIBE[service]: described(service, FAILURE[service])}
        )
        with pytest.raises(jobs.JobRunFailedError, match=r"failed \(FAILED\)") as caught:
            flavour.attach(client).wait()
        assert caught.value.outcome.result == "failed"

    @ALL
    def test_a_cancelled_run_is_no_success(self, flavour: Flavour, service: str) -> None:
        """Whoever cancelled it."""
        answer = described(service, CANCELLED[service])
        with pytest.raises(jobs.JobRunFailedError):
            flavour.attach(flavour.client(service, **{DESCRIBE[service]: answer})).wait()

    def test_the_error_says_what_where_and_why(self) -> None:
        """Ids, the service's words, and where the logs are."""
        flavour = Flavour(False, SimpleNamespace(jobs=jobs))
        answer = described("glue", "FAILED", error_message="No such bucket", attempt=2)
        with pytest.raises(jobs.JobRunFailedError) as caught:
            flavour.attach(flavour.client("glue", get_job_run=answer)).wait()
        text = str(caught.value)
        for expected in ("nightly", "jr_1", "FAILED", "No such bucket", "/aws-glue/jobs/error"):
            assert expected in text

    def test_without_check_every_outcome_is_returned(self, flavour: Flavour) -> None:
        """For callers that tell cancelled from failed themselves."""
        client = flavour.client("glue", get_job_run=described("glue", "TIMEOUT"))
        assert flavour.attach(client).wait(check=False).result == "timed out"

    def test_the_pauses_grow_up_to_a_limit_and_are_never_quite_regular(
        self, flavour: Flavour
    ) -> None:
        """From 2 s to 30 s, with up to a tenth left to chance."""
        time = FakeTime()
        client = flavour.client("glue", get_job_run=[described("glue", "RUNNING")] * 20)
        with pytest.raises(TimeoutError):
            flavour.attach(client, time).wait(timeout=1000)
        assert 1.8 <= time.slept[0] <= 2
        assert all(27 <= pause <= 30 for pause in time.slept[10:-1])
        assert len(set(time.slept)) == len(time.slept)

    def test_a_number_is_the_time_between_two_polls(self, flavour: Flavour) -> None:
        """``poll=60`` asks once a minute."""
        time = FakeTime()
        client = flavour.client("glue", get_job_run=described("glue", "RUNNING"))
        with pytest.raises(TimeoutError):
            flavour.attach(client, time).wait(timeout=300, poll=60)
        assert 6 <= len(client.calls) <= 7

    def test_a_run_that_never_ends_ends_the_wait(self, flavour: Flavour) -> None:
        """Not before its time, and not much after; the run goes on."""
        time = FakeTime()
        client = flavour.client(
            "emr-serverless", get_job_run=described("emr-serverless", "RUNNING")
        )
        with pytest.raises(
            jobs.JobRunTimeoutError, match=r"RUNNING.*did not end in 100 s.*goes on"
        ):
            flavour.attach(client, time).wait(timeout=100)
        assert time.seconds == pytest.approx(100)
        assert set(client.methods()) == {"get_job_run"}

    def test_there_is_a_timeout_unless_it_is_taken_away(self, flavour: Flavour) -> None:
        """A day, as the waiters."""
        time = FakeTime()
        client = flavour.client("glue", get_job_run=described("glue", "WAITING"))
        with pytest.raises(TimeoutError):
            flavour.attach(client, time).wait()
        assert time.seconds == pytest.approx(86_400)

    def test_without_a_timeout_it_waits_for_days(self, flavour: Flavour) -> None:
        """A streaming job has no end in sight; no number overflows."""
        answers = [described("glue", "RUNNING")] * 5_000 + [described("glue", "STOPPED")]
        time = FakeTime()
        run = flavour.attach(flavour.client("glue", get_job_run=answers), time)
        assert run.wait(timeout=None, check=False).result == "cancelled"
        assert time.seconds > 86_400

    def test_a_time_of_zero_asks_once(self, flavour: Flavour) -> None:
        """Has it ended by now?"""
        client = flavour.client("glue", get_job_run=described("glue", "RUNNING"))
        with pytest.raises(TimeoutError):
            flavour.attach(client).wait(timeout=0)
        assert len(client.calls) == 1

    def test_each_change_is_told_once(self, flavour: Flavour) -> None:
        """The first state, every other one, and every other attempt."""
        answers = [
            described("emr-serverless", state, attempt=attempt)
            for state, attempt in [
                ("RUNNING", 1),
                ("RUNNING", 1),
                ("RUNNING", 2),
                ("SUCCESS", 2),
            ]
        ]
        seen: list[Any] = []
        run = flavour.attach(flavour.client("emr-serverless", get_job_run=answers))
        run.wait(on_change=seen.append)
        expected = [("RUNNING", 1), ("RUNNING", 2), ("SUCCESS", 2)]
        assert [(status.state, status.attempt) for status in seen] == expected

    def test_an_error_of_the_callback_is_not_hidden(self, flavour: Flavour) -> None:
        """It is the caller's own."""

        def fail(_: Any) -> None:
            raise ZeroDivisionError

        client = flavour.client("glue", get_job_run=described("glue", "RUNNING"))
        with pytest.raises(ZeroDivisionError):
            flavour.attach(client).wait(on_change=fail)

    @pytest.mark.parametrize("poll", [0, -1, jobs.Backoff(limit=5)])
    def test_a_pause_is_positive(self, flavour: Flavour, poll: Any) -> None:
        """``poll=0`` would be a denial of service."""
        client = flavour.client("glue", get_job_run=described("glue", "SUCCEEDED"))
        run = flavour.attach(client)
        if isinstance(poll, jobs.Backoff):
            assert run.wait(poll=poll).succeeded
        else:
            with pytest.raises(ValueError, match="poll must be a number and greater than 0"):
                run.wait(poll=poll)

    @pytest.mark.parametrize(
        ("options", "complaint"),
        [
            ({"poll": 0}, "poll must be a number and greater than 0, not 0"),
            ({"poll": "2"}, "poll must be a number and greater than 0, not '2'"),
            ({"poll": float("inf")}, "poll must be a number and greater than 0, not inf"),
            ({"poll": True}, "poll must be a number and greater than 0, not True"),
            ({"poll": None}, "poll must be a number and greater than 0, not None"),
            ({"timeout": "3600"}, "timeout must be a number and at least 0, not '3600'"),
            ({"timeout": -1}, "timeout must be a number and at least 0, not -1"),
            ({"timeout": 10**400}, "timeout is a number that is too large"),
            ({"poll": 10**400}, "poll is a number that is too large"),
            ({"timeout": float("nan")}, "timeout must be a number and at least 0, not nan"),
            ({"on_change": "print"}, "on_change must be a function, not 'print'"),
        ],
    )
    def test_what_a_wait_cannot_use_is_named(
        self, flavour: Flavour, options: dict[str, Any], complaint: str
    ) -> None:
        """Before anything is asked."""
        client = flavour.client("glue", get_job_run=described("glue", "SUCCEEDED"))
        with pytest.raises((TypeError, ValueError)) as caught:
            flavour.attach(client).wait(**options)
        assert str(caught.value) == complaint
        assert client.calls == []

    @pytest.mark.parametrize("options", [{"first": "2"}, {"limit": 0}, {"factor": 0.5}])
    def test_a_backoff_is_made_of_numbers(self, options: dict[str, Any]) -> None:
        """The error names the one that is not a number."""
        with pytest.raises(ValueError, match=f"{next(iter(options))} must be a number and "):
            jobs.Backoff(**options)

    def test_a_coroutine_function_is_for_the_other_module(self) -> None:
        """Nobody would await what it returns."""

        async def tell(_: Any) -> None: ...

        client: Any = StubClient("glue", get_job_run=described("glue", "SUCCEEDED"))
        with pytest.raises(TypeError, match=r"for emrglue\.async_jobs"):
            jobs.attach(client, **IDS["glue"]).wait(on_change=tell)


class TestErrors:
    """Errors are objects: the run, its logs, how it ended, why."""

    @ALL
    def test_a_failure_has_everything(self, flavour: Flavour, service: str) -> None:
        """The handle is the one that was waited with."""
        words = (
            {"error_message": "no bucket"} if service == "glue" else {"state_details": "no bucket"}
        )
        answer = described(service, FAILURE[service], **words)
        run = flavour.attach(flavour.client(service, **{DESCRIBE[service]: answer}))
        with pytest.raises(jobs.JobRunFailedError) as caught:
            run.wait()
        error = caught.value
        assert error.run is run._run
        assert (error.outcome.state, error.reason) == (FAILURE[service], "no bucket")
        assert error.logs == run.logs
        assert [status.message for status in error.outcome.attempts] == ["no bucket"]

    def test_a_timeout_has_the_run(self, flavour: Flavour) -> None:
        """And what the service said last."""
        answer = described("emr-serverless", "QUEUED", state_details="no capacity")
        run = flavour.attach(flavour.client("emr-serverless", get_job_run=answer))
        with pytest.raises(jobs.JobRunTimeoutError) as caught:
            run.wait(timeout=1)
        assert (caught.value.run, caught.value.reason) == (run._run, "no capacity")

    def test_a_copy_has_no_run(self) -> None:
        """A client cannot be pickled; the rest arrives."""
        client: Any = StubClient("glue", get_job_run=described("glue", "TIMEOUT"))
        with pytest.raises(emrglue.jobs.JobRunFailedError) as caught:
            emrglue.jobs.attach(client, **IDS["glue"]).wait()
        copy = pickle.loads(pickle.dumps(caught.value))
        assert (type(copy), str(copy)) == (type(caught.value), str(caught.value))
        assert (copy.run, copy.outcome, copy.logs) == (
            None,
            caught.value.outcome,
            caught.value.logs,
        )

    def test_errors_show_where_they_are_imported_from(self) -> None:
        """In tracebacks and logs."""
        errors = {name for name in jobs.__all__ if name.endswith("Error")}
        assert {getattr(emrglue.jobs, name).__module__ for name in errors} == {"emrglue.jobs"}


class TestRetriesOfGlue:
    """``follow_retries=True`` goes on with the run that retries one that failed."""

    @staticmethod
    def run(number: int, state: str, **more: Any) -> Any:
        return described("glue", state, attempt=number, error_message=f"failure {number}", **more)

    @staticmethod
    def pages(*runs: tuple[str, str | None]) -> Any:
        """What GetJobRuns answers: ids, and the runs that they retry."""
        found = [SimpleNamespace(id=own, previous_run_id=before) for own, before in runs]
        return SimpleNamespace(job_runs=found)

    def client(self, flavour: Flavour, retries: int, states: list[str], runs: Any) -> Any:
        return flavour.client(
            "glue",
            get_job=SimpleNamespace(job=SimpleNamespace(max_retries=retries)),
            get_job_run=[self.run(number, state) for number, state in enumerate(states)],
            get_job_runs=runs,
        )

    def test_the_last_of_them_decides(self, flavour: Flavour) -> None:
        """The handle is about it from then on; each attempt is told."""
        runs = self.pages(("jr_9", None), ("jr_1_attempt_1", "jr_1"), ("jr_1", None))
        client = self.client(flavour, 1, ["FAILED", "SUCCEEDED"], runs)
        run = flavour.attach(client)
        seen: list[Any] = []
        outcome = run.wait(follow_retries=True, on_change=seen.append)
        assert outcome.succeeded
        assert [status.state for status in outcome.attempts] == ["FAILED", "SUCCEEDED"]
        assert run.ids == {"job_name": "nightly", "run_id": "jr_1_attempt_1"}
        assert client.calls[-1] == ("get_job_run", {"job_name": "nightly", "run_id": run.id})
        assert [status.state for status in seen] == ["FAILED", "SUCCEEDED"]

    def test_a_retry_may_take_a_while_and_stand_on_a_later_page(self, flavour: Flavour) -> None:
        """It is looked for again."""
        first = SimpleNamespace(job_runs=[], next_token="more")
        answers = [first, self.pages(), first, self.pages(("jr_2", "jr_1"))]
        client = self.client(flavour, 1, ["FAILED", "SUCCEEDED"], answers)
        time = FakeTime()
        assert flavour.attach(client, time).wait(follow_retries=True).succeeded
        assert 0 < time.seconds < 10

    def test_no_more_than_the_job_retries(self, flavour: Flavour) -> None:
        """The failure of the last is raised."""
        runs = self.pages(("jr_3", "jr_2"), ("jr_2", "jr_1"))
        client = self.client(flavour, 1, ["FAILED", "FAILED"], runs)
        with pytest.raises(jobs.JobRunFailedError, match="run_id=jr_2 failed") as caught:
            flavour.attach(client).wait(follow_retries=True)
        assert len(caught.value.outcome.attempts) == 2

    def test_a_retry_that_does_not_come_is_not_waited_for_long(self, flavour: Flavour) -> None:
        """Five minutes; the failure is what there is to tell."""
        time = FakeTime()
        client = self.client(flavour, 3, ["FAILED"], self.pages())
        with pytest.raises(jobs.JobRunFailedError):
            flavour.attach(client, time).wait(follow_retries=True)
        assert 300 <= time.seconds <= 340

    def test_the_time_of_the_wait_is_over_first(self, flavour: Flavour) -> None:
        """The run has ended, so that is a failure and no timeout."""
        client = self.client(flavour, 3, ["FAILED"], self.pages())
        with pytest.raises(jobs.JobRunFailedError):
            flavour.attach(client).wait(follow_retries=True, timeout=60)

    @pytest.mark.parametrize("refused", ["get_job", "get_job_runs"])
    def test_a_retry_that_cannot_be_looked_for_does_not_hide_the_failure(
        self, flavour: Flavour, refused: str
    ) -> None:
        """The role that waits may not see the job, or its runs: a warning says why."""
        client = flavour.client(
            "glue",
            **{
                "get_job": SimpleNamespace(job=SimpleNamespace(max_retries=1)),
                "get_job_run": self.run(1, "FAILED"),
                "get_job_runs": self.pages(),
                refused: client_error("AccessDeniedException", 403),
            },
        )
        with (
            pytest.warns(UserWarning, match="retry of .* is not followed: .*AccessDenied"),
            pytest.raises(jobs.JobRunFailedError, match="failure 1"),
        ):
            flavour.attach(client).wait(follow_retries=True)

    @pytest.mark.parametrize("state", ["TIMEOUT", "STOPPED", "SUCCEEDED"])
    def test_only_a_failure_is_retried(self, flavour: Flavour, state: str) -> None:
        """Glue does not retry a run that exceeded its time."""
        client = self.client(flavour, 3, [state], self.pages(("jr_2", "jr_1")))
        flavour.attach(client).wait(follow_retries=True, check=False)
        assert client.methods() == ["get_job_run"]

    def test_it_is_not_followed_unless_asked_for(self, flavour: Flavour) -> None:
        """As before."""
        client = self.client(flavour, 3, ["FAILED"], self.pages(("jr_2", "jr_1")))
        assert not flavour.attach(client).wait(check=False).succeeded
        assert "get_job_runs" not in client.methods()

    def test_the_others_retry_within_a_run(self, flavour: Flavour) -> None:
        """Which is waited for anyway."""
        client = flavour.client("emr-serverless", get_job_run=described("emr-serverless", "FAILED"))
        outcome = flavour.attach(client).wait(follow_retries=True, check=False)
        assert len(outcome.attempts) == 1


class TestStartingOnce:
    """``start_or_attach`` starts a run at most once for a key."""

    @staticmethod
    def once(flavour: Flavour, client: Any, request: Any, key: Any = "2024-05-29") -> Any:
        module = async_jobs if flavour.is_async else jobs
        return settle(module.start_or_attach, client, request, key=key)

    @pytest.mark.parametrize("service", ["emr-containers", "emr-serverless"])
    def test_the_client_token_is_made_of_the_key(self, flavour: Flavour, service: str) -> None:
        """The same in every process, another for another key or parent; legal for the service."""
        other = {"emr-containers": {"virtual_cluster_id": "vc2"}}
        tokens = []
        changed = attrs.evolve(
            REQUESTS[service], **other.get(service, {"application_id": "app2"})  # type: ignore[misc]
        )
        for request, key in [
            (REQUESTS[service], "a"),
            (attrs.evolve(REQUESTS[service], client_token="mine"), "a"),  # type: ignore[misc]
            (REQUESTS[service], "b"),
            (changed, "a"),
            (REQUESTS[service], os.fsdecode(b"file \xff")),
        ]:
            client = flavour.client(service, send=TestStarting.ANSWERS[service])
            self.once(flavour, client, request, key)
            tokens.append(client.calls[0][1]["client_token"])
        assert tokens[0] == tokens[1]
        assert len({*tokens}) == 4
        attrs.evolve(REQUESTS[service], client_token=tokens[0])  # type: ignore[misc]

    def test_the_token_is_the_same_in_all_versions(self) -> None:
        """Or an update in the middle of a night would start a second run."""
        client: Any = StubClient("emr-serverless", send=SimpleNamespace(job_run_id="run1"))
        jobs.start_or_attach(client, REQUESTS["emr-serverless"], key="2024-05-29")
        token = sha256(b"emr-serverless/app1/2024-05-29").hexdigest()
        assert client.calls[0][1]["client_token"] == token

    def test_on_glue_a_run_that_has_not_ended_is_found_by_the_key(self, flavour: Flavour) -> None:
        """Not one that has ended, nor one for another key."""

        def listed(number: int, state: str, key: str | None) -> Any:
            arguments = {"--day": "1"} if key is None else {"--emrglue-key": key}
            return SimpleNamespace(id=f"jr_{number}", job_run_state=state, arguments=arguments)

        pages = [
            SimpleNamespace(
                job_runs=[listed(1, "RUNNING", "other"), listed(2, "SUCCEEDED", "2024-05-29")],
                next_token="more",
            ),
            SimpleNamespace(
                job_runs=[listed(3, "RUNNING", None), listed(4, "WAITING", "2024-05-29")]
            ),
        ]
        client = flavour.client("glue", get_job_runs=pages, send=SimpleNamespace(job_run_id="jr_9"))
        run = self.once(flavour, client, REQUESTS["glue"])
        assert (run.id, run.attached) == ("jr_4", True)
        assert client.methods() == ["get_job_runs", "get_job_runs"]

    @pytest.mark.parametrize("tokens", [["a", "a"], ["a", "b", "a"], [{"not": "text"}]])
    def test_pages_of_runs_that_lead_in_a_circle_end(
        self, flavour: Flavour, tokens: list[Any]
    ) -> None:
        """A token that was there before is the last one."""
        pages = [SimpleNamespace(job_runs=[], next_token=token) for token in tokens]
        client = flavour.client("glue", get_job_runs=pages, send=SimpleNamespace(job_run_id="jr_9"))
        assert self.once(flavour, client, REQUESTS["glue"]).attached is False
        assert client.methods() == ["get_job_runs"] * len(tokens) + ["send"]

    def test_on_glue_a_run_is_started_with_the_key(self, flavour: Flavour) -> None:
        """Where there is none; the other arguments stay."""
        request = attrs.evolve(REQUESTS["glue"], arguments={"--day": "1"})  # type: ignore[misc]
        client = flavour.client(
            "glue",
            get_job_runs=SimpleNamespace(job_runs=[]),
            send=SimpleNamespace(job_run_id="jr_9"),
        )
        run = self.once(flavour, client, request)
        assert (run.id, run.attached) == ("jr_9", False)
        assert client.calls[-1][1]["arguments"] == {"--day": "1", "--emrglue-key": "2024-05-29"}

    @pytest.mark.parametrize("key", ["", None, 7])
    def test_a_key_is_a_text(self, flavour: Flavour, key: Any) -> None:
        """Nothing is sent."""
        client = flavour.client("glue")
        with pytest.raises(TypeError, match="key must be a string that is not empty"):
            self.once(flavour, client, REQUESTS["glue"], key)

    def test_handles_say_whether_the_run_was_there(self, flavour: Flavour) -> None:
        """An attached one was, a started one was not."""
        client = flavour.client("glue", send=SimpleNamespace(job_run_id="jr_1"))
        assert flavour.attach(client).attached is True
        assert flavour.start(client, REQUESTS["glue"]).attached is False

    @pytest.mark.parametrize(("age", "attached"), [(0, False), (60, True)])
    def test_the_service_says_when_the_run_was_created(self, age: int, attached: bool) -> None:
        """A run that is older than the request was there before."""
        made, canned = canned_client(
            emr_serverless,
            {"applicationId": "app1", "jobRunId": "run1", "arn": "a"},
            {"jobRun": {"state": "RUNNING", "createdAt": time.time() - age}},
        )
        canned.headers["Date"] = formatdate(usegmt=True)
        run = emrglue.jobs.start_or_attach(made, REQUESTS["emr-serverless"], key="k")
        assert run.attached is attached


class TestUnknownStates:
    """A state that AWS adds tomorrow."""

    def test_it_warns_once_and_waits_on(self, flavour: Flavour) -> None:
        """The run is not called failed for it."""
        answers = [described("glue", s) for s in ("PONDERING", "PONDERING", "SUCCEEDED")]
        run = flavour.attach(flavour.client("glue", get_job_run=answers))
        with pytest.warns(jobs.UnknownStateWarning, match="'PONDERING'") as caught:
            assert run.wait().succeeded
        assert len(caught) == 1

    def test_it_is_no_end_even_if_it_sounds_like_success(self, flavour: Flavour) -> None:
        """EMR Serverless says ``SUCCESS``; ``SUCCEEDED`` means nothing there."""
        answer = described("emr-serverless", "SUCCEEDED")
        run = flavour.attach(flavour.client("emr-serverless", get_job_run=answer))
        with pytest.warns(jobs.UnknownStateWarning), pytest.raises(TimeoutError):
            run.wait(timeout=60)


class TestTrouble:
    """What passes is waited out; what does not is raised at once."""

    @pytest.mark.parametrize(
        "error",
        [
            THROTTLED,
            client_error("503", 503),
            client_error("InternalServerException", 500),
            client_error("Whatever", 429),
            BROKEN,
            EndpointConnectionError(endpoint_url="http://127.0.0.1"),
            ReadTimeoutError(endpoint_url="http://127.0.0.1"),
        ],
        ids=repr,
    )
    def test_what_passes_is_ridden_out(self, flavour: Flavour, error: Exception) -> None:
        """Throttling, a broken connection, an error of the server."""
        answers = [error, error, described("glue", "SUCCEEDED")]
        assert flavour.attach(flavour.client("glue", get_job_run=answers)).wait().succeeded

    def test_an_unreadable_answer_is_asked_for_again(self, flavour: Flavour) -> None:
        """A proxy's login page is not a state."""
        answers = [SimpleNamespace(), described("glue", None), described("glue", "SUCCEEDED")]
        assert flavour.attach(flavour.client("glue", get_job_run=answers)).wait().succeeded

    @pytest.mark.parametrize(
        "error",
        [
            EXPIRED,
            client_error("InvalidSignatureException", 403),
            client_error("EntityNotFoundException", 400),
            NoCredentialsError(),
            SSLError(endpoint_url="http://127.0.0.1", error="bad certificate"),
        ],
        ids=repr,
    )
    def test_what_does_not_pass_is_raised_at_once(self, flavour: Flavour, error: Exception) -> None:
        """Expired credentials and a wrong clock need a person."""
        client = flavour.client("glue", get_job_run=[described("glue", "RUNNING"), error])
        with pytest.raises(type(error)):
            flavour.attach(client).wait()
        assert len(client.calls) == 2

    def test_patience_ends(self, flavour: Flavour) -> None:
        """Nothing but failures for 15 minutes is raised, also without a timeout."""
        time = FakeTime()
        with pytest.raises(ConnectionClosedError):
            flavour.attach(flavour.client("glue", get_job_run=BROKEN), time).wait(timeout=None)
        assert PATIENCE <= time.seconds <= PATIENCE + 60

    def test_patience_begins_anew_after_an_answer(self, flavour: Flavour) -> None:
        """An hour with a failure now and then is not an outage."""
        answers: list[Any] = [THROTTLED, described("glue", "RUNNING")] * 200
        run = flavour.attach(
            flavour.client("glue", get_job_run=[*answers, described("glue", "SUCCEEDED")])
        )
        assert run.wait().succeeded

    def test_failed_polls_pause_longer(self, flavour: Flavour) -> None:
        """Up to a minute, even if ``poll`` is short: throttling is not healed by asking."""
        time = FakeTime()
        with pytest.raises(jobs.JobRunTimeoutError) as caught:
            flavour.attach(flavour.client("glue", get_job_run=THROTTLED), time).wait(
                timeout=600, poll=1
            )
        assert max(time.slept) == 60
        assert caught.value.__cause__ is THROTTLED

    def test_a_wrong_certificate_is_not_transient(self) -> None:
        """It is a ``ConnectionError`` to botocore."""
        assert not is_transient(SSLError(endpoint_url="http://127.0.0.1", error="x"))


class TestCancelling:
    """``cancel``, ``cancel_on_timeout``, ``cancel_on_interrupt``."""

    @ALL
    def test_it_is_asked_for_with_the_ids(self, flavour: Flavour, service: str) -> None:
        """Glue stops runs in batches; a batch of one here."""
        client = flavour.client(service, **{CANCEL[service]: SimpleNamespace(errors=None)})
        flavour.attach(client).cancel()
        expected = {
            "glue": {"job_name": "nightly", "job_run_ids": ["jr_1"]},
        }.get(service, IDS[service])
        assert client.calls == [(CANCEL[service], expected)]

    def test_a_run_that_has_ended_is_left_as_it_is(self, flavour: Flavour) -> None:
        """Cancelling twice is not an error."""
        client = flavour.client("glue", get_job_run=described("glue", "SUCCEEDED"))
        run = flavour.attach(client)
        run.wait()
        run.cancel()
        assert client.methods() == ["get_job_run"]

    def test_a_run_that_ends_in_the_meantime_is_no_error(self, flavour: Flavour) -> None:
        """The service refuses to cancel what is over."""
        client = flavour.client(
            "emr-containers",
            cancel_job_run=client_error("ValidationException", 400),
            describe_job_run=described("emr-containers", "COMPLETED"),
        )
        run = flavour.attach(client)
        run.cancel()
        assert run.last_seen.state == "COMPLETED"

    def test_a_refusal_is_raised(self, flavour: Flavour) -> None:
        """The run is still running: the caller has to know."""
        client = flavour.client(
            "emr-containers",
            cancel_job_run=client_error("ValidationException", 400),
            describe_job_run=described("emr-containers", "RUNNING"),
        )
        with pytest.raises(ClientError):
            flavour.attach(client).cancel()

    def test_a_refusal_inside_a_success_is_raised(self, flavour: Flavour) -> None:
        """Glue answers 200 and lists the runs that it did not stop."""
        detail = SimpleNamespace(error_code="JobRunNotInTerminalState", error_message="not now")
        client = flavour.client(
            "glue",
            batch_stop_job_run=SimpleNamespace(errors=[SimpleNamespace(error_detail=detail)]),
            get_job_run=described("glue", "RUNNING"),
        )
        with pytest.raises(jobs.CancelRefusedError, match="JobRunNotInTerminalState: not now"):
            flavour.attach(client).cancel()

    def test_a_timeout_can_cancel(self, flavour: Flavour) -> None:
        """And says that it did."""
        client = flavour.client(
            "emr-serverless",
            get_job_run=described("emr-serverless", "RUNNING"),
            cancel_job_run=SimpleNamespace(),
        )
        with pytest.raises(jobs.JobRunTimeoutError, match="it was asked to cancel"):
            flavour.attach(client).wait(timeout=60, cancel_on_timeout=True)
        assert client.methods()[-1] == "cancel_job_run"

    def test_a_timeout_that_cannot_cancel_is_still_a_timeout(self, flavour: Flavour) -> None:
        """One error does not hide the other."""
        client = flavour.client(
            "emr-serverless",
            get_job_run=described("emr-serverless", "RUNNING"),
            cancel_job_run=EXPIRED,
        )
        with pytest.raises(jobs.JobRunTimeoutError, match="cancelling it failed with ServiceError"):
            flavour.attach(client).wait(timeout=60, cancel_on_timeout=True)

    @pytest.mark.parametrize("cancel", [False, True])
    def test_ctrl_c_cancels_if_told_to(self, cancel: bool) -> None:
        """And stays Ctrl-C."""
        flavour = Flavour(False, SimpleNamespace(jobs=jobs))
        client = flavour.client(
            "glue",
            get_job_run=described("glue", "RUNNING"),
            batch_stop_job_run=SimpleNamespace(errors=[]),
        )

        def interrupt() -> None:
            raise KeyboardInterrupt

        run = jobs.attach(client, clock=flavour.clock(FakeTime(on_sleep=interrupt)), **IDS["glue"])
        with pytest.raises(KeyboardInterrupt):
            run.wait(cancel_on_interrupt=cancel)
        assert ("batch_stop_job_run" in client.methods()) is cancel

    def test_ctrl_c_stays_ctrl_c_when_cancelling_fails(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        """The failure is logged."""
        flavour = Flavour(False, SimpleNamespace(jobs=jobs))
        client = flavour.client(
            "glue", get_job_run=[KeyboardInterrupt(), EXPIRED], batch_stop_job_run=EXPIRED
        )
        with caplog.at_level(logging.WARNING), pytest.raises(KeyboardInterrupt):
            jobs.attach(client, **IDS["glue"]).wait(cancel_on_interrupt=True)
        assert "was not cancelled: ServiceError" in caplog.text

    def test_an_error_is_no_interrupt(self, flavour: Flavour) -> None:
        """The program goes on, and so does the run: expired credentials, a callback that fails."""

        def fail(_: Any) -> None:
            raise ZeroDivisionError

        client = flavour.client("glue", get_job_run=EXPIRED)
        with pytest.raises(ClientError):
            flavour.attach(client).wait(cancel_on_interrupt=True)
        assert client.methods() == ["get_job_run"]
        client = flavour.client("glue", get_job_run=described("glue", "RUNNING"))
        with pytest.raises(ZeroDivisionError):
            flavour.attach(client).wait(cancel_on_interrupt=True, on_change=fail)
        assert client.methods() == ["get_job_run"]

    def test_a_wait_that_nobody_ends_is_forgotten(self) -> None:
        """A loop that is closed throws its coroutines away; nothing can be asked any more."""
        flavour = Flavour(True, SimpleNamespace(jobs=jobs, async_jobs=async_jobs))
        client: Any = flavour.client("glue", get_job_run=described("glue", "RUNNING"))
        wait = async_jobs.attach(client, **IDS["glue"]).wait(cancel_on_interrupt=True)
        wait.send(None)
        wait.close()
        assert client.calls == []

    @pytest.mark.parametrize("cancel", [False, True])
    def test_a_cancelled_task_cancels_if_told_to(self, cancel: bool) -> None:
        """``asyncio.timeout`` and friends work as on any coroutine."""
        flavour = Flavour(True, SimpleNamespace(jobs=jobs, async_jobs=async_jobs))
        client = flavour.client(
            "glue",
            get_job_run=described("glue", "RUNNING"),
            batch_stop_job_run=SimpleNamespace(errors=[]),
        )

        async def main() -> None:
            run = async_jobs.attach(client, **IDS["glue"])
            await asyncio.wait_for(run.wait(cancel_on_interrupt=cancel), 0.05)

        with pytest.raises(asyncio.TimeoutError):
            asyncio.run(main())
        assert ("batch_stop_job_run" in client.methods()) is cancel


REQUESTS = {
    "emr-containers": emr_containers.StartJobRunRequest(
        virtual_cluster_id="vc1", job_template_id="tpl1"
    ),
    "emr-serverless": emr_serverless.StartJobRunRequest(
        application_id="app1", execution_role_arn="arn:aws:iam::123456789012:role/emr"
    ),
    "glue": glue.StartJobRunRequest(job_name="nightly"),
}


class TestStarting:
    """``start`` with a request that is built already; see the end-to-end tests for the rest."""

    REQUESTS = REQUESTS
    ANSWERS = {  # noqa: RUF012
        "emr-containers": SimpleNamespace(id="run1"),
        "emr-serverless": SimpleNamespace(job_run_id="run1"),
        "glue": SimpleNamespace(job_run_id="jr_1"),
    }

    @ALL
    def test_the_handle_has_the_ids(self, flavour: Flavour, service: str) -> None:
        """Enough to attach again."""
        client = flavour.client(service, send=self.ANSWERS[service])
        run = flavour.start(client, self.REQUESTS[service])
        assert run.ids == IDS[service]
        assert run.id == list(IDS[service].values())[-1]

    @ALL
    def test_it_is_sent_once_whatever_happens(self, flavour: Flavour, service: str) -> None:
        """A second StartJobRun may be a second run, on Glue above all."""
        client = flavour.client(service, send=BROKEN)
        with pytest.raises(ConnectionClosedError):
            flavour.start(client, self.REQUESTS[service])
        assert client.methods() == ["send"]

    @pytest.mark.parametrize("run_id", [None, "", 7])
    def test_an_answer_without_an_id_says_that_a_run_may_exist(
        self, flavour: Flavour, run_id: Any
    ) -> None:
        """It must not be taken for a failure that can be repeated."""
        client = flavour.client("glue", send=SimpleNamespace(job_run_id=run_id))
        with pytest.raises(jobs.UnexpectedResponseError, match="may have been started"):
            flavour.start(client, self.REQUESTS["glue"])

    def test_a_request_and_arguments_exclude_each_other(self, flavour: Flavour) -> None:
        """One of them would be ignored."""
        with pytest.raises(TypeError, match="not both"):
            flavour.start(flavour.client("glue"), self.REQUESTS["glue"], job_name="other")

    def test_a_client_to_be_awaited_is_for_the_other_module(self, flavour: Flavour) -> None:
        """Its answers would be coroutines; and the other way round nothing could be awaited."""

        class Awaited(StubClient):
            async def send(self, request: Any) -> None: ...

        class Waiting(StubClient):
            def send(self, request: Any) -> None: ...

        wrong = (Waiting if flavour.is_async else Awaited)("glue")
        right = "emrglue.jobs" if flavour.is_async else "emrglue.async_jobs"
        with pytest.raises(TypeError, match=right):
            flavour.start(wrong, self.REQUESTS["glue"])
        with pytest.raises(TypeError, match=right):
            flavour.attach(wrong)

    def test_a_package_without_an_operation_says_so(self, flavour: Flavour) -> None:
        """A subset with StartJobRun need not have GetJobRun."""
        run = flavour.attach(flavour.client("glue"))
        with pytest.raises(jobs.JobRunError, match="no GetJobRun: generate the package with"):
            run.wait()

    def test_a_client_of_another_kind_is_refused(self, flavour: Flavour) -> None:
        """With what to do about it."""
        with pytest.raises(TypeError, match="not an emrglue client of emr-containers, "):
            flavour.start(flavour.client("s3"), self.REQUESTS["glue"])

    @pytest.mark.parametrize("kind", [glue.Client, glue.AsyncClient, StubClient])
    def test_a_class_is_not_a_client(self, flavour: Flavour, kind: Any) -> None:
        """One has to be made of it."""
        with pytest.raises(
            TypeError, match=rf"the class .*is not a client: make one, {kind.__name__}\("
        ):
            flavour.start(kind, self.REQUESTS["glue"])

    @ALL
    def test_a_client_of_boto3_is_told_how_to_be_wrapped(
        self, flavour: Flavour, service: str
    ) -> None:
        """By the client of its own service, of the kind that the module is for."""
        given = boto3.client(service, region_name="us-east-1", **CREDENTIALS)
        kind = "AsyncClient" if flavour.is_async else "Client"
        module = async_jobs if flavour.is_async else jobs
        right = f"is a client of boto3: wrap it as {service.replace('-', '_')}.{kind}(client=…)"
        with pytest.raises(TypeError, match=re.escape(right)):
            flavour.start(given, self.REQUESTS[service])
        with pytest.raises(TypeError, match=re.escape(right)):
            settle(module.attach, given, **IDS[service])

    def test_a_client_of_a_service_without_job_runs_is_not_wrapped(self, flavour: Flavour) -> None:
        """But told what could be."""
        given = boto3.client("s3", region_name="us-east-1", **CREDENTIALS)
        with pytest.raises(TypeError, match=r"a boto3 client of one is wrapped as glue\.Client\("):
            flavour.start(given, self.REQUESTS["glue"])

    OTHERS = (
        (glue.DeleteJobRequest(job_name="prod"), "glue.DeleteJobRequest"),
        (REQUESTS["emr-serverless"], "emr_serverless.StartJobRunRequest"),
        ({"JobName": "prod"}, "dict"),
        (glue.StartJobRunResponse(job_run_id="jr_1"), "glue.StartJobRunResponse"),
        (glue.StartJobRunRequest, "the class glue.StartJobRunRequest"),
        (glue.Client, "the class Client"),
        (7, "int"),
    )

    @pytest.mark.parametrize(("request_", "named"), OTHERS, ids=[named for _, named in OTHERS])
    def test_what_is_no_request_to_start_a_run_is_refused(
        self, flavour: Flavour, request_: Any, named: str
    ) -> None:
        """Before anything is sent: a DeleteJob would delete the job."""
        client = flavour.client("glue", send=self.ANSWERS["glue"])
        with pytest.raises(TypeError) as caught:
            flavour.start(client, request_)
        assert str(caught.value) == f"start() takes a StartJobRunRequest of glue, not {named}"
        assert client.calls == []

    def test_the_real_client_sends_nothing_but_a_start(self) -> None:
        """The same through the package: no request reaches the network."""
        made, canned = canned_client(glue, {"JobName": "prod"})
        with pytest.raises(TypeError, match=r"not glue\.DeleteJobRequest"):
            emrglue.jobs.start(made, glue.DeleteJobRequest(job_name="prod"))
        assert canned.requests == []


class TestStartingTheApplication:
    """``start_application=True`` on EMR Serverless."""

    @staticmethod
    def application(*states: Any) -> list[Any]:
        return [
            (
                SimpleNamespace(application=SimpleNamespace(state=s))
                if isinstance(s, (str, type(None)))
                else s
            )
            for s in states
        ]

    def client(self, flavour: Flavour, *states: Any) -> Any:
        return flavour.client(
            "emr-serverless",
            get_application=self.application(*states),
            start_application=SimpleNamespace(),
            send=SimpleNamespace(job_run_id="run1"),
        )

    def start(self, flavour: Flavour, client: Any) -> Any:
        return flavour.start(
            client,
            REQUESTS["emr-serverless"],
            start_application=True,
            clock=flavour.clock(FakeTime()),
        )

    @pytest.mark.parametrize("state", ["STOPPED", "CREATED"])
    def test_a_stopped_application_is_started_first(self, flavour: Flavour, state: str) -> None:
        """And waited for; one that was just created is as good as stopped."""
        client = self.client(flavour, state, "STARTING", "STARTED")
        self.start(flavour, client)
        assert client.methods() == [
            "get_application",
            "start_application",
            "get_application",
            "get_application",
            "send",
        ]

    def test_a_started_application_is_left_alone(self, flavour: Flavour) -> None:
        """Nothing to do."""
        client = self.client(flavour, "STARTED")
        self.start(flavour, client)
        assert client.methods() == ["get_application", "send"]

    def test_one_that_is_stopping_is_started_when_it_has_stopped(self, flavour: Flavour) -> None:
        """It could not be started before."""
        client = self.client(flavour, "STOPPING", "STOPPED", "STARTED")
        self.start(flavour, client)
        assert client.methods().index("start_application") == 2

    def test_a_terminated_application_is_an_error(self, flavour: Flavour) -> None:
        """No run is started."""
        client = self.client(flavour, "TERMINATED")
        with pytest.raises(jobs.ApplicationNotStartedError, match="app1 is terminated"):
            self.start(flavour, client)
        assert "send" not in client.methods()

    def test_one_that_does_not_start_is_given_up(self, flavour: Flavour) -> None:
        """After ten minutes; no run is started."""
        client = self.client(flavour, "STARTING")
        with pytest.raises(jobs.JobRunTimeoutError, match="no job run was started"):
            self.start(flavour, client)
        assert "send" not in client.methods()

    def test_trouble_is_ridden_out(self, flavour: Flavour) -> None:
        """StartApplication may be repeated; StartJobRun is not."""
        client = self.client(flavour, THROTTLED, None, "STOPPED", BROKEN, "STARTED")
        self.start(flavour, client)
        assert client.methods()[-1] == "send"

    @pytest.mark.parametrize("service", ["emr-containers", "glue"])
    def test_the_others_have_no_applications(self, flavour: Flavour, service: str) -> None:
        """An option that does nothing would be believed."""
        with pytest.raises(TypeError, match="start_application is for emr-serverless"):
            flavour.start(flavour.client(service), REQUESTS[service], start_application=True)


class TestAttaching:
    """``attach`` takes the ids of ``run.ids``."""

    @pytest.mark.parametrize(
        "ids", [{}, {"run_id": "jr_1"}, {"job_run_id": "x", "job_name": "y"}, {"id": "x"}]
    )
    def test_other_ids_are_refused(self, ids: dict[str, str]) -> None:
        """The error names the right ones."""
        with pytest.raises(TypeError, match="job_name and run_id"):
            jobs.attach(StubClient("glue"), **ids)

    def test_an_empty_id_is_refused(self) -> None:
        """It would describe another thing, or nothing."""
        with pytest.raises(TypeError, match="none may be empty"):
            jobs.attach(Flavour(False, None).client("glue"), job_name="", run_id="jr_1")


CUSTOM = {"--custom-logGroup-prefix": "/etl/x", "--custom-logStream-prefix": "day1"}
CUSTOM_PLACES = [("/etl/x/output", "day1-"), ("/etl/x/error", "day1-")]
DEFAULT_PLACES = [("/aws-glue/jobs/output", "jr_1"), ("/aws-glue/jobs/error", "jr_1")]


class TestLogs:
    """``logs`` says where to look."""

    @staticmethod
    def monitoring(service: str, run: dict[str, Any] | None = None, **members: Any) -> Any:
        monitoring = SimpleNamespace(**members)
        overrides = SimpleNamespace(monitoring_configuration=monitoring)
        more = {"attempt": 1, **(run or {})}
        return described(service, "RUNNING", configuration_overrides=overrides, **more)

    def test_emr_on_eks(self, flavour: Flavour) -> None:
        """By virtual cluster and run."""
        answer = self.monitoring(
            "emr-containers",
            {"retry_policy_execution": SimpleNamespace(current_attempt_count=3)},
            s3_monitoring_configuration=SimpleNamespace(log_uri="s3://logs/eks/"),
            cloud_watch_monitoring_configuration=SimpleNamespace(
                log_group_name="/emr", log_stream_name_prefix="team"
            ),
        )
        logs = flavour.attach(flavour.client("emr-containers", describe_job_run=answer)).logs
        assert logs.s3_uri == "s3://logs/eks/vc1/jobs/run1/"
        assert logs.cloudwatch == (jobs.LogStreams("/emr", "team/vc1/jobs/run1/"),)
        assert logs.attempt == 3

    def test_emr_serverless(self, flavour: Flavour) -> None:
        """By application and run; CloudWatch has a group by default."""
        answer = self.monitoring(
            "emr-serverless",
            s3_monitoring_configuration=SimpleNamespace(log_uri="s3://logs"),
            cloud_watch_logging_configuration=SimpleNamespace(enabled=True),
        )
        logs = flavour.attach(flavour.client("emr-serverless", get_job_run=answer)).logs
        assert logs.s3_uri == "s3://logs/applications/app1/jobs/run1/"
        streams = jobs.LogStreams("/aws/emr-serverless", "/applications/app1/jobs/run1/")
        assert logs.cloudwatch == (streams,)

    def test_a_later_attempt_has_a_folder_of_its_own(self, flavour: Flavour) -> None:
        """On EMR Serverless."""
        answer = self.monitoring(
            "emr-serverless",
            {"attempt": 2},
            s3_monitoring_configuration=SimpleNamespace(log_uri="s3://logs/"),
            cloud_watch_logging_configuration=SimpleNamespace(
                enabled=True, log_group_name="/spark", log_stream_name_prefix="team"
            ),
        )
        logs = flavour.attach(flavour.client("emr-serverless", get_job_run=answer)).logs
        assert logs.s3_uri == "s3://logs/applications/app1/jobs/run1/attempts/2/"
        assert logs.cloudwatch[0].stream == "team/applications/app1/jobs/run1/attempts/2/"
        assert logs.attempt == 2

    def test_what_the_run_does_not_say_the_application_does(self, flavour: Flavour) -> None:
        """On EMR Serverless; each destination for itself."""
        answer = self.monitoring(
            "emr-serverless",
            cloud_watch_logging_configuration=SimpleNamespace(enabled=False),
        )
        inherited = SimpleNamespace(
            s3_monitoring_configuration=SimpleNamespace(log_uri="s3://app-logs"),
            cloud_watch_logging_configuration=SimpleNamespace(enabled=True),
        )
        application = SimpleNamespace(
            application=SimpleNamespace(monitoring_configuration=inherited)
        )
        client = flavour.client("emr-serverless", get_job_run=answer, get_application=application)
        logs = flavour.attach(client).logs
        assert logs.s3_uri == "s3://app-logs/applications/app1/jobs/run1/"
        assert logs.cloudwatch == ()

    def test_an_application_that_may_not_be_read_is_no_error(self, flavour: Flavour) -> None:
        """A role that runs jobs need not see applications."""
        client = flavour.client(
            "emr-serverless",
            get_job_run=described("emr-serverless", "RUNNING"),
            get_application=client_error("AccessDeniedException", 403),
        )
        logs = flavour.attach(client).logs
        assert str(logs) == "no logs are kept in S3 or CloudWatch"

    def test_glue(self, flavour: Flavour) -> None:
        """Output and errors by run; continuous logging if it is enabled."""
        arguments = {
            "--enable-continuous-cloudwatch-log": "true",
            "--continuous-log-logGroup": "/etl",
            "--continuous-log-logStreamPrefix": "team",
        }
        answer = described(
            "glue", "RUNNING", attempt=1, log_group_name="/aws-glue/jobs/", arguments=arguments
        )
        logs = flavour.attach(flavour.client("glue", get_job_run=answer)).logs
        groups = ["/aws-glue/jobs/output", "/aws-glue/jobs/error", "/etl"]
        assert [place.group for place in logs.cloudwatch] == groups
        assert [place.stream for place in logs.cloudwatch] == ["jr_1", "jr_1", "team"]

    def test_glue_writes_continuously_by_run_unless_told_otherwise(self) -> None:
        """Into a group of its own, by default."""
        arguments = {"--enable-continuous-cloudwatch-log": "true"}
        answer = described("glue", "RUNNING", attempt=1, log_group_name=None, arguments=arguments)
        flavour = Flavour(False, SimpleNamespace(jobs=jobs))
        logs = flavour.attach(flavour.client("glue", get_job_run=answer)).logs
        assert logs.cloudwatch[-1] == jobs.LogStreams("/aws-glue/jobs/logs-v2", "jr_1")

    @staticmethod
    def glue_places(
        run: dict[str, str], job: dict[str, Any] | None = None, **members: Any
    ) -> list[tuple[str, str]]:
        """Group and stream of each place, by the arguments of a run and what GetJob answers."""
        flavour = Flavour(False, SimpleNamespace(jobs=jobs))
        answer = described("glue", "RUNNING", arguments=run, **{"glue_version": "5.0", **members})
        more = {} if job is None else {"get_job": SimpleNamespace(job=SimpleNamespace(**job))}
        logs = flavour.attach(flavour.client("glue", get_job_run=answer, **more)).logs
        return [(place.group, place.stream) for place in logs.cloudwatch]

    def test_glue_5_writes_where_its_arguments_say(self) -> None:
        """The prefix of the group stands for ``/aws-glue/jobs``, that of streams for the run."""
        assert self.glue_places(CUSTOM) == CUSTOM_PLACES
        assert self.glue_places(CUSTOM, glue_version="5.1") == CUSTOM_PLACES
        assert self.glue_places({}) == DEFAULT_PLACES

    def test_older_versions_do_not_know_these_arguments(self) -> None:
        """They pass them to the script."""
        assert self.glue_places(CUSTOM, glue_version="4.0") == DEFAULT_PLACES

    def test_the_arguments_of_the_job_count_where_the_run_has_none(self) -> None:
        """Each for itself; what cannot be overridden is not."""
        assert self.glue_places({}, {"default_arguments": CUSTOM}) == CUSTOM_PLACES
        mixed = self.glue_places(
            {"--custom-logStream-prefix": "day2"}, {"default_arguments": CUSTOM}
        )
        assert mixed == [("/etl/x/output", "day2-"), ("/etl/x/error", "day2-")]
        fixed = {"non_overridable_arguments": CUSTOM}
        assert self.glue_places({"--custom-logGroup-prefix": "/y"}, fixed) == CUSTOM_PLACES
        assert self.glue_places({}, {"default_arguments": None}) == DEFAULT_PLACES

    def test_the_job_may_be_unreadable(self, flavour: Flavour) -> None:
        """A role that runs jobs need not see them."""
        client = flavour.client(
            "glue",
            get_job_run=described("glue", "RUNNING", arguments=CUSTOM),
            get_job=client_error("AccessDeniedException", 403),
        )
        places = [(place.group, place.stream) for place in flavour.attach(client).logs.cloudwatch]
        assert places == CUSTOM_PLACES

    def test_continuous_logging_may_be_turned_on_by_the_job(self) -> None:
        """As most do it."""
        job = {"default_arguments": {"--enable-continuous-cloudwatch-log": "true"}}
        places = self.glue_places({}, job, glue_version="4.0")
        assert places == [*DEFAULT_PLACES, ("/aws-glue/jobs/logs-v2", "jr_1")]

    def test_groups_that_are_encrypted_are_named_after_the_security_configuration(self) -> None:
        """Where its part for CloudWatch is used, which the group of the run shows."""
        enabled = {"--enable-continuous-cloudwatch-log": "true"}
        secured = {"log_group_name": "/aws-glue/jobs-role-sec", "security_configuration": "sec"}
        places = self.glue_places(enabled, glue_version="4.0", **secured)
        assert places == [
            ("/aws-glue/jobs-role-sec/output", "jr_1"),
            ("/aws-glue/jobs-role-sec/error", "jr_1"),
            ("/aws-glue/jobs/logs-v2-sec", "jr_1"),
        ]
        custom = {**enabled, "--continuous-log-logGroup": "/etl"}
        assert self.glue_places(custom, **secured)[-1] == ("/etl-sec", "jr_1")
        plain = {**secured, "log_group_name": "/aws-glue/jobs"}
        assert self.glue_places(custom, **plain)[-1] == ("/etl", "jr_1")

    def test_ray_jobs_have_groups_of_their_own(self) -> None:
        """The job says that it is one; if it may not be read, the type of the workers does."""
        groups = ["script-log", "ray-worker-out-logs", "ray-worker-err-logs"]
        expected = [(f"/aws-glue/ray/jobs/{group}", "jr_1") for group in groups]
        spark, ray = ({"command": SimpleNamespace(name=n)} for n in ("glueetl", "glueray"))
        assert self.glue_places({}, ray, glue_version="4.0") == expected
        assert self.glue_places({}, worker_type="Z.2X") == expected
        assert self.glue_places({}, spark, worker_type="G.1X") == DEFAULT_PLACES

    def test_python_shell_jobs_have_a_group_of_their_own(self) -> None:
        """Which the run says."""
        places = self.glue_places({}, log_group_name="/aws-glue/python-jobs")
        assert places[0] == ("/aws-glue/python-jobs/output", "jr_1")

    @pytest.mark.parametrize(
        "trouble", [None, client_error("InternalServerException", 500), BROKEN]
    )
    def test_a_failure_says_the_logs_of_the_application(
        self, flavour: Flavour, trouble: Exception | None
    ) -> None:
        """What ``run.logs`` knows, the error says; that asking fails does not hide the failure."""
        monitoring = SimpleNamespace(
            s3_monitoring_configuration=SimpleNamespace(log_uri="s3://app-logs")
        )
        application = SimpleNamespace(
            application=SimpleNamespace(monitoring_configuration=monitoring)
        )
        client = flavour.client(
            "emr-serverless",
            get_job_run=described("emr-serverless", "FAILED"),
            get_application=trouble or application,
        )
        with pytest.raises(jobs.JobRunFailedError) as caught:
            flavour.attach(client).wait()
        expected = (
            type(trouble).__name__ if trouble else "s3://app-logs/applications/app1/jobs/run1/"
        )
        assert expected in str(caught.value)

    @ALL
    def test_an_answer_of_wrong_types_is_survived(self, flavour: Flavour, service: str) -> None:
        """Responses are read forgivingly, so anything may be anything."""
        odd = described(
            service,
            "RUNNING",
            configuration_overrides="?",
            arguments="?",
            attempt="?",
            retry_policy_execution=[],
        )
        run = flavour.attach(flavour.client(service, **{DESCRIBE[service]: odd}))
        assert run.logs.attempt is None

    def test_settings_that_are_no_text_are_none(self, flavour: Flavour) -> None:
        """The names of groups and streams are text, whatever an answer holds."""
        group = SimpleNamespace(enabled=True, log_group_name={"a": []}, log_stream_name_prefix=7)
        client = flavour.client(
            "emr-serverless",
            get_job_run=described(
                "emr-serverless",
                "RUNNING",
                configuration_overrides=SimpleNamespace(
                    monitoring_configuration=SimpleNamespace(
                        cloud_watch_logging_configuration=group
                    )
                ),
            ),
        )
        [place] = flavour.attach(client).logs.cloudwatch
        assert place.group == "/aws/emr-serverless"
        assert place.stream == "/applications/app1/jobs/run1/"
        odd: Any = {"--custom-logGroup-prefix": ["/x"], "--custom-logStream-prefix": 7}
        assert self.glue_places(odd, log_group_name=[]) == DEFAULT_PLACES


class TestDashboard:
    """``dashboard_url`` is only asked for if that is legal."""

    @pytest.mark.parametrize("state", ["SUBMITTED", "PENDING", "SCHEDULED", "QUEUED", "CANCELLING"])
    def test_not_asked_for_before_the_job_runs(self, flavour: Flavour, state: str) -> None:
        """EMR Serverless refuses it then."""
        client = flavour.client(
            "emr-serverless",
            get_job_run=described("emr-serverless", state),
            get_dashboard_for_job_run=SimpleNamespace(url="https://ui.example"),
        )
        assert flavour.attach(client).dashboard_url is None
        assert client.methods() == ["get_job_run"]

    @pytest.mark.parametrize("state", ["RUNNING", "SUCCESS", "FAILED", "CANCELLED"])
    def test_asked_for_when_it_runs_or_ran(self, flavour: Flavour, state: str) -> None:
        """The live UI, or the history server."""
        client = flavour.client(
            "emr-serverless",
            get_job_run=described("emr-serverless", state),
            get_dashboard_for_job_run=SimpleNamespace(url="https://ui.example"),
        )
        assert flavour.attach(client).dashboard_url == "https://ui.example"

    @pytest.mark.parametrize(
        ("state", "asked"),
        [
            *((s, False) for s in ("STARTING", "WAITING", "STOPPING", "ERROR", "EXPIRED")),
            *((s, True) for s in ("RUNNING", "SUCCEEDED", "FAILED", "STOPPED", "TIMEOUT")),
        ],
    )
    def test_on_glue_it_is_asked_for_by_the_run(
        self, flavour: Flavour, state: str, asked: bool
    ) -> None:
        """And not while the run waits."""
        client = flavour.client(
            "glue",
            get_job_run=described("glue", state),
            get_dashboard_url=SimpleNamespace(url="https://ui.example"),
        )
        assert (flavour.attach(client).dashboard_url is not None) is asked
        if asked:
            arguments = {"resource_id": "jr_1", "resource_type": "JOB"}
            assert client.calls[-1] == ("get_dashboard_url", arguments)

    def test_a_run_that_never_ran_has_none(self, flavour: Flavour) -> None:
        """A run can fail or be cancelled before there was anything to show."""
        client = flavour.client(
            "emr-serverless",
            get_job_run=described("emr-serverless", "FAILED"),
            get_dashboard_for_job_run=client_error("ValidationException", 400),
        )
        assert flavour.attach(client).dashboard_url is None

    @pytest.mark.parametrize(
        "failure",
        [client_error("InternalServerException", 500), THROTTLED, BROKEN, NoCredentialsError()],
        ids=repr,
    )
    def test_what_says_nothing_about_the_dashboard_is_raised(
        self, flavour: Flavour, failure: Exception
    ) -> None:
        """``None`` would say that there is no dashboard."""
        client = flavour.client(
            "emr-serverless",
            get_job_run=described("emr-serverless", "RUNNING"),
            get_dashboard_for_job_run=failure,
        )
        with pytest.raises(type(failure)):
            assert flavour.attach(client).dashboard_url

    def test_emr_on_eks_has_none(self, flavour: Flavour) -> None:
        """There is no operation that gives one."""
        answer = described("emr-containers", "RUNNING")
        client = flavour.client("emr-containers", describe_job_run=answer)
        assert flavour.attach(client).dashboard_url is None

    def test_a_package_without_the_operation_has_none(self, flavour: Flavour) -> None:
        """Vendored subsets may leave it out."""
        client = flavour.client("glue", get_job_run=described("glue", "RUNNING"))
        assert flavour.attach(client).dashboard_url is None


class TestConsole:
    """``console_url`` needs no call."""

    @pytest.mark.parametrize(
        ("service", "url"),
        [
            ("emr-containers", None),
            ("emr-serverless", None),
            (
                "glue",
                "https://eu-west-1.console.aws.amazon.com/gluestudio/home?region=eu-west-1"
                "#/job/nightly/run/jr_1",
            ),
        ],
    )
    def test_it_is_where_the_run_is_shown(
        self, flavour: Flavour, service: str, url: str | None
    ) -> None:
        """In the client's region; nothing if no address of the run itself is known."""
        client = flavour.client(service)
        assert flavour.attach(client).console_url == url
        assert client.calls == []

    @pytest.mark.parametrize(
        ("partition", "host"),
        [
            ("aws-cn", "eu-west-1.console.amazonaws.cn/"),
            ("aws-us-gov", "eu-west-1.console.amazonaws-us-gov.com/"),
            ("aws-iso", None),
        ],
    )
    def test_the_partition_decides_the_host(self, partition: str, host: str | None) -> None:
        """An isolated partition has no public console."""
        flavour = Flavour(False, SimpleNamespace(jobs=jobs))
        client = flavour.client("glue")
        client.meta.partition = partition
        url = flavour.attach(client).console_url
        assert url is None if host is None else host in url

    def test_a_job_name_is_quoted(self) -> None:
        """Glue's job names may hold nearly anything."""
        client = Flavour(False, None).client("glue")
        run = jobs.attach(client, job_name="a/b c#d", run_id="jr_1")
        assert run.console_url is not None
        assert run.console_url.endswith("#/job/a%2Fb%20c%23d/run/jr_1")


def test_no_warning_without_an_unknown_state() -> None:
    """Tests may turn warnings into errors."""
    flavour = Flavour(False, SimpleNamespace(jobs=jobs))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        client = flavour.client("glue", get_job_run=described("glue", "SUCCEEDED"))
        flavour.attach(client).wait()


def test_an_asynchronous_callback_is_awaited() -> None:
    """``on_change`` may be a coroutine function on the asynchronous handles."""
    flavour = Flavour(True, SimpleNamespace(jobs=jobs, async_jobs=async_jobs))
    seen = []

    async def tell(status: jobs.Status) -> None:
        await asyncio.sleep(0)
        seen.append(status.state)

    client = flavour.client("glue", get_job_run=described("glue", "SUCCEEDED"))
    flavour.attach(client).wait(on_change=tell)
    assert seen == ["SUCCEEDED"]
