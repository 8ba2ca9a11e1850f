"""What differs between the three services' job runs: ids, states, calls, logs, console.

Everything here is a pure function of what was asked and answered; nothing calls a service.
"""

from __future__ import annotations

import copyreg
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, ClassVar, Literal
from urllib.parse import quote

import attrs

Result = Literal["succeeded", "failed", "cancelled", "timed out"]
"""How a job run ended."""

States = Mapping[str, Result | None]
"""How a job run in each state ended; ``None`` for a state that it leaves again."""

Ids = Mapping[str, str]
"""What identifies a job run, by the names that ``attach`` takes."""

Wire = Mapping[str, Any]
"""Members by their wire names."""


class JobRunError(Exception):
    """Anything that goes wrong with a job run other than an error of the service or of botocore."""

    def __init__(
        self, message: str, *, run: Any = None, logs: Logs | None = None, reason: str = ""
    ) -> None:
        super().__init__(message)
        self.run = run
        """The handle of the run; ``None`` if there is none, and in a copy that was pickled."""
        self.logs = logs
        """Where the logs are; ``None`` if that is not known."""
        self.reason = reason
        """What the service says about it; may be empty."""

    def __reduce__(self) -> Any:
        made = copyreg.__newobj__  # type: ignore[attr-defined]
        return made, (type(self), *self.args), {**self.__dict__, "run": None}


class JobRunFailedError(JobRunError):
    """A job run ended otherwise than by succeeding."""

    def __init__(self, message: str, *, outcome: Outcome, **more: Any) -> None:
        super().__init__(message, **more)
        self.outcome = outcome
        """How it ended."""


class JobRunTimeoutError(JobRunError, TimeoutError):
    """The time to wait was over before the job run ended; the run goes on unless cancelled."""


class ApplicationNotStartedError(JobRunError):
    """An EMR Serverless application that cannot be started."""


class CancelRefusedError(JobRunError):
    """The service answered that it cannot cancel the job run."""


class UnexpectedResponseError(JobRunError):
    """An answer without what every answer has: the id of a started run, or the state of a run."""


@attrs.frozen
class Call:
    """A call of an operation, in wire names: a package may give members other Python names."""

    operation: str
    arguments: Wire


@attrs.frozen
class Outcome:
    """How a job run ended."""

    result: Result
    """The same four words for all services."""
    state: str
    """The service's own word, such as ``SUCCESS`` or ``COMPLETED``."""
    message: str
    """What the service says about it; may be empty."""
    attempts: tuple[Status, ...] = attrs.field(default=(), eq=False, repr=False)
    """How each run ended that was waited for: more than one if retries of Glue were followed."""

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
    """Which attempt this is, as the service counts; ``None`` if it does not say."""
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
        return Outcome(self.result, self.state, self.message, (self,)) if self.result else None


@attrs.frozen
class LogStreams:
    """Where in CloudWatch Logs to look."""

    group: str
    """The log group."""
    stream: str
    """What the names of the streams begin with: one run has a stream per worker and kind."""
    of_driver: bool | None = attrs.field(default=None, eq=False, repr=False)
    """Whether the streams are the driver's; ``None`` if their names tell it."""

    def __str__(self) -> str:
        return f"{self.group} (streams {self.stream}*)"


@attrs.frozen(kw_only=True)
class Logs:
    """Where the logs of a job run are written; logs appear some time after the job wrote them."""

    attempt: int | None
    """The attempt that the places belong to, if the service has attempts within a run."""
    s3_uri: str | None
    """The folder in S3, with a slash at the end; ``None`` if no logs are sent to S3."""
    cloudwatch: tuple[LogStreams, ...]
    """The places in CloudWatch Logs; empty if no logs are sent there."""

    def __str__(self) -> str:
        places = [*([self.s3_uri] if self.s3_uri else []), *map(str, self.cloudwatch)]
        return ", ".join(places) or "no logs are kept in S3 or CloudWatch"


