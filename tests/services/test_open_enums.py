"""Enums that AWS extends: a value that the model does not know warns, and is sent."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import boto3
import pytest

import emrglue
from codegen.cli import main
from emrglue import ValidationError, ValidationWarning, glue, guard, trusted, validation
from emrglue._runtime.cli import main as command_line
from tests.hostile import workshop
from tests.unit.runtime.canned import CREDENTIALS, Canned, client

SNOWFLAKE = {
    "Name": "c",
    "ConnectionType": "SNOWFLAKE",
    "ConnectionProperties": {"HOST": "x", "WAREHOUSE": "w", "ROLE": "r"},
}
NEW = {
    "Name": "c",
    "ConnectionType": "SNOWFLAK",
    "ConnectionProperties": {"WAREHOUSES": "w"},
}


@pytest.fixture
def no_warning() -> Iterator[None]:
    """A warning would be an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


class TestConnections:
    """Connections that are in daily use, which the model does not know."""

    @pytest.mark.usefixtures("no_warning")
    @pytest.mark.parametrize(
        ("kind", "properties"),
        [
            ("SNOWFLAKE", {"HOST": "x", "WAREHOUSE": "w", "ROLE": "r"}),
            ("REDSHIFT", {"HOST": "x", "PORT": "5439", "DATABASE": "d"}),
            ("BIGQUERY", {"SparkProperties": "{}"}),
        ],
    )
    def test_they_are_legal(self, kind: str, properties: Any) -> None:
        wire = {"Name": "c", "ConnectionType": kind, "ConnectionProperties": properties}
        assert glue.ConnectionInput.from_wire(wire).to_wire() == wire
        made = glue.ConnectionInput(
            name="c", connection_type=kind, connection_properties=properties  # type: ignore[arg-type]
        )
        assert made.to_wire() == wire

    @pytest.mark.usefixtures("no_warning")
    def test_one_that_was_read_is_written_back(self) -> None:
        """As it came."""
        made, canned = client(glue, {"Connection": SNOWFLAKE}, {})
        found = made.get_connection(name="c").connection
        assert found is not None
        assert found.name is not None
        made.update_connection(
            name=found.name,
            connection_input=glue.ConnectionInput(
                name=found.name,
                connection_type=found.connection_type,  # type: ignore[arg-type]
                connection_properties=found.connection_properties,  # type: ignore[arg-type]
            ),
        )
        assert canned.sent()[1]["ConnectionInput"] == SNOWFLAKE


class TestANewValue:
    """Whichever way it is given: one warning at the user's line, and it is sent."""

    def by_class() -> Any:  # type: ignore[misc]
        return glue.TestConnectionInput(connection_type="SNOWFLAK", connection_properties={})  # type: ignore[arg-type]

    def by_wire() -> Any:  # type: ignore[misc]
        return glue.TestConnectionInput.from_wire(
            {"ConnectionType": "SNOWFLAK", "ConnectionProperties": {}}
        )

    def by_evolve() -> Any:  # type: ignore[misc]
        legal = glue.TestConnectionInput(connection_type="JDBC", connection_properties={})
        return attrs.evolve(legal, connection_type="SNOWFLAK")  # type: ignore[arg-type]

    def by_key() -> Any:  # type: ignore[misc]
        return glue.TestConnectionInput(
            connection_type="JDBC", connection_properties={"SNOWFLAK": "x"}  # type: ignore[dict-item]
        )

    @pytest.mark.parametrize("build", [by_class, by_wire, by_evolve, by_key])
    def test_it_warns_and_is_kept(self, build: Callable[[], Any]) -> None:
        with pytest.warns(ValidationWarning, match="'SNOWFLAK' is not one of the") as caught:
            made = build()
        assert [warning.filename for warning in caught] == [__file__]
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert "SNOWFLAK" in json.dumps(made.to_wire())
            assert glue.TestConnectionRequest(test_connection_input=made).to_wire() == {
                "TestConnectionInput": made.to_wire()
            }

    def test_a_typing_error_gets_a_suggestion(self) -> None:
        with pytest.warns(ValidationWarning, match="did you mean G.2X\\?"):
            glue.StartJobRunRequest(job_name="j", worker_type="G.2x")  # type: ignore[arg-type]

    def test_a_client_sends_it_with_one_warning(self) -> None:
        made, canned = client(glue, {})
        with pytest.warns(ValidationWarning) as caught:
            made.start_job_run(job_name="j", worker_type="G.99X")  # type: ignore[arg-type]
        assert [warning.filename for warning in caught] == [__file__]
        assert canned.sent() == [{"JobName": "j", "WorkerType": "G.99X"}]

    def test_a_guarded_client_sends_it_with_one_warning(self) -> None:
        """At the line of the call, not inside of botocore."""
        plain = boto3.client("glue", region_name="us-east-1", **CREDENTIALS)
        canned = Canned(plain, {})
        with pytest.warns(ValidationWarning) as caught:
            guard(plain).start_job_run(JobName="j", WorkerType="G.99X")
        assert [warning.filename for warning in caught] == [__file__]
        assert canned.sent() == [{"JobName": "j", "WorkerType": "G.99X"}]

    def test_a_validator_of_attrs_warns(self) -> None:
        """In a class of the user's own."""

        @attrs.define
        class Nightly:
            worker: str = attrs.field(validator=glue.shapes.WorkerType)

        with pytest.warns(ValidationWarning) as caught:
            assert Nightly("G.99X").worker == "G.99X"
        assert [warning.filename for warning in caught] == [__file__]

    def test_another_violation_is_an_error_still(self) -> None:
        """And what only warns is not among the violations."""
        with pytest.raises(ValidationError) as caught:
            glue.StartJobRunRequest(job_name="", worker_type="G.99X")  # type: ignore[arg-type]
        assert [violation.path for violation in caught.value.violations] == ["JobName"]

    @pytest.mark.parametrize("value", [3, b"G.1X", ["G.1X"]])
    def test_it_has_to_be_a_string(self, value: Any) -> None:
        with pytest.raises(ValidationError, match="must be a string"):
            glue.StartJobRunRequest(job_name="j", worker_type=value)


