"""The table of what is supported says what the code does."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from codegen import load, lower
from codegen.runtime.shapes import CONSTRAINTS
from codegen.support import FEATURES, Feature, table

TESTS = Path(__file__).parents[1]
EXPECTATIONS = TESTS / "expectations"

NO_TRAIT = {"recursive shapes", "a list of itself"}
"""Forms that shapes take together: there is no word in a model for them."""

TRAITS = {keyword for constraint in CONSTRAINTS for keyword in constraint.keywords}

CASES = {
    "property/test_constraints.py": [EXPECTATIONS / "faults.py", EXPECTATIONS / "contract.py"],
    "protocols/test_protocols.py": [],
    "every_service.py": [],
}
"""Tests whose cases are made elsewhere: here, or from botocore's own suites and models."""


def words(feature: Feature) -> set[str]:
    """The words of a model in the name of a row."""
    return set(re.findall(r"[\w-]+", feature.name)) - {"a", "an", "in", "on", "of", "as", "member"}


def reads(tree: ast.AST, method: str) -> Iterator[str]:
    """The keys that ``place.method(raw, key)`` is called with."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(ast.Attribute(attr=found), [_, ast.Constant(key)]) if found == method:
                yield key


def tree(module: object) -> ast.AST:
    return ast.parse(Path(str(module.__file__)).read_text())  # type: ignore[attr-defined]


READERS = [lower, load, *(sys.modules[constraint.__module__] for constraint in CONSTRAINTS)]
"""The modules that read models."""
METHODS = ("flag", "bound", "number", "text", "texts")
"""Those of the reader that read a trait by its name."""
NO_FEATURE = {"shape", "type"}
"""What everything in a model has."""


def test_every_type_and_trait_that_the_generator_reads_has_a_row() -> None:
    """Types of shapes, and what shapes and members say of themselves."""
    named = {word.lower() for feature in FEATURES for word in words(feature)}
    read = {key for module in READERS for method in METHODS for key in reads(tree(module), method)}
    assert {"document", "sparse", "min", "pattern", "enum", "union", "required"} <= read
    assert {word.lower() for word in {*lower.TYPES, *read} - NO_FEATURE} - named == set()


def test_every_row_that_promises_something_is_about_what_is_read() -> None:
    """The generator has the words, so that what was taken out of it is not promised any more."""
    constants = {
        node.value
        for module in READERS
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    } | lower.TYPES.keys()
    promised = [f for f in FEATURES if f.verdict.startswith("typed") and f.name not in NO_TRAIT]
    assert len(promised) > 20
    assert [f.name for f in promised if not words(f) & constants] == []


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)
def test_a_row_points_to_a_test_about_its_subject(feature: Feature) -> None:
    """The file exists, has the test, and says a word of the row, as do the makers of its cases."""
    file, _, test = feature.tested.partition("::")
    text = (TESTS / file).read_text()
    assert not test or f"def {test}(" in text
    makers = CASES.get(file, [TESTS / file])
    said = "".join(path.read_text() for path in makers)
    assert not makers or any(_plain(word) in _plain(said) for word in words(feature))


def _plain(text: str) -> str:
    """However it is spelled: ``idempotencyToken``, ``idempotency_token``; without its version."""
    return re.sub(r"[\W_]", "", re.sub(r"-\d$", "", text)).lower()


def test_the_table_is_markdown_with_a_row_per_feature() -> None:
    lines = table().splitlines()
    assert len(lines) == len(FEATURES) + 2
    assert {line.count("|") for line in lines} == {5}
