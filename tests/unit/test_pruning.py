"""What a vendored package has of the support: what is used, and nothing else."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import black
import pytest

from codegen import format as formatting
from codegen import pipeline, pruning, write
from codegen.config import MODELS, Settings, services
from codegen.snapshot import installed_data

MINIMAL = {
    "_runtime/__init__.py": '"""Support."""\n',
    "_runtime/used.py": '''\
"""Of all this, a little is used."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from .other import helper, unused

if TYPE_CHECKING:
    from .types import Argument, Unneeded


class Thing:
    """Something."""

    def work(self) -> str:
        """Called by generated code."""
        return self._inner(helper())

    def _inner(self, given: Argument) -> str:
        return re.escape(str(given))

    # what nobody calls
    def _never(self, given: Unneeded) -> str:
        return json.dumps(unused(given))

    def __repr__(self) -> str:
        return "Thing()"


LIMIT = 3
"""Used by nobody."""
''',
    "_runtime/other.py": '''\
"""Helpers."""


def helper() -> int:
    return 1


def unused(given: object) -> object:
    return given


def named() -> int:
    return 2
''',
    "_runtime/types.py": '"""Types."""\n\nArgument = int\nUnneeded = str\n',
    "_runtime/idle.py": '"""Nobody imports this."""\n',
}


def kept(user: str, *roots: tuple[str, str], absent: tuple[tuple[str, str], ...] = ()) -> str:
    """What is kept of the support, for one file of generated code."""
    users = pruning.Users()
    users.add("glue/client.py", user)
    found = pruning.pruned(MINIMAL, users, roots, absent=absent)
    return "".join(f"# {path}\n{text}" for path, text in found.items())


USER = "from .._runtime import used as _used\n\n_used.Thing().work()\n"


def test_what_nobody_names_is_left_out_with_its_imports_and_its_file() -> None:
    text = kept(USER)
    for gone in (
        "json",
        "LIMIT",
        "Used by nobody",
        "_never",
        "what nobody calls",
        "unused",
        "idle",
    ):
        assert gone not in text
    assert "Unneeded" not in text
    for there in ("def work", "def _inner", "import re\n", "import Argument\n", "__repr__"):
        assert there in text


def test_what_is_named_in_a_string_or_offered_to_users_is_kept() -> None:
    """As ``getattr`` does it."""
    assert "def _never" in kept(f'{USER}getattr(_used.Thing(), "_never")\n')
    assert "def named" in kept(USER, ("_runtime.other", "named"))
    assert "def named" not in kept(USER)


def test_a_method_can_be_left_out_by_decision() -> None:
    assert "def work" not in kept(USER, absent=(("Thing", "work"),))


CONDITIONS = """\
def work(given):
    # of what is never there
    if given.absent:
        return 1
    if given.absent and given.there:
        return 2
    elif given.there:
        return 3
    elif given.absent:
        return 4
    if given.there or given.absent:
        return 5
    if not given.absent:
        return 6
    if given.absent:
        return 7
    else:
        return 8
"""
DECIDED = """\
def work(given):
    # of what is never there
    if given.there:
        return 3
    if given.there or given.absent:
        return 5
    if not given.absent:
        return 6
    if given.absent:
        return 7
    else:
        return 8
"""


def test_branches_that_are_never_taken_are_left_out() -> None:
    """If that takes no more than to leave out their lines."""
    assert pruning.decided(CONDITIONS, frozenset({"absent"})) == DECIDED
    assert pruning.decided(CONDITIONS, frozenset({"other"})) == CONDITIONS


def test_the_rest_stays_as_it_is_and_is_laid_out_as_black_does_it() -> None:
    users = pruning.Users()
    users.add("glue/client.py", USER)
    for text in pruning.pruned(MINIMAL, users, ()).values():
        assert black.format_str(text, mode=formatting.MODE) == text


def tree(out: Path, *selections: str, without: tuple[str, ...] = ()) -> write.Tree:
    """The files of a package, written below ``out`` as ``acme``."""
    settings = Settings(services(selections), MODELS, out, "acme", without=without)
    made = pipeline.run(settings, fresh=True, formatter=formatting.unformatted).tree
    write.write(settings.target, made)
    return made


def run(script: str, path: Path) -> str:
    process = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(path)},
        check=False,
    )
    assert process.returncode == 0, process.stderr
    return process.stdout


def lines(made: write.Tree) -> int:
    return sum(text.count(b"\n") for path, text in made.items() if path.endswith((".py", ".pyi")))


def test_one_operation_costs_little(tmp_path: Path) -> None:
    """The figures of docs/vendoring.md, rounded up."""
    costs = {
        without: lines(tree(tmp_path / "-".join(without), "glue=TagResource", without=without))
        for without in (
            ("testing", "async"),
            ("testing", "async", "guard", "display", "shortcuts", "compiled"),
            ("testing", "client"),
            ("testing", "client", "display", "compiled"),
        )
    }
    most = (4_520, 3_410, 3_290, 2_530)
    assert [c for c, limit in zip(costs.values(), most, strict=True) if c > limit] == [], costs


@pytest.mark.parametrize(
    ("selection", "there"),
    [
        ("glue=TagResource", set()),
        ("logs=StartLiveTail", {"Events"}),
        ("dynamodb=DescribeTable,PutItem", {"_levels_in", "WaitError", "UnknownStateWarning"}),
        ("athena=StartQueryExecution", {"idempotency_token"}),
    ],
)
def test_code_for_what_a_model_lacks_is_not_there(
    tmp_path: Path, selection: str, there: set[str]
) -> None:
    """Streams of events, nesting, tokens, waiters."""
    settings = Settings(services([selection]), installed_data(), tmp_path, without=("testing",))
    made = pipeline.run(settings, fresh=True, formatter=formatting.unformatted).tree
    text = b"".join(content for path, content in made.items() if path.endswith(".py")).decode()
    words = {"Events", "_levels_in", "idempotency_token", "WaitError", "UnknownStateWarning"}
    assert {word for word in words if re.search(rf"\b{word}\b", text)} == there


def test_constraints_that_no_shape_states_are_not_there(tmp_path: Path) -> None:
    """By values: ``TagResource`` has strings in maps, with lengths and patterns."""
    made = tree(tmp_path, "glue=TagResource", without=("testing",))
    shapes = {path.rpartition("/")[2] for path in made if path.startswith("_runtime/shapes/")}
    assert {"length.py", "pattern.py", "required.py"} <= shapes
    assert not {"rule.py", "place.py", "enum.py", "range.py", "union.py", "comparison.py"} & shapes
    assert "glue/enums.py" not in made
    assert "write_back.py" not in {path.rpartition("/")[2] for path in made}


SCRIPT = """
import json
from acme import ValidationError, glue, validation
def wrong(make):
    try:
        make()
    except ValidationError as error:
        return [violation.constraint for violation in error.violations]
request = lambda **more: glue.TagResourceRequest(
    **{"resource_arn": "arn:aws:glue:a", "tags_to_add": {"a": "b"}, **more})
with validation(enum="off", rule="warn", min_value="error"):  # kinds that cannot occur here
    wire = request().to_wire()
print(json.dumps([
    wire,
    repr(glue.TagResourceRequest.from_wire(wire)),
    wrong(lambda: request(resource_arn="x")),
    wrong(lambda: request(tags_to_add={"": "b" * 300})),
    wrong(lambda: request(tags_to_add=3)),
    wrong(lambda: glue.TagResourceRequest.from_wire({"TagsToAdd": {}, "No": 1})),
    glue.TagResourceRequest.__doc__.split(".")[0],
    hasattr(request(), "_repr_html_"), hasattr(request(), "from_response"),
]))
"""


@pytest.mark.parametrize("part", ["testing", "compiled"])
def test_the_least_package_checks_all_that_its_model_states(tmp_path: Path, part: str) -> None:
    """And kinds of violations that cannot occur in it are kinds as everywhere else."""
    made = tree(tmp_path, "glue=TagResource", without=("testing", "client", "display", part))
    compiles = [path for path, text in made.items() if b"exec(" in text]
    assert compiles == ["_runtime/structures/compiling.py"] * (part != "compiled")
    wire = {"ResourceArn": "arn:aws:glue:a", "TagsToAdd": {"a": "b"}}
    shown = "TagResourceRequest(resource_arn='arn:aws:glue:a', tags_to_add={'a': 'b'})"
    faults = [["pattern"], ["min_length", "max_length"], ["type"], ["unknown", "required"]]
    rest = ["The request of TagResource", False, False]
    assert json.loads(run(SCRIPT, tmp_path)) == [wire, shown, *faults, *rest]


def test_with_display_classes_and_instances_show_themselves(tmp_path: Path) -> None:
    tree(tmp_path, "glue=GetTable,UpdateTable", without=("testing", "client"))
    script = (
        "from acme import glue\n"
        "table = glue.TableInput.from_response(glue.Table(name='a'))\n"
        "print('Required:' in glue.TableInput.__doc__, table._repr_html_())"
    )
    assert run(script, tmp_path).startswith("True <b>TableInput</b>")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("selection", "without"),
    [
        ("glue=TagResource", ("testing", "client", "display")),
        ("glue=GetTable,UpdateTable", ("testing", "async")),
        ("emr-containers=DescribeJobRun,ListJobRuns", ("testing", "guard")),
        ("emr-serverless=StartJobRun", ("client",)),
        ("glue=StartJobRun", ("testing", "shortcuts", "compiled")),
    ],
)
def test_nothing_that_is_used_was_left_out(
    tmp_path: Path, selection: str, without: tuple[str, ...]
) -> None:
    """Type checkers and linters would miss it; what is imported and not used, too."""
    tree(tmp_path, selection, without=without)
    tools = Path(sys.executable).parent
    for command in (
        [sys.executable, "-m", "mypy", "--strict", f"--cache-dir={tmp_path.parent}/mypy", "acme"],
        [str(tools / "ruff"), "check", "--isolated", "acme"],
        [str(tools / "black"), "--check", "--quiet", "--line-length=100", "acme/_runtime"],
    ):
        process = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert process.returncode == 0, process.stdout + process.stderr