class JobService:
    """The job runs of one service. The subclasses say what differs."""

    name: ClassVar[str]
    """botocore's name of the service."""
    id_names: ClassVar[Mapping[str, str]]
    """What identifies a run: its names, and the wire names; the run's own id is the last."""
    states: ClassVar[States]
    with_dashboard: ClassVar[frozenset[str]] = frozenset()
    """States in which the service may be asked for a dashboard."""
    console: ClassVar[str | None] = None
    """The place in the AWS console where a run is shown, after the host; ``None`` if it has none
    that is known."""
    has_applications: ClassVar[bool] = False
    """Whether a run needs an application that was started."""
    has_tokens: ClassVar[bool] = True
    """Whether a client token tells a repeated start from a new one."""
    retries_as_new_runs: ClassVar[bool] = False
    """Whether a run that failed is retried as a run with an id of its own."""
    driver_logs: ClassVar[str]
    """How the name of a log of the driver goes on after the folder or prefix: a pattern."""
    all_logs: ClassVar[str]
    """The same for every log of a run, those of the executors too."""
    _describe: ClassVar[str] = "GetJobRun"
    _run: ClassVar[str] = "jobRun"
    _started_id: ClassVar[str] = "jobRunId"
    _state: ClassVar[str] = "state"
    _attempt: ClassVar[tuple[str, ...]] = ("attempt",)

    def ids(self, given: Mapping[str, Any]) -> Ids:
        """The ids of a run that is attached to.

        :raises TypeError: an id is missing, unknown, empty or not a string.
        """
        if set(given) != set(self.id_names):
            raise TypeError(
                f"a job run of {self.name} is identified by {' and '.join(self.id_names)},"
                f" not by {' and '.join(given) or 'nothing'}"
            )
        if not all(isinstance(value, str) and value for value in given.values()):
            names = " and ".join(self.id_names)
            raise TypeError(f"{names} must be strings; none may be empty: {dict(given)}")
        return {name: given[name] for name in self.id_names}

    def keyed(self, request: Wire, key: str) -> Wire:
        """The request that starts a run at most once for a key: its client token is made of it."""
        parent, _ = self.id_names.values()
        whole = f"{self.name}/{request[parent]}/{key}".encode("utf-8", "surrogatepass")
        return {**request, "clientToken": sha256(whole).hexdigest()}

    def started(self, request: Wire, response: Wire) -> Ids:
        """The ids of a run that was just started.

        :raises UnexpectedResponseError: the answer has no id. The run may exist all the same.
        """
        parent, own = self.id_names
        run_id = response.get(self._started_id)
        if not isinstance(run_id, str) or not run_id:
            raise UnexpectedResponseError(
                f"{self.name} answered StartJobRun without the id of the run: the run may have"
                " been started; look for it in the console before starting it again"
            )
        return {parent: request[self.id_names[parent]], own: run_id}

    def status(self, response: Any) -> Status:
        """What a description of a run says.

        :raises UnexpectedResponseError: it has no state, as after a response that was not JSON.
        """
        details = member(response, self._run)
        wire = members(details)
        state, attempt = wire.get(self._state), at(wire, *self._attempt)
        if not isinstance(state, str) or not state:
            raise UnexpectedResponseError(
                f"{self.name} answered without the state of the job run; ask again"
            )
        return Status(
            state=str(state),
            message=self._message(wire),
            attempt=attempt if isinstance(attempt, int) else None,
            result=self.states.get(str(state)),
            details=details,
        )

    def describe(self, ids: Ids) -> Call:
        """The call that asks for the state."""
        return self._call(self._describe, ids)

    def cancel(self, ids: Ids) -> Call:
        """The call that ends a run."""
        return self._call("CancelJobRun", ids)

    def check_cancelled(self, response: Wire) -> None:
        """Look into an answer that the HTTP status calls a success.

        :raises CancelRefusedError: the run was not cancelled.
        """

    def dashboard(self, ids: Ids) -> Call:
        """The call that asks for a dashboard, in one of the states ``with_dashboard``."""
        raise NotImplementedError

    def log_settings(self, ids: Ids, status: Status) -> Call | None:
        """A call whose answer is needed to know where the logs are."""
        return None

    def logs(self, ids: Ids, status: Status, answer: Wire) -> Logs:
        """Where the logs are; ``answer``: that of :meth:`log_settings`, or nothing."""
        raise NotImplementedError

    def console_url(self, ids: Ids, region: str, partition: str) -> str | None:
        """Where the AWS console shows a run; ``None`` in a partition without a public console."""
        host = CONSOLES.get(partition)
        if self.console is None or host is None:
            return None
        quoted = {name: quote(value, safe="") for name, value in ids.items()}
        return f"https://{region}.{host}/{self.console.format(region=region, **quoted)}"

    def _call(self, operation: str, ids: Ids) -> Call:
        return Call(operation, {wire: ids[name] for name, wire in self.id_names.items()})

    def _message(self, run: Wire) -> str:
        return _words(run, "failureReason", "stateDetails")


