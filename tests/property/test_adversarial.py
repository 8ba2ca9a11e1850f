"""What a hostile or merely unusual caller tries; each of these went wrong once."""

from __future__ import annotations

import enum
import io
import types
from collections import UserList
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from rich.pretty import pretty_repr

from emrglue import ValidationError, emr_containers, emr_serverless, glue, trusted, validation

ROLE = "arn:aws:iam::123456789012:role/emr"


class Mode(str, enum.Enum):
    """Somebody's own enum, whose ``str()`` is ``Mode.BATCH``."""

    BATCH = "BATCH"


class Minutes(enum.IntEnum):
    """Somebody's own numbers."""

    FIVE = 5


def start(**more: Any) -> emr_serverless.StartJobRunRequest:
    required = {"application_id": "00f1abcd", "execution_role_arn": ROLE}
    return emr_serverless.StartJobRunRequest(**{**required, **more})


def field(**more: Any) -> glue.IcebergStructField:
    given = {"id": 1, "name": "n", "type": "string", "required": True, **more}
    return glue.IcebergStructField(**given)


def configuration(**more: Any) -> emr_containers.Configuration:
    return emr_containers.Configuration(**{"classification": "spark", **more})


def chain(levels: int, kind: Callable[[list[Any]], Any] = list) -> dict[str, Any]:
    """Configurations inside each other, in wire names."""
    wire: dict[str, Any] = {"classification": "spark"}
    for _ in range(levels - 1):
        wire = {"classification": "spark", "configurations": kind([wire])}
    return wire


def constraints(build: Callable[[], object]) -> list[tuple[str, str]]:
    """Path and kind of what a call reports."""
    with pytest.raises(ValidationError) as caught:
        build()
    return [(found.path, found.constraint) for found in caught.value.violations]


class TestSubclassesOfPlainTypes:
    @pytest.mark.parametrize("value", [Mode.BATCH, trusted(Mode.BATCH)])
    def test_a_foreign_enum_is_sent_by_its_value(self, value: Any) -> None:
        """Not as ``Mode.BATCH``, which its ``str()`` is."""
        assert start(mode=value).to_wire()["mode"] == "BATCH"
        wire = {**start().to_wire(), "mode": value}
        assert emr_serverless.StartJobRunRequest.from_wire(wire).to_wire()["mode"] == "BATCH"

    def test_what_is_sent_are_plain_strings_and_numbers(self) -> None:
        """Query strings and headers are written with ``str()``, which an enum has its own of."""
        wire = start(name=Mode.BATCH, execution_timeout_minutes=Minutes.FIVE).to_wire()
        assert (type(wire["name"]), type(wire["executionTimeoutMinutes"])) == (str, int)

    def test_a_string_that_lies_about_its_length_is_measured(self) -> None:
        """The characters count, not what a subclass says of them."""

        class Short(str):
            def __len__(self) -> int:
                return 5

        assert constraints(lambda: start(name=Short("x" * 1000))) == [("name", "max_length")]

    def test_any_sequence_is_a_list(self) -> None:
        """As the annotation says; text and bytes are none."""
        made = configuration(configurations=UserList([configuration()]))
        assert made.to_wire()["configurations"] == [{"classification": "spark"}]
        assert constraints(lambda: configuration(configurations="abc")) == [
            ("configurations", "type")
        ]


class TestNumbers:
    def test_a_number_that_python_does_not_write_is_a_violation(self) -> None:
        """``repr`` raises from 4,300 digits on."""
        huge = 10**5000
        assert constraints(lambda: start(execution_timeout_minutes=huge)) == [
            ("executionTimeoutMinutes", "max_value")
        ]
        assert [kind for _, kind in constraints(lambda: start(tags={huge: "a"}))] == ["type"]

    @pytest.mark.parametrize("value", ["sNaN", "NaN", "Infinity", "1e999999"])
    def test_unusual_decimals_are_no_finite_numbers(self, value: str) -> None:
        """A signalling NaN raises even in ``float()``."""
        number: Any = Decimal(value)
        build = lambda: glue.Spigot(name="n", inputs=["a"], path="p", prob=number)  # noqa: E731
        assert constraints(build) == [("Prob", "type")]


class TestStructures:
    def test_an_instance_is_its_own_wire_form(self) -> None:
        """``from_wire`` of a request gives the request, not an empty one."""
        request = start(name="n")
        assert emr_serverless.StartJobRunRequest.from_wire(request) == request  # type: ignore[arg-type]

    def test_a_dictionary_for_a_structure_becomes_one(self) -> None:
        """Where nothing is wrong with it, the request can be sent."""
        driver: Any = {"sparkSubmit": {"entryPoint": "s3://b/app.py"}}
        request = start(job_driver=driver)
        assert isinstance(request.job_driver, emr_serverless.JobDriver)
        assert request.to_wire()["jobDriver"] == driver

    @pytest.mark.parametrize("mark", [trusted, lambda driver: driver])
    def test_what_nobody_checked_is_sent_too(self, mark: Callable[[Any], Any]) -> None:
        """A trusted dictionary, and any dictionary where validation is off."""
        driver: Any = {"flink": {"entryPoint": ""}}
        with validation("off"):
            assert start(job_driver=mark(driver)).to_wire()["jobDriver"] == driver

    def test_nothing_inside_a_trusted_collection_is_checked(self) -> None:
        """Neither the entries of a map nor those of a list."""
        assert start(tags=trusted({"!!": "\x00"})).to_wire()["tags"] == {"!!": "\x00"}
        inside = trusted([{"classification": ""}])
        assert configuration(configurations=inside).to_wire()["configurations"] == [*inside]

    def test_unknown_members_of_any_kind_can_be_shown(self) -> None:
        """Keys that cannot be sorted."""
        with validation(unknown="off"):
            wire: Any = {"classification": "x", None: 1, "z": 2}
            assert "z" in repr(emr_containers.Configuration.from_wire(wire))

    def test_a_long_key_is_cut_short(self) -> None:
        """An error text that somebody can read."""
        with pytest.raises(ValidationError) as caught:
            emr_containers.Configuration.from_wire({"classification": "x", "k" * 10**6: 1})
        assert len(str(caught.value)) < 1000


