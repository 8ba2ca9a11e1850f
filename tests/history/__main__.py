"""Run the model diff over consecutive releases in a git clone of botocore, and total the changes.

    python -m tests.history --clone ../botocore

The clone needs its tags; a bare one will do. Beside the totals, each diff is held to these rules:

* a class that vanished is named by a breaking change;
* a cause is reported once;
* the diff in the other direction breaks something if this one adds something.
"""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
import tarfile
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs

from codegen.config import SERVICES
from codegen.diff import Diff, ModelTree, diff, read_tree, render
from codegen.diff.reach import Correspondence


@attrs.define
class Totals:
    """What was seen of one service."""

    releases: int = 0
    """Consecutive releases that have the service, with and without changes of its model."""
    updates: int = 0
    """Releases that changed a file of the model."""
    silent: int = 0
    """Updates without a change for callers, such as of documentation."""
    changes: Counter[tuple[str, str]] = attrs.field(factory=Counter)
    """How many changes of each effect and kind."""
    broken_rules: list[str] = attrs.field(factory=list)


def main() -> int:
    """Print the totals; 1 where a rule did not hold."""
    options = _options()
    failed = False
    for service in options.service or SERVICES:
        started = time.perf_counter()
        totals = walk(options.clone, service, options.last, options.show)
        print(_summary(service, totals, time.perf_counter() - started))
        failed |= bool(totals.broken_rules)
    return int(failed)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="tests.history", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--clone", type=Path, required=True, help="a git clone of botocore")
    parser.add_argument("--service", action="append", help="default: the three services")
    parser.add_argument("--last", type=int, default=0, help="only so many releases; 0: all")
    parser.add_argument("--show", action="store_true", help="print each diff")
    return parser.parse_args()


def walk(clone: Path, service: str, last: int = 0, show: bool = False) -> Totals:
    """Compare each release that changed the service with the one before."""
    totals = Totals()
    before: tuple[str, str, ModelTree] | None = None
    for release, digest in _releases(clone, service)[-last:]:
        totals.releases += 1
        if before and before[1] == digest:
            continue
        tree = _tree(clone, release, service)
        if before:
            _compare(totals, f"{before[0]}..{release}", before[2], tree, show)
        before = release, digest, tree
    return totals


def _compare(totals: Totals, span: str, old: ModelTree, new: ModelTree, show: bool) -> None:
    result = diff(old, new)
    totals.updates += 1
    totals.silent += not result.changes
    totals.changes.update((change.effect, change.kind) for change in result.changes)
    totals.broken_rules += [f"{span}: {rule}" for rule in _broken_rules(result, old, new)]
    if show:
        print(f"== {span}\n{render(result)}")


def _broken_rules(result: Diff, old: ModelTree, new: ModelTree) -> Iterator[str]:
    breaking = {n for c in result.of("breaking") for n in (*c.classes, *c.python)}
    for service in old.keys() & new.keys():
        correspondence = Correspondence(old[service], new[service])
        for name in correspondence.classes_gone:
            if correspondence.class_(name) not in breaking:
                yield f"{name} vanished and no breaking change says so"
    causes = Counter((change.service, change.place, change.kind) for change in result.changes)
    yield from (f"{cause} is reported {n} times" for cause, n in causes.items() if n > 1)
    if result.of("added") and not result.of("breaking") and not diff(new, old).changes:
        yield "undoing an addition is not a change"


def _releases(clone: Path, service: str) -> list[tuple[str, str]]:
    """Version and digest of the service's folder, for all releases that have it, oldest first."""
    tags = _git(clone, "tag", "--list", "[0-9]*").decode().split()
    versions = sorted((t for t in tags if t.replace(".", "").isdigit()), key=_version)
    asked = "".join(f"{tag}:botocore/data/{service}\n" for tag in versions)
    answers = _git(clone, "cat-file", "--batch-check", given=asked).decode().splitlines()
    found = zip(versions, answers, strict=True)
    return [(tag, answer.split()[0]) for tag, answer in found if not answer.endswith("missing")]


def _version(tag: str) -> tuple[int, ...]:
    return tuple(map(int, tag.split(".")))


def _tree(clone: Path, release: str, service: str) -> ModelTree:
    archive = _git(clone, "archive", "--format=tar", release, f"botocore/data/{service}")
    with tempfile.TemporaryDirectory() as folder, tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        safe: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        tar.extractall(folder, **safe)
        return read_tree(Path(folder) / "botocore" / "data", [service])


def _git(clone: Path, *arguments: str, given: str = "") -> bytes:
    command = ["git", "-C", str(clone), *arguments]
    return subprocess.run(command, input=given.encode(), capture_output=True, check=True).stdout


def _summary(service: str, totals: Totals, seconds: float) -> str:
    lines = [
        f"{service}: {totals.releases} releases, {totals.updates} updates of the model "
        f"({totals.silent} without a change for callers), {seconds:.0f} s"
    ]
    lines += [
        f"  {effect:9}{count:6}  {kind}"
        for (effect, kind), count in sorted(
            totals.changes.items(), key=lambda item: (item[0][0], -item[1])
        )
    ]
    return "\n".join([*lines, *(f"  RULE BROKEN {rule}" for rule in totals.broken_rules)])


if __name__ == "__main__":
    sys.exit(main())
