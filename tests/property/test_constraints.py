"""Every constraint that can be reached from a request, from both sides of its bound.

A structure that several operations take is looked at in the first of them, and a pattern with all
of its values where its shape stands first, elsewhere with the first few; ``make fidelity`` tries
everything in each of its places.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path

import attrs
import pytest

from tests.expectations.faults import Case, Site, cases_in, sites

from .checks import botocore_agrees, case_holds
from .subjects import ALL, Subject, subjects


@cache
def first_places(service: str, models: Path) -> dict[str, list[tuple[Site, bool]]]:
    """By operation, the places in its request that no operation before it leads to, and of each
    whether its shape stands in an earlier one as well."""
    seen: set[str] = set()
    shapes: set[str] = set()
    found: dict[str, list[tuple[Site, bool]]] = {}
    for subject in subjects(service, models):
        shape = subject.model.input_shape
        places = found[subject.operation] = []
        for site in [each for each in (sites(shape) if shape else ()) if each.owner not in seen]:
            seen.add(site.owner)
            places.append((site, site.shape.name in shapes))
            shapes.add(site.shape.name)
    return found


def first_cases(subject: Subject) -> Iterator[Case]:
    """The constraints in those places."""
    for site, again in first_places(subject.service, subject.models)[subject.operation]:
        for case in cases_in(subject.contract, [site]):
            yield _briefly(case) if again and case.constraint.kind == "pattern" else case


def _briefly(case: Case) -> Case:
    values, faults = case.constraint.legal[:2], case.constraint.illegal[:3]
    return attrs.evolve(
        case, constraint=attrs.evolve(case.constraint, legal=values, illegal=faults)
    )


@pytest.mark.parametrize("subject", ALL, ids=str)
def test_every_constraint_accepts_what_just_satisfies_it_and_refuses_what_breaks_it(
    subject: Subject,
) -> None:
    """Straight-line check, thorough check and from_wire agree; one fault at a time."""
    complaints = (
        f"{case.site.name} {case.constraint.kind} {case.constraint.detail}: {complaint}"
        for case in first_cases(subject)
        for complaint in case_holds(subject, case)
    )
    assert "\n".join(islice(complaints, 5)) == ""


@pytest.mark.parametrize("subject", ALL, ids=str)
def test_botocore_takes_every_boundary_value_and_sends_the_same_for_it(subject: Subject) -> None:
    """Legal on our side means legal on botocore's, and the same HTTP request."""
    complaints = (
        complaint
        for case in first_cases(subject)
        for wire in islice(case.legal(subject.contract), 3)
        for complaint in botocore_agrees(subject, wire)
    )
    assert "\n".join(islice(complaints, 5)) == ""
