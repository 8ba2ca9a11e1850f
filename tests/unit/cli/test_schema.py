"""The JSON Schema of a request accepts and refuses what its class does."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from emrglue import ValidationError
from emrglue._runtime.cli import catalog, schema
from tests.expectations.faults import cases
from tests.expectations.models import contract
from tests.support.inside import patterns_of

from .everything import botocore_shape, every_operation, smallest

CHOSEN = [
    ("emr-serverless", "start-job-run"),
    ("emr-serverless", "create-application"),
    ("emr-containers", "start-job-run"),
    ("emr-containers", "create-virtual-cluster"),
    ("glue", "start-job-run"),
    ("glue", "create-job"),
    ("glue", "create-table"),
    ("glue", "create-crawler"),
    ("glue", "create-trigger"),
    ("glue", "get-databases"),
]
chosen = pytest.mark.parametrize(
    "operation", [catalog.service(s).operation(o) for s, o in CHOSEN], ids=lambda o: o.title
)


def accepted(operation: Any, wire: Any) -> bool:
    try:
        operation.request_class.from_wire(wire)
    except ValidationError:
        return False
    return True


def is_json(value: Any) -> bool:
    """Whether JSON can say the value; it knows neither ``None`` apart from leaving out, nor that
    ``1.0`` is not a whole number, nor lone surrogates."""
    if isinstance(value, dict):
        return all(isinstance(k, str) and is_json(k) and is_json(v) for k, v in value.items())
    if isinstance(value, (list, tuple)):
        return isinstance(value, list) and all(map(is_json, value))
    if isinstance(value, float):
        return value != int(value) if abs(value) < 1e300 else False
    if isinstance(value, str):
        return value.isascii() and not value.endswith("\n")
    return isinstance(value, (bool, int))


@every_operation
def test_every_schema_is_one(operation: Any) -> None:
    """Of the dialect 2020-12, and the smallest request satisfies it."""
    found = schema.request_schema(operation)
    Draft202012Validator.check_schema(found)
    wire = json.loads(json.dumps(smallest(operation), default=str))
    Draft202012Validator(found).validate(wire)


@chosen
@pytest.mark.filterwarnings("ignore::emrglue.ValidationWarning")  # a new value of an open enum
def test_the_schema_and_the_class_agree_at_every_bound(operation: Any) -> None:
    """On the legal values that just satisfy a constraint, and on those that just do not."""
    found = contract(operation.service.name)
    validator = Draft202012Validator(schema.request_schema(operation))
    tried = 0
    for case in list(cases(found, botocore_shape(operation)))[:150]:
        wires = [*case.legal(found), *(fault.value for fault in case.illegal(found))]
        for wire in filter(is_json, wires):
            tried += 1
            assert validator.is_valid(wire) == accepted(operation, wire), wire
    assert tried > 20


def test_the_members_that_name_the_schema_are_allowed() -> None:
    """``$schema`` and ``$operation``, at the top only."""
    operation = catalog.service("glue").operation("get-job")
    validator = Draft202012Validator(schema.request_schema(operation))
    assert validator.is_valid({"$operation": "glue get-job", "JobName": "x"})
    assert not validator.is_valid({"$operation": "glue get-jobs", "JobName": "x"})


PATTERNS = [
    (f"{name} {shape}", pattern)
    for name in catalog.service_names()
    for shape, pattern in patterns_of(name).items()
]


def test_every_pattern_has_an_equal() -> None:
    """None of the three services' patterns is left out."""
    assert [name for name, pattern in PATTERNS if not pattern.ecma] == []


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node.js")
def test_javascript_agrees_with_python_on_every_pattern() -> None:
    """On texts that match, and on the same with a character changed, added or removed."""
    rows = []
    for name in catalog.service_names():
        found = contract(name)
        for shape, pattern in patterns_of(name).items():
            written = f"^(?:{pattern.ecma})$"
            legal = found.text(found.model.shape_for(shape), 5)
            for text in {legal, legal[1:], legal[:-1], *_edits(legal)}:
                rows.append([written, text, bool(pattern.matches(text)), name, shape])
    program = (
        "const rows = JSON.parse(require('fs').readFileSync(0));"
        "console.log(JSON.stringify(rows.filter(r => new RegExp(r[0], 'u').test(r[1]) != r[2])))"
    )
    ended = subprocess.run(
        ["node", "-e", program], input=json.dumps(rows), capture_output=True, text=True, check=True
    )
    assert json.loads(ended.stdout) == []


def _edits(text: str) -> set[str]:
    middle = len(text) // 2
    return {
        text[:middle] + char + text[middle + skip :]
        for char in ("\n", " ", "é", "😀", "0", "-", "\xa0", "\u2028", "A", "²")
        for skip in (0, 1)
    }
