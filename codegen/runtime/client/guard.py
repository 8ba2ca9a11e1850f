"""Full validation for a boto3 client that is there already, through botocore's event hooks."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from .. import services
from ..shapes import policy
from ..shapes.conversions import has_utc, is_a
from ..shapes.report import inspected
from ..violations import ValidationError
from ..wiremodel import ServiceModel
from .errors import InvalidRequestError

C = TypeVar("C")

_ROOT = __name__.rpartition("._runtime")[0]
_ID = f"{_ROOT}-guard"
# Without service and operation: handlers of the more exact names are called before, so that the
# guard sees what all of them, botocore's own among them, have filled in.
_EVENT = "before-parameter-build"


def guard(client: C, validation: policy.Mode | policy.Policy | None = None) -> C:
    """Check every request of a boto3 or botocore client before botocore does; change nothing else.

    Requests are sent as they were given. A call raises :class:`ValidationError` with every
    violation, which is a botocore ``ParamValidationError`` too. Operations that this package was
    generated without pass unchecked. Guarding twice is guarding once, with the later policy.

    :param validation: the policy for the calls of this client, as in :func:`emrglue.validation`.
    :return: the same client.
    :raises TypeError: no botocore client, or one for a service that is not in this package.
    """
    events = _events(client)
    name = str(services.name_of(client))
    if (service := services.find(name)) is None:
        raise TypeError(
            f"{_ROOT} was generated without {name}, so its requests cannot be checked;"
            " generate the package with that service too"
        )
    unguard(client)
    check = partial(_check, service, policy.policy(validation))
    events.register_last(_EVENT, check, unique_id=_ID)
    return client


def unguard(client: C) -> C:
    """Take the checks of :func:`guard` away again; nothing happens if there are none.

    :return: the same client.
    """
    _events(client).unregister(_EVENT, unique_id=_ID)
    return client


def _check(service: ServiceModel, chosen: policy.Policy, params: Any, model: Any, **_: Any) -> None:
    """The event handler."""
    if (request := service.request_class(model.name)) is None:
        return
    try:
        shape, title = request._class_shape, request._title()
        policy.under(chosen, partial(inspected, shape, params, title, _moment))
    except ValidationError as error:
        raise InvalidRequestError(error.subject, error.violations) from None


def _moment(value: Any) -> datetime | None:
    """A timestamp in any form that botocore takes, which is what sends it here."""
    from botocore import utils

    parse: Any = utils.parse_to_aware_datetime
    is_text = is_a(value, str, bytes, bytearray, memoryview)
    is_number = any(hasattr(type(value), name) for name in ("__float__", "__index__"))
    if not (is_text or is_number or isinstance(value, datetime)):
        return None  # dateutil reads from whatever looks like a file, and a mock has no end
    try:
        moment: datetime = parse(value)
    except Exception:  # of many kinds, as dateutil, a number or a zone raises them
        return None
    return moment if has_utc(moment) else None


def _events(client: Any) -> Any:
    """The events of a client, which are its own."""
    from botocore.client import BaseClient

    if not isinstance(client, BaseClient):
        raise TypeError(f"guard() takes a boto3 or botocore client, not {type(client).__name__}")
    return client.meta.events
