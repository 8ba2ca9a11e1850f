"""The results in the middle of docs/benchmarks.md, so that its figures are those of the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .measure import Row
from .table import cells

HEADINGS = ("what", "peer", "ours", "theirs", "ratio", "goal", "")
START, END = "<!-- results -->", "<!-- end of results -->"


def with_results(page: str, document: Mapping[str, Any]) -> str:
    """The page with the table of a result file between its two marks."""
    before, start, rest = page.partition(START)
    _, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"the page has no {START} … {END}")
    table = "\n".join(_lines(document))
    return f"{before}{start}\n\n{table}\n\n{end}{after}"


def _lines(document: Mapping[str, Any]) -> Iterator[str]:
    versions = ", ".join(f"{name} {number}" for name, number in document["versions"].items())
    yield f"Python {document['python']}; {versions}."
    yield ""
    yield f"|{'|'.join(f' {heading} ' for heading in HEADINGS)}|"
    yield f"|{'---|' * len(HEADINGS)}"
    for saved in document["rows"]:
        row = Row(**{name: value for name, value in saved.items() if name != "met"})
        what, peer, *figures, _ = cells(row)
        verdict = {None: "", True: "met", False: "**missed**"}[row.met]
        yield f"| {' | '.join([what, peer, *figures, verdict])} |"
