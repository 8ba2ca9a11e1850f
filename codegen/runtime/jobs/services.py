"""What differs between the three services' job runs: ids, states, calls, logs, console.

Everything here is a pure function of what was asked and answered; nothing calls a service.
``jobs`` and ``async_jobs`` do, by the :class:`Call` values that are made here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal
from urllib.parse import quote

import attrs

Result = Literal["succeeded", "failed", "cancelled", "timed out"]
"""How a job run ended."""

States = Mapping[str, Result | None]
"""How a job run in each state ended; ``None`` for a state that it leaves again."""

Ids = Mapping[str, str]
"""What identifies a job run, by the arguments that describe and cancel take."""


class JobRunError(Exception):
    """Anything that goes wrong with a job run other than an error of the service or of botocore."""


class CancelRefusedError(JobRunError):
    """The service answered that it cannot cancel the job run."""


class UnexpectedResponseError(JobRunError):
    """An answer without what every answer has: the id of a started run, or the state of a run."""


@attrs.frozen
class Call:
    """A call of a client: the method, and its keyword arguments."""

    method: str
    arguments: Mapping[str, Any]


@attrs.frozen
class Outcome:
    """How a job run ended."""

    result: Result
    """The same four words for all services."""
    state: str
    """The service's own word, such as ``SUCCESS`` or ``COMPLETED``."""
    message: str
    """What the service says about it; may be empty."""

    @property
    def succeeded(self) -> bool:
        """Whether the job did what it was to do."""
        return self.result == "succeeded"

    def __str__(self) -> str:
        return f"{self.result} ({self.state})" + (f": {self.message}" if self.message else "")


@attrs.frozen(kw_only=True)
class Status:
    """What a service said about a job run at one moment."""

    state: str
    """The service's own word."""
    message: str
    """Details of the state, or the reason of a failure; may be empty."""
    attempt: int | None
    """Which attempt this is, as the service counts; ``None`` where it does not say."""
    result: Result | None
    """How the run ended; ``None`` as long as it has not."""
    details: Any = attrs.field(repr=False)
    """The service's own ``JobRun`` structure."""

    @property
    def is_terminal(self) -> bool:
        """Whether the run has ended."""
        return self.result is not None

    @property
    def outcome(self) -> Outcome | None:
        """How the run ended; ``None`` as long as it has not."""
        return Outcome(self.result, self.state, self.message) if self.result else None


@attrs.frozen
class LogStreams:
    """Where in CloudWatch Logs to look."""

    group: str
    """The log group."""
    stream: str
    """What the names of the streams begin with: one run has a stream per worker and kind."""

    def __str__(self) -> str:
        return f"{self.group} (streams {self.stream}*)"


@attrs.frozen(kw_only=True)
class Logs:
    """Where the logs of a job run are written; logs appear some time after the job wrote them."""

    attempt: int | None
    """The attempt that the places belong to, where the service has attempts within a run."""
    s3_uri: str | None
    """The folder in S3, with a slash at the end; ``None`` where no logs are sent to S3."""
    cloudwatch: tuple[LogStreams, ...]
    """The places in CloudWatch Logs; empty where no logs are sent there."""

    def __str__(self) -> str:
        places = [*([self.s3_uri] if self.s3_uri else []), *map(str, self.cloudwatch)]
        return ", ".join(places) or "no logs are kept in S3 or CloudWatch"


