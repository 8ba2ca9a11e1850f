"""Which patterns need not be looked at for printable text."""

from __future__ import annotations

import re
import sys

import pytest

from codegen.patterns import Regex, translate

ALL_PRINTABLE = "".join(
    char for code in range(sys.maxunicode + 1) if (char := chr(code)).isprintable()
)
NAME = r"[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\t]*"


@pytest.mark.parametrize(
    "java", [NAME, r"([^\r\n])*", r"[\u0020-\uDBFF\uDFFF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF]+"]
)
def test_a_loop_over_all_but_controls_admits_whatever_can_be_printed(java: str) -> None:
    translation = translate(java)
    assert translation.printable
    assert isinstance(translation.matcher, Regex)
    assert re.fullmatch(translation.matcher.source, ALL_PRINTABLE)


@pytest.mark.parametrize(
    "java",
    [
        r"[\u0020-\u007E]*",
        r"[^:*]*",
        r"[\u0020-\uFFFD]*",
        NAME.replace("*", "{0,9}"),
        f"a{NAME}",
        r"[^\u00e9]*",
    ],
)
def test_any_other_pattern_is_looked_at(java: str) -> None:
    assert not translate(java).printable


def test_a_character_that_may_be_given_a_meaning_later_counts_as_printable() -> None:
    """U+0378 is not assigned today, so this Python does not print it; another may."""
    assert not chr(0x378).isprintable()
    assert not translate(r"[^\u0378]*").printable
