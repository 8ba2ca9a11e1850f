"""Mutants of the generated code: one check, one name, one value is wrong."""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import attrs

PER_KIND = 45
"""How many mutants of each kind are tried."""


@attrs.frozen
class Mutant:
    """A file with one thing changed."""

    kind: str
    path: str
    """Relative to the generated package."""
    text: str
    description: str
    focus: str
    """The class, function or constant that was changed."""


@attrs.frozen
class Edit:
    """A piece of a file, and what to put in its place."""

    start: int
    stop: int
    new: str
    focus: str

    def on(self, text: str) -> str:
        return text[: self.start] + self.new + text[self.stop :]


def sample(package: Path, reachable: Mapping[str, set[str]], seed: int = 0) -> list[Mutant]:
    """Mutants of every kind, spread over the three services; the same ones for the same seed.

    :param reachable: the shapes that a request can lead to, by service; the others are not checked.
    """
    chance = random.Random(seed)
    chosen: list[Mutant] = []
    for kind, (files, edits) in KINDS.items():
        for service in ("emr_containers", "emr_serverless", "glue"):
            paths = sorted(package.glob(files.format(service, service.replace("_", "-"))))
            chance.shuffle(paths)
            inputs = reachable[service.replace("_", "-")] if kind == "packaged model" else None
            chosen.extend(_some(kind, package, paths, edits, chance, inputs))
    return chosen


def _some(
    kind: str,
    package: Path,
    paths: list[Path],
    edits: Callable[[str], Iterable[Edit]],
    chance: random.Random,
    inputs: set[str] | None,
) -> list[Mutant]:
    """Up to a third of the quota out of one service, at most three from a file."""
    found: list[Mutant] = []
    for path in paths:
        text = path.read_text(encoding="utf-8")
        candidates = [edit for edit in edits(text) if inputs is None or edit.focus in inputs]
        few = PER_KIND // 3 if len(paths) == 1 else 3
        for edit in chance.sample(candidates, min(few, len(candidates))):
            before = text[edit.start : edit.stop]
            description = f"{edit.focus}: {before[:90]!r} -> {edit.new[:90]!r}"
            name = path.relative_to(package).as_posix()
            found.append(Mutant(kind, name, edit.on(text), description, edit.focus))
        if len(found) >= PER_KIND // 3:
            break
    return found[: PER_KIND // 3]


# finding places


class _Source:
    """A file and its syntax tree; places as offsets into the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree = ast.parse(text)
        self._lines = [0]
        for line in text.encode().split(b"\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)

    def edit(self, node: ast.AST, new: str | Callable[[str], str], focus: str) -> Edit:
        start = self._offset(node.lineno, node.col_offset)  # type: ignore[attr-defined]
        stop = self._offset(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]
        made = new if isinstance(new, str) else new(self.text[start:stop])
        return Edit(start, stop, made, focus)

    def _offset(self, line: int, column: int) -> int:
        return self._lines[line - 1] + column

    def checks(self) -> Iterator[tuple[str, ast.expr]]:
        """The conditions of ``__init__`` and of the predicates, with the name they belong to."""
        for node in self.tree.body:
            if isinstance(node, ast.ClassDef):
                for function in node.body:
                    if isinstance(function, ast.FunctionDef) and function.name == "__init__":
                        yield from ((node.name, test) for test in _tests(function))
            elif isinstance(node, ast.FunctionDef) and node.name.startswith("_is_"):
                yield from ((node.name, test) for test in _tests(node))

    def operands(self) -> Iterator[tuple[str, ast.expr, str]]:
        """The single conditions, and what stands for one that is not looked at."""
        for focus, test in self.checks():
            yield from ((focus, node, without) for node, without in _operands(test, True))


def _operands(node: ast.expr, wrong: bool) -> Iterator[tuple[ast.expr, str]]:
    """The parts of a condition for what is wrong (or, within ``not``, for what is right)."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield from _operands(node.operand, not wrong)
    elif isinstance(node, ast.BoolOp):
        for part in node.values:
            if isinstance(node.op, ast.Or) is wrong:
                yield part, str(not wrong)
            yield from _operands(part, wrong)


def _tests(function: ast.FunctionDef) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        if isinstance(node, ast.If) and _refuses(node):
            yield node.test
        elif isinstance(node, ast.Return) and node.value is not None:
            yield node.value


def _refuses(node: ast.If) -> bool:
    """Whether a value is not kept then; ``if token is None: token = …`` is no check."""
    return isinstance(node.body[-1], ast.Return)


# kinds


def bounds(text: str) -> Iterator[Edit]:
    """A bound one off, up and down."""
    source = _Source(text)
    for focus, test in source.checks():
        for node in ast.walk(test):
            if isinstance(node, ast.Compare):
                for part in (node.left, *node.comparators):
                    value = _number(part)
                    if value is not None and abs(value) < 2**63 + 2:
                        side = "least" if _is_least(node, part) else "most"
                        place = f"{focus}: {side} of {ast.unparse(node)}"
                        yield source.edit(part, str(value + 1), place)
                        yield source.edit(part, str(value - 1), place)


def _is_least(node: ast.Compare, part: ast.expr) -> bool:
    """Whether a bound is the lower one: ``1 <= x``, ``x >= 1``; ``x < 1`` where that is wrong."""
    return part is node.left or (len(node.ops) == 1 and isinstance(node.ops[0], (ast.GtE, ast.Lt)))


def _number(node: ast.expr) -> int | None:
    try:
        value = ast.literal_eval(node)
    except ValueError:
        return None
    return value if type(value) is int else None


def dropped(text: str) -> Iterator[Edit]:
    """A check is not made."""
    source = _Source(text)
    for focus, operand, without in source.operands():
        yield source.edit(operand, without, focus)


def optional(text: str) -> Iterator[Edit]:
    """What was required may be left out."""
    source = _Source(text)
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef):
            init = next((f for f in node.body if getattr(f, "name", "") == "__init__"), None)
            if isinstance(init, ast.FunctionDef):
                yield from _made_optional(source, node.name, init)


