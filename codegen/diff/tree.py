"""The two sides of a diff: services by name, checked so far that they can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from ..load import Raw, RawService, load, missing_parts, services_in, suggestion
from ..problems import Problem, for_each, refuse
from ..prose import waiters_without_prose, without_prose

ModelTree = Mapping[str, RawService]
"""Services by botocore's name, as ``load`` reads them."""


Wanted = Mapping[str, tuple[str, ...]]
"""Operations by service; a service without any stands for all of its operations."""


def read_sides(old: Path, new: Path, wanted: Wanted) -> tuple[ModelTree, ModelTree]:
    """Both sides of a diff: what is wanted of them, or everything where nothing is named.

    :raises CodegenError: as :func:`read_tree`; or neither side has a service or operation of that
        name, so that a misspelt one is not taken for one that did not change.
    """
    _refuse_unknown(f"{old}, {new}", "service", wanted, {*services_in(old), *services_in(new)})
    sides = read_tree(old, wanted or None), read_tree(new, wanted or None)
    for service, operations in wanted.items():
        models = [side[service].model["operations"] for side in sides if service in side]
        _refuse_unknown(service, "operation", operations, set[str]().union(*models))
    return sides


def _refuse_unknown(place: str, kind: str, names: Iterable[str], known: set[str]) -> None:
    refuse(
        Problem(place, f"no {kind} {name!a} on either side{suggestion(name, known)}")
        for name in names
        if name not in known
    )


def read_tree(models: Path, services: Iterable[str] | None = None) -> ModelTree:
    """The services of a directory in botocore's layout (``.json`` or ``.json.gz``).

    Overlays are left out: the diff is about what AWS changed.

    :param services: Only these; one that is not there is left out, for it may be new or removed.
    :raises CodegenError: a file that cannot be read, or models that are none; all problems at once.
    """
    present = services_in(models)
    wanted = present if services is None else [name for name in services if name in present]
    return for_each(wanted, lambda name: prepared(load(models, name)))


def prepared(raw: RawService) -> RawService:
    """The service without prose, if its structure can be compared.

    :raises CodegenError: says each place that is malformed.
    """
    found = [*_malformed(raw.model), *_bad_entries(raw)]
    refuse(Problem(f"{raw.name}: {at}", message) for at, message in found)
    model, waiters = without_prose(raw.model), waiters_without_prose(raw.waiters)
    return attrs.evolve(raw, model=model, waiters=waiters, patches=(), rules=())


def _bad_entries(raw: RawService) -> Iterator[tuple[str, str]]:
    for part, entries in (("pagination", raw.paginators), ("waiters", raw.waiters)):
        if not isinstance(entries, dict):
            yield f"/{part}", "must be an object"
        elif not all(isinstance(entry, dict) for entry in entries.values()):
            yield f"/{part}", "must hold objects only"


def _malformed(model: Raw) -> Iterator[tuple[str, str]]:
    for part in missing_parts(model):
        yield f"/{part}", "must be an object"
        return
    shapes = model["shapes"]
    for name, operation in model["operations"].items():
        yield from _bad_operation(f"/operations/{name}", operation, shapes)
    for name, shape in shapes.items():
        yield from _bad_shape(f"/shapes/{name}", shape, shapes)


def _bad_operation(at: str, operation: Any, shapes: Raw) -> Iterator[tuple[str, str]]:
    if not isinstance(operation, dict):
        yield at, "must be an object"
        return
    if not isinstance(operation.get("http", {}), dict):
        yield f"{at}/http", "must be an object"
    for key in ("input", "output"):
        if key in operation:
            yield from _bad_reference(f"{at}/{key}", operation[key], shapes)
    errors = operation.get("errors", [])
    if not isinstance(errors, list):
        yield f"{at}/errors", "must be a list"
        return
    for index, error in enumerate(errors):
        yield from _bad_reference(f"{at}/errors/{index}", error, shapes)


_EXPECTED = {"members": dict, "required": list, "enum": list, "pattern": str, "error": dict}
_PARTS = {"list": ("member",), "map": ("key", "value")}


def _bad_shape(at: str, shape: Any, shapes: Raw) -> Iterator[tuple[str, str]]:
    if not isinstance(shape, dict) or not isinstance(shape.get("type"), str):
        yield at, "must be an object with a type"
        return
    for key, kind in _EXPECTED.items():
        if not isinstance(shape.get(key, kind()), kind):
            yield f"{at}/{key}", f"must be {kind.__name__}, not {type(shape[key]).__name__}"
            return
    for key in ("enum", "required"):
        if not all(isinstance(item, str) for item in shape.get(key, ())):
            yield f"{at}/{key}", "must hold strings only"
    for key in ("min", "max"):
        if not isinstance(shape.get(key, 0), (int, float)):
            yield f"{at}/{key}", "must be a number"
    for name, member in shape.get("members", {}).items():
        yield from _bad_reference(f"{at}/members/{name}", member, shapes)
    for part in _PARTS.get(shape["type"], ()):
        yield from _bad_reference(f"{at}/{part}", shape.get(part), shapes)


def _bad_reference(at: str, reference: Any, shapes: Raw) -> Iterator[tuple[str, str]]:
    if not isinstance(reference, dict) or reference.get("shape") not in shapes:
        yield at, "must name a shape of this model"
