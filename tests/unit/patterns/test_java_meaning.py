"""What a Java pattern means is what its translation does: one line of the Java manual at a time."""

from __future__ import annotations

import pytest

from codegen.patterns import translate
from tests.oracle.judge import accepts


def matches(java: str, value: str) -> bool:
    """Whether the translation of the pattern accepts the value."""
    matcher = translate(java).matcher
    assert matcher is not None, translate(java).reason
    return accepts(matcher, value)


MEANINGS = [
    ("the whole value has to match", "[0-9a-z]+", ["abc1"], ["abc!!!", "abc\n", ""]),
    ("a dot is any character", "a.c", ["abc", "a\nc", "a\u2028c", "a\U0001f600c"], ["ac"]),
    ("\\w is ASCII", r"\w+", ["aZ_9"], ["é", "\u0661", "\u017f", "-"]),
    ("\\d is ASCII", r"\d+", ["0129"], ["\u0661", "\uff11"]),
    ("\\s is six characters", r"\s", list(" \t\n\v\f\r"), ["\xa0", "\x85", "\x1c", "\u2003"]),
    ("\\S is all others", r"\S", ["\xa0", "\x1c", "x"], [" ", "\v", "xx"]),
    ("\\h is horizontal space", r"\h", [" ", "\xa0", "\u3000"], ["\n"]),
    ("\\v is vertical space", r"\v", ["\n", "\x85", "\u2028"], [" "]),
    ("\\v ends a range as one character", r"[\v-\r]", ["\v", "\f", "\r"], ["\n", "\x85"]),
    ("\\R is a line break", r"a\Rb", ["a\nb", "a\r\nb", "a\u2029b"], ["ab", "a\n\nb"]),
    ("$ at the end is the end", "^a$", ["a"], ["a\n", "\na"]),
    ("$ is before a last line end", r"a$\n", ["a\n"], ["a", "a\n\n"]),
    ("$ knows Java's line ends", r"a$[\s\S]*", ["a", "a\r\n", "a\x85", "a\u2028"], ["ab", "a\n\r"]),
    ("\\z is the very end", r"\Aa\z\n?", ["a"], ["a\n"]),
    ("^ inside can only be at the start", "(x|^a)b", ["xb", "ab"], ["xab"]),
    ("^$ is an option like others", "^$|arn:.*", ["", "arn:x"], ["x", "\n"]),
    ("a repeated $ is one", "a${2,64}$", ["a"], ["aa", "a\n"]),
    ("POSIX classes are ASCII", r"\p{Alpha}\p{Punct}", ["a!", "Z~"], ["é!", "a1"]),
    ("\\p{L} is a letter of any script", r"\p{L}+", ["aé漢", "\U00010400"], ["1", "_", "\u0301"]),
    ("\\pL needs no braces", r"\pL", ["é"], ["1"]),
    ("\\P{M} is not a mark", r"\P{M}", ["a"], ["\u0301"]),
    ("\\p{IsLatin} is a script", r"\p{IsLatin}+", ["aé"], ["я"]),
    ("\\p{InGreek} is a block", r"\p{InGreek}", ["\u03b1"], ["a"]),
    ("\\p{java…} asks java.lang.Character", r"\p{javaWhitespace}", ["\x1c"], ["\xa0"]),
    ("&& intersects", "[a-z&&[^aeiou]]+", ["xyz"], ["axy"]),
    ("&& takes what follows as a class", "[a-z&&b-d]", ["c"], ["a"]),
    ("a class in a class is united", "[a[xy]]+", ["axy"], ["["]),
    ("^ negates all of the class", "[^a[b]]", ["c"], ["a", "b"]),
    ("\\Q quotes", r"\Qa.b\E+", ["a.b", "a.bb"], ["axb"]),
    ("octal and hexadecimal", r"\0101\x42\x{43}\u0044", ["ABCD"], ["abcd"]),
    ("\\cX is a control character", r"\cA", ["\x01"], ["A"]),
    ("surrogates pair up in a class", r"[\uD800\uDC00-\uDBFF\uDFFF]", ["\U0001f600"], ["\ud83d"]),
    ("unpaired ones are themselves", r"[\uD800\uDBFF-\uDC00]", ["\udc00"], ["\U0001f600"]),
    ("a hyphen after \\w is itself", r"[\w-_.]+", ["a-_."], ["+"]),
    ("[+-=] is a range", "[+-=]+", ["+,-./0:;<="], ["*", ">"]),
    ("a hyphen at the end is itself", "[a-]+", ["a-"], ["b"]),
    ("] comes first as itself", "[]a]+", ["]a"], ["["]),
    ("a caret alone is negated ]", "[^]]", ["a"], ["]"]),
    ("a bracket outside is itself", "a]}", ["a]}"], ["a"]),
    ("(?i) folds ASCII only", "(?i)k[s-t]", ["KS", "kt"], ["\u212as", "k\u017f"]),
    ("(?i) ends with its group", "((?i)a)b", ["Ab"], ["AB"]),
    ("(?i) goes on in the next options", "(?i)a|b", ["A", "B"], ["c"]),
    ("(?-s) takes line ends from the dot", "(?-s).", ["a"], ["\n", "\x85", "\u2028"]),
    ("possessive loops give nothing back", "a*+a?b", ["aab"], ["a"]),
    ("a possessive loop can make it fail", "a++a", [], ["a", "aa", "aaa"]),
    ("a possessive limit stops there", "a{1,2}+a", ["aaa"], ["aa", "aaaa"]),
    ("a possessive count is a count", r"\d{2}+:", ["12:"], ["123:"]),
    ("atomic groups do not go back", "(?>a|ab)c", ["ac"], ["abc"]),
    ("back-references repeat", r"(a|b)\1", ["aa", "bb"], ["ab"]),
    ("named groups", r"(?<x>a|b)\k<x>", ["aa"], ["ab"]),
    ("a reference to no group fails", r"a\2(b)", [], ["ab", "a"]),
    ("a reference takes all its digits", r"(a)\10", ["aa0"], ["a"]),
    ("look-ahead", "(?!aws:)(?=.{2,4}$)[a-z:]+", ["ab", "aws"], ["aws:", "a", "abcde"]),
    ("look-behind", "[a-z-]+(?<!-)", ["a-b"], ["ab-"]),
    ("look-behind of two lengths", "[a-z]+(?<=a|bc)", ["xa", "xbc"], ["c"]),
    ("\\b is an edge of a word", r"a\b.*", ["a", "a-"], ["ab", "a1"]),
    ("\\b takes letters of every script for words", r"a\b.*", ["a-"], ["aé"]),
    ("\\b takes a mark on a letter for a word", r"a\b.*", ["a-\u0301"], ["a\u0301", "a\u0301b"]),
    ("\\b takes a mark on nothing for none", r"_\b.*", ["_\u0301"], ["_a"]),
    ("\\B goes along", r"a\B.*", ["a\u0301"], ["a-"]),
    ("\\B is none", r"a\B.*", ["ab"], ["a", "a-"]),
    ("a second count does nothing", "a{2}{3}", ["aa"], ["aaaaaa"]),
    ("an empty option", "(a|)b", ["ab", "b"], ["a"]),
    ("a loop in a counted loop", "([ab]+b){2,9}", ["abab", "abbbb"], ["abb", "aba"]),
    ("the empty pattern", "", [""], ["a"]),
]
"""Each one was confirmed by the JDK: see ``test_the_jdk_agrees``."""


