"""``emrglue validate``: what is found, where, and how it is reported."""

from __future__ import annotations

import json
import os
from pathlib import Path
from time import process_time
from typing import Any, Final

import pytest

from emrglue._runtime.cli import main, validate

ROLE = "arn:aws:iam::123456789012:role/emr"
GOOD = {
    "applicationId": "00f1abcd",
    "executionRoleArn": ROLE,
    "jobDriver": {"sparkSubmit": {"entryPoint": "s3://b/app.py"}},
}
OPERATION = ("emr-serverless", "start-job-run")


def written(folder: Path, name: str, content: object) -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    text = content if isinstance(content, str) else json.dumps(content, indent=1)
    path.write_text(text, encoding="utf-8")
    return str(path)


def report(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main(["validate", *arguments])
    return code, capsys.readouterr().out


def findings(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    code, out = report(capsys, "--format", "json", *arguments)
    found: list[dict[str, Any]] = json.loads(out)["findings"]
    assert code == any(finding["level"] == "error" for finding in found)
    return found


class TestFindings:
    """Every violation, with its place."""

    def test_a_good_file_has_none(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Exit code 0, and a line that says so."""
        file = written(tmp_path, "a.json", GOOD)
        assert report(capsys, *OPERATION, file) == (0, "nothing wrong in 1 request, 1 file\n")

    def test_all_violations_are_reported_at_once(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """In JSON and YAML alike."""
        text = "applicationId: A\nmode: BATHC\njobDriver:\n  sparkSubmit:\n    entryPoit: x\n"
        found = findings(capsys, *OPERATION, written(tmp_path, "a.yaml", text))
        assert [(f["line"], f["column"], f["path"], f["rule"]) for f in found] == [
            (1, 1, "executionRoleArn", "required"),
            (1, 16, "applicationId", "pattern"),
            (2, 7, "mode", "enum"),
            (5, 5, "jobDriver.sparkSubmit.entryPoit", "unknown"),
        ]

    def test_every_document_is_checked(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Of a file, and every file."""
        first = written(tmp_path, "a.yaml", f"{json.dumps(GOOD)}\n---\n{{mode: X}}\n")
        second = written(tmp_path, "b.json", "[{}, {}]")
        found = findings(capsys, *OPERATION, first, second)
        assert {(Path(f["file"]).name, f["line"]) for f in found} == {
            ("a.yaml", 3),
            ("b.json", 1),
        }

    def test_sensitive_values_are_hidden(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """In every format."""
        wire = {**GOOD, "jobDriver": {"sparkSubmit": {"entryPoint": "hunter2" * 1000}}}
        file = written(tmp_path, "a.json", wire)
        for style in ("text", "json", "github", "sarif"):
            code, out = report(capsys, "--format", style, *OPERATION, file)
            assert code == 1
            assert "hunter2" not in out

    def test_a_check_may_be_skipped(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """For what AWS accepts and the model does not know."""
        file = written(tmp_path, "a.json", {**GOOD, "mode": "NEW"})
        assert findings(capsys, *OPERATION, file)[0]["message"].endswith("--skip-check enum)")
        assert findings(capsys, "--skip-check", "enum", *OPERATION, file) == []

    @pytest.mark.parametrize(
        "said",
        [
            "enum",
            ["min_length", "enum"],
            "min_length,enum",
            {"mode": "enum"},
            {"mode": "pattern,enum"},
            {"mode": ["pattern,enum"]},
        ],
    )
    def test_a_file_may_exempt_itself(
        self, said: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """From a kind of check, everywhere or at one path."""
        file = written(tmp_path, "a.json", {**GOOD, "mode": "NEW", "$skip-check": said})
        assert findings(capsys, *OPERATION, file) == []

    @pytest.mark.parametrize(
        ("said", "message"),
        [
            ({"name": "enum"}, "mode"),
            ("enumm", "did you mean enum?"),
            ("required", "'required' is not a kind of check that can be skipped"),
            ({"mode": 3}, "$skip-check: expected kinds of checks"),
            (3, "$skip-check: expected kinds of checks"),
        ],
    )
    def test_an_exemption_that_does_not_fit_is_no_exemption(
        self, said: object, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Of another path, of no kind that there is, of no form that is understood."""
        file = written(tmp_path, "a.json", {**GOOD, "mode": "NEW", "$skip-check": said})
        [found] = findings(capsys, *OPERATION, file)
        assert message in f"{found['path']}: {found['message']}"

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("a.json", '{"name": "a",\n "na\\u006de": "b"}'),
            ("a.yaml", "name: a\nname: b\n"),
            ("a.yaml", "name: a\n'name': b\n"),
        ],
    )
    def test_a_key_that_is_repeated_is_found(
        self, name: str, text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Where it stands again: the first value would be lost silently."""
        found = findings(capsys, *OPERATION, written(tmp_path, name, text))
        assert [(f["line"], f["path"]) for f in found if f["rule"] == "repeated"] == [(2, "name")]

    @pytest.mark.parametrize("name", ["a.json", "a.yaml"])
    def test_a_key_that_begins_like_a_longer_one_is_not_repeated(
        self, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Whatever paths show of it."""
        content = {**GOOD, "tags": {"a" * 61: "x", "a" * 60: "y"}}
        assert findings(capsys, *OPERATION, written(tmp_path, name, content)) == []

    @pytest.mark.parametrize(
        ("parameters", "level", "said"),
        [
            ("--conf spark.executor.instances3 --optimize-only", "error", "expected key=value"),
            ("--conf 'a=b", "error", "quotation mark that is not closed"),
            ("app.py", "error", "word 1 of the spark-submit parameters is not an option"),
            ("--class", "error", "end after --class"),
            ("--num-executor 3", "warning", "--num-executor; did you mean --num-executors?"),
            ("--optimize-only", "warning", "does not know the option --optimize-only"),
            ("--conf a=b --hunter2=x", "warning", "does not know the option that"),
            ("--conf a=b -v --num-executors=3 --jars x,y -c d=e", None, ""),
        ],
    )
    def test_parameters_of_spark_are_looked_at(
        self,
        parameters: str,
        level: str | None,
        said: str,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        """What ``spark-submit`` refuses, and options that it may not know; never their values."""
        driver = {"entryPoint": "s3://b/app.py", "sparkSubmitParameters": parameters}
        wire = {**GOOD, "jobDriver": {"sparkSubmit": driver}}
        found = findings(capsys, *OPERATION, written(tmp_path, "a.json", wire))
        assert [f["level"] for f in found] == ([level] if level else [])
        assert all(said in f["message"] and "hunter2" not in f["message"] for f in found)

    def test_values_are_called_what_json_calls_them(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """An object, a string, null."""
        wire = {**GOOD, "jobDriver": "spark", "tags": {"a": None}}
        found = findings(capsys, *OPERATION, written(tmp_path, "a.json", wire))
        assert [f["message"] for f in found] == [
            "must be a JobDriver structure, not a string; give an object with its members",
            "may not be null: leave the entry out",
        ]

    @pytest.mark.parametrize("text", ["", "# nothing\n", "42", "text", "null"])
    def test_what_is_no_request_is_a_finding(
        self, text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """An empty file too."""
        assert len(findings(capsys, *OPERATION, written(tmp_path, "a.yaml", text))) == 1


class TestFiles:
    """Which files are read, and what becomes of those that cannot be."""

    def test_a_broken_file_loses_nothing(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """The findings of all others are there, in order, and the missing file is said last."""
        files = [
            written(tmp_path, "a.json", {**GOOD, "mode": "X"}),
            written(tmp_path, "b.yaml", "a: !!bool x"),
            str(tmp_path / "missing.json"),
            "with a \0",
            written(tmp_path, "c.json", {**GOOD, "mode": "X"}),
        ]
        assert main(["validate", *OPERATION, *files]) == 252
        printed = capsys.readouterr()
        rules = [line.rpartition(" ")[2] for line in printed.out.splitlines()[:-1]]
        assert rules == ["[enum]", "[syntax]", "[enum]"]
        assert "missing.json: No such file" in printed.err
        assert "null byte" in printed.err

    def test_a_folder_stands_for_its_files(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """JSON and YAML at any depth, in order; what is hidden, or surely no request, is not."""
        written(tmp_path, "b/emr-serverless.start-job-run.yaml", {**GOOD, "mode": "X"})
        written(tmp_path, "a/by members.json", {**GOOD, "mode": "Y"})
        written(tmp_path, "a/notes.txt", "nothing")
        written(tmp_path, ".git/x.json", {**GOOD, "mode": "Z"})
        written(tmp_path, "package.json", {"name": "x", "version": "1", "type": "module"})
        written(tmp_path, "empty.yaml", "")
        written(tmp_path, "list.yaml", "[1, 2]")
        os.mkfifo(tmp_path / "pipe.json")
        code, out = report(capsys, str(tmp_path))
        assert code == 1
        first, second, last = out.splitlines()
        assert "a/by members.json:" in first
        assert "b/emr-serverless.start-job-run.yaml:" in second
        assert last == "2 problems in 2 requests, 5 files; not checked: 3 other documents"

    def test_problems_are_in_the_order_of_lines(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Whatever the order of the model, and of the documents' kinds of problems."""
        text = "mode: X\nname: ''\nx: 1\napplicationId: A\nname: a\n---\nmode: X\n"
        found = findings(capsys, *OPERATION, written(tmp_path, "a.yaml", text))
        assert [f["line"] for f in found] == sorted(f["line"] for f in found)
        assert len(found) > 6

    @pytest.mark.parametrize("suffix", ["json", "yaml"])
    def test_what_is_nested_too_deeply_is_a_finding(
        self, suffix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """At any depth; no traceback."""
        for depth in (50, 150, 300, 600, 5_000):
            inner = '{"classification": "c", "configurations": [' * depth + "]}" * depth
            text = f'{{"configurationOverrides": {{"applicationConfiguration": [{inner}]}}}}'
            file = written(tmp_path, f"a.{suffix}", text)
            messages = [f["message"] for f in findings(capsys, *OPERATION, file)]
            assert any("nest" in message for message in messages) is (depth > 50)


class TestLargeReports:
    """Linear in the size of file and report."""

    FAULTS: Final = {
        "members": {**GOOD, **{f"member{number}": 1 for number in range(8_000)}},
        "map": {**GOOD, "tags": {f"k{number}": number for number in range(8_000)}},
        "list": [{**GOOD, "mode": "X"}] * 2_000,
    }

    @pytest.mark.parametrize("kind", FAULTS)
    @pytest.mark.parametrize("suffix", ["json", "yaml"])
    def test_they_take_seconds(
        self, kind: str, suffix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Where quadratic time would be minutes; what is not shown is counted."""
        file = written(tmp_path, f"a.{suffix}", json.dumps(self.FAULTS[kind]))
        begun = process_time()
        code, out = report(capsys, *OPERATION, file)
        assert process_time() - begun < 15
        assert code == 1
        assert out.count("\n") == 1_001
        assert out.endswith(" not shown (--limit 0 shows all)\n")

    @pytest.mark.parametrize(("limit", "shown"), [("1", 1), ("0", 5), ("-1", 5), ("9", 5)])
    def test_the_limit_is_for_every_format(
        self, limit: str, shown: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """The counts are of everything."""
        file = written(tmp_path, "a.json", {**GOOD, **dict.fromkeys("abcde", 1)})
        _, out = report(capsys, "--limit", limit, "--format", "json", *OPERATION, file)
        assert json.loads(out)["errors"] == 5
        assert len(json.loads(out)["findings"]) == shown
        _, out = report(capsys, "--limit", limit, "--format", "github", *OPERATION, file)
        assert out.count("::error") == shown
        _, out = report(capsys, "--limit", limit, "--format", "sarif", *OPERATION, file)
        assert len(json.loads(out)["runs"][0]["results"]) == shown


class TestGuessing:
    """Which operation a file is for, where the command line does not say it."""

    @pytest.mark.parametrize(
        ("name", "more"),
        [
            ("x.json", {"$operation": "emr-serverless start-job-run"}),
            ("x.json", {"$schema": "../emr-serverless/start-job-run.json"}),
            ("x.json", {"$schema": "urn:emrglue:emr-serverless:start-job-run"}),
            ("nightly.emr-serverless.start-job-run.json", {}),
            ("emr-serverless/start-job-run/nightly.json", {}),
            ("x.json", {}),
        ],
    )
    def test_it_is_told_by_a_mark_or_name_or_the_members(
        self, name: str, more: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """The marks are not part of the request."""
        file = written(tmp_path, name, {**GOOD, **more, "mode": "X"})
        assert [f["rule"] for f in findings(capsys, file)] == ["enum"]

    def test_what_fits_several_is_a_finding_that_names_them(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """And says what to do."""
        found = findings(capsys, written(tmp_path, "x.json", {"Name": "a"}))
        assert found[0]["rule"] == "operation"
        assert "$operation" in found[0]["message"]

    def test_what_starts_something_is_named_first(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """That is what files are kept of."""
        [found] = findings(capsys, written(tmp_path, "x.json", {"JobName": "x"}))
        assert "it may be glue start-job-run, " in found["message"]

    def test_a_folder_without_any_is_said(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """In a format that programs can read, too."""
        assert report(capsys, str(tmp_path)) == (0, "nothing wrong in 0 requests, 0 files\n")
        assert findings(capsys, str(tmp_path)) == []


class TestFormats:
    """For people and machines."""

    HOSTILE: Final = "a\x1b[31m\x9b\u202e\n::error::x\r%0A]"

    def test_nothing_in_a_file_steers_a_terminal(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """A name with control characters is shown on one line, escaped."""
        file = written(tmp_path, "a.json", {**GOOD, self.HOSTILE: 1})
        _, out = report(capsys, *OPERATION, file)
        first, _ = out.splitlines()
        assert first.isprintable()
        assert "\\x1b[31m" in first

    def test_nothing_in_a_file_is_a_command_to_github(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Line breaks and percent signs are escaped as its runner reads them."""
        file = written(tmp_path, "a.json", {**GOOD, self.HOSTILE: 1})
        _, out = report(capsys, "--format", "github", *OPERATION, file)
        [line] = out.splitlines()
        assert line.isprintable()
        assert "%0A::error::x%0D%250A" in out

    @pytest.fixture
    def file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
        """A file with one violation, in the working directory."""
        monkeypatch.chdir(tmp_path)
        written(tmp_path, "a b,c.json", {**GOOD, "mode": "X"})
        return "a b,c.json"

    def test_text_is_a_line_as_compilers_write_it(
        self, file: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """``file:line:column: path: message [rule]``."""
        code, out = report(capsys, *OPERATION, file)
        assert code == 1
        assert out.startswith(f"{file}:9:10: mode: 'X' is not one of BATCH, STREAMING")
        assert out.endswith("[enum]\n1 problem in 1 request, 1 file\n")

    def test_github_has_its_commands_escaped(
        self, file: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Commas and colons in properties."""
        _, out = report(capsys, "--format", "github", *OPERATION, file)
        assert out.startswith(
            "::error file=a b%2Cc.json,line=9,col=10,title=emrglue%3A enum::mode: 'X'"
        )

    def test_sarif_has_the_place_and_the_rule(
        self, file: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Version 2.1.0."""
        _, out = report(capsys, "--format", "sarif", *OPERATION, file)
        log = json.loads(out)
        run = log["runs"][0]
        assert log["version"] == "2.1.0"
        assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["enum"]
        place = run["results"][0]["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "a%20b,c.json"
        assert place["region"] == {"startLine": 9, "startColumn": 10}

    def test_any_name_of_a_file_can_be_reported(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Bytes that are not text, and control characters, in a folder."""
        names = ["\udcff.json", "x\x1b[31m\nb.json"]
        for name in names:
            (tmp_path / name).write_bytes(b"{")
        for style in ("text", "json", "github", "sarif"):
            code, out = report(capsys, "--format", style, str(tmp_path))
            assert code == 1
            assert out.count("not valid JSON: ") == 2
            assert "\x1b" not in out or style == "github"
        [run] = json.loads(report(capsys, "--format", "sarif", str(tmp_path))[1])["runs"]
        found = [result["locations"][0]["physicalLocation"] for result in run["results"]]
        places = [place["artifactLocation"]["uri"] for place in found]
        assert [place.rpartition("/")[2] for place in places] == ["x%1B%5B31m%0Ab.json", "%FF.json"]

    def test_colour_is_for_terminals(self, file: str, capsys: pytest.CaptureFixture[str]) -> None:
        """Or on demand."""
        assert "\x1b" not in report(capsys, *OPERATION, file)[1]
        assert "\x1b[31m" in report(capsys, "--color", "on", *OPERATION, file)[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["glue"], "an operation of glue and a file are missing"),
        (["glue", "get-job"], "a file is missing"),
        (["no-such.json"], "cannot read no-such.json: No such file"),
        (["--format", "xml", "x"], "invalid choice"),
        ([], "required: FILE"),
    ],
)
def test_wrong_usage_is_exit_code_252(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing on stdout."""
    assert main(["validate", *words]) == 252
    printed = capsys.readouterr()
    assert said in printed.err
    assert printed.out == ""


def test_every_rule_is_explained_in_sarif() -> None:
    """Constraints and the three kinds of our own."""
    from emrglue._runtime.cli import reports
    from emrglue._runtime.shapes import KINDS

    assert set(reports._EXPLAINED) == {*KINDS, "syntax", "operation", "repeated", "spark"}
    assert validate.STDIN == "-"
