"""The command line checks what the generated classes check."""

from __future__ import annotations

from typing import Any

import pytest

from emrglue import ValidationError, validation
from emrglue._runtime.cli import catalog, flags, requests
from emrglue._runtime.cli.exits import Failure
from tests.expectations.faults import cases
from tests.expectations.models import contract

from .everything import botocore_shape, every_operation, smallest


@every_operation
def test_a_request_is_what_the_class_makes_of_it(operation: Any) -> None:
    """The token that is filled in aside."""
    wire = smallest(operation)
    assert requests.normalised(operation, wire) == operation.request_class.from_wire(wire).to_wire()


@pytest.mark.parametrize(
    "title", ["emr-serverless start-job-run", "emr-containers start-job-run", "glue start-job-run"]
)
def test_violations_are_those_of_the_class(title: str) -> None:
    """At every bound."""
    service, name = title.split()
    operation = catalog.service(service).operation(name)
    found = contract(service)
    for case in list(cases(found, botocore_shape(operation)))[:100]:
        for fault in case.illegal(found):
            with pytest.raises(ValidationError) as by_class, validation(enum="error"):
                operation.request_class.from_wire(fault.value)
            with pytest.raises(ValidationError) as by_us:
                requests.normalised(operation, fault.value, strict=True)
            # Only what Python and JSON call by different names is said otherwise.
            assert [v[:3] for v in by_us.value.violations] == [
                v[:3] for v in by_class.value.violations
            ]


def test_a_check_may_be_skipped() -> None:
    """One kind; the others stay."""
    operation = catalog.service("emr-serverless").operation("start-job-run")
    wire = {**smallest(operation), "mode": "NEW", "name": ""}
    with pytest.raises(Failure, match=r"--mode: 'NEW' .*--skip-check enum"):
        requests.checked(operation, wire, [])
    with pytest.raises(Failure, match="a parameter is wrong\n  --name") as caught:
        requests.checked(operation, wire, flags.listed(["enum,pattern"]))
    assert "--mode" not in caught.value.message
    assert requests.checked(operation, wire, ["enum", "min_length"])["mode"] == "NEW"


def test_text_that_is_no_number_is_shown() -> None:
    """Somebody at a shell wrote no ``str``."""
    operation = catalog.service("glue").operation("start-job-run")
    options = flags.parse(operation, ["--job-name", "j", "--number-of-workers", "two"])
    with pytest.raises(Failure) as caught:
        requests.checked(operation, requests.gather(operation, options), [])
    assert "--number-of-workers: must be a whole number, not 'two'" in caught.value.message