class TestThePolicy:
    """It applies to open and to closed enums alike."""

    @pytest.mark.parametrize("policy", [{"enum": "error"}, "error"], ids=str)
    def test_it_closes_all(self, policy: Any) -> None:
        """For a block and for a client."""
        with validation(policy), pytest.raises(ValidationError, match="WorkerType"):
            glue.StartJobRunRequest(job_name="j", worker_type="G.99X")  # type: ignore[arg-type]
        made, canned = client(glue, {}, validation=policy)
        with pytest.raises(ValidationError, match="WorkerType"):
            made.start_job_run(job_name="j", worker_type="G.99X")  # type: ignore[arg-type]
        assert canned.sent() == []

    @pytest.mark.usefixtures("no_warning")
    def test_it_silences_all(self) -> None:
        """And so does a value that is trusted."""
        with validation(enum="off"):
            made = glue.StartJobRunRequest(
                job_name="j", worker_type="G.99X", execution_class="SLOW"  # type: ignore[arg-type]
            )
        assert made.to_wire()["WorkerType"] == "G.99X"
        glue.StartJobRunRequest(job_name="j", worker_type=trusted("G.99X"))

    def test_it_warns_of_all(self) -> None:
        with validation(enum="warn"), pytest.warns(ValidationWarning) as caught:
            glue.StartJobRunRequest(job_name="j", worker_type="G.99X", execution_class="SLOW")  # type: ignore[arg-type]
        assert len(caught) == 2

    def test_a_policy_for_something_else_changes_nothing(self) -> None:
        with validation(pattern="off"), pytest.warns(ValidationWarning):
            glue.StartJobRunRequest(job_name="j", worker_type="G.99X")  # type: ignore[arg-type]

    def test_an_enum_that_never_grew_refuses(self) -> None:
        with pytest.raises(ValidationError, match="'SLOW' is not one of FLEX, STANDARD"):
            glue.StartJobRunRequest(job_name="j", execution_class="SLOW")  # type: ignore[arg-type]


