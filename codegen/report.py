"""What a run tells the person who started it."""

from __future__ import annotations

import difflib
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from .config import TABLE
from .format import BLACK
from .outline import Outline
from .parts import part_of
from .pipeline import Announce, Result
from .runtime import visible
from .write import Difference

_STARTED = time.monotonic()
_SHOWN_LINES = 200
_SHOWN_FILES = 10


def _console(*, stderr: bool = False) -> Console:
    return Console(stderr=stderr, highlight=False, soft_wrap=True)


@contextmanager
def progress() -> Iterator[Announce]:
    """A progress bar on a terminal; silence elsewhere."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = _console(stderr=True)
    if not console.is_terminal:
        yield lambda what, done, of: None
        return
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda what, done, of: bar.update(task, description=what, completed=done, total=of)


def summary(result: Result) -> None:
    """The table at the end of ``generate``."""
    _console().print(_table(result.services))
    lines: Counter[str] = Counter()
    for path, content in result.tree.items():
        if path.endswith((".py", ".pyi")):
            lines[part_of(path)] += content.count(b"\n")
    by_part = ", ".join(f"{part} {count:,}" for part, count in lines.most_common())
    seconds = time.monotonic() - _STARTED
    _console().print(
        f"{len(result.tree):,} files, {lines.total():,} lines of Python ({by_part}), "
        f"{result.formatted:,} files formatted, {seconds:.1f} seconds",
        markup=False,
    )
    for outline in result.services:
        for text in outline.notes:
            note(text)


def _table(services: Sequence[Outline]) -> Table:
    """A column for each service; a row for each of many, and only what fits 80 columns."""
    lines: list[Sequence[object]] = [["", *(outline.service for outline in services)]]
    for name in services[0].figures:
        lines.append([name, *(outline.figures[name] for outline in services)])
    if len(services) > _MOST_COLUMNS:
        kept = (line for line in lines if not str(line[0]).startswith("patterns, t"))
        lines = [*zip(*kept, strict=True)]
    header, *rows = lines
    table = Table()
    for index, title in enumerate(header):
        short = str(title).replace("patterns, ", "")
        table.add_column(short, justify="right" if index else "left")
    for row in rows:
        table.add_row(*(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row))
    return table


_MOST_COLUMNS = 3
"""Services that stand beside each other."""


def differences(target: Path, found: Iterable[Difference], black: str) -> None:
    """What ``check`` found: each file, and a diff of those that were edited, if they are few.

    :param black: the version of black that laid the package out.
    """
    console, found = _console(), list(found)
    shown = [difference for difference in found if difference.kind == "edited"][:_SHOWN_FILES]
    for difference in found:
        place = visible.line(f"{difference.kind}: {target / difference.path}")
        console.print(place, markup=False)
        if difference in shown:
            console.print(visible.lines(_unified(difference)), markup=False)
    strays = [difference.path for difference in found if difference.kind == "stray"]
    differ = len(found) - len(strays)
    if strays:
        note(
            f"stray: {', '.join(strays[:_SHOWN_FILES])}: not written by emrglue-codegen. Move what "
            f"is yours out of the package, or list it: keep = {json.dumps(strays[:_SHOWN_FILES])} "
            f"in {TABLE}"
        )
    if differ:
        count = "1 file differs" if differ == 1 else f"{differ:,} files differ"
        note(f"{count} from a regeneration; `generate` brings the package up to date")
    if found and black not in ("", BLACK):
        note(
            f"the package was laid out by black {black}, and black {BLACK} is installed here; if "
            "that is all that differs, `generate` with either, and use the same one everywhere"
        )
    if not found:
        console.print(f"{target} is up to date", markup=False)


def _unified(difference: Difference) -> str:
    lines = list(
        difflib.unified_diff(
            difference.actual.decode(errors="replace").splitlines(),
            difference.expected.decode(errors="replace").splitlines(),
            f"{difference.path} (here)",
            f"{difference.path} (regenerated)",
            lineterm="",
        )
    )
    more = [f"… {len(lines) - _SHOWN_LINES:,} more lines"] if len(lines) > _SHOWN_LINES else []
    return "\n".join([*lines[:_SHOWN_LINES], *more])


def note(text: str) -> None:
    """A line for the person, on standard error."""
    print(visible.line(text), file=sys.stderr)
