"""A mutant of the generator on trial: generate with it, then check what came out."""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.util
import signal
import sys
import tempfile
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from itertools import islice
from pathlib import Path
from typing import Any

from tests.expectations.contract import kind
from tests.expectations.faults import sites
from tests.expectations.models import MODELS, contract
from tests.oracle import table
from tests.property import checks
from tests.property.subjects import SERVICES, Subject
from tests.property.test_patterns import pattern_complaints, patterned

from . import trial
from .generated import Mutant
from .generator import CODEGEN, Change
from .trial import Outcome

SAMPLE = {
    "emr-containers": (
        "CancelJobRun CreateManagedEndpoint CreateVirtualCluster ListJobRuns StartJobRun"
    ),
    "emr-serverless": "CreateApplication GetJobRun ListJobRuns StartJobRun TagResource",
    "glue": (
        "BatchGetPartition CreateMLTransform CreatePartition CreateTable CreateTrigger "
        "CreateUserDefinedFunction GetTable ImportCatalogToGlue PutResourcePolicy "
        "PutSchemaVersionMetadata "
        "QuerySchemaVersionMetadata SearchAssets StartJobRun UpdateColumnStatisticsForPartition "
        "CreateConnection GetStatement"
    ),
}
"""Operations that together have every kind of shape, constraint and rule."""


def regenerated_and_tried(change: Change) -> Outcome:
    """Generate the sample with a changed generator, and run the checks over it."""
    signal.signal(signal.SIGALRM, trial._give_up)
    signal.alarm(2 * trial.PATIENCE)
    sys.dont_write_bytecode = True
    description = f"{change.old[:80]!r} -> {change.new[:80]!r}"
    mutant = Mutant(change.path.partition("/")[0], change.path, "", description, "")
    try:
        with tempfile.TemporaryDirectory(prefix="emrglue-mutant-") as folder:
            _generate(change, Path(folder))
            sys.path.insert(0, folder)
            for name in [name for name in sys.modules if name.partition(".")[0] == "emrglue"]:
                del sys.modules[name]
            return Outcome(mutant, next(_complaints(), ""))
    except Exception as error:
        return Outcome(mutant, f"raised {error!r:.300}")


def _generate(change: Change, out: Path) -> None:
    """Run the changed generator, loaded anew; what the checks use of the old one stays as it is."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "codegen"]:
        del sys.modules[name]
    if change.path.endswith(".py") and not change.path.startswith("runtime/"):
        sys.meta_path.insert(0, _Finder(change))
    pipeline, write = (importlib.import_module(f"codegen.{name}") for name in ("pipeline", "write"))
    templates = None
    if change.path.startswith("templates/"):
        templates = out / "templates"
        templates.mkdir()
        (templates / Path(change.path).name).write_text(change.text(), encoding="utf-8")
    chosen = [f"{service}={','.join(_known(service))}" for service in SAMPLE]
    settings = pipeline.Settings(pipeline.services(chosen), MODELS, out, templates=templates)
    tree = pipeline.run(settings, formatter=pipeline.formatting.unformatted).tree
    if change.path.startswith("runtime/"):
        tree = {**tree, f"_{change.path}": change.text().encode()}
    write.write(settings.target, tree)


def _known(service: str) -> list[str]:
    names = contract(service).model.operation_names
    return [name for name in SAMPLE[service].split() if name in names]


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds one module of the generator, changed."""

    def __init__(self, change: Change) -> None:
        self.text, self.path = change.text(), CODEGEN / change.path
        self.name = f"codegen.{change.path.removesuffix('.py').replace('/', '.')}"

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:
        if fullname != self.name:
            return None
        return importlib.util.spec_from_file_location(fullname, self.path, loader=self)

    def exec_module(self, module: Any) -> None:
        exec(compile(self.text, str(self.path), "exec"), module.__dict__)


def _types(subject: Subject) -> Iterator[checks.Complaint]:
    root = subject.model.input_shape
    structures = (
        [site.shape for site in sites(root) if kind(site.shape) == "structure"] if root else []
    )
    for shape in structures:
        yield from checks.types_tell(subject, shape)


def _complaints() -> Iterator[checks.Complaint]:
    """The checks over the sample, the quick ones first."""
    subjects = [Subject(service, name) for service in SERVICES for name in _known(service)]
    for subject in subjects:
        yield from checks.token_filled_in(subject)
        yield from _types(subject)
        for case in islice(subject.cases(), 150):
            yield from checks.case_holds(subject, case)
        yield from trial._depths(subject)
        yield from trial._responses(subject)
    verdicts = table.read()
    for service in SERVICES:
        for shape in patterned(service):
            yield from pattern_complaints(service, shape, verdicts)
    for subject in subjects:
        for case in islice(subject.cases(), 150, None):
            yield from checks.case_holds(subject, case)
