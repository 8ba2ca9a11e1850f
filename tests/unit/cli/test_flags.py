"""The command line is read as the AWS CLI reads it."""

from __future__ import annotations

import pytest

from emrglue._runtime.cli import catalog, flags
from emrglue._runtime.cli.exits import Failure

START = catalog.service("emr-serverless").operation("start-job-run")
LIST = catalog.service("emr-serverless").operation("list-job-runs")


def test_global_options_may_stand_before_the_service() -> None:
    """Their values are not taken for the service."""
    words, rest = flags.split(["--region", "us-east-1", "--debug", "glue", "get-jobs"], 2)
    assert words == ["glue", "get-jobs"]
    assert rest == ["--region", "us-east-1", "--debug"]


def test_an_option_and_its_value_may_be_one_word() -> None:
    """``--region=x``."""
    assert flags.split(["--region=x", "glue"], 1) == (["glue"], ["--region=x"])


def test_an_option_may_be_shortened_while_it_is_clear() -> None:
    """As with the AWS CLI."""
    options = flags.parse(START, ["--application", "a"])
    assert vars(options)[flags.dest("applicationId")] == "a"


def test_a_list_takes_several_words() -> None:
    """Up to the next option."""
    options = flags.parse(LIST, ["--states", "RUNNING", "FAILED", "--region", "x"])
    assert vars(options)[flags.dest("states")] == ["RUNNING", "FAILED"]


def test_a_boolean_has_a_flag_for_no() -> None:
    """Without a value."""
    operation = catalog.service("emr-serverless").operation("get-dashboard-for-job-run")
    where = flags.dest("accessSystemProfileLogs")
    assert vars(flags.parse(operation, ["--access-system-profile-logs"]))[where] is True
    assert vars(flags.parse(operation, ["--no-access-system-profile-logs"]))[where] is False


def test_a_flag_that_was_not_given_is_not_there() -> None:
    """An empty string is something else than nothing."""
    assert flags.dest("name") not in vars(flags.parse(START, []))
    assert vars(flags.parse(START, ["--name", ""]))[flags.dest("name")] == ""


def test_pagination_options_are_only_there_where_there_are_pages() -> None:
    """``start-job-run`` has none."""
    assert flags.parse(LIST, ["--max-items", "3"]).max_items == 3
    with pytest.raises(Failure, match="--max-items"):
        flags.parse(START, ["--max-items", "3"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--aplication-id", "x"], "did you mean --application-id"),
        (["--application-id"], "expected one argument"),
        (["--name", "--x"], "is written --flag=value"),
        (["--output", "xml"], "invalid choice"),
        (["--cli-read-timeout", "soon"], "expected a whole number"),
        (["--cli-input-json", "{}", "--cli-input-yaml", "{}"], "cannot be used with"),
        (["--skip-check", "enmu"], "did you mean enum"),
        (["stray"], "does not know stray"),
    ],
)
def test_wrong_flags_are_refused(arguments: list[str], said: str) -> None:
    """With what was expected."""
    with pytest.raises(Failure, match=said):
        flags.parse(START, arguments)
