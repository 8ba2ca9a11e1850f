"""Read, change, write back: what a service returned, as the input that updates it, against moto."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from emrglue import ValidationError, emr_containers, emr_serverless, glue
from tests.support.inside import write_back_pairs
from tests.support.moto_server import moto_server

PAGE = Path(__file__).parents[2] / "docs" / "migration.md"
ROLE = "arn:aws:iam::123456789012:role/glue"


@pytest.fixture(scope="module")
def client() -> Iterator[glue.Client]:
    with moto_server() as url:
        yield glue.Client(
            region_name="us-east-1",
            endpoint_url=url,
            aws_access_key_id="AKIDEXAMPLE",
            aws_secret_access_key="secret",
        )


def test_a_table(client: glue.Client) -> None:
    columns = [glue.Column(name="day", type="date", comment="UTC")]
    client.create_database(database_input=glue.DatabaseInput(name="db"))
    client.create_table(
        database_name="db",
        table_input=glue.TableInput(
            name="t",
            parameters={"EXTERNAL": "TRUE"},
            partition_keys=columns,
            storage_descriptor=glue.StorageDescriptor(columns=columns, location="s3://b/t/"),
        ),
    )
    table = client.get_table(database_name="db", name="t").table
    assert table is not None
    changed = glue.TableInput.from_response(table, description="by day")
    client.update_table(database_name="db", table_input=changed)
    again = client.get_table(database_name="db", name="t").table
    assert again is not None
    assert again.description == "by day"
    assert again.storage_descriptor == table.storage_descriptor
    assert again.parameters == table.parameters
    whole = glue.UpdateTableRequest.from_response(again)
    assert (whole.database_name, whole.table_input) == ("db", changed)


def test_a_database(client: glue.Client) -> None:
    client.create_database(database_input=glue.DatabaseInput(name="d2", parameters={"a": "b"}))
    found = client.get_database(name="d2").database
    assert found is not None
    client.send(glue.UpdateDatabaseRequest.from_response(found))
    again = client.get_database(name="d2").database
    assert again is not None
    assert again.parameters == {"a": "b"}


def test_a_job_that_tells_its_size_in_two_ways() -> None:
    """Glue returns the capacity of workers, too, and refuses both in an update."""
    job = glue.Job.from_wire(
        {
            "Name": "etl",
            "Role": ROLE,
            "CreatedOn": datetime(2026, 1, 1, tzinfo=timezone.utc),
            "Command": {"Name": "glueetl", "ScriptLocation": "s3://b/a.py"},
            "AllocatedCapacity": 10,
            "MaxCapacity": 10.0,
            "WorkerType": "G.1X",
            "NumberOfWorkers": 10,
            "LaterMember": 1,
        }
    )
    request = glue.UpdateJobRequest.from_response(job, job_name="etl")
    assert request.to_wire() == {
        "JobName": "etl",
        "JobUpdate": {
            "Role": ROLE,
            "Command": {"Name": "glueetl", "ScriptLocation": "s3://b/a.py"},
            "WorkerType": "G.1X",
            "NumberOfWorkers": 10,
        },
    }


def test_a_crawler_whose_schedule_is_read_as_a_structure_and_written_as_its_expression() -> None:
    crawler = glue.Crawler.from_wire(
        {
            "Name": "c",
            "State": "READY",
            "Schedule": {"ScheduleExpression": "cron(15 12 * * ? *)", "State": "SCHEDULED"},
            "Targets": {"S3Targets": [{"Path": "s3://b/"}]},
        }
    )
    assert glue.UpdateCrawlerRequest.from_response(crawler).to_wire() == {
        "Name": "c",
        "Schedule": "cron(15 12 * * ? *)",
        "Targets": {"S3Targets": [{"Path": "s3://b/"}]},
    }


def test_an_application_with_workers() -> None:
    application = emr_serverless.Application.from_wire(
        {
            "applicationId": "00f1",
            "state": "STARTED",
            "releaseLabel": "emr-7.5.0",
            "workerTypeSpecifications": {
                "Driver": {
                    "imageConfiguration": {
                        "imageUri": "123456789012.dkr.ecr.us-east-1.amazonaws.com/spark:1",
                        "resolvedImageDigest": "sha256:1",
                    }
                }
            },
        }
    )
    request = emr_serverless.UpdateApplicationRequest.from_response(application, client_token="t")
    specifications = request.to_wire()["workerTypeSpecifications"]
    assert (
        specifications["Driver"]["imageConfiguration"]["imageUri"]
        == "123456789012.dkr.ecr.us-east-1.amazonaws.com/spark:1"
    )


def test_what_was_read_of_another_kind_is_refused() -> None:
    with pytest.raises(TypeError, match=r"glue\.TableInput does not write back .* Database"):
        glue.TableInput.from_response(glue.Database(name="d"))
    with pytest.raises(TypeError, match=r"glue\.TableInput does not write back .* TableInput"):
        glue.TableInput.from_response(glue.TableInput(name="t"))


def test_what_has_to_be_given_is_a_violation_with_the_others() -> None:
    with pytest.raises(ValidationError) as caught:
        glue.UpdatePartitionRequest.from_response(glue.Partition.from_wire({"DatabaseName": ""}))
    found = {(v.path, v.constraint) for v in caught.value.violations}
    assert ("PartitionValueList", "required") in found
    assert ("DatabaseName", "min_length") in found


@pytest.mark.parametrize("module", [emr_containers, emr_serverless, glue])
def test_the_page_lists_every_pair_and_what_is_not_read(module: Any) -> None:
    page = PAGE.read_text()
    service = module.__name__.rpartition(".")[2]
    for cls, source, left in write_back_pairs(module):
        missing = ", ".join(f"`{name}`" for name in left)
        assert f"| `{service}.{cls}` | `{source}` | {missing} |" in page
