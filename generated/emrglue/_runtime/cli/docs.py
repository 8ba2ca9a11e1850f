# Copied by emrglue-codegen 0.1.0.
# Do not edit: `emrglue-codegen generate` writes it anew, `emrglue-codegen check` compares it.
"""The documentation text of the botocore that is installed on the user's machine, if any.

None of it is stored in this package: it is read where it already is.
"""

from __future__ import annotations

import re
from functools import cached_property
from html.parser import HTMLParser
from typing import Any, Final

from ..wiremodel import ServiceModel

LENGTHS: Final = ("none", "short", "full")


class Documentation:
    """The texts of one service.

    :param length: ``none``, ``short`` (the first sentence) or ``full``.
    """

    def __init__(self, model: ServiceModel, length: str) -> None:
        self.model = model
        self.length = length

    @cached_property
    def _installed(self) -> Any:
        if self.length == "none":
            return {}
        try:
            from botocore.exceptions import BotoCoreError
            from botocore.loaders import Loader
        except ImportError:
            return {}
        try:
            return Loader().load_service_model(self.model.name, "service-2")
        except BotoCoreError:
            return {}

    def operation(self, name: str) -> str:
        """The text of an operation; empty where there is none."""
        return self._plain(self._installed.get("operations", {}).get(name, {}))

    def member(self, shape: str, name: str) -> str:
        """The text of a member of a structure."""
        raw = self._installed.get("shapes", {}).get(shape, {})
        return self._plain(raw.get("members", {}).get(name, {}))

    def _plain(self, raw: Any) -> str:
        text = plain(str(raw.get("documentation", "")))
        return first_sentence(text) if self.length == "short" else text


class _Text(HTMLParser):
    """The text of HTML without its tags, blocks apart."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag in ("p", "li", "dt", "dd", "note", "br"):
            self.parts.append("\n")


def plain(html: str) -> str:
    """The text of a piece of HTML, a block in a line."""
    parser = _Text()
    parser.feed(html)
    lines = (" ".join(line.split()) for line in "".join(parser.parts).split("\n"))
    return "\n".join(filter(None, lines))


def first_sentence(text: str) -> str:
    """The first sentence of a text."""
    line = text.partition("\n")[0]
    found = re.match(r".*?[.!?](?= [A-Z]|$)", line)
    return found[0] if found else line
