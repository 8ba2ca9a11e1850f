"""Names for everything public: valid, apart from each other, and the same every time."""

from __future__ import annotations

import ast
import inspect
import keyword
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen import ir, names
from codegen.runtime import Request, Response, ResponsePart, Structure
from codegen.runtime.client.async_client import AsyncBaseClient
from codegen.runtime.client.base import _WAIT_OPTIONS, BaseClient
from codegen.runtime.client.waiting import Wait
from codegen.runtime.errors import ServiceError
from codegen.runtime.shapes import Double, Reference, Shape, String
from emrglue import glue
from tests.hostile.texts import TEXTS, WORDS


def service(*operations: ir.Operation, **shapes: Shape) -> ir.Service:
    """A service of these shapes."""
    return ir.Service("svc", "2020-01-01", "A Service", "svc", operations, shapes)


def structures(*wires: str) -> dict[str, Shape]:
    """Empty structures with these names."""
    return {wire: ir.Structure(wire) for wire in wires}


def members(*wires: str, error: bool = False) -> list[str]:
    """The field names of a structure with these members."""
    traits = ir.ErrorTraits("E") if error else None
    of_model = tuple(ir.Member(wire, Reference("T", {})) for wire in wires)
    found = names.name(service(S=ir.Structure("S", of_model, error=traits))).members
    return [found["S"][wire] for wire in wires]


@pytest.mark.parametrize(
    ("wire", "name"),
    [
        ("jobDriver", "job_driver"),
        ("applicationID", "application_id"),
        ("SSEKMSKeyId", "ssekms_key_id"),
        ("x-amz-meta", "x_amz_meta"),
        ("from", "from_"),
        ("self", "self_"),
        ("1st", "value_1st"),
        ("1", "value_1"),
        ("__init__", "init"),
        ("é", "e"),
        ("☃", "unnamed"),
    ],
)
def test_members_are_in_botocores_snake_case(wire: str, name: str) -> None:
    """With an underscore after what Python or generated code needs itself."""
    assert members(wire) == [name]


def test_members_leave_alone_what_structures_are_and_clients_need() -> None:
    """Names that nothing of ours uses are free, though Python has them."""
    taken = ["to_wire", "response_metadata", "self", "locals", "str", "bytes"]
    assert members(*taken) == [f"{name}_" for name in taken]
    free = ["len", "dict", "list", "isinstance", "type", "object", "property", "field", "shapes"]
    assert members(*free) == free


@pytest.mark.parametrize(
    ("classes", "reserved"),
    [
        ((Structure, ResponsePart, Request, Response), names._STRUCTURE_ATTRIBUTES),
        ((BaseClient, AsyncBaseClient), names._CLIENT_ATTRIBUTES),
        ((ServiceError,), names._ERROR_ATTRIBUTES | {"MSG_TEMPLATE"}),
    ],
)
def test_what_base_classes_have_is_reserved(
    classes: tuple[type, ...], reserved: frozenset[str]
) -> None:
    """Whatever they get: a member, or a method of a client, would hide it."""
    public = {name for cls in classes for name in dir(cls) if not name.startswith("_")}
    assert public <= reserved


def annotations(tree: ast.AST) -> Iterator[ast.expr]:
    """The annotations in the classes of a module."""
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    for node in (node for cls in classes for node in ast.walk(cls)):
        found = [getattr(node, "annotation", None), getattr(node, "returns", None)]
        yield from (annotation for annotation in found if annotation is not None)


def test_names_in_annotations_are_classes_or_begin_with_an_underscore_or_are_reserved() -> None:
    """A type checker looks for them in the class first, where members and methods are."""
    home = Path(glue.__file__).parent
    classes = {*glue.__all__, "GlueError"}
    found = {
        node.id
        for path in home.rglob("*.py")
        for annotation in annotations(ast.parse(path.read_bytes()))
        for node in ast.walk(annotation)
        if isinstance(node, ast.Name) and not node.id.startswith("_")
    }
    assert {"str", "int", "float", "bool", "bytes"} <= found - classes <= names._TYPES


