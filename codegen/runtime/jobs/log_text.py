"""The text of a job run's logs: every line once, from CloudWatch Logs or from S3.

CloudWatch tells events apart by their ids, so each stream is asked again for its last minute, and
for its last thousand events at least: what arrives late is neither lost nor given twice. (That is
FilterLogEvents; GetLogEvents has no ids, and its pages may overlap, as the thread of
https://github.com/boto/boto3/issues/4472 says.) A file in S3 that has changed is read again, and
what was given of it is skipped.
"""

from __future__ import annotations

import gzip
import re
import time
import zlib
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from hashlib import sha256
from io import BytesIO
from itertools import islice
from math import inf
from operator import itemgetter
from typing import Any, Final, Literal

import attrs

from ..shapes.conversions import parse_timestamp
from .services import JobService, Logs, LogStreams, Status, as_text, at, listed, seconds
from .spark import redacted

LATE: Final = 60_000
"""Milliseconds by which an event may reach its stream after later ones, and still be given."""
REMEMBERED: Final = 1_000
"""Events of a stream among which one may come late, however old it is."""
CHUNK: Final = 1 << 20
"""Bytes of a file's text that are given at once."""
MOST: Final = 10_000
"""Streams or files of one place that are looked at."""

_MISSING: Final = frozenset({"404", "NoSuchBucket", "NoSuchKey", "ResourceNotFoundException"})
_REFUSED: Final = frozenset({"AccessDenied", "AccessDeniedException"})
_UNREADABLE: Final = (EOFError, OSError, zlib.error)
"""Errors of ``gzip`` when a file is cut off, or is something else."""


@attrs.frozen
class LogLine:
    """A line of a log; as a string, its text."""

    time: datetime | None
    """When it was written, in UTC; ``None`` in S3, which keeps no time of a line."""
    stream: str
    """The log stream in CloudWatch, or the URI of the file in S3."""
    text: str
    """The line without its end, and without what Spark itself would hide (:mod:`emrglue.spark`)."""

    def __str__(self) -> str:
        return self.text


WithClient = Callable[[Literal["logs", "s3"], Callable[[Any], Any]], Awaitable[Any]]
"""Does work with a botocore client of another service, of the same session and region."""


@attrs.define(eq=False)
class _Stream:
    """A stream of CloudWatch Logs."""

    group: str
    name: str
    since: int
    """Milliseconds: what is older was given, or does not belong to the run."""
    until: int | None
    has_more: bool = False
    """Whether there is more to be read now."""
    ready: deque[tuple[float, LogLine]] = attrs.field(factory=deque)
    """What was read and not given yet, with what it is ordered by."""
    _token: str | None = None
    _tokens: set[str] = attrs.field(factory=set)
    """The tokens of all pages: one that comes again would lead in a circle."""
    _seen: dict[Any, int] = attrs.field(factory=dict)
    """The events that were given and may be read again, with their times."""

    async def read(self, with_client: WithClient) -> None:
        """Read a page."""
        arguments: dict[str, Any] = {
            "logGroupName": self.group,
            "logStreamNames": [self.name],
            "startTime": self.since,
            **({"endTime": self.until} if self.until else {}),
            **({"nextToken": self._token} if self._token else {}),
        }
        page = await with_client(
            "logs", lambda logs: _if_it_exists(logs.filter_log_events, **arguments)
        )
        new = []
        for event in listed(at(page, "events")):
            text, given = as_text(at(event, "message")), at(event, "timestamp")
            when = given if isinstance(given, int) and abs(given) < 2**63 else 0
            key = str(at(event, "eventId") or (when, at(event, "ingestionTime"), text))
            if key not in self._seen:
                self._seen[key] = when
                moment = parse_timestamp(when / 1000)
                new += [(when, line) for line in _lines(text, moment, self.name)]
        self.ready.extend(sorted(new, key=itemgetter(0)))
        self._token = at(page, "nextToken")
        self.has_more = bool(self._token) and str(self._token) not in self._tokens
        if self.has_more:
            self._tokens.add(str(self._token))
        else:
            self._token, self._tokens = None, set()
        if not self.has_more or len(self._seen) > 50 * REMEMBERED:
            self._forget()

    def _forget(self) -> None:
        """Remember no more than what will be read again."""
        times = sorted(self._seen.values())
        if len(times) <= REMEMBERED:
            return
        # An event may have a time of the future: what comes after it is not late for that.
        newest = min(times[-1], int(time.time() * 1000))
        since = min(times[-REMEMBERED], newest - LATE)
        self._seen = {key: when for key, when in self._seen.items() if when >= since}
        if not self.has_more:  # all pages are asked for with the same arguments
            self.since = max(self.since, since)


