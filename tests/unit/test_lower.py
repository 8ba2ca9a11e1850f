"""Raw models become checked values; what is wrong is reported with its place."""

from __future__ import annotations

import pytest

from codegen import ir
from codegen.graph import components
from codegen.load import RawService
from codegen.lower import lower
from codegen.problems import CodegenError
from codegen.runtime.shapes import Document, List, Map, Reference, Shape, String
from tests.hostile.workshop import Raw, model, operation, structure

STRING = {"type": "string"}


def lowered(shapes: Raw, operations: Raw | None = None, *only: str) -> ir.Service:
    return lower(RawService("svc", "2020-01-01", model(shapes, operations)), only)


def test_a_subset_is_the_operations_and_what_they_reach() -> None:
    """And nothing else."""
    shapes = {"A": structure({"x": "X"}), "B": structure({"y": "Y"}), "X": STRING, "Y": STRING}
    operations = {"One": operation("One", "A"), "Two": operation("Two", "B")}
    service = lowered(shapes, operations, "One")
    assert set(service.shapes) == {"A", "OneResponse", "X"}


def test_an_operation_without_input_or_output_gets_empty_structures() -> None:
    """They have no shape in the model."""
    service = lowered({}, {"Ping": operation("Ping")})
    assert [service.structure(name).model_shape for name in service.shapes] == [None, None]


def test_operations_that_share_a_request_get_one_each() -> None:
    """A request belongs to one operation; its members stay those of the model's shape."""
    operations = {name: operation(name, "In") for name in ("One", "Two")}
    service = lowered({"In": structure({"x": "X"}), "X": STRING}, operations)
    requests = [service.structure(op.request) for op in service.operations]
    assert [(r.name, r.model_shape) for r in requests] == [
        ("OneRequest", "In"),
        ("TwoRequest", "In"),
    ]


def test_an_enum_on_a_member_is_not_read() -> None:
    """botocore reads none there either."""
    shapes = {"In": structure({"x": "X"}), "X": STRING}
    shapes["In"]["members"]["x"]["enum"] = ["A"]
    service = lowered(shapes, {"Do": operation("Do", "In")})
    assert service.shapes["X"] == String()


def test_an_error_that_is_a_member_is_a_structure_there() -> None:
    shapes = {"In": structure({"e": "E"}), "E": structure(exception=True)}
    service = lowered(shapes, {"Do": operation("Do", "In", errors=["E"])})
    (member,) = service.structure("In").members
    assert member.target.name == "EDetails"
    assert service.structure("EDetails").error is None
    assert service.structure("E").error == ir.ErrorTraits("E")


def test_errors_that_no_operation_mentions_are_kept_unless_operations_were_chosen() -> None:
    shapes = {"In": structure(), "E": structure(exception=True)}
    operations = {"Do": operation("Do", "In")}
    assert "E" in lowered(shapes, operations).shapes
    assert "E" not in lowered(shapes, operations, "Do").shapes


def test_length_bounds_are_whole_numbers_that_let_every_legal_length_pass() -> None:
    """A half is rounded inwards, infinity is not a bound."""
    shapes = {"In": structure({"s": "S"}), "S": {**STRING, "min": 0.5, "max": 2.5}}
    shape = lowered(shapes, {"Do": operation("Do", "In")}).shapes["S"]
    assert shape == String(min=1, max=2)


def test_shapes_refer_to_each_other_by_name() -> None:
    """So they can hold their like; a map names its key first."""
    shapes = {
        "In": structure({"map": "M"}),
        "M": {"type": "map", "key": {"shape": "S"}, "value": {"shape": "In"}, "sparse": True},
        "S": STRING,
    }
    service = lowered(shapes, {"Do": operation("Do", "In")})
    assert ir.names(service.shapes["In"]) == ["M"]
    assert ir.names(service.shapes["M"]) == ["S", "In"]
    (member,) = service.structure("In").members
    assert isinstance(member.shape, Map)
    assert member.shape.sparse
    assert member.shape.entry is service.shapes["In"]


