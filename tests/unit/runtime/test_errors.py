"""Errors: every modelled one is a class, every one is botocore's, each says what happened."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import boto3
import pytest
from botocore import xform_name
from botocore.exceptions import ClientError, ParamValidationError

from emrglue import (
    InvalidBodyError,
    ServiceError,
    ValidationError,
    emr_containers,
    emr_serverless,
    glue,
    trusted,
)

from .canned import CREDENTIALS, Canned, Page, client, error, model_of


def raised(code: str, status: int = 400, **members: object) -> ServiceError:
    c, _ = client(glue, error(code, status, "Nope.", **members), config=no_retries())
    with pytest.raises(ServiceError) as caught:
        c.get_job(job_name="j")
    return caught.value


def no_retries() -> object:
    from botocore.config import Config

    return Config(retries={"total_max_attempts": 1})


def test_a_modelled_error_is_a_class_of_the_service() -> None:
    """And of botocore, and of the base of the service."""
    found = raised("EntityNotFoundException")
    assert type(found) is glue.EntityNotFoundException
    assert isinstance(found, (glue.GlueError, ClientError))


def test_an_error_says_what_the_service_said() -> None:
    """Code, message, status, request id and operation."""
    found = raised("EntityNotFoundException")
    assert (found.code, found.message) == ("EntityNotFoundException", "Nope.")
    assert (found.http_status, found.request_id) == (400, "req-1")
    assert found.operation_name == "GetJob"


def test_a_member_of_an_error_is_typed() -> None:
    """``FromFederationSource`` of Glue's EntityNotFoundException."""
    found = raised("EntityNotFoundException", FromFederationSource=True)
    assert isinstance(found, glue.EntityNotFoundException)
    assert found.from_federation_source is True


MODELLED = [
    (module, name, shape)
    for module in (emr_containers, emr_serverless, glue)
    for name, shape in model_of(module).model["shapes"].items()
    if shape.get("exception")
]
VALUES: dict[str, Any] = {"string": "text", "boolean": True, "integer": 3}


@pytest.mark.parametrize(
    ("module", "name", "shape"),
    MODELLED,
    ids=[f"{module.__name__.rpartition('.')[2]}-{name}" for module, name, _ in MODELLED],
)
def test_every_modelled_error_is_a_class_with_all_that_the_model_says(
    module: Any, name: str, shape: Any
) -> None:
    """Code, message, status, request id, fault, whether to try again, and its own members."""
    shapes = model_of(module).model["shapes"]
    own = {
        member: VALUES[shapes[reference["shape"]]["type"]]
        for member, reference in shape["members"].items()
        if member.lower() != "message"
    }
    modelled = shape.get("error", {})
    status = modelled.get("httpStatusCode", 500 if shape.get("fault") else 400)
    code = modelled.get("code", name)
    c, _ = client(module, error(code, status, "Nope.", **own), config=no_retries())
    call = c.get_job if module is glue else c.list_tags_for_resource
    argument = {"job_name": "j"} if module is glue else {"resource_arn": trusted("arn")}
    with pytest.raises(getattr(module, name)) as caught:
        call(**argument)
    found = caught.value
    base = {emr_containers: "EmrContainersError", emr_serverless: "EmrServerlessError"}
    assert isinstance(found, (getattr(module, base.get(module, "GlueError"))))
    assert isinstance(found, (ServiceError, ClientError))
    assert (found.code, found.message, found.http_status) == (code, "Nope.", status)
    assert found.request_id == "req-1"
    assert found.fault == ("server" if shape.get("fault") or status >= 500 else "client")
    assert found.retryable is ("Throttl" in name or status in (429, 500))
    for member, value in own.items():
        assert getattr(found, xform_name(member)) == value
    assert getattr(c.exceptions, name) is type(found)


def test_an_error_that_the_model_does_not_know_is_the_base_of_the_service() -> None:
    """With its code."""
    found = raised("BrandNewException")
    assert type(found) is glue.GlueError
    assert (found.code, found.fault, found.retryable) == ("BrandNewException", "client", False)


@pytest.mark.parametrize("code", ["ThrottlingException", "TooManyRequestsException"])
def test_throttling_may_succeed_later(code: str) -> None:
    """Modelled or not."""
    assert raised(code).retryable


def test_a_failure_of_the_service_is_its_own_fault_and_may_pass() -> None:
    """Also if the model does not know it."""
    for code in ("InternalServiceException", "BrandNewException"):
        found = raised(code, 500)
        assert (found.fault, found.retryable) == ("server", True)


