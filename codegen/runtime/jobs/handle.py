"""What handles of job runs do, written once: ``async_jobs`` awaits these coroutines.

``jobs`` runs them to their end (:func:`run_coroutine`): over a client and a clock that are not
awaited, they never pause.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Mapping
from datetime import timedelta
from email.utils import parsedate_to_datetime
from inspect import iscoroutinefunction
from itertools import repeat
from typing import Any, ClassVar, ParamSpec, Protocol, TypeVar

import attrs

from ..client.states import maybe_await, warn_of_unknown_state
from ..services import name_of
from ..shapes.report import levels_to_user
from ..shapes.shape import LET_PAST
from ..structures.structure import class_name
from .following import PATIENCE_WITHOUT_FOLLOWING, Follower, OnLog
from .log_text import Tail
from .polling import PATIENCE, Backoff, Clock, Polling, TimeIsOver, is_transient
from .services import (
    KEY_ARGUMENT,
    SERVICES,
    ApplicationNotStartedError,
    Call,
    Ids,
    JobRunError,
    JobRunFailedError,
    JobRunTimeoutError,
    JobService,
    Logs,
    Outcome,
    Status,
    UnexpectedResponseError,
    Wire,
    at,
    listed,
    member,
    members,
)

H = TypeVar("H", bound="Handle")
P = ParamSpec("P")
OnChange = Callable[[Status], Any]
"""Called with what the service says, first and whenever the state or the attempt is another."""

DEFAULT_TIMEOUT = 24 * 60 * 60.0
"""Seconds that a wait lasts at most unless told otherwise; as long as the waiters' longest."""
APPLICATION_TIMEOUT = 10 * 60.0
"""Seconds that an EMR Serverless application is given to start."""
RETRY_TIMEOUT = 5 * 60.0
"""Seconds that Glue is given to retry a run that failed."""

_log = logging.getLogger("emrglue.jobs")


class Starts(Protocol[P]):
    """To type checkers, a client that starts job runs: it says by which keywords."""

    def __start__(self, *_: P.args, **arguments: P.kwargs) -> None: ...


class StartsOrAttaches(Protocol[P]):
    """The same, with a key."""

    def __start_or_attach__(self, *_: P.args, **arguments: P.kwargs) -> None: ...


