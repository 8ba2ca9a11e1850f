"""Mistakes that a type checker must find, each on a line marked so; checked, never run."""

from __future__ import annotations

from emrglue import emr_serverless, glue

glue.StartJobRunRequest(job_name=5)  # E
glue.StartJobRunRequest()  # E
glue.StartJobRunRequest(job_name="a", jobname="b")  # E
glue.StartJobRunRequest("a")  # E
glue.StartJobRunRequest(job_name="a", worker_type="G.99X")  # E
glue.StartJobRunRequest(job_name="a", arguments={"--a": 1})  # E
glue.StartJobRunRequest(job_name="a", timeout="5")  # E
glue.StartJobRunRequest(job_name="a", notification_property={"NotifyDelayAfter": 1})  # E
emr_serverless.JobDriver(hive=emr_serverless.SparkSubmit(entry_point="s3://b/a.py"))  # E
emr_serverless.Configuration(classification="a", configurations=["b"])  # E

request = glue.StartJobRunRequest(job_name="a")
request.job_name = "b"  # E
request.jobname  # E
wrong: int = request.job_name  # E

client = glue.Client()
client.start_job_run()  # E
client.start_job_run(job_name=["a"])  # E
client.start_job_runs(job_name="a")  # E
not_a_run: glue.GetJobRunResponse = client.start_job_run(job_name="a")  # E
also_not: glue.GetJobRunResponse = client.send(request)  # E
client.send("a")  # E
for run in client.iter_get_job_runs(job_name="a"):
    run.no_such_member  # E
glue.NoSuchShape  # E
