"""botocore as the transport: clients that use the packaged model, and paginators over it.

Nothing here needs more of botocore than what it documents; see ``shortcuts`` for the rest.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any, cast

from botocore import xform_name

from .. import services
from ..wiremodel import MODELS, ServiceModel
from .shortcuts import botocore_session, session_with

if TYPE_CHECKING:
    from botocore.client import BaseClient as BotocoreClient
    from botocore.config import Config

USER_AGENT = __name__.partition("._runtime")[0]
"""What requests add to botocore's ``User-Agent``."""


def create_client(
    service: ServiceModel,
    *,
    session: Any = None,
    profile_name: str | None = None,
    config: Config | None = None,
    shortcuts: bool = True,
    **options: Any,
) -> BotocoreClient:
    """A botocore client over the packaged model, whatever models the installed botocore has.

    botocore sessions make clients in one thread at a time only.

    :param session: a boto3 or botocore session; it is not changed.
    :param shortcuts: find models more quickly than botocore does.
    :param options: what botocore's ``create_client`` takes.
    :raises BotoCoreError: as botocore does, for an unknown profile or region and the like.
    """
    loader = partial(_loader_like, shortcuts)
    given = _session(profile_name, loader) if session is None else botocore_session(session)
    options["api_version"] = service.api_version
    options["config"] = _config(config, given.get_default_client_config())
    client = session_with(given, "data_loader", loader).create_client(service.name, **options)
    return cast("BotocoreClient", client)


def _config(config: Config | None, default: Config | None) -> Config:
    """What we would like, overridden by what the user configured.

    botocore's own parameter check is off: requests were checked before, and more thoroughly.
    """
    from botocore.config import Config

    chosen = (default or Config()).merge(config or Config())
    agent = " ".join(filter(None, [getattr(chosen, "user_agent_extra", None), USER_AGENT]))
    return Config(parameter_validation=False).merge(chosen).merge(Config(user_agent_extra=agent))


def _session(profile_name: str | None, loader: Callable[[Any], Any]) -> Any:
    """A botocore session that shares what was read from disk, the endpoints too, with others."""
    from botocore.session import Session

    session = Session(profile=profile_name)
    session.register_component("data_loader", loader(session.get_component("data_loader")))
    return session


def _loader_like(shortcuts: bool, given: Any) -> Any:
    """A loader that looks into the packaged models, and then where a given loader looks."""
    return _loader(shortcuts, tuple(given.search_paths))


@cache
def _loader(shortcuts: bool, search_paths: tuple[str, ...]) -> Any:
    """A loader that looks into the packaged models first, shared so that it reads them once."""
    from botocore.loaders import Loader

    paths = [str(MODELS), *(path for path in search_paths if path != str(MODELS))]
    is_zipped = not os.path.isdir(MODELS)
    kind = _packaged_loader(Loader) if shortcuts or is_zipped else Loader
    return kind(extra_search_paths=paths, include_default_search_paths=False)


def _packaged_loader(kind: Any) -> Any:
    """A subclass of botocore's loaders, which cannot read a zip file, and which look for a name in
    the folders of hundreds of services before they read one."""
    from botocore.exceptions import DataNotFoundError

    class PackagedLoader(kind):  # type: ignore[misc]
        def load_service_model(
            self, service_name: str, type_name: str, api_version: str | None = None
        ) -> Any:
            service = services.find(service_name)
            if service is None or api_version not in (None, service.api_version):
                return super().load_service_model(service_name, type_name, api_version)
            with suppress(DataNotFoundError):
                place = os.path.join(service_name, service.api_version, type_name)
                return service.file(type_name) or self.load_data(place)
            return super().load_service_model(service_name, type_name, api_version)

    return PackagedLoader


def paginator(
    client: Any,
    service: ServiceModel,
    operation: str,
    method: Callable[..., Any] | None = None,
    kind: Any = None,
) -> Any:
    """botocore's paginator for an operation, by the packaged paginators-1.

    :param method: what fetches a page, called with the members of the request as keywords; the
        client's own method if there is none.
    :param kind: another class of paginators (aiobotocore's).
    """
    from botocore.model import ServiceModel as BotocoreModel
    from botocore.paginate import Paginator, PaginatorModel

    make: Any = kind or Paginator
    # A test's double has no model.
    model = getattr(client.meta, "service_model", None) or BotocoreModel(service.raw)
    return make(
        method or method_of(client, operation),
        PaginatorModel(service.paginators).get_paginator(operation),
        model.operation_model(operation),
    )


def method_of(client: Any, operation: str) -> Callable[..., Any]:
    """The method of a botocore client for an operation, by its name in the model."""
    method: Callable[..., Any] = getattr(client, xform_name(operation))
    return method


def is_awaited(client: Any) -> bool:
    """Whether the methods of a client are awaited: whether it is one of aiobotocore's."""
    return iscoroutinefunction(getattr(client, "close", None))
