"""The command line ``emrglue``: the AWS CLI's flags, and requests checked before they are sent."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from . import exits, screen
from .exits import Failure
from .flags import HELP, VERBS, split

_HOMES = {"explain": "help", "logs": "waiting"}
"""Modules of verbs; any other is called like its verb."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line.

    :return: the exit code: 0; 1 if ``validate`` found something; 252 to 255 and 130 as the
        AWS CLI has them (:mod:`.exits`).
    """
    screen.prepare()
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _dispatch(given)
    except SystemExit:  # argparse ends a screen of help so
        return exits.OK
    except Failure as failure:
        message, code = failure.message, failure.code
    except KeyboardInterrupt:
        screen.note("emrglue: interrupted")
        return exits.INTERRUPTED
    except ModuleNotFoundError as error:
        message, code = f"{error}; {_to_be_installed(error)}", exits.CONFIGURATION
    except BrokenPipeError:
        screen.close_quietly()
        return exits.OK
    except Exception as error:
        message, code = f"{type(error).__name__}: {error}; --debug shows where", exits.OTHER
        if "--debug" in given:
            import traceback

            message = traceback.format_exc()
    screen.note(message, "error:")
    return code


def _to_be_installed(error: ModuleNotFoundError) -> str:
    """What to do about a missing module: ours are generated, all others come with an extra."""
    from .catalog import INCOMPLETE, PACKAGE

    ours = f"{error.name}.".startswith(f"{PACKAGE}.")
    return INCOMPLETE if ours else "pip install 'emrglue[cli]' installs what is needed"


def _dispatch(arguments: list[str]) -> int:
    for number, argument in enumerate(arguments, 1):
        try:
            argument.encode()
        except UnicodeEncodeError:
            raise Failure(f"argument {number} of the command line is not UTF-8 text") from None
    words, rest = split(arguments, 1)
    name = words[0] if words else ""
    if name == "help":
        return _call("help", "options") if rest == ["options"] else _dispatch([*rest, "--help"])
    if name == "wait":
        words, rest = split(rest, 1)
        is_general = words in ([], ["help"])
        return _call("help", "waiters") if is_general else _service(words[0], rest, waits=True)
    if name in VERBS:
        return _call(_HOMES.get(name, name), name, rest)
    if name == "__complete":
        return _call("completion", "complete", rest)
    if "--version" in rest and (not name or len(rest) == 1):
        return _call("help", "version")
    if name:
        return _service(name, rest)
    if rest and HELP.isdisjoint(rest):
        raise Failure(f"a command is missing: a service or one of {', '.join(VERBS)}; see --help")
    return _call("help", "overview")


def _call(module: str, function: str, *arguments: Any) -> int:
    """Run a function of a module that few commands need; it gives an exit code, or nothing."""
    code: int | None = getattr(import_module(f".{module}", __name__), function)(*arguments)
    return code or exits.OK


def _service(name: str, arguments: list[str], waits: bool = False) -> int:
    """Run an operation or a waiter, or show help."""
    from ..suggestions import did_you_mean
    from . import catalog

    names = catalog.service_names()
    if name not in names and (hint := did_you_mean(name, [*VERBS, *names])):
        raise Failure(f"there is no command {name!r}{hint}")
    service = catalog.service(name, waits)
    words, rest = split(arguments, 1)
    asked = not HELP.isdisjoint(rest)
    if words == ["help"] or (asked and not words):
        return _call("help", "waiters" if waits else "service", service)
    operation = service.operation(words[0] if words else "")
    if asked or rest[:1] == ["help"]:
        return _call("help", "operation", operation)
    return _call("operations", "run", operation, rest)
