"""Responses are written as the AWS CLI writes them."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import pytest
import yaml

from emrglue._runtime.cli import output
from emrglue._runtime.cli.exits import Failure

RESPONSE = {
    "jobRuns": [
        {"id": "a", "state": "RUNNING", "tags": {"k": "v"}},
        {"id": "b", "name": "n", "args": ["x", "y"]},
    ],
    "nextToken": "t",
}


def shown(style: str, value: Any, query: str | None = None) -> str:
    printer = output.Printer(style, query, "off", "ListJobRuns")
    return printer.formatted(printer.search(output.plain(value)))


def test_json_has_four_blanks_and_keeps_characters() -> None:
    """And the order of the members."""
    assert shown("json", {"b": "é", "a": 1}) == '{\n    "b": "é",\n    "a": 1\n}\n'


def test_moments_and_blobs_become_text() -> None:
    """ISO 8601 and base64."""
    moment = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
    assert output.plain({"a": [moment, b"hi"]}) == {"a": ["2026-01-02T03:04:05+00:00", "aGk="]}


def test_text_is_a_line_per_structure() -> None:
    """Scalars sorted by name; the structures of a list have the same columns."""
    assert shown("text", RESPONSE) == (
        "t\n"
        "JOBRUNS\ta\t\tRUNNING\n"
        "TAGS\tv\n"
        "JOBRUNS\tb\tn\t\n"
        "ARGS\tx\n"
        "ARGS\ty\n"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("jobRuns[].id", "a\tb\n"),
        ("jobRuns[].[id,state]", "a\tRUNNING\nb\tNone\n"),
        ("nextToken", "t\n"),
        ("missing", "None\n"),
        ("jobRuns[0].tags", "v\n"),
        ("jobRuns[?id=='z']", ""),
    ],
)
def test_text_of_a_query(query: str, text: str) -> None:
    """What scripts rely on."""
    assert shown("text", RESPONSE, query) == text


def test_yaml_can_be_read_back() -> None:
    """In the order of the members."""
    assert yaml.safe_load(shown("yaml", RESPONSE)) == RESPONSE
    assert shown("yaml", RESPONSE).startswith("jobRuns:\n")


def test_a_stream_of_yaml_is_a_list_of_pages(capsys: pytest.CaptureFixture[str]) -> None:
    """Each filtered for itself."""
    for page in ({"a": 1}, {"a": 2}):
        output.Printer("yaml-stream", "a", "off").whole(page)
    assert yaml.safe_load(capsys.readouterr().out) == [1, 2]


def test_tables_nest_and_name_their_columns() -> None:
    """Plain characters without colour."""
    text = shown("table", RESPONSE)
    assert "ListJobRuns jobRuns\n" in text
    assert "| id" in text
    assert text.isascii()
    assert "\x1b" not in text


def test_an_operation_without_a_response_prints_nothing() -> None:
    """As in the AWS CLI."""
    assert shown("json", {}) == ""


@pytest.mark.parametrize("query", ["a[", "length(a)"])
def test_a_wrong_query_is_a_parameter_error(query: str) -> None:
    """Whether it is wrong at once or on the response."""
    with pytest.raises(Failure, match="--query") as caught:
        shown("json", {"a": 1}, query)
    assert caught.value.code == 252


def test_json_of_a_query_is_json() -> None:
    """``null`` where nothing is found."""
    assert json.loads(shown("json", {"a": 1}, "b")) is None
