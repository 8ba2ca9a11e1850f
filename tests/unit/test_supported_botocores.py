"""The ranges of botocores and blacks that are stated are the ones that are tested."""

from __future__ import annotations

from pathlib import Path

from tests import other_blacks
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


def test_the_blacks_that_may_be_installed_are_tested_at_both_ends() -> None:
    """The development environment pins one between them, and CI tries both."""
    text = (ROOT / "pyproject.toml").read_text()
    stated = f'"black>={other_blacks.OLDEST.removesuffix(".0")},<{other_blacks.BELOW}"'
    assert stated in text
    assert [end.packages for end in other_blacks.ENDS] == [
        [f"black=={other_blacks.OLDEST}"],
        [f"black<{other_blacks.BELOW}"],
    ]
    assert "make other-blacks" in (ROOT / ".ci" / "run").read_text()
