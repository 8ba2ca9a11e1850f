"""A public name, once given, stays; what is new gives way; what cannot stay is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from codegen import format as formatting
from codegen import namelock, names, pipeline, write
from codegen.problems import CodegenError
from codegen.source import Identifier
from tests.support import zoo


def _generate(tmp_path: Path, model: dict[str, Any]) -> dict[str, Any]:
    """Regenerate the package from a model; the names it has then."""
    models = zoo.write(tmp_path / "models", model)
    settings = pipeline.Settings(pipeline.services(["zoo"]), models, tmp_path / "out", "acme")
    tree = pipeline.run(settings, formatter=formatting.unformatted).tree
    write.write(settings.target, tree)
    content: dict[str, Any] = json.loads((settings.target / namelock.FILE).read_bytes())
    return content


def _edit(tmp_path: Path, *path: str, name: str) -> None:
    file = tmp_path / "out" / "acme" / namelock.FILE
    content = json.loads(file.read_bytes())
    scope = content
    for key in path[:-1]:
        scope = scope[key]
    scope[path[-1]] = name
    file.write_text(json.dumps(content))


def test_every_public_name_is_in_the_lock(tmp_path: Path) -> None:
    """Operations and what is made from them, classes, other shapes, members, enum members."""
    assert _generate(tmp_path, zoo.model())["zoo"] == {
        "operations": {"FeedAnimal": "feed_animal", "ListAnimals": "list_animals"},
        "iterators": {"ListAnimals": "iter_list_animals"},
        "waits": {},
        "classes": {
            name: name
            for name, shape in zoo.MODEL["shapes"].items()
            if shape["type"] == "structure" or "enum" in shape
        },
        "shapes": {"Amount": "Amount", "Animals": "Animals", "Name": "Name"},
        "error_base": "ZooError",
        "members": {
            "Animal": {"name": "name"},
            "FeedAnimalRequest": {
                "animalName": "animal_name",
                "food": "food",
                "amount": "amount",
            },
            "FeedAnimalResponse": {"left": "left"},
            "ListAnimalsRequest": {"nextToken": "next_token"},
            "ListAnimalsResponse": {"animals": "animals", "nextToken": "next_token"},
            "NotHungryException": {"message": "message_"},
        },
        "enum_members": {"Food": {"HAY": "HAY", "MEAT": "MEAT"}},
    }


def test_a_member_that_arrives_later_gives_way(tmp_path: Path) -> None:
    """``AnimalName`` would be ``animal_name`` too, and comes first in the alphabet."""
    _generate(tmp_path, zoo.model())
    model = zoo.model()
    members = model["shapes"]["FeedAnimalRequest"]["members"]
    model["shapes"]["FeedAnimalRequest"]["members"] = {"AnimalName": {"shape": "Name"}, **members}
    now = _generate(tmp_path, model)["zoo"]["members"]["FeedAnimalRequest"]
    assert now["animalName"] == "animal_name"
    assert now["AnimalName"] == "animal_name_"


def test_an_enum_value_that_arrives_later_gives_way(tmp_path: Path) -> None:
    """``Hay`` and ``HAY`` are two values and would be one name."""
    _generate(tmp_path, zoo.model())
    model = zoo.model()
    model["shapes"]["Food"]["enum"] = ["-HAY", "HAY", "MEAT"]
    now = _generate(tmp_path, model)["zoo"]["enum_members"]["Food"]
    assert now["HAY"] == "HAY"
    assert now["-HAY"] != "HAY"


def test_an_operation_called_like_an_iterator_gives_way(tmp_path: Path) -> None:
    """``IterListAnimals`` would take the method of the paginator."""
    _generate(tmp_path, zoo.model())
    model = zoo.model()
    model["operations"]["IterListAnimals"] = {
        **model["operations"]["FeedAnimal"],
        "name": "IterListAnimals",
    }
    now = _generate(tmp_path, model)["zoo"]
    assert now["iterators"] == {"ListAnimals": "iter_list_animals"}
    assert now["operations"]["IterListAnimals"] == "iter_list_animals_"


def test_a_structure_called_like_a_shape_gives_way(tmp_path: Path) -> None:
    """``shapes.Amount`` goes on being a number in whoever validates by it."""
    _generate(tmp_path, zoo.model())
    model = zoo.model()
    model["shapes"]["amount"] = {"type": "structure", "members": {}}
    model["shapes"]["Animal"]["members"]["value"] = {"shape": "amount"}
    now = _generate(tmp_path, model)["zoo"]
    assert now["shapes"]["Amount"] == "Amount"
    assert now["classes"]["amount"] == "Amount_"


def test_a_string_that_becomes_an_enum_keeps_its_name(tmp_path: Path) -> None:
    """It is a class from then on."""
    _generate(tmp_path, zoo.model())
    model = zoo.model()
    model["shapes"]["Name"] = {"type": "string", "enum": ["fox"]}
    now = _generate(tmp_path, model)["zoo"]
    assert now["classes"]["Name"] == "Name"
    assert "Name" not in now["shapes"]


def test_a_structure_called_like_the_base_of_errors_gives_way(tmp_path: Path) -> None:
    """``except zoo.ZooError`` goes on meaning what it meant."""
    _generate(tmp_path, zoo.model())
    model = zoo.model()
    model["shapes"]["ZooError"] = {"type": "structure", "members": {}}
    model["shapes"]["Animal"]["members"]["error"] = {"shape": "ZooError"}
    now = _generate(tmp_path, model)["zoo"]
    assert now["error_base"] == "ZooError"
    assert now["classes"]["ZooError"] == "ZooError_"


def test_a_name_can_be_chosen_by_editing_the_lock(tmp_path: Path) -> None:
    """The lock is what decides; the code follows."""
    _generate(tmp_path, zoo.model())
    _edit(tmp_path, "zoo", "members", "FeedAnimalRequest", "animalName", name="animal")
    assert _generate(tmp_path, zoo.model())["zoo"]["members"]["FeedAnimalRequest"] == {
        "animalName": "animal",
        "food": "food",
        "amount": "amount",
    }
    request = tmp_path / "out" / "acme" / "zoo" / "structures" / "feed_animal.py"
    assert "    animal: str = _rt.field(" in request.read_text()
    assert "_rt.wire('animalName')" in request.read_text()


def test_a_name_that_cannot_stay_is_an_error(tmp_path: Path) -> None:
    """The generated code needs ``to_wire`` for itself."""
    _generate(tmp_path, zoo.model())
    _edit(tmp_path, "zoo", "members", "FeedAnimalRequest", "food", name="to_wire")
    with pytest.raises(CodegenError) as caught:
        _generate(tmp_path, zoo.model())
    assert "members.FeedAnimalRequest.food: to_wire would become food" in str(caught.value)
    assert "take the entry out to accept that" in str(caught.value)


@pytest.mark.parametrize(
    ("place", "first", "second"),
    [
        (("members", "FeedAnimalRequest"), "animalName", "food"),
        (("enum_members", "Food"), "HAY", "MEAT"),
        (("operations",), "FeedAnimal", "ListAnimals"),
        (("classes",), "FeedAnimalRequest", "ListAnimalsRequest"),
        (("shapes",), "Amount", "Name"),
    ],
)
def test_two_names_that_were_exchanged_are_reported(
    tmp_path: Path, place: tuple[str, ...], first: str, second: str
) -> None:
    """Code that uses either would go on working, and mean the other."""
    scope = _generate(tmp_path, zoo.model())["zoo"]
    for key in place:
        scope = scope[key]
    _edit(tmp_path, "zoo", *place, first, name=scope[second])
    _edit(tmp_path, "zoo", *place, second, name=scope[first])
    with pytest.raises(CodegenError) as caught:
        _generate(tmp_path, zoo.model())
    where = ".".join(place)
    assert f"{where}.{first}: {scope[second]} is the name that {where}.{second}" in str(
        caught.value
    )
    assert len(caught.value.problems) == 2


def test_names_may_follow_each_other_without_being_exchanged(tmp_path: Path) -> None:
    """A new name that the model gives to something later is kept, as is a name that gave way."""
    _generate(tmp_path, zoo.model())
    _edit(tmp_path, "zoo", "members", "FeedAnimalRequest", "animalName", name="beast")
    _generate(tmp_path, zoo.model())
    model = zoo.model()
    model["shapes"]["FeedAnimalRequest"]["members"]["Beast"] = {"shape": "Name"}
    for _ in range(2):
        now = _generate(tmp_path, model)["zoo"]["members"]["FeedAnimalRequest"]
        assert (now["animalName"], now["Beast"]) == ("beast", "beast_")


@pytest.mark.parametrize(
    ("place", "wire", "name"),
    [
        ("classes", "FeedAnimalResponse", "len"),
        ("classes", "Food", "dict"),
        ("shapes", "Amount", "str"),
        ("iterators", "ListAnimals", "int"),
    ],
)
def test_a_name_of_python_that_the_code_may_use_is_refused(
    tmp_path: Path, place: str, wire: str, name: str
) -> None:
    """It would stand in front of the builtin."""
    _generate(tmp_path, zoo.model())
    _edit(tmp_path, "zoo", place, wire, name=name)
    with pytest.raises(CodegenError, match=f"{place}.{wire}: {name} would become "):
        _generate(tmp_path, zoo.model())


@pytest.mark.parametrize("name", ["name", "value", "mro", "upper", "encode"])
def test_an_enum_member_does_not_take_an_attribute_of_strings(tmp_path: Path, name: str) -> None:
    """Every member is a string."""
    _generate(tmp_path, zoo.model())
    _edit(tmp_path, "zoo", "enum_members", "Food", "HAY", name=name)
    with pytest.raises(CodegenError, match=f"Food.HAY: {name} would become HAY"):
        _generate(tmp_path, zoo.model())


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("<<<<<<< ours\n{}", "cannot be read"),
        ("[]", "must hold an object"),
        ('{"zoo": {"members": {"Animal": {"name": "a b"}}}}', "'a b' is not a usable Python name"),
        (
            '{"zoo": {"members": {"Animal": {"name": "class"}}}}',
            "'class' is not a usable Python name",
        ),
        ('{"zoo": {"members": {"Animal": {"name": "_fields"}}}}', "_fields begins with an undersc"),
        ('{"zoo": {"classes": {"Animal": "_rt"}}}', "_rt begins with an underscore"),
        ('{"zoo": {"error_base": "_ZooError"}}', "_ZooError begins with an underscore"),
        ('{"zoo": {"operations": {"A": "same", "B": "same"}}}', "same stands twice"),
        ('{"zoo": {"operations": []}}', "must map wire names to Python names"),
        ('{"zoo": {"members": []}}', "must map wire names to Python names"),
        ('{"zoo": {"name": {}}}', "must map wire names to Python names"),
    ],
)
def test_a_broken_lock_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    """A bad merge must not rename everything."""
    (tmp_path / namelock.FILE).write_text(text)
    with pytest.raises(CodegenError) as caught:
        namelock.read(tmp_path)
    assert str(tmp_path / namelock.FILE) in str(caught.value)
    assert complaint in str(caught.value)


def test_what_was_locked_is_read_back(tmp_path: Path) -> None:
    """Wire names with dots in them, too."""
    given = names.Names(
        operations={"Feed": Identifier("feed")},
        members={"A.B": {"c": Identifier("c")}, "A": {"B.c": Identifier("b_c")}},
        error_base="ZooError",
    )
    (tmp_path / namelock.FILE).write_bytes(namelock.to_bytes({"zoo": namelock.entry(given)}))
    assert namelock.read(tmp_path) == {"zoo": given}
