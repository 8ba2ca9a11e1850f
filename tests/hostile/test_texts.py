"""Hostile text in every place of a model that holds text."""

from __future__ import annotations

import builtins
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from codegen.problems import CodegenError
from tests.hostile import workshop
from tests.hostile.texts import CANARY, TEXTS, WORDS
from tests.hostile.workshop import Generated, Raw, structure
from tests.support.inside import fields_of, operation_of


def riddled(*texts: str) -> Raw:
    """A model that has each of these texts wherever a model has text, names included."""
    shapes: Raw = {
        **{text: _riddled_shape(number, texts) for number, text in enumerate(texts)},
        "Strings": {"type": "list", "member": {"shape": "String"}},
        "String": {"type": "string", "documentation": " ".join(texts)[:500]},
        "Matched": {"type": "string", "pattern": f"x|\\Q{texts[0]}\\E", "min": 0, "max": 30_000},
        "Map": {"type": "map", "key": {"shape": "Enum"}, "value": {"shape": "Number"}, "max": 7},
        "Number": {"type": "double", "min": 0.5, "max": 1e300},
        "Either": structure(dict.fromkeys(texts, "Secret"), union=True),
        "Secret": {"type": "blob", "sensitive": True, "max": 9},
        "Rows": {"type": "list", "member": {"shape": "Either"}, "min": 1, "max": 11},
        "Moments": {"type": "list", "member": {"shape": "Moment"}, "sparse": True, "max": 13},
        "Moment": {"type": "timestamp"},
        "Enum": {"type": "string", "enum": list(texts)},
        "Failure": structure(
            dict.fromkeys(texts, "String"),
            exception=True,
            error={"code": texts[0], "httpStatusCode": 400},
        ),
        "Out": structure({**dict.fromkeys(texts, "Strings"), "Enum": "Enum"}),
    }
    operations = {text: workshop.operation(text, text, errors=["Failure"]) for text in texts}
    operations[texts[0]]["output"] = {"shape": "Out"}
    names = ("serviceFullName", "serviceId", "uid", "protocol", "serviceAbbreviation")
    return workshop.model(shapes, operations, dict.fromkeys(names, texts[-1]))


def _riddled_shape(number: int, texts: tuple[str, ...]) -> Raw:
    """The request of an operation; the first one has a member called like each of the texts."""
    called = texts if number == 0 else texts[number : number + 1]
    members = {f"{text}{suffix}": "String" for text in called for suffix in ("", "Z")}
    members |= {"Enum": "Enum", "Again": texts[number], "Matched": "Matched", "Map": "Map"}
    members |= {"Rows": "Rows", "Moments": "Moments"}
    return structure(members, documentation=" ".join(texts)[:500], required=[called[0]])


def extras(*texts: str) -> dict[str, Any]:
    """Paginators and waiters of the same kind."""
    page = {"input_token": texts[0], "output_token": texts[0], "result_key": texts[0]}
    wait = {"delay": 1, "maxAttempts": 2, "description": texts[0], "acceptors": []}
    return {
        "pages": dict.fromkeys(texts, page),
        "waits": {text: {**wait, "operation": text} for text in texts},
    }


@pytest.fixture(scope="module")
def ordinary(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """What the code of a service does that has the same shapes with ordinary names."""
    folder = tmp_path_factory.mktemp("ordinary")
    content = riddled("One", "Two")
    models = workshop.store(folder / "models", content, **extras("One", "Two"))
    return workshop.vocabulary(workshop.generate(models, folder / "out"))


@pytest.fixture(scope="module")
def canary() -> Iterator[list[int]]:
    """Grows if anything from a model is executed."""
    found: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(builtins, CANARY, found, raising=False)
        yield found


def assert_wire_names_kept(content: Raw, generated: Generated) -> None:
    """Every name and value of the model comes out as it went in."""
    names = generated.names
    with generated.imported() as service:
        for operation, entry in content["operations"].items():
            shape = entry["input"]["shape"]
            cls = getattr(service, names.classes[shape])
            assert operation_of(cls) == operation
            wire = workshop.wire_value(content, shape)
            read = cls.from_wire(wire)
            assert read.to_wire() == wire
            assert cls(**{name: getattr(read, name) for name in fields_of(cls)}).to_wire() == wire
        assert len(generated.compiled()) > 3 * len(content["operations"])
        assert workshop.strange_in_compiled(generated) == set()
        values = [member.value for member in getattr(service, names.classes["Enum"])]
        assert values == content["shapes"]["Enum"]["enum"]
        failure = getattr(service, names.classes["Failure"])
        assert failure.code == content["shapes"]["Failure"]["error"]["code"]


def test_words_in_compiled_code_that_are_not_ours_are_seen() -> None:
    """So that the check above can fail."""
    ours = "def _check(_value, name=None):\n    return _wire[_1] == 'name' or name.copy() > 1e9\n"
    assert [*workshop.foreign(ours, {"name"})] == []
    assert [*workshop.foreign(ours, set())] == ["name", "'name'", "name"]
    assert [*workshop.foreign("x = f(_1)  # text\n", set())] == ["x", "f", "# text"]


NAMES = {kind: text for kind, text in TEXTS.items() if text}
PATTERNS = {
    kind: workshop.model(
        {"In": structure({"A": "A"}), "A": {"type": "string", "pattern": text}},
    )
    for kind, text in TEXTS.items()
}


@pytest.fixture(scope="module")
def services(
    canary: list[int], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, Generated]]:
    """A service for each text that stands everywhere, and one for each that is a pattern."""
    folder = tmp_path_factory.mktemp("services")
    for kind, text in NAMES.items():
        workshop.store(folder, riddled(text), service_of("text", kind), **extras(text))
    for kind, content in PATTERNS.items():
        workshop.store(folder, content, service_of("pattern", kind))
    names = [path.name for path in folder.iterdir()]
    with workshop.together(folder, folder / "out", names, "hostile_texts") as generated:
        yield generated


