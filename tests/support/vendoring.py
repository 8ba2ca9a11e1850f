"""A project that vendors three operations of Glue, and extends what was generated."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs
import botocore

REPOSITORY = Path(__file__).parents[2]

PYPROJECT = """\
[project]
name = "acme"
version = "1"

[tool.emrglue-codegen]
service = ["glue=CreateJob,GetJobRun", "glue=StartJobRun"]
models = "aws-models"
package = "acme._aws"
out = "src"
without = ["testing", "async"]
keep = ["helpers.py"]
constraints = "acme.constraints"

[tool.emrglue-codegen.mixins]
"glue.StartJobRunRequest" = "acme.audit:Audited"
"""

CONSTRAINTS = '''\
"""Constraints of our own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from acme._aws._runtime.shapes.constraint import Constraint

if TYPE_CHECKING:
    from acme._aws._runtime.shapes.inspection import Inspection
    from acme._aws._runtime.shapes.protocols import Scope


class MultipleOf(Constraint[Any]):
    """A whole number that is a multiple of another."""

    __slots__ = ("step",)
    kinds: ClassVar[Mapping[str, str]] = {"multiple_of": "A number that is not a multiple."}
    shapes = frozenset({"Integer", "Long"})
    keywords = ("multiple_of",)

    def __init__(self, step: int) -> None:
        self.step = step

    @classmethod
    def of(cls, traits: Mapping[str, Any]) -> Iterator[MultipleOf]:
        if "multiple_of" in traits:
            yield cls(traits["multiple_of"])

    def inspect(self, shape: Any, value: Any, path: str, inspection: Inspection) -> bool:
        if value % self.step == 0:
            return True
        expected, shown = f"a multiple of {self.step}", inspection.shown(value)
        inspection.add(path, "multiple_of", expected, shown, f"must be {expected}, not {shown}")
        return False

    def conditions(self, shape: Any, value: str, scope: Scope) -> Iterator[str]:
        yield f"{value} % {self.step} == 0"


CONSTRAINTS = (MultipleOf,)
'''

OWN = {
    "src/acme/py.typed": "",
    "src/acme/__init__.py": "",
    "src/acme/constraints.py": CONSTRAINTS,
    "src/acme/audit.py": '''\
"""What our requests have besides."""


class Audited:
    """Says who pays."""

    def cost_center(self) -> str:
        return "data"
''',
    "src/acme/_aws/helpers.py": '''\
"""Of our own, beside what is generated."""

from . import glue


def nightly(worker_pairs: int) -> glue.StartJobRunRequest:
    """A request for the nightly job."""
    return glue.StartJobRunRequest(
        job_name="nightly", worker_type="G.1X", number_of_workers=2 * worker_pairs
    )
''',
}
"""What the project has beside the generated package."""

STATED = [
    {
        "shapes": ["NullableInteger"],
        "states": {"multiple_of": 2},
        "reason": "Our jobs take pairs of workers.",
        "source": "the third decision of the architects",
    }
]
RULE = {
    "name": "nightly-needs-a-timeout",
    "structures": ["StartJobRunRequest"],
    "when_set": ["ExecutionClass"],
    "require": ["Timeout"],
    "message": "Set Timeout when ExecutionClass is set.",
    "reason": "Flexible runs may hang.",
    "source": "the fourth decision of the architects",
}

TESTS = '''\
"""The project's own tests."""

import pytest
from acme._aws import ValidationError, glue, helpers, jobs
from moto import mock_aws


@mock_aws
def test_a_run_is_started_and_looked_at():
    client = glue.Client(region_name="us-east-1")
    command = glue.JobCommand(name="glueetl", script_location="s3://acme/nightly.py")
    client.create_job(name="nightly", role="arn:aws:iam::123456789012:role/glue", command=command)
    run = client.start_job_run(job_name="nightly", worker_type="G.1X", number_of_workers=2)
    found = client.get_job_run(job_name="nightly", run_id=run.id_of_run)
    assert found.job_run.job_name == "nightly"


def test_a_bad_request_is_never_sent():
    with pytest.raises(ValidationError) as caught:
        glue.StartJobRunRequest(job_name="", max_capacity=2.0, worker_type="G.1X")
    assert [violation.constraint for violation in caught.value.violations] == ["min_length", "rule"]


def test_own_rule_own_constraint_mixin_and_file():
    with pytest.raises(ValidationError) as caught:
        glue.StartJobRunRequest(job_name="a", execution_class="FLEX", number_of_workers=3)
    assert {wrong.constraint for wrong in caught.value.violations} == {"multiple_of", "rule"}
    assert helpers.nightly(2).to_wire()["NumberOfWorkers"] == 4
    assert helpers.nightly(2).cost_center() == "data"


@mock_aws
def test_a_job_run_is_started_though_a_member_is_called_otherwise():
    client = glue.Client(region_name="us-east-1")
    command = glue.JobCommand(name="glueetl", script_location="s3://acme/nightly.py")
    client.create_job(name="nightly", role="arn:aws:iam::123456789012:role/glue", command=command)
    assert client.send(helpers.nightly(1)).id_of_run
    assert jobs.start(client, helpers.nightly(1)).id
