"""``python -m tests.benchmarks``: run the benchmarks, print one table, write the result file."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from . import calls, generator, page, plot, processes, requests, scaling, size, table
from .measure import Row

DOCS = Path(__file__).parents[2] / "docs"
RESULTS, PICTURE = DOCS / "benchmarks.json", DOCS / "benchmarks.svg"
PAGE = DOCS / "benchmarks.md"

GROUPS: Mapping[str, Callable[[], Iterator[Row]]] = {
    "requests": requests.rows,
    "calls": calls.rows,
    "processes": processes.rows,
    "scaling": scaling.rows,
    "generator": generator.rows,
    "every": generator.every_service,
    "size": size.rows,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Always 0: a missed goal is a result, and shown as one."""
    options = _options(arguments)
    if not options.plot:
        _run(options)
    if options.save or options.plot:
        plot.plot(RESULTS, PICTURE)
        document = json.loads(RESULTS.read_text(encoding="utf-8"))
        text = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(page.with_results(text, document), encoding="utf-8")
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("groups", nargs="*", help=f"of {', '.join(GROUPS)}; default: all")
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    parser.add_argument(
        "--save",
        action="store_true",
        help=f"put the groups into {RESULTS.name}, the table and the plot",
    )
    parser.add_argument(
        "--plot", action="store_true", help="only the table and the plot, of the saved results"
    )
    options = parser.parse_args(arguments)
    unknown = sorted({*options.groups} - {*GROUPS})
    if unknown:
        parser.error(f"no groups: {', '.join(unknown)}; there are: {', '.join(GROUPS)}")
    return options


def _run(options: argparse.Namespace) -> None:
    groups = options.groups or list(GROUPS)
    rows = list(_rows(groups))
    curves = (
        list(scaling.curves()) if "scaling" in groups and (options.save or options.json) else []
    )
    document = table.document(rows, curves)
    if options.save:
        RESULTS.write_text(f"{_text(_beside_others(document, groups))}\n", encoding="utf-8")
    if options.json:
        print(_text(document))
    else:
        wide = None if sys.stdout.isatty() else 160
        Console(width=wide).print(table.table(rows))


def _text(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False)


def _beside_others(document: Mapping[str, Any], groups: Sequence[str]) -> dict[str, Any]:
    """The results of a run with the saved ones of the groups that it did not measure."""
    saved = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    kept = [row for row in saved.get("rows", []) if row["group"] not in groups]
    rows = sorted([*document["rows"], *kept], key=lambda row: [*GROUPS].index(row["group"]))
    curves = document["curves"] or saved.get("curves", [])
    return {**document, "rows": rows, "curves": curves}


def _rows(groups: Sequence[str]) -> Iterator[Row]:
    """The rows, each told of on standard error as it comes: the whole takes minutes."""
    for group in groups:
        for row in GROUPS[group]():
            print(" · ".join(table.cells(row)), file=sys.stderr, flush=True)
            yield row


if __name__ == "__main__":
    sys.exit(main())
