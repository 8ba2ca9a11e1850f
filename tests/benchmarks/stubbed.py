"""HTTP answered in place: as little as a fresh interpreter needs to make a call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


class Body:
    """What botocore reads a response from."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self._content


def answering(events: Any, body: bytes) -> None:
    """Answer every request of a client with a body, in place of sending it."""
    from botocore.awsrequest import AWSResponse

    headers = {"content-type": "application/json", "x-amzn-requestid": "1"}

    def answer(request: Any, **_: Any) -> AWSResponse:
        return AWSResponse(request.url, 200, headers, Body(body))

    events.register("before-send", answer)