def _made_optional(source: _Source, focus: str, init: ast.FunctionDef) -> Iterator[Edit]:
    defaults = zip(init.args.kwonlyargs, init.args.kw_defaults, strict=True)
    required = [argument.arg for argument, default in defaults if default is None]
    for node in ast.walk(init):
        if isinstance(node, ast.If) and _refuses(node):
            used = {part.id for part in ast.walk(node.test) if isinstance(part, ast.Name)}
            for name in used.intersection(required):
                condition = f"{name} is not None and ({ast.unparse(node.test)})"
                yield source.edit(node.test, condition, f"{focus}.{name}")


def wire_names(text: str) -> Iterator[Edit]:
    """A wire name is misspelt: of the field, which is the way in, or on the way out."""
    patterns = {
        "field": r'_rt\.member\(\s*"(\w+)"',
        "to_wire": r'wire\["(\w+)"\]',
    }
    for place, pattern in patterns.items():
        for match in re.finditer(pattern, text):
            name = match.group(1)
            wrong = name[:-1] if len(name) > 3 else f"{name}s"
            focus = _class_before(text, match.start())
            yield Edit(match.start(1), match.end(1), wrong, f"{focus}.{place}")


def _class_before(text: str, place: int) -> str:
    return re.findall(r"^class (\w+)", text[:place], re.M)[-1]


def enum_values(text: str) -> Iterator[Edit]:
    """A value is missing, or one too many."""
    for match in re.finditer(r'^(\w+) = _rt\.one_of\(\s*((?:"[^"]*",?\s*)*)\)', text, re.M):
        values = list(re.finditer(r'"[^"]*",?\s*', match.group(2)))
        for value in values if len(values) > 1 else ():
            start = match.start(2) + value.start()
            yield Edit(start, start + len(value.group()), "", match.group(1))
        first = match.start(2)
        yield Edit(first, first, '"", ', match.group(1))


_CHANGES = (
    (r"0-9", "1-9"),
    (r"0-9", "0-8"),
    (r"a-z", "a-y"),
    (r"A-Z", "B-Z"),
    (r"(?<=[\])])\+", "*"),
    (r"(?<=[\])])\*", "+"),
    (r"\{(\d+)\}", lambda match: f"{{{int(match[1]) + 1}}}"),
    (r",(\d+)\}", lambda match: f",{int(match[1]) - 1}}}"),
    (r"\\ud7ff", r"\\ud7fe"),
    (r"arn:", "arm:"),
    (r"\\t", ""),
)


def patterns(text: str) -> Iterator[Edit]:
    """A pattern is a little different."""
    for match in re.finditer(r'^(\w+) = _rt\.Pattern\(\s*("(?:[^"\\]|\\.)*")', text, re.M):
        literal = match.group(2)
        for old, new in _CHANGES:
            for place in list(re.finditer(old, literal))[:2]:
                made = place.expand(new) if isinstance(new, str) else new(place)
                changed = literal[: place.start()] + made + literal[place.end() :]
                if _compiles(changed) and changed != literal:
                    yield Edit(match.start(2), match.end(2), changed, match.group(1))


def _compiles(literal: str) -> bool:
    try:
        re.compile(ast.literal_eval(literal))
    except (re.error, SyntaxError, ValueError):
        return False
    return True


def model(text: str) -> Iterator[Edit]:
    """The packaged model, which the thorough check walks, says something else."""
    for match in re.finditer(r'"(min|max)":(-?\d+)', text):
        for step in (1, -1):
            new = int(match.group(2)) + step
            if (match.group(1), new) != ("min", -1):
                yield Edit(match.start(2), match.end(2), str(new), _shape(text, match))
    for match in re.finditer(r'"required":\[("\w+"),?', text):
        end = match.end()
        yield Edit(match.start(1), end, "", _shape(text, match))
    for match in re.finditer(r'"enum":\[("[^"]*",)', text):
        yield Edit(match.start(1), match.end(1), "", _shape(text, match))


def _shape(text: str, match: re.Match[str]) -> str:
    line = text.rfind("\n", 0, match.start()) + 1
    return text[line:].split('"')[1]


KINDS: dict[str, tuple[str, Callable[[str], Iterable[Edit]]]] = {
    "bound one off": ("{}/structures/*.py", bounds),
    "check dropped": ("{}/structures/*.py", dropped),
    "required removed": ("{}/structures/*.py", optional),
    "wire name misspelt": ("{}/structures/*.py", wire_names),
    "enum value": ("{}/_constraints.py", enum_values),
    "pattern changed": ("{}/_constraints.py", patterns),
    "packaged model": ("_models/{1}/*/service-2.json", model),
}
