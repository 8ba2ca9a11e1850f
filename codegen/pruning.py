"""What of the support a package needs; the rest is not copied into it.

The syntax trees of the support and of the generated code say it: needed is what generated code
names, what users are offered, and what any of that names in turn. A method is needed if something
needed mentions an attribute of its name, no matter of which class. So too much may be kept, and
nothing that is used can be lost. So it is with attributes of classes that are set in their bodies.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from functools import cached_property, lru_cache
from typing import TypeGuard

import attrs

Name = tuple[str, str]
"""A module, and a name in it; the name is empty for the module as a whole."""

_INTERNAL = re.compile(
    r"_runtime\.(shapes|structures\.(fields|compiling|structure\.ClassShape)|docs|wiremodel)\b"
)
"""Modules and classes whose methods are called by other support only; elsewhere, public methods are
for users."""
_FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef
_LISTS = ("__all__", "CONSTRAINTS")
"""Tuples and lists that name what there is: what only they name is not needed."""
_HEADING = re.compile(r"(?m)^( *)# [^\n]*\n(?:\n+(?=\1# [^\n]*\n(?:\n|\Z)|(?!\1))|\Z)")
"""A comment above several definitions, none of which is there."""
_ALWAYS = re.compile(r"__\w+__|_repr_\w+_")
"""Methods that Python and notebooks call."""
_PLAIN_BASES = frozenset({"object", "Generic", "NamedTuple", "Protocol"})
"""Classes of others that call no method of their subclasses; any other one may."""


@attrs.frozen(eq=False)
class _Piece:
    """A statement of a module or a class that is copied or left out as a whole."""

    module: _Module
    node: ast.stmt
    nodes: tuple[ast.AST, ...]
    """What it consists of: of a class, all but its members."""
    members: tuple[_Piece, ...] = ()
    """The methods and attributes of a class."""

    @cached_property
    def uses(self) -> _Uses:
        """What it names."""
        return _Uses(self.module, self.nodes)

    @property
    def name(self) -> str:
        """The name of a class or of one of its members."""
        return next(_defined(self.node), "")


class _Uses(ast.NodeVisitor):
    """The names in a piece of code."""

    def __init__(self, module: _Module, nodes: Iterable[ast.AST]) -> None:
        self.module = module
        self.names: set[str] = set()
        self.members: set[tuple[str, str]] = set()
        """Names, and the attributes that are looked up in them."""
        self.mentioned: set[str] = set()
        """Names of attributes, whatever has them."""
        self.imports: dict[str, Name] = {}
        """What is imported inside of functions."""
        for node in nodes:
            self.visit(node)

    def bound(self) -> set[str]:
        """The names that have to be defined somewhere."""
        return self.names | {name for name, _ in self.members}

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self.mentioned.add(node.attr)
        if isinstance(node.value, ast.Name):
            self.members.add((node.value.id, node.attr))
        else:
            self.visit(node.value)

    def visit_Name(self, node: ast.Name) -> None:
        self.names.add(node.id)

    def visit_Constant(self, node: ast.Constant) -> None:
        """A string may be the name of an attribute (``getattr``), or a type."""
        if isinstance(node.value, str) and len(node.value) < 100 and not {*"\n\\"} & {*node.value}:
            names = _names_in(node.value.strip())
            self.names |= names
            self.mentioned |= names

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # a docstring uses nothing
            self.visit(node.value)

    def visit_Assign(self, node: ast.Assign) -> None:
        if not any(isinstance(t, ast.Name) and t.id == "__slots__" for t in node.targets):
            self.generic_visit(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self.imports.update(self.module.imported(node))


@lru_cache(maxsize=4096)
def _names_in(expression: str) -> frozenset[str]:
    try:
        inside = ast.walk(ast.parse(expression, mode="eval"))
    except (SyntaxError, ValueError):
        return frozenset()
    return frozenset(each.id for each in inside if isinstance(each, ast.Name))


class Users:
    """What the generated code names of the support, a file after the other."""

    def __init__(self) -> None:
        self.names: set[tuple[str, str, str]] = set()
        """Modules, names in them, and the attributes that are looked up in these."""
        self.mentioned: set[str] = set()
        """Names of attributes, whatever has them."""
        self.stars: set[str] = set()
        """The modules that all names are imported from."""

    def add(self, path: str, text: str) -> None:
        """Look through a file."""
        try:
            module = _Module(path, text)
        except SyntaxError:  # black says it better, and ends the run
            return
        uses = _Uses(module, module.body)
        imports = {**module.imports, **uses.imports}
        self.mentioned |= uses.mentioned
        self.stars.update(module.stars)
        for name, attribute in {*((name, "") for name in uses.names), *uses.members}:
            if name in imports:
                self.names.add((*imports[name], attribute))


class _Module:
    """A file: its pieces by the names that they define, and what it imports."""

    def __init__(self, path: str, text: str) -> None:
        dotted = path.removesuffix(".py").removesuffix(".pyi").replace("/", ".")
        self.name = dotted.removesuffix("__init__").removesuffix(".")
        self.package = self.name if dotted.endswith("__init__") else dotted.rpartition(".")[0]
        self.lines = text.splitlines()
        self.body = ast.parse(text).body
        self.imports: dict[str, Name] = {}
        self.stars: list[str] = []
        """The modules that all names are imported from."""
        self.pieces: dict[str, list[_Piece]] = {}
        self.loose: list[_Piece] = []
        """Statements that define nothing: they go wherever the module goes."""
        self.assigned: list[tuple[str, _Piece]] = []
        """Statements that change an attribute of a class or module, by what that is called."""
        for node in self.body:
            self._sort(node)

    def _sort(self, node: ast.stmt) -> None:
        if isinstance(node, ast.ImportFrom):
            self.imports.update(self.imported(node))
            self.stars += [self._home(node) for alias in node.names if alias.name == "*"]
        elif _imports_only(node):
            for each in (*node.body, *node.orelse):
                self._sort(each)
        elif isinstance(node, ast.Import) or _is_text(node):
            return
        else:
            piece = self._piece(node)
            names = set(_defined(node))
            for name in names:
                self.pieces.setdefault(name, []).append(piece)
            place = node.targets[0] if isinstance(node, ast.Assign) else None
            if isinstance(place, ast.Attribute) and isinstance(place.value, ast.Name):
                self.assigned.append((place.value.id, piece))
            elif not names:
                self.loose.append(piece)

    def _piece(self, node: ast.stmt) -> _Piece:
        if _is_list(node):
            return _Piece(self, node, tuple(filter(None, [getattr(node, "annotation", None)])))
        if not isinstance(node, ast.ClassDef):
            return _Piece(self, node, (node,))
        members = [each for each in node.body if _is_member(each, node)]
        others = [each for each in node.body if each not in members]
        nodes = (*node.decorator_list, *node.bases, *node.keywords, *others)
        return _Piece(self, node, nodes, tuple(_Piece(self, each, (each,)) for each in members))

    def imported(self, node: ast.ImportFrom) -> dict[str, Name]:
        """What a relative import brings, by the names that it is given."""
        home = self._home(node)
        return {each.asname or each.name: (home, each.name) for each in node.names if node.level}

    def _home(self, node: ast.ImportFrom) -> str:
        above = self.package.split(".")[: len(self.package.split(".")) - node.level + 1]
        return ".".join(filter(None, [*above, node.module or ""]))

    def listed(self, name: str) -> list[str]:
        """The names in a list such as ``__all__``."""
        pieces = self.pieces.get(name, [])
        return [text for piece in pieces for text in map(_text, _entries(piece.node)) if text]


@lru_cache(maxsize=500)
def decided(text: str, never: frozenset[str]) -> str:
    """A module without the branches that are not taken if some attributes are never true.

    It looks at conditions whose ``else``, if there is one, is an ``elif``.
    """
    lines = dict(enumerate(text.splitlines(), 1))
    if any(name in text for name in never):
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.If) and _is_never(node.test, never):
                _take_out(node, lines)
    return "\n".join([*lines.values(), ""])


def _is_never(test: ast.expr, never: Collection[str]) -> bool:
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        return any(_is_never(each, never) for each in test.values)
    return isinstance(test, ast.Attribute) and test.attr in never


def _take_out(node: ast.If, lines: dict[int, str]) -> None:
    other = node.orelse[0] if node.orelse else None
    is_elif = isinstance(other, ast.If) and other.col_offset == node.col_offset
    if other is None or is_elif:
        after = (node.end_lineno or 0) + 1 if other is None else other.lineno
        if other is not None and lines[node.lineno].lstrip().startswith("if "):
            lines[after] = lines[after].replace("elif ", "if ", 1)
        for number in range(node.lineno, after):
            lines.pop(number, None)


def pruned(
    texts: Mapping[str, str],
    users: Users,
    roots: Iterable[Name],
    *,
    absent: Collection[Name] = (),
    whole: Collection[str] = (),
) -> dict[str, str]:
    """The support that is needed.

    :param texts: the support, by path.
    :param roots: what is needed besides.
    :param absent: methods that are left out though users could call them: class and name.
    :param whole: modules of which everything is needed.
    """
    needed = _Needed([_read(path, text) for path, text in texts.items()], absent, whole)
    needed.find(users, roots)
    modules = zip(texts, needed.modules.values(), strict=True)
    return {p: _Writer(needed, each).text() for p, each in modules if each.name in needed.live}


@lru_cache(maxsize=500)
def _read(path: str, text: str) -> _Module:
    """A file of the support: the same for every package of that name which a process makes."""
    return _Module(path, text)


class _Needed:
    """What was found to be needed so far."""

    def __init__(
        self, modules: Iterable[_Module], absent: Collection[Name], whole: Collection[str]
    ) -> None:
        self.modules = {module.name: module for module in modules}
        self.absent, self.whole = absent, whole
        self.kept: set[_Piece] = set()
        self.live: set[str] = set()
        """The modules that are needed, if not all of them."""
        self.waiting: list[_Piece] = []
        self.mentioned: set[str] = set()
        self.dormant: dict[str, list[_Piece]] = {}
        """The members of kept classes that nobody mentioned so far, by name."""
        self.passed: set[Name] = set()
        """Imported names that others import from there."""

    def find(self, users: Users, roots: Iterable[Name]) -> None:
        """Follow what is needed to everything that it needs."""
        self._mention(users.mentioned)
        for used in users.names:
            self._look_up(*used)
        for home in users.stars:
            self._need_all(home)
        for module, name in roots:
            self._need(module, name)
        for home in filter(self.modules.get, self.whole):
            for name in self.modules[home].pieces:
                self._need(home, name)
        while self.waiting or self._wake():
            self._follow(self.waiting.pop().uses)

    def _follow(self, uses: _Uses) -> None:
        for name, attribute in {*((name, "") for name in uses.names), *uses.members}:
            self._look_up(*uses.imports.get(name, (uses.module.name, name)), attribute)
        self._mention(uses.mentioned)

    def _mention(self, names: Collection[str]) -> None:
        self.mentioned |= {*names}
        for name in self.dormant.keys() & {*names}:
            for member in self.dormant.pop(name):
                self._keep(member)

    def _look_up(self, module: str, name: str, attribute: str) -> None:
        home = self.module(module, name)
        self.passed.add((module, name))
        if home is None:
            self._need(module, name)
        elif attribute:
            self._need(home, attribute)
        else:
            self._need_all(home)

    def module(self, module: str, name: str) -> str | None:
        """The module that a name stands for, if it is one."""
        module, name = self._home(module, name)
        inner = f"{module}.{name}" if module else name
        return inner if inner in self.modules else None

    def _need_all(self, module: str) -> None:
        self._live(module)
        for name in self.modules[module].listed("__all__") if module in self.modules else ():
            self._need(module, name)

    def _need(self, module: str, name: str) -> None:
        """A name of a module, in which it is defined or imported."""
        if module not in self.modules:
            return
        found = self.modules[module]
        for piece in found.pieces.get(name, ()):
            self._keep(piece)
        self.passed.add((module, name))
        if found.imports.get(name, (module, name)) != (module, name):
            home = self.module(*found.imports[name])
            if home is None:
                self._need(*found.imports[name])
            else:
                self._live(home)
        self._live(module)

    def _live(self, module: str) -> None:
        """A module, and the packages that it is in."""
        if module in self.modules and module not in self.live:
            self.live.add(module)
            for piece in self.modules[module].loose:
                self._keep(piece)
            self._live(module.rpartition(".")[0])

    def _keep(self, piece: _Piece) -> None:
        if piece in self.kept:
            return
        self.kept.add(piece)
        self._live(piece.module.name)
        self.waiting.append(piece)
        is_open = piece.module.name in self.whole or self._has_other_bases(piece)
        for member in piece.members:
            if (piece.name, member.name) in self.absent:
                continue
            self.dormant.setdefault(member.name, []).append(member)
            if is_open or _is_used_by_others(piece, member):
                self._keep(member)
        self._mention(self.mentioned & {member.name for member in piece.members})

    def _has_other_bases(self, piece: _Piece) -> bool:
        """Whether a class inherits from one that may call its methods."""
        for base in getattr(piece.node, "bases", ()):
            named = base.value if isinstance(base, ast.Subscript) else base
            name = named.id if isinstance(named, ast.Name) else ""
            home = self.defined(piece.module.name, name)
            known = [each for each in home if isinstance(each.node, ast.ClassDef)]
            if not known and name not in _PLAIN_BASES:
                return True
            if any(map(self._has_other_bases, known)):
                return True
        return False

    def defined(self, module: str, name: str) -> list[_Piece]:
        """The definitions of a name, which may be imported there."""
        module, name = self._home(module, name)
        return self.modules[module].pieces.get(name, []) if module in self.modules else []

    def _home(self, module: str, name: str) -> Name:
        """Where a name is defined that may be imported; a package imports modules of its own."""
        imports = self.modules[module].imports if module in self.modules else {}
        home = imports.get(name, (module, name))
        return home if home == (module, name) else self._home(*home)

    def _wake(self) -> bool:
        """Keep the statements that change an attribute of something that is kept."""
        for module in filter(lambda each: each.name in self.live, self.modules.values()):
            for name, piece in module.assigned:
                if self.kept.intersection(self.defined(module.name, name)):
                    self._keep(piece)
        return bool(self.waiting)


class _Writer:
    """A module without what is not needed."""

    def __init__(self, needed: _Needed, module: _Module) -> None:
        self.needed, self.module = needed, module
        pieces = [piece for piece in needed.kept if piece.module is module]
        self.names = {name for at, name in needed.passed if at == module.name}
        for piece in pieces:
            self.names |= piece.uses.bound()
        self.names |= {n for each in _LISTS for n in module.listed(each) if self._is_there(n)}
        for node in filter(_imports_only, module.body):
            if any(self._used(each) for each in (*node.body, *node.orelse)):
                self.names |= _Uses(module, [node.test]).bound()
        self.kept = {id(node) for piece in pieces for node in (piece.node, *piece.nodes)}
        self.edits: dict[int, Sequence[str]] = {}
        """What stands in the place of a line."""

    def text(self) -> str:
        """The file, laid out as black does it."""
        self._edit(self.module.body)
        lines: list[str] = []
        is_cut = False
        for number, line in enumerate(self.module.lines, 1):
            instead = self.edits.get(number, [line])
            if is_cut and instead == [""]:
                _end(lines)
            is_cut = not instead
            lines.extend(instead)
        _end(lines)
        return _HEADING.sub("", "\n".join([*lines, ""])).rstrip("\n") + "\n"

    def _is_there(self, name: str) -> bool:
        """Whether a name of a list is in the package."""
        if pieces := self.needed.defined(self.module.name, name):
            return not self.needed.kept.isdisjoint(pieces)
        home = self.needed.module(self.module.name, name)
        return (
            (self.module.name, name) in self.needed.passed
            if home is None
            else (home in self.needed.live)
        )

    def _edit(self, body: list[ast.stmt]) -> bool:
        """Note what is left out of a block.

        :return: whether anything is left of it.
        """
        gone, left = False, False
        for node in body:
            if _is_text(node):  # the docstring of what stands before it
                gone_now = gone
                if gone:
                    self._leave_out(node)
            else:
                gone = gone_now = not self._stays(node)
            left = left or not gone_now
        return left

    def _stays(self, node: ast.stmt) -> bool:
        """Note what is left out of a statement."""
        if isinstance(node, ast.Import | ast.ImportFrom):
            return self._trim_import(node)
        if _imports_only(node):
            stays = [self._edit(block) for block in (node.body, node.orelse)]
            if not any(stays):
                self._leave_out(node)
                return False
            return True
        if _is_list(node):
            self._trim_list(node)
        elif id(node) not in self.kept:
            self._leave_out(node)
            return False
        elif isinstance(node, ast.ClassDef):
            self._edit(node.body)
        elif isinstance(node, ast.If):
            for each in node.body:
                if isinstance(each, ast.ImportFrom):
                    self._trim_import(each)
        return True

    def _trim_import(self, node: ast.Import | ast.ImportFrom) -> bool:
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            return True
        names = self._used(node)
        if not names:
            self._leave_out(node)
        elif len(names) < len(node.names):
            trimmed = copy(node)
            trimmed.names = names
            text = f"{' ' * node.col_offset}{ast.unparse(trimmed)}"
            head = text[: text.index("import ") + len("import ")]
            entries = [ast.unparse(name) for name in names]
            self._replace(node, [text] if len(text) <= 100 else _listed(f"{head}(", entries, ")"))
        return bool(names)

    def _used(self, node: ast.stmt) -> list[ast.alias]:
        """What is used of what a statement imports."""
        names: list[ast.alias] = getattr(node, "names", [])
        return [each for each in names if (each.asname or each.name) in {*self.names, "*"}]

    def _trim_list(self, node: ast.Assign | ast.AnnAssign) -> None:
        entries = _entries(node)
        kept = [each for each in map(_text, entries) if self._is_there(each)]
        if len(kept) < len(entries) and node.value is not None:
            head = self.module.lines[node.lineno - 1][: node.value.col_offset + 1]
            is_text = isinstance(entries[0], ast.Constant)
            shown = [f'"{entry}"' if is_text else entry for entry in kept]
            self._replace(node, _listed(head, shown, "]" if head.endswith("[") else ")"))

    def _replace(self, node: ast.stmt, lines: list[str], first: int = 0) -> None:
        first = first or node.lineno
        self.edits.update(dict.fromkeys(range(first, (node.end_lineno or first) + 1), ()))
        self.edits[first] = lines

    def _leave_out(self, node: ast.stmt) -> None:
        """Together with the comments right above it."""
        first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))])
        while first > 1 and self.module.lines[first - 2].lstrip().startswith("#"):
            first -= 1
        self._replace(node, [], first)


def _listed(head: str, entries: Iterable[str], tail: str) -> list[str]:
    """Several entries, one on a line."""
    indent = " " * (len(head) - len(head.lstrip()))
    return [head, *(f"{indent}    {entry}," for entry in entries), f"{indent}{tail}"]


def _end(lines: list[str]) -> None:
    """Take blank lines from the end."""
    while lines and not lines[-1]:
        lines.pop()


def _is_member(node: ast.stmt, cls: ast.ClassDef) -> bool:
    """Whether a statement in a class can be left out: a method, or an attribute that is set."""
    is_set = isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
    is_attribute = is_set and len([*_defined(node)]) == 1
    return isinstance(node, _FUNCTION) or (
        is_attribute and "NamedTuple" not in map(_text, cls.bases)
    )


def _is_used_by_others(cls: _Piece, member: _Piece) -> bool:
    """Whether Python, a notebook or a user may use a member of a class."""
    is_internal = _INTERNAL.match(f"{cls.module.name}.{cls.name}")
    is_public = not member.name.startswith("_") and not is_internal
    return is_public or _ALWAYS.fullmatch(member.name) is not None


def _imports_only(node: ast.stmt) -> TypeGuard[ast.If]:
    """Whether a condition is about imports alone, such as ``if TYPE_CHECKING``."""
    return isinstance(node, ast.If) and all(
        isinstance(each, ast.Import | ast.ImportFrom) for each in (*node.body, *node.orelse)
    )


def _is_list(node: ast.stmt) -> TypeGuard[ast.Assign | ast.AnnAssign]:
    """Whether it is a list of what there is."""
    is_assigned = isinstance(node, ast.Assign | ast.AnnAssign)
    return is_assigned and not {*_LISTS}.isdisjoint(_defined(node))


def _defined(node: ast.stmt) -> Iterator[str]:
    """The names that a statement of a module defines."""
    if isinstance(node, _FUNCTION | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        places = node.targets if isinstance(node, ast.Assign) else [node.target]
        for each in (each for place in places for each in ast.walk(place)):
            if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
                yield each.id
    elif isinstance(node, ast.If | ast.Try):
        blocks = (*node.body, *node.orelse, *getattr(node, "handlers", ()))
        for inner in blocks:
            if isinstance(inner, ast.Import | ast.ImportFrom):
                yield from (each.asname or each.name for each in inner.names)
            elif isinstance(inner, ast.ExceptHandler):
                yield from (name for each in inner.body for name in _defined(each))
            else:
                yield from _defined(inner)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _entries(node: ast.stmt) -> list[ast.expr]:
    return list(getattr(getattr(node, "value", None), "elts", ()))


def _text(entry: ast.expr) -> str:
    return entry.id if isinstance(entry, ast.Name) else str(getattr(entry, "value", ""))
