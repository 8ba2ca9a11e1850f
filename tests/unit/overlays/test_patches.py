"""Patches of the model: each mends what is there now, and lets through what it was made for."""

from __future__ import annotations

import re
from typing import Any

import pytest

from codegen.load import load
from codegen.overlay import patched

from .data import MODELS, VERSIONS, model, overlay

PATCHES = [
    (service, patch)
    for service in VERSIONS
    for patch in overlay(service, "patches")
    if "adds" not in patch
]
ADDITIONS = [
    (service, patch)
    for service in VERSIONS
    for patch in overlay(service, "patches")
    if "adds" in patch
]
EACH = pytest.mark.parametrize(
    ("service", "patch"), PATCHES, ids=[f"{service}{patch['at']}" for service, patch in PATCHES]
)
SMILE = "\N{GRINNING FACE}"
ACCOUNT = "123456789012"
MONITOR = "workspaces/ws-1/api/v1/remote_write"
# (service, shape, a value that the service takes and the model as it was refused)
MENDED = [
    ("emr-containers", "UriString", f"s3://logs/{SMILE}"),
    ("emr-containers", "RsiArn", f"arn:aws:emr-containers:eu-west-1:{ACCOUNT}:/jobtemplates/01"),
    ("emr-serverless", "PolicyDocument", '{\n\t"Version": "2012-10-17"\r\n}'),
    ("emr-serverless", "Arn", f"arn:aws:iam::{ACCOUNT}:policy/{SMILE}"),
    (
        "emr-serverless",
        "PrometheusUrlString",
        f"https://aps-workspaces.eusc-de-east-1.amazonaws.eu/{MONITOR}",
    ),
    ("glue", "RoleArn", f"arn:aws-cn:iam::{ACCOUNT}:role/dev"),
    ("glue", "IAMRoleArn", f"arn:aws-eusc:iam::{ACCOUNT}:role/etl"),
    ("glue", "GlueResourceArn", f"arn:aws-eusc:glue:eusc-de-east-1:{ACCOUNT}:job/etl"),
    ("glue", "SecretArn", f"arn:aws-eusc:secretsmanager:eusc-de-east-1:{ACCOUNT}:secret:s"),
    ("glue", "JwtToken", "eyJh-bGci.eyJz-dWIi.c2ln_bmF0"),
]
# (service, shape, an everyday value that was fine and must stay fine)
UNHARMED = [
    ("emr-containers", "UriString", "s3://logs/emr"),
    (
        "emr-containers",
        "RsiArn",
        f"arn:aws:emr-containers:eu-west-1:{ACCOUNT}:/virtualclusters/01/jobruns/02",
    ),
    ("emr-serverless", "PolicyDocument", '{"Version": "2012-10-17"}'),
    ("emr-serverless", "Arn", f"arn:aws:iam::{ACCOUNT}:policy/etl"),
    (
        "emr-serverless",
        "PrometheusUrlString",
        f"https://aps-workspaces.us-gov-west-1.amazonaws.com/{MONITOR}",
    ),
    ("glue", "RoleArn", f"arn:aws:iam::{ACCOUNT}:role/dev"),
    ("glue", "IAMRoleArn", f"arn:aws-us-gov:iam::{ACCOUNT}:role/etl"),
    ("glue", "GlueResourceArn", f"arn:aws-iso-b:glue:us-isob-east-1:{ACCOUNT}:job/etl"),
    ("glue", "SecretArn", f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:s"),
    ("glue", "JwtToken", "eyJhbGci.eyJzdWIi.c2lnbmF0"),
]


def value_at(document: Any, pointer: str) -> Any:
    """What a JSON pointer (without escapes, RFC 6901) leads to."""
    for step in pointer.removeprefix("/").split("/"):
        document = document[step]
    return document


def pattern_patch(service: str, shape: str) -> dict[str, Any]:
    """The patch of the pattern of a shape."""
    at = f"/shapes/{shape}/pattern"
    (found,) = [patch for patch in overlay(service, "patches") if patch["at"] == at]
    return found


def matches(java: str, value: str) -> bool:
    """Whether a whole value matches; enough of Java's syntax for the patched patterns."""
    astral = java.replace(r"\uD800\uDC00-\uDBFF\uDFFF", r"\U00010000-\U0010FFFF")
    return re.fullmatch(astral, value, re.ASCII | re.DOTALL) is not None


@EACH
def test_a_patch_has_a_place_two_values_a_reason_and_a_source(
    service: str, patch: dict[str, Any]
) -> None:
    """Nothing else belongs in it, and nothing of it may be empty."""
    assert list(patch) == ["at", "was", "becomes", "reason", "source"]
    assert patch["at"].startswith("/shapes/")
    assert patch["reason"].endswith(".")
    assert patch["source"]


@EACH
def test_the_model_still_has_the_value_that_a_patch_mends(
    service: str, patch: dict[str, Any]
) -> None:
    """When AWS mends or changes the model, the patch has to be looked at again."""
    assert value_at(model(service), patch["at"]) == patch["was"]
    assert patch["becomes"] != patch["was"]


@pytest.mark.parametrize(("service", "patch"), ADDITIONS, ids=str)
def test_a_patch_adds_only_what_the_model_lacks(service: str, patch: dict[str, Any]) -> None:
    """To an enum; a value that AWS has added by now goes out of the patch."""
    assert list(patch) == ["at", "adds", "reason", "source"]
    assert patch["at"].endswith("/enum")
    assert patch["reason"].endswith(".")
    assert patch["source"]
    assert not {*patch["adds"]} & {*value_at(model(service), patch["at"])}


@pytest.mark.parametrize("service", VERSIONS)
def test_the_overlays_fit_the_models(service: str) -> None:
    """Nothing of them is left out of a whole service."""
    assert patched(load(MODELS, service)).notes == ()


@pytest.mark.parametrize("service", VERSIONS)
def test_evidence_is_of_values_that_the_model_has(service: str) -> None:
    """An enum that was extended has the values that came, and others that were there before."""
    for entry in overlay(service, "open_enums"):
        values = model(service)["shapes"][entry["enum"]]["enum"]
        added = [value for values in entry["added"].values() for value in values]
        assert {*added} < {*values}, entry["enum"]
        assert len({*added}) == len(added)
        assert list(entry) == ["enum", "added", "reason", "source"]


def test_no_place_is_patched_twice() -> None:
    """Two patches of one place would depend on their order."""
    places = [(service, patch["at"]) for service, patch in [*PATCHES, *ADDITIONS]]
    assert len(places) == len(set(places))


@pytest.mark.parametrize(("service", "shape", "value"), MENDED)
def test_a_patched_pattern_takes_what_the_model_wrongly_refused(
    service: str, shape: str, value: str
) -> None:
    """The patch has an effect, and it is the one its reason gives."""
    patch = pattern_patch(service, shape)
    assert not matches(patch["was"], value)
    assert matches(patch["becomes"], value)


@pytest.mark.parametrize(("service", "shape", "value"), UNHARMED)
def test_a_patched_pattern_takes_what_the_model_took(service: str, shape: str, value: str) -> None:
    """A patch loosens."""
    patch = pattern_patch(service, shape)
    assert matches(patch["was"], value)
    assert matches(patch["becomes"], value)


def test_every_patched_pattern_has_its_examples() -> None:
    """A pattern patched without an example of its effect is a guess."""
    patched = {(s, p["at"].split("/")[2]) for s, p in PATCHES if p["at"].endswith("/pattern")}
    assert patched == {(service, shape) for service, shape, _ in MENDED}
    assert patched == {(service, shape) for service, shape, _ in UNHARMED}


@EACH
def test_a_patched_bound_is_wider_than_it_was(service: str, patch: dict[str, Any]) -> None:
    """A maximum only grows and a minimum only shrinks: in doubt the service decides."""
    kind = patch["at"].rpartition("/")[2]
    assert kind in {"pattern", "min", "max"}
    if kind == "max":
        assert patch["becomes"] > patch["was"]
    if kind == "min":
        assert patch["becomes"] < patch["was"]


def test_all_job_run_states_fit_into_one_filter() -> None:
    """EMR Serverless bounds the list of states by the number of states there are."""
    shapes = model("emr-serverless")["shapes"]
    (patch,) = [p for s, p in PATCHES if p["at"] == "/shapes/JobRunStateSet/max"]
    assert patch["becomes"] == len(shapes["JobRunState"]["enum"])