class EmrContainers(JobService):
    """EMR on EKS.

    States: https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/emr-eks-jobs-states.html
    Logs: https://docs.aws.amazon.com/emr/latest/EMR-on-EKS-DevelopmentGuide/emr-eks-jobs-cloudwatch.html

    The console lists the runs of a virtual cluster; nobody says that a run has a page of its own.
    """

    name = "emr-containers"
    id_names: ClassVar[Mapping[str, str]] = {"virtual_cluster_id": "virtualClusterId", "id": "id"}
    states: ClassVar[States] = {
        "COMPLETED": "succeeded",
        "FAILED": "failed",
        "CANCELLED": "cancelled",
        **dict.fromkeys(("PENDING", "SUBMITTED", "RUNNING", "CANCEL_PENDING")),
    }
    driver_logs = r"containers/([^/]+/)*([^/]*-)?driver/std(out|err)[^/]*"
    all_logs = r"containers/.*/std(out|err)[^/]*"
    _describe = "DescribeJobRun"
    _started_id = "id"
    _attempt = ("retryPolicyExecution", "currentAttemptCount")

    def logs(self, ids: Ids, status: Status, answer: Wire) -> Logs:
        monitoring = at(
            members(status.details), "configurationOverrides", "monitoringConfiguration"
        )
        folder = f"{ids['virtual_cluster_id']}/jobs/{ids['id']}/"
        cloudwatch = at(monitoring, "cloudWatchMonitoringConfiguration")
        group = as_text(at(cloudwatch, "logGroupName"))
        stream = _join(at(cloudwatch, "logStreamNamePrefix"), folder) or folder
        return Logs(
            attempt=status.attempt,
            s3_uri=_join(at(monitoring, "s3MonitoringConfiguration", "logUri"), folder),
            cloudwatch=(LogStreams(group, stream),) if group else (),
        )


class EmrServerless(JobService):
    """EMR Serverless.

    States: https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/job-states.html
    Logs: https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/logging.html

    A run that exceeds its ``execution_timeout_minutes`` becomes ``CANCELLED`` as well.

    A dashboard is refused while a run waits (dagster-io/dagster issue 26933); whether it is
    served while a run is being cancelled is not documented, so it is not asked for then.

    A run has a page of its own in EMR Studio only, whose address needs the id of a studio, which
    the service does not tell (dagster-io/dagster, dagster_aws/pipes/clients/emr_serverless.py).
    apache/airflow links to the dashboard (providers/amazon, aws/links/emr.py).
    """

    name = "emr-serverless"
    id_names: ClassVar[Mapping[str, str]] = {
        "application_id": "applicationId",
        "job_run_id": "jobRunId",
    }
    states: ClassVar[States] = {
        "SUCCESS": "succeeded",
        "FAILED": "failed",
        "CANCELLED": "cancelled",
        **dict.fromkeys(("SUBMITTED", "QUEUED", "PENDING", "SCHEDULED", "RUNNING", "CANCELLING")),
    }
    with_dashboard = frozenset({"RUNNING", "SUCCESS", "FAILED", "CANCELLED"})
    has_applications = True
    driver_logs = r"(SPARK|HIVE)_DRIVER/[^/]+"
    all_logs = r"(?!attempts/).*[^/]"

    def dashboard(self, ids: Ids) -> Call:
        return self._call("GetDashboardForJobRun", ids)

    def log_settings(self, ids: Ids, status: Status) -> Call | None:
        """The application's settings hold for what the run does not say itself."""
        if all(self._destinations(members(status.details), "configurationOverrides")):
            return None
        return Call("GetApplication", {"applicationId": ids["application_id"]})

    def logs(self, ids: Ids, status: Status, answer: Wire) -> Logs:
        own = self._destinations(members(status.details), "configurationOverrides")
        inherited = self._destinations(answer, "application")
        s3, cloudwatch = own[0] or inherited[0], own[1] or inherited[1]
        folder = f"applications/{ids['application_id']}/jobs/{ids['job_run_id']}/"
        # Not documented, as far as it could be looked up: a retry writes beside the first attempt.
        if status.attempt and status.attempt > 1:
            folder += f"attempts/{status.attempt}/"
        group = as_text(at(cloudwatch, "logGroupName")) or "/aws/emr-serverless"
        stream = f"{as_text(at(cloudwatch, 'logStreamNamePrefix'))}/{folder}"
        return Logs(
            attempt=status.attempt,
            s3_uri=_join(at(s3, "logUri"), folder),
            cloudwatch=(LogStreams(group, stream),) if at(cloudwatch, "enabled") else (),
        )

    @staticmethod
    def _destinations(owner: Wire, settings: str) -> tuple[Any, Any]:
        """What is said about S3 and about CloudWatch."""
        monitoring = at(owner, settings, "monitoringConfiguration")
        s3 = at(monitoring, "s3MonitoringConfiguration")
        return s3, at(monitoring, "cloudWatchLoggingConfiguration")


