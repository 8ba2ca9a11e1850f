"""A Dagster job that runs a Glue job: its log lines are in Dagster's log as they come.

dagster job execute -f dagster_job.py -j nightly
"""

# No `from __future__ import annotations`: Dagster looks at the annotations.
from dagster import Config, ConfigurableResource, Definitions, OpExecutionContext, job, op

from emrglue import glue, jobs


class GlueJobs(ConfigurableResource):  # type: ignore[type-arg]
    """Runs Glue jobs."""

    region: str = "us-east-1"
    timeout: float = 3600

    def run(self, context: OpExecutionContext, name: str, arguments: dict[str, str]) -> str:
        """Run a job to its end, also if an earlier attempt of this step has started it.

        :return: the id of the run.
        :raises JobRunFailedError: with the reason, and where the logs are.
        """
        client = glue.Client(region_name=self.region)
        key = f"{context.run_id}/{context.op_handle}/{context.retry_number}"
        run = jobs.start_or_attach(client, key=key, job_name=name, arguments=arguments)
        run.wait(
            timeout=self.timeout,
            on_log=lambda line: context.log.info("%s", line),
            cancel_on_timeout=True,
            cancel_on_interrupt=True,
        )
        context.add_output_metadata({"run": run.id, "console": run.console_url or ""})
        return run.id


class Day(Config):
    """What the step is given."""

    day: str = "2024-05-31"


@op
def etl(context: OpExecutionContext, config: Day, glue_jobs: GlueJobs) -> str:
    """The Glue job of one day."""
    return glue_jobs.run(context, "dagster-etl", {"--day": config.day})


@job
def nightly() -> None:
    """One step; a real job has more."""
    etl()


defs = Definitions(jobs=[nightly], resources={"glue_jobs": GlueJobs()})
