"""Help screens: of the command, a service, an operation, and the options that all of them take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from .. import docs
from ..shapes import Boolean, Enum
from ..shapes.collection import innermost
from . import catalog, exits, screen
from .catalog import PACKAGE, Operation, Parameter, Service
from .options import GLOBAL, INPUT, PAGING, VERBS, Table
from .screen import Page

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
    page = Page()
    page.text(
        "A validating command line for Amazon EMR and AWS Glue. It takes the AWS CLI's flags, and "
        "reports everything that is wrong with a request before it is sent.",
        0,
    )
    _usage(page, "SERVICE OPERATION [parameters] [options]", "VERB …")
    page.heading("SERVICES")
    names = catalog.service_names()
    page.rows((name, f"`{PACKAGE} {name} help` lists its operations") for name in names)
    page.heading("VERBS")
    page.rows(VERBS.items())
    _more(
        page,
        ("SERVICE help", "the operations of a service"),
        ("SERVICE OPERATION help", "such as `emr-serverless start-job-run help`"),
        ("help options", "the options of every command"),
        ("--version", "the version"),
    )
    return exits.OK


def options(_: object) -> int:
    """``emrglue help options``."""
    page = Page()
    page.text("Options of every command, in any place of the command line.", 0)
    page.heading("OPTIONS")
    page.rows([*_listed(GLOBAL), ("--version", "print the version")])
    page.show()
    return exits.OK


def service(found: Service, color: str = "auto") -> int:
    """``emrglue SERVICE help``: an operation a line."""
    texts = docs.Documentation(found.model, "short")
    page = Page(color)
    page.heading(f"{found.name}: {len(found.operations)} operations")
    page.rows((name, texts.operation(wire)) for name, wire in found.operations.items())
    page.show()
    return exits.OK


def operation(found: Operation, title: str = "", text: str = "") -> int:
    """``emrglue SERVICE OPERATION help``.

    :param title: what is typed instead of the operation; ``text`` says what it does.
    """
    from . import examples

    page, title = Page(), title or found.title
    page.text(text or docs.Documentation(found.service.model, "full").operation(found.wire_name), 0)
    shown = [p for p in found.parameters.values() if p.wire_name not in found.page_members]
    needed = [p for p in shown if p.required]
    values = (f" {p.flag} {p.shape.type_words.partition(' ')[0].upper()}" for p in needed)
    more = " [parameters]" if len(shown) > len(needed) else ""
    _usage(page, f"{title}{''.join(values)}{more} [options]")
    _section(page, "REQUIRED PARAMETERS", _parameters(needed))
    _section(page, "PARAMETERS", _parameters(p for p in shown if not p.required))
    if rules := docs.rules(found.request):
        page.heading("RULES")
        page.text("\n".join(rules))
    _section(page, "PAGES", _listed(PAGING) if found.paginator else ())
    _section(page, "WHOLE REQUESTS", _listed(INPUT))
    page.heading("EXAMPLE")
    page.command([f"{PACKAGE} {title}", *examples.flags(found)])
    _more(
        page,
        (f"explain {found.title}", "what is inside of structures"),
        ("help options", "the options of every command"),
    )
    return exits.OK


def waiters(services: Iterable[Service]) -> int:
    """``emrglue wait [SERVICE] help``."""
    page = Page()
    _usage(page, "wait SERVICE WAITER [parameters] [--wait-timeout SECONDS]")
    for found in services:
        page.heading(found.name.upper())
        entries = sorted(found.model.waiters["waiters"].items())
        page.rows((catalog.kebab(name), raw["description"]) for name, raw in entries)
    _more(page, ("wait SERVICE WAITER help", "the parameters of a waiter"))
    return exits.OK


def waiter(asked: Operation, name: str) -> int:
    """``emrglue wait SERVICE WAITER help``: the operation that it polls says what to give."""
    raw = asked.service.model.waiters["waiters"][name]
    return operation(asked, f"wait {asked.service.name} {catalog.kebab(name)}", raw["description"])


def _usage(page: Page, *lines: str) -> None:
    page.heading("USAGE")
    for line in lines:
        page.text(f"{PACKAGE} {line}")


def _more(page: Page, *rows: tuple[str, str]) -> None:
    """The end of a page: where to go from there."""
    page.heading("LEARN MORE")
    page.rows((f"{PACKAGE} {command}", text) for command, text in rows)
    page.show()


def _section(page: Page, title: str, rows: Iterable[tuple[str, str]]) -> None:
    if found := [*rows]:
        page.heading(title)
        page.rows(found)


def _parameters(parameters: Iterable[Parameter]) -> Iterator[tuple[str, str]]:
    for parameter in parameters:
        shape, flag = parameter.shape, parameter.flag
        if isinstance(shape, Boolean):
            flag = f"{parameter.flag} | {parameter.negative}"
        words = [shape.type_words]
        if arms := docs.arms(innermost(shape)):
            words[0] += f": {' | '.join(arms)}"
        words += ["deprecated"] if parameter.deprecated else []
        # Long patterns are for `explain`; the values of an enum are for whoever types them.
        longest = None if shape.stated(Enum) else _LONGEST
        words += [fact for fact in docs.constraints(shape) if not longest or len(fact) <= longest]
        yield flag, ", ".join(words)


def _listed(table: Table) -> Iterator[tuple[str, str]]:
    return ((f"{flag} {value}".strip(), text) for flag, (value, text) in table.items() if text)