KEY_ARGUMENT = "--emrglue-key"
"""The argument of a run of Glue that says the key for which it was started."""
_GLUE_LOGS = "/aws-glue/jobs"
_BEFORE_GLUE_5 = ("0.", "1.", "2.", "3.", "4.")
_RAY_LOGS = {"script-log": True, "ray-worker-out-logs": False, "ray-worker-err-logs": False}
"""What a Ray job writes below ``/aws-glue/ray/jobs``, and whether it is the driver's.

Source: "Troubleshooting AWS Glue for Ray errors from logs" in Glue's developer guide.
"""


class Glue(JobService):
    """AWS Glue.

    States: https://docs.aws.amazon.com/glue/latest/dg/job-run-statuses.html;
    ``EXPIRED``: https://docs.aws.amazon.com/glue/latest/webapi/API_JobRun.html

    A run that Glue retries by itself ends, and the retry is a run with an id of its own.
    """

    name = "glue"
    id_names: ClassVar[Mapping[str, str]] = {"job_name": "JobName", "run_id": "RunId"}
    states: ClassVar[States] = {
        "SUCCEEDED": "succeeded",
        **dict.fromkeys(("FAILED", "ERROR"), "failed"),
        "STOPPED": "cancelled",
        **dict.fromkeys(("TIMEOUT", "EXPIRED"), "timed out"),
        **dict.fromkeys(("STARTING", "RUNNING", "STOPPING", "WAITING")),
    }
    with_dashboard = frozenset({"RUNNING", "SUCCEEDED", "FAILED", "STOPPED", "TIMEOUT"})
    has_tokens = False
    retries_as_new_runs = True
    console = "gluestudio/home?region={region}#/job/{job_name}/run/{run_id}"
    """The run; as in apache/airflow, providers/amazon, aws/links/glue.py."""
    driver_logs = r"(-driver)?"
    all_logs = r"(-(driver|progress-bar|\d+)|_g-.*)?"
    _run = "JobRun"
    _started_id = "JobRunId"
    _state = "JobRunState"
    _attempt = ("Attempt",)

    def keyed(self, request: Wire, key: str) -> Wire:
        """StartJobRun has no client token; the key is an argument by which a run is recognised."""
        return {**request, "Arguments": {**_mapping(request.get("Arguments")), KEY_ARGUMENT: key}}

    def cancel(self, ids: Ids) -> Call:
        arguments = {"JobName": ids["job_name"], "JobRunIds": [ids["run_id"]]}
        return Call("BatchStopJobRun", arguments)

    def check_cancelled(self, response: Wire) -> None:
        for error in listed(response.get("Errors")):
            code = at(error, "ErrorDetail", "ErrorCode") or "an error without a code"
            message = at(error, "ErrorDetail", "ErrorMessage") or "no message"
            raise CancelRefusedError(f"glue did not stop the job run: {code}: {message}")

    def dashboard(self, ids: Ids) -> Call:
        """By the id of the run.

        What identifies a resource of the kind ``JOB`` is not documented: the page of the operation
        calls it the unique identifier of the resource, and a job's name says nothing about the run.
        An id that Glue does not know is an error of the 4xx kind, and so no dashboard.
        https://docs.aws.amazon.com/botocore/latest/reference/services/glue/client/get_dashboard_url.html
        """
        arguments = {"ResourceId": ids["run_id"], "ResourceType": "JOB"}
        return Call("GetDashboardUrl", arguments)

    def log_settings(self, ids: Ids, status: Status) -> Call | None:
        """The job's arguments hold for what the run's do not say."""
        return Call("GetJob", {"JobName": ids["job_name"]})

    def logs(self, ids: Ids, status: Status, answer: Wire) -> Logs:
        """By the arguments of the run, and those of its job.

        Glue 5 writes as it goes along, to the places that ``--custom-log…-prefix`` names:
        https://docs.aws.amazon.com/glue/latest/dg/monitor-continuous-logging.html. Older versions
        do if told to, into a group of its own:
        https://docs.aws.amazon.com/glue/latest/dg/monitor-continuous-logging-enable.html.
        Ray jobs, the only ones with workers of the type Z.2X, have groups of their own.
        """
        run = members(status.details)
        command = at(answer, "Job", "Command", "Name")
        if command == "glueray" or (command is None and run.get("WorkerType") == "Z.2X"):
            ray_logs = tuple(
                LogStreams(f"/aws-glue/ray/jobs/{kind}", ids["run_id"], of_driver)
                for kind, of_driver in _RAY_LOGS.items()
            )
            return Logs(attempt=status.attempt, s3_uri=None, cloudwatch=ray_logs)
        arguments = {
            name: value
            for given in (
                at(answer, "Job", "DefaultArguments"),
                run.get("Arguments"),
                at(answer, "Job", "NonOverridableArguments"),
            )
            for name, value in _mapping(given).items()
            if isinstance(value, str)
        }
        group = base = (as_text(run.get("LogGroupName")) or _GLUE_LOGS).rstrip("/")
        stream = ids["run_id"]
        versions = filter(None, (run.get("GlueVersion"), at(answer, "Job", "GlueVersion")))
        is_old = [str(version).startswith(_BEFORE_GLUE_5) for version in versions]
        if not is_old or not all(is_old):
            base = arguments.get("--custom-logGroup-prefix") or group
            prefix = arguments.get("--custom-logStream-prefix")
            stream = f"{prefix}-" if prefix else stream
        places = [LogStreams(f"{base}/{kind}", stream) for kind in ("output", "error")]
        if arguments.get("--enable-continuous-cloudwatch-log") == "true":
            continuous = arguments.get("--continuous-log-logGroup")
            secured = f"-{run.get('SecurityConfiguration')}"
            if group.endswith(secured):  # the security configuration encrypts the logs
                continuous = (continuous or f"{_GLUE_LOGS}/logs-v2") + secured
            prefix = arguments.get("--continuous-log-logStreamPrefix") or ids["run_id"]
            places.append(LogStreams(continuous or f"{group}/logs-v2", prefix))
        return Logs(attempt=status.attempt, s3_uri=None, cloudwatch=tuple(places))

    def _message(self, run: Wire) -> str:
        return _words(run, "ErrorMessage") or _words(run, "StateDetail")


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


