"""Look for phrases that have to be read twice; ``make lint`` runs this.

Each was in a message or a docstring here, and a reader stumbled over it. Texts of AWS, and what
tests feed in, are in files that are not looked at.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]

RIDDLES: Mapping[str, str] = {
    r"(?<!here )\b(?:is|are|was|were) no (?!longer|more|less|fewer|better|worse)(?=[a-z])": (
        "“is not a …”"
    ),
    r"\b(?:that|which) (?:is|are) none\b": "“is not one”, or say what it is instead",
    r"(?:``None``|`None`|[Ee]mpty|[Nn]othing) where\b": "“if”",
    r"\bwhere there (?:is|are|was|were) (?:none|any|no)\b": "“if there is none”",
    r"\b(?:has|have) the word\b": "“decides”",
    r"\b(?:and|in|hold) its like\b": "“another of its kind”, “similar tools”",
    r"\bknows no\b": "“does not know”",
    r"\b[Tt]his is no\b": "“not a …”",
    r"\bwho(?:ever)? wrote it at a\b": "“what was typed in a shell”",
    r"\bnothing is called nothing\b": "say it plainly",
}
"""What is not written here, and what is."""

_CHECKED = ("codegen", "tests", "docs", "*.md", "pyproject.toml", "Makefile")
_SUFFIXES = {".py", ".md", ".jinja", ".toml", ""}


def found(text: str) -> Iterator[tuple[int, str, str]]:
    """The lines of a text that hold such a phrase: their number, the phrase, what to write."""
    for number, line in enumerate(text.splitlines(), 1):
        for riddle, instead in RIDDLES.items():
            if match := re.search(riddle, line):
                yield number, match[0], instead


def main() -> int:
    """Exit status 1 if there is one."""
    listed = subprocess.check_output(["git", "ls-files", *_CHECKED], cwd=ROOT, text=True)
    complaints = [
        f"{name}:{number}: {phrase!r}: write {instead}"
        for name in listed.splitlines()
        if Path(name).suffix in _SUFFIXES and Path(ROOT, name) != Path(__file__)
        for number, phrase, instead in found(Path(ROOT, name).read_text(encoding="utf-8"))
    ]
    print(*complaints, sep="\n", end="\n" * bool(complaints))
    return bool(complaints)


if __name__ == "__main__":
    sys.exit(main())
