"""``--debug``: what botocore does, on stderr, without secrets."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..shapes import Shape
from .catalog import Operation
from .values import inside

_SECRETS = re.compile(
    r"(?i)((?:authorization|x-amz-security-token|signature|credential|secret\w*)"
    r"['\"]?\s*[:=]\s*b?['\"]?)([^'\"\n]{6,})"
)
_SIGNED = re.compile(r"(?s)(String(?:ToSign| to sign)?:?\s).*")


def start(operation: Operation, wire: Mapping[str, Any]) -> None:
    """Log everything of this process to stderr, with the request's sensitive values hidden."""
    handler = logging.StreamHandler(sys.stderr)
    form = "%(asctime)s - %(name)s - %(levelname)s - %(message)s"
    handler.setFormatter(Redacting(form, set(sensitive(operation.request, wire))))
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


def sensitive(shape: Shape, value: Any, hidden: bool = False) -> Iterator[str]:
    """All text inside of sensitive shapes of a wire value.

    :param hidden: whether the value is inside of one.
    """
    hidden = hidden or shape.sensitive
    if isinstance(value, str) and hidden and len(value) > 2:
        yield value
    for part, item in inside(shape, value).values():
        yield from sensitive(part, item, hidden)
