"""Rewriting keeps the language, and where it promises linear time it is linear."""

from __future__ import annotations

import re
import time
from itertools import product

import pytest

from codegen.patterns import syntax as s
from codegen.patterns import translate
from codegen.patterns.ambiguity import superlinear
from codegen.patterns.assertions import final_end
from codegen.patterns.automaton import alphabet, dfa, difference, equivalent, one_way
from codegen.patterns.charset import CharSet
from codegen.patterns.parse import parse
from codegen.patterns.problems import TooComplexError
from codegen.patterns.python import render
from codegen.patterns.rewrite import linear
from codegen.patterns.simplify import plain, simplify
from tests.oracle.judge import accepts


def tree(java: str) -> s.Node:
    """The pattern as it is written, anchors and captures apart."""
    return plain(parse(java).tree)


WASTEFUL = [
    "(a*)*",
    "(a|aa)*",
    "(a|a)*",
    "a*a*",
    "a*b?a*",
    ".*:.*:.*x",
    "(a+b?)+c",
    "(a?b?)*",
    "a+(?!.*x)b",
    "(?:.*,)?(?>.*?x)y",
    r"(.*(a|b)){2}c",
]
FRUGAL = [
    "a*",
    "(ab)*",
    "a*b*",
    "[a-z]+:[a-z]+",
    "(a+b)*",
    "a*a",
    ".*a.*",
    "(?!.*--)[a-z-]+",
    "a{1,9}a{1,9}",
    r".*(?<=x)a.*",
    "[a-z]+:(?!.*x).*",
    "(?:.*,)?(?>[^,]*?x)y",
]


@pytest.mark.parametrize("java", WASTEFUL)
def test_ambiguous_loops_are_found(java: str) -> None:
    """One text, many readings."""
    assert superlinear(tree(java))


@pytest.mark.parametrize("java", FRUGAL)
def test_others_are_left_alone(java: str) -> None:
    """A false alarm costs a readable pattern."""
    assert not superlinear(tree(java))


SAME = [
    *[
        "(a*)*",
        "(a|aa)*",
        "(a+)+b",
        "(a?b?)*",
        "a+a*",
        "a*[ab]+",
        "[ab]*a*",
        "(a|b|[c-d])",
        "(a{2}){3}",
    ],
    *["(a{2,3}){1,2}", "(a{3,4}){1,2}", "(a{2}){0,2}", "([ab]+b){1,9}", "(a|)(b|)", "(a+b?){2,4}"],
    *[
        "(a+b?){1,3}",
        "(b?a+){0,3}",
        "(b?a+){0,2}",
        "(b*[ab]){0,3}",
        "([ab]+b){2,9}",
        "(b*[abc]){0,1}",
        r"a\b-",
        r"\ba\b",
        r"[a-]\b[a-]",
        "(a|^b)c",
        ".*(^a|^b)",
    ],
    *[
        "a*+b",
        "a++",
        "a{1,3}+a",
        "[xy]?+x",
        "[a-]*(?<!-)",
        "a$",
        "(a$)|(b)",
        "(^$|a)b",
        "(?!a)[ab]+",
    ],
    *["a(?!.)", "a(?!.)b*", "(a(?!.)|b)b", r"a\z.*", "([ab]b+b){0,3}", "([ab]b+b){0,1}"],
    *["(ab+b){0,3}", "([ab]b+b){1,3}", "([ab]b+c){0,3}", r"a(b|(?<!a)c)?", r"[ab](b|(?<!a)c)?"],
]


@pytest.mark.parametrize("java", SAME)
def test_simplifying_keeps_the_language(java: str) -> None:
    """Every identity is checked by an automaton of the tree as it is written."""
    unsimplified = _without_possession(parse(java).tree)
    assert equivalent(unsimplified, simplify(parse(java).tree))


