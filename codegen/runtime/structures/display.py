"""How structures are shown: their classes by ``help``, their instances by notebooks and rich.

Of an instance, what is set is shown, what is sensitive hidden, and long lists are cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from .structure import OfClass, Plain, Structure, nested_safely

SHOWN = 10
"""How many entries of a list or map are shown."""


def description(text: str) -> Any:
    """The docstring of a generated class: its own, and its members, the required ones first.

    If botocore is installed, the first sentence of AWS's documentation is looked up.

    :param text: what the generated module says.
    """

    def looked_up(owner: Any) -> str:
        from ..docs import of_class  # needs json, which takes longer to import than this module

        return of_class(owner, text)

    return OfClass(looked_up)


def cut(value: Any) -> Any:
    """A list or map with its first entries, and how many there are in all."""
    if not isinstance(value, (list, dict)) or len(value) <= SHOWN:
        return value
    rest = Plain(f"… {len(value):,} in all")
    if isinstance(value, dict):
        return {**dict(islice(value.items(), SHOWN)), Plain("…"): rest}
    return [*value[:SHOWN], rest]


def rich(structure: Structure) -> Iterator[tuple[str, Any]]:
    """What rich shows: the fields that are set, long lists cut."""
    return ((name, cut(value)) for name, value in structure._shown())


@nested_safely
def pretty(structure: Structure, printer: Any, cycle: bool) -> None:
    """What IPython shows, by its printer: a field on a line if it is long."""
    title = type(structure).__name__
    with printer.group(4, f"{title}(", ")"):
        for place, (name, value) in enumerate(structure._shown()):
            printer.text("," if place else "")
            printer.breakable(" " if place else "")
            printer.text(f"{name}=")
            printer.pretty(cut(value))


@nested_safely
def page(structure: Structure) -> str:
    """What notebooks show: a table of HTML, in which lists are lists and all else is tables."""
    return f"<b>{type(structure).__name__}</b>{_table(structure._shown())}"


def _table(rows: Iterable[tuple[Any, Any]]) -> str:
    from html import escape

    lines = (f"<tr><th>{escape(str(name))}</th><td>{_cell(each)}</td></tr>" for name, each in rows)
    return f"<table>{''.join(lines)}</table>"


def _cell(value: Any) -> str:
    from html import escape

    value = cut(value)
    if isinstance(value, dict):
        return _table(value.items())
    if isinstance(value, list):
        return f"<ol start=0>{''.join(f'<li>{_cell(each)}</li>' for each in value)}</ol>"
    if hasattr(value, "_repr_html_"):
        return str(value._repr_html_())
    return f"<code>{escape(repr(value))}</code>"


Structure._description = staticmethod(description)
shows: Any = Structure  # type checkers need not know what only notebooks and rich call
shows.__rich_repr__, shows._repr_pretty_, shows._repr_html_ = rich, pretty, page
