"""Mistakes that type checkers must find, each on a line marked so; checked, never run.

``# E`` is for all of them; those that are named after it are the only ones that find this one.
"""

# pyright: strict

from __future__ import annotations

import attrs

from emrglue import emr_containers, emr_serverless, glue, jobs

glue.StartJobRunRequest(job_name=5)  # E
glue.StartJobRunRequest()  # E
glue.StartJobRunRequest(job_name="a", jobname="b")  # E
glue.StartJobRunRequest("a")  # E
glue.StartJobRunRequest(job_name="a", worker_type="G.99X")  # E
glue.StartJobRunRequest(job_name="a", worker_type=glue.JobRunState.RUNNING)  # E
glue.StartJobRunRequest(job_name="a", arguments={"--a": 1})  # E
glue.StartJobRunRequest(job_name="a", timeout="5")  # E
glue.StartJobRunRequest(job_name="a", notification_property={"NotifyDelayAfter": 1})  # E
emr_serverless.JobDriver(hive=emr_serverless.SparkSubmit(entry_point="s3://b/a.py"))  # E
emr_serverless.Configuration(classification="a", configurations=["b"])  # E

request = glue.StartJobRunRequest(job_name="a")
request.job_name = "b"  # E
request.jobname  # E
wrong: int = request.job_name  # E
del request.job_name  # E: basedpyright
attrs.evolve(request, jobname="b")  # E: mypy
attrs.evolve(request, job_name=5)  # E: mypy
attrs.evolve(request, worker_type="G.99X")  # E: mypy
print(request.worker_type == "G.1x")  # E: basedpyright

client = glue.Client()
client.start_job_run()  # E
client.start_job_run(job_name=["a"])  # E
client.start_job_run(job_name="a", jobname="b")  # E
client.start_job_run(job_name="a", worker_type="G.99X")  # E
client.start_job_runs(job_name="a")  # E
not_a_run: glue.GetJobRunResponse = client.start_job_run(job_name="a")  # E
also_not: glue.GetJobRunResponse = client.send(request)  # E
client.send("a")  # E
for run in client.iter_get_job_runs(job_name="a"):
    run.no_such_member  # E
    print(run.job_run_state == "SUCCEDED")  # E
    print(run.job_run_state == glue.WorkerType.G_1X)  # E
serverless = emr_serverless.Client().get_job_run(application_id="a", job_run_id="b")
serverless.job_run.mode = "BATCH"  # E
if serverless.job_run.state == "SUCCEEDED":  # E
    print("never")
glue.NoSuchShape  # E

jobs.start(client, job_nam="a")  # E
jobs.start(client, job_name="a", argument={"--day": "1"})  # E
jobs.start(client, arguments={"--day": "1"})  # E
jobs.start(client, job_name="a", start_application=True)  # E
jobs.start(emr_serverless.Client(), application_id="a", execution_role="b")  # E
jobs.start(emr_serverless.Client(), application_id="a", execution_role_arn=5)  # E
jobs.start(emr_containers.Client(), virtual_cluster="a")  # E
jobs.start_or_attach(client, job_name="a", keey="b")  # E
jobs.start_or_attach(client, job_name="a")  # E
jobs.start_or_attach(client, request)  # E
jobs.start("glue", job_name="a")  # E
