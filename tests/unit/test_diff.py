"""The model diff: what each kind of change means for a caller."""

from __future__ import annotations

import copy
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.diff import Change, Diff, diff, exit_code, judge_pattern, read_tree, render
from codegen.diff.tree import prepared
from codegen.load import RawService
from codegen.problems import CodegenError

MODELS = Path(__file__).parents[2] / "models"

ZOO: dict[str, Any] = {
    "metadata": {"protocol": "json", "serviceId": "Zoo"},
    "operations": {
        "Feed": {
            "http": {"method": "POST", "requestUri": "/"},
            "input": {"shape": "FeedRequest"},
            "output": {"shape": "FeedResponse"},
            "errors": [{"shape": "Hungry"}],
        },
        "Groom": {"input": {"shape": "GroomRequest"}, "errors": [{"shape": "Hungry"}]},
    },
    "shapes": {
        "FeedRequest": {
            "type": "structure",
            "required": ["animal", "token"],
            "members": {
                "animal": {"shape": "Name"},
                "mealSize": {"shape": "Size"},
                "token": {"shape": "Token", "idempotencyToken": True},
                "food": {"shape": "Foods"},
                "when": {"shape": "Date"},
            },
        },
        "FeedResponse": {
            "type": "structure",
            "required": ["state"],
            "members": {
                "state": {"shape": "State"},
                "note": {"shape": "Note"},
                "grams": {"shape": "Grams"},
            },
        },
        "GroomRequest": {"type": "structure", "members": {"animal": {"shape": "Name"}}},
        "Hungry": {
            "type": "structure",
            "members": {"message": {"shape": "Note"}},
            "exception": True,
        },
        "Name": {"type": "string", "min": 1, "max": 64, "pattern": "[a-z]+"},
        "Note": {"type": "string", "max": 100, "pattern": "[a-z]+"},
        "Size": {"type": "string", "enum": ["SMALL", "LARGE.1X"]},
        "State": {"type": "string", "enum": ["FED"]},
        "Token": {"type": "string"},
        "Foods": {"type": "list", "member": {"shape": "Food"}, "max": 10},
        "Food": {"type": "structure", "members": {"name": {"shape": "Name"}}},
        "Date": {"type": "timestamp"},
        "Grams": {"type": "integer"},
    },
}

Edit = Callable[[Any], object]
Pack = Callable[[bytes], bytes]


def service(model: Any = ZOO, **more: Any) -> RawService:
    return RawService("zoo", "2020-01-01", model, **more)


def edited(edit: Edit, model: Any = ZOO) -> Any:
    changed = copy.deepcopy(model)
    edit(changed)
    return changed


def compared(edit: Edit) -> Diff:
    return diff({"zoo": service()}, {"zoo": service(edited(edit))})


def only(edit: Edit) -> Change:
    (change,) = compared(edit).changes
    return change


def set_(path: str, value: Any) -> Edit:
    """Set what a slash-separated path names."""
    *parents, key = path.split("/")

    def edit(model: Any) -> None:
        for parent in parents:
            model = model[parent]
        model[key] = value

    edit.__name__ = f"{path}={value}"
    return edit


def delete(path: str) -> Edit:
    """Delete what a slash-separated path names."""
    *parents, key = path.split("/")

    def edit(model: Any) -> None:
        for parent in parents:
            model = model[parent]
        del model[key]

    edit.__name__ = f"no {path}"
    return edit


INPUT, OUTPUT = "shapes/FeedRequest", "shapes/FeedResponse"

