"""Text on its way into Python files: what is made of a model's text is data, whatever it says."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.source import Identifier, Source, _wrapped, code, docstring, inline, joined, literal
from tests.hostile.texts import TEXTS

any_text = st.one_of(st.sampled_from(list(TEXTS.values())), st.text(alphabet="\"\\\n'{}\0x "))


@pytest.mark.parametrize("name", ["", "1a", "a b", "a-b", "class", "None", "é", "ａ", "a\n"])
def test_identifiers_are_valid_ascii_and_no_keywords(name: str) -> None:
    with pytest.raises(ValueError, match="is not a usable Python name"):
        Identifier(name)


@given(any_text)
def test_a_literal_is_the_text_and_nothing_else(text: str) -> None:
    """Read back by Python's own reader of literals; never more than ASCII."""
    assert ast.literal_eval(literal(text)) == text
    assert literal(text).isascii()


@given(st.lists(any_text, min_size=1, max_size=3))
def test_a_docstring_is_one_string_whatever_is_in_it(paragraphs: list[str]) -> None:
    """It ends where it was meant to end: nothing of the text is left outside."""
    source = docstring(*paragraphs)
    (statement,) = ast.parse(f"class A:\n    {source}").body[0].body  # type: ignore[attr-defined]
    assert isinstance(statement.value.value, str)
    assert source.isascii()


def test_a_docstring_shows_what_it_was_given() -> None:
    """Escapes are for Python; a reader sees the text."""
    assert ast.literal_eval(docstring('a "quoted" \\d+ x""y"')) == 'a "quoted" \\d+ x""y"'


@given(any_text)
def test_what_fits_a_line_is_laid_out_as_what_does_not(text: str) -> None:
    """Most paragraphs take the short way around ``textwrap``; a line break sends one through it."""
    assert _wrapped(text, 20) == _wrapped(f"{text}\n", 20)


def test_half_a_character_is_spelled_out_in_a_docstring() -> None:
    """Python cannot make a class whose docstring has a lone surrogate."""
    assert ast.literal_eval(docstring("a\ud800b")) == "a\\ud800b"


def test_code_takes_no_plain_text() -> None:
    """The one mistake that turns a model's text into code is an error."""
    with pytest.raises(TypeError, match="is a plain str, not source"):
        code("{}", "import os")  # type: ignore[arg-type]


def test_code_fills_a_format_with_sources() -> None:
    assert code("{}({})", Identifier("f"), literal("a")) == "f('a')"
    assert joined(", ", [Source("a"), Source("b")]) == "a, b"


@given(any_text)
def test_text_inside_a_docstring_is_one_line_of_it(text: str) -> None:
    """Between the quotes that a template writes, beside words of its own."""
    source = inline(f"{text} {'long ' * 30}")
    assert len(source.splitlines()) == 1
    assert isinstance(ast.literal_eval(f'"""{source}: a word."""'), str)


CODEGEN = Path(__file__).parents[2] / "codegen"

WRITTEN = {"Source": [0], "code": [0], "joined": [0]}
"""Functions that put what they are given into files as it is, and which arguments that are."""

NOT_WRITTEN_THERE = {
    "Source('.'.join((Identifier(name) for name in names)))": "each of them is an identifier",
}
"""What is not a literal where it is passed, and why it is safe."""


def passed(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """The functions of WRITTEN that are called, with what they put into files as it is."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            yield from ((name, node.args[place]) for place in WRITTEN.get(name, ()))


def is_literal(node: ast.expr) -> bool:
    """Whether all that an expression can be stands in it."""
    if isinstance(node, ast.IfExp):
        return is_literal(node.body) and is_literal(node.orelse)
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def made(source: str) -> set[str]:
    """What is passed to one of them and is not a literal."""
    return {
        f"{name}({ast.unparse(a)})" for name, a in passed(ast.parse(source)) if not is_literal(a)
    }


def test_source_is_written_in_the_generator_and_not_made_of_text() -> None:
    """Outside of ``source.py``, where text is escaped."""
    files = [path for path in CODEGEN.rglob("*.py") if "runtime" not in path.parts]
    found = [made(path.read_text()) for path in files if path.name != "source.py"]
    assert set.union(*found) == set(NOT_WRITTEN_THERE)


def test_source_that_is_made_of_text_is_seen() -> None:
    """So the test above can fail."""
    assert made('Source(f"{x}")') == {"Source(f'{x}')"}
    assert made("source.code(shape.name)") == {"code(shape.name)"}
    assert made("joined(separator, parts)") == {"joined(separator)"}
    assert made('Source("a" if x else "b")') == set()
