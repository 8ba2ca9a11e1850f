"""What a structure owes its users, however it keeps its members inside.

A structure may hold objects, or be a view of a wire dictionary that makes them when they are asked
for. Nobody may notice which: only public names are used here.
"""

from __future__ import annotations

import base64
import copy
import json
import pickle
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timezone
from functools import cache
from types import SimpleNamespace
from typing import Any

import attrs
import boto3
import pytest
from botocore.model import OperationModel
from botocore.serialize import create_serializer

import emrglue
from emrglue import NestingError, ValidationError, ValidationWarning, glue, trusted, validation
from emrglue import emr_containers as ec
from emrglue import emr_serverless as es
from tests.expectations.models import unpatched
from tests.unit.runtime.canned import CREDENTIALS, Canned, client

ROLE = "arn:aws:iam::123456789012:role/emr"
MOMENT = datetime(2024, 2, 29, 12, tzinfo=timezone.utc)
SECONDS = MOMENT.timestamp()
NUMBER = b"\x01\xff\x00eHh4"
"""Bytes that a second encoding or decoding would change."""
TEXT = base64.b64encode(NUMBER).decode()

DOCUMENTED = tuple(
    error
    for error in (getattr(emrglue, name) for name in emrglue.__all__)
    if isinstance(error, type) and issubclass(error, Exception)
)


def start(**more: Any) -> es.StartJobRunRequest:
    required = {"application_id": "00f1abcd", "execution_role_arn": ROLE, "client_token": "t"}
    return es.StartJobRunRequest(**{**required, **more})


def full() -> es.StartJobRunRequest:
    """A request with a structure, a list and a map of structures, lists and maps of strings."""
    return start(
        job_driver=es.JobDriver(
            spark_submit=es.SparkSubmit(entry_point="s3://b/a", entry_point_arguments=["x", "y"])
        ),
        configuration_overrides=es.ConfigurationOverrides(
            application_configuration=[
                es.Configuration(classification="spark", properties={"a": "b"}),
                es.Configuration(classification="hive"),
            ]
        ),
        tags={"env": "prod"},
    )


def column(number: Any, moment: Any) -> dict[str, Any]:
    """Statistics of a column as a service answers them, in wire names."""
    decimal = {
        "MinimumValue": {"UnscaledValue": number, "Scale": 2},
        "NumberOfNulls": 0,
        "NumberOfDistinctValues": 1,
    }
    return {
        "ColumnName": "price",
        "ColumnType": "decimal",
        "AnalyzedTime": moment,
        "StatisticsData": {"Type": "DECIMAL", "DecimalColumnStatisticsData": decimal},
    }


def statistics(number: Any, moment: Any) -> Any:
    return glue.GetColumnStatisticsForTableResponse.from_wire(
        {"ColumnStatisticsList": [column(number, moment)]}
    )


FORMS = {"JSON": (TEXT, SECONDS), "botocore": (NUMBER, MOMENT)}
"""A blob and a moment as they are in the JSON of an answer, and as botocore parses them."""
every_form = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)


def written_back(found: Any) -> glue.UpdateColumnStatisticsForTableRequest:
    return glue.UpdateColumnStatisticsForTableRequest(
        database_name="d", table_name="t", column_statistics_list=found.column_statistics_list
    )


def body(request: glue.UpdateColumnStatisticsForTableRequest) -> Any:
    """The JSON that botocore sends for a request."""
    operation: OperationModel = unpatched("glue").operation_model("UpdateColumnStatisticsForTable")
    serializer = create_serializer("json", include_validation=False)
    return json.loads(serializer.serialize_to_request(request.to_wire(), operation)["body"])


