"""``emrglue.testing`` draws what the expectations, read from the models anew, say it should."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emrglue.testing import InvalidRequest, invalid_requests, requests, responses
from tests.expectations.faults import Fault

from .checks import accepted, botocore_agrees, refused
from .subjects import ALL, Subject
from .test_requests import FEW

SOME = [
    *(subject for subject in ALL if subject.service != "glue"),
    *[subject for subject in ALL if subject.service == "glue"][::8],
]
"""What they draw is checked when it is built, so not every operation has to be looked at."""
VERY_FEW = settings(FEW, max_examples=4)


@pytest.mark.parametrize("subject", SOME, ids=str)
@VERY_FEW
@given(data=st.data())
def test_requests_are_legal(subject: Subject, data: st.DataObject) -> None:
    """For both checks and for botocore."""
    request: Any = data.draw(requests(subject.request))
    assert isinstance(request, subject.request)
    assert "\n".join(accepted(subject.request, request.to_wire())) == ""
    if subject.model.input_shape is not None:
        assert "\n".join(botocore_agrees(subject, request.to_wire())) == ""


@pytest.mark.parametrize("subject", SOME, ids=str)
@VERY_FEW
@given(data=st.data())
def test_invalid_requests_say_what_is_wrong_with_them(
    subject: Subject, data: st.DataObject
) -> None:
    """One to ``most`` faults, and exactly their violations."""
    invalid: InvalidRequest = data.draw(invalid_requests(subject.request, most=2))
    assert invalid.violations
    fault = Fault(invalid.wire, tuple(invalid.violations))
    assert "\n".join(refused(subject.request, fault)) == ""


@pytest.mark.parametrize("subject", SOME, ids=str)
@VERY_FEW
@given(data=st.data(), surprises=st.booleans())
def test_responses_are_what_a_client_returns(
    subject: Subject, data: st.DataObject, surprises: bool
) -> None:
    """They survive the way over the wire; without surprises the model knows all of them."""
    response: Any = data.draw(responses(subject.response, surprises=surprises))
    assert isinstance(response, subject.response)
    assert subject.response.from_wire(response.to_wire()) == response
    if not surprises:
        assert response.unknown_members == {}
        known = {field.metadata["wire_name"] for field in attrs.fields(subject.response)}
        assert response.to_wire().keys() <= known
