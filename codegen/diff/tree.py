"""The two sides of a diff: services by name, checked so far that they can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import attrs

from ..load import RawService, load, missing_parts, services_in, suggestion
from ..lower import shapes_of
from ..problems import Problem, for_each, refuse
from ..prose import waiters_without_prose, without_prose

ModelTree = Mapping[str, RawService]
"""Services by botocore's name, as ``load`` reads them."""


Wanted = Mapping[str, tuple[str, ...]]
"""Operations by service; a service without any stands for all of its operations."""


def read_sides(old: Path, new: Path, wanted: Wanted) -> tuple[ModelTree, ModelTree]:
    """Both sides of a diff: what is wanted of them, or everything if nothing is named.

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
    :raises CodegenError: a file that cannot be read, or is not a model; all problems at once.
    """
    present = services_in(models)
    wanted = present if services is None else [name for name in services if name in present]
    return for_each(wanted, lambda name: prepared(load(models, name)))


def prepared(raw: RawService) -> RawService:
    """The service without prose, if it can be compared.

    :raises CodegenError: says each place that is malformed.
    """
    refuse(
        Problem(f"{raw.name}: /{part}", "must be an object") for part in missing_parts(raw.model)
    )
    model, waiters = without_prose(raw.model), waiters_without_prose(raw.waiters)
    made = attrs.evolve(raw, model=model, waiters=waiters, patches=(), rules=())
    shapes_of(made)
    return made
