"""What of a model is documentation: no sentence of AWS's is stored here, or put into a package."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .load import Raw

_PROSE = frozenset({"documentation", "deprecatedMessage", "deprecatedSince"})


def without_prose(model: Raw) -> Raw:
    """A service model or paginators without documentation text and examples.

    By place and not by key, for a shape or member can be *called* ``documentation``.
    """
    return _rebuilt(
        {key: value for key, value in model.items() if key != "examples"},
        operations=_each(lambda o: _rebuilt(o, input=_bare, output=_bare, errors=_bare_list)),
        shapes=_each(
            lambda s: _rebuilt(s, members=_each(_bare), member=_bare, key=_bare, value=_bare)
        ),
        # botocore reads this text of every parameter, so there is one, with nothing in it.
        clientContextParams=_each(lambda parameter: {**_bare(parameter), "documentation": ""}),
    )


def waiters_without_prose(waiters: Raw) -> Raw:
    """Waiters without AWS's descriptions of them and of their acceptors.

    Where there is a ``source`` the waiter is our own, or the user's, and so are its words.
    """
    return {
        name: waiter if "source" in waiter else _undescribed(waiter)
        for name, waiter in waiters.items()
    }


def _undescribed(waiter: Raw) -> Raw:
    acceptors = waiter.get("acceptors")
    bare = {key: value for key, value in _rebuilt(waiter).items() if key != "description"}
    if isinstance(acceptors, list):
        bare["acceptors"] = [_undescribed(a) if isinstance(a, dict) else a for a in acceptors]
    return bare


def _rebuilt(raw: Raw, **parts: Callable[[Any], Any]) -> Raw:
    """The object without its own prose, and with the named parts rebuilt where they are there."""
    return {
        key: parts[key](value) if key in parts else value
        for key, value in raw.items()
        if key not in _PROSE
    }


def _bare(value: Any) -> Any:
    return _rebuilt(value) if isinstance(value, dict) else value


def _bare_list(value: Any) -> Any:
    return [_bare(item) for item in value] if isinstance(value, list) else value


def _each(bare: Callable[[Raw], Raw]) -> Callable[[Any], Any]:
    """``bare`` for each value of an object; what is not an object stays for later stages."""

    def rebuilt(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {key: bare(v) if isinstance(v, dict) else v for key, v in value.items()}

    return rebuilt
