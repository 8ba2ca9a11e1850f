"""Requests drawn from the models by chance, with a bias to their bounds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.expectations import strategies
from tests.expectations.contract import kind
from tests.expectations.faults import sites

from .checks import accepted, botocore_agrees, refused, token_filled_in, types_tell
from .subjects import ALL, Subject

WITH_INPUT = [subject for subject in ALL if subject.model.input_shape is not None]
FEW = settings(
    max_examples=6,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)
"""Few examples for each operation: the enumeration of constraints is the thorough part."""


@pytest.mark.parametrize("subject", WITH_INPUT, ids=str)
def test_types_and_tokens_tell_what_may_be_left_out(subject: Subject) -> None:
    """Required members in the signature; idempotency tokens filled in, each time another one."""
    places = sites(subject.model.input_shape)
    structures = [site.shape for site in places if kind(site.shape) == "structure"]
    wrong = [text for shape in structures for text in types_tell(subject, shape)]
    assert [*wrong, *token_filled_in(subject)] == []


@pytest.mark.parametrize("subject", WITH_INPUT, ids=str)
@FEW
@given(data=st.data())
def test_a_legal_request_is_accepted_and_sent_as_botocore_sends_it(
    subject: Subject, data: st.DataObject
) -> None:
    """Accepted by both checks, by botocore's validator; the same HTTP request; round trip."""
    wire: Any = data.draw(strategies.wires(subject.contract, subject.model.input_shape))
    assert "\n".join(accepted(subject.request, wire)) == ""
    assert "\n".join(botocore_agrees(subject, wire)) == ""


@pytest.mark.parametrize("subject", WITH_INPUT, ids=str)
@FEW
@given(data=st.data())
def test_every_planted_fault_is_reported_at_its_place_and_nothing_else_is(
    subject: Subject, data: st.DataObject
) -> None:
    """k faults in different places: k violations, at exactly those places."""
    fault = data.draw(strategies.invalid_wires(subject.contract, subject.model.input_shape))
    assert "\n".join(refused(subject.request, fault)) == ""
