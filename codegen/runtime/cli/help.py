"""Help screens; plain text, so that they answer at once."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from ..shapes import Boolean, Enum
from . import catalog, exits, facts, screen, vocabulary
from .catalog import PACKAGE, Operation

_GLOBAL = {
    "--region NAME": "the region to use",
    "--profile NAME": "a profile of your AWS configuration",
    "--endpoint-url URL": "another address of the service",
    "--output json|yaml|yaml-stream|text|table": "how the response is written (default: json)",
    "--query EXPRESSION": "a JMESPath expression that filters the response",
    "--no-paginate": "one call only, of operations that answer in pages",
    "--no-sign-request": "send without credentials",
    "--no-verify-ssl": "do not verify certificates",
    "--ca-bundle FILE": "certificates to verify with",
    "--cli-read-timeout SECONDS": "0: no timeout (default: 60)",
    "--cli-connect-timeout SECONDS": "0: no timeout (default: 60)",
    "--cli-binary-format base64|raw-in-base64-out": "how blobs are written (default: base64)",
    "--color on|off|auto": "colour (default: auto)",
    "--no-cli-pager": "do not show long output in a pager",
    "--cli-auto-prompt": "ask for required parameters that are missing",
    "--debug": "log what happens, without secrets",
    "--version": "print the version",
}
_LONGEST = 40
"""Characters of a constraint that is shown here."""

_OWN = {
    "--dry-run": "print the HTTP request and send nothing",
    "--show-sensitive": "do not hide sensitive values in it",
    "--wait": "after a start operation, wait for its end: exit code 0 succeeded, 1 failed, "
    "2 cancelled, 3 timed out",
    "--wait-timeout SECONDS": "how long at most",
    "--skip-check KIND[,KIND…]": "let values pass that AWS accepts and the model does not know: "
    "enum, pattern, …",
}
_INPUT = {
    "--cli-input-json TEXT|file://PATH": "the request as JSON; flags override it",
    "--cli-input-yaml TEXT|file://PATH": "the request as YAML",
    "--generate-cli-skeleton [input|yaml-input|output]": "print a request to fill in",
}


def version() -> str:
    """One line, in the form of the AWS CLI's."""
    import platform  # these two take longer to import than most commands need
    from importlib import metadata

    try:
        own = metadata.version(PACKAGE)
    except metadata.PackageNotFoundError:
        own = "unknown"
    machine = f"{platform.system()}/{platform.release()}"
    return f"{PACKAGE}/{own} Python/{platform.python_version()} {machine}\n"


def overview(_: Sequence[str] = ()) -> int:
    """``emrglue --help``."""
    services = {name: f"`{PACKAGE} {name} help` lists its operations" for name in _services()}
    sections = [
        f"usage: {PACKAGE} [options] SERVICE OPERATION [parameters]\n       {PACKAGE} VERB …",
        "A validating command line for Amazon EMR and AWS Glue. It takes the AWS CLI's\n"
        "flags, and reports everything that is wrong with a request before it is sent.",
        section("services", services),
        section("verbs", vocabulary.VERBS),
        section("options", _GLOBAL | _OWN),
        f"Start with `{PACKAGE} emr-serverless start-job-run help`.",
    ]
    screen.emit("\n\n".join(sections) + "\n")
    return exits.OK


def _services() -> list[str]:
    return catalog.service_names()


def service(arguments: Sequence[str]) -> int:
    """``emrglue SERVICE help``."""
    from . import explain

    return explain.operations(catalog.service(arguments[0]), "auto")


def operation(arguments: Sequence[str]) -> int:
    """``emrglue SERVICE OPERATION help``."""
    found = catalog.service(arguments[0]).operation(arguments[1])
    sections = [
        "\n".join(_synopsis(found)),
        section("parameters", dict(_parameters(found))),
        section("request", _INPUT),
        section("response", _paging(found)),
        section("options", _GLOBAL | _OWN),
        f"`{PACKAGE} explain {found.title}` shows what is inside structures.",
    ]
    screen.emit("\n\n".join(filter(None, sections)) + "\n")
    return exits.OK


def _synopsis(operation: Operation) -> Iterator[str]:
    yield f"usage: {PACKAGE} {operation.title}"
    for parameter in operation.parameters.values():
        if parameter.required:
            yield f"         {parameter.flag} VALUE"
    if not all(parameter.required for parameter in operation.parameters.values()):
        yield "         [parameters]"


def _parameters(operation: Operation) -> Iterator[tuple[str, str]]:
    hidden = operation.page_members
    for parameter in operation.parameters.values():
        if parameter.wire_name in hidden:
            continue
        shape, flag = parameter.shape, parameter.flag
        if isinstance(shape, Boolean):
            flag = f"{parameter.flag} | {parameter.negative}"
        words = [shape.type_words]
        words += ["required"] if parameter.required else []
        words += ["deprecated"] if parameter.deprecated else []
        # Long patterns are for `explain`; the values of an enum are for whoever types them.
        longest = None if shape.stated(Enum) else _LONGEST
        words += [fact for fact in facts.constraints(shape) if not longest or len(fact) <= longest]
        yield flag, ", ".join(words)


def _paging(operation: Operation) -> dict[str, str]:
    if not operation.paginator:
        return {}
    return {
        "--max-items NUMBER": "how many items in all",
        "--page-size NUMBER": "how many items in one call",
        "--starting-token TOKEN": "the NextToken of a response that --max-items cut short",
    }


def section(title: str, entries: dict[str, str]) -> str:
    """A list of names with explanations, for 80 columns; nothing where there are none."""
    if not entries:
        return ""
    width = min(max(map(len, entries)), 26)
    lines = [f"{title}:"]
    for name, text in entries.items():
        first = f"  {name:<{width}}  " if len(name) <= width else f"  {name}\n{' ' * (width + 4)}"
        wrapped = textwrap.wrap(text, 80 - width - 4, break_on_hyphens=False) or [""]
        lines.append(first + f"\n{' ' * (width + 4)}".join(wrapped))
    return "\n".join(lines)
