"""The table of what is supported says what the code does."""

from __future__ import annotations

from pathlib import Path

from codegen.lower import _SIMPLE
from codegen.support import FEATURES, table

TESTS = Path(__file__).parents[1]


def test_every_type_that_the_generator_reads_has_a_row() -> None:
    """And the other way round nothing is promised that is not read."""
    named = {word for feature in FEATURES for word in feature.name.lower().replace(",", "").split()}
    assert {kind.lower() for kind in _SIMPLE} <= named


def test_every_row_points_to_tests_that_exist() -> None:
    assert {f.tested for f in FEATURES if not (TESTS / f.tested).is_dir()} == set()


def test_the_table_is_markdown_with_a_row_per_feature() -> None:
    lines = table().splitlines()
    assert len(lines) == len(FEATURES) + 2
    assert {line.count("|") for line in lines} == {5}
