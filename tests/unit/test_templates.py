"""``--templates``: single templates replaced, and what is refused. The example is the docs'."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import attrs
import pytest

from codegen import pipeline, render, write
from codegen.config import Settings, services
from codegen.problems import CodegenError
from tests.support import zoo

DOCUMENT = Path(__file__).parents[2] / "docs" / "templates.md"


def _settings(tmp_path: Path, **templates: str) -> Settings:
    folder = tmp_path / "templates"
    folder.mkdir()
    for name, text in templates.items():
        (folder / f"{name}.jinja").write_text(text)
    models = zoo.write(tmp_path / "models")
    return Settings(services(["zoo"]), models, tmp_path / "out", "acme", folder)


def _complaint(settings: Settings) -> str:
    with pytest.raises(CodegenError) as caught:
        pipeline.run(settings)
    return str(caught.value)


def test_the_documented_example_works(tmp_path: Path) -> None:
    """Every enum has ``choices()``; the rest of the package is as it always is."""
    (example,) = re.findall(r"```jinja\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    settings = _settings(tmp_path, **{"enums.py": example})
    tree = pipeline.run(settings).tree
    write.write(settings.target, tree)
    script = "from acme import zoo; print(zoo.Food.choices(), zoo.Food.HAY)"
    environment = {**os.environ, "PYTHONPATH": str(settings.out)}
    printed = subprocess.check_output([sys.executable, "-c", script], text=True, env=environment)
    assert printed == "['HAY', 'MEAT'] HAY\n"


def test_the_document_lists_every_template() -> None:
    """And none that is gone."""
    rows = re.findall(r"^\| `\S+\.jinja`.*? \|", DOCUMENT.read_text(), re.MULTILINE)
    listed = [name for row in rows for name in re.findall(r"`(\S+)`", row)]
    assert sorted(listed) == sorted(path.name for path in render.TEMPLATES.glob("*.jinja"))


def test_a_template_that_replaces_none_of_ours_is_refused(tmp_path: Path) -> None:
    """A typing error would otherwise do nothing."""
    complaint = _complaint(_settings(tmp_path, **{"enum.py": ""}))
    assert "enum.py.jinja: no such template" in complaint
    assert "enums.py.jinja" in complaint


def test_a_folder_without_templates_is_refused(tmp_path: Path) -> None:
    """As is one that does not exist."""
    settings = _settings(tmp_path)
    assert "holds no templates" in _complaint(settings)
    nowhere = attrs.evolve(settings, templates=tmp_path / "nowhere")
    assert f"{tmp_path / 'nowhere'}: is no directory" in _complaint(nowhere)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("\n{% for %}", "template enums.py.jinja, line 2: "),
        ("{{ nothing }}", "template enums.py.jinja: cannot be rendered: 'nothing' is undefined"),
        ("{{ package.service.name }}", "a template shows a plain str: 'zoo'"),
        (
            "{% include 'other.jinja' %}",
            "template enums.py.jinja: cannot be rendered: ",
        ),
        ("class :", "zoo/enums.py: black cannot format it"),
    ],
)
def test_a_broken_template_is_an_error_with_its_place(
    tmp_path: Path, text: str, complaint: str
) -> None:
    """And nothing is written."""
    settings = _settings(tmp_path, **{"enums.py": text})
    assert complaint in _complaint(settings)
    assert not settings.target.exists()