class JobService:
    """The job runs of one service. The subclasses say what differs."""

    name: ClassVar[str]
    """botocore's name of the service."""
    id_names: ClassVar[tuple[str, ...]]
    """The arguments that identify a run, the run's own id last."""
    states: ClassVar[States]
    with_dashboard: ClassVar[frozenset[str]] = frozenset()
    """States in which the service may be asked for a dashboard."""
    console: ClassVar[str]
    """The place in the AWS console where a run is shown, after the host."""
    _describe: ClassVar[str] = "get_job_run"
    _started_id: ClassVar[str] = "job_run_id"
    _state: ClassVar[str] = "state"

    def ids(self, given: Mapping[str, Any]) -> Ids:
        """The ids of a run that is attached to.

        :raises TypeError: an id is missing, empty or unknown.
        """
        if set(given) != set(self.id_names) or not all(given.values()):
            raise TypeError(
                f"a job run of {self.name} is identified by {' and '.join(self.id_names)},"
                f" not by {' and '.join(given) or 'nothing'}"
                + ("; none may be empty" if set(given) == set(self.id_names) else "")
            )
        return {name: str(given[name]) for name in self.id_names}

    def started(self, request: Any, response: Any) -> Ids:
        """The ids of a run that was just started.

        :raises UnexpectedResponseError: the answer has no id. The run may exist all the same.
        """
        parent, own = self.id_names
        run_id = getattr(response, self._started_id, None)
        if not isinstance(run_id, str) or not run_id:
            raise UnexpectedResponseError(
                f"{self.name} answered StartJobRun without the id of the run: the run may have"
                " been started; look for it in the console before starting it again"
            )
        return {parent: getattr(request, parent), own: run_id}

    def status(self, response: Any) -> Status:
        """What a description of a run says.

        :raises UnexpectedResponseError: it has no state, as after a response that was no JSON.
        """
        details = getattr(response, "job_run", None)
        state = getattr(details, self._state, None)
        if not isinstance(state, str) or not state:
            raise UnexpectedResponseError(
                f"{self.name} answered without the state of the job run; ask again"
            )
        return Status(
            state=str(state),
            message=self._message(details),
            attempt=self._attempt(details),
            result=self.states.get(str(state)),
            details=details,
        )

    def describe(self, ids: Ids) -> Call:
        """The call that asks for the state."""
        return Call(self._describe, ids)

    def cancel(self, ids: Ids) -> Call:
        """The call that ends a run."""
        return Call("cancel_job_run", ids)

    def check_cancelled(self, response: Any) -> None:
        """Look into an answer that the HTTP status calls a success.

        :raises CancelRefusedError: it is none.
        """

    def dashboard(self, ids: Ids, status: Status) -> Call | None:
        """The call that asks for a dashboard, in a state where that is legal."""
        return None

    def logs_need(self, ids: Ids, status: Status) -> Call | None:
        """A call whose answer is needed to know where the logs are."""
        return None

    def logs(self, ids: Ids, status: Status, answer: Any = None) -> Logs:
        """Where the logs are; ``answer``: that of :meth:`logs_need`."""
        raise NotImplementedError

    def _message(self, details: Any) -> str:
        return str(getattr(details, "state_details", None) or "")

    def _attempt(self, details: Any) -> int | None:
        return _number(getattr(details, "attempt", None))


class EmrContainers(JobService):
    """EMR on EKS.

    States: https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/emr-eks-jobs-states.html
    """

    name = "emr-containers"
    id_names = ("virtual_cluster_id", "id")
    states: ClassVar[States] = {
        "COMPLETED": "succeeded",
        "FAILED": "failed",
        "CANCELLED": "cancelled",
        **dict.fromkeys(("PENDING", "SUBMITTED", "RUNNING", "CANCEL_PENDING")),
    }
    console = "emr/home?region={region}#/eks/clusters/{virtual_cluster_id}"
    """The virtual cluster, which lists its runs.

    As in aws-samples/sql-based-etl-on-amazon-eks, emr-on-eks/submit_arc_job.sh.
    """
    _describe = "describe_job_run"
    _started_id = "id"

    def logs(self, ids: Ids, status: Status, answer: Any = None) -> Logs:
        monitoring = _at(status.details, "configuration_overrides", "monitoring_configuration")
        folder = f"{ids['virtual_cluster_id']}/jobs/{ids['id']}/"
        uri = _at(monitoring, "s3_monitoring_configuration", "log_uri")
        group = _at(monitoring, "cloud_watch_monitoring_configuration", "log_group_name")
        prefix = _at(monitoring, "cloud_watch_monitoring_configuration", "log_stream_name_prefix")
        return Logs(
            attempt=status.attempt,
            s3_uri=_join(uri, folder),
            cloudwatch=(LogStreams(group, _join(prefix, folder) or folder),) if group else (),
        )

    def _message(self, details: Any) -> str:
        reason = str(getattr(details, "failure_reason", None) or "")
        return ": ".join(filter(None, [reason, super()._message(details)]))

    def _attempt(self, details: Any) -> int | None:
        return _number(_at(details, "retry_policy_execution", "current_attempt_count"))


