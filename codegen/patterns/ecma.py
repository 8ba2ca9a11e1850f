"""The tree in the dialect of JSON Schema: ECMA-262 with the ``u`` flag.

It is also valid in Python's ``re``, where validators written in Python try it.
"""

from __future__ import annotations

import re
from typing import Final

from . import syntax as s
from .charset import ANY, CharSet
from .python import Renderer, chars, quantifier

_ESCAPE: Final = r"\\(?:[\^$\\.*+?()\[\]{}|/tnrf]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})"
_CLASS: Final = rf"\[(?:[^\\\[\]]|{_ESCAPE}|\\-)+\]"
_COUNT: Final = r"\{[0-9]+(?:,[0-9]*)?\}"
SHARED: Final = re.compile(rf"(?:[^\\\[\]{{}}]|{_ESCAPE}|{_CLASS}|{_COUNT})*")
"""Text that Java, Python and ECMA-262 divide into the same characters, classes and counts."""


def render(tree: s.Node) -> str:
    """An expression that matches whole values exactly as the tree does, to be put between ``^(?:``
    and ``)$``; empty if there is none."""
    try:
        return _Renderer().alternatives(tree) or "(?:)"
    except _InexpressibleError:
        return ""


class _InexpressibleError(ValueError):
    """The tree cannot be expressed in ECMA-262."""


class _Renderer(Renderer):
    """Differs in what Python spells in its own way."""

    start, end = "^", "$"

    def one(self, allowed: CharSet) -> str:
        return r"[\s\S]" if allowed == ANY else chars(allowed)

    def run(self, allowed: CharSet, minimum: int) -> str:
        return self.one(allowed) + quantifier(minimum, None)

    def atomic(self, body: s.Node) -> str:
        self.commits += 1
        number = self.commits
        return f"(?=({self.alternatives(body)}))(?:\\{number})"

    def reference(self, number: int) -> str:
        # A group that took no part matches nothing in Python, and the empty string in ECMA.
        raise _InexpressibleError