def service_of(use: str, kind: str) -> str:
    """The name of the service that has a text for some use."""
    return f"{use}-{[*TEXTS].index(kind)}"


@pytest.mark.parametrize("kind", NAMES)
def test_text_is_data_wherever_it_stands(
    kind: str, ordinary: set[str], canary: list[int], services: Mapping[str, Generated]
) -> None:
    """The code does nothing but what the templates do, and keeps every name exactly."""
    generated = services[service_of("text", kind)]
    assert workshop.strange(generated, ordinary) == set()
    assert_wire_names_kept(riddled(NAMES[kind]), generated)
    assert canary == []


def test_all_texts_at_once_stay_apart(ordinary: set[str], tmp_path: Path) -> None:
    """Names that become the same in Python get names of their own."""
    content = riddled(*NAMES.values())
    models = workshop.store(tmp_path / "models", content, **extras(*NAMES.values()))
    generated = workshop.generate(models, tmp_path / "out")
    assert workshop.strange(generated, ordinary) == set()
    assert_wire_names_kept(content, generated)


def test_formatting_changes_the_layout_only(tmp_path: Path) -> None:
    """black reads quotes, escapes and pragmas in texts as we wrote them."""
    texts = [*list(NAMES.values())[:8], "x  # fmt: off", "x  # type: ignore"]
    models = workshop.store(tmp_path / "models", riddled(*texts), **extras(*texts))
    plain = workshop.generate(models, tmp_path / "plain")
    formatted = workshop.generate(models, tmp_path / "formatted", formatted=True)
    assert workshop.vocabulary(plain) == workshop.vocabulary(formatted)


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """A service that has keywords, dunders, builtins, and everything that generated code calls its
    own, wherever a model has text."""
    folder = tmp_path_factory.mktemp("words")
    models = workshop.store(folder / "models", riddled(*WORDS), **extras(*WORDS))
    return workshop.generate(models, folder / "out")


def test_words_of_python_and_of_our_runtime_are_only_names(
    ordinary: set[str], words: Generated
) -> None:
    """Nothing is taken for another thing of the same name."""
    assert workshop.strange(words, ordinary) == set()
    assert_wire_names_kept(riddled(*WORDS), words)


@pytest.mark.slow
def test_words_are_only_names_to_a_type_checker_as_well(words: Generated, tmp_path: Path) -> None:
    """It looks for the names in annotations in a class first, where the members are."""
    command = [sys.executable, "-m", "mypy", "--strict", f"--cache-dir={tmp_path.parent}/mypy"]
    command += ["--python-version=3.10", "--package"]
    done = subprocess.run(
        [*command, words.module], cwd=words.out, capture_output=True, text=True, check=False
    )
    lines = [line for line in done.stdout.splitlines() if "_runtime" not in line]
    assert [line for line in lines if ": error:" in line] == []
    assert "source files" in done.stdout


@pytest.mark.parametrize("kind", TEXTS)
def test_any_pattern_is_only_a_pattern(
    kind: str, canary: list[int], services: Mapping[str, Generated]
) -> None:
    """A pattern is translated, or reported as not checked; it never is code."""
    with services[service_of("pattern", kind)].imported() as service:
        service.DoRequest if hasattr(service, "DoRequest") else service.In
    assert canary == []


def test_a_wrong_pattern_names_its_place(tmp_path: Path) -> None:
    """A pattern that is not a string is refused with its JSON pointer."""
    shapes = {"In": structure({"A": "A"}), "A": {"type": "string", "pattern": ["x"]}}
    models = workshop.store(tmp_path / "models", workshop.model(shapes))
    with pytest.raises(CodegenError, match=r"svc: /shapes/A/pattern: must be a string, not a list"):
        workshop.generate(models, tmp_path / "out")


def test_empty_names_are_refused_where_they_stand(tmp_path: Path) -> None:
    """An operation, a shape or a member without a name is not a mistake to guess about."""
    shapes = {"In": structure({"": "S"}), "S": {"type": "string"}, "": {"type": "string"}}
    content = workshop.model(shapes, {"": workshop.operation("", "In")})
    with pytest.raises(CodegenError) as refusal:
        workshop.generate(workshop.store(tmp_path / "models", content), tmp_path / "out")
    assert [str(problem) for problem in refusal.value.problems] == [
        "svc: /operations/: must have a name",
        "svc: /shapes/: must have a name",
        "svc: /shapes/In/members/: must have a name",
    ]
