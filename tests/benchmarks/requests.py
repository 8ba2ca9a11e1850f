"""Requests: building, checking everything and writing the wire form, and reading it back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs
import botocore.session
import msgspec
from botocore.serialize import create_serializer

from . import floors, measure, peers, samples
from .measure import Peer, Row, timed
from .samples import Sample

UNCHECKED, TERSE = "the floor: views, nothing checked", "the floor: the same checks, tersely"


@attrs.frozen
class Goals:
    """How many times our cost that of each peer ought to be."""

    botocore: float
    pydantic: float
    msgspec: float
    pydantic_read: float
    msgspec_read: float


GOALS: Mapping[str, Goals] = {
    "emr-containers": Goals(7.2, 1.45, 1.0, pydantic_read=1.0, msgspec_read=1.3),
    "emr-serverless": Goals(6.25, 1.25, 0.8, pydantic_read=0.9, msgspec_read=0.95),
    "glue": Goals(13.5, 1.85, 0.75, pydantic_read=1.2, msgspec_read=0.6),
}


def rows() -> Iterator[Row]:
    """All rows about requests."""
    for sample in samples.SAMPLES:
        bare, terse, goals = floors.unchecked(sample), floors.checked(sample), GOALS[sample.service]
        yield from _built(sample, bare, terse, goals)
        yield from _read(sample, bare.StartJobRunRequest, terse.StartJobRunRequest, goals)


def _built(sample: Sample, bare: Any, terse: Any, goals: Goals) -> list[Row]:
    """Our classes against botocore's own checks, pydantic and msgspec."""
    ours, unchecked, checked = map(sample.builder, (None, bare, terse))
    assert all(build().to_wire() == sample.wire for build in (ours, unchecked, checked))
    return measure.compare(
        "requests",
        f"{sample.title}: build, validate everything, to_wire",
        timed(lambda: ours().to_wire()),
        Peer("botocore validate + serialize", timed(_botocore(sample)), goals.botocore),
        Peer("pydantic, built", timed(_pydantic_built(sample)), goals.pydantic),
        Peer("msgspec, converted", timed(_msgspec_built(sample)), goals.msgspec),
        Peer(UNCHECKED, timed(lambda: unchecked().to_wire()), 0),
        Peer(TERSE, timed(lambda: checked().to_wire()), 0),
    )


def _read(sample: Sample, bare: Any, terse: Any, goals: Goals) -> list[Row]:
    ours = sample.package.StartJobRunRequest
    model = peers.pydantic_request(sample.package)
    struct, wire = peers.msgspec_request(sample.package), sample.wire
    assert all(cls.from_wire(wire).to_wire() == wire for cls in (ours, bare, terse))
    return measure.compare(
        "requests",
        f"{sample.title}: from_wire",
        timed(lambda: ours.from_wire(wire)),
        Peer(
            "pydantic model_validate",
            timed(lambda: model.model_validate(wire)),
            goals.pydantic_read,
        ),
        Peer("msgspec convert", timed(lambda: msgspec.convert(wire, struct)), goals.msgspec_read),
        Peer(UNCHECKED, timed(lambda: bare.from_wire(wire)), 0),
        Peer(TERSE, timed(lambda: terse.from_wire(wire)), 0),
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
    build = peers.pydantic_builder(sample)
    assert build().model_dump(exclude_none=True) == sample.wire
    return lambda: build().model_dump(exclude_none=True)


def _msgspec_built(sample: Sample) -> Callable[[], object]:
    """A Struct checks when it is converted, so: from the wire form to a Struct and back."""
    struct, wire = peers.msgspec_request(sample.package), sample.wire
    assert msgspec.to_builtins(msgspec.convert(wire, struct)) == wire
    return lambda: msgspec.to_builtins(msgspec.convert(wire, struct))
