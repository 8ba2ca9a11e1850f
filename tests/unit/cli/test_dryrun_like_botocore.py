"""``--dry-run`` shows what botocore sends, without importing it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.config import Config
from botocore.session import Session

from emrglue._runtime.cli import catalog, dryrun, send
from emrglue._runtime.client import transport

from .everything import every_operation, full

ENDPOINT = "http://127.0.0.1:1"


@pytest.fixture(scope="module")
def clients() -> dict[str, Any]:
    """botocore's clients, which send nothing: the request is caught."""
    session = Session()
    session.set_credentials("a", "b")
    return {
        name: transport.create_client(
            catalog.service(name).model,
            session=session,
            region_name="us-east-1",
            endpoint_url=ENDPOINT,
            config=Config(retries={"total_max_attempts": 1}),
        )
        for name in catalog.service_names()
    }


class Caught(Exception):
    """Ends botocore's call with the request."""


def by_botocore(client: Any, operation: str, wire: dict[str, Any]) -> Any:
    def catch(request: Any, **_: Any) -> None:
        raise Caught(request)

    client.meta.events.register("before-send", catch)
    try:
        with pytest.raises(Caught) as caught:
            client._make_api_call(operation, wire)
    finally:
        client.meta.events.unregister("before-send", catch)
    return caught.value.args[0]


@every_operation
def test_every_operation_is_the_request_that_botocore_makes(
    operation: Any, clients: dict[str, Any]
) -> None:
    """Method, URL, body, and the headers that do not depend on the moment; every parameter set."""
    wire = full(operation)
    theirs = by_botocore(clients[operation.service.name], operation.wire_name, wire)
    ours = dryrun.build(operation, wire, ENDPOINT)
    assert ours is not None
    assert ours == send.serialized(operation, wire, ENDPOINT)
    assert (ours.method, ours.url) == (theirs.method, theirs.url)
    assert ours.body == (theirs.body or b"")
    for name in ("Content-Type", "Content-Length", "X-Amz-Target"):
        sent = theirs.headers.get(name)
        assert ours.headers.get(name) == (sent.decode() if isinstance(sent, bytes) else sent), name


@pytest.mark.parametrize("text", ["a b", "ü/é", "100%", "a+b&c=d", "~-._", "*'()!"])
def test_odd_text_is_encoded_as_botocore_encodes_it(text: str, clients: dict[str, Any]) -> None:
    """In the path, the query and the body."""
    operation = catalog.service("emr-containers").operation("list-job-runs")
    wire = {"virtualClusterId": text, "name": text, "states": [text, "RUNNING"]}
    theirs = by_botocore(clients["emr-containers"], "ListJobRuns", wire)
    ours = dryrun.build(operation, wire, ENDPOINT)
    assert ours is not None
    assert ours.url == theirs.url
    tag = catalog.service("emr-containers").operation("tag-resource")
    tags = {"resourceArn": text, "tags": {text: text}}
    built = dryrun.build(tag, tags, ENDPOINT)
    assert built is not None
    assert json.loads(built.body) == {"tags": {text: text}}
    assert built.url == by_botocore(clients["emr-containers"], "TagResource", tags).url


@pytest.mark.parametrize("service", catalog.service_names())
def test_endpoints_are_those_of_botocore(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In every commercial region that botocore knows, and in none of the others."""
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    session = Session()
    operation = catalog.service(service).operation(next(iter(catalog.service(service).operations)))
    for partition in session.get_available_partitions():
        for region in session.get_available_regions(service, partition):
            theirs = session.create_client(service, region_name=region).meta.endpoint_url
            ours = dryrun.public_endpoint(operation, region)
            assert ours == (theirs if partition == "aws" else None), region


@pytest.mark.parametrize(
    "variable", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_GLUE", "AWS_USE_FIPS_ENDPOINT"]
)
def test_what_settings_change_is_left_to_botocore(
    variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``None``: ask botocore."""
    operation = catalog.service("glue").operation("get-jobs")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    assert dryrun.public_endpoint(operation, "us-east-1")
    monkeypatch.setenv(variable, "x")
    assert dryrun.public_endpoint(operation, "us-east-1") is None