def test_an_error_page_of_a_proxy_is_the_base_of_the_service() -> None:
    """HTML instead of JSON."""
    c, _ = client(glue, (503, b"<html>busy</html>"), config=no_retries())
    with pytest.raises(glue.GlueError) as caught:
        c.get_job(job_name="j")
    assert (caught.value.code, caught.value.retryable) == ("503", True)


def test_an_error_survives_pickling_and_copying() -> None:
    """As multiprocessing and task queues do."""
    found = raised("EntityNotFoundException")
    for again in (pickle.loads(pickle.dumps(found)), copy.copy(found)):
        assert type(again) is glue.EntityNotFoundException
        assert (again.message, again.request_id) == (found.message, found.request_id)


def test_a_bad_argument_is_a_botocore_error_as_well() -> None:
    """``except ParamValidationError`` of existing code goes on working; nothing is sent."""
    c, canned = client(glue, {})
    with pytest.raises(ParamValidationError) as caught:
        c.get_job(job_name="")
    assert isinstance(caught.value, ValidationError)
    assert [v.path for v in caught.value.violations] == ["JobName"]
    assert canned.requests == []
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_everything_that_is_wrong_with_a_call_is_reported_at_once() -> None:
    """Missing, unknown and invalid arguments in one error."""
    c, _ = client(emr_serverless, {})
    with pytest.raises(ValidationError) as caught:
        c.start_job_run(application_id="UPPER", mode="NONE", nonsense=1)
    found = {(v.path, v.constraint) for v in caught.value.violations}
    assert found == {
        ("applicationId", "pattern"),
        ("executionRoleArn", "required"),
        ("mode", "enum"),
        ("nonsense", "unknown"),
    }


def test_the_exceptions_of_a_client_can_be_caught_as_in_boto3() -> None:
    """``client.exceptions.X``, by name and by code."""
    c, _ = client(glue, error("EntityNotFoundException"))
    with pytest.raises(c.exceptions.EntityNotFoundException):
        c.get_job(job_name="j")
    assert c.exceptions.from_code("EntityNotFoundException") is glue.EntityNotFoundException
    assert c.exceptions.from_code("BrandNew") is glue.GlueError
    assert issubclass(c.exceptions.EntityNotFoundException, c.exceptions.ClientError)


def test_an_exception_that_is_not_there_is_an_attribute_error_that_lists_those_that_are() -> None:
    """As botocore's."""
    c, _ = client(glue, {})
    with pytest.raises(AttributeError, match="EntityNotFoundException"):
        _ = c.exceptions.NoSuchException


@pytest.mark.parametrize(
    "body", [b"<html>Welcome!</html>", b'{"JobName": ', b"[]", b"\xff\xfe", b"[" * 5000]
)
def test_a_success_that_is_no_response_is_an_error(body: bytes) -> None:
    """Nobody can tell what happened, and the error says so, without quoting the body."""
    c, _ = client(glue, body)
    with pytest.raises(InvalidBodyError, match="whether the request took effect is not known"):
        c.start_job_run(job_name="j")


UNREADABLE = {
    "null": b"null",
    "a list": b"[]",
    "a string": b'"x"',
    "no text": b"\xff\xfe",
    "deep": b"[" * 100_000,
    "a code that is a number": b'{"__type": 3}',
    "members that are numbers": b'{"Job": 3, "jobRun": 3}',
    "a moment that is a word": b'{"Job": {"CreatedOn": "yesterday"}}',
    "a page": b"<html>",
    "nothing": b"",
}


def made(kind: str, module: Any, *answers: Any) -> tuple[Any, Canned]:
    """A client that we made, or one over a boto3 client."""
    if kind == "own":
        return client(module, *answers, config=no_retries())
    service = module.__name__.rpartition(".")[2].replace("_", "-")
    given = boto3.client(service, region_name="us-east-1", config=no_retries(), **CREDENTIALS)
    return module.Client(client=given), Canned(given, *answers)


@pytest.mark.parametrize("kind", ["own", "handed in"])
@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
@pytest.mark.parametrize("status", [200, 301, 400, 500])
def test_whatever_comes_back_is_a_response_or_an_error_that_one_can_catch(
    kind: str, body: bytes, status: int
) -> None:
    """botocore takes for granted that a body is a JSON object as the model describes it."""
    for module, call in (
        (glue, lambda c: c.get_job(job_name="j")),
        (emr_serverless, lambda c: c.get_job_run(application_id="a", job_run_id="r")),
    ):
        c, canned = made(kind, module, (status, body))
        found: type[BaseException] | None = None
        try:
            call(c)
        except (ServiceError, InvalidBodyError) as error:
            found = type(error)
        assert found is InvalidBodyError or (found is None) is (status == 200)
        assert len(canned.requests) == 1


