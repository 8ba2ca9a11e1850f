"""What the digest of a run covers: everything that can show in the package, and no more."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest

from codegen import inputs
from codegen.config import Docs, Settings, services
from tests.support import zoo


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A run with templates of its own, one of which includes a file."""
    templates = tmp_path / "templates"
    (templates / "parts").mkdir(parents=True)
    (templates / "enums.py.jinja").write_text("{% include 'parts/head.txt' %}")
    (templates / "parts" / "head.txt").write_text("# one")
    return Settings(
        services(["zoo"]), zoo.write(tmp_path / "models"), tmp_path / "out", templates=templates
    )


def test_a_file_of_any_name_below_the_templates_counts(settings: Settings) -> None:
    """A template can include it."""
    before = inputs.digest(settings)
    assert settings.templates is not None
    (settings.templates / "parts" / "head.txt").write_text("# two")
    assert inputs.digest(settings) != before


def test_where_the_files_lie_does_not_count(settings: Settings, tmp_path: Path) -> None:
    """A package is the same on every machine."""
    shutil.copytree(tmp_path / "models", tmp_path / "b" / "models")
    shutil.copytree(tmp_path / "templates", tmp_path / "b" / "templates")
    moved = attrs.evolve(
        settings,
        models=tmp_path / "b" / "models",
        templates=tmp_path / "b" / "templates",
        out=tmp_path / "b" / "out",
    )
    assert inputs.digest(moved) == inputs.digest(settings)


def newer(tool: str) -> Callable[[str], str]:
    """The versions of packages after an update of one."""
    return lambda name: "999" if name == tool else "1"


@pytest.mark.parametrize(
    ("tool", "docs", "counts"),
    [
        ("black", "facts", True),
        ("jinja2", "facts", True),
        ("botocore", "facts", False),
        ("botocore", "full", True),
        ("attrs", "full", False),
    ],
)
def test_the_version_of_a_tool_counts_where_it_can_show(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tool: str, docs: Docs, counts: bool
) -> None:
    """botocore's only with its documentation: the names that it makes are kept in the package."""
    monkeypatch.setattr("codegen.docs.INSTALLED", settings.models)
    settings = attrs.evolve(settings, docs=docs)
    monkeypatch.setattr(inputs, "version", newer("none"))
    before = inputs.digest(settings)
    monkeypatch.setattr(inputs, "version", newer(tool))
    assert (inputs.digest(settings) != before) is counts