class EmrServerless(JobService):
    """EMR Serverless.

    States: https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/job-states.html
    A run that exceeds its ``execution_timeout_minutes`` becomes ``CANCELLED`` as well.

    A dashboard is refused while a run waits (dagster-io/dagster issue 26933); whether it is
    served while a run is being cancelled is not documented, so it is not asked for then.
    """

    name = "emr-serverless"
    id_names = ("application_id", "job_run_id")
    states: ClassVar[States] = {
        "SUCCESS": "succeeded",
        "FAILED": "failed",
        "CANCELLED": "cancelled",
        **dict.fromkeys(("SUBMITTED", "QUEUED", "PENDING", "SCHEDULED", "RUNNING", "CANCELLING")),
    }
    with_dashboard = frozenset({"RUNNING", "SUCCESS", "FAILED", "CANCELLED"})
    console = "emr/home?region={region}#/serverless"
    """EMR Serverless; as in aws-samples/emr-serverless-samples.

    A run has its own page in EMR Studio only, whose address needs the id of a studio, which the
    service does not tell.
    """

    def dashboard(self, ids: Ids, status: Status) -> Call | None:
        if status.state not in self.with_dashboard:
            return None
        return Call("get_dashboard_for_job_run", ids)

    def logs_need(self, ids: Ids, status: Status) -> Call | None:
        """The application's settings hold for what the run does not say itself."""
        if all(self._destinations(status.details, "configuration_overrides")):
            return None
        return Call("get_application", {"application_id": ids["application_id"]})

    def logs(self, ids: Ids, status: Status, answer: Any = None) -> Logs:
        own = self._destinations(status.details, "configuration_overrides")
        inherited = self._destinations(answer, "application")
        s3, cloudwatch = own[0] or inherited[0], own[1] or inherited[1]
        folder = f"applications/{ids['application_id']}/jobs/{ids['job_run_id']}/"
        # Not documented, as far as it could be looked up: a retry writes beside the first attempt.
        if status.attempt and status.attempt > 1:
            folder += f"attempts/{status.attempt}/"
        enabled = getattr(cloudwatch, "enabled", False)
        group = getattr(cloudwatch, "log_group_name", None) or "/aws/emr-serverless"
        prefix = getattr(cloudwatch, "log_stream_name_prefix", None) or ""
        return Logs(
            attempt=status.attempt,
            s3_uri=_join(getattr(s3, "log_uri", None), folder),
            cloudwatch=(LogStreams(group, f"{prefix}/{folder}"),) if enabled else (),
        )

    @staticmethod
    def _destinations(owner: Any, settings: str) -> tuple[Any, Any]:
        """What is said about S3 and about CloudWatch."""
        monitoring = _at(owner, settings, "monitoring_configuration")
        s3 = getattr(monitoring, "s3_monitoring_configuration", None)
        return s3, getattr(monitoring, "cloud_watch_logging_configuration", None)