class Handle:
    """What :class:`emrglue.jobs.JobRun` and its asynchronous twin have in common."""

    _is_awaited: ClassVar[bool] = False

    def __init__(
        self, client: Any, ids: Ids, *, clock: Clock, attached: bool | None = False
    ) -> None:
        self._client = client
        self._job_service = checked_service(client, awaited=self._is_awaited)
        self._clock = clock
        self._entering = repeat(self).__next__
        self._warned: set[str] = set()
        self.ids: Mapping[str, Any] = ids  # str; Any, so that attach(client, **ids) type-checks
        """What identifies the run, by name: enough to attach to it again."""
        self.attached = attached
        """Whether the run was there before, instead of started for this handle; ``None`` if nobody
        can tell."""
        self.last_seen: Status | None = None
        """What the service said last; reading it asks for nothing."""

    @property
    def id(self) -> str:
        """The run's own id."""
        return str([*self.ids.values()][-1])

    @property
    def service(self) -> str:
        """botocore's name of the service."""
        return self._job_service.name

    @property
    def console_url(self) -> str | None:
        """Where the AWS console shows the run; ``None`` in a partition without a public console.

        Only Glue's console is known to have a page of a run. Its addresses are not documented, and
        may change.
        """
        meta = self._client.meta
        return self._job_service.console_url(self.ids, meta.region_name, meta.partition)

    def __repr__(self) -> str:
        state = self.last_seen.state if self.last_seen else "not asked yet"
        return f"<{self}: {state}>"

    def __str__(self) -> str:
        ids = " ".join(f"{name}={value}" for name, value in self.ids.items())
        return f"{self.service} job run {ids}"

    async def _with_log_client(self, service: Any, work: Callable[[Any], Any]) -> Any:
        """Do work with a botocore client of ``logs`` or ``s3``, of the same session and region."""
        raise NotImplementedError

    # coroutines

    async def _refresh(self) -> Status:
        response = await ask(self._client, self._job_service.describe(self.ids))
        self.last_seen = self._job_service.status(response)
        warn_of_unknown_state(
            self.last_seen.state,
            self._job_service.states,
            self._warned,
            f"{self.service} reports the state {self.last_seen.state!r} for a job run, which this"
            " version does not know: it counts as unfinished",
        )
        return self.last_seen

    async def _current(self) -> Status:
        """The state; a run that has ended is not asked about again."""
        if self.last_seen is not None and self.last_seen.is_terminal:
            return self.last_seen
        return await self._refresh()

    async def _cancel(self) -> None:
        """Cancel, unless the run has ended already or does so in the meantime."""
        if self.last_seen is not None and self.last_seen.is_terminal:
            return
        try:
            response = await ask(self._client, self._job_service.cancel(self.ids))
            self._job_service.check_cancelled(members(response))
        except Exception:
            if not (await self._refresh()).is_terminal:
                raise

    async def _wait(
        self,
        timeout: float | None,
        poll: float | Backoff,
        on_change: OnChange | None,
        on_log: OnLog | None,
        cancel_on_timeout: bool,
        follow_retries: bool,
        check: bool,
    ) -> Outcome:
        """Wait for the end of the run, and perhaps of those by which Glue retries it."""
        polling = Polling(self._clock, Backoff.of(poll), timeout)
        for name, function in (("on_change", on_change), ("on_log", on_log)):
            if not (function is None or callable(function)):
                raise TypeError(f"{name} must be a function, not {function!r}")
        tail = Tail(self._with_log_client, self._job_service, executors=False)
        attempts: tuple[Status, ...] = ()
        try:
            while True:
                follower = Follower(self, polling, tail, on_log=on_log)
                outcome = await self._wait_for_end(follower, on_change)
                attempts += outcome.attempts
                if not follow_retries or not await self._go_on_with_retry(
                    outcome, polling, len(attempts)
                ):
                    break
        except TimeIsOver as over:
            done = await self._try_to_cancel() if cancel_on_timeout else None
            raise self._timeout_error(polling, done) from over.__cause__
        outcome = attrs.evolve(outcome, attempts=attempts)
        if check and not outcome.succeeded:
            raise await self._failed_error(outcome)
        return outcome

    async def _wait_for_end(self, follower: Follower, on_change: OnChange | None) -> Outcome:
        before: tuple[str, int | None] | None = None
        while True:
            status = await follower.polling.ask(self._current)
            if on_change is not None and (status.state, status.attempt) != before:
                await maybe_await(on_change(status))
            before = status.state, status.attempt
            await follower.tell(status)
            if status.outcome is not None:
                return status.outcome
            await follower.polling.pause()

    async def _go_on_with_retry(self, outcome: Outcome, polling: Polling, attempts: int) -> bool:
        """Go on with the run by which Glue retries one that failed; whether there is one.

        A run that exceeds its time is not retried:
        https://docs.aws.amazon.com/glue/latest/dg/add-job.html
        """
        if not self._job_service.retries_as_new_runs or outcome.result != "failed":
            return False
        job_name, failed = self.ids["job_name"], self.id

        def retries(run: Wire) -> bool:
            return run.get("PreviousRunId") == failed

        question = Call("GetJob", {"JobName": job_name})
        until = self._clock.now() + RETRY_TIMEOUT
        try:
            answer = await polling.ask(lambda: ask(self._client, question))
            allowed = at(members(answer), "Job", "MaxRetries")
            if not isinstance(allowed, int) or attempts > allowed:
                return False
            while True:
                retry = await polling.ask(lambda: _find_run(self._client, job_name, retries))
                if retry is not None or self._clock.now() >= until:
                    break
                await polling.pause()
        except TimeIsOver:
            return False
        except Exception as error:  # which must not hide that the run failed
            warnings.warn(
                f"a retry of {self} is not followed: {error}", stacklevel=levels_to_user()
            )
            return False
        if retry is not None:
            self.ids, self.last_seen = {**self.ids, "run_id": retry}, None
        return retry is not None

    def _timeout_error(self, polling: Polling, done: str | None = None) -> JobRunTimeoutError:
        """:param done: what was done about it, if anything was."""
        seen = self.last_seen
        state = f"is still {seen.state}" if seen else "has not reported a state"
        late = f"it did not end in {polling.timeout:g} s"
        return JobRunTimeoutError(
            f"{self} {state}: {late}; {done or 'the run goes on'}",
            run=self,
            reason=seen.message if seen else "",
        )

    async def _try_to_cancel(self) -> str:
        """Cancel while another error is raised, which must not be hidden; says what happened."""
        try:
            await self._cancel()
        except Exception as error:
            _log.warning("%r was not cancelled: %s", self, type(error).__name__)
            return f"cancelling it failed with {type(error).__name__}"
        return "it was asked to cancel"

    async def _find_logs(self) -> Logs:
        status = await self._current()
        need = self._job_service.log_settings(self.ids, status)
        answer = None if need is None else await self._if_allowed(need)
        return self._job_service.logs(self.ids, status, members(answer))

    def _follower(
        self, follow: bool, executors: bool, timeout: float | None, poll: float | Backoff
    ) -> Follower:
        # A user who does not follow the logs wants an answer soon, or an error.
        patience = PATIENCE if follow else PATIENCE_WITHOUT_FOLLOWING
        polling = Polling(self._clock, Backoff.of(poll), timeout, patience)
        tail = Tail(self._with_log_client, self._job_service, executors)
        return Follower(self, polling, tail, follow)

    async def _find_dashboard(self) -> str | None:
        """Ask for a dashboard in a state in which that is legal."""
        service, status = self._job_service, await self._current()
        if status.state not in service.with_dashboard:
            return None
        answer = members(await self._if_allowed(service.dashboard(self.ids)))
        url = answer.get("url") or answer.get("Url")
        return url if isinstance(url, str) else None

    async def _if_allowed(self, call: Call) -> Any:
        """An answer; ``None`` if the service refuses, or the package has no such operation."""
        try:
            return await ask(self._client, call)
        except Exception as error:
            is_refused = 400 <= (getattr(error, "http_status", None) or 0) < 500
            if is_transient(error) or not (is_refused or isinstance(error, JobRunError)):
                raise
            _log.info("%s answered %s", call.operation, type(error).__name__)
            return None

    async def _failed_error(self, outcome: Outcome) -> JobRunFailedError:
        """The error for a run that failed; an error while it is made must not hide it."""
        logs = None
        try:
            logs = await self._find_logs()
            place = str(logs)
        except Exception as error:
            place = f"asking for their place failed with {type(error).__name__}"
        message = f"{self} {outcome}; logs: {place}"
        return JobRunFailedError(
            message, outcome=outcome, run=self, logs=logs, reason=outcome.message
        )


