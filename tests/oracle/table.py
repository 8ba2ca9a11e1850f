"""The committed verdicts of Java on the three services' patterns."""

from __future__ import annotations

import gzip
import json

from codegen.config import SERVICES
from tests.oracle.judge import HERE, verdicts
from tests.oracle.patterns import uses
from tests.oracle.sample import candidates

PATH = HERE / "verdicts.json.gz"


def read() -> dict[str, dict[str, bool]]:
    """For each pattern its values and whether Java matches them."""
    table: dict[str, dict[str, bool]] = json.loads(gzip.decompress(PATH.read_bytes()))
    return table


def write() -> int:
    """Ask Java and write the table; byte-identical for the same botocore and JDK."""
    patterns = sorted({use.pattern for use in uses(SERVICES)})
    questions = [(java, candidates(java, matching=12)) for java in patterns]
    table = {
        java: {value: said == "1" for value, said in zip(values, line, strict=True) if said != "T"}
        for (java, values), line in zip(questions, verdicts(questions), strict=True)
    }
    text = json.dumps(table, separators=(",", ":")).encode()
    PATH.write_bytes(gzip.compress(text, mtime=0))
    print(f"{PATH.name}: {len(table)} patterns, {sum(map(len, table.values()))} verdicts")
    return 0