CASES: list[tuple[Edit, str, str, str]] = [
    # operations
    (delete("operations/Groom"), "breaking", "operation removed", "zoo.Client.groom"),
    (set_("operations/Pet", {}), "added", "operation added", "zoo.Client.pet"),
    (set_("operations/Feed/deprecated", True), "added", "deprecation added", "zoo.Client.feed"),
    (set_("operations/Feed/http/requestUri", "/x"), "breaking", "http", "zoo.Client.feed"),
    (set_("operations/Feed/http/responseCode", 201), "neutral", "http", "zoo.Client.feed"),
    (set_("operations/Feed/readonly", True), "neutral", "readonly", "zoo.Client.feed"),
    (delete("operations/Feed/output"), "breaking", "output removed", "zoo.Client.feed"),
    (
        set_("operations/Groom/output", {"shape": "FeedResponse"}),
        "added",
        "output added",
        "zoo.Client.groom",
    ),
    # errors
    (set_("operations/Feed/errors", []), "breaking", "error removed", "zoo.Hungry"),
    (set_("shapes/Hungry/error", {"code": "H"}), "breaking", "error code", "zoo.Hungry"),
    (
        set_("shapes/Hungry/error", {"httpStatusCode": 400}),
        "neutral",
        "error details",
        "zoo.Hungry",
    ),
    (
        set_("operations/Groom/errors", [{"shape": "Hungry"}, {"shape": "Food"}]),
        "added",
        "error added",
        "zoo.Food",
    ),
    # members
    (
        delete(f"{INPUT}/members/mealSize"),
        "breaking",
        "member removed",
        "zoo.FeedRequest.meal_size",
    ),
    (delete(f"{OUTPUT}/members/note"), "breaking", "member removed", "zoo.FeedResponse.note"),
    (
        set_(f"{INPUT}/members/spoon", {"shape": "Token"}),
        "added",
        "member added",
        "zoo.FeedRequest.spoon",
    ),
    (
        set_(f"{OUTPUT}/members/spoon", {"shape": "Token"}),
        "added",
        "member added",
        "zoo.FeedResponse.spoon",
    ),
    # required
    (
        set_(f"{INPUT}/required", ["animal", "token", "food"]),
        "breaking",
        "required",
        "zoo.FeedRequest.food",
    ),
    (set_(f"{INPUT}/required", ["token"]), "loosened", "optional", "zoo.FeedRequest.animal"),
    (set_(f"{OUTPUT}/required", ["state", "note"]), "added", "required", "zoo.FeedResponse.note"),
    (set_(f"{OUTPUT}/required", []), "breaking", "optional", "zoo.FeedResponse.state"),
    # bounds
    (set_("shapes/Foods/max", 5), "breaking", "max", "zoo.FeedRequest.food"),
    (set_("shapes/Foods/max", 20), "loosened", "max", "zoo.FeedRequest.food"),
    (delete("shapes/Foods/max"), "loosened", "max", "zoo.FeedRequest.food"),
    (set_("shapes/Foods/min", 1), "breaking", "min", "zoo.FeedRequest.food"),
    (set_("shapes/Grams/min", 1), "neutral", "min", "zoo.FeedResponse.grams"),
    # types
    (set_("shapes/Date/type", "string"), "breaking", "type", "zoo.FeedRequest.when"),
    (set_("shapes/Grams/type", "long"), "loosened", "type", "zoo.FeedResponse.grams"),
    # enums
    (set_("shapes/Size/enum", ["SMALL"]), "breaking", "values removed", "zoo.Size.LARGE_1X"),
    (set_("shapes/State/enum", ["FED", "ILL"]), "added", "values added", "zoo.State.ILL"),
    (delete("shapes/Size/enum"), "breaking", "enum removed", "zoo.FeedRequest.meal_size"),
    (set_("shapes/Token/enum", ["A"]), "breaking", "enum added", "zoo.FeedRequest.token"),
    # the wire
    (
        set_(f"{INPUT}/members/animal/locationName", "Animal"),
        "breaking",
        "locationName",
        "zoo.FeedRequest.animal",
    ),
    (
        set_("shapes/Date/timestampFormat", "iso8601"),
        "breaking",
        "timestampFormat",
        "zoo.FeedRequest.when",
    ),
    # of a number, no values are listed: the generator makes no class of them
    (set_("shapes/Grams/enum", ["1"]), "neutral", "enum", "zoo.FeedResponse.grams"),
    (delete("shapes/Name/pattern"), "loosened", "pattern removed", "zoo.FeedRequest.animal"),
    (set_("shapes/Token/pattern", "a+"), "breaking", "pattern added", "zoo.FeedRequest.token"),
    # the rest
    (
        set_(f"{INPUT}/members/when/deprecated", True),
        "added",
        "deprecation added",
        "zoo.FeedRequest.when",
    ),
    (
        delete(f"{INPUT}/members/token/idempotencyToken"),
        "breaking",
        "idempotency token removed",
        "zoo.FeedRequest.token",
    ),
    (set_("shapes/Food/union", True), "breaking", "union added", "zoo.Food"),
    (set_("shapes/Foods/sparse", True), "loosened", "sparse added", "zoo.FeedRequest.food"),
    (set_("shapes/Token/sensitive", True), "neutral", "sensitive added", "zoo.FeedRequest.token"),
    (set_("metadata/protocol", "rest-json"), "neutral", "metadata", "zoo"),
]


