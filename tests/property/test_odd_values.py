"""Values that no model foresees: each is a violation, or is sent as boto3 sends it."""

from __future__ import annotations

import enum
import random
from collections import OrderedDict, UserDict, UserList, UserString
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import Any
from unittest.mock import MagicMock, Mock

import pytest
from botocore import xform_name

from emrglue import ValidationError, guard
from tests.answers import botocores, stage
from tests.support.inside import fields_of
from tests.unit.runtime.canned import Canned

from .subjects import ALL, Subject


class Raising(tzinfo):
    """A zone that knows nothing."""

    def utcoffset(self, moment: Any) -> Any:
        raise KeyError("unknown zone")


class Sly(str):
    """A string that says something else of itself."""

    def __len__(self) -> int:
        raise OSError("no length")

    def __str__(self) -> str:
        return "sly"


class Color(str, enum.Enum):
    RED = "red"


class Proxy:
    """Like what it stands for, as ``isinstance`` sees it."""

    def __init__(self, value: Any) -> None:
        self._value = value

    @property
    def __class__(self) -> Any:
        return type(self._value)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._value, name)

    def __iter__(self) -> Any:
        return iter(self._value)

    def __len__(self) -> int:
        return len(self._value)


def odd_values() -> list[Any]:
    """New ones each time, as some can be read once only."""
    moment = datetime(2024, 1, 2, 3, 4, 5)
    values: list[Any] = [
        moment, moment.replace(tzinfo=Raising()), datetime.max, datetime.min.replace(
            tzinfo=timezone(timedelta(hours=14))
        ), date(2024, 1, 2), time(1), timedelta(1), Decimal("1.5"), Decimal("sNaN"), Fraction(1, 3),
        1, 1.5, True, 10**400, 10**5000, float("nan"), float("inf"), 1e300, 5j, b"5",
        bytearray(b"x"), memoryview(b"x"), "", "x", "5", "1e400", "Tue, 29 Apr 99999 18:30:38 GMT",
        "Mon, 1 Jan 2024 00:00:00 -9999999999999999", "\ud800", "\x00", Sly("x"), Color.RED,
        UserString("x"), [], [None], (), (1,), {1}, frozenset("a"), range(2), UserList(["a"]),
        {}, {None: None}, {1: "x"}, {"a": {}}, OrderedDict(a="b"), UserDict(a="b"),
        MappingProxyType({"a": "b"}), object(), object, NotImplemented, ..., iter("ab"), len,
        Mock(), MagicMock(), *(MagicMock(spec=kind) for kind in (
            str, bytes, int, float, bool, list, dict, datetime, Decimal
        )), *map(Proxy, ("x", b"x", 1, 1.5, True, ["x"], {"a": "b"}, moment)),
    ]  # fmt: skip
    deep: Any = "x"
    for _ in range(2000):
        deep = [deep]
    itself: Any = {}
    itself["a"] = itself
    return [*values, deep, itself]


PLACES: list[Any] = [lambda v: v, lambda v: v, lambda v: [v], lambda v: {"Name": v}]


def a_few(subject: Subject) -> list[tuple[str, Any]]:
    """Odd values, each for some member of a request, alone or inside of something."""
    chance = random.Random(str(subject))
    names = [*fields_of(subject.request)]
    few = chance.sample(odd_values(), 25)
    return [(chance.choice(names), chance.choice(PLACES)(value)) for value in few if names]


@pytest.mark.parametrize("subject", ALL, ids=str)
def test_an_odd_value_is_a_violation_or_sent(subject: Subject) -> None:
    """By the constructor and ``from_wire``; it can be shown, compared and written, too."""
    cls, wire_names = subject.request, fields_of(subject.request)
    shape = subject.model.input_shape
    least = subject.contract.smallest(shape) if shape else {}
    refusals: list[ValidationError] = []
    own = stage(subject.service).own
    own.canned.answer({})
    for name, value in a_few(subject):
        wire = {**least, wire_names[name]: value}
        members = {**{n: getattr(cls.from_wire(least), n) for n in wire_names}, name: value}
        for build in (lambda w: cls.from_wire(w), lambda _, m=members: cls(**m)):
            try:
                made = build(wire)
            except ValidationError as error:
                refusals.append(error)
            else:
                assert repr(made)
                own.client.send(made)
    assert all(str(error) and error.violations for error in refusals)


@pytest.mark.parametrize("subject", ALL, ids=str)
def test_a_guard_fails_as_botocore_does_or_says_why(subject: Subject) -> None:
    """What boto3 alone would send or refuse by itself."""
    plain, guarded = clients(subject.service)
    shape = subject.model.input_shape
    least = subject.contract.smallest(shape) if shape else {}
    for name, value in a_few(subject):
        wire = {**least, fields_of(subject.request)[name]: value}
        found = outcome(guarded, subject, wire)
        assert found in (ValidationError, None) or found is outcome(plain, subject, wire)


@cache
def clients(service: str) -> tuple[Any, Any]:
    plain, guarded = botocores(service), guard(botocores(service))
    for client in (plain, guarded):
        Canned(client, {})
    return plain, guarded


def outcome(client: Any, subject: Subject, wire: Any) -> type[BaseException] | None:
    try:
        getattr(client, xform_name(subject.operation))(**wire)
    except ValidationError:
        return ValidationError
    except Exception as error:
        return type(error)
    return None
