"""Mutants of the code: of the shapes, of what is compiled from them, and of the generator."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from .mutant import Change, Mutant, Spot, evolve, mutants

CODEGEN = Path(__file__).parents[2] / "codegen"

RUNTIME = (
    *(f"runtime/shapes/{path.name}" for path in sorted(CODEGEN.glob("runtime/shapes/*.py"))),
    *(f"runtime/structures/{name}.py" for name in ("compiling", "fields", "structure")),
)
GENERATOR = tuple(
    f"codegen/{name}.py" for name in ("annotations", "facts", "grouping", "lower", "names", "plan")
)


def found(files: tuple[str, ...]) -> Iterator[Mutant]:
    """Every mutant of some files."""
    for file in files:
        path = CODEGEN.parent / file if file.startswith("codegen/") else CODEGEN / file
        emits = file.endswith("compiling.py")
        yield from mutants(file, path, partial(changes, emits=emits))


_OTHER: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
}
_OBVIOUS = {"isinstance", "getattr", "hasattr", "setattr", "cast", ast.Starred}
"""Calls whose arguments everybody would notice to be swapped."""
_OPPOSITES = {"min": "max", "max": "min", "any": "all", "all": "any"}


def changes(spot: Spot, emits: bool) -> Iterator[Change]:
    """The changes that can be made to a node.

    :param emits: whether all text in the file is straight-line code.
    """
    match spot.node:
        case ast.Compare(ops=ops) as node:
            for at, operator in enumerate(ops):
                other = [*ops[:at], _OTHER[type(operator)](), *ops[at + 1 :]]
                yield "comparison", evolve(node, ops=other)
        case ast.BoolOp(op=operator) as node:
            yield "and/or", evolve(node, op=_OTHER[type(operator)]())
        case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() as operator) as node:
            yield "arithmetic", evolve(node, op=_OTHER[type(operator)]())
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "not", operand
        case (ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test)) as node:
            if not isinstance(test, (ast.Compare, ast.UnaryOp)):
                yield "condition", evolve(node, test=ast.UnaryOp(ast.Not(), test))
        case ast.Return(value=ast.expr() as value) as node:
            if ast.unparse(value) not in ("None", "True", "False", "NotImplemented"):
                yield "returned", evolve(node, value=ast.Constant(None))
        case ast.Constant(value=bool() as value):
            yield "constant", ast.Constant(not value)
        case ast.Constant(value=int() as value):
            yield from (("constant", ast.Constant(value + step)) for step in (1, -1))
        case ast.Constant(value=str() as value) if emits or _EMITTING.search(spot.place):
            yield from (("emitted code", ast.Constant(text)) for text in _other_code(value))
        case ast.Call(func=ast.Name(id=name)) as node if name in _OPPOSITES:
            yield "min/max, any/all", evolve(node, func=ast.Name(_OPPOSITES[name], ast.Load()))
        case ast.Call(args=[first, second, *rest], func=func) as node:
            parts = ast.unparse(func), type(first), type(second)
            if not _OBVIOUS.intersection(parts):
                yield "arguments", evolve(node, args=[second, first, *rest])
        case ast.Raise(exc=ast.Name(id="NotImplementedError")):
            return
        case ast.Raise() | ast.Continue() | ast.Break() | ast.AugAssign():
            yield "statement", ast.Pass()
        case ast.Expr(value=ast.Call() | ast.Yield() | ast.YieldFrom()):
            yield "statement", ast.Pass()
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield "statement", ast.Pass()


_EMITTING = re.compile(r"(^|\.)(conditions|type_condition|kept|DEMANDS)\b")
"""Where straight-line code is written, beside ``compiling.py``."""

_CODE = (
    (" <= ", " < "),
    (" >= ", " > "),
    (" == ", " != "),
    (" and ", " or "),
    (" or ", " and "),
    (" not in ", " in "),
    (" is not ", " is "),
    ("not (", "("),
    (".copy()", ""),
)


def _other_code(text: str) -> Iterator[str]:
    yield from (text.replace(old, new, 1) for old, new in _CODE if old in text)
