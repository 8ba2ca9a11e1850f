"""The overlay files and the models they speak about, as the tests of this folder read them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from botocore.loaders import Loader

MODELS = Path(__file__).resolve().parents[3] / "models"
VERSIONS = {path.parts[-3]: path.parts[-2] for path in sorted(MODELS.glob("*/*/service-2.json"))}
# The pinned snapshot comes first: a new state or a changed pattern shows up with `models update`,
# whichever botocore happens to be installed.
LOADER = Loader(extra_search_paths=[str(MODELS)])


def model(service: str) -> dict[str, Any]:
    """The unpatched service-2 document of a service."""
    loaded: dict[str, Any] = LOADER.load_service_model(service, "service-2", VERSIONS[service])
    return loaded


def overlay(service: str, name: str) -> list[dict[str, Any]]:
    """The entries of an overlay file, ``patches`` or ``rules``; none without a file."""
    entries: list[dict[str, Any]] = _json(MODELS / "overlays" / service / f"{name}.json", [])
    return entries


def waiters(service: str) -> dict[str, Any]:
    """The waiters-2 document of a service; an empty one if there is none."""
    path = MODELS / service / VERSIONS[service] / "waiters-2.json"
    document: dict[str, Any] = _json(path, {"version": 2, "waiters": {}})
    return document


def _json(path: Path, absent: Any) -> Any:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else absent


def operation(service: str, name: str) -> dict[str, Any]:
    """The model of an operation; a KeyError when there is none."""
    found: dict[str, Any] = model(service)["operations"][name]
    return found


def output_shape(service: str, name: str, path: str) -> str:
    """The shape of a member of an operation's answer, by its dotted path.

    ``[]`` after a member steps into its list; a KeyError when a step leads nowhere.
    """
    shapes = model(service)["shapes"]
    shape: str = operation(service, name)["output"]["shape"]
    for step in path.split("."):
        shape = shapes[shape]["members"][step.removesuffix("[]")]["shape"]
        if step.endswith("[]"):
            shape = shapes[shape]["member"]["shape"]
    return shape
