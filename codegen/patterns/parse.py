"""Reading a Java regular expression (``java.util.regex.Pattern``, JDK 17) into its tree.

The patterns of AWS models are read as ``Pattern.compile(text, Pattern.DOTALL)``. While reading, the
parser also notes whether every construct is spelled and meant the same in Python's ``re``, so that
most patterns need no rewriting at all.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import lru_cache

import attrs

from . import syntax as s
from . import unicode
from .assertions import boundary, line_break
from .charset import ANY, DIGIT, HORIZONTAL, NONE, SPACE, TERMINATOR, VERTICAL, WORD, CharSet
from .problems import PatternError

_SHORTHAND = {"d": DIGIT, "w": WORD, "s": SPACE, "h": HORIZONTAL, "v": VERTICAL}
_CONTROL = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "a": "\x07", "e": "\x1b"}
_PORTABLE_ESCAPES = "dDwWsSxutnrfaA"
_KNOWN_FLAGS = "idmsuxU"
_DEEPEST = 150
"""Groups inside of groups. No pattern of AWS has more, and recursion has to end somewhere."""


@attrs.frozen
class Pattern:
    """A pattern that was read."""

    tree: s.Node
    portable: bool
    """Whether the Java text means the same in Python (under ``flags``)."""
    flags: str
    """The flags of Python's ``re`` that the text needs for that: ``a``, ``s``, both or none."""


@lru_cache(maxsize=16)
def parse(java: str) -> Pattern:
    """Read a Java pattern; a :class:`PatternError` says what is wrong with it and where."""
    return _Parser(_unquote(java)).pattern(java)


def _unquote(java: str) -> str:
    """Turn ``\\Q…\\E`` into single escapes, as Java does before anything else."""
    if "\\Q" not in java:
        return java
    quoted = re.compile(r"(\\[^Q])|\\Q(.*?)(?:\\E|\Z)", re.DOTALL)
    return quoted.sub(
        lambda found: found[1] or "".join(f"\\x{{{ord(char):x}}}" for char in found[2]), java
    )


