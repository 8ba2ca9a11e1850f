"""``--docs full``: HTML of botocore's models as wrapped, valid, harmless reStructuredText."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser
from docutils.utils import new_document
from hypothesis import given
from hypothesis import strategies as st

from codegen import docs, pipeline
from codegen.config import Settings, services
from codegen.load import load
from codegen.lower import lower
from codegen.names import name
from codegen.plan import plan
from codegen.problems import CodegenError
from codegen.source import docstring
from tests.support import zoo


def _complaints(text: str) -> list[str]:
    """What docutils, the reference implementation, has against a text."""
    settings: Any = get_default_settings(Parser)  # type: ignore[no-untyped-call]
    settings.report_level, settings.halt_level = 5, 6
    document = new_document("text", settings)
    Parser().parse(text, document)
    return [m.astext() for m in document.findall(nodes.system_message) if m["level"] >= 2]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("<p>Set <code>Name</code>, or not.</p>", "Set ``Name``, or not."),
        ("(<code>Name</code>=1)", "(``Name``\\ =1)"),
        (
            "<p>See <a href='https://x.test/a'>the page</a>.</p>",
            "See `the page <https://x.test/a>`__.",
        ),
        ("<p>Never <b>ever</b> or <i>seldom</i></p>", "Never **ever** or *seldom*"),
        ("<ul><li><p>a</p></li><li><p>b</p></li></ul>", "* a\n\n* b"),
        ("<dl><dt> A </dt><dd><p>x</p></dd></dl>", "* **A**: x"),
        ("<note><p>Mind.</p></note>", ".. note::\n\n  Mind."),
        ("<p>arn:aws:* and `x` and a_ |b|</p>", "arn:aws:\\* and \\`x\\` and a\\_ \\|b\\|"),
        ("<p>It\u2019s \u201cfine\u201d \u2013 really\u2026</p>", 'It\'s "fine" - really...'),
        ("<p>bidi \u202e and\x00 zero</p>", "bidi and zero"),
        ("<p>5 &lt; 6 &amp; 7</p>", "5 < 6 & 7"),
        ("", ""),
    ],
)
def test_html_becomes_restructured_text(html: str, text: str) -> None:
    """Each construct that AWS uses."""
    assert docs.restructured(html) == text


def test_long_paragraphs_are_wrapped_and_list_items_hang() -> None:
    """Nobody scrolls sideways in a hover."""
    html = f"<ul><li><p>{'word ' * 40}</p></li></ul>"
    first, *rest = docs.restructured(html).splitlines()
    assert first.startswith("* word")
    assert all(line.startswith("  word") for line in rest)
    assert all(len(line) <= docs.WIDTH for line in (first, *rest))


def test_a_long_word_is_not_broken() -> None:
    """A link stays a link."""
    url = "https://docs.test/" + "a" * 120
    assert url in docs.restructured(f"<p>See <a href='{url}'>here</a></p>")


def test_all_documentation_of_a_service_is_valid_restructured_text() -> None:
    """docutils has nothing against any of EMR Serverless and EMR on EKS."""
    for service in ("emr-serverless", "emr-containers"):
        model = load(docs.INSTALLED, service).model
        texts = {
            docs.restructured(part["documentation"])
            for shape in (*model["shapes"].values(), *model["operations"].values())
            for part in (shape, *shape.get("members", {}).values())
            if "documentation" in part
        }
        assert len(texts) > 100
        assert [text for text in texts if _complaints(text)] == []


@given(st.text(alphabet=st.sampled_from("ab *_`|\\\"'<>/:&;\n\t#{}\u2028\u202e\x00\x7fé")))
def test_no_text_can_leave_the_docstring(text: str) -> None:
    """Whatever botocore's files say, it is a string of a Python file and nothing else."""
    source = docstring("Fact.", prose=docs.restructured(text))
    tree = ast.parse(f"class A:\n    {source}\n")
    (cls,) = tree.body
    assert isinstance(cls, ast.ClassDef)
    (statement,) = cls.body
    assert isinstance(statement, ast.Expr)
    assert source.isascii()


