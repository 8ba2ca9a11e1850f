"""``--templates``: single templates replaced, and what is refused. The example is the docs'."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import attrs
import pytest

from codegen import inputs, overrides, pipeline, write
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
    out = tmp_path / "out"
    return Settings(
        services(["zoo"]), models, out, "acme", folder, repository=tmp_path, trust_templates=True
    )


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


def test_only_templates_that_somebody_looked_at_are_used(tmp_path: Path) -> None:
    """A pull request that brings or changes one does not have it run by whoever checks it."""
    trusting = _settings(tmp_path, **{"enums.py": "ONE = 1"})
    cautious = attrs.evolve(trusting, trust_templates=False)
    assert trusting.templates is not None
    assert "enums.py.jinja: is not a template that the package was made w" in _complaint(cautious)
    write.write(trusting.target, pipeline.run(trusting).tree)
    assert b"ONE = 1" in pipeline.run(cautious, fresh=True).tree["zoo/enums.py"]
    (trusting.templates / "more.txt").write_text("TWO = 2")
    assert "more.txt: is not a template that the package was made" in _complaint(cautious)


@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own")
def test_templates_outside_of_the_repository_are_not_used_unasked(tmp_path: Path) -> None:
    """Nor is what a link leads to: it would be shown in the output of a build."""
    trusting = _settings(tmp_path, **{"enums.py": "ONE = 1"})
    (tmp_path / "secret").write_text("SECRET = 1")
    assert trusting.templates is not None
    (trusting.templates / "link.txt").symlink_to(tmp_path / "secret")
    write.write(trusting.target, pipeline.run(trusting).tree)
    inside = attrs.evolve(trusting, trust_templates=False, repository=trusting.templates)
    assert "link.txt: is a template from outside of the repository" in _complaint(inside)
    elsewhere = attrs.evolve(inside, repository=tmp_path / "elsewhere")
    assert "enums.py.jinja: is a template from outside of the rep" in _complaint(elsewhere)


@pytest.mark.parametrize("folder", ["/proc", "/dev", "/"])
def test_a_folder_of_the_system_is_refused(tmp_path: Path, folder: str) -> None:
    """Before anything in it is read."""
    settings = attrs.evolve(_settings(tmp_path), templates=Path(folder))
    with pytest.raises(CodegenError, match=r"holds no templates|is not a directory"):
        inputs.digest(settings)


def test_the_document_lists_every_template() -> None:
    """And none that is gone."""
    rows = re.findall(r"^\| `\S+\.jinja`.*? \|", DOCUMENT.read_text(), re.MULTILINE)
    listed = [name for row in rows for name in re.findall(r"`(\S+)`", row)]
    assert sorted(listed) == sorted(path.name for path in overrides.TEMPLATES.glob("*.jinja"))


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
    assert f"{tmp_path / 'nowhere'}: is not a directory" in _complaint(nowhere)


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
        ("{{ package.__class__ }}", "access to attribute '__class__' of 'Package' object is unsaf"),
        ("{{ literal.__globals__ }}", "access to attribute '__globals__' of 'function' object is "),
        ("{% set _ = package.modules.__iter__() %}", "'__iter__'"),
        ("{% for i in range(10 ** 9) %}{% endfor %}", "cannot be rendered: "),
        ("{{ 1 / 0 }}", "cannot be rendered: division by zero"),
        ("{% include 'enums.py.jinja' %}", "cannot be rendered: "),
        ("{% include '../../../etc/passwd' %}", "cannot be rendered: "),
    ],
)
def test_a_broken_template_is_an_error_with_its_place(
    tmp_path: Path, text: str, complaint: str
) -> None:
    """And nothing is written."""
    settings = _settings(tmp_path, **{"enums.py": text})
    assert complaint in _complaint(settings)
    assert not settings.target.exists()
