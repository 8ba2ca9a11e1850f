"""Every Python block of the README and of the pages under docs/ runs, against an embedded moto."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.moto_server import moto_server

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```python(?P<flags>[^\n]*)\n(?P<code>.*?)^```", re.DOTALL | re.MULTILINE)


def blocks() -> Iterator[Any]:
    for page in PAGES:
        for block in BLOCK.finditer(page.read_text()):
            if "elsewhere" in block["flags"]:  # needs more than a paste; a test of its own runs it
                continue
            line = page.read_text()[: block.start()].count("\n") + 2
            yield pytest.param(page, line, block["code"], id=f"{page.name}:{line}")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with moto_server() as url:
        yield url


@pytest.mark.parametrize(("page", "line", "source"), list(blocks()))
def test_every_python_block_runs(
    page: Path, line: int, source: str, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a reader would paste it: each block on its own, nothing but AWS's address replaced."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", server)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    code = compile("\n" * (line - 1) + source, str(page), "exec")
    exec(code, {"__name__": "__main__"})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    """No page names a file that is not there."""
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []
