"""CloudWatch Logs and S3 in memory, as a client of botocore shows them."""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from itertools import count
from types import SimpleNamespace
from typing import Any

from botocore.exceptions import ClientError


def refused(code: str, status: int = 400) -> ClientError:
    """An error that a service answers with."""
    response: Any = {
        "Error": {"Code": code, "Message": "no"},
        "ResponseMetadata": {"HTTPStatusCode": status},
    }
    return ClientError(response, "Operation")


class Store:
    """Raises the faults that it was given, one for each call, before it answers."""

    def __init__(self) -> None:
        self.faults: list[Exception | None] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def called(self, operation: str, arguments: dict[str, Any]) -> None:
        self.calls.append((operation, arguments))
        if self.faults and (fault := self.faults.pop(0)) is not None:
            raise fault

    def get_paginator(self, operation: str) -> Any:
        def paginate(PaginationConfig: Any, **arguments: Any) -> Iterator[Any]:
            self.called(operation, arguments)
            yield from getattr(self, operation)(**arguments)

        return SimpleNamespace(paginate=paginate)


class LogGroups(Store):
    """CloudWatch Logs. A page begins with the last event of the one before, as AWS's may."""

    def __init__(self, page: int = 1000) -> None:
        super().__init__()
        self.page = page
        self.empty_pages = 0
        """How many pages without an event come before each page with some."""
        self.groups: defaultdict[str, dict[str, list[dict[str, Any]]]] = defaultdict(dict)
        self._ids = count()

    def put(self, group: str, stream: str, *events: tuple[int, str]) -> None:
        """Events, with their times in milliseconds; ``ingestionTime`` is that of nobody."""
        stored = self.groups[group].setdefault(stream, [])
        stored += [
            {"eventId": str(next(self._ids)), "timestamp": time, "message": text}
            for time, text in events
        ]

    def describe_log_streams(self, logGroupName: str, logStreamNamePrefix: str) -> Iterator[Any]:
        if logGroupName not in self.groups:
            raise refused("ResourceNotFoundException")
        for name in sorted(self.groups[logGroupName]):
            if name.startswith(logStreamNamePrefix):
                yield {"logStreams": [{"logStreamName": name}]}

    def filter_log_events(
        self,
        logGroupName: str,
        logStreamNames: list[str],
        startTime: int = 0,
        endTime: int = 1 << 62,
        nextToken: str = "0 0",
    ) -> dict[str, Any]:
        self.called("filter_log_events", {"logStreamNames": logStreamNames, "startTime": startTime})
        if logGroupName not in self.groups:
            raise refused("ResourceNotFoundException")
        events = [
            {**event, "logStreamName": name}
            for name in logStreamNames
            for event in self.groups[logGroupName].get(name, ())
            if startTime <= event["timestamp"] <= endTime
        ]
        events.sort(key=lambda event: event["timestamp"])
        first, empty = map(int, nextToken.split())
        if empty < self.empty_pages:
            return {"events": [], "nextToken": f"{first} {empty + 1}"}
        last = first + self.page
        page: dict[str, Any] = {"events": events[max(0, first - 1) : last]}
        return {**page, "nextToken": f"{last} 0"} if last < len(events) else page


class Bucket(Store):
    """A bucket of S3."""

    def __init__(self) -> None:
        super().__init__()
        self.files: dict[str, bytes] = {}

    def put(self, key: str, text: str, *, compressed: bool = True) -> None:
        """A file, as EMR writes it."""
        self.files[key] = gzip.compress(text.encode()) if compressed else text.encode()

    def list_objects_v2(self, Bucket: str, Prefix: str) -> Iterator[Any]:
        for key in sorted(self.files):
            if key.startswith(Prefix):
                yield {"Contents": [{"Key": key, "ETag": str(hash(self.files[key]))}]}

    def get_object(self, Bucket: str, Key: str) -> dict[str, Any]:
        self.called("get_object", {"Key": Key})
        if Key not in self.files:
            raise refused("NoSuchKey", 404)
        body = self.files[Key]
        return {"Body": BytesIO(body), "ETag": str(hash(body))}
