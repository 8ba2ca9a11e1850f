"""Every block of the README and of the pages under docs/ is tried: Python runs against a moto.

Of what a shell takes, our own commands are parsed with their options, in sentences and tables too,
and the examples of the vendoring page run as one project. ``TRIED`` says who tries the blocks of
the other languages.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import runpy
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from glob import glob
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from typing import Any

import boto3
import pytest
import tomli
import yaml

from codegen import cli as generator
from codegen import config, load, overlay
from docs.site import badges
from emrglue import jobs
from emrglue._runtime.cli import catalog, flags
from emrglue._runtime.cli import main as emrglue_command
from tests import tour
from tests.support.moto_server import moto_server

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(?P<kind>[^\n]+)\n(?P<code>.*?)^```", re.DOTALL | re.MULTILINE)


def blocks(*kinds: str, page: str = "*") -> Iterator[Any]:
    for path in PAGES:
        for block in BLOCK.finditer(path.read_text()):
            if block["kind"] in kinds and path.match(page):
                line = path.read_text()[: block.start()].count("\n") + 2
                yield pytest.param(path, line, block["code"], id=f"{path.name}:{line}")


def codes(page: str, kind: str) -> list[str]:
    return [block.values[2] for block in blocks(kind, page=page)]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with moto_server() as url:
        yield url


@pytest.mark.parametrize(("page", "line", "source"), list(blocks("python")))
def test_every_python_block_runs(
    page: Path, line: int, source: str, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a reader would paste it, each block on its own: nothing but AWS's address is replaced, and
    for job runs a second is a hundredth."""
    clock = jobs.Clock(lambda: time.monotonic() * 100, lambda seconds: time.sleep(seconds / 100))
    for function in (jobs.start, jobs.start_or_attach):
        defaults: dict[str, Any] = function.__kwdefaults__  # type: ignore[assignment]
        monkeypatch.setitem(defaults, "clock", clock)
    monkeypatch.setenv("AWS_ENDPOINT_URL", server)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    code = compile("\n" * (line - 1) + source, str(page), "exec")
    exec(code, {"__name__": "__main__"})


TRIED = {
    ("README.md", "sh"): "test_every_command_is_one",
    ("architecture.md", "text"): "tests/unit/test_architecture.py",
    ("ci.md", "console"): "test_a_command_says_what_the_page_says",
    ("ci.md", "sh"): "test_every_command_is_one",
    ("ci.md", "yaml"): "test_a_job_file_and_its_workflow",
    ("cli.md", "console"): "test_a_command_says_what_the_page_says",
    ("nightly-job.md", "sh"): "test_every_command_is_one",
    ("templates.md", "jinja"): "tests/unit/test_templates.py",
    ("templates.md", "python elsewhere"): "tests/unit/test_templates.py",
    ("templates.md", "sh"): "tests/unit/test_templates.py",
    ("templates.md", "toml"): "test_a_table_is_read",
    ("vendoring.md", "json"): "test_an_overlay_is_applied",
    ("vendoring.md", "python elsewhere"): "test_a_project_vendors_as_the_page_says",
    ("vendoring.md", "sh"): "test_every_command_is_one",
    ("vendoring.md", "toml"): "test_a_project_vendors_as_the_page_says",
    ("vendoring.md", "yaml"): "test_a_hook_is_there",
}
"""Blocks that are no Python to paste, by page and language, and who tries them."""


def test_no_block_is_forgotten() -> None:
    """A block of a new kind needs somebody who tries it."""
    found = {
        (page.name, block["kind"]) for page in PAGES for block in BLOCK.finditer(page.read_text())
    }
    assert {(page, kind) for page, kind in found if kind != "python"} == set(TRIED)


def commands() -> Iterator[Any]:
    """The lines of what a shell takes, without comments."""
    for page, line, code in (block.values for block in blocks("sh")):
        for command in code.splitlines():
            yield pytest.param(
                shlex.split(command, comments=True), id=f"{page.name}:{line}:{command}"
            )


