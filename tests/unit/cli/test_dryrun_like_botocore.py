"""``--dry-run`` shows what botocore sends, without importing it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.config import Config
from botocore.session import Session
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emrglue import ValidationError
from emrglue._runtime.cli import catalog, dryrun, requests, send
from emrglue._runtime.client import transport
from emrglue._runtime.testing.strategies import wires

from .everything import ALL, every_operation, full

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


@contextmanager
def time_zone(name: str) -> Iterator[None]:
    """The time zone of the process."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = name
    time.tzset()
    try:
        yield
    finally:
        os.environ.pop("TZ")
        os.environ |= {"TZ": before} if before else {}
        time.tzset()


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


def agree(operation: Any, wire: dict[str, Any], client: Any) -> None:
    """The dry run and what the client of the command line sends are the same to the last byte."""
    sent = by_botocore(client, operation.wire_name, wire)
    ours = dryrun.build(operation, wire, ENDPOINT)
    assert ours is not None
    assert (ours.method, ours.url, ours.body) == (sent.method, sent.url, sent.body or b"")


@given(st.data())
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_shown_is_what_is_sent(clients: dict[str, Any], data: st.DataObject) -> None:
    """Any legal request of any operation; moments with and without a zone, in any time zone."""
    operation = data.draw(st.sampled_from(ALL))
    drawn = data.draw(wires(operation.request))
    zones = st.sampled_from(["UTC", "America/New_York", "Asia/Kathmandu"])
    with time_zone(data.draw(zones)):
        wire = requests.normalised(operation, drawn)
        agree(operation, wire, clients[operation.service.name])


MOMENTS = st.one_of(
    st.datetimes(timezones=st.none() | st.timezones()),
    st.floats(-6e10, 2e11),
    st.sampled_from(["2024-01-02T03:04:05", "2024-01-02", "0999-01-02T03:04:05.5+05:45", "1e3"]),
)


@given(MOMENTS, st.sampled_from(["UTC", "America/New_York", "Australia/Lord_Howe"]))
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_moment_is_shown_as_it_is_sent(clients: dict[str, Any], moment: Any, zone: str) -> None:
    """In the query, as ISO 8601, and in the body, as seconds."""
    listed = catalog.service("emr-containers").operation("list-job-runs")
    tables = catalog.service("glue").operation("get-table")
    with time_zone(zone):
        for operation, wire in (
            (listed, {"virtualClusterId": "c", "createdAfter": moment}),
            (tables, {"DatabaseName": "d", "Name": "n", "QueryAsOfTime": moment}),
        ):
            try:
                normal = requests.normalised(operation, wire)
            except ValidationError:  # such a year is not in UTC's calendar
                continue
            agree(operation, normal, clients[operation.service.name])


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
