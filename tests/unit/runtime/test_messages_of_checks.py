"""What a refused request is told, where the first guess of what was meant is a common one."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time
from typing import Any

import pytest

from emrglue import ValidationError, emr_containers, emr_serverless, glue, validation

from .canned import client

ROLE = "arn:aws:iam::123456789012:role/emr"


def told(happen: Callable[[], object]) -> list[tuple[str, str, str]]:
    """Path, kind and message of every violation."""
    with pytest.raises(ValidationError) as caught:
        happen()
    return [(found.path, found.constraint, found.message) for found in caught.value.violations]


def message(happen: Callable[[], object]) -> str:
    [(_, _, only)] = told(happen)
    return only


# names


def test_a_wire_name_as_a_keyword_is_told_the_keyword() -> None:
    """Once, though the member is required and missing, too."""
    wire_names: Any = {"JobName": "etl"}
    assert told(lambda: glue.StartJobRunRequest(**wire_names)) == [
        ("JobName", "unknown", "is not a member of this structure; write job_name"),
    ]


def test_a_keyword_in_a_wire_dictionary_is_told_the_wire_name() -> None:
    """The other way round, at any depth."""
    assert told(lambda: glue.StartJobRunRequest.from_wire({"job_name": "etl"})) == [
        ("job_name", "unknown", "is not a member of this structure; write JobName"),
    ]
    nested = {
        "applicationId": "00f1",
        "executionRoleArn": ROLE,
        "jobDriver": {"sparkSubmit": {"entry_point": "s3://b/a.py"}},
    }
    assert told(lambda: emr_serverless.StartJobRunRequest.from_wire(nested)) == [
        (
            "jobDriver.sparkSubmit.entry_point",
            "unknown",
            "is not a member of this structure; write entryPoint",
        ),
    ]


@pytest.mark.parametrize(
    ("cls", "wire", "paths"),
    [
        (glue.StartJobRunRequest, {"JobNam": "etl"}, ["JobNam"]),
        (emr_serverless.JobDriver, {"sparkSubmitt": {}}, ["sparkSubmitt"]),
        (emr_serverless.JobDriver, {"spark_submit": {}}, ["spark_submit"]),
        (
            emr_serverless.JobDriver,
            {"spark_submit": {}, "hive": {"query": "s3://b/q"}},
            ["spark_submit", ""],
        ),
        (glue.StartJobRunRequest, {"Quux": "etl"}, ["Quux", "JobName"]),
    ],
)
def test_a_misspelt_member_is_told_once(
    cls: Any, wire: dict[str, object], paths: list[str]
) -> None:
    """Neither as missing nor as none of a union, as long as it is clear what was meant."""
    assert [path for path, _, _ in told(lambda: cls.from_wire(wire))] == paths


def test_a_misspelt_member_is_missing_where_unknown_ones_pass() -> None:
    """Otherwise the policy would let a request pass without what is required."""
    with validation(unknown="off"):
        found = told(lambda: glue.StartJobRunRequest.from_wire({"job_name": "etl"}))
    assert found == [("JobName", "required", "is required and missing")]


def test_thousands_of_faults_are_told_in_seconds() -> None:
    """What was meant is looked for only as long as that helps anybody."""
    wire = {"JobName": "etl", **{f"JobNam{number}": 1 for number in range(20_000)}}
    begun = process_time()
    found = told(lambda: glue.StartJobRunRequest.from_wire(wire))
    assert process_time() - begun < 20
    assert len(found) == 20_000
    assert found[0][2].endswith("; did you mean JobName?")
    assert found[-1][2] == "is not a member of this structure"


@pytest.mark.parametrize("kind", ["Client", "AsyncClient"])
def test_a_wait_offers_its_own_options(kind: str) -> None:
    """Beside the members, which the request alone has."""
    made, _ = client(glue, {}, kind=kind)
    wait = made.wait_until_crawler_ready
    assert message(awaited(lambda: wait(name="c", max_attempt=2))).endswith(
        "; did you mean max_attempts?"
    )
    assert message(awaited(lambda: wait(name="c", quickly=True))).endswith(
        "; there are: name, delay, max_attempts, timeout, on_poll"
    )


def awaited(call: Callable[[], Any]) -> Callable[[], object]:
    """A call, and what it returns driven on if it is a coroutine."""
    return lambda: getattr(call(), "send", lambda _: None)(None)


@pytest.mark.parametrize("kind", ["Client", "AsyncClient"])
def test_items_are_limited_by_a_method(kind: str) -> None:
    """``MaxItems`` is botocore's, and no member."""
    made, _ = client(glue, {}, kind=kind)
    for name, right in {
        "max_items": "write .limit(max_items=…)",
        "MaxItems": "write .limit(max_items=…)",
        "max_item": "did you mean .limit(max_items=…)?",
        "page_size": "write .limit(page_size=…)",
        "starting_token": "write .limit(starting_token=…)",
        "MaxResults": "write max_results",
    }.items():
        given = {name: 3}
        said = message(lambda given=given: made.iter_get_databases(**given))  # type: ignore[misc]
        assert said == f"is not a member of this structure; {right}"


