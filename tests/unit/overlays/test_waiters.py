"""Waiters: every state in exactly one column, and botocore's engine understands each of them."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Any

import pytest
from botocore import xform_name
from botocore.exceptions import WaiterError
from botocore.session import Session
from botocore.waiter import Waiter, WaiterModel, create_waiter_with_client

from codegen.runtime.jobs.services import SERVICES

from .data import VERSIONS, model, operation, output_shape, waiters

WAITERS = [
    (service, name, waiter)
    for service in VERSIONS
    for name, waiter in waiters(service)["waiters"].items()
]
EACH = pytest.mark.parametrize(
    ("service", "name", "waiter"),
    WAITERS,
    ids=[f"{service}-{name}" for service, name, _ in WAITERS],
)
SUCCEEDED = "DataQualityRulesetEvaluationRunSucceeded"
# (service, waiter, what the service answers, what the waiter makes of it)
VERDICTS = [
    ("emr-containers", "JobRunSucceeded", {"jobRun": {"state": "COMPLETED"}}, "success"),
    ("emr-containers", "JobRunSucceeded", {"jobRun": {"state": "FAILED"}}, "failure"),
    ("emr-containers", "JobRunCancelled", {"jobRun": {"state": "COMPLETED"}}, "failure"),
    (
        "emr-containers",
        "VirtualClusterTerminated",
        {"virtualCluster": {"state": "ARRESTED"}},
        "failure",
    ),
    (
        "emr-containers",
        "VirtualClusterTerminated",
        {"Error": {"Code": "ResourceNotFoundException"}},
        "success",
    ),
    ("emr-serverless", "JobRunSucceeded", {"jobRun": {"state": "SUCCESS"}}, "success"),
    ("emr-serverless", "JobRunSucceeded", {"jobRun": {"state": "QUEUED"}}, "retry"),
    ("emr-serverless", "JobRunSucceeded", {"jobRun": {"state": "SUCCEEDED"}}, None),
    ("emr-serverless", "ApplicationStarted", {"application": {"state": "STOPPED"}}, "failure"),
    ("emr-serverless", "ApplicationStopped", {"application": {"state": "CREATED"}}, "success"),
    ("emr-serverless", "SessionStarted", {"session": {"state": "BUSY"}}, "success"),
    ("glue", "JobRunSucceeded", {"JobRun": {"JobRunState": "EXPIRED"}}, "failure"),
    ("glue", "JobRunSucceeded", {"JobRun": {"JobRunState": "WAITING"}}, "retry"),
    ("glue", "JobRunSucceeded", {"JobRun": {"JobRunState": "BRAND_NEW"}}, None),
    ("glue", "JobRunSucceeded", {"Error": {"Code": "EntityNotFoundException"}}, None),
    ("glue", "TriggerDeleted", {"Error": {"Code": "EntityNotFoundException"}}, "success"),
    (
        "glue",
        "CrawlerLastCrawlSucceeded",
        {"Crawler": {"State": "RUNNING", "LastCrawl": {"Status": "SUCCEEDED"}}},
        "retry",
    ),
    (
        "glue",
        "CrawlerLastCrawlSucceeded",
        {"Crawler": {"State": "READY", "LastCrawl": {"Status": "SUCCEEDED"}}},
        "success",
    ),
    ("glue", "WorkflowRunSucceeded", {"Run": {"Status": "COMPLETED"}}, "success"),
    (
        "glue",
        "WorkflowRunSucceeded",
        {"Run": {"Status": "COMPLETED", "Statistics": {"FailedActions": 0, "SucceededActions": 2}}},
        "success",
    ),
    *(
        (
            "glue",
            "WorkflowRunSucceeded",
            {"Run": {"Status": "COMPLETED", "Statistics": {f"{kind}Actions": 1}}},
            "failure",
        )
        for kind in ("Failed", "Timeout", "Stopped", "Errored")
    ),
    (
        "glue",
        "WorkflowRunSucceeded",
        {"Run": {"Status": "RUNNING", "Statistics": {"FailedActions": 1}}},
        "retry",
    ),
    ("glue", "IntegrationActive", {"Integrations": []}, None),
    (
        "glue",
        "IntegrationActive",
        {"Integrations": [{"Status": "ACTIVE"}, {"Status": "SYNCING"}]},
        "retry",
    ),
    (
        "glue",
        "IntegrationActive",
        {"Integrations": [{"Status": "ACTIVE"}, {"Status": "FAILED"}]},
        "failure",
    ),
]


def on_state(waiter: dict[str, Any]) -> list[dict[str, Any]]:
    """The acceptors that look at the state."""
    return [a for a in waiter["acceptors"] if a.get("argument") == waiter["statePath"]]


def beside_state(waiter: dict[str, Any]) -> list[dict[str, Any]]:
    """The acceptors that look at another member of the answer."""
    others = [a for a in waiter["acceptors"] if a["matcher"] != "error"]
    return [a for a in others if a["argument"] != waiter["statePath"]]


def verdict(service: str, name: str, answer: dict[str, Any]) -> str | None:
    """What botocore's matchers make of an answer: a column, or None for an unknown state."""
    acceptors = WaiterModel(waiters(service)).get_waiter(name).acceptors
    return next((str(a.state) for a in acceptors if a.matcher_func(answer)), None)


