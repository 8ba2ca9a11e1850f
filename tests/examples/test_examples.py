"""Every recipe runs, as somebody would run it, against an embedded moto server."""

from __future__ import annotations

import runpy
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from moto.moto_api import state_manager

from emrglue import emr_containers, emr_serverless, glue, jobs
from tests.support.moto_server import moto_server

from . import glue_backfill, moto_job_templates

HERE = Path(__file__).parent
Script = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def template_runs() -> Iterator[list[dict[str, Any]]]:
    """What started runs on EMR on EKS, with templates filled in."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield moto_job_templates.install(monkeypatch)


@pytest.fixture(scope="module")
def server(template_runs: list[dict[str, Any]]) -> Iterator[str]:
    with moto_server() as url:
        yield url


@pytest.fixture(autouse=True)
def aws(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but AWS's address is replaced, and pauses are a hundred times shorter."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", server)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    clock = jobs.Clock(sleep=lambda seconds: time.sleep(seconds / 100))
    defaults: dict[str, Any] = jobs.start.__kwdefaults__  # type: ignore[assignment]
    monkeypatch.setitem(defaults, "clock", clock)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Script:
    """``python NAME ARGUMENT…``: its exit code, and what it said."""

    def run(name: str, *arguments: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", [name, *arguments])
        code = 0
        try:
            runpy.run_path(str(HERE / name), run_name="__main__")
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


@pytest.fixture
def application() -> str:
    """An EMR Serverless application."""
    client = emr_serverless.Client()
    made = client.create_application(name="etl", release_label="emr-7.0.0", type="SPARK")
    assert made.application_id is not None
    return made.application_id


@pytest.fixture
def slow_runs() -> Iterator[None]:
    """Glue runs that take 0.2 s; otherwise moto's have ended before anybody asks."""
    state_manager.set_transition("glue::job_run", {"progression": "time", "seconds": 0.1})
    yield
    state_manager.unset_transition("glue::job_run")


@pytest.fixture
def etl_job() -> Iterator[str]:
    """A Glue job that may run 20 times at once."""
    client = glue.Client()
    client.create_job(
        name="etl-job",
        role="glue",
        command=glue.JobCommand(name="glueetl", script_location="s3://jobs/etl.py"),
        execution_property=glue.ExecutionProperty(max_concurrent_runs=20),
    )
    yield "etl-job"
    client.delete_job(job_name="etl-job")


def test_the_nightly_job_succeeds(run: Script, application: str) -> None:
    """And says how far it is."""
    code, said = run("nightly_emr_serverless.py", application, "2024-05-31")
    assert code == 0
    assert "2024-05-31 is done: succeeded (SUCCESS)" in said


def test_the_nightly_job_asks_for_retries_and_a_timeout(application: str) -> None:
    """Of the service; moto does not know any attempts, so it is the request that is looked at."""
    nightly = runpy.run_path(str(HERE / "nightly_emr_serverless.py"))["nightly"]
    wire = nightly(application, "2024-05-31").to_wire()
    assert wire["retryPolicy"] == {"maxAttempts": 3}
    assert wire["executionTimeoutMinutes"] == 30


def test_a_failed_night_is_an_exit_code(
    run: Script, application: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the state and the logs, for whoever is woken up."""
    monkeypatch.setattr("moto.emrserverless.models.JOB_STATUS", "FAILED")
    code, said = run("nightly_emr_serverless.py", application, "2024-05-31")
    assert code == 1
    assert "failed (FAILED)" in said


@pytest.mark.usefixtures("slow_runs")
def test_the_backfill_runs_all_days_and_no_more_than_20_at_a_time(
    run: Script, etl_job: str
) -> None:
    """moto refuses the 21st run of the job, as Glue does."""
    code, said = run("glue_backfill.py", etl_job, "2023-01-01", "500")
    assert code == 0
    assert "500 of 500 days are done" in said
    arguments = [run.arguments or {} for run in glue.Client().iter_get_job_runs(job_name=etl_job)]
    assert len({given["--day"] for given in arguments}) == 500


def test_a_day_that_fails_does_not_stop_the_backfill(run: Script) -> None:
    """It is named, with the reason."""
    code, said = run("glue_backfill.py", "no-such-job", "2023-01-01", "3")
    assert code == 1
    assert "2023-01-02: " in said
    assert "0 of 3 days are done" in said


@pytest.mark.usefixtures("slow_runs")
def test_an_interrupted_backfill_begins_no_more_days(
    etl_job: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that run are waited for, as nobody else would."""

    def interrupted(done: Iterator[Any], *_: Any, **__: Any) -> Iterator[Any]:
        yield next(done)
        raise KeyboardInterrupt

    monkeypatch.setattr(glue_backfill, "track", interrupted)
    with pytest.raises(KeyboardInterrupt):
        glue_backfill.backfill(glue.Client(), etl_job, [str(day) for day in range(200)])
    states = [run.job_run_state for run in glue.Client().iter_get_job_runs(job_name=etl_job)]
    assert set(states) == {"SUCCEEDED"}
    assert len(states) < 100


def test_a_template_is_filled_in(run: Script, template_runs: list[dict[str, Any]]) -> None:
    """With the parameter that is given, and the default of the other."""
    cluster = emr_containers.Client().create_virtual_cluster(
        name="analytics",
        container_provider=emr_containers.ContainerProvider(
            type="EKS",
            id="eks",
            info=emr_containers.ContainerInfo(eks_info=emr_containers.EksInfo(namespace="spark")),
        ),
    )
    code, said = run("eks_job_template.py", str(cluster.id), "s3://jobs/today.py")
    assert (code, said.split()[1:]) == (0, ["is", "RUNNING"])
    driver = template_runs[-1]["jobDriver"]["sparkSubmitJobDriver"]
    assert driver["entryPoint"] == "s3://jobs/today.py"
    assert driver["sparkSubmitParameters"] == "--conf spark.executor.instances=4"


def test_the_repository_of_job_files_is_valid(run: Script) -> None:
    """The one beside the recipe."""
    code, said = run("validate_job_files.py", str(HERE / "jobs"))
    assert (code, said) == (0, "0 problems in 2 files\n")


def test_a_wrong_job_file_stops_ci(run: Script, tmp_path: Path) -> None:
    """With everything that is wrong with it."""
    (tmp_path / "bad.glue.json").write_text('{"JobName": "", "WorkerTyp": "G.1X"}')
    (tmp_path / "jobs.glue.json").write_text("{")
    code, said = run("validate_job_files.py", str(tmp_path))
    assert code == 1
    assert "bad.glue.json: JobName: must have at least 1 character, not 0" in said
    assert "bad.glue.json: WorkerTyp: is not a member of this structure" in said
    assert "did you mean WorkerType?" in said
    assert "jobs.glue.json: is no JSON: " in said
