"""The reference: a page per operation, and per structure that more than one operation has."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from emrglue._runtime import docs
from emrglue._runtime.cli import catalog
from emrglue._runtime.cli.catalog import Operation, Service
from emrglue._runtime.shapes import Enum, Shape, StructureShape
from emrglue._runtime.shapes.collection import innermost
from emrglue._runtime.shapes.structure import within

from . import examples

_LEVELS: Final = 3
"""Levels of structures that a page shows; what is deeper has a page of its own, or is unfolded."""

_UNFOLDED: Final = 25
"""With more members than this, the structures in them are folded."""

_MOST_VALUES: Final = 12
"""More values of an enum than this are folded."""


def write(folder: Path, length: str) -> tuple[int, int]:
    """Write the Markdown of the reference.

    :param folder: where the pages go; request files are written beside the pages of operations.
    :param length: how much of AWS's own text is shown: ``none``, ``short``, ``full``.
    :return: how many operations and how many structures have a page.
    :raises examples.WrongExampleError: an example does not work.
    """
    services = [_Reference(catalog.service(name), length) for name in catalog.service_names()]
    for reference in services:
        reference.write(folder / reference.service.name)
    print(examples.check_files(folder))
    rows = (
        f"- [{escape(each.title)}]({each.service.name}/index.md): "
        f"{len(each.service.operations)} operations, {len(each.shared)} shared structures"
        for each in services
    )
    _write(folder / "index.md", "# Reference", _INTRODUCTION, "\n".join(rows))
    return sum(len(each.service.operations) for each in services), sum(
        len(each.shared) for each in services
    )


_INTRODUCTION: Final = """\
Every operation: its parameters with their types, limits and rules, its response, its errors, and an
example in Python, as a command and as a request file. All of it is generated from the same shapes
that check your requests, and every example was checked when this site was built.

- **required** parameters come first; **filled in** means that a random token is sent if you leave
  it out.
- An **open** enum is one that AWS has extended before: another value warns, and is sent. Any other
  enum refuses a value that it does not have ([what is checked](../validation.md)).