@attrs.define(eq=False)
class _File:
    """A file in S3."""

    bucket: str
    key: str
    order: int
    has_more: bool = False
    ready: deque[tuple[float, LogLine]] = attrs.field(factory=deque)
    _version: str | None = None
    """The ETag of what was read last."""
    _final: bool = False
    """Whether a last line that is not finished is given too."""
    _unfinished: bool = False
    """Whether there was one that was not given."""
    _text: Any = None
    """What is being read."""
    _rest: bytes = b""
    _given: int = 0
    _digest: Any = attrs.field(factory=sha256)
    """Of the bytes that were given."""

    def look(self, version: str, final: bool) -> None:
        """Say what is there now."""
        self._final = final
        self.has_more |= version != self._version or (final and self._unfinished)

    async def read(self, with_client: WithClient) -> None:
        """Read a part of the text."""
        part = await with_client("s3", self._part)
        text = self._rest + part
        whole = len(text) > CHUNK or (self._final and not part)
        cut = len(text) if whole else text.rfind(b"\n") + 1
        given, self._rest = text[:cut], text[cut:]
        if given:
            self._given += len(given)
            self._digest.update(given)
            lines = _lines(given.decode("utf-8", "replace"), None, f"s3://{self.bucket}/{self.key}")
            self.ready.extend((self.order, line) for line in lines)
        if not part:
            self._unfinished, self._rest = bool(self._rest), b""
            self._text, self.has_more = None, False

    def _part(self, s3: Any) -> bytes:
        """Some text; nothing at its end."""
        if self._text is None:
            answer = _if_it_exists(s3.get_object, Bucket=self.bucket, Key=self.key)
            self._version = answer.get("ETag")
            if not answer:
                return b""
            body = answer["Body"].read()
            self._text = _decompressed(body)
            if sha256(_read(self._text, self._given)).digest() != self._digest.digest():
                # another text than before
                self._text, self._given, self._digest = _decompressed(body), 0, sha256()
        return _read(self._text, CHUNK)


def _decompressed(body: bytes) -> Any:
    plain = BytesIO(body)
    return gzip.GzipFile(fileobj=plain) if body.startswith(b"\x1f\x8b") else plain


def _read(text: Any, size: int) -> bytes:
    """So many bytes, or all that there are."""
    parts: list[bytes] = []
    with suppress(*_UNREADABLE):
        while size > 0 and (part := text.read1(size)):
            parts.append(part)
            size -= len(part)
    return b"".join(parts)


