"""Job runs without a service: a client that answers as scripted, and handles of both kinds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterator
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import attrs
from botocore import xform_name

from tests.support.clock import FakeTime
from tests.support.inside import fields_of, operation_of, read_as

IDS = {
    "emr-containers": {"virtual_cluster_id": "vc1", "id": "run1"},
    "emr-serverless": {"application_id": "app1", "job_run_id": "run1"},
    "glue": {"job_name": "nightly", "run_id": "jr_1"},
}
DESCRIBE = {
    "emr-containers": "describe_job_run",
    "emr-serverless": "get_job_run",
    "glue": "get_job_run",
}
CANCEL = {
    "emr-containers": "cancel_job_run",
    "emr-serverless": "cancel_job_run",
    "glue": "batch_stop_job_run",
}


class StubService:
    """The service of a stub: it has the operations that the stub answers."""

    def __init__(self, name: str, methods: set[str]) -> None:
        self.name = name
        self._methods = methods

    def request_class(self, operation: str) -> Any:
        """The class of a request; ``None`` for an operation that the stub has no answer for."""
        if method_of(operation) not in self._methods:
            return None
        return getattr(package(self.name), f"{operation}Request")


class StubClient:
    """Answers each operation with the next of its answers, by the name of its method, and
    StartJobRun by ``send``; the last one stays. Errors are raised."""

    def __init__(self, service: str, **answers: Any) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.meta = SimpleNamespace(region_name="eu-west-1", partition="aws")
        self.log_clients: dict[str, Any] = {}
        """The clients of other services."""
        self._service_name = service
        self._answers = {
            method: list(given) if isinstance(given, (list, tuple)) else [given]
            for method, given in answers.items()
        }

    def _service(self) -> Any:
        return StubService(self._service_name, {*self._answers})

    def _log_client(self, service: str, loop: Any = None) -> Any:
        return self.log_clients[service]

    def _request(self, cls: Any, arguments: dict[str, Any]) -> Any:
        given = {name: v for name, v in arguments.items() if name not in ("self", "_unknown")}
        return cls(**given)

    def methods(self) -> list[str]:
        """The methods that were called, in order."""
        return [method for method, _ in self.calls]

    def send(self, request: Any) -> Any:
        return self._answer(request)

    def _answer(self, request: Any) -> Any:
        operation = str(operation_of(type(request)))
        method, names = method_of(operation), fields_of(type(request))
        wire = request.to_wire()
        self.calls.append(
            (method, {n: wire[wire_name] for n, wire_name in names.items() if wire_name in wire})
        )
        answers = self._answers[method]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, BaseException):
            raise answer
        if isinstance(answer, SimpleNamespace) or answer is None:
            return read_as(getattr(package(self._service_name), f"{operation}Response"), answer)
        return answer


class AsyncStubClient(StubClient):
    """The same, awaited."""

    async def send(self, request: Any) -> Any:
        await asyncio.sleep(0)
        return self._answer(request)


def package(service: str) -> Any:
    """The package of a service."""
    return import_module(f"emrglue.{service.replace('-', '_')}")


def method_of(operation: str) -> str:
    """What a stub calls an operation."""
    return "send" if operation == "StartJobRun" else xform_name(operation)


@attrs.frozen
class Flavour:
    """The synchronous handles, or the asynchronous ones behind the same calls."""

    is_async: bool
    modules: Any
    """``jobs`` and ``async_jobs`` of the package under test."""

    def client(self, service: str, **answers: Any) -> StubClient:
        return (AsyncStubClient if self.is_async else StubClient)(service, **answers)

    def clock(self, time: FakeTime) -> Any:
        sleep = time.asleep if self.is_async else time.sleep
        return self.modules.jobs.Clock(now=time.now, sleep=sleep)

    def attach(self, client: StubClient, time: FakeTime | None = None) -> Any:
        module = self.modules.async_jobs if self.is_async else self.modules.jobs
        ids = IDS[client._service_name]
        return Settled(module.attach(client, clock=self.clock(time or FakeTime()), **ids))

    def start(self, client: StubClient, *request: Any, **options: Any) -> Any:
        module = self.modules.async_jobs if self.is_async else self.modules.jobs
        return Settled(settle(module.start, client, *request, **options))


class Settled:
    """A handle whose awaitables are awaited, so that one test is about both kinds."""

    def __init__(self, run: Any) -> None:
        self._run = run

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._run, name)
        if callable(found):
            return lambda *args, **options: settle(found, *args, **options)
        return settle(lambda: found)


def settle(function: Any, *args: Any, **options: Any) -> Any:
    """What a function returns, awaited where it has to be; a list of what it yields."""

    async def awaited() -> Any:
        result = function(*args, **options)
        if isinstance(result, AsyncIterator):
            return [item async for item in result]
        if isinstance(result, Iterator):
            return [*result]
        return await result if isinstance(result, Awaitable) else result

    return asyncio.run(awaited())


def described(service: str, state: Any, **members: Any) -> Any:
    """The answer to describe, members by their Python names; also what no service would say."""
    name = "job_run_state" if service == "glue" else "state"
    run = SimpleNamespace(**{name: state}, **members)
    kind = "DescribeJobRun" if service == "emr-containers" else "GetJobRun"
    return read_as(getattr(package(service), f"{kind}Response"), SimpleNamespace(job_run=run))
