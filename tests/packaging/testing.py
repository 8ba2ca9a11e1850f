"""``pip install "emrglue[testing]"``: requests and responses out of the packaged models."""

from __future__ import annotations

from hypothesis import given, settings

from emrglue import glue
from emrglue.testing import requests, responses


@settings(max_examples=20, deadline=None, database=None)
@given(requests(glue.StartJobRunRequest), responses(glue.GetJobRunResponse, surprises=True))
def example(request: glue.StartJobRunRequest, response: glue.GetJobRunResponse) -> None:
    assert glue.StartJobRunRequest.from_wire(request.to_wire()) == request
    assert repr(response)


example()
