"""``--dry-run`` shows the request, and nothing that the model calls sensitive."""

from __future__ import annotations

import json
from typing import Any

import pytest

from codegen.runtime.cli import dryrun, frame, requests
from tests.support import zoo

from .invented import invented

SECRET = "hunter2/wJ al&rXU?tnFEMI"
"""With what an URL has to encode."""


def feeding(members: dict[str, Any], **more: Any) -> Any:
    """An operation that takes these members beside the name."""
    raw = zoo.model()
    raw["shapes"] |= {
        "Secret": {"type": "string", "sensitive": True},
        "SecretNumber": {"type": "integer", "sensitive": True},
        "Secrets": {"type": "list", "member": {"shape": "Secret"}},
        "SecretMap": {"type": "map", "key": {"shape": "Name"}, "value": {"shape": "Secret"}},
        "Keeper": {
            "type": "structure",
            "members": {
                "word": {"shape": "Secret", "locationName": "the-word"},
                "name": {"shape": "Name", "locationName": "word"},
            },
        },
        "Keepers": {"type": "list", "member": {"shape": "Keeper"}},
    }
    raw["shapes"]["FeedAnimalRequest"]["members"] |= members
    raw["shapes"]["FeedAnimalRequest"] |= more
    raw["operations"]["FeedAnimal"]["http"]["requestUri"] = more.get("uri", "/feed")
    return invented(raw).operation("feed-animal")


def shown(operation: Any, *flags: str, **members: Any) -> dict[str, Any]:
    """The dry run of a request."""
    common = ["--endpoint-url", "https://zoo.example/v1", "--no-sign-request", *flags]
    options = frame.parse(operation, common)
    wire = requests.normalised(operation, {"animalName": "leo", **members})
    return dryrun.dry_run(operation, wire, options)


def test_a_sensitive_member_of_another_name_in_the_body_is_hidden() -> None:
    """At the top and inside; what is not sensitive is shown, also under that name."""
    operation = feeding(
        {
            "word": {"shape": "Secret", "locationName": "w"},
            "keepers": {"shape": "Keepers", "locationName": "k"},
        }
    )
    given = {"word": SECRET, "keepers": [{"word": SECRET, "name": "ann"}]}
    body = shown(operation, **given)["body"]
    assert json.loads(body) == {
        "animalName": "leo",
        "w": "***",
        "k": [{"the-word": "***", "word": "ann"}],
    }
    assert json.loads(shown(operation, "--show-sensitive", **given)["body"])["w"] == SECRET


def test_what_is_sensitive_in_the_url_is_hidden() -> None:
    """As it is encoded there; texts, numbers, lists, and the values of a map."""
    operation = feeding(
        {
            "word": {"shape": "Secret", "location": "uri", "locationName": "w"},
            "rest": {"shape": "Secret", "location": "uri", "locationName": "rest"},
            "number": {"shape": "SecretNumber", "location": "querystring", "locationName": "n"},
            "several": {"shape": "Secrets", "location": "querystring", "locationName": "s s"},
            "open": {"shape": "Name", "location": "querystring", "locationName": "o"},
        },
        uri="/feed/{w}/at/{rest+}",
    )
    given = {"word": SECRET, "rest": SECRET, "number": 7, "several": [SECRET, "b"], "open": "yes"}
    url = shown(operation, **given)["url"]
    assert url == "https://zoo.example/v1/feed/***/at/***?n=***&s%20s=***&s%20s=***&o=yes"
    full = shown(operation, "--show-sensitive", **given)["url"]
    assert "hunter2%2FwJ%20al%26rXU%3FtnFEMI" in full
    assert "n=7" in full


def test_the_parameters_of_a_sensitive_map_in_the_query_are_hidden() -> None:
    """They have the map's own keys."""
    members = {"word": {"shape": "SecretMap", "location": "querystring"}}
    url = "https://zoo.example/feed?open=yes&a=hunter2"
    operation = feeding(members)
    wire = {"word": {"a": "hunter2"}}
    assert dryrun.redacted_url(operation, wire, url) == "https://zoo.example/feed?open=yes&a=***"


def test_an_url_without_anything_sensitive_is_as_it_is() -> None:
    """To the last character."""
    operation = feeding({"open": {"shape": "Name", "location": "querystring"}})
    url = "https://zoo.example/feed?"
    assert dryrun.redacted_url(operation, {"open": "yes"}, url) == url


@pytest.mark.parametrize(
    ("members", "body"),
    [({"word": {"shape": "Secret"}}, b"***"), ({"open": {"shape": "Name"}}, b"<x>hunter2</x>")],
)
def test_a_body_that_is_no_json_is_hidden_where_anything_in_it_may_be_sensitive(
    members: dict[str, Any], body: bytes
) -> None:
    """botocore writes those of other protocols; their places are not known here."""
    assert dryrun.redacted_body(feeding(members), b"<x>hunter2</x>") == body


def test_a_body_that_is_one_member_is_read_as_that_member() -> None:
    """``payload``."""
    operation = feeding({"keeper": {"shape": "Keeper"}}, payload="keeper")
    body = json.dumps({"the-word": "hunter2", "word": "ann"}).encode()
    found = json.loads(dryrun.redacted_body(operation, body))
    assert found == {"the-word": "***", "word": "ann"}


def test_a_body_without_anything_sensitive_is_shown_as_it_is_sent() -> None:
    """Byte for byte."""
    operation = feeding({"word": {"shape": "Secret"}})
    assert dryrun.redacted_body(operation, b'{"animalName":  "leo"}') == b'{"animalName":  "leo"}'
