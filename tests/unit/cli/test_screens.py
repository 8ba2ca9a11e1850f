"""Help, ``explain`` and completion say what the model says."""

from __future__ import annotations

import shlex
from typing import Any

import pytest

from emrglue._runtime import docs
from emrglue._runtime.cli import catalog, completion, main

from .everything import every_operation


@pytest.fixture(autouse=True)
def _no_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """readline, which pytest loads, sets that of another terminal."""
    monkeypatch.delenv("COLUMNS", raising=False)


def screen(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == 0
    return capsys.readouterr().out


def candidates(capsys: pytest.CaptureFixture[str], line: str) -> list[str]:
    found = screen(capsys, "__complete", f"emrglue {line}")
    return [row.partition("\t")[0] for row in found.splitlines()]


class TestHelp:
    """In 80 columns."""

    @pytest.mark.parametrize(
        "arguments",
        [
            ["--help"],
            ["help"],
            ["emr-serverless", "start-job-run", "help"],
            ["completion", "-h"],
            ["explain", "-h"],
            ["logs", "--help"],
            ["help", "schema"],
            ["validate", "--help"],
        ],
        ids=" ".join,
    )
    def test_no_line_is_wider(
        self,
        arguments: list[str],
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """Of any screen."""
        monkeypatch.setenv("COLUMNS", "80")
        assert max(map(len, screen(capsys, *arguments).splitlines())) <= 80

    @every_operation
    def test_every_operation_has_a_screen(
        self, operation: Any, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """With every required flag."""
        text = screen(capsys, operation.service.name, operation.name, "help")
        assert all(flag in text for flag, m in operation.parameters.items() if m.needed)

    def test_a_bound_of_0_of_a_number_is_shown(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Numbers can be negative; lengths cannot, and have none."""
        text = screen(capsys, "emr-serverless", "start-job-run", "help")
        assert "long, 0 to 1,000,000" in text
        assert "map of string to string, at most 200 entries" in text

    @pytest.mark.parametrize("arguments", [["glue", "help"], ["glue", "--help"]], ids=" ".join)
    def test_a_service_lists_its_operations(
        self, arguments: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        """All of them."""
        text = screen(capsys, *arguments)
        assert "start-job-run" in text
        assert "get-tables" in text

    def test_the_version_has_the_form_of_the_aws_cli(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """``name/version Python/version system``."""
        assert screen(capsys, "--version").startswith("emrglue/")

    @every_operation
    def test_the_example_of_every_operation_works(
        self, operation: Any, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """It passes the check, and would be sent."""
        line = screen(capsys, operation.service.name, operation.name, "help")
        example = line.partition("EXAMPLE\n  $ ")[2].partition("\n\nLEARN MORE")[0]
        program, *arguments = shlex.split(example.replace("\\\n", ""))
        assert program == "emrglue"
        screen(capsys, *arguments, "--region", "us-east-1", "--dry-run")

    def test_what_is_required_stands_first_and_arms_are_named(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Under headings of their own; global options are elsewhere."""
        text = screen(capsys, "emr-serverless", "start-job-run", "help")
        headings = [line for line in text.splitlines() if line.isupper()]
        assert headings[:3] == ["USAGE", "REQUIRED PARAMETERS", "PARAMETERS"]
        assert "union: sparkSubmit | hive" in text
        assert text.startswith("Starts a job run.\n")
        assert "--region" not in text
        assert "--region" in screen(capsys, "help", "options")

    def test_logs_says_which_ids_a_run_has(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Those that it asks for."""
        listed = " ".join(screen(capsys, "logs", "--help").split())
        for service in catalog.service_names():
            assert main(["logs", service]) == 252
            asked = capsys.readouterr().err.partition("identified by ")[2].partition(",")[0]
            assert asked.startswith(f"{service} ")
            assert asked in listed

    @pytest.mark.parametrize("service", catalog.service_names())
    def test_every_waiter_is_listed_and_has_a_screen(
        self, service: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """With the parameters that it needs, and an example that it takes."""
        listed = screen(capsys, "wait", service, "help")
        for name, raw in catalog.service(service).model.waiters["waiters"].items():
            assert f"  {catalog.kebab(name)} " in listed
            text = screen(capsys, "wait", service, catalog.kebab(name), "help")
            assert raw["description"] in " ".join(text.split())  # however wide it is
            assert f"$ emrglue wait {service} {catalog.kebab(name)}" in text


class TestExplain:
    """The tree of an operation."""

    def test_it_says_types_needs_constraints_and_values(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Of every parameter."""
        text = screen(capsys, "explain", "emr-serverless", "start-job-run", "--docs", "none")
        assert "--application-id  string  required" in text
        assert "one of BATCH, STREAMING" in text
        assert "exactly one of sparkSubmit, hive" in text
        assert "pattern [0-9a-z]+" in text

    def test_it_says_it_of_what_is_inside_of_maps_and_lists(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """In lines of their own."""
        text = screen(capsys, "explain", "emr-serverless", "start-job-run", "--docs", "none")
        assert "at most 200 entries" in text
        assert "each key: 1 to 128 characters; pattern [A-Za-z0-9 /_.:=+@-]+" in text
        assert "1 to 256 characters; not blank" in text

    def test_it_goes_into_a_path(self, capsys: pytest.CaptureFixture[str]) -> None:
        """By wire names, through lists."""
        path = "start-job-run.configurationOverrides.applicationConfiguration"
        text = screen(capsys, "explain", "emr-serverless", path, "--docs", "none")
        assert "classification  string  required" in text
        assert "(as Configuration above)" in text

    def test_it_shows_rules(self, capsys: pytest.CaptureFixture[str]) -> None:
        """What AWS says only in prose."""
        assert "rule: Leave out MaxCapacity" in screen(
            capsys, "explain", "glue", "start-job-run", "--docs", "none"
        )

    def test_documentation_is_that_of_the_installed_botocore(self) -> None:
        """Without tags, the first sentence."""
        assert docs.plain("<p>One <code>two</code>.</p><p>Three.</p>") == "One two.\nThree."
        assert docs.first_sentence("It is e.g. one. Two.") == "It is e.g. one."

    @pytest.mark.parametrize(
        ("path", "said"),
        [
            ("start-job-run.WorkerType", ["string", "one of Standard, G.1X", "--worker-type Stan"]),
            ("start-job-run.worker-type", ["rule: Leave out MaxCapacity", "predefined worker"]),
            ("start-job-run.Arguments", ["map of string to string", "example: --arguments '{"]),
            ("start-job-run.Timeout", ["integer", "at least 0", "example: --timeout 0"]),
            ("get-tables.MaxResults", ["integer", "1 to 100"]),
            ("create-job.Command.Name", ["Command.Name  string", 'example: "Name"']),
        ],
    )
    def test_it_explains_any_member(
        self, path: str, said: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Type, values, limits, rules, documentation and an example."""
        text = screen(capsys, "explain", "glue", path)
        for part in said:
            assert part in text
        assert "POST /" not in text

    def test_of_a_service_it_lists_the_operations(self, capsys: pytest.CaptureFixture[str]) -> None:
        """As its help does."""
        assert screen(capsys, "explain", "glue") == screen(capsys, "glue", "help")

    def test_a_wrong_path_is_refused(self, capsys: pytest.CaptureFixture[str]) -> None:
        """With a suggestion."""
        assert main(["explain", "emr-serverless", "start-job-run.jobDrivr"]) == 252
        assert "did you mean jobDriver" in capsys.readouterr().err


class TestCompletion:
    """What may follow the line so far."""

    def test_services_and_verbs(self, capsys: pytest.CaptureFixture[str]) -> None:
        """First."""
        assert candidates(capsys, "e") == ["emr-containers", "emr-serverless", "explain"]

    def test_operations(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Of the service, global options or not."""
        assert "start-job-run" in candidates(capsys, "--region x glue start-")

    def test_flags(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Of the operation and the global ones."""
        found = candidates(capsys, "emr-serverless start-job-run --e")
        assert found == [
            "--execution-role-arn",
            "--execution-iam-policy",
            "--execution-timeout-minutes",
            "--endpoint-url",
        ]

    def test_values(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Of enums and of global options."""
        assert candidates(capsys, "emr-serverless start-job-run --mode ") == ["BATCH", "STREAMING"]
        assert candidates(capsys, "glue get-jobs --color ") == ["on", "off", "auto"]

    def test_the_options_of_verbs(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Wherever they stand."""
        assert candidates(capsys, "validate --f") == ["--format"]
        assert candidates(capsys, "schema glue get-job --d") == ["--docs"]
        assert candidates(capsys, "logs glue a b --e") == ["--executors", "--endpoint-url"]

    def test_nonsense_is_answered_with_nothing(self, capsys: pytest.CaptureFixture[str]) -> None:
        """The shell shows files."""
        assert candidates(capsys, "nope start --x") == []

    @pytest.mark.parametrize("shell", list(completion._SHELLS))
    def test_every_shell_has_a_script(self, shell: str, capsys: pytest.CaptureFixture[str]) -> None:
        """That asks the hidden verb."""
        assert "emrglue __complete" in screen(capsys, "completion", shell)
