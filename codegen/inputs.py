"""One digest over everything that decides the output of a run.

The manifest of a package carries it, so that ``check`` need not regenerate what cannot have
changed. It covers more than it must (all of the generator), never less.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from . import disk, overrides
from .config import Settings, resource
from .load import files

_GENERATOR = Path(__file__).parent
_SUFFIXES = frozenset({".py", ".jinja", ".txt"})
"""Of the files of the generator: not of the models beside it, nor of what Python caches."""


def digest(settings: Settings) -> str:
    """The digest of the settings, the models, the templates, the tools, and the generator itself.

    :raises CodegenError: a service is not there.
    """
    tools = " ".join(f"{tool} {version(tool)}" for tool in _tools(settings))
    chosen = " ".join(map(str, settings.selections))
    options = (settings.docs, settings.without, settings.constraints, dict(settings.mixins))
    whole = sha256(f"{chosen} {settings.package} {options} {tools}".encode())
    digests = [(name, disk.digest(disk.required(path))) for name, path in _inputs(settings)]
    for name, found in [*digests, *overrides.digests(overrides.files(settings)).items()]:
        whole.update(f"\0{name}\0{found}".encode())
    return whole.hexdigest()


def _tools(settings: Settings) -> tuple[str, ...]:
    """The packages whose version can show in the output.

    Not botocore, though it makes snake case of names: those that were given are kept in
    ``_names.json``, and it has a release a day. With it in the digest, wherever another one is
    installed each check of an unchanged package would regenerate it, and each ``generate`` change
    the manifest. The documentation of ``full`` comes from it, and through its converter.
    """
    return ("black", "jinja2", "botocore") if settings.docs == "full" else ("black", "jinja2")


def _inputs(settings: Settings) -> Iterator[tuple[str, Path]]:
    """The files by a name that does not depend on where they lie."""
    yield from _below(_GENERATOR, (p for p in _GENERATOR.rglob("*") if p.suffix in _SUFFIXES))
    yield "LICENSE", resource("LICENSE", "LICENSE")
    for selection in settings.selections:
        yield from _below(settings.models, files(settings.models, selection.service))
        if settings.docs == "full":
            from .docs import INSTALLED

            yield from _below(INSTALLED, files(INSTALLED, selection.service))


def _below(folder: Path, paths: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    return ((path.relative_to(folder).as_posix(), path) for path in sorted(paths))
