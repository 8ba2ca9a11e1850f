"""The same over a service of our own, whose model may have traits that no real one has yet."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from codegen.lower import TYPES
from tests.expectations.contract import KINDS
from tests.hostile import workshop
from tests.support import zoo

ROOT = Path(__file__).parents[2]
FILES = [
    f"tests/property/test_{name}.py"
    for name in ("constraints", "requests", "responses", "own_strategies")
]

RUN = """
import sys
from pathlib import Path
import pytest
from tests.property import subjects
subjects.ALL[:] = subjects.subjects("zoo", Path(sys.argv[1]))
sys.exit(pytest.main(sys.argv[2:]))
"""


NUMBERS = {
    "integer": 2**31 - 1,
    "short": 2**31 - 1,
    "byte": 2**31 - 1,
    "long": 2**63 - 1,
    "bigInteger": 2**63 - 1,
    "biginteger": 2**63 - 1,
    "float": 3.4028234663852886e38,
    "double": 1.7976931348623157e308,
    "bigDecimal": 1.7976931348623157e308,
    "bigdecimal": 1.7976931348623157e308,
}
"""The types of numbers, and the largest value of each."""

BOUNDS: list[dict[str, int]] = [
    *({}, {"min": 0}, {"min": 1}, {"max": 1}, {"max": 5}, {"max": 0}, {"max": -7}),
    *({"min": -3, "max": -2}, {"min": -3, "max": 0}),
]
"""A number has each of these in the zoo, and none."""

OTHERS = ["string", "character", "boolean", "timestamp", "blob"]


def every_type() -> dict[str, Any]:
    """The zoo, with a member of every type in a request, of every bound if it is a number."""
    model = zoo.model()
    shapes = {kind: {"type": kind} for kind in OTHERS}
    shapes |= {
        f"{kind}{number}": {"type": kind, **bound}
        for kind in NUMBERS
        for number, bound in enumerate(BOUNDS)
    }
    members = model["shapes"]["FeedAnimalRequest"]["members"]
    members |= {f"of{name}": {"shape": f"Of{name}"} for name in shapes}
    model["shapes"] |= {f"Of{name}": shape for name, shape in shapes.items()}
    return model


def test_every_type_that_the_generator_knows_is_in_the_zoo() -> None:
    """But those of structures, lists and maps, which it has anyway."""
    assert {*NUMBERS, *OTHERS, "list", "map"} == {*TYPES}


def test_the_expectations_know_the_same_types_as_the_generator() -> None:
    """A type that only one of them knows must not pass for checked."""
    assert {*KINDS} == {*TYPES, "structure"}


def test_everything_holds_for_the_zoo(tmp_path: Path) -> None:
    """In a process of its own, where ``emrglue`` is the package that was made of its model."""
    models = zoo.write(tmp_path / "models", every_type())
    workshop.generate(models, tmp_path, "zoo", package="emrglue")
    options = ["-v", "-p", "no:cacheprovider", "-o", "pythonpath=", *FILES]
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(models), *options],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "FeedAnimal" in done.stdout
