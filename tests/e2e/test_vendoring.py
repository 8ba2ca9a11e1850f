"""A team vendors three operations from an installed wheel, and lives through a model update."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
import botocore
import pytest

pytestmark = pytest.mark.slow

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

    def run(self, *command: str, expect: int = 0, python: str = "", **more: str) -> str:
        """Run a program of the environment; what it printed."""
        environment = {**_environment(), **OFFLINE, **more}
        arguments = [python or str(self.programs / command[0]), *command[1:]]
        process = subprocess.run(
            arguments,
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert process.returncode == expect, process.stdout + process.stderr
        return process.stdout + process.stderr

    def codegen(self, *arguments: str, expect: int = 0) -> str:
        """``emrglue-codegen`` with these arguments."""
        return self.run("emrglue-codegen", *arguments, expect=expect)

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


def _environment() -> dict[str, str]:
    """The variables of this process without what would let the checkout in."""
    return {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}


def _call(*command: str) -> None:
    subprocess.run(command, check=True, env=_environment(), stdout=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The wheel, built and installed with its extra ``codegen`` into a clean environment."""
    folder = tmp_path_factory.mktemp("vendoring")
    pip = ("-m", "pip", "--quiet", "--disable-pip-version-check")
    _call(sys.executable, *pip, "wheel", "--no-deps", f"--wheel-dir={folder}", str(REPOSITORY))
    (wheel,) = folder.glob("emrglue-*.whl")
    _call(sys.executable, "-m", "venv", str(folder / "venv"))
    programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    requirements = (f"emrglue[codegen] @ {wheel.as_uri()}", f"botocore=={botocore.__version__}")
    _call(str(programs / "python"), *pip, "install", *requirements)
    scratch = folder / "acme"
    (scratch / "tests").mkdir(parents=True)
    (scratch / "pyproject.toml").write_text(PYPROJECT)
    (scratch / "tests" / "test_acme.py").write_text(TESTS)
    for name, text in OWN.items():
        (scratch / name).parent.mkdir(parents=True, exist_ok=True)
        (scratch / name).write_text(text)
    return Project(scratch, programs)


def _change_model(models: Path, change: Mapping[str, Mapping[str, Any]]) -> None:
    """What a new release of botocore might bring."""
    (path,) = models.glob("glue/*/service-2.json")
    model = json.loads(path.read_bytes())
    for shape, constraints in change.items():
        model["shapes"][shape].update(constraints)
    model["operations"]["StopTheWorld"] = model["operations"]["GetJobRun"] | {
        "name": "StopTheWorld"
    }
    path.write_text(json.dumps(model))


def test_vendor_test_update_diff_regenerate_check(project: Project) -> None:
    """The whole life of a vendored package, from an installed wheel, without a network."""
    project.codegen("models", "update")
    project.codegen("models", "verify")
    _add_overlays(project.folder / "aws-models" / "overlays" / "glue")
    assert "rules.json: differs" in project.codegen("models", "verify", expect=1)
    project.codegen("models", "lock")
    project.codegen("models", "verify")
    project.codegen("generate")
    package = project.folder / "src" / "acme" / "_aws"
    _rename(package / "_names.json")
    project.codegen("generate")
    assert "is up to date" in project.codegen("check")
    assert not [path for path in package.rglob("*") if "async" in path.name]
    assert "4 passed" in project.test()
    project.approve()

    newer = project.folder / "newer"
    project.codegen("models", "update", "--models", str(newer))
    _change_model(newer, {"NameString": {"max": 100}})
    diff = project.codegen(
        "diff",
        "aws-models",
        "newer",
        "--format",
        "markdown",
        "--service",
        "glue=StartJobRun",
        expect=20,
    )
    assert "NameString" in diff
    assert "stop_the_world" not in diff
    whole = project.codegen("diff", "aws-models", "newer", expect=20)
    assert "stop_the_world" in whole

    _change_model(project.folder / "aws-models", {"NameString": {"max": 100}})
    behind = project.codegen("check", expect=1)
    assert f"edited: {package}" in behind
    project.codegen("generate")
    assert "is up to date" in project.codegen("check")
    assert "4 passed" in project.test()


def _add_overlays(folder: Path) -> None:
    """A rule and a constraint of the project's own."""
    rules = folder / "rules.json"
    rules.write_text(json.dumps([*json.loads(rules.read_text()), RULE]))
    (folder / "constraints.json").write_text(json.dumps(STATED))


def _rename(names: Path) -> None:
    """A member of a response called otherwise than we would."""
    content = json.loads(names.read_text())
    content["glue"]["members"]["StartJobRunResponse"]["JobRunId"] = "id_of_run"
    names.write_text(json.dumps(content))


def test_the_default_models_are_those_in_the_wheel(project: Project) -> None:
    """No checkout, no table, no network: one command makes a package of all three services."""
    script = "import emrglue_codegen.config as c; print(c.MODELS, c.resource('LICENSE', 'LICENSE'))"
    models, licence = project.run("python", "-c", script).split()
    assert Path(models).name == "_models"
    assert "Apache License" in Path(licence).read_text()
    installed = project.run("emrglue-codegen", "models", "update", f"--models={models}", expect=2)
    assert "are the models of the installed generator" in installed
