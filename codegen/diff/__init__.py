"""What changed between two trees of models, as a caller of the generated client feels it.

``diff(read_tree(old), read_tree(new))`` gives a :class:`Diff`: one :class:`Change` per cause, each
with its effect. A shape used in forty places is one change that lists the operations it reaches.
"""

from __future__ import annotations

from ..runtime.shapes.comparison import Effect, Judgement
from .compare import diff
from .judge import judge_pattern
from .render import render
from .tree import ModelTree, read_sides, read_tree
from .values import EXIT_CODES, Change, Diff, exit_code

__all__ = [
    "EXIT_CODES", "Change", "Diff", "Effect", "Judgement", "ModelTree", "diff", "exit_code",
    "judge_pattern", "read_sides", "read_tree", "render",
]  # fmt: skip
