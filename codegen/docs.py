"""``--docs full``: the documentation text of the botocore installed here, as reStructuredText.

The models of this project carry no prose. Whoever wants it in docstrings has it on their own
machine, in HTML; botocore's own converter, the one its reference manual is made with, turns that
into reStructuredText. What is added here: text that happens to look like markup is escaped, and
lines are wrapped. The result is still plain text of unknown content: it reaches a file only through
:func:`.source.docstring`.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import botocore
from botocore.docs.bcdoc.restdoc import ReSTDocument
from botocore.docs.bcdoc.style import ReSTStyle

from . import ir
from .load import Raw, load

INSTALLED = Path(botocore.__file__).parent / "data"
"""The models of the installed botocore, with their documentation."""

WIDTH = 88
"""Columns of a docstring's text: a hundred, less the deepest indentation and some air."""


def documented(service: ir.Service, data: Path = INSTALLED) -> ir.Service:
    """The service with the documentation of its operations, shapes and members filled in.

    What the installed botocore does not know stays without documentation.

    :raises CodegenError: the installed botocore lacks the service.
    """
    model = load(data, service.name).model
    return attrs.evolve(service, documentation=dict(_texts(service, model)))


def _texts(service: ir.Service, model: Raw) -> Iterator[tuple[tuple[str, str], str]]:
    """The text about each operation, each shape, and each member of a structure."""
    for operation in service.operations:
        yield ("", operation.name), _text(model["operations"].get(operation.name))
    for name, shape in service.shapes.items():
        found: Raw = model["shapes"].get(getattr(shape, "model_shape", name) or name, {})
        yield (name, ""), _text(found)
        if isinstance(shape, ir.Structure):
            members: Mapping[str, Any] = found.get("members", {})
            yield from (((name, m.name), _text(members.get(m.name))) for m in shape.members)


def _text(raw: Any) -> str:
    html = raw.get("documentation") if isinstance(raw, dict) else None
    return restructured(html) if isinstance(html, str) else ""


@cache
def restructured(html: str) -> str:
    """HTML to reStructuredText: paragraphs, lists, notes, literals, links; wrapped."""
    document = _Document()
    document.include_doc_string(html)
    return wrapped(document.getvalue().decode())


def wrapped(text: str, width: int = WIDTH) -> str:
    """The same with every block filled, and one empty line between blocks."""
    blocks = re.split(r"\n\s*\n", _tidy(text))
    return "\n\n".join(filter(None, (_filled(block, width) for block in blocks)))


_TYPOGRAPHY = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "•": "-"}
)
"""A docstring writes what is not ASCII as escapes, which nobody wants to read."""


def _tidy(text: str) -> str:
    """Without control characters and typographic quotes, and each list item a block of its own."""
    plain = text.translate(_TYPOGRAPHY).expandtabs()
    printable = "".join(c if c.isprintable() or c == "\n" else " " for c in plain)
    return re.sub(r"\n(?= *\* )", "\n\n", printable)


def _filled(block: str, width: int) -> str:
    """One paragraph or list item, its indentation kept, and hanging under the bullet."""
    indent = re.match(r" *", block.lstrip("\n"))
    start = indent.group() if indent else ""
    hanging = start + ("  " if block.strip().startswith("* ") else "")
    return textwrap.fill(
        " ".join(block.split()),
        width,
        initial_indent=start,
        subsequent_indent=hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )


_OPENING = r"(^|[\s(\[{<\"'/-])$"
"""What reStructuredText wants to see before inline markup; else an escaped space goes between."""
_CLOSING = r"$|[\s)\]}>\"'/:.,;!?-]"
"""What it wants to see after it."""


# Without types of its own; what is overridden here is as old as botocore.
_AnyStyle: Any = ReSTStyle
_AnyDocument: Any = ReSTDocument


class _Style(_AnyStyle):  # type: ignore[misc]
    """botocore's style, with definition lists as reStructuredText has them."""

    doc: _Document

    def _start_inline(self, markup: str) -> None:
        self.doc.separate()
        super()._start_inline(markup)
        self.doc.begun = True

    def _end_inline(self, markup: str) -> None:
        self.doc.push_write((self.doc.pop_write() or "").rstrip())
        super()._end_inline(markup)
        self.doc.begun = False

    def add_trailing_space_to_previous_write(self) -> None:
        if not re.search(_OPENING, self.doc.last()):
            super().add_trailing_space_to_previous_write()

    def start_code(self, attributes: object = None) -> None:
        super().start_code(attributes)
        self.doc.literal = True

    def end_code(self) -> None:
        self.doc.literal = False
        super().end_code()

    def start_dt(self, attributes: object = None) -> None:
        self.new_paragraph()
        self.doc.write("* ")
        self.start_bold()

    def end_dt(self) -> None:
        self.end_bold()
        self.doc.write(": ")
        self.do_p = False

    def start_dd(self, attributes: object = None) -> None:
        self.do_p = False

    def end_dd(self) -> None:
        self.do_p = True
        self.new_paragraph()


class _Document(_AnyDocument):  # type: ignore[misc]
    """botocore's document, with text kept apart from markup."""

    def __init__(self) -> None:
        super().__init__()
        self.style = _Style(self)
        self.literal = False
        """Inside ``<code>``, where nothing is markup."""
        self.begun = False
        """Directly after the start of inline markup, where no space may stand."""

    def handle_data(self, data: str) -> None:
        if self.literal:
            text = data.strip().replace("`", "'")
        elif self.begun:
            text = _escaped(data.lstrip())
        elif self.last().endswith(("``", "*", "**", "`__")) and not re.match(_CLOSING, data):
            text = f"\\ {_escaped(data)}"
        else:
            text = _escaped(data)
        self.begun = False
        self.write(text)

    def separate(self) -> None:
        """Keep inline markup apart from text directly before it."""
        if not re.search(_OPENING, self.last()):
            self.write("\\ ")

    def last(self) -> str:
        """What was written last."""
        return str(self.peek_write()) if self._writes else ""


def _escaped(text: str) -> str:
    """Text whose characters mean themselves in reStructuredText."""
    return re.sub(r"[\\*`|]|(?<=\w)_(?!\w)", r"\\\g<0>", text)
