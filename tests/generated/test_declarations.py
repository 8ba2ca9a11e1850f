"""What attrs, ``inspect`` and ``typing`` tell of generated classes and methods is the truth."""

from __future__ import annotations

import inspect
import subprocess
import sys
import typing
from typing import Any

import attrs
import pytest

from emrglue import ValidationError, emr_containers, emr_serverless, glue
from tests.expectations.contract import tokens
from tests.expectations.models import contract
from tests.support.inside import operation_of

SERVICES = {"emr-containers": emr_containers, "emr-serverless": emr_serverless, "glue": glue}

every_service = pytest.mark.parametrize("package", SERVICES.values(), ids=SERVICES)


def structures(package: Any) -> list[Any]:
    public = (getattr(package, name) for name in package.__all__)
    return [found for found in public if isinstance(found, type) and hasattr(found, "to_wire")]


@every_service
def test_annotations_resolve_at_run_time(package: Any) -> None:
    """Of every structure, and of every method of both clients."""
    for cls in structures(package):
        assert typing.get_type_hints(cls).keys() >= set(inspect.signature(cls).parameters)
    for client in (package.Client, package.AsyncClient):
        methods = [m for name, m in vars(client).items() if callable(m) and name[0] != "_"]
        assert len(methods) > 20
        for method in methods:
            assert "return" in typing.get_type_hints(method)


@pytest.mark.parametrize("service", SERVICES)
def test_signatures_show_what_is_required(service: str) -> None:
    """Of request classes and of the methods that send them, as the model has it."""
    package = SERVICES[service]
    for cls in filter(operation_of, structures(package)):
        shape = contract(service).model.operation_model(operation_of(cls)).input_shape
        filled_in = tokens(shape) if shape is not None else []
        required = {*(shape.required_members if shape is not None else ())} - {*filled_in}
        wire_names = {f.name: f.metadata["wire_name"] for f in attrs.fields(cls)}
        parameters = inspect.signature(cls).parameters.values()
        shown = {wire_names[p.name] for p in parameters if p.default is p.empty}
        assert shown == required, cls.__name__


def test_a_method_has_the_signature_of_its_request() -> None:
    method = inspect.signature(glue.Client.start_job_run).parameters
    request = inspect.signature(glue.StartJobRunRequest).parameters
    assert [*method] == ["self", *request]
    assert {name: method[name].default for name in request} == {
        name: parameter.default for name, parameter in request.items()
    }


def test_fields_tell_default_validator_and_wire_name() -> None:
    fields = attrs.fields_dict(emr_serverless.StartJobRunRequest)
    required, optional = fields["application_id"], fields["client_token"]
    assert required.default is attrs.NOTHING
    assert required.validator == emr_serverless.shapes.ApplicationId
    assert required.metadata["wire_name"] == "applicationId"
    assert optional.default is None
    assert optional.validator == attrs.validators.optional(emr_serverless.shapes.ClientToken)


def test_what_only_responses_hold_has_no_validators() -> None:
    assert {field.validator for field in attrs.fields(glue.GetTablesResponse)} == {None}


@every_service
def test_fields_that_are_sensitive_are_hidden(package: Any) -> None:
    for cls in structures(package):
        for field in attrs.fields(cls):
            assert field.repr is not field.metadata["sensitive"], (cls, field.name)


def test_a_shape_is_a_validator() -> None:
    """In a class of somebody else, with attrs' own around it."""

    @attrs.frozen
    class Nightly:
        job: str = attrs.field(validator=glue.shapes.NameString)
        driver: Any = attrs.field(
            default=None, validator=attrs.validators.optional(glue.shapes.NotificationProperty)
        )
        worker: str = attrs.field(
            default="FLEX",
            validator=attrs.validators.and_(
                attrs.validators.instance_of(str), glue.shapes.ExecutionClass
            ),
        )

    assert Nightly("etl", glue.NotificationProperty(notify_delay_after=5)).job == "etl"
    for arguments, path in [
        (("",), "job"),
        ((None,), "job"),
        (("etl", 5), "driver"),
        (("etl", None, "SLOW"), "worker"),
    ]:
        with pytest.raises(ValidationError) as error:
            Nightly(*arguments)
        assert [violation.path for violation in error.value.violations] == [path]


def test_a_class_loads_no_enums_until_somebody_asks() -> None:
    """Nor attrs, nor botocore."""
    code = (
        "import sys; from emrglue import glue; glue.StartJobRunRequest(job_name='j').to_wire();"
        "print([m for m in ('emrglue.glue.enums', 'attrs', 'botocore') if m in sys.modules])"
    )
    path = [entry for entry in sys.path if entry]
    ran = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {path!r}; {code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == "[]"
