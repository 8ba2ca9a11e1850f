"""Asking Java, and comparing what it says with what the translation does."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from codegen.patterns import Anything, Matcher, NonBlank, Regex

HERE = Path(__file__).resolve().parent
NON_BLANK = re.compile(r"[^ \t\n\v\f\r]")


def java_present() -> bool:
    """Whether the oracle can be compiled and run on this machine."""
    return bool(shutil.which("java") and shutil.which("javac"))


def verdicts(questions: Sequence[tuple[str, Sequence[str]]]) -> Iterator[str]:
    """For each pattern and its values what Java says, in the oracle's own notation."""
    with tempfile.TemporaryDirectory() as folder:
        source = str(HERE / "PatternOracle.java")
        subprocess.run(["javac", "-d", folder, source], check=True)
        asked = "".join(f"{_hex(java)} {' '.join(map(_hex, vs))}\n" for java, vs in questions)
        command = ["java", "-cp", folder, "PatternOracle"]
        said = subprocess.run(command, input=asked, capture_output=True, text=True, check=True)
    yield from said.stdout.splitlines()


def accepts(matcher: Matcher, value: str) -> bool:
    """What generated code is to do with a matcher, in its plainest form."""
    match matcher:
        case Anything():
            return True
        case NonBlank():
            return NON_BLANK.search(value) is not None
        case Regex(source):
            return _compiled(source).fullmatch(value) is not None


@cache
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source)


def _hex(text: str) -> str:
    return text.encode("utf-16-be", "surrogatepass").hex()
