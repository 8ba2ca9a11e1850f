"""Moments as classes take them: what is one, in which form it is kept, and what is none."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from fractions import Fraction
from typing import Any
from unittest.mock import MagicMock

import pytest
from botocore.utils import parse_to_aware_datetime

from emrglue import ValidationError, emr_serverless

MOMENT = datetime(2024, 1, 2, 3, 4, 5, tzinfo=timezone.utc)


class Raising(tzinfo):
    """A zone that fails."""

    def utcoffset(self, moment: Any) -> Any:
        raise ZeroDivisionError


class NotAMoment(datetime):
    """As ``pandas.NaT`` is: a ``datetime`` by its class only."""

    def utctimetuple(self) -> Any:
        raise ValueError("NaT has no time")


def sent(value: Any) -> Any:
    request = emr_serverless.ListJobRunsRequest(application_id="00f1", created_at_after=value)
    return request.to_wire()["createdAtAfter"]


@pytest.mark.parametrize(
    "value",
    [
        MOMENT, MOMENT.replace(tzinfo=None), MOMENT.timestamp(), int(MOMENT.timestamp()),
        str(MOMENT.timestamp()), b"1704164645", Decimal("1704164645"), Fraction(1704164645),
        "2024-01-02T03:04:05Z", "20240102T030405Z", "2024-01-02 04:04:05+0100",
        "2024-01-02 03:04:05 UTC", b"2024-01-02T03:04:05", "Tue, 02 Jan 2024 03:04:05 GMT",
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_a_moment_is_read_as_botocore_reads_it(value: Any) -> None:
    """In every form that classes take."""
    expected = value if isinstance(value, (Decimal, Fraction)) else None
    read = parse_to_aware_datetime(sent(value))
    assert read == parse_to_aware_datetime(float(expected) if expected is not None else value)
    assert read == MOMENT


@pytest.mark.parametrize(
    "value",
    [
        MOMENT.replace(tzinfo=Raising()), NotAMoment(2024, 1, 2), date(2024, 1, 2), True, [], {},
        datetime.max.replace(tzinfo=timezone(timedelta(hours=-5))), 1e300, 10**400, float("nan"),
        Decimal("sNaN"), "soon", "", b"\xff", "Tue, 29 Apr 99999 18:30:38 GMT", "1e400",
        "Mon, 1 Jan 2024 00:00:00 -9999999999999999", MagicMock(spec=str), MagicMock(spec=datetime),
        MagicMock(spec=float),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_what_is_no_moment_is_a_violation(value: Any) -> None:
    """Whatever it raises when it is looked at."""
    with pytest.raises(ValidationError, match="createdAtAfter: must be a datetime"):
        sent(value)
