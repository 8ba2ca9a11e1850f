"""The argparse parsers of operations and verbs."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Sequence
from functools import partial
from typing import Any, Final, NoReturn

from .. import visible
from ..shapes import KINDS, Boolean, List
from ..suggestions import did_you_mean
from .catalog import PACKAGE, Operation, Parameter
from .exits import Failure
from .options import GLOBAL, INPUT, OURS, PAGING, settings

Options = argparse.Namespace

SKIPPABLE: Final = tuple(k for k in KINDS if k not in ("required", "unknown", "type"))
"""Kinds of checks without which a request can still be written."""

_NEEDS: Final = (
    ("--wait-timeout", "--wait", ""),
    ("--logs", "--wait", f"; `{PACKAGE} logs` prints the logs of an earlier run"),
    ("--show-sensitive", "--dry-run", ""),
)
_APART: Final = (
    ("--wait", "--dry-run", "nothing is sent"),
    ("--wait", "--generate-cli-skeleton", "nothing is sent"),
    ("--dry-run", "--generate-cli-skeleton", "each prints something else"),
    ("--cli-input-json", "--cli-input-yaml", "each is a whole request"),
)


class Parser(argparse.ArgumentParser):
    """argparse whose errors are a :class:`Failure`."""

    def error(self, message: str) -> NoReturn:
        """Exit code 252, as the AWS CLI 2 has it."""
        hint = "; a value that begins with - is written --flag=value"
        message = message.replace("invalid int value:", "expected a whole number, not")
        is_value = "expected one argument" in message or "ambiguous option" in message
        raise Failure(message + (hint if is_value else ""))


def parse(operation: Operation, arguments: Sequence[str]) -> Options:
    """The flags of an operation together with the global ones.

    A flag of the operation is in the result only if it was given, under its wire name. The global
    options of the AWS CLI are read first, as it does: ``--endpoint`` is ``--endpoint-url`` even if
    an operation has ``--endpoint-name``. Our own cannot be shortened: that would make ambiguous
    what is not so for the AWS CLI.
    """
    own = _parser(allow_abbrev=False)
    theirs, parser = _parser(), _parser()
    for flag in GLOBAL:
        (own if flag in OURS else theirs).add_argument(flag, **settings(flag))
    for flag in (*INPUT, *(PAGING if operation.paginator else ())):
        parser.add_argument(flag, **settings(flag))
    for parameter in operation.parameters.values():
        _add_parameter(parser, parameter)
    options, rest = theirs.parse_known_args([_guarded(text) for text in arguments])
    options, rest = own.parse_known_args(rest, options)
    options, unknown = parser.parse_known_args(rest, options)
    if unknown:
        known = [*GLOBAL, *parser._option_string_actions]
        raise Failure(_unknown_message(operation, unknown, known))
    check_kinds(options.skip_check, SKIPPABLE)
    _check_together(options)
    return options


def _parser(**settings: Any) -> Parser:
    made = Parser(
        prog=PACKAGE,
        add_help=False,
        argument_default=argparse.SUPPRESS,
        # argparse would measure the terminal for each option, though it never shows help here.
        formatter_class=partial(argparse.HelpFormatter, width=80),
        **settings,
    )
    made.register("type", None, lambda text: text.removesuffix("\0"))
    return made


def _guarded(argument: str) -> str:
    """An argument that keeps a value of two dashes, which argparse would remove."""
    return f"{argument}\0" if argument.startswith("--") and argument.endswith("=--") else argument


def _check_together(options: Options) -> None:
    """Refuse options that others make useless, and an endpoint that is not a URL."""
    given = {flag for flag in GLOBAL | INPUT if getattr(options, flag[2:].replace("-", "_"), None)}
    for flag, needed, hint in _NEEDS:
        if flag in given and needed not in given:
            raise Failure(f"{flag} needs {needed}{hint}")
    for flag, other, why in _APART:
        if {flag, other} <= given:
            raise Failure(f"{flag} cannot be used with {other}: {why}")
    if options.wait_timeout is not None and options.wait_timeout < 1:
        raise Failure(f"--wait-timeout: expected at least 1 second, not {options.wait_timeout}")
    if options.endpoint_url is not None and not _is_address(options.endpoint_url):
        raise Failure(
            f"--endpoint-url: {options.endpoint_url!r} is not an address; write "
            f"https://HOST or http://HOST"
        )


def _is_address(text: str) -> bool:
    from urllib.parse import urlsplit  # takes longer to import than most commands need

    try:
        parts = urlsplit(text)
        _ = parts.port  # looked at only now
    except ValueError:
        return False
    is_clean = text.isprintable() and " " not in text
    return is_clean and parts.scheme in ("http", "https") and bool(parts.hostname)


def _unknown_message(operation: Operation, unknown: list[str], known: list[str]) -> str:
    first = unknown[0].partition("=")[0]
    hint = did_you_mean(first, known) if first.startswith("-") else ""
    shown = ", ".join(visible.line(argument.partition("=")[0]) for argument in unknown)
    return (
        f"{operation.title} does not know {shown}{hint}"
        f"; `{PACKAGE} {operation.title} help` lists its options"
    )


def check_kinds(given: Sequence[str], kinds: Collection[str] = KINDS) -> None:
    """Refuse kinds of constraints that do not exist, or cannot be skipped, with a suggestion."""
    for kind in [kind for text in given for kind in text.split(",")]:
        if kind not in kinds:
            raise Failure(
                f"--skip-check: {kind!r} is not a kind of check that can be skipped"
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
    """The name of the value of a parameter in the options, which no global option has."""
    return f"parameter:{wire_name}"
