"""``--wait``: until what an operation started has ended; ``emrglue wait``: by any waiter."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ..client.decoding import respond
from ..client.waiting import WaitError, WaitTimeoutError
from ..jobs import jobs
from ..jobs.scripts import DEFAULT_TIMEOUT, job_service
from ..shapes.shape import LET_PAST
from ..suggestions import did_you_mean
from . import catalog, exits, frame, requests, screen
from .catalog import PACKAGE, Operation, kebab
from .exits import Failure
from .options import HELP, split

if TYPE_CHECKING:
    from .send import Sender

_LISTED = f"`{PACKAGE} wait"
START_JOB_RUN = "StartJobRun"

WAITERS: Mapping[tuple[str, str], str] = {
    ("emr-serverless", "StartApplication"): "ApplicationStarted",
    ("emr-serverless", "StartSession"): "SessionStarted",
    ("glue", "StartBlueprintRun"): "BlueprintRunSucceeded",
    ("glue", "StartCrawler"): "CrawlerReady",
    ("glue", "StartDataQualityRuleRecommendationRun"): "DataQualityRuleRecommendationRunSucceeded",
    ("glue", "StartDataQualityRulesetEvaluationRun"): "DataQualityRulesetEvaluationRunSucceeded",
    ("glue", "StartExportLabelsTaskRun"): "MLTaskRunSucceeded",
    ("glue", "StartImportLabelsTaskRun"): "MLTaskRunSucceeded",
    ("glue", "StartMLEvaluationTaskRun"): "MLTaskRunSucceeded",
    ("glue", "StartMLLabelingSetGenerationTaskRun"): "MLTaskRunSucceeded",
    ("glue", "StartWorkflowRun"): "WorkflowRunCompleted",
}
"""The waiters of start operations other than StartJobRun."""

_CODES: Mapping[str, int] = {
    "succeeded": exits.OK,
    "failed": exits.FOUND,
    "cancelled": exits.CANCELLED,
    "timed out": exits.TIMED_OUT,
}


def check(operation: Operation) -> None:
    """Refuse ``--wait`` before anything is sent where nothing can be waited for."""
    if operation.wire_name == START_JOB_RUN:
        return
    if (operation.service.name, operation.wire_name) not in WAITERS:
        own = [kebab(name) for service, name in WAITERS if service == operation.service.name]
        raise Failure(
            f"--wait: nothing to wait for after {operation.name}; {operation.service.name} has it "
            f"for {', '.join(['start-job-run', *own])}"
        )


def run(arguments: Sequence[str]) -> int:
    """The verb: ``wait SERVICE WAITER``, with the parameters of the operation that is polled."""
    words, rest = split(arguments, 2)
    asked = "help" in words[1:] or not HELP.isdisjoint(rest)
    if not words:
        from . import help as screens

        return screens.waiters([*map(catalog.service, catalog.service_names())])
    service = catalog.service(words[0])
    waiters = {kebab(name): name for name in service.model.waiters["waiters"]}
    if len(words) == 1 or words[1] == "help":
        if not asked:
            raise Failure(
                f"wait: a waiter of {service.name} is missing; {_LISTED} {service.name} help` lists them"
            )
        from . import help as screens

        return screens.waiters([service])
    name = waiters.get(words[1], words[1])
    if name not in waiters.values():
        hint = did_you_mean(words[1], waiters)
        raise Failure(
            f"{service.name} has no waiter {words[1]!r}{hint}; {_LISTED} {service.name} help` lists them"
        )
    operation = service.operation(service.model.waiters["waiters"][name]["operation"])
    if asked or rest[:1] == ["help"]:
        from . import help as screens

        return screens.waiter(operation, name)
    options = frame.parse(operation, [*rest, "--wait"])
    wire = requests.checked(operation, requests.gather(operation, options), options.skip_check)
    from .send import Sender, failures

    sender = Sender(operation, options)
    with failures(), _ending():
        return _by_waiter(sender, _client(sender), operation, name, wire)


def after(sender: Sender, wire: Mapping[str, Any], answer: Mapping[str, Any]) -> int:
    """Wait for what was just started.

    :return: the exit code by outcome: 0 succeeded, 1 failed, 2 cancelled, 3 timed out.
    """
    from .send import failures

    operation, client = sender.operation, _client(sender)
    with failures(), _ending():
        if operation.wire_name == START_JOB_RUN:
            return _job_run(sender, client, wire, answer)
        service = operation.service
        waiter = WAITERS[service.name, operation.wire_name]
        question = service.operation(service.model.waiters["waiters"][waiter]["operation"])
        known = {**wire, **answer}
        needed = (p.wire_name for p in question.parameters.values() if p.required)
        given = {name: known[name] for name in needed if name in known}
        return _by_waiter(sender, client, question, waiter, given)


def _client(sender: Sender) -> Any:
    package = sender.operation.service.model.package
    return import_module(package).Client(client=sender.client())


@contextmanager
def _ending() -> Iterator[None]:
    """The errors of a wait as messages and exit codes."""
    try:
        yield
    except jobs.JobRunTimeoutError as error:
        raise Failure(f"{error}; the run goes on", exits.TIMED_OUT) from error
    except jobs.JobRunError as error:
        raise Failure(str(error), exits.OTHER) from error
    except WaitTimeoutError as error:
        raise Failure(str(error), exits.TIMED_OUT) from error
    except WaitError as error:
        raise Failure(str(error), exits.FOUND) from error


def _job_run(
    sender: Sender, client: Any, wire: Mapping[str, Any], answer: Mapping[str, Any]
) -> int:
    cls = sender.operation.request_class
    response = respond(cls._response_class(), answer)
    ids: Any = job_service(client).started(cls._of(dict(wire), LET_PAST), response)
    handle = jobs.attach(client, **ids)
    timeout = sender.options.wait_timeout or DEFAULT_TIMEOUT
    with progress(f"job run {handle.id}", sender.options.color) as show:
        try:
            outcome = handle.wait(timeout=timeout, on_change=show, check=False)
        except KeyboardInterrupt:
            outcome = None
    if outcome is None:
        return _interrupted(handle)
    screen.note(f"job run {handle.id}: {outcome}")
    return _CODES[outcome.result]


def _interrupted(handle: jobs.JobRun) -> int:
    """Offer to cancel; if nobody can answer, leave the run alone and say so."""
    screen.note("")
    question = f"Cancel the job run {handle.id}? [y/N] "
    if screen.is_attended() and screen.ask(question).strip().lower() in ("y", "yes"):
        handle.cancel()
        screen.note("asked for its cancellation")
    else:
        screen.note(f"interrupted; the job run {handle.id} goes on")
    return exits.INTERRUPTED


def _by_waiter(
    sender: Sender, client: Any, question: Operation, waiter: str, wire: Mapping[str, Any]
) -> int:
    """Wait by a waiter of the model, which polls by an operation with these members."""
    cls = question.request_class
    request = cls._of(dict(wire), LET_PAST)
    given = {name: getattr(request, name) for name, f in cls._fields.items() if f.wire_name in wire}
    if sender.options.wait_timeout is not None:
        given["timeout"] = sender.options.wait_timeout
    subject = kebab(waiter).replace("-", " ")
    with progress(subject, sender.options.color), requests.skipping(sender.options.skip_check):
        client._wait_until_gone(waiter, cls, {"self": client, **given})
    screen.note(f"{subject}: done")
    return exits.OK


@contextmanager
def progress(subject: str, color: str) -> Iterator[Callable[[jobs.Status], None]]:
    """On a terminal a live line with state and elapsed time, else a line per change; on stderr.

    What it gives is told of every new state.
    """
    if not sys.stderr.isatty():
        yield lambda status: screen.note(f"{subject}: {_described(status)}")
        return
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = screen.console(color, sys.stderr)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(f"{subject}: waiting", total=None)
        yield lambda status: bar.update(task, description=f"{subject}: {_described(status)}")


def _described(status: jobs.Status) -> str:
    attempt = f", attempt {status.attempt}" if status.attempt and status.attempt > 1 else ""
    return f"{status.state}{attempt}"