def test_a_plain_call_has_neither() -> None:
    """There is nothing to limit."""
    made, _ = client(glue, {})
    assert "limit" not in message(lambda: made.get_databases(max_items=3))


def test_all_other_violations_are_told_as_ever() -> None:
    """One error for all of them."""
    made, _ = client(glue, {})
    found = told(lambda: made.iter_get_databases(max_items=3, max_results=0, catalog_id=5))
    assert [(path, kind) for path, kind, _ in found] == [
        ("max_items", "unknown"),
        ("CatalogId", "type"),
        ("MaxResults", "min_value"),
    ]


# values


def test_an_entry_may_not_be_none() -> None:
    """As a member it would be left out."""
    given: Any = {"a": None}
    arn = "arn:aws:glue:us-east-1:123456789012:job/etl"
    assert message(lambda: glue.TagResourceRequest(resource_arn=arn, tags_to_add=given)) == (
        "may not be None: leave the entry out"
    )


def test_a_structure_of_another_service_is_told_both_services() -> None:
    """They have the same name."""
    other: Any = emr_serverless.JobDriver(
        spark_submit=emr_serverless.SparkSubmit(entry_point="s3://b/a.py")
    )
    said = message(
        lambda: emr_containers.StartJobRunRequest(
            virtual_cluster_id="vc1",
            execution_role_arn=ROLE,
            release_label="emr-7.1.0",
            job_driver=other,
        )
    )
    assert said == (
        "must be the structure emr_containers.JobDriver, not emr_serverless.JobDriver; "
        "build it with its class"
    )


def test_only_who_is_outside_of_from_wire_is_told_of_classes() -> None:
    """Inside, the way is a dictionary."""
    wire: Any = {"applicationId": "00f1", "executionRoleArn": ROLE, "jobDriver": "spark"}
    inside = message(lambda: emr_serverless.StartJobRunRequest.from_wire(wire))
    assert inside == "must be a JobDriver structure, not str; give a dictionary of its members"
    outside = message(
        lambda: emr_serverless.StartJobRunRequest(
            application_id="00f1", execution_role_arn=ROLE, job_driver="spark"  # type: ignore[arg-type]
        )
    )
    assert outside == "must be a JobDriver structure, not str; build it with its class"
    assert "not NoneType; give a dictionary" in message(
        lambda: emr_serverless.StartJobRunRequest.from_wire(None)  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("given", "meant"), [("g.1x", "G.1X"), ("G1X", "G.1X"), ("STANDARD", "Standard")]
)
def test_an_enum_value_in_another_case_is_told_the_right_one(given: Any, meant: str) -> None:
    """Before those that are merely similar."""
    with validation(enum="error"):
        said = message(lambda: glue.StartJobRunRequest(job_name="j", worker_type=given))
    assert f"; did you mean {meant}? (" in said


def test_text_where_a_number_is_wanted_is_shown() -> None:
    """``str`` says nothing to somebody at a shell."""
    number: Any = "two"
    said = message(lambda: glue.StartJobRunRequest(job_name="j", number_of_workers=number))
    assert said == "must be a whole number, not 'two'"
    long: Any = "x" * 999
    assert len(message(lambda: glue.StartJobRunRequest(job_name="j", timeout=long))) < 150


def test_text_where_a_structure_is_wanted_is_not_shown() -> None:
    """It may be JSON with a secret in it."""
    secret: Any = '{"sparkSubmit": {"entryPoint": "hunter2"}}'
    said = message(
        lambda: emr_serverless.StartJobRunRequest(
            application_id="00f1", execution_role_arn=ROLE, job_driver=secret
        )
    )
    assert "hunter2" not in said


def test_a_misspelt_member_does_not_break_a_rule_too() -> None:
    """It may be the one that the rule asks for."""
    wire = {"Name": "c", "Role": "r", "Targets": {"S3Target": [{"Path": "s3://b/"}]}}
    [(path, kind, _)] = told(lambda: glue.CreateCrawlerRequest.from_wire(wire))
    assert (path, kind) == ("Targets.S3Target", "unknown")
