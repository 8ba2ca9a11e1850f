"""``--dry-run`` shows the request, and nothing that the model calls sensitive."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest

from codegen.runtime.cli import dryrun, flags, requests, send
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


def shown(operation: Any, *more: str, **members: Any) -> dict[str, Any]:
    """The dry run of a request."""
    common = ["--endpoint-url", "https://zoo.example/v1", "--no-sign-request", "--dry-run", *more]
    options = flags.parse(operation, common)
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
    operation = feeding({"word": {"shape": "SecretMap", "location": "querystring"}})
    url = shown(operation, word={"a": "hunter2", "b": SECRET})["url"]
    assert url == "https://zoo.example/v1/feed?a=***&b=***"


def test_an_url_without_anything_sensitive_is_as_it_is() -> None:
    """To the last character."""
    operation = feeding({"open": {"shape": "Name", "location": "querystring"}})
    assert shown(operation, open="yes")["url"] == "https://zoo.example/v1/feed?open=yes"


@pytest.mark.parametrize(
    ("members", "url", "body"),
    [
        ({"word": {"shape": "Secret"}}, "https://zoo.example/feed", b"***"),
        ({"open": {"shape": "Name"}}, "https://zoo.example/feed?open=hunter2", b"<x>hunter2</x>"),
    ],
)
def test_what_botocore_writes_is_hidden_if_anything_in_it_may_be_sensitive(
    members: dict[str, Any], url: str, body: bytes
) -> None:
    """Other protocols than those of the three services; the places are not known here."""
    found = "https://zoo.example/feed?open=hunter2"
    written = dryrun.HttpRequest("POST", found, {}, b"<x>hunter2</x>")
    hidden = dryrun.withheld(feeding(members), written, "https://zoo.example")
    assert (hidden.url, hidden.body) == (url, body)


def test_what_another_protocol_needs_is_left_to_botocore() -> None:
    """A body that is one member."""
    operation = feeding({"keeper": {"shape": "Keeper"}}, payload="keeper")
    wire = {"animalName": "leo", "keeper": {"word": "x"}}
    assert dryrun.build(operation, wire, "https://zoo.example") is None
    _, url, _, body = send.serialized(operation, wire, "https://zoo.example")
    assert (url, json.loads(body)) == ("https://zoo.example/feed", {"the-word": "x"})


def test_a_length_is_that_of_what_is_sent() -> None:
    """Not of what is shown."""
    operation = feeding({"word": {"shape": "Secret"}})
    found = shown(operation, word=SECRET)
    sent = shown(operation, "--show-sensitive", word=SECRET)
    assert found["headers"] == sent["headers"]
    assert found["headers"]["Content-Length"] == str(len(sent["body"]))


def test_the_user_in_an_endpoint_is_hidden() -> None:
    """Nor is it part of the header ``Host``."""
    flags = ["--endpoint-url", f"http://ann:{quote(SECRET, '')}@localhost:4566"]
    request = shown(feeding({}), *flags)
    assert quote(SECRET, "") not in str(request)
    assert request["url"] == "http://***@localhost:4566/feed"
    assert request["headers"]["Host"] == "localhost:4566"
    assert quote(SECRET, "") in shown(feeding({}), *flags, "--show-sensitive")["url"]
