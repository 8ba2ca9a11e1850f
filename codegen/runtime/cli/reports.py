"""How ``validate`` reports: for people, programs, GitHub and code scanning (SARIF)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from ..shapes import KINDS
from . import screen
from .catalog import PACKAGE
from .output import as_json

_EXPLAINED: Final = {
    **KINDS,
    "syntax": "A file that is not valid JSON or YAML.",
    "operation": "A document that is not a request of a known operation.",
}


class Finding(NamedTuple):
    """Something wrong with a file."""

    file: str
    line: int
    column: int
    path: str
    """In wire names; empty for the whole document."""
    rule: str
    """The kind of constraint, or ``syntax``, or ``operation``."""
    message: str
    """What is wrong, what was expected, what to do."""


class Report(NamedTuple):
    """What was checked and found."""

    findings: list[Finding]
    files: int
    documents: int


def text(report: Report, color: str) -> str:
    """A line per finding, as compilers write them, and a last line with the counts."""
    colored = screen.wants_color(color, sys.stdout)
    lines = [_line(finding, colored) for finding in report.findings]
    count = len(report.findings)
    what = f"{report.documents} request{'s' * (report.documents != 1)}"
    files = f"{report.files} file{'s' * (report.files != 1)}"
    verdict = f"{count} problem{'s' * (count != 1)}" if count else "nothing wrong"
    paint = _GREEN if not count else _RED
    return "\n".join([*lines, f"{_painted(verdict, paint, colored)} in {what}, {files}"]) + "\n"


_RED, _GREEN, _BOLD = "31", "32", "1"


def _line(finding: Finding, colored: bool) -> str:
    place = f"{finding.file}:{finding.line}:{finding.column}:"
    path = f" {_painted(finding.path, _BOLD, colored)}:" if finding.path else ""
    return f"{place}{path} {finding.message} [{_painted(finding.rule, _RED, colored)}]"


def _painted(text: str, code: str, colored: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if colored else text


def json(report: Report, _: str) -> str:
    """The findings and counts as one JSON object."""
    findings = [finding._asdict() for finding in report.findings]
    return as_json({**report._asdict(), "findings": findings})


def github(report: Report, _: str) -> str:
    """Workflow commands: GitHub shows each at its line of the change.

    Source: GitHub Docs, "Workflow commands for GitHub Actions".
    """
    return "".join(map(_command, report.findings))


def _command(finding: Finding) -> str:
    properties = {
        "file": finding.file,
        "line": str(finding.line),
        "col": str(finding.column),
        "title": f"{PACKAGE}: {finding.rule}",
    }
    shown = ",".join(f"{key}={_escaped(value, ':,')}" for key, value in properties.items())
    subject = f"{finding.path}: " if finding.path else ""
    return f"::error {shown}::{_escaped(subject + finding.message)}\n"


def _escaped(text: str, more: str = "") -> str:
    for char in ("%", "\r", "\n", *more):
        text = text.replace(char, f"%{ord(char):02X}")
    return text


def sarif(report: Report, _: str) -> str:
    """SARIF 2.1.0 (OASIS)."""
    used = {finding.rule for finding in report.findings}
    rules = [
        {"id": rule, "shortDescription": {"text": text}}
        for rule, text in _EXPLAINED.items()
        if rule in used
    ]
    driver = {"name": PACKAGE, "rules": rules}
    results = list(map(_result, report.findings))
    return as_json(
        {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{"tool": {"driver": driver}, "results": results}],
        }
    )


def _result(finding: Finding) -> dict[str, Any]:
    subject = f"{finding.path}: " if finding.path else ""
    region = {"startLine": finding.line, "startColumn": finding.column}
    uri = finding.file.replace("\\", "/").replace("%", "%25").replace(" ", "%20")
    return {
        "ruleId": finding.rule,
        "level": "error",
        "message": {"text": subject + finding.message},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}],
    }


FORMATS: Final[Mapping[str, Callable[[Report, str], str]]] = {
    "text": text,
    "json": json,
    "github": github,
    "sarif": sarif,
}
