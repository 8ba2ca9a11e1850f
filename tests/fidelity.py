"""``python -m tests.fidelity``: do the checks mean what AWS means? In one table.

Counted anew each time: patterns and Java's verdicts on them, and every constraint that a request
can reach, on both sides. The mutants are those of the last ``python -m tests.mutants``.
What is left out of a count is listed with its reason.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import attrs
from rich.console import Console
from rich.progress import track
from rich.table import Table

from codegen.patterns import checked, translate
from tests.oracle import table as oracle
from tests.oracle.judge import accepts
from tests.oracle.patterns import uses
from tests.oracle.slow import LIMIT, Slow, slowest
from tests.property.checks import case_holds
from tests.property.subjects import ALL, SERVICES, Subject, subjects

MUTANTS = Path(__file__).parent / "mutants" / "report.json"
TRIES = 20
"""How many hostile values each pattern is given here; the fuzzer of the oracle gives more."""


@attrs.frozen
class Coverage:
    """The constraints of one operation's request."""

    service: str
    counted: Counter[str]
    accepted: Counter[str]
    """Constraints with a value that just satisfies them."""
    refused: Counter[str]
    """Constraints with a value that breaks them and nothing else."""
    wrong: tuple[str, ...]
    excluded: Counter[str]
    """What has no value on one side, and why."""


def covered(subject: Subject) -> Coverage:
    """Check every constraint of an operation, from both sides."""
    coverage = Coverage(subject.service, Counter(), Counter(), Counter(), (), Counter())
    wrong: list[str] = []
    for case in subject.cases():
        constraint = case.constraint
        coverage.counted[constraint.kind] += 1
        coverage.accepted[constraint.kind] += bool(constraint.legal)
        coverage.refused[constraint.kind] += bool(constraint.illegal)
        wrong.extend(f"{subject} {case.site.name}: {text}" for text in case_holds(subject, case))
        for side, values in (("accept", constraint.legal), ("refuse", constraint.illegal)):
            if not values:
                reason = constraint.excluded or "the pattern has no such string"
                coverage.excluded[f"{constraint.kind}, nothing to {side}: {reason}"] += 1
    return attrs.evolve(coverage, wrong=tuple(wrong))


def main() -> int:
    """Print the table; exit status 1 where anything is wrong."""
    started = time.monotonic()
    with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
        each = pool.imap_unordered(covered, ALL, chunksize=4)
        coverages = list(track(each, "constraints", len(ALL), console=Console(stderr=True)))
    shown = Table("", *SERVICES, title="fidelity", title_justify="left")
    wrong = _patterns(shown) + _constraints(shown, coverages)
    console = Console(width=110)
    console.print(shown)
    wrong += _everywhere(console) + _slowest(console) + _mutants(console)
    _exclusions(console, coverages)
    for complaint in [text for coverage in coverages for text in coverage.wrong][:20]:
        console.print(f"WRONG {complaint}", markup=False)
    console.print(f"{time.monotonic() - started:.0f} seconds")
    return int(wrong > 0)


def _row(shown: Table, name: str, values: dict[str, int]) -> int:
    shown.add_row(name, *(f"{values.get(service, 0):,}" for service in SERVICES))
    return sum(values.values())


def _patterns(shown: Table) -> int:
    """Patterns by verdict, and the oracle's verdicts; the number of wrong ones."""
    stated = {service: _stated(service) for service in SERVICES}
    for verdict in ("exact", "translated", "unsupported", "unsatisfiable"):
        counts = {
            service: sum(checked(java).verdict == verdict for java in patterns)
            for service, patterns in stated.items()
        }
        _row(shown, f"patterns, {verdict}", counts)
    verdicts = oracle.read()
    compared = {name: sum(len(verdicts.get(java, {})) for java in stated[name]) for name in stated}
    wrong = {
        name: sum(_mistakes(java, verdicts.get(java, {})) for java in patterns)
        for name, patterns in stated.items()
    }
    _row(shown, "Java's verdicts compared", compared)
    return _row(shown, "Java's verdicts, wrong", wrong)


def _stated(service: str) -> set[str]:
    """The different patterns of a service's strings."""
    model = subjects(service)[0].contract.model
    shapes = map(model.shape_for, model.shape_names)
    found = (shape.metadata.get("pattern") for shape in shapes if shape.type_name == "string")
    return {java for java in found if java is not None}


