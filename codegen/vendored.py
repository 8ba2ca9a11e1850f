"""Models in someone else's repository: what a snapshot there needs besides botocore's files."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from . import config
from .load import newest
from .problems import fail


def refuse_packaged(models: Path) -> None:
    """An update writes into a repository, never into an installed package.

    :raises CodegenError: ``models`` are those that were installed with this generator.
    """
    if models.resolve() == config.MODELS.resolve() and config.MODELS.name == "_models":
        raise fail(models, "are the models of the installed generator; name your own with --models")


def seed(models: Path, services: Iterable[str], data: Path) -> list[Path]:
    """Copy what belongs to a snapshot and is missing: patches and rules of ours, and waiters.

    From then on they are the repository's own: nothing that is there is ever replaced.

    :param data: the ``botocore/data`` that the snapshot was taken from.
    :return: the files that were copied.
    """
    copies = [copy for service in services for copy in _missing(models, service, data)]
    for source, target in copies:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
        except OSError as error:
            raise fail(target, f"cannot be written: {error.strerror or error}") from error
    return [target for _, target in copies]


def _missing(models: Path, service: str, data: Path) -> Iterator[tuple[Path, Path]]:
    overlays = config.MODELS / "overlays" / service
    if not (models / "overlays" / service).exists():
        for file in sorted(overlays.glob("*.json")):
            yield file, models / "overlays" / service / file.name
    folder = newest(models, service)
    if not any(folder.glob("waiters-2.json*")):
        version = Path(service, folder.name)
        for source in (config.MODELS, data):
            waiters = next((source / version).glob("waiters-2.json*"), None)
            if waiters is not None:
                yield waiters, folder / waiters.name
                return