def test_a_header_that_holds_json_is_a_document_there() -> None:
    """And elsewhere the string that the model says."""
    shapes = {"In": structure({"h": "X", "s": "X"}), "X": {**STRING, "sensitive": True}}
    shapes["In"]["members"]["h"] |= {"jsonvalue": True, "location": "header"}
    service = lowered(shapes, {"Do": operation("Do", "In")})
    header, plain = service.structure("In").members
    assert header.shape == Document(sensitive=True)
    assert plain.shape == String(sensitive=True)


def test_an_unknown_operation_is_refused_with_a_suggestion() -> None:
    with pytest.raises(CodegenError, match=r"has no operation 'StartJbo'; did you mean StartJob\?"):
        lowered({}, {"StartJob": operation("StartJob")}, "StartJbo")


def test_everything_that_is_wrong_is_reported_at_once() -> None:
    """In the order of the places."""
    shapes = {"In": structure({"a": "Gone"}), "B": {"type": "quark"}, "C": {"type": 1}}
    with pytest.raises(CodegenError) as refusal:
        lowered(shapes)
    places = [problem.place for problem in refusal.value.problems]
    assert places == sorted(places)
    assert len(places) == 4


def test_shapes_in_a_circle_share_a_component() -> None:
    """And a shape outside of it has its own."""
    shapes: dict[str, Shape] = {}
    a, b, s = (Reference(name, shapes) for name in "ABS")
    shapes["A"] = ir.Structure("A", (ir.Member("b", b), ir.Member("s", s)))
    shapes["B"], shapes["S"] = List(a), String()
    found = components(shapes, lambda name: ir.names(shapes[name]))
    assert found["A"] == found["B"] != found["S"]


def with_a_waiter(**stated: object) -> ir.Waiter:
    """The waiter of a service that says no more of it than this."""
    waiter = {"operation": "Do", **stated}
    raw = RawService("svc", "2020-01-01", model(), waiters={"Done": waiter})
    (operation_,) = lower(raw).operations
    (found,) = operation_.waiters
    return found


@pytest.mark.parametrize("number", [0, 1_000_000])
def test_a_waiter_may_ask_at_once_and_very_often(number: int) -> None:
    found = with_a_waiter(delay=number, maxAttempts=number)
    assert (found.delay, found.max_attempts) == (number, number)


def test_a_waiter_asks_every_half_minute_for_half_an_hour_unless_it_says_otherwise() -> None:
    """The sentence of a waiter without a source is AWS's, and not stored."""
    found = with_a_waiter(description="AWS's sentence.")
    assert (found.delay, found.max_attempts, found.description) == (30, 60, "")
    assert with_a_waiter(description="Ours.", source="x").description == "Ours."


@pytest.mark.parametrize("stated", ["delay", "maxAttempts"])
@pytest.mark.parametrize("number", [-1, 1_000_001])
def test_a_waiter_that_would_wait_for_weeks_is_refused(stated: str, number: int) -> None:
    with pytest.raises(CodegenError, match="from 0 to 1,000,000"):
        with_a_waiter(**{stated: number})


