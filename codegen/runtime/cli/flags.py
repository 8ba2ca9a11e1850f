"""The verbs and options of the command line; parser, help and completion are made of its tables."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any, Final, NamedTuple, NoReturn, TypeAlias

from .. import visible
from ..shapes import KINDS, Boolean, List
from ..suggestions import did_you_mean
from .catalog import PACKAGE, Operation
from .exits import Failure

Options = argparse.Namespace

HELP: Final = {"--help", "-h"}

SKIPPABLE: Final = tuple(k for k in KINDS if k not in ("required", "unknown", "type"))
"""Kinds of checks without which a request can still be written."""


class Option(NamedTuple):
    """An option."""

    value: str
    """What it takes: nothing if it is a switch, alternatives between bars, ``[…]`` around what may
    be left out."""
    text: str
    """Its line of help; empty if help does not show it."""
    default: object = None

    @property
    def choices(self) -> tuple[str, ...]:
        """The values that it is limited to; none if it takes any."""
        is_limited = "|" in self.value and self.value.islower()
        return tuple(self.value.strip("[]").split("|")) if is_limited else ()

    @property
    def settings(self) -> dict[str, Any]:
        """What argparse is told of it."""
        if not self.value:
            return {"action": "store_true", "default": False}
        if self.value.startswith("KIND"):
            return {"action": "append", "default": []}
        if self.value in ("SECONDS", "NUMBER"):
            return {"type": int, "default": self.default}
        found: dict[str, Any] = {"default": self.default, "choices": self.choices or None}
        if self.value.startswith("["):
            found |= {"nargs": "?", "const": self.choices[0]}
        return found


Table: TypeAlias = "dict[str, Option]"

GLOBAL: Final[Table] = {
    "--region": Option("NAME", "the region to use"),
    "--profile": Option("NAME", "a profile of your AWS configuration"),
    "--endpoint-url": Option("URL", "another address of the service"),
    "--output": Option(
        "json|text|table|yaml|yaml-stream|off", "how to write a response (default: json)"
    ),
    "--query": Option("EXPRESSION", "a JMESPath expression that filters the response"),
    "--no-paginate": Option("", "one call only, of operations that answer in pages"),
    "--no-sign-request": Option("", "send without credentials"),
    "--no-verify-ssl": Option("", "do not verify certificates"),
    "--ca-bundle": Option("FILE", "certificates to verify with"),
    "--cli-read-timeout": Option("SECONDS", "0: no timeout (default: 60)"),
    "--cli-connect-timeout": Option("SECONDS", "0: no timeout (default: 60)"),
    "--cli-binary-format": Option(
        "base64|raw-in-base64-out", "how blobs are written (default: base64)"
    ),
    "--cli-error-format": Option("legacy|json|text|table|yaml|enhanced", ""),
    "--color": Option("on|off|auto", "colour (default: auto)", "auto"),
    "--no-cli-pager": Option("", "do not show long output in a pager"),
    "--cli-auto-prompt": Option("", "ask for required parameters that are missing"),
    "--no-cli-auto-prompt": Option("", ""),
    "--debug": Option("", "log what happens, without secrets"),
    "--dry-run": Option("", "print the HTTP request and send nothing"),
    "--show-sensitive": Option("", "do not hide sensitive values in it"),
    "--wait": Option(
        "",
        "after a start operation, wait for its end: exit code 0 succeeded, 1 failed, "
        "2 cancelled, 3 timed out",
    ),
    "--logs": Option("", "with --wait: print the lines of the driver's logs too, on stderr"),
    "--wait-timeout": Option("SECONDS", "how long at most"),
    "--skip-check": Option(
        "KIND[,KIND…]",
        "let values pass that AWS accepts and the model does not know: enum, pattern, …",
    ),
}
"""The options of every command."""

OURS: Final = tuple(GLOBAL)[tuple(GLOBAL).index("--dry-run") :]
"""Those that the AWS CLI does not have."""

INPUT: Final[Table] = {
    "--cli-input-json": Option("TEXT|file://PATH", "the request as JSON; flags override it"),
    "--cli-input-yaml": Option("TEXT|file://PATH", "the request as YAML"),
    "--generate-cli-skeleton": Option("[input|yaml-input|output]", "print a request to fill in"),
}
"""The options of every operation."""

PAGING: Final[Table] = {
    "--max-items": Option("NUMBER", "how many items in all"),
    "--page-size": Option("NUMBER", "how many items in one call"),
    "--starting-token": Option("TOKEN", "the NextToken of a response that --max-items cut short"),
}
"""The options of operations that answer in pages, as the AWS CLI has them."""

_CONNECTION: Final = (
    "--region", "--profile", "--endpoint-url", "--no-sign-request", "--no-verify-ssl",
    "--ca-bundle", "--cli-read-timeout", "--cli-connect-timeout", "--debug",
)  # fmt: skip


class Verb(NamedTuple):
    """A command that does not name a service."""

    summary: str
    """What it does."""
    words: Mapping[str, tuple[str, str | None]]
    """Its positional arguments, each as help shows it, and how often it may be there (argparse's
    ``nargs``)."""
    options: Table
    more: str
    """What else its help says."""


_DOCS: Final = "none|short|full"
VERBS: Final = {
    "validate": Verb(
        "check request files (JSON, YAML) without sending anything",
        {"words": ("FILE", "+")},
        {
            "--format": Option("text|json|github|sarif", "how to report (default: text)", "text"),
            "--limit": Option("NUMBER", "findings to show, 0: all (default: 1000)", 1000),
            "--strict": Option("", "take warnings for errors"),
            **{f: GLOBAL[f] for f in ("--color", "--skip-check", "--cli-binary-format")},
        },
        "A file holds what --cli-input-json or --cli-input-yaml takes; a folder stands for its "
        "files, and - for stdin. If the first words are not SERVICE OPERATION, a file says what it "
        'is for by a member "$operation": "emr-serverless start-job-run", by its name '
        "(nightly.emr-serverless.start-job-run.yaml), or by its members. The requests in state "
        "machines of Step Functions, templates of CloudFormation and SAM, and plans of Terraform "
        "(terraform show -json) are checked too. "
        "Exit code: 0 nothing wrong (but for warnings), 1 something wrong, 252 wrong usage.",
    ),
    "explain": Verb(
        "show the parameters of an operation: types, constraints, values, rules",
        {"service": ("SERVICE", None), "path": ("OPERATION[.path]", "?")},
        {
            "--depth": Option("NUMBER", "levels to show (default: 3)", 3),
            "--docs": Option(
                _DOCS, "AWS's text, if botocore is installed (default: short)", "short"
            ),
            "--color": GLOBAL["--color"],
        },
        f"Example: {PACKAGE} explain emr-serverless start-job-run.jobDriver",
    ),
    "logs": Verb(
        "print the logs of a job run, from CloudWatch Logs or S3",
        {"service": ("SERVICE", None), "ids": ("ID", "*")},
        {
            "--follow": Option("", "go on until the run has ended"),
            "--executors": Option("", "all logs of the run, not only the driver's"),
            **{flag: GLOBAL[flag] for flag in _CONNECTION},
        },
        "The service and the ids of a run: emr-containers VIRTUAL_CLUSTER_ID ID, "
        "emr-serverless APPLICATION_ID JOB_RUN_ID, or glue JOB_NAME RUN_ID.",
    ),
    "schema": Verb(
        "print the JSON Schema (2020-12) of a request, for editors",
        {"service": ("SERVICE", None), "operation": ("OPERATION", None)},
        {"--docs": Option(_DOCS, "with AWS's text (default: none)", "none")},
        "",
    ),
    "wait": Verb("wait until something is in a state, such as the end of a job run", {}, {}, ""),
    "completion": Verb(
        "print the completion script for bash, zsh or fish",
        {"shell": ("SHELL", None)},
        {},
        f'In ~/.bashrc, write eval "$({PACKAGE} completion bash)"; in ~/.zshrc, after compinit, '
        f"the same with zsh; in ~/.config/fish/config.fish, {PACKAGE} completion fish | source.",
    ),
}

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
        option = GLOBAL.get(meant[0] if len(meant) == 1 else argument)
        if option and option.value:
            rest += [value for value in [next(pending, None)] if value is not None]
    return found, [*rest, *pending]


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
    for flag, option in GLOBAL.items():
        (own if flag in OURS else theirs).add_argument(flag, **option.settings)
    for flag, option in (INPUT | (PAGING if operation.paginator else {})).items():
        parser.add_argument(flag, **option.settings)
    for flag, member in operation.parameters.items():
        where = dest(member.name)
        if isinstance(member.shape, Boolean):
            group = parser.add_mutually_exclusive_group()
            group.add_argument(flag, dest=where, action="store_true")
            group.add_argument(negative(flag), dest=where, action="store_false")
        else:
            several = "*" if isinstance(member.shape, List) else None
            parser.add_argument(flag, dest=where, nargs=several)
    options, rest = theirs.parse_known_args([_guarded(text) for text in arguments])
    options, rest = own.parse_known_args(rest, options)
    options, unknown = parser.parse_known_args(rest, options)
    if unknown:
        names = [word.partition("=")[0] for word in unknown]
        known = [*GLOBAL, *parser._option_string_actions]
        hint = did_you_mean(names[0], known) if names[0].startswith("-") else ""
        raise Failure(
            f"{operation.title} does not know {', '.join(map(visible.line, names))}{hint}"
            f"; `{PACKAGE} {operation.title} help` lists its options"
        )
    options.skip_check = listed(options.skip_check, SKIPPABLE)
    _check_together(options)
    return options


def parse_verb(name: str, arguments: Sequence[str]) -> Options:
    """The words and options of a verb."""
    verb = VERBS[name]
    first, rest = verb.summary[0], verb.summary[1:]
    parser = Parser(prog=f"{PACKAGE} {name}", description=f"{first.upper()}{rest}. {verb.more}")
    for word, (shown, count) in verb.words.items():
        parser.add_argument(word, metavar=shown, nargs=count)
    for flag, option in verb.options.items():
        parser.add_argument(flag, help=option.text, **option.settings)
    return parser.parse_args(list(arguments))


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


def listed(given: Sequence[str], kinds: Collection[str] = KINDS) -> list[str]:
    """The kinds of checks that are given to ``--skip-check``, several of them with commas between.

    Those that do not exist, or cannot be skipped, are refused with a suggestion.
    """
    found = [kind for text in given for kind in text.split(",")]
    for kind in found:
        if kind not in kinds:
            raise Failure(
                f"--skip-check: {kind!r} is not a kind of check that can be skipped"
                f"{did_you_mean(kind, kinds)}; there are: {', '.join(kinds)}"
            )
    return found


def negative(flag: str) -> str:
    """The flag that says no to a boolean."""
    return f"--no-{flag[2:]}"


def dest(wire_name: str) -> str:
    """The name of the value of a parameter in the options, which no global option has."""
    return f"parameter:{wire_name}"
