"""From the text of a flag to a value: scalars, lists, JSON, shorthand, files, blobs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from emrglue._runtime.cli import catalog, requests
from emrglue._runtime.cli.exits import Failure

SERVERLESS = catalog.service("emr-serverless").operation("start-job-run")
GLUE = catalog.service("glue")


def read(flag: str, given: str | list[str], operation: Any = SERVERLESS, **more: Any) -> Any:
    parameter = operation.parameters[flag]
    return requests.Reader(**more).flag(flag, parameter.shape, given)


class TestScalars:
    """Numbers become numbers; everything else stays text."""

    def test_text_is_text(self) -> None:
        """Also where it looks like JSON."""
        assert read("--name", '{"a": 1}') == '{"a": 1}'

    def test_whole_numbers(self) -> None:
        """What is none is left for the validation to report."""
        assert read("--execution-timeout-minutes", "30") == 30
        assert read("--execution-timeout-minutes", "x") == "x"

    def test_numbers(self) -> None:
        """``double`` of Glue."""
        assert read("--max-capacity", "0.5", GLUE.operation("start-job-run")) == 0.5


class TestStructures:
    """JSON or shorthand."""

    def test_json(self) -> None:
        """Blanks before it do not matter."""
        assert read("--retry-policy", ' {"maxAttempts": 2}') == {"maxAttempts": 2}

    def test_shorthand_gets_the_types_of_the_shape(self) -> None:
        """At any depth."""
        assert read("--retry-policy", "maxAttempts=2") == {"maxAttempts": 2}
        given = "monitoringConfiguration={managedPersistenceMonitoringConfiguration={enabled=true}}"
        assert read("--configuration-overrides", given) == {
            "monitoringConfiguration": {
                "managedPersistenceMonitoringConfiguration": {"enabled": True}
            }
        }

    def test_one_value_becomes_a_list_where_a_list_is_wanted(self) -> None:
        """``types=a`` is ``types=[a]``."""
        given = "sparkSubmit={entryPoint=x,entryPointArguments=y}"
        assert read("--job-driver", given)["sparkSubmit"]["entryPointArguments"] == ["y"]

    def test_several_values_without_brackets_are_a_list(self) -> None:
        """At the top level."""
        operation = GLUE.operation("create-job")
        given = "Connections=a,b"
        assert read("--connections", given, operation) == {"Connections": ["a", "b"]}

    def test_spark_arguments_keep_their_signs(self) -> None:
        """``=`` and ``,`` inside quotation marks."""
        given = (
            "sparkSubmit={entryPoint=s3://b/a.py,entryPointArguments=['a=b,c',\"d 'e'\"],"
            'sparkSubmitParameters="--conf spark.a=b,c --conf spark.d={e}"}'
        )
        assert read("--job-driver", given)["sparkSubmit"] == {
            "entryPoint": "s3://b/a.py",
            "entryPointArguments": ["a=b,c", "d 'e'"],
            "sparkSubmitParameters": "--conf spark.a=b,c --conf spark.d={e}",
        }

    def test_unknown_members_are_kept_for_the_validation(self) -> None:
        """It knows a suggestion."""
        assert read("--retry-policy", "maxAttemps=2") == {"maxAttemps": "2"}

    def test_maps(self) -> None:
        """The page's own example of tags."""
        assert read("--tags", "KeyName1=string,KeyName2=string") == {
            "KeyName1": "string",
            "KeyName2": "string",
        }

    def test_shorthand_that_cannot_be_read_shows_the_place(self) -> None:
        """Of what may be secret, the punctuation only."""
        with pytest.raises(Failure, match=r"(?s)--tags: .*a=\[b\n +\^"):
            read("--tags", "a=[b")
        with pytest.raises(Failure) as caught:
            read("--job-driver", "sparkSubmit={entryPoint=hunter2")
        assert "***********={**********=*******" in caught.value.message
        assert "hunter2" not in caught.value.message

    def test_json_that_cannot_be_read_shows_the_place(self) -> None:
        """Line and column."""
        with pytest.raises(Failure, match="line 2, column 2"):
            read("--tags", '{"a":\n }')


