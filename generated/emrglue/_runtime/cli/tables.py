# Copied by emrglue-codegen 0.1.0.
# Do not edit: `emrglue-codegen generate` writes it anew, `emrglue-codegen check` compares it.
"""``--output table``: a response as nested tables."""

from __future__ import annotations

from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text


def table(value: Any, title: str) -> RenderableType:
    """Scalars of a structure in two columns, lists of structures in a row each; what is nested
    follows below as a table of its own under its name."""
    if isinstance(value, list):
        return _of_list(value, title)
    if isinstance(value, dict):
        return _of_structure(value, title)
    return Text(str(value))


def _of_structure(value: dict[str, Any], title: str) -> RenderableType:
    scalars = {key: item for key, item in value.items() if not isinstance(item, (dict, list))}
    parts: list[RenderableType] = []
    if scalars:
        grid = _grid(("", ""), header=False)
        for key, item in scalars.items():
            grid.add_row(Text(key, style="bold"), Text(str(item)))
        parts.append(_titled(title, grid))
    parts.extend(
        table(item, f"{title} {key}".strip()) for key, item in value.items() if key not in scalars
    )
    return Group(*parts)


def _of_list(value: list[Any], title: str) -> RenderableType:
    if not any(isinstance(item, dict) for item in value):
        grid = _grid(("",), header=False)
        for item in value:
            grid.add_row(Text(_cell(item)))
        return _titled(title, grid)
    rows = [item for item in value if isinstance(item, dict)]
    names = list(dict.fromkeys(key for row in rows for key in row))
    grid = _grid(tuple(names), header=True)
    for row in rows:
        grid.add_row(*(Text(_cell(row.get(name, ""))) for name in names))
    return _titled(title, grid)


def _titled(title: str, grid: Table) -> RenderableType:
    return Group(Text(title, style="bold cyan"), grid)


def _grid(columns: tuple[str, ...], header: bool) -> Table:
    grid = Table(box=box.ASCII, show_header=header)
    for column in columns:
        grid.add_column(Text(column), overflow="fold")
    return grid


def _cell(item: Any) -> str:
    """A nested value in one cell: entries of a list and members of a structure on lines."""
    if isinstance(item, list):
        return "\n".join(map(_cell, item))
    if isinstance(item, dict):
        return "\n".join(f"{key}: {_cell(inner)}" for key, inner in item.items())
    return str(item)