def wait(service: str, name: str, answers: list[dict[str, Any]]) -> None:
    """Run botocore's waiting loop over canned answers, without pauses."""
    config: Any = WaiterModel(waiters(service)).get_waiter(name)
    canned = iter(answers)
    Waiter(name, config, lambda **_: next(canned)).wait(WaiterConfig={"Delay": 0})


@EACH
def test_every_state_is_in_exactly_one_column(
    service: str, name: str, waiter: dict[str, Any]
) -> None:
    """Success, failure or keep waiting: a state that AWS adds has to be put into one of them."""
    states = model(service)["shapes"][waiter["stateEnum"]]["enum"]
    assert Counter(a["expected"] for a in on_state(waiter)) == Counter(states)
    assert {a["state"] for a in on_state(waiter)} <= {"success", "failure", "retry"}


@EACH
def test_the_answer_has_the_state_where_the_waiter_looks(
    service: str, name: str, waiter: dict[str, Any]
) -> None:
    """The operation exists, and the path in its answer leads to the enum of the states."""
    found = output_shape(service, waiter["operation"], waiter["statePath"])
    assert found == waiter["stateEnum"]


@EACH
def test_a_waiter_can_end_well(service: str, name: str, waiter: dict[str, Any]) -> None:
    """Some answer is a success."""
    assert "success" in {acceptor["state"] for acceptor in waiter["acceptors"]}


@EACH
def test_a_list_is_a_success_only_when_all_of_it_is(
    service: str, name: str, waiter: dict[str, Any]
) -> None:
    """One member that failed or still works decides for the whole list."""
    many = {"success": "pathAll", "failure": "pathAny", "retry": "pathAny"}
    for acceptor in on_state(waiter):
        expected = many[acceptor["state"]] if "[]" in waiter["statePath"] else "path"
        assert acceptor["matcher"] == expected


@EACH
def test_only_the_state_can_end_a_wait(service: str, name: str, waiter: dict[str, Any]) -> None:
    """Acceptors on other members come first; they may hold a verdict back, or say by a condition
    that an end was not a good one. They never give a success."""
    for acceptor in beside_state(waiter):
        if acceptor["expected"] is True:
            assert acceptor["state"] == "failure"
            assert acceptor["argument"].startswith(f"{waiter['statePath']} == '")
        else:
            states = output_shape(service, waiter["operation"], acceptor["argument"])
            assert acceptor["expected"] in model(service)["shapes"][states]["enum"]
            assert acceptor["state"] == "retry"
        assert waiter["acceptors"].index(acceptor) < waiter["acceptors"].index(on_state(waiter)[0])


@EACH
def test_an_error_is_a_success_only_where_something_is_to_be_gone(
    service: str, name: str, waiter: dict[str, Any]
) -> None:
    """And it is one that the operation is known to answer with."""
    errors = {a["expected"]: a["state"] for a in waiter["acceptors"] if a["matcher"] == "error"}
    modelled = operation(service, waiter["operation"])["errors"]
    assert errors.keys() <= {error["shape"] for error in modelled}
    assert set(errors.values()) <= {"success"}
    assert not errors or name.endswith(("Deleted", "Terminated"))