def everything(value: Any) -> None:
    """Read all there is in a structure, so that nothing is left to be made."""
    if attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            everything(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for item in value.values():
            everything(item)
    elif isinstance(value, list):
        for item in value:
            everything(item)


COPIES: dict[str, Callable[[Any], Any]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda value: pickle.loads(pickle.dumps(value)),
}


class TestReadAndSentAgain:
    """What a service answered goes into the next request in the form that boto3 takes."""

    @every_form
    def test_a_blob_is_bytes(self, form: Any) -> None:
        """Those that the service meant, wherever they are read."""
        found = statistics(*form)
        data = found.column_statistics_list[0].statistics_data.decimal_column_statistics_data
        assert data.minimum_value.unscaled_value == NUMBER
        assert found.column_statistics_list[0].analyzed_time == MOMENT

    @every_form
    @pytest.mark.parametrize("read", [True, False], ids=["read before", "unread"])
    def test_a_blob_is_encoded_once(self, form: Any, read: bool) -> None:
        """From the answer, from what was read of it, and in the body that is sent."""
        found = statistics(*form)
        if read:
            everything(found)
        request = written_back(found)
        assert request.to_wire()["ColumnStatisticsList"] == [column(NUMBER, MOMENT)]
        assert body(request)["ColumnStatisticsList"] == [column(TEXT, int(SECONDS))]

    @every_form
    def test_the_answer_itself_is_written_as_boto3_has_it(self, form: Any) -> None:
        """And read again it is the same: bytes stay what they are."""
        found = statistics(*form)
        wire = found.to_wire()
        assert wire == {"ColumnStatisticsList": [column(NUMBER, MOMENT)]}
        again = type(found).from_wire(wire)
        assert again == found
        assert again.to_wire() == wire

    @every_form
    @pytest.mark.parametrize("copied", COPIES.values(), ids=COPIES)
    def test_a_copy_knows_where_it_came_from(self, form: Any, copied: Any) -> None:
        """A pickle as well: its blobs are not decoded or encoded again."""
        for found in (copied(statistics(*form)), copied(written_back(statistics(*form)))):
            assert found.column_statistics_list[0].to_wire() == column(NUMBER, MOMENT)
            assert body(written_back(found))["ColumnStatisticsList"] == [column(TEXT, int(SECONDS))]

    @every_form
    def test_what_is_changed_of_it_is_only_what_was_asked_for(self, form: Any) -> None:
        """By evolve, in a part and in a part of that."""
        [part] = statistics(*form).column_statistics_list
        renamed = attrs.evolve(part, column_name="cost")
        assert renamed.to_wire() == {**column(NUMBER, MOMENT), "ColumnName": "cost"}
        number = part.statistics_data.decimal_column_statistics_data.minimum_value
        assert attrs.evolve(number, scale=3).to_wire() == {"UnscaledValue": NUMBER, "Scale": 3}

    @pytest.mark.parametrize("ours", [True, False], ids=["our session", "a client of boto3"])
    def test_through_a_client(self, ours: bool) -> None:
        """As HTTP has it, in both directions."""
        made, canned = client(glue, {"ColumnStatisticsList": [column(TEXT, SECONDS)]})
        if not ours:
            given = boto3.client("glue", region_name="us-east-1", **CREDENTIALS)
            canned = Canned(given, {"ColumnStatisticsList": [column(TEXT, SECONDS)]})
            made = glue.Client(client=given)
        found = made.get_column_statistics_for_table(
            database_name="d", table_name="t", column_names=["price"]
        )
        assert found == statistics(TEXT, SECONDS)
        made.send(written_back(found))
        assert canned.sent()[-1]["ColumnStatisticsList"] == [column(TEXT, int(SECONDS))]

    def test_bytes_that_look_like_base64_are_bytes(self) -> None:
        """Only text is decoded."""
        found = statistics(b"eHh4", MOMENT)
        assert body(written_back(found))["ColumnStatisticsList"] == [
            column("ZUhoNA==", int(SECONDS))
        ]

    def test_text_in_a_request_is_the_blob_itself(self) -> None:
        """boto3 encodes it; only an answer has base64."""
        number = glue.DecimalNumber.from_wire({"UnscaledValue": "eHh4", "Scale": 1})
        assert number.unscaled_value == b"eHh4"
        assert number.to_wire() == {"UnscaledValue": b"eHh4", "Scale": 1}

    def test_parts_of_answers_of_both_forms_stand_in_one_request(self) -> None:
        """Each keeps its own form to itself, beside one that was built."""
        parts = [statistics(*form).column_statistics_list[0] for form in FORMS.values()]
        built = glue.ColumnStatistics.from_wire(column(NUMBER, MOMENT))
        request = glue.UpdateColumnStatisticsForTableRequest(
            database_name="d", table_name="t", column_statistics_list=[*parts, built]
        )
        assert request.to_wire()["ColumnStatisticsList"] == [column(NUMBER, MOMENT)] * 3

    def test_a_part_is_sent_with_what_the_model_does_not_know(self) -> None:
        """And without the nulls of what it knows."""
        wire = {"classification": "x", "properties": None, "later": {"a": [None]}}
        overrides = {"configurationOverrides": {"applicationConfiguration": [wire]}}
        found: Any = es.GetJobRunResponse.from_wire({"jobRun": overrides})
        request = start(configuration_overrides=found.job_run.configuration_overrides)
        assert request.to_wire()["configurationOverrides"] == {
            "applicationConfiguration": [{"classification": "x", "later": {"a": [None]}}]
        }

    def test_a_part_is_not_checked_again(self) -> None:
        """What a service answered it takes back, whatever the model says of it."""
        overrides = {"configurationOverrides": {"applicationConfiguration": [{"later": 1}]}}
        found: Any = es.GetJobRunResponse.from_wire({"jobRun": overrides})
        request = start(configuration_overrides=found.job_run.configuration_overrides)
        assert request.to_wire()["configurationOverrides"] == overrides["configurationOverrides"]


class Hive(es.Hive):
    """A user's own."""

    def words(self) -> list[str]:
        return self.query.split()


class TestIdentity:
    """What was handed in is what an attribute returns; what was made is made once."""

    def test_a_structure(self) -> None:
        """At every level."""
        hive = es.Hive(query="q")
        driver = es.JobDriver(hive=hive)
        request = start(job_driver=driver)
        assert request.job_driver is driver
        assert driver.hive is hive

    def test_one_of_a_subclass(self) -> None:
        """With what the subclass can do."""
        hive = Hive(query="select 1")
        request = start(job_driver=es.JobDriver(hive=hive))
        found: Any = request.job_driver
        assert found.hive is hive
        assert found.hive.words() == ["select", "1"]
        assert request.to_wire()["jobDriver"] == {"hive": {"query": "select 1"}}

    def test_structures_in_a_list_and_in_a_map(self) -> None:
        """The collection is copied, its entries are not."""
        configuration = es.Configuration(classification="x")
        overrides = es.ConfigurationOverrides(application_configuration=[configuration])
        [found] = overrides.application_configuration or []
        assert found is configuration
        capacity = es.InitialCapacityConfig(worker_count=1)
        request = es.UpdateApplicationRequest(
            application_id="a", initial_capacity={"DRIVER": capacity}
        )
        assert request.initial_capacity is not None
        assert request.initial_capacity["DRIVER"] is capacity

    def test_a_part_of_a_response(self) -> None:
        """The object that was read, in the request that it was put in."""
        wire = {"jobRun": {"jobDriver": {"hive": {"query": "q"}}}}
        found: Any = es.GetJobRunResponse.from_wire(wire)
        driver = found.job_run.job_driver
        assert start(job_driver=driver).job_driver is driver

    def test_one_structure_may_stand_in_several(self) -> None:
        """None of them changes it."""
        driver = es.JobDriver(hive=es.Hive(query="q"))
        before = driver.to_wire()
        one, other = start(job_driver=driver), start(job_driver=driver, name="n")
        assert one.job_driver is other.job_driver is driver
        assert driver.to_wire() == before == one.to_wire()["jobDriver"]

    @pytest.mark.parametrize(
        "build",
        [
            full,
            lambda: es.StartJobRunRequest.from_wire(full().to_wire()),
            lambda: statistics(TEXT, SECONDS),
            lambda: statistics(NUMBER, MOMENT),
            lambda: glue.IcebergStructField(id=1, name="n", required=True, type={"a": [1]}),
        ],
        ids=["built", "from_wire", "JSON", "botocore", "document"],
    )
    def test_an_attribute_read_twice_is_the_same_object(self, build: Callable[[], Any]) -> None:
        """Also after other things were done with the structure."""

        def objects(value: Any) -> Iterator[Any]:
            yield value
            if attrs.has(type(value)):
                for field in attrs.fields(type(value)):
                    yield from objects(getattr(value, field.name))
            elif isinstance(value, (list, dict)):
                for item in value.values() if isinstance(value, dict) else value:
                    yield from objects(item)

        value = build()
        before = [*objects(value)]
        assert value == build()
        repr(value), value.to_wire(), copy.copy(value), pickle.dumps(value)
        after = [*objects(value)]
        assert len(before) > 3
        assert all(a is b for a, b in zip(before, after, strict=True))

    def test_threads_that_read_at_once_get_the_same_object(self) -> None:
        """Whoever makes it."""
        interval = sys.getswitchinterval()
        sys.setswitchinterval(1e-6)
        try:
            for _ in range(50):
                found = statistics(TEXT, SECONDS)
                assert len(set(map(id, _read_at_once(found)))) == 1
        finally:
            sys.setswitchinterval(interval)

    def test_what_is_absent_is_none(self) -> None:
        """In requests and responses, read or not."""
        assert start().tags is None
        assert es.GetJobRunResponse.from_wire({}).job_run is None


def _read_at_once(found: Any) -> list[Any]:
    barrier, results = threading.Barrier(4), list[Any]()

    def read() -> None:
        barrier.wait()
        results.append(found.column_statistics_list)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


class TestSubclasses:
    """Users derive classes of their own."""

    def test_a_plain_one_is_checked(self) -> None:
        """By its constructor and by ``from_wire``, which makes one of it."""
        with pytest.raises(ValidationError):
            Hive(query="")
        with pytest.raises(ValidationError):
            Hive.from_wire({"query": ""})
        made = Hive.from_wire({"query": "q"})
        assert type(made) is Hive
        assert made == Hive(query="q")

    def test_it_is_no_equal_of_its_base(self) -> None:
        """As everywhere in attrs."""
        assert Hive(query="q") != es.Hive(query="q")

    def test_it_survives_copies_and_pickles(self) -> None:
        """As itself."""
        made = Hive(query="q")
        for found in (copy.copy(made), copy.deepcopy(made), pickle.loads(pickle.dumps(made))):
            assert type(found) is Hive
            assert found == made

    def test_a_response_may_be_one_too(self) -> None:
        """Read as its base is."""

        class Mine(es.GetJobRunResponse):
            pass

        found = Mine.from_wire({"jobRun": {"state": "NEW"}, "later": 1})
        assert type(found) is Mine
        assert found.job_run is not None
        assert (found.job_run.state, found.unknown_members) == ("NEW", {"later": 1})

    def test_one_that_attrs_makes_sends_nothing_that_is_absent(self) -> None:
        """As its base."""
        assert noted()(query="q", note="why").to_wire() == {"query": "q"}

    def test_one_that_attrs_makes_is_checked(self) -> None:
        """All violations at once."""
        with pytest.raises(ValidationError) as caught:
            noted()(query="", init_query_file="", note="why")
        assert len(caught.value.violations) == 2

    @pytest.mark.parametrize("note", ["", "why"])
    def test_one_that_attrs_makes_keeps_its_own_fields(self, note: str) -> None:
        """Set by its constructor, found by attrs."""
        made = noted()(query="q", note=note)
        assert (made.query, made.note) == ("q", note)
        assert attrs.evolve(made, note="else").note == "else"


def noted() -> Any:
    @attrs.frozen(kw_only=True)
    class Noted(es.Hive):
        note: str = ""

    return Noted


class TestTrusted:
    """What is exempt from the checks stays exempt in every structure that is made of it."""

    def test_a_list_of_structures(self) -> None:
        """More than the model allows, through evolve and into a request."""
        many = trusted([es.Configuration(classification="x")] * 101)
        overrides = es.ConfigurationOverrides(application_configuration=many)
        again = attrs.evolve(overrides, monitoring_configuration=es.MonitoringConfiguration())
        assert attrs.evolve(again, monitoring_configuration=None) == overrides
        wire = start(configuration_overrides=again).to_wire()["configurationOverrides"]
        assert wire["applicationConfiguration"] == [{"classification": "x"}] * 101

    def test_its_entries_are_what_was_handed_in(self) -> None:
        """The list is trusted, the structures in it are themselves."""
        configuration = es.Configuration(classification="x")
        overrides = es.ConfigurationOverrides(application_configuration=trusted([configuration]))
        [found] = overrides.application_configuration or []
        assert found is configuration

    def test_a_list_of_dictionaries(self) -> None:
        """Nobody looks into it; it is sent as it is."""
        wire = [{"classification": "", "later": 1}]
        overrides = es.ConfigurationOverrides(application_configuration=trusted(wire))
        assert overrides.to_wire()["applicationConfiguration"] == wire
        assert attrs.evolve(overrides) == overrides

    def test_a_map(self) -> None:
        """Of strings and of structures."""
        assert start(tags=trusted({"aws:x": "\x00"})).to_wire()["tags"] == {"aws:x": "\x00"}
        capacity = es.InitialCapacityConfig(worker_count=1)
        request = es.UpdateApplicationRequest(
            application_id="a", initial_capacity=trusted({"a worker of tomorrow!": capacity})
        )
        again = attrs.evolve(request, client_token="t")
        assert again.to_wire()["initialCapacity"] == {"a worker of tomorrow!": {"workerCount": 1}}
        assert again.initial_capacity is not None
        assert again.initial_capacity["a worker of tomorrow!"] is capacity

    def test_a_value_in_a_structure_in_a_structure(self) -> None:
        """The outer ones do not ask again."""
        driver = es.JobDriver(hive=es.Hive(query=trusted("")))
        assert start(job_driver=driver).to_wire()["jobDriver"] == {"hive": {"query": ""}}
        assert attrs.evolve(start(job_driver=driver), name="n").job_driver is driver

    def test_a_change_of_a_trusted_list_changes_no_structure(self) -> None:
        """It is copied like any other."""
        given = trusted([es.Configuration(classification="x")])
        overrides = es.ConfigurationOverrides(application_configuration=given)
        given.append("junk")
        assert overrides.to_wire() == {"applicationConfiguration": [{"classification": "x"}]}


def chain(levels: int) -> dict[str, Any]:
    """Configurations inside each other, in wire names."""
    wire: dict[str, Any] = {"classification": "spark"}
    for _ in range(levels - 1):
        wire = {"classification": "spark", "configurations": [wire]}
    return wire


def clauses(name: str, levels: int) -> dict[str, Any]:
    """Clauses inside each other through one member, in wire names."""
    wire: dict[str, Any] = {
        "MapFilter": {"Attribute": "a", "Key": "k", "Value": {"StringValue": ""}}
    }
    for _ in range(levels - 1):
        wire = {name: [wire]}
    return wire


def answered(levels: int) -> Any:
    """A response with so many configurations inside each other."""
    overrides = {"applicationConfiguration": [chain(levels)]}
    return ec.DescribeJobRunResponse.from_wire({"jobRun": {"configurationOverrides": overrides}})


@cache
def tower(levels: int, number: int) -> ec.Configuration:
    """The same as a request that nobody checked; another one for each number."""
    found = ec.Configuration(classification="spark")
    with validation("off"):
        for _ in range(levels - 1):
            found = ec.Configuration(classification="spark", configurations=[found])
    return found


WALKS: dict[str, Callable[[Any, Any], object]] = {
    "to_wire": lambda one, other: one.to_wire(),
    "==": lambda one, other: one == other,
    "repr": lambda one, other: repr(one),
}


class TestDepth:
    """A hundred levels, and a documented error where Python could not walk any further."""

    @pytest.mark.parametrize(("levels", "fits"), [(99, True), (100, False), (120, False)])
    @pytest.mark.parametrize("read", [True, False], ids=["read before", "unread"])
    def test_a_part_of_a_response_counts_with_its_levels(
        self, levels: int, fits: bool, read: bool
    ) -> None:
        """When it is put into a request, whether or not somebody has looked into it."""
        found = answered(levels)
        if read:
            everything(found)
        [part] = found.job_run.configuration_overrides.application_configuration

        def build() -> ec.Configuration:
            return ec.Configuration(classification="spark", configurations=[part])

        if fits:
            assert build().to_wire() == chain(levels + 1)
        else:
            with pytest.raises(ValidationError) as caught:
                build()
            [violation] = caught.value.violations
            assert (violation.path, violation.constraint) == ("configurations[0]", "rule")

    def test_so_does_a_part_of_a_part_that_was_built(self) -> None:
        """Levels of both kinds add up."""
        [part] = answered(60).job_run.configuration_overrides.application_configuration
        found = part
        for _ in range(40):
            found = ec.Configuration(classification="spark", configurations=[found])
        assert found.to_wire() == chain(100)
        with pytest.raises(ValidationError, match="nested too deeply"):
            ec.Configuration(classification="spark", configurations=[found])

    def test_the_deepest_of_several_counts(self) -> None:
        """In a list, and in a structure that can hold another of its kind in two members."""
        flat, deep = (ec.Configuration.from_wire(chain(levels)) for levels in (1, 100))
        for parts in ([flat, deep], [deep, flat]):
            with pytest.raises(ValidationError, match="nested too deeply"):
                ec.Configuration(classification="spark", configurations=parts)
        for name in ("AndAllFilters", "OrAnyFilters"):
            clause = glue.SearchFilterClause.from_wire(clauses(name, 100))
            with pytest.raises(ValidationError, match="nested too deeply"):
                glue.SearchFilterClause(or_any_filters=[clause])

    @pytest.mark.parametrize("walk", WALKS.values(), ids=WALKS)
    def test_a_response_that_is_a_bomb_is_a_documented_error(
        self, walk: Callable[[Any, Any], object]
    ) -> None:
        """When it is read or when it is walked."""
        with pytest.raises(DOCUMENTED):
            walk(answered(10_000), answered(10_000))

    @pytest.mark.parametrize("walk", WALKS.values(), ids=WALKS)
    def test_so_is_a_request_that_nobody_checked(self, walk: Callable[[Any, Any], object]) -> None:
        """It can be built, one level after the other; Python 3.14 compares as deep as that."""
        try:
            answer = walk(tower(1_000, 0), tower(1_000, 1))
        except DOCUMENTED:
            return
        assert answer is True
        assert walk is WALKS["=="]


class TestWarnings:
    """A violation that only warns names the line of the user."""

    @pytest.mark.parametrize(
        "build",
        [
            lambda: start(mode="NEW"),
            lambda: es.StartJobRunRequest.from_wire({**start().to_wire(), "mode": "NEW"}),
            lambda: es.Client(client=NOWHERE).start_job_run(
                application_id="a", execution_role_arn=ROLE, mode="NEW"
            ),
            lambda: Start(application_id="a", execution_role_arn=ROLE, mode="NEW"),
            lambda: Start.from_wire({**start().to_wire(), "mode": "NEW"}),
        ],
        ids=["class", "from_wire", "client", "subclass", "from_wire of a subclass"],
    )
    def test_one_warning_at_the_line_of_the_call(self, build: Callable[[], Any]) -> None:
        """Whichever way the request is built."""
        with validation(enum="warn"), pytest.warns(ValidationWarning) as caught:
            build()
        assert [warning.filename for warning in caught] == [__file__]

    def test_none_when_the_request_is_read_or_sent(self) -> None:
        """It was said when it was built."""
        with validation(enum="warn"):
            with pytest.warns(ValidationWarning):
                request = start(mode="NEW")
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                assert request.mode == request.to_wire()["mode"] == "NEW"
                assert copy.deepcopy(request) == pickle.loads(pickle.dumps(request)) == request

    def test_the_line_itself(self) -> None:
        """Not that of a function around it."""
        with validation(enum="warn"), pytest.warns(ValidationWarning) as caught:
            start_anew()
        here = start_anew.__code__.co_firstlineno + 2
        assert [(warning.filename, warning.lineno) for warning in caught] == [(__file__, here)]


def start_anew() -> None:
    """On the line after this one."""
    es.StartJobRunRequest(application_id="a", execution_role_arn=ROLE, mode="NEW")  # type: ignore[arg-type]


class Start(es.StartJobRunRequest):
    """A user's own."""


NOWHERE: Any = SimpleNamespace(start_job_run=lambda **wire: {})
"""Stands for a client of boto3 whose calls are not sent."""


ANSWER = {
    "jobRun": {
        "state": "A_STATE_OF_TOMORROW",
        "createdAt": SECONDS,
        "jobDriver": {"flink": {"jar": ["x"]}},
        "tags": {"a": "b"},
        "configurationOverrides": {
            "applicationConfiguration": [{"classification": "c", "later": [{"x": None}]}]
        },
        "later": {"y": [1, None]},
    },
    "later": None,
}
METADATA = {"RequestId": "r", "HTTPHeaders": {"a": "b"}, "HTTPStatusCode": 200}


def response() -> Any:
    """A response with metadata, and with unknown members at every level."""
    return es.GetJobRunResponse.from_wire(copy.deepcopy({**ANSWER, "ResponseMetadata": METADATA}))


THINGS: dict[str, Callable[[], Any]] = {
    "a request": full,
    "a request from a dictionary": lambda: es.StartJobRunRequest.from_wire(full().to_wire()),
    "a response": response,
    "blobs as JSON": lambda: statistics(TEXT, SECONDS),
    "blobs as bytes": lambda: statistics(NUMBER, MOMENT),
    "a part of a response": lambda: response().job_run,
    "a document": lambda: glue.IcebergStructField(id=1, name="n", required=True, type={"a": [1]}),
    "a request with parts of a response": lambda: written_back(statistics(TEXT, SECONDS)),
}
every_thing = pytest.mark.parametrize("make", THINGS.values(), ids=THINGS)


class TestCopies:
    """Copies and pickles are equal to the original and know what it knows."""

    @every_thing
    @pytest.mark.parametrize("read", [True, False], ids=["read before", "unread"])
    @pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
    def test_a_pickle(self, make: Callable[[], Any], read: bool, protocol: int) -> None:
        """Of every protocol, whether or not somebody has looked into it."""
        value = make()
        if read:
            everything(value)
        self._is_as(pickle.loads(pickle.dumps(value, protocol)), value)

    @every_thing
    @pytest.mark.parametrize("read", [True, False], ids=["read before", "unread"])
    @pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
    def test_a_copy(self, make: Callable[[], Any], read: bool, copied: Any) -> None:
        """Shallow or deep."""
        value = make()
        if read:
            everything(value)
        self._is_as(copied(value), value)

    @staticmethod
    def _is_as(found: Any, value: Any) -> None:
        assert type(found) is type(value)
        assert found == value
        assert found.to_wire() == value.to_wire()
        assert repr(found) == repr(value)
        assert found.unknown_members == value.unknown_members
        if hasattr(value, "response_metadata"):
            assert found.response_metadata == value.response_metadata

    def test_a_copy_shares_what_is_nested_and_a_deep_one_does_not(self) -> None:
        """As ``copy`` says."""
        value = full()
        assert copy.copy(value).job_driver is value.job_driver
        assert copy.deepcopy(value).job_driver is not value.job_driver

    def test_a_pickle_of_a_response_has_its_metadata(self) -> None:
        """And the unknown members."""
        found = pickle.loads(pickle.dumps(response()))
        assert found.response_metadata == METADATA
        assert found.unknown_members == {"later": None}
        assert found.job_run.unknown_members == {"later": {"y": [1, None]}}

    def test_a_pickle_is_as_frozen_as_the_original(self) -> None:
        """And is checked when it is evolved."""
        found = pickle.loads(pickle.dumps(full()))
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            found.name = "n"
        with pytest.raises(ValidationError):
            attrs.evolve(found, name="")

    def test_unchecked_values_survive(self) -> None:
        """A pickle is read without a check, as it was written without one."""
        for value in (start(name=trusted("")), start(job_driver=trusted({"flink": {}}))):
            assert pickle.loads(pickle.dumps(value)).to_wire() == value.to_wire()
            assert copy.deepcopy(value) == value

    @pytest.mark.skipif(sys.version_info < (3, 13), reason="copy.replace is new in Python 3.13")
    def test_replace(self) -> None:
        """Checks again, as ``attrs.evolve`` does."""
        replace: Any = copy.replace  # type: ignore[attr-defined,unused-ignore]
        assert replace(full(), name="n") == attrs.evolve(full(), name="n")
        with pytest.raises(ValidationError):
            replace(full(), name="")


def disturb(value: Any) -> None:
    """Change every list and dictionary in a value, innermost first."""
    if isinstance(value, dict):
        for item in list(value.values()):
            disturb(item)
        value["disturbed"] = "disturbed"
    elif isinstance(value, list):
        for item in value:
            disturb(item)
        value.append("disturbed")


class TestWhatComesIn:
    """A structure is not affected by what becomes of its source."""

    @pytest.mark.parametrize("read", [True, False], ids=["read before", "unread"])
    def test_a_response(self, read: bool) -> None:
        """Whoever handed in the dictionary may go on with it."""
        source = copy.deepcopy({**ANSWER, "ResponseMetadata": METADATA})
        found = es.GetJobRunResponse.from_wire(source)
        if read:
            everything(found)
        disturb(source)
        assert found == response()
        assert found.to_wire() == response().to_wire()

    def test_the_metadata_of_a_response(self) -> None:
        """botocore's hooks may change theirs."""
        source = copy.deepcopy({**ANSWER, "ResponseMetadata": METADATA})
        found = es.GetJobRunResponse.from_wire(source)
        disturb(source)
        assert found.response_metadata == METADATA

    def test_the_members_of_a_response(self) -> None:
        """Those that are structures or scalars, though nobody has read them yet."""
        source: Any = copy.deepcopy(ANSWER)
        found: Any = es.GetJobRunResponse.from_wire(source)
        source["jobRun"]["jobDriver"] = source["jobRun"]["state"] = "disturbed"
        del source["jobRun"]["createdAt"]
        assert found.job_run.state == "A_STATE_OF_TOMORROW"
        assert found.job_run.created_at == MOMENT
        assert found.job_run.job_driver.unknown_members == {"flink": {"jar": ["x"]}}

    def test_a_request_from_a_dictionary(self) -> None:
        """At any depth, whether or not it was read before."""
        source = full().to_wire()
        found = es.StartJobRunRequest.from_wire(source)
        disturb(source)
        assert found == full()
        assert found.to_wire() == full().to_wire()

    def test_a_request_from_lists_and_maps(self) -> None:
        """They are copied."""
        arguments, tags = ["x"], {"env": "prod"}
        submit = es.SparkSubmit(entry_point="e", entry_point_arguments=arguments)
        request = start(tags=tags, job_driver=es.JobDriver(spark_submit=submit))
        configurations = [es.Configuration(classification="x")]
        overrides = es.ConfigurationOverrides(application_configuration=configurations)
        for given in (arguments, tags, configurations):
            disturb(given)
        assert request.to_wire()["tags"] == {"env": "prod"}
        assert submit.to_wire()["entryPointArguments"] == submit.entry_point_arguments == ["x"]
        assert overrides.to_wire() == {"applicationConfiguration": [{"classification": "x"}]}

    @pytest.mark.parametrize(
        "build",
        [
            lambda document: glue.IcebergStructField(id=1, name="n", required=True, type=document),
            lambda document: glue.IcebergStructField.from_wire(
                {"Id": 1, "Name": "n", "Required": True, "Type": document}
            ),
        ],
        ids=["class", "from_wire"],
    )
    def test_a_request_from_a_document(self, build: Callable[[Any], Any]) -> None:
        """At any depth."""
        document: Any = {"a": [1, {"b": None}]}
        made = build(document)
        disturb(document)
        assert made.to_wire()["Type"] == made.type == {"a": [1, {"b": None}]}

    @pytest.mark.parametrize("mark", [trusted, lambda value: value])
    def test_a_request_from_dictionaries_that_stand_for_structures(self, mark: Any) -> None:
        """Trusted ones, too, at their top."""
        driver: Any = {"hive": {"query": "q"}}
        request = start(job_driver=mark(driver))
        driver["later"] = 1
        assert request.to_wire()["jobDriver"] == {"hive": {"query": "q"}}


class TestWhatGoesOut:
    """``to_wire`` hands out nothing that the structure still holds."""

    @pytest.mark.parametrize("make", list(THINGS.values()), ids=THINGS)
    def test_changing_it_changes_no_structure(self, make: Callable[[], Any]) -> None:
        """At any depth."""
        value = make()
        disturb(value.to_wire())
        assert value.to_wire() == make().to_wire()
        assert value == make()

    def test_each_time_it_is_another(self) -> None:
        """Nested ones, too."""
        value = full()
        one, other = value.to_wire(), value.to_wire()
        assert one == other
        for name in ("jobDriver", "configurationOverrides", "tags"):
            assert one[name] is not other[name]
        part = value.job_driver
        assert part is not None
        assert part.to_wire() == one["jobDriver"]
        assert part.to_wire() is not one["jobDriver"]


class TestEquality:
    """Structures are equal where their members are, whatever they were made of."""

    def test_of_what_was_read_in_both_forms(self) -> None:
        """Moments as numbers and as datetimes, blobs as base64 and as bytes."""
        one, other = (statistics(*form) for form in FORMS.values())
        assert one == other
        assert one.column_statistics_list == other.column_statistics_list
        assert written_back(one) == written_back(other)

    @pytest.mark.parametrize("read", [True, False], ids=["read before", "unread"])
    def test_of_what_somebody_has_looked_into(self, read: bool) -> None:
        """It differs from what nobody has."""
        one, other = statistics(TEXT, SECONDS), statistics(TEXT, SECONDS)
        everything(one)
        if read:
            everything(other)
        assert one == other
        assert repr(one) == repr(other)

    def test_of_what_was_built_and_what_was_read(self) -> None:
        """A part of a response, and the same as somebody would write it."""
        wire = column(TEXT, SECONDS)
        found: Any = glue.GetColumnStatisticsForTableResponse.from_wire(
            {"ColumnStatisticsList": [wire]}
        )
        [part] = found.column_statistics_list
        assert part == glue.ColumnStatistics.from_wire(column(NUMBER, MOMENT))
        assert glue.ColumnStatistics.from_wire(column(NUMBER, MOMENT)) == part

    def test_of_what_was_built_in_two_ways(self) -> None:
        """From classes and from a dictionary, enum members or their values."""
        assert es.StartJobRunRequest.from_wire(full().to_wire()) == full()
        assert start(mode="BATCH") == start(mode=es.JobRunMode.BATCH)

    @pytest.mark.parametrize(
        "other",
        [
            lambda: attrs.evolve(full(), name="n"),
            lambda: attrs.evolve(full(), tags={"env": "test"}),
            lambda: attrs.evolve(full(), tags=None),
            lambda: attrs.evolve(full(), configuration_overrides=None),
            lambda: full().to_wire(),
            lambda: None,
        ],
        ids=["more", "other", "less", "without a structure", "a dictionary", "nothing"],
    )
    def test_not_of_what_differs(self, other: Callable[[], Any]) -> None:
        """A member more, less or other; or no structure at all."""
        assert full() != other()

    def test_not_of_what_differs_in_what_the_model_does_not_know(self) -> None:
        """At any depth."""
        one, other = copy.deepcopy(ANSWER), copy.deepcopy(ANSWER)
        other["jobRun"]["later"]["y"].append(2)  # type: ignore[index]
        assert es.GetJobRunResponse.from_wire(one) != es.GetJobRunResponse.from_wire(other)

    def test_the_metadata_does_not_count(self) -> None:
        """Two answers that say the same are equal."""
        assert es.GetJobRunResponse.from_wire(ANSWER) == response()

    def test_structures_have_no_hash(self) -> None:
        """They hold lists and maps."""
        with pytest.raises(TypeError, match="unhashable"):
            hash(full())


NULLS = {
    "jobRun": {
        "state": None,
        "createdAt": None,
        "jobDriver": None,
        "tags": None,
        "configurationOverrides": {"applicationConfiguration": None},
    },
    "later": None,
}


class TestNulls:
    """A null of a known member is an absent member; any other null is a value."""

    def test_of_known_members(self) -> None:
        """``None`` as an attribute, left out of the wire form."""
        found: Any = es.GetJobRunResponse.from_wire(NULLS)
        run = found.job_run
        assert (run.state, run.created_at, run.job_driver, run.tags) == (None,) * 4
        assert run.configuration_overrides.application_configuration is None
        assert found.to_wire() == {"jobRun": {"configurationOverrides": {}}, "later": None}

    def test_they_make_no_difference(self) -> None:
        """To an answer without them."""
        bare = {"jobRun": {"configurationOverrides": {}}, "later": None}
        assert es.GetJobRunResponse.from_wire(NULLS) == es.GetJobRunResponse.from_wire(bare)
        assert repr(es.GetJobRunResponse.from_wire(NULLS)) == repr(
            es.GetJobRunResponse.from_wire(bare)
        )

    def test_in_lists_and_maps(self) -> None:
        """Kept, wherever the model has no member."""
        overrides = {"applicationConfiguration": [None, {"classification": "x"}]}
        wire = {"jobRun": {"tags": {"a": None}, "configurationOverrides": overrides}}
        found: Any = es.GetJobRunResponse.from_wire(wire)
        assert found.to_wire() == wire
        assert found.job_run.tags == {"a": None}
        [nothing, something] = found.job_run.configuration_overrides.application_configuration
        assert (nothing, something.classification) == (None, "x")

    def test_in_requests(self) -> None:
        """``None`` is the same as leaving an argument or a member out."""
        assert start(tags=None) == start()
        assert es.StartJobRunRequest.from_wire({**start().to_wire(), "tags": None}) == start()


class TestUnknownMembers:
    """What a service says that the model does not know is kept as it came."""

    def test_they_are_written_unchanged(self) -> None:
        """At any depth: in structures, in lists and in unions."""
        wire = response().to_wire()
        assert wire == {**ANSWER, "jobRun": {**ANSWER["jobRun"], "createdAt": MOMENT}}  # type: ignore[dict-item]

    def test_they_can_be_read(self) -> None:
        """By the names that the service gave them."""
        found = response()
        run = found.job_run
        [configuration] = run.configuration_overrides.application_configuration
        assert found.unknown_members == {"later": None}
        assert run.unknown_members == {"later": {"y": [1, None]}}
        assert run.job_driver.unknown_members == {"flink": {"jar": ["x"]}}
        assert configuration.unknown_members == {"later": [{"x": None}]}

    def test_they_are_no_attributes(self) -> None:
        """Nor is there anything else on an instance that its class does not say."""
        with pytest.raises(AttributeError):
            response().later  # noqa: B018

    def test_there_are_none_in_what_the_model_knows(self) -> None:
        """An empty mapping, in requests as well."""
        assert full().unknown_members == {}
        assert statistics(TEXT, SECONDS).unknown_members == {}

    def test_they_are_not_read_as_anything(self) -> None:
        """Numbers are not read as moments, nor text as a blob."""
        wire = {"later": {"createdAt": 1.5, "UnscaledValue": TEXT}}
        found = glue.GetColumnStatisticsForTableResponse.from_wire(wire)
        assert found.unknown_members == found.to_wire() == wire

    def test_those_that_were_let_past_are_sent(self) -> None:
        """In a request whose policy allows it."""
        wire = {**start().to_wire(), "later": {"a": 1}}
        with validation(unknown="off"):
            request = es.StartJobRunRequest.from_wire(wire)
            built = start(later={"a": 1})
        assert request.to_wire() == built.to_wire() == wire
        assert request.unknown_members == built.unknown_members == {"later": {"a": 1}}


class TestJunk:
    """An answer that is not what the model says is readable and goes back as it came."""

    @pytest.mark.parametrize("junk", ["text", True, [1], 1e300, [{"a": 1}]], ids=repr)
    @pytest.mark.parametrize(
        "name", ["jobRun", "createdAt", "jobDriver", "tags", "configurationOverrides", "state"]
    )
    def test_a_member_of_another_kind(self, name: str, junk: Any) -> None:
        """In place of a structure, a moment, a list, a map or a string."""
        wire = {name: junk} if name == "jobRun" else {"jobRun": {name: junk}}
        found: Any = es.GetJobRunResponse.from_wire(wire)
        everything(found)
        assert found.to_wire() == wire
        assert found == es.GetJobRunResponse.from_wire(wire)
        assert "GetJobRunResponse" in repr(found)

    @pytest.mark.parametrize("junk", ["not base64!", 5, ["eHh4"]], ids=repr)
    def test_a_blob_that_is_none(self, junk: Any) -> None:
        """It stays what it is."""
        found = statistics(junk, SECONDS)
        [part] = found.column_statistics_list
        number = part.statistics_data.decimal_column_statistics_data.minimum_value
        assert number.unscaled_value == junk
        assert found.to_wire() == {"ColumnStatisticsList": [column(junk, MOMENT)]}


class TestAttrs:
    """Structures are attrs classes."""

    def test_evolve_changes_one_member(self) -> None:
        """And keeps the objects of the others."""
        request = full()
        changed = attrs.evolve(request, name="n")
        assert (changed.name, request.name) == ("n", None)
        assert changed.job_driver is request.job_driver
        assert changed.to_wire() == {**request.to_wire(), "name": "n"}
        assert attrs.evolve(changed, name=None) == request

    def test_evolve_checks(self) -> None:
        """What it makes is a request like any other."""
        with pytest.raises(ValidationError) as caught:
            attrs.evolve(full(), name="", application_id="A B")
        assert {found.path for found in caught.value.violations} == {"name", "applicationId"}

    def test_evolve_of_a_part_of_a_response(self) -> None:
        """A configuration that was read, changed and sent."""
        wire = {"jobRun": {"tags": {"a": "b"}, "jobDriver": {"hive": {"query": "q"}}}}
        found: Any = es.GetJobRunResponse.from_wire(wire)
        hive = attrs.evolve(found.job_run.job_driver.hive, query="other")
        assert hive.to_wire() == {"query": "other"}
        assert found.to_wire() == wire

    def test_asdict(self) -> None:
        """Python names at every level."""
        shown = attrs.asdict(full(), filter=lambda field, value: value is not None)
        submit = {"entry_point": "s3://b/a", "entry_point_arguments": ["x", "y"]}
        assert shown["job_driver"] == {"spark_submit": submit}
        assert shown["configuration_overrides"] == {
            "application_configuration": [
                {"classification": "spark", "properties": {"a": "b"}},
                {"classification": "hive"},
            ]
        }
        assert shown["tags"] == {"env": "prod"}

    @every_form
    def test_asdict_of_a_response(self, form: Any) -> None:
        """Moments and bytes, as its attributes are."""
        [shown] = attrs.asdict(statistics(*form))["column_statistics_list"]
        data = shown["statistics_data"]["decimal_column_statistics_data"]
        assert data["minimum_value"] == {"unscaled_value": NUMBER, "scale": 2}
        assert shown["analyzed_time"] == MOMENT

    def test_astuple_and_fields_go_together(self) -> None:
        """In the order of the class."""
        names = [field.name for field in attrs.fields(es.Hive)]
        assert dict(zip(names, attrs.astuple(es.Hive(query="q")), strict=True)) == {
            "query": "q",
            "init_query_file": None,
            "parameters": None,
        }


class TestRepr:
    """What is sensitive is hidden, however the structure was made."""

    SECRET = "hunter2"

    def driver(self) -> dict[str, Any]:
        return {"sparkSubmit": {"entryPoint": self.SECRET, "entryPointArguments": [self.SECRET]}}

    @pytest.mark.parametrize("read", [True, False], ids=["read before", "unread"])
    def test_in_requests_responses_and_copies(self, read: bool) -> None:
        """Nested, in lists and in maps."""
        built = es.StartJobRunRequest.from_wire({**start().to_wire(), "jobDriver": self.driver()})
        wire = {"jobRun": {"jobDriver": self.driver(), "state": "RUNNING"}}
        answer = es.GetJobRunResponse.from_wire(wire)
        configuration = ec.Configuration(classification="x", properties={"password": self.SECRET})
        for value in (built, answer, configuration):
            if read:
                everything(value)
            for found in (value, copy.copy(value), pickle.loads(pickle.dumps(value))):
                assert self.SECRET not in repr(found)
                assert "***" in repr(found)
        assert "state='RUNNING'" in repr(answer)

    def test_the_rest_is_shown_by_its_python_names(self) -> None:
        """What is absent is not."""
        shown = repr(start(tags={"env": "prod"}))
        assert shown == (
            f"StartJobRunRequest(application_id='00f1abcd', execution_role_arn='{ROLE}',"
            " client_token='t', tags={'env': 'prod'})"
        )

    def test_unknown_members_are_named_and_not_shown(self) -> None:
        """Nobody knows whether they are sensitive."""
        found = es.GetJobRunResponse.from_wire({"later": self.SECRET})
        assert repr(found) == "GetJobRunResponse(unknown_members=['later'])"


@pytest.mark.parametrize("build", [glue.CreateJobRequest, glue.Job])
def test_what_nobody_can_walk_is_not_built(build: Any) -> None:
    """Not even if nothing is checked; by both ways."""
    endless: dict[str, Any] = {}
    endless["itself"] = [endless]
    with validation("off"):
        with pytest.raises(NestingError):
            build(name=endless)
        with pytest.raises(NestingError):
            build.from_wire({"Name": endless})
