"""Whatever a service or a file says, a terminal and GitHub's runner only show it."""

from __future__ import annotations

import re
import unicodedata
from contextlib import redirect_stderr
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emrglue._runtime import visible
from emrglue._runtime.cli import screen

HOSTILE = st.one_of(
    st.characters(categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Zs"]),
    st.sampled_from(
        ["::error::", "::", ":", "##[error]", "#", "[", "\x1b]0;title\x07", "\x1b[31m"]
    ),
    st.sampled_from(["\x9b31m", "\u202e", "\u2066", "\r\n", "\n ::add-mask::", " ", "\t", "word"]),
)
TEXTS = st.lists(HOSTILE).map("".join)
JOINERS = "\u200c\u200d"


def is_seen(char: str) -> bool:
    """Whether a character is a letter, a mark or a blank, or joins such."""
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp") or char in JOINERS


@given(TEXTS)
def test_what_is_shown_cannot_steer_anything(text: str) -> None:
    """Nothing but lines, tabs and what can be seen; no line is a command to GitHub's runner."""
    shown = visible.lines(text)
    # The rest of the formats stand for something in their script, such as a number of Arabic.
    assert all(
        is_seen(c) or c in "\n\t" or "\u0600" <= c <= "\u08ff" or c > "\U0001107f"
        for c in shown
        if c not in "\u070f"
    )
    assert "##[" not in shown
    assert not any(line.lstrip().startswith("::") for line in re.split(r"[\r\n]", shown))


@given(TEXTS)
def test_text_of_others_stays_on_its_line(text: str) -> None:
    """In one line there are neither line breaks nor tabs."""
    shown = visible.line(text)
    assert len(shown.splitlines()) <= 1
    assert "\t" not in shown
    assert visible.lines(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "naïve 日本語 🇩🇪 👩\u200d💻",
        "می\u200cخواهم",
        "a::b",
        "# [x]",
        "two\nlines\tand a tab",
    ],
)
def test_what_people_write_is_shown_as_it_is(text: str) -> None:
    """Other scripts, emoji with joiners, colons inside of lines."""
    assert visible.lines(text) == text


def test_escapes_are_those_of_python() -> None:
    """So that what was there can be read."""
    assert visible.line("\x1b]0;x\x07\n\u202e\U000e0041") == r"\x1b]0;x\x07\n\u202e\U000e0041"
    assert visible.lines("a\n  ::error::x ##[error]") == "a\n  \\x3a:error::x \\x23#[error]"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('to "http://ann:se@cret@host:1/a@b?c@d"', 'to "http://***@host:1/a@b?c@d"'),
        ("https://token@host, and s3://bucket/a@b", "https://***@host, and s3://bucket/a@b"),
        ("http://host mail@example.org", "http://host mail@example.org"),
    ],
)
def test_users_of_urls_are_hidden(text: str, shown: str) -> None:
    """The rest of the address stays."""
    assert visible.without_users(text) == shown
    with redirect_stderr(StringIO()) as stderr:
        screen.note(text)
    assert stderr.getvalue() == f"{shown}\n"
