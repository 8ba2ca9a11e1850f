"""Job runs end to end against moto, as somebody would use them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any
from urllib.request import Request, urlopen

import pytest

from emrglue import async_jobs, emr_containers, emr_serverless, glue, jobs
from tests.support.clock import FakeTime
from tests.support.moto_server import moto_server

ROLE = "arn:aws:iam::123456789012:role/emr"
LOGS = "s3://logs/here"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with moto_server() as address:
        yield address


@pytest.fixture
def options(url: str) -> dict[str, Any]:
    """What a client of the moto server is made with."""
    return {
        "endpoint_url": url,
        "region_name": "us-east-1",
        "aws_access_key_id": "AKIDEXAMPLE",
        "aws_secret_access_key": "secret",
    }


@pytest.fixture
def clock() -> jobs.Clock:
    """No test sleeps."""
    time = FakeTime()
    return jobs.Clock(now=time.now, sleep=time.sleep)


@pytest.fixture
def serverless(options: dict[str, Any]) -> emr_serverless.Client:
    return emr_serverless.Client(**options)


@pytest.fixture
def application(serverless: emr_serverless.Client) -> str:
    created = serverless.create_application(release_label="emr-6.6.0", type="SPARK", name="etl")
    assert created.application_id is not None
    return created.application_id


@pytest.fixture
def request_(application: str) -> emr_serverless.StartJobRunRequest:
    return emr_serverless.StartJobRunRequest(
        application_id=application,
        execution_role_arn=ROLE,
        job_driver=emr_serverless.JobDriver(
            spark_submit=emr_serverless.SparkSubmit(entry_point="s3://b/app.py")
        ),
        configuration_overrides=emr_serverless.ConfigurationOverrides(
            monitoring_configuration=emr_serverless.MonitoringConfiguration(
                s3_monitoring_configuration=emr_serverless.S3MonitoringConfiguration(log_uri=LOGS)
            )
        ),
    )


@pytest.fixture
def glue_client(options: dict[str, Any]) -> glue.Client:
    client = glue.Client(**options)
    command = glue.JobCommand(name="glueetl", script_location="s3://b/app.py")
    client.create_job(name="nightly", role=ROLE, command=command)
    return client


class TestEmrServerless:
    """Start, look, cancel, look again."""

    def test_a_run_is_started_and_waited_for(
        self,
        serverless: emr_serverless.Client,
        request_: emr_serverless.StartJobRunRequest,
        clock: jobs.Clock,
    ) -> None:
        """moto's runs succeed at once."""
        run = jobs.start(serverless, request_, clock=clock)
        assert run.wait() == jobs.Outcome("succeeded", "SUCCESS", "")
        assert run.is_terminal

    def test_a_cancelled_run_is_no_success(
        self, serverless: emr_serverless.Client, request_: emr_serverless.StartJobRunRequest
    ) -> None:
        """Its outcome says so."""
        run = jobs.start(serverless, request_)
        run.cancel()
        outcome = run.wait(check=False)
        assert (outcome.result, outcome.state) == ("cancelled", "CANCELLED")

    def test_an_interrupt_in_the_block_cancels_the_run(
        self, serverless: emr_serverless.Client, request_: emr_serverless.StartJobRunRequest
    ) -> None:
        """An error does not."""
        with pytest.raises(KeyboardInterrupt), jobs.start(serverless, request_) as run:
            raise KeyboardInterrupt
        assert run.state == "CANCELLED"
        with pytest.raises(ZeroDivisionError), jobs.start(serverless, request_) as run:
            raise ZeroDivisionError
        assert run.state != "CANCELLED"

    def test_a_failure_says_the_logs_of_the_application(
        self, serverless: emr_serverless.Client, application: str
    ) -> None:
        """The error of a cancelled run knows what ``run.logs`` knows."""
        run = jobs.start_or_attach(
            serverless, application_id=application, execution_role_arn=ROLE, key="once"
        )
        run.cancel()
        with pytest.raises(jobs.JobRunFailedError) as caught:
            run.wait()
        assert caught.value.logs == run.logs
        assert caught.value.run is run

    def test_the_application_is_started_first(
        self,
        serverless: emr_serverless.Client,
        request_: emr_serverless.StartJobRunRequest,
        clock: jobs.Clock,
    ) -> None:
        """Where it is not started yet."""
        serverless.stop_application(application_id=request_.application_id)
        jobs.start(serverless, request_, start_application=True, clock=clock)
        answer = serverless.get_application(application_id=request_.application_id)
        assert answer.application is not None
        assert answer.application.state == "STARTED"

    def test_the_logs_are_where_the_request_said(
        self, serverless: emr_serverless.Client, request_: emr_serverless.StartJobRunRequest
    ) -> None:
        """Below the run."""
        run = jobs.start(serverless, request_)
        folder = f"applications/{request_.application_id}/jobs/{run.id}/"
        assert run.logs.s3_uri == f"{LOGS}/{folder}"

    def test_a_handle_is_attached_by_the_ids_of_another(
        self, serverless: emr_serverless.Client, request_: emr_serverless.StartJobRunRequest
    ) -> None:
        """In another process, perhaps."""
        run = jobs.start(serverless, request_)
        again = jobs.attach(serverless, **run.ids)
        assert again.state == run.state

    def test_a_run_that_does_not_exist_is_an_error_of_the_service(
        self, serverless: emr_serverless.Client, application: str
    ) -> None:
        """At once, and not after a day of waiting."""
        run = jobs.attach(serverless, application_id=application, job_run_id="00none")
        with pytest.raises(emr_serverless.ResourceNotFoundException):
            run.wait()

    def test_keyword_arguments_are_checked_as_a_request_is(
        self, serverless: emr_serverless.Client, application: str
    ) -> None:
        """All violations at once; nothing is sent."""
        with pytest.raises(ValueError, match="executionRoleArn") as caught:
            jobs.start(serverless, application_id=application, name="", mode="STREAM")
        paths = {violation.path for violation in caught.value.violations}  # type: ignore[attr-defined]
        assert {"executionRoleArn", "name", "mode"} <= paths


