"""Log text as a specification: every line once, in order, as it comes; with and without await."""

from __future__ import annotations

import gzip
import random
import time
import warnings
from collections.abc import Iterator
from datetime import datetime, timezone
from itertools import count, repeat
from types import SimpleNamespace
from typing import Any

import pytest

from codegen.runtime.jobs import async_jobs, jobs
from codegen.runtime.jobs.spark import redacted
from tests.support.clock import FakeTime
from tests.support.job_runs import DESCRIBE, Flavour, StubClient, described
from tests.support.log_store import Bucket, LogGroups, refused


def _now() -> int:
    """In milliseconds, as CloudWatch has it."""
    return int(time.time() * 1000)


NOW = _now()
OUTPUT, ERROR = "/aws-glue/jobs/output", "/aws-glue/jobs/error"
RUNNING = {"emr-containers": "RUNNING", "emr-serverless": "RUNNING", "glue": "RUNNING"}
ENDED = {"emr-containers": "COMPLETED", "emr-serverless": "SUCCESS", "glue": "SUCCEEDED"}
FOLDER = "applications/app1/jobs/run1/"
THROTTLED = refused("ThrottlingException")


@pytest.fixture(params=["synchronous", "asynchronous"])
def flavour(request: pytest.FixtureRequest) -> Flavour:
    modules = SimpleNamespace(jobs=jobs, async_jobs=async_jobs)
    return Flavour(request.param == "asynchronous", modules)


@pytest.fixture
def groups() -> LogGroups:
    return LogGroups()


@pytest.fixture
def bucket() -> Bucket:
    return Bucket()


def settings(service: str, **monitoring: Any) -> dict[str, Any]:
    """A run's configuration of its logs."""
    inner = {
        "s3_monitoring_configuration": None,
        "cloud_watch_monitoring_configuration": None,
        "cloud_watch_logging_configuration": None,
        **monitoring,
    }
    overrides = SimpleNamespace(monitoring_configuration=SimpleNamespace(**inner))
    return {"configuration_overrides": overrides}


def client(
    flavour: Flavour, service: str, looks: int, groups: Any = None, bucket: Any = None, **more: Any
) -> StubClient:
    """A client of a run that is seen running so many times, and then ended."""
    answers = [described(service, RUNNING[service], **more)] * looks
    stub = flavour.client(
        service, **{DESCRIBE[service]: [*answers, described(service, ENDED[service], **more)]}
    )
    stub.log_clients = {"logs": groups, "s3": bucket}
    return stub


def glue(flavour: Flavour, groups: LogGroups, looks: int = 0, **more: Any) -> StubClient:
    return client(flavour, "glue", looks, groups, **more)


def serverless(flavour: Flavour, bucket: Bucket, looks: int = 0) -> StubClient:
    s3 = SimpleNamespace(log_uri="s3://logs/here")
    more = settings("emr-serverless", s3_monitoring_configuration=s3)
    return client(flavour, "emr-serverless", looks, None, bucket, **more)


def texts(lines: list[Any]) -> list[str]:
    return [line.text for line in lines]


NONSENSE = [None, 5, "x", [], {}, {"a": 1}, 10**400, float("nan")]


