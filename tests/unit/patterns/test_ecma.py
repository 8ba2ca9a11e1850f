"""The tree as text for JSON Schema."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from codegen.patterns import Regex, translate

JAVA = [
    *(r"[^a-c]{2,3}", r"\w+\s\d?", r"(?i:ab[c-e])", r"a.b", r"(a|b)*?c", r"(?!x)[xy]+"),
    *(r"[^\s]\S", r"\.\/[\]\-^]", r"\A(?:x|)\z", r"^ab?$", r"(?<=[ab])c?", r"[&~|\[]+x\&"),
    *(r"[^b]++b", r"(?>a|ab)c", r"(?>(?>a|b)|ab)(?>x|xy)c", r"[\x{1F600}-\x{1F610}]|\x{1F600}b"),
    *(r"[é-\u2028]*", r"ab|1\.2", r"a{2}b{1,}c{0,1}", "(?:)"),
]
TEXTS = st.text(st.sampled_from("abcxyABE \n\t./]^-é😀1²&|"), max_size=4)
"""What the patterns tell apart."""


@settings(max_examples=500, deadline=None)
@example(r"a.b", "a\nb")
@example(r"(?i:ab[c-e])", "AbE")
@example(r"\w+\s\d?", "é 1")
@example(r"[^\s]\S", "\xa0\xa0")
@given(st.sampled_from(JAVA), TEXTS)
def test_what_is_written_means_the_same_to_python(java: str, text: str) -> None:
    """The dialects share what is used of them; validators written in Python rely on it."""
    found = translate(java)
    assert found.ecma
    assert isinstance(found.matcher, Regex)
    # In ECMA-262 ``$`` is the end and nothing else, as Python's ``\\Z`` is.
    written = re.sub(r"(?<!\\)\$", r"\\Z", f"^(?:{found.ecma})$")
    assert bool(re.search(written, text)) == bool(re.fullmatch(found.matcher.source, text))


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node.js")
def test_what_is_written_means_the_same_to_javascript() -> None:
    """Each pattern, on everything of up to three of the characters that they tell apart."""
    texts = {"".join(c) for n in range(4) for c in _products("abcxAE\n.-é😀1&", n)}
    rows = []
    for java in JAVA:
        found = translate(java)
        assert isinstance(found.matcher, Regex)
        compiled = re.compile(found.matcher.source)
        legal = sorted(text for text in texts if compiled.fullmatch(text))
        rows.append([f"^(?:{found.ecma})$", legal])
    program = (
        "const [texts, rows] = JSON.parse(require('fs').readFileSync(0));"
        "console.log(JSON.stringify(rows.map(r => texts.filter(t => new RegExp(r, 'u').test(t)))))"
    )
    given = json.dumps([sorted(texts), [row[0] for row in rows]])
    command = ["node", "-e", program]
    ended = subprocess.run(command, input=given, capture_output=True, text=True, check=True)
    assert dict(zip(JAVA, json.loads(ended.stdout), strict=True)) == {
        java: legal for java, (_, legal) in zip(JAVA, rows, strict=True)
    }


def _products(characters: str, length: int) -> list[tuple[str, ...]]:
    from itertools import product

    return list(product(characters, repeat=length))


@pytest.mark.parametrize("java", [r"[A-Za-z0-9._/#-]+", r"[\.\-_/#]+", r"a\/b{2,}(xy)?"])
def test_text_that_all_dialects_read_alike_stays_as_it_is(java: str) -> None:
    """So that a shape states it once."""
    assert translate(java).ecma == java


@pytest.mark.parametrize("java", [r"a$", r"a]", r"\_+a*", r"[\w]+", r".", r"\u00e9\x{e9}"])
def test_text_that_ecma_reads_in_another_way_is_written_anew(java: str) -> None:
    """Or refuses with the flag ``u``."""
    assert translate(java).ecma not in ("", java)


def test_what_ecma_cannot_say_is_left_out() -> None:
    """Back references: a group that took no part is the empty string there."""
    assert translate(r"(?:(a)|b)+\1c").ecma == ""
