"""States that services report, as far as waits and job runs share them."""

from __future__ import annotations


class UnknownStateWarning(UserWarning):
    """A service reported a state that this version does not know; waiting goes on."""