@pytest.mark.parametrize(
    ("edit", "effect", "kind", "python"), CASES, ids=[case[0].__name__ for case in CASES]
)
def test_each_kind_of_change_is_one_entry(edit: Edit, effect: str, kind: str, python: str) -> None:
    """With its effect and the Python name that it touches."""
    change = only(edit)
    assert (change.effect, change.kind, change.python[0]) == (effect, kind, python)


@pytest.mark.parametrize(
    "edit",
    [
        lambda m: m.update(documentation="prose"),
        set_("operations/Feed/documentation", "prose"),
        set_(f"{INPUT}/members/animal/documentation", "prose"),
        set_(f"{INPUT}/members/animal/locationName", "animal"),
        set_("shapes/Foods/min", 0),
        set_("shapes/Unused", {"type": "string"}),
        set_("shapes/Date/box", True),
    ],
)
def test_what_no_caller_notices_is_no_change(edit: Edit) -> None:
    """Documentation, defaults that are spelt out, shapes that nobody reaches."""
    old, new = prepared(service()), prepared(service(edited(edit)))
    assert diff({"zoo": old}, {"zoo": new}) == Diff()


def test_a_new_required_member_breaks_only_those_who_send_it() -> None:
    """In a response it is one more fact; an idempotency token is filled in."""

    def add(structure: str, **member: Any) -> Edit:
        def edit(model: Any) -> None:
            shape = model["shapes"][structure]
            shape["members"]["spoon"] = {"shape": "Token", **member}
            shape["required"] = [*shape["required"], "spoon"]

        return edit

    assert only(add("FeedRequest")).effect == "breaking"
    assert only(add("FeedResponse")).effect == "added"
    assert only(add("FeedRequest", idempotencyToken=True)).effect == "added"


def test_a_shared_shape_is_one_change_that_lists_what_it_reaches() -> None:
    """The cause is the shape, however many members have it."""
    change = only(set_("shapes/Name/max", 32))
    assert change.place == "Name"
    assert change.operations == ("Feed", "Groom")
    assert set(change.python) == {
        "zoo.FeedRequest.animal",
        "zoo.GroomRequest.animal",
        "zoo.Food.name",
    }


def test_entries_of_lists_are_known_by_the_attribute_that_has_the_list() -> None:
    """However deep they are."""

    def nest(model: Any) -> None:
        model["shapes"]["FeedRequest"]["members"]["tags"] = {"shape": "Rows"}
        model["shapes"]["Rows"] = {"type": "list", "member": {"shape": "Row"}}
        model["shapes"]["Row"] = {"type": "list", "member": {"shape": "Tag"}}
        model["shapes"]["Tag"] = {"type": "string"}

    old = edited(nest)
    new = edited(set_("shapes/Tag/max", 5), old)
    (change,) = diff({"zoo": service(old)}, {"zoo": service(new)}).changes
    assert change.python == ("zoo.FeedRequest.tags",)


def test_an_error_of_many_operations_is_one_change() -> None:
    """It lists the operations that no longer raise it, and says that the class is gone."""

    def edit(model: Any) -> None:
        model["operations"]["Feed"]["errors"] = []
        model["operations"]["Groom"]["errors"] = []

    change = only(edit)
    assert change.operations == ("Feed", "Groom")
    assert change.classes == ("zoo.Hungry",)


def test_a_tighter_constraint_of_a_response_breaks_nobody() -> None:
    """Responses are not validated; the looser one is told, for longer values may come."""
    assert only(set_("shapes/Note/max", 50)).effect == "neutral"
    assert only(set_("shapes/Note/max", 500)).effect == "loosened"
    assert only(set_("shapes/Note/pattern", "[a-z]+x")).effect == "neutral"


