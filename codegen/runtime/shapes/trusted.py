"""One value that is exempt from checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class Trusted:
    """The base of the types of values that :func:`trusted` has marked."""


class TrustedString(Trusted, str):
    """A string that is not checked."""


class TrustedInteger(Trusted, int):
    """A whole number that is not checked."""


class TrustedFloat(Trusted, float):
    """A number that is not checked."""


class TrustedBytes(Trusted, bytes):
    """Bytes that are not checked."""


class TrustedList(Trusted, list[Any]):
    """A list that is not checked, nor is anything in it."""


class TrustedMap(Trusted, dict[Any, Any]):
    """A map that is not checked, nor is anything in it."""


_TRUSTED: dict[type, type] = {
    str: TrustedString,
    int: TrustedInteger,
    float: TrustedFloat,
    bytes: TrustedBytes,
    bytearray: TrustedBytes,
    memoryview: TrustedBytes,
    Sequence: TrustedList,
    Mapping: TrustedMap,
}


def trusted(value: Any) -> Any:
    """Mark one value as exempt from constraint checks: it is sent as it is.

    For what AWS accepts and the model does not know yet: ``worker_type=trusted("G.99X")``.

    :param value: a string, number, bytes, list or dict. Structures check themselves when they are
        built, so mark the value inside that needs it.
    :raises TypeError: a value of another type.
    """
    for kind, marked in _TRUSTED.items():
        if isinstance(value, kind) and not isinstance(value, bool):
            if isinstance(value, Trusted):
                return value
            # ``str()`` of an enum member is its name in some classes, and here its value is meant.
            return marked(str.__str__(value) if isinstance(value, str) else value)
    raise TypeError(
        f"trusted() takes a string, number, bytes, list or dict, not {type(value).__name__}"
    )
