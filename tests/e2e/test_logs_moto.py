"""Log text end to end against moto: all three kinds of runs, many lines, many handles at once."""

from __future__ import annotations

import asyncio
import gzip
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import boto3
import pytest

from emrglue import async_jobs, emr_containers, emr_serverless, glue, jobs
from tests.support.clock import FakeTime
from tests.support.command_line import COMMAND, environment, run
from tests.support.moto_server import moto_server

ROLE = "arn:aws:iam::123456789012:role/emr"
CREDENTIALS = {
    "region_name": "us-east-1",
    "aws_access_key_id": "AKIDEXAMPLE",
    "aws_secret_access_key": "secret",
}


class World:
    """A moto server, and what writes logs there."""

    def __init__(self, url: str) -> None:
        self.options: dict[str, Any] = {"endpoint_url": url, **CREDENTIALS}
        self.logs: Any = boto3.client("logs", **self.options)
        self.s3: Any = boto3.client("s3", **self.options)
        self.s3.create_bucket(Bucket="logs")
        self.groups: set[str] = set()

    def write(self, group: str, stream: str, *events: tuple[int, str]) -> None:
        """Put events, in batches as CloudWatch takes them."""
        exists = self.logs.exceptions.ResourceAlreadyExistsException
        if group not in self.groups:
            with suppress(exists):
                self.logs.create_log_group(logGroupName=group)
            self.groups.add(group)
        with suppress(exists):
            self.logs.create_log_stream(logGroupName=group, logStreamName=stream)
        for first in range(0, len(events), 10_000):
            self.logs.put_log_events(
                logGroupName=group,
                logStreamName=stream,
                logEvents=[
                    {"timestamp": when, "message": text}
                    for when, text in events[first : first + 10_000]
                ],
            )

    def put(self, uri: str, text: str) -> None:
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        self.s3.put_object(Bucket=bucket, Key=key, Body=gzip.compress(text.encode()))


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with moto_server() as url:
        yield World(url)


def glue_run(world: World, name: str, clock: jobs.Clock) -> jobs.JobRun:
    client = glue.Client(**world.options)
    command = glue.JobCommand(name="glueetl", script_location="s3://b/app.py")
    execution = glue.ExecutionProperty(max_concurrent_runs=1000)
    client.create_job(name=name, role=ROLE, command=command, execution_property=execution)
    return jobs.start(client, job_name=name, clock=clock)


def serverless_run(world: World, **monitoring: Any) -> jobs.JobRun:
    client = emr_serverless.Client(**world.options)
    made = client.create_application(release_label="emr-7.0.0", type="SPARK", name="etl")
    settings = emr_serverless.MonitoringConfiguration(**monitoring)
    return jobs.start(
        client,
        application_id=made.application_id,
        execution_role_arn=ROLE,
        job_driver=emr_serverless.JobDriver(
            spark_submit=emr_serverless.SparkSubmit(entry_point="s3://b/app.py")
        ),
        configuration_overrides=emr_serverless.ConfigurationOverrides(
            monitoring_configuration=settings
        ),
        clock=fast(),
    )


def containers_run(world: World, **monitoring: Any) -> jobs.JobRun:
    client = emr_containers.Client(**world.options)
    namespace = emr_containers.EksInfo(namespace=f"spark{time.monotonic_ns()}")
    info = emr_containers.ContainerInfo(eks_info=namespace)
    provider = emr_containers.ContainerProvider(type="EKS", id="eks", info=info)
    cluster = client.create_virtual_cluster(name="etl", container_provider=provider)
    driver = emr_containers.SparkSubmitJobDriver(entry_point="s3://b/app.py")
    settings = emr_containers.MonitoringConfiguration(**monitoring)
    return jobs.start(
        client,
        virtual_cluster_id=cluster.id,
        execution_role_arn=ROLE,
        release_label="emr-6.9.0-latest",
        job_driver=emr_containers.JobDriver(spark_submit_job_driver=driver),
        configuration_overrides=emr_containers.ConfigurationOverrides(
            monitoring_configuration=settings
        ),
        clock=fast(),
    )


