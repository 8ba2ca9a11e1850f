"""Text that a model, a file or a service chose, made safe to show to people.

Escape sequences would steer a terminal, bidirectional marks would reorder what is read, and lines
that begin with ``::`` (or hold ``##[``) are commands to GitHub's runner.
Source of the latter two: ``ActionCommand.cs`` in https://github.com/actions/runner.
"""

from __future__ import annotations

import re
from typing import Final

INVISIBLE: Final = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    r"\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff"
)
"""As a set of ``re``: C0 and C1 without tab and newline, bidirectional and other invisible marks,
line separators, surrogates, tags. Joiners stay: emoji and some scripts are written with them."""

_COMMAND: Final = r"[ \t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]*:(?=:)|#(?=#\[)"
_LINES: Final = re.compile(rf"[{INVISIBLE}]|(?m:^){_COMMAND}")
_LINE: Final = re.compile(rf"[{INVISIBLE}\n\t]|^{_COMMAND}")
_USER: Final = re.compile(r"(?<=://)[^/?#\s\"'<>]+@")


def lines(text: str) -> str:
    """Text as a person may see it, with its line breaks and tabs: all else that is not printable is
    written as Python's escapes, such as ``\\x1b``."""
    return _LINES.sub(escape, text)


def line(text: str) -> str:
    """The same on one line: line breaks and tabs are escaped too. For names, and for text of others
    inside a message."""
    return _LINE.sub(escape, text)


def without_users(text: str) -> str:
    """Text whose URLs do not show who logs in, and with which password."""
    return _USER.sub("***@", text)


def escape(found: re.Match[str]) -> str:
    """The text of a match, with an escape of Python for the last of its characters."""
    before, char = found[0][:-1], found[0][-1]
    code = f"\\x{ord(char):02x}" if char in ":#" else char.encode("unicode_escape").decode()
    return before + code
