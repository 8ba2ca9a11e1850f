"""Which structures share a module."""

from __future__ import annotations

import pytest

from codegen.grouping import grouped
from codegen.load import RawService
from codegen.lower import lower
from tests.hostile.workshop import Raw, model, operation, structure


def modules(shapes: Raw, operations: Raw) -> dict[str, list[str]]:
    """The structures of each module."""
    raw = RawService("svc", "2020-01-01", model({"S": {"type": "string"}, **shapes}, operations))
    return {str(module): held for module, held in grouped(lower(raw)).items()}


def chain(length: int, members: int = 1) -> Raw:
    """Structures that hold each other in a row."""
    return {
        f"C{at:02}": structure(
            {
                **{f"m{number}": "S" for number in range(members - 1)},
                "next": f"C{at + 1:02}" if at + 1 < length else "S",
            }
        )
        for at in range(length)
    }


def test_what_one_operation_uses_is_in_its_module_after_what_it_holds() -> None:
    """The response before the request, which names it."""
    shapes = {
        "In": structure({"a": "A"}),
        "Out": structure({"b": "B"}),
        "A": structure({"c": "C"}),
        "B": structure(),
        "C": structure({"s": "S"}),
    }
    found = modules(shapes, {"DoIt": operation("DoIt", "In", "Out")})
    assert found == {"do_it": ["B", "Out", "C", "A", "In"]}


def test_what_the_same_operations_use_has_a_module_for_each_root() -> None:
    """Named after the root, and found in lists and maps; what hangs on two is with the first."""
    shapes = {
        "In": structure({"many": "Many", "other": "Other"}),
        "Root": structure({"leaf": "Leaf"}),
        "Other": structure({"leaf": "Leaf", "like": "Other"}),
        "Leaf": structure(),
        "Many": {"type": "map", "key": {"shape": "S"}, "value": {"shape": "Roots"}},
        "Roots": {"type": "list", "member": {"shape": "Root"}},
    }
    operations = {name: operation(name, "In") for name in ("One", "Two")}
    found = modules(shapes, operations)
    assert found == {
        "one": ["OneResponse", "OneRequest"],
        "other": ["Leaf", "Other"],
        "root": ["Root"],
        "two": ["TwoResponse", "TwoRequest"],
    }


def test_a_long_module_is_split_behind_the_class_that_makes_it_long() -> None:
    """About 600 lines: a class with 18 members has 96. A part is named after its last class, which
    holds the others."""
    shapes = {"In": structure({"c": "C00"}), **chain(14, members=18)}
    found = modules(shapes, {"Do": operation("Do", "In")})
    assert {module: len(held) for module, held in found.items()} == {"c07": 8, "c00": 7, "do": 1}


def test_the_lines_of_each_part_are_counted_from_its_beginning() -> None:
    """Classes of 151, 151, 151 and 146 lines are a line too few: a fifth joins them."""
    shapes = {"In": structure({"c": "C00"}), **chain(12, members=29)}
    del shapes["C04"]["members"]["m0"]
    found = modules(shapes, {"Do": operation("Do", "In")})
    assert {module: len(held) for module, held in found.items()} == {"c08": 5, "c03": 5, "do": 4}


def test_what_can_hold_each_other_stays_together() -> None:
    """However long it is."""
    circle = chain(14, members=18)
    circle["C13"]["members"]["back"] = {"shape": "C00"}
    found = modules({"In": structure({"c": "C00"}), **circle}, {"Do": operation("Do", "In")})
    assert {module: len(held) for module, held in found.items()} == {"c00": 15, "do": 1}


def long_chain(length: int) -> dict[str, list[str]]:
    """The modules of a chain, each link of which is the request of an operation."""
    shapes = chain(length)
    return modules(shapes, {f"Do{name}": operation(f"Do{name}", name) for name in shapes})


@pytest.mark.parametrize(("length", "apart"), [(30, True), (31, False)])
def test_modules_that_would_import_each_other_in_a_long_row_are_one(
    length: int, apart: bool
) -> None:
    """More than thirty of them."""
    assert (len(long_chain(length)) > 1) is apart
