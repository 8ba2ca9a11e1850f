"""Try a sample of the mutants; see the package's docstring.

``--part`` tries one part, ``--only`` those whose name holds a text, ``--jobs`` says on how many
processors.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from . import code, trial
from .equivalent import EQUIVALENT
from .mutant import Mutant, sample
from .trial import Outcome, Suite

REPORT = Path(__file__).parent / "report.json"
CONSOLE = Console(stderr=True)
EACH = {"stated": 10, "runtime": 14, "generator": 8}
"""How many mutants of each kind are tried."""


def main() -> int:
    """Exit status 1 if a mutant lives that is not listed as equivalent, or a listed one dies."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--part", choices=EACH, action="append")
    parser.add_argument("--only", metavar="TEXT", default="")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    results: dict[str, Any] = {}
    stale: list[str] = []
    # The trials of code begin in processes that have not loaded any of it; so it comes first.
    for part in sorted(options.part or EACH, key=[*reversed(EACH)].index):
        found = _found(part)
        chosen = found if options.only else sample(found, EACH[part])
        chosen = [mutant for mutant in chosen if options.only in mutant.name]
        outcomes = _outcomes(part, chosen, options.jobs)
        results[part] = _summary(outcomes, _judge(part))
        names = {mutant.name for mutant in found}
        stale += [name for name in EQUIVALENT.get(part, {}) if name not in names]
        killed = {outcome.mutant.name for outcome in outcomes if outcome.complaint}
        stale += [name for name in EQUIVALENT.get(part, {}) if name in killed]
    report = {**_read(), **results}
    report = {part: report[part] for part in EACH if part in report}
    if not options.only:
        text = json.dumps(report, indent=1, ensure_ascii=True)
        REPORT.write_text(f"{text}\n", encoding="utf-8")
    return _printed(results, stale)


def _read() -> dict[str, Any]:
    return dict(json.loads(REPORT.read_text(encoding="utf-8"))) if REPORT.exists() else {}


def _found(part: str) -> list[Mutant]:
    if part == "stated":
        from . import stated

        return [*stated.found()]
    return [*code.found(code.RUNTIME if part == "runtime" else code.GENERATOR)]


def _outcomes(part: str, mutants: list[Mutant], jobs: int) -> list[Outcome]:
    if part == "stated":
        from . import stated

        stated.warm()
        (control,) = trial.each(stated.original, mutants[:1], 1)
        if control.complaint:
            sys.exit(f"the checks complain about the original: {control.complaint}")
        return [*_tracked(part, trial.each(stated.tried, mutants, jobs), len(mutants))]
    trial.warm()
    with tempfile.TemporaryDirectory(prefix="emrglue-mutants-") as home:
        tempfile.tempdir = (
            home  # pytest would look after what other runs have left in the usual one
        )
        world = trial.World(Path(home))
        rounds = {
            "runtime": [(trial.COMMITTED, trial.COMMITTED), (world.suite, world.suite)],
            "generator": [(trial.STAGES, trial.STAGES), (world.suite, world.generated_anew)],
        }
        outcomes: dict[str, Outcome] = {}
        for original, suite in rounds[part]:
            alive = [m for m in mutants if m.name not in outcomes or not outcomes[m.name].complaint]
            found = _round(part, original, suite, alive, jobs)
            outcomes |= {outcome.mutant.name: outcome for outcome in found}
    return [outcomes[mutant.name] for mutant in mutants]


def _round(
    part: str, original: Suite, suite: Suite, mutants: list[Mutant], jobs: int
) -> Iterator[Outcome]:
    records = trial.recorded(original, jobs)
    trials = trial.each(partial(trial.tried, suite, records), mutants, jobs)
    yield from _tracked(part, trials, len(mutants))


def _tracked(part: str, outcomes: Iterator[Outcome], count: int) -> Iterator[Outcome]:
    for outcome in track(outcomes, part, count, console=CONSOLE):
        if not outcome.complaint:
            CONSOLE.print(f"not noticed: {outcome.mutant}", markup=False, highlight=False)
        yield outcome


def _judge(part: str) -> Callable[[Mutant], str]:
    """What says why a mutant means the same as the original."""
    if part == "stated":
        from . import stated

        return stated.equivalent
    return lambda mutant: EQUIVALENT[part].get(mutant.name, "")


def _summary(outcomes: list[Outcome], judge: Callable[[Mutant], str]) -> dict[str, Any]:
    tried, killed = Counter[str](), Counter[str]()
    equivalent, alive = {}, []
    for outcome in outcomes:
        mutant = outcome.mutant
        tried[mutant.kind] += 1
        killed[mutant.kind] += bool(outcome.complaint)
        if not outcome.complaint and (reason := judge(mutant)):
            equivalent[str(mutant)] = reason
        elif not outcome.complaint:
            alive.append(str(mutant))
    return {
        "tried": dict(sorted(tried.items())),
        "killed": dict(sorted(killed.items())),
        "equivalent": dict(sorted(equivalent.items())),
        "alive": sorted(alive),
    }


def _printed(report: dict[str, Any], stale: list[str]) -> int:
    for part, result in report.items():
        for kind, count in result["tried"].items():
            print(f"{part}, {kind}: {result['killed'][kind]} of {count} killed")
        for name, reason in result["equivalent"].items():
            print(f"  equivalent: {name}\n    {reason}")
        for name in result["alive"]:
            print(f"  ALIVE: {name}")
    for name in stale:
        print(f"  listed as equivalent, but killed or not there any more: {name}")
    return int(bool(stale) or any(result["alive"] for result in report.values()))


if __name__ == "__main__":
    sys.exit(main())
