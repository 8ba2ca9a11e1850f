"""The tree as text for ``re``."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.patterns import syntax as s
from codegen.patterns.charset import ANY, LAST, NONE, CharSet, partition
from codegen.patterns.parse import parse
from codegen.patterns.python import chars, render

EDGES = (
    st.integers(0, LAST) | st.integers(0, 0x80) | st.sampled_from([0xD800, 0xDFFF, 0xFFFF, LAST])
)
SETS = st.lists(st.tuples(EDGES, st.integers(0, 4)), max_size=6).map(
    lambda pairs: CharSet.of(*((first, min(LAST, first + more)) for first, more in pairs))
)


@given(SETS)
@settings(deadline=None)
def test_a_class_holds_the_set_and_nothing_else(allowed: CharSet) -> None:
    """Tried on every code point at the edge of a range, and on its neighbours."""
    compiled = re.compile(chars(allowed), re.DOTALL)
    edges = {edge + step for r in allowed.ranges for edge in r for step in (-1, 0, 1)}
    for code in (edge for edge in edges if 0 <= edge <= LAST):
        assert (compiled.fullmatch(chr(code)) is not None) is (code in allowed)


@given(SETS, SETS)
@settings(deadline=None)
def test_sets_are_sets_of_code_points(left: CharSet, right: CharSet) -> None:
    """The operators agree with Python's on the members."""
    members, others = set(left), set(right)
    assert set(left | right) == members | others
    assert set(left & right) == members & others
    assert set(left - right) == members - others
    assert left.overlaps(right) is bool(members & others)
    assert (left <= right) is (members <= others)
    assert ~~left == left


@given(st.lists(SETS, max_size=4))
@settings(deadline=None)
def test_a_partition_splits_no_set(sets: list[CharSet]) -> None:
    """Each part is inside of each set or outside of it, and nothing is lost."""
    parts = partition(sets)
    assert sum(map(len, parts)) == len(ANY)
    assert all(part <= whole or not part.overlaps(whole) for part in parts for whole in sets)


FAR = CharSet.of(*((start, start + start % 5) for start in range(0x10000, 0x12000, 31)))
"""So many ranges beyond U+FFFF that a class of them is slow."""


@pytest.mark.parametrize("allowed", [FAR | CharSet.of((0x61, 0x7A)), ~FAR, FAR])
@pytest.mark.parametrize("minimum", [0, 1, 3])
def test_a_run_of_far_characters_is_a_run_of_the_set(allowed: CharSet, minimum: int) -> None:
    """Every edge of a range and its neighbours, alone, in a row and among others."""
    compiled = re.compile(render(s.Repeat(s.Chars(allowed), minimum, None)), re.DOTALL)
    edges = {e + step for r in (*FAR.ranges, (0x61, 0x7A)) for e in r for step in (-1, 0, 1)}
    inside = chr(allowed.ranges[0][0])
    for code in edges:
        for text in (chr(code), chr(code) * 3, f"{inside}{chr(code)}{inside}", ""):
            fits = len(text) >= minimum and all(ord(char) in allowed for char in text)
            assert (compiled.fullmatch(text) is not None) is fits


@pytest.mark.parametrize("allowed", [FAR | CharSet.of((0x61, 0x7A)), ~FAR, FAR])
@pytest.mark.parametrize("look", [None, True, False])
def test_one_far_character_is_one_of_the_set(allowed: CharSet, look: bool | None) -> None:
    """Read, looked at ahead and looked at behind."""
    node = s.Chars(allowed) if look is None else s.Look(s.Chars(allowed), look, True)
    compiled = re.compile(render(s.sequence(s.Chars(ANY), node, s.EVERYTHING)))
    for code in (edge + step for r in FAR.ranges for edge in r for step in (-1, 0, 1)):
        assert (compiled.fullmatch(chr(code) * 2) is not None) is (code in allowed)


def test_a_class_is_never_told_by_many_far_ranges_that_it_has_not() -> None:
    """``re`` would try each of them on every character."""
    assert not chars(~FAR).startswith("[^")


RENDERED = [
    (r"[\w.]", "[.0-9A-Z_a-z]"),
    (r"[^\w]", "[^0-9A-Z_a-z]"),
    ("a.", "(?s:a.)"),
    ("a|bc", "a|bc"),
    ("(a|bc)d", "(?P<g1>a|bc)d"),
    ("(?>ab*)c", "(?=(?P<c1>ab*))(?P=c1)c"),
    (r"(a)\1", "(?P<g1>a)(?P=g1)"),
    (r"\^\$\x7f\u00e9", r"\^\$\x7f\xe9"),
    ("a{2}b{2,}c{0,1}d{1,2}?", "a{2}b{2,}c?d{1,2}?"),
    ("(?:ab)+", "(?:ab)+"),
]


@pytest.mark.parametrize(("java", "source"), RENDERED)
def test_a_tree_is_written_in_one_way(java: str, source: str) -> None:
    """The same tree gives the same text."""
    assert render(parse(java).tree) == source


def test_what_matches_nothing_never_matches() -> None:
    """An empty class and an empty choice have no spelling of their own in Python."""
    assert re.fullmatch(render(s.Chars(NONE)), "") is None
    assert re.fullmatch(render(s.NOTHING), "") is None
