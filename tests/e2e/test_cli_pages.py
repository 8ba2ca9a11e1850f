"""Operations that answer in pages: all of them by default, as in the AWS CLI."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.support.command_line import Ended, environment, run
from tests.support.faults import Answer, FaultServer, Received, ok

NAMES = ("--query", "DatabaseList[].Name")


def answer(received: Received) -> Answer:
    """Five databases, a page at a time."""
    asked = received.json
    start, size = int(asked.get("NextToken", 0)), asked.get("MaxResults", 100)
    page = [{"Name": f"db{number}"} for number in range(start, min(start + size, 5))]
    more = {"NextToken": str(start + size)} if start + size < 5 else {}
    return ok(DatabaseList=page, **more)


class Databases:
    """``emrglue glue get-databases`` against five databases."""

    def __init__(self, server: FaultServer, home: Path) -> None:
        self.server = server
        self.env = environment(home, AWS_REGION="us-east-1", AWS_ENDPOINT_URL=server.url)

    def __call__(self, *arguments: str) -> Ended:
        self.server.play(answer)
        return run("glue", "get-databases", "--no-sign-request", *arguments, env=self.env)

    def ok(self, *arguments: str) -> Ended:
        ended = self(*arguments)
        assert (ended.code, ended.err) == (0, "")
        return ended


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """One server for all tests."""
    with FaultServer() as server:
        yield Databases(server, tmp_path_factory.mktemp("home"))


def test_all_pages_in_one_response(databases: Databases) -> None:
    """However small they are."""
    ended = databases.ok("--page-size", "2", *NAMES)
    assert ended.json == ["db0", "db1", "db2", "db3", "db4"]


def test_a_number_of_items_and_where_to_go_on(databases: Databases) -> None:
    """``--max-items`` and ``--starting-token``."""
    first = databases.ok("--max-items", "3").json
    assert [d["Name"] for d in first["DatabaseList"]] == ["db0", "db1", "db2"]
    rest = databases.ok("--starting-token", first["NextToken"], *NAMES)
    assert rest.json == ["db3", "db4"]


def test_text_is_written_page_by_page(databases: Databases) -> None:
    """The query is applied to each."""
    ended = databases.ok("--page-size", "2", *NAMES, "--output", "text")
    assert ended.out == "db0\tdb1\ndb2\tdb3\ndb4\n"


def test_a_stream_of_yaml_too(databases: Databases) -> None:
    """A list of pages."""
    ended = databases.ok("--page-size", "3", *NAMES, "--output", "yaml-stream")
    assert yaml.safe_load(ended.out) == [["db0", "db1", "db2"], ["db3", "db4"]]


@pytest.mark.parametrize(
    "alone", [["--no-paginate"], ["--cli-input-json", '{"MaxResults": 2}']], ids=str
)
def test_one_page_on_demand(alone: list[str], databases: Databases) -> None:
    """Or where the service's own parameters are given."""
    ended = databases.ok("--max-results", "2", *alone, *NAMES)
    assert ended.json == ["db0", "db1"]


def test_both_ways_at_once_are_refused(databases: Databases) -> None:
    """There is only one page to count in."""
    ended = databases("--max-results", "2", "--max-items", "3")
    assert ended.code == 252
    assert "--max-items cannot be used with --max-results" in ended.err
