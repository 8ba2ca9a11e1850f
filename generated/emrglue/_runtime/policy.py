# Copied by emrglue-codegen 0.1.0.
# Do not edit: `emrglue-codegen generate` writes it anew, `emrglue-codegen check` compares it.
"""How strict validation is: for everything, for a block of code, for one value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Literal, cast, get_args

from .violations import CONSTRAINTS, Constraint

Mode = Literal["error", "warn", "off"]
"""What a violation does: raise, warn (:class:`ValidationWarning`), or nothing."""

Policy = Mapping[Constraint, Mode]
"""The mode of each kind of constraint; a kind that is not named is ``error``."""

_policy: ContextVar[Policy] = ContextVar("emrglue_validation", default={})  # noqa: B039


def current_policy() -> Policy:
    """The policy in force in this thread or task."""
    return _policy.get()


@contextmanager
def validation(default: Mode | Policy | None = None, **modes: Mode) -> Iterator[None]:
    """Set the policy for a block: ``with validation(enum="warn"): …``, ``validation("off")``.

    :param default: the mode of every kind, or a mapping from kinds to modes.
    :param modes: the mode of single kinds; the rest stays as it is around the block.
    :raises ValueError: an unknown kind or mode.

    Held in a context variable: other threads and tasks are not touched.
    """
    token = _policy.set({**_policy.get(), **policy(default, **modes)})
    try:
        yield
    finally:
        _policy.reset(token)


def policy(default: Mode | Policy | None = None, **modes: Mode) -> Policy:
    """A checked policy from the arguments of :func:`validation`."""
    if isinstance(default, str):
        chosen: dict[str, Mode] = dict.fromkeys(CONSTRAINTS, default)
    else:
        chosen = dict(cast("Mapping[str, Mode]", default or {}))
    chosen.update(modes)
    for kind, mode in chosen.items():
        if kind not in CONSTRAINTS:
            raise ValueError(
                f"{kind!r} is no kind of constraint; there are: {', '.join(CONSTRAINTS)}"
            )
        if mode not in get_args(Mode):
            raise ValueError(f"{mode!r} is no mode; there are: {', '.join(get_args(Mode))}")
    return cast("Policy", chosen)


class Trusted:
    """Mixed into the types of values that :func:`trusted` marked."""

    __slots__ = ()


class TrustedString(Trusted, str):
    """A string that is not checked."""

    __slots__ = ()


class TrustedInteger(Trusted, int):
    """A whole number that is not checked."""

    __slots__ = ()


class TrustedFloat(Trusted, float):
    """A number that is not checked."""

    __slots__ = ()


class TrustedBytes(Trusted, bytes):
    """Bytes that are not checked."""

    __slots__ = ()


class TrustedList(Trusted, list[Any]):
    """A list that is not checked, nor is anything in it."""

    __slots__ = ()


class TrustedMap(Trusted, dict[Any, Any]):
    """A map that is not checked, nor is anything in it."""

    __slots__ = ()


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
