"""A resource in the style of Dagster: assets ask it for Glue runs, and get their metadata."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import attrs

from emrglue import glue, jobs


@attrs.frozen(slots=False)
class GlueResource:  # with Dagster installed: class GlueResource(ConfigurableResource)
    """Runs Glue jobs."""

    region: str = "us-east-1"
    timeout: float = 3600

    @cached_property
    def client(self) -> glue.Client:
        """Made on first use: a resource is configured long before it works."""
        return glue.Client(region_name=self.region)

    def materialize(self, job_name: str, arguments: Mapping[str, str]) -> dict[str, str]:
        """Run a job to its end; what is returned goes into the asset's metadata."""
        run = jobs.start(self.client, job_name=job_name, arguments=arguments)
        outcome = run.wait(timeout=self.timeout, cancel_on_timeout=True)
        return {"run": run.id, "state": outcome.state, "console": run.console_url or ""}


def daily_sales(glue_jobs: GlueResource, partition_key: str) -> dict[str, str]:
    """An asset, partitioned by day: @asset(partitions_def=DailyPartitionsDefinition(...))."""
    return glue_jobs.materialize("etl-job", {"--day": partition_key})
