"""Sending: a botocore client by the global options, one call or all pages, errors to exit codes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from botocore import UNSIGNED, exceptions
from botocore.config import Config
from botocore.session import Session

from ..client import transport
from . import exits
from .catalog import PACKAGE, Operation
from .exits import Failure
from .frame import Options
from .wirehttp import HttpRequest

_CONFIGURATION_ERRORS = (
    exceptions.NoRegionError,
    exceptions.NoCredentialsError,
    exceptions.PartialCredentialsError,
    exceptions.CredentialRetrievalError,
    exceptions.ProfileNotFound,
    exceptions.ConfigNotFound,
    exceptions.ConfigParseError,
    exceptions.InvalidConfigError,
    exceptions.TokenRetrievalError,
    exceptions.SSOError,
    exceptions.InvalidRegionError,
)
_WHAT_TO_DO: Mapping[type[Exception], str] = {
    exceptions.NoRegionError: "give --region, set AWS_REGION, or put one into your profile",
    exceptions.NoCredentialsError: "set AWS_PROFILE or the AWS_ACCESS_KEY_ID variables, sign in "
    "with `aws sso login`, or give --profile",
}


class Sender:
    """One operation of a service, by the settings of a command line."""

    def __init__(self, operation: Operation, options: Options) -> None:
        self.operation = operation
        self.options = options
        with failures():
            self.session = Session(profile=options.profile)
            self.settings: Mapping[str, Any] = self.session.get_scoped_config()

    def client(self, **config: Any) -> Any:
        """A botocore client over the packaged model."""
        options = self.options
        unsigned: Any = {"signature_version": UNSIGNED} if options.no_sign_request else {}
        timeouts: Any = {
            "read_timeout": _seconds(options.cli_read_timeout),
            "connect_timeout": _seconds(options.cli_connect_timeout),
        }
        agent = f"{PACKAGE}-cli"
        with failures():
            return transport.create_client(
                self.operation.service.model,
                session=self.session,
                config=Config(user_agent_extra=agent, **timeouts, **unsigned, **config),
                region_name=options.region or os.environ.get("AWS_REGION") or None,
                endpoint_url=options.endpoint_url,
                verify=False if options.no_verify_ssl else options.ca_bundle,
            )

    def call(self, wire: Mapping[str, Any]) -> dict[str, Any]:
        """One call; the response without its metadata."""
        client = self.client()
        with failures():
            method = transport.method_of(client, self.operation.wire_name)
            answer: dict[str, Any] = method(**wire)
        return _bare(answer)

    def pages(self, wire: Mapping[str, Any], limits: Mapping[str, Any]) -> Any:
        """botocore's iterator over all pages; go through it inside :func:`failures`."""
        paginator = transport.paginator(
            self.client(), self.operation.service.model, self.operation.wire_name
        )
        return paginator.paginate(**wire, PaginationConfig=dict(limits))


def whole(pages: Any) -> dict[str, Any]:
    """All pages in one response, with a ``NextToken`` where there is more."""
    with failures():
        return _bare(pages.build_full_result())


def each(pages: Any) -> Iterator[dict[str, Any]]:
    """Page after page; what all pages have in common only in the first."""
    with failures():
        for page in pages:
            yield _bare(page)
        if pages.resume_token:
            yield {"NextToken": {"NextToken": pages.resume_token}}


def prepared(operation: Operation, wire: Mapping[str, Any], options: Options) -> HttpRequest:
    """The request as botocore prepares it, stopped before it is signed or sent."""
    seen: list[Any] = []
    unsigned = type(options)(**{**vars(options), "no_sign_request": True})
    client = Sender(operation, unsigned).client()

    def stop(request: Any, **_: Any) -> Any:
        from botocore.awsrequest import AWSResponse
        from botocore.compat import HTTPHeaders

        seen.append(request)
        return AWSResponse(request.url, 200, HTTPHeaders(), _Nothing())

    client.meta.events.register("before-send", stop)
    with failures():
        transport.method_of(client, operation.wire_name)(**wire)
    request = seen[0]
    headers = {name: _text(value) for name, value in request.headers.items()}
    kept = {name: headers[name] for name in headers if name in _HEADERS}
    return HttpRequest(request.method, request.url, kept, request.body or b"")


_HEADERS = ("X-Amz-Target", "Content-Type", "Content-Length")


class _Nothing:
    """An empty response body."""

    def stream(self, **_: Any) -> Iterator[bytes]:
        """botocore reads the body so."""
        return iter([b"{}"])


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _seconds(given: int | None) -> int | None:
    """A timeout: 60 seconds by default, and none where it is set to 0."""
    return 60 if given is None else given or None


def _bare(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answer.items() if key != "ResponseMetadata"}


@contextmanager
def failures() -> Iterator[None]:
    """botocore's errors as a message and the AWS CLI's exit code."""
    try:
        yield
    except exceptions.ClientError as error:
        raise Failure(str(error), exits.SERVICE) from error
    except _CONFIGURATION_ERRORS as error:
        raise Failure(_with_advice(error), exits.CONFIGURATION) from error
    except exceptions.PaginationError as error:
        raise Failure(str(error)) from error
    except exceptions.BotoCoreError as error:
        raise Failure(str(error), exits.OTHER) from error
    except ValueError as error:  # an --endpoint-url that is none
        raise Failure(str(error)) from error


def _with_advice(error: Exception) -> str:
    advice = _WHAT_TO_DO.get(type(error))
    text = str(error).rstrip(".")
    return f"{text}; {advice}" if advice else text
