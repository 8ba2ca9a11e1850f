"""Types that no AWS model has yet, and the generator takes: read, checked and described alike."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.lower import _SIMPLE
from emrglue import ValidationError
from emrglue._runtime.cli import requests, schema, skeleton, values
from tests.support import zoo

from .everything import invented

LIKE = {
    "short": "integer",
    "byte": "integer",
    "bigInteger": "long",
    "biginteger": "long",
    "bigDecimal": "double",
    "bigdecimal": "double",
    "character": "string",
}
"""Types, and the better known ones that have the same values."""

every_type = pytest.mark.parametrize("name", LIKE)


def feeding(kind: str) -> Any:
    """An operation with a parameter of a type."""
    raw = zoo.model()
    raw["shapes"]["Amount"] = {"type": kind, "min": 1, "max": 5}
    return invented(raw).operation("feed-animal")


@every_type
def test_a_type_is_as_the_generator_has_it(name: str) -> None:
    """Which makes the straight-line check of the one it is like."""
    assert _SIMPLE[name](_Anywhere(), "X", {}) == _SIMPLE[LIKE[name]](_Anywhere(), "X", {})


class _Anywhere:
    """A place in a model that says nothing."""

    def __getattr__(self, _: str) -> Any:
        return lambda *_: None


@every_type
def test_its_text_becomes_what_the_better_known_one_becomes(name: str) -> None:
    """``3`` is a number."""
    read = [
        values.Reader(feeding(kind).service.model).flag("--amount", "Amount", "3")
        for kind in (name, LIKE[name])
    ]
    assert read[0] == read[1]
    assert type(read[0]) is type(read[1])


@every_type
@pytest.mark.parametrize("amount", [object(), "abc", "abcdef", "", 99, 0, 2**70, 2.5, True])
def test_its_values_are_refused_as_those_of_the_better_known_one(name: str, amount: Any) -> None:
    """With the same words."""
    assert said(name, amount) == said(LIKE[name], amount)


def said(kind: str, amount: Any) -> str:
    try:
        requests.normalised(feeding(kind), {"animalName": "leo", "amount": amount})
    except ValidationError as error:
        return str(error)
    return "nothing"


@every_type
def test_its_schema_and_its_skeleton_are_those_of_the_better_known_one(name: str) -> None:
    """Bounds included."""
    mine, other = feeding(name), feeding(LIKE[name])
    assert schema.request_schema(mine) == schema.request_schema(other)
    pair = [skeleton.Skeleton(found.service.model).of(found.input) for found in (mine, other)]
    assert pair[0] == pair[1]


def test_an_unknown_type_never_passes_for_checked() -> None:
    """The generator refuses it; so where it is found, something is wrong with the package."""
    with pytest.raises(KeyError):
        requests.normalised(feeding("quark"), {"animalName": "leo", "amount": 1})
