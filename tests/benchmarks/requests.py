"""Requests: building, checking everything and writing the wire form, and reading it back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import botocore.session
import msgspec
from botocore.serialize import create_serializer

from . import floors, measure, peers, samples
from .measure import Peer, Row, timed
from .samples import Sample


def rows() -> Iterator[Row]:
    """All rows about requests."""
    for sample in samples.SAMPLES:
        floor, terse = floors.unchecked(sample), floors.checked(sample)
        yield from _built(sample, floor, terse)
        yield from _read(sample, terse.StartJobRunRequest.from_wire)


def _built(sample: Sample, floor: Any, terse: Any) -> list[Row]:
    """Our classes against botocore's own checks, pydantic and msgspec."""
    build = sample.build
    assert build(floor).to_wire() == build(terse).to_wire() == sample.wire
    assert build().to_wire() == sample.wire, "the sample is written twice, and differs"
    return measure.compare(
        "requests",
        f"{sample.title}: build, validate everything, to_wire",
        timed(lambda: build().to_wire()),
        Peer("botocore validate + serialize", timed(_botocore(sample)), sample.goal),
        Peer("pydantic, built", timed(_pydantic_built(sample)), 1.6),
        Peer("msgspec, converted", timed(_msgspec_built(sample)), 1.3),
        Peer("the floor: nothing checked", timed(lambda: build(floor).to_wire()), 0),
        Peer("the floor: the same checks, tersely", timed(lambda: build(terse).to_wire()), 0),
    )


def _read(sample: Sample, tersely: Callable[[Any], Any]) -> list[Row]:
    read = sample.package.StartJobRunRequest.from_wire
    model = peers.pydantic_request(sample.package)
    struct, wire = peers.msgspec_request(sample.package), sample.wire
    assert read(wire).to_wire() == tersely(wire).to_wire() == wire
    return measure.compare(
        "requests",
        f"{sample.title}: from_wire",
        timed(lambda: read(wire)),
        Peer("pydantic model_validate", timed(lambda: model.model_validate(wire)), 1.0),
        Peer("msgspec convert", timed(lambda: msgspec.convert(wire, struct)), 1.0),
        Peer("the floor: the same checks, tersely", timed(lambda: tersely(wire)), 0),
    )


def _botocore(sample: Sample) -> Callable[[], object]:
    """botocore's validating serializer, which skips patterns, enums and upper limits."""
    session = botocore.session.get_session()
    operation = session.get_service_model(sample.service).operation_model("StartJobRun")
    protocol = operation.service_model.protocol
    serializer: Any = create_serializer(protocol, include_validation=True)
    return lambda: serializer.serialize_to_request(sample.wire, operation)


def _pydantic_built(sample: Sample) -> Callable[[], object]:
    """Models made one inside the other, as our classes are, and dumped."""
    build = peers.pydantic_builder(sample.package, sample.wire)
    assert build().model_dump(exclude_none=True) == sample.wire
    return lambda: build().model_dump(exclude_none=True)


def _msgspec_built(sample: Sample) -> Callable[[], object]:
    """A Struct checks when it is converted, so: from the wire form to a Struct and back."""
    struct, wire = peers.msgspec_request(sample.package), sample.wire
    assert msgspec.to_builtins(msgspec.convert(wire, struct)) == wire
    return lambda: msgspec.to_builtins(msgspec.convert(wire, struct))
