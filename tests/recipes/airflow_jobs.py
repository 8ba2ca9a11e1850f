"""An Airflow operator for job runs, which wait in Airflow's triggerer and not in a worker.

Airflow imports the trigger by its name, so that this module stands where Python finds it, in
``plugins/`` say, and not in the file of a DAG.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

from airflow.sdk import BaseOperator
from airflow.sdk.exceptions import AirflowException
from airflow.triggers.base import BaseTrigger, TriggerEvent

import emrglue
from emrglue import async_jobs, jobs

REGION = "us-east-1"


class JobRunTrigger(BaseTrigger):
    """Waits for a job run; its log lines are in the task's log as they come."""

    def __init__(self, service: str, ids: Mapping[str, str], region: str) -> None:
        super().__init__()
        self.service, self.ids, self.region = service, dict(ids), region

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Where the class is, and what makes another of it."""
        path = f"{__name__}.{type(self).__name__}"
        return path, {"service": self.service, "ids": self.ids, "region": self.region}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """One event: how the run ended."""
        async with getattr(emrglue, self.service).AsyncClient(region_name=self.region) as client:
            run = async_jobs.attach(client, **self.ids)
            outcome = await run.wait(on_log=lambda line: self.log.info("%s", line), check=False)
        ended = {"ids": self.ids, "succeeded": outcome.succeeded, "outcome": str(outcome)}
        yield TriggerEvent(ended)

    async def on_kill(self) -> None:
        """Nobody waits any more, so nobody should pay any more."""
        async with getattr(emrglue, self.service).AsyncClient(region_name=self.region) as client:
            await async_jobs.attach(client, **self.ids).cancel()


class JobRunOperator(BaseOperator):
    """Starts a job run, or finds the one that this attempt has started already, and waits for it.

    :param request: a ``StartJobRunRequest``: a wrong one fails when the DAG is read.
    """

    def __init__(self, *, request: Any, region: str = REGION, **more: Any) -> None:
        super().__init__(**more)
        self.request, self.region = request, region
        self.service = type(request).__module__.split(".")[1]

    def execute(self, context: Any) -> None:
        """Start; then the trigger waits."""
        task = context["ti"]
        key = f"{task.run_id}/{task.task_id}/{task.map_index}/{task.try_number}"
        client = getattr(emrglue, self.service).Client(region_name=self.region)
        run = jobs.start_or_attach(client, self.request, key=key)
        trigger = JobRunTrigger(self.service, run.ids, self.region)
        self.defer(trigger=trigger, method_name="ended")

    def ended(self, context: Any, event: dict[str, Any]) -> dict[str, str]:
        """What is returned is kept as the task's XCom."""
        if not event["succeeded"]:
            raise AirflowException(f"the job run {event['ids']} {event['outcome']}")
        ids: dict[str, str] = event["ids"]
        return ids
