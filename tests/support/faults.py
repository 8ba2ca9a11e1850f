"""A loopback HTTP server that answers as badly as it is told to.

Bounded: it answers ``MOST_REQUESTS`` requests and closes the connection on any more, never lets one
wait longer than ``LONGEST_DELAY`` seconds, and is gone when its ``with`` block is left.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import attrs

MOST_REQUESTS = 5_000
LONGEST_DELAY = 5.0


@attrs.frozen
class Received:
    """A request as it arrived."""

    method: str
    path: str
    operation: str
    """Of a JSON-RPC service, such as Glue; else empty."""
    headers: Mapping[str, str] = attrs.field(repr=False)
    body: bytes = attrs.field(repr=False)

    @property
    def json(self) -> Any:
        return json.loads(self.body or b"{}")


@attrs.frozen
class Answer:
    """What to answer, and how badly."""

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = {"Content-Type": "application/json"}
    delay: float = 0.0
    """Seconds until the answer begins."""
    cut_after: int | None = None
    """Bytes of the body after which the connection breaks; the length announced is the whole."""
    hang_up: bool = False
    """Close the connection instead of answering."""


Script = Sequence[Answer] | Callable[[Received], Answer]
"""One answer after the other, the last one again and again; or an answer for each request."""


def ok(**body: Any) -> Answer:
    """A good answer."""
    return Answer(body=json.dumps(body).encode())


def error(code: str, status: int = 400, message: str = "No.") -> Answer:
    """An error of a service, as both JSON protocols spell it."""
    headers = {"Content-Type": "application/json", "x-amzn-ErrorType": code}
    body = {"__type": code, "message": message, "Message": message}
    return Answer(status, json.dumps(body).encode(), headers)


def throttled() -> Answer:
    """Too many requests."""
    return error("ThrottlingException", 400, "Rate exceeded")


def server_error(status: int = 503) -> Answer:
    """What a load balancer says when nobody is behind it."""
    return Answer(status, b"<html>Service Unavailable</html>", {"Content-Type": "text/html"})


def expired_credentials() -> Answer:
    """The session token is too old."""
    message = "The security token included in the request is expired"
    return error("ExpiredTokenException", 403, message)


def clock_skew() -> Answer:
    """The clock of the client is wrong."""
    message = "Signature expired: 20200101T000000Z is now earlier than 20200101T010000Z"
    return error("InvalidSignatureException", 403, message)


def invalid_json() -> Answer:
    """A success that nobody can read."""
    return Answer(body=b'{"jobRun": {"state": "SUC')


def wrong_content_type() -> Answer:
    """The login page of a captive portal, as a success."""
    return Answer(body=b"<html>Welcome! SUCCESS</html>", headers={"Content-Type": "text/html"})


def slow(answer: Answer, seconds: float) -> Answer:
    """The same answer, later."""
    return attrs.evolve(answer, delay=min(seconds, LONGEST_DELAY))


def cut(answer: Answer) -> Answer:
    """Half of the same answer."""
    return attrs.evolve(answer, cut_after=len(answer.body) // 2)


def hang_up() -> Answer:
    """No answer at all."""
    return Answer(hang_up=True)


class FaultServer:
    """``with FaultServer(script) as server:`` answers at ``server.url``."""

    def __init__(self, script: Script = ()) -> None:
        self.received: list[Received] = []
        """All requests so far."""
        self._script = script
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.faults = self
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def play(self, script: Script) -> FaultServer:
        """Begin anew with another script, at the same address."""
        with self._lock:
            self.received, self._script = [], script
        return self

    def answer(self, received: Received) -> Answer:
        """The answer to a request, by the script."""
        with self._lock:
            self.received.append(received)
            count, script = len(self.received), self._script
        if count > MOST_REQUESTS or not script:
            return hang_up()
        if callable(script):
            return script(received)
        return script[min(count, len(script)) - 1]

    def delay(self, seconds: float) -> None:
        """Let a client wait; ends early when the server closes."""
        if seconds:
            self._closing.wait(min(seconds, LONGEST_DELAY))

    def __enter__(self) -> FaultServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(LONGEST_DELAY)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    block_on_close = False
    faults: FaultServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = LONGEST_DELAY
    # The body is written after the headers, and must not wait for their acknowledgement.
    disable_nagle_algorithm = True
    server: _Server

    def _any(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        operation = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
        received = Received(
            self.command, self.path, operation, dict(self.headers), self.rfile.read(length)
        )
        answer = self.server.faults.answer(received)
        self.server.faults.delay(answer.delay)
        with suppress(OSError):
            self._send(answer)

    def _send(self, answer: Answer) -> None:
        self.close_connection = answer.hang_up or answer.cut_after is not None
        if answer.hang_up:
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body[: answer.cut_after])

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _any

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""
