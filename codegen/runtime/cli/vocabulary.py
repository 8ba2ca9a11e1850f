"""The words of a command line: its verbs and global options, and where the service is.

Apart from the parser, which takes longer to import than a completion or a screen of help may need.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

VERBS = {
    "validate": "check request files (JSON, YAML) without sending anything",
    "explain": "show the parameters of an operation: types, constraints, values, rules",
    "schema": "print the JSON Schema of a request, for editors",
    "completion": "print the completion script for bash, zsh or fish",
}
"""The verbs that are no service, and what they do."""

OUTPUTS: Final = ("json", "text", "table", "yaml", "yaml-stream", "off")
COLORS: Final = ("on", "off", "auto")
BINARY_FORMATS: Final = ("base64", "raw-in-base64-out")

VALUED: Final[Mapping[str, Mapping[str, Any]]] = {
    "--endpoint-url": {},
    "--output": {"choices": OUTPUTS},
    "--query": {},
    "--profile": {},
    "--region": {},
    "--color": {"choices": COLORS, "default": "auto"},
    "--ca-bundle": {},
    "--cli-read-timeout": {"type": int},
    "--cli-connect-timeout": {"type": int},
    "--cli-binary-format": {"choices": BINARY_FORMATS},
    "--cli-error-format": {"choices": ("legacy", "json", "text", "table", "yaml", "enhanced")},
    "--skip-check": {"action": "append"},
    "--wait-timeout": {"type": int},
}
"""The global options with a value, as the AWS CLI has them; the last two are our own."""

SWITCHES: Final = (
    "--debug", "--no-verify-ssl", "--no-paginate", "--no-sign-request", "--no-cli-pager",
    "--cli-auto-prompt", "--no-cli-auto-prompt", "--dry-run", "--show-sensitive", "--wait",
)  # fmt: skip
"""The global options without one; the last three are our own."""


def split(arguments: Sequence[str], words: int) -> tuple[list[str], list[str]]:
    """The first ``words`` positional arguments, and everything else.

    Global options may stand before them, as with ``aws --region us-east-1 glue list-jobs``.
    """
    found: list[str] = []
    rest: list[str] = []
    pending = iter(arguments)
    for argument in pending:
        if argument.startswith("-"):
            rest.append(argument)
            if argument in VALUED:
                rest.extend(_one_more(pending))
            continue
        found.append(argument)
        if len(found) == words:
            break
    return found, [*rest, *pending]


def _one_more(pending: Iterator[str]) -> list[str]:
    return [argument for argument in [next(pending, None)] if argument is not None]