@pytest.mark.parametrize(
    ("path", "without", "effect"),
    [
        ("shapes/Food/union", "union removed", "loosened"),
        ("operations/Feed/deprecated", "deprecation removed", "loosened"),
        ("shapes/Foods/sparse", "sparse removed", "breaking"),
    ],
)
def test_a_trait_that_goes_is_judged_like_one_that_comes(
    path: str, without: str, effect: str
) -> None:
    """The other way round."""
    old = service(edited(set_(path, True)))
    (change,) = diff({"zoo": old}, {"zoo": service()}).changes
    assert (change.kind, change.effect) == (without, effect)


def test_arguments_for_an_operation_that_had_none_break_it_where_one_is_required() -> None:
    """Without a required one the old call still works."""

    def give(shape: str) -> str:
        new = edited(set_("operations/Bare/input", {"shape": shape}), bare)
        (change,) = diff({"zoo": service(bare)}, {"zoo": service(new)}).changes
        return change.effect

    bare = edited(set_("operations/Bare", {}))
    assert give("FeedRequest") == "breaking"
    assert give("GroomRequest") == "added"


def test_a_token_of_a_response_is_nothing_to_do() -> None:
    """Nobody fills anything in there."""
    assert only(set_(f"{OUTPUT}/members/note/idempotencyToken", True)).effect == "neutral"
    assert only(set_(f"{INPUT}/members/animal/idempotencyToken", True)).effect == "loosened"


def test_a_bound_that_changes_is_not_told_as_a_change_of_the_pattern() -> None:
    """A minimum of zero lets the empty string through the pattern, but the cause is the bound."""
    assert only(set_("shapes/Name/min", 0)).kind == "min"


def test_a_renamed_class_is_one_breaking_change() -> None:
    """Its members are compared with those it had under the old name."""

    def rename(model: Any) -> None:
        model["shapes"]["Snack"] = model["shapes"].pop("Food")
        model["shapes"]["Foods"]["member"]["shape"] = "Snack"

    change = only(rename)
    assert (change.kind, change.effect) == ("class renamed", "breaking")
    assert change.classes == ("zoo.Food", "zoo.Snack")
    assert change.python == ("zoo.Food",)


def test_members_of_a_renamed_class_are_told_by_its_new_name() -> None:
    """That is where a caller finds them after the update."""

    def rename(model: Any) -> None:
        snack = model["shapes"]["Snack"] = model["shapes"].pop("Food")
        snack["members"]["taste"] = {"shape": "Grams"}
        snack["members"]["name"] = {"shape": "Name", "deprecated": True}
        model["shapes"]["Foods"]["member"]["shape"] = "Snack"
        model["shapes"]["Name"]["max"] = 32

    names = {change.kind: change.python for change in compared(rename).changes}
    assert names["class renamed"] == ("zoo.Food",)
    assert names["member added"] == ("zoo.Snack.taste",)
    assert names["deprecation added"] == ("zoo.Snack.name",)
    assert "zoo.Snack.name" in names["max"]


def test_an_enum_of_a_member_may_move_while_the_old_class_is_there() -> None:
    """Its values are plain strings: they keep working. A class that is gone breaks the import."""

    def move(model: Any) -> None:
        model["shapes"]["Portion"] = dict(model["shapes"]["Size"])
        model["shapes"]["FeedRequest"]["members"]["mealSize"]["shape"] = "Portion"

    old = edited(set_("shapes/GroomRequest/members/size", {"shape": "Size"}))
    (change,) = diff({"zoo": service(old)}, {"zoo": service(edited(move, old))}).changes
    assert (change.kind, change.effect) == ("class renamed", "neutral")
    assert only(move).effect == "breaking"


def test_a_token_that_becomes_required_breaks_nobody() -> None:
    """It is filled in."""
    old = service(edited(set_(f"{INPUT}/required", ["animal"])))
    (change,) = diff({"zoo": old}, {"zoo": service()}).changes
    assert (change.kind, change.effect) == ("required", "neutral")


def test_a_renamed_shape_without_a_class_is_no_change() -> None:
    """Its name is in no caller's code."""

    def rename(model: Any) -> None:
        model["shapes"]["Label"] = model["shapes"].pop("Token")
        model["shapes"]["FeedRequest"]["members"]["token"]["shape"] = "Label"

    assert compared(rename) == Diff()


