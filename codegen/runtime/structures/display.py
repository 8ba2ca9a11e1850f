"""How notebooks and rich show a structure: what is set, what is sensitive hidden, long lists cut."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from ..shapes.inspection import REDACTED

if TYPE_CHECKING:
    from .structure import Structure

SHOWN = 10
"""How many entries of a list or map are shown."""


class Plain:
    """Text that is shown without quotes."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


def fields(structure: Structure) -> Iterator[tuple[str, Any]]:
    """The fields that are set, and the names of members that the model does not know.

    Values that are sensitive are hidden.
    """
    for name, field in structure._fields.items():
        value = getattr(structure, name)
        if value is not None:
            yield name, Plain(REDACTED) if field.is_sensitive else value
    if unknown := structure.unknown_members:
        yield "unknown_members", sorted(map(str, unknown))


def cut(value: Any) -> Any:
    """A list or map with its first entries, and how many there are in all."""
    if not isinstance(value, (list, dict)) or len(value) <= SHOWN:
        return value
    rest = Plain(f"… {len(value):,} in all")
    if isinstance(value, dict):
        return {**dict(islice(value.items(), SHOWN)), Plain("…"): rest}
    return [*value[:SHOWN], rest]


def pretty(structure: Structure, printer: Any) -> None:
    """Prints it with IPython's printer, a field on a line if it is long."""
    title = type(structure).__name__
    with printer.group(4, f"{title}(", ")"):
        for place, (name, value) in enumerate(fields(structure)):
            printer.text("," if place else "")
            printer.breakable(" " if place else "")
            printer.text(f"{name}=")
            printer.pretty(cut(value))


def page(value: Any) -> str:
    """A piece of HTML: structures and maps as tables, lists as lists."""
    from html import escape

    from .structure import Structure

    value = cut(value)
    if isinstance(value, list):
        return f"<ol start=0>{''.join(f'<li>{page(each)}</li>' for each in value)}</ol>"
    if isinstance(value, Structure):
        title, pairs = f"<b>{type(value).__name__}</b>", [*fields(value)]
    elif isinstance(value, dict):
        title, pairs = "", [(str(key), each) for key, each in value.items()]
    else:
        return f"<code>{escape(repr(value))}</code>"
    rows = (f"<tr><th>{escape(name)}</th><td>{page(each)}</td></tr>" for name, each in pairs)
    return f"{title}<table>{''.join(rows)}</table>"