class TestCloudWatch:
    """Streams, pages, events."""

    def test_a_line_has_its_time_and_its_stream(self, flavour: Flavour, groups: LogGroups) -> None:
        """And is its text where a string is wanted."""
        groups.put(OUTPUT, "jr_1", (1_700_000_000_123, "hello\n"))
        [line] = flavour.attach(glue(flavour, groups)).tail_logs()
        moment = datetime(2023, 11, 14, 22, 13, 20, 123_000, timezone.utc)
        assert (line.time, line.stream, line.text, str(line)) == (moment, "jr_1", "hello", "hello")

    def test_an_event_may_have_several_lines(self, flavour: Flavour, groups: LogGroups) -> None:
        """Empty ones too, and those that Windows ends."""
        groups.put(OUTPUT, "jr_1", (NOW, "Traceback:\r\n\n  File x\u2028y\n"))
        lines = flavour.attach(glue(flavour, groups)).tail_logs()
        assert texts(lines) == ["Traceback:", "", "  File x\u2028y"]

    def test_many_streams_are_in_order_of_time(self, flavour: Flavour) -> None:
        """Over all their pages, in which a line may stand twice."""
        groups = LogGroups(page=7)
        for n in range(600):
            group, stream = [(OUTPUT, "jr_1"), (ERROR, "jr_1"), (ERROR, "jr_1_g-1")][n * n % 3]
            groups.put(group, stream, (NOW + n, f"{n}"))
        lines = flavour.attach(glue(flavour, groups)).tail_logs(executors=True)
        assert texts(lines) == [f"{n}" for n in range(600)]

    def test_equal_lines_of_one_moment_are_all_given(self, flavour: Flavour) -> None:
        """A table has many."""
        groups = LogGroups(page=2)
        groups.put(OUTPUT, "jr_1", *[(NOW, "+---+")] * 5)
        assert texts(flavour.attach(glue(flavour, groups)).tail_logs()) == ["+---+"] * 5

    def test_pages_without_events_are_not_the_end(
        self, flavour: Flavour, groups: LogGroups
    ) -> None:
        """As CloudWatch has them where there is a gap in time."""
        groups.empty_pages = 3
        groups.put(OUTPUT, "jr_1", (NOW, "a"))
        assert texts(flavour.attach(glue(flavour, groups)).tail_logs()) == ["a"]

    def test_logs_that_do_not_exist_are_empty(self, flavour: Flavour, groups: LogGroups) -> None:
        """Neither is an error, nor when they come later."""
        assert flavour.attach(glue(flavour, groups)).tail_logs() == []
        time = FakeTime(on_sleep=lambda: groups.put(OUTPUT, "jr_1", (NOW + len(time.slept), "x")))
        run = flavour.attach(glue(flavour, groups, looks=3), time)
        assert len(run.tail_logs(follow=True)) >= 3

    @pytest.mark.parametrize("seed", range(5))
    def test_nothing_is_lost_or_given_twice_between_polls(
        self, seed: int, flavour: Flavour
    ) -> None:
        """Streams that appear late, events up to a minute late, equal ones, small pages."""
        chance = random.Random(seed)
        groups = LogGroups(page=chance.randint(2, 300))
        written: list[str] = []
        base = NOW - 3_600_000

        def write() -> None:
            if len(time.slept) > 30:
                return
            for _ in range(chance.randint(0, 200)):
                group = chance.choice([OUTPUT, ERROR])
                streams = ["jr_1", *(f"jr_1_g-{n}" for n in range(len(time.slept) // 5))]
                stream = chance.choice(streams)
                late = chance.choice([0, 0, 0, chance.randint(0, 55_000)])
                text = f"{stream} {chance.randint(0, 20)}"
                groups.put(group, stream, (base + len(time.slept) * 60_000 - late, text))
                written.append(text)

        time = FakeTime(on_sleep=write)
        run = flavour.attach(glue(flavour, groups, looks=32), time)
        lines = run.tail_logs(follow=True, executors=True, poll=1)
        assert sorted(texts(lines)) == sorted(written)
        assert len(written) > 1000

    def test_a_stream_is_not_read_from_its_beginning_every_time(
        self, flavour: Flavour, groups: LogGroups
    ) -> None:
        """But from its last thousand events, or from a minute before the last."""
        base = NOW - 10_000_000
        groups.put(OUTPUT, "jr_1", *((base + n * 1000, "x") for n in range(5000)))
        flavour.attach(glue(flavour, groups, looks=3), FakeTime()).tail_logs(follow=True)
        starts = [call["startTime"] for name, call in groups.calls if name == "filter_log_events"]
        assert starts[0] == 0
        assert set(starts[6:]) == {base + 4000 * 1000}

    def test_an_event_of_the_future_does_not_make_others_late(
        self, flavour: Flavour, groups: LogGroups
    ) -> None:
        """Some worker's clock is an hour ahead. What is late is so by the clock of this machine."""
        now = _now()
        groups.put(OUTPUT, "jr_1", *((now - 500_000 + n, "x") for n in range(1500)))
        groups.put(OUTPUT, "jr_1", *((now + 3_600_000 + n, "ahead") for n in range(1500)))
        time = FakeTime(on_sleep=lambda: groups.put(OUTPUT, "jr_1", (now, f"{len(time.slept)}")))
        run = flavour.attach(glue(flavour, groups, looks=2), time)
        assert {"1", "2"} < {*texts(run.tail_logs(follow=True, timeout=9, poll=1))}

    @pytest.mark.parametrize(
        ("driver", "others"),
        [
            (["jr_1"], ["jr_1_g-a1b2", "jr_1-1", "jr_1-progress-bar"]),
            (["jr_1-driver"], ["jr_1-1", "jr_1-12"]),
        ],
    )
    def test_executors_when_asked(
        self, driver: list[str], others: list[str], flavour: Flavour, groups: LogGroups
    ) -> None:
        """And never the streams of another run."""
        for stream in [*driver, *others, "jr_12", "jr_12-driver"]:
            groups.put(ERROR, stream, (NOW, stream))
        run = flavour.attach(glue(flavour, groups))
        assert texts(run.tail_logs()) == driver
        assert {*texts(run.tail_logs(executors=True))} == {*driver, *others}

    def test_a_run_whose_driver_never_wrote_shows_the_others(
        self, flavour: Flavour, groups: LogGroups
    ) -> None:
        """Only they know why."""
        group = SimpleNamespace(log_group_name="emr", log_stream_name_prefix="p")
        more = settings("emr-containers", cloud_watch_monitoring_configuration=group)
        submitter = "p/vc1/jobs/run1/containers/run1-abcde/stderr"
        groups.put("emr", submitter, (NOW, "ImagePullBackOff"))
        run = flavour.attach(client(flavour, "emr-containers", 1, groups, **more))
        assert texts(run.tail_logs()) == []
        assert texts(run.tail_logs()) == ["ImagePullBackOff"]

    def test_runs_that_share_streams_are_told_apart_by_time(
        self, flavour: Flavour, groups: LogGroups
    ) -> None:
        """Glue 5 with a prefix of the user's."""
        started = datetime.fromtimestamp(NOW / 1000, timezone.utc)
        stub = glue(
            flavour,
            groups,
            started_on=started,
            completed_on=started,
            arguments={"--custom-logStream-prefix": "day1", "--custom-logGroup-prefix": "/etl"},
            glue_version="5.0",
        )
        before, after = (NOW - 60_000, "the run before"), (NOW + 600_000, "the run after")
        groups.put("/etl/output", "day1-driver", before, (NOW + 5, "this one"), after)
        groups.put("/etl/output", "day10-driver", (NOW, "another job's"))
        assert texts(flavour.attach(stub).tail_logs()) == ["this one"]

    def test_ray_jobs_write_to_a_group_for_each_kind_of_log(
        self, flavour: Flavour, groups: LogGroups
    ) -> None:
        """The script's is the driver's; the names of streams end with what is not documented."""
        stub = glue(flavour, groups, worker_type="Z.2X")
        groups.put("/aws-glue/ray/jobs/script-log", "jr_1-10_0_0_1", (NOW, "the script"))
        groups.put("/aws-glue/ray/jobs/ray-worker-out-logs", "jr_1-w1", (NOW + 1, "a task"))
        groups.put("/aws-glue/ray/jobs/ray-worker-err-logs", "jr_2-w1", (NOW, "another run's"))
        run = flavour.attach(stub)
        assert texts(run.tail_logs()) == ["the script"]
        assert texts(run.tail_logs(executors=True)) == ["the script", "a task"]

    @pytest.mark.parametrize("odd", ["soon", [], 10**30, datetime(1, 1, 1), -(10**11)])
    def test_times_that_cannot_be_read_are_none(
        self, flavour: Flavour, groups: LogGroups, odd: Any
    ) -> None:
        """An answer may hold anything: an odd time does not hide the log."""
        stub = glue(
            flavour,
            groups,
            started_on=odd,
            completed_on=odd,
            arguments={"--custom-logStream-prefix": "day1"},
            glue_version="5.0",
        )
        groups.put(OUTPUT, "day1-driver", (NOW, "a line"))
        assert texts(flavour.attach(stub).tail_logs()) == ["a line"]

    def test_throttling_is_ridden_out(self, flavour: Flavour) -> None:
        """Between two pages as well: nothing is lost, nothing is given twice."""
        groups = LogGroups(page=10)
        groups.put(OUTPUT, "jr_1", *((NOW + n, f"{n}") for n in range(100)))
        groups.faults = [None, THROTTLED, None, None, THROTTLED, None, None, None, THROTTLED]
        lines = flavour.attach(glue(flavour, groups)).tail_logs()
        assert texts(lines) == [f"{n}" for n in range(100)]

    def test_pages_without_an_end_end_with_the_time(
        self, flavour: Flavour, groups: LogGroups
    ) -> None:
        """A service that always has another token."""
        time = FakeTime()

        def endless(**arguments: Any) -> dict[str, Any]:
            time.seconds += 0.1
            return {"events": [], "nextToken": str(time.seconds)}

        groups.put(OUTPUT, "jr_1", (NOW, "x"))
        groups.filter_log_events = endless  # type: ignore[method-assign, assignment]
        run = flavour.attach(glue(flavour, groups), time)
        with pytest.raises(jobs.JobRunTimeoutError, match="60 s"):
            run.tail_logs(timeout=60)
        run = flavour.attach(glue(flavour, groups), time)
        assert run.wait(on_log=print, timeout=60).succeeded

    def test_pages_that_lead_in_a_circle_end(self, flavour: Flavour, groups: LogGroups) -> None:
        """Of events, with tokens that alternate; and of streams, none of which has a name."""
        numbers = count()

        def circle(**_: Any) -> dict[str, Any]:
            number = next(numbers)
            if number > 1_000:
                pytest.fail("there is always another page to ask for")
            return {"events": [], "nextToken": f"{number % 2}"}

        def pages(**_: Any) -> Iterator[dict[str, Any]]:
            yield from repeat({}, 50_000)
            pytest.fail("there is always another page to ask for")

        groups.put(OUTPUT, "jr_1", (NOW, "x"))
        groups.filter_log_events = circle  # type: ignore[method-assign, assignment]
        assert texts(flavour.attach(glue(flavour, groups)).tail_logs(timeout=None)) == []
        groups.describe_log_streams = pages  # type: ignore[method-assign, assignment]
        assert texts(flavour.attach(glue(flavour, groups)).tail_logs(timeout=None)) == []

    def test_a_service_that_refuses_is_an_error(self, flavour: Flavour, groups: LogGroups) -> None:
        """The right to read is missing."""
        groups.faults = [refused("AccessDeniedException")]
        with pytest.raises(Exception, match="AccessDenied"):
            flavour.attach(glue(flavour, groups)).tail_logs()

    @pytest.mark.parametrize(
        "event",
        [
            {"eventId": "1", "timestamp": 10**18, "message": "x"},
            {"timestamp": NOW, "message": "x"},
            {"eventId": "1", "message": "x"},
        ],
    )
    def test_an_event_may_be_odd(
        self, event: dict[str, Any], flavour: Flavour, groups: LogGroups
    ) -> None:
        """Responses are forgiving."""
        groups.groups[OUTPUT]["jr_1"] = [{"timestamp": 0, **event}]
        assert texts(flavour.attach(glue(flavour, groups)).tail_logs()) == ["x"]

    @pytest.mark.parametrize("nonsense", NONSENSE, ids=lambda value: repr(value)[:9])
    def test_what_is_not_a_stream_or_an_event_is_passed_over(
        self,
        nonsense: Any,
        flavour: Flavour,
        groups: LogGroups,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """The others are read."""
        pages = [{"logStreams": nonsense}, {"logStreams": [nonsense, {"logStreamName": nonsense}]}]
        listed = [*pages, {"logStreams": [{"logStreamName": "jr_1"}]}]
        odd = {"eventId": nonsense, "timestamp": nonsense, "message": nonsense}
        answers = {
            None: {"events": nonsense, "nextToken": "1"},
            "1": {"events": [nonsense, odd, {"timestamp": NOW, "message": "y"}]},
        }

        def answer(logGroupName: str, nextToken: str | None = None, **_: Any) -> Any:
            return answers[nextToken] if logGroupName == OUTPUT else {"events": nonsense}

        monkeypatch.setattr(groups, "describe_log_streams", lambda **_: iter(listed))
        monkeypatch.setattr(groups, "filter_log_events", answer)
        found = texts(flavour.attach(glue(flavour, groups)).tail_logs())
        assert [text for text in found if text and text != nonsense] == ["y"]


class TestS3:
    """Files that EMR writes again when they have grown."""

    def test_files_of_the_driver_one_after_the_other(
        self, flavour: Flavour, bucket: Bucket
    ) -> None:
        """They have no times; those of executors when asked; no event logs."""
        bucket.put(f"here/{FOLDER}SPARK_DRIVER/stderr.gz", "e1\ne2\n")
        bucket.put(f"here/{FOLDER}SPARK_DRIVER/stdout.gz", "o1\n")
        bucket.put(f"here/{FOLDER}SPARK_EXECUTOR/1/stdout.gz", "x1\n")
        bucket.put(f"here/{FOLDER}sparklogs/eventlog", "{}\n", compressed=False)
        bucket.put(f"here/{FOLDER}attempts/2/SPARK_DRIVER/stdout.gz", "another attempt\n")
        run = flavour.attach(serverless(flavour, bucket))
        first, *rest = run.tail_logs()
        stream = f"s3://logs/here/{FOLDER}SPARK_DRIVER/stderr.gz"
        assert (first.time, first.stream, first.text) == (None, stream, "e1")
        assert texts(rest) == ["e2", "o1"]
        assert texts(run.tail_logs(executors=True)) == ["e1", "e2", "o1", "x1"]

    @pytest.mark.parametrize("nonsense", NONSENSE, ids=lambda value: repr(value)[:9])
    def test_what_is_not_a_file_is_passed_over(
        self, nonsense: Any, flavour: Flavour, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The others are read."""
        bucket.put(f"here/{FOLDER}SPARK_DRIVER/stdout.gz", "x")
        pages = [{"Contents": nonsense}, {"Contents": [nonsense, {"Key": nonsense}]}]
        listed = [*pages, *bucket.list_objects_v2("b", "")]
        monkeypatch.setattr(bucket, "list_objects_v2", lambda **_: iter(listed))
        assert texts(flavour.attach(serverless(flavour, bucket)).tail_logs()) == ["x"]

    def test_a_file_that_grows_is_given_once(self, flavour: Flavour, bucket: Bucket) -> None:
        """A line that is not finished waits for its end."""
        key, whole = f"here/{FOLDER}SPARK_DRIVER/stdout.gz", "".join(f"{n}\n" for n in range(99))
        time = FakeTime(on_sleep=lambda: bucket.put(key, whole[: len(time.slept) * 31]))
        run = flavour.attach(serverless(flavour, bucket, looks=12), time)
        assert texts(run.tail_logs(follow=True)) == whole.split()

    def test_a_file_that_is_another_is_given_whole(self, flavour: Flavour, bucket: Bucket) -> None:
        """It was rotated."""
        key, versions = f"here/{FOLDER}SPARK_DRIVER/stdout.gz", ["a\nb\n", "c\n", "c\nd\n"]
        time = FakeTime(
            on_sleep=lambda: bucket.put(key, versions[min(len(time.slept), len(versions)) - 1])
        )
        run = flavour.attach(serverless(flavour, bucket, looks=4), time)
        assert texts(run.tail_logs(follow=True)) == ["a", "b", "c", "d"]

    def test_what_is_unchanged_is_not_fetched_again(self, flavour: Flavour, bucket: Bucket) -> None:
        """Lists are cheap, logs are large."""
        bucket.put(f"here/{FOLDER}SPARK_DRIVER/stdout.gz", "a\n")
        flavour.attach(serverless(flavour, bucket, looks=9), FakeTime()).tail_logs(follow=True)
        assert sum(name == "get_object" for name, _ in bucket.calls) <= 2

    @pytest.mark.parametrize(
        ("body", "lines"),
        [
            (gzip.compress(b"a\n", mtime=0) + gzip.compress(b"b\n", mtime=0), ["a", "b"]),
            (gzip.compress(b"a\nb", mtime=0), ["a", "b"]),
            (gzip.compress(b"".join(b"%d\n" % n for n in range(9)), mtime=0), [*"012345678"]),
            (b"plain\ntext\n", ["plain", "text"]),
            (gzip.compress(b"\xff\n", mtime=0), ["\ufffd"]),
            (b"\x1f\x8bnothing else", []),
            (b"", []),
        ],
    )
    def test_whatever_is_in_a_file(
        self, body: bytes, lines: list[str], flavour: Flavour, bucket: Bucket
    ) -> None:
        """Several parts, an unfinished last line, no compression, no UTF-8, nothing."""
        bucket.files[f"here/{FOLDER}SPARK_DRIVER/stdout.gz"] = body
        assert texts(flavour.attach(serverless(flavour, bucket)).tail_logs()) == lines

    def test_a_file_that_is_cut_off_is_given_as_far_as_it_goes(
        self, flavour: Flavour, bucket: Bucket
    ) -> None:
        """And the rest when it is whole."""
        numbers = [f"{random.Random(n).random()}" for n in range(5000)]
        whole = gzip.compress("".join(f"{n}\n" for n in numbers).encode())
        key = f"here/{FOLDER}SPARK_DRIVER/stdout.gz"
        bucket.files[key] = whole[:20_000]
        time = FakeTime(on_sleep=lambda: bucket.files.update({key: whole}))
        run = flavour.attach(serverless(flavour, bucket, looks=2), time)
        assert texts(run.tail_logs(follow=True)) == numbers

    def test_a_line_without_an_end_is_given_in_parts(
        self, flavour: Flavour, bucket: Bucket
    ) -> None:
        """A bomb of a few kilobytes does not fill the memory."""
        bucket.put(f"here/{FOLDER}SPARK_DRIVER/stdout.gz", "a" * 20_000_000)
        lines = flavour.attach(serverless(flavour, bucket)).tail_logs()
        assert sum(len(line.text) for line in lines) == 20_000_000
        assert max(len(line.text) for line in lines) < 4_000_000


class TestBothPlaces:
    """Runs that log to CloudWatch and to S3, of which one is read."""

    @staticmethod
    def run(flavour: Flavour, groups: LogGroups, bucket: Bucket, looks: int) -> Any:
        s3 = SimpleNamespace(log_uri="s3://logs/here")
        group = SimpleNamespace(enabled=True, log_group_name="emr", log_stream_name_prefix="p")
        more = settings(
            "emr-serverless",
            s3_monitoring_configuration=s3,
            cloud_watch_logging_configuration=group,
        )
        bucket.put(f"here/{FOLDER}SPARK_DRIVER/stdout.gz", "in S3\n")
        stub = client(flavour, "emr-serverless", looks, groups, bucket, **more)
        return flavour.attach(stub, FakeTime())

    def test_cloudwatch_is_read_if_something_is_there(
        self, flavour: Flavour, groups: LogGroups, bucket: Bucket
    ) -> None:
        """It has the times of the lines, and has them sooner."""
        groups.put("emr", f"p/{FOLDER}SPARK_DRIVER/stdout", (NOW, "in CloudWatch"))
        run = self.run(flavour, groups, bucket, looks=1)
        assert texts(run.tail_logs(follow=True)) == ["in CloudWatch"]
        assert bucket.calls == []

    def test_s3_is_read_if_nothing_is_in_cloudwatch_when_the_run_has_ended(
        self, flavour: Flavour, groups: LogGroups, bucket: Bucket
    ) -> None:
        """Not before: the stream may come yet."""
        run = self.run(flavour, groups, bucket, looks=1)
        assert texts(run.tail_logs()) == []
        assert texts(run.tail_logs()) == ["in S3"]

    def test_a_stream_that_comes_after_the_files_does_not_repeat_them(
        self, flavour: Flavour, groups: LogGroups, bucket: Bucket
    ) -> None:
        """What was begun in one place is finished there."""
        run = self.run(flavour, groups, bucket, looks=0)
        told: list[str] = []

        def tell(line: Any) -> None:
            told.append(str(line))
            groups.put("emr", f"p/{FOLDER}SPARK_DRIVER/stdout", (NOW, "in CloudWatch"))

        assert run.wait(on_log=tell).succeeded
        assert told == ["in S3"]

    def test_the_right_to_read_s3_is_not_needed_if_cloudwatch_may_be_read(
        self, flavour: Flavour, groups: LogGroups, bucket: Bucket
    ) -> None:
        """A run that wrote nothing has no logs, and that is not an error."""
        bucket.faults = [refused("AccessDenied", 403)] * 9
        assert texts(self.run(flavour, groups, bucket, looks=0).tail_logs()) == []
        assert len(bucket.calls) == 1

    def test_s3_is_read_if_cloudwatch_may_not_be(
        self, flavour: Flavour, groups: LogGroups, bucket: Bucket
    ) -> None:
        """Also while the run goes on."""
        groups.faults = [refused("AccessDeniedException")] * 9
        assert texts(self.run(flavour, groups, bucket, looks=1).tail_logs()) == ["in S3"]
        groups.faults = [refused("AccessDeniedException")]
        bucket.faults = [refused("AccessDenied", 403)]
        with pytest.raises(Exception, match="AccessDenied"):
            self.run(flavour, groups, bucket, looks=1).tail_logs()
        bucket.faults = []
        groups.put("emr", f"p/{FOLDER}SPARK_DRIVER/stdout", (NOW, "in CloudWatch"))
        groups.faults = [None, refused("AccessDeniedException")]  # the streams can be listed
        assert texts(self.run(flavour, groups, bucket, looks=1).tail_logs()) == ["in S3"]
        groups.faults = [refused("InvalidParameterException")]
        with pytest.raises(Exception, match="InvalidParameter"):
            self.run(flavour, groups, bucket, looks=1).tail_logs()


class TestWaiting:
    """``wait(on_log=…)``."""

    def test_lines_are_told_while_one_waits(self, flavour: Flavour, groups: LogGroups) -> None:
        """And those that come after the end."""

        def write() -> None:
            groups.put(OUTPUT, "jr_1", (NOW + len(time.slept), f"{len(time.slept)}"))

        told: list[str] = []
        time = FakeTime(on_sleep=write)
        run = flavour.attach(glue(flavour, groups, looks=3), time)
        outcome = run.wait(on_log=lambda line: told.append(line.text), poll=1, timeout=8)
        assert outcome.succeeded
        assert told == [f"{n}" for n in range(1, len(told) + 1)]
        assert len(told) > 3

    def test_late_lines_are_waited_for_only_so_long(
        self, flavour: Flavour, groups: LogGroups
    ) -> None:
        """Ten seconds after the last line; half a minute for the first."""
        time = FakeTime()
        assert flavour.attach(glue(flavour, groups), time).wait(on_log=print).succeeded
        assert 30 <= time.seconds < 36
        groups.put(OUTPUT, "jr_1", (NOW, "x"))
        time = FakeTime()
        assert flavour.attach(glue(flavour, groups), time).wait(on_log=print).succeeded
        assert 10 <= time.seconds < 16

    def test_a_run_that_ended_long_ago_is_not_waited_for(
        self, flavour: Flavour, groups: LogGroups
    ) -> None:
        """Its logs are all there."""
        time, ended = FakeTime(), datetime(2024, 5, 29, tzinfo=timezone.utc)
        groups.put(OUTPUT, "jr_1", (NOW, "x"))
        run = flavour.attach(glue(flavour, groups, completed_on=ended), time)
        assert texts(run.tail_logs(follow=True)) == ["x"]
        assert time.seconds == 0

    def test_logs_that_cannot_be_read_are_a_warning(
        self, flavour: Flavour, groups: LogGroups
    ) -> None:
        """Once; the run is what one waits for."""
        groups.faults = [refused("AccessDeniedException")] * 9
        run = flavour.attach(glue(flavour, groups, looks=3), FakeTime())
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            assert run.wait(on_log=print).succeeded
        assert [str(w.message) for w in caught] == [
            "on_log is not called any more: An error occurred (AccessDeniedException) when calling"
            " the Operation operation: no"
        ]

    def test_throttling_delays_lines(self, flavour: Flavour, groups: LogGroups) -> None:
        """And the run is watched meanwhile."""
        groups.put(OUTPUT, "jr_1", *((NOW + n, f"{n}") for n in range(5)))
        groups.faults = [THROTTLED] * 20
        told: list[str] = []
        run = flavour.attach(glue(flavour, groups, looks=2), FakeTime())
        assert run.wait(on_log=lambda line: told.append(line.text)).succeeded
        assert told == [*"01234"]

    def test_throttling_without_an_end_is_a_warning(
        self, flavour: Flavour, groups: LogGroups
    ) -> None:
        """Five minutes after the end of the run, and not a day."""
        time = FakeTime()
        groups.faults = [THROTTLED] * 5000
        with pytest.warns(UserWarning, match="Throttling"):
            assert flavour.attach(glue(flavour, groups), time).wait(on_log=print).succeeded
        assert 300 <= time.seconds < 310

    def test_an_error_of_the_callback_is_raised(self, flavour: Flavour, groups: LogGroups) -> None:
        """It is the caller's own."""
        groups.put(OUTPUT, "jr_1", (NOW, "x"))
        run = flavour.attach(glue(flavour, groups, looks=1), FakeTime())

        def fail(line: Any) -> None:
            raise KeyError(str(line))

        with pytest.raises(KeyError, match="x"):
            run.wait(on_log=fail)

    def test_a_callback_may_be_awaited(self, groups: LogGroups) -> None:
        """By the asynchronous handle."""
        flavour = Flavour(True, SimpleNamespace(jobs=jobs, async_jobs=async_jobs))
        groups.put(OUTPUT, "jr_1", (NOW, "x"))
        told: list[str] = []

        async def tell(line: Any) -> None:
            told.append(str(line))

        flavour.attach(glue(flavour, groups), FakeTime()).wait(on_log=tell)
        assert told == ["x"]

    def test_a_callback_that_is_none_is_refused(self, flavour: Flavour, groups: LogGroups) -> None:
        """Before anything is asked."""
        stub = glue(flavour, groups)
        with pytest.raises(TypeError, match="on_log must be a function"):
            flavour.attach(stub).wait(on_log="print")
        assert not stub.calls

    def test_a_run_without_logs(self, flavour: Flavour) -> None:
        """An error for who asks for them, a warning for who waits."""
        more = settings("emr-containers")
        run = flavour.attach(client(flavour, "emr-containers", 0, **more), FakeTime())
        with pytest.raises(jobs.JobRunError, match="keeps no logs in S3 or CloudWatch"):
            run.tail_logs()
        with pytest.warns(UserWarning, match="keeps no logs in S3 or CloudWatch"):
            assert run.wait(on_log=print).succeeded


class TestRedaction:
    """What Spark would hide, by its default for ``spark.redaction.regex``."""

    @pytest.mark.parametrize(
        "line",
        [
            "spark.hadoop.fs.s3a.secret.key=§",
            "--conf spark.hadoop.fs.s3a.access.key=§ --class x.Y",
            "spark.driver.extraJavaOptions=-Dstore.password=§ -Dx=y",
            "spark.my.value=a-token-§",
            "spark.my.password   §",
            "spark.my.password -> §",
            "(spark.ssl.keyPassword,§)",
            '{"password": "§", "user": "joe"}',
            "{'token': '§ §', 'user': 'joe'}",
            'dbPassword = "correct § staple"',
            "password: §",
            "session_token: Bearer §",
            "AWS_SECRET_ACCESS_KEY=§",
            "secret=§,§",
            "https://x/y?X-Amz-Security-Token=§&z=1",
            "jdbc:postgresql://joe:§@host/db",
        ],
    )
    def test_secrets_are_hidden(self, line: str) -> None:
        """However they are written."""
        shown = redacted(line.replace("§", "hunter2"))
        assert "hunter2" not in shown
        assert "*********(redacted)" in shown

    @pytest.mark.parametrize(
        "line",
        [
            "INFO HadoopDelegationTokenManager: Updating delegation tokens",
            "INFO SecurityManager: authentication disabled; ui acls disabled",
            "ERROR: the token has expired",
            "no token, please",
            "spark.executor.memory=4g",
            "",
        ],
    )
    def test_other_lines_stay(self, line: str) -> None:
        """Names of classes, say."""
        assert redacted(line) == line

    @pytest.mark.parametrize(
        "part",
        [
            "a", "token", "a=", 'password="', "token:'", "token,", "://", "://a:", "token.",
            "spark.", "secret ", "token\\", ":a", "=\\",
        ],
    )  # fmt: skip
    def test_a_long_line_takes_no_long_time(self, part: str) -> None:
        """Text from a job is hostile: CloudWatch takes events of 256 KB, a megabyte lately."""
        for line in (part * (1_000_000 // len(part)), f"token://{part * 100_000}"):
            began = time.process_time()
            redacted(line)
            assert time.process_time() - began < 10

    def test_lines_of_logs_are(self, flavour: Flavour, groups: LogGroups) -> None:
        """Before anybody sees them."""
        groups.put(OUTPUT, "jr_1", (NOW, "password=hunter2"))
        [line] = flavour.attach(glue(flavour, groups)).tail_logs()
        assert line.text == "password=*********(redacted)"