def fast() -> jobs.Clock:
    """No test sleeps."""
    time = FakeTime()
    return jobs.Clock(now=time.now, sleep=time.sleep)


def now() -> int:
    return int(time.time() * 1000)


def texts(lines: Any) -> list[str]:
    return [line.text for line in lines]


class TestEveryService:
    """CloudWatch and S3, as the run says."""

    def test_glue(self, world: World) -> None:
        """Both groups, in order of time."""
        handle = glue_run(world, "one", fast())
        output, error = (place.group for place in handle.logs.cloudwatch)
        moment = now()
        world.write(output, handle.id, (moment, "first"), (moment + 2, "third"))
        world.write(error, handle.id, (moment + 1, "second password=x"))
        told: list[str] = []
        assert handle.wait(on_log=lambda line: told.append(line.text)).succeeded
        assert told == ["first", "second password=*********(redacted)", "third"]
        assert texts(handle.tail_logs()) == told

    def test_emr_serverless_in_cloudwatch(self, world: World) -> None:
        """Below the prefix."""
        handle = serverless_run(
            world,
            cloud_watch_logging_configuration=emr_serverless.CloudWatchLoggingConfiguration(
                enabled=True, log_group_name="/emr", log_stream_name_prefix="etl"
            ),
        )
        [place] = handle.logs.cloudwatch
        world.write("/emr", f"{place.stream}SPARK_DRIVER/stdout", (now(), "from the driver"))
        world.write("/emr", f"{place.stream}SPARK_EXECUTOR/1/stdout", (now() + 1, "executor"))
        assert texts(handle.tail_logs(follow=True)) == ["from the driver"]
        assert texts(handle.tail_logs(executors=True)) == ["from the driver", "executor"]

    def test_emr_serverless_in_s3(self, world: World) -> None:
        """In the folder."""
        handle = serverless_run(
            world,
            s3_monitoring_configuration=emr_serverless.S3MonitoringConfiguration(
                log_uri="s3://logs/serverless"
            ),
        )
        assert list(handle.tail_logs()) == []
        world.put(f"{handle.logs.s3_uri}SPARK_DRIVER/stdout.gz", "a\nb\n")
        told: list[str] = []
        assert handle.wait(on_log=lambda line: told.append(str(line))).succeeded
        assert told == ["a", "b"]

    def test_emr_serverless_in_s3_if_nothing_is_in_cloudwatch(self, world: World) -> None:
        """Of a run that logs to both."""
        handle = serverless_run(
            world,
            s3_monitoring_configuration=emr_serverless.S3MonitoringConfiguration(
                log_uri="s3://logs/both"
            ),
            cloud_watch_logging_configuration=emr_serverless.CloudWatchLoggingConfiguration(
                enabled=True, log_group_name="/nothing", log_stream_name_prefix="etl"
            ),
        )
        world.put(f"{handle.logs.s3_uri}SPARK_DRIVER/stdout.gz", "in S3\n")
        told: list[str] = []
        assert handle.wait(on_log=lambda line: told.append(str(line))).succeeded
        assert told == ["in S3"]

    def test_emr_on_eks(self, world: World) -> None:
        """In CloudWatch if it is there; else in S3."""
        s3 = emr_containers.S3MonitoringConfiguration(log_uri="s3://logs/eks/")
        group = emr_containers.CloudWatchMonitoringConfiguration(
            log_group_name="/eks", log_stream_name_prefix="etl"
        )
        handle = containers_run(
            world,
            s3_monitoring_configuration=s3,
            cloud_watch_monitoring_configuration=group,
        )
        [place] = handle.logs.cloudwatch
        pod = "containers/spark-1/spark-1-driver/stdout"
        world.write("/eks", f"{place.stream}{pod}", (now(), "in CloudWatch"))
        world.put(f"{handle.logs.s3_uri}{pod}.gz", "in S3\n")
        assert texts(handle.tail_logs()) == ["in CloudWatch"]
        handle = containers_run(world, s3_monitoring_configuration=s3)
        world.put(f"{handle.logs.s3_uri}{pod}.gz", "in S3\n")
        assert texts(handle.tail_logs()) == ["in S3"]

    def test_through_a_client_of_boto3(self, world: World) -> None:
        """Which has credentials and an endpoint, and no session that one could ask."""
        handle = glue_run(world, "theirs", fast())
        world.write(handle.logs.cloudwatch[0].group, handle.id, (now(), "x"))
        client = glue.Client(client=boto3.client("glue", **world.options))
        again = jobs.attach(client, **handle.ids)
        assert texts(again.tail_logs()) == ["x"]


