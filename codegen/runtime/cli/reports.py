"""How ``validate`` reports: for people, programs, GitHub and code scanning (SARIF)."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, NamedTuple
from urllib.parse import quote

from .. import visible
from ..shapes import KINDS
from . import screen
from .catalog import PACKAGE
from .output import as_json

_EXPLAINED: Final = {
    **KINDS,
    "syntax": "A file that is not valid JSON or YAML.",
    "operation": "A document that is not a request of a known operation.",
    "repeated": "A key that its object has more than once.",
    "spark": "Parameters that spark-submit refuses or does not know.",
}


class Finding(NamedTuple):
    """Something wrong with a file."""

    file: str
    line: int
    column: int
    path: str
    """In wire names; empty for the whole document."""
    rule: str
    """The kind of constraint, or one of the kinds of files."""
    message: str
    """What is wrong, what was expected, what to do."""
    level: str = "error"
    """``error``, or ``warning``: AWS may accept it."""

    @property
    def text(self) -> str:
        """The message after the path."""
        return f"{self.path}: {self.message}" if self.path else self.message


class Report:
    """What was checked and found."""

    def __init__(self, limit: int) -> None:
        """:param limit: how many findings are shown; 0 or less: all."""
        self.findings: list[Finding] = []
        self.files = self.requests = 0
        self.left_out: Counter[str] = Counter()
        """How much was not checked, by what it is."""
        self._limit = limit

    @property
    def shown(self) -> list[Finding]:
        """The findings up to the limit."""
        return self.findings[: self._limit] if self._limit > 0 else self.findings

    def count(self, level: str) -> int:
        """How many findings of a level there are."""
        return sum(finding.level == level for finding in self.findings)


def text(report: Report, color: str) -> str:
    """A line per finding, as compilers write them, and a last line with the counts."""
    paint = partial(screen.painted, colored=screen.wants_color(color, sys.stdout))
    colors = {"error": screen.RED, "warning": screen.YELLOW}

    def line(found: Finding) -> str:
        file, path, message = map(visible.line, (found.file, found.path, found.message))
        path = f" {paint(path, screen.BOLD)}:" if path else ""
        kind = found.rule if found.level == "error" else f"{found.rule}, {found.level}"
        place = f"{file}:{found.line}:{found.column}"
        return f"{place}:{path} {message} [{paint(kind, colors[found.level])}]"

    levels = [("error", "problem"), ("warning", "warning")]
    counts = [(level, report.count(level), word) for level, word in levels]
    verdicts = [paint(_counted(n, word), colors[level]) for level, n, word in counts if n]
    verdict = ", ".join(verdicts) or paint("nothing wrong", screen.GREEN)
    last = f"{verdict} in {_counted(report.requests, 'request')}, {_counted(report.files, 'file')}"
    if left_out := [_counted(n, what) for what, n in report.left_out.items() if n]:
        last += f"; not checked: {', '.join(left_out)}"
    if hidden := len(report.findings) - len(report.shown):
        last += f"; {hidden:,} not shown (--limit 0 shows all)"
    return "\n".join([*map(line, report.shown), last]) + "\n"


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'s' * (count != 1)}"


def json(report: Report, _: str) -> str:
    """The findings and counts as one JSON object."""
    counts = {"errors": report.count("error"), "warnings": report.count("warning")}
    total = {"files": report.files, "documents": report.requests, "not_checked": report.left_out}
    return as_json({"findings": [f._asdict() for f in report.shown], **counts, **total})


def github(report: Report, _: str) -> str:
    """Workflow commands: GitHub shows each at its line of the change.

    Source: GitHub Docs, "Workflow commands for GitHub Actions".
    """

    def command(found: Finding) -> str:
        title = _escaped(f"{PACKAGE}: {found.rule}", ":,")
        place = f"file={_escaped(found.file, ':,')},line={found.line},col={found.column}"
        return f"::{found.level} {place},title={title}::{_escaped(found.text)}\n"

    return "".join(map(command, report.shown))


def _escaped(text: str, more: str = "") -> str:
    escaped = re.sub(f"[%\r\n{more}]", lambda found: f"%{ord(found[0]):02X}", text)
    return visible.line(escaped)


def sarif(report: Report, _: str) -> str:
    """SARIF 2.1.0 (OASIS)."""
    used = {finding.rule for finding in report.shown}
    rules = [
        {"id": rule, "shortDescription": {"text": text}}
        for rule, text in _EXPLAINED.items()
        if rule in used
    ]
    results = []
    for found in report.shown:
        uri = quote(found.file.replace("\\", "/").encode(errors="surrogateescape"), "/:,")
        region = {"startLine": found.line, "startColumn": found.column}
        place = {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}
        rule = {"ruleId": found.rule, "level": found.level, "message": {"text": found.text}}
        results.append({**rule, "locations": [place]})
    run = {"tool": {"driver": {"name": PACKAGE, "rules": rules}}, "results": results}
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return as_json({"$schema": schema, "version": "2.1.0", "runs": [run]})


FORMATS: Final[Mapping[str, Callable[[Report, str], str]]] = {
    "text": text,
    "json": json,
    "github": github,
    "sarif": sarif,
}
