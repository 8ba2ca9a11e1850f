"""The generator is as docs/architecture.md says: arrows run forward, only the ends touch files."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODEGEN = ROOT / "codegen"
RUNTIME = CODEGEN / "runtime"
PAGE = (ROOT / "docs" / "architecture.md").read_text()

NO_STAGES = {"__init__", "__main__", "runtime", "templates"}
"""What stands in ``codegen/`` and is no stage: its version, its door, what is copied, templates."""

Arrow = tuple[str, str]
"""A module, and one that it imports."""


def modules() -> set[str]:
    """The modules and packages of the generator."""
    found = {path.stem for path in CODEGEN.glob("*.py")}
    found |= {path.parent.name for path in CODEGEN.glob("*/__init__.py")}
    return found - NO_STAGES


def files(module: str) -> list[Path]:
    """The files of a module: one, or those of a package."""
    return sorted((CODEGEN / module).glob("*.py")) or [CODEGEN / f"{module}.py"]


def trees(module: str) -> Iterator[ast.AST]:
    for path in files(module):
        yield ast.parse(path.read_text())


def imported(path: Path, root: Path) -> Iterator[str]:
    """What a file imports relatively, by path below ``root``; ``../`` where it leads out of it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = path.parents[node.level - 1]
            names = [node.module] if node.module else [alias.name for alias in node.names]
            for name in names:
                target = base / name.replace(".", "/")
                yield str(target.relative_to(root)) if target.is_relative_to(root) else "../"


def arrows() -> set[Arrow]:
    """Who imports whom, packages as one."""
    found = {
        (module, target.split("/")[0])
        for module in modules()
        for path in files(module)
        for target in imported(path, CODEGEN)
    }
    return {(a, b) for a, b in found if a != b and b in modules()}


def backwards(arrows: Iterable[Arrow], order: list[str]) -> list[str]:
    """The arrows to a module that does not stand before the one that imports it."""
    place = {module: number for number, module in enumerate(order)}
    return sorted(f"{a} imports {b}" for a, b in arrows if place[b] >= place[a])


def table() -> list[str]:
    """The modules in the order of the page's table."""
    rows = re.findall(r"^\| (`[^|]*) \|", PAGE, re.MULTILINE)
    return [name for row in rows for name in re.findall(r"`(\w+)`", row)]


def stages() -> list[str]:
    """The line of stages in the page's diagram."""
    [line] = [line for line in PAGE.splitlines() if "load ──►" in line]
    return re.findall(r"\w+", line)


def test_the_page_names_every_module_once() -> None:
    """And none that is not there."""
    assert sorted(table()) == sorted(modules())


def test_no_arrow_runs_backwards() -> None:
    """A module imports only what stands above it in the table."""
    assert backwards(arrows(), table()) == []


def test_an_arrow_that_runs_backwards_is_seen() -> None:
    """So the test above can fail."""
    assert backwards([("plan", "names"), ("names", "plan")], ["names", "plan"]) == [
        "names imports plan"
    ]
    assert ("pipeline", "lower") in arrows()
    assert ("diff", "patterns") in arrows()


def test_the_diagram_has_the_order_of_the_table() -> None:
    """The same line, drawn."""
    assert stages() == [module for module in table() if module in stages()]


def test_no_import_forms_a_circle() -> None:
    """Inside of the packages neither."""
    graph: dict[str, set[str]] = {}
    for module in modules():
        for path in files(module):
            name = str(path.relative_to(CODEGEN).with_suffix(""))
            graph[name] = {target for target in imported(path, CODEGEN) if target != name}
    assert list(TopologicalSorter(graph).static_order())


@pytest.mark.parametrize(
    "module", ["ir", "overlay", "lower", "names", "grouping", "expressions", "facts", "plan"]
)
def test_a_stage_in_the_middle_touches_no_file(module: str) -> None:
    """What it works on was read by ``load``."""
    names = {
        name.partition(".")[0]
        for tree in trees(module)
        for node in ast.walk(tree)
        for name in _absolute(node)
    }
    assert names.isdisjoint({"pathlib", "os", "io", "shutil", "tempfile", "open"})


def _absolute(node: ast.AST) -> list[str]:
    """What a node imports from outside, and ``open`` where it is called."""
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
        for module in modules()
        for tree in trees(module)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in WRITING
    }
    assert writers == {"disk"}


def test_generator_and_runtime_do_not_import_each_other() -> None:
    """The runtime is copied; it must stand alone."""
    generator = {t for m in modules() for path in files(m) for t in imported(path, CODEGEN)}
    assert not [target for target in generator if target.startswith("runtime")]
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
