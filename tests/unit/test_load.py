"""Which files make a service, and how they become one model."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from codegen import load
from codegen.jsonfiles import read_json
from codegen.problems import CodegenError
from tests.support import zoo


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return zoo.write(tmp_path / "models")


def put(models: Path, name: str, content: Any, version: str = zoo.VERSION) -> None:
    """A file of the zoo's."""
    path = models / "zoo" / version / name
    path.parent.mkdir(exist_ok=True)
    text = json.dumps(content).encode()
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)


EXTRAS = {"FeedAnimalRequest": {"members": {"SourceRegion": {"shape": "Name"}}}}


@pytest.mark.parametrize("suffix", ["json", "json.gz"])
def test_the_extras_of_the_model_are_merged(models: Path, suffix: str) -> None:
    """botocore takes what is in them, so a request that has it is legal."""
    put(models, f"service-2.sdk-extras.{suffix}", {"version": 1, "merge": {"shapes": EXTRAS}})
    request = load.load(models, "zoo").model["shapes"]["FeedAnimalRequest"]
    assert list(request["members"]) == ["animalName", "food", "amount", "SourceRegion"]
    assert request["required"] == ["animalName"]


def test_the_extras_of_paginators_are_merged(models: Path) -> None:
    """Into an operation that has one, and for one that has none."""
    more = {"ListAnimals": {"limit_key": "n"}, "FeedAnimal": {"input_token": "t"}}
    put(models, "paginators-1.sdk-extras.json", {"merge": {"pagination": more}})
    paginators = load.load(models, "zoo").paginators
    assert paginators["ListAnimals"] == {
        **zoo.PAGINATORS["pagination"]["ListAnimals"],
        "limit_key": "n",
    }
    assert paginators["FeedAnimal"] == {"input_token": "t"}


def test_extras_that_are_none_are_named(models: Path) -> None:
    put(models, "service-2.sdk-extras.json", {"merge": []})
    with pytest.raises(CodegenError, match=r"sdk-extras\.json: must hold an object under 'merge'"):
        load.load(models, "zoo")


def test_the_newest_api_version_is_read(models: Path) -> None:
    """Not a folder that something has hidden."""
    for version in ("2019-12-31", "2021-01-01", ".2022-01-01"):
        put(models, "service-2.json", zoo.MODEL, version)
    put(models, "service-2.json.gz", zoo.MODEL, "2021-02-01")
    assert load.load(models, "zoo").api_version == "2021-02-01"


@pytest.mark.parametrize("content", [{}, {**zoo.MODEL, "shapes": []}], ids=["nothing", "a list"])
def test_what_is_no_service_model_is_refused(models: Path, content: Any) -> None:
    """An empty package would be made of it."""
    put(models, "service-2.json", content)
    with pytest.raises(CodegenError, match="zoo: /shapes: must be an object"):
        load.load(models, "zoo")


@pytest.mark.parametrize("service", ["", ".", "..", "../models", "zoo/2020-01-01"])
def test_a_name_does_not_lead_out_of_the_models(models: Path, service: str) -> None:
    put(models, "service-2.json", zoo.MODEL, ".")
    with pytest.raises(CodegenError, match="has no service"):
        load.newest(models, service)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.json.gz", gzip.compress(b'{"a": 1}' * 99)[:12] + b"\xff" * 20, "cannot be read"),
        ("a.json", b'{"a": 1, "b": 2, "a": 3}', "key 'a' stands twice"),
    ],
    ids=["a broken archive", "a key that is there twice"],
)
def test_json_that_cannot_be_read_is_named(
    name: str, content: bytes, said: str, tmp_path: Path
) -> None:
    """And not a traceback."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CodegenError, match=said):
        read_json(tmp_path / name)
