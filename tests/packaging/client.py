"""``pip install "emrglue[client]"``: a job run on a moto server that runs elsewhere."""

from __future__ import annotations

import sys

import emrglue
from emrglue import glue, jobs

client = glue.Client(endpoint_url=sys.argv[1], region_name="us-east-1")
client.create_job(
    name="etl",
    role="arn:aws:iam::123456789012:role/glue",
    command=glue.JobCommand(name="glueetl", script_location="s3://bucket/etl.py"),
)
assert jobs.start(client, job_name="etl").wait(poll=0.1).succeeded
assert [run.job_name for run in client.iter_get_job_runs(job_name="etl")] == ["etl"]
try:
    client.start_job_run(job_name="no-such-job")
except glue.EntityNotFoundException as error:
    assert error.code == "EntityNotFoundException"
try:
    client.start_job_run(job_name="")
except emrglue.ValidationError as error:
    assert error.violations[0].path == "JobName"
client.delete_job(job_name="etl")
