"""The pattern translator: Java regular expressions of AWS models as checks in Python.

::

    parse      Java text            -> tree (``syntax``, ``charset``, ``unicode``)
    simplify   tree                 -> smaller tree, same language
    ambiguity  tree                 -> can matching waste time?
    rewrite    tree                 -> tree matched in linear time, proven equal by ``automaton``
    python     tree                 -> source for ``re``
    ecma       tree                 -> the same for JSON Schema
    translation                        the order of all that, and the cheaper checks
    satisfiable                        which patterns are not checked, as no value satisfies them

A pattern has to match the whole value, and ``.`` matches line terminators as well.
"""

from .satisfiable import checked
from .translation import Anything, Matcher, NonBlank, Regex, Translation, Verdict, translate

__all__ = [
    "Anything", "Matcher", "NonBlank", "Regex", "Translation", "Verdict", "checked", "translate",
]  # fmt: skip
