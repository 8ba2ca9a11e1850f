r"""The AWS CLI's shorthand syntax, read into plain values; a shape gives them their types later.

The grammar, with blanks allowed around ``=``, ``,`` and brackets::

    text   = pair ("," pair)*              a name once; inside braces the last of a name counts
    pair   = name "@"? "=" (list | map | words)
    name   = (ASCII letter | digit | one of _ - . # / :)*
    words  = word ("," word)*              two or more are a list
    list   = "[" (item ("," item)*)? "]"   a comma before "]" or "}" is ignored
    map    = "{" (name "@"? "=" item ("," name "@"? "=" item)*)? "}"
    item   = list | map | word
    word   = "..." or '...'                a backslash escapes the mark and itself, nothing else;
                                           a mark after a backslash closes if no later one does
           | text that does not start with = , [ { and holds no quotation mark, no comma but "\,",
             and, past its first character, no "]" or "}"; a second or later word holds no "="
             (there it makes a new pair) but may hold brackets; blanks at the end are dropped

``name@=file://...`` takes the value from a file: each string of the value but those inside a map,
whose entries say ``@=`` themselves. One empty word before a pair is skipped (``a=b,,c=d``), as both
versions of the AWS CLI do, whose documentation does not say it.

What the AWS CLI refuses or loses without need is accepted: blanks at the start and after a last
bracket, any character in bare text. Errors here alone: ``a=b,c\,d=e``, which is not a ``{"a": "b",
"d": "e"}``, and brackets deeper than :data:`MAX_DEPTH`.

Source: AWS CLI user guide, "Using shorthand syntax in the AWS CLI".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

Value: TypeAlias = "str | bytes | list[Value] | dict[str, Value]"
"""A value in shorthand: text, the bytes of a file, a list, a map."""

Load: TypeAlias = Callable[[str], "str | bytes"]
"""Gives the content of a ``file://`` or ``fileb://`` location."""

MAX_DEPTH: Final = 100
"""The deepest nesting of brackets: more than any shape has, and less than Python's stack holds."""

_BLANKS: Final = re.compile(r"[ \t\n\r\v\f]*")
_NAME: Final = re.compile(r"[A-Za-z0-9_\-.#/:]*")
_FIRST: Final = r"""(?:\\,|[^ \t\n\r\v\f=,"'\[{])"""
_BARE: Final = re.compile(_FIRST + r"""(?:\\,|[^,"'\]}])*""")
_FURTHER: Final = re.compile(_FIRST + r"""(?:\\,|[^,"'=])*""")
# A mark after a backslash closes only if no other does: regular expressions take the longest text
# first. The alternatives share no first character, so no text makes them slow.
_QUOTED: Final = {
    mark: re.compile(rf"{mark}(?:[^{mark}\\]|\\{mark}?)*{mark}") for mark in ("'", '"')
}
_LEFT, _RIGHT = 48, 24  # characters shown around an error


class ShorthandError(ValueError):
    """Shorthand text that cannot be read; its message shows the text around the place."""

    def __init__(self, reason: str, text: str, position: int) -> None:
        """
        :param reason: what is wrong, and what was expected; it quotes no value.
        :param position: where in the text, in characters from 0; ``len(text)`` for its end.
        """
        super().__init__(reason, text, position)
        self.reason, self.text, self.position = reason, text, position

    def __str__(self) -> str:
        """With what fits a line of a terminal of the text, and a mark under the place."""
        before = self.text[: self.position].split("\n")[-1]
        after = self.text[self.position :].split("\n")[0]
        left = before if len(before) <= _LEFT else f"…{before[-_LEFT:]}"
        right = after if len(after) <= _RIGHT else f"{after[:_RIGHT]}…"
        line = "".join(char if char.isprintable() else "·" for char in left + right)
        column = sum(map(_columns, line[: len(left)]))
        return f"{self.reason} (character {self.position + 1})\n{line}\n{' ' * column}^"


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def parse(text: str, *, load: Load = str) -> dict[str, Value]:
    """Read shorthand text: ``parse("a=1,b=x,y,c={d=[e]}")`` is a map of strings, lists and maps.

    :param load: gives the content behind ``name@=file://…``; what it raises ends the reading.
    :raises ShorthandError: with the place marked, if the text cannot be read.
    """
    return _Reader(text, load).pairs()


