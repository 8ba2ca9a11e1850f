# Copied by emrglue-codegen 0.1.0.
# Do not edit: `emrglue-codegen generate` writes it anew, `emrglue-codegen check` compares it.
"""botocore as the transport: clients that use the packaged model, and paginators over it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from .wiremodel import MODELS, ServiceModel

if TYPE_CHECKING:
    from botocore.client import BaseClient as BotocoreClient


def create_client(
    service: ServiceModel, *, session: Any = None, config: Any = None, **options: Any
) -> BotocoreClient:
    """A botocore client over the packaged model, whatever the installed botocore knows.

    Requests were checked before, so botocore's own (partial) parameter check is off.
    """
    from botocore.config import Config

    unchecked = Config(parameter_validation=False)
    return cast(
        "BotocoreClient",
        _own_session(session).create_client(
            service.name,
            api_version=service.api_version,
            config=config.merge(unchecked) if config is not None else unchecked,
            **options,
        ),
    )


def _own_session(given: Any) -> Any:
    """A botocore session of our own that looks into the packaged models first.

    The user's session is left alone; credentials, profile and settings are taken from it.
    """
    from botocore.session import Session

    given = getattr(given, "_session", given)
    own = Session(profile=given.profile if given is not None else None)
    if given is not None:
        own.register_component("credential_provider", given.get_component("credential_provider"))
        own.set_default_client_config(given.get_default_client_config())
        for variable in ("region", "ca_bundle"):
            own.set_config_variable(variable, given.get_config_variable(variable))
    own.get_component("data_loader").search_paths.insert(0, str(MODELS))
    return own


def paginator(client: Any, service: ServiceModel, operation: str) -> Any:
    """botocore's paginator for an operation, by the packaged paginators-1."""
    from botocore import xform_name
    from botocore.paginate import Paginator, PaginatorModel

    return Paginator(
        getattr(client, xform_name(operation)),
        PaginatorModel(service.paginators).get_paginator(operation),
        client.meta.service_model.operation_model(operation),
    )
