# Copied by emrglue-codegen 0.1.0.
# Do not edit: `emrglue-codegen generate` writes it anew, `emrglue-codegen check` compares it.
"""``--debug``: what botocore does, on stderr, without secrets."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .catalog import Operation

_SECRETS = re.compile(
    r"(?i)((?:authorization|x-amz-security-token|signature|credential|secret\w*)"
    r"['\"]?\s*[:=]\s*b?['\"]?)([^'\"\n]{6,})"
)
_SIGNED = re.compile(r"(?s)(String(?:ToSign| to sign)?:?\s).*")


def start(operation: Operation, wire: Mapping[str, Any]) -> None:
    """Log everything of this process to stderr, with the request's sensitive values hidden."""
    hidden = set()
    if operation.input:
        hidden = set(sensitive(operation.service.model.shapes, operation.input, wire))
    handler = logging.StreamHandler(sys.stderr)
    form = "%(asctime)s - %(name)s - %(levelname)s - %(message)s"
    handler.setFormatter(Redacting(form, hidden))
    logging.basicConfig(level=logging.DEBUG, handlers=[handler], force=True)


class Redacting(logging.Formatter):
    """Writes records without the values that were named, and without what signs requests."""

    def __init__(self, form: str, hidden: Iterable[str]) -> None:
        super().__init__(form)
        # Longest first: one may be a part of another.
        self.hidden = sorted(hidden, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """The record with ``***``."""
        text = super().format(record)
        for value in self.hidden:
            text = text.replace(value, "***")
        return _SIGNED.sub(r"\1***", _SECRETS.sub(r"\1***", text))


def sensitive(shapes: Any, shape: str, value: Any, inside: bool = False) -> Iterator[str]:
    """All text inside of sensitive shapes of a wire value."""
    raw = shapes[shape]
    inside = inside or bool(raw.get("sensitive"))
    if isinstance(value, str):
        if inside and len(value) > 2:
            yield value
    elif isinstance(value, dict):
        members, everything = raw.get("members", {}), raw.get("value")
        for key, item in value.items():
            if member := everything or members.get(key):
                yield from sensitive(shapes, member["shape"], item, inside)
    elif isinstance(value, list) and "member" in raw:
        for item in value:
            yield from sensitive(shapes, raw["member"]["shape"], item, inside)
