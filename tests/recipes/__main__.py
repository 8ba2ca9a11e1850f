"""Run the recipes as their users would, against moto: ``python -m tests.recipes``.

In an environment with the extra ``recipes``. Each command gets a quarter of an hour at most;
moto is on a port of the loopback interface, and gone in the end.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from gzip import compress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import boto3

from emrglue import emr_containers, emr_serverless, glue
from tests.support.moto_server import moto_server

HERE = Path(__file__).parent
GENERATED = HERE.parents[1] / "generated"
BIN = Path(sys.executable).parent


class World:
    """What the recipes expect to be there, and jobs that write logs once they are started."""

    def __init__(self, url: str) -> None:
        os.environ.update(AWS_ENDPOINT_URL=url, **SETTINGS)
        self.glue, self.serverless = glue.Client(), emr_serverless.Client()
        self.logs, self.s3 = boto3.client("logs"), boto3.client("s3")
        for name in ("logs", "pipes"):
            self.s3.create_bucket(Bucket=name)
        for name in ("dagster-etl", "airflow-etl", "pipes-etl"):
            command = glue.JobCommand(name="glueetl", script_location="s3://jobs/etl.py")
            self.glue.create_job(name=name, role="glue", command=command)
        self.application, self.for_pipes = (
            str(
                self.serverless.create_application(
                    name=name, release_label="emr-7.0.0", type="SPARK"
                ).application_id
            )
            for name in ("airflow", "pipes")
        )
        info = emr_containers.ContainerInfo(eks_info=emr_containers.EksInfo(namespace="spark"))
        provider = emr_containers.ContainerProvider(type="EKS", id="eks", info=info)
        containers = emr_containers.Client()
        cluster = containers.create_virtual_cluster(name="c", container_provider=provider)
        self.cluster = str(cluster.id)

    def glue_writes(self, job: str) -> str | None:
        """A line into the log of a run, as soon as there is one."""
        for run in self.glue.get_job_runs(job_name=job).job_runs or ():
            place = {"logGroupName": "test/log/output"}
            with suppress(self.logs.exceptions.ResourceAlreadyExistsException):
                self.logs.create_log_group(**place)
            place["logStreamName"] = str(run.id)
            self.logs.create_log_stream(**place)
            line = f"{job} works, password=hunter2"
            event = {"timestamp": int(time.time() * 1000), "message": line}
            self.logs.put_log_events(**place, logEvents=[event])
            return run.id
        return None

    def serverless_writes(self) -> str | None:
        """The same in S3."""
        try:
            runs = self.serverless.list_job_runs(application_id=self.application).job_runs
        except emr_serverless.ResourceNotFoundException:  # moto, of an application without runs
            return None
        for run in runs or ():
            key = f"airflow/applications/{self.application}/jobs/{run.id}/SPARK_DRIVER/stdout.gz"
            self.s3.put_object(Bucket="logs", Key=key, Body=compress(b"Spark works\n"))
            return run.id
        return None


SETTINGS = {
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}


def soon(write: Callable[[], str | None]) -> threading.Thread:
    """Write when there is a run, within a quarter of an hour."""

    def watch() -> None:
        for _ in range(1800):
            if write() is not None:
                return
            time.sleep(0.5)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    return thread


def command(*words: str, **more: str) -> str:
    """Run a command of the environment; what it printed.

    :raises SystemExit: it failed.
    """
    print("$", *words, flush=True)
    paths = os.pathsep.join(map(str, (GENERATED, HERE)))
    env = {**os.environ, "PYTHONPATH": paths, "DO_NOT_TRACK": "1", **more}
    began = time.monotonic()
    done = subprocess.run(
        [str(BIN / words[0]), *words[1:]],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=900,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{done.stdout}\nexit code {done.returncode}")
    print(f"  done in {time.monotonic() - began:.0f} s", flush=True)
    return done.stdout


def expect(output: str, *texts: str) -> None:
    """What has to be in an output; no secret may be."""
    for text in texts:
        if text not in output:
            raise SystemExit(f"{output}\n{text!r} is missing")
    if "hunter2" in output:
        raise SystemExit("a secret was printed")


def dagster(world: World, home: Path) -> None:
    """The Dagster job, and Dagster's Pipes."""
    settings = {"DAGSTER_HOME": str(home)}
    soon(lambda: world.glue_writes("dagster-etl"))
    recipe = str(HERE / "dagster_job.py")
    output = command("dagster", "job", "execute", "-f", recipe, "-j", "nightly", **settings)
    expect(output, "RUN_SUCCESS", "dagster-etl works, password=*********(redacted)")
    more = {
        "EMR_SERVERLESS_APPLICATION_ID": world.for_pipes,
        "EMR_VIRTUAL_CLUSTER_ID": world.cluster,
    }
    output = command("python", str(HERE / "pipes.py"), **settings, **more)
    expect(output, json.dumps({"on_glue": 1, "on_emr_serverless": 2, "on_emr_on_eks": 3}))


def airflow(world: World, home: Path) -> None:
    """The Airflow DAG."""
    dags = home / "dags"
    dags.mkdir()
    shutil.copy(HERE / "airflow_dag.py", dags)
    settings: Mapping[str, Any] = {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(dags),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "EMR_SERVERLESS_APPLICATION_ID": world.application,
    }
    command("airflow", "db", "migrate", **settings)
    soon(world.serverless_writes)
    soon(lambda: world.glue_writes("airflow-etl"))
    output = command("airflow", "dags", "test", "emrglue_nightly", **settings)
    expect(
        output, "Spark works", "airflow-etl works, password=*********(redacted)", "state=success"
    )


def main() -> None:
    """All of them, or those that are named."""
    with moto_server() as url, TemporaryDirectory() as home:
        world = World(url)
        for recipe in (dagster, airflow):
            if sys.argv[1:] and recipe.__name__ not in sys.argv[1:]:
                continue
            own = Path(home) / recipe.__name__
            own.mkdir()
            recipe(world, own)


if __name__ == "__main__":
    main()
