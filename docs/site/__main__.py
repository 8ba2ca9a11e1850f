"""Build the site: ``python -m docs.site [--docs none|short|full]``."""

from __future__ import annotations

import argparse
import json
import logging
import os
import re
import shutil
import sys
import time
from importlib.metadata import metadata
from pathlib import Path
from typing import Any, Final

from mkdocs.commands.build import build
from mkdocs.config import load_config

from . import examples, reference

ROOT: Final = Path(__file__).parents[2]
PAGES: Final = ROOT / "build" / "site-pages"
"""The Markdown that MkDocs reads: the guides with their links turned, and the reference."""

_PROJECT: Final = ("CHANGELOG", "CODE_OF_CONDUCT", "CONTRIBUTING", "SECURITY", "SUPPORT")
_LINK: Final = re.compile(r"(?<=\]\()(?!https?:|#)([^)#\s]+)")


def main() -> int:
    """Build the site; the exit code is 1 if an example is wrong or a link of a guide is broken."""
    parser = argparse.ArgumentParser(prog="python -m docs.site", description=__doc__)
    parser.add_argument(
        "--docs",
        choices=("none", "short", "full"),
        default="none",
        help="how much of AWS's text to show, taken from the botocore that is installed (none)",
    )
    options = parser.parse_args()
    start = time.monotonic()
    shutil.rmtree(PAGES, ignore_errors=True)
    guides = _write_guides()
    try:
        operations, structures = reference.write(PAGES / "reference", options.docs)
    except examples.WrongExampleError as error:
        print(f"an example does not work:\n{error}", file=sys.stderr)
        return 1
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    config = load_config(str(Path(__file__).with_name("mkdocs.yml")), strict=True)
    build(config)
    print(
        f"{guides} guides, {operations} operations, {structures} structures in "
        f"{config.site_dir}, after {time.monotonic() - start:.0f} s"
    )
    return 0


def _write_guides() -> int:
    """Copy the pages and pictures of the repository, with links that work on the site.

    :return: how many pages there are.
    """
    folder = ROOT / "docs"
    sources = {ROOT / "README.md": PAGES / "index.md"}
    sources |= {ROOT / f"{name}.md": PAGES / "project" / f"{name.lower()}.md" for name in _PROJECT}
    for kind in ("*.md", "*.svg", "badges/*.svg"):
        sources |= {path: PAGES / path.relative_to(folder) for path in folder.glob(kind)}
    sources |= {path: PAGES / f"{path.stem}.md" for path in folder.glob("*.ipynb")}
    for source, target in sources.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        text = source.read_text(encoding="utf-8")
        if source.suffix == ".ipynb":
            text = _notebook(json.loads(text))
        if target.suffix == ".md":
            text = _with_links(text, source, sources)
        target.write_text(text, encoding="utf-8")
    shutil.copytree(Path(__file__).parent / "assets", PAGES / "assets")
    return sum(path.suffix == ".md" for path in sources.values())


def _notebook(notebook: dict[str, Any]) -> str:
    """The cells of a notebook as a page, each with what it printed."""
    parts = []
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        is_code = cell["cell_type"] == "code"
        parts.append(f"```python\n{source}\n```" if is_code else source)
        for output in cell.get("outputs", ()):
            parts.append(f"```text\n{''.join(output['text'])}```")
    return "\n\n".join(parts) + "\n"


def _with_links(text: str, source: Path, sources: dict[Path, Path]) -> str:
    """A page whose links lead to pages of the site, or to the repository."""
    urls = dict(url.split(", ") for url in metadata("emrglue").get_all("Project-URL") or ())

    def turned(found: re.Match[str]) -> str:
        linked = Path(os.path.normpath(source.parent / found[1]))
        if linked in sources:
            return os.path.relpath(sources[linked], sources[source].parent)
        if linked.exists():
            return f"{urls['Repository']}/blob/main/{linked.relative_to(ROOT)}"
        return found[0]

    return _LINK.sub(turned, text)


if __name__ == "__main__":
    sys.exit(main())
