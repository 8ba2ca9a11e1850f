"""The command line ``emrglue``: the AWS CLI's flags, and requests checked before they are sent."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from . import exits, screen, vocabulary
from .exits import Failure


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line.

    :return: the exit code: 0; 1 where ``validate`` found something; 252 to 255 and 130 as the
        AWS CLI has them (:mod:`.exits`).
    """
    screen.prepare()
    try:
        return _dispatch(list(sys.argv[1:] if arguments is None else arguments))
    except Failure as failure:
        screen.note(f"emrglue: error: {failure.message}")
        return failure.code
    except KeyboardInterrupt:
        screen.note("emrglue: interrupted")
        return exits.INTERRUPTED
    except ModuleNotFoundError as error:
        screen.note(f"emrglue: error: {error}; {_to_be_installed(error)}")
        return exits.CONFIGURATION
    except BrokenPipeError:
        screen.close_quietly()
        return exits.OK
    except Exception as error:
        if "--debug" in (sys.argv if arguments is None else arguments):
            raise
        screen.note(f"emrglue: error: {type(error).__name__}: {error}; --debug shows where")
        return exits.OTHER


def _to_be_installed(error: ModuleNotFoundError) -> str:
    """What to do about a missing module: ours are generated, all others come with an extra."""
    from .catalog import INCOMPLETE, PACKAGE

    ours = f"{error.name}.".startswith(f"{PACKAGE}.")
    return INCOMPLETE if ours else "pip install 'emrglue[cli]' installs what is needed"


def _dispatch(arguments: list[str]) -> int:
    _refuse_undecodable(arguments)
    words, rest = vocabulary.split(arguments, 1)
    if not words:
        return _without_command(rest)
    if words[0] == "help":
        return _verb("help", "overview")(rest)
    if words[0] in vocabulary.VERBS:
        return _verb(words[0], "run")(rest)
    if words[0] == "__complete":
        return _verb("completion", "complete")(rest)
    return _service(words[0], rest)


def _verb(module: str, function: str) -> Callable[[list[str]], int]:
    found: Any = getattr(import_module(f".{module}", __name__), function)
    run: Callable[[list[str]], int] = found
    return run


def _without_command(rest: list[str]) -> int:
    if "--version" in rest:
        from .help import version

        screen.emit(version())
        return exits.OK
    if any(flag in rest for flag in ("--help", "-h")):
        return _verb("help", "overview")(rest)
    verbs = ", ".join(vocabulary.VERBS)
    raise Failure(f"a command is missing: a service or one of {verbs}; see --help")


def _service(name: str, arguments: list[str]) -> int:
    from ..suggestions import did_you_mean
    from . import catalog

    if "--version" in arguments and len(arguments) == 1:
        return _without_command(arguments)
    try:
        service = catalog.service(name)
    except Failure as failure:
        hint = did_you_mean(name, [*vocabulary.VERBS, *catalog.service_names()])
        raise (Failure(f"there is no command {name!r}{hint}") if hint else failure) from None
    words, rest = vocabulary.split(arguments, 1)
    asked = {"--help", "-h"} & set(rest)
    if (not words and asked) or words == ["help"]:
        return _verb("help", "service")([name])
    if not words:
        raise Failure(f"an operation of {name} is missing; `emrglue {name} help` lists them")
    operation = service.operation(words[0])
    if asked or rest[:1] == ["help"]:
        return _verb("help", "operation")([name, words[0]])
    from . import operations

    return operations.run(operation, rest)


def _refuse_undecodable(arguments: list[str]) -> None:
    for number, argument in enumerate(arguments, 1):
        try:
            argument.encode()
        except UnicodeEncodeError:
            raise Failure(f"argument {number} of the command line is not UTF-8 text") from None


def entry() -> None:
    """The console script."""
    sys.exit(main())
