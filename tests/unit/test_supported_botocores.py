"""The range of botocores that is stated is the one that is tested."""

from __future__ import annotations

from pathlib import Path

from tests.other_botocores import OLDEST

ROOT = Path(__file__).parents[2]


def test_the_oldest_that_may_be_installed_is_the_oldest_that_is_tested() -> None:
    """In every extra that needs botocore; the development environment pins one."""
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    bounds = {line.split('"botocore')[1].split('"')[0] for line in lines if '"botocore>=' in line}
    assert bounds == {f">={OLDEST.removesuffix('.0')}"}


def test_the_pages_state_the_range() -> None:
    """With the words that a user looks for."""
    for page in ("README.md", "docs/migration.md"):
        assert f"botocore {OLDEST} or newer" in (ROOT / page).read_text()


def test_ci_tests_them() -> None:
    """And not only whoever thinks of it."""
    assert "make other-botocores" in (ROOT / ".ci" / "run").read_text()