def member(structure: Any, wire_name: str) -> Any:
    """A member of a structure by its wire name, whatever its attribute is called."""
    fields = getattr(type(structure), "_fields", {}).values()
    return next((getattr(structure, f.name) for f in fields if f.wire_name == wire_name), None)


def members(structure: Any) -> Wire:
    """The members of a structure, as they were read; none of what is not one."""
    return _mapping(getattr(structure, "_wire", None))


def seconds(structure: Any, wire_name: str) -> float | None:
    """A time by its wire name, in seconds since the epoch; ``None`` if there is none.

    A time of a response that cannot be read is whatever stood there.
    """
    value = member(structure, wire_name)
    return value.timestamp() if isinstance(value, datetime) and value.tzinfo else None


def at(value: Any, *names: str) -> Any:
    """A member of a member, by wire names; ``None`` if there is none on the way."""
    for name in names:
        value = _mapping(value).get(name)
    return value


def listed(value: Any) -> list[Any]:
    """A list of a response, which is not checked; empty if it is something else."""
    return value if isinstance(value, list) else []


def _mapping(value: Any) -> Wire:
    return value if isinstance(value, Mapping) else {}


def as_text(value: Any) -> str:
    """A string of a response; empty if it is something else."""
    return value if isinstance(value, str) else ""


def _words(run: Wire, *names: str) -> str:
    return ": ".join(str(run[name]) for name in names if run.get(name))


def _join(base: Any, folder: str) -> str | None:
    return f"{base.rstrip('/')}/{folder}" if isinstance(base, str) and base else None
