"""Whole calls over a stubbed HTTP layer: our clients against boto3's."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs
import boto3
from botocore.config import Config

from emrglue import emr_containers, glue

from . import measure, reading, samples
from .measure import Peer, Row, Work, timed
from .reading import Read
from .stubbed import answering

REGION = "us-east-1"
CREDENTIALS = {"aws_access_key_id": "AKIAIOSFODNN7EXAMPLE", "aws_secret_access_key": "secret"}


TURN = 0.1
"""Seconds of a turn, which holds some of the slowest calls."""
FLOOR = "the floor: botocore, nothing checked, json.loads"


def rows() -> Iterator[Row]:
    """All rows about calls."""
    os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
    for sample in samples.SAMPLES:
        yield from _start_job_run(sample)
    yield from _get_tables()
    yield from _list_job_runs()


class OnlyJson:
    """In the place of botocore's parsers: as little as anybody can do with a body."""

    def create_parser(self, _protocol: str) -> OnlyJson:
        return self

    def parse(self, response: Mapping[str, Any], _shape: object) -> dict[str, Any]:
        status = {"HTTPStatusCode": response["status_code"]}
        return {**json.loads(response["body"]), "ResponseMetadata": status}


def _clients(service: str, package: Any, body: bytes) -> tuple[Any, Any, Any]:
    """Ours, boto3's, and boto3's without validation and parser."""
    session = boto3.Session(region_name=REGION, **CREDENTIALS)
    bare = session.client(service, config=Config(parameter_validation=False))
    bare._endpoint._response_parser_factory = OnlyJson()
    clients = package.Client(session=session), session.client(service), bare
    for client in clients:
        answering(client.meta.events, body)
    return clients


def _compare(what: str, ours: Work, theirs: Work, floor: Work, goal: float) -> list[Row]:
    return measure.compare(
        "calls",
        what,
        timed(ours, TURN),
        Peer("boto3", timed(theirs, TURN), goal),
        Peer(FLOOR, timed(floor, TURN), 0),
    )


def _start_job_run(sample: samples.Sample) -> list[Row]:
    """Building the typed request is part of ours; boto3's dictionary is ready."""
    package, wire = sample.package, sample.wire
    ours, theirs, bare = _clients(sample.service, package, b'{"id": "1", "JobRunId": "1"}')
    start = sample.call().of("client.start_job_run", client=ours, package=package)
    return _compare(
        f"{sample.title}: start_job_run",
        start,
        lambda: theirs.start_job_run(**wire),
        lambda: bare.start_job_run(**wire),
        1.5,
    )


@attrs.frozen
class Page:
    """The same page, fetched by our client and by two of boto3's."""

    what: str
    ours: Callable[[], Any]
    theirs: Work
    bare: Work

    def read(self, how: str, ours: Read, theirs: Read, goal: float) -> list[Row]:
        """Rows about the whole call with what follows it."""
        return _compare(
            f"{self.what}{how}",
            lambda: ours(self.ours()),
            lambda: theirs(self.theirs()),
            lambda: theirs(self.bare()),
            goal,
        )

    def kept(self, how: str, ours: Read, goal: float) -> list[Row]:
        """A row about the memory that our response takes, and boto3's dictionary."""

        def ours_read() -> object:
            response = self.ours()
            ours(response)
            return response

        return measure.compare(
            "calls",
            f"{self.what}, kept in memory, {how}",
            lambda: measure.memory(ours_read),
            Peer("boto3's dictionary", lambda: measure.memory(self.theirs), goal),
            rounds=3,
            smaller=True,
            unit="B",
        )


def _unread(_response: object) -> None:
    """Nothing is done with it."""


def tables(count: int = 100, columns: int = 20) -> bytes:
    """The body of a GetTables page."""
    return json.dumps({"TableList": [_table(i, columns) for i in range(count)]}).encode()