def _without_possession(node: s.Node) -> s.Node:
    """The automata know no possessive loops: take those as lowered, all else as parsed."""
    if any(isinstance(n, s.Repeat) and n.mode == "possessive" for n in s.walk(node)):
        return plain(node)
    return (
        s.rebuilt(node, tuple(map(_without_possession, _ends(node)))) if _ends(node) else _end(node)
    )


def _ends(node: s.Node) -> tuple[s.Node, ...]:
    return s.children(node)


def _end(node: s.Node) -> s.Node:
    return s.End() if isinstance(node, s.FinalEnd) else node


@pytest.mark.parametrize(
    "java", ["(^a$).*", ".*(^ab$|^b).*", ".*(^a.$).*", "(a$|b).*", ".+$.*", "((a|b$)|.$).*", "$.*"]
)
def test_a_line_terminator_may_follow_on_the_end(java: str) -> None:
    """``$.*`` at the end of a pattern, without looking ahead."""
    as_written = _with_final_ends(parse(java).tree)
    simple = simplify(parse(java).tree)
    assert equivalent(as_written, simple)
    assert not any(isinstance(node, s.Look) and node.ahead for node in s.walk(simple))


def _with_final_ends(node: s.Node) -> s.Node:
    if isinstance(node, s.FinalEnd):
        return final_end()
    return s.rebuilt(node, tuple(map(_with_final_ends, s.children(node))))


REWRITTEN = [
    *["arn:.+:x:.*:.+", ".*:.*:.*x", "a*b?a*", "(a|aa)*", r"a.+:mediaconnect.+:flow:.+"],
    *[r"arn:.*:alias/alias-\S+", "[a-z]+[-_]*[a-z]+", "x(.[a-z]{2,4})+/w", "[a-z](-?[a-z]+){0,15}"],
    *["x(:.*){2}(:t.*|:a/.*)", r"x.+:(\d{4})?:key/[a-z:/]+", r"x.*:k:.*(stream|queue)/\S+"],
    *[r"[a.]{1,90}\.a[a.]*", ".*a(b*a)*", "(?!.*<s>.*</s>.*)[^:]+", r"([^/][!-~]+/){0,9}"],
    *[r"x(a[^/]+\.s[^/]*\.[^/]+|b[^/]+)/y", r"[^?]+/w/(v|w)(/[^?]+)?"],
    *[
        r"(?=.{1,8}\z)[a-z]+@[a-z]+(?:.[a-z]+)*",
        r"x.*(\.b|[0-9]+\.p)(\?([^&=]+=[^&]+&)*[^&=]+=[^&]+)?",
    ],
]
FORMS = [
    (".*a(b*a)*", "(?s:.*a)"),
    (".*:.*:.*x", "(?s:[^:]*:[^:]*:.*x)"),
    (r"[a.]{1,90}\.a[a.]*", r"(?=(?P<c1>[.a]{1,90}?\.a))(?P=c1)[.a]*"),
    ("x.+:(b{4})?:k[b-k:]+", "(?s:x(?=(?P<c1>.+:(?:b{4})?:k[:b-k]))(?P=c1)[:b-k]*)"),
    (
        "[^?]+/well-known(/[^?]+)?",
        "(?=(?P<c1>[^?]+?/well-known/[^?]))(?P=c1)[^?]*|[^?]+/well-known",
    ),
    (
        r"x.*\.jpg\?([^&=]+=[^&]+&)*[^&=]+=[^&]+",
        r"(?s:x(?=(?P<c1>(?:.*&)?(?=(?P<c2>[^&]*?\.jpg\?[^&=]))(?P=c2)[^&=]*=[^&]+(?=&|\Z)))"
        r"(?P=c1)(?:&[^&=]+=[^&]+)*)",
    ),
]
"""Patterns and what they become, one for each way."""


@pytest.mark.parametrize(("java", "source"), FORMS)
def test_each_way_has_its_form(java: str, source: str) -> None:
    """What a reader of the generated code sees."""
    assert render(linear(simplify(parse(java).tree))) == source