async def start_run(
    kind: type[H],
    client: Any,
    request: Any,
    arguments: Mapping[str, Any],
    start_application: bool,
    clock: Clock,
    key: str | None = None,
) -> H:
    """Start a run; its request is checked before anything is sent, the application's too.

    :param key: start it only if no run was started for this key.
    """
    service = checked_service(client, awaited=kind._is_awaited)
    if request is None:
        cls = client._service().request_class("StartJobRun")
        request = client._request(cls, {**arguments, "self": client})
    elif arguments:
        raise TypeError("give a request or keyword arguments, not both")
    else:
        # Any other request would be sent as well: a DeleteJob deletes the job.
        operation, of = (getattr(type(request), name, None) for name in ("_operation", "_service"))
        if operation != "StartJobRun" or getattr(of, "name", None) != service.name:
            raise TypeError(
                f"start() takes a StartJobRunRequest of {service.name}, not {class_name(request)}"
            )
    wire = request.to_wire()
    if start_application and not service.has_applications:
        raise TypeError(f"start_application is for emr-serverless; {service.name} has none")

    def has_key(run: Wire) -> bool:
        has_ended = service.states.get(str(run.get("JobRunState")))
        return not has_ended and at(run, "Arguments", KEY_ARGUMENT) == key

    if key is not None:
        wire = service.keyed(wire, key)
        if not service.has_tokens and (
            running := await _find_run(client, wire["JobName"], has_key)
        ):
            ids = service.started(wire, {"JobRunId": running})
            return kind(client, ids, clock=clock, attached=True)
    if start_application:
        await _starting_application(client, wire["applicationId"], clock)
    began = clock.now()
    response = await ask(client, Call("StartJobRun", wire))
    ids = service.started(wire, members(response))
    attached: bool | None = False
    if key is not None and service.has_tokens:
        attached = await _was_there(client, service.describe(ids), response, clock.now() - began)
    return kind(client, ids, clock=clock, attached=attached)


async def _find_run(client: Any, job_name: str, matches: Callable[[Wire], bool]) -> str | None:
    """The id of the first run of a Glue job that matches."""
    asked = {"JobName": job_name}
    tokens = {""}
    while True:
        page = members(await ask(client, Call("GetJobRuns", asked)))
        for run in listed(page.get("JobRuns")):
            if isinstance(run, Mapping) and isinstance(run.get("Id"), str) and matches(run):
                return str(run["Id"])
        token = page.get("NextToken")
        if not isinstance(token, str) or token in tokens:  # one that comes again leads in a circle
            return None
        tokens.add(token)
        asked["NextToken"] = token