class TestTheCommandLine:
    """It knows what is open, and says so."""

    @pytest.fixture
    def file(self, tmp_path: Path) -> str:
        """A request with two new values."""
        path = tmp_path / "c.glue.create-connection.json"
        path.write_text(json.dumps({"ConnectionInput": NEW}, indent=1))
        return str(path)

    def test_validate_warns(self, file: str, capsys: pytest.CaptureFixture[str]) -> None:
        """With the place, and exit code 0."""
        assert command_line(["validate", file]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[0].startswith(f"{file}:4:")
        assert "did you mean SNOWFLAKE?" in lines[0]
        assert [line[-15:] for line in lines[:2]] == ["[enum, warning]"] * 2
        assert lines[2] == "2 warnings in 1 request, 1 file"

    def test_validate_is_strict_if_told(
        self, file: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert command_line(["validate", "--strict", file]) == 1
        assert "2 problems in 1 request, 1 file" in capsys.readouterr().out

    def test_validate_skips_them(self, file: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert command_line(["validate", "--strict", "--skip-check", "enum", file]) == 0
        assert capsys.readouterr().out == "nothing wrong in 1 request, 1 file\n"

    @pytest.mark.parametrize("strict", [[], ["--strict"]], ids=str)
    def test_every_format_has_the_level(
        self, file: str, strict: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        level = "error" if strict else "warning"
        for form in ("github", "json", "sarif"):
            command_line(["validate", *strict, "--format", form, file])
            out = capsys.readouterr().out
            if form == "github":
                assert out.startswith(f"::{level} file=")
            else:
                assert out.count(f'"level": "{level}"') == 2

    def test_an_operation_is_sent_with_a_note(self, capsys: pytest.CaptureFixture[str]) -> None:
        """On standard error."""
        words = ["glue", "start-job-run", "--job-name", "j", "--worker-type", "G.99X", "--dry-run"]
        assert command_line([*words, "--region", "us-east-1"]) == 0
        said = capsys.readouterr()
        assert '"WorkerType": "G.99X"' in said.out
        assert said.err.startswith("warning: --worker-type: 'G.99X' is not one of the known")
        assert said.err.endswith("(if AWS accepts it: --skip-check enum)\n")

    def test_explain_says_it(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert command_line(["explain", "glue", "start-job-run", "--color", "off"]) == 0
        lines = " ".join(capsys.readouterr().out.replace("│", "").split())
        assert "R.8X (open)" in lines
        assert "one of FLEX, STANDARD (open)" not in lines
        assert "one of FLEX, STANDARD" in lines

    def test_the_schema_allows_any_string(self, capsys: pytest.CaptureFixture[str]) -> None:
        """And lists the known ones, so that editors complete them."""
        assert command_line(["schema", "glue", "create-connection"]) == 0
        schema = json.loads(capsys.readouterr().out)
        members = schema["$defs"]["ConnectionInput"]["properties"]
        known, anything = members["ConnectionType"]["anyOf"]
        assert "SNOWFLAKE" in known["enum"]
        assert anything == {"type": "string"}
        names = members["ConnectionProperties"]["propertyNames"]
        assert "SparkProperties" in names["anyOf"][0]["enum"]


class TestAServiceWithoutEvidence:
    """Nothing is known of its enums, so all of them are open."""

    @pytest.fixture
    def models(self, tmp_path: Path) -> Path:
        shapes = {
            "In": workshop.structure({"size": "Size", "sizes": "Sizes"}),
            "Size": {"type": "string", "enum": ["LARGE", "SMALL"]},
            "Sizes": {"type": "map", "key": {"shape": "Size"}, "value": {"shape": "Size"}},
        }
        return workshop.store(tmp_path / "models", workshop.model(shapes))

    @pytest.fixture
    def service(self, models: Path, tmp_path: Path) -> Iterator[ModuleType]:
        with workshop.generate(models, tmp_path / "out").imported() as package:
            yield package

    def test_they_are_open(self, service: ModuleType) -> None:
        """As values, as keys, and as values of a map."""
        wire = {"size": "HUGE", "sizes": {"TINY": "SMAL"}}
        with pytest.warns(UserWarning, match="known LARGE, SMALL") as caught:
            assert service.In.from_wire(wire).to_wire() == wire
        assert len(caught) == 3

    def test_the_table_counts_them(
        self, models: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Evidence that names none closes them."""
        arguments = ["generate", "--service", "svc", "--models", str(models), "--out"]
        assert main([*arguments, str(tmp_path / "open")]) == 0
        assert _counts(capsys.readouterr().out) == (1, 0)
        evidence = models / "overlays" / "svc" / "open_enums.json"
        evidence.parent.mkdir(parents=True)
        evidence.write_text("[]")
        assert main([*arguments, str(tmp_path / "closed")]) == 0
        assert _counts(capsys.readouterr().out) == (0, 1)


def _counts(table: str) -> tuple[int, int]:
    """The numbers of open and closed enums."""
    rows = [line.split("│") for line in table.splitlines() if "enums of requests" in line]
    opened, closed = (int(row[2]) for row in rows)
    return opened, closed


def test_the_policy_is_documented_where_it_is_set() -> None:
    assert "open" in str(emrglue.validation.__doc__)
