"""How two versions of a model differ in what they ask of a value."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Literal

from .immutable import Immutable

Effect = Literal["breaking", "loosened", "added", "neutral"]
"""What a change means for code that was written against the old model.

``breaking``: code that worked may fail, at run time or under a type checker.
``loosened``: everything that worked still does, and more is accepted or may come back.
``added``: something new that code may ignore, such as a member, a value or a deprecation.
``neutral``: noticed, but nothing a caller can see, such as a pattern that is spelt differently.
"""


class Difference(Immutable):
    """A change of a constraint, and what it means for the values that callers send and receive."""

    __slots__ = (
        "consequence", "constants", "kind", "member", "new", "old", "received", "sent", "sentence",
        "told",
    )  # fmt: skip

    sent: Effect
    received: Effect

    def __init__(
        self,
        kind: str,
        sentence: str,
        told: tuple[Any, ...],
        sent: Effect,
        received: Effect,
        *,
        old: Any = None,
        new: Any = None,
        member: str | None = None,
        consequence: str = "",
        constants: tuple[str, ...] = (),
    ) -> None:
        """
        :param kind: what changed, such as ``max`` or ``values removed``.
        :param sentence: the change in words, with ``{}`` for each of ``told``.
        :param told: values as the model has them; ``None`` for what is not stated, a tuple for
            several.
        :param old: what was stated, as JSON.
        :param new: what is stated, as JSON.
        :param member: the member that it is about.
        :param consequence: what follows for those who receive values, to be said after the
            sentence.
        :param constants: the values of an enum that it is about.
        """
        self.kind, self.sentence, self.told = kind, sentence, told
        self.sent, self.received = sent, received
        self.old, self.new, self.member = old, new, member
        self.consequence, self.constants = consequence, constants


def effects(tighter: bool) -> tuple[Effect, Effect]:
    """Of a tighter or a looser constraint, for what is sent and received: responses are not
    validated, so fewer values there break nobody."""
    return ("breaking", "neutral") if tighter else ("loosened", "loosened")


def bounds_moved(what: str, old: Any, new: Any, lowest: float) -> Iterator[Difference]:
    """The differences between two pairs of bounds.

    :param what: what is bounded, such as ``number of bytes``.
    :param old: what has ``min`` and ``max``, or ``None`` if neither is stated.
    :param new: likewise.
    :param lowest: what it means if no ``min`` is stated.
    """
    for kind, end, unlimited in (("min", "smallest", lowest), ("max", "largest", math.inf)):
        stated = tuple(getattr(bounds, kind, None) for bounds in (old, new))
        was, becomes = (unlimited if bound is None else bound for bound in stated)
        if was != becomes:
            tighter = becomes > was if kind == "min" else becomes < was
            sentence = f"the {end} {what} was {{}} and is {{}}"
            yield Difference(
                kind, sentence, stated, *effects(tighter), old=stated[0], new=stated[1]
            )