def test_members_that_meet_give_way_and_the_plain_one_keeps_its_name() -> None:
    """Whatever their order in the model."""
    assert members("fooBar", "foo_bar", "FooBar") == ["foo_bar_2", "foo_bar", "foo_bar_"]
    assert members("foo_bar", "FooBar", "fooBar") == ["foo_bar", "foo_bar_", "foo_bar_2"]


def test_members_of_errors_leave_alone_what_every_error_has() -> None:
    """In other structures the same names are free."""
    assert members("code", "response", error=True) == ["code_", "response_"]
    assert members("code", "response") == ["code", "response"]


@pytest.mark.parametrize(
    ("wire", "name"),
    [("startJobRun", "StartJobRun"), ("GlueTable", "GlueTable"), ("None", "None_"),
     ("3D", "VALUE_3D"), ("1st", "VALUE_1st"), ("client", "Client_"), ("BASE", "BASE_")],
)  # fmt: skip
def test_classes_are_in_pascal_case(wire: str, name: str) -> None:
    """With an underscore after what a service's package offers itself."""
    assert names.name(service(**structures(wire))).classes[wire] == name


@pytest.mark.parametrize(
    ("value", "name"),
    [("G.1X", "G_1X"), ("SSE-KMS", "SSE_KMS"), ("glueEtl", "GLUE_ETL"), ("", "EMPTY"),
     ("None", "NONE"), ("10", "VALUE_10"), ("*", "EMPTY")],
)  # fmt: skip
def test_enum_members_are_in_upper_case(value: str, name: str) -> None:
    """Made from the ASCII letters and digits of the value."""
    found = names.name(service(E=String(enum=(value,)))).enum_members
    assert found["E"][value] == name


def test_shapes_are_called_like_their_classes_and_others_give_way() -> None:
    """``double`` is a number, and would have the name of the structure ``Double``."""
    shapes = {"double": Double(), "Double": ir.Structure("Double"), "e": String(enum=("A",))}
    found = names.name(service(**shapes))
    assert [found.shape(wire) for wire in shapes] == ["Double_", "Double", "E"]
    assert found.shapes.keys() == {"double"}


def test_methods_of_clients_never_meet() -> None:
    """An operation may be called like the iterator over another's pages."""
    operations = (
        ir.Operation("List", "I", "O", items="Items"),
        ir.Operation("IterList", "I", "O"),
    )
    found = names.name(service(*operations, **structures("I", "O")))
    methods = [*found.operations.values(), *found.iterators.values()]
    assert sorted(methods) == ["iter_list", "iter_list_", "list"]


def test_all_hostile_names_are_valid_and_apart() -> None:
    """Every text that has broken a generator, all in one structure."""
    wires = list(dict.fromkeys([*TEXTS.values(), *WORDS]))
    found = members(*wires)
    assert len(set(found)) == len(wires)
    assert all(name.isidentifier() and not keyword.iskeyword(name) for name in found)
    assert max(map(len, found)) < 210


@given(st.lists(st.text(), unique=True, max_size=6))
def test_names_do_not_depend_on_the_order_of_the_model(wires: list[str]) -> None:
    """A member that moves keeps its name."""
    assert sorted(zip(wires, members(*wires), strict=True)) == sorted(
        zip(reversed(wires), members(*reversed(wires)), strict=True)
    )


@pytest.mark.parametrize("client", [glue.Client, glue.AsyncClient])
def test_the_options_of_a_wait_are_the_same_wherever_they_are_written(client: Any) -> None:
    """Members give way to what the template writes; the runtime takes out and hands on the same."""
    method = client.wait_until_job_run_succeeded
    request = inspect.signature(glue.GetJobRunRequest).parameters.keys()
    assert inspect.signature(method).parameters.keys() - request - {"self"} == set(_WAIT_OPTIONS)
    assert set(re.findall(r"``(\w+)``", method.__doc__)) == set(_WAIT_OPTIONS)
    taken = inspect.signature(Wait).parameters.values()
    assert {p.name for p in taken if p.kind is p.KEYWORD_ONLY} == set(_WAIT_OPTIONS)
    assert set(_WAIT_OPTIONS) == names._WAIT_OPTIONS
