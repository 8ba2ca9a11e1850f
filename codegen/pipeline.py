"""The stages in their order: load → overlay → lower → name → translate → plan → render → format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import attrs

from . import format as formatting
from . import inputs, ir, modelfiles, namelock, names, notice, parts, patterns, plan, render, write
from .config import Selection, Settings, services
from .docs import documented
from .load import RawService, load
from .lower import lower
from .overlay import patched
from .problems import CodegenError, Problem
from .source import Source

__all__ = ["Announce", "Result", "Selection", "Settings", "Unit", "run", "services", "translate"]

RUNTIME = Path(__file__).parent / "runtime"

TESTING = b'''"""Values for tests of your own, drawn from the models (extra ``testing``)."""

from ._runtime.testing import InvalidRequest, invalid_requests, requests, responses

__all__ = ["InvalidRequest", "invalid_requests", "requests", "responses"]
'''
"""A module of its own, so that ``from emrglue.testing import requests`` works."""
PUBLIC = '''"""See ``_runtime/{0}.py``."""

from ._runtime.{0} import *
from ._runtime.{0} import __all__ as __all__
'''
"""Likewise for the modules of the runtime that are public as they are."""

MAIN = b'''"""The command line: ``python -m emrglue``."""

from ._runtime.cli import entry

entry()
'''


@attrs.frozen
class Unit:
    """One service on its way through the stages."""

    raw: RawService
    service: ir.Service
    names: names.Names
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


def run(
    settings: Settings,
    announce: Announce = lambda what, done, of: None,
    *,
    fresh: bool = False,
    formatter: formatting.Formatter = formatting.format_files,
) -> Result:
    """Every stage but the last: the whole tree in memory.

    :param fresh: take nothing over from the tree that is there: format every file anew.
    :param formatter: what lays the files out; black takes most of the time of a run.
    :raises CodegenError: everything that is wrong with the models.
    """
    lock = namelock.read(settings.target)
    units = _units(settings, lock, announce)
    sources = render.render([unit.package for unit in units], settings.templates)
    models = modelfiles.files([(u.raw, u.service) for u in units])
    headers = _headers(units, models)
    manifest = write.Manifest() if fresh else write.read_manifest(settings.target)
    texts, formatted = _formatted(settings.target, manifest, sources, announce, formatter)
    runtime, shared = _runtime(units), notice.of_package().encode()
    tree = (
        {path: f"{_header(headers, path)}{text}".encode() for path, text in texts.items()}
        | {f"_runtime/{path}": content for path, content in runtime.items()}
        | {"py.typed": b"", "testing.py": shared + TESTING, **notice.files(), **models}
        | {
            f"{name}.py": shared + PUBLIC.format(name).encode()
            for name in render.MODULES
            if f"{name}.py" in runtime
        }
        | ({"__main__.py": shared + MAIN} if "cli/__init__.py" in runtime else {})
        | {namelock.FILE: namelock.to_bytes({unit.service.name: unit.names for unit in units})}
    )
    return Result(tuple(units), _with_manifest(tree, sources, inputs.digest(settings)), formatted)


def _with_manifest(tree: write.Tree, sources: Mapping[str, str], inputs: str) -> write.Tree:
    files = {
        path: (
            formatting.digest(sources[path]) if path in sources else "",
            write.content_digest(content),
        )
        for path, content in tree.items()
    }
    return {**tree, write.MANIFEST: write.Manifest(files, inputs).to_bytes()}


def _headers(units: Iterable[Unit], models: Mapping[str, bytes]) -> dict[str, Source]:
    """The header of each service's files, by package."""
    headers = {}
    for unit in units:
        service = unit.service
        model = models[f"_models/{service.name}/{service.api_version}/service-2.json"]
        headers[str(unit.package.name)] = notice.of_service(
            service.name, service.api_version, model
        )
    return headers


def _header(headers: Mapping[str, Source], path: str) -> Source:
    return headers.get(path.partition("/")[0], notice.of_package())


def _units(settings: Settings, lock: Mapping[str, names.Lock], announce: Announce) -> list[Unit]:
    units: list[Unit] = []
    problems: list[Problem] = []
    for done, selection in enumerate(settings.selections):
        announce("reading", done, len(settings.selections))
        try:
            units.append(_unit(settings, selection, lock.get(selection.service)))
        except CodegenError as error:
            problems.extend(error.problems)
    if problems:
        raise CodegenError(problems)
    return units


def _unit(settings: Settings, selection: Selection, lock: names.Lock | None) -> Unit:
    raw = patched(load(settings.models, selection.service))
    service = lower(raw, selection.operations)
    if settings.docs == "full":
        service = documented(service)
    given = names.name(service, lock)
    renamed = namelock.renamed(settings.target / namelock.FILE, service.name, lock, given)
    if renamed:
        raise CodegenError(renamed)
    translations = translate(service)
    package = plan.plan(service, given, translations)
    return Unit(raw, service, given, translations, package)


def translate(service: ir.Service) -> dict[str, patterns.Translation]:
    """The translation of every pattern of a service, by shape."""
    return {
        shape.name: patterns.translate(shape.pattern)
        for shape in service.shapes.values()
        if isinstance(shape, ir.String) and shape.pattern is not None and not shape.enum
    }


def _runtime(units: Iterable[Unit]) -> dict[str, bytes]:
    """The hand-written support, as it is, under a header."""
    header = notice.of_runtime().encode()
    paths = {path.relative_to(RUNTIME).as_posix(): path for path in sorted(RUNTIME.rglob("*.py"))}
    wanted = parts.wanted(paths, {u.service.name: u.package.operations() for u in units})
    return {name: header + paths[name].read_bytes() for name in wanted}


def _formatted(
    target: Path,
    manifest: write.Manifest,
    sources: Mapping[str, str],
    announce: Announce,
    formatter: formatting.Formatter,
) -> tuple[dict[str, str], int]:
    """The formatted texts; files whose source did not change are taken from the old tree."""
    texts: dict[str, str] = {}
    for path, text in sources.items():
        source, content = manifest.files.get(path, ("", ""))
        kept = write.intact(target, path, content) if source == formatting.digest(text) else None
        if kept is not None:
            texts[path] = notice.without(kept.decode())
    changed = {path: text for path, text in sources.items() if path not in texts}
    texts |= formatter(changed, lambda done, of: announce("formatting", done, of))
    return texts, len(changed)
