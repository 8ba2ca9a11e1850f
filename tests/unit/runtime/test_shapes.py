"""Shapes and constraints as values: each says everything about itself, and the parts agree."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.diff import diff, judge_pattern
from codegen.load import RawService
from codegen.lower import lower, shapes_of
from codegen.runtime import docs, shapes
from codegen.runtime.shapes import (
    Blob,
    Boolean,
    Constraint,
    Document,
    Double,
    Float,
    Integer,
    List,
    Long,
    Map,
    Member,
    Rule,
    Shape,
    String,
    StructureShape,
    Timestamp,
)
from codegen.runtime.shapes import shape as shape_module
from codegen.runtime.shapes.comparison import Difference, Judge, effects
from codegen.runtime.shapes.constraint import Edges, Unsatisfiable
from codegen.runtime.shapes.inspection import Inspection
from codegen.runtime.shapes.protocols import Raw, Reader, Samples, Scope
from codegen.runtime.shapes.trusted import trusted
from codegen.runtime.testing import samples as making
from codegen.runtime.testing.strategies import wires
from codegen.runtime.violations import ValidationError
from tests.support import zoo

NAME = String(min=2, max=5, pattern="[a-z]+")
PET = StructureShape(
    "Pet",
    (
        Member("name", NAME, required=True),
        Member("token", String(), required=True, filled_in=True),
        Member("cat", Boolean()),
        Member("dog", Boolean()),
    ),
    rules=(Rule("one-kind", "exactly_one_of", ("cat", "dog"), message="takes a cat or a dog"),),
)
ARMS = StructureShape("Arms", (Member("a", NAME), Member("b", Integer())), union=True)
KENNEL = StructureShape(
    "Kennel",
    (Member("guest", NAME), Member("owner", NAME, required=True), Member("full", Boolean())),
    rules=(
        Rule("one-dog", "at_most_one_of", ("guest", "owner"), message="takes one dog"),
        Rule("nobody", "forbid", ("owner",), when_set=("full",), message="is full"),
    ),
)
RULED = {
    "require": {"when_set": ("cat",)},
    "forbid": {"when_set": ("cat",)},
    "at_least_one_of": {},
    "at_most_one_of": {"when_unset": ("token",)},
    "exactly_one_of": {},
}

CAT = StructureShape("Cat", (Member("name", NAME), Member("age", Integer(min=0))))
ALARM = StructureShape(
    "Alarm",
    (
        Member("kind", String(enum=("CLOCK", "HAND", "CAT")), required=True),
        Member("clock", String(max=5)),
        Member("loud", Boolean()),
        Member("volume", Double()),
        Member("cat", CAT),
        Member("cats", List(CAT, max=3)),
        Member("order", String(enum=("OLDEST", "LOUDEST"))),
        Member("tags", Map(NAME, Integer())),
    ),
)
VALUED = {
    "require if equal": Rule("r", "require", ("clock",), when_equal={"kind": ("CLOCK",)}),
    "require an entry": Rule("r", "require", ("cats[0]",), when_equal={"kind": ("CAT",)}),
    "require if there are two": Rule("r", "require", ("order",), when_set=("cats[1]",)),
    "require inside": Rule("r", "require", ("cat.name", "tags.ab"), when_set=("cat",)),
    "forbid a third": Rule("r", "forbid", ("cats[2]",)),
    "at least one of several lists": Rule("r", "at_least_one_of", ("cats[0]", "cat.name")),
    "equal": Rule("r", "equal", {"loud": (False,)}, when_equal={"kind": ("HAND", "CAT")}),
    "equal inside": Rule("r", "equal", {"cat.name": ("abc", "abd"), "cat.age": (1,)}),
    "unequal": Rule("r", "unequal", {"order": ("OLDEST",), "clock": ("12:00",)}),
    "at least": Rule("r", "at_least", {"volume": (0.5,), "cats[0].age": (3,)}),
    "at most": Rule("r", "at_most", {"volume": (11,)}, when_unset=("cat",)),
}
"""Rules about values, and about what is inside of members."""

SHAPES: Mapping[str, Shape] = {
    "a string": String(),
    "a string with a length": String(min=1, max=3),
    "a string with a pattern": NAME,
    "a string that is not blank": String(min=0, max=9, pattern=shapes.NonBlank(r".*\S.*")),
    "a string that may be empty": String(min=0, pattern="[0-9]{3}"),
    "an enum": String(enum=("A", "B.1", "")),
    "bytes": Blob(min=1, max=4),
    "bytes with a least length": Blob(min=2),
    "a flag": Boolean(),
    "a whole number": Integer(),
    "a whole number in a range": Integer(min=-3, max=7),
    "a large whole number": Long(min=0.5),
    "a float": Float(),
    "a double": Double(min=-1, max=0.25),
    "a moment": Timestamp(),
    "a document": Document(),
    "a list": List(NAME, min=1, max=3),
    "a sparse list": List(NAME, sparse=True),
    "a map": Map(NAME, Integer(min=1), min=2, max=4),
    "a map of the values of an enum": Map(String(enum=("A", "B")), Boolean(), max=2),
    "a structure": PET,
    "a union": ARMS,
    **{
        f"a structure with the rule {demand}": PET.replaced(
            traits={"rules": (Rule("r", demand, ("dog", "cat"), message="no", **more),)}
        )
        for demand, more in RULED.items()
    },
    **{
        f"a structure with the rule {name}": ALARM.replaced(traits={**ALARM.traits, "rules": (r,)})
        for name, r in VALUED.items()
    },
}
EACH = pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
STATED = [(shape, stated) for shape in SHAPES.values() for stated in shape.constraints]


class Plain:
    """A scope to try conditions in."""

    plain = False

    def __init__(self) -> None:
        self.names: dict[str, Any] = {
            f"_{kind.__name__}": kind for kind in (bool, bytes, dict, float, int, list, str)
        }
        self.names |= {"_len": len, "_isinstance": isinstance}

    def hand_in(self, value: object) -> str:
        self.names[f"_{len(self.names)}"] = value
        return f"_{len(self.names) - 1}"


def fast(shape: Shape, constraint: Constraint[Any], value: Any) -> bool:
    """What the straight-line conditions of a constraint say of a value."""
    scope = Plain()
    conditions = list(constraint.conditions(shape, "value", scope))
    return all(eval(code, {**scope.names, "value": value}) for code in conditions)


def reported(shape: Shape, value: Any) -> set[str]:
    """The kinds of the violations that the thorough check reports."""
    return {kind for _, kind in making.broken(shape, value)}


# --- what a shape says of itself ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "made"),
    [
        (
            {"type": "string", "min": 1, "max": 9, "pattern": "a+"},
            String(min=1, max=9, pattern="a+"),
        ),
        ({"type": "character"}, String()),
        (
            {"type": "string", "enum": ["A"], "sensitive": True},
            String(enum=("A",), open=True, sensitive=True),
        ),
        ({"type": "blob", "max": 3, "streaming": True}, Blob(max=3, streaming=True)),
        ({"type": "short", "min": 1}, Integer(min=1)),
        ({"type": "long", "max": 2.5}, Long(max=2.5)),
        ({"type": "bigDecimal"}, Double()),
        ({"type": "float", "min": 0}, Float(min=0)),
        ({"type": "timestamp", "min": 3}, Timestamp()),
        ({"type": "boolean"}, Boolean()),
        ({"type": "structure", "members": {}, "document": True}, Document()),
    ],
    ids=str,
)
def test_a_shape_is_read_from_the_json_of_a_model(raw: Any, made: Shape) -> None:
    """With what a shape of its kind can state; the rest is left alone."""
    model = zoo.model()
    model["shapes"]["Amount"] = raw
    assert shapes_of(RawService("zoo", "", model))["Amount"] == made


def test_what_members_have_to_be_together_is_read_as_well() -> None:
    """Required members and unions from the model."""
    model = zoo.model()
    model["shapes"]["Animal"]["union"] = True
    found = shapes_of(RawService("zoo", "", model))
    assert [stated.keywords for stated in found["Animal"].constraints] == [("union",)]
    assert found["FeedAnimalRequest"].constraints == (shapes.Required(("animalName",)),)


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (NAME, ["2 to 5 characters", "pattern ``[a-z]+``"]),
        (String(min=1), ["at least 1 character"]),
        (String(min=4, max=4), ["4 characters"]),
        (Blob(max=2048), ["at most 2,048 bytes"]),
        (String(enum=("A", "B")), ["one of A, B"]),
        (Integer(), []),
        (Long(min=0), ["at least 0"]),
        (Double(min=0.5, max=1024), ["0.5 to 1,024"]),
        (List(NAME), ["each 2 to 5 characters", "each pattern ``[a-z]+``"]),
        (List(Integer(), min=1), ["at least 1 entry"]),
        (
            Map(String(max=3), Integer(max=9), max=5),
            ["at most 5 entries", "each key at most 3 characters", "each value at most 9"],
        ),
        (ARMS, ["exactly one of a, b"]),
    ],
    ids=str,
)  # fmt: skip
def test_a_shape_has_words(shape: Shape, words: list[str]) -> None:
    """The same for docstrings, help and ``explain``."""
    inside = [f"{each} {word}" for each, inner in shape.parts().items() for word in said(inner)]
    assert [*said(shape), *inside] == words


def said(shape: Shape) -> list[str]:
    """The words of what a shape states."""
    return [word for constraint in shape.constraints for word in constraint.words(shape)]


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (List(Map(NAME, Long())), "list of map of string to long"),
        (PET, "structure"),
        (ARMS, "union"),
        (Document(), "document"),
    ],
    ids=str,
)
def test_a_type_is_called_as_the_aws_cli_calls_it(shape: Shape, words: str) -> None:
    assert shape.type_words == words


def test_a_structure_says_what_holds_for_its_members_together() -> None:
    assert list(docs.notes(ARMS)) == ["exactly one of a, b"]
    assert list(docs.notes(PET)) == ["rule: takes a cat or a dog"]


@pytest.mark.parametrize(
    ("shape", "schema"),
    [
        (String(min=1, max=9), {"minLength": 1, "maxLength": 9}),
        (Blob(min=1), {}),
        (List(NAME, max=3), {"maxItems": 3}),
        (Map(NAME, NAME, min=1), {"minProperties": 1}),
        (Integer(min=3), {"minimum": 3, "maximum": 2**31 - 1}),
        (Double(max=0.5), {"maximum": 0.5}),
        (String(enum=("A",)), {"enum": ["A"]}),
        (String(pattern="a+"), {"pattern": "^(?:a+)$"}),
        (String(min=0, pattern="a+"), {"pattern": "^$|^(?:a+)$"}),
        (String(pattern=shapes.Pattern("(?<x>a)\\1")), {}),
        (String(pattern=shapes.NonBlank(r".*\S.*")), {"pattern": r"[^\t-\r ]"}),
        (ARMS, {"minProperties": 1, "maxProperties": 1}),
        (
            PET,
            {
                "required": ["name"],
                "allOf": [
                    {
                        "description": "takes a cat or a dog",
                        "oneOf": [{"required": ["cat"]}, {"required": ["dog"]}],
                    }
                ],
            },
        ),
    ],
    ids=str,
)
def test_a_constraint_has_a_json_schema(shape: Shape, schema: Any) -> None:
    merged: dict[str, Any] = {}
    for stated in shape.constraints:
        merged |= stated.json_schema(shape)
    assert merged == schema


@pytest.mark.parametrize(
    ("rule", "schema"),
    [
        (
            VALUED["require if equal"],
            {
                "if": {
                    "allOf": [{"required": ["kind"], "properties": {"kind": {"enum": ["CLOCK"]}}}]
                },
                "then": {"description": "", "allOf": [{"required": ["clock"]}]},
            },
        ),
        (
            VALUED["forbid a third"],
            {
                "description": "",
                "allOf": [{"not": {"required": ["cats"], "properties": {"cats": {"minItems": 3}}}}],
            },
        ),
        (
            VALUED["at least"],
            {
                "description": "",
                "allOf": [
                    {"properties": {"volume": {"minimum": 0.5}}},
                    {
                        "properties": {
                            "cats": {"prefixItems": [{"properties": {"age": {"minimum": 3}}}]}
                        }
                    },
                ],
            },
        ),
    ],
    ids=str,
)
def test_a_rule_about_values_has_a_json_schema(rule: Rule, schema: Any) -> None:
    assert rule.json_schema(ALARM) == {"allOf": [schema]}


@pytest.mark.parametrize("rule", VALUED.values(), ids=VALUED)
def test_a_rule_about_values_has_edges_on_both_sides(rule: Rule) -> None:
    """With the value that is stated, the ones next to it, and with one entry more or less."""
    edges = rule.edges(ALARM, making.Samples())
    assert edges.legal
    assert edges.illegal


def test_a_blob_is_bytes_or_something_to_read_them_from() -> None:
    for value in (b"x", bytearray(b"x"), "x", io.BytesIO(b"x")):
        assert reported(Blob(), value) == set()
    for value in (5, [b"x"], None, object()):
        assert reported(Blob(), value) == {"type"}


def test_a_rule_leaves_alone_what_it_cannot_judge() -> None:
    """What is trusted, and what already breaks a constraint of its own: one violation is enough."""
    shape = SHAPES["a structure with the rule equal inside"]
    for name, kinds in [
        ("xyz", {"rule"}), (trusted("xyz"), set()), ("x", {"min_length"}), (1, {"type"})
    ]:  # fmt: skip
        assert reported(shape, {"kind": "CAT", "cat": {"name": name}}) == kinds
    assert reported(shape, {"kind": "CAT", "cat": "abc"}) == {"type"}
    assert reported(shape, {"kind": "CAT", "cat": {"age": True}}) == {"type"}
    assert reported(shape, {"kind": "CAT", "cat": trusted({"age": 9})}) == set()


def test_a_trusted_value_is_no_reason_for_a_rule() -> None:
    """Nobody has looked at what it is."""
    shape = ALARM.replaced(traits={"rules": (VALUED["require if equal"],)})
    assert reported(shape, {"kind": "CLOCK"}) == {"rule"}
    assert reported(shape, {"kind": trusted("CLOCK")}) == set()


@pytest.mark.parametrize(
    ("demand", "is_open", "schema"),
    [
        ("equal", False, {"enum": ["B"]}),
        ("equal", True, {"not": {"enum": ["A", "C"]}}),
        ("unequal", False, {"not": {"enum": ["B"]}}),
        ("unequal", True, {"not": {"enum": ["B"]}}),
    ],
)
def test_the_json_schema_of_a_rule_judges_only_the_values_that_are_known(
    demand: str, is_open: bool, schema: Any
) -> None:
    """Of an open enum."""
    shape = StructureShape("S", (Member("kind", String(enum=("A", "B", "C"), open=is_open)),))
    found = Rule("r", demand, {"kind": ("B",)}).json_schema(shape)
    assert found == {"allOf": [{"description": "", "allOf": [{"properties": {"kind": schema}}]}]}


def test_a_rule_does_not_show_a_sensitive_value() -> None:
    secret = Member("pin", String(sensitive=True))
    shape = StructureShape("Lock", (secret,), rules=(Rule("r", "equal", {"pin": ("1234",)}),))
    inspection = Inspection("")
    inspection.value(shape, {"pin": "4321"}, "", 0)
    assert [violation.actual for violation in inspection.violations] == ["***"]


def test_a_misspelt_keyword_is_a_type_error_with_a_hint() -> None:
    """And so is one that shapes of another kind know."""
    with pytest.raises(TypeError, match=r"String cannot state 'patern'; did you mean pattern\?"):
        String(patern="a+")
    with pytest.raises(TypeError, match=r"String cannot state 'mn'.*min"):
        String(mn=1)
    with pytest.raises(TypeError, match="Timestamp cannot state 'min'"):
        Timestamp(min=1)


def test_shapes_are_equal_if_they_state_the_same() -> None:
    assert String(min=1, max=None) == String(min=1) != String(min=2)
    assert Integer() != Long()
    assert hash(String(enum=("A",))) == hash(String(enum=("A",)))
    assert repr(NAME) == "String(min=2, max=5, pattern='[a-z]+')"


def test_shapes_with_the_same_pattern_share_what_is_compiled() -> None:
    """A service states one pattern in dozens of shapes; ``re`` itself forgets what it compiled."""
    compiled = []
    for shape in (String(pattern="[a-z]+"), String(pattern="[a-z]+", max=5)):
        pattern = shape.stated(shapes.Pattern)
        assert pattern is not None
        compiled.append(getattr(pattern.matches, "__self__"))  # noqa: B009 - of a built-in method
        re.purge()
    assert compiled[0] is compiled[1]


# --- edges ----------------------------------------------------------------------------------------


@EACH
def test_the_smallest_value_is_legal(shape: Shape) -> None:
    assert making.broken(shape, making.Samples().smallest(shape)) == []


@pytest.mark.parametrize(("shape", "stated"), STATED, ids=str)
def test_what_a_constraint_just_allows_both_checks_accept(
    shape: Shape, stated: Constraint[Any]
) -> None:
    for value in stated.edges(shape, making.Samples()).legal:
        assert reported(shape, value) == set(), value
        assert fast(shape, stated, value), value


@pytest.mark.parametrize(("shape", "stated"), STATED, ids=str)
def test_what_a_constraint_just_does_not_allow_both_checks_refuse(
    shape: Shape, stated: Constraint[Any]
) -> None:
    """With a violation of its kind."""
    for value in stated.edges(shape, making.Samples()).illegal:
        assert reported(shape, value) & set(stated.kinds), value
        kept = value
        if isinstance(shape, StructureShape):  # of what is null, nothing is kept
            kept = {name: item for name, item in value.items() if item is not None}
        assert not fast(shape, stated, kept), value


@pytest.mark.parametrize(
    ("shape", "legal", "illegal"),
    [
        (String(min=2, max=3), ("00", "000"), ("0", "0000")),
        (String(max=0), ("",), ("0",)),
        (Blob(min=1), (b"0",), (b"",)),
        (List(Boolean(), min=1, max=2), ([True], [True, True]), ([], [True] * 3)),
        (Integer(min=1, max=4), (1, 4), (0, 5)),
        (Integer(), (-(2**31), 2**31 - 1), (-(2**31) - 1, 2**31)),
        (Double(max=0.5), (-Double.limits[1], 0.5), (0.501,)),
        (String(enum=("A", "b")), ("A", "b"), ("A_", "B", "", "A\n")),
        (ARMS, ({"a": "00"}, {"b": 0}), ({}, {"a": "00", "b": 0}, {"a": "00", "b": 0})),
    ],
    ids=str,
)
def test_edges_are_the_last_that_is_allowed_and_the_first_that_is_not(
    shape: Shape, legal: Any, illegal: Any
) -> None:
    [stated] = shape.constraints
    found = stated.edges(shape, making.Samples())
    legal, found_legal = ([str(value) for value in values] for values in (legal, found.legal))
    if shape is not ARMS:  # whose strings have a pattern
        assert found_legal == legal
        assert list(found.illegal) == list(illegal)
    assert (len(found.legal), len(found.illegal)) == (len(legal), len(illegal))


def test_the_edges_of_a_pattern_have_the_length_that_is_asked_for() -> None:
    """So that only the pattern speaks against the illegal ones."""
    edges = shapes.Pattern("[a-z]+", "[a-z]+").edges(NAME, making.Samples())
    assert edges.legal
    assert edges.illegal
    assert all(2 <= len(text) <= 5 for text in (*edges.legal, *edges.illegal))


def test_what_nobody_can_check_has_no_edges() -> None:
    """A pattern that could not be translated, and a length that nobody wants to see."""
    assert shapes.Pattern("(").edges(String(), making.Samples()) == Edges()
    assert shapes.Length(10**12).edges(String(), making.Samples()) == Edges()


def test_constraints_that_stand_against_each_other_have_no_value() -> None:
    """Nor has a structure that needs another of its kind."""
    home: dict[str, Shape] = {}
    home["Chain"] = StructureShape(
        "Chain", (Member("next", shapes.Reference("Chain", home), required=True),)
    )
    for shape in (String(min=3, max=3, pattern="ab"), home["Chain"]):
        with pytest.raises(Unsatisfiable):
            making.Samples().smallest(shape)


def test_a_union_is_made_of_an_arm_that_ends() -> None:
    home: dict[str, Shape] = {}
    home["Tree"] = StructureShape(
        "Tree",
        (Member("fork", shapes.Reference("Tree", home)), Member("leaf", Integer(min=3))),
        union=True,
    )
    assert making.Samples().smallest(home["Tree"]) == {"leaf": 3}


@EACH
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_whatever_is_drawn_is_legal(shape: Shape, data: st.DataObject) -> None:
    assert making.broken(shape, data.draw(wires(shape))) == []


@pytest.mark.parametrize(
    ("shape", "value", "settled"),
    [
        (Integer(min=1, max=10), 10, 10),
        (Integer(min=1, max=10), 12, 3),
        (Integer(min=1, max=10), -5, 6),
        (Double(min=0.5, max=1.0), 1.25, 0.75),
        (NAME, "", "aa"),
        (Blob(max=2), b"xyz", b"xy"),
        (PET, {"name": "ab", "token": "", "cat": True, "dog": True}, {"name", "token", "cat"}),
        (ARMS, {"a": "ab", "b": 1}, {"a"}),
        (KENNEL, {"owner": "ab", "guest": "cd"}, {"owner"}),
        (KENNEL, {"owner": "ab", "guest": "cd", "full": True}, {"owner"}),
    ],
    ids=lambda value: str(sorted(value) if isinstance(value, set) else value),
)
def test_a_value_is_settled_near_what_it_was(shape: Shape, value: Any, settled: Any) -> None:
    """Structures keep their first members and those that are required, without which none are."""
    made = making.Samples().settled(shape, value)
    assert (set(made) if isinstance(settled, set) else made) == settled


# --- as a validator of attrs ----------------------------------------------------------------------


@attrs.frozen
class Order:
    name: str = attrs.field(validator=NAME)
    note: str | None = attrs.field(default=None, validator=attrs.validators.optional(NAME))
    even: int = attrs.field(
        default=2,
        validator=attrs.validators.and_(Integer(min=1, max=8), attrs.validators.instance_of(int)),
    )


def test_a_shape_is_a_validator_of_attrs() -> None:
    """Alone, within ``optional``, and beside others; the path is the name of the field."""
    assert Order("abc", "def", 8) == Order(name="abc", note="def", even=8)
    assert Order("abc", None).note is None
    for arguments, path, constraint in (
        ({"name": "ABC"}, "name", "pattern"),
        ({"name": None}, "name", "type"),
        ({"name": "abc", "note": "a"}, "note", "min_length"),
        ({"name": "abc", "even": 9}, "even", "max_value"),
    ):
        with pytest.raises(ValidationError) as caught:
            Order(**arguments)
        [violation] = caught.value.violations
        assert (violation.path, violation.constraint) == (path, constraint)


# --- comparison -----------------------------------------------------------------------------------


ONE = StructureShape("S", (Member("a", NAME),))
ONE_REQUIRED = StructureShape("S", (Member("a", NAME, required=True),))


def differences(old: Shape, new: Shape) -> list[Difference]:
    """Of all the constraints that the shapes can state."""
    kinds = (kind for kind in shapes.CONSTRAINTS if old.kind in kind.shapes)
    return [found for kind in kinds for found in kind.compare(old, new, judge_pattern)]


def compared(old: Shape, new: Shape) -> list[tuple[str, str, str]]:
    """Kind of change, and its effects for those who send and those who receive."""
    return [(found.kind, found.sent, found.received) for found in differences(old, new)]


@pytest.mark.parametrize(
    ("old", "new", "was", "becomes"),
    [
        (String(min=1), String(min=2), 1, 2),
        (String(), String(pattern="a"), None, "a"),
        (String(enum=("A", "B")), String(enum=("A",)), ["B"], None),
        (String(enum=("A",)), String(enum=("A", "B")), None, ["B"]),
        (String(), String(enum=("A",)), None, ["A"]),
        (ONE, ONE_REQUIRED, False, True),
        (ONE_REQUIRED, ONE, True, False),
    ],
    ids=str,
)
def test_a_difference_holds_what_was_and_what_is(
    old: Shape, new: Shape, was: Any, becomes: Any
) -> None:
    """As JSON has it."""
    [found] = differences(old, new)
    assert (found.old, found.new) == (was, becomes)


TIGHTER, LOOSER = ("breaking", "neutral"), ("loosened", "loosened")
RENAMED = PET.replaced(
    traits={"rules": (Rule("other", "require", ("cat",), message="takes a cat"),)}
)


@pytest.mark.parametrize(
    ("old", "new", "forth", "back"),
    [
        (String(), String(min=1), [("min", *TIGHTER)], [("min", *LOOSER)]),
        (List(NAME), List(NAME, max=9), [("max", *TIGHTER)], [("max", *LOOSER)]),
        (String(), String(min=0), [], []),
        (Integer(min=-3), Integer(min=0), [("min", *TIGHTER)], [("min", *LOOSER)]),
        (Integer(), Integer(min=0), [("min", *TIGHTER)], [("min", *LOOSER)]),
        (
            String(pattern="[a-z]+"), String(pattern="[a-z0-9]+"),
            [("pattern", *LOOSER)], [("pattern", *TIGHTER)],
        ),
        (
            String(), String(pattern="[a-z]+"),
            [("pattern added", *TIGHTER)], [("pattern removed", *LOOSER)],
        ),
        (
            String(pattern="a"), String(pattern="b"),
            [("pattern", "breaking", "loosened")], [("pattern", "breaking", "loosened")],
        ),
        (
            String(pattern="[0-9]"), String(pattern=r"\d"),
            [("pattern", "neutral", "neutral")], [("pattern", "neutral", "neutral")],
        ),
        (
            String(enum=("A",)), String(enum=("A", "B")),
            [("values added", "added", "added")], [("values removed", "breaking", "breaking")],
        ),
        (
            String(), String(enum=("A",), min=3),
            [("enum added", "breaking", "added")], [("enum removed", *LOOSER)],
        ),
        (
            String(enum=("A",), open=True), String(enum=("A",)),
            [("enum closed", "breaking", "neutral")], [("enum opened", "loosened", "neutral")],
        ),
        (
            ARMS.replaced(traits={}), ARMS,
            [("union added", "breaking", "breaking")], [("union removed", "loosened", "breaking")],
        ),
        (
            ONE, ONE_REQUIRED,
            [("required", "breaking", "added")], [("optional", "loosened", "breaking")],
        ),
        (
            StructureShape("S", (Member("a", NAME, filled_in=True),)),
            StructureShape("S", (Member("a", NAME, filled_in=True, required=True),)),
            [("required", "neutral", "added")], [("optional", "loosened", "breaking")],
        ),
        (
            PET, RENAMED,
            [("rule removed", *LOOSER), ("rule added", *TIGHTER)],
            [("rule removed", *LOOSER), ("rule added", *TIGHTER)],
        ),
    ],
    ids=str,
)  # fmt: skip
def test_a_constraint_says_whether_it_became_tighter(
    old: Shape, new: Shape, forth: list[tuple[str, str, str]], back: list[tuple[str, str, str]]
) -> None:
    """Both ways round."""
    assert compared(old, new) == forth
    assert compared(new, old) == back


ENUM, OPEN = String(enum=("A", "B")), String(enum=("A", "B"), open=True)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (OPEN, ENUM, "a value that is not listed is refused now"),
        (ENUM, OPEN, "a value that is not listed only warns now"),
        (String(), ENUM, "2 values are listed now, and only they are accepted"),
        (String(), OPEN, "2 values are listed now, and others warn"),
        (ENUM, String(), "any string is accepted now"),
    ],
    ids=str,
)
def test_a_change_of_an_enum_says_what_becomes_of_other_values(
    old: Shape, new: Shape, sentence: str
) -> None:
    [found] = differences(old, new)
    assert found.sentence == sentence


@EACH
def test_a_shape_does_not_differ_from_itself(shape: Shape) -> None:
    assert compared(shape, shape) == []


def test_a_constraint_counts_as_people_count() -> None:
    """Each bound and each required member by itself."""
    counts = [sum(stated.count for stated in shape.constraints) for shape in (NAME, PET, Integer())]
    assert counts == [3, 3, 0]


# --- one more -------------------------------------------------------------------------------------


class MultipleOf(Constraint[Any]):
    """As if models could say that a whole number is a multiple of another."""

    __slots__ = ("step",)

    kinds: ClassVar[Mapping[str, str]] = {"multiple_of": "A number that is not a multiple."}
    shapes = frozenset({"Integer", "Long"})
    keywords = ("multipleOf",)
    summary = "of whole numbers"

    def __init__(self, step: int) -> None:
        self.step = step

    @classmethod
    def read(cls, reader: Reader, raw: Raw) -> dict[str, Any]:
        return {"multipleOf": reader.bound(raw, "multipleOf")}

    @classmethod
    def of(cls, traits: Mapping[str, Any]) -> Iterator[MultipleOf]:
        if "multipleOf" in traits:
            yield cls(traits["multipleOf"])

    def inspect(self, shape: Any, value: Any, path: str, inspection: Inspection) -> bool:
        if value % self.step == 0:
            return True
        expected, shown = f"a multiple of {self.step}", inspection.shown(value)
        message = f"must be {expected}, not {shown}"
        inspection.add(path, "multiple_of", expected, shown, message)
        return False

    def conditions(self, shape: Any, value: str, scope: Scope) -> Iterator[str]:
        yield f"{value} % {self.step} == 0"

    def words(self, shape: Any) -> Iterator[str]:
        yield f"a multiple of {self.step}"

    def json_schema(self, shape: Any) -> dict[str, Any]:
        return {"multipleOf": self.step}

    def settled(self, shape: Any, value: Any, samples: Samples) -> Any:
        below = value // self.step * self.step
        return below if samples.fits(shape, below) else below + self.step

    def edges(self, shape: Any, samples: Samples) -> Edges:
        legal = samples.settled(shape, self.step)
        return Edges((legal,), (legal + 1, legal - 1))

    @classmethod
    def compare(cls, old: Any, new: Any, judge: Judge) -> Iterator[Difference]:
        was, becomes = (shape.traits.get("multipleOf", 1) for shape in (old, new))
        if was != becomes:
            sentence, told = "was a multiple of {} and is one of {}", (was, becomes)
            tighter = becomes % was == 0
            yield Difference("multipleOf", sentence, told, *effects(tighter), old=was, new=becomes)


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """``multipleOf`` is listed like the others, which is all that there is to do."""
    longer = (*shapes.CONSTRAINTS, MultipleOf)
    for module in (shapes, shape_module, import_module("codegen.diff.shapes")):
        monkeypatch.setattr(module, "CONSTRAINTS", longer)
    for kind in (Integer, Long):
        monkeypatch.setattr(kind, "keywords", kind.keywords | {"multipleOf"})


@pytest.mark.usefixtures("listed")
class TestOneMoreConstraint:
    """A constraint is one class: reading, checking, words, schema, values and comparison follow."""

    def zoo(self, **traits: Any) -> RawService:
        model = zoo.model()
        model["shapes"]["Amount"].update(traits)
        return RawService("zoo", "", model)

    def amount(self) -> Shape:
        service = lower(self.zoo(multipleOf=60, max=200))
        return service.shapes["Amount"]

    def test_it_is_read_from_a_model(self) -> None:
        assert self.amount() == Integer(min=1, max=200, multipleOf=60)
        assert self.amount().constraints[-1] == MultipleOf(60)

    def test_it_is_checked_fast_and_thoroughly(self) -> None:
        request = lower(self.zoo(multipleOf=60)).structure("FeedAnimalRequest")
        assert making.broken(request, {"animalName": "x", "amount": 120}) == []
        assert making.broken(request, {"animalName": "x", "amount": 90}) == [
            ("amount", "multiple_of")
        ]
        assert fast(self.amount(), MultipleOf(60), 120)
        assert not fast(self.amount(), MultipleOf(60), 90)

    def test_it_has_words_and_a_schema(self) -> None:
        assert said(self.amount()) == ["1 to 200", "a multiple of 60"]
        schema = self.amount().constraints[-1].json_schema(self.amount())
        assert schema == {"multipleOf": 60}

    def test_legal_and_illegal_values_are_made(self) -> None:
        made = making.Samples()
        assert made.smallest(self.amount()) == 60
        assert set(made.legal(self.amount())) == {60, 180}
        assert made.illegal(self.amount())[-1] == [61, 59]

    @settings(max_examples=30, deadline=None)
    @given(data=st.data())
    def test_drawn_values_satisfy_it(self, data: st.DataObject) -> None:
        assert data.draw(wires(self.amount())) in (60, 120, 180)

    def test_a_change_is_judged(self) -> None:
        [change] = diff({"zoo": self.zoo()}, {"zoo": self.zoo(multipleOf=60)}).changes
        assert (change.kind, change.effect) == ("multipleOf", "breaking")
        assert change.sentence == "was a multiple of `1` and is one of `60`"
        [back] = diff({"zoo": self.zoo(multipleOf=60)}, {"zoo": self.zoo()}).changes
        assert back.effect == "loosened"