@pytest.mark.parametrize(
    "html",
    [
        '<p>"""; import os; """</p>',
        "<p>\\</p>",
        '<p>ends with "</p>',
        "<p>{{ config }} {% raw %}</p>",
        "<script>alert(1)</script><p>x</p>",
        "</p></p></b><p>unbalanced",
        '<a href="javascript:alert(1)">x</a>',
        "<ul>" * 200,
    ],
)
def test_hostile_documentation_is_text(html: str) -> None:
    """Quotes, backslashes, template markup, broken HTML."""
    source = docstring("Fact.", prose=docs.restructured(html))
    assert isinstance(ast.literal_eval(source), str)


def test_documentation_reaches_operations_structures_and_members() -> None:
    """The service carries it from there to the docstrings."""
    service = docs.documented(lower(load(docs.INSTALLED, "emr-serverless"), ("StartJobRun",)))
    (operation,) = service.operations
    request = service.structure(operation.request)
    texts = service.documentation
    assert texts["", operation.name]
    assert texts["JobDriver", ""]
    assert all(texts[request.name, member.name] for member in request.members)


def test_a_member_that_the_installed_botocore_lacks_has_no_documentation(tmp_path: Path) -> None:
    """Models may be newer than the botocore beside them."""
    model = zoo.model()
    model["shapes"]["Animal"]["members"]["name"]["documentation"] = "<p>Its name.</p>"
    installed = zoo.write(tmp_path / "installed", model)
    newer = zoo.model()
    newer["shapes"]["Animal"]["members"]["age"] = {"shape": "Amount"}
    service = docs.documented(lower(load(zoo.write(tmp_path / "m", newer), "zoo")), installed)
    texts = {place: text for place, text in service.documentation.items() if place[0] == "Animal"}
    assert texts == {("Animal", ""): "", ("Animal", "name"): "Its name.", ("Animal", "age"): ""}


def test_documentation_stands_in_docstrings(tmp_path: Path) -> None:
    """Of classes, members, enums, errors and methods."""
    model = zoo.model()
    shapes, operation = model["shapes"], model["operations"]["FeedAnimal"]
    parts = [shapes["Animal"], shapes["Animal"]["members"]["name"], shapes["Food"], operation]
    parts.append(shapes["NotHungryException"])
    for number, part in enumerate(parts):
        part["documentation"] = f"<p>Text {number}.</p>"
    installed = zoo.write(tmp_path / "installed", model)
    service = docs.documented(lower(load(zoo.write(tmp_path / "models"), "zoo")), installed)
    package = plan(service, name(service), pipeline.translate(service))
    (animal,) = (c for m in package.modules for c in m.classes if c.name == "Animal")
    method = next(m for m in package.methods if m.name == "feed_animal")
    found = [animal.docs, animal.fields[0].docs, package.enums[0].docs, method.docs]
    found.append(package.errors[0].docs)
    assert [f"Text {number}." in text for number, text in enumerate(found)] == [True] * 5


def test_a_service_that_the_installed_botocore_lacks_is_named(tmp_path: Path) -> None:
    """Instead of a package without documentation."""
    settings = Settings(
        services(["zoo"]), zoo.write(tmp_path / "models"), tmp_path / "out", docs="full"
    )
    with pytest.raises(CodegenError, match="has no service 'zoo'"):
        pipeline.run(settings)


def test_facts_alone_hold_no_sentence_of_the_documentation(tmp_path: Path) -> None:
    """Even where the models have it, as botocore's own do."""
    model = zoo.model()
    for part in (model["shapes"]["Animal"], model["operations"]["FeedAnimal"]):
        part["documentation"] = "<p>Prose of AWS.</p>"
    settings = Settings(services(["zoo"]), zoo.write(tmp_path / "models", model), tmp_path / "out")
    tree = pipeline.run(settings).tree
    assert not [path for path, content in tree.items() if b"Prose of AWS" in content]
