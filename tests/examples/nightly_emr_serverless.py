"""A nightly EMR Serverless job: the service retries it, and nobody waits longer than two hours.

python nightly_emr_serverless.py APPLICATION_ID 2024-05-31
"""

from __future__ import annotations

import sys

from emrglue import emr_serverless, jobs

ROLE = "arn:aws:iam::123456789012:role/emr"
TWO_HOURS = 2 * 60 * 60


def nightly(application_id: str, day: str) -> emr_serverless.StartJobRunRequest:
    """The request of one night."""
    return emr_serverless.StartJobRunRequest(
        application_id=application_id,
        execution_role_arn=ROLE,
        name=f"nightly-{day}",
        # The service starts a failed attempt again, and ends one that hangs.
        retry_policy=emr_serverless.RetryPolicy(max_attempts=3),
        execution_timeout_minutes=30,
        job_driver=emr_serverless.JobDriver(
            spark_submit=emr_serverless.SparkSubmit(
                entry_point="s3://jobs/nightly.py",
                entry_point_arguments=["--day", day],
                spark_submit_parameters="--conf spark.executor.memory=4g",
            )
        ),
        tags={"team": "data", "day": day},
    )


def main(application_id: str, day: str) -> int:
    """Run the job; the exit code is what cron and CI look at."""
    client = emr_serverless.Client(region_name="us-east-1")
    run = jobs.start(client, nightly(application_id, day))
    print("started", run.id, run.console_url)
    try:
        outcome = run.wait(
            timeout=TWO_HOURS,
            cancel_on_timeout=True,
            cancel_on_interrupt=True,
            on_change=lambda status: print(f"attempt {status.attempt}: {status.state}"),
        )
    except (jobs.JobRunFailedError, jobs.JobRunTimeoutError) as error:
        print(error, file=sys.stderr)
        return 1
    print(day, "is done:", outcome)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
