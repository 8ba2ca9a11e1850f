"""As docs/architecture.md says: arrows run forward; only the ends of the generator touch files."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from graphlib import TopologicalSorter
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
CODEGEN = ROOT / "codegen"
RUNTIME = CODEGEN / "runtime"
PAGE = (ROOT / "docs" / "architecture.md").read_text()

Arrow = tuple[str, str]
"""A module or package, and one that it imports."""


class Layers(NamedTuple):
    """A folder whose modules and packages stand in layers, which a section of the page lists."""

    root: Path
    section: str
    line: str
    """How the diagram of the section begins."""
    outside: set[str]
    """What stands in the folder and is not a layer."""

    def modules(self) -> set[str]:
        """The modules and packages."""
        found = {path.stem for path in self.root.glob("*.py")}
        found |= {path.parent.name for path in self.root.glob("*/__init__.py")}
        return found - self.outside

    def files(self, module: str) -> list[Path]:
        """The files of a module: one, or those of a package."""
        return sorted((self.root / module).glob("*.py")) or [self.root / f"{module}.py"]

    def trees(self, module: str) -> Iterator[ast.AST]:
        """The files of a module, parsed."""
        for path in self.files(module):
            yield ast.parse(path.read_text())

    def arrows(self) -> set[Arrow]:
        """Who imports whom, packages as one."""
        found = {
            (module, target.split("/")[0])
            for module in self.modules()
            for path in self.files(module)
            for target in imported(path, self.root)
        }
        return {(a, b) for a, b in found if a != b and b in self.modules()}

    def graph(self, module: str) -> dict[str, set[str]]:
        """The imports of every file of a module, itself left out."""
        return {
            name: set(imported(path, self.root, types=False)) - {name}
            for path in self.files(module)
            for name in [str(path.relative_to(self.root).with_suffix(""))]
        }

    def table(self) -> list[str]:
        """The modules in the order of the table."""
        rows = re.findall(r"^\| (`[^|]*) \|", self._text(), re.MULTILINE)
        return [name for row in rows for name in re.findall(r"`(\w+)`", row)]

    def drawn(self) -> list[str]:
        """The modules in the order of the diagram."""
        [line] = [line for line in self._text().splitlines() if self.line in line]
        return re.findall(r"\w+", line)

    def _text(self) -> str:
        [section] = [text for text in re.split(r"^#+ ", PAGE, flags=re.M) if self._begins(text)]
        return section

    def _begins(self, text: str) -> bool:
        return text.startswith(f"{self.section}\n")


GENERATOR = Layers(
    CODEGEN, "Architecture", "load ──►", {"__init__", "__main__", "runtime", "templates"}
)
SUPPORT = Layers(RUNTIME, "The layers of the runtime", "violations ──►", {"__init__"})
EACH = pytest.mark.parametrize("layers", [GENERATOR, SUPPORT], ids=["generator", "runtime"])


def imported(path: Path, root: Path, types: bool = True) -> Iterator[str]:
    """The files that a file imports relatively, anywhere in it, by path below ``root``.

    ``../`` where it leads out of it. A name that is not a module is one of the package's own file.

    :param types: what is imported for type checkers only, too.
    """
    tree = ast.parse(path.read_text())
    if not types:
        tree = _WithoutTypes().visit(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = path.parents[node.level - 1].joinpath(*(node.module or "").split("."))
            for alias in node.names:
                target = _file(base / alias.name) or _file(base) or base
                yield str(target.relative_to(root)) if target.is_relative_to(root) else "../"


class _WithoutTypes(ast.NodeTransformer):
    """Leaves out what stands below ``if TYPE_CHECKING:``."""

    def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt]:
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return node.orelse
        return self.generic_visit(node)


def _file(module: Path) -> Path | None:
    """The file of a module or package, without its suffix; ``None`` if there is none."""
    if (module / "__init__.py").exists():
        return module / "__init__"
    return module if module.with_suffix(".py").exists() else None


def backwards(arrows: Iterable[Arrow], order: list[str]) -> list[str]:
    """The arrows to a module that does not stand before the one that imports it."""
    place = {module: number for number, module in enumerate(order)}
    return sorted(f"{a} imports {b}" for a, b in arrows if place[b] >= place[a])


@EACH
def test_the_page_names_every_module_once(layers: Layers) -> None:
    """And none that is not there."""
    assert sorted(layers.table()) == sorted(layers.modules())


@EACH
def test_no_arrow_runs_backwards(layers: Layers) -> None:
    """A module imports only what stands above it in the table."""
    assert backwards(layers.arrows(), layers.table()) == []


def test_an_arrow_that_runs_backwards_is_seen() -> None:
    """So the test above can fail."""
    assert backwards([("plan", "names"), ("names", "plan")], ["names", "plan"]) == [
        "names imports plan"
    ]
    assert {("pipeline", "lower"), ("diff", "patterns")} <= GENERATOR.arrows()
    assert {("cli", "jobs"), ("jobs", "client")} <= SUPPORT.arrows()


@EACH
def test_the_diagram_has_the_order_of_the_table(layers: Layers) -> None:
    """The same line, drawn."""
    drawn = layers.drawn()
    assert drawn == [module for module in layers.table() if module in drawn]


@pytest.mark.parametrize(
    ("layers", "module"),
    [
        pytest.param(layers, module, id=module)
        for layers in (GENERATOR, SUPPORT)
        for module in sorted(layers.modules())
        if len(layers.files(module)) > 1
    ],
)
def test_no_import_forms_a_circle(layers: Layers, module: str) -> None:
    """Inside of the packages neither, in whatever part of a file an import stands; what only type
    checkers import is not imported."""
    assert list(TopologicalSorter(layers.graph(module)).static_order())


@pytest.mark.parametrize("folder", ["structures", "client", "jobs"])
def test_to_load_a_module_of_the_runtime_loads_no_other(folder: str) -> None:
    """The errors, for instance, are there without the client."""
    assert list(imported(RUNTIME / folder / "__init__.py", RUNTIME)) == []


@pytest.mark.parametrize(
    "module", ["ir", "overlay", "lower", "names", "grouping", "annotations", "facts", "plan"]
)
def test_a_stage_in_the_middle_touches_no_file(module: str) -> None:
    """What it works on was read by ``load``."""
    names = {
        name.partition(".")[0]
        for tree in GENERATOR.trees(module)
        for node in ast.walk(tree)
        for name in _absolute(node)
    }
    assert names.isdisjoint({"pathlib", "os", "io", "shutil", "tempfile", "open"})


def _absolute(node: ast.AST) -> list[str]:
    """What a node imports from outside, and ``open`` if it is called."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and not node.level:
        return [node.module or ""]
    return [node.id] if isinstance(node, ast.Name) else []


