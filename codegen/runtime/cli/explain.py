"""``emrglue explain``: what an operation takes, as a tree."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from .. import docs
from ..shapes import Member, Rule, Shape, StructureShape
from ..shapes.collection import innermost
from ..suggestions import did_you_mean
from . import catalog, frame, options
from .catalog import PACKAGE, Operation
from .exits import Failure
from .screen import CYAN, DIM, GREEN, RED, YELLOW, Page


def run(arguments: Sequence[str]) -> None:
    """The verb."""
    parser = frame.Parser(
        prog=f"{PACKAGE} explain",
        description="The parameters of an operation: types, constraints, values, rules.",
        epilog=f"example: {PACKAGE} explain emr-serverless start-job-run.jobDriver",
    )
    parser.add_argument("service", metavar="SERVICE")
    parser.add_argument("what", nargs="?", metavar="OPERATION[.path]")
    parser.add_argument("--depth", type=int, default=3, help="levels to show (default: 3)")
    text = "documentation text of the installed botocore (default: short)"
    parser.add_argument("--docs", choices=docs.LENGTHS, default="short", help=text)
    parser.add_argument("--color", **options.settings("--color"))
    given = parser.parse_args(list(arguments))
    service, page = catalog.service(given.service), Page(given.color)
    if given.what is None:
        from .help import service as show

        return show(service, given.color)
    name, *path = given.what.split(".")
    _Explainer(service.operation(name), given.depth, given.docs, page).explain(path)
    page.show()


def descend(operation: Operation, path: Sequence[str]) -> list[tuple[StructureShape, Member]]:
    """The members that a path of names or flags leads through, each with its structure; a path does
    not name the lists and maps between them."""
    found: list[tuple[StructureShape, Member]] = []
    shape: Shape = operation.request
    for step in path:
        members = shape.by_name if isinstance(shape, StructureShape) else {}
        name = next((n for n in members if step in (n, catalog.kebab(n))), None)
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
            text = examples.flag(operation.parameters[member.name].flag, member.shape, value)
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
            title = self.operation.parameters[member.name].flag if of_request else member.name
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
