"""What a mutant is, how all of a file are found, and how one takes the place of the original."""

from __future__ import annotations

import ast
import copy
import hashlib
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

import attrs

Change = tuple[str, ast.AST]
"""The kind of a change, and what takes the place of a node."""


@attrs.frozen
class Spot:
    """A node of a tree, where it stands, and how to replace it."""

    node: ast.AST
    place: str
    """The function, class or variable: ``Range.settled``."""
    function: str
    """The name of the innermost function around it; empty outside of functions."""
    put: Callable[[ast.AST], None]


Operator = Callable[[Spot], Iterator[Change]]
"""The changes that can be made to a node."""


@attrs.frozen
class Mutant:
    """One change of one file."""

    file: str
    """How the paths of the file end: ``runtime/shapes/range.py``."""
    place: str
    kind: str
    number: int
    """Of those of its kind there."""
    change: str = attrs.field(eq=False)
    """For people."""
    function: str = attrs.field(eq=False)
    """In which it is."""
    path: Path = attrs.field(eq=False, repr=False)
    operator: Operator = attrs.field(eq=False, repr=False)
    index: int = attrs.field(eq=False, repr=False)
    """Of all changes of the file."""

    @property
    def name(self) -> str:
        """The same as long as nothing of the kind is added before it."""
        return f"{self.file} {self.place}: {self.kind} {self.number}"

    def __str__(self) -> str:
        return f"{self.name} ({self.change})"

    def original(self) -> ast.AST:
        """The syntax tree of the file."""
        return _parsed(self.path)

    def tree(self) -> ast.AST:
        """The same, changed."""
        tree = self.original()
        spot, _, node = [*_changes(tree, self.operator)][self.index]
        spot.put(node)
        return ast.fix_missing_locations(tree)


def mutants(file: str, path: Path, operator: Operator) -> Iterator[Mutant]:
    """Every mutant of a file."""
    counted = Counter[tuple[str, str]]()
    for index, (spot, kind, node) in enumerate(_changes(_parsed(path), operator)):
        counted[spot.place, kind] += 1
        number = counted[spot.place, kind]
        change = _difference(ast.unparse(spot.node), ast.unparse(node))
        yield Mutant(file, spot.place, kind, number, change, spot.function, path, operator, index)


def _parsed(path: Path) -> ast.AST:
    return ast.parse(path.read_text(encoding="utf-8"))


def sample(found: Iterable[Mutant], each: int) -> list[Mutant]:
    """Some mutants of each kind; what changes elsewhere changes little of the choice."""
    kinds: dict[str, list[Mutant]] = {}
    for mutant in sorted(found, key=lambda m: hashlib.sha256(m.name.encode()).digest()):
        kinds.setdefault(mutant.kind, []).append(mutant)
    return [mutant for listed in kinds.values() for mutant in listed[:each]]


def evolve(node: Any, **changes: Any) -> Any:
    """A copy of a node with other fields."""
    made = copy.copy(node)
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def _changes(tree: ast.AST, operator: Operator) -> Iterator[tuple[Spot, str, ast.AST]]:
    for spot in _spots(tree, "", ""):
        for kind, node in operator(spot):
            yield spot, kind, node


_NOT_RUN = ("annotation", "returns", "decorator_list", "bases")


def _spots(parent: ast.AST, place: str, function: str) -> Iterator[Spot]:
    for field, value in ast.iter_fields(parent):
        if field in _NOT_RUN or _is_for_type_checkers(parent, field):
            continue
        for at, node in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(node, ast.AST) and not _is_text(node):

                def put(new: ast.AST, field: str = field, at: int = at) -> None:
                    held = getattr(parent, field)
                    if isinstance(held, list):
                        held[at] = new
                    else:
                        setattr(parent, field, new)

                own = _named(node, function)
                inside = f"{place}.{own}".strip(".") if own else place
                caller = own if isinstance(node, ast.FunctionDef) else function
                yield Spot(node, inside, caller, put)
                yield from _spots(node, inside, caller)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_for_type_checkers(parent: ast.AST, field: str) -> bool:
    if not isinstance(parent, ast.If) or "TYPE_CHECKING" not in ast.unparse(parent.test):
        return False
    return field == "test" or (field == "body" and isinstance(parent.test, ast.Name))


def _named(node: ast.AST, function: str) -> str:
    """The name of what is defined; that of a variable says where only outside of functions."""
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return "" if function else name
    return ""


def _difference(old: str, new: str) -> str:
    """Two texts, without most of what they have in common on both sides."""
    same = [*map(str.__eq__, old, new), False].index(False)
    after = [*map(str.__eq__, old[same:][::-1], new[same:][::-1]), False].index(False)
    was, becomes = (text[max(same - 20, 0) : len(text) - max(after - 20, 0)] for text in (old, new))
    return f"{was!r:.90} -> {becomes!r:.90}"


def install(mutant: Mutant) -> None:
    """Let the import system find the mutant instead of the original, wherever it is copied to."""
    code = compile(mutant.tree(), str(mutant.path), "exec")  # type: ignore[arg-type]
    sys.meta_path.insert(0, _Finder(mutant.file, code))
    sys.dont_write_bytecode = True


class _Finder(PathFinder):
    def __init__(self, file: str, code: CodeType) -> None:
        self._file, self._code = file, code

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:  # type: ignore[override]
        spec = PathFinder.find_spec(fullname, path)
        if spec is None or not spec.origin or not spec.origin.endswith(self._file):
            return None
        spec.loader = _Loader(fullname, spec.origin)
        spec.loader.code = self._code
        return spec


class _Loader(SourceFileLoader):
    code: CodeType

    def get_code(self, fullname: str) -> CodeType:
        return self.code
