"""``--wait``: until what an operation started has ended; ``emrglue wait``: by any waiter."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from .. import visible
from ..client.waiting import WaitError
from ..jobs import jobs
from ..jobs.handle import DEFAULT_TIMEOUT, checked_service
from ..shapes.policy import validation
from ..shapes.shape import LET_PAST
from ..suggestions import did_you_mean
from . import catalog, exits, frame, requests, screen
from .catalog import PACKAGE, Operation, kebab
from .exits import Failure
from .options import HELP, split

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
"""The exit codes of outcomes and final states that have one of their own."""


def check(operation: Operation, logs: bool) -> None:
    """Refuse ``--wait``, before anything is sent, if there is nothing to wait for.

    :param logs: whether ``--logs`` was given too.
    """
    service, name = operation.service.name, operation.wire_name
    if name == START_JOB_RUN:
        return
    if logs:
        raise Failure(f"--logs: only job runs have logs, and {operation.name} starts none")
    if (service, name) not in WAITERS:
        others = [kebab(start) for own, start in WAITERS if own == service]
        raise Failure(
            f"--wait: nothing to wait for after {operation.name}; {service} has it for "
            f"{', '.join(['start-job-run', *others])}"
        )


def run(arguments: Sequence[str]) -> int:
    """The verb: ``wait SERVICE WAITER``, with the parameters of the operation that is polled."""
    from . import help as screens

    words, rest = split(arguments, 2)
    asked = not words or "help" in (*words[1:], *rest[:1]) or not HELP.isdisjoint(rest)
    services = [*map(catalog.service, words[:1] or catalog.service_names())]
    if words[1:] in ([], ["help"]) and asked:
        screens.waiters(services)
        return exits.OK
    service, waiters = services[0], services[0].model.waiters["waiters"]
    lists = f"`{PACKAGE} wait {service.name} help` lists them"
    if not words[1:]:
        raise Failure(f"wait: a waiter of {service.name} is missing; {lists}")
    names = {kebab(name): name for name in waiters}
    if (name := names.get(words[1])) is None:
        hint = did_you_mean(words[1], names)
        raise Failure(f"{service.name} has no waiter {words[1]!r}{hint}; {lists}")
    operation = service.operation(waiters[name]["operation"])
    if asked:
        screens.waiter(operation, name)
        return exits.OK
    options = frame.parse(operation, [*rest, "--wait"])
    if options.logs:
        raise Failure(f"wait: --logs does not belong here; `{PACKAGE} logs` prints those of a run")
    wire = requests.checked(operation, requests.gather(operation, options), options.skip_check)
    from .send import Sender

    with failures():
        return _by_waiter(Sender(operation, options), operation, name, wire)


def after(sender: Sender, wire: Mapping[str, Any], answer: Mapping[str, Any]) -> int:
    """Wait for what was just started.

    :return: the exit code by outcome: 0 succeeded, 1 failed, 2 cancelled, 3 timed out.
    """
    service, name = sender.operation.service, sender.operation.wire_name
    # What it asks was checked before, or came from the service.
    with failures(), validation("off"):
        if name == START_JOB_RUN:
            return _job_run(sender, wire, answer)
        waiter = WAITERS[service.name, name]
        question = service.operation(service.model.waiters["waiters"][waiter]["operation"])
        known = {**wire, **answer}
        needed = {p.wire_name for p in question.parameters.values() if p.required}
        return _by_waiter(sender, question, waiter, {n: known[n] for n in needed & known.keys()})


@contextmanager
def failures() -> Iterator[None]:
    """The errors of a wait, and those of botocore, as messages and exit codes."""
    from . import send

    with send.failures():
        try:
            yield
        except (jobs.JobRunError, WaitError) as error:
            code = exits.FOUND if isinstance(error, WaitError) else exits.OTHER
            code = _CODES.get(str(getattr(error, "state", "")), code)
            code = exits.TIMED_OUT if isinstance(error, TimeoutError) else code
            raise Failure(str(error), code) from error


def _job_run(sender: Sender, wire: Mapping[str, Any], answer: Mapping[str, Any]) -> int:
    client, options = sender.typed_client(), sender.options
    ids = checked_service(client, awaited=False).started(wire, answer)
    handle = jobs.JobRun(client, ids, clock=jobs.CLOCK)
    timeout = options.wait_timeout or DEFAULT_TIMEOUT
    outcome = logs = None
    subject = f"job run {handle.id}"
    with progress(subject, options.color) as (show, note), warnings.catch_warnings():
        warnings.showwarning = lambda text, *_: note(f"warning: {visible.line(str(text))}")

        def on_log(line: jobs.LogLine) -> None:
            note(visible.lines(line.text))

        try:
            outcome = handle.wait(
                timeout=timeout, on_change=show, on_log=on_log if options.logs else None
            )
        except jobs.JobRunFailedError as error:
            outcome, logs = error.outcome, error.logs
        except KeyboardInterrupt:
            pass
    if outcome is None:
        return _interrupted(handle)
    if logs is not None:
        screen.note(visible.line(f"{subject}: logs: {logs}"))
    screen.note(f"{subject}: {outcome}")
    return exits.OK if outcome.succeeded else _CODES.get(outcome.result, exits.FOUND)


def _interrupted(handle: jobs.JobRun) -> int:
    """Offer to cancel the run; if nobody can answer, say that it goes on."""
    screen.note("")
    question = f"Cancel the job run {handle.id}? [y/N] "
    if screen.is_attended() and screen.ask(question).strip().lower() in ("y", "yes"):
        handle.cancel()
        screen.note("asked for its cancellation")
    else:
        screen.note(f"interrupted; the job run {handle.id} goes on")
    return exits.INTERRUPTED


def _by_waiter(sender: Sender, question: Operation, waiter: str, wire: Mapping[str, Any]) -> int:
    """Wait by a waiter of the model, which polls by an operation with these members."""
    client, cls = sender.typed_client(), question.request_class
    request = cls._of(dict(wire), LET_PAST)
    given = {name: getattr(request, name) for name, f in cls._fields.items() if f.wire_name in wire}
    if sender.options.wait_timeout is not None:
        given["timeout"] = sender.options.wait_timeout
    subject = kebab(waiter).replace("-", " ")
    with progress(subject, sender.options.color), requests.skipping(sender.options.skip_check):
        client._wait(waiter, cls, {"self": client, **given})
    screen.note(f"{subject}: done")
    return exits.OK


@contextmanager
def progress(
    subject: str, color: str
) -> Iterator[tuple[Callable[[jobs.Status], None], Callable[[str], None]]]:
    """On a terminal a live line with state and elapsed time, else a line per change; on stderr.

    It gives what is told of every new state, and what prints a line meanwhile.
    """
    subject = visible.line(subject)  # it may hold an id, which the service chose

    def described(status: jobs.Status) -> str:
        attempt = f", attempt {status.attempt}" if status.attempt and status.attempt > 1 else ""
        return visible.line(f"{subject}: {status.state}{attempt}")

    if not sys.stderr.isatty():
        yield lambda status: screen.note(described(status)), screen.note
        return
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = screen.console(color, sys.stderr)
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(f"{subject}: waiting", total=None)
        yield (
            lambda status: bar.update(task, description=described(status)),
            lambda text: console.print(text, soft_wrap=True),
        )
