"""``--wait`` over the waiters of a service."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from emrglue import glue
from emrglue._runtime.cli import catalog, waiting
from tests.unit.runtime.canned import client


def test_a_waiter_is_not_looked_for_by_a_name_that_the_generator_may_have_changed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where two methods would have the same, one is called otherwise."""
    monkeypatch.delattr(glue.Client, "wait_until_crawler_last_crawl_succeeded")
    crawler = {"Name": "c", "State": "READY", "LastCrawl": {"Status": "SUCCEEDED"}}
    made, canned = client(glue, {"Crawler": crawler})
    sender: Any = SimpleNamespace(
        operation=catalog.service("glue").operation("start-crawler"),
        options=SimpleNamespace(wait_timeout=5, color="off", skip_check=[]),
        typed_client=lambda: made,
    )
    assert waiting.after(sender, {"Name": "c"}, {}) == 0
    assert canned.sent() == [{"Name": "c"}]
    assert capsys.readouterr().err == "crawler last crawl succeeded: done\n"
