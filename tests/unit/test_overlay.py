"""Patches and rules are checked when they are loaded, each with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from codegen.load import load
from codegen.lower import lower
from codegen.overlay import patched
from codegen.problems import CodegenError
from tests.support import zoo

PATCH = {
    "at": "/shapes/Name/pattern",
    "was": "[a-z]+",
    "becomes": "[a-zA-Z]+",
    "reason": "names have capitals",
    "source": "the keeper",
}
RULE = {
    "name": "meat-or-hay",
    "structures": ["FeedAnimalRequest"],
    "require": ["food"],
    "message": "Say which food.",
    "reason": "the zoo asks",
    "source": "the keeper",
}


def _load(tmp_path: Path, *, patches: Any = None, rules: Any = None) -> Any:
    models = zoo.write(tmp_path)
    for name, entries in (("patches", patches), ("rules", rules)):
        if entries is not None:
            zoo.write_overlay(models, name, entries)
    return patched(load(models, "zoo"))


def _complaint(tmp_path: Path, **overlays: Any) -> str:
    with pytest.raises(CodegenError) as caught:
        _load(tmp_path, **overlays)
    return str(caught.value)


def test_a_patch_replaces_what_it_says_it_replaces(tmp_path: Path) -> None:
    """The rest of the model stays."""
    model = _load(tmp_path, patches=[PATCH]).model
    assert model["shapes"]["Name"] == {**zoo.MODEL["shapes"]["Name"], "pattern": "[a-zA-Z]+"}


def test_a_patch_without_becomes_takes_something_out(tmp_path: Path) -> None:
    """A limit that does not exist."""
    patch = {key: value for key, value in PATCH.items() if key != "becomes"}
    assert "pattern" not in _load(tmp_path, patches=[patch]).model["shapes"]["Name"]


def test_a_patch_of_a_model_that_was_fixed_says_so(tmp_path: Path) -> None:
    """The patch has done its work; it is not applied to something else silently."""
    fixed = PATCH | {"was": "[A-Z]", "becomes": "[a-z]+"}
    complaint = _complaint(tmp_path, patches=[fixed])
    assert "overlays/zoo/patches.json, patch of '/shapes/Name/pattern'" in complaint
    assert "the model says so itself now; delete the patch" in complaint


def test_a_patch_of_a_model_that_changed_shows_both_values(tmp_path: Path) -> None:
    """Somebody has to look."""
    complaint = _complaint(tmp_path, patches=[PATCH | {"was": "[0-9]+"}])
    assert 'the model has "[a-z]+" there now, not "[0-9]+"' in complaint


def test_a_patch_of_something_that_is_gone_says_nothing_is_there(tmp_path: Path) -> None:
    """A shape that the model dropped."""
    complaint = _complaint(tmp_path, patches=[PATCH | {"at": "/shapes/Title/pattern"}])
    assert "the model has nothing there now" in complaint


@pytest.mark.parametrize("key", ["reason", "source"])
def test_reason_and_source_are_not_optional(tmp_path: Path, key: str) -> None:
    """Without them nobody can tell later whether it is still right."""
    assert f"says no {key}" in _complaint(tmp_path, patches=[{**PATCH, key: ""}])
    assert f"says no {key}" in _complaint(tmp_path, rules=[{**RULE, key: ""}])


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"at": "shapes.Name"}, "needs `at`, a JSON pointer"),
        ({"at": 3}, "needs `at`, a JSON pointer"),
        ({"become": "x"}, "has the unknown key 'become'"),
    ],
)
def test_a_malformed_patch_is_refused(
    tmp_path: Path, change: dict[str, Any], complaint: str
) -> None:
    """Before anything is applied."""
    assert complaint in _complaint(tmp_path, patches=[PATCH | change])


def test_the_same_place_is_not_patched_twice(tmp_path: Path) -> None:
    """The second would be a patch of the first."""
    assert "patches '/shapes/Name/pattern' more than once" in _complaint(
        tmp_path, patches=[PATCH, PATCH]
    )


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"forbid": ["food"]}, "needs exactly one of"),
        ({"require": "food"}, "needs `require` to be a list of names"),
        ({"structures": []}, "needs `structures` to be a list of names"),
        ({"when": ["food"]}, "has the unknown key 'when'"),
        ({"message": " "}, "needs `message`, a text"),
        ({"when_equal": ["food"]}, "needs `when_equal` to have a list of values for each member"),
        ({"when_equal": {"food": "HAY"}}, "needs `when_equal` to have a list of values"),
        ({"when_equal": {"food": []}}, "needs `when_equal` to have a list of values"),
        ({"when_equal": {"food": [None]}}, "needs `when_equal` to have a list of values"),
        (
            {"require": None, "at_most": {"amount": "2"}},
            "needs `at_most` to have a number for",
        ),
        ({"require": None, "at_most": {"amount": True}}, "needs `at_most` to have a number"),
        ({"require": None, "equal": {}}, "needs `equal` to have a list of values"),
    ],
)
def test_a_malformed_rule_is_refused(
    tmp_path: Path, change: dict[str, Any], complaint: str
) -> None:
    """A rule that is not understood must not be a rule that is not checked."""
    rule = {key: value for key, value in (RULE | change).items() if value is not None}
    assert complaint in _complaint(tmp_path, rules=[rule])


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"structures": ["Keeper"]}, "names the structure 'Keeper', which the model lacks"),
        ({"structures": ["Name"]}, "names the structure 'Name', which the model lacks"),
        ({"require": ["drink"]}, "names 'drink', which is no member"),
        ({"require": ["food[0]"]}, "names 'food[0]', which is no member"),
        ({"require": ["food.kind"]}, "names 'food.kind', which is no member"),
        ({"when_equal": {"food": ["GRASS"]}}, "states ('GRASS',) for 'food', which cannot be that"),
        ({"when_equal": {"amount": [True]}}, "states (True,) for 'amount', which cannot be that"),
    ],
)
def test_a_rule_about_something_that_the_model_lacks_is_refused(
    tmp_path: Path, change: dict[str, Any], complaint: str
) -> None:
    """So an update that removes a member cannot switch a rule off silently."""
    raw = _load(tmp_path, rules=[RULE | change])
    with pytest.raises(CodegenError) as caught:
        lower(raw)
    assert complaint in str(caught.value)


def test_everything_wrong_is_reported_at_once(tmp_path: Path) -> None:
    """Patches and rules together."""
    complaint = _complaint(tmp_path, patches=[PATCH | {"at": 1}], rules=[RULE | {"name": ""}])
    assert len(complaint.splitlines()) == 2
