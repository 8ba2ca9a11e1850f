# Copied by emrglue-codegen 0.1.0.
# Do not edit: `emrglue-codegen generate` writes it anew, `emrglue-codegen check` compares it.
"""``emrglue explain``: what an operation takes, as a tree."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..suggestions import did_you_mean
from ..wiremodel import ServiceModel
from . import catalog, docs, exits, facts, frame, screen
from .catalog import PACKAGE, Operation, Service
from .exits import Failure

if TYPE_CHECKING:
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
    parser.add_argument("--color", choices=frame.COLORS, default="auto")
    return parser.parse_args(list(arguments))


def operations(service: Service, color: str) -> int:
    """The operations of a service, one in a line."""
    from rich.table import Table

    texts = docs.Documentation(service.model, "short")
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    for name in service.operations:
        grid.add_row(name, texts.operation(service.operation(name).wire_name))
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
        self.model: ServiceModel = operation.service.model
        self.depth = depth
        self.docs = docs.Documentation(self.model, length)

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
        for text in (self.docs.operation(self.operation.wire_name), *self._notes(shape)):
            if text:
                head.append(f"\n{text}", style="")
        tree = Tree(head, guide_style="dim")
        if shape:
            self._members(tree, facts.inner(self.model.shapes, shape), not path, 1, (shape,))
        return tree

    def _descend(self, path: Sequence[str]) -> tuple[str | None, str]:
        shape, shown = self.operation.input, ""
        for step in path:
            inside = facts.inner(self.model.shapes, shape) if shape else ""
            members = facts.members(self.model.shapes, inside) if inside else {}
            name = next((n for n in members if step in (n, catalog.kebab(n))), None)
            if name is None:
                hint = did_you_mean(step, members)
                where = shown or self.operation.title
                raise Failure(f"{where} has no member {step!r}{hint}")
            shape, shown = members[name]["shape"], f"{shown}.{name}".lstrip(".")
        return shape, shown

    def _notes(self, shape: str | None) -> Iterator[str]:
        """What holds for the whole of a structure."""
        if shape is None:
            return
        shape = facts.inner(self.model.shapes, shape)
        raw = self.model.shapes[shape]
        if raw.get("union"):
            yield f"exactly one of {', '.join(raw['members'])}"
        for rule in self.model.rules.get(shape, ()):
            yield f"rule: {facts.rule_text(rule)}"

    def _members(
        self, tree: Tree, shape: str, flags: bool, level: int, above: tuple[str, ...]
    ) -> None:
        raw = self.model.shapes[shape]
        for name, member in sorted(
            facts.members(self.model.shapes, shape).items(),
            key=lambda item: item[0] not in raw.get("required", ()),
        ):
            title = self.operation.parameters[name].flag if flags else name
            branch = tree.add(self._label(shape, name, title, member))
            inner = facts.inner(self.model.shapes, member["shape"])
            more = facts.members(self.model.shapes, inner)
            if not more:
                continue
            if inner in above:
                branch.add(f"(as {inner} above)")
            elif level >= self.depth:
                branch.add(f"… {len(more)} members; --depth {level + 1} shows them")
            else:
                self._members(branch, inner, False, level + 1, (*above, inner))

    def _label(self, shape: str, name: str, title: str, member: Any) -> Any:
        from rich.text import Text

        raw = self.model.shapes[shape]
        label = Text()  # without a style of its own, which all parts would inherit
        label.append(title, style="bold cyan")
        label.append(f"  {facts.kind(self.model.shapes, member['shape'])}", style="green")
        if member.get("idempotencyToken"):
            label.append("  filled in", style="dim")
        elif name in raw.get("required", ()):
            label.append("  required", style="red")
        if member.get("deprecated"):
            label.append("  deprecated", style="yellow")
        for line in self._facts(member["shape"]):
            label.append(f"\n  {line}", style="")
        if text := self.docs.member(shape, name):
            label.append(f"\n  {text}", style="dim")
        return label

    def _facts(self, shape: str) -> Iterator[str]:
        """The constraints of a member and, for lists and maps, of what is in them."""
        raw = self.model.shapes[shape]
        if own := "; ".join(map(visible, facts.constraints(self.model, shape))):
            yield own
        if raw.get("enum"):
            yield f"one of {', '.join(raw['enum'])}"
        for part, each in (("member", "each"), ("key", "each key"), ("value", "each value")):
            if part in raw:
                yield from (f"{each}: {fact}" for fact in self._facts(raw[part]["shape"]))
        if raw["type"] == "structure":
            yield from self._notes(shape)


def visible(text: str) -> str:
    """Text with control characters, and those beyond ASCII, as escapes."""
    return re.sub(r"[^ -~]", lambda found: found[0].encode("unicode_escape").decode(), text)