def test_a_removed_member_names_the_classes_that_go_with_it() -> None:
    """An import of them fails."""
    assert only(delete(f"{INPUT}/members/food")).classes == ("zoo.Food",)


def test_an_enum_that_loses_its_values_is_not_told_its_bounds_as_well() -> None:
    """Where values were listed, a bound that appears beside it is the same cause."""
    change = only(set_("shapes/Size", {"type": "string", "max": 9}))
    assert (change.kind, change.classes) == ("enum removed", ("zoo.Size",))


def test_services_come_and_go_as_one_change_each() -> None:
    """Not as a change for each of their operations."""
    (gone,) = diff({"zoo": service()}, {}).changes
    (come,) = diff({}, {"zoo": service()}).changes
    assert (gone.effect, come.effect) == ("breaking", "added")


def test_paginators_become_methods() -> None:
    """Removed or with other items: breaking; with another token: nobody notices."""
    pages = {"Feed": {"result_key": "a", "input_token": "t"}}

    def against(new: Any) -> list[tuple[str, str]]:
        old = service(paginators=pages)
        changes = diff({"zoo": old}, {"zoo": service(paginators=new)}).changes
        return [(change.effect, change.python[0]) for change in changes]

    (change,) = diff(
        {"zoo": service(paginators=pages)}, {"zoo": service(paginators={"Feed": {}})}
    ).changes
    assert change.sentence == "the paginator yields nothing and no longer `a`"
    method = "zoo.Client.iter_feed"
    assert against({}) == [("breaking", method)]
    assert against({"Feed": {"result_key": "b", "input_token": "t"}}) == [("breaking", method)]
    assert against({"Feed": {"result_key": "a", "input_token": "u"}}) == [("neutral", method)]
    assert against({**pages, "Groom": {"result_key": "a"}}) == [("added", "zoo.Client.iter_groom")]


def test_waiters_are_compared_only_where_both_sides_have_some() -> None:
    """Those of a snapshot are written by hand, and botocore has none for these services."""
    ours = service(waiters={"Fed": {"operation": "Feed"}})
    theirs = service(waiters={"Groomed": {"operation": "Groom"}})
    assert diff({"zoo": ours}, {"zoo": service()}) == Diff()
    assert [change.effect for change in diff({"zoo": ours}, {"zoo": theirs}).changes] == [
        "breaking",
        "added",
    ]


# --- patterns -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "verdict", "refused", "accepted"),
    [
        ("[a-z]+", "[a-z0-9]+", "looser", None, "0"),
        ("[a-z0-9]+", "[a-z]+", "tighter", "0", None),
        ("[ab]", "[bc]", "incomparable", "a", "c"),
        (r"\d+", "[0-9]+", "equal", None, None),
        ("^a*$", "a*", "equal", None, None),
        (None, r"[\s\S]*", "equal", None, None),
        (None, ".*a", "tighter", "", None),
        ("a", None, "looser", None, ""),
        (r"(a)\1", r"(b)\1", "unknown", None, None),
        ("(", "a", "unknown", None, None),
    ],
)
def test_a_pattern_change_is_judged_with_a_witness(
    old: str | None, new: str | None, verdict: str, refused: str | None, accepted: str | None
) -> None:
    """A value that only one of the patterns accepts; what cannot be read is not guessed."""
    judgement = judge_pattern(old, new)
    assert (judgement.verdict, judgement.refused, judgement.accepted) == (
        verdict,
        refused,
        accepted,
    )


def test_a_pattern_that_nothing_matches_counts_as_none() -> None:
    """It is not checked, so whatever takes its place is tighter."""
    assert judge_pattern("/^[a-z]+$/", "[a-z]+").verdict == "tighter"
    assert judge_pattern("[a-z]+", "/^[a-z]+$/").verdict == "looser"
    assert judge_pattern("/^[a-z]+$/", None).verdict == "equal"


def test_a_repetition_beyond_automata_is_judged_by_samples_and_structure() -> None:
    """The witness is a sample that was checked with both patterns."""
    judgement = judge_pattern("a{1,9999}", "a{1,5000}")
    assert judgement.verdict == "tighter"
    assert judgement.refused is not None
    assert 5000 < len(judgement.refused) <= 9999


