"""A team vendors three operations from an installed wheel, and lives through model updates."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.support.vendoring import Project, project_in

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project, and the generator's wheel in an environment of its own."""
    return project_in(tmp_path_factory.mktemp("vendoring"))


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
    """The whole life of a vendored package, from an installed wheel, without a network.

    ``python -m tests.history.vendoring`` goes through ten real releases with the same project.
    """
    project.begin()
    assert not [path for path in project.package.rglob("*") if "async" in path.name]
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

    def take() -> None:
        _change_model(project.folder / "aws-models", {"NameString": {"max": 100}})
        assert f"edited: {project.package}" in project.codegen("check", expect=1)

    assert project.live_through("newer", take)["breaking"] == 1
    assert "4 passed" in project.test()


def test_the_default_models_are_those_in_the_wheel(project: Project) -> None:
    """No checkout, no table, no network: one command makes a package of all three services."""
    script = "import emrglue_codegen.config as c; print(c.MODELS, c.resource('LICENSE', 'LICENSE'))"
    models, licence = project.run("python", "-c", script).split()
    assert Path(models).name == "_models"
    assert "Apache License" in Path(licence).read_text()
    installed = project.run("emrglue-codegen", "models", "update", f"--models={models}", expect=2)
    assert "are the models of the installed generator" in installed
