"""``emrglue explain``: what an operation takes, as a tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from .. import docs
from ..shapes import Member, Shape, StructureShape
from ..shapes.collection import innermost
from ..suggestions import did_you_mean
from . import catalog, exits, frame, options, screen
from .catalog import PACKAGE, Operation, Service
from .exits import Failure

if TYPE_CHECKING:
    from rich.text import Text
    from rich.tree import Tree


def run(arguments: Sequence[str]) -> int:
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
    service = catalog.service(given.service)
    if given.what is None:
        return operations(service, given.color)
    name, *path = given.what.split(".")
    explainer = _Explainer(service.operation(name), given.depth, given.docs)
    screen.console(given.color).print(explainer.tree(path))
    return exits.OK


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


class _Explainer:
    """Draws the parameters of an operation.

    :param depth: levels of structures to show.
    :param length: how much documentation text: ``none``, ``short``, ``full``.
    """

    def __init__(self, operation: Operation, depth: int, length: str) -> None:
        self.operation = operation
        self.depth = depth
        self.docs = docs.Documentation(operation.service.model, length)

    def tree(self, path: Sequence[str]) -> Tree:
        """The tree below a path of member names (or flags) inside the request."""
        from rich.text import Text
        from rich.tree import Tree

        shape, shown = self._descend(path)
        http = self.operation.raw["http"]
        texts = [self.docs.operation(self.operation.wire_name), *docs.notes(shape)]
        head = Text.assemble(
            (".".join(filter(None, [self.operation.title, shown])), "bold"),
            (f"\n{http['method']} {http['requestUri']}", "dim"),
            *(f"\n{text}" for text in texts if text),
        )
        tree = Tree(head, guide_style="dim")
        if isinstance(shape, StructureShape):
            self._members(tree, (shape,))
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
                raise Failure(f"{shown or self.operation.title} has no member {step!r}{hint}")
            shape, shown = innermost(members[name].shape), f"{shown}.{name}".lstrip(".")
        return shape, shown

    def _members(self, tree: Tree, above: tuple[StructureShape, ...]) -> None:
        """The members of the last of some structures, each of which is inside of the one before."""
        shape = above[-1]
        for member in shape.members:
            of_request = shape is self.operation.request
            title = self.operation.parameters[member.name].flag if of_request else member.name
            branch = tree.add(self._label(shape, member, title))
            inner = innermost(member.shape)
            if not isinstance(inner, StructureShape) or not inner.members:
                continue
            if any(inner is outer for outer in above):
                branch.add(f"(as {inner.name} above)")
            elif len(above) >= self.depth:
                depth = len(above) + 1
                branch.add(f"… {len(inner.members)} members; --depth {depth} shows them")
            else:
                self._members(branch, (*above, inner))

    def _label(self, structure: StructureShape, member: Member, title: str) -> Text:
        from rich.text import Text

        needed = ("  required", "red") if member.required else ""
        text = self.docs.member(structure.name, member.name)
        return Text.assemble(
            (title, "bold cyan"),
            (f"  {member.shape.type_words}", "green"),
            ("  filled in", "dim") if member.filled_in else needed,
            ("  deprecated" if member.deprecated else "", "yellow"),
            *(f"\n  {line}" for line in _facts(member.shape)),
            (f"\n  {text}" if text else "", "dim"),
        )


def _facts(shape: Shape) -> Iterator[str]:
    """The constraints of a member and, for lists and maps, of what is in them."""
    if own := "; ".join(docs.constraints(shape)):
        yield own
    for each, inner in shape.parts().items():
        yield from (f"{each}: {fact}" for fact in _facts(inner))
    yield from docs.notes(shape)
