"""How strict validation is: for everything, for a block of code, for one value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from typing import Literal, TypeVar, cast, get_args

from ..violations import Violation
from .listing import KINDS, own

Mode = Literal["error", "warn", "off"]
"""What a violation does: raise, warn (:class:`ValidationWarning`), or nothing."""

Policy = Mapping[str, Mode]
"""The mode of each kind of constraint; a kind that is not named is ``error``, but for the values of
open enums, of which those that are not known ``warn``."""

_policy: ContextVar[Policy] = ContextVar("validation", default={})  # noqa: B039


T = TypeVar("T")


def current_policy() -> Policy:
    """The policy in force in this thread or task."""
    return _policy.get()


def mode_of(violation: Violation) -> Mode:
    """What a violation does by the policy in force."""
    return _policy.get().get(violation.constraint, "warn" if violation.tolerated else "error")


@contextmanager
def validation(default: Mode | Policy | None = None, **modes: Mode) -> Iterator[None]:
    """Set the policy for a block: ``with validation(enum="warn"): …``, ``validation("off")``.

    ``validation(enum="error")`` closes open enums, of which unknown values only warn otherwise.

    :param default: the mode of every kind, or a mapping from kinds to modes.
    :param modes: the mode of single kinds; the rest stays as it is around the block.
    :raises ValueError: an unknown kind or mode.

    Held in a context variable: other threads and tasks are not touched.
    """
    before, token = _policy.get(), None
    try:
        token = _policy.set({**before, **policy(default, **modes)})
        yield
    finally:
        if token is None:  # an interrupt, which may have come after the policy was set
            _policy.set(before)
        else:
            try:  # noqa: SIM105 - more code could be interrupted
                _policy.reset(token)
            except ValueError:  # an asynchronous generator can be closed by another task
                pass


def under(chosen: Policy, call: Callable[[], T]) -> T:
    """What a function returns under a policy, and that of the block that the call stands in.

    In a context of its own, so that an interrupt cannot leave the policy in force.
    """
    context = copy_context()
    context.run(_policy.set, {**chosen, **_policy.get()})
    return context.run(call)


def policy(default: Mode | Policy | None = None, **modes: Mode) -> Policy:
    """A checked policy from the arguments of :func:`validation`."""
    kinds = [*KINDS, *(kind for constraint in own() for kind in constraint.kinds)]
    if isinstance(default, str):
        chosen: dict[str, Mode] = dict.fromkeys(kinds, default)
    else:
        chosen = dict(cast("Mapping[str, Mode]", default or {}))
    chosen.update(modes)
    for kind, mode in chosen.items():
        if kind not in kinds:
            raise ValueError(f"{kind!r} is not a kind of constraint; there are: {', '.join(kinds)}")
        if mode not in get_args(Mode):
            raise ValueError(f"{mode!r} is not a mode; there are: {', '.join(get_args(Mode))}")
    return cast("Policy", chosen)
