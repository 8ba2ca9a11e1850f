"""The stages in their order: load → overlay → lower → name → translate → plan → render → format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import attrs

from . import format as formatting
from . import ir, modelfiles, names, patterns, plan, render, write
from .load import RawService, load
from .lower import lower
from .overlay import patched
from .problems import CodegenError, Problem

RUNTIME = Path(__file__).parent / "runtime"


@attrs.frozen
class Selection:
    """A service, and which of its operations (none named: all)."""

    service: str
    operations: tuple[str, ...] = ()


@attrs.frozen
class Settings:
    """What to generate from where to where."""

    selections: tuple[Selection, ...]
    models: Path
    out: Path
    package: str = "emrglue"
    templates: Path | None = None

    @property
    def target(self) -> Path:
        """The folder of the package."""
        return self.out.joinpath(*self.package.split("."))


@attrs.frozen
class Unit:
    """One service on its way through the stages."""

    raw: RawService
    service: ir.Service
    translations: Mapping[str, patterns.Translation]
    package: plan.Package


@attrs.frozen
class Result:
    """A finished tree, and what it was made of."""

    units: tuple[Unit, ...]
    tree: write.Tree
    formatted: int
    """How many files black had to look at."""


Announce = Callable[[str, int, int], None]
"""Told of the progress: what is being done, how much of how much."""


def run(settings: Settings, announce: Announce = lambda what, done, of: None) -> Result:
    """Every stage but the last: the whole tree in memory.

    :raises CodegenError: everything that is wrong with the models.
    """
    units = _units(settings, announce)
    sources = render.render([unit.package for unit in units], settings.templates)
    verbatim = {**_runtime(), **modelfiles.files([(u.raw, u.service) for u in units])}
    texts, fresh = _formatted(settings.target, sources, announce)
    content = {path: text.encode() for path, text in texts.items()} | verbatim
    digests = {path: formatting.digest(text) for path, text in sources.items()}
    manifest = write.Manifest(
        {
            path: (digests.get(path, ""), write.content_digest(data))
            for path, data in content.items()
        }
    )
    return Result(tuple(units), {**content, write.MANIFEST: manifest.to_bytes()}, fresh)


def _units(settings: Settings, announce: Announce) -> list[Unit]:
    units: list[Unit] = []
    problems: list[Problem] = []
    for done, selection in enumerate(settings.selections):
        announce("reading", done, len(settings.selections))
        try:
            units.append(_unit(settings.models, selection))
        except CodegenError as error:
            problems.extend(error.problems)
    if problems:
        raise CodegenError(problems)
    return units


def _unit(models: Path, selection: Selection) -> Unit:
    raw = patched(load(models, selection.service))
    service = lower(raw, selection.operations)
    translations = translate(service)
    package = plan.plan(service, names.name(service), translations)
    return Unit(raw, service, translations, package)


def translate(service: ir.Service) -> dict[str, patterns.Translation]:
    """The translation of every pattern of a service, by shape."""
    return {
        shape.name: patterns.translate(shape.pattern)
        for shape in service.shapes.values()
        if isinstance(shape, ir.String) and shape.pattern is not None and not shape.enum
    }


def _runtime() -> dict[str, bytes]:
    """The hand-written support, as it is."""
    return {
        f"_runtime/{path.relative_to(RUNTIME).as_posix()}": path.read_bytes()
        for path in sorted(RUNTIME.rglob("*.py"))
    } | {"py.typed": b""}


def _formatted(
    target: Path, sources: Mapping[str, str], announce: Announce
) -> tuple[dict[str, str], int]:
    """The formatted texts; files whose source did not change are taken from the old tree."""
    manifest = write.read_manifest(target)
    texts: dict[str, str] = {}
    for path, text in sources.items():
        source, content = manifest.files.get(path, ("", ""))
        kept = write.intact(target, path, content) if source == formatting.digest(text) else None
        if kept is not None:
            texts[path] = kept.decode()
    changed = {path: text for path, text in sources.items() if path not in texts}
    texts |= formatting.format_files(changed, lambda done, of: announce("formatting", done, of))
    return texts, len(changed)


def services(selections: Iterable[str]) -> tuple[Selection, ...]:
    """Selections as the command line writes them: ``glue`` or ``glue=StartJobRun,GetJobRun``."""
    chosen = []
    for selection in selections:
        service, _, operations = selection.partition("=")
        chosen.append(Selection(service, tuple(filter(None, operations.split(",")))))
    return tuple(chosen)
