"""Text that may be written into a Python file.

Everything that a template shows is a :class:`Source`; a plain ``str`` is refused by the renderer.
Text from a model becomes one by one of these, each of which guarantees that it stays data:

* :class:`Identifier`: a valid Python name,
* :func:`literal`: ``ascii()`` of a value,
* :func:`docstring` and :func:`inline`: text, escaped.

What this generator says itself is written there as ``Source("...")`` and put together by
:func:`code`, a format filled with other sources, and :func:`joined`, if there are many.
``tests/unit/test_source.py`` holds that what they are given stands in the code of the generator,
and was not made of anything.
"""

from __future__ import annotations

import keyword
import re
import textwrap
from collections.abc import Iterable
from functools import lru_cache
from typing import ClassVar


class Source(str):
    """A piece of Python source that is safe to write: the argument is a literal of this generator.

    Anything else has to come through the functions of this module.
    """

    __slots__ = ()


class Identifier(Source):
    """A valid Python identifier, not a keyword."""

    __slots__ = ()
    _keywords: ClassVar[frozenset[str]] = frozenset(keyword.kwlist)

    def __new__(cls, name: str) -> Identifier:
        if not (name.isascii() and name.isidentifier()) or name in cls._keywords:
            raise ValueError(f"{name!a} is not a usable Python name")
        return super().__new__(cls, name)


def literal(value: object) -> Source:
    """The literal of a string, number, boolean or ``None``.

    ``ascii`` and not ``repr``: bidirectional controls and look-alikes stay visible as escapes.
    """
    return Source(ascii(value))


def code(template: str, *parts: Source) -> Source:
    """Fill a format written here (never text of a model) with sources."""
    for part in parts:
        if not isinstance(part, Source):
            raise TypeError(f"{part!a} is a plain {type(part).__name__}, not source")
    return Source(template.format(*parts))


def joined(separator: str, parts: Iterable[Source]) -> Source:
    """Sources with a separator between them."""
    parts = list(parts)
    return code(separator.join("{}" for _ in parts), *parts)


@lru_cache(maxsize=1024)
def docstring(
    *paragraphs: str, fields: tuple[str, ...] = (), prose: str = "", indent: int = 4
) -> Source:
    """A docstring whose paragraphs may hold any text, wrapped and laid out as black leaves it.

    :param fields: what stands in lines of its own at the end, such as ``:raises: …``.
    :param prose: text that is laid out already, to stand after the first paragraph.
    """
    first, *rest = (_wrapped(paragraph, 94 - indent) for paragraph in paragraphs)
    last = "\n".join(_wrapped(field, 94 - indent) for field in fields)
    blocks = [first, *filter(None, [prose]), *rest, *filter(None, [last])]
    escaped = [_escaped(line) for line in "\n\n".join(blocks).split("\n")]
    if len(escaped) == 1 and len(escaped[0]) + indent + 6 <= 100:
        return Source(f'"""{escaped[0]}"""')
    pad = " " * indent
    body = "\n".join(f"{pad}{line}" if line else "" for line in escaped[1:])
    return Source(f'"""{escaped[0]}\n{body}\n{pad}"""' if body else f'"""{escaped[0]}"""')


def inline(text: str) -> Source:
    """Text inside a docstring that a template writes, in one line."""
    return Source(_escaped(text.replace("\n", " ")))


_DANGEROUS_QUOTES = re.compile(r'"(?="|$)|(?<=")"')
"""Quotes that touch each other or the end of the line, where the closing quotes may stand."""


_CODE_SPAN = re.compile(r"``.*?``", re.DOTALL)


def _wrapped(paragraph: str, width: int) -> str:
    """Lines of at most ``width`` characters; what stands in double back quotes is not broken."""
    if len(paragraph) <= width and paragraph.isprintable():
        return paragraph.rstrip(" ")
    solid = _CODE_SPAN.sub(lambda span: span[0].replace(" ", "\0"), paragraph)
    hanging = "    " if paragraph.startswith(":") else ""
    lines = textwrap.wrap(
        solid, width, break_long_words=False, break_on_hyphens=False, subsequent_indent=hanging
    )
    return "\n".join(lines).replace("\0", " ")


_SPECIAL = re.compile(r"[^ -\[\]-~]")
"""Whatever is not printable ASCII, and the backslash."""


def _escaped(line: str) -> str:
    """``ascii`` without its quotes, and with double quotes made harmless."""
    text = _SPECIAL.sub(lambda found: _escaped_character(found[0]), line.rstrip())
    return _DANGEROUS_QUOTES.sub(r'\\"', text)


def _escaped_character(character: str) -> str:
    escaped = ascii(character)[1:-1]
    # Python refuses half a character in ``__doc__``
    return "\\" + escaped if "\ud800" <= character <= "\udfff" else escaped