@attrs.define
class Tail:
    """What was given of a run's logs, and what there is to give."""

    with_client: WithClient
    service: JobService
    executors: bool
    """Whether the logs of the executors are wanted too, and not only those of the driver."""
    given: int = 0
    """How many lines were given."""
    _sources: dict[Any, _Stream | _File] = attrs.field(factory=dict)

    @property
    def has_more(self) -> bool:
        """Whether there are more lines, read or not."""
        return any(source.has_more or source.ready for source in self._sources.values())

    async def look(self, logs: Logs, status: Status, run_id: str, final: bool) -> None:
        """Look what there is in the places of the logs.

        That is CloudWatch; or S3 if the run does not log to CloudWatch, if that may not be read, or
        if there is nothing in it when the run has ended.

        :param final: whether nobody will look again, so that unfinished lines are given too.
        """
        is_fallback = bool(logs.cloudwatch)
        try:
            for place in () if self._in_s3 else logs.cloudwatch:
                await self._look_for_streams(place, status, run_id)
        except Exception as error:
            if _code_of(error) not in _REFUSED or not logs.s3_uri or self._sources:
                raise
            is_fallback = False
        use_s3 = self._in_s3 or (not self._sources and (status.is_terminal or not is_fallback))
        if logs.s3_uri and use_s3:
            try:
                await self._look_for_files(logs.s3_uri, status, final or status.is_terminal)
            except Exception as error:
                # If CloudWatch may be read, and is empty, nobody needs the right to read S3.
                if _code_of(error) not in _REFUSED or not is_fallback:
                    raise

    @property
    def _in_s3(self) -> bool:
        return any(isinstance(source, _File) for source in self._sources.values())

    async def _look_for_streams(self, place: LogStreams, status: Status, run_id: str) -> None:
        found = await self.with_client("logs", partial(_streams, place))
        since, until = _time_of_run(place, status, run_id)
        prefix = place.stream.rstrip("-")
        for name in self._wanted(
            {n: n.removeprefix(prefix) for n in found}, status, place.of_driver
        ):
            key = (place.group, name)
            if key not in self._sources:
                new = _Stream(place.group, name, since, until)
                await new.read(self.with_client)  # which may be refused, unlike the list of streams
                self._sources[key] = new
            else:
                self._sources[key].has_more = True

    async def _look_for_files(self, uri: str, status: Status, final: bool) -> None:
        bucket, _, folder = uri.partition("://")[2].partition("/")
        files = await self.with_client("s3", partial(_files, bucket, folder))
        for key in self._wanted({k: k.removeprefix(folder) for k in files}, status):
            new = _File(bucket, key, len(self._sources))
            file = self._sources.setdefault((bucket, key), new)
            assert isinstance(file, _File)
            file.look(files[key], final)

    async def lines(self) -> list[LogLine]:
        """The next lines, in order of time; there may be none though more can be read."""
        unread = [source for source in self._sources.values() if source.has_more]
        if unread and isinstance(unread[0], _File):
            unread = unread[:1]  # one after the other
        for source in unread:
            if not source.ready:
                await source.read(self.with_client)
        if any(source.has_more and not source.ready for source in unread):
            return []
        # No source that is still to be read has anything before the end of what was read of it.
        until = min((source.ready[-1][0] for source in unread if source.has_more), default=inf)
        ripe: list[tuple[float, LogLine]] = []
        for source in self._sources.values():
            while source.ready and source.ready[0][0] <= until:
                ripe.append(source.ready.popleft())
        self.given += len(ripe)
        return [line for _, line in sorted(ripe, key=itemgetter(0))]

    def _wanted(
        self, names: Mapping[str, str], status: Status, of_driver: bool | None = None
    ) -> list[str]:
        """Those of the driver, or all; all too if a run has ended of which the driver has none.

        :param of_driver: whether all are the driver's, or none is; ``None``: their names tell.
        """
        if of_driver is None:
            known = [n for n in names if re.fullmatch(self.service.all_logs, names[n])]
            driver = [n for n in known if re.fullmatch(self.service.driver_logs, names[n])]
        else:
            known = [*names]
            driver = known if of_driver else []
        if known and not driver and not self._sources and status.is_terminal:
            self.executors = True
        return known if self.executors else driver


def _time_of_run(place: LogStreams, status: Status, run_id: str) -> tuple[int, int | None]:
    """The time of a run whose streams are those of other runs too: Glue's, with a prefix."""
    if run_id in place.stream:
        return 0, None
    started, ended = (seconds(status.details, name) for name in ("StartedOn", "CompletedOn"))
    since = max(0, int(started * 1000) - 10_000) if started is not None else 0  # clocks differ
    until = max(0, int(ended * 1000) + 60_000) if ended is not None and status.is_terminal else None
    return since, until


def _streams(place: LogStreams, client: Any) -> list[str]:
    asked = {"logGroupName": place.group, "logStreamNamePrefix": place.stream}
    pages = _pages(client, "describe_log_streams", **asked)
    streams = [stream for page in pages for stream in listed(at(page, "logStreams"))]
    return [name for each in streams if (name := as_text(at(each, "logStreamName")))]


def _files(bucket: str, folder: str, client: Any) -> dict[str, str]:
    """The files of a folder that hold standard output or standard error, with their ETags."""
    pages = _pages(client, "list_objects_v2", Bucket=bucket, Prefix=folder)
    files = [file for page in pages for file in listed(at(page, "Contents"))]
    return {
        key: str(at(file, "ETag"))
        for file in files
        if (key := as_text(at(file, "Key"))).rpartition("/")[2].startswith(("stdout", "stderr"))
    }


def _pages(client: Any, operation: str, **arguments: Any) -> list[Any]:
    limits = {"MaxItems": MOST}
    pages = client.get_paginator(operation).paginate(**arguments, PaginationConfig=limits)
    return [*_if_it_exists(lambda: [*islice(pages, MOST)])]  # pages can be empty


def _if_it_exists(method: Callable[..., Any], **arguments: Any) -> Any:
    """An answer; nothing if what is asked for does not exist, or not yet."""
    try:
        return method(**arguments)
    except Exception as error:
        if _code_of(error) in _MISSING:
            return {}
        raise


def _code_of(error: Exception) -> Any:
    """The code of an error that a service answered with."""
    return at(getattr(error, "response", None), "Error", "Code")


def _lines(text: str, moment: datetime | None, stream: str) -> Iterator[LogLine]:
    for line in text.removesuffix("\n").split("\n"):
        yield LogLine(moment, stream, redacted(line.removesuffix("\r")))
