"""Pattern: a Java regular expression that the whole of a string has to match."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import cycle, islice
from typing import TYPE_CHECKING, Any, ClassVar

from .comparison import Difference, Effect, Judge, Judgement, effects
from .constraint import Constraint, Edges
from .immutable import remembered

if TYPE_CHECKING:
    from .inspection import Inspection
    from .protocols import Raw, Reader, Samples, Scope, Traits
    from .shape import String


_compiled = cache(re.compile)
"""Shapes that state the same pattern share what is compiled of it."""


class Pattern(Constraint["String"]):
    """A regular expression, as the model spells it, as Python does, and as JSON Schema does.

    ``matches`` is the compiled expression's own ``fullmatch``, bound on first use: after that a
    check costs no Python call.
    """

    __slots__ = ("ecma", "java", "printable", "python")

    kinds: ClassVar[Mapping[str, str]] = {
        "pattern": "A string that does not match the pattern of the model."
    }
    shapes = frozenset({"String"})
    keywords = ("pattern",)
    summary = "translated from Java; else reported, not checked"
    costly = True
    refuses_empty: ClassVar[bool] = False
    """Whether it is known without a search that no empty string matches."""

    java: str
    """The expression as the model states it."""
    python: str | None
    """The same in Python's dialect; ``None`` if it cannot be expressed, or matches everything: then
    nothing is checked."""
    ecma: str
    """The same in the dialect of JSON Schema; empty if it cannot be expressed."""
    printable: bool
    """Whether every printable string that is not empty matches: then most values need no search."""

    def __init__(
        self,
        java: str,
        python: str | None = None,
        ecma: str | None = None,
        *,
        printable: bool = False,
    ) -> None:
        """:param ecma: ``None`` if JSON Schema spells it as Python does."""
        self.java, self.python, self.printable = java, python, printable
        self.ecma = (python or "") if ecma is None else ecma

    @classmethod
    def read(cls, reader: Reader, raw: Raw) -> Traits:
        return {"pattern": reader.text(raw, "pattern") if "pattern" in raw else None}

    @classmethod
    def of(cls, traits: Mapping[str, Any]) -> Iterator[Pattern]:
        """Text means that all three dialects spell the pattern alike."""
        if "pattern" in traits and "enum" not in traits:
            given = traits["pattern"]
            yield given if isinstance(given, Pattern) else cls(given, given)

    @remembered
    def matches(self) -> Callable[[str], object]:
        """Truthy if a string matches."""
        return (lambda _: True) if self.python is None else _compiled(self.python).fullmatch

    def inspect(self, shape: String, value: Any, path: str, inspection: Inspection) -> bool:
        if (value == "" and shape.accepts_empty) or self.matches(value):
            return True
        shown = inspection.shown(value)
        inspection.add(
            path, "pattern", f"a match of {self.java}", shown,
            f"{shown} does not match the pattern {self.java} (if AWS accepts it, pass "
            f'trusted(value) or use validation(pattern="off"))',
        )  # fmt: skip
        return False

    def conditions(self, shape: String, value: str, scope: Scope) -> Iterator[str]:
        if self.python is None:
            return
        match = f"{scope.hand_in(self.matches)}({value})"
        if self.printable and "min" in shape.traits:
            yield f"({value}.isprintable() or {match})"
        elif shape.accepts_empty:
            yield f"({value} == '' or {match})"
        else:
            yield match

    def words(self, shape: String) -> Iterator[str]:
        yield f"pattern ``{self.java}``"

    def json_schema(self, shape: String) -> Traits:
        if not self.ecma:
            return {}
        written = self._searched()
        return {"pattern": f"^$|{written}" if shape.accepts_empty else written}

    def _searched(self) -> str:
        """The expression that JSON Schema looks for anywhere in a value."""
        return f"^(?:{self.ecma})$"

    def settled(self, shape: String, value: Any, samples: Samples) -> Any:
        """Another string of the same length, if there is one; its characters make the choices."""
        if self.python is None or (value == "" and shape.accepts_empty) or self.matches(value):
            return value
        choices = cycle(ord(char) - ord("0") for char in value or "0")

        def pick(options: Sequence[Any]) -> Any:
            return options[next(choices) % len(options)]

        language = samples.language(self.python)
        text = language.of_length(len(value), pick)
        if text is None:
            text = language.shortest(*shape.span)
        return value if text is None else text

    def edges(self, shape: String, samples: Samples) -> Edges:
        if self.python is None:
            return Edges()
        texts = (shape.example, *_SEEDS)
        legal = tuple(dict.fromkeys(samples.settled(shape, text) for text in texts))
        near = samples.language(self.python).near_misses(*shape.span, legal)
        misses = [text for text in islice(near, 200) if text or not shape.accepts_empty]
        return Edges(legal, tuple(misses[:: 1 + len(misses) // 16]))

    @classmethod
    def compare(cls, old: String, new: String, judge: Judge) -> Iterator[Difference]:
        """A stated minimum of 0 lets the empty string through, so it counts as part of the pattern
        unless the bound itself changed."""
        if "enum" in old.traits or "enum" in new.traits:
            return
        was, becomes = (getattr(shape.stated(cls), "java", None) for shape in (old, new))
        applied = _applied(was, old), _applied(becomes, new)
        if was == becomes and (applied[0] == applied[1] or old.span[0] != new.span[0]):
            return
        judgement = judge(*applied)
        kind = "pattern" if was and becomes else "pattern added" if becomes else "pattern removed"
        yield Difference(kind, *_judged(judgement), old=was, new=becomes)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.java!r})"


_SEEDS = ("a", "aZ5 -_", "0123456789", "\N{GRINNING FACE}")
"""Strings that are made to match, for variety."""


def _applied(java: str | None, shape: String) -> str | None:
    return f"(?:{java})?" if java is not None and shape.accepts_empty else java


def _judged(judgement: Judgement) -> tuple[str, tuple[str, ...], Effect, Effect]:
    """The sentence, its values, and what it means for what is sent and received."""
    witnesses = {
        "{} was accepted and is refused": judgement.refused,
        "{} was refused and is accepted": judgement.accepted,
    }
    told = {words: text for words, text in witnesses.items() if text is not None}
    sentence = f"the pattern {_VERDICTS[judgement.verdict]}{': ' * bool(told)}{', '.join(told)}"
    # What could not be judged counts as the worst: better a look too many than a refused request.
    sent: Effect = "breaking"
    received: Effect = "loosened"
    if judgement.verdict == "equal":
        sent = received = "neutral"
    elif judgement.verdict in ("tighter", "looser"):
        sent, received = effects(judgement.verdict == "tighter")
    return sentence, tuple(told.values()), sent, received


_VERDICTS = {
    "equal": "is spelt differently and accepts the same values",
    "tighter": "is tighter",
    "looser": "is looser",
    "incomparable": "accepts other values",
    "unknown": "changed in a way that could not be judged as a whole",
}


class NonBlank(Pattern):
    """``.*\\S.*``: at least one character that is not white space to Java, which knows six of them.

    ``str.isspace`` alone is cheaper than any expression, and right unless *all* characters are
    Unicode white space; only then the six ASCII ones are told from the rest.
    """

    refuses_empty = True

    def __init__(self, java: str) -> None:
        super().__init__(java, r"(?s:.*[^ \t\n\x0b\f\r].*)", r"[\s\S]*[^\t-\r ][\s\S]*")

    @remembered
    def matches(self) -> Callable[[str], object]:
        return not_blank

    def conditions(self, shape: String, value: str, scope: Scope) -> Iterator[str]:
        """All kinds of blank come before ``!``: what starts there or later is neither blank nor
        empty, and a comparison costs less than a call."""
        if shape.accepts_empty:
            yield f"({value} >= '!' or not {value}.isspace())"
        else:
            yield f"({value} >= '!' or {scope.hand_in(not_blank)}({value}))"

    def words(self, shape: String) -> Iterator[str]:
        yield "not blank"

    def _searched(self) -> str:
        """One character anywhere: an expression for the whole value would be slow to search."""
        return r"[^\t-\r ]"


def not_blank(value: str) -> bool:
    """Whether a string has a character outside Java's ``\\s``."""
    return bool(value.strip(" \t\n\x0b\f\r"))
