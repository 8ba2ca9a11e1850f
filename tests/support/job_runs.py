"""Job runs without a service: a client that answers as scripted, and handles of both kinds."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from types import SimpleNamespace
from typing import Any

import attrs

from tests.support.clock import FakeTime

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


class StubClient:
    """Answers each method with the next of its answers; the last one stays. Errors are raised."""

    def __init__(self, service: str, **answers: Any) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.meta = SimpleNamespace(region_name="eu-west-1", partition="aws")
        self._service_name = service
        self._answers = {
            method: list(given) if isinstance(given, (list, tuple)) else [given]
            for method, given in answers.items()
        }

    def _service(self) -> Any:
        return SimpleNamespace(name=self._service_name)

    def methods(self) -> list[str]:
        """The methods that were called, in order."""
        return [method for method, _ in self.calls]

    def __getattr__(self, method: str) -> Any:
        if method not in self.__dict__.get("_answers", {}):
            raise AttributeError(method)
        return lambda **arguments: self._answer(method, arguments)

    def _answer(self, method: str, arguments: dict[str, Any]) -> Any:
        self.calls.append((method, arguments))
        answers = self._answers[method]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, BaseException):
            raise answer
        return answer


class AsyncStubClient(StubClient):
    """The same, awaited."""

    def __getattr__(self, method: str) -> Any:
        call = super().__getattr__(method)

        async def awaited(**arguments: Any) -> Any:
            await asyncio.sleep(0)
            return call(**arguments)

        return awaited


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
    """What a function returns, awaited where it has to be."""

    async def awaited() -> Any:
        result = function(*args, **options)
        return await result if isinstance(result, Awaitable) else result

    return asyncio.run(awaited())


def described(service: str, state: Any, **members: Any) -> Any:
    """The answer to describe."""
    name = "job_run_state" if service == "glue" else "state"
    return SimpleNamespace(job_run=SimpleNamespace(**{name: state}, **members))
