"""Compare all patterns of the installed botocore with Java; see the package's docstring."""

from __future__ import annotations

import argparse
import sys
from collections import Counter

from codegen.config import SERVICES
from codegen.patterns import checked, translate
from tests.oracle import table
from tests.oracle.judge import accepts, verdicts
from tests.oracle.patterns import Use, longest_uses, uses
from tests.oracle.sample import candidates
from tests.oracle.slow import LIMIT, LONGEST, slowest

SHOWN = 40
BATCH = 200


def main() -> int:
    """Run the comparison; exit status 1 where Java and a translation differ."""
    options = argparse.ArgumentParser(prog="python -m tests.oracle", description=__doc__)
    options.add_argument("--table", action="store_true", help="write the table of verdicts")
    options.add_argument("--three", action="store_true", help="only the three services")
    options.add_argument("--slow", action="store_true", help="look for slow values instead")
    options.add_argument("--tries", type=int, default=30, help="slow values to try on each")
    options.add_argument("--seed", type=int, default=0, help="other values")
    chosen = options.parse_args()
    if chosen.table:
        return table.write()
    found = uses(SERVICES if chosen.three else None)
    if chosen.slow:
        return show_slowest(found, chosen.tries, chosen.seed)
    patterns = list(dict.fromkeys(use.pattern for use in found))
    print(f"{len(found)} shapes, {len(patterns)} different patterns")
    show_unsatisfiable(found)
    return compare(patterns, chosen.seed)


def show_unsatisfiable(found: list[Use]) -> None:
    """Print the patterns that are not checked, for no value satisfies them and their lengths."""
    judged = [(use, checked(use.pattern, use.shortest, use.most)) for use in found]
    mistaken = [(use, it.reason) for use, it in judged if it.verdict == "unsatisfiable"]
    for use, reason in mistaken:
        print(f"unsatisfiable: {use.service} {use.shape} {use.pattern!r:.80}: {reason}")
    print(f"unsatisfiable: {len(mistaken)} of {len(found)}, not checked")


def show_slowest(found: list[Use], tries: int, seed: int) -> int:
    """Print the slowest patterns; exit status 1 where a match takes more than ``LIMIT``."""
    uses_ = longest_uses(found)
    slow = sorted((slowest(use, tries, seed) for use in uses_), reverse=True)
    for one in slow[:20]:
        what = f"{one.use.service} {one.use.shape} ({one.use.longest}): {one.use.pattern:.80}"
        print(f"{one.seconds * 1000:7.1f} ms  {what}  on {one.value[:40]!r}…{one.value[-8:]!r}")
    for use in uses_:
        if (use.longest or 0) > LONGEST:
            print(f"not at its whole length: {use.service} {use.shape} ({use.longest:,})")
    over = sum(one.seconds > LIMIT for one in slow)
    doubted = sum(not translate(use.pattern).linear for use in uses_)
    print(f"patterns: {len(slow)}, over {LIMIT * 1000:.0f} ms: {over}, not shown linear: {doubted}")
    return int(over > 0)


def compare(patterns: list[str], seed: int) -> int:
    """Compare and print; the number of patterns with a wrong verdict, at most 1."""
    counts: Counter[str] = Counter()
    wrong: dict[str, list[tuple[str, str]]] = {}
    for start in range(0, len(patterns), BATCH):
        batch = [(java, candidates(java, seed)) for java in patterns[start : start + BATCH]]
        for (java, values), said in zip(batch, verdicts(batch), strict=True):
            counts.update(_compared(java, values, said, wrong))
    for java, cases in list(wrong.items())[:SHOWN]:
        print(f"WRONG {java!r} -> {translate(java).matcher!s:.300}")
        print("".join(f"   Java says {said}: {value!r}\n" for value, said in cases[:4]), end="")
    print(", ".join(f"{name}: {count}" for name, count in sorted(counts.items())))
    print(f"compared: {counts['said 0'] + counts['said 1']}, wrong: {counts['wrong']}")
    return int(bool(wrong))


def _compared(
    java: str, values: list[str], said: str, wrong: dict[str, list[tuple[str, str]]]
) -> Counter[str]:
    translation = translate(java)
    verdict = checked(java).verdict
    counts = Counter([f"verdict {verdict}"])
    if verdict == "unsatisfiable" and "1" in said:
        counts["wrong"] += 1
        wrong.setdefault(java, []).append((values[said.index("1")], "1"))
    if said == "E" or translation.matcher is None:
        counts["refused by Java"] += said == "E"
        counts["wrong"] += (said == "E") is not (translation.matcher is None)
        return counts
    for value, answer in zip(values, said, strict=True):
        counts[f"said {answer}"] += 1
        if answer != "T" and accepts(translation.matcher, value) is not (answer == "1"):
            counts["wrong"] += 1
            wrong.setdefault(java, []).append((value, answer))
    return counts


if __name__ == "__main__":
    sys.exit(main())
