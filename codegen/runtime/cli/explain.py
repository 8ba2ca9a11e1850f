"""``emrglue explain``: what an operation takes, as a tree."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..shapes import Member, Shape, StructureShape
from ..shapes.collection import innermost
from ..suggestions import did_you_mean
from . import catalog, docs, exits, facts, frame, screen, vocabulary
from .catalog import PACKAGE, Operation, Service
from .exits import Failure

if TYPE_CHECKING:
    from rich.text import Text
    from rich.tree import Tree


def run(arguments: Sequence[str]) -> int:
    """The verb.

    :raises Failure: no such service, operation or member.
    """
    options = _options(arguments)
    service = catalog.service(options.service)
    if options.what is None:
        return operations(service, options.color)
    name, *path = options.what.split(".")
    operation = service.operation(name)
    explainer = Explainer(operation, options.depth, options.docs)
    screen.console(options.color).print(explainer.tree(path))
    return exits.OK


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = frame.Parser(
        prog=f"{PACKAGE} explain",
        description="The parameters of an operation: types, constraints, values, rules.",
        epilog=f"example: {PACKAGE} explain emr-serverless start-job-run.jobDriver",
    )
    parser.add_argument("service", metavar="SERVICE")
    parser.add_argument("what", nargs="?", metavar="OPERATION[.path]")
    parser.add_argument("--depth", type=int, default=3, help="levels to show (default: 3)")
    parser.add_argument(
        "--docs",
        choices=docs.LENGTHS,
        default="short",
        help="documentation text of the installed botocore (default: short)",
    )
    parser.add_argument("--color", choices=vocabulary.COLORS, default="auto")
    return parser.parse_args(list(arguments))


def operations(service: Service, color: str) -> int:
    """The operations of a service, one in a line."""
    from rich.table import Table

    texts = docs.Documentation(service.model, "short")
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, wire_name in service.operations.items():
        grid.add_row(name, texts.operation(wire_name))
    console = screen.console(color)
    console.print(f"{service.name}: {len(service.operations)} operations\n")
    console.print(grid)
    return exits.OK


class Explainer:
    """Draws the parameters of an operation.

    :param depth: levels of structures to show.
    :param length: how much documentation text: ``none``, ``short``, ``full``.
    """

    def __init__(self, operation: Operation, depth: int, length: str) -> None:
        self.operation = operation
        self.depth = depth
        self.docs = docs.Documentation(operation.service.model, length)

    def tree(self, path: Sequence[str]) -> Tree:
        """The tree below a path of member names (or flags) inside the request.

        :raises Failure: no such member.
        """
        from rich.text import Text
        from rich.tree import Tree

        shape, shown = self._descend(path)
        head = Text()
        head.append(".".join(filter(None, [self.operation.title, shown])), style="bold")
        http = self.operation.raw["http"]
        head.append(f"\n{http['method']} {http['requestUri']}", style="dim")
        for text in (self.docs.operation(self.operation.wire_name), *facts.notes(shape)):
            if text:
                head.append(f"\n{text}", style="")
        tree = Tree(head, guide_style="dim")
        if isinstance(shape, StructureShape):
            self._members(tree, shape, not path, 1, (shape,))
        return tree

    def _descend(self, path: Sequence[str]) -> tuple[Shape, str]:
        """The shape at a path, without the lists and maps around it, and the path in wire names."""
        shape: Shape = self.operation.request
        shown = ""
        for step in path:
            members = shape.by_name if isinstance(shape, StructureShape) else {}
            name = next((n for n in members if step in (n, catalog.kebab(n))), None)
            if name is None:
                hint = did_you_mean(step, members)
                where = shown or self.operation.title
                raise Failure(f"{where} has no member {step!r}{hint}")
            shape, shown = innermost(members[name].shape), f"{shown}.{name}".lstrip(".")
        return shape, shown

    def _members(
        self,
        tree: Tree,
        shape: StructureShape,
        flags: bool,
        level: int,
        above: tuple[StructureShape, ...],
    ) -> None:
        for member in shape.members:
            title = self.operation.parameters[member.name].flag if flags else member.name
            branch = tree.add(self._label(shape, member, title))
            inner = innermost(member.shape)
            if not isinstance(inner, StructureShape) or not inner.members:
                continue
            if any(inner is outer for outer in above):
                branch.add(f"(as {inner.name} above)")
            elif level >= self.depth:
                branch.add(f"… {len(inner.members)} members; --depth {level + 1} shows them")
            else:
                self._members(branch, inner, False, level + 1, (*above, inner))

    def _label(self, structure: StructureShape, member: Member, title: str) -> Text:
        from rich.text import Text

        label = Text()  # without a style of its own, which all parts would inherit
        label.append(title, style="bold cyan")
        label.append(f"  {member.shape.type_words}", style="green")
        if member.filled_in:
            label.append("  filled in", style="dim")
        elif member.required:
            label.append("  required", style="red")
        if member.deprecated:
            label.append("  deprecated", style="yellow")
        for line in _facts(member.shape):
            label.append(f"\n  {line}", style="")
        if text := self.docs.member(structure.name, member.name):
            label.append(f"\n  {text}", style="dim")
        return label


def _facts(shape: Shape) -> Iterator[str]:
    """The constraints of a member and, for lists and maps, of what is in them."""
    if own := "; ".join(facts.constraints(shape)):
        yield own
    for each, inner in shape.parts().items():
        yield from (f"{each}: {fact}" for fact in _facts(inner))
    yield from facts.notes(shape)
