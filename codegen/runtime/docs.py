"""What is said of a shape: its constraints in a few words, and the documentation text of the
botocore that is installed, if any. None of that text is stored in this package."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from inspect import cleandoc
from typing import Any

from .shapes import Rule, Shape, StructureShape
from .shapes.collection import innermost, resolved
from .wiremodel import ServiceModel


def constraints(shape: Shape) -> Iterator[str]:
    """The constraints of a value itself; what holds for members together is in :func:`notes`."""
    if not isinstance(shape, StructureShape):
        for constraint in shape.constraints:
            yield from map(_bare, constraint.words(shape))
    if shape.sensitive:
        yield "sensitive"


def notes(shape: Shape) -> Iterator[str]:
    """What holds for the members of a structure together; a rule in the words of its message."""
    for constraint in shape.constraints if isinstance(shape, StructureShape) else ():
        if isinstance(constraint, Rule):
            yield f"rule: {constraint.message}"
        else:
            yield from map(_bare, constraint.words(shape))


def arms(shape: Shape) -> tuple[str, ...]:
    """The members of which exactly one is given: those of a union, or by a rule."""
    if not isinstance(shape, StructureShape):
        return ()
    if shape.is_union:
        return tuple(shape.by_name)
    rules = [c for c in shape.constraints if isinstance(c, Rule) and c.demand == "exactly_one_of"]
    always = (r.members for r in rules if not r.when_set + r.when_unset + r.when_equal)
    return next(always, ())


def _bare(text: str) -> str:
    """Words without the marks that docstrings have around what is the model's own, and with escapes
    for control characters and those beyond ASCII."""
    plain = text.replace("``", "")
    return re.sub(r"[^ -~]", lambda found: found[0].encode("unicode_escape").decode(), plain)


class Documentation:
    """The texts of one service.

    :param length: ``none``, ``short`` (the first sentence) or ``full``.
    """

    def __init__(self, model: ServiceModel, length: str) -> None:
        self.length = length
        self._installed = {} if length == "none" else _installed(model.name)

    def operation(self, name: str) -> str:
        """The text of an operation; empty if there is none."""
        return self._text(self._installed.get("operations", {}).get(name, {}))

    def member(self, shape: str, name: str) -> str:
        """The text of a member of a structure."""
        raw = self._installed.get("shapes", {}).get(shape, {})
        return self._text(raw.get("members", {}).get(name, {}))

    def shape(self, name: str) -> str:
        """The text of a shape."""
        return self._text(self._installed.get("shapes", {}).get(name, {}))

    def _text(self, raw: Any) -> str:
        text = plain(str(raw.get("documentation", "")))
        return first_sentence(text) if self.length == "short" else text


def of_class(cls: Any, text: str) -> str:
    """The docstring of a generated class: its own, the first sentence of AWS's documentation if
    botocore is installed, and its members, the required ones first.

    :param cls: the class, a ``Structure``.
    :param text: what the generated module says.
    """
    texts = Documentation(cls._service, "short")
    name = cls._class_shape.name
    about = texts.operation(getattr(cls, "_operation", "")) or texts.shape(name)
    paragraphs = [cleandoc(text), about]
    for title, required in (("Required:", True), ("Optional:", False)):
        lines = [title]
        for field in cls._fields.values():
            if field.required is required:
                shape = resolved(field.target)
                inner = innermost(shape)
                of = f" {inner.name}" if isinstance(inner, StructureShape) else ""
                said = (f"{field.name}: {shape.type_words}{of}", *constraints(shape))
                lines.append(f"    {'; '.join(said)}")
                lines.append(f"        {texts.member(name, field.wire_name)}".rstrip())
        paragraphs.append("\n".join(filter(None, lines)) if lines[1:] else "")
    return "\n\n".join(filter(None, paragraphs))


@lru_cache
def _installed(name: str) -> Any:
    """The newest model of a service in the botocore that is installed; empty if there is none.

    Read without importing botocore, which takes longer than a screen of help may.
    """
    import gzip
    from importlib.util import find_spec

    found = find_spec("botocore")
    for home in (found and found.submodule_search_locations) or ():
        with suppress(OSError, ValueError):
            folder = os.path.join(home, "data", name)
            path = os.path.join(folder, max(os.listdir(folder)), "service-2.json")
            is_packed = os.path.exists(f"{path}.gz")  # botocore before 1.30 has them as they are
            with gzip.open(f"{path}.gz") if is_packed else open(path, "rb") as file:
                return json.load(file)
    return {}


def plain(text: str) -> str:
    """The text of a piece of HTML, a block in a line."""
    import html  # takes longer to import than a screen of help may need

    in_blocks = re.sub(r"<(?:p|li|dt|dd|note|br)\b[^>]*>", "\n", text)
    bare = html.unescape(re.sub(r"</?[a-z][^>]*>", "", in_blocks))
    lines = (" ".join(line.split()) for line in bare.split("\n"))
    return "\n".join(filter(None, lines))


def first_sentence(text: str) -> str:
    """The first sentence of a text."""
    line = text.partition("\n")[0]
    found = re.match(r".*?[.!?](?= [A-Z]|$)", line)
    return found[0] if found else line
