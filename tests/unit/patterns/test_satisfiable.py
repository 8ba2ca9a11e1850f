"""Patterns that no value satisfies are found, and only those."""

from __future__ import annotations

import math

import pytest

from codegen.patterns import checked, translate

MISTAKES = [
    # botocore 1.44.5: connect Password, dataexchange AwsAccountId, ec2 PlacementGroupArn,
    # qbusiness MessageBody
    r"/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[a-zA-Z\d\S]{8,64}$/",
    r".*/^[\d]{12}$/.*",
    r"^arn:aws([a-z-]+)?:ec2:[a-z\d-]+:\d{12}:placement-group/^.{1,255}$",
    r"\P{C}*$}",
    "/^[a-z]{1,1024}$/",
    "(?=.*[A-Z])[a-z]+",
    "(?!x)x",
    "a(?<!a)b",
    "[a&&b]",
    "a^b",
    "(?:(?!a)a){3}",
    r"/^(\w)\1$/",
]


@pytest.mark.parametrize("java", MISTAKES)
def test_a_pattern_that_nothing_matches_is_not_checked(java: str) -> None:
    """Its translation refuses everything, which is what it says."""
    found = checked(java)
    assert found.verdict == "unsatisfiable"
    assert found.matcher is None
    assert found.ecma == ""
    assert found.reason == "no value matches it"


@pytest.mark.parametrize(
    ("java", "least", "most"),
    [
        # botocore 1.44.5: apprunner ServiceId (in short), osis AwsAccountId
        ("[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", 32, 32),
        (r"^\\d{12}$", 12, 12),
        ("a{1,3}", 4, 9),
        ("a{4,9}", 0, 3),
        ("(?:aa)+", 5, 5),
        ("a|bbb", 2, 2),
        ("[a-z]{1000,2000}", 0, 512),
        ("", 1, 9),
        ("[a-z]*", 5, 3),
    ],
)
def test_a_pattern_whose_values_are_too_short_or_too_long_is_not_checked(
    java: str, least: int, most: int
) -> None:
    """Alone, each of the two could be satisfied."""
    found = checked(java, least, most)
    assert found.verdict == "unsatisfiable"
    assert found.reason == "no value that matches it has a length that the shape allows"
    assert checked(java) == translate(java)


@pytest.mark.parametrize(
    ("java", "least", "most"),
    [
        ("", 0, math.inf),
        ("^$", 0, 0),
        ("a{1,3}", 3, 3),
        ("\N{LATIN SMALL LETTER E WITH ACUTE}{1,3}", 6, 9),
        ("[^a]{3}", 12, 3),
        ("(?:aa)+", 6, 6),
        ("(?:a{7})*", 40, 49),
        (r"(a)\1", 0, 9),
        ("(?=.*[A-Z])[a-zA-Z]+", 0, 9),
        ("x{0,700}y", 650, 800),
        ("/[a-z]+/", 0, math.inf),
        (".*", 0, math.inf),
        (r".*\S.*", 1, 1),
    ],
)
def test_a_pattern_that_something_satisfies_is_checked(java: str, least: int, most: float) -> None:
    """The minimum counts bytes, and the maximum characters: whatever accepts more."""
    assert checked(java, least, most) == translate(java)


@pytest.mark.parametrize(
    "java", ["((((a{64}){64}){64}){64})", ".{2147483647}", "(?:a{0,9}){0,99}b"]
)
def test_large_counts_take_no_time(java: str) -> None:
    """A value of a length like these would not fit into memory."""
    assert checked(java).verdict != "unsatisfiable"
