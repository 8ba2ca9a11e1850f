"""``--wait``: until what an operation started has ended, with its state and the elapsed time."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from ..client.waiting import WaitError, WaitTimeoutError
from ..jobs import jobs
from ..jobs.scripts import DEFAULT_TIMEOUT, job_service
from . import exits, screen, visible
from .catalog import Operation, kebab
from .exits import Failure

if TYPE_CHECKING:
    from .send import Sender

START_JOB_RUN = "StartJobRun"

WAITERS: Mapping[tuple[str, str], str] = {
    ("emr-serverless", "StartApplication"): "ApplicationStarted",
    ("emr-serverless", "StartSession"): "SessionStarted",
    ("glue", "ResumeWorkflowRun"): "WorkflowRunSucceeded",
    ("glue", "StartBlueprintRun"): "BlueprintRunSucceeded",
    ("glue", "StartColumnStatisticsTaskRun"): "ColumnStatisticsTaskRunSucceeded",
    ("glue", "StartCrawler"): "CrawlerLastCrawlSucceeded",
    ("glue", "StartDataQualityRuleRecommendationRun"): "DataQualityRuleRecommendationRunSucceeded",
    ("glue", "StartDataQualityRulesetEvaluationRun"): "DataQualityRulesetEvaluationRunSucceeded",
    ("glue", "StartExportLabelsTaskRun"): "MLTaskRunSucceeded",
    ("glue", "StartImportLabelsTaskRun"): "MLTaskRunSucceeded",
    ("glue", "StartJobUpgradeAnalysis"): "JobUpgradeAnalysisSucceeded",
    ("glue", "StartMLEvaluationTaskRun"): "MLTaskRunSucceeded",
    ("glue", "StartMLLabelingSetGenerationTaskRun"): "MLTaskRunSucceeded",
    ("glue", "StartMaterializedViewRefreshTaskRun"): "MaterializedViewRefreshTaskRunSucceeded",
    ("glue", "StartWorkflowRun"): "WorkflowRunSucceeded",
}
"""The waiters of start operations other than StartJobRun."""

_CODES: Mapping[str, int] = {
    **dict.fromkeys(("cancelled", "CANCELLED", "STOPPED"), exits.CANCELLED),
    **dict.fromkeys(("timed out", "TIMEOUT"), exits.TIMED_OUT),
}
"""The exit codes of outcomes of job runs, and of other final states, that are no plain failure."""


def check(operation: Operation, logs: bool) -> None:
    """Refuse ``--wait`` before anything is sent where nothing can be waited for.

    :param logs: whether ``--logs`` was given too.
    """
    if operation.wire_name == START_JOB_RUN:
        return
    if logs:
        raise Failure(f"--logs: only job runs have logs, and {operation.name} starts none")
    if (operation.service.name, operation.wire_name) not in WAITERS:
        own = [kebab(name) for service, name in WAITERS if service == operation.service.name]
        raise Failure(
            f"--wait: nothing to wait for after {operation.name}; {operation.service.name} has it "
            f"for {', '.join(['start-job-run', *own])}"
        )


def run(sender: Sender, wire: Mapping[str, Any], answer: Mapping[str, Any]) -> int:
    """Wait for what was just started.

    :return: the exit code by outcome: 0 succeeded, 1 failed, 2 cancelled, 3 timed out.
    """
    from .send import failures

    client = sender.typed_client()
    with failures():
        try:
            if sender.operation.wire_name == START_JOB_RUN:
                return _job_run(sender, client, wire, answer)
            return _other(sender, client, {**wire, **answer})
        except jobs.JobRunTimeoutError as error:
            raise Failure(str(error), exits.TIMED_OUT) from error
        except jobs.JobRunError as error:
            raise Failure(str(error), exits.OTHER) from error
        except WaitTimeoutError as error:
            raise Failure(str(error), exits.TIMED_OUT) from error
        except WaitError as error:
            raise Failure(str(error), _CODES.get(str(error.state), exits.FOUND)) from error


def _job_run(
    sender: Sender, client: Any, wire: Mapping[str, Any], answer: Mapping[str, Any]
) -> int:
    ids = job_service(client).started(wire, answer)
    handle = jobs.JobRun(client, ids, clock=jobs.CLOCK)
    timeout = sender.options.wait_timeout or DEFAULT_TIMEOUT
    logs = None
    with progress(f"job run {handle.id}", sender.options.color) as (show, note):
        on_log = partial(_log_line, note) if sender.options.logs else None
        try:
            outcome = handle.wait(timeout=timeout, on_change=show, on_log=on_log)
        except jobs.JobRunFailedError as error:
            outcome, logs = error.outcome, error.logs
        except KeyboardInterrupt:
            return _interrupted(handle)
    if logs is not None:
        screen.note(visible.line(f"job run {handle.id}: logs: {logs}"))
    screen.note(visible.lines(f"job run {handle.id}: {outcome}"))
    return exits.OK if outcome.succeeded else _CODES.get(outcome.result, exits.FOUND)


def _interrupted(handle: jobs.JobRun) -> int:
    """Offer to cancel; where nobody can answer, leave the run alone and say so."""
    screen.note("")
    if sys.stdin.isatty() and sys.stderr.isatty():
        print(f"Cancel the job run {handle.id}? [y/N] ", end="", file=sys.stderr, flush=True)
        if sys.stdin.readline().strip().lower() in ("y", "yes"):
            handle.cancel()
            screen.note("asked for its cancellation")
            return exits.INTERRUPTED
    screen.note(f"interrupted; the job run {handle.id} goes on")
    return exits.INTERRUPTED


def _other(sender: Sender, client: Any, known: Mapping[str, Any]) -> int:
    """Wait by a waiter of the model, given whatever of its parameters is known."""
    operation = sender.operation
    waiter = WAITERS[operation.service.name, operation.wire_name]
    asked = operation.service.model.waiters["waiters"][waiter]["operation"]
    question = operation.service.operation(asked)
    cls = question.request_class
    needed = {p.wire_name for p in question.parameters.values() if p.required} & known.keys()
    waiting = {
        name: known[field.wire_name]
        for name, field in cls._fields.items()
        if field.wire_name in needed
    }
    if sender.options.wait_timeout is not None:
        waiting["timeout"] = sender.options.wait_timeout
    subject = kebab(waiter).replace("-", " ")
    with progress(subject, sender.options.color):
        client._wait_until_gone(waiter, cls, {"self": client, **waiting})
    screen.note(f"{subject}: done")
    return exits.OK


@contextmanager
def progress(
    subject: str, color: str
) -> Iterator[tuple[Callable[[jobs.Status], None], Callable[[str], None]]]:
    """On a terminal a live line with state and elapsed time, else a line per change; on stderr.

    It gives what is told of every new state, and what prints a line meanwhile.
    """
    if not sys.stderr.isatty():
        yield lambda status: screen.note(f"{subject}: {_described(status)}"), screen.note
        return
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = screen.console(color, sys.stderr)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(f"{subject}: waiting", total=None)
        yield (
            lambda status: bar.update(task, description=f"{subject}: {_described(status)}"),
            lambda text: console.print(text, soft_wrap=True),
        )


def _log_line(note: Callable[[str], None], line: jobs.LogLine) -> None:
    note(visible.lines(line.text))


def _described(status: jobs.Status) -> str:
    attempt = f", attempt {status.attempt}" if status.attempt and status.attempt > 1 else ""
    return f"{status.state}{attempt}"
