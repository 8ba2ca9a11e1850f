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
"""

TESTS = '''\
"""The project's own tests."""

import pytest
from acme._aws import ValidationError, glue
from moto import mock_aws


@mock_aws
def test_a_run_is_started_and_looked_at():
    client = glue.Client(region_name="us-east-1")
    command = glue.JobCommand(name="glueetl", script_location="s3://acme/nightly.py")
    client.create_job(name="nightly", role="arn:aws:iam::123456789012:role/glue", command=command)
    run = client.start_job_run(job_name="nightly", worker_type="G.1X", number_of_workers=2)
    found = client.get_job_run(job_name="nightly", run_id=run.job_run_id)
    assert found.job_run.job_name == "nightly"


def test_a_bad_request_is_never_sent():
    with pytest.raises(ValidationError) as caught:
        glue.StartJobRunRequest(job_name="", max_capacity=2.0, worker_type="G.1X")
    assert [violation.constraint for violation in caught.value.violations] == ["min_length", "rule"]
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
    project.codegen("generate")
    package = project.folder / "src" / "acme" / "_aws"
    assert "is up to date" in project.codegen("check")
    assert "2 passed" in project.test()

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
    assert "2 passed" in project.test()


def test_the_default_models_are_those_in_the_wheel(project: Project) -> None:
    """No checkout, no table, no network: one command makes a package of all three services."""
    script = "import emrglue_codegen.config as c; print(c.MODELS, c.resource('LICENSE', 'LICENSE'))"
    models, licence = project.run("python", "-c", script).split()
    assert Path(models).name == "_models"
    assert "Apache License" in Path(licence).read_text()
    installed = project.run("emrglue-codegen", "models", "update", f"--models={models}", expect=2)
    assert "are the models of the installed generator" in installed