def _table(index: int, columns: int) -> dict[str, Any]:
    return {
        "Name": f"orders_{index}",
        "DatabaseName": "lake",
        "Owner": "hadoop",
        "CreateTime": 1767225600.123 + index,
        "UpdateTime": 1767225700.0 + index,
        "Retention": 0,
        "StorageDescriptor": {
            "Columns": [
                {"Name": f"column_{i}", "Type": "string", "Comment": "from the source"}
                for i in range(columns)
            ],
            "Location": f"s3://lake/orders_{index}/",
            "InputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
            "OutputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
            "Compressed": False,
            "NumberOfBuckets": 0,
            "SerdeInfo": {
                "SerializationLibrary": "org.apache.hadoop.hive.serde.ParquetHiveSerDe",
                "Parameters": {"serialization.format": "1"},
            },
            "SortColumns": [],
            "StoredAsSubDirectories": False,
        },
        "PartitionKeys": [{"Name": "day", "Type": "date"}],
        "TableType": "EXTERNAL_TABLE",
        "Parameters": {"classification": "parquet", "EXTERNAL": "TRUE"},
        "CreatedBy": "arn:aws:sts::123456789012:assumed-role/etl/session",
        "IsRegisteredWithLakeFormation": False,
        "CatalogId": "123456789012",
        "VersionId": "3",
    }


def _get_tables() -> Iterator[Row]:
    ours, theirs, bare = _clients("glue", glue, tables())
    page = Page(
        "GetTables: a page of 100 tables of 20 columns",
        lambda: ours.get_tables(database_name="lake"),
        lambda: theirs.get_tables(DatabaseName="lake"),
        lambda: bare.get_tables(DatabaseName="lake"),
    )
    assert len(page.ours().table_list) == 100
    some = reading.tables_of_structures, reading.tables_of_dictionaries
    every = reading.every_member(glue.GetTablesResponse)
    yield from page.read("", _unread, _unread, 5)
    yield from page.read(", the benchmark's fields read", *some, 2.3)
    yield from page.read(", every member read", *every, 0)
    yield from page.kept("unread", _unread, 0.95)
    yield from page.kept("read", every[0], 0)


def job_runs(count: int = 50) -> bytes:
    """The body of a ListJobRuns page of EMR on EKS."""
    return json.dumps({"jobRuns": [_job_run(i) for i in range(count)]}).encode()


def _job_run(index: int) -> dict[str, Any]:
    return {
        "id": f"00000003{index:010}",
        "name": "orders-daily",
        "virtualClusterId": "abcd1234efgh5678ijkl9012m",
        "arn": "arn:aws:emr-containers:us-east-1:123456789012:/virtualclusters/abcd1234/jobruns/1",
        "state": "COMPLETED",
        "clientToken": samples.TOKEN,
        "executionRoleArn": samples.ROLE,
        "releaseLabel": "emr-7.2.0-latest",
        "createdAt": f"2026-01-31T04:05:{index % 60:02}Z",
        "finishedAt": f"2026-01-31T05:05:{index % 60:02}Z",
        "createdBy": "arn:aws:sts::123456789012:assumed-role/etl/session",
        "stateDetails": "JobRun completed successfully.",
        "tags": samples.TAGS,
    }


def _list_job_runs() -> Iterator[Row]:
    ours, theirs, bare = _clients("emr-containers", emr_containers, job_runs())
    page = Page(
        "ListJobRuns: a page of 50",
        lambda: ours.list_job_runs(virtual_cluster_id="abcd1234"),
        lambda: theirs.list_job_runs(virtualClusterId="abcd1234"),
        lambda: bare.list_job_runs(virtualClusterId="abcd1234"),
    )
    assert len(page.ours().job_runs) == 50
    every = reading.every_member(emr_containers.ListJobRunsResponse)
    yield from page.read("", _unread, _unread, 10)
    yield from page.read(", every member read", *every, 5)