class Glue(JobService):
    """AWS Glue.

    States: https://docs.aws.amazon.com/glue/latest/dg/job-run-statuses.html;
    ``EXPIRED``: https://docs.aws.amazon.com/glue/latest/webapi/API_JobRun.html

    A run that Glue retries by itself ends, and the retry is a run with an id of its own.
    """

    name = "glue"
    id_names = ("job_name", "run_id")
    states: ClassVar[States] = {
        "SUCCEEDED": "succeeded",
        **dict.fromkeys(("FAILED", "ERROR"), "failed"),
        "STOPPED": "cancelled",
        **dict.fromkeys(("TIMEOUT", "EXPIRED"), "timed out"),
        **dict.fromkeys(("STARTING", "RUNNING", "STOPPING", "WAITING")),
    }
    with_dashboard = frozenset({"RUNNING", "SUCCEEDED", "FAILED", "STOPPED", "TIMEOUT"})
    console = "gluestudio/home?region={region}#/job/{job_name}/run/{run_id}"
    """The run; as in apache/airflow, providers/amazon, aws/links/glue.py."""
    _state = "job_run_state"

    def cancel(self, ids: Ids) -> Call:
        arguments = {"job_name": ids["job_name"], "job_run_ids": [ids["run_id"]]}
        return Call("batch_stop_job_run", arguments)

    def check_cancelled(self, response: Any) -> None:
        for error in getattr(response, "errors", None) or ():
            detail = getattr(error, "error_detail", None)
            code = getattr(detail, "error_code", None) or "an error without a code"
            message = getattr(detail, "error_message", None) or "no message"
            raise CancelRefusedError(f"glue did not stop the job run: {code}: {message}")

    def dashboard(self, ids: Ids, status: Status) -> Call | None:
        """By the id of the run.

        What identifies a resource of the kind ``JOB`` is not documented: the page of the operation
        calls it the unique identifier of the resource, and a job's name says nothing about the run.
        An id that Glue does not know is an error of the 4xx kind, and so no dashboard.
        https://docs.aws.amazon.com/botocore/latest/reference/services/glue/client/get_dashboard_url.html
        """
        if status.state not in self.with_dashboard:
            return None
        arguments = {"resource_id": ids["run_id"], "resource_type": "JOB"}
        return Call("get_dashboard_url", arguments)

    def logs(self, ids: Ids, status: Status, answer: Any = None) -> Logs:
        arguments = getattr(status.details, "arguments", None)
        arguments = arguments if isinstance(arguments, Mapping) else {}
        group = (getattr(status.details, "log_group_name", None) or "/aws-glue/jobs").rstrip("/")
        places = [LogStreams(f"{group}/{kind}", ids["run_id"]) for kind in ("output", "error")]
        if arguments.get("--enable-continuous-cloudwatch-log") == "true":
            continuous = arguments.get("--continuous-log-logGroup") or f"{group}/logs-v2"
            prefix = arguments.get("--continuous-log-logStreamPrefix") or ids["run_id"]
            places.append(LogStreams(continuous, prefix))
        return Logs(attempt=status.attempt, s3_uri=None, cloudwatch=tuple(places))

    def _message(self, details: Any) -> str:
        message = getattr(details, "error_message", None) or getattr(details, "state_detail", None)
        return str(message or "")


SERVICES: Mapping[str, JobService] = {
    service.name: service for service in (EmrContainers(), EmrServerless(), Glue())
}
"""By botocore's name."""

CONSOLES: Mapping[str, str] = {
    "aws": "console.aws.amazon.com",
    "aws-cn": "console.amazonaws.cn",
    "aws-us-gov": "console.amazonaws-us-gov.com",
}
"""The host of the AWS console by partition, after the region; the others have none that is public.

As in apache/airflow, providers/amazon, aws/links/base_aws.py, and, with the region in front, in
aws-samples/sagemaker-ssh-helper, sagemaker_ssh_helper/aws.py.
"""


def console_url(service: JobService, ids: Ids, region: str, partition: str) -> str | None:
    """Where the AWS console shows a run; ``None`` in a partition without a public console."""
    host = CONSOLES.get(partition)
    quoted = {name: quote(value, safe="") for name, value in ids.items()}
    place = service.console.format(region=region, **quoted)
    return f"https://{region}.{host}/{place}" if host else None


def _at(value: Any, *names: str) -> Any:
    """A member of a member; ``None`` where there is none on the way."""
    for name in names:
        value = getattr(value, name, None)
    return value


def _join(base: Any, folder: str) -> str | None:
    return f"{base.rstrip('/')}/{folder}" if isinstance(base, str) and base else None


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) else None
