"""Job runs, the same way on EMR on EKS, EMR Serverless and AWS Glue.

    run = jobs.start(client, emr_serverless.StartJobRunRequest(...))
    outcome = run.wait(timeout=3600, cancel_on_timeout=True)

A run that fails makes ``wait`` raise: only ``check=False`` hands back another outcome than success.
``async_jobs`` has the same for asynchronous clients.

**Starting twice.** EMR on EKS and EMR Serverless recognise a repeated request by the client token
that every request is given. Glue's StartJobRun has no such token: when its answer is lost, nobody
can tell whether the run was started. emrglue never repeats it; botocore does, by its own default
(up to four more attempts on a broken connection or a 5xx answer). Where a second run would do
harm, limit the job's concurrent runs, or pass ``Config(retries={"total_max_attempts": 1})``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from inspect import iscoroutinefunction
from operator import attrgetter
from typing import TYPE_CHECKING, Any, overload

from ..client.states import UnknownStateWarning, run_coroutine
from ..structures.structure import Request
from .following import OnLog
from .handle import (
    DEFAULT_TIMEOUT,
    Handle,
    OnChange,
    P,
    Starts,
    StartsOrAttaches,
    attach_run,
    checked_key,
    is_interrupt,
    start_run,
)
from .log_text import LogLine
from .polling import Backoff, Clock
from .services import (
    ApplicationNotStartedError,
    CancelRefusedError,
    JobRunError,
    JobRunFailedError,
    JobRunTimeoutError,
    Logs,
    LogStreams,
    Outcome,
    Result,
    Status,
    UnexpectedResponseError,
)

if TYPE_CHECKING:
    from typing_extensions import Self

    from ..client.base import BaseClient
else:
    BaseClient = Self = Any  # get_type_hints works without botocore

CLOCK = Clock()


@overload
def start(
    client: BaseClient,
    request: Request[Any],
    /,
    *,
    start_application: bool = ...,
    clock: Clock = ...,
) -> JobRun: ...
@overload
def start(client: Starts[P], /, *_: P.args, **arguments: P.kwargs) -> JobRun: ...
def start(  # type: ignore[misc] # of the arguments after the request, all have a keyword
    client: BaseClient,
    request: Request[Any] | None = None,
    /,
    *,
    start_application: bool = False,
    clock: Clock = CLOCK,
    **arguments: Any,
) -> JobRun:
    """Start a job run.

    :param client: an emrglue client of one of the three services.
    :param request: a ``StartJobRunRequest`` of that service; or its arguments as keywords.
    :param start_application: start the EMR Serverless application first unless it is started, and
        wait up to ten minutes for it. An application that starts by itself does not need this.
    :param clock: for tests: the time, and how it passes.
    :raises ValidationError: the request is wrong; nothing was sent.
    :raises TypeError: the request is not a ``StartJobRunRequest`` of the client's service, or the
        client none of these; nothing was sent.
    :raises UnexpectedResponseError: the answer has no id; the run may have been started.
    :raises ApplicationNotStartedError: the application is terminated.
    :raises JobRunTimeoutError: the application did not start in time.
    """
    return run_coroutine(start_run(JobRun, client, request, arguments, start_application, clock))


@overload
def start_or_attach(
    client: BaseClient,
    request: Request[Any],
    /,
    *,
    key: str,
    start_application: bool = ...,
    clock: Clock = ...,
) -> JobRun: ...
@overload
def start_or_attach(
    client: StartsOrAttaches[P], /, *_: P.args, **arguments: P.kwargs
) -> JobRun: ...
def start_or_attach(  # type: ignore[misc] # of the arguments after the request, all have a keyword
    client: BaseClient,
    request: Request[Any] | None = None,
    /,
    *,
    key: str,
    start_application: bool = False,
    clock: Clock = CLOCK,
    **arguments: Any,
) -> JobRun:
    """Start a job run unless one was started for the same key; ``run.attached`` says which it was.

    EMR on EKS and EMR Serverless are given a client token that is made from the key: as long as the
    service remembers it, it answers with the run that there is, which may have ended. On Glue a run
    that has not ended is looked for, by the argument ``--emrglue-key``, which the script sees too;
    two processes that do so at the same moment start two runs.

    :param key: what the run is for, such as ``nightly-2024-05-29``; the same in every process. It
        counts within the application, virtual cluster or job.
    :raises TypeError: the key is empty or not a string; and as :func:`start`.

    The rest is as for :func:`start`; a client token of the request is replaced.
    """
    more = (start_application, clock, checked_key(key))
    return run_coroutine(start_run(JobRun, client, request, arguments, *more))


def attach(client: BaseClient, /, *, clock: Clock = CLOCK, **ids: str) -> JobRun:
    """A handle of a job run that was started before; asks for nothing.

    :param ids: ``virtual_cluster_id`` and ``id`` on EMR on EKS, ``application_id`` and
        ``job_run_id`` on EMR Serverless, ``job_name`` and ``run_id`` on Glue.
    :raises TypeError: other ids than these.
    """
    return attach_run(JobRun, client, ids, clock)


class JobRun(Handle):
    """A job run. Safe to use from several threads; made by :func:`start` and :func:`attach`.

    As a context manager, it cancels the run if an interrupt ends the block.
    """

    def refresh(self) -> Status:
        """Ask for the state now, and return all that the service says."""
        return run_coroutine(self._refresh())

    @property
    def state(self) -> str:
        """The service's word for the state; asks for it unless the run is known to have ended."""
        return run_coroutine(self._current()).state

    @property
    def is_terminal(self) -> bool:
        """Whether the run has ended; asks as :attr:`state` does."""
        return run_coroutine(self._current()).is_terminal

    @property
    def outcome(self) -> Outcome | None:
        """How the run ended; ``None`` as long as it has not. Asks as :attr:`state` does."""
        return run_coroutine(self._current()).outcome

    def wait(
        self,
        *,
        timeout: float | None = DEFAULT_TIMEOUT,
        poll: float | Backoff = Backoff(),  # noqa: B008 (immutable)
        on_change: OnChange | None = None,
        on_log: OnLog | None = None,
        cancel_on_timeout: bool = False,
        cancel_on_interrupt: bool = False,
        follow_retries: bool = False,
        check: bool = True,
    ) -> Outcome:
        """Wait until the run has ended.

        After throttling, broken connections and unreadable answers it asks again, for 15 minutes.
        An unknown state warns once and counts as unfinished.

        :param timeout: seconds at most, 24 hours by default; ``None``: as long as it takes. Looked
            at between two calls, so a call that hangs ends by botocore's own timeouts.
        :param poll: seconds between two questions, or a :class:`Backoff`; by default 2 s, growing
            to 30 s.
        :param on_change: called with a :class:`Status` first, and for every new state or attempt.
        :param on_log: called with every :class:`LogLine` of the driver; ``print`` prints them. When
            the run has ended, late lines are waited for: until none came for 10 s, or for 30 s
            none at all. Logs that cannot be read are a warning, and the wait goes on.
        :param cancel_on_timeout: cancel the run when the time is over.
        :param cancel_on_interrupt: cancel the run on Ctrl-C, or whatever else ends the program,
            wherever in this method that strikes; used as a context manager, the handle does so from
            the moment that :func:`start` has returned.
        :param follow_retries: when a run of Glue fails that its job retries, go on with the retry,
            which is a run with an id of its own; then this handle is about that one. The others
            retry within a run, which is waited for anyway.
        :param check: raise unless the run succeeded; otherwise the outcome says how it ended.
        :raises JobRunFailedError: the run ended otherwise than by succeeding.
        :raises JobRunTimeoutError: the time is over; a ``TimeoutError`` too.
        :raises ClientError: an error that time will not heal, such as expired credentials.
        :raises ValueError: ``timeout`` or ``poll`` is not a number, or too small.
        """
        try:
            if iscoroutinefunction(on_change) or iscoroutinefunction(on_log):
                raise TypeError("a coroutine function as callback is for emrglue.async_jobs")
            return run_coroutine(
                self._wait(
                    timeout, poll, on_change, on_log, cancel_on_timeout, follow_retries, check
                )
            )
        except BaseException as error:
            if cancel_on_interrupt and is_interrupt(type(error)):
                run_coroutine(self._try_to_cancel())
            raise

    if TYPE_CHECKING:

        def __enter__(self) -> Self: ...

    else:
        # Without a frame of its own, in which an interrupt could strike before the block begins.
        __enter__ = property(attrgetter("_entering"))

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if is_interrupt(kind):
            run_coroutine(self._try_to_cancel())

    def cancel(self) -> None:
        """Ask the service to cancel; a run that has ended, or does meanwhile, is left as it is.

        Returns at once: the run goes through ``CANCEL_PENDING``, ``CANCELLING`` or ``STOPPING``.

        :raises CancelRefusedError: Glue answered that it cannot stop the run.
        """
        run_coroutine(self._cancel())

    @property
    def logs(self) -> Logs:
        """Where the logs of the latest attempt are written.

        Asks for the run, and for the EMR Serverless application or the Glue job, whose settings
        are inherited; if that is not allowed, only the run's own settings count.
        """
        return run_coroutine(self._find_logs())

    def tail_logs(
        self,
        *,
        follow: bool = False,
        executors: bool = False,
        timeout: float | None = DEFAULT_TIMEOUT,
        poll: float | Backoff = Backoff(),  # noqa: B008 (immutable)
    ) -> Iterator[LogLine]:
        """The lines of the logs: from CloudWatch, in order of time, or else from S3, by file.

        Of a run that logs to both, CloudWatch is read; S3 if CloudWatch may not be read, or has
        nothing when the run has ended.

        Logs that do not exist yet are empty. What Spark itself would hide is hidden. The driver's
        logs alone, unless it has none when the run has ended.

        :param follow: go on until the run has ended and late lines have come, as :meth:`wait` does;
            what comes late is given when it comes. Otherwise: the lines that there are.
        :param executors: all logs of the run.
        :param timeout: seconds at most; ``None``: as long as it takes.
        :param poll: seconds between two looks, as in :meth:`wait`.
        :raises JobRunError: the run keeps no logs in CloudWatch or S3.
        :raises JobRunTimeoutError: the time is over.
        :raises ClientError: the logs cannot be read.
        """
        follower = self._follower(follow, executors, timeout, poll)
        while (lines := run_coroutine(follower.next_lines())) is not None:
            yield from lines

    @property
    def dashboard_url(self) -> str | None:
        """An address of the Spark UI that lets anyone in who has it, for an hour on EMR Serverless.

        ``None`` on EMR on EKS, in states in which it may not be asked for, and if the service has
        none for this run.
        """
        return run_coroutine(self._find_dashboard())

    async def _with_log_client(self, service: Any, work: Callable[[Any], Any]) -> Any:
        return work(self._client._log_client(service))


__all__ = [
    "ApplicationNotStartedError", "Backoff", "CancelRefusedError", "Clock", "JobRun", "JobRunError",
    "JobRunFailedError", "JobRunTimeoutError", "LogLine", "LogStreams", "Logs", "Outcome", "Result",
    "Status", "UnexpectedResponseError", "UnknownStateWarning", "attach", "start",
    "start_or_attach",
]  # fmt: skip

for _name in __all__:
    if _name.endswith(("Error", "Warning")):
        globals()[_name].__module__ = __name__.replace("._runtime.jobs.", ".")
