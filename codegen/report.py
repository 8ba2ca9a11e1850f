"""What a run tells the person who started it."""

from __future__ import annotations

import difflib
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from . import ir, patterns
from .pipeline import Announce, Result, Unit
from .problems import Problem
from .write import Difference

_STARTED = time.monotonic()
_SHOWN_LINES = 200


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
    table = Table()
    table.add_column("")
    for unit in result.units:
        table.add_column(unit.service.name, justify="right")
    for row, *numbers in zip(_ROWS, *map(_numbers, result.units), strict=True):
        table.add_row(row, *(f"{number:,}" for number in numbers))
    _console().print(table)
    lines = sum(
        content.count(b"\n") for path, content in result.tree.items() if path.endswith(".py")
    )
    seconds = time.monotonic() - _STARTED
    _console().print(
        f"{len(result.tree):,} files, {lines:,} lines of Python, "
        f"{result.formatted:,} files formatted, {seconds:.1f} seconds",
        markup=False,
    )
    for unit in result.units:
        for shape, translation in unsupported(unit):
            note(f"{unit.service.name}: {shape}: pattern is not checked: {translation.reason}")


_ROWS = (
    "operations",
    "structures",
    "enums",
    "errors",
    "constraints",
    "patterns, exact",
    "patterns, translated",
    "patterns, unsupported",
)


def _numbers(unit: Unit) -> Iterator[int]:
    yield len(unit.service.operations)
    yield sum(1 for _ in unit.service.structures())
    yield len(unit.package.enums)
    yield len(unit.package.errors)
    yield sum(map(constraint_count, unit.service.shapes.values()))
    verdicts = Counter(translation.verdict for translation in unit.translations.values())
    yield from (verdicts[verdict] for verdict in ("exact", "translated", "unsupported"))


def constraint_count(shape: ir.Shape) -> int:
    """How many constraints a shape states: bounds, pattern, enum, required, union, rules."""
    bounds = sum(
        getattr(shape, bound, None) is not None for bound in ("minimum", "maximum", "pattern")
    )
    if isinstance(shape, ir.Structure):
        required = sum(member.required for member in shape.members)
        return required + shape.union + len(shape.rules)
    return bounds + bool(getattr(shape, "enum", ()))


def differences(target: Path, found: Iterable[Difference]) -> None:
    """What ``check`` found: each file, and a diff of each that was edited."""
    console, found = _console(), list(found)
    for difference in found:
        console.print(f"{difference.kind}: {target / difference.path}", markup=False)
        if difference.kind == "edited":
            console.print(_unified(difference), markup=False)
    if found:
        count = "1 file differs" if len(found) == 1 else f"{len(found):,} files differ"
        note(f"{count} from a regeneration; `generate` brings the package up to date")
    else:
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


def problems(found: Iterable[Problem]) -> None:
    """Everything that is wrong, a line each, on standard error."""
    for problem in found:
        print(f"error: {problem}", file=sys.stderr)


def note(text: str) -> None:
    """A line for the person, on standard error."""
    print(text, file=sys.stderr)


def unsupported(unit: Unit) -> list[tuple[str, patterns.Translation]]:
    """The patterns of a service that are not checked, with the reason."""
    return [
        (shape, translation)
        for shape, translation in sorted(unit.translations.items())
        if translation.verdict == "unsupported"
    ]
