"""Clients of other services, for the logs of job runs: of the same session, region and endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlsplit

from . import shortcuts

if TYPE_CHECKING:
    from botocore.client import BaseClient as BotocoreClient

    from .base import ClientBase

_KEPT: Final = (
    "client_cert", "connect_timeout", "max_pool_connections", "proxies", "proxies_config",
    "read_timeout", "retries", "s3", "tcp_keepalive", "use_dualstack_endpoint", "use_fips_endpoint",
    "user_agent_extra",
)  # fmt: skip
"""What of a configuration is not about one service."""


def create(service: str, client: ClientBase, loop: Any) -> BotocoreClient:
    """A botocore client of another service, for a client of ours.

    Beside a botocore client that was handed in, whose session is not known, it has the credentials
    that this shows, or else those that botocore finds.

    :param service: botocore's name of the other service.
    :param loop: the running event loop; ``None`` if there is none.
    """
    from botocore import UNSIGNED
    from botocore.config import Config
    from botocore.session import Session

    meta = client.meta
    options = {name: value for name, value in client._options.items() if value is not None}
    session, profile = options.pop("session", None), options.pop("profile_name", None)
    session = Session(profile=profile) if session is None else shortcuts.botocore_session(session)
    if client._given is not None:
        shortcuts.borrow_credentials(session, client._given, loop)
        options = {"endpoint_url": meta.endpoint_url}
    prefix = client._service().raw["metadata"]["endpointPrefix"]
    endpoint = options.pop("endpoint_url", None)
    endpoint = endpoint if endpoint and _serves_all(endpoint, prefix) else None
    config = {name: getattr(meta.config, name, None) for name in _KEPT}
    if meta.config.signature_version is UNSIGNED:
        config["signature_version"] = UNSIGNED
    if endpoint:  # such hosts seldom have a name for each bucket
        config["s3"] = config["s3"] or {"addressing_style": "path"}
    options |= {
        "api_version": None,
        "config": Config(**{name: value for name, value in config.items() if value is not None}),
        "endpoint_url": endpoint,
        "region_name": meta.region_name,
    }
    return cast("BotocoreClient", session.create_client(service, **options))


def _serves_all(url: str, prefix: str) -> bool:
    """Whether an endpoint serves other services too, as those of moto and LocalStack do.

    In the names of AWS's hosts, those of VPC endpoints too, there is that of the service.
    """
    labels = (urlsplit(url).hostname or "").split(".")
    return len(labels) == 1 or not any(f"{label}-".startswith(f"{prefix}-") for label in labels)
