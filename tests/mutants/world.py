"""A package of operations from several services and of the zoo, so that little shows everything."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

from codegen import format as formatting
from codegen import pipeline, write
from codegen.config import MODELS
from tests.property import subjects
from tests.support import zoo

OPERATIONS = {"emr-serverless": "CancelJobRun ListJobRuns", "zoo": ""}
"""Those that are generated; none named: all."""

TYPES = ("character", "boolean", "timestamp", "blob", "byte", "long", "float", "double")


def _zoo() -> dict[str, Any]:
    """With members of all types, a union, a token, and structures inside their like."""
    model = zoo.model()
    shapes: dict[str, Any] = {f"Of{kind}": {"type": kind} for kind in TYPES}
    shapes["Bounded"] = {"type": "float", "min": -3, "max": 0}
    shapes["Secret"] = {"type": "string", "min": 2, "sensitive": True}
    shapes["Token"] = {"type": "string", "max": 40}
    shapes["Names"] = {"type": "list", "member": {"shape": "Name"}, "min": 1, "max": 3}
    shapes["Eaten"] = {
        "type": "map", "key": {"shape": "Food"}, "value": {"shape": "Amount"}, "max": 1
    }  # fmt: skip
    shapes["Cages"] = {"type": "map", "key": {"shape": "Name"}, "value": {"shape": "Cage"}}
    shapes["Cage"] = _structure({"door": "Name", "within": "Cages", "lock": "Lock"}, ["door"])
    shapes["Lock"] = {**_structure({"key": "Secret", "keeper": "Animal"}), "union": True}
    members = {"cage": "Cage", "names": "Names", "eaten": "Eaten", "others": "Animals"}
    request = model["shapes"]["FeedAnimalRequest"]["members"]
    request |= _structure({**members, **{f"a{name}": name for name in shapes}})["members"]
    request["token"] = {"shape": "Token", "idempotencyToken": True}
    model["shapes"]["FeedAnimalResponse"]["members"] |= request
    model["shapes"] |= shapes
    return model


def _structure(members: dict[str, str], required: Iterable[str] = ()) -> dict[str, Any]:
    listed = {name: {"shape": shape} for name, shape in members.items()}
    return {"type": "structure", "members": listed, "required": [*required]}


_RULES = [
    {
        "name": "feed-it-once",
        "structures": ["FeedAnimalRequest"],
        "when_set": ["food"],
        "when_unset": ["names"],
        "at_most_one_of": ["amount", "eaten"],
        "message": "Give amount or eaten.",
        "reason": "An animal is fed once.",
        "source": "This test.",
    },
    {
        "name": "meat-is-little",
        "structures": ["FeedAnimalRequest"],
        "when_equal": {"food": ["MEAT"]},
        "at_most": {"amount": 7},
        "message": "Give at most 7 of meat.",
        "reason": "Meat is rich.",
        "source": "This test.",
    },
    {
        "name": "first-cage-is-shut",
        "structures": ["FeedAnimalRequest"],
        "when_set": ["names[1]"],
        "require": ["cage.door"],
        "message": "Say which cage.",
        "reason": "Two have to be told apart.",
        "source": "This test.",
    },
]


def write_models(models: Path) -> None:
    """The models of the services side by side."""
    zoo.write(models, _zoo())
    zoo.write_overlay(models, "rules", _RULES)
    for service in OPERATIONS.keys() - {"zoo"}:
        (models / service).symlink_to(MODELS / service)


def generate(models: Path, out: Path) -> str:
    """Generate the package ``emrglue``.

    :return: a digest of everything in it.
    """
    chosen = pipeline.services(f"{name}={','.join(o.split())}" for name, o in OPERATIONS.items())
    settings = pipeline.Settings(chosen, models, out)
    tree = pipeline.run(settings, fresh=True, formatter=formatting.unformatted).tree
    write.write(settings.target, tree)
    return sha256(repr(sorted(tree.items())).encode()).hexdigest()


def visit(models: Path) -> None:
    """Let the tests of properties be about these operations."""
    subjects.ALL[:] = [
        subjects.Subject(service, name, models)
        for service, wanted in OPERATIONS.items()
        for name in wanted.split() or subjects.contract(service, models).model.operation_names
    ]
