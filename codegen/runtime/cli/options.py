"""The verbs and options of the command line: parser, help and completion are made of these tables.

The parser is in another module, because completion and help can do without importing argparse.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

HELP: Final = {"--help", "-h"}

VERBS: Final = {
    "validate": "check request files (JSON, YAML) without sending anything",
    "explain": "show the parameters of an operation: types, constraints, values, rules",
    "logs": "print the logs of a job run",
    "schema": "print the JSON Schema of a request, for editors",
    "wait": "wait until something is in a state, such as the end of a job run",
    "completion": "print the completion script for bash, zsh or fish",
}
"""The verbs that do not name a service, and what they do."""

Table: TypeAlias = "dict[str, tuple[str, str]]"
"""Options, each with the value that it takes (``""`` for a switch, alternatives between bars,
``[…]`` around what may be left out) and its line of help (``""`` if help does not show it)."""

GLOBAL: Final[Table] = {
    "--region": ("NAME", "the region to use"),
    "--profile": ("NAME", "a profile of your AWS configuration"),
    "--endpoint-url": ("URL", "another address of the service"),
    "--output": ("json|text|table|yaml|yaml-stream|off", "how to write a response (default: json)"),
    "--query": ("EXPRESSION", "a JMESPath expression that filters the response"),
    "--no-paginate": ("", "one call only, of operations that answer in pages"),
    "--no-sign-request": ("", "send without credentials"),
    "--no-verify-ssl": ("", "do not verify certificates"),
    "--ca-bundle": ("FILE", "certificates to verify with"),
    "--cli-read-timeout": ("SECONDS", "0: no timeout (default: 60)"),
    "--cli-connect-timeout": ("SECONDS", "0: no timeout (default: 60)"),
    "--cli-binary-format": ("base64|raw-in-base64-out", "how blobs are written (default: base64)"),
    "--cli-error-format": ("legacy|json|text|table|yaml|enhanced", ""),
    "--color": ("on|off|auto", "colour (default: auto)"),
    "--no-cli-pager": ("", "do not show long output in a pager"),
    "--cli-auto-prompt": ("", "ask for required parameters that are missing"),
    "--no-cli-auto-prompt": ("", ""),
    "--debug": ("", "log what happens, without secrets"),
    "--dry-run": ("", "print the HTTP request and send nothing"),
    "--show-sensitive": ("", "do not hide sensitive values in it"),
    "--wait": (
        "",
        "after a start operation, wait for its end: exit code 0 succeeded, 1 failed, "
        "2 cancelled, 3 timed out",
    ),
    "--logs": ("", "with --wait: print the lines of the driver's logs too, on stderr"),
    "--wait-timeout": ("SECONDS", "how long at most"),
    "--skip-check": (
        "KIND[,KIND…]",
        "let values pass that AWS accepts and the model does not know: enum, pattern, …",
    ),
}
"""The options of every command."""

OURS: Final = tuple(GLOBAL)[tuple(GLOBAL).index("--dry-run") :]
"""Those that the AWS CLI does not have."""

INPUT: Final[Table] = {
    "--cli-input-json": ("TEXT|file://PATH", "the request as JSON; flags override it"),
    "--cli-input-yaml": ("TEXT|file://PATH", "the request as YAML"),
    "--generate-cli-skeleton": ("[input|yaml-input|output]", "print a request to fill in"),
}
"""The options of every operation."""

_CONNECTION: Final = (
    "--region", "--profile", "--endpoint-url", "--no-sign-request", "--no-verify-ssl",
    "--ca-bundle", "--cli-read-timeout", "--cli-connect-timeout", "--debug",
)  # fmt: skip
LOGS: Final[Table] = {
    "--follow": ("", "go on until the run has ended"),
    "--executors": ("", "all logs of the run, not only the driver's"),
    **{flag: GLOBAL[flag] for flag in _CONNECTION},
}
"""The options of ``emrglue logs``."""

PAGING: Final[Table] = {
    "--max-items": ("NUMBER", "how many items in all"),
    "--page-size": ("NUMBER", "how many items in one call"),
    "--starting-token": ("TOKEN", "the NextToken of a response that --max-items cut short"),
}
"""The options of operations that answer in pages, as the AWS CLI has them."""

ALL: Final = GLOBAL | INPUT | PAGING | LOGS


def choices(flag: str) -> tuple[str, ...]:
    """The values that an option is limited to; none if it takes any."""
    value, _ = ALL.get(flag, ("", ""))
    return tuple(value.strip("[]").split("|")) if "|" in value and value.islower() else ()


def settings(flag: str) -> dict[str, Any]:
    """What argparse is told of an option."""
    value, limits = ALL[flag][0], {"choices": choices(flag)} if choices(flag) else {}
    if not value:
        return {"action": "store_true", "default": False}
    if value.startswith("KIND"):
        return {"action": "append", "default": []}
    if value in ("SECONDS", "NUMBER"):
        return {"type": int, "default": None}
    if value.startswith("["):
        return {"default": None, "nargs": "?", "const": limits["choices"][0], **limits}
    return {"default": "auto" if flag == "--color" else None, **limits}


def split(arguments: Sequence[str], words: int) -> tuple[list[str], list[str]]:
    """The first ``words`` positional arguments, and everything else.

    Global options may stand before them, as with ``aws --region us-east-1 glue list-jobs``.
    """
    found: list[str] = []
    rest: list[str] = []
    pending = iter(arguments)
    for argument in pending:
        if not argument.startswith("-"):
            found.append(argument)
            if len(found) == words:
                break
            continue
        rest.append(argument)
        meant = [flag for flag in GLOBAL if flag.startswith(argument) and flag not in OURS]
        if GLOBAL.get(meant[0] if len(meant) == 1 else argument, ("", ""))[0]:
            rest += [value for value in [next(pending, None)] if value is not None]
    return found, [*rest, *pending]