class TestDepth:
    @pytest.mark.parametrize("kind", [list, tuple])
    def test_levels_count_however_a_structure_was_built(self, kind: Callable[[Any], Any]) -> None:
        """Tuples are read by the thorough check, which does not call ``__init__``."""
        deepest = emr_containers.Configuration.from_wire(chain(100, kind))
        assert constraints(lambda: configuration(configurations=[deepest])) == [
            ("configurations[0]", "rule")
        ]

    def test_levels_of_a_response_count(self) -> None:
        """A part of a response is as deep in a request as it was."""
        overrides = {"applicationConfiguration": [chain(120)]}
        answer = emr_containers.DescribeJobRunResponse.from_wire(
            {"jobRun": {"configurationOverrides": overrides}}
        )
        found: Any = answer.job_run
        part = found.configuration_overrides.application_configuration[0]
        assert constraints(lambda: configuration(configurations=[part])) == [
            ("configurations[0]", "rule")
        ]

    def test_a_dictionary_that_holds_itself_twice_is_one_violation(self) -> None:
        """It has more paths than anybody can walk."""
        wire: dict[str, Any] = {"classification": "x"}
        wire["configurations"] = [wire, wire]
        found = constraints(lambda: emr_containers.Configuration.from_wire(wire))
        assert [kind for _, kind in found] == ["rule"]


class TestSensitiveValues:
    def test_a_value_in_a_sensitive_map_is_not_shown(self) -> None:
        """The map is sensitive, the shape of its values is not."""
        for value in ("\t SECRET"[:2], "SECRET" * 300):
            with pytest.raises(ValidationError) as caught:
                configuration(properties={"k": value})
            [violation] = caught.value.violations
            assert "***" in violation.actual
            assert repr(value[:5]) not in str(caught.value)

    def test_rich_does_not_show_one_either(self) -> None:
        """Its tracebacks print the local variables, attrs classes field by field."""
        submit = emr_serverless.SparkSubmit(entry_point="SECRET")
        request = start(job_driver=emr_serverless.JobDriver(spark_submit=submit))
        shown = pretty_repr([request])
        assert "SECRET" not in shown
        assert ROLE in shown


class TestDocuments:
    @pytest.mark.parametrize(
        "value", [float("nan"), {"a": [float("inf")]}, {1: 2}, {1}, b"x", (10**5000,)]
    )
    def test_what_json_cannot_say_is_refused(self, value: Any) -> None:
        """Python would write ``NaN``, which no service reads."""
        assert constraints(lambda: field(type=value)) == [("Type", "type")]

    @pytest.mark.parametrize("value", [(1, (2,)), types.MappingProxyType({"a": (1,)})])
    def test_documents_are_sent_as_dicts_and_lists(self, value: Any) -> None:
        """``json`` writes no other mappings."""
        assert field(type=value).to_wire()["Type"] in ([1, [2]], {"a": [1]})

    @pytest.mark.parametrize("strange", [False, True])
    def test_a_document_is_copied(self, strange: bool) -> None:
        """Changing it afterwards changes no request, whichever check let it pass."""
        document: Any = {"a": [1]}
        made = field(type=document, name=Mode.BATCH if strange else "n")
        document["a"].append(float)
        assert made.to_wire()["Type"] == {"a": [1]}


WEST = timezone(timedelta(hours=-5))


class TestMoments:
    @pytest.mark.parametrize(
        "moment",
        [datetime.max.replace(tzinfo=WEST), "9999-12-31T23:59:59-23:00", 1e18, "nan", 10**400],
    )
    def test_a_moment_without_a_date_in_utc_is_refused(self, moment: Any) -> None:
        """botocore would fail with an OverflowError while it writes the request."""
        build = lambda: glue.KafkaStreamingSourceOptions(starting_timestamp=moment)  # noqa: E731
        assert constraints(build) == [("StartingTimestamp", "type")]

    @pytest.mark.parametrize(
        "moment",
        [
            "20240101T003000Z", "2024-01-01T00:30:00,0Z", "2024-01-01T01:30+01",
            "2024-01-01T0130+0100", "2024-01-01T00:30:00.000000000Z", "2024-01-01 00:30:00",
            "1704069000", 1704069000, Decimal(1704069000),
        ],
    )  # fmt: skip
    def test_the_forms_of_iso_8601_are_read_by_every_python(self, moment: Any) -> None:
        """Also basic forms, hours as offsets and commas, which Python 3.10 does not know itself."""
        made = glue.KafkaStreamingSourceOptions(starting_timestamp=moment)
        assert made.starting_timestamp == datetime(2024, 1, 1, 0, 30, tzinfo=timezone.utc)


class TestJunkOnTheWayOut:
    def test_a_response_that_is_no_response_goes_back_as_it_came(self) -> None:
        """``to_wire`` of a part that holds something else than the model says."""
        wire = {"jobRun": {"configurationOverrides": {"applicationConfiguration": [None, 5, "x"]}}}
        answer: Any = emr_containers.DescribeJobRunResponse.from_wire(wire)
        assert answer.to_wire() == wire
        assert io.StringIO(repr(answer)).read()
