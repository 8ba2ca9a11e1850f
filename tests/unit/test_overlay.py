"""Patches and rules are checked when they are loaded, each with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from codegen.load import load
from codegen.lower import lower
from codegen.overlay import patched
from codegen.problems import CodegenError
from codegen.runtime.shapes import Rule
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


ADDS = {
    "at": "/shapes/Food/enum",
    "adds": ["FISH"],
    "reason": "penguins",
    "source": "the keeper",
}
OPEN = {
    "enum": "Food",
    "added": {"2024-01-01": ["MEAT"]},
    "reason": "lions came",
    "source": "the keeper",
}


def _load(tmp_path: Path, *, operations: tuple[str, ...] = (), **overlays: Any) -> Any:
    models = zoo.write(tmp_path)
    for name, entries in overlays.items():
        zoo.write_overlay(models, name, entries)
    return patched(load(models, "zoo"), operations)


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
    """A constraint that the model dropped."""
    complaint = _complaint(tmp_path, patches=[PATCH | {"at": "/shapes/Amount/pattern"}])
    assert "the model has nothing there now" in complaint


def test_a_patch_can_add_values(tmp_path: Path) -> None:
    """In the order in which it names them."""
    patch = ADDS | {"adds": ["FISH", "BREAD"]}
    model = _load(tmp_path, patches=[patch]).model
    assert model["shapes"]["Food"]["enum"] == ["HAY", "MEAT", "FISH", "BREAD"]


def test_a_value_that_the_model_has_by_now_is_noted(tmp_path: Path) -> None:
    """Nothing is wrong with the package; the other values are added."""
    raw = _load(tmp_path, patches=[ADDS | {"adds": ["MEAT", "FISH"]}])
    assert raw.model["shapes"]["Food"]["enum"] == ["HAY", "MEAT", "FISH"]
    (note,) = raw.notes
    assert "patch of '/shapes/Food/enum'" in note
    assert 'has ["MEAT"] itself now' in note


@pytest.mark.parametrize(
    ("overlays", "lacking"),
    [
        ({"patches": [PATCH | {"at": "/shapes/Title/pattern"}]}, "lacks 'shapes/Title'"),
        ({"patches": [ADDS | {"at": "/shapes/Drink/enum"}]}, "lacks 'shapes/Drink'"),
        ({"rules": [RULE | {"structures": ["Keeper"]}]}, "lacks 'shapes/Keeper/members'"),
        ({"rules": [RULE | {"structures": ["Name"]}]}, "lacks 'shapes/Name/members'"),
        ({"rules": [RULE | {"require": ["drink"]}]}, "lacks 'drink' of 'FeedAnimalRequest'"),
        ({"rules": [RULE | {"require": ["food[0]"]}]}, "lacks 'food[0]' of 'FeedAnimalRequest'"),
        (
            {"rules": [RULE | {"when_set": ["food.kind"]}]},
            "lacks 'food.kind' of 'FeedAnimalRequest'",
        ),
        ({"open_enums": [OPEN | {"enum": "Drink"}]}, "lacks 'shapes/Drink'"),
    ],
)
def test_what_a_service_lacks_is_noted_and_left_out(
    tmp_path: Path, overlays: Any, lacking: str
) -> None:
    """Its model may be older than the overlays; what is noted names the entry."""
    raw = _load(tmp_path, **overlays)
    (note,) = raw.notes
    assert lacking in note
    assert f"overlays/zoo/{next(iter(overlays))}.json" in note
    assert raw.rules == ()
    assert lower(raw).structure("FeedAnimalRequest").stated(Rule) is None


def test_of_two_structures_the_one_that_is_there_keeps_its_rule(tmp_path: Path) -> None:
    raw = _load(tmp_path, rules=[RULE | {"structures": ["Keeper", "FeedAnimalRequest"]}])
    assert len(raw.notes) == 1
    assert lower(raw).structure("FeedAnimalRequest").stated(Rule) is not None


@pytest.mark.parametrize(
    "overlays",
    [
        {"patches": [PATCH | {"at": "/shapes/Title/pattern"}]},
        {"patches": [PATCH | {"at": "/shapes/Food/enum"}]},
        {"patches": [PATCH | {"at": "/operations/FeedAnimal/name"}]},
        {"patches": [ADDS | {"at": "/shapes/Drink/enum"}]},
        {"rules": [RULE | {"structures": ["Keeper"]}]},
        {"rules": [RULE | {"require": ["drink"]}]},
        {"open_enums": [OPEN | {"enum": "Drink"}]},
    ],
)
def test_what_no_generated_operation_reaches_is_skipped(tmp_path: Path, overlays: Any) -> None:
    """Whether it fits or not; nobody has to know."""
    raw = _load(tmp_path, operations=("ListAnimals",), **overlays)
    assert raw.notes == ()
    assert raw.rules == ()


def test_a_patch_of_what_is_generated_still_has_to_fit(tmp_path: Path) -> None:
    """Both operations have names."""
    for operation in ("ListAnimals", "FeedAnimal"):
        complaint = _complaint(
            tmp_path, operations=(operation,), patches=[PATCH | {"was": "[0-9]+"}]
        )
        assert "no longer applies" in complaint


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"enum": 3}, "needs `enum`"),
        ({"added": ["FISH"]}, "needs `added`, lists of values by date or release"),
        ({"added": {"2024-01-01": "FISH"}}, "needs `added`, lists of values by date or release"),
        ({"open": True}, "has the unknown key 'open'"),
    ],
)
def test_malformed_evidence_is_refused(
    tmp_path: Path, change: dict[str, Any], complaint: str
) -> None:
    assert complaint in _complaint(tmp_path, open_enums=[OPEN | change])
    assert "has 2 entries whose `enum` is 'Food'" in _complaint(tmp_path, open_enums=[OPEN, OPEN])


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
        ({"adds": ["x"]}, "needs `adds` alone, a list of values"),
    ],
)
def test_a_malformed_patch_is_refused(
    tmp_path: Path, change: dict[str, Any], complaint: str
) -> None:
    """Before anything is applied."""
    assert complaint in _complaint(tmp_path, patches=[PATCH | change])


def test_the_same_place_is_not_patched_twice(tmp_path: Path) -> None:
    """The second would be a patch of the first."""
    assert "has 2 entries whose `at` is '/shapes/Name/pattern'" in _complaint(
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


@pytest.mark.parametrize("stated", [{"amount": [True]}, {"amount": ["1"]}, {"food": [1]}])
def test_a_rule_about_a_value_of_another_type_is_refused(tmp_path: Path, stated: Any) -> None:
    """It would never apply."""
    assert "which cannot be that" in _complaint(tmp_path, rules=[RULE | {"when_equal": stated}])


def test_everything_wrong_is_reported_at_once(tmp_path: Path) -> None:
    """Patches and rules together."""
    complaint = _complaint(tmp_path, patches=[PATCH | {"at": 1}], rules=[RULE | {"name": ""}])
    assert len(complaint.splitlines()) == 2
