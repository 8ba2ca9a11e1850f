"""The expectations are read from the models without the code that they judge."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.model import ServiceModel

from tests.expectations.contract import Contract
from tests.expectations.faults import cases
from tests.support import zoo

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "tests" / "expectations").glob("*.py"))
TYPES = ["integer", "short", "byte", "long", "bigInteger", "float", "double", "bigDecimal"]
BOUNDS: list[dict[str, Any]] = [
    {},
    {"max": 0},
    {"max": -7},
    {"max": 1},
    {"min": 3},
    {"min": -3, "max": 0},
    {"min": 0},
]


def imports(source: str) -> Iterator[str]:
    """Every module that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def judged(name: str) -> bool:
    """Whether a module is one of those that the expectations are compared with."""
    return f"{name}.".startswith(("emrglue.", "codegen.runtime.", "codegen.lower.", "codegen.ir."))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nothing_that_is_judged_is_imported(path: Path) -> None:
    """Neither at the top of a module nor in a function."""
    assert [name for name in imports(path.read_text()) if judged(name)] == []


def test_an_import_of_what_is_judged_is_seen() -> None:
    """So the test above can fail."""
    source = "def f():\n    from codegen.runtime.testing import faults\nimport emrglue.glue"
    assert [judged(name) for name in imports(source)] == [True, True]
    assert not judged("emrglue_codegen")


def test_nor_is_it_loaded_by_what_is_imported() -> None:
    """In a fresh interpreter. ``models`` aside, which reads files with the help of ``codegen``."""
    names = [path.stem for path in FILES if path.stem not in ("__init__", "models")]
    code = f"""
import importlib, sys
for name in {names}:
    importlib.import_module("tests.expectations." + name)
print(sorted(name for name in sys.modules if name.partition(".")[0] in ("codegen", "emrglue")))
"""
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("bounds", BOUNDS, ids=str)
@pytest.mark.parametrize("kind", TYPES)
def test_numbers_are_within_the_bounds_that_the_model_states(
    kind: str, bounds: dict[str, Any]
) -> None:
    """The smallest one and those of every case, also if only the greatest number is stated."""
    raw = zoo.model()
    raw["shapes"]["Amount"] = {"type": kind, **bounds}
    raw["shapes"]["FeedAnimalRequest"]["required"].append("amount")
    model = ServiceModel(raw, "zoo")
    contract = Contract(model, (), lambda shape: "[a-z]+")
    request = model.shape_for("FeedAnimalRequest")
    legal = [wire for case in cases(contract, request) for wire in case.legal(contract)]
    for wire in (contract.smallest(request), *legal):
        assert bounds.get("min", wire["amount"]) <= wire["amount"]
        assert wire["amount"] <= bounds.get("max", wire["amount"])
    number = contract.smallest(request)["amount"]
    assert isinstance(number, float) is (kind in ("float", "double", "bigDecimal"))


@pytest.mark.parametrize("bounds", BOUNDS, ids=str)
@pytest.mark.parametrize("kind", TYPES)
def test_every_fault_breaks_what_it_says(kind: str, bounds: dict[str, Any]) -> None:
    """A number beyond a bound that the model states is beyond it."""
    raw = zoo.model()
    raw["shapes"]["Amount"] = {"type": kind, **bounds}
    model = ServiceModel(raw, "zoo")
    contract = Contract(model, (), lambda shape: "[a-z]+")
    faults = [
        (fault.value["amount"], case.constraint.kind)
        for case in cases(contract, model.shape_for("FeedAnimalRequest"))
        if case.site.name == "amount"
        for fault in case.illegal(contract)
    ]
    below = [number for number, broken in faults if broken == "min_value"]
    above = [number for number, broken in faults if broken == "max_value"]
    assert all(number < bounds["min"] for number in below if "min" in bounds)
    assert all(number > bounds["max"] for number in above if "max" in bounds)
    assert below or "min" not in bounds
    assert above or "max" not in bounds
