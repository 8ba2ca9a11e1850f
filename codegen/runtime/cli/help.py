"""Screens of help, and ``emrglue explain``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Final

from .. import docs
from ..shapes import Boolean, Enum, Member, Rule, Shape, StructureShape
from ..shapes.collection import innermost
from ..suggestions import did_you_mean
from . import catalog, flags, screen
from .catalog import PACKAGE, Operation, Service, kebab
from .exits import Failure
from .flags import GLOBAL, INPUT, PAGING, VERBS, Table
from .screen import CYAN, DIM, GREEN, RED, YELLOW, Page

_LONGEST: Final = 40
"""Characters of a constraint that is shown here."""


def version() -> None:
    """``emrglue --version``: one line, in the form of the AWS CLI's."""
    import platform  # takes longer to import than most commands need

    own = import_module(PACKAGE).__version__
    machine = f"{platform.system()}/{platform.release()}"
    screen.emit(f"{PACKAGE}/{own} Python/{platform.python_version()} {machine}\n")


def overview() -> None:
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
    page.section("VERBS", ((name, verb.summary) for name, verb in VERBS.items()))
    _more(
        page,
        ("SERVICE help", "the operations of a service"),
        ("SERVICE OPERATION help", "such as `emr-serverless start-job-run help`"),
        ("help options", "the options of every command"),
        ("--version", "the version"),
    )


def options() -> None:
    """``emrglue help options``."""
    page = Page()
    page.text("Options of every command, in any place of the command line.", 0)
    page.section("OPTIONS", [*_listed(GLOBAL), ("--version", "print the version")])
    page.show()


def service(found: Service) -> None:
    """``emrglue SERVICE help``: an operation a line."""
    texts, operations = docs.Documentation(found.model, "short"), found.operations.items()
    page = Page()
    rows = ((name, texts.operation(operation.wire_name)) for name, operation in operations)
    page.section(f"{found.name}: {len(operations)} operations", rows)
    page.show()


def operation(found: Operation) -> None:
    """``emrglue SERVICE OPERATION help``, and the same for a waiter: what to give."""
    from . import examples

    page, texts = Page(), docs.Documentation(found.service.model, "full")
    page.text(found.description if found.waiter else texts.operation(found.wire_name), 0)
    shown = [(f, m) for f, m in found.parameters.items() if m.name not in found.page_members]
    needed = [(flag, member) for flag, member in shown if member.needed]
    values = (f" {flag} {m.shape.type_words.partition(' ')[0].upper()}" for flag, m in needed)
    more = " [parameters]" if len(shown) > len(needed) else ""
    _usage(page, f"{found.title}{''.join(values)}{more} [options]")
    page.section("REQUIRED PARAMETERS", (_row(*row) for row in needed))
    page.section("PARAMETERS", (_row(*row) for row in shown if row not in needed))
    if rules := [rule.message for rule in found.request.constraints if isinstance(rule, Rule)]:
        page.heading("RULES")
        page.text("\n".join(rules))
    page.section("PAGES", _listed(PAGING) if found.paginator else ())
    page.section("WHOLE REQUESTS", _listed(INPUT))
    page.heading("EXAMPLE")
    page.command([f"{PACKAGE} {found.title}", *examples.flags(found)])
    _more(
        page,
        (f"explain {found.service.name} {kebab(found.wire_name)}", "what is inside of structures"),
        ("help options", "the options of every command"),
    )


def waiters(*asked: Service) -> None:
    """``emrglue wait [SERVICE] help``."""
    page = Page()
    _usage(page, "wait SERVICE WAITER [parameters] [--wait-timeout SECONDS]")
    for found in asked or (catalog.service(name, waits=True) for name in catalog.service_names()):
        rows = ((name, waiter.description) for name, waiter in found.operations.items())
        page.section(found.name.upper(), rows)
    _more(page, ("wait SERVICE WAITER help", "the parameters of a waiter"))


def _usage(page: Page, *lines: str) -> None:
    page.heading("USAGE")
    page.text("\n".join(f"{PACKAGE} {line}" for line in lines))


def _more(page: Page, *rows: tuple[str, str]) -> None:
    """The end of a page: other commands that help."""
    page.section("LEARN MORE", ((f"{PACKAGE} {command}", text) for command, text in rows))
    page.show()


def _row(flag: str, member: Member) -> tuple[str, str]:
    """A parameter, and what may be given for it."""
    shape, words = member.shape, member.shape.type_words
    if isinstance(shape, Boolean):
        flag = f"{flag} | {flags.negative(flag)}"
    if arms := docs.arms(innermost(shape)):
        words += f": {' | '.join(arms)}"
    # Long patterns are for `explain`; the values of an enum are for whoever types them.
    facts = [
        fact for fact in docs.constraints(shape) if len(fact) <= _LONGEST or shape.stated(Enum)
    ]
    notes = ["deprecated"] if member.deprecated else []
    return flag, ", ".join([words, *notes, *facts])