class _Reader:
    """One pass over a text. Each method reads, from :attr:`at` on, what it is named after.

    :attr:`files` says whether the strings of the value that is being read may name files.
    """

    def __init__(self, text: str, load: Load) -> None:
        self.text, self.load = text, load
        self.at = self.depth = 0
        self.files = False

    def pairs(self) -> dict[str, Value]:
        result: dict[str, Value] = {}
        self.skip(_BLANKS)
        while True:
            start, name = self.at, self.name()
            if name in result:
                raise self.error(f"the name {name!r} is given a second time", start)
            result[name] = self.value() if self.next in ("[", "{") else self.words()
            if not self.next:
                return result
            self.comma()

    def words(self) -> Value:
        words: list[Value] = [self.word(_BARE)]
        while self.next == ",":
            comma = self.at
            self.comma()
            if not self.next:
                raise self.error("expected a value or a name after ','")
            if self.next == ",":
                break  # the empty word that is skipped: the pair starts after this second comma
            word = self.word(_FURTHER)
            if self.next not in ("", ","):
                self.at = comma  # it was the name of the next pair
                break
            words.append(word)
        return words if len(words) > 1 else words[0]

    def value(self) -> Value:
        if self.next == "[":
            return [self.value() for _ in self.inside("]")]
        if self.next != "{":
            return self.word(_BARE)
        files = self.files
        found = {self.name(): self.value() for _ in self.inside("}")}
        self.files = files  # an entry speaks for itself only
        return found

    def inside(self, closing: str) -> Iterator[None]:
        """Read brackets: each iteration is to read one entry; the commas are read here."""
        opened, opening = self.at, self.next
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error(f"{opening!r} is nested more than {MAX_DEPTH} deep")
        self.step()
        while self.next != closing:
            yield
            if not self.next:
                hint = f'(an empty value before {closing!r} is written "")'
                raise self.error(f"{opening!r} is never closed {hint}", opened)
            if self.next != closing:
                self.comma()
        self.depth -= 1
        self.step()

    def name(self) -> str:
        """A name with its ``=`` or ``@=``."""
        name = self.skip(_NAME)
        self.skip(_BLANKS)
        self.files = self.next == "@"
        if self.files:
            self.step()
        if self.next != "=":
            after = f"'=' after the name {name!r}" if name else "a name and '='"
            raise self.error(f"expected {after}, found {self.found}")
        self.step()
        return name

    def word(self, bare: re.Pattern[str]) -> str | bytes:
        if (mark := self.next) in _QUOTED:
            if not (quoted := self.skip(_QUOTED[mark])):
                raise self.error(f"the quotation mark {mark} is never closed")
            text = re.sub(rf"\\([{mark}\\])", r"\1", quoted[1:-1])
        else:
            text = self.skip(bare).rstrip().replace("\\,", ",")
        self.skip(_BLANKS)
        return self.load(text) if self.files and text.startswith(("file://", "fileb://")) else text

    def comma(self) -> None:
        if self.next != ",":
            hint = "put quotation marks around a value that holds it"
            raise self.error(f"expected ',' or the end of the value, found {self.found}; {hint}")
        self.step()

    def step(self) -> None:
        self.at += 1
        self.skip(_BLANKS)

    def skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return match.group() if match else ""

    @property
    def next(self) -> str:
        """The character to read next; empty at the end."""
        return self.text[self.at : self.at + 1]

    @property
    def found(self) -> str:
        return repr(self.next) if self.next else "the end"

    def error(self, reason: str, position: int | None = None) -> ShorthandError:
        return ShorthandError(reason, self.text, self.at if position is None else position)
