"""``make demo``: StartJobRun on all three services, end to end, against an embedded moto server."""

from __future__ import annotations

import logging
import os

from emrglue import ValidationError, emr_containers, emr_serverless, glue, jobs

from .support.moto_server import moto_server

ROLE = "arn:aws:iam::123456789012:role/emr"


def main() -> None:
    """Run the demo; needs nothing but this checkout, and talks to loopback only."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    credentials = {"AWS_ACCESS_KEY_ID": "demo", "AWS_SECRET_ACCESS_KEY": "demo"}
    os.environ.update(credentials, AWS_DEFAULT_REGION="us-east-1")
    with moto_server() as url:
        serverless(emr_serverless.Client(endpoint_url=url))
        etl(glue.Client(endpoint_url=url))
        eks(emr_containers.Client(endpoint_url=url))
    refused()


def serverless(client: emr_serverless.Client) -> None:
    """Start a Spark job on EMR Serverless and wait for it."""
    title("EMR Serverless: start and wait")
    application = client.create_application(
        name="demo", release_label="emr-7.0.0", type="SPARK"
    ).application_id
    request = emr_serverless.StartJobRunRequest(
        application_id=application,
        execution_role_arn=ROLE,
        name="nightly",
        job_driver=emr_serverless.JobDriver(
            spark_submit=emr_serverless.SparkSubmit(entry_point="s3://bucket/app.py")
        ),
    )
    run = jobs.start(client, request)
    print(f"  started {run}")
    print(f"  ended:  {run.wait(timeout=60)}")
    for summary in client.iter_list_job_runs(application_id=application):
        print(f"  listed: {summary.id} {summary.state}")


def etl(client: glue.Client) -> None:
    """Start a Glue job and wait for it."""
    title("AWS Glue: start and wait")
    client.create_job(
        name="etl-job",
        role="glue",
        command=glue.JobCommand(name="glueetl", script_location="s3://bucket/etl.py"),
    )
    run = jobs.start(client, job_name="etl-job", worker_type="G.1X", number_of_workers=2)
    print(f"  started {run}")
    print(f"  ended:  {run.wait(timeout=60)}")
    try:
        client.start_job_run(job_name="no-such-job")
    except glue.EntityNotFoundException as error:
        print(f"  a job that is not there: {error.code}: {error.message}")


def eks(client: emr_containers.Client) -> None:
    """Start a job on EMR on EKS and cancel it."""
    title("EMR on EKS: start and cancel")
    cluster = client.create_virtual_cluster(
        name="demo",
        container_provider=emr_containers.ContainerProvider(
            type="EKS",
            id="demo",
            info=emr_containers.ContainerInfo(eks_info=emr_containers.EksInfo(namespace="default")),
        ),
    )
    run = jobs.start(
        client,
        virtual_cluster_id=cluster.id,
        execution_role_arn=ROLE,
        release_label="emr-7.0.0-latest",
        job_driver=emr_containers.JobDriver(
            spark_submit_job_driver=emr_containers.SparkSubmitJobDriver(
                entry_point="s3://bucket/app.py"
            )
        ),
    )
    print(f"  started {run}")
    print(f"  state:  {run.state}")
    run.cancel()
    print(f"  ended:  {run.wait(timeout=60, check=False)}")


def refused() -> None:
    """What a bad request is told, before anything is sent."""
    title("A bad request")
    try:
        glue.StartJobRunRequest(job_name="", execution_class="SLOW", jobname="etl")  # type: ignore[arg-type]
    except ValidationError as error:
        print("  " + str(error).replace("\n", "\n  "))


def title(text: str) -> None:
    print(f"\n{text}")


if __name__ == "__main__":
    main()
