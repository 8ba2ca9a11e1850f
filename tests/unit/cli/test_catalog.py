"""Services, operations and flags have the names that the AWS CLI gives them."""

from __future__ import annotations

import shutil
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from botocore import xform_name

from emrglue._runtime.cli import catalog, flags, main
from emrglue._runtime.cli.exits import CONFIGURATION, USAGE, Failure
from tests.hostile import workshop
from tests.support import zoo
from tests.support.inside import operation_of

from .everything import ALL, every_operation


def test_operations_and_parameters_are_named_as_botocore_names_them() -> None:
    """Of all three services; the only other names are those of ``Region``."""
    for operation in ALL:
        assert operation.name == xform_name(operation.wire_name, "-")
        for flag, member in operation.parameters.items():
            if flag != "--resource-region":
                assert flag == f"--{xform_name(member.name, '-')}"


def test_plural_acronyms_stay_together() -> None:
    """``ARNs`` is one word."""
    assert catalog.kebab("DBInstanceARNs") == "db-instance-arns"


@every_operation
def test_no_flag_of_an_operation_hides_a_global_option(operation: Any) -> None:
    """The parser of every operation can be built, and takes a global option."""
    assert flags.parse(operation, ["--region", "xx"]).region == "xx"


@every_operation
def test_every_operation_has_the_class_of_its_request(operation: Any) -> None:
    """Which says so itself."""
    assert operation_of(operation.request_class) == operation.wire_name


@pytest.mark.parametrize(
    ("service", "operation", "meant"),
    [
        ("emr-servrless", "start-job-run", "emr-serverless"),
        ("emr-serverless", "start-jobrun", "start-job-run"),
    ],
)
def test_a_misspelt_name_is_refused_with_a_suggestion(
    service: str, operation: str, meant: str
) -> None:
    """Exit code 252."""
    with pytest.raises(Failure, match=f"did you mean {meant}") as caught:
        catalog.service(service).operation(operation)
    assert caught.value.code == USAGE


def test_the_wire_name_of_an_operation_is_fine_too() -> None:
    """``StartJobRun`` is ``start-job-run``."""
    assert catalog.service("glue").operation("StartJobRun").name == "start-job-run"


RUNTIME = Path(__file__).parents[3] / "codegen" / "runtime"


def test_a_service_is_found_by_the_name_that_botocore_has_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its package may have another one: ``lambda`` is a keyword."""
    made = workshop.generate(
        zoo.write(tmp_path / "models", service="lambda"), tmp_path, "lambda", package="renamed"
    )
    # A package without the job services is given no command line, and no more of the runtime than
    # it uses; one with them has all of it.
    shutil.copytree(RUNTIME, tmp_path / "renamed" / "_runtime", dirs_exist_ok=True)
    with made.imported():
        found: Any = import_module("renamed._runtime.cli.catalog").service("lambda")
        request = found.operation("feed-animal").request_class(animal_name="leo")
        assert request.to_wire() == {"animalName": "leo"}
        assert found.model.package == "renamed.lambda_"


@pytest.mark.parametrize("what", ["the model alone", "a module of ours"])
def test_what_is_missing_of_ours_is_no_matter_of_pip(
    what: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It has to be generated."""
    if what == "the model alone":
        monkeypatch.setattr(catalog, "service_names", lambda: ["quark"])
        arguments = ["quark", "get-spin"]
    else:
        monkeypatch.setitem(sys.modules, "emrglue._runtime.cli.dryrun", None)
        monkeypatch.delattr("emrglue._runtime.cli.dryrun", raising=False)
        arguments = ["glue", "get-job", "--job-name", "x", "--region", "us-east-1", "--dry-run"]
    assert main(arguments) == CONFIGURATION
    err = capsys.readouterr().err
    assert "emrglue is not complete; generate it again" in err
    assert "pip" not in err
