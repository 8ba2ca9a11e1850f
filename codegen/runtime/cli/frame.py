"""The command line's frame: an argparse parser for one operation."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Sequence
from functools import partial
from typing import Final, NoReturn

from ..shapes import KINDS, Boolean, List
from ..suggestions import did_you_mean
from .catalog import PACKAGE, Operation, Parameter
from .exits import Failure
from .options import GLOBAL, INPUT, PAGING, settings

Options = argparse.Namespace

SKIPPABLE: Final = tuple(k for k in KINDS if k not in ("required", "unknown", "type"))
"""Kinds of checks without which a request can still be written."""


class Parser(argparse.ArgumentParser):
    """argparse whose errors are a :class:`Failure`."""

    def error(self, message: str) -> NoReturn:
        """Exit code 252, as the AWS CLI 2 has it."""
        hint = "; a value that begins with - is written --flag=value"
        raise Failure(message + (hint if "expected one argument" in message else ""))


def parse(operation: Operation, arguments: Sequence[str]) -> Options:
    """The flags of an operation together with the global ones.

    A flag of the operation is in the result only where it was given, under its wire name.
    """
    parser = Parser(
        prog=PACKAGE,
        add_help=False,
        argument_default=argparse.SUPPRESS,
        # argparse would measure the terminal for each option, though it never shows help here.
        formatter_class=partial(argparse.HelpFormatter, width=80),
    )
    either = parser.add_mutually_exclusive_group()
    own = {parameter.flag for parameter in operation.parameters.values()}
    for flag in (*GLOBAL, *INPUT, *(PAGING if operation.paginator else ())):
        if flag not in own:
            group = either if flag.startswith("--cli-input-") else parser
            group.add_argument(flag, **settings(flag))
    for parameter in operation.parameters.values():
        _add_parameter(parser, parameter)
    options, unknown = parser.parse_known_args(list(arguments))
    if unknown:
        raise Failure(_unknown_message(operation, unknown, [*parser._option_string_actions]))
    check_kinds(options.skip_check, SKIPPABLE)
    return options


def _unknown_message(operation: Operation, unknown: list[str], known: list[str]) -> str:
    first = unknown[0].partition("=")[0]
    hint = did_you_mean(first, known) if first.startswith("-") else ""
    shown = ", ".join(argument.partition("=")[0] for argument in unknown)
    return (
        f"{operation.title} does not know {shown}{hint}"
        f"; `{PACKAGE} {operation.title} help` lists its options"
    )


def check_kinds(given: Sequence[str], kinds: Collection[str] = KINDS) -> None:
    """Refuse kinds of constraints that do not exist, or cannot be skipped, with a suggestion."""
    for kind in [kind for text in given for kind in text.split(",")]:
        if kind not in kinds:
            raise Failure(
                f"--skip-check: {kind!r} is no kind of check that can be skipped"
                f"{did_you_mean(kind, kinds)}; there are: {', '.join(kinds)}"
            )


def _add_parameter(parser: Parser, parameter: Parameter) -> None:
    where = dest(parameter.wire_name)
    if isinstance(parameter.shape, Boolean):
        group = parser.add_mutually_exclusive_group()
        group.add_argument(parameter.flag, dest=where, action="store_true")
        group.add_argument(parameter.negative, dest=where, action="store_false")
    else:
        several = "*" if isinstance(parameter.shape, List) else None
        parser.add_argument(parameter.flag, dest=where, nargs=several)


def dest(wire_name: str) -> str:
    """Where the value of a parameter is in the parsed options, apart from the global options."""
    return f"parameter:{wire_name}"
