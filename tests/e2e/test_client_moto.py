"""The clients end to end: over HTTP, against moto, where moto has the operation."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from emrglue import (
    ValidationError,
    WaitFailedError,
    emr_containers,
    emr_serverless,
    glue,
    guard,
)
from tests.support.moto_server import moto_server

ROLE = "arn:aws:iam::123456789012:role/emr"
CREDENTIALS = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "secret"}
OPTIONS = {"region_name": "us-east-1", **CREDENTIALS}
KINDS = ["own", "handed in"]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with moto_server() as address:
        yield address


def client(module: Any, url: str, kind: str = "own") -> Any:
    if kind == "own":
        return module.Client(endpoint_url=url, **OPTIONS)
    service = module.__name__.rpartition(".")[2].replace("_", "-")
    return module.Client(client=boto3.client(service, endpoint_url=url, **OPTIONS))


def job(c: Any, name: str) -> str:
    c.create_job(
        name=name,
        role=ROLE,
        command=glue.JobCommand(name="glueetl", script_location="s3://b/a.py"),
        default_arguments={"--k": "v"},
    )
    return name


def test_both_kinds_of_clients_get_equal_responses(url: str) -> None:
    """Straight from JSON, and through botocore's dictionary."""
    ours, theirs = client(glue, url), client(glue, url, "handed in")
    first = ours.get_job(job_name=job(ours, "equal"))
    assert first == theirs.get_job(job_name="equal")
    assert first.job.default_arguments == {"--k": "v"}


@pytest.mark.parametrize("kind", KINDS)
def test_pages_of_glue_jobs(url: str, kind: str) -> None:
    """Sizes, a maximum, and the way on from it."""
    c = client(glue, url, kind)
    names = [job(c, f"{kind.replace(' ', '-')}-{number}") for number in range(5)]
    jobs = c.iter_get_jobs()
    assert {item.name for item in jobs} >= {*names}
    everything = [item.name for item in jobs.limit(page_size=2)]
    assert len(next(jobs.limit(page_size=2).pages()).jobs) == 2
    some = jobs.limit(page_size=2, max_items=3)
    assert [item.name for item in some] == everything[:3]
    rest = jobs.limit(starting_token=some.resume_token)
    assert [item.name for item in rest] == everything[3:]


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_of_glue(url: str, kind: str) -> None:
    """As a class, with what the service says."""
    c = client(glue, url, kind)
    with pytest.raises(c.exceptions.EntityNotFoundException) as caught:
        c.get_table(database_name="nowhere", name="t")
    assert type(caught.value) is glue.EntityNotFoundException
    assert (caught.value.http_status, caught.value.code) == (400, "EntityNotFoundException")
    assert "nowhere" in caught.value.message


@pytest.mark.parametrize("kind", KINDS)
def test_a_job_run_of_glue_is_waited_for(url: str, kind: str) -> None:
    """moto's runs succeed as soon as one looks."""
    c = client(glue, url, kind)
    name = f"job-{kind.replace(' ', '-')}"
    job(c, name)
    run_id = c.start_job_run(job_name=name).job_run_id
    response = c.wait_until_job_run_succeeded(job_name=name, run_id=run_id, delay=0)
    assert response.job_run.job_run_state == "SUCCEEDED"
    assert [run.id for run in c.iter_get_job_runs(job_name=name)] == [run_id]


@pytest.mark.parametrize("kind", KINDS)
def test_an_application_of_emr_serverless(url: str, kind: str) -> None:
    """Created, started, a run started and cancelled, stopped, deleted."""
    c = client(emr_serverless, url, kind)
    made = c.create_application(name="a", release_label="emr-7.0.0", type="SPARK")
    application = made.application_id
    c.wait_until_application_created(application_id=application, delay=0)
    c.start_application(application_id=application)
    c.wait_until_application_started(application_id=application, delay=0)
    run = c.start_job_run(
        application_id=application,
        execution_role_arn=ROLE,
        job_driver=emr_serverless.JobDriver(
            spark_submit=emr_serverless.SparkSubmit(entry_point="s3://b/app.py")
        ),
    )
    ids = {"application_id": application, "job_run_id": run.job_run_id}
    assert [item.id for item in c.iter_list_job_runs(application_id=application)] == [
        run.job_run_id
    ]
    c.cancel_job_run(**ids)
    with pytest.raises(WaitFailedError) as caught:
        c.wait_until_job_run_succeeded(**ids, delay=0)
    assert caught.value.state == "CANCELLED"
    c.stop_application(application_id=application)
    c.wait_until_application_stopped(application_id=application, delay=0)
    c.delete_application(application_id=application)


@pytest.mark.parametrize("kind", KINDS)
def test_a_job_run_of_emr_on_eks(url: str, kind: str) -> None:
    """On a virtual cluster, listed, described and cancelled."""
    eks = boto3.client("eks", endpoint_url=url, **OPTIONS)
    name = f"k-{kind.replace(' ', '-')}"
    eks.create_cluster(name=name, roleArn=ROLE, resourcesVpcConfig={})
    c = client(emr_containers, url, kind)
    cluster = c.create_virtual_cluster(
        name=name,
        container_provider=emr_containers.ContainerProvider(
            type="EKS",
            id=name,
            info=emr_containers.ContainerInfo(eks_info=emr_containers.EksInfo(namespace=name)),
        ),
    ).id
    run = c.start_job_run(
        virtual_cluster_id=cluster,
        name="run",
        execution_role_arn=ROLE,
        release_label="emr-7.0.0-latest",
        job_driver=emr_containers.JobDriver(
            spark_submit_job_driver=emr_containers.SparkSubmitJobDriver(entry_point="s3://b/a.py")
        ),
    )
    ids = {"virtual_cluster_id": cluster, "id": run.id}
    assert [item.id for item in c.iter_list_job_runs(virtual_cluster_id=cluster)] == [run.id]
    assert c.describe_job_run(**ids).job_run.name == "run"
    c.cancel_job_run(**ids)
    response = c.wait_until_job_run_cancelled(**ids, delay=0)
    assert response.job_run.state == "CANCELLED"


def test_a_guarded_boto3_client(url: str) -> None:
    """Refuses what the service would refuse, and answers as it always did."""
    c = guard(boto3.client("glue", endpoint_url=url, **OPTIONS))
    c.create_database(DatabaseInput={"Name": "guarded"})
    assert c.get_database(Name="guarded")["Database"]["Name"] == "guarded"
    with pytest.raises(ValidationError):
        c.create_job(Name="j", Role="r", Command={"Name": "glueetl"}, ExecutionClass="SLOW")


def test_an_asynchronous_client_over_threads(url: str) -> None:
    """Calls, pages and waits."""

    async def run() -> list[str]:
        async with glue.AsyncClient(endpoint_url=url, **OPTIONS) as c:
            names = [f"threads-{number}" for number in range(3)]
            for made in names:
                await c.create_job(name=made, role=ROLE, command=glue.JobCommand(name="glueetl"))
            run_id = (await c.start_job_run(job_name=names[0])).job_run_id
            await c.wait_until_job_run_succeeded(job_name=names[0], run_id=run_id, delay=0)
            with pytest.raises(glue.EntityNotFoundException):
                await c.get_job(job_name="none")
            jobs = c.iter_get_jobs().limit(page_size=2)
            assert len([page async for page in jobs.pages()]) > 1
            return sorted([item.name async for item in jobs if item.name.startswith("threads")])

    assert asyncio.run(run()) == ["threads-0", "threads-1", "threads-2"]
