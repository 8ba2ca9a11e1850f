"""Pages: botocore's engine, typed items."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore import xform_name
from botocore.exceptions import PaginationError

from emrglue import (
    InvalidBodyError,
    ValidationError,
    emr_containers,
    emr_serverless,
    glue,
    validation,
)
from tests.hostile import workshop

from .canned import Canned, client, error, model_of

PAGES: list[Mapping[str, Any]] = [
    {"JobRuns": [{"Id": "1"}, {"Id": "2"}], "NextToken": "a"},
    {"JobRuns": [{"Id": "3"}, {"Id": "4"}], "NextToken": "b"},
    {"JobRuns": [{"Id": "5"}]},
]


def job_runs() -> tuple[Any, Canned]:
    c, canned = client(glue, *PAGES)
    return c.iter_get_job_runs(job_name="j"), canned


def ids(items: Any) -> list[str]:
    return [item.id for item in items]


def test_the_items_of_all_pages_come_one_after_the_other() -> None:
    """Typed."""
    pages, canned = job_runs()
    found = list(pages)
    assert ids(found) == ["1", "2", "3", "4", "5"]
    assert type(found[0]) is glue.JobRun
    assert [sent.get("NextToken") for sent in canned.sent()] == [None, "a", "b"]


def test_pages_can_be_had_whole() -> None:
    """With everything in them."""
    pages, _ = job_runs()
    found = list(pages.pages())
    assert [len(page.job_runs or []) for page in found] == [2, 2, 1]
    assert type(found[0]) is glue.GetJobRunsResponse
    assert found[0].next_token == "a"
    assert found[0].response_metadata["RequestId"] == "req-1"


def test_a_page_is_fetched_when_it_is_asked_for() -> None:
    """The first item costs one request."""
    pages, canned = job_runs()
    assert canned.requests == []
    assert next(iter(pages)).id == "1"
    assert len(canned.requests) == 1


def test_a_maximum_ends_with_a_token_to_go_on_from() -> None:
    """In the middle of a page too; the token is botocore's."""
    pages, _ = job_runs()
    first = pages.limit(max_items=3)
    assert first.resume_token is None
    assert ids(first) == ["1", "2", "3"]
    rest, canned = client(glue, *PAGES[1:])
    again = rest.iter_get_job_runs(job_name="j").limit(starting_token=first.resume_token)
    assert ids(again) == ["4", "5"]
    assert canned.sent()[0]["NextToken"] == "a"


def test_the_size_of_a_page_is_sent() -> None:
    """Under the name that the operation has for it."""
    pages, canned = job_runs()
    list(pages.limit(page_size=2))
    assert [sent["MaxResults"] for sent in canned.sent()] == [2, 2, 2]


def test_a_page_size_that_the_service_would_refuse_is_refused_at_once() -> None:
    """By the constraint of the member that it becomes."""
    pages, _ = job_runs()
    with pytest.raises(ValidationError, match="MaxResults"):
        pages.limit(page_size=100_000)


@pytest.mark.parametrize("kind", [0, "x", True, {"a": 1}, [1]])
def test_what_is_no_list_of_items_is_no_raw_error(kind: Any) -> None:
    """With a limit or without one; botocore counts what it finds."""
    for limits in ({}, {"max_items": 1}, {"max_items": 5, "page_size": 1}):
        c, _ = client(glue, {"JobRuns": kind, "NextToken": None})
        with suppress(InvalidBodyError):
            list(c.iter_get_job_runs(job_name="j").limit(**limits))


def test_a_page_size_is_of_the_type_that_the_service_takes(tmp_path: Path) -> None:
    """A number, if the member is a string, is converted, as botocore does it."""
    page = {"input_token": "t", "output_token": "t", "result_key": "items", "limit_key": "size"}
    shapes = {
        "In": workshop.structure({"t": "S", "size": "Size"}),
        "Out": workshop.structure({"t": "S", "items": "Items"}),
        "Items": {"type": "list", "member": {"shape": "S"}},
        "Size": {"type": "string", "pattern": "[0-9]{1,2}"},
        "S": {"type": "string"},
    }
    content = workshop.model(shapes, {"List": workshop.operation("List", "In", "Out")})
    workshop.store(tmp_path / "models", content, pages={"List": page})
    with workshop.generate(tmp_path / "models", tmp_path / "out").imported() as package:
        made, canned = client(package, {"items": ["a"]})
        assert list(made.iter_list().limit(page_size=10)) == ["a"]
        assert canned.sent() == [{"size": "10"}]
        with pytest.raises(ValueError, match="size"):
            made.iter_list().limit(page_size=1000)


def test_limits_add_up() -> None:
    """A later call leaves the others as they are."""
    pages, canned = job_runs()
    assert ids(pages.limit(page_size=2).limit(max_items=1)) == ["1"]
    assert canned.sent()[0]["MaxResults"] == 2


def test_the_request_is_checked_before_the_first_page() -> None:
    """When the method is called."""
    c, _ = client(glue, {})
    with pytest.raises(ValidationError):
        c.iter_get_job_runs(job_name="")


def test_pages_can_be_iterated_again() -> None:
    """Each time from the start."""
    c, _ = client(glue, {"JobRuns": [{"Id": "1"}]})
    pages = c.iter_get_job_runs(job_name="j")
    assert ids(pages) == ids(pages) == ["1"]


