"""Sending: a botocore client by the global options, one call or all pages, errors to exit codes."""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Final

from botocore import UNSIGNED, exceptions
from botocore.awsrequest import create_request_object, prepare_request_dict
from botocore.config import Config
from botocore.model import ServiceModel
from botocore.serialize import create_serializer
from botocore.session import Session

from .. import visible
from ..client import transport
from ..shapes import Shape
from . import exits
from .catalog import PACKAGE, Operation
from .exits import Failure
from .flags import Options
from .requests import hidden

_CONFIGURATION_ERRORS: Final = (
    exceptions.NoRegionError, exceptions.InvalidRegionError, exceptions.NoCredentialsError,
    exceptions.PartialCredentialsError, exceptions.CredentialRetrievalError, exceptions.SSOError,
    exceptions.TokenRetrievalError, exceptions.ProfileNotFound, exceptions.ConfigNotFound,
    exceptions.ConfigParseError, exceptions.InvalidConfigError,
)  # fmt: skip
_WHAT_TO_DO: Final[Mapping[type[Exception], str]] = {
    exceptions.NoRegionError: "give --region, set AWS_REGION, or put one into your profile",
    exceptions.NoCredentialsError: "set AWS_PROFILE or the AWS_ACCESS_KEY_ID variables, sign in "
    "with `aws sso login`, or give --profile",
}
_HEADERS: Final = ("X-Amz-Target", "Content-Type", "Content-Length")
_FILLED: Final = re.compile(r"%(?:\(\w+\))?[-+ #0-9.*]*[a-zA-Z]")


class Sender:
    """Sends one operation, as the global options and the profile say.

    The errors are botocore's; :func:`failures` explains them.
    """

    def __init__(self, operation: Operation, options: Options) -> None:
        self.operation, self.options = operation, options
        if options.debug:
            _log_everything()
        self.session = Session(profile=options.profile)
        self.settings: Mapping[str, Any] = self.session.get_scoped_config()

    def connection(self, *, unsigned: bool = False) -> dict[str, Any]:
        """What a client is made with."""
        options = self.options
        times = {"read": options.cli_read_timeout, "connect": options.cli_connect_timeout}
        # 60 seconds by default, and no limit if it is set to 0
        limits: dict[str, Any] = {
            f"{n}_timeout": 60 if t is None else t or None for n, t in times.items()
        }
        if unsigned or options.no_sign_request:
            limits["signature_version"] = UNSIGNED
        return {
            "session": self.session,
            "config": Config(user_agent_extra=f"{PACKAGE}-cli", **limits),
            "region_name": options.region or os.environ.get("AWS_REGION") or None,
            "endpoint_url": options.endpoint_url,
            "verify": False if options.no_verify_ssl else options.ca_bundle,
        }

    def client(self, *, unsigned: bool = False) -> Any:
        """A botocore client over the packaged model."""
        connection = self.connection(unsigned=unsigned)
        return transport.create_client(self.operation.service.model, **connection)

    def typed_client(self) -> Any:
        """A client of the package."""
        service = import_module(self.operation.service.model.package)
        return service.Client(**self.connection())

    def results(
        self, wire: Mapping[str, Any], limits: Mapping[str, Any] | None, by_page: bool
    ) -> Iterator[dict[str, Any]]:
        """The response without its metadata.

        :param limits: what the paginator is told; ``None`` for a single call.
        :param by_page: whether pages follow each other; else all of them are one response. A
            ``NextToken`` says that there is more.
        """
        client, name = self.client(), self.operation.wire_name
        self.log("request", self.operation.request, wire)
        if limits is None:
            answer = transport.method_of(client, name)(**wire)
            self.log("response", self.operation.response, answer)
            yield _without_metadata(answer)
            return
        paginator = transport.paginator(client, self.operation.service.model, name)
        pages = paginator.paginate(**wire, PaginationConfig=dict(limits))
        if not by_page:
            yield _without_metadata(pages.build_full_result())
            return
        yield from map(_without_metadata, pages)
        if pages.resume_token:
            yield {"NextToken": {"NextToken": pages.resume_token}}

    def log(self, what: str, shape: Shape, value: Any) -> None:
        """Log a request or response without what is sensitive in it."""
        if self.options.debug:
            _log.debug("%s %s: %s", self.operation.wire_name, what, hidden(shape, value))


def _without_metadata(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answer.items() if key != "ResponseMetadata"}


@contextmanager
def failures() -> Iterator[None]:
    """botocore's errors as a message and the AWS CLI's exit code."""
    try:
        yield
    except exceptions.ClientError as error:
        raise Failure(str(error), exits.SERVICE) from error
    except _CONFIGURATION_ERRORS as error:
        advice = _WHAT_TO_DO.get(type(error))
        message = str(error).rstrip(".") + (f"; {advice}" if advice else "")
        raise Failure(message, exits.CONFIGURATION) from error
    except exceptions.PaginationError as error:
        raise Failure(str(error)) from error
    except exceptions.BotoCoreError as error:
        raise Failure(str(error), exits.OTHER) from error
    except ValueError as error:  # an --endpoint-url that is not a URL
        raise Failure(str(error)) from error


def serialized(
    operation: Operation, wire: Mapping[str, Any], base: str
) -> tuple[str, str, Mapping[str, str], bytes]:
    """For ``--dry-run``: method, URL, headers and body as botocore's serializer makes them."""
    raw = operation.service.model.raw
    model = ServiceModel(raw, operation.service.name).operation_model(operation.wire_name)
    made = create_serializer(raw["metadata"]["protocol"]).serialize_to_request(wire, model)
    prepare_request_dict(made, base)
    request = create_request_object(made).prepare()
    headers = {name: str(request.headers[name]) for name in _HEADERS if name in request.headers}
    return request.method, request.url, headers, request.body or b""


_SHOWN: Final = ("hooks", "loaders", "client", "regions")
"""Loggers of botocore that say nothing of what is sent, received or signed with."""
_log: Final = logging.getLogger(f"{PACKAGE}.cli")


def _log_everything() -> None:
    """Log everything of this process to stderr, without what may be secret."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacting("%(asctime)s - %(name)s - %(levelname)s - %(message)s"))
    logging.basicConfig(level=logging.DEBUG, handlers=[handler], force=True)


class Redacting(logging.Formatter):
    """Writes the messages of libraries without their values: requests, responses, credentials.

    Text is not searched for secrets, which can be escaped in many ways. The logger decides whether
    all that was put into a message is left out. Request and response are logged by :class:`Sender`,
    with ``***`` for what their shapes call sensitive.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The record with ``***`` for what its text was filled with."""
        library, _, name = record.name.partition(".")
        if library != PACKAGE and not (library == "botocore" and name in _SHOWN):
            text = _FILLED.sub("***", str(record.msg)) if record.args else record.msg
            record = logging.makeLogRecord({**vars(record), "msg": text, "args": None})
            record.exc_info = record.exc_text = record.stack_info = None
        return visible.lines(visible.without_users(super().format(record)))
