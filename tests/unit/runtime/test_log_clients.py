"""The clients that read logs: of the same session, region, endpoints and settings."""

from __future__ import annotations

from typing import Any

import boto3
import botocore.session
import pytest
from botocore import UNSIGNED
from botocore.config import Config

from emrglue import emr_serverless, glue
from tests.support.inside import log_client

KEYS = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "secret"}
LOCAL = "http://127.0.0.1:5000"


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)


def made(**options: Any) -> Any:
    return glue.Client(region_name="eu-west-1", **{**KEYS, **options})


def test_region_and_credentials_are_the_same() -> None:
    """And one client serves all runs."""
    client = made()
    logs = log_client(client, "logs")
    assert logs is log_client(client, "logs")
    assert logs.meta.region_name == "eu-west-1"
    assert logs.meta.endpoint_url == "https://logs.eu-west-1.amazonaws.com"
    assert logs._get_credentials().access_key == "AKIDEXAMPLE"


@pytest.mark.parametrize(
    "url",
    [
        LOCAL,
        "http://localhost:4566",
        "https://moto.internal.example",
        "http://glue:5000",
    ],
)
def test_an_endpoint_of_all_services_is_used(url: str) -> None:
    """moto and LocalStack; buckets stand in the path there."""
    client = made(endpoint_url=url)
    s3 = log_client(client, "s3")
    assert (s3.meta.endpoint_url, log_client(client, "logs").meta.endpoint_url) == (url, url)
    address = s3.generate_presigned_url("get_object", Params={"Bucket": "b", "Key": "k"})
    assert address.startswith(f"{url}/b/k?")


@pytest.mark.parametrize(
    "url",
    [
        "https://glue.eu-west-1.amazonaws.com",
        "https://glue-fips.us-gov-west-1.amazonaws.com",
        "https://vpce-0a-1b.glue.eu-west-1.vpce.amazonaws.com",
        "https://glue.eu-west-1.api.aws",
    ],
)
def test_an_endpoint_of_the_service_is_not(url: str) -> None:
    """Nobody would find logs there."""
    logs = log_client(made(endpoint_url=url), "logs")
    assert logs.meta.endpoint_url == "https://logs.eu-west-1.amazonaws.com"


def test_endpoints_of_the_environment_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """As botocore reads them."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", LOCAL)
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9000")
    client = made()
    assert log_client(client, "logs").meta.endpoint_url == LOCAL
    assert log_client(client, "s3").meta.endpoint_url == "http://127.0.0.1:9000"


def test_settings_that_are_not_about_one_service_are_kept() -> None:
    """Proxies, timeouts, retries; not how requests are signed."""
    config = Config(
        connect_timeout=7,
        proxies={"https": "http://127.0.0.1:3128"},
        retries={"total_max_attempts": 2},
        signature_version="v4",
    )
    s3 = log_client(made(config=config), "s3")
    assert s3.meta.config.connect_timeout == 7
    assert s3.meta.config.proxies == {"https": "http://127.0.0.1:3128"}
    assert s3.meta.config.retries["total_max_attempts"] == 2
    assert s3.meta.config.signature_version == "s3v4"


def test_without_signatures() -> None:
    """What the command line calls ``--no-sign-request``."""
    logs = log_client(made(config=Config(signature_version=UNSIGNED)), "logs")
    assert logs.meta.config.signature_version is UNSIGNED


@pytest.mark.parametrize("kind", ["boto3", "botocore"])
def test_a_session_is_used_and_not_changed(kind: str) -> None:
    """Its credentials and its region."""
    session: Any = boto3.Session(region_name="sa-east-1", **KEYS)
    if kind == "botocore":
        session = botocore.session.Session()
        session.set_credentials(KEYS["aws_access_key_id"], KEYS["aws_secret_access_key"])
        session.set_config_variable("region", "sa-east-1")
    logs = log_client(emr_serverless.Client(session=session), "logs")
    assert logs.meta.region_name == "sa-east-1"
    assert logs._get_credentials().access_key == "AKIDEXAMPLE"


def test_a_client_that_was_handed_in_lends_its_credentials() -> None:
    """Its region and its endpoint too."""
    theirs = boto3.client("glue", region_name="sa-east-1", endpoint_url=LOCAL, **KEYS)
    logs = log_client(glue.Client(client=theirs), "logs")
    assert (logs.meta.region_name, logs.meta.endpoint_url) == ("sa-east-1", LOCAL)
    assert logs._get_credentials().access_key == "AKIDEXAMPLE"
