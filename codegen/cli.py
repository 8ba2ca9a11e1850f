"""The command line: ``python -m codegen <verb>``, installed as ``emrglue-codegen``.

A verb imports what it needs when it runs: to check an unchanged package takes almost nothing.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TypeAlias, get_args

from . import __version__, config
from .config import Settings
from .problems import CodegenError, fail


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a verb.

    :return: the exit code: 0, 1 where ``check`` or ``verify`` found something, 2 where the run
        could not be done, 130 if it was interrupted; ``diff`` has codes of its own.
    """
    options = _parser().parse_args(arguments)
    try:
        code = int(options.run(options))
        print(end="", flush=True)  # also where stdout is closed
        return code
    except CodegenError as error:
        for problem in error.problems:
            print(f"error: {problem}", file=sys.stderr)
        return 2
    except ModuleNotFoundError as error:
        hint = "pip install 'emrglue[codegen]' installs what is needed"
        print(f"error: {error.name} is not installed; {hint}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever read the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:  # a disk that is full, say
        print(f"error: {error.filename or 'stdout'}: {error.strerror or error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        # What writes does so in one step, which may have been done just before.
        print("interrupted; nothing is half written, and it can be run again", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="emrglue-codegen",
        description="Generate typed, validating AWS clients from botocore's service models.",
        epilog=f"Options of generate and check can stand in {config.TABLE} of pyproject.toml.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    _add_tree_options(_add_verb(verbs, "generate", _generate, "write the package"))
    _add_tree_options(_add_verb(verbs, "check", _check, "compare the package with a regeneration"))
    models = verbs.add_parser("models", help="refresh the models, or verify their lock")
    _add_models(models.add_subparsers(required=True, metavar="VERB"))
    diff = _add_verb(verbs, "diff", _diff, "what changed between two trees of models")
    diff.add_argument("old", type=Path, metavar="OLD", help="a directory of models")
    diff.add_argument("new", type=Path, metavar="NEW", help="a directory of models")
    diff.add_argument("--format", choices=("text", "markdown", "json"), default="text")
    _add_service(diff, "look at these only; default: everything that either tree has")
    _add_verb(verbs, "support", _support, "what of botocore's models is supported")
    return parser


Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _add_verb(
    verbs: Verbs, name: str, run: Callable[[argparse.Namespace], int], help: str
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=help)
    parser.set_defaults(run=run)
    return parser


def _add_tree_options(parser: argparse.ArgumentParser) -> None:
    _add_service(parser, "default: the three services")
    _add_path(parser, "--models", "default: those of this generator")
    _add_path(parser, "--out", "default: generated")
    parser.add_argument("--package", metavar="NAME", help="default: emrglue")
    parser.add_argument("--docs", choices=get_args(config.Docs), help="default: facts")
    _add_path(parser, "--templates", "override single templates")
    parser.add_argument(
        "--trust-templates",
        action="store_true",
        help="use templates that the package was not made with: somebody has read them",
    )
    parser.add_argument(
        "--without",
        action="append",
        choices=config.PARTS,
        help="once for each part of the package that nobody needs",
    )
    parser.add_argument(
        "--keep",
        action="append",
        metavar="PATTERN",
        help="once for each pattern of files in the package that are your own",
    )
    parser.add_argument(
        "--fresh",
        action="store_true",
        help="believe nothing that the manifest says: regenerate and format everything",
    )


def _add_models(verbs: Verbs) -> None:
    update = _add_verb(verbs, "update", _update, "take a new snapshot of botocore's models")
    _add_service(update, "default: the three services", "NAME")
    _add_path(update, "--models", "default: those of this generator")
    update.add_argument("--botocore", metavar="VERSION", help="default: the installed one")
    verify = _add_verb(verbs, "verify", _verify, "compare the models, overlays too, with the lock")
    _add_path(verify, "--models", "default: those of this generator")
    lock = _add_verb(verbs, "lock", _lock, "accept overlays and waiters as they are now")
    _add_path(lock, "--models", "default: those of this generator")


def _add_service(
    parser: argparse.ArgumentParser, help: str, metavar: str = "NAME[=Op,Op…]"
) -> None:
    help = f"once for each service; {help}"
    parser.add_argument("--service", action="append", metavar=metavar, help=help)


def _add_path(parser: argparse.ArgumentParser, option: str, help: str) -> None:
    parser.add_argument(option, type=Path, metavar="DIR", help=help)


def _settings(options: argparse.Namespace) -> Settings:
    given = {key: getattr(options, key, None) for key in config.KEYS}
    return config.settings(given, trust_templates=getattr(options, "trust_templates", False))


def _generate(options: argparse.Namespace) -> int:
    from . import disk

    settings = _settings(options)
    disk.recover(settings.target)  # before anything looks for the names and files that were there
    if not options.fresh and _is_current(settings):
        return 0
    from . import pipeline, report, write

    with report.progress() as announce:
        result = pipeline.run(settings, announce, fresh=options.fresh)
        write.write(settings.target, result.tree)
    report.summary(result)
    return 0


def _is_current(settings: Settings) -> bool:
    """Whether the package is as a run would leave it; says so, and takes a tenth of a second."""
    from . import inputs, write

    if not write.untouched(settings.target, inputs.digest(settings)):
        return False
    print(f"{settings.target} is up to date")
    return True


def _check(options: argparse.Namespace) -> int:
    from . import write

    settings = _settings(options)
    if not settings.target.is_dir():
        raise fail(settings.target, "is not there; `generate` writes it")
    strays = write.strays(settings.target, settings.keep)
    if not options.fresh and not strays and _is_current(settings):
        return 0
    from . import pipeline, report

    with report.progress() as announce:
        result = pipeline.run(settings, announce, fresh=options.fresh)
    differences = write.compare(settings.target, result.tree, settings.keep)
    report.differences(settings.target, differences, write.read_manifest(settings.target).black)
    return 1 if differences else 0


def _update(options: argparse.Namespace) -> int:
    from . import snapshot, vendored

    settings = _settings(options)
    _refuse_operations(options.service or ())
    services = [selection.service for selection in settings.selections]
    vendored.refuse_packaged(settings.models)
    version = options.botocore
    release = snapshot.data_from_release(version, services) if version else nullcontext()
    with release as data:
        result = snapshot.update(settings.models, services, data)
    print(snapshot.render_update(result), end="")
    return 0


def _refuse_operations(services: Iterable[str]) -> None:
    """The table may name some, for ``generate``; to name them here is a misunderstanding."""
    chosen = [name for name in services if "=" in name]
    if chosen:
        raise fail(
            f"--service {chosen[0]!a}",
            "the models of a service are taken whole; name no operations",
        )


def _verify(options: argparse.Namespace) -> int:
    from . import snapshot

    models = _settings(options).models
    problems = snapshot.verify(models)
    print(snapshot.render_verify(problems, models), end="")
    return 1 if problems else 0


def _lock(options: argparse.Namespace) -> int:
    from . import snapshot, vendored

    models = _settings(options).models
    vendored.refuse_packaged(models)
    print(f"{models}: {snapshot.lock(models)} overlays and waiters are locked as they are")
    return 0


def _diff(options: argparse.Namespace) -> int:
    from . import diff

    wanted = {chosen.service: chosen.operations for chosen in config.chosen(options.service or ())}
    found = diff.diff(*diff.read_sides(options.old, options.new, wanted)).reaching(wanted)
    print(diff.render(found, options.format), end="")
    return diff.exit_code(found)


def _support(options: argparse.Namespace) -> int:
    from .support import table

    print(table())
    return 0
