"""How two versions of a model differ in what they ask of a value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

Effect = Literal["breaking", "loosened", "added", "neutral"]
"""What a change means for code that was written against the old model.

``breaking``: code that worked may fail, at run time or under a type checker.
``loosened``: everything that worked still does, and more is accepted or may come back.
``added``: something new that code may ignore, such as a member, a value or a deprecation.
``neutral``: noticed, but nothing a caller can see, such as a pattern that is spelt differently.
"""


Verdict = Literal["tighter", "looser", "incomparable", "equal", "unknown"]
"""How the values that two patterns accept compare; ``unknown`` if nothing is proven."""


class Judgement(NamedTuple):
    """What is known of the values that an old and a new pattern accept."""

    verdict: Verdict
    """From the old to the new pattern."""
    refused: str | None = None
    """A value that only the old pattern accepts."""
    accepted: str | None = None
    """A value that only the new pattern accepts."""


Judge = Callable[["str | None", "str | None"], Judgement]
"""Compares two Java patterns; ``None`` stands for no pattern."""


class Difference(NamedTuple):
    """A change of a constraint, and what it means for the values that callers send and receive."""

    kind: str
    """What changed, such as ``max`` or ``values removed``."""
    sentence: str
    """The change in words, with ``{}`` for each of ``told``."""
    told: tuple[Any, ...]
    """Values as the model has them; ``None`` for what is not stated, a tuple for several."""
    sent: Effect
    received: Effect
    old: Any = None
    """What was stated, as JSON."""
    new: Any = None
    """What is stated, as JSON."""
    member: str | None = None
    """The member that it is about."""
    consequence: str = ""
    """What follows for those who receive values, to be said after the sentence."""
    constants: tuple[str, ...] = ()
    """The values of an enum that it is about."""


def effects(tighter: bool) -> tuple[Effect, Effect]:
    """Of a tighter or a looser constraint, for what is sent and received: responses are not
    validated, so fewer values there break nobody."""
    return ("breaking", "neutral") if tighter else ("loosened", "loosened")
