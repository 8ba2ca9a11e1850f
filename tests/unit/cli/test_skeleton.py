"""The input skeleton, filled in, is a valid request."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from emrglue._runtime.cli import catalog, main
from emrglue._runtime.cli.documents import read_yaml
from emrglue._runtime.cli.skeleton import Skeleton, commented_yaml
from tests.expectations.models import contract

from .everything import every_operation, smallest


def filled(operation: Any, shape: str, value: Any) -> Any:
    """A skeleton with legal values in place of its samples."""
    raw = operation.service.model.shapes[shape]
    if raw["type"] == "structure" and not raw.get("document"):
        members = raw["members"]
        return {key: filled(operation, members[key]["shape"], item) for key, item in value.items()}
    if raw["type"] == "list":
        found = [filled(operation, raw["member"]["shape"], item) for item in value]
        return found
    if raw["type"] == "map":
        found = contract(operation.service.name)
        keys = found.keys(found.model.shape_for(raw["key"]["shape"]), len(value))
        inner = raw["value"]["shape"]
        items = [filled(operation, inner, item) for item in value.values()]
        return dict(zip(keys, items, strict=True))
    return smallest(operation, shape)


@every_operation
def test_filled_in_it_is_valid(operation: Any) -> None:
    """With everything that it shows: each union with one arm, nothing that a rule forbids."""
    skeleton = Skeleton(operation.service.model).of(operation.input)
    json.dumps(skeleton)
    operation.request.from_wire(filled(operation, operation.input, skeleton))


@every_operation
def test_as_yaml_it_is_the_same(operation: Any) -> None:
    """The comments aside."""
    text = commented_yaml(operation)
    skeleton = Skeleton(operation.service.model).of(operation.input)
    assert yaml.safe_load(text) == skeleton
    assert [document.value for document in read_yaml(text)] == [skeleton]


def test_every_optional_member_is_there_once() -> None:
    """Except tokens, which are filled in, and what is deprecated."""
    operation = catalog.service("emr-serverless").operation("start-job-run")
    skeleton = Skeleton(operation.service.model).of(operation.input)
    assert skeleton.keys() == operation.parameters.keys() - {"clientToken"}


def test_unions_say_which_arms_they_have(capsys: pytest.CaptureFixture[str]) -> None:
    """On stderr, so that stdout is JSON."""
    assert main(["emr-serverless", "start-job-run", "--generate-cli-skeleton"]) == 0
    printed = capsys.readouterr()
    assert list(json.loads(printed.out)["jobDriver"]) == ["sparkSubmit"]
    assert "jobDriver: a union: exactly one of sparkSubmit, hive; sparkSubmit is shown" in (
        printed.err
    )


def test_in_yaml_they_say_it_in_a_comment(capsys: pytest.CaptureFixture[str]) -> None:
    """Beside the member."""
    assert main(["emr-serverless", "start-job-run", "--generate-cli-skeleton", "yaml-input"]) == 0
    line = next(x for x in capsys.readouterr().out.splitlines() if x.startswith("jobDriver"))
    assert "exactly one of sparkSubmit, hive" in line


def test_the_output_skeleton_needs_a_valid_request(capsys: pytest.CaptureFixture[str]) -> None:
    """As in the AWS CLI."""
    command = ["emr-serverless", "get-application", "--generate-cli-skeleton", "output"]
    assert main(command) == 252
    assert main([*command, "--application-id", "a"]) == 0
    assert "application" in json.loads(capsys.readouterr().out)
