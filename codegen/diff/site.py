"""One pair of shapes with everything that is needed to word and to judge a change of it."""

from __future__ import annotations

from typing import Any

import attrs

from ..load import Raw
from ..runtime.shapes import Shape
from ..runtime.shapes.comparison import Effect
from .reach import Correspondence, Pair, Use, is_class
from .values import Change, worst


@attrs.frozen
class Site:
    """A pair of shapes that callers reach."""

    service: Correspondence
    pair: Pair
    use: Use

    @property
    def old(self) -> Shape:
        return self.service.shapes(self.pair)[0]

    @property
    def new(self) -> Shape:
        return self.service.shapes(self.pair)[1]

    @property
    def raw(self) -> tuple[Raw, Raw]:
        """Both as the models have them, with what is about transport."""
        return self.service.raw(self.pair)

    @property
    def python(self) -> tuple[str, ...]:
        """The class of the pair; of a shape without a class, the attributes that have it."""
        if is_class(self.old):
            return (self.service.class_(self.pair.old),)
        return self.service.attributes(self.pair)

    def effect(self, *, sent: Effect, received: Effect) -> Effect:
        """The effect of a change that matters differently to those who send and who receive."""
        as_sent: Effect = sent if "input" in self.use.roles else "neutral"
        as_received: Effect = received if "output" in self.use.roles else "neutral"
        return worst(as_sent, as_received)

    def change(
        self,
        kind: str,
        effect: Effect,
        sentence: str,
        member: str | None = None,
        python: tuple[str, ...] | None = None,
        **more: Any,
    ) -> Change:
        """A change of the pair, or of one of its members.

        :param more: what else a :class:`Change` says.
        """
        if python is None:
            python = (self.service.attribute(self.pair.old, member),) if member else self.python
        place = f"{self.pair}.{member}" if member else str(self.pair)
        more |= {"python": python, "operations": self.use.operations}
        return self.service.change(place, kind, effect, sentence, **more)
