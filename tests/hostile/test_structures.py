"""Models of hostile shape: circles, depths, sizes, dangling references, wrong types."""

from __future__ import annotations

import contextlib
import json
import typing
from pathlib import Path
from typing import Any

import pytest

from codegen.problems import CodegenError
from tests.hostile import workshop
from tests.hostile.workshop import Raw, operation, structure

STRING = {"type": "string"}


def built(tmp_path: Path, content: Raw, service: str = "svc") -> workshop.Generated:
    models = workshop.store(tmp_path / "models", content, service)
    return workshop.generate(models, tmp_path / "out", service)


def refusals(tmp_path: Path, content: Any, **extras: Any) -> list[str]:
    """What is said about a model that cannot be generated."""
    with pytest.raises(CodegenError) as refusal:
        workshop.generate(workshop.store(tmp_path / "models", content, **extras), tmp_path / "out")
    return [str(problem) for problem in refusal.value.problems]


def test_structures_in_circles_work_at_any_length(tmp_path: Path) -> None:
    """A holds itself, B and C hold each other, D closes a long circle through lists and maps."""
    shapes = {
        "In": structure({"a": "A", "b": "B", "d": "D"}),
        "A": structure({"a": "A"}),
        "B": structure({"c": "C"}),
        "C": structure({"b": "B"}),
        "D": structure({"list": "Ds"}),
        "Ds": {"type": "list", "member": {"shape": "DMap"}},
        "DMap": {"type": "map", "key": {"shape": "S"}, "value": {"shape": "D"}},
        "S": STRING,
    }
    wire = {"a": {"a": {}}, "b": {"c": {"b": {}}}, "d": {"list": [{"k": {"list": []}}]}}
    with built(tmp_path, workshop.model(shapes)).imported() as service:
        assert service.In.from_wire(wire).to_wire() == wire


def test_all_of_a_sensitive_structure_is_hidden(tmp_path: Path) -> None:
    """In its representation, and in what is said of a value that is wrong."""
    shapes = {
        "In": structure({"vault": "Vault"}),
        "Vault": structure({"word": "Word"}, sensitive=True),
        "Word": {"type": "string", "max": 7},
    }
    with built(tmp_path, workshop.model(shapes)).imported() as service:
        assert "hunter2" not in repr(service.In.from_wire({"vault": {"word": "hunter2"}}))
        with pytest.raises(ValueError, match="at most 7 characters") as caught:
            service.In.from_wire({"vault": {"word": "hunter22"}})
        assert "hunter2" not in repr(caught.value)


@pytest.mark.parametrize(
    "shapes",
    [
        {"L": {"type": "list", "member": {"shape": "L"}}},
        {"L": {"type": "list", "member": {"shape": "M"}},
         "M": {"type": "map", "key": {"shape": "S"}, "value": {"shape": "L"}}},
    ],
    ids=["a list of itself", "a list and a map of each other"],
)  # fmt: skip
def test_lists_without_end_are_refused(shapes: Raw, tmp_path: Path) -> None:
    """No value but an endless one would satisfy them."""
    content = workshop.model({"In": structure({"l": "L"}), "S": STRING, **shapes})
    complaint = "svc: /shapes/L: nests lists and maps more than 16 levels deep, or forever"
    assert complaint in refusals(tmp_path, content)


def test_sixteen_lists_inside_each_other_work_and_more_are_refused(tmp_path: Path) -> None:
    """Four times what any service has."""

    def nested(levels: int) -> Raw:
        lists = {f"L{n}": {"type": "list", "member": {"shape": f"L{n + 1}"}} for n in range(levels)}
        return workshop.model({"In": structure({"l": "L0"}), **lists, f"L{levels}": STRING})

    wire: Any = "x"
    for _ in range(16):
        wire = [wire]
    with built(tmp_path / "fine", nested(16)).imported() as service:
        assert service.In.from_wire({"l": wire}).to_wire() == {"l": wire}
    assert refusals(tmp_path / "deep", nested(17))[0].startswith("svc: /shapes/L0: nests")


def test_five_hundred_structures_inside_each_other(tmp_path: Path) -> None:
    """Depth in the model costs no depth of Python's stack, nor one module per level."""
    shapes = {f"S{n}": structure({"next": f"S{n + 1}"}) for n in range(500)}
    operations = {f"Do{n}": operation(f"Do{n}", f"S{n}") for n in range(0, 500, 5)}
    content = workshop.model({**shapes, "S500": structure()}, operations)
    with built(tmp_path, content).imported() as service:
        assert service.S0(next=service.S1(next=None)).to_wire() == {"next": {}}


