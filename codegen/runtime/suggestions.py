"""Suggestions for names that do not exist."""

from __future__ import annotations

from collections.abc import Iterable

_CUTOFF = 0.7
"""How similar names have to be, by difflib's measure."""


def letters(name: str) -> str:
    """What the spellings of a name have in common: ``job_name``, ``JobName``, ``--job-name``."""
    return name[:100].replace("_", "").replace("-", "").casefold()


def meant(name: str, names: Iterable[str]) -> str | None:
    """The name with the same letters, else the most similar one, if any is similar enough."""
    import difflib

    spelled = {letters(known): known for known in names}
    close = difflib.get_close_matches(letters(name), spelled, n=1, cutoff=_CUTOFF)
    return spelled[close[0]] if close else None


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """``; did you mean …?`` if a name is close to one of the names, else nothing."""
    found = meant(name, names)
    return f"; did you mean {found}?" if found else ""
