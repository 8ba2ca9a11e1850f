"""Help screens: of the command, a service, an operation, and the options that all of them take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from .. import docs
from ..shapes import Boolean, Enum
from ..shapes.collection import innermost
from . import catalog, screen
from .catalog import PACKAGE, Operation, Parameter, Service
from .options import GLOBAL, INPUT, PAGING, VERBS, Table
from .screen import Page

_LONGEST: Final = 40
"""Characters of a constraint that is shown here."""


def version(_: object) -> None:
    """``emrglue --version``: one line, in the form of the AWS CLI's."""
    import platform  # these two take longer to import than most commands need
    from importlib import metadata

    try:
        own = metadata.version(PACKAGE)
    except metadata.PackageNotFoundError:
        own = "unknown"
    machine = f"{platform.system()}/{platform.release()}"
    screen.emit(f"{PACKAGE}/{own} Python/{platform.python_version()} {machine}\n")


def overview(_: object) -> None:
    """``emrglue --help``."""
    page = Page()
    page.text(
        "A validating command line for Amazon EMR and AWS Glue. It takes the AWS CLI's flags, and "
        "reports everything that is wrong with a request before it is sent.",
        0,
    )
    _usage(page, "SERVICE OPERATION [parameters] [options]", "VERB …")
    names = catalog.service_names()
    page.section("SERVICES", ((n, f"`{PACKAGE} {n} help` lists its operations") for n in names))
    page.section("VERBS", VERBS.items())
    _more(
        page,
        ("SERVICE help", "the operations of a service"),
        ("SERVICE OPERATION help", "such as `emr-serverless start-job-run help`"),
        ("help options", "the options of every command"),
        ("--version", "the version"),
    )


def options(_: object) -> None:
    """``emrglue help options``."""
    page = Page()
    page.text("Options of every command, in any place of the command line.", 0)
    page.section("OPTIONS", [*_listed(GLOBAL), ("--version", "print the version")])
    page.show()


def service(found: Service, color: str = "auto") -> None:
    """``emrglue SERVICE help``: an operation a line."""
    texts, operations = docs.Documentation(found.model, "short"), found.operations.items()
    page = Page(color)
    rows = ((name, texts.operation(wire_name)) for name, wire_name in operations)
    page.section(f"{found.name}: {len(operations)} operations", rows)
    page.show()


def operation(found: Operation, title: str = "", text: str = "") -> None:
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
    page.section("REQUIRED PARAMETERS", map(_row, needed))
    page.section("PARAMETERS", (_row(p) for p in shown if not p.required))
    if rules := docs.rules(found.request):
        page.heading("RULES")
        page.text("\n".join(rules))
    page.section("PAGES", _listed(PAGING) if found.paginator else ())
    page.section("WHOLE REQUESTS", _listed(INPUT))
    page.heading("EXAMPLE")
    page.command([f"{PACKAGE} {title}", *examples.flags(found)])
    _more(
        page,
        (f"explain {found.title}", "what is inside of structures"),
        ("help options", "the options of every command"),
    )


def waiters(services: Iterable[Service]) -> None:
    """``emrglue wait [SERVICE] help``."""
    page = Page()
    _usage(page, "wait SERVICE WAITER [parameters] [--wait-timeout SECONDS]")
    for found in services:
        entries = sorted(found.model.waiters["waiters"].items())
        rows = ((catalog.kebab(name), raw["description"]) for name, raw in entries)
        page.section(found.name.upper(), rows)
    _more(page, ("wait SERVICE WAITER help", "the parameters of a waiter"))


def waiter(asked: Operation, name: str) -> None:
    """``emrglue wait SERVICE WAITER help``: the operation that it polls says what to give."""
    raw = asked.service.model.waiters["waiters"][name]
    operation(asked, f"wait {asked.service.name} {catalog.kebab(name)}", raw["description"])


def _usage(page: Page, *lines: str) -> None:
    page.heading("USAGE")
    page.text("\n".join(f"{PACKAGE} {line}" for line in lines))


def _more(page: Page, *rows: tuple[str, str]) -> None:
    """The end of a page: other commands that help."""
    page.section("LEARN MORE", ((f"{PACKAGE} {command}", text) for command, text in rows))
    page.show()


def _row(parameter: Parameter) -> tuple[str, str]:
    """A parameter, and what may be given for it."""
    shape, flag, words = parameter.shape, parameter.flag, parameter.shape.type_words
    if isinstance(shape, Boolean):
        flag = f"{flag} | {parameter.negative}"
    if arms := docs.arms(innermost(shape)):
        words += f": {' | '.join(arms)}"
    # Long patterns are for `explain`; the values of an enum are for whoever types them.
    facts = [
        fact for fact in docs.constraints(shape) if len(fact) <= _LONGEST or shape.stated(Enum)
    ]
    notes = ["deprecated"] if parameter.deprecated else []
    return flag, ", ".join([words, *notes, *facts])


def _listed(table: Table) -> Iterator[tuple[str, str]]:
    return ((f"{flag} {value}".strip(), text) for flag, (value, text) in table.items() if text)
