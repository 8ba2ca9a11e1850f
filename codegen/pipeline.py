"""The stages in their order: load → overlay → lower → name → translate → plan → render → format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import attrs
import jinja2

from . import (
    collector,
    inputs,
    ir,
    modelfiles,
    namelock,
    names,
    notice,
    parts,
    patterns,
    plan,
    render,
    write,
)
from . import format as formatting
from .config import Selection, Settings, services
from .load import RawService, load
from .lower import lower
from .outline import Outline, outline
from .overlay import patched
from .problems import CodegenError, Problem
from .runtime.shapes import Pattern
from .source import Source

__all__ = [
    "Announce",
    "Result",
    "Selection",
    "Settings",
    "Unit",
    "run",
    "services",
    "translate",
    "unit",
]

RUNTIME = Path(__file__).parent / "runtime"

TESTING = b'''"""Values for tests of your own, drawn from the models (extra ``testing``)."""

from ._runtime.testing import InvalidRequest, invalid_requests, requests, responses

__all__ = ["InvalidRequest", "invalid_requests", "requests", "responses"]
'''
"""A module of its own, so that ``from emrglue.testing import requests`` works."""
PUBLIC = '''"""See ``_runtime/jobs/{0}.py``."""

from ._runtime.jobs.{0} import *
from ._runtime.jobs.{0} import __all__ as __all__
'''
"""Likewise for the modules of job runs, which are public as they are."""

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

    services: tuple[Outline, ...]
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

    Service by service: of one that is done its files are kept and an outline, so that a run needs
    little more memory than what it writes, and black has work while the next one is planned.

    :param fresh: take nothing over from the tree that is there: format every file anew.
    :param formatter: what lays the files out; black takes most of the time of a run.
    :raises CodegenError: everything that is wrong with the models.
    """
    manifest = write.Manifest() if fresh else write.read_manifest(settings.target)
    growing = _Growing(settings, announce, manifest)
    texts = formatter(growing.texts(), lambda done, of: announce("formatting", done, of))
    with collector.paused():  # the values of the stages hold no circles
        for formatted, (path, text) in enumerate(texts, 1):
            growing.add(path, text)
            growing.formatted = formatted
    return growing.result()


@attrs.define
class _Growing:
    """The tree of a run as it grows."""

    settings: Settings
    announce: Announce
    before: write.Manifest
    """What the tree on disk was made of."""
    outlines: list[Outline] = attrs.field(factory=list)
    entries: dict[str, str] = attrs.field(factory=dict)
    """What the file of names says of each service."""
    headers: dict[str, Source] = attrs.field(factory=dict)
    """The header of each service's files, by package."""
    sources: dict[str, str] = attrs.field(factory=dict)
    """The digest of each file's unformatted text."""
    tree: dict[str, bytes] = attrs.field(factory=dict)
    formatted: int = 0

    def texts(self) -> Iterator[formatting.Files]:
        """The unformatted files, service by service, but for those that the old tree has.

        :raises CodegenError: everything that is wrong with the models, after the last of them.
        """
        environment = render.environment(self.settings.templates)
        locks = namelock.read(self.settings.target)
        problems: list[Problem] = []
        for done, selection in enumerate(self.settings.selections):
            self.announce("reading", done, len(self.settings.selections))
            try:
                sources = self._service(environment, selection, locks.get(selection.service))
            except CodegenError as error:
                problems.extend(error.problems)
            else:
                yield self._changed(sources)
        if problems:
            raise CodegenError(problems)
        yield self._changed(render.shared(environment, self.outlines))

    def _service(
        self, environment: jinja2.Environment, selection: Selection, lock: names.Lock | None
    ) -> render.Files:
        """The unformatted files of a service; whatever else comes of it goes into the tree."""
        made = unit(self.settings, selection, lock)
        service, package = made.service, made.package
        models = modelfiles.files(made.raw, service)
        model = models[f"_models/{service.name}/{service.api_version}/service-2.json"]
        header = notice.of_service(service.name, service.api_version, model)
        self.headers[str(package.name)] = header
        self.entries[service.name] = namelock.entry(made.names)
        self.outlines.append(outline(service, made.translations, package))
        self.tree.update(models)
        return render.service(environment, package)

    def _changed(self, sources: render.Files) -> render.Files:
        """The files whose source is not what it was; the others are taken from the old tree."""
        digests = {path: formatting.digest(text) for path, text in sources.items()}
        self.sources.update(digests)
        kept = {path: self._kept(path, digest) for path, digest in digests.items()}
        for path, text in kept.items():
            if text is not None:
                self.add(path, text)
        return {path: text for path, text in sources.items() if kept[path] is None}

    def _kept(self, path: str, digest: str) -> str | None:
        source, content = self.before.files.get(path, ("", ""))
        old = write.intact(self.settings.target, path, content) if source == digest else None
        return None if old is None else notice.without(old.decode())

    def add(self, path: str, text: str) -> None:
        """A formatted file, under its header."""
        header = self.headers.get(path.partition("/")[0], notice.of_package())
        self.tree[path] = f"{header}{text}".encode()

    def result(self) -> Result:
        """The finished tree, its manifest included."""
        runtime, header = _runtime(self.outlines), notice.of_package().encode()
        tree = (
            self.tree
            | {f"_runtime/{path}": content for path, content in runtime.items()}
            | {"py.typed": b"", "testing.py": header + TESTING, **notice.files()}
            | {
                f"{name}.py": header + PUBLIC.format(name).encode()
                for name in render.MODULES
                if f"jobs/{name}.py" in runtime
            }
            | ({"__main__.py": header + MAIN} if "cli/__init__.py" in runtime else {})
            | {namelock.FILE: namelock.to_bytes(self.entries)}
        )
        tree[write.MANIFEST] = self._manifest(tree).to_bytes()
        return Result(tuple(self.outlines), tree, self.formatted)

    def _manifest(self, tree: write.Tree) -> write.Manifest:
        files = {
            path: (self.sources.get(path, ""), write.content_digest(content))
            for path, content in tree.items()
        }
        return write.Manifest(files, inputs.digest(self.settings))


def unit(settings: Settings, selection: Selection, lock: names.Lock | None = None) -> Unit:
    """One service, planned.

    :raises CodegenError: everything that is wrong with its model.
    """
    raw = patched(load(settings.models, selection.service))
    service = lower(raw, selection.operations)
    if settings.docs == "full":
        from .docs import documented  # which loads botocore

        service = documented(service)
    given = names.name(service, lock)
    renamed = namelock.renamed(settings.target / namelock.FILE, service.name, lock, given)
    if renamed:
        raise CodegenError(renamed)
    translations = translate(service)
    return Unit(raw, service, given, translations, plan.plan(service, given, translations))


def translate(service: ir.Service) -> dict[str, patterns.Translation]:
    """The translation of every pattern of a service, by shape."""
    return {
        name: patterns.translate(pattern.java)
        for name, shape in service.shapes.items()
        if (pattern := shape.stated(Pattern)) is not None
    }


def _runtime(services: Iterable[Outline]) -> dict[str, bytes]:
    """The hand-written support, as it is, under a header."""
    header = notice.of_runtime().encode()
    paths = {path.relative_to(RUNTIME).as_posix(): path for path in sorted(RUNTIME.rglob("*.py"))}
    wanted = parts.wanted(paths, {each.service: each.operations for each in services})
    return {name: header + paths[name].read_bytes() for name in wanted}
