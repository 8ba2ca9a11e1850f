"""Types that no AWS model has yet, and the generator takes: read, checked and described alike."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.problems import CodegenError
from codegen.runtime.cli import examples, requests, schema
from codegen.runtime.violations import ValidationError
from tests.support import zoo

from .invented import invented

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
    """The same shape as the one it is like."""
    mine, other = (feeding(kind).parameters["--amount"].shape for kind in (name, LIKE[name]))
    assert mine == other


@every_type
def test_its_text_becomes_what_the_better_known_one_becomes(name: str) -> None:
    """``3`` is a number."""
    read = [
        requests.Reader().flag("--amount", feeding(kind).parameters["--amount"].shape, "3")
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
    pair = [examples.Skeleton().of(found.request) for found in (mine, other)]
    assert pair[0] == pair[1]


def test_an_unknown_type_never_passes_for_checked() -> None:
    """The generator refuses it, so there is no shape for it."""
    with pytest.raises(CodegenError, match="unknown type 'quark'"):
        feeding("quark")
