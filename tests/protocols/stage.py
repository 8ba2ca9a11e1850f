"""Generated clients, whose requests are caught and answered before they leave."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse, HeadersDict
from botocore.session import Session

from codegen import format as formatting
from codegen import pipeline, write
from tests.hostile import workshop
from tests.protocols.suites import Case, Raw

PACKAGE = "protocol_suites"


def generate(home: Path, cases: Iterable[Case], *, with_input: bool) -> dict[str, ModuleType]:
    """Generate a service for each different model, all of them in one package.

    :param with_input: whether operations keep their input; responses are tested without.
    :return: the packages of the services by case.
    """
    services: dict[str, str] = {}
    homes: dict[str, str] = {}
    for case in cases:
        model = _model(case, with_input)
        key = json.dumps(model, sort_keys=True)
        homes[repr(case)] = services.setdefault(key, f"suite{len(services)}")
    for key, service in services.items():
        workshop.store(home / "models", json.loads(key), service)
    selections = pipeline.services(services.values())
    settings = pipeline.Settings(selections, home / "models", home / "out", PACKAGE)
    result = pipeline.run(settings, fresh=True, formatter=formatting.unformatted)
    write.write(settings.target, result.tree)
    sys.path.insert(0, str(home / "out"))
    for module in [name for name in sys.modules if name.split(".")[0] == PACKAGE]:
        del sys.modules[module]
    importlib.invalidate_caches()
    return {case: importlib.import_module(f"{PACKAGE}.{name}") for case, name in homes.items()}


def _model(case: Case, with_input: bool) -> Raw:
    """The suite as a service with one operation."""
    given = dict(case.content["given"])
    given.setdefault("http", {"method": "POST", "requestUri": "/"})
    if not with_input:
        given.pop("input", None)
        given["http"] = {"method": "POST", "requestUri": "/"}
        output = given.get("output", {}).get("shape")
        if case.protocol == "query" and output and case.model["shapes"][output].get("members"):
            wrapper = f"{case.operation}Result"
            given["output"] = {"resultWrapper": wrapper, **given["output"]}
    defaults = workshop.model()["metadata"]
    return {
        "version": "2.0",
        "metadata": {**defaults, **case.model["metadata"]},
        "operations": {case.operation: given},
        "shapes": case.model.get("shapes", {}),
    }


class Caught(Exception):
    """A request that was about to be sent."""

    def __init__(self, request: AWSPreparedRequest) -> None:
        super().__init__(request.url)
        self.request = request


@cache
def client(service: ModuleType, endpoint: str) -> Any:
    """A client of the generated service, for all of its cases."""
    return service.Client(
        session=_session(),
        region_name="us-east-1",
        endpoint_url=endpoint,
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key="not-a-secret",
    )


@cache
def _session() -> Session:
    return Session()


def _call(service: ModuleType, case: Case, request: Any, on_send: Any) -> Any:
    """The response to a request, with ``on_send`` in place of the network."""
    made = client(service, case.model.get("clientEndpoint", "https://example.com"))
    made.meta.events.register("before-send", on_send)
    try:
        return made.send(request)
    finally:
        made.meta.events.unregister("before-send", on_send)


def send(service: ModuleType, case: Case) -> AWSPreparedRequest:
    """The HTTP request that a generated client makes of a case."""

    def catch(request: AWSPreparedRequest, **_: Any) -> None:
        raise Caught(request)

    request = service_request(service).from_wire(case.content.get("params", {}))
    try:
        _call(service, case, request, catch)
    except Caught as caught:
        return caught.request
    raise AssertionError("nothing was sent")


def receive(service: ModuleType, case: Case, body: bytes) -> Any:
    """What a generated client makes of the response of a case."""
    content = case.content["response"]

    def answer(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        headers = HeadersDict(content.get("headers", {}))
        return AWSResponse(request.url, content.get("status_code", 200), headers, _Body(body))

    return _call(service, case, service_request(service)(), answer)


def service_request(service: ModuleType) -> Any:
    """The class of the only request."""
    found = [getattr(service, name) for name in service.__all__]
    return next(cls for cls in found if getattr(cls, "_operation", None))


class _Body:
    """A response body as botocore's HTTP library gives it."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def stream(self, *_: Any, **__: Any) -> Any:
        yield self._data

    def read(self, amount: int | None = None) -> bytes:
        taken = self._data if amount is None else self._data[:amount]
        self._data = self._data[len(taken) :]
        return taken

    def close(self) -> None:
        self._data = b""

    def release_conn(self) -> None:
        self.close()
