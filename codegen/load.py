"""The first stage: files in botocore's layout to raw models. No later stage reads a file.

A directory of models has ``<service>/<api-version>/service-2.json[.gz]`` and, optionally beside it,
``paginators-1`` (with ``paginators-1.sdk-extras``) and ``waiters-2``; and ``overlays/<service>/``
with ``patches.json`` and ``rules.json``. botocore's own ``data`` directory is such a directory.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import attrs

from .problems import CodegenError, Problem, fail

Raw = Mapping[str, Any]


@attrs.frozen
class RawService:
    """One service as it was found on disk, nothing interpreted."""

    name: str
    api_version: str
    model: Raw
    paginators: Raw = attrs.field(factory=dict)
    waiters: Raw = attrs.field(factory=dict)
    patches: tuple[Raw, ...] = ()
    rules: tuple[Raw, ...] = ()


def services_in(models: Path) -> list[str]:
    """The names of the services of a directory of models."""
    if not models.is_dir():
        raise fail(models, "is no directory of models; see --models")
    return sorted(path.name for path in models.iterdir() if _versions(path))


def load(models: Path, service: str) -> RawService:
    """Read one service: the newest API version that has a ``service-2``."""
    folder = newest(models, service)
    overlay = models / "overlays" / service
    return RawService(
        name=service,
        api_version=folder.name,
        model=_object(folder, "service-2"),
        paginators=_paginators(folder),
        waiters=_part(folder, "waiters-2", "waiters"),
        patches=_entries(overlay, "patches"),
        rules=_entries(overlay, "rules"),
    )


def newest(models: Path, service: str) -> Path:
    """The folder of a service's newest API version.

    :raises CodegenError: there is no such service.
    """
    if service == ".." or Path(service).name != service or not _versions(models / service):
        raise _unknown_service(models, service)
    return models / service / _versions(models / service)[-1]


def files(models: Path, service: str) -> list[Path]:
    """The files that :func:`load` reads for a service."""
    folders = (newest(models, service), models / "overlays" / service)
    return [path for folder in folders for path in sorted(folder.glob("*.json*"))]


def _versions(folder: Path) -> list[str]:
    if folder.name == "overlays" or not folder.is_dir():
        return []
    return sorted(path.parent.name for path in folder.glob("*/service-2.json*"))


def _unknown_service(models: Path, service: str) -> CodegenError:
    return fail(models, f"has no service {service!a}{suggestion(service, services_in(models))}")


def suggestion(name: str, known: Iterable[str]) -> str:
    """The end of a message about a name that is not known: the one that was meant, or some."""
    import difflib

    names = sorted(name for name in known if name.isascii() and name.isprintable())
    close = difflib.get_close_matches(name, names, n=1)
    return f"; did you mean {close[0]}?" if close else f"; there are: {', '.join(names[:20])}"


def _paginators(folder: Path) -> Raw:
    """The paginators with the SDK's extras merged in, as botocore's loader does."""
    paginators = dict(_part(folder, "paginators-1", "pagination"))
    extras = _part(folder, "paginators-1.sdk-extras", "merge").get("pagination", {})
    for operation, more in extras.items():
        paginators[operation] = {**paginators.get(operation, {}), **more}
    return paginators


def _part(folder: Path, name: str, key: str) -> Raw:
    """The objects under a key of an optional file."""
    part = _object(folder, name, default={}).get(key, {})
    if not isinstance(part, dict) or not all(isinstance(entry, dict) for entry in part.values()):
        raise fail(folder / f"{name}.json", f"must hold an object of objects under {key!r}")
    return part


def _entries(folder: Path, name: str) -> tuple[Raw, ...]:
    """An overlay file: a list of objects, each with its reason and source."""
    path = folder / f"{name}.json"
    if not path.exists():
        return ()
    entries = read_json(path)
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise fail(path, "must be a list of objects")
    missing = [
        Problem(f"{path}[{index}]", f"says no {key}; write it down for who comes after you")
        for index, entry in enumerate(entries)
        for key in ("reason", "source")
        if not entry.get(key)
    ]
    if missing:
        raise CodegenError(missing)
    return tuple(entries)


_REQUIRED: Raw = {"required": True}


def _object(folder: Path, name: str, default: Raw = _REQUIRED) -> Raw:
    """The JSON object in ``name.json`` or ``name.json.gz``; ``default`` where there is none."""
    paths = [folder / f"{name}.json", folder / f"{name}.json.gz"]
    path = next((path for path in paths if path.exists()), None)
    if path is None:
        if default is _REQUIRED:
            raise fail(paths[0], "is missing")
        return default
    value = read_json(path)
    if not isinstance(value, dict):
        raise fail(path, f"must hold a JSON object, not {type(value).__name__}")
    return value


def read_json(path: Path) -> Any:
    """A JSON file, gzipped or not; a :class:`CodegenError` where it cannot be read."""
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
        return json.loads(text, object_pairs_hook=_without_duplicates)
    except (OSError, EOFError, ValueError, RecursionError) as error:
        raise fail(path, f"cannot be read: {error}") from error


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"key {next(key for key in keys if keys.count(key) > 1)!a} stands twice")
    return result