def nested(levels: int) -> Raw:
    """A list in a list and so on, beginning in the middle, so that its parts are counted first."""
    shapes: Raw = {
        f"L{level}": {"type": "list", "member": {"shape": f"L{level - 1}" if level > 1 else "S"}}
        for level in sorted(range(1, levels + 1), key=lambda level: abs(level - levels // 2))
    }
    return {"S": STRING, **shapes, "In": structure({"x": f"L{levels}"})}


def test_lists_nest_sixteen_levels_deep() -> None:
    """However they are met, and no deeper."""
    do = {"Do": operation("Do", "In")}
    assert lowered(nested(16), do)
    with pytest.raises(CodegenError) as refusal:
        lowered(nested(17), do)
    assert [problem.place for problem in refusal.value.problems] == ["svc: /shapes/L17"]


def test_lists_that_hold_each_other_are_refused() -> None:
    a, b = ({"type": "list", "member": {"shape": name}} for name in "BA")
    with pytest.raises(CodegenError, match="or forever"):
        lowered({"A": a, "B": b, "In": structure({"x": "A"})}, {"Do": operation("Do", "In")})


@pytest.mark.parametrize(
    ("shapes", "place", "message"),
    [
        ({"In": structure({"": "S"}), "S": STRING}, "/shapes/In/members/", "must have a name"),
        ({"In": structure(), "S": 5}, "/shapes/S", "must be an object"),
        ({"In": structure({"a": "Gone"})}, "/shapes/In/members/a", "refers to 'Gone'"),
        ({"In": STRING}, "/operations/Do/input", "which is not a structure"),
        (
            {"In": structure(required=["b"])},
            "/shapes/In/required",
            "names 'b', which is not a member",
        ),
        (
            {"In": structure(required=["b", 1])},
            "/shapes/In/required",
            "must hold strings only",
        ),
        (
            {"In": structure(), "N": {"type": "integer", "min": float("nan")}},
            "/shapes/N/min",
            "must be a number, not NaN",
        ),
        (
            {"In": structure(), "N": {"type": "integer", "min": "1"}},
            "/shapes/N/min",
            "must be a number, not a string",
        ),
        (
            {"In": structure(), "N": {"type": "integer", "min": True}},
            "/shapes/N/min",
            "must be a number, not true or false",
        ),
        (
            {
                "In": structure(),
                "S": STRING,
                "L": {"type": "list", "member": {"shape": "S"}},
                "M": {"type": "map", "key": {"shape": "L"}, "value": {"shape": "S"}},
            },
            "/shapes/M/key",
            "must be a string",
        ),
    ],
)
def test_what_is_wrong_is_reported_with_its_place(shapes: Raw, place: str, message: str) -> None:
    with pytest.raises(CodegenError) as refusal:
        lowered(shapes, {"Do": operation("Do", "In")})
    (problem,) = refusal.value.problems
    assert problem.place == f"svc: {place}"
    assert message in problem.message


def test_a_number_has_the_bounds_that_are_stated() -> None:
    """Any number but infinity, which bounds nothing."""
    shapes = {"N": {"type": "double", "min": -0.5, "max": float("inf")}}
    shapes["In"] = structure({"n": "N"})
    found = lowered(shapes, {"Do": operation("Do", "In")}).shapes["N"]
    assert found.traits["min"] == -0.5
    assert found.traits.get("max") is None


def test_a_document_is_any_json_value() -> None:
    shapes = {"In": structure({"d": "D"}), "D": structure(document=True, sensitive=True)}
    service = lowered(shapes, {"Do": operation("Do", "In")})
    assert service.shapes["D"] == Document(sensitive=True)


def test_json_outside_of_headers_and_in_headers_of_other_types_is_as_the_model_says() -> None:
    shapes = {
        "In": structure({"query": "S", "number": "N", "S": "S"}),
        "S": STRING,
        "N": {"type": "integer"},
    }
    shapes["In"]["members"]["query"] |= {"jsonvalue": True, "location": "querystring"}
    shapes["In"]["members"]["number"] |= {"jsonvalue": True, "location": "header"}
    service = lowered(shapes, {"Do": operation("Do", "In")})
    kinds = [member.shape.kind for member in service.structure("In").members]
    assert kinds == ["String", "Integer", "String"]


@pytest.mark.parametrize(
    ("stated", "traits"),
    [
        ({}, ir.ErrorTraits("E")),
        ({"fault": True}, ir.ErrorTraits("E", fault=True)),
        ({"error": {"fault": True}}, ir.ErrorTraits("E", fault=True)),
        (
            {"error": {"code": "Other", "httpStatusCode": 404}, "retryable": {"throttling": False}},
            ir.ErrorTraits("Other", http_status=404, retryable=True),
        ),
    ],
)
def test_an_error_is_what_the_model_says_of_it(stated: Raw, traits: ir.ErrorTraits) -> None:
    shapes = {"In": structure(), "E": structure(exception=True, **stated)}
    service = lowered(shapes, {"Do": operation("Do", "In", errors=["E"])})
    assert service.structure("E").error == traits
