"""One mutant on trial: put in the place of the original in a fresh process, and checked."""

from __future__ import annotations

import importlib.abc
import importlib.util
import re
import signal
import sys
import tempfile
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.machinery import ModuleSpec
from itertools import chain, islice
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs

from tests.expectations.faults import sites
from tests.oracle import table
from tests.property import checks
from tests.property.subjects import SERVICES, Subject, subjects
from tests.property.test_depth import DEEPEST, loops, nested
from tests.property.test_patterns import pattern_complaints
from tests.support.inside import fast, thorough

from .generated import Mutant

PATIENCE = 120
"""Seconds after which a mutant counts as noticed: it hangs."""

OPERATIONS = 3
"""How many operations that use the changed part are checked, the smallest first."""


@attrs.frozen
class Outcome:
    """What became of a mutant."""

    mutant: Mutant
    complaint: str
    """The first thing that a check noticed; empty where it lives."""


def tried(package: Path, mutant: Mutant) -> Outcome:
    """Run the checks against a mutant; only to be called in a process of its own."""
    sys.path.insert(0, str(package.parent))
    sys.dont_write_bytecode = True
    signal.alarm(PATIENCE)
    signal.signal(signal.SIGALRM, _give_up)
    try:
        install(package, mutant)
        return Outcome(mutant, next(complaints(package, mutant), ""))
    except Exception as error:
        return Outcome(mutant, f"raised {error!r:.300}")


def _give_up(*_: object) -> None:
    raise TimeoutError("took too long")


# putting the mutant in place


def install(package: Path, mutant: Mutant) -> None:
    """Let the import system find the mutant instead of the original."""
    if mutant.path.startswith("_models/"):
        _install_model(package, mutant)
    else:
        sys.meta_path.insert(0, _Finder(package, mutant))


