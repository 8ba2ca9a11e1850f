"""What docstrings say of a model: facts, in our own words."""

from __future__ import annotations

import ast

import pytest

from codegen import facts, ir

STRING = ir.String("S", maximum=5)
SERVICE = ir.Service("svc", "2020-01-01", "A Service", "svc-2020-01-01", (), {"S": STRING})


def test_a_deprecated_member_says_so() -> None:
    """After its constraints."""
    member = ir.Member("old", "S", deprecated=True)
    said = facts.member(SERVICE, member)
    assert said == '"""``old``: at most 5 characters; deprecated."""'


def paragraphs(*rules: ir.Rule) -> list[str]:
    """What the class of a structure with these rules says."""
    members = tuple(ir.Member(name, "S") for name in "abcd")
    shape = ir.Structure("T", members, rules=rules)
    said: str = ast.literal_eval(facts.structure(SERVICE, shape, None))
    return [line.strip() for line in said.splitlines() if line.strip()]


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (ir.Rule("r", "require", ("a",), when_set=("b",)), "With ``b``, ``a`` is required."),
        (
            ir.Rule("r", "require", ("a", "b"), when_unset=("c", "d")),
            "Without ``c`` or ``d``, ``a`` and ``b`` are required.",
        ),
        (
            ir.Rule("r", "forbid", ("a",), ("b", "c"), ("d",)),
            "With ``b`` and ``c``, without ``d``, ``a`` has to be left out.",
        ),
        (ir.Rule("r", "forbid", ("a", "b")), "``a`` and ``b`` have to be left out."),
        (ir.Rule("r", "at_most_one_of", ("a", "b")), "At most one of ``a`` and ``b`` is set."),
        (
            ir.Rule("r", "at_least_one_of", ("a", "b", "c")),
            "At least one of ``a``, ``b`` and ``c`` is set.",
        ),
        (ir.Rule("r", "exactly_one_of", ("a", "b", "c", "d")), "Exactly one member is set."),
    ],
)
def test_a_rule_is_a_line_of_the_docstring(rule: ir.Rule, sentence: str) -> None:
    """In wire names, and in words of ours."""
    assert sentence in paragraphs(rule)


def test_every_rule_has_its_line_between_what_it_is_and_the_link() -> None:
    """In the order of the overlay."""
    rules = [ir.Rule("r", "require", (name,)) for name in "ab"]
    *lines, link = paragraphs(*rules)
    assert lines == ["The structure T.", "``a`` is required.", "``b`` is required."]
    assert link.startswith("https://docs.aws.amazon.com/")


def test_the_name_of_a_member_stays_text_in_a_rule() -> None:
    """It comes from a model."""
    name = '"""\n\\'
    shape = ir.Structure("T", (ir.Member(name, "S"), ir.Member("b", "S")))
    rule = ir.Rule("r", "require", (name,))
    source = facts.structure(SERVICE, ir.Structure("T", shape.members, rules=(rule,)), None)
    assert "\\\\`` is required." in source
    assert ast.literal_eval(source).startswith("The structure T.")
