# Copied by emrglue-codegen 0.1.0.
# Do not edit: `emrglue-codegen generate` writes it anew, `emrglue-codegen check` compares it.
"""botocore as the transport: clients that use the packaged model, and paginators over it."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from copy import copy
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from ..wiremodel import MODELS, ServiceModel
from .decoding import DirectParsers
from .encoding import serializing_directly

if TYPE_CHECKING:
    from botocore.client import BaseClient as BotocoreClient
    from botocore.config import Config

USER_AGENT = "emrglue"
"""What requests add to botocore's ``User-Agent``."""

# botocore sessions make clients in one thread at a time only, and several of our clients, each made
# on first use in whatever thread that is, can share the session of a user.
_creating = threading.Lock()


def create_client(
    service: ServiceModel,
    *,
    session: Any = None,
    profile_name: str | None = None,
    config: Config | None = None,
    **options: Any,
) -> BotocoreClient:
    """A botocore client over the packaged model, whatever the installed botocore knows.

    :param session: a boto3 or botocore session; it is not changed.
    :param options: what botocore's ``create_client`` takes.
    :raises BotoCoreError: as botocore does, for an unknown profile or region and the like.
    """
    given = getattr(session, "_session", session) or _fresh_session(profile_name)
    with _creating:
        ours = _with_packaged_model(given)
        client = ours.create_client(
            service.name,
            api_version=service.api_version,
            config=_config(config, given.get_default_client_config()),
            **options,
        )
    return cast("BotocoreClient", serializing_directly(client))


def _config(config: Config | None, default: Config | None) -> Config:
    """What we would like, overridden by what the user configured.

    botocore's own parameter check is off: requests were checked before, and more thoroughly.
    """
    from botocore.config import Config

    chosen = (default or Config()).merge(config or Config())
    agent = " ".join(filter(None, [getattr(chosen, "user_agent_extra", None), USER_AGENT]))
    return Config(parameter_validation=False).merge(chosen).merge(Config(user_agent_extra=agent))


def _fresh_session(profile_name: str | None) -> Any:
    """A botocore session that shares what was read from disk, the endpoints too, with others."""
    from botocore.session import Session

    session = Session(profile=profile_name)
    session.register_component("data_loader", _loader_beside(session.get_component("data_loader")))
    return session


def _with_packaged_model(given: Any) -> Any:
    """The given botocore session, except that it finds our models and parsers.

    It shares all state with the given one: credentials that either of them fetches or refreshes,
    settings, event handlers, plugins.
    """
    session: Any = object.__new__(_session_class(given.__class__))
    session.__dict__ = given.__dict__
    return session


@cache
def _session_class(given: Any) -> Any:
    """A subclass of a class of sessions that looks up two components differently."""

    def get_component(self: Any, name: str) -> Any:
        component = given.get_component(self, name)
        if name == "data_loader":
            return _loader_beside(component)
        if name == "response_parser_factory":
            return DirectParsers(component)
        if name == "user_agent_creator":
            return _remembering(component)
        return component

    return type(given.__name__, (given,), {"get_component": get_component})


def _remembering(creator: Any) -> Any:
    """A copy of a maker of user agents that puts each together once.

    botocore does so twice for every request, which takes a quarter of the time of a whole call.
    """
    ours = copy(creator)
    ours.__class__ = _agent_class(creator.__class__)
    return ours


@cache
def _agent_class(given: Any) -> Any:
    """A subclass of a class of user agents that remembers, by the features that are in use."""

    def with_client_config(self: Any, client_config: Any) -> Any:
        ours = given.with_client_config(self, client_config)
        ours._remembered = {}
        return ours

    def to_string(self: Any) -> str:
        remembered: dict[Any, str] = self.__dict__.get("_remembered", {})
        features = _features()
        if features not in remembered:
            remembered[features] = given.to_string(self)
        return remembered[features]

    methods = {"with_client_config": with_client_config, "to_string": to_string}
    return type(given.__name__, (given,), methods)


def _features() -> frozenset[str]:
    """The features of botocore that the running call uses."""
    context = _get_context()()
    return frozenset(context.features if context else ())


@cache
def _get_context() -> Callable[[], Any]:
    """botocore's function for it; older ones have none, and no features."""
    try:
        from botocore.context import get_context
    except ImportError:
        return lambda: None
    return get_context


def _loader_beside(loader: Any) -> Any:
    """The loader that looks where a given one looks, and into the packaged models before."""
    paths = tuple(loader.search_paths)
    return loader if str(MODELS) in paths else _loader(paths)


@cache
def _loader(search_paths: tuple[str, ...]) -> Any:
    """A loader that looks into the packaged models first, shared so that it reads them once."""
    paths = [str(MODELS), *search_paths]
    return _loader_class()(extra_search_paths=paths, include_default_search_paths=False)


@cache
def _loader_class() -> Any:
    """A subclass of botocore's loaders that goes straight to a file whose place is known.

    botocore's looks for the name in the folders of all its hundreds of services before.
    """
    from botocore.exceptions import DataNotFoundError
    from botocore.loaders import Loader

    class DirectLoader(Loader):
        def load_service_model(
            self, service_name: str, type_name: str, api_version: str | None = None
        ) -> Any:
            if api_version:
                place = os.path.join(service_name, api_version, type_name)
                try:
                    self.load_data(f"{place}.sdk-extras")  # botocore adds these where there are any
                except DataNotFoundError:
                    with suppress(DataNotFoundError):
                        return self.load_data(place)
            return super().load_service_model(service_name, type_name, api_version)

    return DirectLoader


def paginator(
    client: Any,
    service: ServiceModel,
    operation: str,
    method: Callable[..., Any] | None = None,
    kind: Any = None,
) -> Any:
    """botocore's paginator for an operation, by the packaged paginators-1.

    :param method: what fetches a page, called with the members of the request as keywords; the
        client's own method where there is none.
    :param kind: another class of paginators (aiobotocore's).
    """
    from botocore import xform_name
    from botocore.paginate import Paginator, PaginatorModel

    make: Any = kind or Paginator
    return make(
        method or getattr(client, xform_name(operation)),
        PaginatorModel(service.paginators).get_paginator(operation),
        client.meta.service_model.operation_model(operation),
    )
