"""An operator in the style of Airflow: any request of the three services, as a task."""

from __future__ import annotations

from typing import Any

from emrglue import jobs
from emrglue.emr_serverless import Client, JobDriver, SparkSubmit, StartJobRunRequest


class JobRunOperator:  # with Airflow installed: class JobRunOperator(BaseOperator)
    """Starts a job run, waits for it, and cancels it when the task is killed."""

    def __init__(self, task_id: str, client: Any, request: Any, timeout: float = 3600) -> None:
        self.task_id, self.timeout = task_id, timeout
        self.client, self.request = client, request  # a wrong request fails when the DAG is read
        self.run: jobs.JobRun | None = None

    def execute(self, context: dict[str, Any]) -> dict[str, str]:
        """Run the job; what is returned is kept as the task's XCom."""
        self.run = jobs.start(self.client, self.request)
        self.run.wait(timeout=self.timeout, cancel_on_timeout=True)
        return dict(self.run.ids)

    def on_kill(self) -> None:
        """Nobody waits any more, so nobody should pay any more."""
        if self.run is not None:
            self.run.cancel()


def nightly(application_id: str) -> JobRunOperator:
    """A task of a DAG."""
    request = StartJobRunRequest(
        application_id=application_id,
        execution_role_arn="arn:aws:iam::123456789012:role/emr",
        job_driver=JobDriver(spark_submit=SparkSubmit(entry_point="s3://jobs/nightly.py")),
    )
    return JobRunOperator("nightly", Client(region_name="us-east-1"), request)
