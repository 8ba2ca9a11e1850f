"""Values: filtered by JMESPath, rebuilt by shape, written as JSON, YAML, text or a table."""

from __future__ import annotations

import base64
import json
import math
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from .. import visible
from ..shapes import Document, List, Map, Shape, StructureShape
from . import screen
from .exits import Failure

if TYPE_CHECKING:
    from rich.console import RenderableType

COMPLEX: Final = (StructureShape, List, Map, Document)
"""The kinds of shapes that take JSON and shorthand."""


def compiled(expression: str | None) -> Callable[[Any], Any]:
    """A JMESPath expression; none leaves everything as it is."""
    if expression is None:
        return lambda value: value
    import jmespath
    from jmespath.exceptions import JMESPathError

    def failing(step: Callable[[Any], Any], argument: Any) -> Any:
        try:
            return step(argument)
        except JMESPathError as error:
            raise Failure(f"--query: {error}") from None

    query = failing(jmespath.compile, expression)
    return lambda value: failing(query.search, value)


class Printer:
    """Writes results in the format that was asked for.

    :param title: names the table.
    """

    def __init__(
        self, style: str, query: str | None, color: str, title: str = "", pager: bool = False
    ) -> None:
        self.style, self.color, self.title, self.pager = style, color, title, pager
        self.search = compiled(query)

    @property
    def by_page(self) -> bool:
        """Whether pages are written one by one, each filtered for itself, as in the AWS CLI."""
        return self.style in ("text", "yaml-stream")

    def whole(self, value: Any) -> None:
        """Write a whole result."""
        found = self.search(plain(value))
        text = self.formatted([found] if self.style == "yaml-stream" else found)
        if self.style == "text" and sys.stdout.isatty():
            text = visible.lines(text)  # into a pipe goes the exact value, which scripts need
        (screen.show if self.pager else screen.emit)(text)

    def formatted(self, value: Any) -> str:
        """A plain value in the format."""
        if self.style == "off" or (value == {} and self.style != "table"):
            return ""  # an operation without a response prints nothing, as in the AWS CLI
        if self.style in ("yaml", "yaml-stream"):
            return as_yaml(value)
        if self.style == "text":
            return "".join(text_lines(value))
        if self.style != "table":
            return as_json(value)
        console = screen.console(self.color)
        with console.capture() as captured:
            console.print(table(value, self.title))
        return captured.get()


def table(value: Any, title: str) -> RenderableType:
    """A structure as two columns, a list of structures with a row for each; nested structures and
    lists follow as tables of their own, under their names."""
    from rich.console import Group

    if isinstance(value, dict):
        nested = {key: item for key, item in value.items() if not _is_scalar(item)}
        scalars = [[key, item] for key, item in value.items() if key not in nested]
        parts = [_grid(title, scalars)] if scalars else []
        return Group(*parts, *(table(nested[key], f"{title} {key}".strip()) for key in nested))
    if not isinstance(value, list):
        return _cell(value)
    rows = [item for item in value if isinstance(item, dict)]
    if not rows:
        return _grid(title, [[item] for item in value])
    names = list(dict.fromkeys(key for row in rows for key in row))
    return _grid(title, [[row.get(name, "") for name in names] for row in rows], names)


def _grid(title: str, rows: list[list[Any]], names: list[str] | None = None) -> RenderableType:
    """A titled table. In one of two columns without headings, the first column has names."""
    from rich import box
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=box.ASCII, show_header=names is not None)
    for column in names or [""] * max(map(len, rows), default=1):
        grid.add_column(Text(visible.line(column)), overflow="fold")
    for first, *others in rows:
        style = "bold" if len(others) == 1 and names is None else ""
        grid.add_row(Text(_cell(first), style), *(Text(_cell(item)) for item in others))
    return Group(Text(visible.line(title), style="bold cyan"), grid)


def _cell(item: Any) -> str:
    """A nested value in one cell: entries of a list and members of a structure on lines."""
    if isinstance(item, list):
        return "\n".join(map(_cell, item))
    if isinstance(item, dict):
        return "\n".join(f"{visible.line(key)}: {_cell(inner)}" for key, inner in item.items())
    return visible.lines(str(item))


def plain(value: Any) -> Any:
    """A response in JSON's types: moments in ISO 8601, blobs in base64."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode()
    return value


def rebuilt(shape: Shape, value: Any, change: Callable[[Shape, Any], Any]) -> Any:
    """A list or dictionary with what is inside of it changed, as far as the shape knows it; any
    other value as it is."""

    def changed(step: str | int, item: Any) -> Any:
        inner = shape.at(step)
        return item if inner is None else change(inner, item)

    if isinstance(value, list):
        return [changed(index, item) for index, item in enumerate(value)]
    return {k: changed(k, item) for k, item in value.items()} if isinstance(value, dict) else value


def as_json(value: Any) -> str:
    """JSON as the AWS CLI lays it out, with what cannot be seen in JSON's own escapes."""
    text = json.dumps(value, indent=4, ensure_ascii=False)
    return re.sub(f"[{visible.INVISIBLE}]", lambda found: json.dumps(found[0])[1:-1], text) + "\n"


def as_yaml(value: Any) -> str:
    """Block style, members in their order, each string on a line, invisible characters escaped."""
    import yaml  # only YAML needs it

    class Dumper(yaml.SafeDumper):
        def represent_str(self, data: str) -> Any:
            odd = re.search(rf"[{visible.INVISIBLE}\n\t]|^\s*::", data)
            return self.represent_scalar("tag:yaml.org,2002:str", data, '"' if odd else None)

    Dumper.add_representer(str, Dumper.represent_str)
    text = yaml.dump(
        value, None, Dumper, default_flow_style=False, sort_keys=False, allow_unicode=True,
        width=math.inf,
    )  # fmt: skip
    shown = re.sub(f"[{visible.INVISIBLE}]", visible.escape, text)
    return shown.removesuffix("...\n")


def text_lines(value: Any, name: str = "", columns: list[str] | None = None) -> Iterable[str]:
    """The AWS CLI's text format: a line per structure, its scalars sorted by name and separated by
    tabs; what is nested follows on lines that begin with the name of the member.

    :param columns: the scalars that all structures of a list are shown with.
    """
    label = [name.upper()] if name else []
    if isinstance(value, dict):
        columns = _scalars_of([value]) if columns is None else columns
        if columns:
            yield "\t".join([*label, *(str(value.get(key, "")) for key in columns)]) + "\n"
        for key in sorted(value.keys() - set(columns)):
            yield from text_lines(value[key], key)
    elif not isinstance(value, list):
        yield f"{value}\n"
    elif structures := [item for item in value if isinstance(item, dict)]:
        columns = _scalars_of(structures)
        for item in value:
            yield from text_lines(item, name, columns)
    else:
        scalars = [str(item) for item in value if _is_scalar(item)]
        rows = [[*label, text] for text in scalars] if name else [scalars] if scalars else []
        yield from ("\t".join(row) + "\n" for row in rows)
        for item in value:
            if not _is_scalar(item):
                yield from text_lines(item, name)


def _scalars_of(structures: Iterable[Mapping[str, Any]]) -> list[str]:
    return sorted({key for item in structures for key, v in item.items() if _is_scalar(v)})


def _is_scalar(value: Any) -> bool:
    return not isinstance(value, (dict, list))