def test_a_repetition_that_shrinks_at_one_end_and_grows_at_the_other_is_not_called_tighter() -> (
    None
):
    """Each end is looked at."""
    assert judge_pattern("a{2,5000}", "a{1,9999}").verdict == "looser"
    assert judge_pattern("a{1,5000}", "a{2,9999}").verdict in ("incomparable", "unknown")


def test_a_large_pattern_is_judged_by_the_part_that_differs() -> None:
    """What both begin and end with need not fit into an automaton."""
    judgement = judge_pattern("[a-z]-x{1,9999}", "[a-z]+-x{1,9999}")
    assert judgement.verdict == "looser"


@pytest.mark.parametrize(
    ("pattern", "effect"),
    [
        ("[a-z0-9]+", "loosened"),
        ("[a-y]+", "breaking"),
        ("[a-z]*[a-z]", "neutral"),
        ("(", "breaking"),
    ],
)
def test_the_effect_of_a_pattern_follows_the_judgement(pattern: str, effect: str) -> None:
    """What cannot be judged counts as breaking."""
    assert only(set_("shapes/Name/pattern", pattern)).effect == effect


def test_a_stated_minimum_of_zero_lets_the_empty_string_through() -> None:
    """So stating it is a looser pattern, though no bound changed."""
    change = only(set_("shapes/Note/min", 0))
    assert (change.kind, change.effect) == ("pattern", "loosened")
    assert "the empty string was refused and is accepted" in change.sentence


# --- rendering ------------------------------------------------------------------------------------


def several(model: Any) -> None:
    model["shapes"]["Name"]["max"] = 32
    model["shapes"]["Name"]["pattern"] = "[a-y]+"
    model["shapes"]["State"]["enum"].append("ILL")


def test_text_puts_the_worst_first_and_names_the_operations() -> None:
    """Totals, then what breaks, then the rest."""
    text = render(compared(several))
    assert text.startswith("zoo: 2 breaking, 1 added\n\nBreaking\n")
    assert "the largest number of characters was `64` and is `32`; reaches `Feed`, `Groom`" in text
    assert text.index("Breaking") < text.index("Added")


def test_markdown_is_a_list_under_headings() -> None:
    """Ready for a pull request: a section per service, a subsection per effect."""
    text = render(compared(several), "markdown")
    assert text.startswith("### `zoo`: 2 breaking, 1 added\n\n#### Breaking\n\n- `zoo.")
    assert "`z` was accepted and is refused; from `[a-z]+` to `[a-y]+`" in text
    assert "- `zoo.State.ILL` (values added): has `ILL` in addition" in text


def test_json_has_every_field() -> None:
    """And the counts and the exit code."""
    content = json.loads(render(compared(several), "json"))
    assert content["counts"] == {"breaking": 2, "loosened": 0, "added": 1, "neutral": 0}
    assert content["exit_code"] == 20
    assert content["changes"][0].keys() == attrs.fields_dict(Change).keys()


@pytest.mark.parametrize("format", ["text", "markdown"])
def test_many_names_are_cut_short(format: Any) -> None:
    """Three of them, how many more there are, and where in the model to find the rest."""
    names = tuple(f"zoo.A.m{at}" for at in range(5))
    change = Change("zoo", "Name", "max", "loosened", "grew", python=names, classes=("zoo.B",))
    text = render(Diff((change,)), format)
    assert "`zoo.A.m0`, `zoo.A.m1`, `zoo.A.m2` and 2 more, shape `Name`" in text
    assert "grew; with `zoo.B`" in text
    assert "Loosened" in text


@pytest.mark.parametrize("format", ["text", "markdown"])
def test_no_change_is_said_in_words(format: Any) -> None:
    """Not an empty text."""
    assert "Nothing changed" in render(Diff(), format)


def test_an_unknown_format_is_refused() -> None:
    """With the ones there are."""
    with pytest.raises(ValueError, match="text, markdown, json"):
        render(Diff(), "xml")  # type: ignore[arg-type]


