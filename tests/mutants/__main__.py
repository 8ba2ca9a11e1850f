"""Try every mutant; see the package's docstring.

``--generated`` and ``--generator`` try one half, ``--jobs`` says on how many processors.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import attrs
from rich.console import Console
from rich.progress import track

import emrglue
from tests.property.subjects import SERVICES

from . import generated, trial
from .equivalent import reason_for
from .generated import Mutant
from .generator import CHANGES, Change
from .regeneration import regenerated_and_tried
from .trial import Outcome

PACKAGE = Path(emrglue.__file__).parent
REPORT = Path(__file__).parent / "report.json"
CONSOLE = Console(stderr=True)


def main() -> int:
    """Exit status 1 where a mutant lives that is no equivalent."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--generated", action="store_true", help="only mutants of generated code")
    parser.add_argument("--generator", action="store_true", help="only mutants of the generator")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    both = options.generated == options.generator
    report = _read()
    if both or options.generated:
        report["generated"] = _generated(options.jobs)
    if both or options.generator:
        report["generator"] = _generator(options.jobs)
    REPORT.write_text(json.dumps(report, indent=1, ensure_ascii=True) + "\n", encoding="utf-8")
    return _printed(report)


def _read() -> dict[str, Any]:
    return dict(json.loads(REPORT.read_text(encoding="utf-8"))) if REPORT.exists() else {}


def _generated(jobs: int) -> dict[str, Any]:
    trial.warm(PACKAGE)
    mutants = generated.sample(PACKAGE, {name: trial.reachable(name) for name in SERVICES})
    outcomes = _each(partial(trial.tried, PACKAGE), [_original(mutants[0]), *mutants], jobs)
    return _summary((outcome.mutant.kind, _name(outcome), outcome) for outcome in outcomes)


def _generator(jobs: int) -> dict[str, Any]:
    for change in CHANGES:
        change.text()  # what no longer fits is no mutant, and must not look like a dead one
    trial.warm(PACKAGE)
    outcomes = _each(regenerated_and_tried, [CONTROL, *CHANGES], jobs)
    return _summary((outcome.mutant.kind, _name(outcome), outcome) for outcome in outcomes)


def _each(function: Any, items: list[Any], jobs: int) -> Iterator[Outcome]:
    """Each in a process of its own, which inherits what is loaded already.

    The first is no mutant at all, and has to live: else everything would look killed.
    """
    with multiprocessing.get_context("fork").Pool(jobs, maxtasksperchild=1) as pool:
        outcomes = pool.imap(function, items, chunksize=1)
        control = next(outcomes)
        if control.complaint:
            sys.exit(f"the checks complain about the original: {control.complaint}")
        yield from track(outcomes, "mutants", len(items) - 1, console=CONSOLE)


def _original(mutant: Mutant) -> Mutant:
    text = (PACKAGE / mutant.path).read_text(encoding="utf-8")
    return attrs.evolve(mutant, text=text, kind="control")


CONTROL = Change("expressions.py", "import math", "import math")


def _name(outcome: Outcome) -> str:
    return f"{outcome.mutant.path}: {outcome.mutant.description}"


def _summary(outcomes: Iterable[tuple[str, str, Outcome]]) -> dict[str, Any]:
    tried, killed = Counter[str](), Counter[str]()
    equivalent, alive = {}, []
    for kind, name, outcome in outcomes:
        tried[kind] += 1
        killed[kind] += bool(outcome.complaint)
        reason = "" if outcome.complaint else reason_for(outcome.mutant)
        if reason:
            equivalent[name] = reason
        elif not outcome.complaint:
            alive.append(name)
    return {"tried": tried, "killed": killed, "equivalent": equivalent, "alive": alive}


def _printed(report: dict[str, Any]) -> int:
    for part, result in report.items():
        for kind, count in result["tried"].items():
            print(f"{part}, {kind}: {result['killed'][kind]} of {count} killed")
        for name, reason in result["equivalent"].items():
            print(f"  equivalent: {name}\n    {reason}")
        for name in result["alive"]:
            print(f"  ALIVE: {name}")
    return int(any(result["alive"] for result in report.values()))


if __name__ == "__main__":
    sys.exit(main())
