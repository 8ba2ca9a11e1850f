"""A mutant of the code on trial: the tests that run the changed function, the fastest first."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import attrs
import pytest

from .mutant import Mutant, install

PATIENCE = 60
"""Seconds of processor time after which a mutant counts as noticed: it hangs."""

HANGING = 15
"""The same for a single test, and for the import of a file of tests."""

ENOUGH = 30
"""Seconds that the tests of one mutant may take, as measured (which takes longer)."""

SLOW = 2
"""Seconds of processor time after which a test, with its fixtures, is too slow to be tried; most
of these start processes of their own, which would not meet the mutant."""

T = TypeVar("T")
Functions = frozenset[tuple[str, str]]
"""Functions, by file and name."""
Records = Mapping[str, tuple[float, Functions]]
"""How long a test takes, and what it runs, by its node id."""


@attrs.frozen
class Outcome:
    """What became of a mutant."""

    mutant: Mutant
    complaint: str
    """What noticed it first; empty if it lives."""


@attrs.frozen
class Suite:
    """Tests that are run together."""

    files: tuple[str, ...]
    options: tuple[str, ...] = ()
    prepare: Callable[[], str] = str
    """Called first in the process of the trial; what it returns is a complaint."""


def recorded(suite: Suite, jobs: int) -> Records:
    """Every test of a suite, run on the original, which has to pass."""
    records: dict[str, tuple[float, Functions]] = {}
    for complaint, found in each(partial(_recorded, suite), suite.files, jobs):
        if complaint:
            sys.exit(f"the tests complain about the original: {complaint}")
        records |= found
    return records


def _recorded(suite: Suite, file: str) -> tuple[str, Records]:
    recorder = _Recorder()
    return suite.prepare() or _pytest(suite, [file], recorder), recorder.records


def tried(suite: Suite, records: Records, mutant: Mutant) -> Outcome:
    """Run the tests of a suite against a mutant; only to be called in a process of its own."""
    runs = [
        (file, tests)
        for tests in _chosen(records, mutant)
        for file in dict.fromkeys(test.partition("::")[0] for test in tests)
    ]

    def complaint() -> str:
        found = suite.prepare()
        complaints = (_pytest(suite, [file], _Chooser(tests)) for file, tests in runs)
        return found or next(filter(None, complaints), "")

    return judged(mutant, complaint)


def judged(mutant: Mutant, complaint: Callable[[], str]) -> Outcome:
    """Put a mutant in the place of the original, and hear what is said about it."""
    signal.signal(signal.SIGPROF, _give_up)
    signal.setitimer(signal.ITIMER_PROF, PATIENCE, 1)
    install(mutant)
    try:
        return Outcome(mutant, complaint())
    except _Unchanged:
        return Outcome(mutant, "")
    except BaseException as error:
        return Outcome(mutant, f"raised {error!r:.300}")


class _Unchanged(Exception):
    """A generator that was changed makes what the original made."""


def _give_up(*_: object) -> None:
    raise TimeoutError("took too long")


def _chosen(records: Records, mutant: Mutant) -> tuple[list[str], list[str]]:
    """Node ids, as many as there is time for: tests that run the changed function, and others (for
    what is compiled or computed once shows only in the first test that needs it)."""
    near: list[str] = []
    far: list[str] = []
    spent = 0.0
    for test, (seconds, functions) in sorted(records.items(), key=lambda item: item[1][0]):
        spent += seconds
        if seconds < SLOW and spent < ENOUGH:
            (near if _runs(functions, mutant) else far).append(test)
    return near, far


def _runs(functions: Functions, mutant: Mutant) -> bool:
    return any(
        file.endswith(mutant.file) and mutant.function in ("", name) for file, name in functions
    )


def _pytest(suite: Suite, files: Iterable[str], plugin: _Watcher) -> str:
    options = ("-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", "--hypothesis-seed=0")
    status = pytest.main([*options, *suite.options, *files], plugins=[plugin])
    fine = (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    return "" if status in fine else plugin.complaint or f"pytest: {status}"


class _Watcher:
    """Sees what fails."""

    complaint = ""

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed:
            self.complaint = str(report.nodeid)

    def pytest_collectreport(self, report: Any) -> None:
        if report.failed:
            self.complaint = f"{report.nodeid} cannot be imported"


class _Chooser(_Watcher):
    """Runs some tests only, in their order."""

    def __init__(self, tests: list[str]) -> None:
        self.order = {test: at for at, test in enumerate(tests)}

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        chosen = (item for item in items if item.nodeid in self.order)
        items[:] = sorted(chosen, key=lambda item: self.order[item.nodeid])

    def pytest_collectstart(self) -> None:
        signal.setitimer(signal.ITIMER_PROF, HANGING, 1)

    pytest_runtest_setup = pytest_collectstart


class _Recorder(_Watcher):
    """Notes what each test runs, its fixtures included, and skips a test that is too slow."""

    def __init__(self) -> None:
        self.records: dict[str, tuple[float, Functions]] = {}
        self._fixtures: dict[str, _Run] = {}
        signal.signal(signal.SIGPROF, lambda *_: pytest.skip("takes too long"))

    @pytest.hookimpl(hookwrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Iterator[None]:
        with _Run() as self._fixtures[fixturedef.argname]:
            yield

    @pytest.hookimpl(hookwrapper=True)
    def pytest_pyfunc_call(self, pyfuncitem: Any) -> Iterator[None]:
        with _Run() as run:
            outcome = yield
        if getattr(outcome, "excinfo", None) is None:
            used = self._fixtures.keys() & set(pyfuncitem.fixturenames)
            runs = [run, *(self._fixtures[name] for name in used)]
            functions = frozenset[tuple[str, str]]().union(*(each.functions for each in runs))
            self.records[pyfuncitem.nodeid] = sum(each.seconds for each in runs), functions


class _Run:
    """How long a block takes, and the functions of ours that it runs."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.functions: set[tuple[str, str]] = set()

    def __enter__(self) -> _Run:
        self._around = sys.gettrace()
        self.seconds = -sum(os.times()[:4])
        signal.setitimer(signal.ITIMER_PROF, SLOW)
        sys.settrace(self._note)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(self._around)
        signal.setitimer(signal.ITIMER_PROF, 0)
        self.seconds += sum(os.times()[:4])

    def _note(self, frame: Any, event: str, argument: object) -> None:
        place = frame.f_code.co_filename
        if "/codegen/" in place or "/_runtime/" in place:
            self.functions.add((place, frame.f_code.co_name))