@pytest.mark.parametrize("java", REWRITTEN)
def test_a_rewritten_pattern_is_frugal_and_the_same(java: str) -> None:
    """The automata of both agree on every value there is."""
    before = tree(java)
    after = linear(simplify(parse(java).tree))
    assert superlinear(before)
    assert not superlinear(after)
    assert equivalent(before, after)


@pytest.mark.parametrize("java", [*REWRITTEN, "(a+)+b", "(a|a)*c", r".*\S.*", "([a-z]+)*x"])
@pytest.mark.parametrize(
    "bait", ["a" * 50_000, "arn:" * 12_000, ":x" * 25_000, "-a" * 25_000, " " * 50_000]
)
def test_a_long_value_takes_no_time(java: str, bait: str) -> None:
    """50,000 characters and a line end within 50 ms (the best of three)."""
    matcher = translate(java).matcher
    assert matcher is not None
    times = []
    for _ in range(3):
        started = time.process_time()
        accepts(matcher, bait + "\n")
        times.append(time.process_time() - started)
    assert min(times) < 0.05


def test_automata_tell_languages_apart_by_a_witness() -> None:
    """A shortest value that only one of two patterns matches."""
    left, right = tree("a(b|c)*"), tree("a(b|cc)*")
    kinds = alphabet(left, right)
    assert difference(dfa(left, kinds), dfa(right, kinds)) == "ac"


@pytest.mark.parametrize(
    ("java", "good", "bad"),
    [("(?!ab)[a-c]+", "acb", "abc"), ("[a-c]+(?<!c)", "ab", "bc"), (r"a\b.*", "a-", "ab")],
)
def test_automata_know_look_around(java: str, good: str, bad: str) -> None:
    """Conditions are carried along."""
    assert dfa(tree(java)).accepts(good)
    assert not dfa(tree(java)).accepts(bad)


COMMITTED = [
    "(?>a{1,3}?b)a*",
    "(?>.*?(ab|c))b*",
    "(?>.*(ab|c))b*",
    "(?>a+(ba)?c)[abc]*",
    r"(?>(.*,)?ab?(?=,|\z))(,[ab])*",
]


@pytest.mark.parametrize("java", COMMITTED)
def test_automata_know_what_an_atomic_group_commits_to(java: str) -> None:
    """As Python's matcher does, on every text of up to six characters."""
    source, machine = render(tree(java)), dfa(tree(java))
    texts = ("".join(text) for length in range(7) for text in product("abc,", repeat=length))
    assert [
        t for t in texts if (re.fullmatch(source, t) is not None) is not machine.accepts(t)
    ] == []


@pytest.mark.parametrize("java", ["(?>.*(a|ab))c", "(?>a{1,3}b)a", "(?>(a|b)*c)a", "(?>(.*,)?a)b"])
def test_automata_refuse_other_atomic_groups(java: str) -> None:
    """Where an end is not certain, nothing is proven."""
    with pytest.raises(TooComplexError):
        dfa(tree(java))


@pytest.mark.parametrize(
    ("java", "certain"),
    [("ab|c", True), ("a|ab", False), (":([0-9]{2})?:", True), ("a?", False), ("[^/]+/", True)],
)
def test_a_place_to_stop_has_a_certain_end(java: str, certain: bool) -> None:
    """No value is the beginning of another one."""
    assert one_way(tree(java)) is certain


def test_character_sets_are_sets() -> None:
    """Union, intersection, difference and complement of ranges."""
    letters, vowels = CharSet.of((0x61, 0x7A)), CharSet.of("aeiou")
    consonants = letters - vowels
    assert (ord("b") in consonants, ord("a") in consonants, len(consonants)) == (True, False, 21)
    assert consonants | vowels == letters
    assert ~~consonants == consonants
    assert vowels <= letters
    assert not vowels.overlaps(consonants)