async def _was_there(client: Any, question: Call, response: Any, seconds: float) -> bool | None:
    """Whether a run had been created before it was asked for; ``None`` if nobody can tell.

    :param response: the answer to the start, whose time is by the clock of the service.
    :param seconds: how long the start took.
    """
    try:
        run = member(await ask(client, question), "jobRun")
        answered = parsedate_to_datetime(response.response_metadata["HTTPHeaders"]["date"])
        # The time of the answer has whole seconds, and clocks of two hosts differ.
        return bool(member(run, "createdAt") < answered - timedelta(seconds=seconds + 2))
    except Exception as error:
        _log.info("nobody can tell whether the run was there before: %s", type(error).__name__)
        return None


def attach_run(kind: type[H], client: Any, given: Mapping[str, Any], clock: Clock) -> H:
    """The handle of a run, whose ids are checked as far as the package can.

    :raises TypeError: these are not the ids of a run.
    :raises ValidationError: an id that the service would refuse.
    """
    service = checked_service(client, awaited=kind._is_awaited)
    ids = service.ids(given)
    question = service.describe(ids)
    cls = client._service().request_class(question.operation)
    if cls is not None:
        names = {field.wire_name: name for name, field in cls._fields.items()}
        client._request(
            cls, {"self": client, **{names[w]: v for w, v in question.arguments.items()}}
        )
    return kind(client, ids, clock=clock, attached=True)


async def _starting_application(client: Any, name: str, clock: Clock) -> None:
    """Start the application of an EMR Serverless run unless it is started, and wait until it is."""
    application = {"applicationId": name}
    polling = Polling(clock, Backoff(limit=10.0), APPLICATION_TIMEOUT)
    try:
        while True:
            state = await polling.ask(lambda: _application_state(client, application))
            if state == "STARTED":
                return
            if state == "TERMINATED":
                raise ApplicationNotStartedError(
                    f"application {name} is terminated and cannot be started;"
                    " no job run was started; create another application"
                )
            if state in ("CREATED", "STOPPED"):
                await polling.ask(lambda: ask(client, Call("StartApplication", application)))
            await polling.pause()
    except TimeIsOver as over:
        raise JobRunTimeoutError(
            f"application {name} was not started in {APPLICATION_TIMEOUT:g} s;"
            " no job run was started"
        ) from over.__cause__


async def _application_state(client: Any, application: Wire) -> str:
    response = await ask(client, Call("GetApplication", application))
    state = at(members(response), "application", "state")
    if not isinstance(state, str):
        raise UnexpectedResponseError(
            "emr-serverless answered GetApplication without the application's state; ask again"
        )
    return state


async def ask(client: Any, call: Call) -> Any:
    """The response to a call.

    What it sends was checked before, or came from the service.

    :raises JobRunError: the package was generated without the operation.
    """
    cls = client._service().request_class(call.operation)
    if cls is None:
        raise JobRunError(
            f"{client!r} has no {call.operation}: generate the package with that operation too"
        )
    return await maybe_await(client.send(cls._of(dict(call.arguments), LET_PAST)))


def checked_key(key: object) -> str:
    """:raises TypeError: the key is empty or not a string."""
    if not isinstance(key, str) or not key:
        raise TypeError(f"key must be a string that is not empty, not {key!r}")
    return key


def is_interrupt(kind: type[BaseException] | None) -> bool:
    """Whether an error ends the program or the task: Ctrl-C, ``SystemExit``, a cancelled task."""
    return kind is not None and not issubclass(kind, (Exception, GeneratorExit))


def checked_service(client: Any, *, awaited: bool) -> JobService:
    """The job runs of a client's service, if the client is of the right kind.

    :raises TypeError: it has to be awaited and must not be, or the other way round; it is not a
        client of this package; or its service has no job runs.
    """
    if isinstance(client, type):
        raise TypeError(
            f"the class {client.__name__} is not a client: make one, {client.__name__}(…)"
        )
    if not hasattr(client, "_service") and (name := str(name_of(client))) in SERVICES:
        wrapped = f"{name.replace('-', '_')}.{'AsyncClient' if awaited else 'Client'}(client=…)"
        raise TypeError(f"{client!r} is a client of boto3: wrap it as {wrapped}")
    send = getattr(type(client), "send", None)
    if send is not None and iscoroutinefunction(send) is not awaited:
        right = "jobs" if awaited else "async_jobs"
        raise TypeError(f"{client!r} is for emrglue.{right}: use that module, or the other client")
    try:
        return SERVICES[client._service().name]
    except (AttributeError, KeyError):
        raise TypeError(
            f"{client!r} is not an emrglue client of {', '.join(SERVICES)};"
            " a boto3 client of one is wrapped as glue.Client(client=…)"
        ) from None
