"""The guard: a boto3 client that checks its requests fully, and is the same otherwise."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any
from urllib.parse import unquote

import boto3
import pytest
from botocore.exceptions import ParamValidationError
from botocore.utils import parse_to_aware_datetime

import emrglue
from emrglue import ValidationError, guard, trusted, unguard

from .canned import CREDENTIALS, Canned, error

JOB = {"Name": "j", "Role": "r", "Command": {"Name": "glueetl"}}


def boto(service: str = "glue", *answers: Any) -> tuple[Any, Canned]:
    made = boto3.client(service, region_name="us-east-1", **CREDENTIALS)
    return made, Canned(made, *(answers or ({"Name": "j"},)))


SERVERLESS = boto("emr-serverless", {"jobRuns": []})
guard(SERVERLESS[0])


def test_a_guarded_client_refuses_what_the_service_would_refuse() -> None:
    """boto3 checks no maximum, pattern or enum; everything is reported, and nothing is sent."""
    client, canned = boto()
    guard(client)
    with pytest.raises(ValidationError) as caught:
        client.create_job(**{**JOB, "ExecutionClass": "SLOW", "Name": "n" * 256})
    assert {v.path for v in caught.value.violations} == {"ExecutionClass", "Name"}
    assert isinstance(caught.value, ParamValidationError)
    assert canned.requests == []


def test_a_guarded_client_returns_what_it_always_did() -> None:
    """A plain dictionary, from the very same request."""
    plain, first = boto()
    guarded, second = boto()
    assert guard(guarded) is guarded
    assert plain.create_job(**JOB)["Name"] == guarded.create_job(**JOB)["Name"] == "j"
    assert first.requests[0].body == second.requests[0].body


@pytest.mark.parametrize(
    "moment",
    ["Mon, 01 Jan 2024 00:00:00 GMT", "2024-01-01 00:00:00 UTC", "2024/01/01", "Jan 1 2024"],
)
def test_a_timestamp_that_botocore_reads_passes(moment: str) -> None:
    """It is botocore that sends it, as a moment that it knows."""
    client, canned = boto("emr-serverless", {"jobRuns": []})
    for made in (client, guard(client)):
        made.list_job_runs(applicationId="a", createdAtAfter=moment)
    assert ["createdAtAfter=2024-01-01T00%3A00%3A00Z" in r.url for r in canned.requests] == [
        True
    ] * 2


class Whole:
    """A number of somebody's, of which Python makes an integer."""

    def __index__(self) -> int:
        return 1_700_000_000

    def __repr__(self) -> str:
        return "Whole()"


def moments() -> list[Any]:
    """Values that may be moments: numbers and dates of all kinds, and text."""
    random = Random(1)
    zones = ["", "Z", "+00:00", "-0730", "+2400", " UTC", " EST"]
    texts = [
        f"{random.randint(1, 9999):04}-{random.randint(0, 13):02}-{random.randint(0, 32):02}"
        f"T{random.randint(0, 24):02}:{random.randint(0, 60):02}:00{random.choice(zones)}"
        for _ in range(60)
    ]
    texts += ["".join(random.choices("0123456789-:T+Z. aGM", k=8)) for _ in range(60)]
    texts += ["5", "1e3", "1_000", "1e400", "nan", "-inf", "Tue, 29 Apr 99999 18:30:38 GMT"]
    numbers = [5, -7, 1.5, 1e300, 10**400, Decimal("1.5"), Decimal("sNaN"), Fraction(1, 3), Whole()]
    dates = [date(2024, 1, 2), datetime.max, datetime.min, datetime(2024, 1, 2, tzinfo=utc)]
    dates += [moment.replace(tzinfo=timezone(timedelta(hours=h))) for moment, h in EDGES]
    values = [*texts, *numbers, *dates, b"5", b"2024-01-02", bytearray(b"5"), b"\xff", [], None]
    with suppress(ImportError):
        import numpy as np

        values += [np.int64(5), np.float32(1.5), np.datetime64("2024-01-02"), np.array([1, 2])]
        import pandas as pd

        values += [pd.NaT, pd.Timestamp("2024-01-02"), pd.NA]
    return [value for value in values if value is not None]


utc = timezone.utc
EDGES = [(datetime.max, -5), (datetime.max, 5), (datetime.min, 5), (datetime.min, -5)]


@pytest.mark.parametrize("value", moments(), ids=repr)
def test_a_guard_takes_a_timestamp_if_botocore_does(value: Any) -> None:
    """And boto3 sends it."""
    client, canned = SERVERLESS
    canned.requests.clear()
    try:
        expected = parse_to_aware_datetime(value).strftime("%H:%M:%S")
    except Exception:
        expected = None
    if expected is None:
        with pytest.raises(ValidationError, match="createdAtAfter"):
            client.list_job_runs(applicationId="a", createdAtAfter=value)
    else:
        client.list_job_runs(applicationId="a", createdAtAfter=value)
        assert expected in unquote(canned.requests[0].url)


