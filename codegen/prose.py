"""What of a model is documentation: no sentence of AWS's is stored here, or put into a package."""

from __future__ import annotations

from typing import Any

from .load import Raw

_PROSE = frozenset({"documentation", "deprecatedMessage", "deprecatedSince"})


def without_prose(model: Raw) -> Raw:
    """A service model or paginators without documentation text and examples."""
    bare: Raw = _bare({key: value for key, value in model.items() if key != "examples"})
    parameters = bare.get("clientContextParams")
    for parameter in parameters.values() if isinstance(parameters, dict) else ():
        if isinstance(parameter, dict):  # botocore reads this text of every parameter
            parameter["documentation"] = ""
    return bare


def waiters_without_prose(waiters: Raw) -> Raw:
    """Waiters without AWS's descriptions of them and of their acceptors.

    If there is a ``source``, the waiter is our own, or the user's, and so are its words.
    """
    return {
        name: waiter if "source" in waiter else _bare(waiter, _PROSE | {"description"})
        for name, waiter in waiters.items()
    }


_DEEPEST = 10
"""Levels of a model that are searched for prose, which is at most five deep."""


def _bare(value: Any, prose: frozenset[str] = _PROSE, levels: int = _DEEPEST) -> Any:
    """A value without prose, which is text: a shape or member that is *called* ``documentation``
    is an object."""
    if isinstance(value, list) and levels:
        return [_bare(inner, prose, levels - 1) for inner in value]
    if not isinstance(value, dict) or not levels:
        return value
    return {
        key: _bare(inner, prose, levels - 1)
        for key, inner in value.items()
        if key not in prose or not isinstance(inner, str)
    }