@pytest.mark.parametrize("kind", ["own", "handed in"])
def test_a_page_that_calls_itself_a_success_is_none(kind: str) -> None:
    """A captive portal: botocore would make an empty response of it."""
    page = Page(b"<html>Welcome!</html>", "text/html")
    c, _ = made(kind, glue, page)
    with pytest.raises(InvalidBodyError, match="whether the request took effect is not known"):
        c.delete_job(job_name="j")


@pytest.mark.parametrize(
    "page",
    [
        Page(b"{}", "text/plain"),
        Page(b"", "text/html"),
        Page(b'{"JobName": "j"}', "text/html"),
        Page(b'{"New": 1}', "application/x-amz-json-1.1"),
    ],
    ids=repr,
)
@pytest.mark.parametrize("kind", ["own", "handed in"])
def test_an_answer_that_is_only_labelled_strangely_is_a_response(kind: str, page: Page) -> None:
    """Never fail on a response: servers for tests send any content type."""
    c, _ = made(kind, glue, page)
    assert c.delete_job(job_name="j").response_metadata["HTTPStatusCode"] == 200


@pytest.mark.parametrize("kind", ["own", "handed in"])
def test_an_error_of_a_handler_stays_what_it_is(kind: str) -> None:
    """Only botocore's own stumbling over a body is renamed."""
    c, _ = made(kind, glue, {})

    def handler(**_: Any) -> None:
        raise TypeError("mine")

    c.meta.events.register_first("after-call.glue", handler)
    with pytest.raises(TypeError, match="mine"):
        c.get_job(job_name="j")


def test_an_empty_success_is_an_empty_response() -> None:
    """Several operations answer with nothing."""
    c, _ = client(glue, b"")
    assert c.delete_job(job_name="j").job_name is None


@pytest.mark.parametrize("kind", ["own", "given"])
@pytest.mark.parametrize(
    "body",
    [{"__type": ["x"]}, {"__type": {"a": 1}}, {"__type": 3}, {"code": ["x"], "message": {}}, []],
    ids=repr,
)
@pytest.mark.parametrize("module", [glue, emr_serverless])
def test_an_error_without_a_code_that_is_one_is_still_an_error(
    kind: str, body: Any, module: Any
) -> None:
    """One of the service's, if botocore makes that of it; never a raw one of botocore's insides."""
    c, _ = made(kind, module, (400, body))
    call = c.list_jobs if module is glue else c.list_applications
    with pytest.raises((ClientError, InvalidBodyError)):
        call()


@pytest.mark.parametrize("number", ["Infinity", "1" + "0" * 4000, "-1e999"])
@pytest.mark.parametrize("kind", ["own", "given"])
def test_a_number_that_is_no_moment_is_kept_or_an_error_that_says_so(
    kind: str, number: str
) -> None:
    """On our own client it stays as it came; botocore cannot read it."""
    c, _ = made(kind, glue, f'{{"Job": {{"CreatedOn": {number}, "MaxCapacity": 3}}}}'.encode())
    if kind == "own":
        job = c.get_job(job_name="j").job
        assert job.created_on == json.loads(number)
        assert job.max_capacity.is_integer()
    else:
        with pytest.raises(InvalidBodyError, match="botocore cannot read the answer"):
            c.get_job(job_name="j")


def test_what_stands_for_a_list_stays_as_it_came() -> None:
    """Read, and written again."""
    c, _ = client(glue, {"TableList": {}, "NextToken": 5})
    assert c.get_tables(database_name="d").to_wire() == {"TableList": {}, "NextToken": 5}


@pytest.mark.parametrize("module", [emr_serverless])
def test_a_whole_number_of_a_double_is_a_float(module: Any) -> None:
    """As boto3 gives it; ``is_integer`` needs one before Python 3.12."""
    body = {"jobRun": {"billedResourceUtilization": {"vCPUHour": 2}, "applicationId": "a"}}
    for kind in ("own", "given"):
        c, _ = made(kind, module, body)
        run = c.get_job_run(application_id="00f1", job_run_id="00r1").job_run
        used = run.billed_resource_utilization
        assert type(used.v_cpu_hour) is float
        assert type(run.to_wire()["billedResourceUtilization"]["vCPUHour"]) is float
