"""A consumer that uses every feature of the typed package; checked, never run."""

# pyright: strict

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone

import attrs

import emrglue
from emrglue import ValidationError, async_jobs, emr_containers, emr_serverless, glue, jobs, trusted

request = emr_serverless.StartJobRunRequest(
    application_id="00f1abcd",
    execution_role_arn="arn:aws:iam::123456789012:role/emr",
    job_driver=emr_serverless.JobDriver(
        spark_submit=emr_serverless.SparkSubmit(
            entry_point="s3://bucket/app.py", entry_point_arguments=["--date", "2024-01-01"]
        )
    ),
    configuration_overrides=emr_serverless.ConfigurationOverrides(
        application_configuration=[
            emr_serverless.Configuration(
                classification="spark-defaults",
                properties={"spark.executor.cores": "4"},
                configurations=[emr_serverless.Configuration(classification="nested")],
            )
        ],
    ),
    mode="BATCH",
    tags={"team": "data"},
)
wire: dict[str, object] = request.to_wire()
again: emr_serverless.StartJobRunRequest = emr_serverless.StartJobRunRequest.from_wire(wire)
renamed: emr_serverless.StartJobRunRequest = attrs.evolve(request, name="nightly")
names: Sequence[str] = [field.name for field in attrs.fields(emr_serverless.StartJobRunRequest)]

with_member = emr_serverless.StartJobRunRequest(
    application_id="00f1abcd",
    execution_role_arn="arn:aws:iam::123456789012:role/emr",
    mode=emr_serverless.JobRunMode.STREAMING,
)
with_unknown_value = glue.StartJobRunRequest(job_name="etl", worker_type=trusted("G.99X"))

client = emr_serverless.Client(region_name="us-east-1")
started: emr_serverless.StartJobRunResponse = client.send(request)
run_id: str = started.job_run_id
direct: emr_serverless.StartJobRunResponse = client.start_job_run(
    application_id="00f1abcd", execution_role_arn="arn:aws:iam::123456789012:role/emr"
)
for summary in client.iter_list_job_runs(application_id="00f1abcd"):
    state: str = summary.state
    ended: bool = summary.state in ("SUCCESS", "FAILED") or summary.state == "CANCELLED"
    by_member: bool = summary.state == emr_serverless.JobRunState.SUCCESS
    created: datetime = summary.created_at
for page in client.iter_list_job_runs(application_id="00f1abcd").pages():
    token: str | None = page.next_token

containers: emr_containers.StartJobRunResponse = emr_containers.Client().start_job_run(
    virtual_cluster_id="abc",
    job_driver=emr_containers.JobDriver(
        spark_sql_job_driver=emr_containers.SparkSqlJobDriver(entry_point="s3://b/q.sql")
    ),
)
page_of_tables: glue.GetTablesResponse = glue.Client().get_tables(
    database_name="db", query_as_of_time=datetime.now(timezone.utc)
)

try:
    with emrglue.validation(enum="warn"):
        glue.StartJobRunRequest(job_name="")
except ValidationError as error:
    for violation in error.violations:
        where: str = f"{violation.path} {violation.constraint} {violation.message}"

try:
    client.send(request)
except emr_serverless.ConflictException as conflict:
    code: str = conflict.code
except emr_serverless.EmrServerlessError as other:
    message: str = other.message
    fault: str = other.fault
    facts: tuple[bool, int | None, str | None] = (
        other.retryable,
        other.http_status,
        other.request_id,
    )
try:
    client.get_paginator("list_job_runs")
except glue.EntityNotFoundException as unknown:
    federated: bool | None = unknown.from_federation_source

limited = client.iter_list_job_runs(application_id="00f1abcd").limit(max_items=3, page_size=50)
resume_token: str | None = limited.resume_token
succeeded: emr_serverless.GetJobRunResponse = client.wait_until_job_run_succeeded(
    application_id="00f1abcd",
    job_run_id="00f2",
    timeout=600,
    on_poll=lambda response: print(response.job_run.state),
)

run: jobs.JobRun = jobs.start(client, request, start_application=True)
outcome: jobs.Outcome = run.wait(
    timeout=None,
    poll=jobs.Backoff(first=1),
    on_change=lambda status: print(status.state, status.attempt),
    cancel_on_timeout=True,
    cancel_on_interrupt=True,
)
result: jobs.Result = outcome.result
by_keywords: jobs.JobRun = jobs.start(
    glue.Client(), job_name="etl", arguments={"--day": "1"}, worker_type="G.1X", clock=jobs.Clock()
)
with jobs.start_or_attach(
    client,
    application_id="00f1abcd",
    execution_role_arn="arn:aws:iam::123456789012:role/emr",
    key="nightly-2024-05-29",
    start_application=True,
) as once:
    was_there: bool | None = once.attached
    try:
        attempts: tuple[jobs.Status, ...] = once.wait(follow_retries=True).attempts
    except jobs.JobRunFailedError as failure:
        said: tuple[str, str, jobs.Logs | None] = (
            failure.outcome.result,
            failure.reason,
            failure.logs,
        )
        failure.run.cancel()
uri: str | None = run.logs.s3_uri
links: tuple[str | None, str | None] = (run.console_url, run.dashboard_url)
reattached: jobs.JobRun = jobs.attach(client, **run.ids)
seen: jobs.Status | None = reattached.last_seen


async def awaited() -> None:
    async with glue.AsyncClient(region_name="us-east-1") as asynchronous:
        answer: glue.StartJobRunResponse = await asynchronous.start_job_run(job_name="etl")
        async for job in asynchronous.iter_get_jobs().limit(page_size=10):
            name: str | None = job.name
            print(name)
        awaited_run: async_jobs.AsyncJobRun = await async_jobs.start(
            asynchronous, glue.StartJobRunRequest(job_name="etl")
        )
        ended: jobs.Outcome = await awaited_run.wait(cancel_on_interrupt=True)
        async with await async_jobs.start_or_attach(asynchronous, job_name="etl", key="a") as other:
            await other.wait(follow_retries=True)
        now: tuple[str, bool, jobs.Logs] = (
            await awaited_run.state,
            await awaited_run.is_terminal,
            await awaited_run.logs,
        )
        print(answer, ended, now)