'''

DIFF = ("diff", "--service", "glue=CreateJob,GetJobRun,StartJobRun", "aws-models")

OFFLINE = {
    "PIP_NO_INDEX": "1",
    "https_proxy": "http://127.0.0.1:9",
    "http_proxy": "http://127.0.0.1:9",
}


@attrs.frozen
class Project:
    """A scratch project, and the virtual environment that the wheel is installed in."""

    folder: Path
    programs: Path
    variables: Mapping[str, str] = OFFLINE
    """More environment variables of all its programs."""

    @property
    def package(self) -> Path:
        """The folder of what is generated."""
        return self.folder / "src" / "acme" / "_aws"

    def run(self, *command: str, expect: int | None = 0, python: str = "", **more: str) -> str:
        """Run a program of the environment; what it printed.

        :param expect: the exit code; ``None`` if any will do.
        """
        process = subprocess.run(
            [python or str(self.programs / command[0]), *command[1:]],
            cwd=self.folder,
            env={**_environment(), **self.variables, **more},
            capture_output=True,
            text=True,
            check=False,
        )
        assert expect in (process.returncode, None), process.stdout + process.stderr
        return process.stdout + process.stderr

    def codegen(self, *arguments: str, expect: int | None = 0) -> str:
        """``emrglue-codegen`` with these arguments."""
        return self.run("emrglue-codegen", *arguments, expect=expect)

    def begin(self, *release: str) -> None:
        """Generate from a release, with a rule, a constraint and a name of the project's own.

        :param release: options of ``models update``; none for the botocore that is installed.
        """
        self.codegen("models", "update", *release)
        self.codegen("models", "verify")
        overlays = self.folder / "aws-models" / "overlays" / "glue"
        rules = json.loads((overlays / "rules.json").read_text())
        (overlays / "rules.json").write_text(json.dumps([*rules, RULE]))
        (overlays / "constraints.json").write_text(json.dumps(STATED))
        assert "rules.json: differs" in self.codegen("models", "verify", expect=1)
        self.codegen("models", "lock")
        self.codegen("models", "verify")
        self.codegen("generate")
        names = json.loads((self.package / "_names.json").read_text())
        names["glue"]["members"]["StartJobRunResponse"]["JobRunId"] = "id_of_run"
        (self.package / "_names.json").write_text(json.dumps(names))
        self.codegen("generate")
        assert "is up to date" in self.codegen("check")

    def live_through(self, newer: str, take: Callable[[], object]) -> Mapping[str, int]:
        """Read the diff to newer models, take them, generate and check.

        Asserts that every name is kept, and that the diff has a breaking change for what is gone.

        :param newer: the folder of the newer models.
        :param take: puts them in the place of the project's own.
        :return: how many changes of each effect the diff has.
        """
        before = self._names()
        told = self.codegen(*DIFF, newer, "--format", "json", expect=None)
        diff = json.loads(told)
        take()
        self.codegen("generate")
        assert "is up to date" in self.codegen("check")
        after = self._names()
        renamed = {place: name for place, name in after.items() if before.get(place, name) != name}
        assert not renamed, renamed
        breaking = json.dumps([each for each in diff["changes"] if each["effect"] == "breaking"])
        unsaid = [place for place in before.keys() - after.keys() if place[-1] not in breaking]
        assert not unsaid, (unsaid, told)
        counts: Mapping[str, int] = diff["counts"]
        return counts

    def _names(self) -> dict[tuple[str, ...], Any]:
        """The Python name of everything public, by the place of its wire name."""
        return dict(_leaves(json.loads((self.package / "_names.json").read_text())))

    def test(self) -> str:
        """Run the project's tests, in an environment that has moto but not emrglue on its path."""
        tests = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests")
        return self.run("", *tests, python=sys.executable, PYTHONPATH="src")

    def approve(self) -> None:
        """What other people's tools say of the package, with all that they check by default."""
        ruff, pyright = (str(Path(sys.executable).parent / it) for it in ("ruff", "basedpyright"))
        self.run("", "check", "--isolated", "src", python=ruff)
        strict = ("--strict", "--warn-unreachable", "--cache-dir=.mypy_cache", "src")
        self.run("", "-m", "mypy", *strict, python=sys.executable)
        options = {"include": ["src"], "extraPaths": ["src"], "typeCheckingMode": "strict"}
        (self.folder / "pyrightconfig.json").write_text(json.dumps(options))
        self.run("", "--pythonpath", sys.executable, python=pyright)


def project_in(folder: Path, **more: Mapping[str, str]) -> Project:
    """The wheel, built and installed with its extra ``codegen`` into a clean environment."""
    pip = ("-m", "pip", "--quiet", "--disable-pip-version-check")
    _call(sys.executable, *pip, "wheel", "--no-deps", f"--wheel-dir={folder}", str(REPOSITORY))
    (wheel,) = folder.glob("emrglue-*.whl")
    _call(sys.executable, "-m", "venv", str(folder / "venv"))  # `models update` downloads by pip
    programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    requirements = (f"emrglue[codegen] @ {wheel.as_uri()}", f"botocore=={botocore.__version__}")
    into = f"--python={programs / 'python'}"
    _call(sys.executable, *pip, into, "install", "--no-compile", *requirements)
    scratch = folder / "acme"
    files = {"pyproject.toml": PYPROJECT, "tests/test_acme.py": TESTS, **OWN}
    for name, text in files.items():
        (scratch / name).parent.mkdir(parents=True, exist_ok=True)
        (scratch / name).write_text(text)
    return Project(scratch, programs, **more)


def _environment() -> dict[str, str]:
    """The variables of this process without what would let the checkout in."""
    return {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}


def _call(*command: str) -> None:
    subprocess.run(command, check=True, env=_environment(), stdout=subprocess.DEVNULL)


def _leaves(value: Any, *place: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    """What is at the ends of nested dictionaries, with the way there."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, *place, key)
    else:
        yield place, value