def test_text_of_a_model_cannot_leave_its_code_span() -> None:
    """Backticks, newlines and invisible characters of a hostile model."""
    evil = "x`\n# owned\u202e``"
    change = only(set_("shapes/State/enum", ["FED", evil]))
    text = render(Diff((change,)), "markdown")
    assert "\n# owned" not in text
    assert text.isascii()
    assert "``` x`" in text


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (lambda m: None, 0),
        (set_("operations/Pet", {}), 0),
        (set_("operations/Feed/readonly", True), 0),
        (set_("shapes/Name/max", 99), 10),
        (delete("operations/Groom"), 20),
    ],
)
def test_the_exit_code_is_that_of_the_worst_change(edit: Edit, code: int) -> None:
    """0 where callers need not look, 10 loosened, 20 breaking."""
    assert exit_code(compared(edit)) == code


# --- reading --------------------------------------------------------------------------------------


def test_a_tree_is_read_from_either_spelling(tmp_path: Path) -> None:
    """Plain and gzipped models, as in a snapshot and in botocore."""
    sides: list[tuple[str, str, Pack]] = [
        ("a", "service-2.json", bytes),
        ("b", "service-2.json.gz", gzip.compress),
    ]
    for side, name, pack in sides:
        folder = tmp_path / side / "zoo" / "2020-01-01"
        folder.mkdir(parents=True)
        (folder / name).write_bytes(pack(json.dumps(ZOO).encode()))
    assert diff(read_tree(tmp_path / "a"), read_tree(tmp_path / "b")) == Diff()


def test_a_service_that_is_not_there_is_left_out() -> None:
    """It may be new on the other side."""
    assert read_tree(MODELS, ["no-such-service"]) == {}


@pytest.mark.parametrize(
    ("edit", "place"),
    [
        (delete("shapes"), "zoo: /shapes"),
        (set_("operations/Feed", 1), "zoo: /operations/Feed"),
        (set_("operations/Feed/input", {"shape": "Gone"}), "zoo: /operations/Feed/input"),
        (set_("operations/Feed/errors", [{}]), "zoo: /operations/Feed/errors/0"),
        (set_("operations/Feed/errors", 1), "zoo: /operations/Feed/errors"),
        (set_("shapes/Name", []), "zoo: /shapes/Name"),
        (set_("shapes/Name/max", "9"), "zoo: /shapes/Name/max"),
        (set_("shapes/Size/enum", "A"), "zoo: /shapes/Size/enum"),
        (set_("shapes/Size/enum", [1]), "zoo: /shapes/Size/enum"),
        (delete("shapes/Foods/member"), "zoo: /shapes/Foods/member"),
        (set_(f"{INPUT}/members/animal", "Name"), "zoo: /shapes/FeedRequest/members/animal"),
    ],
)
def test_a_malformed_model_is_refused_with_its_place(edit: Edit, place: str) -> None:
    """Instead of a traceback in the middle of the comparison."""
    with pytest.raises(CodegenError) as caught:
        prepared(service(edited(edit)))
    assert place in [problem.place for problem in caught.value.problems]


# --- the real models ------------------------------------------------------------------------------

REAL = read_tree(MODELS)
MEMBERS = [
    (name, shape, member)
    for name, raw in sorted(REAL.items())
    for shape, content in raw.model["shapes"].items()
    for member in content.get("members", {})
]


def test_the_committed_models_are_equal_to_themselves() -> None:
    """The simplest diff of all."""
    assert diff(REAL, read_tree(MODELS)) == Diff()


@settings(max_examples=10, deadline=None)
@given(st.sampled_from(MEMBERS))
def test_a_member_that_goes_is_one_breaking_change_and_one_that_comes_is_one_addition(
    where: tuple[str, str, str],
) -> None:
    """For every member of the three services that an operation reaches."""
    name, shape, member = where

    raw = REAL[name]
    shapes = dict(raw.model["shapes"])
    members = {key: value for key, value in shapes[shape]["members"].items() if key != member}
    required = [key for key in shapes[shape].get("required", []) if key != member]
    shapes[shape] = {**shapes[shape], "members": members, "required": required}
    without = attrs.evolve(raw, model={**raw.model, "shapes": shapes})
    there = [(c.place, c.kind, c.effect) for c in diff({name: raw}, {name: without}).changes]
    back = [(c.place, c.effect == "neutral") for c in diff({name: without}, {name: raw}).changes]
    assert there in ([], [(f"{shape}.{member}", "member removed", "breaking")])
    assert back in ([], [(f"{shape}.{member}", False)])
