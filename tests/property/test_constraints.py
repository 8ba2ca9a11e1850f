"""Every constraint that can be reached from a request, from both sides of its bound."""

from __future__ import annotations

from itertools import islice

import pytest

from .checks import botocore_agrees, case_holds
from .subjects import ALL, Subject


@pytest.mark.parametrize("subject", ALL, ids=str)
def test_every_constraint_accepts_what_just_satisfies_it_and_refuses_what_breaks_it(
    subject: Subject,
) -> None:
    """Straight-line check, thorough check and from_wire agree; one fault at a time."""
    complaints = (
        f"{case.site.name} {case.constraint.kind} {case.constraint.detail}: {complaint}"
        for case in subject.cases()
        for complaint in case_holds(subject, case)
    )
    assert "\n".join(islice(complaints, 5)) == ""


@pytest.mark.parametrize("subject", ALL, ids=str)
def test_botocore_takes_every_boundary_value_and_sends_the_same_for_it(subject: Subject) -> None:
    """Legal on our side means legal on botocore's, and the same HTTP request."""
    complaints = (
        complaint
        for case in subject.cases()
        for wire in islice(case.legal(subject.contract), 3)
        for complaint in botocore_agrees(subject, wire)
    )
    assert "\n".join(islice(complaints, 5)) == ""
