"""What of botocore's modelling language is supported: ``python -m codegen support`` prints it.

``support.txt`` has the rows. ``tests/unit/test_support.py`` checks those about types and traits
against the code that reads them; what a row says is tested where its last column points.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import attrs

from .runtime.shapes import CONSTRAINTS


@attrs.frozen
class Feature:
    """A part of the language, and what becomes of it."""

    name: str
    """As the model spells it."""
    verdict: str
    """``typed and checked``, ``typed``, ``by botocore``, ``not checked`` or ``refused``."""
    behaviour: str
    """What a user sees."""
    tested: str
    """Where, below ``tests/``: a file, or a test in it after ``::``."""


def _rows() -> Iterator[str]:
    """The rows of the file; the one with placeholders stands for one about each constraint."""
    for row in Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines():
        if "{" not in row:
            yield row
        else:
            for stated in CONSTRAINTS:
                yield row.format(keywords=", ".join(stated.keywords), summary=stated.summary)


FEATURES = tuple(Feature(*row.split(" | ")) for row in _rows())
"""In the order of a reader's questions: shapes, traits, places, the rest."""


def table() -> str:
    """The features as a Markdown table."""
    rows = [
        f"| {feature.name} | {feature.verdict} | {feature.behaviour} | `tests/{feature.tested}` |"
        for feature in FEATURES
    ]
    return "\n".join(
        ["| in the model | support | what becomes of it | tested in |", "|---|---|---|---|", *rows]
    )
