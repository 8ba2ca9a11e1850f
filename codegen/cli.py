"""The command line: ``python -m codegen <verb>``, installed as ``emrglue-codegen``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from . import __version__, pipeline, report, write
from .problems import CodegenError

SERVICES = ("emr-containers", "emr-serverless", "glue")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a verb.

    :return: the exit code: 0, 1 where ``check`` or ``verify`` found something, 2 where the run
        could not be done, 130 where it was interrupted; ``diff`` has codes of its own.
    """
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except CodegenError as error:
        report.problems(error.problems)
        return 2
    except KeyboardInterrupt:
        report.note("interrupted; nothing was changed")
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="emrglue-codegen",
        description="Generate typed, validating AWS clients from botocore's service models.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    _add_tree_verb(verbs.add_parser("generate", help="write the package"), _generate)
    _add_tree_verb(
        verbs.add_parser("check", help="compare the package with a regeneration"), _check
    )
    return parser


def _add_tree_verb(parser: argparse.ArgumentParser, run: object) -> None:
    parser.set_defaults(run=run)
    parser.add_argument(
        "--service", action="append", metavar="NAME[=Op,Op…]", help="default: the three services"
    )
    parser.add_argument("--models", type=Path, default=Path("models"), metavar="DIR")
    parser.add_argument("--out", type=Path, default=Path("generated"), metavar="DIR")
    parser.add_argument("--package", default="emrglue", metavar="NAME")
    parser.add_argument("--templates", type=Path, metavar="DIR", help="override single templates")


def _settings(options: argparse.Namespace) -> pipeline.Settings:
    return pipeline.Settings(
        selections=pipeline.services(options.service or SERVICES),
        models=options.models,
        out=options.out,
        package=options.package,
        templates=options.templates,
    )


def _generate(options: argparse.Namespace) -> int:
    settings = _settings(options)
    with report.progress() as announce:
        result = pipeline.run(settings, announce)
        write.write(settings.target, result.tree)
    report.summary(result)
    return 0


def _check(options: argparse.Namespace) -> int:
    settings = _settings(options)
    with report.progress() as announce:
        result = pipeline.run(settings, announce)
    differences = write.compare(settings.target, result.tree)
    report.differences(settings.target, differences)
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
