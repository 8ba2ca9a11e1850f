"""Every service of the installed botocore: generated, compiled, imported; some type-checked.

``make every-service`` runs it. Nothing is formatted: black is most of a run and no part of the
question. The services are generated in batches, each in a process of its own, because the modules
of all of them together need more memory than a run is allowed.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import importlib
import inspect
import random
import resource
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, get_type_hints

import attrs
import botocore

from codegen import format as formatting
from codegen import pipeline, write
from codegen.load import load, services_in
from codegen.problems import CodegenError

DATA = Path(botocore.__file__).parent / "data"
"""The models of the installed botocore."""
WORKERS = 2
_BATCH = 12


@attrs.frozen
class Outcome:
    """What became of some services."""

    services: int = 0
    operations: int = 0
    shapes: int = 0
    modules: int = 0
    failures: tuple[str, ...] = ()
    megabytes: int = 0
    """Peak resident memory of the largest process."""
    work: float = 0
    """Seconds of processor time."""

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(
            self.services + other.services,
            self.operations + other.operations,
            self.shapes + other.shapes,
            self.modules + other.modules,
            self.failures + other.failures,
            max(self.megabytes, other.megabytes),
            self.work + other.work,
        )


def generate(services: Sequence[str], out: Path, models: Path = DATA) -> pipeline.Result:
    """Generate services below ``out``, unformatted.

    :raises CodegenError: everything that is wrong with the models.
    """
    settings = pipeline.Settings(pipeline.services(services), models, out)
    result = pipeline.run(settings, fresh=True, formatter=formatting.unformatted)
    write.write(settings.target, result.tree)
    return result


def import_all(out: Path, package: str) -> tuple[int, list[str]]:
    """Import every module of a service below ``out``, and touch every public name.

    :return: how many modules there are, and what went wrong.
    """
    failures = []
    folder = out / "emrglue" / package
    names = [
        ".".join(("emrglue", package, *path.relative_to(folder).with_suffix("").parts))
        for path in sorted(folder.rglob("*.py"))
    ]
    for name in names:
        try:
            module = importlib.import_module(name.removesuffix(".__init__"))
            for public in getattr(module, "__all__", ()):
                getattr(module, public)
            for shape in vars(module).values() if name.endswith(".shapes") else ():
                for constraint in getattr(shape, "constraints", ()):
                    getattr(constraint, "matches", str)("")  # compiles a pattern
        except Exception as error:
            failures.append(f"{name}: {type(error).__name__}: {error}")
    return len(names), failures


def use_all(package: str) -> list[str]:
    """Use every structure of a service: what is compiled on first use is compiled.

    :return: what went wrong.
    """
    failures = []
    home = importlib.import_module(f"emrglue.{package}")
    for cls in [getattr(home, name) for name in home.__all__]:
        if hasattr(cls, "from_wire"):
            try:
                use(cls)
            except Exception as error:
                failures.append(f"{cls.__module__}.{cls.__name__}: {type(error).__name__}: {error}")
    return failures


def use(cls: Any) -> None:
    """Ask a structure everything that can be asked without a value for what it requires."""
    fields = attrs.fields(cls)
    assert inspect.signature(cls).parameters.keys() == {field.name for field in fields}
    assert get_type_hints(cls).keys() >= {field.name for field in fields}
    for make in (cls, lambda: cls.from_wire({})):
        with contextlib.suppress(ValueError):  # one that requires something
            made = make()
            assert made == cls.from_wire(made.to_wire())
            assert all(hasattr(made, field.name) for field in fields)


def examine(services: Sequence[str], using: bool = False) -> Outcome:
    """Generate and import some services; meant to be the only thing that a process does.

    :param using: whether every structure is used, too, which takes longer than all else.
    """
    sys.dont_write_bytecode = True
    with tempfile.TemporaryDirectory() as out:
        sys.path.insert(0, out)
        try:
            result = generate(services, Path(out))
        except CodegenError as error:
            return Outcome(failures=tuple(map(str, error.problems)))
        except Exception:
            return Outcome(failures=(f"{', '.join(services)}: {traceback.format_exc()}",))
        outcome = Outcome()
        for service in result.services:
            modules, failures = import_all(Path(out), service.package)
            failures += use_all(service.package) if using else []
            outcome += Outcome(
                services=1,
                operations=len(service.operations),
                shapes=len(load(DATA, service.service).model["shapes"]),
                modules=modules,
                failures=tuple(failures),
            )
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return attrs.evolve(outcome, megabytes=megabytes, work=time.process_time())


def batches(services: Sequence[str]) -> list[list[str]]:
    """The services in batches of about the same weight."""

    def weight(service: str) -> int:
        return sum(path.stat().st_size for path in (DATA / service).glob("*/service-2.json*"))

    heaviest_first = sorted(services, key=weight, reverse=True)
    count = -(-len(services) // _BATCH)
    return [heaviest_first[start::count] for start in range(count)]


def examine_all(services: Sequence[str], using: bool = False) -> Outcome:
    """Generate and import services, every batch in a fresh process; see :func:`examine`.

    All come from one that has the generator ready and nothing else, which saves a seventh.
    """
    context = get_context("forkserver")
    context.set_forkserver_preload([pipeline.__name__])
    with context.Pool(WORKERS, maxtasksperchild=1) as pool:
        examined = pool.imap_unordered(partial(examine, using=using), batches(services))
        return sum(examined, Outcome())


def rotating(services: Sequence[str], count: int, day: datetime.date | None = None) -> list[str]:
    """A sample that is another one every day, and the same one all day."""
    day = day or datetime.datetime.now(datetime.timezone.utc).date()
    return sorted(random.Random(day.toordinal()).sample(services, count))


def type_check(services: Sequence[str]) -> list[str]:
    """What ``mypy --strict`` says about the generated code of some services."""
    with tempfile.TemporaryDirectory() as out:
        result = generate(services, Path(out))
        command = [sys.executable, "-m", "mypy", "--strict", "--python-version", "3.10"]
        for service in result.services:
            command += ["-p", f"emrglue.{service.package}"]
        done = subprocess.run(command, cwd=out, capture_output=True, text=True, check=False)
        errors = [line for line in done.stdout.splitlines() if ": error:" in line]
        return [line for line in errors if "_runtime" not in line]  # checked with the generator


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; 1 where anything failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--types", type=int, default=25, metavar="N", help="services for mypy")
    parser.add_argument("--use", action="store_true", help="use every structure, too")
    parser.add_argument("services", nargs="*", help="default: all of them")
    options = parser.parse_args(arguments)
    services = options.services or services_in(DATA)
    started = time.monotonic()
    outcome = examine_all(services, options.use)
    seconds = time.monotonic() - started
    print(
        f"{outcome.services} services, {outcome.operations:,} operations, "
        f"{outcome.shapes:,} shapes, {outcome.modules:,} modules imported, "
        f"{len(outcome.failures)} failures, {seconds:.0f} seconds "
        f"({outcome.work:.0f} of processor time), "
        f"{outcome.megabytes} MB peak in each of {WORKERS} processes"
    )
    sample = rotating(services, min(options.types, len(services)))
    errors = type_check(sample) if sample else []
    print(f"mypy --strict: {len(sample)} services, {len(errors)} errors ({', '.join(sample)})")
    for line in (*outcome.failures, *errors):
        print(line)
    return 1 if outcome.failures or errors else 0


if __name__ == "__main__":
    sys.exit(main())