@pytest.mark.parametrize("union", [False, True])
def test_five_thousand_members(union: bool, tmp_path: Path) -> None:
    """Size has no cliff: neither parameters, nor checks, nor the count of a union's members."""
    members = {f"member{n}": "S" for n in range(5000)}
    content = workshop.model({"In": structure(members, union=union), "S": STRING})
    with built(tmp_path, content).imported() as service:
        assert service.In(member4999="x").to_wire() == {"member4999": "x"}


def test_dangling_references_are_named(tmp_path: Path) -> None:
    """Every one of them, with its place."""
    shapes = {
        "In": structure({"a": "Gone"}),
        "L": {"type": "list", "member": {"shape": "Gone"}},
        "S": STRING,
    }
    operations = {"Do": operation("Do", "In", "Nowhere", ["S"])}
    assert refusals(tmp_path, workshop.model(shapes, operations)) == [
        "svc: /operations/Do/errors: refers to 'S', which is not a structure",
        "svc: /operations/Do/output: refers to 'Nowhere', which is not a shape",
        "svc: /shapes/In/members/a: refers to 'Gone', which is not a shape",
        "svc: /shapes/L/member: refers to 'Gone', which is not a shape",
    ]


WRONG: dict[str, tuple[Raw, str]] = {
    "shape": ({"A": 7}, "/shapes/A: must be an object"),
    "type": ({"A": {"type": 7}}, "/shapes/A/type: must be a string"),
    "no type": ({"A": {}}, "/shapes/A: has no 'type'"),
    "unknown type": ({"A": {"type": "quark"}}, "/shapes/A: has the unknown type 'quark'"),
    "members": (
        {"A": {"type": "structure", "members": []}},
        "/shapes/A/members: must be an object",
    ),
    "member": (
        {"A": {"type": "structure", "members": {"x": "S"}}},
        "/shapes/A/members/x: must be an object",
    ),
    "member shape": (
        {"A": {"type": "structure", "members": {"x": {"shape": 1}}}},
        "/shapes/A/members/x/shape: must be a string",
    ),
    "required": ({"A": structure(required="x")}, "/shapes/A/required: must be a list"),
    "required item": ({"A": structure(required=[1])}, "/shapes/A/required: must hold strings"),
    "required stranger": (
        {"A": structure(required=["x"])}, "/shapes/A/required: names 'x', which is not a member",
    ),
    "enum": ({"A": {"type": "string", "enum": [1]}}, "/shapes/A/enum: must hold strings only"),
    "minimum": ({"A": {"type": "string", "min": "1"}}, "/shapes/A/min: must be a number"),
    "boolean maximum": ({"A": {"type": "long", "max": True}}, "/shapes/A/max: must be a number"),
    "flag": ({"A": structure(union="yes")}, "/shapes/A/union: must be true or false"),
    "list member": ({"A": {"type": "list"}}, "/shapes/A/member: has no 'shape'"),
    "map key": (
        {
            "A": {"type": "map", "key": {"shape": "I"}, "value": {"shape": "I"}},
            "I": {"type": "long"},
        },
        "/shapes/A/key: must be a string",
    ),
    "error": ({"A": structure(exception=True, error=7)}, "/shapes/A/error: must be an object"),
}  # fmt: skip


@pytest.mark.parametrize(("shapes", "complaint"), WRONG.values(), ids=WRONG.keys())
def test_values_of_the_wrong_type_are_named(shapes: Raw, complaint: str, tmp_path: Path) -> None:
    """With the JSON pointer of the place, and what was expected there."""
    found = refusals(tmp_path, workshop.model({"In": structure(), **shapes}))
    assert any(problem.startswith(f"svc: {complaint}") for problem in found), found


@pytest.mark.parametrize("key", ["metadata", "operations", "shapes"])
@pytest.mark.parametrize("value", [[], "x", 7, None])
def test_top_level_parts_must_be_objects(key: str, value: object, tmp_path: Path) -> None:
    """The places without which there is no service."""
    found = refusals(tmp_path, {**workshop.model(), key: value})
    assert any(f"svc: /{key}: must be" in problem for problem in found), found


@pytest.mark.parametrize("value", [[], "x", 7])
def test_paginators_and_waiters_must_be_objects(value: Any, tmp_path: Path) -> None:
    """Those that are not are refused with the file they stand in."""
    for extra, file in (("pages", "paginators-1"), ("waits", "waiters-2")):
        if value:
            found = refusals(tmp_path, workshop.model(), **{extra: value})
            assert any(file in problem for problem in found), found


