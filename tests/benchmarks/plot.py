"""The plot of a result file: how far ahead of whom, and cost against size."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

AHEAD, BEHIND, GOAL = "#2a7f62", "#b4552d", "#222222"


def plot(results: Path, picture: Path) -> None:
    """Write the picture of a result file, as SVG; the same file gives the same picture."""
    import matplotlib
    from matplotlib.figure import Figure

    matplotlib.rcParams["svg.hashsalt"] = "emrglue"
    content = json.loads(results.read_text(encoding="utf-8"))
    rows = [row for row in content["rows"] if row["peer"] != "a limit"]
    figure = Figure(figsize=(10, 2.5 + 0.26 * len(rows)), layout="constrained")
    bars, lines = figure.subplots(2, 1, height_ratios=[0.26 * len(rows), 2.2])
    _bars(bars, rows)
    _lines(lines, content["curves"])
    figure.savefig(picture, metadata={"Date": None})


def _bars(axes: Any, rows: Sequence[dict[str, Any]]) -> None:
    """How many times our cost a peer's is, for every row; logarithmic, 1 is a draw."""
    ahead = [1 / row["ratio"] if row["smaller"] else row["ratio"] for row in rows]
    aims = [row["goal"] or math.nan for row in rows]
    goals = [1 / aim if row["smaller"] else aim for row, aim in zip(rows, aims, strict=True)]
    places = range(len(rows), 0, -1)
    colours = [AHEAD if value >= 1 else BEHIND for value in ahead]
    axes.barh(places, [value - 1 for value in ahead], left=1, color=colours, height=0.7)
    axes.plot(goals, places, "|", color=GOAL, markersize=9, label="goal")
    axes.set_yticks(places, [f"{row['what']} · {row['peer']}" for row in rows], fontsize=7)
    axes.set_xscale("log")
    axes.set_xticks([0.5, 1, 2, 5, 10, 20], ["½", "1", "2", "5", "10", "20"])
    axes.axvline(1, color=GOAL, linewidth=0.8)
    axes.set_xlabel("times our cost")
    axes.legend(loc="lower right", fontsize=7)


def _lines(axes: Any, curves: Sequence[dict[str, Any]]) -> None:
    for curve in curves:
        axes.loglog(
            curve["sizes"], curve["seconds"], "o-", label=f"{curve['what']} ({curve['unit']})"
        )
    axes.set_xlabel("size")
    axes.set_ylabel("seconds")
    axes.legend(fontsize=7)
