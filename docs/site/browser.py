"""Try the site: ``python -m docs.site.browser`` follows its links and opens it in Chromium.

Served on the loopback interface only. Screenshots go to ``build/site-screens``.
"""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Page, sync_playwright

ROOT: Final = Path(__file__).parents[2]
SITE: Final = ROOT / "site"
SCREENS: Final = ROOT / "build" / "site-screens"

WIDTHS: Final = (1280, 390)
OPENED: Final = {
    "start": "index.html",
    "guide": "jobs.html",
    "nightly": "nightly-job.html",
    "reference": "reference/index.html",
    "glue": "reference/glue/index.html",
    "containers": "reference/emr-containers/start-job-run.html",
    "serverless": "reference/emr-serverless/start-job-run.html",
    "trigger": "reference/glue/create-trigger.html",
    "pages": "reference/glue/get-tables.html",
    "waiters": "reference/glue/get-job-run.html",
    "structure": "reference/glue/structures/CodeGenConfigurationNode.html",
    "recursive": "reference/emr-serverless/structures/Configuration.html",
}
"""The pages that are opened: start, guides, an operation of each service, deep structures."""

SEARCHES: Final = {"StartJobRun": "start-job-run.html", "nightly": "nightly-job.html"}
"""What is looked for, and the page that one of the results leads to."""


def main() -> int:
    """Try everything; the exit code is 1 if something is wrong."""
    shutil.rmtree(SCREENS, ignore_errors=True)
    SCREENS.mkdir(parents=True)
    pages = sorted(SITE.rglob("*.html"))
    problems = [*broken_links(pages)]
    print(f"{len(pages)} pages, {len(problems)} broken links or resources of other hosts")
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
            args=["--no-sandbox"],  # for root in a container; the pages are our own
        )
        for width in WIDTHS:
            context = browser.new_context(viewport={"width": width, "height": 900})
            page = context.new_page()
            faults = watched(page, address)
            for name, path in OPENED.items():
                page.goto(f"{address}/{path}", wait_until="networkidle")
                page.screenshot(path=SCREENS / f"{name}-{width}.png")
                faults += [f"{path}: {fault}" for fault in layout_faults(page)]
            for text, path in SEARCHES.items():
                faults += search(page, address, text, path)
                page.screenshot(path=SCREENS / f"search-{text}-{width}.png")
            print(f"{len(OPENED) + len(SEARCHES)} pages at {width} pixels, {len(faults)} faults")
            problems += [f"{width} pixels: {fault}" for fault in faults]
            context.close()
        print(f"Chromium {browser.version}, screenshots in {SCREENS.relative_to(ROOT)}")
        browser.close()
    print(*problems[:50], sep="\n", file=sys.stderr)
    return 1 if problems else 0


def watched(page: Page, address: str) -> list[str]:
    """A list that grows with whatever goes wrong on a page."""
    faults: list[str] = []

    def note(
        text: Callable[[Any], str], when: Callable[[Any], bool] = bool
    ) -> Callable[[Any], None]:
        return lambda event: faults.append(f"{page.url}: {text(event)}") if when(event) else None

    page.on("pageerror", note(lambda error: f"script error {error}"))
    page.on(
        "console", note(lambda line: f"console: {line.text}", lambda line: line.type == "error")
    )
    page.on(
        "requestfailed",
        note(
            lambda request: f"{request.failure}: {request.url}",
            lambda request: request.failure != "net::ERR_ABORTED",  # the next page was opened
        ),
    )
    page.on("response", note(lambda r: f"{r.status}: {r.url}", lambda r: r.status >= 400))
    page.on(
        "request",
        note(
            lambda r: f"another host: {r.url}", lambda r: not r.url.startswith((address, "data:"))
        ),
    )
    return faults


def layout_faults(page: Page) -> Iterator[str]:
    """What can be measured of the looks of a page."""
    wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if wider > 0:
        yield f"{wider} pixels wider than the window"
    if not page.locator("h1").first.is_visible():
        yield "no visible heading"


def search(page: Page, address: str, text: str, path: str) -> list[str]:
    """Look for a text on the start page, as a person would, and open the page that is expected."""
    page.goto(f"{address}/index.html", wait_until="networkidle")
    page.keyboard.press("/")
    page.locator("input[name=query]").fill(text)
    result = page.locator(f".md-search-result a[href*='{path}']").first
    try:
        result.wait_for(timeout=20_000)
        page.screenshot(path=SCREENS / f"results-{text}-{page.evaluate('window.innerWidth')}.png")
        result.click()
        page.wait_for_url(f"**/{path}*", timeout=10_000)
    except Exception as error:
        return [f"searching for {text}: {error}"]
    return []


class _Links(HTMLParser):
    """What a page links to, what it loads, and the places in it that can be linked to."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.places: set[str] = {""}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.places |= {given[name] for name in ("id", "name") if name in given}
        kept = self.links if tag == "a" or given.get("rel") == "canonical" else self.loaded
        kept += [given[name] for name in ("href", "src") if name in given and tag != "base"]


def broken_links(pages: list[Path]) -> Iterator[str]:
    """Links to a page or place that is not there, and resources of another host."""
    found = {page: _Links() for page in pages}
    for page, links in found.items():
        links.feed(page.read_text(encoding="utf-8"))
    for page, links in found.items():
        name = page.relative_to(SITE)
        yield from (f"{name} loads {url}" for url in links.loaded if urlsplit(url).netloc)
        for url in {*links.links, *links.loaded}:
            parts = urlsplit(url)
            if parts.scheme or parts.netloc:
                continue
            start = SITE if parts.path.startswith("/") else page.parent
            target = page
            if parts.path:
                target = Path(os.path.normpath(start / unquote(parts.path).lstrip("/")))
            target = target / "index.html" if target.is_dir() else target
            places = found[target].places if target in found else {parts.fragment}
            if not target.is_file() or unquote(parts.fragment) not in places:
                yield f"{name} links to {url}"


@contextmanager
def served() -> Iterator[str]:
    """The site, on the loopback interface."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(SITE)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    sys.exit(main())