@EACH
def test_a_waiter_is_told_what_it_is_for_and_where_that_is_known_from(
    service: str, name: str, waiter: dict[str, Any]
) -> None:
    """The description becomes the docstring; the source is a page."""
    assert waiter["description"].startswith("Waits up to ")
    assert waiter["description"].endswith(".")
    assert waiter["source"].startswith("https://")


@EACH
def test_the_words_of_the_service_are_told(service: str, name: str, waiter: dict[str, Any]) -> None:
    """Every text beside the state that says why it is what it is, by its name in the model."""
    shapes = model(service)["shapes"]
    path = waiter["statePath"].replace("[]", "").split(".")[:-1]
    shape = shapes[operation(service, waiter["operation"])["output"]["shape"]]
    for step in path:
        shape = shapes[shape["members"][step]["shape"]]
        shape = shapes[shape["member"]["shape"]] if shape["type"] == "list" else shape
    words = {
        member
        for member, target in shape["members"].items()
        if re.search("(?i)error|reason|details?$", member)
        and shapes[target["shape"]]["type"] == "string"
    }
    assert words <= {*re.findall(r"\w+", waiter.get("reasonPath", ""))}


@EACH
def test_a_method_can_be_named_after_a_waiter(
    service: str, name: str, waiter: dict[str, Any]
) -> None:
    """Snake case that leads to no other waiter of the service."""
    names = [xform_name(other) for other in waiters(service)["waiters"]]
    assert f"wait_until_{xform_name(name)}".isidentifier()
    assert names.count(xform_name(name)) == 1


@EACH
def test_botocore_makes_a_waiter_of_each(service: str, name: str, waiter: dict[str, Any]) -> None:
    """It ignores the keys that are ours."""
    made: Any = create_waiter_with_client(name, WaiterModel(waiters(service)), _client(service))
    assert (made.config.operation, made.config.delay) == (waiter["operation"], waiter["delay"])


@cache
def _client(service: str) -> Any:
    session = Session()
    session.set_credentials("id", "secret")
    return session.create_client(service, "us-east-1", endpoint_url="http://127.0.0.1:9")


NOT_WAITED_FOR = {
    "glue": {
        "AutoUpgradeStatus": "of a job, which AWS upgrades in its own time",
        "CrawlState": "of a crawl within a workflow run, which has waiters",
        "CrawlerHistoryState": "of an entry in a list of past crawls",
        "DataQualityRuleResultStatus": "a result",
        "ExecutionStatus": "of the last attempt to start a column statistics task, which has one",
        "ScheduleState": "of the schedule of a crawler, which the caller switches",
    }
}
"""By service, enums of states that no waiter looks at, and what they are."""


@pytest.mark.parametrize("service", [name for name in VERSIONS if waiters(name)["waiters"]])
def test_every_enum_of_states_is_waited_for_or_known_not_to_be(service: str) -> None:
    """What AWS adds has to be looked at."""
    looked_at = {waiter["stateEnum"] for waiter in waiters(service)["waiters"].values()}
    states = {
        name
        for name, shape in model(service)["shapes"].items()
        if "enum" in shape and re.search("State|Status", name)
    }
    assert states - looked_at == NOT_WAITED_FOR.get(service, {}).keys()


@pytest.mark.parametrize("service", SERVICES)
def test_a_job_run_is_waited_for_a_day(service: str) -> None:
    """Every 30 seconds, for 24 hours."""
    waiter = waiters(service)["waiters"]["JobRunSucceeded"]
    assert (waiter["delay"], waiter["delay"] * waiter["maxAttempts"]) == (30, 24 * 60 * 60)


@pytest.mark.parametrize(("service", "name", "answer", "expected"), VERDICTS)
def test_an_answer_is_put_into_its_column(
    service: str, name: str, answer: dict[str, Any], expected: str | None
) -> None:
    """With botocore's own matchers, in the order of the acceptors."""
    assert verdict(service, name, answer) == expected


def test_a_wait_goes_on_until_the_state_is_final() -> None:
    """An unknown state keeps waiting."""
    wait("glue", SUCCEEDED, [{"Status": s} for s in ("STARTING", "BRAND_NEW", "SUCCEEDED")])


def test_a_wait_that_ends_badly_raises() -> None:
    """A run that timed out is not a success."""
    with pytest.raises(WaiterError, match="TIMEOUT"):
        wait("glue", SUCCEEDED, [{"Status": s} for s in ("RUNNING", "TIMEOUT")])
