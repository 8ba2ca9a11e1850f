"""Models in someone else's repository: what a snapshot there needs besides botocore's files."""

from __future__ import annotations

import json
from pathlib import Path

from . import config
from .load import newest, originals, part
from .problems import fail
from .prose import waiters_without_prose


def refuse_packaged(models: Path) -> None:
    """An update writes into a repository, never into an installed package.

    :raises CodegenError: ``models`` are those that were installed with this generator.
    """
    if models.resolve() == config.MODELS.resolve() and config.MODELS.name == "_models":
        raise fail(models, "are the models of the installed generator; name your own with --models")


def missing(models: Path, service: str, data: Path) -> dict[str, bytes]:
    """What belongs to a snapshot and is not there: patches and rules of ours, and waiters.

    From then on they are the repository's own: nothing that is there is ever replaced.

    :param data: the ``botocore/data`` that the snapshot is taken from.
    :return: the files by path relative to ``models``.
    """
    version = f"{service}/{newest(data, service).name}"
    files = {} if (models / "overlays" / service).exists() else _overlay(service)
    if not originals(models / version, "waiters-2"):
        waiters = _waiters(config.MODELS / version, data / version)
        files |= {f"{version}/waiters-2.json": waiters} if waiters else {}
    return files


def _overlay(service: str) -> dict[str, bytes]:
    files = sorted((config.MODELS / "overlays" / service).glob("*.json"))
    return {f"overlays/{service}/{file.name}": file.read_bytes() for file in files}


def _waiters(ours: Path, theirs: Path) -> bytes | None:
    """Our waiters for a service, else botocore's, without what AWS says of them."""
    if originals(ours, "waiters-2"):
        return originals(ours, "waiters-2")[0].read_bytes()
    if not originals(theirs, "waiters-2"):
        return None
    waiters = waiters_without_prose(part(theirs, "waiters-2", "waiters"))
    return f"{json.dumps({'version': 2, 'waiters': waiters}, indent=1)}\n".encode()
