# Copied by emrglue-codegen 0.1.0.
# Do not edit: `emrglue-codegen generate` writes it anew, `emrglue-codegen check` compares it.
"""Values for your own tests: legal requests, illegal ones with what is wrong with them, responses.

>>> from hypothesis import given
>>> from emrglue.emr_serverless import StartJobRunRequest
>>> from emrglue.testing import requests
>>> @given(requests(StartJobRunRequest))
... def test_my_function(request): ...

Needs the extra ``testing`` (Hypothesis and botocore); importing this module loads neither.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from .faults import UNKNOWN, InvalidRequest

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from ..structures.structure import Structure
    from ..wiremodel import ServiceModel
    from .contract import Contract

    S = TypeVar("S", bound=Structure)
else:
    S = TypeVar("S")

__all__ = ["InvalidRequest", "invalid_requests", "requests", "responses"]


def requests(cls: type[S]) -> SearchStrategy[S]:
    """Legal instances of a request, or of any structure that goes into one.

    Drawn from the model and biased to its bounds: strings and lists of exactly the least and the
    greatest length, numbers at both ends of their range, every enum value, each arm of a union.

    :raises ModuleNotFoundError: Hypothesis or botocore is not installed.
    """
    from . import strategies

    shape = _shape(cls)
    if shape is None:
        from hypothesis import strategies as st

        return st.builds(cls)
    return strategies.wires(contract(cls._service), shape).map(cls.from_wire)


def invalid_requests(cls: type[Structure], *, most: int = 5) -> SearchStrategy[InvalidRequest]:
    """Illegal requests as wire dictionaries, each with the violations that are to be reported.

    :param most: how many faults a request has at the most; it has at least one.

    ``from_wire(invalid.wire)`` raises a ``ValidationError`` whose violations have exactly the paths
    and constraints in ``invalid.violations``.
    """
    from . import strategies

    shape = _shape(cls)
    if shape is None:
        from hypothesis import strategies as st

        only = InvalidRequest({UNKNOWN: 1}, frozenset({(UNKNOWN, "unknown")}))
        return st.just(only)
    return strategies.invalid_wires(contract(cls._service), shape, most)


def responses(cls: type[S], *, surprises: bool = False) -> SearchStrategy[S]:
    """Responses as a client returns them.

    :param surprises: also such as the service may send tomorrow: with unknown members, enum values
        and union variants, and without members that the model requires.
    """
    from hypothesis import strategies as st

    from ..structures.reading import FORGIVING
    from . import strategies

    shape = _shape(cls)
    if shape is None:
        return st.builds(cls)
    wires = strategies.response_wires(contract(cls._service), shape, surprises)
    return wires.map(lambda wire: cast("S", FORGIVING.structure(cls, wire)))


@lru_cache
def contract(service: ServiceModel) -> Contract:
    """What the packaged model of a service asks of values."""
    from botocore.model import ServiceModel as BotocoreModel

    from .contract import Contract

    def dialect(shape: Any) -> str | None:
        pattern = service.patterns.get(shape.name)
        return None if pattern is None else pattern.source

    rules = [rule for rules in service.rules.values() for rule in rules]
    distinct = {rule["name"]: rule for rule in rules}.values()
    return Contract(BotocoreModel(service.raw, service.name), distinct, dialect)


def _shape(cls: type[Structure]) -> Any:
    """The shape of a class as botocore has it; ``None`` where the model has none."""
    name = cls._shape
    return None if name is None else contract(cls._service).model.shape_for(name)
