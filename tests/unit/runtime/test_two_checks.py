"""The straight-line check and the thorough one, each by itself."""

from __future__ import annotations

from typing import Any

import pytest

from emrglue import ValidationError, trusted
from emrglue import emr_containers as ec
from emrglue import emr_serverless as es
from tests.support.inside import fast, fields_of, operation_of, response_of, thorough

REQUEST = {"applicationId": "a", "executionRoleArn": "arn:aws:iam::123456789012:role/emr"}


class Name(str):
    """A string that the straight-line check does not know."""


@pytest.mark.parametrize(
    "more",
    [
        {"name": Name("n")},
        {"tags": trusted({"\x00": "a"})},
        {"jobDriver": {"sparkSubmit": {"entryPoint": "e", "entryPointArguments": ("a",)}}},
        {"jobDriver": es.JobDriver(hive=es.Hive(query="q"))},
    ],
    ids=["a subclass of str", "trusted", "a tuple", "a structure"],
)
def test_what_only_the_thorough_check_can_judge_is_left_to_it(more: dict[str, Any]) -> None:
    """So the straight-line check that the tests ask does not ask the other one in secret."""
    wire = {**REQUEST, **more}
    assert not fast(es.StartJobRunRequest, wire)
    assert thorough(es.StartJobRunRequest, wire) == []
    assert es.StartJobRunRequest.from_wire(wire)


def test_both_accept_what_is_legal() -> None:
    """The thorough one without the other's help."""
    assert fast(es.StartJobRunRequest, REQUEST)
    assert thorough(es.StartJobRunRequest, REQUEST) == []


def test_the_thorough_check_says_what_is_wrong_and_where() -> None:
    """The straight-line one only says no."""
    wire = {**REQUEST, "applicationId": "A B", "name": "", "later": 1}
    assert not fast(es.StartJobRunRequest, wire)
    assert thorough(es.StartJobRunRequest, wire) == [
        ("applicationId", "pattern"),
        ("later", "unknown"),
        ("name", "min_length"),
    ]


def test_both_refuse_nothing_as_an_entry() -> None:
    """Of a list that is not sparse, of strings or of structures."""
    driver = {"sparkSubmit": {"entryPoint": "e", "entryPointArguments": [None]}}
    for more, path in [
        ({"configurationOverrides": {"applicationConfiguration": [None]}}, "[0]"),
        ({"jobDriver": driver}, "[0]"),
        ({"tags": {"a": None}}, '["a"]'),
    ]:
        wire = {**REQUEST, **more}
        assert not fast(es.StartJobRunRequest, wire)
        ((place, kind),) = thorough(es.StartJobRunRequest, wire)
        assert place.endswith(path)
        assert kind == "type"
        with pytest.raises(ValidationError):
            es.StartJobRunRequest.from_wire(wire)


def test_what_the_tests_ask_of_a_class_is_so() -> None:
    """Its fields, its operation, its response."""
    assert fields_of(es.CancelJobRunRequest) == {
        "application_id": "applicationId",
        "job_run_id": "jobRunId",
        "shutdown_grace_period_in_seconds": "shutdownGracePeriodInSeconds",
    }
    assert operation_of(es.CancelJobRunRequest) == "CancelJobRun"
    assert operation_of(es.JobDriver) is None
    assert response_of(es.CancelJobRunRequest) == "CancelJobRunResponse"


@pytest.mark.parametrize("kind", [list, tuple])
def test_entries_that_were_built_before_count_as_well(kind: Any) -> None:
    """They are taken as they are, so that only the list around them is looked at."""
    part = ec.Configuration(classification="spark")
    assert ec.ConfigurationOverrides(application_configuration=kind([part] * 100))
    with pytest.raises(ValidationError, match="at most 100 entries, not 101"):
        ec.ConfigurationOverrides(application_configuration=kind([part] * 101))
    with pytest.raises(ValidationError, match="must be a list, not dict"):
        ec.ConfigurationOverrides(application_configuration={"a": part})  # type: ignore[arg-type]