class TestEmrOnEks:
    """The same on EMR on EKS."""

    def test_a_run_is_started_and_cancelled(
        self, options: dict[str, Any], clock: jobs.Clock
    ) -> None:
        """The failure that is raised says where the logs are."""
        client = emr_containers.Client(**options)
        provider = emr_containers.ContainerProvider(
            type="EKS",
            id="eks",
            info=emr_containers.ContainerInfo(eks_info=emr_containers.EksInfo(namespace="spark")),
        )
        cluster = client.create_virtual_cluster(name="etl", container_provider=provider)
        run = jobs.start(
            client,
            clock=clock,
            virtual_cluster_id=cluster.id,
            execution_role_arn=ROLE,
            release_label="emr-6.9.0-latest",
            job_driver=emr_containers.JobDriver(
                spark_submit_job_driver=emr_containers.SparkSubmitJobDriver(
                    entry_point="s3://b/app.py"
                )
            ),
            configuration_overrides=emr_containers.ConfigurationOverrides(
                monitoring_configuration=emr_containers.MonitoringConfiguration(
                    s3_monitoring_configuration=emr_containers.S3MonitoringConfiguration(
                        log_uri=LOGS
                    )
                )
            ),
        )
        run.cancel()
        with pytest.raises(jobs.JobRunFailedError, match="CANCELLED") as caught:
            run.wait()
        assert f"{LOGS}/{cluster.id}/jobs/{run.id}/" in str(caught.value)


def transition(url: str, **how: Any) -> None:
    """Tell moto how job runs of Glue go on: with every look, or after so many."""
    body = json.dumps({"model_name": "glue::job_run", "transition": how}).encode()
    headers = {"Content-Type": "application/json"}
    request = Request(f"{url}/moto-api/state-manager/set-transition", body, headers)
    with urlopen(request, timeout=10) as answer:
        assert answer.status == 201


class TestGlue:
    """The same on Glue."""

    def test_a_run_is_waited_for(self, glue_client: glue.Client, clock: jobs.Clock) -> None:
        """moto moves it on with every look."""
        seen: list[str] = []
        run = jobs.start(glue_client, job_name="nightly", clock=clock)
        outcome = run.wait(on_change=lambda status: seen.append(status.state))
        assert outcome.succeeded
        assert seen[-1] == "SUCCEEDED"
        assert run.console_url is not None
        assert run.console_url.endswith(f"#/job/nightly/run/{run.id}")

    def test_a_job_that_does_not_exist_is_an_error_of_the_service(
        self, glue_client: glue.Client
    ) -> None:
        """As a class, and as a botocore error."""
        with pytest.raises(glue.EntityNotFoundException):
            jobs.start(glue_client, job_name="no such job")

    def test_a_run_is_started_once_for_a_key(
        self, glue_client: glue.Client, options: dict[str, Any], clock: jobs.Clock
    ) -> None:
        """As long as it has not ended; sync and async find the same one."""
        transition(options["endpoint_url"], progression="manual", times=20)
        job = glue.JobCommand(name="glueetl", script_location="s3://b/app.py")
        more = glue.ExecutionProperty(max_concurrent_runs=5)
        glue_client.create_job(name="once", role=ROLE, command=job, execution_property=more)
        first = jobs.start_or_attach(glue_client, job_name="once", key="monday", clock=clock)
        again = jobs.start_or_attach(glue_client, job_name="once", key="monday")
        other = jobs.start_or_attach(glue_client, job_name="once", key="tuesday")
        assert (first.attached, again.attached, other.attached) == (False, True, False)
        assert again.id == first.id != other.id

        async def main() -> str:
            async with glue.AsyncClient(**options) as client:
                run = await async_jobs.start_or_attach(client, job_name="once", key="monday")
                return run.id

        assert asyncio.run(main()) == first.id
        transition(options["endpoint_url"], progression="immediate")
        assert first.wait(follow_retries=True).succeeded
        assert jobs.start_or_attach(glue_client, job_name="once", key="monday").id != first.id

    def test_the_arguments_of_the_job_say_where_the_logs_are(
        self, glue_client: glue.Client
    ) -> None:
        """Where the run has none of its own."""
        job = glue.JobCommand(name="glueetl", script_location="s3://b/app.py")
        defaults = {"--custom-logGroup-prefix": "/etl/x", "--custom-logStream-prefix": "day1"}
        glue_client.create_job(
            name="custom", role=ROLE, command=job, glue_version="5.0", default_arguments=defaults
        )
        logs = jobs.start(glue_client, job_name="custom").logs
        assert [str(place) for place in logs.cloudwatch] == [
            "/etl/x/output (streams day1-*)",
            "/etl/x/error (streams day1-*)",
        ]

    def test_with_await(
        self, glue_client: glue.Client, options: dict[str, Any], clock: jobs.Clock
    ) -> None:
        """The asynchronous handle, over an asynchronous client."""
        job = glue.JobCommand(name="glueetl", script_location="s3://b/app.py")
        glue_client.create_job(name="awaited", role=ROLE, command=job)
        time = FakeTime()

        async def main() -> jobs.Outcome:
            async with glue.AsyncClient(**options) as client:
                run = await async_jobs.start(
                    client,
                    job_name="awaited",
                    clock=jobs.Clock(now=time.now, sleep=time.asleep),
                )
                assert await run.state
                return await run.wait()

        assert asyncio.run(main()).succeeded
