"""docs/support.md is what ``python -m codegen support`` prints."""

from __future__ import annotations

from pathlib import Path

from codegen import support

PAGE = Path(__file__).parents[2] / "docs" / "support.md"


def test_the_page_holds_the_table_that_the_code_makes() -> None:
    """To the letter."""
    assert support.table() in PAGE.read_text()
