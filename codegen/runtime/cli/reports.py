"""How ``validate`` reports: for people, programs, GitHub and code scanning (SARIF)."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from ..shapes import KINDS
from . import screen, visible
from .catalog import PACKAGE
from .output import as_json

_EXPLAINED: Final = {
    **KINDS,
    "syntax": "A file that is not valid JSON or YAML.",
    "operation": "A document that is not a request of a known operation.",
    "repeated": "A key that stands in its object more than once.",
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
        """The message with the path that it is about."""
        return f"{self.path}: {self.message}" if self.path else self.message


class Report:
    """What was checked and found."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.files = self.requests = 0
        self.left_out: Counter[str] = Counter()
        """How much was not checked, by what it is."""
        self.limit = 0

    @property
    def shown(self) -> list[Finding]:
        """The findings up to the limit, if there is one."""
        return self.findings[: self.limit] if self.limit > 0 else self.findings

    def count(self, level: str) -> int:
        """How many findings of a level there are."""
        return sum(finding.level == level for finding in self.findings)


def text(report: Report, color: str) -> str:
    """A line per finding, as compilers write them, and a last line with the counts."""
    colored = screen.wants_color(color, sys.stdout)
    red, green, yellow, bold = "31", "32", "33", "1"

    def painted(text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if colored else text

    def line(found: Finding) -> str:
        file, path, message = map(visible.line, (found.file, found.path, found.message))
        path = f" {painted(path, bold)}:" if path else ""
        kind = found.rule if found.level == "error" else f"{found.rule}, {found.level}"
        kind = painted(kind, red if found.level == "error" else yellow)
        return f"{file}:{found.line}:{found.column}:{path} {message} [{kind}]"

    problems, warnings = report.count("error"), report.count("warning")
    verdicts = [painted(_counted(problems, "problem"), red)] if problems else []
    verdicts += [painted(_counted(warnings, "warning"), yellow)] if warnings else []
    verdict = ", ".join(verdicts) or painted("nothing wrong", green)
    total = f"{_counted(report.requests, 'request')}, {_counted(report.files, 'file')}"
    notes = [_counted(count, what) for what, count in report.left_out.items() if count]
    last = f"{verdict} in {total}" + (f"; not checked: {', '.join(notes)}" if notes else "")
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
    for char in ("%", "\r", "\n", *more):
        text = text.replace(char, f"%{ord(char):02X}")
    return visible.lines(text)


def sarif(report: Report, _: str) -> str:
    """SARIF 2.1.0 (OASIS)."""
    used = {finding.rule for finding in report.shown}
    rules = [
        {"id": rule, "shortDescription": {"text": text}}
        for rule, text in _EXPLAINED.items()
        if rule in used
    ]
    driver = {"name": PACKAGE, "rules": rules}
    results = [*map(_result, report.shown)]
    return as_json(
        {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{"tool": {"driver": driver}, "results": results}],
        }
    )


def _result(found: Finding) -> dict[str, Any]:
    region = {"startLine": found.line, "startColumn": found.column}
    uri = quote(found.file.replace("\\", "/").encode(errors="surrogateescape"), "/:,")
    return {
        "ruleId": found.rule,
        "level": found.level,
        "message": {"text": found.text},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}],
    }


FORMATS: Final[Mapping[str, Callable[[Report, str], str]]] = {
    "text": text,
    "json": json,
    "github": github,
    "sarif": sarif,
}