@pytest.mark.parametrize("words", list(commands()))
def test_every_command_is_one(words: list[str]) -> None:
    """A target of the Makefile, an extra of the package, or a verb with options that it has."""
    if words[0] == "make":
        assert re.search(rf"^{words[1]}:", (ROOT / "Makefile").read_text(), re.MULTILINE)
    elif words[0] == "pip":
        (extra,) = re.findall(r"emrglue\[(\w+)\]", words[2])
        assert re.search(rf"^{extra} = \[", (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    elif words[0] == "emrglue":
        assert flags.parse(catalog.service(words[1]).operation(words[2]), words[3:])
    elif words[0] == "emrglue-codegen":
        assert generator._parser().parse_args(words[1:]).run
    else:
        assert words[0] in ("mkdir", "cp")


def mentioned() -> Iterator[Any]:
    """The commands between back quotes, whose placeholders are words too."""
    for page in PAGES:
        text = BLOCK.sub("", page.read_text())
        for command in re.findall(r"`((?:make|python -m) [^`]+)`", text):
            yield pytest.param(
                command.replace("…", "").split(), id=f"{page.name}:{' '.join(command.split())}"
            )


@pytest.mark.parametrize("words", list(mentioned()))
def test_every_command_that_is_mentioned_is_one(
    words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A target of the Makefile, tests that exist, or a module that takes these options."""
    if words[0] == "make":
        test_every_command_is_one(words)
    elif words[2] == "codegen" and words[3:]:
        assert generator._parser().parse_args(words[3:]).run
    elif words[2] == "pytest":
        assert [path for path in words[3:] if not (ROOT / path).exists()] == []
    else:
        assert find_spec(words[2]) is not None
        assert not words[3:] or parsed(words[2], words[3:], monkeypatch)


class Parsed(Exception):
    """The options were taken, and nothing is to be done with them."""


def parsed(module: str, options: list[str], monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether a module that is run takes these options; it ends where it has parsed them."""
    parse = argparse.ArgumentParser.parse_args

    def stop(parser: argparse.ArgumentParser, *arguments: Any) -> None:
        raise Parsed(parse(parser, *arguments))

    monkeypatch.setattr(argparse.ArgumentParser, "parse_args", stop)
    monkeypatch.setattr(sys, "argv", [module, *options])
    with pytest.raises(Parsed):
        runpy.run_module(module, run_name="__main__")
    return True


JOB_FILE = """\
applicationId: 00f1abcd
executionRoleArn: arn:aws:iam::123456789012:role/emr
name: a-job
jobDriver:
  sparkSubmit:
    entryPoint: s3://jobs/a-job.py
mode: {mode}
"""


@pytest.mark.parametrize(("page", "line", "session"), list(blocks("console")))
def test_a_command_says_what_the_page_says(
    page: Path, line: int, session: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the letter; ``validate`` gets a file with the mistake that is shown, and two without."""
    (tmp_path / "jobs").mkdir()
    for name, mode in {"nightly": "BATHC", "hourly": "BATCH", "weekly": "BATCH"}.items():
        (tmp_path / "jobs" / f"{name}.yaml").write_text(JOB_FILE.format(mode=mode))
    monkeypatch.chdir(tmp_path)
    command, *said = session.splitlines()
    words = [
        path
        for word in shlex.split(command.removeprefix("$ "))[1:]
        for path in (sorted(glob(word)) or [word])
    ]
    printed = StringIO()
    with redirect_stdout(printed), redirect_stderr(printed):
        emrglue_command(words)
    assert printed.getvalue().splitlines() == said


def test_a_job_file_and_its_workflow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is a request without mistakes; the workflow runs commands that exist."""
    job_file, workflow = codes("ci.md", "yaml")
    (tmp_path / "jobs").mkdir()
    (tmp_path / "jobs" / "nightly.yaml").write_text(job_file)
    monkeypatch.chdir(tmp_path)
    steps = yaml.safe_load(workflow)["jobs"]["job-files"]["steps"]
    install, check = (shlex.split(step["run"]) for step in steps if "run" in step)
    test_every_command_is_one(install)
    assert emrglue_command(check[1:]) == 0
    (tmp_path / "jobs" / "nightly.yaml").write_text(job_file.replace("entryPoint:", "entryPiont:"))
    assert emrglue_command(check[1:]) == 1


def test_a_table_is_read(tmp_path: Path) -> None:
    """All of its keys are known."""
    for page in ("vendoring.md", "templates.md"):
        for table in codes(page, "toml"):
            (tmp_path / "pyproject.toml").write_text(table)
            assert config.settings({}, tmp_path).package == "acme._aws"


def test_a_project_vendors_as_the_page_says(server: str, tmp_path: Path) -> None:
    """The table, ``generate``, the program, ``check``."""
    (tmp_path / "pyproject.toml").write_text("\n".join(codes("vendoring.md", "toml")))
    env = {**os.environ, "PYTHONPATH": f"{ROOT}:{tmp_path / 'src'}", "AWS_ENDPOINT_URL": server}
    env |= {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}

    def python(*arguments: str) -> None:
        subprocess.run([sys.executable, *arguments], cwd=tmp_path, env=env, check=True)

    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    boto3.client("glue", "us-east-1", endpoint_url=server, **keys).create_job(
        Name="nightly", Role="glue", Command={"Name": "glueetl", "ScriptLocation": "s3://b/etl.py"}
    )
    python("-m", "codegen", "generate")
    (program,) = codes("vendoring.md", "python elsewhere")
    python("-c", program)
    python("-m", "codegen", "check")


def test_an_overlay_is_applied() -> None:
    """The patch to a model that says what it corrects, the rules as they stand."""
    (patch,), rules = map(json.loads, codes("vendoring.md", "json"))
    model = {"shapes": {"RoleArn": {"pattern": patch["was"]}}}
    raw = load.RawService("glue", "2017-03-31", model, {}, {}, [patch], rules)
    assert overlay.patched(raw).model["shapes"]["RoleArn"]["pattern"] == patch["becomes"]


def test_a_hook_is_there() -> None:
    """Under the name that the page gives."""
    (hooks,) = codes("vendoring.md", "yaml")
    (name,) = re.findall(r"- id: (\S+)", hooks)
    assert f"id: {name}\n" in (ROOT / ".pre-commit-hooks.yaml").read_text()


def test_the_hook_takes_the_files_of_every_service() -> None:
    """Its pattern is no Python that could read the list."""
    (names,) = re.findall(r"files: \(([^)]+)\)", (ROOT / ".pre-commit-hooks.yaml").read_text())
    assert names.split("|") == list(config.SERVICES)


def test_the_tour_prints_what_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    """The notebook, cell by cell; `python -m tests.tour` stores what it prints."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")  # as the notebook does, for the time of this test
    notebook = json.loads(tour.NOTEBOOK.read_text(encoding="utf-8"))
    with moto_server():  # which forgets what the blocks of other pages made
        assert tour.executed(notebook) == notebook


def test_the_badges_are_true() -> None:
    """`python -m docs.site.badges` draws them."""
    drawn = {path.name: path.read_text(encoding="utf-8") for path in badges.FOLDER.iterdir()}
    assert drawn == badges.badges()


def test_the_readme_of_a_package_index_has_no_relative_link() -> None:
    """Its links lead to the repository that pyproject.toml names, to files that are there."""
    settings = tomli.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for each in settings["tool"]["hatch"]["metadata"]["hooks"]["fancy-pypi-readme"][
        "substitutions"
    ]:
        text = re.sub(each["pattern"], each["replacement"], text)
    home = settings["project"]["urls"]["Repository"]
    links = re.findall(r"\]\(([^)#]+)", BLOCK.sub("", text))
    assert len(links) > 20
    for link in links:
        found = re.fullmatch(rf"{re.escape(home)}/(raw|blob)/main/(.+)", link)
        assert found, link
        assert (ROOT / found[2]).exists(), link
        assert (found[1] == "raw") == link.endswith(".svg"), link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    """No page names a file that is not there."""
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []
