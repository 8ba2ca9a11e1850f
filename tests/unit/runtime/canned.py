"""Clients whose HTTP answers are written by the test; everything before and after is real."""

from __future__ import annotations

import io
import json
from typing import Any

import attrs
from botocore.awsrequest import AWSResponse, HeadersDict

from codegen.load import RawService
from tests.expectations import models

CREDENTIALS = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "secret"}


@attrs.frozen
class Page:
    """A body with a content type of its own."""

    body: bytes
    content_type: str
    length: str | None = None
    """What it says of its length, if that is not so."""


class _Raw(io.BytesIO):
    def stream(self, *_: object, **__: object) -> Any:
        yield self.read()


class Canned:
    """Answers the requests of a client, the last answer again and again."""

    def __init__(self, client: Any, *answers: Any) -> None:
        """An answer is a JSON value, bytes, a page, or a pair of a status and one of these."""
        self.requests: list[Any] = []
        self.headers: dict[str, str] = {}
        """Headers of every answer, beside those that it needs."""
        self._answers = list(answers)
        events = client.meta.events
        events.register_first(
            f"before-send.{client.meta.service_model.service_id.hyphenize()}", self
        )

    def answer(self, *answers: Any) -> None:
        """Go on with other answers."""
        self._answers = list(answers)

    def __call__(self, request: Any, **_: Any) -> AWSResponse:
        self.requests.append(request)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        status, body = answer if isinstance(answer, tuple) else (200, answer)
        page = body if isinstance(body, Page) else Page(_encoded(body), "application/json")
        headers = {"x-amzn-RequestId": "req-1", "Content-Type": page.content_type}
        headers.update(self.headers)
        headers["Content-Length"] = page.length or str(len(page.body))
        return AWSResponse(request.url, status, HeadersDict(headers), _Raw(page.body))

    def sent(self) -> list[Any]:
        """The JSON bodies that were sent."""
        return [json.loads(request.body) for request in self.requests]


def _encoded(body: Any) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()


def client(module: Any, *answers: Any, kind: str = "Client", **options: Any) -> tuple[Any, Canned]:
    """A client that we made, and its answers."""
    made = getattr(module, kind)(region_name="us-east-1", **CREDENTIALS, **options)
    return made, Canned(made, *answers)


def error(code: str, status: int = 400, message: str = "No.", **members: Any) -> Any:
    """An error as an answer."""
    return status, {"__type": code, "message": message, **members}


def model_of(module: Any) -> RawService:
    """The models that the package of a service was generated from."""
    return models.raw(module.__name__.rpartition(".")[2].replace("_", "-"))
