"""The patterns of the generated code against Java's verdicts and against a second translation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from codegen.patterns import translate
from tests.expectations.models import contract
from tests.oracle import table
from tests.oracle.judge import accepts
from tests.oracle.sample import edges
from tests.support.inside import patterns_of

from .checks import Complaint
from .subjects import SERVICES


def pattern_complaints(
    service: str, name: str, verdicts: dict[str, dict[str, bool]]
) -> Iterator[Complaint]:
    """Values on which the generated pattern of a shape differs from Java or from the translator."""
    pattern = patterns_of(service)[name]
    known = verdicts.get(pattern.java, {})
    for value, said in (*known.items(), *_translated(service, name), *_at_edges(pattern.java)):
        if bool(pattern.matches(value)) is not said:
            yield f"{name} {pattern!r}: {said} is right for {value!r:.100}"


def _translated(service: str, name: str) -> Iterator[tuple[str, bool]]:
    """Values that the model's pattern, translated here, accepts, and near ones that it does not."""
    found = contract(service)
    language = found.language(found.model.shape_for(name))
    if language is not None:
        legal = language.varied(0, 200)
        yield from ((value, True) for value in {*legal, *language.every_choice(0, 200)})
        longest = sorted(legal, key=len)[-1:]
        misses = language.near_misses(0, 300, longest, everywhere=True)
        yield from ((value, False) for value in misses)


def _at_edges(java: str) -> Iterator[tuple[str, bool]]:
    """What the translator says at the ends of each range of each class."""
    matcher = translate(java).matcher
    assert matcher is not None
    yield from ((value, accepts(matcher, value)) for value in edges(java))


def patterned(service: str) -> list[str]:
    """The shapes of a service whose pattern the generated code has."""
    return list(patterns_of(service))


@pytest.fixture(scope="module")
def verdicts() -> dict[str, dict[str, bool]]:
    return table.read()


@pytest.mark.parametrize("service", SERVICES)
def test_the_generated_patterns_decide_as_java_does(
    service: str, verdicts: dict[str, dict[str, bool]]
) -> None:
    """On every value of the committed table, and on those near what the translator accepts."""
    complaints = [
        complaint
        for name in patterned(service)
        for complaint in pattern_complaints(service, name, verdicts)
    ]
    assert complaints == []


@pytest.mark.parametrize("service", SERVICES)
def test_the_generated_patterns_are_those_of_the_model(service: str) -> None:
    """Each shape has the pattern that the (patched) model states for it."""
    patterns = patterns_of(service)
    model = contract(service).model
    stated = {name: model.shape_for(name).metadata.get("pattern") for name in patterns}
    assert {name: pattern.java for name, pattern in patterns.items()} == stated
