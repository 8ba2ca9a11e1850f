# Copied by emrglue-codegen 0.1.0.
# Do not edit: `emrglue-codegen generate` writes it anew, `emrglue-codegen check` compares it.
"""The error of an answer that cannot be read; apart from the others, as its base loads botocore."""

from __future__ import annotations

from botocore.parsers import ResponseParserError


class InvalidBodyError(ResponseParserError):
    """An answer whose body is no response of the service: a proxy's page, or half of an answer."""
