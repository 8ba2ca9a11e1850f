"""With shortcuts, without them, and where botocore has other private parts: the same results.

What each shortcut does is told in ``test_encoding.py`` and ``test_decoding.py``.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import botocore
import botocore.session
import pytest
from botocore import loaders, parsers, serialize

import emrglue
from emrglue import InvalidBodyError, emr_containers, emr_serverless, glue
from tests.support.faults import Answer, FaultServer, Received, error, ok

from .canned import CREDENTIALS

OPTIONS = {"region_name": "us-east-1", **CREDENTIALS}
ROLE = "arn:aws:iam::123456789012:role/emr"

JOB = {"Name": "j", "CreatedOn": 1.7e9, "MaxCapacity": 2.5, "DefaultArguments": {"--a": "b"}}
PAGES = ({"JobRuns": [{"Id": "1"}], "NextToken": "a"}, {"JobRuns": [{"Id": "2"}]})
ANSWERS = {
    "GetJob": ok(Job=JOB),
    "StartJobRun": ok(JobRunId="jr"),
    "GetJobRun": ok(JobRun={"Id": "jr", "JobRunState": "SUCCEEDED", "CompletedOn": 1.7e9}),
    "GetTable": error("EntityNotFoundException"),
}


def service(received: Received) -> Answer:
    """Glue by the operation, the others by the path."""
    if received.operation == "GetJobRuns":
        return ok(**PAGES["NextToken" in received.json])
    if received.operation:
        return ANSWERS[received.operation]
    if "virtualclusters" in received.path:
        return ok(virtualClusters=[{"id": "v", "createdAt": "2024-02-29T12:00:00Z"}])
    return ok(applicationId="00f1", jobRunId="r", arn="a")


def calls(url: str, session: Any = None, **options: Any) -> list[Any]:
    """What calls of every kind are answered with, as JSON."""
    options |= {"endpoint_url": url, "session": session}
    options |= {} if session else OPTIONS
    one, two, three = (m.Client(**options) for m in (glue, emr_serverless, emr_containers))
    job = one.get_job(job_name="j")
    answers = [
        job.to_wire(),
        one.start_job_run(job_name="j", arguments={"--a": "b"}, max_capacity=0.0625).to_wire(),
        [run.id for run in one.iter_get_job_runs(job_name="j")],
        one.wait_until_job_run_succeeded(job_name="j", run_id="jr").to_wire(),
        two.start_job_run(
            application_id="00f1",
            execution_role_arn=ROLE,
            client_token="t",
            configuration_overrides={"applicationConfiguration": [{"classification": "c"}]},
        ).to_wire(),
        three.list_virtual_clusters(max_results=3, created_after="2024-02-29T12:00:00Z").to_wire(),
        sorted(job.response_metadata),
    ]
    try:
        one.get_table(database_name="d", name="t")
    except glue.EntityNotFoundException as refused:
        answers.append(str(refused))
    return list(json.loads(json.dumps(answers, default=str)))


VARYING = re.compile(r"(?i)amz-sdk-|x-amz-date|authorization|host|user-agent")


def sent(server: FaultServer) -> list[Any]:
    """The requests that came, but for what is another every time."""
    return [
        (
            received.method,
            received.path,
            {k: v for k, v in received.headers.items() if not VARYING.match(k)},
            received.json,
        )
        for received in server.received
    ]


@pytest.fixture(scope="module")
def server() -> Iterator[FaultServer]:
    with FaultServer(service) as running:
        yield running


@pytest.fixture(scope="module")
def expected(server: FaultServer) -> Any:
    """Answers and requests with the shortcuts of the botocore that is installed."""
    answers = calls(server.play(service).url)
    assert answers[2] == ["1", "2"]
    assert "No." in answers[-1]
    return answers, sent(server)


# the switch


def test_without_shortcuts_a_client_is_one_of_botocores() -> None:
    """No part of it is of a class of ours, but for what was read from our models."""
    kinds = {glue: serialize.JSONSerializer, emr_serverless: serialize.RestJSONSerializer}
    for module, kind in kinds.items():
        made = module.Client(shortcuts=False, **OPTIONS).botocore
        assert type(made._serializer) is kind
        assert type(made._endpoint._response_parser_factory) is parsers.ResponseParserFactory
        assert type(made._loader) is loaders.Loader


def sessions() -> list[Any]:
    """Of every kind that a client can be made from."""
    inner = botocore.session.Session()
    inner.set_credentials("AKIDEXAMPLE", "secret")
    inner.set_config_variable("region", "us-east-1")
    return [None, inner, boto3.Session(**OPTIONS)]


@pytest.mark.parametrize("session", sessions(), ids=["none", "botocore", "boto3"])
def test_requests_and_answers_are_the_same_without_shortcuts(
    server: FaultServer, expected: Any, session: Any
) -> None:
    """With any kind of session."""
    answers = calls(server.play(service).url, session, shortcuts=False)
    assert (answers, sent(server)) == expected


def test_a_session_finds_its_own_models_again() -> None:
    """Also where no client could be made."""
    session = botocore.session.Session()
    loader = session.get_component("data_loader")
    made = glue.Client(session=session, shortcuts=False, **OPTIONS)
    operations = set(made.meta.service_model.operation_names)
    assert operations == made._service().raw["operations"].keys()
    made = glue.Client(session=session, shortcuts=False, endpoint_url="no address", **OPTIONS)
    with pytest.raises(ValueError, match="Invalid endpoint"):
        made.meta  # noqa: B018
    assert session.get_component("data_loader") is loader


@pytest.mark.parametrize("shortcuts", [True, False])
def test_an_answer_that_is_none_is_an_error_in_any_case(
    server: FaultServer, shortcuts: bool
) -> None:
    """A page of text, as a success."""
    made = glue.Client(shortcuts=shortcuts, endpoint_url=server.url, **OPTIONS)
    server.play([Answer(body=b"<html>", headers={"Content-Type": "text/html"})])
    with pytest.raises(InvalidBodyError):
        made.get_job(job_name="j")


def test_what_takes_shortcuts_is_ours() -> None:
    """A client that is handed in has none, whatever is said."""
    given = boto3.client("glue", **OPTIONS)
    assert glue.Client(client=given, shortcuts=False).botocore is given


# botocores of tomorrow

RENAMED = {
    "the serializer": {r"\b_serializer\b": "_writer"},
    "its class": {r"\bJSONSerializer\b": "JsonWriter"},
    "its methods": {
        r"\b_serialize\b": "_write",
        "_serialize_type_": "_write_type_",
        r"\b_partition_parameters\b": "_sort_parameters",
    },
    "the endpoint": {r"\b_endpoint\b": "_sender"},
    "its parsers": {r"\b_response_parser_factory\b": "_parsers"},
    "their maker": {r"\bcreate_parser\b": "make_parser"},
    "what is parsed": {"'status_code'": "'http_status'"},
    "the user agent": {r"\b_user_agent_creator\b": "_user_agents"},
    "its methods and the context": {
        r"\bto_string\b": "to_text",
        r"\bwith_client_config\b": "configured",
        r"\bget_context\b": "current_context",
    },
    "the call": {r"\b_make_api_call\b": "_perform"},
    "the session of boto3": {r"\b_session\b": "_inside"},
}
"""What the shortcuts use of botocore and boto3, with names that it may have instead."""


def of_tomorrow(folder: Path, names: dict[str, str]) -> Path:
    """A copy of the installed botocore and boto3 with other names."""
    for package in (botocore, boto3):
        source = Path(package.__file__).parent
        copied = folder / source.name
        shutil.copytree(source, copied, ignore=shutil.ignore_patterns("data"))
        (copied / "data").symlink_to(source / "data")
        for path in copied.rglob("*.py"):
            text = renamed = path.read_text()
            for pattern, name in names.items():
                if package is boto3 or "session" not in pattern:
                    renamed = re.sub(pattern, name, renamed)
            if renamed != text:
                path.write_text(renamed)
    return folder


CALLS = """
import json, sys
import boto3, botocore
from tests.unit.runtime.test_shortcuts import OPTIONS, calls
assert botocore.__file__.startswith(sys.argv[1])
session = boto3.Session(**OPTIONS) if sys.argv[3:] else None
print(json.dumps(calls(sys.argv[2], session)))
"""


@pytest.mark.parametrize(
    ("names", "session"),
    [
        *((names, ["boto3"] * ("boto3" in what)) for what, names in RENAMED.items()),
        ({k: v for names in RENAMED.values() for k, v in names.items()}, ["boto3"]),
    ],
    ids=[*RENAMED, "all of it"],
)
def test_where_a_private_part_is_not_there_calls_work_without_it(
    server: FaultServer, expected: Any, tmp_path: Path, names: dict[str, str], session: list[str]
) -> None:
    """The same requests, the same answers."""
    folder = of_tomorrow(tmp_path, names)
    generated, root = Path(emrglue.__file__).parents[1], Path(__file__).parents[3]
    path = os.pathsep.join(map(str, (folder, generated, root)))
    url = server.play(service).url
    process = subprocess.run(
        [sys.executable, "-c", CALLS, str(folder), url, *session],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
    )
    assert process.returncode == 0, process.stderr
    assert (json.loads(process.stdout), sent(server)) == expected


PRIVATE = re.compile(
    r"\b_serializer\b|\b_serialize|_partition_parameters|_make_api_call|_response_parser_factory"
    r"|user_agent_creator|create_parser|with_client_config|botocore\.context|\"_session\"|\._session\b"
)


def test_nothing_but_the_shortcuts_touches_private_parts() -> None:
    """Of the whole runtime: one module has to be looked at when botocore changes."""
    runtime = Path(emrglue.__file__).parent / "_runtime"
    users = {path.name for path in runtime.rglob("*.py") if PRIVATE.search(path.read_text())}
    assert users == {"shortcuts.py"}
