"""Responses: nothing is refused, nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.runtime.testing import strategies

from .checks import kept
from .subjects import ALL, Subject
from .test_requests import FEW

WITH_OUTPUT = [subject for subject in ALL if subject.model.output_shape is not None]


@pytest.mark.parametrize("subject", WITH_OUTPUT, ids=str)
@FEW
@given(data=st.data())
def test_a_response_is_read_and_kept_whatever_the_service_puts_into_it(
    subject: Subject, data: st.DataObject
) -> None:
    """Unknown members, enum values and union variants; required members missing; any length."""
    shape = subject.model.output_shape
    wire = data.draw(strategies.response_wires(subject.contract, shape, surprises=True))
    assert "\n".join(kept(subject, wire)) == ""
