"""A consumer that uses every feature of the typed package; checked, never run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone

import attrs

import emrglue
from emrglue import ValidationError, emr_containers, emr_serverless, glue, trusted

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
