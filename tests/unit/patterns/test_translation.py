"""What ``translate`` returns."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.patterns import Anything, NonBlank, Regex, translate


@pytest.mark.parametrize("java", ["[a-z]+", "^a(bb|c)*$", "(?!aws:)[^:]{1,64}", "a{2,}?"])
def test_a_text_that_python_reads_alike_is_kept(java: str) -> None:
    """The verdict is ``exact`` and the source is Java's text."""
    translation = translate(java)
    assert (translation.verdict, translation.matcher) == ("exact", Regex(java))


@pytest.mark.parametrize("java", ["([ab])*", "(a|b)*", "((?:a|b))*"])
def test_a_loop_around_one_character_is_a_loop_over_a_set(java: str) -> None:
    """Python reads these texts as Java does, but takes a step per group."""
    assert translate(java).matcher == Regex("[ab]*")


@pytest.mark.parametrize(("java", "flags"), [("a.*", "s"), (r"\w+", "a"), (r"\w.+", "as")])
def test_flags_are_put_around_a_kept_text(java: str, flags: str) -> None:
    """ASCII classes and the dot for all need no rewriting."""
    assert translate(java).matcher == Regex(f"(?{flags}:{java})")


@pytest.mark.parametrize(
    "java", [".*", r"[\s\S]*", r"[\w\W]*", "(.|\n)*", ".*[a-z]*.*", "^.*$", "(?s).*"]
)
def test_what_accepts_everything_is_no_regex(java: str) -> None:
    """However it is spelled."""
    assert translate(java).matcher == Anything()


@pytest.mark.parametrize("java", [r".*\S.*", r"^.*\S.*$", r"\s*\S.*", r"[\s\S]*\S[\s\S]*"])
def test_not_blank_is_no_regex(java: str) -> None:
    """At least one character outside of Java's ``\\s``."""
    assert translate(java).matcher == NonBlank()


@pytest.mark.parametrize("java", [r"\S", r"\S+", r".*\S+", r".*[^ ].*", r"\S.*", r"(?!\s*$).*"])
def test_what_only_looks_like_not_blank_is_a_regex(java: str) -> None:
    """``\\S+`` allows no space at all, ``[^ ]`` counts a tab, ``$`` is before a last U+0085."""
    assert isinstance(translate(java).matcher, Regex)


def test_a_few_values_are_a_set() -> None:
    """Alternatives, options and small classes are multiplied out."""
    assert translate("^(GB|[gk]b?)$").matcher == Regex("GB|g|gb|k|kb")


def test_many_values_are_a_regex() -> None:
    """``[0-9]{2}`` is a hundred strings."""
    assert translate("[0-9]{2}").matcher == Regex("[0-9]{2}")


def test_a_translation_is_made_once() -> None:
    """The second call costs nothing."""
    assert translate("[a-f]{3}") is translate("[a-f]{3}")


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from(r"ab1-^$.*+?{}[]()|\/&:=!<>PQEpLsdwzu0x,"), max_size=12))
def test_no_text_raises(java: str) -> None:
    """Every text has a verdict; what has a matcher compiles."""
    translation = translate(java)
    assert (translation.matcher is None) is (translation.verdict == "unsupported")
    if isinstance(translation.matcher, Regex):
        re.compile(translation.matcher.source)
