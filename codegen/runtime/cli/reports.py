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
    level: str = "error"
    """``error`` or ``warning``."""

    @property
    def text(self) -> str:
        """The message with the path that it is about."""
        return f"{self.path}: {self.message}" if self.path else self.message


class Report(NamedTuple):
    """What was checked and found."""

    findings: list[Finding]
    files: int
    documents: int

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(finding.level == "error" for finding in self.findings)


def text(report: Report, color: str) -> str:
    """A line per finding, as compilers write them, and a last line with the counts."""
    colored = screen.wants_color(color, sys.stdout)
    red, green, bold = "31", "32", "1"

    def painted(text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if colored else text

    def line(found: Finding) -> str:
        place = f"{found.file}:{found.line}:{found.column}:"
        path = f" {painted(found.path, bold)}:" if found.path else ""
        rule = painted(found.rule, red) if found.level == "error" else f"{found.rule}, warning"
        return f"{place}{path} {found.message} [{rule}]"

    count, warnings = report.errors, len(report.findings) - report.errors
    verdict = painted(_counted(count, "problem"), red) if count else painted("nothing wrong", green)
    if warnings:
        verdict = f"{verdict}, {_counted(warnings, 'warning')}"
    total = f"{_counted(report.documents, 'request')}, {_counted(report.files, 'file')}"
    return "\n".join([*map(line, report.findings), f"{verdict} in {total}"]) + "\n"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"


def json(report: Report, _: str) -> str:
    """The findings and counts as one JSON object."""
    findings = [finding._asdict() for finding in report.findings]
    return as_json({**report._asdict(), "findings": findings})


def github(report: Report, _: str) -> str:
    """Workflow commands: GitHub shows each at its line of the change.

    Source: GitHub Docs, "Workflow commands for GitHub Actions".
    """

    def command(found: Finding) -> str:
        title = _escaped(f"{PACKAGE}: {found.rule}", ":,")
        place = f"file={_escaped(found.file, ':,')},line={found.line},col={found.column}"
        return f"::{found.level} {place},title={title}::{_escaped(found.text)}\n"

    return "".join(map(command, report.findings))


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
    results = [*map(_result, report.findings)]
    return as_json(
        {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{"tool": {"driver": driver}, "results": results}],
        }
    )


def _result(found: Finding) -> dict[str, Any]:
    region = {"startLine": found.line, "startColumn": found.column}
    uri = found.file.replace("\\", "/").replace("%", "%25").replace(" ", "%20")
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