WRITING = {"write_bytes", "write_text", "mkdir", "touch", "unlink", "rename", "rmtree"}


def test_only_one_module_writes() -> None:
    """For the last stage, and for the verb that updates models."""
    writers = {
        module
        for module in GENERATOR.modules()
        for tree in GENERATOR.trees(module)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in WRITING
    }
    assert writers == {"disk"}


SHARED = {"shapes", "suggestions", "violations", "visible"}
"""What of the runtime the generator may import: what a model says, what breaks it, and what makes
text safe to show."""


def test_the_generator_imports_no_more_of_the_runtime_than_what_is_light() -> None:
    """And not its package, which has names for generated modules."""
    targets = {t for m in GENERATOR.modules() for t in chain(*GENERATOR.graph(m).values())}
    used = {target.split("/")[1] for target in targets if target.startswith("runtime/")}
    assert used <= SHARED


def test_the_runtime_imports_nothing_of_the_generator() -> None:
    """It is copied; it must stand alone."""
    outside = [
        path.name
        for path in RUNTIME.rglob("*.py")
        for target in imported(path, RUNTIME)
        if target == "../"
    ]
    assert outside == []


@pytest.mark.parametrize("name", re.findall(r"`_?runtime/([\w/.]+)`", PAGE))
def test_the_page_names_no_runtime_module_that_is_not_there(name: str) -> None:
    """What the text says of the copied part."""
    assert (RUNTIME / name).exists()
