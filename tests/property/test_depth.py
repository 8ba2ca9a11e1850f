"""Structures inside their like: as deep as is allowed, one deeper, and absurdly deep."""

from __future__ import annotations

from typing import Any

import pytest

from tests.expectations.contract import Contract, kind
from tests.expectations.faults import Fault, Site, Step, joined, sites
from tests.support.inside import thorough

from .checks import accepted, refused
from .subjects import ALL, Subject

DEEPEST = 100


def loops(subject: Subject) -> list[tuple[Site, Site]]:
    """Where a request holds a structure, and the way from that structure to one of its kind."""
    shape = subject.model.input_shape
    structures = [site for site in sites(shape) if kind(site.shape) == "structure"] if shape else []
    nearest = {site.shape.name: site for site in reversed(structures)}
    return [(site, loop) for site in nearest.values() if (loop := _back(site.shape))]


def _back(shape: Any) -> Site | None:
    ways = (site for site in sites(shape) if site.steps and site.shape.name == shape.name)
    return next(ways, None)


def nested(contract: Contract, outer: Site, loop: Site, depth: int) -> tuple[Any, str, str]:
    """A request with structures nested so deep, the path to the last, and that of one level."""
    assert len(structures_in(loop)) == 1, "a loop over two structures needs another count"
    value, way = contract.smallest(loop.shape), ""
    for _ in range(depth - 1):
        value, way = loop.placed(contract, value)
    value, start = outer.placed(contract, value)
    return value, start, way


RECURSIVE = [(subject, *loop) for subject in ALL for loop in loops(subject)]


@pytest.mark.parametrize(
    ("subject", "outer", "loop"),
    RECURSIVE,
    ids=lambda part: getattr(part, "name", None) or str(part),
)
class TestRecursiveStructures:
    def test_a_hundred_structures_inside_each_other_are_accepted(
        self, subject: Subject, outer: Site, loop: Site
    ) -> None:
        """As many as the limit says, wherever in the request they begin."""
        wire, _, _ = nested(subject.contract, outer, loop, DEEPEST)
        assert "\n".join(accepted(subject.request, wire)) == ""

    def test_one_more_is_refused_at_the_place_where_it_is(
        self, subject: Subject, outer: Site, loop: Site
    ) -> None:
        """One violation of the kind ``rule``, at the first structure that is too deep."""
        wire, path, way = nested(subject.contract, outer, loop, DEEPEST + 1)
        for _ in range(DEEPEST):
            path = joined(path, way)
        assert "\n".join(refused(subject.request, Fault(wire, ((path, "rule"),)))) == ""

    def test_ten_thousand_are_a_violation_and_no_recursion_error(
        self, subject: Subject, outer: Site, loop: Site
    ) -> None:
        """A bomb is reported like any other mistake."""
        wire, _, _ = nested(subject.contract, outer, loop, 10_000)
        assert [constraint for _, constraint in thorough(subject.request, wire)] == ["rule"]
        with pytest.raises(ValueError, match="nested too deeply"):
            subject.request.from_wire(wire)


def structures_in(loop: Site) -> list[Step]:
    """The structures that one turn of the loop goes through."""
    return [step for step in loop.steps if kind(step.shape) == "structure"]