def _listed(table: Table) -> Iterator[tuple[str, str]]:
    return ((f"{flag} {o.value}".strip(), o.text) for flag, o in table.items() if o.text)


def explain(arguments: Sequence[str]) -> None:
    """``emrglue explain``: what an operation takes, as a tree; or which operations there are."""
    given = flags.parse_verb("explain", arguments)
    of = catalog.service(given.service)
    if given.path is None:
        return service(of)
    name, *path = given.path.split(".")
    page, found = Page(given.color), of.operation(name)
    _Explainer(found, given.depth, given.docs, page).explain(path)
    page.show()


def descend(operation: Operation, path: Sequence[str]) -> list[tuple[StructureShape, Member]]:
    """The members that a path of names or flags leads through, each with its structure; a path does
    not name the lists and maps between them."""
    found: list[tuple[StructureShape, Member]] = []
    shape: Shape = operation.request
    for step in path:
        members = shape.by_name if isinstance(shape, StructureShape) else {}
        name = next((n for n in members if step in (n, kebab(n))), None)
        if name is None or not isinstance(shape, StructureShape):
            shown = ".".join([operation.title, *(member.name for _, member in found)])
            raise Failure(f"{shown} has no member {step!r}{did_you_mean(step, members)}")
        found.append((shape, members[name]))
        shape = innermost(members[name].shape)
    return found


class _Explainer:
    """Writes the parameters of an operation on a page.

    :param depth: levels of structures to show.
    :param length: how much documentation text: ``none``, ``short``, ``full``.
    """

    def __init__(self, operation: Operation, depth: int, length: str, page: Page) -> None:
        self.operation, self.depth, self.page = operation, depth, page
        self.docs = docs.Documentation(operation.service.model, length)

    def explain(self, path: Sequence[str]) -> None:
        """The operation, or what is at a path inside of its request."""
        operation, page = self.operation, self.page
        found = descend(operation, path)
        if not found:
            http = operation.raw["http"]
            page.heading(operation.title)
            page.text(f"{http['method']} {http['requestUri']}", 0, DIM)
            texts = [self.docs.operation(operation.wire_name), *docs.notes(operation.request)]
            page.text("\n".join(texts), 0)
            return self._members((operation.request,), 0)
        from . import examples

        structure, member = found[-1]
        self._title(structure, member, ".".join([operation.title, *(m.name for _, m in found)]), 0)
        for rule in structure.constraints:
            if isinstance(rule, Rule) and member.name in rule.names:
                page.text(f"rule: {rule.message}")
        value = examples.of(member.shape, member.name)
        text = json.dumps(value, ensure_ascii=False)
        if len(found) == 1:
            text = examples.flag(operation.flag(member.name), member.shape, value)
        page.text(f"example: {text}")
        inner = innermost(member.shape)
        if isinstance(inner, StructureShape):
            self._members((inner,), 2)

    def _title(self, structure: StructureShape, member: Member, name: str, indent: int) -> None:
        """A member: its name and type, and below it what else is known."""
        needed = "filled in" if member.filled_in else "required" if member.required else ""
        self.page.title(
            indent,
            (name, CYAN),
            (member.shape.type_words, GREEN),
            (needed, DIM if member.filled_in else RED),
            ("deprecated" if member.deprecated else "", YELLOW),
        )
        for line in _facts(member.shape):
            self.page.text(line, indent + 2)
        self.page.text(self.docs.member(structure.name, member.name), indent + 2, DIM)

    def _members(self, above: tuple[StructureShape, ...], indent: int) -> None:
        """The members of the last of some structures, each of which is inside of the one before."""
        shape = above[-1]
        for member in shape.members:
            of_request = shape is self.operation.request
            title = self.operation.flag(member.name) if of_request else member.name
            self._title(shape, member, title, indent)
            inner = innermost(member.shape)
            if not isinstance(inner, StructureShape) or not inner.members:
                continue
            if any(inner is outer for outer in above):
                self.page.text(f"(as {inner.name} above)", indent + 2)
            elif len(above) >= self.depth:
                shown = f"… {len(inner.members)} members; --depth {len(above) + 1} shows them"
                self.page.text(shown, indent + 2)
            else:
                self._members((*above, inner), indent + 2)


def _facts(shape: Shape) -> Iterator[str]:
    """The constraints of a member and, for lists and maps, of what is in them."""
    if own := "; ".join(docs.constraints(shape)):
        yield own
    for each, inner in shape.parts().items():
        yield from (f"{each}: {fact}" for fact in _facts(inner))
    yield from docs.notes(shape)
