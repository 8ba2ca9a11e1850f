"""What the files of a service say is decided on values, before any template is asked."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from codegen.load import RawService
from codegen.lower import lower
from codegen.names import name
from codegen.patterns import Translation, translate
from codegen.plan import Package, plan
from codegen.problems import CodegenError
from tests.hostile.workshop import Raw, model, operation, structure

STRING: Raw = {"type": "string"}
SHAPES: Raw = {
    "Text": STRING,
    "Mood": {"type": "string", "enum": ["GOOD", "BAD"]},
    "Moment": {"type": "timestamp"},
    "Data": {"type": "blob"},
    "Body": {"type": "blob", "streaming": True},
    "Json": structure(document=True),
    "Count": {"type": "integer"},
    "Part": structure({"name": "Text"}),
    "Parts": {"type": "list", "member": {"shape": "Part"}},
    "Gaps": {"type": "list", "member": {"shape": "Text"}, "sparse": True},
    "Moods": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Mood"}},
    "Said": structure({"text": "Text"}, event=True),
    "Events": structure({"said": "Said"}, eventstream=True),
}


def planned(
    shapes: Raw,
    operations: Raw | None = None,
    *,
    waits: Raw | None = None,
    pages: Raw | None = None,
    rules: tuple[Raw, ...] = (),
    mixins: Mapping[str, str] = {},
) -> Package:
    """The package of a model with these shapes, beside those that every test may name."""
    raw = RawService(
        "svc",
        "2020-01-01",
        model({**SHAPES, **shapes}, operations),
        paginators=pages or {},
        waiters=waits or {},
        rules=rules,
    )
    service = lower(raw)
    stated = {n: s.traits["pattern"] for n, s in service.shapes.items() if "pattern" in s.traits}
    patterns: dict[str, Translation] = {n: translate(pattern) for n, pattern in stated.items()}
    return plan(service, name(service), patterns, mixins)


def classes(package: Package) -> dict[str, tuple[str, dict[str, str]]]:
    """The bases of every class, and the types of its fields."""
    return {
        cls.name: (cls.bases, {field.name: field.annotation for field in cls.fields})
        for module in package.modules
        for cls in module.classes
    }


def imports(package: Package) -> dict[str, list[str]]:
    """The imports of every module of structures."""
    return {module.name: [*module.imports] for module in package.modules}


@pytest.mark.parametrize(
    ("shape", "taken", "given"),
    [
        ("Text", "str", "str"),
        ("Count", "int", "int"),
        ("Mood", "_choices.Mood", "_literals.Mood"),
        ("Moment", "_rt.datetime | str | float", "_rt.datetime"),
        ("Data", "bytes", "bytes"),
        ("Body", "_rt.Any", "_rt.Any"),
        ("Json", "_rt.Any", "_rt.Any"),
        ("Part", "Part", "Part"),
        ("Parts", "_rt.Sequence[Part]", "_rt.Sequence[Part]"),
        ("Gaps", "_rt.Sequence[str | None]", "_rt.Sequence[str | None]"),
        ("Moods", "_rt.Mapping[str, _choices.Mood]", "_rt.Mapping[str, _literals.Mood]"),
    ],
)
def test_a_request_may_take_more_types_than_a_response_gives(
    shape: str, taken: str, given: str
) -> None:
    shapes = {"In": structure({"m": shape}, required=["m"]), "Out": structure({"m": shape})}
    package = planned(shapes, {"Do": operation("Do", "In", "Out")})
    found = classes(package)
    assert found["In"][1] == {"m": taken}
    assert found["Out"][1] == {"m": f"{given} | None"}
    (method,) = package.methods
    (parameter,) = method.parameters
    assert parameter == f"m: {taken.replace('Part', '_service.Part')}"


def test_a_blob_that_is_the_whole_body_of_a_response_is_a_stream() -> None:
    """In a request it is bytes, unless the model says that it is streamed."""
    shapes = {
        "In": structure({"m": "Data"}, payload="m"),
        "Out": structure({"m": "Data", "n": "Data"}, payload="m"),
    }
    found = classes(planned(shapes, {"Do": operation("Do", "In", "Out")}))
    assert found["In"][1] == {"m": "bytes | None"}
    assert found["Out"][1] == {"m": "_rt.Stream | None", "n": "bytes | None"}


def test_a_stream_of_events_is_typed_by_what_is_in_it() -> None:
    """A request that sends one says so."""
    shapes = {"In": structure({"m": "Events"}), "Out": structure({"m": "Events"})}
    found = classes(planned(shapes, {"Do": operation("Do", "In", "Out")}))
    assert found["In"][1] == found["Out"][1] == {"m": "_rt.Events[Events] | None"}
    assert "sends_events=True" in found["In"][0]
    assert "sends_events" not in found["Out"][0]


def test_a_class_says_what_it_stands_for() -> None:
    """A request and its response; what can be in a request, and what only comes back."""
    shapes = {
        "In": structure({"part": "Part"}),
        "Out": structure({"part": "Part", "own": "Own"}),
        "Own": structure({"text": "Text"}),
    }
    found = classes(planned(shapes, {"Do": operation("Do", "In", "Out")}))
    assert found["In"][0].startswith("_base.Request['Out'], operation='Do'")
    assert found["Out"][0].startswith("_base.Response")
    assert found["Part"][0] == "_base.Structure"
    assert found["Own"][0] == "_base.ResponsePart"


def test_a_module_imports_the_structures_that_it_names_from_the_modules_that_have_them() -> None:
    """And a module of structures that only itself uses imports none."""
    shapes = {
        "OneIn": structure({"part": "Part"}),
        "TwoIn": structure({"parts": "Parts", "own": "Own"}),
        "Own": structure({"text": "Text"}),
    }
    operations = {n: operation(n, f"{n}In") for n in ("One", "Two")}
    found = imports(planned(shapes, operations))
    for module in ("one", "two"):
        assert [line for line in found[module] if "import Part" in line] == [
            "from .part import Part"
        ]
    assert not [line for line in found["two"] if "Own" in line]
    assert not [line for line in found["part"] if line.startswith("from .part")]


def test_the_errors_import_the_structures_that_they_name() -> None:
    shapes = {
        "In": structure(),
        "Failure": structure({"message": "Text", "parts": "Parts"}, exception=True),
    }
    package = planned(shapes, {"Do": operation("Do", "In", errors=["Failure"])})
    assert "from .structures.do import Part" in package.error_imports
    assert "from .. import _runtime as _rt" in package.error_imports
    plain = {"In": structure(), "Failure": structure({"message": "Text"}, exception=True)}
    package = planned(plain, {"Do": operation("Do", "In", errors=["Failure"])})
    assert not [line for line in package.error_imports if "import Part" in line]


def test_a_class_has_the_base_that_a_user_asked_for() -> None:
    """Second, and imported under a name that no class of the service has."""
    mixins = {"svc.Part": "acme.audit:Audited", "other.Part": "acme.audit:Other"}
    shapes = {"In": structure({"part": "Part"})}
    package = planned(shapes, {"Do": operation("Do", "In")}, mixins=mixins)
    bases, _ = classes(package)["Part"]
    assert bases == "_base.Structure, _PartAudited"
    (module,) = (m for m in package.modules if "Part" in [cls.name for cls in m.classes])
    assert module.imports[-1] == "from acme.audit import Audited as _PartAudited"


def test_a_base_for_a_class_that_does_not_exist_is_refused() -> None:
    with pytest.raises(CodegenError, match=r"svc\.Prat: .*did you mean Part"):
        planned({"In": structure({"part": "Part"})}, mixins={"svc.Prat": "acme.audit:Audited"})


def acceptor(**stated: object) -> Raw:
    return {"state": "success", **stated}


@pytest.mark.parametrize(
    ("acceptors", "optional"),
    [
        ([acceptor(matcher="status", expected=200)], False),
        ([acceptor(matcher="error", expected="NotFound")], True),
        ([acceptor(matcher="error", expected="NotFound", state="retry")], False),
        (
            [
                acceptor(matcher="status", expected=200, state="retry"),
                acceptor(matcher="error", expected="NotFound"),
            ],
            True,
        ),
        ([], False),
    ],
)
def test_a_wait_that_an_error_ends_has_no_response(acceptors: list[Raw], optional: bool) -> None:
    """What was waited for is gone."""
    waits = {"Gone": {"operation": "Do", "delay": 1, "maxAttempts": 2, "acceptors": acceptors}}
    (method,) = planned({"In": structure()}, waits=waits).methods
    (wait,) = method.waits
    assert wait.optional is optional


@pytest.mark.parametrize(
    ("shape", "item"),
    [
        ("Parts", "_service.Part"),
        ("Moods", "tuple[str, _literals.Mood]"),
        ("Text", "str"),
    ],
)
def test_the_items_of_pages_are_entries_or_the_thing_itself(shape: str, item: str) -> None:
    pages = {"Do": {"input_token": "at", "output_token": "next", "result_key": "found.items"}}
    shapes = {
        "In": structure({"at": "Text"}),
        "Out": structure({"next": "Text", "found": "Found"}),
        "Found": structure({"items": shape}),
    }
    (method,) = planned(shapes, {"Do": operation("Do", "In", "Out")}, pages=pages).methods
    assert method.page is not None
    assert method.page.item_type == item
    assert [*method.page.attribute] == ["found", "items"]


def test_pages_of_which_nothing_is_said_have_no_iterator() -> None:
    """Neither an operation without pages, nor one whose pages have nothing that could be listed."""
    shapes = {"In": structure({"at": "Text"}), "Out": structure({"next": "Text"})}
    do = {"Do": operation("Do", "In", "Out")}
    (method,) = planned(shapes, do).methods
    assert method.page is None
    pages = {"Do": {"input_token": "at", "output_token": "next", "result_key": []}}
    (method,) = planned(shapes, do, pages=pages).methods
    assert method.page is None


@pytest.mark.parametrize(
    ("shape", "declared"),
    [
        ({"type": "string", "max": 5, "sensitive": True}, "_rt.String(max=5, sensitive=True)"),
        ({"type": "string", "pattern": "[a-c]+"}, '_rt.String(pattern="[a-c]+")'),
        ({"type": "string", "pattern": ".*"}, '_rt.String(pattern=_rt.Pattern(".*"))'),
        ({"type": "string", "pattern": r".*\S.*"}, r'_rt.String(pattern=_rt.NonBlank(".*\\S.*"))'),
        (
            {"type": "string", "pattern": r"[\t\n\r -\uD7FF\uE000-\uFFFD\x{10000}-\x{10FFFF}]*"},
            "printable=True",
        ),
        ({"type": "blob", "streaming": True}, "_rt.Blob(streaming=True)"),
        (
            {"type": "list", "member": {"shape": "Text"}, "min": 1, "sparse": True},
            "_rt.List(Text, sparse=True, min=1)",
        ),
        (structure(), '_base.SERVICE.structure("S")'),
    ],
)
def test_a_shape_is_declared_as_the_model_states_it(shape: Raw, declared: str) -> None:
    package = planned({"In": structure({"s": "S"}), "S": shape}, {"Do": operation("Do", "In")})
    (found,) = (each.value for each in package.shapes if each.name == "S")
    assert declared in found.replace("'", '"')


def test_a_shape_is_declared_after_those_that_it_is_made_of() -> None:
    shapes = {
        "In": structure({"a": "A"}),
        "A": {"type": "list", "member": {"shape": "B"}},
        "B": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "C"}},
        "C": {"type": "list", "member": {"shape": "Text"}},
    }
    package = planned(shapes, {"Do": operation("Do", "In")})
    assert [each.name for each in package.shapes] == ["Text", "C", "B", "A"]


@pytest.mark.parametrize(
    "shape",
    [
        {**STRING, "sensitive": True},
        {"type": "list", "member": {"shape": "Secret"}},
        {"type": "map", "key": {"shape": "Secret"}, "value": {"shape": "Text"}},
        {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Secret"}},
    ],
)
def test_a_field_with_anything_sensitive_is_not_shown(shape: Raw) -> None:
    """And any other is."""
    shapes = {
        "In": structure({"s": "S", "moods": "Moods"}),
        "S": shape,
        "Secret": {**STRING, "sensitive": True},
    }
    package = planned(shapes, {"Do": operation("Do", "In")})
    fields = {
        str(field.name): field for m in package.modules for c in m.classes for field in c.fields
    }
    assert "repr=False" in fields["s"].arguments
    assert "repr=False" not in fields["moods"].arguments


@pytest.mark.parametrize(
    ("error", "status", "fault"),
    [
        ({}, None, "client"),
        ({"fault": True}, None, "server"),
        ({}, 500, "server"),
        ({}, 499, "client"),
    ],
)
def test_an_error_is_the_servers_if_the_model_or_its_status_says_so(
    error: Raw, status: int | None, fault: str
) -> None:
    traits: Raw = {} if status is None else {"error": {"httpStatusCode": status}}
    shapes = {"In": structure(), "E": structure(exception=True, **error, **traits)}
    (found,) = planned(shapes, {"Do": operation("Do", "In", errors=["E"])}).errors
    assert found.fault.strip("'\"") == fault


def declarations(package: Package) -> dict[str, dict[str, str]]:
    """What the fields of every class say, in their order."""
    return {
        cls.name: {field.name: field.arguments.replace('"', "'") for field in cls.fields}
        for module in package.modules
        for cls in module.classes
    }


def test_a_field_says_what_the_model_says_of_the_member() -> None:
    """What has to be given comes first; what only comes back has a shape, which is not checked."""
    request = structure({"Old": "Text", "Token": "Text", "Given": "Text"}, required=["Given"])
    request["members"]["Old"]["deprecated"] = True
    request["members"]["Token"]["idempotencyToken"] = True
    shapes = {"In": request, "Out": structure({"Got": "Text"}, required=["Got"])}
    found = declarations(planned(shapes, {"Do": operation("Do", "In", "Out")}))
    start = "default=None, validator=_shapes.Text, metadata=_rt.wire"
    assert [*found["In"].items()] == [
        ("given", "validator=_shapes.Text, metadata=_rt.wire('Given')"),
        ("old", f"{start}('Old', deprecated=True)"),
        ("token", f"{start}('Token', filled_in=True)"),
    ]
    assert found["Out"] == {"got": "metadata=_rt.wire('Got', _shapes.Text)"}


def test_only_modules_that_need_the_rules_import_them() -> None:
    """A module needs them if one of its classes has a rule."""
    rule = {
        "name": "text-or-nothing",
        "structures": ["In"],
        "require": ["text"],
        "message": "Set text.",
    }
    shapes = {"In": structure({"text": "Text"}), "OtherIn": structure({"text": "Text"})}
    operations = {"Do": operation("Do", "In"), "Other": operation("Other", "OtherIn")}
    package = planned(shapes, operations, rules=(rule,))
    found = imports(package)
    assert [module for module, lines in found.items() if "rules" in "".join(lines)] == ["do"]
    assert [each.name for each in package.rules] == ["text_or_nothing"]


@pytest.mark.parametrize(
    ("members", "imported"),
    [
        ({}, []),
        ({"text": "Text"}, ["from .. import _runtime as _rt"]),
        (
            {"text": "Text", "part": "Part"},
            ["from .. import _runtime as _rt", "from . import _base"],
        ),
    ],
)
def test_the_shapes_import_what_they_are_made_of(
    members: dict[str, str], imported: list[str]
) -> None:
    """The base of the structures if one of them is a structure."""
    package = planned({"In": structure(members)}, {"Do": operation("Do", "In")})
    assert [*package.shape_imports] == imported


def test_a_service_is_called_as_aws_calls_it() -> None:
    assert planned({"In": structure()}).title == "A Service"


def test_a_method_says_whether_its_operation_is_deprecated() -> None:
    old = {**operation("Old", "In"), "deprecated": True}
    package = planned({"In": structure()}, {"Do": operation("Do", "In"), "Old": old})
    assert ["Deprecated." in method.docs for method in package.methods] == [False, True]
