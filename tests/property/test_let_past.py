"""What is let past the checks, or was never checked, arrives as it is."""

from __future__ import annotations

import warnings
from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import datetime, timezone
from types import MappingProxyType, SimpleNamespace
from typing import Any

import attrs
import pytest

from emrglue import ValidationError, ValidationWarning, glue, trusted, validation
from emrglue import emr_containers as ec
from emrglue import emr_serverless as es

ROLE = "arn:aws:iam::123456789012:role/emr"


class TestWrongKinds:
    @pytest.mark.parametrize("value", ["orders", {"a": 1}, b"ab", 7, ("a", "b")])
    def test_a_wrong_kind_of_list_is_not_taken_apart(self, value: Any) -> None:
        """Where the types are off: letters would be the names of tables to delete."""
        with validation("off"):
            request = glue.BatchDeleteTableRequest(database_name="d", tables_to_delete=value)
        sent = request.to_wire()["TablesToDelete"]
        assert sent == (list(value) if isinstance(value, tuple) else value)
        assert request.to_wire()["TablesToDelete"] == sent

    def test_nor_is_a_trusted_one(self) -> None:
        """With the policy as it is."""
        request = glue.BatchDeleteTableRequest(
            database_name="d",
            tables_to_delete=trusted("orders"),  # type: ignore[arg-type]
        )
        assert request.to_wire()["TablesToDelete"] == "orders"

    def test_nor_is_one_in_a_map_of_lists(self) -> None:
        """Further down, too."""
        with validation("off"):
            logging = es.CloudWatchLoggingConfiguration(
                enabled=True,
                log_types={"SPARK_DRIVER": "STDOUT"},
            )
        assert logging.to_wire()["logTypes"] == {"SPARK_DRIVER": "STDOUT"}

    def test_nor_is_one_in_a_response(self) -> None:
        """A service that answers otherwise than it says."""
        network = {"securityGroupIds": "sg-1", "subnetIds": {"a": 1}}
        wire = {"application": {"networkConfiguration": network}}
        assert es.UpdateApplicationResponse.from_wire(wire).to_wire() == wire

    @pytest.mark.parametrize("how", ["off", "warn"])
    def test_a_wrong_moment_is_kept(self, how: Any) -> None:
        """Like every other value that is let past."""
        wire = {"applicationId": "a", "createdAtAfter": "the day before yesterday"}
        with validation(type=how), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert es.ListJobRunsRequest.from_wire(wire).to_wire() == wire


class TestTrust:
    def test_a_trusted_list_of_structures_stays_trusted(self) -> None:
        """When the structure around it is made anew."""
        many = trusted([es.Configuration(classification="x")] * 101)
        overrides = es.ConfigurationOverrides(application_configuration=many)
        assert attrs.evolve(overrides) == overrides

    @pytest.mark.parametrize(
        ("value", "plain"),
        [
            (bytearray(b"a"), b"a"),
            (memoryview(b"a"), b"a"),
            (deque(["a"]), ["a"]),
            (MappingProxyType({"a": 1}), {"a": 1}),
        ],
        ids=lambda value: type(value).__name__,
    )
    def test_what_can_be_given_can_be_trusted(self, value: Any, plain: Any) -> None:
        """Other kinds of bytes, lists and maps as well."""
        assert trusted(value) == plain


class TestResponses:
    @pytest.mark.parametrize("kind", [dict, OrderedDict, MappingProxyType])
    @pytest.mark.parametrize(
        "more", [{}, {"memberOfTomorrow": 1}, {"state": 5, "tags": [1]}], ids=repr
    )
    def test_a_response_is_read_whatever_is_in_it(
        self, kind: Callable[[Any], Any], more: Any
    ) -> None:
        """``from_wire`` of a response is what a client does with one."""
        wire = {"jobRun": {"state": "NEW", **more}}
        response = es.GetJobRunResponse.from_wire(kind(wire))
        assert response.to_wire() == wire
        assert es.GetJobRunResponse.from_wire(response.to_wire()) == response

    def test_moments_are_read(self) -> None:
        """In structures that only responses hold, too."""
        wire = {"Name": "t", "CreateTime": 1709208000.0}
        moment = datetime(2024, 2, 29, 12, tzinfo=timezone.utc)
        response = glue.GetTableResponse.from_wire({"Table": wire})
        assert response.table is not None
        assert response.table.create_time == moment
        assert glue.Table.from_wire(wire).create_time == moment

    def test_the_metadata_is_metadata(self) -> None:
        """What boto3 returned can be handed over as it is."""
        response = ec.DescribeJobRunResponse.from_wire({"ResponseMetadata": {"RequestId": "1"}})
        assert response.response_metadata == {"RequestId": "1"}
        assert response.unknown_members == {}

    def test_what_is_no_dictionary_is_no_response(self) -> None:
        """A mistake of the caller, and not of a service."""
        with pytest.raises(ValidationError):
            es.GetJobRunResponse.from_wire([1])  # type: ignore[arg-type]


NOWHERE: Any = SimpleNamespace(cancel_job_run=lambda **wire: {})
"""Stands for a client of boto3 whose calls are not sent."""

START = {"applicationId": "a", "executionRoleArn": ROLE, "jobDriver": {"hive": {"query": ""}}}


class TestWarnings:
    @pytest.mark.parametrize("more", [{}, {"configurationOverrides": OrderedDict()}], ids=repr)
    @pytest.mark.parametrize("kind", [dict, OrderedDict])
    def test_a_violation_warns_once_with_the_whole_path(self, kind: Any, more: Any) -> None:
        """Whatever the way to it was."""
        with validation(min_length="warn"), pytest.warns(ValidationWarning) as caught:
            es.StartJobRunRequest.from_wire(kind({**START, **more}))
        (warning,) = caught
        assert "StartJobRunRequest: jobDriver.hive.query" in str(warning.message)

    @pytest.mark.parametrize(
        "build",
        [
            lambda: es.Hive(query=""),
            lambda: es.Hive.from_wire({"query": ""}),
            lambda: es.Client(client=NOWHERE).cancel_job_run(application_id="", job_run_id="a"),
        ],
        ids=["class", "from_wire", "client"],
    )
    def test_a_warning_points_to_the_line_of_the_user(self, build: Callable[[], Any]) -> None:
        """Not into this package."""
        with validation(min_length="warn", pattern="off"), pytest.warns() as caught:
            build()
        assert {warning.filename for warning in caught} == {__file__}
