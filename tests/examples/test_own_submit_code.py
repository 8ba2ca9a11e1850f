"""Unit tests of one's own submit code: no AWS, no moto, requests and answers from the models."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings

from emrglue import emr_serverless
from emrglue.testing import requests, responses

# the code under test: what a team would have in its own package


def for_team(
    request: emr_serverless.StartJobRunRequest, team: str
) -> emr_serverless.StartJobRunRequest:
    """The request with the team's tag; the tags that it has stay, as far as 200 tags leave room."""
    others = [(key, value) for key, value in (request.tags or {}).items() if key != "team"]
    wire = {**request.to_wire(), "tags": {**dict(others[:199]), "team": team}}
    return emr_serverless.StartJobRunRequest.from_wire(wire)


def submit(client: emr_serverless.Client, request: emr_serverless.StartJobRunRequest) -> str:
    """Start a run for the data team; its id."""
    response = client.send(for_team(request, "data"))
    if not response.job_run_id:
        raise LookupError("EMR Serverless answered without an id")
    return response.job_run_id


# its tests

few = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # each example is a whole request


class FakeClient(emr_serverless.Client):
    """Sends nothing: keeps the request and gives the answer that it was made with."""

    def __init__(self, answer: Any) -> None:
        super().__init__(region_name="us-east-1")
        self.answer: Any = answer
        self.sent: Any = None

    def send(self, request: Any) -> Any:
        self.sent = request
        return self.answer


@few
@given(requests(emr_serverless.StartJobRunRequest))
def test_every_legal_request_is_legal_with_the_tag(
    request: emr_serverless.StartJobRunRequest,
) -> None:
    """Also one with all the tags there may be: ``for_team`` would raise."""
    tagged = for_team(request, "data")
    assert tagged.tags is not None
    assert tagged.tags["team"] == "data"
    assert tagged.job_driver == request.job_driver


@few
@given(requests(emr_serverless.StartJobRunRequest), responses(emr_serverless.StartJobRunResponse))
def test_the_id_is_that_of_the_answer(
    request: emr_serverless.StartJobRunRequest, response: emr_serverless.StartJobRunResponse
) -> None:
    """Whatever the service may call it."""
    client = FakeClient(response)
    assert submit(client, request) == response.job_run_id
    assert client.sent.tags["team"] == "data"


@few
@given(responses(emr_serverless.StartJobRunResponse, surprises=True))
def test_an_answer_without_an_id_is_an_error_and_no_none(
    response: emr_serverless.StartJobRunResponse,
) -> None:
    """Answers of tomorrow lack what today's have."""
    request = emr_serverless.StartJobRunRequest(
        application_id="00f1abcd", execution_role_arn="arn:aws:iam::123456789012:role/emr"
    )
    try:
        assert submit(FakeClient(response), request)
    except LookupError:
        assert not response.job_run_id
