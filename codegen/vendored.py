"""Models in someone else's repository: what a snapshot there needs besides botocore's files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
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


def seed(models: Path, services: Iterable[str], data: Path) -> list[Path]:
    """Put there what belongs to a snapshot and is missing: patches and rules of ours, and waiters.

    From then on they are the repository's own: nothing that is there is ever replaced.

    :param data: the ``botocore/data`` that the snapshot was taken from.
    :return: the files that were written.
    """
    missing = dict(item for service in services for item in _missing(models, service, data))
    for target, content in missing.items():
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        except OSError as error:
            raise fail(target, f"cannot be written: {error.strerror or error}") from error
    return list(missing)


def _missing(models: Path, service: str, data: Path) -> Iterator[tuple[Path, bytes]]:
    overlay = models / "overlays" / service
    if not overlay.exists():
        for file in sorted((config.MODELS / "overlays" / service).glob("*.json")):
            yield overlay / file.name, file.read_bytes()
    folder = newest(models, service)
    if not originals(folder, "waiters-2"):
        version = Path(service, folder.name)
        waiters = _waiters(config.MODELS / version, data / version)
        if waiters is not None:
            yield folder / "waiters-2.json", waiters


def _waiters(ours: Path, theirs: Path) -> bytes | None:
    """Our waiters for a service, else botocore's, without what AWS says of them."""
    if originals(ours, "waiters-2"):
        return originals(ours, "waiters-2")[0].read_bytes()
    if not originals(theirs, "waiters-2"):
        return None
    waiters = waiters_without_prose(part(theirs, "waiters-2", "waiters"))
    return f"{json.dumps({'version': 2, 'waiters': waiters}, indent=1)}\n".encode()
