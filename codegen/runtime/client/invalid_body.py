"""The error of an answer that cannot be read; apart from the others, as its base loads botocore."""

from __future__ import annotations

from botocore.parsers import ResponseParserError


class InvalidBodyError(ResponseParserError):
    """An answer whose body is not a response: a proxy's page, or half of what the service sent."""
