"""Whether a pattern became tighter or looser, with a value that shows it.

Where both patterns are regular (all but those with back-references) and not too large, their
automata decide, and the verdict is a proof. Else values are drawn from both patterns, which can
show a difference but never that there is none; a comparison of the trees may fill that gap.
"""

from __future__ import annotations

from functools import lru_cache

from ..patterns import Translation, checked, translate
from ..patterns import syntax as s
from ..patterns.automaton import Dfa, alphabet, dfa, differences
from ..patterns.charset import CharSet
from ..patterns.parse import parse
from ..patterns.problems import PatternError, TooComplexError
from ..patterns.samples import samples
from ..patterns.simplify import simplify
from ..runtime.shapes.comparison import Judgement, Verdict


@lru_cache(maxsize=1024)
def judge_pattern(old: str | None, new: str | None) -> Judgement:
    """Compare two Java patterns that have to match the whole value.

    :param old: ``None`` stands for no pattern, which accepts everything.
    :param new: Likewise.
    """
    # What nothing matches is a mistake, and is not checked.
    old, new = (
        _EVERYTHING if java is None or checked(java).verdict == "unsatisfiable" else java
        for java in (old, new)
    )
    if old == new:
        return Judgement("equal")
    try:
        trees = simplify(parse(old).tree), simplify(parse(new).tree)
    except (PatternError, TooComplexError, RecursionError):
        return Judgement("unknown")
    try:
        return _proven(*trees)
    except TooComplexError:
        return _sampled(translate(old), translate(new), *trees)


_EVERYTHING = ".*"
"""A pattern that matches every value, lines and all."""


def _verdict(refused: str | None, accepted: str | None) -> Verdict:
    """What values that only the old or only the new pattern matches mean."""
    if refused is None:
        return "equal" if accepted is None else "looser"
    return "tighter" if accepted is None else "incomparable"


# --- by automata ----------------------------------------------------------------------------------


def _proven(old: s.Node, new: s.Node) -> Judgement:
    kinds = alphabet(old, new)
    refused, accepted = _only_in(dfa(old, kinds), dfa(new, kinds))
    return Judgement(_verdict(refused, accepted), refused, accepted)


def _only_in(left: Dfa, right: Dfa) -> tuple[str | None, str | None]:
    """A shortest value that only the left automaton accepts, and one that only the right does."""
    examples = {at: _example(kind) for at, kind in enumerate(left.alphabet)}
    ordered = dict(sorted(examples.items(), key=lambda item: _oddness(item[1])))
    found: dict[bool, str] = {}
    for value, in_left in differences(left, right, ordered):
        found.setdefault(in_left, value)
        if len(found) == 2:
            break
    return found.get(True), found.get(False)


_READABLE = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/@ "


def _example(kind: CharSet) -> str:
    """The character of a set that reads best in a report."""
    printable = map(chr, range(33, 127))
    lowest = chr(kind.ranges[0][0])
    return next((char for char in (*_READABLE, *printable) if ord(char) in kind), lowest)


def _oddness(char: str) -> int:
    at = _READABLE.find(char)
    return at if at >= 0 else len(_READABLE) + ord(char)


# --- by samples -----------------------------------------------------------------------------------


def _sampled(was: Translation, becomes: Translation, old: s.Node, new: s.Node) -> Judgement:
    """The judgement by the checks that the generated code makes, if it makes both."""
    if was.matcher is None or becomes.matcher is None:
        return Judgement("unknown")
    values = sorted({*samples(old), *samples(new)}, key=lambda v: (not v.isascii(), len(v), v))
    refused = next((v for v in values if was.accepts(v) and not becomes.accepts(v)), None)
    accepted = next((v for v in values if becomes.accepts(v) and not was.accepts(v)), None)
    verdict = _verdict(refused, accepted)
    if (
        verdict == "equal"
        or (verdict == "tighter" and not _contained(new, old))
        or (verdict == "looser" and not _contained(old, new))
    ):
        verdict = "unknown"
    return Judgement(verdict, refused, accepted)


# --- by comparing the trees -----------------------------------------------------------------------


def _contained(small: s.Node, large: s.Node) -> bool:
    """Whether every value of one tree is a value of the other; ``False``: unclear."""
    return _inside(small, large) or _inside_between(s.parts(small), s.parts(large))


def _inside_between(small: _Items, large: _Items) -> bool:
    """What both begin and end with may be large, as long as automata compare what is between."""
    start = _common(small, large)
    end = _common(small[start:][::-1], large[start:][::-1])
    rest = [s.sequence(*items[start : len(items) - end]) for items in (small, large)]
    if any(isinstance(node, _IN_CONTEXT) for tree in rest for node in s.walk(tree)):
        return False
    try:
        kinds = alphabet(*rest)
        return _only_in(dfa(rest[0], kinds), dfa(rest[1], kinds))[0] is None
    except TooComplexError:
        return False


_Items = tuple[s.Node, ...]
_IN_CONTEXT = (s.Look, s.Start, s.End, s.FinalEnd, s.Atomic, s.Capture, s.Backref)
"""What means something else alone than between its neighbours."""


def _common(left: _Items, right: _Items) -> int:
    """How many first items are the same."""
    pairs = enumerate(zip(left, right, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(left), len(right)))


def _inside(small: s.Node, large: s.Node) -> bool:
    """Whether the trees show that all values of one are values of the other; ``False``: unclear."""
    match small, large:
        case _ if small == large:
            return True
        case s.Chars(some), s.Chars(more):
            return some <= more
        case s.Repeat(body, low, high, mode), s.Repeat(other, lowest, highest) if (
            mode != "possessive"
        ):
            return _inside(body, other) and low >= lowest and _at_most(high, highest)
        case s.Seq(items), s.Seq(others) if len(items) == len(others):
            return all(map(_inside, items, others))
        case s.Alt(options), _:
            return all(_inside(option, large) for option in options)
        case _, s.Alt(options):
            return any(_inside(small, option) for option in options)
    return False


def _at_most(high: int | None, highest: int | None) -> bool:
    return highest is None or (high is not None and high <= highest)