def test_a_timestamp_that_nobody_reads_is_refused() -> None:
    """With the violation that says what is taken."""
    client, canned = boto("emr-serverless")
    with pytest.raises(ValidationError, match="createdAtAfter"):
        guard(client).list_job_runs(applicationId="a", createdAtAfter="the day before yesterday")
    assert canned.requests == []


@pytest.mark.parametrize("event", ["", ".glue", ".glue.CreateJob"])
@pytest.mark.parametrize("before", [True, False])
def test_what_other_handlers_fill_in_is_there_when_the_guard_looks(
    event: str, before: bool
) -> None:
    """It looks last, at what would be sent: a role of everybody's, and the token of botocore."""
    client, canned = boto()
    fill_in = lambda params, **_: params.setdefault("Role", "r")  # noqa: E731
    if before:
        guard(client)
    client.meta.events.register(f"before-parameter-build{event}", fill_in)
    if not before:
        guard(client)
    client.create_job(Name="j", Command={"Name": "glueetl"})
    assert json.loads(canned.requests[0].body) == JOB


def test_a_token_need_not_be_given() -> None:
    """botocore fills it in."""
    serverless, canned = boto("emr-serverless", {"applicationId": "a", "jobRunId": "r", "arn": "a"})
    guard(serverless)
    serverless.start_job_run(
        applicationId="00f1", executionRoleArn="arn:aws:iam::123456789012:role/r"
    )
    assert json.loads(canned.requests[0].body)["clientToken"]


def test_a_guarded_client_is_the_same_otherwise() -> None:
    """Errors, settings and methods are those of boto3; without the guard it is as it was."""
    plain, _ = boto("glue", error("EntityNotFoundException"))
    guarded, _ = boto("glue", error("EntityNotFoundException"))
    before = {**vars(guarded)}
    guard(guarded)
    assert vars(guarded) == before
    assert dir(guarded) == dir(plain)
    with pytest.raises(guarded.exceptions.EntityNotFoundException) as found:
        guarded.get_job(JobName="j")
    assert type(found.value).__module__ == "botocore.errorfactory"
    with pytest.raises(plain.exceptions.EntityNotFoundException) as expected:
        plain.get_job(JobName="j")
    assert found.value.response == expected.value.response
    with pytest.raises(ParamValidationError) as refused:
        unguard(guarded).get_job(JobName=3)
    assert not isinstance(refused.value, ValidationError)


def test_guarding_twice_is_guarding_once() -> None:
    """And one ``unguard`` is enough; a second one does no harm."""
    client, canned = boto()
    guard(guard(client))
    unguard(client)
    unguard(client)
    client.create_job(**JOB, ExecutionClass="SLOW")
    assert len(canned.requests) == 1


def test_a_guard_has_a_policy() -> None:
    """Of its own, replaced by guarding again."""
    client, canned = boto()
    guard(client, validation={"enum": "off"})
    client.create_job(**JOB, ExecutionClass="SLOW")
    guard(client)
    with pytest.raises(ValidationError):
        client.create_job(**JOB, ExecutionClass="SLOW")
    assert len(canned.requests) == 1


def test_a_block_has_the_last_word() -> None:
    """As with the package's own clients."""
    client, _ = boto()
    guard(client)
    with emrglue.validation("off"):
        client.create_job(**JOB, ExecutionClass="SLOW")
    client.create_job(**JOB, ExecutionClass=trusted("SLOW"))


def test_paginators_and_waiters_of_a_guarded_client_are_checked_too() -> None:
    """They make the same calls."""
    client, _ = boto()
    guard(client)
    with pytest.raises(ValidationError, match="DatabaseName"):
        list(client.get_paginator("get_tables").paginate(DatabaseName=""))


def test_a_guard_is_for_one_client() -> None:
    """Others of the same session stay as they are."""
    session = boto3.Session(region_name="us-east-1", **CREDENTIALS)
    first, second = session.client("glue"), session.client("glue")
    Canned(second, {"Name": "j"})
    guard(first)
    second.create_job(**JOB, ExecutionClass="SLOW")


def test_an_operation_that_the_package_does_not_know_passes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A newer boto3 may have more operations than the package."""
    from emrglue.glue import operations

    client, _ = boto()
    guard(client)
    monkeypatch.delitem(operations.REQUESTS, "CreateJob")
    client.create_job(**JOB, ExecutionClass="SLOW")


def test_only_botocore_clients_can_be_guarded() -> None:
    """The error says what it was given instead."""
    with pytest.raises(TypeError, match="not str"):
        guard("glue")
    with pytest.raises(TypeError, match="not Client"):
        guard(emrglue.glue.Client())


def test_a_service_that_is_not_in_the_package_cannot_be_guarded() -> None:
    """Better than a guard that does nothing."""
    client, _ = boto("sts")
    with pytest.raises(TypeError, match="sts"):
        guard(client)
