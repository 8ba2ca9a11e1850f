"""The first stage: files in botocore's layout to raw models.

A directory of models has ``<service>/<api-version>/service-2.json[.gz]`` and, optionally beside it,
``paginators-1`` and ``waiters-2``, each with the SDK's extras (``service-2.sdk-extras``); and
``overlays/<service>/`` with ``patches.json``, ``rules.json`` and ``open_enums.json``. The ``data``
of botocore is such a directory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from .jsonfiles import read_json
from .problems import Problem, fail, refuse
from .runtime.suggestions import did_you_mean

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
    stated: tuple[Raw, ...] = ()
    """What shapes state besides, by constraints of the user's own."""
    open_enums: tuple[Raw, ...] | None = None
    """The enums that AWS has extended before; ``None`` if nothing is known of that."""
    notes: tuple[str, ...] = ()
    """What a person should know of the overlays, though it is not an error."""


def services_in(models: Path) -> list[str]:
    """The names of the services of a directory of models."""
    if not models.is_dir():
        raise fail(models, "is not a directory of models")
    return sorted(path.name for path in models.iterdir() if _versions(path))


def load(models: Path, service: str) -> RawService:
    """Read one service: the newest API version that has a ``service-2``."""
    folder = newest(models, service)
    overlay = models / "overlays" / service
    return RawService(
        name=service,
        api_version=folder.name,
        model=model(folder),
        paginators=part(folder, "paginators-1", "pagination"),
        waiters=part(folder, "waiters-2", "waiters"),
        patches=_entries(overlay, "patches"),
        rules=_entries(overlay, "rules"),
        stated=_entries(overlay, "constraints"),
        open_enums=open_enums(overlay),
    )


def open_enums(overlay: Path) -> tuple[Raw, ...] | None:
    """The enums of a service that AWS has extended before, if that is known."""
    is_known = (overlay / "open_enums.json").exists()
    return _entries(overlay, "open_enums") if is_known else None


def newest(models: Path, service: str) -> Path:
    """The folder of a service's newest API version.

    :raises CodegenError: there is no such service.
    """
    versions = _versions(models / service) if _is_name(service) else []
    if not versions:
        is_botocore = (models.parent / "__init__.py").exists()
        known = [] if is_botocore and not models.is_dir() else services_in(models)
        get = (
            "" if is_botocore else f"; `models update --service {service}` takes one from botocore"
        )
        raise fail(models, f"has no service {service!a}{suggestion(service, known)}{get}")
    return models / service / versions[-1]


def files(models: Path, service: str) -> list[Path]:
    """The files that :func:`load` reads for a service."""
    folders = (newest(models, service), models / "overlays" / service)
    return [path for folder in folders for path in sorted(folder.glob("*.json*"))]


def _is_name(name: str) -> bool:
    """Whether it cannot lead out of a folder."""
    return Path(name).name == name and not name.startswith(".") and name != ""


def _versions(folder: Path) -> list[str]:
    if folder.name == "overlays" or not folder.is_dir():
        return []
    found = {path.parent.name for path in folder.glob("*/service-2.json*")}
    return sorted(filter(_is_name, found))


def suggestion(name: str, known: Iterable[str]) -> str:
    """The end of a message about a name that is not known: the one that was meant, or some."""
    names = sorted(name for name in known if name.isascii() and name.isprintable())
    part = next((known for known in names if known in name.split("-")), None)
    if part is not None:
        return f"; did you mean {part}?"
    there_are = f"; there are: {', '.join(names[:20])}" if names else ""
    return did_you_mean(name, names) or there_are


def model(folder: Path) -> Raw:
    """The service model of a folder.

    :raises CodegenError: it cannot be read, or is not a service model.
    """
    found = merged(folder, "service-2")
    refuse(
        Problem(f"{folder.parent.name}: /{key}", "must be an object, as in every service model")
        for key in missing_parts(found)
    )
    return found


def references(part: Any) -> Iterator[str]:
    """The shapes that an operation or a shape of a model names, well-formed or not."""
    for value in part.values() if isinstance(part, dict) else ():
        inner = value.values() if isinstance(value, dict) else value
        for holder in (value, *(inner if isinstance(value, (dict, list)) else ())):
            if isinstance(holder, dict) and isinstance(holder.get("shape"), str):
                yield holder["shape"]


def missing_parts(found: Raw) -> list[str]:
    """The objects that every service model has, and this one has not."""
    parts = ("metadata", "operations", "shapes")
    return [key for key in parts if not isinstance(found.get(key), dict)]


def merged(folder: Path, name: str) -> Raw:
    """A file with the SDK's extras merged in, as botocore's loader does; empty without a file.

    :raises CodegenError: one of them cannot be read, or holds no object.
    """
    paths = originals(folder, name)
    content = {**_object(paths[0])} if paths else {}
    for extras in paths[1:]:
        from botocore.utils import deep_merge  # takes long to import

        deep_merge(content, _merge(extras))
    return content


def originals(folder: Path, name: str) -> list[Path]:
    """The files that :func:`merged` reads: ``name.json[.gz]``, and the extras on top of it."""
    found = [_spelt(folder, stem) for stem in (name, f"{name}.sdk-extras")]
    return [path for path in found if path is not None] if found[0] else []


def _spelt(folder: Path, stem: str) -> Path | None:
    paths = (folder / f"{stem}.json", folder / f"{stem}.json.gz")
    return next((path for path in paths if path.exists()), None)


def _merge(extras: Path) -> Raw:
    merge = _object(extras).get("merge", {})
    if not isinstance(merge, dict):
        raise fail(extras, "must hold an object under 'merge'")
    return merge


def part(folder: Path, name: str, key: str) -> Raw:
    """The objects under a key of an optional file."""
    found = merged(folder, name).get(key, {})
    if not isinstance(found, dict) or not all(isinstance(entry, dict) for entry in found.values()):
        raise fail(folder / f"{name}.json", f"must hold an object of objects under {key!r}")
    return found


def _entries(folder: Path, name: str) -> tuple[Raw, ...]:
    """An overlay file: a list of objects, each with its reason and source."""
    path = folder / f"{name}.json"
    if not path.exists():
        return ()
    entries = read_json(path)
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise fail(path, "must be a list of objects")
    refuse(
        Problem(f"{path}[{index}]", f"says no {key}; write it down for who comes after you")
        for index, entry in enumerate(entries)
        for key in ("reason", "source")
        if not entry.get(key)
    )
    return tuple(entries)


def _object(path: Path) -> Raw:
    value = read_json(path)
    if not isinstance(value, dict):
        raise fail(path, f"must hold a JSON object, not {type(value).__name__}")
    return value