def _install_model(package: Path, mutant: Mutant) -> None:
    models = Path(tempfile.mkdtemp(prefix="emrglue-mutant-"))
    for path in package.glob("_models/*/*/*.json"):
        name = path.relative_to(package).as_posix()
        target = models / path.relative_to(package / "_models")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(mutant.text if name == mutant.path else path.read_text())
    importlib.import_module("emrglue._runtime.wiremodel").MODELS = models  # type: ignore[attr-defined]


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds one module, with the changed text."""

    def __init__(self, package: Path, mutant: Mutant) -> None:
        self.path = package / mutant.path
        self.text = mutant.text
        self.name = f"{package.name}.{mutant.path.removesuffix('.py').replace('/', '.')}"

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:
        if fullname != self.name:
            return None
        return importlib.util.spec_from_file_location(fullname, self.path, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.text, str(self.path), "exec"), module.__dict__)


# what is checked


def complaints(package: Path, mutant: Mutant) -> Iterator[checks.Complaint]:
    """What the checks say about the changed part, through the operations that use it."""
    service = mutant.path.removeprefix("_models/").partition("/")[0].replace("_", "-")
    if mutant.path.endswith("_constraints.py"):
        yield from _by_oracle(package, service, mutant.focus)
    concerned = _concerned(package, service, mutant)
    for subject in concerned[:OPERATIONS]:
        yield from _of_operation(subject, plain(mutant.focus))


def plain(name: str) -> str:
    """A name without what differs between the model's spelling and Python's."""
    stem = re.split(r"[.:]", name)[0]
    return re.sub(r"^_is_|^_read_|_", "", stem).lower()


def _by_oracle(package: Path, service: str, constant: str) -> Iterator[checks.Complaint]:
    text = (package / service.replace("-", "_") / "_constraints.py").read_text()
    shapes = re.findall(rf'^    "(\w+)": {constant},', text, re.M)
    verdicts = table.read()
    yield from chain.from_iterable(pattern_complaints(service, shape, verdicts) for shape in shapes)


def _of_operation(subject: Subject, focus: str) -> Iterator[checks.Complaint]:
    every = list(subject.cases())
    near = [case for case in every if focus in _names(case.site)]
    far = [case for case in every if focus not in _names(case.site)]
    for case in near:
        yield from checks.case_holds(subject, case)
    yield from _responses(subject)
    yield from _depths(subject)
    for case in islice(far, 400):
        yield from checks.case_holds(subject, case)


def _names(site: Any) -> set[str]:
    owners = {site.steps[-1].shape.name} if site.steps else set()
    return {plain(name) for name in (site.shape.name, *owners)}


def _responses(subject: Subject) -> Iterator[checks.Complaint]:
    if subject.model.output_shape is not None:
        for site in sites(subject.model.output_shape):
            yield from checks.understood(subject, site)


def _depths(subject: Subject) -> Iterator[checks.Complaint]:
    for outer, loop in loops(subject):
        wire = nested(subject.contract, outer, loop, DEEPEST)[0]
        yield from checks.accepted(subject.request, wire)
        bomb = nested(subject.contract, outer, loop, 10_000)[0]
        if [constraint for _, constraint in thorough(subject.request, bomb)] != ["rule"]:
            yield "ten thousand levels are not one violation"
        wire = nested(subject.contract, outer, loop, DEEPEST + 1)[0]
        if fast(subject.request, wire):
            yield "the straight-line check passes what is nested too deeply"
        if [constraint for _, constraint in thorough(subject.request, wire)] != ["rule"]:
            yield "the thorough check does not report what is nested too deeply"


# which operations use what


def _concerned(package: Path, service: str, mutant: Mutant) -> list[Subject]:
    """The operations whose request or response leads to the changed part, smallest first."""
    if mutant.path.startswith("_models/"):
        return _leading_to(service, mutant.focus)
    graph = _graph(package, service.replace("-", "_"))
    changed = set(graph.using(mutant))
    sizes = {
        subject: len(modules)
        for subject, modules in _closures(package, service).items()
        if changed & modules
    }
    return sorted(
        sizes,
        key=lambda subject: (
            plain(mutant.focus) not in set(map(plain, _shapes(subject))),
            sizes[subject],
            subject.operation,
        ),
    )


def _leading_to(service: str, shape: str) -> list[Subject]:
    """The operations whose request leads to a shape."""
    return [subject for subject in subjects(service) if shape in _shapes(subject)]


@cache
def _shapes(subject: Subject) -> set[str]:
    root = subject.model.input_shape
    return {site.shape.name for site in sites(root)} if root is not None else set()


@attrs.frozen
class _Graph:
    """The modules of a service's structures: their texts, and which import which."""

    texts: dict[str, str]
    imports: dict[str, set[str]]

    def using(self, mutant: Mutant) -> Iterator[str]:
        """The modules that hold the changed part, or speak of it."""
        if "/structures/" in mutant.path:
            yield Path(mutant.path).stem
            return
        word = rf"_constraints\.{mutant.focus}\b"
        yield from (name for name, text in self.texts.items() if re.search(word, text))

    def closure(self, start: set[str]) -> set[str]:
        found, waiting = set(start), list(start)
        while waiting:
            new = self.imports[waiting.pop()] - found
            found |= new
            waiting.extend(new)
        return found


@lru_cache
def _graph(package: Path, service: str) -> _Graph:
    paths = sorted((package / service / "structures").glob("*.py"))
    texts = {path.stem: path.read_text() for path in paths if path.stem != "__init__"}
    imports = {
        name: set(re.findall(r"^from \.(\w+) import", text, re.M)) for name, text in texts.items()
    }
    return _Graph(texts, imports)


@lru_cache
def _closures(package: Path, service: str) -> dict[Subject, set[str]]:
    """The modules that each operation's request and response need."""
    graph = _graph(package, service.replace("-", "_"))
    homes = {
        name: module
        for module, text in graph.texts.items()
        for name in re.findall(r"^class (\w+)", text, re.M)
    }
    whole = "\n".join(graph.texts.values())
    found = {}
    for subject in subjects(service):
        head = re.search(
            rf'^class (\w+)\([^:]*?operation="{subject.operation}",\s+response="(\w+)"', whole, re.M
        )
        if head is not None:
            found[subject] = graph.closure({homes[head.group(1)], homes[head.group(2)]})
    return found


def reachable(service: str) -> set[str]:
    """The shapes that the requests of a service can lead to."""
    return {shape for subject in subjects(service) for shape in _shapes(subject)}


def warm(package: Path) -> None:
    """Load what all trials share, so that their processes inherit it."""
    for service in SERVICES:
        for subject in subjects(service):
            _shapes(subject)
        _closures(package, service)
