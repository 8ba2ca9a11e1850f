"""``emrglue validate``: what is found, where, and how it is reported."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

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
    assert code == bool(found)
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
            (1, 16, "applicationId", "pattern"),
            (1, 1, "executionRoleArn", "required"),
            (5, 5, "jobDriver.sparkSubmit.entryPoit", "unknown"),
            (2, 7, "mode", "enum"),
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

    @pytest.mark.parametrize("text", ["", "# nothing\n", "42", "text", "null"])
    def test_what_is_no_request_is_a_finding(
        self, text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """An empty file too."""
        assert len(findings(capsys, *OPERATION, written(tmp_path, "a.yaml", text))) == 1


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


class TestFormats:
    """For people and machines."""

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

    assert set(reports._EXPLAINED) == {*KINDS, "syntax", "operation"}
    assert validate.STDIN == "-"
