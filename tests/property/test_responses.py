"""Responses: nothing is refused, nothing is lost."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.expectations import strategies
from tests.expectations.faults import sites

from .checks import kept, understood
from .subjects import ALL, Subject
from .test_requests import FEW

WITH_OUTPUT = [subject for subject in ALL if subject.model.output_shape is not None]


@pytest.mark.parametrize("subject", WITH_OUTPUT, ids=str)
def test_every_member_of_a_response_arrives_in_its_field(subject: Subject) -> None:
    """At every place of the response, and nothing is taken for an unknown member."""
    places = sites(subject.model.output_shape)
    complaints = (complaint for site in places for complaint in understood(subject, site))
    assert "\n".join(islice(complaints, 5)) == ""


@pytest.mark.parametrize("subject", WITH_OUTPUT, ids=str)
@FEW
@given(data=st.data())
def test_a_response_is_read_and_kept_whatever_the_service_puts_into_it(
    subject: Subject, data: st.DataObject
) -> None:
    """Unknown members, enum values and union variants; required members missing; any length."""
    shape = subject.model.output_shape
    wire = data.draw(strategies.response_wires(subject.contract, shape))
    assert "\n".join(kept(subject, wire)) == ""
