"""The rows as a table, and as JSON."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import attrs
from rich.table import Table

from .measure import Row

PEERS = ("attrs", "boto3", "botocore", "msgspec", "mypy-boto3-builder", "pydantic")


def table(rows: Iterable[Row]) -> Table:
    """For a terminal."""
    shown = Table(title="emrglue beside its peers")
    for heading in ("what", "peer"):
        shown.add_column(heading)
    for heading in ("ours", "theirs", "ratio", "goal", ""):
        shown.add_column(heading, justify="right")
    for row in rows:
        shown.add_row(*cells(row), end_section=False)
    return shown


def cells(row: Row) -> tuple[str, ...]:
    """One line of the table."""
    if row.peer == "a limit":
        figures = ("", amount(row.ours, row.unit))
        goal = f"≤ {amount(row.goal, row.unit)}" if row.goal else ""
    else:
        figures = (amount(row.theirs, row.unit), f"{row.ratio:.2f}")
        goal = f"{'≤' if row.smaller else '≥'} {row.goal:g}" if row.goal else ""
    return row.what, row.peer, amount(row.ours, row.unit), *figures, goal, _verdict(row)


def _verdict(row: Row) -> str:
    return {None: "", True: "met", False: "[red]missed[/red]"}[row.met]


def amount(value: float, unit: str) -> str:
    """A cost for people."""
    if unit == "B":
        return f"{value / 2**20:.1f} MiB"
    if unit != "s":
        return f"{value:.2f}{unit}" if unit else f"{value:,.0f}"
    for factor, prefix in ((1, ""), (1e3, "m"), (1e6, "µ")):
        if value * factor >= 1:
            return f"{value * factor:.3g} {prefix}s"
    return f"{value * 1e9:.0f} ns"


def document(rows: Iterable[Row], curves: Iterable[Any]) -> dict[str, Any]:
    """For a file, from which the plot is made."""
    return {
        "python": platform.python_version(),
        "versions": _versions(),
        "rows": [{**attrs.asdict(row), "met": row.met} for row in rows],
        "curves": [attrs.asdict(curve) for curve in curves],
    }


def _versions() -> Mapping[str, str]:
    """Of those peers that are installed."""
    found = {}
    for name in PEERS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
