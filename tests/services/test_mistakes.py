"""Constraints that no value satisfies are a mistake of the model: the rest is checked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from codegen.cli import main
from tests.hostile import workshop
from tests.hostile.workshop import Generated, model, store, structure

SHAPES = {
    # botocore 1.44.5, connect Password and apprunner ServiceId
    "Password": {"type": "string", "pattern": "/^(?=.*[a-z])[a-zA-Z\\d\\S]{8,64}$/", "max": 64},
    "ServiceId": {"type": "string", "pattern": "[0-9a-f]{8}-[0-9a-f]{27}", "min": 32, "max": 32},
    "Few": {"type": "list", "member": {"shape": "ServiceId"}, "min": 2, "max": 1},
    "Number": {"type": "integer", "min": 2, "max": 1},
}


@pytest.fixture
def generated(tmp_path: Path) -> Generated:
    """A service whose model asks for what cannot be."""
    request = structure({name.lower(): name for name in SHAPES})
    models = store(tmp_path / "models", model({"In": request, **SHAPES}))
    return workshop.generate(models, tmp_path / "out")


@pytest.fixture
def request_class(generated: Generated) -> Iterator[Any]:
    with generated.imported() as package:
        yield package.In


@pytest.mark.parametrize(
    "wire",
    [
        {"password": "Passw0rd"},
        {"password": ""},
        {"serviceid": "8fe1e10304f84fd2b0df550fe98a71fa"},
        {"few": []},
        {"few": ["8fe1e10304f84fd2b0df550fe98a71fa"] * 3},
        {"number": 0},
        {"number": 3},
    ],
    ids=str,
)
def test_what_the_service_takes_is_sent(request_class: Any, wire: Any) -> None:
    """By the class and from a dictionary."""
    assert request_class.from_wire(wire).to_wire() == wire
    assert request_class(**wire).to_wire() == wire


@pytest.mark.parametrize(
    ("wire", "kind"),
    [
        ({"password": "x" * 65}, "max_length"),
        ({"password": 8}, "type"),
        ({"serviceid": "8fe1e103"}, "min_length"),
        ({"few": ["8fe1e103"]}, "min_length"),
        ({"number": 2**31}, "max_value"),
    ],
    ids=str,
)
def test_the_rest_of_the_shape_is_checked(request_class: Any, wire: Any, kind: str) -> None:
    with pytest.raises(ValueError, match="1 violation") as caught:
        request_class.from_wire(wire)
    assert [violation.constraint for violation in caught.value.violations] == [kind]  # type: ignore[attr-defined]


def test_it_is_reported(
    generated: Generated, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the table, and shape by shape."""
    models = str(generated.settings.models)
    assert main(["generate", "--service", "svc", "--models", models, "--out", str(tmp_path)]) == 0
    said = capsys.readouterr()
    (row,) = [line for line in said.out.splitlines() if "unsatisfiable" in line]
    assert row.split()[-2] == "2"
    assert "not checked" in said.out
    for words in (
        "Password: pattern is not checked: no value matches it",
        "ServiceId: pattern is not checked: no value that matches it has a length",
        "Few: min and max are not checked",
        "Number: min and max are not checked",
    ):
        assert f"svc: {words}" in said.err