def test_a_hundred_thousand_lines_in_twenty_streams(world: World) -> None:
    """Complete, and in order of time."""
    handle = glue_run(world, "large", fast())
    group, first = handle.logs.cloudwatch[1].group, now() - 100_000
    for n in range(20):
        stream = f"{handle.id}_g-{n}" if n else handle.id
        world.write(group, stream, *((first + i, f"{i}") for i in range(n, 100_000, 20)))
    lines = list(handle.tail_logs(executors=True))
    assert texts(lines) == [f"{i}" for i in range(100_000)]
    assert len({line.stream for line in lines}) == 20


class TestManyAtOnce:
    """200 handles wait and tail at the same time; each gets its own lines, each once."""

    COUNT = 200

    @pytest.fixture
    def runs(self, world: World, request: pytest.FixtureRequest) -> list[jobs.JobRun]:
        name = f"many {request.node.name}"
        first = glue_run(world, name, jobs.Clock())
        client = glue.Client(**world.options)
        more = [jobs.start(client, job_name=name) for _ in range(self.COUNT - 1)]
        for n, handle in enumerate([first, *more]):
            world.write("test/log/output", handle.id, *((now() + i, f"{n} {i}") for i in range(3)))
        return [first, *more]

    @pytest.mark.slow
    def test_in_threads(self, world: World, runs: list[jobs.JobRun]) -> None:
        """Half of them by one client."""
        client, together = glue.Client(**world.options), threading.Barrier(self.COUNT)

        def one(n: int) -> list[str]:
            mine = client if n % 2 else runs[n]._client
            handle = jobs.attach(mine, **runs[n].ids)
            together.wait()
            if n % 4 < 2:
                return texts(handle.tail_logs(follow=True, poll=1))
            told: list[str] = []
            assert handle.wait(on_log=lambda line: told.append(str(line)), poll=1).succeeded
            return told

        with ThreadPoolExecutor(self.COUNT) as pool:
            found = list(pool.map(one, range(self.COUNT)))
        assert found == [[f"{n} {i}" for i in range(3)] for n in range(self.COUNT)]

    @pytest.mark.slow
    def test_in_tasks(self, world: World, runs: list[jobs.JobRun]) -> None:
        """Of one event loop."""

        async def one(client: glue.AsyncClient, n: int) -> list[str]:
            handle = async_jobs.attach(client, **runs[n].ids)
            if n % 2:
                return [line.text async for line in handle.tail_logs(follow=True, poll=1)]
            told: list[str] = []
            outcome = await handle.wait(on_log=lambda line: told.append(str(line)), poll=1)
            assert outcome.succeeded
            return told

        async def main() -> list[list[str]]:
            async with glue.AsyncClient(**world.options) as client:
                return await asyncio.gather(*(one(client, n) for n in range(self.COUNT)))

        assert asyncio.run(main()) == [[f"{n} {i}" for i in range(3)] for n in range(self.COUNT)]