@pytest.mark.parametrize(
    ("java", "good", "bad"), [m[1:] for m in MEANINGS], ids=[m[0] for m in MEANINGS]
)
def test_meaning(java: str, good: list[str], bad: list[str]) -> None:
    """Good values are accepted, bad ones refused."""
    assert [value for value in good if not matches(java, value)] == []
    assert [value for value in bad if matches(java, value)] == []


REFUSED = {
    "(": "not closed",
    "a)": "unmatched",
    "[a": "not closed",
    "*a": "nothing to repeat",
    "a**": "nothing to repeat",
    "a{,3}": "starts no repetition",
    "a{3,2}": "out of range",
    r"\y": "not an escape",
    r"[a-\d]": "backwards",
    "[z-a]": "backwards",
    r"\p{Klingon}": "not a Unicode property",
    "(?<=(ab)*)c": "no greatest length",
    r"\k<x>": "names no group",
}


@pytest.mark.parametrize("java", REFUSED)
def test_what_java_refuses_is_unsupported_with_a_reason(java: str) -> None:
    """There is no matcher, and the reason says what is wrong at which character."""
    translation = translate(java)
    assert (translation.verdict, translation.matcher) == ("unsupported", None)
    assert REFUSED[java] in translation.reason
    assert "(at character " in translation.reason


@pytest.mark.parametrize(
    "java",
    [
        "(?x)a b",
        "(?iu)é",
        r"(?i)\p{Lu}",
        r"a\b{g}",
        "(?<=a*)b",
        "(?<=a{1,2})b",
        "(" * 500 + ")" * 500,
    ],
)
def test_what_is_not_read_is_unsupported_with_a_reason(java: str) -> None:
    """What Java knows and this package does not is not a silent pass."""
    assert translate(java).verdict == "unsupported"
    assert translate(java).reason


def test_code_points_of_later_unicode_are_accepted_either_way() -> None:
    """U+A7D0 is a letter since Unicode 14: a service may take it for one, or for unassigned."""
    for java in (r"\p{L}", r"[^\p{C}]", r"\P{L}", r"(?!\p{L})."):
        assert matches(java, "\ua7d0")
