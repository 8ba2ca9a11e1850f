"""Values to try on a pattern: matching, nearly matching and hostile ones."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import pairwise

import attrs

from codegen.patterns import syntax as s
from codegen.patterns.charset import CharSet, partition
from codegen.patterns.parse import parse
from codegen.patterns.problems import PatternError
from codegen.patterns.unicode import later

HOSTILE_CHARS = (
    "\n\r\t\v\f \x00\x1c\x7f\x85\xa0\u2028\u2029\u3000\ufeff\u200b"
    "aZ0_-./:$^*+?\\'\"<>é\u00b2\u0661\u0967\u017f\u212a\u0130\uff21\uff11ñßʼ漢"
    "\U0001f600\U00010000\U0010ffff\ud83d\udc00\ufffd\ufffe"
)
"""Spaces and line ends of all kinds, digits and letters of other scripts, characters whose other
case is ASCII (long s, Kelvin sign), full-width ones, some beyond U+FFFF and halves of such."""

HOSTILE = (
    "",
    *HOSTILE_CHARS,
    *("\r\n", "\n\n", "a\n", "a\r\n", "a\u2028", "\na", "aa", "a b", "  ", "a" * 64, "a" * 65),
    *(
        "abc!!!",
        "\ud83dx",
        "x\udc00",
        "\U0001f600" * 3,
        "True",
        "٣٤",
        "aws:x",
        "0",
        "-1",
        "..",
        "/",
    ),
)
SUFFIXES = ("\n", "\r", "\r\n", "\n\n", "\x85", "\u2028", " ", "\xa0", "é", "\U0001f600")
PREFIXES = ("\n", " ", "x", "\ufeff")
_PREFERRED = CharSet.of((0x21, 0x7E))


def candidates(java: str, seed: int = 0, matching: int = 24) -> list[str]:
    """Values for one pattern, the same ones each time."""
    rng = random.Random(f"{seed} {java}")
    found = dict.fromkeys(HOSTILE)
    for _ in range(matching):
        value = sample(java, rng)
        found[value] = None
        found.update(dict.fromkeys(_near(value, rng)))
    doubtful = later()
    # two surrogates side by side are one character for Java and no text in Python
    return [v for v in found if not _pairs(v) and not any(ord(c) in doubtful for c in v)]


def sample(java: str, rng: random.Random) -> str:
    """A value the pattern matches, or would but for its conditions."""
    try:
        tree = parse(java).tree
    except PatternError:
        return ""
    return _Sampler(rng).value(tree)


def edges(java: str) -> Iterator[str]:
    """A value for each end of each range of each class, which that class reads."""
    try:
        tree = parse(java).tree
    except PatternError:
        return
    for node in s.walk(tree):
        if isinstance(node, s.Chars):
            for code in sorted({end for ends in node.allowed.ranges[:40] for end in ends}):
                yield _Through(random.Random(0), target=node, char_there=chr(code)).value(tree)


def around_loops(java: str, rng: random.Random) -> list[str]:
    """A sample in pieces: one round of a loop at every odd place, what is outside at the others."""
    try:
        return _Pieces(rng).value(parse(java).tree).split(_Pieces.BORDER)
    except PatternError:
        return [""]


def common_and_rare(java: str) -> tuple[str, str]:
    """A character that as many loops as possible can read, and one that as few as possible can."""
    try:
        tree = parse(java).tree
    except PatternError:
        return "a", "!"
    loops = [node.body for node in s.walk(tree) if isinstance(node, s.Repeat) and unlimited(node)]
    sets = [n.allowed for loop in loops for n in s.walk(loop) if isinstance(n, s.Chars)]
    ordered = sorted(partition(sets), key=lambda part: sum(part <= allowed for allowed in sets))
    return _readable(ordered[-1]), _readable(ordered[0])


def _readable(allowed: CharSet) -> str:
    return chr((allowed & _PREFERRED or allowed).ranges[0][0])


def unlimited(node: s.Repeat) -> bool:
    """Whether the repetition is a loop for somebody who looks for long values."""
    return node.maximum is None or node.maximum > 64


def _pairs(value: str) -> bool:
    return any("\ud800" <= a <= "\udbff" and "\udc00" <= b <= "\udfff" for a, b in pairwise(value))


def _near(value: str, rng: random.Random) -> Iterator[str]:
    yield value + rng.choice(SUFFIXES)
    yield rng.choice(PREFIXES) + value
    at = rng.randrange(len(value) + 1)
    odd = rng.choice(HOSTILE_CHARS)
    yield value[:at] + odd + value[at:]
    yield value[:at] + odd + value[at + 1 :]
    yield value[:at] + value[at + 1 :]
    yield value[:at] + value[at : at + 1] * 2 + value[at + 1 :]
    yield value[:at] + value[at:].swapcase()


@attrs.define
class _Sampler:
    rng: random.Random
    groups: dict[int, str] = attrs.field(factory=dict)

    def value(self, node: s.Node) -> str:
        match node:
            case s.Chars(allowed):
                return self.char(allowed)
            case s.Seq(items):
                return "".join(map(self.value, items))
            case s.Alt(options):
                return self.value(self.rng.choice(options)) if options else ""
            case s.Repeat(body, minimum, maximum):
                return "".join(self.value(body) for _ in range(self.times(minimum, maximum)))
            case s.Capture(body, number):
                self.groups[number] = self.value(body)
                return self.groups[number]
            case s.Backref(number):
                return self.groups.get(number, "")
            case s.Atomic(body):
                return self.value(body)
            case s.Look(body, True, True):
                return self.value(body) if self.rng.random() < 0.1 else ""
            case _:
                return ""

    def times(self, minimum: int, maximum: int | None) -> int:
        most = minimum + 4 if maximum is None else maximum
        choices: list[Callable[[], int]] = [
            lambda: minimum,
            lambda: min(minimum + 1, most),
            lambda: self.rng.randint(minimum, min(most, minimum + 8)),
            lambda: most if most <= 80 else minimum,
        ]
        return self.rng.choice(choices)()

    def char(self, allowed: CharSet) -> str:
        readable = allowed & _PREFERRED
        if readable and self.rng.random() < 0.85:
            allowed = readable
        if not allowed:
            return ""
        first, last = self.rng.choice(allowed.ranges)
        pick = self.rng.choice((first, last, self.rng.randint(first, last)))
        return chr(pick)


@attrs.define
class _Through(_Sampler):
    """The simplest value that is read through one class, and the character that it reads there."""

    target: s.Chars = attrs.field(kw_only=True)
    char_there: str = attrs.field(kw_only=True)

    def value(self, node: s.Node) -> str:
        match node:
            case s.Chars():
                return self.char_there if node is self.target else super().value(node)
            case s.Alt(options) if options:
                return self.value(next(filter(self.on_the_way, options), options[0]))
            case s.Repeat(body, minimum):
                return self.value(body) * max(minimum, self.on_the_way(node))
            case _:
                return super().value(node)

    def on_the_way(self, node: s.Node) -> bool:
        return any(part is self.target for part in s.walk(node))


class _Pieces(_Sampler):
    """Samples with a mark before and after one round of each outermost loop."""

    BORDER = "\ue000"

    def value(self, node: s.Node) -> str:
        if isinstance(node, s.Repeat) and unlimited(node):
            once = super().value(node.body).replace(self.BORDER, "")
            return f"{self.BORDER}{once}{self.BORDER}"
        return super().value(node)