def test_an_error_between_pages_is_typed() -> None:
    """After the items that came before it."""
    c, _ = client(glue, PAGES[0], error("InvalidInputException"))
    found = iter(c.iter_get_job_runs(job_name="j"))
    assert [next(found).id, next(found).id] == ["1", "2"]
    with pytest.raises(glue.InvalidInputException):
        next(found)


def test_a_page_without_its_list_has_no_items() -> None:
    """Responses are forgiving."""
    c, _ = client(glue, {})
    assert list(c.iter_get_job_runs(job_name="j")) == []


def test_a_service_that_hands_out_the_same_token_twice_is_stopped() -> None:
    """By botocore, instead of asking for ever."""
    c, _ = client(glue, {"JobRuns": [], "NextToken": "a"})
    with pytest.raises(PaginationError, match="same next token"):
        list(c.iter_get_job_runs(job_name="j"))


MODULES = (emr_containers, emr_serverless, glue)
PAGINATORS = [
    (module, operation) for module in MODULES for operation in model_of(module).paginators
]


class Paginator:
    """One of the model: arguments that it takes, and six items on three pages."""

    def __init__(self, module: Any, operation: str) -> None:
        service = model_of(module)
        self.config = service.paginators[operation]
        self._shapes = service.model["shapes"]
        self._operation = service.model["operations"][operation]
        self.method = f"iter_{xform_name(operation)}"

    def arguments(self) -> dict[str, Any]:
        """The required ones, as empty as can be."""
        shape = self._shapes[self._operation["input"]["shape"]]
        members = shape["members"]
        return {
            xform_name(name): "x" if self._shapes[reference["shape"]]["type"] == "string" else {}
            for name, reference in members.items()
            if name in shape.get("required", ())
        }

    def pages(self) -> list[Any]:
        """As the service would send them."""
        shape = self._shapes[self._operation["output"]["shape"]]
        items = self._shapes[shape["members"][self.config["result_key"]]["shape"]]
        pages = [
            {self.config["result_key"]: [self._value(items["member"]["shape"], n) for n in numbers]}
            for numbers in ((1, 2), (3, 4), (5, 6))
        ]
        for page, token in zip(pages, ("a", "b"), strict=False):
            page[self.config["output_token"]] = token
        return pages

    def _value(self, name: str, number: int) -> Any:
        """A string tells the number; a structure does so in a member that nobody knows."""
        shape = self._shapes[name]
        if shape["type"] == "structure":
            return {"number": number}
        assert shape["type"] == "string"
        return str(number)


def number(item: Any) -> int:
    return int(item if isinstance(item, str) else item.unknown_members["number"])


@pytest.mark.parametrize(
    ("module", "operation"), PAGINATORS, ids=[operation for _, operation in PAGINATORS]
)
def test_every_paginator_has_items_limits_and_a_way_on(module: Any, operation: str) -> None:
    """By what its paginators-1 says: lists, tokens, and the name for the size of a page."""
    known = Paginator(module, operation)

    def asked(*answers: Any) -> tuple[Any, Canned]:
        c, canned = client(module, *answers)
        with validation("off"):
            return getattr(c, known.method)(**known.arguments()), canned

    pages, canned = asked(*known.pages())
    assert [number(item) for item in pages] == [1, 2, 3, 4, 5, 6]
    assert [sent(request, known.config["input_token"]) for request in canned.requests] == [
        None,
        "a",
        "b",
    ]
    with validation("off"):
        pages, canned = asked(*known.pages())
        some = pages.limit(page_size=2 if "limit_key" in known.config else None, max_items=3)
        assert [number(item) for item in some] == [1, 2, 3]
        assert len(canned.requests) == 2
        if "limit_key" in known.config:
            assert [sent(r, known.config["limit_key"]) for r in canned.requests] == ["2", "2"]
        pages, canned = asked(*known.pages()[1:])
        assert [number(i) for i in pages.limit(starting_token=some.resume_token)] == [4, 5, 6]
        assert sent(canned.requests[0], known.config["input_token"]) == "a"


def test_a_page_size_where_the_operation_has_none_is_botocores_error() -> None:
    """It would be ignored otherwise."""
    c, canned = client(glue, {})
    pages = c.iter_list_entities(connection_name="c").limit(page_size=2)
    with pytest.raises(PaginationError, match="PageSize parameter is not supported"):
        list(pages)
    assert canned.requests == []


def sent(request: Any, name: str) -> str | None:
    """A member of a request, in its body or in its address."""
    query = parse_qs(urlsplit(request.url).query)
    found = {**{key: value[0] for key, value in query.items()}, **json.loads(request.body or b"{}")}
    return str(found[name]) if name in found else None


def test_there_are_as_many_paginators_as_the_models_have() -> None:
    """5, 4 and 38: none is lost on the way."""
    counts = [sum(owner is module for owner, _ in PAGINATORS) for module in MODULES]
    assert counts == [5, 4, 38]


@pytest.mark.parametrize("module", MODULES)
def test_every_paginator_of_the_model_is_a_method(module: Any) -> None:
    """Of both clients."""
    for operation in model_of(module).paginators:
        assert callable(getattr(module.Client, f"iter_{xform_name(operation)}"))
        assert callable(getattr(module.AsyncClient, f"iter_{xform_name(operation)}"))
