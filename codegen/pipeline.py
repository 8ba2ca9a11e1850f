"""The stages in their order: load → overlay → lower → name → translate → plan → render → format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import attrs
import jinja2

from . import (
    disk,
    inputs,
    ir,
    modelfiles,
    namelock,
    names,
    notice,
    overrides,
    parts,
    patterns,
    plan,
    pruning,
    render,
    write,
)
from . import format as formatting
from .config import TABLE, Selection, Settings, services
from .load import RawService, load
from .lower import lower
from .outline import Outline, outline
from .overlay import patched
from .problems import CodegenError, Problem, fail, refuse
from .runtime.shapes import Pattern, String

__all__ = [
    "Announce", "Result", "Selection", "Settings", "Unit", "run", "services", "translate", "unit",
]  # fmt: skip


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
    tree: disk.Tree
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
    before = write.read_manifest(settings.target)
    package = _Package(
        settings, announce, write.Manifest() if fresh else before, used=before.templates
    )
    texts = formatter(package.texts(), lambda done, of: announce("formatting", done, of))
    formatted = {path: text.encode() for path, text in texts}
    return package.result(formatted)


@attrs.define
class _Package:
    """What a run has made so far."""

    settings: Settings
    announce: Announce
    before: write.Manifest
    """What the tree on disk was made of."""
    used: Mapping[str, str]
    """The digests of the templates that the tree on disk was made with."""
    templates: dict[str, str] = attrs.field(factory=dict)
    """Those of the templates that this run uses."""
    outlines: list[Outline] = attrs.field(factory=list)
    entries: dict[str, str] = attrs.field(factory=dict)
    """What the file of names says of each service."""
    sources: dict[str, str] = attrs.field(factory=dict)
    """The digest of each file's unformatted text."""
    tree: dict[str, bytes] = attrs.field(factory=dict)
    """The files that need no formatting."""
    users: pruning.Users = attrs.field(factory=pruning.Users)
    """What the generated files name of the support."""

    def texts(self) -> Iterator[formatting.Files]:
        """The unformatted files, service by service, but for those that the old tree has.

        :raises CodegenError: everything that is wrong with the models, after the last of them.
        """
        own = overrides.files(self.settings)
        overrides.refuse_untrusted(self.settings, own, self.used)
        self.templates = overrides.digests(own)
        services = [names.module_name(each.service) for each in self.settings.selections]
        refuse(
            Problem(f"mixins: {key}", f"is not in the package, which has {', '.join(services)}")
            for key in self.settings.mixins
            if key.partition(".")[0] not in services
        )
        environment = render.environment(own)
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
        refuse(problems)
        yield self._changed(render.shared(environment, self.outlines, self._left_out()))

    def _support(self, out: frozenset[str]) -> disk.Tree:
        """The hand-written files, without what the package has no use for.

        One with a command line, which asks them for everything, has them as they are.
        """
        settings = self.settings
        texts = parts.support(out, settings.package, settings.constraints)
        if self._prunes():
            texts = parts.needed(texts, self.users, self.outlines, settings.constraints, out)
        return {path: f"{notice.header(path)}{text}".encode() for path, text in texts.items()}

    def _prunes(self) -> bool:
        """Whether the package has no command line, as the operations that were asked for tell."""
        chosen = self.settings.selections
        offer = {each.service: frozenset(each.operations or ["StartJobRun"]) for each in chosen}
        return "cli" in parts.left_out(self.settings.without, offer)

    def _service(
        self, environment: jinja2.Environment, selection: Selection, lock: names.Names | None
    ) -> render.Files:
        """The unformatted files of a service; whatever else comes of it is kept."""
        made = unit(self.settings, selection, lock)
        self.entries[made.service.name] = namelock.entry(made.names)
        self.outlines.append(outline(made.raw.notes, made.service, made.translations, made.package))
        self.tree.update(modelfiles.files(made.raw, made.service))
        files = render.service(environment, made.package, parts.left_out(self.settings.without))
        if self._prunes():
            for path, text in files.items():
                self.users.add(path, text)
        return files

    def _changed(self, sources: render.Files) -> render.Files:
        """The files whose source is not what it was; the others are taken from the old tree."""
        changed = {}
        for path, body in sources.items():
            text = notice.header(path) + body
            self.sources[path] = formatting.digest(text)
            kept = self._kept(path)
            if kept is None:
                changed[path] = text
            else:
                self.tree[path] = kept
        return changed

    def _kept(self, path: str) -> bytes | None:
        source, content = self.before.files.get(path, ("", ""))
        is_same = source == self.sources[path]
        return write.intact(self.settings.target, path, content) if is_same else None

    def _left_out(self) -> frozenset[str]:
        offer = {each.service: each.operations for each in self.outlines}
        return parts.left_out(self.settings.without, offer)

    def result(self, formatted: disk.Tree) -> Result:
        """The finished tree, its manifest included."""
        out = self._left_out()
        tree = {
            **{path: content for path, content in self.tree.items() if parts.has(path, out)},
            **formatted,
            **self._support(out),
            **notice.files(self.settings.docs == "full"),
            namelock.FILE: namelock.to_bytes(self.entries),
            "py.typed": b"",
        }
        files = {
            path: (self.sources.get(path, ""), disk.digest(content))
            for path, content in tree.items()
        }
        tree[write.MANIFEST] = write.Manifest(
            files, inputs.digest(self.settings), self.templates, formatting.BLACK
        ).to_bytes()
        return Result(tuple(self.outlines), tree, len(formatted))


def unit(settings: Settings, selection: Selection, lock: names.Names | None = None) -> Unit:
    """One service, planned.

    :raises CodegenError: everything that is wrong with its model.
    """
    raw = patched(load(settings.models, selection.service), selection.operations)
    if raw.stated and not settings.constraints:
        place, advice = f"overlays/{raw.name}/constraints.json", "name their module: `constraints`"
        raise fail(place, f"states constraints of your own, and {advice} in {TABLE}")
    service = lower(raw, selection.operations)
    if settings.docs == "full":
        from .docs import documented  # which loads botocore

        service = documented(service)
    given = names.name(service, lock)
    if lock is not None:
        locked = settings.target / namelock.FILE
        refuse(namelock.renamed(locked, service.name, lock, given))
        refuse(namelock.exchanged(locked, service.name, given))
    translations = translate(service)
    return Unit(
        raw, service, given, translations, plan.plan(service, given, translations, settings.mixins)
    )


def translate(service: ir.Service) -> dict[str, patterns.Translation]:
    """The translation of every pattern of a service, by shape."""
    return {
        name: patterns.checked(pattern.java, *shape.span)
        for name, shape in service.shapes.items()
        if isinstance(shape, String) and (pattern := shape.stated(Pattern)) is not None
    }
