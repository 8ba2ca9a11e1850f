"""``java.util.regex`` has the last word."""

from __future__ import annotations

import pytest

from codegen.config import SERVICES
from codegen.patterns import Regex, Translation, translate
from tests.oracle import slow, table
from tests.oracle.judge import accepts, java_present, verdicts
from tests.oracle.patterns import Use, longest_uses, uses
from tests.oracle.sample import candidates
from tests.oracle.slow import LIMIT, slowest
from tests.unit.patterns.test_java_meaning import MEANINGS, REFUSED

needs_java = pytest.mark.skipif(not java_present(), reason="no JDK on this machine")


def test_the_table_of_verdicts_agrees() -> None:
    """Every committed verdict on the three services' patterns is ours as well."""
    known = table.read()
    wrong = [
        (java, value, said)
        for java, said_of in known.items()
        for value, said in said_of.items()
        if accepts(translate(java).matcher, value) is not said  # type: ignore[arg-type]
    ]
    assert wrong == []
    assert {True, False} == {said for said_of in known.values() for said in said_of.values()}


def test_the_table_has_every_pattern_of_the_three_services() -> None:
    """Otherwise: ``python -m tests.oracle --table``."""
    assert {use.pattern for use in uses(SERVICES)} <= set(table.read())


@needs_java
def test_the_jdk_agrees_on_fresh_values() -> None:
    """Other values than those in the table."""
    questions = [(java, candidates(java, seed=1)) for java in table.read()]
    wrong = [
        (java, value, said)
        for (java, values), line in zip(questions, verdicts(questions), strict=True)
        for value, said in zip(values, line, strict=True)
        if said != "T" and accepts(translate(java).matcher, value) is not (said == "1")  # type: ignore[arg-type]
    ]
    assert wrong == []


@needs_java
def test_the_jdk_agrees() -> None:
    """The examples of ``test_java_meaning`` are what Java does, not what we think it does."""
    questions = [(java, [*good, *bad]) for _, java, good, bad in MEANINGS]
    expected = ["1" * len(good) + "0" * len(bad) for _, _, good, bad in MEANINGS]
    assert list(verdicts(questions)) == expected
    assert list(verdicts([(java, ["a"]) for java in REFUSED])) == ["E"] * len(REFUSED)


def test_no_pattern_of_the_three_services_is_slow() -> None:
    """No bait up to the shape's ``max`` (or 100,000 characters) takes more than 50 ms."""
    found = [slowest(use, tries=30) for use in longest_uses(uses(SERVICES))]
    suspects = [one for one in found if one.seconds > LIMIT]
    # something else may have run meanwhile: a slow pattern is slow again
    confirmed = [one for one in suspects if slowest(one.use, tries=30).seconds > LIMIT]
    assert [(one.use, one.seconds, one.value[:80]) for one in confirmed] == []


@pytest.mark.parametrize(
    "java",
    [
        "(a*)*b",
        "(a|aa)*c",
        r"x.*:.*:.*y",
        r".*\.ttf\?([^&=]+=[^&]+&)*[^&=]+=[^&]+",
        r"(?=.{1,80}\Z)[a-z]+@[a-z]+(?:.[a-z]+)*",
        r"[^?]+/w(/[^?]+)?",
    ],
)
def test_the_search_finds_what_is_slow(java: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Patterns as they are written, without the translator."""
    monkeypatch.setattr(slow, "translate", lambda text: Translation(text, "exact", Regex(text)))
    monkeypatch.setattr(slow, "PATIENCE", 2 * LIMIT)
    assert slowest(Use("", "", java, None), tries=30).seconds > LIMIT
