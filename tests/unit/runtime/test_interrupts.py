"""An interrupt at any line, and at sampled instructions, of starting and waiting cancels the run.

``sys.settrace`` raises ``KeyboardInterrupt`` where a real one could strike: once per trial, at the
n-th line or instruction of the modules of job runs. What the guarantee does not cover is counted
too, and must not grow: before ``start`` has returned nobody has a handle, and ``wait`` cannot catch
what strikes before its first statement, which the block around it does.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType, SimpleNamespace
from typing import Any

import pytest

from codegen.runtime.jobs import async_jobs, jobs
from tests.support.clock import FakeTime
from tests.support.job_runs import CANCEL, DESCRIBE, IDS, Flavour, StubClient, described

from .test_jobs import FIRST, REQUESTS, SUCCESS

FOLDER = "codegen/runtime/jobs/"
STARTED = {
    "emr-containers": SimpleNamespace(id="run1"),
    "emr-serverless": SimpleNamespace(job_run_id="run1"),
    "glue": SimpleNamespace(job_run_id="jr_1"),
}
# One that strikes between a coroutine and its await leaves it behind.
pytestmark = pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")
SERVICES = pytest.mark.parametrize("service", list(IDS))


class Interrupt:
    """Raises at the n-th event of the traced modules."""

    def __init__(self, kind: str, at: int) -> None:
        self.kind, self.at, self.seen, self.place = kind, at, 0, ""

    def trace(self, frame: FrameType, event: str, _: Any) -> Any:
        if FOLDER not in frame.f_code.co_filename:
            return None
        frame.f_trace_opcodes = self.kind == "opcode"
        if event == self.kind:
            if self.seen == self.at:
                self.seen += 1
                self.place = f"{frame.f_code.co_name}:{frame.f_lineno}+{frame.f_lasti}"
                raise KeyboardInterrupt
            self.seen += 1
        return self.trace

    def during(self, action: Callable[[], None]) -> bool:
        """Whether it struck."""
        sys.settrace(self.trace)
        try:
            action()
        except KeyboardInterrupt:
            assert self.place
        finally:
            sys.settrace(None)
        return bool(self.place)


def trials(
    service: str, kind: str, step: int, action: Callable[[StubClient, Any, Interrupt], None]
) -> tuple[int, list[str]]:
    """How many interrupts struck, and the places of those after which the run went on."""
    flavour = Flavour(False, SimpleNamespace(jobs=jobs))
    left = []
    for struck, at in enumerate(range(0, 100_000, step)):
        client = flavour.client(
            service,
            send=STARTED[service],
            **{
                DESCRIBE[service]: [described(service, FIRST[service])] * 2
                + [described(service, SUCCESS[service])],
                CANCEL[service]: SimpleNamespace(),
            },
        )
        interrupt = Interrupt(kind, at)
        action(client, flavour.clock(FakeTime()), interrupt)
        if not interrupt.place:
            return struck, left
        ended = client.methods().count(DESCRIBE[service]) >= 3
        if client.methods()[-1] != CANCEL[service] and not ended:
            left.append(interrupt.place)
    raise AssertionError("the wait did not end")


def in_a_block(client: Any, clock: Any, interrupt: Interrupt) -> None:
    """Everything after ``start`` has returned, in the block of the handle."""
    service = client._service_name
    run = jobs.start(client, REQUESTS[service], clock=clock)

    def block() -> None:
        with run:
            run.wait(cancel_on_interrupt=True)

    interrupt.during(block)


def waiting(client: Any, clock: Any, interrupt: Interrupt) -> None:
    """``wait`` by itself."""
    run = jobs.start(client, REQUESTS[client._service_name], clock=clock)
    interrupt.during(lambda: [run.wait(cancel_on_interrupt=True)].clear())


@SERVICES
@pytest.mark.parametrize(("kind", "step"), [("line", 1), ("opcode", 7)])
def test_nothing_is_left_running_in_a_block(service: str, kind: str, step: int) -> None:
    """From the moment that ``start`` has returned, whatever line or instruction is interrupted."""
    struck, left = trials(service, kind, step, in_a_block)
    assert struck > 100
    assert left == []


@SERVICES
@pytest.mark.parametrize(("kind", "step", "most"), [("line", 1, 1), ("opcode", 1, 3)])
def test_wait_by_itself_covers_all_but_its_entry(
    service: str, kind: str, step: int, most: int
) -> None:
    """No function can catch what strikes before its first statement."""
    struck, left = trials(service, kind, step, waiting)
    assert struck > 100
    assert len(left) <= most, left
    assert all(place.startswith("wait:") for place in left)


def interrupted(wait: Any) -> None:
    """Throw an interrupt into a coroutine, and let it end."""
    wait.throw(KeyboardInterrupt())
    while True:
        wait.send(None)


def test_a_task_that_is_cancelled_anywhere_cancels_the_run() -> None:
    """At every pause and call of a wait that is awaited."""
    flavour = Flavour(True, SimpleNamespace(jobs=jobs, async_jobs=async_jobs))
    struck = 0
    for at in range(1, 1000):
        client: Any = flavour.client(
            "glue",
            get_job_run=[described("glue", "RUNNING")] * 3 + [described("glue", "SUCCEEDED")],
            batch_stop_job_run=SimpleNamespace(),
        )
        clock = flavour.clock(FakeTime())
        wait = async_jobs.attach(client, clock=clock, **IDS["glue"]).wait(cancel_on_interrupt=True)
        try:
            for _ in range(at):
                wait.send(None)
        except StopIteration:
            break
        with pytest.raises(KeyboardInterrupt):
            interrupted(wait)
        assert client.methods()[-1] == "batch_stop_job_run"
        struck += 1
    assert struck >= 3
