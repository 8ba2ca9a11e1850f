"""For your own tests: legal requests, illegal ones with what is wrong with them, responses; and a
client that answers what it is told to.

>>> from hypothesis import given
>>> from emrglue.emr_serverless import StartJobRunRequest
>>> from emrglue.testing import requests
>>> @given(requests(StartJobRunRequest))
... def test_my_function(request): ...

The strategies need the extra ``testing`` (Hypothesis); importing this module does not load it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from ..structures.structure import Structure
from .fake import FakeClient
from .samples import InvalidRequest

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy
else:
    SearchStrategy = Sequence  # for whoever asks for the types, without Hypothesis

S = TypeVar("S", bound=Structure)

__all__ = ["FakeClient", "InvalidRequest", "invalid_requests", "requests", "responses"]


def requests(cls: type[S]) -> SearchStrategy[S]:
    """Legal instances of a request, or of any structure that goes into one.

    Drawn from the shape of the class and biased to the edges of its constraints: strings and lists
    of exactly the least and the greatest length, numbers at both ends of their range, every enum
    value, each arm of a union.

    :raises ModuleNotFoundError: Hypothesis is not installed.
    """
    from . import strategies

    return strategies.wires(cls._class_shape).map(cls.from_wire)


def invalid_requests(cls: type[Structure], *, most: int = 5) -> SearchStrategy[InvalidRequest]:
    """Illegal requests as wire dictionaries, each with the violations that are to be reported.

    :param most: how many faults a request has at the most; it has at least one.

    ``from_wire(invalid.wire)`` raises a ``ValidationError`` whose violations have exactly the paths
    and constraints in ``invalid.violations``.
    """
    from . import strategies

    return strategies.invalid_wires(cls._class_shape, most)


def responses(cls: type[S], *, surprises: bool = False) -> SearchStrategy[S]:
    """Responses as a client returns them.

    :param surprises: also such as the service may send tomorrow: with unknown members, enum values
        and union variants, and without members that the model requires.
    """
    from ..shapes.shape import AS_PARSED
    from . import strategies

    wires = strategies.response_wires(cls._class_shape, surprises)
    return wires.map(lambda wire: cls._of(wire, AS_PARSED))
