"""The benchmark page shows the figures of the result file, and no others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.benchmarks.page import with_results

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_shows_the_committed_results() -> None:
    """``python -m tests.benchmarks --plot`` writes both from the file."""
    text = (DOCS / "benchmarks.md").read_text(encoding="utf-8")
    document = json.loads((DOCS / "benchmarks.json").read_text(encoding="utf-8"))
    assert with_results(text, document) == text
    assert text.count("**missed**") == sum(row["met"] is False for row in document["rows"])


def test_a_page_without_a_place_for_them_is_an_error() -> None:
    """And not left as it is."""
    with pytest.raises(ValueError, match="results"):
        with_results("# Benchmarks\n", {"python": "3", "versions": {}, "rows": []})