def each(function: Callable[[Any], T], items: Iterable[Any], jobs: int) -> Iterator[T]:
    """Each in a process of its own, which inherits what is loaded already, and says nothing."""
    context = multiprocessing.get_context("fork")
    with context.Pool(jobs, initializer=_silence, maxtasksperchild=1) as pool:
        yield from pool.imap_unordered(function, items, chunksize=1)


def _silence() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


# the suites


def _files(folder: str, names: str) -> tuple[str, ...]:
    return tuple(f"tests/{folder}/test_{name}.py" for name in names.split())


COMMITTED = Suite(
    (
        *_files("unit/runtime", "shapes two_checks messages_of_checks attrs_when_asked"),
        *_files("unit/runtime", "decoding encoding"),
        *_files("generated", "views subclasses declarations wire_requests"),
        *_files("property", "adversarial let_past"),
        *_files("unit", "messages diff"),
        *_files("unit/cli", "schema"),
    )
)
"""What tests the runtime, with the package that is committed."""

STAGES = Suite(
    (
        *_files("unit", "lower plan grouping names namelock facts docs subsets support"),
        *_files("hostile", "places structures"),
    )
)
"""What tests the stages of the generator."""

_PROPERTY = _files("property", "constraints requests responses depth own_strategies")


class World:
    """A package that was generated for the trials, and what must hold for it."""

    def __init__(self, home: Path) -> None:
        self.models, self.out = home / "models", home / "out"
        self.models.mkdir(parents=True)
        (self.digest,) = each(_first, [self], 1)
        options = ("-o", "pythonpath=")
        self.suite = Suite(_PROPERTY, options, partial(_enter, self))
        self.generated_anew = Suite(_PROPERTY, options, partial(_anew, self))


def _first(world: World) -> str:
    from . import world as made

    made.write_models(world.models)
    return made.generate(world.models, world.out)


def _enter(world: World, out: Path | None = None) -> str:
    from . import world as made

    sys.path.insert(0, str(out or world.out))
    made.visit(world.models)
    return ""


def _anew(world: World) -> str:
    from . import world as made

    out = Path(tempfile.mkdtemp(dir=world.out.parent))
    if made.generate(world.models, out) == world.digest:
        raise _Unchanged
    return _enter(world, out)


def warm() -> None:
    """Load what all trials share and no mutant is in."""
    import botocore.serialize
    import botocore.validate
    import hypothesis
    import jinja2
    import rich.pretty

    warnings.simplefilter("ignore", hypothesis.errors.NonInteractiveExampleWarning)
    profile = hypothesis.settings(
        deadline=None, database=None, suppress_health_check=list(hypothesis.HealthCheck)
    )
    hypothesis.settings.register_profile("mutants", profile)
    hypothesis.settings.load_profile("mutants")
    del jinja2, rich, botocore
