"""Until something has ended: ``--wait``, ``emrglue wait`` and ``emrglue logs``."""

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
from ..jobs.services import SERVICES
from ..shapes.policy import validation
from ..shapes.shape import LET_PAST
from ..violations import ValidationError
from . import catalog, exits, flags, requests, screen
from .catalog import Operation, kebab
from .exits import Failure

if TYPE_CHECKING:
    from .send import Sender

START_JOB_RUN = "StartJobRun"

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
    if name == START_JOB_RUN and not operation.waiter:
        return
    if logs:
        raise Failure(f"--logs: only job runs have logs, and {operation.name} starts none")
    if not operation.waiter and name not in (known := waiters(service)):
        starts = ", ".join(map(kebab, (START_JOB_RUN, *sorted(known))))
        raise Failure(
            f"--wait: nothing to wait for after {operation.name}; {service} has it for {starts}"
        )


def waiters(service: str) -> Mapping[str, str]:
    """The waiter for what each start operation starts, other than StartJobRun."""
    known = catalog.service(service).model.waiters.get("waiters", {})
    return {start: name for name, raw in known.items() for start in raw.get("after", ())}


def logs(arguments: Sequence[str]) -> None:
    """The verb: prints the lines of a job run's logs."""
    given = flags.parse_verb("logs", arguments)
    if given.service not in SERVICES:
        raise Failure(f"logs: {given.service!r} has no job runs; {', '.join(SERVICES)} have")
    names = SERVICES[given.service].id_names
    if len(given.ids) != len(names) or not all(given.ids):
        expected = " ".join([given.service, *map(str.upper, names)])
        raise Failure(f"logs: a job run is identified by {expected}, not by {len(given.ids)} ids")
    from .send import Sender

    operation = catalog.service(given.service).operation("start-job-run")
    ids: dict[str, Any] = dict(zip(names, given.ids, strict=True))
    try:
        handle = jobs.attach(Sender(operation, given).typed_client(), **ids)
    except ValidationError as error:
        wrong = (requests.in_json_terms(v.message, skippable=False) for v in error.violations)
        paths = (violation.path for violation in error.violations)
        raise Failure("logs: " + "; ".join(map("{}: {}".format, paths, wrong))) from None
    with failures():
        for line in handle.tail_logs(follow=given.follow, executors=given.executors):
            print(visible.lines(line.text), flush=True)  # a closed pipe ends the command


def after(sender: Sender, wire: Mapping[str, Any], answer: Mapping[str, Any]) -> int:
    """Wait for what was just started.

    :return: the exit code by outcome: 0 succeeded, 1 failed, 2 cancelled, 3 timed out.
    """
    service, name = sender.operation.service.name, sender.operation.wire_name
    # What it asks was checked before, or came from the service.
    with failures(), validation("off"):
        if name == START_JOB_RUN:
            return _job_run(sender, wire, answer)
        waiter = catalog.service(service, waits=True).operation(waiters(service)[name])
        known = {**wire, **answer}
        needed = {member.name for member in waiter.request.members if member.needed}
        return by_waiter(sender, waiter, {n: known[n] for n in needed & known.keys()})


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


def by_waiter(sender: Sender, waiter: Operation, wire: Mapping[str, Any]) -> int:
    """Wait by a waiter of the model, which polls with these members."""
    client, cls = sender.typed_client(), waiter.request_class
    request = cls._of(dict(wire), LET_PAST)
    given = {name: getattr(request, name) for name, f in cls._fields.items() if f.wire_name in wire}
    if sender.options.wait_timeout is not None:
        given["timeout"] = sender.options.wait_timeout
    subject = waiter.name.replace("-", " ")
    skipping = requests.skipping(sender.options.skip_check)
    with failures(), progress(subject, sender.options.color), skipping:
        client._wait(waiter.waiter, cls, {"self": client, **given})
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
