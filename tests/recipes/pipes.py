"""Dagster's own Pipes clients, given clients that emrglue checks, run once from end to end.

What Spark or Glue would run is run here when the run is started, in a process of its own: it reads
what Dagster handed over, and reports back, by Dagster's own library. Bucket, job, application and
virtual cluster are there before.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import boto3
from dagster import AssetExecutionContext, AssetKey, Definitions, asset, materialize
from dagster_aws.pipes import (
    PipesEMRContainersClient,
    PipesEMRServerlessClient,
    PipesGlueClient,
    PipesS3ContextInjector,
    PipesS3MessageReader,
)

import emrglue
from emrglue.spark import SparkSubmitParameters

ROLE = "arn:aws:iam::123456789012:role/emr"
BUCKET = "pipes"
JOB = Path(__file__).with_name("pipes_job.py")
S3 = boto3.client("s3")


def through_s3() -> dict[str, Any]:
    """How Dagster hands over, and hears: a reader is for one run."""
    return {
        "context_injector": PipesS3ContextInjector(client=S3, bucket=BUCKET),
        "message_reader": PipesS3MessageReader(client=S3, bucket=BUCKET, interval=0.5),
    }


def checked(service: str) -> Any:
    """A client of boto3 whose requests emrglue checks, and whose jobs run here."""
    client = emrglue.guard(boto3.client(service))
    events = client.meta.events
    events.register_first(f"before-parameter-build.{service}.StartJobRun", _remember)
    events.register_last(f"after-call.{service}.StartJobRun", _run)
    events.register_last("after-call.emr-serverless.GetApplication", _as_aws_writes_it)
    events.register_last("after-call.emr-containers.DescribeJobRun", _ended)
    return client


def _remember(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
    context["what was asked"] = params


def _run(context: dict[str, Any], **_: Any) -> None:
    """Run the job to its end, in a process of its own."""
    env = {**os.environ, **_handed_over(context["what was asked"])}
    subprocess.run([sys.executable, str(JOB)], env=env, check=True, timeout=120)


def _as_aws_writes_it(parsed: dict[str, Any], **_: Any) -> None:
    """Dagster knows the type ``Spark``, and moto answers what was asked for."""
    parsed["application"]["type"] = parsed["application"]["type"].capitalize()


def _ended(parsed: dict[str, Any], **_: Any) -> None:
    """In moto runs of EMR on EKS go on for ever."""
    parsed["jobRun"]["state"] = "COMPLETED"


def _handed_over(asked: dict[str, Any]) -> dict[str, str]:
    """Dagster's parameters, where each service takes them."""
    if "Arguments" in asked:
        named = asked["Arguments"].items()
        return {k.removeprefix("--").replace("-", "_").upper(): v for k, v in named}
    driver = asked["jobDriver"].get("sparkSubmit")
    if driver is not None:
        conf = SparkSubmitParameters.parse(driver["sparkSubmitParameters"]).conf
    else:
        parts = asked["configurationOverrides"]["applicationConfiguration"]
        conf = {k: v for part in parts for k, v in _properties(part)}
    return {k.rpartition(".")[2]: v for k, v in conf.items() if "DAGSTER_PIPES" in k}


def _properties(part: dict[str, Any]) -> list[tuple[str, str]]:
    inner = [pair for more in part.get("configurations", ()) for pair in _properties(more)]
    return [*part.get("properties", {}).items(), *inner]


@asset
def on_glue(context: AssetExecutionContext) -> Any:
    """An asset that a Glue job makes."""
    pipes = PipesGlueClient(client=checked("glue"), **through_s3())
    request = {"JobName": "pipes-etl", "Arguments": {"--day": "2024-05-31"}}
    ran = pipes.run(context=context, start_job_run_params=request, extras={"rows": 1})
    return ran.get_materialize_result()


@asset
def on_emr_serverless(context: AssetExecutionContext) -> Any:
    """An asset that a job run of EMR Serverless makes."""
    client = checked("emr-serverless")
    pipes = PipesEMRServerlessClient(client=client, poll_interval=0.1, **through_s3())
    request = {
        "applicationId": os.environ["EMR_SERVERLESS_APPLICATION_ID"],
        "clientToken": context.run.run_id,
        "executionRoleArn": ROLE,
        "jobDriver": {"sparkSubmit": {"entryPoint": "s3://jobs/app.py"}},
    }
    ran = pipes.run(context=context, start_job_run_params=request, extras={"rows": 2})
    return ran.get_materialize_result()


@asset
def on_emr_on_eks(context: AssetExecutionContext) -> Any:
    """An asset that a job run of EMR on EKS makes."""
    pipes = PipesEMRContainersClient(client=checked("emr-containers"), **through_s3())
    request = {
        "virtualClusterId": os.environ["EMR_VIRTUAL_CLUSTER_ID"],
        "clientToken": context.run.run_id,
        "executionRoleArn": ROLE,
        "releaseLabel": "emr-7.1.0-latest",
        "jobDriver": {"sparkSubmitJobDriver": {"entryPoint": "s3://jobs/app.py"}},
    }
    ran = pipes.run(context=context, start_job_run_params=request, extras={"rows": 3})
    return ran.get_materialize_result()


ASSETS = [on_glue, on_emr_serverless, on_emr_on_eks]
defs = Definitions(assets=ASSETS)


def main() -> None:
    """Make all assets; print what their jobs reported."""
    made = materialize(ASSETS)
    assert made.success
    rows = {}
    for each in ASSETS:
        [event] = made.asset_materializations_for_node(each.op.name)
        assert event.asset_key == AssetKey(each.op.name)
        rows[each.op.name] = event.metadata["rows"].value
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
