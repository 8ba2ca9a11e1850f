"""Cost against size: it must grow in proportion, without a cliff."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from statistics import median

import attrs

from emrglue import ValidationError, emr_containers, glue

from . import samples
from .measure import ROUNDS, Row, Work, alone, timed

CLIFF = 2.0
"""The most that a piece may cost at the largest size, of what it costs at a tenth of that."""


@attrs.frozen
class Curve:
    """Seconds by size."""

    what: str
    unit: str
    sizes: tuple[int, ...]
    seconds: tuple[float, ...]

    def steepness(self) -> float:
        """What a piece costs at the largest size, of what it costs at the size before."""
        pieces = zip(self.seconds, self.sizes, strict=True)
        *_, first, second = (cost / size for cost, size in pieces)
        return second / first


def curves() -> Iterator[Curve]:
    """All of them."""
    yield _curve("a map", "entries", (10, 100, 1000), _a_map)
    yield _curve("a report of violations", "violations", (10, 100, 1000), _a_report)
    yield _curve("a schema definition", "characters", (340, 3_400, 34_000, 340_000), _a_schema)


def _curve(what: str, unit: str, sizes: Sequence[int], of_size: Callable[[int], Work]) -> Curve:
    turns = [timed(of_size(size), 0.02) for size in sizes]
    costs = [[turn() for turn in turns] for _ in range(ROUNDS)]
    return Curve(what, unit, tuple(sizes), tuple(map(median, zip(*costs, strict=True))))


def _a_map(size: int) -> Work:
    arguments = {f"--argument-{i}": "value" for i in range(size)}
    return lambda: glue.StartJobRunRequest(job_name="orders", arguments=arguments).to_wire()


def _a_report(size: int) -> Work:
    wrong = {"jobDriver": {"sparkSubmitJobDriver": {"entryPointArguments": [" "] * size}}}

    def read() -> None:
        with suppress(ValidationError):
            emr_containers.StartJobRunRequest.from_wire(wrong)

    return read


def _a_schema(size: int) -> Work:
    """The largest is twice what the model allows, so that it is the cost of a refusal."""
    schema = '{"type": "record", "name": "orders", "fields": []}'.ljust(size)

    def build() -> None:
        with suppress(ValidationError):
            glue.RegisterSchemaVersionInput(
                schema_id=glue.SchemaId(registry_name="lake", schema_name="orders"),
                schema_definition=schema,
            ).to_wire()

    return build


def rows() -> Iterator[Row]:
    """How much the growth is out of proportion, and how threads get along."""
    for curve in curves():
        sizes = f"{curve.sizes[-2]:,} to {curve.sizes[-1]:,} {curve.unit}"
        yield alone(
            "scaling", f"{curve.what}: cost per piece, {sizes}", curve.steepness(), CLIFF, "x"
        )
    yield alone("scaling", "8 threads: the same work, of what one takes", _threads(8), 1.5, "x")


def _threads(count: int) -> float:
    """Processor time of the same requests with several threads, of that with one."""
    return median(_with_threads(count) / _with_threads(1) for _ in range(ROUNDS))


def _with_threads(count: int, requests: int = 4_000) -> float:
    build = samples.SAMPLES[0].builder()

    def work() -> None:
        for _ in range(requests // count):
            build().to_wire()

    started = time.process_time()
    with ThreadPoolExecutor(count) as pool:
        for done in [pool.submit(work) for _ in range(count)]:
            done.result()
    return time.process_time() - started
