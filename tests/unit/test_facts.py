"""What docstrings say of a model: facts, in our own words."""

from __future__ import annotations

import ast

import attrs
import pytest

from codegen import facts, ir
from codegen.runtime.shapes import Double, Integer, List, Map, Reference, Rule, Shape, String

ENUM = String(enum=tuple("ABC"))
LONG = String(enum=tuple(f"VALUE_{number}" for number in range(30)))
SHAPES: dict[str, Shape] = {
    "S": String(max=5),
    "Secret": String(pattern="x+", sensitive=True),
    "Plain": String(),
    "Enum": ENUM,
    "Long": LONG,
    "Sixty": String(enum=("A" * 28, "B" * 30)),
    "Longer": String(enum=("A" * 28, "B" * 31)),
    "Open": String(enum=tuple("AB"), open=True),
    "Number": Double(min=0, max=0.5),
    "Whole": Integer(),
    "T": ir.Structure("T"),
}
SHAPES["List"] = List(Reference("Enum", SHAPES), max=3)
SHAPES["Structures"] = List(Reference("T", SHAPES))
SHAPES["Lists"] = List(Reference("Plain", SHAPES))
SHAPES["Plains"] = Map(Reference("Plain", SHAPES), Reference("Lists", SHAPES))
SHAPES["Map"] = Map(Reference("S", SHAPES), Reference("List", SHAPES), min=1)
SERVICE = ir.Service("svc", "2020-01-01", "A Service", "svc-2020-01-01", (), SHAPES)


def said(shape: str, **traits: bool) -> str:
    """What the docstring of a member of this shape says."""
    member = ir.Member("m", Reference(shape, SHAPES), **traits)
    text: str = ast.literal_eval(facts.member(SERVICE, ir.Structure("T", (member,)), member))
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        ("S", "At most 5 characters."),
        ("Secret", "Pattern ``x+``; sensitive."),
        ("Plain", "A string."),
        ("Whole", "An integer."),
        ("Plains", "A map of string to list of string."),
        ("Enum", "One of A, B, C."),
        ("Long", "One of the 30 values of Long."),
        ("Sixty", f"One of {'A' * 28}, {'B' * 30}."),
        ("Longer", "One of the 2 values of Longer."),
        ("Number", "0 to 0.5."),
        ("T", "See T."),
        ("List", "At most 3 entries; each one of A, B, C."),
        ("Structures", "See T."),
        (
            "Map",
            "At least 1 entry; each key at most 5 characters; each value at most 3 entries; "
            "each value each one of A, B, C.",
        ),
    ],
)
def test_a_member_says_what_its_shape_asks(shape: str, text: str) -> None:
    """Its own constraints, then those of what is in it; a long list of values is named."""
    assert said(shape) == text


def test_a_member_says_whether_it_has_to_be_given() -> None:
    """A token is filled in, whether it is required or not."""
    assert said("S", required=True) == "Required; at most 5 characters."
    assert said("Plain", required=True) == "Required."
    token = "Filled in with a UUID if it is left out."
    assert said("Plain", filled_in=True) == said("Plain", filled_in=True, required=True) == token


def test_a_deprecated_member_says_so() -> None:
    """After its constraints."""
    assert said("S", deprecated=True) == "At most 5 characters; deprecated."


def paragraphs(*rules: Rule) -> list[str]:
    """What the class of a structure with these rules says."""
    members = tuple(ir.Member(name, Reference("S", SHAPES)) for name in "abcd")
    shape = ir.Structure("T", members, rules=rules)
    text: str = ast.literal_eval(facts.structure(SERVICE, shape, None))
    return [line.strip() for line in text.splitlines() if line.strip()]


def test_every_rule_has_its_line_between_what_it_is_and_the_link() -> None:
    """In the order of the overlay, and in the words that its author wrote for users."""
    messages = ("Leave out a when b is set.", "Set c to at most 10 (hours).")
    rules = [Rule("r", "require", ("a",), message=message) for message in messages]
    *lines, link = paragraphs(*rules)
    assert lines == ["T: a structure.", *messages]
    assert link.startswith("https://docs.aws.amazon.com/")


def test_a_member_says_the_rules_of_its_structure_in_a_sentence_of_their_own() -> None:
    rule = Rule("r", "exactly_one_of", ("a", "b"), message="Set a or b.")
    shapes = {"T": ir.Structure("T", (), rules=(rule,))}
    member = ir.Member("t", Reference("T", shapes), required=True)
    service = attrs.evolve(SERVICE, shapes=shapes)
    text = ast.literal_eval(facts.member(service, ir.Structure("U", (member,)), member))
    assert text == "Required. Set a or b."


@pytest.mark.parametrize(
    ("holders", "part"),
    [
        ("", "T: a structure."),
        ("A", "T: a structure; part of A."),
        ("ABC", "T: a structure; part of A, B, C."),
        ("ABCDE", "T: a structure; part of A, B, C and 2 more."),
    ],
)
def test_a_structure_says_what_it_is_part_of(holders: str, part: str) -> None:
    """Up to three are named."""
    text = ast.literal_eval(facts.structure(SERVICE, ir.Structure("T"), None, [*holders]))
    assert text.splitlines()[0] == part


def test_an_enum_says_whether_other_values_are_sent() -> None:
    closed, opened = (ast.literal_eval(facts.enum(SERVICE, name)) for name in ("Enum", "Open"))
    assert closed == "The values of Enum that the model knows."
    assert opened == "The values of Open that the model knows; others warn, and are sent."


def test_the_message_of_a_rule_stays_text() -> None:
    """Whoever wrote it."""
    members = (ir.Member("a", Reference("S", SHAPES)),)
    message = 'Set """\n\\a.'
    rule = Rule("r", "require", ("a",), message=message)
    source = facts.structure(SERVICE, ir.Structure("T", members, rules=(rule,)), None)
    assert '"""' not in source[3:-3]
    assert "\\\\a." in source
    assert ast.literal_eval(source).startswith("T: a structure.")
