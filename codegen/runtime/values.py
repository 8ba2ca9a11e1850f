"""Values that are written in more than one way: timestamps, numbers, blobs, documents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any


def idempotency_token() -> str:
    """A token that no other request has, as botocore makes it: a random UUID (RFC 9562)."""
    from uuid import uuid4

    return str(uuid4())


def parse_timestamp(value: object) -> datetime | None:
    """A moment from a ``datetime``, an ISO 8601 string, or seconds since the epoch.

    :return: an aware ``datetime`` (one without a zone is left as it is: botocore reads it as local
        time); ``None`` where the value is none of these.
    """
    if isinstance(value, datetime):
        return value
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return _from_epoch(value)
    return _from_text(value) if isinstance(value, str) else None


def _from_epoch(seconds: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, timezone.utc)
    except (ValueError, OverflowError, OSError):
        return None


_FRACTION = re.compile(r"\.(\d{1,9})(?=$|[Z+-])")


def _from_text(text: str) -> datetime | None:
    """ISO 8601, also in the forms that ``fromisoformat`` of Python 3.10 does not know."""
    try:
        return _from_epoch(float(text))
    except ValueError:
        pass
    plain = _FRACTION.sub(lambda match: f".{match[1][:6]:0<6}", text.strip().upper())
    plain = re.sub(r"Z$", "+00:00", re.sub(r"([+-]\d{2})(\d{2})$", r"\1:\2", plain))
    try:
        moment = datetime.fromisoformat(plain)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def read_timestamp(value: Any) -> Any:
    """The ``datetime`` a response means; what cannot be read stays as it came."""
    if value.__class__ is float or value.__class__ is int:
        moment = _from_epoch(value)
    else:
        moment = parse_timestamp(value) or _from_http_date(value)
    return value if moment is None else moment


def _from_http_date(value: object) -> datetime | None:
    """The form of RFC 9110: ``Tue, 29 Apr 2014 18:30:38 GMT``."""
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(str(value))
    except (ValueError, TypeError):
        return None


def read_blob(value: Any) -> Any:
    """The bytes behind the base64 text of a response; what cannot be read stays as it came."""
    if not isinstance(value, str):
        return value
    from base64 import b64decode

    try:
        return b64decode(value, validate=True)
    except ValueError:
        return value


def as_float(value: object) -> float | None:
    """A number as ``float``; ``None`` for what is no number, ``bool`` included."""
    from decimal import Decimal

    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return None
    try:
        return float(value)
    except OverflowError:
        return None


def is_document(value: object, depth: int = 0) -> bool:
    """Whether a value can be written as JSON."""
    if value is None or isinstance(value, (str, bool, int, float)):
        return True
    if depth > 100:
        return False
    if isinstance(value, Mapping):
        return all(
            isinstance(key, str) and is_document(item, depth + 1) for key, item in value.items()
        )
    return isinstance(value, (list, tuple)) and all(is_document(item, depth + 1) for item in value)
