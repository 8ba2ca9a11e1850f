"""Why a pattern has no translation."""

from __future__ import annotations


class PatternError(ValueError):
    """A pattern that Java itself refuses, or a construct that this package does not read.

    The text says what is wrong and at which character of the pattern.
    """


class TooComplexError(Exception):
    """An analysis gave up: the pattern is outside of what it handles or would take too long."""