- Patterns are AWS's own, in Java's syntax. They must match the whole value.
- Names in Python come first, with the name in JSON, YAML and boto3 beside them.
- Nothing is checked in a response.
"""


class _Reference:
    """The pages of one service."""

    def __init__(self, service: Service, length: str) -> None:
        self.service = service
        self.texts = docs.Documentation(service.model, length)
        self.operations = [service.operation(name) for name in service.operations]
        metadata = service.model.raw["metadata"]
        self.title: str = metadata["serviceFullName"]
        self.uid: str = metadata["uid"]
        self.shared, self.users = self._shared()

    def _shared(self) -> tuple[dict[str, StructureShape], dict[str, list[Operation]]]:
        """The structures with a page of their own, by name; and the operations that use each."""
        shapes: dict[str, StructureShape] = {}
        users: dict[str, list[Operation]] = defaultdict(list)
        for operation in self.operations:
            whole = (operation.request, operation.response)
            found = {
                shape.name: shape
                for root in whole
                for shape in within(root)
                if isinstance(shape, StructureShape) and shape.members and shape not in whole
            }
            shapes |= found
            for name in found:
                users[name].append(operation)
        names = sorted(name for name in shapes if len(users[name]) > 1 or shapes[name].recursive)
        most = Counter(name.lower() for name in names).most_common(1)
        assert not most or most[0][1] == 1, "two structures would have the same file"
        return {name: shapes[name] for name in names}, users

    def write(self, folder: Path) -> None:
        """Write the pages of all operations and structures, and two that list them."""
        for operation in self.operations:
            shown = examples.of(operation)
            _write(folder / f"{operation.name}.md", *self._operation(operation, shown))
            (folder / f"{operation.name}.yaml").write_text(shown.file, encoding="utf-8")
        for shape in self.shared.values():
            _write(folder / "structures" / f"{shape.name}.md", *self._structure(shape))
        _write(folder / "index.md", *self._listing())

    # pages

    def _listing(self) -> Iterator[str]:
        """All operations of the service, by their verbs."""
        yield f"# {escape(self.title)}"
        yield (
            f"{len(self.operations)} operations. In Python `emrglue.{self.service.model.title}`, "
            f"at a shell `emrglue {self.service.name}`."
        )
        for verb, found in groupby(self.operations, lambda op: op.name.partition("-")[0]):
            yield f"## {verb.capitalize()}"
            yield _list(
                "em-names",
                (
                    _link(f"{op.name}.html", op.wire_name)
                    + _small(self.texts.operation(op.wire_name))
                    for op in found
                ),
            )
        yield "## Structures"
        yield "Those that more than one operation has; the others are on the pages of operations."
        yield _list("em-names", (_link(f"structures/{name}.html", name) for name in self.shared))

    def _operation(self, operation: Operation, shown: examples.Examples) -> Iterator[str]:
        """The page of an operation."""
        http, method = operation.raw["http"], examples.method_name(operation)
        aws = f"https://docs.aws.amazon.com/goto/WebAPI/{self.uid}/{operation.wire_name}"
        yield f"# {operation.wire_name}"
        yield self._crumbs("index.html", "operation")
        yield _text(self.texts.operation(operation.wire_name))
        yield _list(
            "em-about",
            (
                f"Python: {_code(f'client.{method}(…)')}",
                f"shell: {_code(f'emrglue {operation.title}')}",
                f"HTTP: {_code(http['method'] + ' ' + http['requestUri'])}",
                _link(aws, "AWS's page"),
            ),
        )
        yield "## Example"
        yield _tab("Python", "python", shown.python)
        yield _tab("Command", "sh", shown.command)
        link = f'\n\n    <a href="{operation.name}.yaml" download>Download this file</a>'
        yield _tab("Request file", "yaml", shown.file) + link
        yield "## Parameters"
        yield from _rules(operation.request)
        yield self._members((operation.request,), "", True) or "It has none."
        if members := self._members((operation.response,), "", False):
            yield "## Response"
            yield members
        yield from self._errors(operation)
        yield from self._pages(operation, method)
        yield from self._waiters(operation)

    def _structure(self, shape: StructureShape) -> Iterator[str]:
        """The page of a structure."""
        yield f"# {shape.name}"
        yield self._crumbs("../index.html", shape.type_words)
        yield _text(self.texts.shape(shape.name))
        cls: Any = shape.cls  # type: ignore[attr-defined]
        python = f"{self.service.model.title}.{cls.__name__}"
        aws = f"https://docs.aws.amazon.com/goto/WebAPI/{self.uid}/{shape.name}"
        yield _list("em-about", (f"Python: {_code(python)}", _link(aws, "AWS's page")))
        yield "## Members"
        yield from _rules(shape)
        yield self._members((shape,), "../", True)
        yield "## Used by"
        users = self.users[shape.name]
        yield _list("em-names", (_link(f"../{op.name}.html", op.wire_name) for op in users))

    def _crumbs(self, index: str, kind: str) -> str:
        return f'<p class="em-crumbs">{_link(index, self.title)} · {escape(kind)}</p>'

    def _errors(self, operation: Operation) -> Iterator[str]:
        """The errors that the model says an operation can have."""
        if not operation.raw.get("errors"):
            return
        module = self.service.model.title
        yield "## Errors"
        names = (error["shape"] for error in operation.raw["errors"])
        yield _list(
            "em-names",
            (_code(f"{module}.{name}") + _small(self.texts.shape(name)) for name in sorted(names)),
        )

    def _pages(self, operation: Operation, method: str) -> Iterator[str]:
        if operation.paginator:
            yield "## Pages"
            yield (
                f"`client.iter_{method}(…)` asks for one page after another and yields their "
                f"entries; `.pages()` yields whole pages. The command prints all pages, or as many "
                f"entries as `--max-items` says."
            )

    def _waiters(self, operation: Operation) -> Iterator[str]:
        """The waiters that poll an operation."""
        waiters = self.service.model.waiters["waiters"].items()
        if found := [
            (name, raw) for name, raw in waiters if raw["operation"] == operation.wire_name
        ]:
            yield "## Waiters"
            yield _list(
                "em-names",
                (
                    _code(f"client.wait_until_{catalog.kebab(name).replace('-', '_')}(…)")
                    + _small(raw["description"])
                    for name, raw in found
                ),
            )

    # trees

    def _members(self, above: tuple[StructureShape, ...], up: str, checked: bool) -> str:
        """The members of the last of some structures, each of which is inside of the one before.

        :param up: the way from the page to the folder of the service.
        :param checked: whether constraints are shown; they are not checked in a response.
        """
        shape = above[-1]
        names = examples.fields(shape)
        entries = []
        for member in (
            sorted(shape.members, key=lambda m: not m.needed) if checked else shape.members
        ):
            inner = innermost(member.shape)
            badges = {
                "required": checked and member.needed,
                "filled in": checked and member.filled_in,
                "deprecated": member.deprecated,
            }
            head = [
                f'<code class="em-name">{escape(names[member.name])}</code>',
                f'<span class="em-wire">{escape(member.name)}</span>',
                f'<span class="em-type">{escape(member.shape.type_words)}'
                f"{self._page_link(inner, up)}</span>",
                *(f'<span class="em-badge">{name}</span>' for name, so in badges.items() if so),
            ]
            body = "".join(_facts(member.shape, checked))
            body += _text(self.texts.member(shape.name, member.name))
            nested = ""
            if isinstance(inner, StructureShape) and inner.members:
                known = inner.name in self.shared
                if inner not in above and (len(above) < _LEVELS or not known):
                    nested = "".join(_rules(inner)) * checked
                    nested += self._members((*above, inner), up, checked)
            title = " ".join(head)
            if nested:
                unfolded = " open" * (checked and len(above) == 1 and len(names) <= _UNFOLDED)
                nested = f"<details{unfolded}><summary>members</summary>{nested}</details>"
            hidden = " data-search-exclude" * (len(above) > 1 or not checked)
            entries.append(f"<div{hidden}>{title}</div>{body}{nested}")
        return _list("em-tree", entries) if entries else ""

    def _page_link(self, shape: Shape, up: str) -> str:
        """A link to the page of a structure; its name if it has none."""
        if not isinstance(shape, StructureShape):
            return ""
        if shape.name in self.shared:
            return " " + _link(f"{up}structures/{shape.name}.html", shape.name)
        return f" {escape(shape.name)}"


def _facts(shape: Shape, checked: bool, prefix: str = "") -> Iterator[str]:
    """The constraints of a value, and of what is in a list or map, as HTML."""
    if enum := shape.stated(Enum):
        values = ", ".join(map(_code, enum.values))
        kind = " (open)" * enum.open
        if len(enum.values) > _MOST_VALUES:
            head = f"{prefix}one of {len(enum.values)} values{kind}"
            yield f"<details data-search-exclude><summary>{head}</summary>{values}</details>"
        else:
            yield f'<div class="em-fact" data-search-exclude>{prefix}one of {values}{kind}</div>'
    constraints = (c for c in shape.constraints if not isinstance(c, Enum))
    words = [word for constraint in constraints for word in constraint.words(shape)]
    words = [] if isinstance(shape, StructureShape) or not checked else words
    words += ["sensitive: hidden in messages and logs"] if shape.sensitive else []
    if words:
        shown = f"{prefix}{'; '.join(map(_marked, words))}"
        yield f'<div class="em-fact" data-search-exclude>{shown}</div>'
    for each, inner in shape.parts().items():
        if not isinstance(inner, StructureShape):
            yield from _facts(inner, checked, f"{each}: ")


def _rules(shape: StructureShape) -> Iterator[str]:
    """What holds for the members of a structure together."""
    if notes := [_marked(note) for note in docs.notes(shape)]:
        yield _list("em-rules", notes)


def _marked(words: str) -> str:
    """Words of a constraint as HTML: what is between double back quotes is code."""
    safe = escape(words.encode("ascii", "backslashreplace").decode())
    return re.sub(r"``(.+?)``", r"<code>\1</code>", safe)


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"


def _small(text: str) -> str:
    return f' <span class="em-note">{escape(text)}</span>' if text else ""


def _link(target: str, text: str) -> str:
    return f'<a href="{escape(target)}">{escape(text)}</a>'


def _text(text: str) -> str:
    """AWS's own text, a paragraph for each of its lines."""
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in text.splitlines())
    return f'<div class="em-aws" data-search-exclude>{paragraphs}</div>' if text else ""


def _list(kind: str, entries: Iterable[str]) -> str:
    items = "".join(f"<li>{entry}</li>" for entry in entries)
    return f'<ul class="{kind}">{items}</ul>'


def _tab(title: str, language: str, source: str) -> str:
    lines = "\n".join(f"    {line}".rstrip() for line in source.rstrip("\n").splitlines())
    return f'=== "{title}"\n\n    ``` {language}\n{lines}\n    ```'


def _write(path: Path, *parts: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join(filter(None, parts)) + "\n", encoding="utf-8")