@pytest.mark.parametrize(
    "items",
    [{"type": "list", "member": {"shape": "E"}},
     {"type": "map", "key": {"shape": "E"}, "value": {"shape": "E"}}],
    ids=["list", "map"],
)  # fmt: skip
def test_pages_of_values_of_enums_have_types_that_can_be_resolved(
    items: Raw, tmp_path: Path
) -> None:
    """Also if no parameter of the client has a type of that module."""
    content = workshop.model(
        {
            "In": structure({"NextToken": "S"}), "Out": structure({"Items": "L", "NextToken": "S"}),
            "S": {"type": "string"}, "E": {"type": "string", "enum": ["A", "B"]}, "L": items,
        },
        {"ListThings": operation("ListThings", "In", "Out")},
    )  # fmt: skip
    page = {"input_token": "NextToken", "output_token": "NextToken", "result_key": "Items"}
    workshop.store(tmp_path / "models", content, pages={"ListThings": page})
    generated = workshop.generate(tmp_path / "models", tmp_path / "out")
    with generated.imported() as service:
        for client in (service.Client, service.AsyncClient):
            hints = typing.get_type_hints(getattr(client, generated.names.iterators["ListThings"]))
            assert "Pages" in str(hints["return"])


def test_a_waiter_with_an_absurd_delay_is_refused(tmp_path: Path) -> None:
    """Nobody waits until the end of the universe."""
    wait = {"operation": "Do", "delay": 10**400, "maxAttempts": 10**400, "acceptors": []}
    found = refusals(tmp_path, workshop.model(), waits={"W": wait})
    assert found == [
        "svc: /operations/Do/waiters/W: must have delay and maxAttempts from 0 to 1,000,000"
    ]


def test_absurd_bounds_are_taken_at_their_word(tmp_path: Path) -> None:
    """Infinite, negative, fractional, crossed over, and beyond every integer of a machine."""
    shapes = {
        "In": structure({"a": "A", "b": "B", "c": "C", "d": "D"}),
        "A": {"type": "string", "min": -5, "max": 10**300},
        "B": {"type": "string", "min": 1e400, "max": -1e400},
        "C": {"type": "long", "min": -(10**100), "max": 1e308},
        "D": {"type": "string", "min": 0.5, "max": 2.5},
    }
    with built(tmp_path, workshop.model(shapes)).imported() as service:
        assert service.In(a="", b="", c=1, d="x").to_wire() == {"a": "", "b": "", "c": 1, "d": "x"}


def test_a_number_that_is_none_is_refused(tmp_path: Path) -> None:
    """NaN is JSON to Python only, and no bound to anybody."""
    content = workshop.model(
        {"In": structure({"a": "A"}), "A": {"type": "long", "max": float("nan")}}
    )
    assert refusals(tmp_path, content) == ["svc: /shapes/A/max: must be a number, not NaN"]


FILES = {
    "an empty file": b"",
    "half a file": b'{"metadata": {',
    "a list": b"[]",
    "not UTF-8": b'{"a": "\xff"}',
    "a key that stands twice": b'{"shapes": {}, "shapes": {}}',
    "a hundred thousand brackets": b"[" * 100_000,
    "a number of five thousand digits": b'{"shapes": ' + b"9" * 5000 + b"}",
}


@pytest.mark.parametrize("content", FILES.values(), ids=FILES.keys())
def test_files_that_are_no_model_are_refused_by_name(content: bytes, tmp_path: Path) -> None:
    """Whatever stands in the file, the message says which file it is."""
    models = workshop.store(tmp_path / "models", workshop.model())
    (models / "svc" / workshop.VERSION / "service-2.json").write_bytes(content)
    with pytest.raises(CodegenError, match=r"service-2\.json"):
        workshop.generate(models, tmp_path / "out")


def test_prose_that_nests_without_end_does_no_harm(tmp_path: Path) -> None:
    """Parts of a model that we do not read are carried along, or refused; nothing crashes."""
    deep = json.loads("[" * 900 + "]" * 900)
    content = {**workshop.model(), "examples": deep}
    with contextlib.suppress(CodegenError):
        built(tmp_path, content)


def test_an_empty_service_is_a_package_without_operations(tmp_path: Path) -> None:
    """There is nothing wrong with a service that can do nothing."""
    with built(tmp_path, workshop.model({}, {})).imported() as service:
        assert "Client" in service.__all__
