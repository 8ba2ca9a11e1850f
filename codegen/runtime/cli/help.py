"""Help screens; plain text, so that they answer at once."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Final

from .. import docs
from ..shapes import Boolean, Enum
from . import catalog, exits, screen
from .catalog import PACKAGE, Operation, Service
from .options import GLOBAL, INPUT, PAGING, VERBS, Table

_LONGEST: Final = 40
"""Characters of a constraint that is shown here."""


def version(_: object) -> int:
    """``emrglue --version``: one line, in the form of the AWS CLI's."""
    import platform  # these two take longer to import than most commands need
    from importlib import metadata

    try:
        own = metadata.version(PACKAGE)
    except metadata.PackageNotFoundError:
        own = "unknown"
    machine = f"{platform.system()}/{platform.release()}"
    screen.emit(f"{PACKAGE}/{own} Python/{platform.python_version()} {machine}\n")
    return exits.OK


def overview(_: object) -> int:
    """``emrglue --help``."""
    names = catalog.service_names()
    _show(
        f"usage: {PACKAGE} [options] SERVICE OPERATION [parameters]\n       {PACKAGE} VERB …",
        "A validating command line for Amazon EMR and AWS Glue. It takes the AWS CLI's\n"
        "flags, and reports everything that is wrong with a request before it is sent.",
        _section("services", {n: f"`{PACKAGE} {n} help` lists its operations" for n in names}),
        _section("verbs", VERBS),
        _section("options", _global()),
        f"Start with `{PACKAGE} emr-serverless start-job-run help`.",
    )
    return exits.OK


def service(found: Service) -> int:
    """``emrglue SERVICE help``."""
    from . import explain

    return explain.operations(found, "auto")


def operation(found: Operation) -> int:
    """``emrglue SERVICE OPERATION help``."""
    parameters = found.parameters.values()
    usage = [f"usage: {PACKAGE} {found.title}"]
    usage += [f"         {parameter.flag} VALUE" for parameter in parameters if parameter.required]
    usage += (
        [] if all(parameter.required for parameter in parameters) else ["         [parameters]"]
    )
    _show(
        "\n".join(usage),
        _section("parameters", dict(_parameters(found))),
        _section("request", _listed(INPUT)),
        _section("response", _listed(PAGING) if found.paginator else {}),
        _section("options", _global()),
        f"`{PACKAGE} explain {found.title}` shows what is inside structures.",
    )
    return exits.OK


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
        words += [fact for fact in docs.constraints(shape) if not longest or len(fact) <= longest]
        yield flag, ", ".join(words)


def _global() -> dict[str, str]:
    return {**_listed(GLOBAL), "--version": "print the version"}


def _listed(table: Table) -> dict[str, str]:
    return {f"{flag} {value}".strip(): text for flag, (value, text) in table.items() if text}


def _section(title: str, entries: Mapping[str, str]) -> str:
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


def _show(*sections: str) -> None:
    screen.emit("\n\n".join(filter(None, sections)) + "\n")
