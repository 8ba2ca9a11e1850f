"""The input skeleton, filled in, is a valid request."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from botocore.utils import ArgumentGenerator

from emrglue._runtime.cli import catalog, main
from emrglue._runtime.cli.documents import read_yaml
from emrglue._runtime.cli.examples import Skeleton, commented_yaml
from tests.expectations.contract import Contract
from tests.expectations.models import contract

from .everything import botocore_shape, every_operation


def filled(found: Contract, shape: Any, value: Any) -> Any:
    """A skeleton with legal values in place of samples that are not legal."""
    if shape is None:
        return value
    if shape.type_name == "structure" and not shape.is_document_type:
        return {key: filled(found, shape.members[key], item) for key, item in value.items()}
    if shape.type_name == "list":
        return [filled(found, shape.member, item) for item in value]
    if shape.type_name == "map":
        keys = found.keys(shape.key, len(value))
        items = [filled(found, shape.value, item) for item in value.values()]
        return dict(zip(keys, items, strict=True))
    return (
        value
        if shape.type_name in SHOWN and found.satisfies(shape, value)
        else found.smallest(shape)
    )


SHOWN = ("string", "boolean", "integer", "long", "float", "double")
"""The types of values of which the skeleton may have chosen one that a rule allows."""


@every_operation
def test_filled_in_it_is_valid(operation: Any) -> None:
    """With everything that it shows: each union with one arm, nothing that a rule forbids."""
    skeleton = Skeleton().of(operation.request)
    json.dumps(skeleton)
    found = contract(operation.service.name)
    operation.request_class.from_wire(filled(found, botocore_shape(operation), skeleton))


@every_operation
def test_as_yaml_it_is_the_same(operation: Any) -> None:
    """The comments aside."""
    text = commented_yaml(operation)
    skeleton = Skeleton().of(operation.request)
    assert yaml.safe_load(text) == skeleton
    assert [document.value for document in read_yaml(text)] == [skeleton]


def test_every_optional_member_is_there_once() -> None:
    """Except tokens, which are filled in, and what is deprecated."""
    operation = catalog.service("emr-serverless").operation("start-job-run")
    skeleton = Skeleton().of(operation.request)
    assert skeleton.keys() == operation.request.by_name.keys() - {"clientToken"}


def test_unions_say_which_arms_they_have(capsys: pytest.CaptureFixture[str]) -> None:
    """On stderr, so that stdout is JSON."""
    assert main(["emr-serverless", "start-job-run", "--generate-cli-skeleton"]) == 0
    printed = capsys.readouterr()
    assert list(json.loads(printed.out)["jobDriver"]) == ["sparkSubmit"]
    assert "jobDriver: exactly one of sparkSubmit, hive (hive left out)" in printed.err


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


def texts(value: Any, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], str]:
    """Every string in a skeleton, by its path."""
    if isinstance(value, dict):
        return {k: v for key, item in value.items() for k, v in texts(item, (*path, key)).items()}
    if isinstance(value, list):
        return texts(value[0], (*path, "[]")) if value else {}
    return {path: value} if isinstance(value, str) else {}


@every_operation
def test_the_output_skeleton_has_the_texts_of_the_aws_cli(operation: Any) -> None:
    """The names of members and shapes, and ``KeyName``; what recurs is left out earlier."""
    found = contract(operation.service.name)
    shape = found.model.operation_model(operation.wire_name).output_shape
    theirs = texts(ArgumentGenerator(use_member_names=True).generate_skeleton(shape))
    names = {id(shape): name for name, shape in vars(operation.service.model.shapes).items()}
    ours = Skeleton(names).of(operation.response)
    for path, text in texts(ours).items():
        assert theirs.get(path, text) == text
    assert "KeyName" not in str(theirs) or "KeyName" in str(ours)


def test_of_two_ways_the_newer_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """Workers instead of capacity."""
    assert main(["glue", "start-job-run", "--generate-cli-skeleton"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert {"WorkerType", "NumberOfWorkers"} <= shown.keys()
    assert "MaxCapacity" not in shown