class TestCommandLine:
    """``emrglue logs`` and ``--wait --logs``."""

    @pytest.fixture
    def env(self, tmp_path: Path) -> dict[str, str]:
        keys = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_REGION": "us-east-1"}
        return environment(tmp_path, **keys)

    def test_logs_of_a_run(self, world: World, env: dict[str, str]) -> None:
        """On stdout, what steers a terminal escaped."""
        handle = glue_run(world, "shown", fast())
        world.write(handle.logs.cloudwatch[0].group, handle.id, (now(), "a\x1b[31m\tb"))
        endpoint = ["--endpoint-url", world.options["endpoint_url"]]
        done = run("logs", "glue", "shown", handle.id, *endpoint, env=env)
        assert (done.code, done.out, done.err) == (0, "a\\x1b[31m\tb\n", "")

    def test_a_reader_that_goes_away_ends_it(self, world: World, env: dict[str, str]) -> None:
        """Though the run goes on, and more lines come."""
        handle = containers_run(
            world,
            cloud_watch_monitoring_configuration=emr_containers.CloudWatchMonitoringConfiguration(
                log_group_name="/pipe"
            ),
        )
        [place] = handle.logs.cloudwatch
        stream = f"{place.stream}containers/a/a-driver/stdout"
        world.write("/pipe", stream, *((now() + n, "x" * 1000) for n in range(3000)))
        endpoint = ["--endpoint-url", world.options["endpoint_url"]]
        words = ["logs", "emr-containers", *handle.ids.values(), "--follow", *endpoint]
        with subprocess.Popen([*COMMAND, *words], env=env, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"x" * 1000 + b"\n"
            process.stdout.close()
            assert process.wait(60) == 0

    def test_logs_while_waiting(self, world: World, env: dict[str, str]) -> None:
        """On stderr: the response has stdout for itself."""
        glue_run(world, "waited", fast())
        writer = threading.Thread(target=self._write_when_it_is_there, args=[world])
        writer.start()
        endpoint = ["--endpoint-url", world.options["endpoint_url"]]
        arguments = ["glue", "start-job-run", "--job-name", "waited", "--wait", "--logs"]
        done = run(*arguments, *endpoint, env=env)
        writer.join()
        assert done.code == 0
        assert done.err.splitlines().count("written") == 1
        assert done.json["JobRunId"]

    def test_a_run_without_logs(self, world: World, env: dict[str, str]) -> None:
        """An error of the one command, a warning of the other, which goes by the run."""
        handle = serverless_run(world)
        endpoint = ["--endpoint-url", world.options["endpoint_url"]]
        application = handle.ids["application_id"]
        done = run("logs", "emr-serverless", application, handle.id, *endpoint, env=env)
        assert (done.code, done.out) == (255, "")
        assert "keeps no logs in S3 or CloudWatch" in done.err
        job = ["--job-driver", "sparkSubmit={entryPoint=s3://b/a.py}"]
        ids = ["--application-id", application, "--execution-role-arn", ROLE]
        start = ["emr-serverless", "start-job-run", *ids, *job, "--wait", "--logs"]
        done = run(*start, *endpoint, env=env)
        assert done.code == 0
        [warning] = [line for line in done.err.splitlines() if line.startswith("warning:")]
        assert warning.endswith("keeps no logs in S3 or CloudWatch")

    @staticmethod
    def _write_when_it_is_there(world: World) -> None:
        client = glue.Client(**world.options)
        for _ in range(300):
            if len(runs := client.get_job_runs(job_name="waited").job_runs or ()) > 1:
                break
            time.sleep(0.1)
        for found in runs:
            assert found.id
            world.write("test/log/output", found.id, (now(), "written"))

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["logs"], "required"),
            (["logs", "s3", "x", "y"], "'s3' has no job runs"),
            (["logs", "glue", "x"], "identified by glue JOB_NAME RUN_ID"),
            (["glue", "start-job-run", "--job-name", "x", "--logs"], "--logs needs --wait"),
            (["glue", "start-crawler", "--name", "x", "--wait", "--logs"], "only job runs have"),
        ],
    )
    def test_mistakes(self, arguments: list[str], message: str, env: dict[str, str]) -> None:
        """Nothing is sent."""
        done = run(*arguments, "--endpoint-url", "http://127.0.0.1:9", env=env)
        assert done.code == 252
        assert message in done.err
