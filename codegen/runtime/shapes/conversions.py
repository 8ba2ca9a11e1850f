"""Values that are written in more than one way: timestamps, numbers, blobs, documents."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import datetime, timezone
from time import struct_time
from typing import Any


def is_a(value: object, *kinds: type) -> bool:
    """Whether a value is of one of some types.

    ``isinstance`` believes what a mock or a proxy says of its class; what encodes values does not.
    """
    return issubclass(type(value), kinds)


def idempotency_token() -> str:
    """A token that no other request has, as botocore makes it: a random UUID (RFC 9562)."""
    from uuid import uuid4

    return str(uuid4())


def parse_timestamp(value: object) -> datetime | None:
    """A moment from a ``datetime``, a string (ISO 8601 or RFC 9110), or seconds since the epoch.

    As botocore has it, a string can be bytes, and a number one of numpy's.

    :return: an aware ``datetime`` (one without a zone is left as it is: botocore reads it as UTC);
        ``None`` if the value is none of these, or a moment outside the years that UTC has here.
    """
    try:
        moment = _moment(value)
    except Exception:  # whatever a zone, a number or a subclass of somebody's raises
        return None
    return moment if moment is not None and has_utc(moment) else None


def _moment(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, (bytes, bytearray)):
        value = value.decode()
    if isinstance(value, str):
        return _from_text(value) or _from_http_date(value)
    from decimal import Decimal
    from numbers import Real

    is_number = is_a(value, Real, Decimal) and not isinstance(value, bool)
    return _from_epoch(float(value)) if is_number else None


def has_utc(moment: Any) -> bool:
    """Whether a ``datetime`` is in the years 1 to 9999 in the zone that is sent, too.

    Some values of this type are not moments (``pandas.NaT``), and a zone can raise anything.
    """
    try:
        if type(moment) is datetime:
            return moment.tzinfo is None or bool(moment.astimezone(timezone.utc))
        return type(moment.utctimetuple()) is struct_time
    except Exception:
        return False


def _from_epoch(seconds: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, timezone.utc)
    except (ValueError, OverflowError, OSError):
        return None


_ISO = (  # compiled by ``re`` when it is needed: that takes as long as to import two modules
    r"(?a)(\d{4})-?(\d\d)-?(\d\d)"
    r"(?:[T ](\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d+))?)?)? ?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?"
)


def _from_text(text: str) -> datetime | None:
    """ISO 8601, also in the forms that ``fromisoformat`` of Python 3.10 does not know."""
    try:
        return _from_epoch(float(text))
    except ValueError:
        pass
    plain = text.strip().upper()
    match = re.fullmatch(_ISO, plain)
    try:
        moment = datetime.fromisoformat(_in_full(match) if match else plain)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def _in_full(match: re.Match[str]) -> str:
    """The form with all its hyphens, colons and digits."""
    year, month, day, hour, minute, second, fraction, zone = match.groups("")
    if not hour:
        return f"{year}-{month}-{day}"
    digits = "".join(re.findall(r"\d", zone))
    offset = f"{zone[0]}{digits[:2]}:{digits[2:] or '00'}" if digits else zone and "+00:00"
    time = f"{hour}:{minute or '00'}:{second or '00'}.{fraction[:6]:0<6}"
    return f"{year}-{month}-{day}T{time}{offset}"


def read_timestamp(value: Any) -> Any:
    """The ``datetime`` a response means; what cannot be read stays as it came."""
    if value.__class__ is float or value.__class__ is int:
        moment = _from_epoch(value)
    else:
        moment = parse_timestamp(value)
    return value if moment is None else moment


def _from_http_date(text: str) -> datetime | None:
    """The form of RFC 9110: ``Tue, 29 Apr 2014 18:30:38 GMT``."""
    from email.utils import parsedate_to_datetime

    return parsedate_to_datetime(text)


def read_blob(value: Any) -> Any:
    """The bytes behind the base64 text of a response; what cannot be read stays as it came."""
    if not isinstance(value, str):
        return value
    from base64 import b64decode

    try:
        return b64decode(value)  # as botocore does: line breaks are skipped
    except ValueError:
        return value


_NOT_FINITE = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
"""How AWS's protocols write numbers that JSON does not have."""


def read_float(value: Any) -> Any:
    """The ``float`` that a number in JSON means; what is not a number stays as it came."""
    if value.__class__ is str:
        return _NOT_FINITE.get(value, value)
    return float(value) if value.__class__ is int and value.bit_length() < 1024 else value


def copied(value: Any) -> Any:
    """A copy of a value that was parsed: its lists and dictionaries are made anew.

    What else there is (text, numbers, moments, bytes, streams) is never changed.
    """
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    return [copied(item) for item in value] if isinstance(value, list) else value


def as_float(value: object) -> float | None:
    """A number as ``float``; ``None`` for what is not a number, ``bool`` included."""
    from decimal import Decimal

    if isinstance(value, bool) or not is_a(value, int, float, Decimal):
        return None
    try:
        return float(value)  # type: ignore[arg-type]
    except (OverflowError, ValueError):  # too large, or a signalling NaN
        return None


_TOO_LONG = 14_000
"""Bits of a number that Python refuses to write: it has more than 4,300 digits."""


def is_document(value: object, depth: int = 0) -> bool:
    """Whether a value can be written as JSON, which has no NaN and no infinities."""
    kind = type(value)
    if issubclass(kind, float):
        return math.isfinite(value)  # type: ignore[arg-type]
    if issubclass(kind, int):
        return int.bit_length(value) < _TOO_LONG  # type: ignore[arg-type]
    if value is None or issubclass(kind, str):
        return True
    if depth > 100:
        return False
    if isinstance(value, Mapping):
        return all(is_a(key, str) and is_document(item, depth + 1) for key, item in value.items())
    return isinstance(value, (list, tuple)) and all(is_document(item, depth + 1) for item in value)


def document(value: Any) -> Any:
    """A copy of a JSON value, so that nobody can change it afterwards; in dicts and lists only."""
    if isinstance(value, Mapping):
        return {key: document(item) for key, item in value.items()}
    return [document(item) for item in value] if isinstance(value, (list, tuple)) else value