class _Parser:
    """A cursor over the text; every method reads one construct and leaves the cursor behind it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.groups = 0
        self.depth = 0
        self.names: dict[str, int] = {}
        self.active = frozenset("s")
        self.used: set[str] = set()
        self.portable = True
        self.negative = False

    def pattern(self, java: str) -> Pattern:
        """The whole text."""
        tree = self.alternatives()
        if not self.done():
            raise self.error("unmatched )")
        portable = self.portable and self.text == java
        return Pattern(tree, portable, "".join(sorted(self.used)))

    # -- the cursor

    def done(self) -> bool:
        return self.at >= len(self.text)

    def peek(self, ahead: int = 0) -> str:
        return self.text[self.at + ahead : self.at + ahead + 1]

    def take(self) -> str:
        if self.done():
            raise self.error("the pattern ends too early")
        self.at += 1
        return self.text[self.at - 1]

    def skip(self, literal: str) -> bool:
        found = self.text.startswith(literal, self.at)
        self.at += len(literal) * found
        return found

    def match(self, regex: str) -> re.Match[str] | None:
        found = re.compile(regex, re.DOTALL).match(self.text, self.at)
        self.at = found.end() if found else self.at
        return found

    def error(self, what: str) -> PatternError:
        return PatternError(f"{what} (at character {self.at} of the pattern)")

    def foreign(self) -> None:
        """Note that Python spells or understands something here differently."""
        self.portable = False

    # -- structure

    def alternatives(self) -> s.Node:
        options = [self.sequence()]
        while self.skip("|"):
            options.append(self.sequence())
        return options[0] if len(options) == 1 else s.Alt(tuple(options))

    def sequence(self) -> s.Node:
        items = []
        while not self.done() and self.peek() not in "|)":
            items.append(self.quantified(self.atom()))
        return s.sequence(*items)

    def quantified(self, atom: s.Node) -> s.Node:
        bounds = self.bounds()
        if bounds is None:
            return atom
        if isinstance(atom, s.Start | s.End | s.FinalEnd | s.Look) or atom == s.EMPTY:
            self.foreign()
        return s.Repeat(atom, *bounds, self.mode())

    def bounds(self) -> tuple[int, int | None] | None:
        if self.peek() == "{":
            return self.counted()
        simple = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(self.peek())
        self.at += simple is not None
        return simple

    def counted(self) -> tuple[int, int | None]:
        found = self.match(r"\{([0-9]+)(,)?([0-9]+)?\}")
        if not found or (found[3] and not found[2]):
            raise self.error("{ starts no repetition such as {2}, {2,} or {2,5}")
        minimum = int(found[1])
        maximum = int(found[3]) if found[3] else None if found[2] else minimum
        if max(minimum, maximum or 0) > 0x7FFFFFFF or (maximum is not None and maximum < minimum):
            raise self.error("the repetition's limits are out of range")
        return minimum, maximum

    def mode(self) -> s.Mode:
        if self.skip("?"):
            return "lazy"
        if self.skip("+"):
            self.foreign()
            return "possessive"
        return "greedy"

    def atom(self) -> s.Node:
        char = self.take()
        match char:
            case "(":
                return self.group()
            case "[":
                return s.Chars(self.character_class())
            case "\\":
                return self.escape()
            case ".":
                return self.dot()
            case "^":
                return s.Start()
            case "$":
                return s.FinalEnd()
            case "*" | "+" | "?":
                self.at -= 1
                raise self.error(f"{char} has nothing to repeat")
            case "{":
                # Java repeats the empty string in `a{2}{3}`: the second count does nothing.
                self.at -= 1
                self.foreign()
                return s.EMPTY
            case _:
                return s.Chars(self.cased(CharSet.of(char)))

    def dot(self) -> s.Node:
        if "s" in self.active:
            self.used.add("s")
            return s.Chars(ANY)
        self.foreign()
        return s.Chars(~TERMINATOR)

    # -- groups

    def group(self) -> s.Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self.error(f"more than {_DEEPEST} groups inside of each other")
        saved = self.active
        node = self.special_group() if self.skip("?") else self.capture()
        self.depth -= 1
        # flags given inside of a group end with it; `(?i)` alone stays on for the group around it
        self.active = saved if node is not None else self.active
        return s.EMPTY if node is None else node

    def capture(self) -> s.Node:
        self.groups += 1
        number = self.groups
        return s.Capture(self.closed(), number)

    def closed(self) -> s.Node:
        inner = self.alternatives()
        if not self.skip(")"):
            raise self.error("a group is not closed")
        return inner

    def special_group(self) -> s.Node | None:
        if self.skip(":"):
            return self.closed()
        if self.skip(">"):
            self.foreign()
            return s.Atomic(self.closed())
        if found := self.match("(<?)([=!])"):
            return self.look(ahead=not found[1], positive=found[2] == "=")
        if found := self.match("<([a-zA-Z][a-zA-Z0-9]*)>"):
            return self.named(found[1])
        return self.flags()

    def look(self, *, ahead: bool, positive: bool) -> s.Node:
        saved, self.negative = self.negative, self.negative ^ (not positive)
        body = self.closed()
        self.negative = saved
        if not ahead and _longest(body) == math.inf:
            raise self.error("the look-behind has no greatest length")
        return s.Look(body, ahead, positive)

    def named(self, name: str) -> s.Node:
        self.foreign()
        if name in self.names:
            raise self.error(f"two groups are named {name}")
        self.names[name] = self.groups + 1
        return self.capture()

    def flags(self) -> s.Node | None:
        self.foreign()
        found = self.match("([a-zA-Z]*)(?:-([a-zA-Z]*))?([:)])")
        if not found or not set(found[1] + (found[2] or "")) <= set(_KNOWN_FLAGS):
            raise self.error("(? starts no known kind of group")
        self.active = self.active - frozenset(found[2] or "") | frozenset(found[1])
        if not self.active.isdisjoint("dmxU") or self.active >= frozenset("iu"):
            raise self.error("the flags d, m, x, U and iu are not supported")
        return self.closed() if found[3] == ":" else None

    # -- escapes

    def escape(self) -> s.Node:
        char = self.peek()
        if char in _ESCAPES:
            self.at += 1
            self.note(char)
            return _ESCAPES[char](self)
        if char and char in "123456789":
            return self.backref()
        found = self.class_escape()
        return s.Chars(found if found is not None else self.cased(CharSet.of(self.character())))

    def backref(self) -> s.Node:
        number = int(self.take())
        while self.peek().isdigit() and self.peek().isascii():
            longer = number * 10 + int(self.peek())
            if longer > self.groups:
                break
            number = longer
            self.at += 1
        return self.reference(number)

    def reference(self, number: int) -> s.Node:
        if "i" in self.active:
            raise self.error("a back-reference that ignores case is not supported")
        return s.Backref(number) if number <= self.groups else s.NOTHING

    def named_backref(self) -> s.Node:
        found = self.match("<([a-zA-Z][a-zA-Z0-9]*)>")
        if not found or found[1] not in self.names:
            raise self.error("\\k names no group that stands before it")
        return self.reference(self.names[found[1]])

    def boundary(self) -> s.Node:
        if self.peek() == "{":
            raise self.error("\\b{g} is not supported")
        return boundary()

    def class_escape(self) -> CharSet | None:
        """``\\w``, ``\\p{…}`` and the like; ``None`` (and nothing read) if there is none."""
        char = self.peek()
        if char and char in "pP":
            self.at += 1
            self.foreign()
            return self.property(negated=char == "P")
        if not char or char.lower() not in _SHORTHAND:
            return None
        self.at += 1
        self.note(char)
        known = _SHORTHAND[char.lower()]
        return known if char.islower() else ~known

    def note(self, char: str) -> None:
        if char.lower() in "dws":
            self.used.add("a")
        if char not in _PORTABLE_ESCAPES:
            self.foreign()

    def property(self, *, negated: bool) -> CharSet:
        found = self.match(r"\{([^}]*)\}|(.)")
        name = found and (found[1] or found[2])
        if not name:
            raise self.error("\\p has no property name")
        if "i" in self.active:
            raise self.error(f"the property {name!r} where case is ignored is not supported")
        known = unicode.lookup(name, negated=negated, inside_negation=self.negative)
        if known is None:
            raise self.error(f"{name!r} is not a Unicode property that Java knows")
        return known

    def character(self) -> int:
        """The code point of an escape that stands for one character."""
        char = self.take()
        self.note(char) if char.isascii() and char.isalnum() else None
        match char:
            case "0":
                return self.octal()
            case "x":
                return self.hexadecimal()
            case "u":
                return self.utf16()
            case "c":
                return ord(self.take()) ^ 64
            case _ if char in _CONTROL:
                return ord(_CONTROL[char])
            case _ if char.isascii() and char.isalpha():
                raise self.error(f"\\{char} is not an escape that Java knows here")
            case _:
                return ord(char)

    def octal(self) -> int:
        found = self.match("[0-3][0-7]{2}|[0-7]{1,2}")
        if not found:
            raise self.error("\\0 needs octal digits")
        return int(found[0], 8)

    def hexadecimal(self) -> int:
        found = self.match(r"([0-9a-fA-F]{2})|\{([0-9a-fA-F]+)\}")
        if not found or int(found[1] or found[2], 16) > 0x10FFFF:
            raise self.error("\\x needs two digits, or {digits} up to 10FFFF")
        if found[2]:
            self.foreign()
        return int(found[1] or found[2], 16)

    def utf16(self) -> int:
        found = self.match("[0-9a-fA-F]{4}")
        if not found:
            raise self.error("\\u needs four hexadecimal digits")
        high = int(found[0], 16)
        if 0xD800 <= high <= 0xDBFF:
            self.foreign()
            if low := self.match(r"\\u([dD][c-fC-F][0-9a-fA-F]{2})"):
                return 0x10000 + ((high - 0xD800) << 10) + int(low[1], 16) - 0xDC00
        return high

    # -- character classes

    def character_class(self) -> CharSet:
        """What follows ``[``, up to and including its ``]``."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self.error(f"more than {_DEEPEST} classes inside of each other")
        saved, inverted = self.negative, self.skip("^")
        self.negative ^= inverted
        inner = self.class_items()
        self.negative = saved
        self.depth -= 1
        self.at += 1
        return ~inner if inverted else inner

    def class_items(self) -> CharSet:
        """The items of a class, up to but not including its ``]``."""
        found: CharSet | None = None
        while found is None or self.peek() != "]":
            if self.done():
                raise self.error("a character class is not closed")
            if self.skip("&&"):
                self.foreign()
                found = self.intersected(found)
            else:
                found = (found or NONE) | self.class_item()
        return found

    def intersected(self, left: CharSet | None) -> CharSet:
        right: CharSet | None = None
        while not self.done() and self.peek() not in "]&":
            item = self.character_class() if self.skip("[") else self.class_items()
            right = (right or NONE) | item
        sides = [side for side in (left, right) if side is not None]
        if not sides:
            raise self.error("&& has nothing on either side")
        return sides[0] & sides[-1]

    def class_item(self) -> CharSet:
        if self.skip("["):
            self.foreign()
            return self.character_class()
        first = self.class_end()
        if isinstance(first, CharSet):
            return first
        if self.peek() != "-" or self.peek(1) in ("[", "]"):
            if self.peek() == chr(first) and chr(first) in "-~|&":
                self.foreign()  # Python reserves doubled set operators
            return self.cased(CharSet.of(first))
        return self.range(first)

    def range(self, first: int) -> CharSet:
        self.take()
        last = self.class_end(in_range=True)
        if isinstance(last, CharSet) or last < first:
            raise self.error("the range in a character class runs backwards")
        return self.cased(CharSet.of((first, last)))

    def class_end(self, *, in_range: bool = False) -> int | CharSet:
        """One end of a range: a code point, or a whole set that can be no such end."""
        char = self.take()
        if char != "\\":
            return ord(char)
        if self.peek() == "v" and (in_range or self.peek(1) == "-"):
            # As the end of a range \v is still the vertical tab that it was before Java 8.
            self.at += 1
            self.foreign()
            return 0x0B
        found = self.class_escape()
        if found is not None and self.peek() == "-" and self.peek(1) != "]":
            self.foreign()  # Python takes `[\w-x]` for a broken range
        return found if found is not None else self.character()

    def cased(self, chars: CharSet) -> CharSet:
        """The set with the other case of its ASCII letters, where the ``i`` flag is on."""
        if "i" not in self.active:
            return chars
        letters = chars & _LETTERS
        return chars | CharSet.of(*(code ^ 0x20 for code in letters))


_LETTERS = CharSet.of((0x41, 0x5A), (0x61, 0x7A))


def _longest(node: s.Node) -> float:
    """The greatest length of a match; infinity if there is none."""
    match node:
        case s.Chars():
            return 1
        case s.Seq(items):
            return sum(map(_longest, items))
        case s.Alt(options):
            return max(map(_longest, options), default=0)
        case s.Repeat(body, _, maximum):
            once = _longest(body)
            return once * maximum if maximum is not None and once < math.inf else math.inf
        case s.Capture(body) | s.Atomic(body):
            return _longest(body)
        case s.Backref():
            return math.inf
        case _:
            return 0


_ESCAPES: dict[str, Callable[[_Parser], s.Node]] = {
    "A": lambda parser: s.Start(),
    "G": lambda parser: s.Start(),
    "z": lambda parser: s.End(),
    "Z": lambda parser: s.FinalEnd(),
    "R": lambda parser: line_break(),
    "b": lambda parser: parser.boundary(),
    "B": lambda parser: boundary(both=True),
    "k": lambda parser: parser.named_backref(),
}