class TestLists:
    """Words, or one JSON array."""

    LIST = catalog.service("emr-serverless").operation("list-job-runs")
    CONNECTIONS = GLUE.operation("batch-get-jobs")

    def test_words(self) -> None:
        """Each an entry."""
        assert read("--states", ["RUNNING", "FAILED"], self.LIST) == ["RUNNING", "FAILED"]

    def test_a_json_array(self) -> None:
        """In one word."""
        assert read("--states", ['["RUNNING"]'], self.LIST) == ["RUNNING"]

    def test_structures_in_shorthand_and_json(self) -> None:
        """One per word, and both may be mixed."""
        operation = GLUE.operation("batch-get-partition")
        given = ["Values=a,b", '{"Values": ["c"]}']
        assert read("--partitions-to-get", given, operation) == [
            {"Values": ["a", "b"]},
            {"Values": ["c"]},
        ]


class TestFiles:
    """``file://`` and ``fileb://``."""

    def test_a_file_is_read_as_if_it_had_been_typed(self, tmp_path: Path) -> None:
        """JSON, shorthand, text."""
        (tmp_path / "tags.json").write_text('{"a": "b"}', encoding="utf-8")
        assert read("--tags", f"file://{tmp_path}/tags.json") == {"a": "b"}

    def test_a_list_may_be_in_a_file(self, tmp_path: Path) -> None:
        """As JSON."""
        (tmp_path / "states.json").write_text('["RUNNING"]', encoding="utf-8")
        given = [f"file://{tmp_path}/states.json"]
        assert read("--states", given, TestLists.LIST) == ["RUNNING"]

    def test_a_part_of_shorthand_may_be_in_a_file(self, tmp_path: Path) -> None:
        """As it is, with its line ends and commas; UTF-8."""
        (tmp_path / "x").write_text("é,[1]\n", encoding="utf-8")
        assert read("--tags", f"a@=file://{tmp_path}/x,b=c") == {"a": "é,[1]\n", "b": "c"}

    def test_fileb_gives_bytes(self, tmp_path: Path) -> None:
        """For blobs."""
        (tmp_path / "x").write_bytes(b"\xff\x00")
        assert read("--tags", f'a@="fileb://{tmp_path}/x"') == {"a": b"\xff\x00"}

    def test_the_home_folder_and_variables_are_expanded(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As in the AWS CLI."""
        (tmp_path / "x").write_text("1")
        monkeypatch.setenv("HOME", str(tmp_path))
        assert read("--tags", "a@=file://~/x,b@=file://$HOME/x") == {"a": "1", "b": "1"}

    @pytest.mark.parametrize("before", ["", "a=b,c@="])
    def test_a_missing_file_is_named(self, before: str) -> None:
        """With the reason."""
        with pytest.raises(Failure, match="--tags: cannot read file:///no/such: No such file"):
            read("--tags", f"{before}file:///no/such")

    @pytest.mark.parametrize(("flag", "before"), [("--name", ""), ("--tags", "a@=")])
    def test_text_that_is_no_utf_8_is_refused(self, flag: str, before: str, tmp_path: Path) -> None:
        """With the position of the byte."""
        (tmp_path / "name").write_bytes(b"a\xff")
        with pytest.raises(Failure, match=r"not UTF-8 text \(byte 2\)"):
            read(flag, f"{before}file://{tmp_path}/name")


class TestBlobs:
    """Base64, unless the format says otherwise."""

    OPERATION = GLUE.operation("update-column-statistics-for-table")
    PATH = ("StatisticsData", "DecimalColumnStatisticsData", "MinimumValue", "UnscaledValue")

    def blob(self, text: str, **more: Any) -> Any:
        given = text
        for step in reversed(self.PATH[1:]):
            given = f"{{{step}={given}}}"
        given = f"{self.PATH[0]}={given}"
        found = read("--column-statistics-list", [given], self.OPERATION, **more)[0]
        for step in self.PATH:
            found = found[step]
        return found

    def test_base64_by_default(self) -> None:
        """``--cli-binary-format base64``."""
        assert self.blob('"aGk="') == b"hi"

    def test_as_it_is_on_demand(self) -> None:
        """``--cli-binary-format raw-in-base64-out``."""
        assert self.blob("hi", binary_format="raw-in-base64-out") == b"hi"

    def test_what_is_no_base64_is_refused(self) -> None:
        """With the two ways out."""
        with pytest.raises(Failure, match=r"fileb://.*raw-in-base64-out"):
            self.blob("hi")