def _mistakes(java: str, verdicts: dict[str, bool]) -> int:
    matcher = translate(java).matcher
    if matcher is None:
        return 0
    return sum(accepts(matcher, value) is not said for value, said in verdicts.items())


def _constraints(shown: Table, coverages: list[Coverage]) -> int:
    kinds = sorted({kind for coverage in coverages for kind in coverage.counted})
    for kind in kinds:
        texts = []
        for service in SERVICES:
            own = [coverage for coverage in coverages if coverage.service == service]
            sums = [
                sum(getattr(coverage, side)[kind] for coverage in own)
                for side in ("counted", "accepted", "refused")
            ]
            texts.append(" / ".join(f"{count:,}" for count in sums))
        shown.add_row(f"{kind}: counted / accepted side / refused side", *texts)
    total = sum(sum(coverage.counted.values()) for coverage in coverages)
    shown.add_row("constraints reachable from requests", f"{total:,} in all")
    wrong = {name: sum(len(c.wrong) for c in coverages if c.service == name) for name in SERVICES}
    return _row(shown, "constraints, wrong", wrong)


def _everywhere(console: Console) -> int:
    """The patterns of all services of botocore by verdict; the number of unsupported ones.

    Java's verdicts on all of them are the business of ``python -m tests.oracle``.
    """
    shapes = uses()
    patterns = sorted({(use.pattern, use.shortest, use.most) for use in shapes})
    with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
        judged = pool.starmap(_judged, patterns, chunksize=50)
    verdicts = Counter(verdict for verdict, _, _ in judged)
    doubted = sum(not is_linear for _, is_linear, _ in judged)
    console.print(
        f"all services of botocore: {len(shapes):,} shapes with {len(patterns):,} different "
        f"patterns and lengths, {verdicts['exact']:,} exact, {verdicts['translated']:,} "
        f"translated, {verdicts['unsupported']} unsupported, {verdicts['unsatisfiable']} "
        f"unsatisfiable; {doubted} not shown to be linear",
    )
    for (java, _, _), (verdict, _, reason) in zip(patterns, judged, strict=True):
        if reason:
            console.print(f"  {verdict}: {java!r:.60}: {reason}", markup=False)
    return verdicts["unsupported"]


def _judged(java: str, shortest: int, most: float) -> tuple[str, bool, str]:
    found = checked(java, shortest, most)
    return found.verdict, found.linear, found.reason


def _slowest(console: Console) -> int:
    """The slowest pattern of the three services on values as long as its shape allows."""
    with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
        found: Slow = max(pool.imap_unordered(_slow, uses(SERVICES), chunksize=8))
    console.print(
        f"slowest pattern: {found.seconds * 1000:.1f} ms on {len(found.value):,} characters, "
        f"{found.use.service} {found.use.shape} {found.use.pattern!r:.60}",
        markup=False,
    )
    return int(found.seconds > LIMIT)


def _slow(use: Any) -> Slow:
    """The slowest match; a slow one is tried again, as the machine may have been busy."""
    found = slowest(use, TRIES)
    for _ in range(3):
        if found.seconds > LIMIT:
            found = min(found, slowest(use, TRIES))
    return found


_PARTS = {
    "stated": "what the generated package states",
    "runtime": "shapes and what is compiled from them",
    "generator": "the generator",
}


def _mutants(console: Console) -> int:
    if not MUTANTS.exists():
        console.print("mutants: not tried; run `make mutants`")
        return 0
    report: dict[str, Any] = json.loads(MUTANTS.read_text(encoding="utf-8"))
    alive = 0
    for part, result in report.items():
        tried, killed = (sum(result[key].values()) for key in ("tried", "killed"))
        alive += len(result["alive"])
        console.print(
            f"mutants of {_PARTS[part]}: {killed} of {tried} killed, "
            f"{len(result['equivalent'])} equivalent, {len(result['alive'])} alive",
        )
        for name, reason in result["equivalent"].items():
            console.print(f"  equivalent: {name}\n    {reason}", markup=False)
    return alive


def _exclusions(console: Console, coverages: list[Coverage]) -> None:
    excluded: Counter[str] = Counter()
    for coverage in coverages:
        excluded.update(coverage.excluded)
    console.print("excluded:")
    for reason, count in excluded.most_common():
        console.print(f"  {count:,} {reason}", markup=False)


if __name__ == "__main__":
    sys.exit(main())
