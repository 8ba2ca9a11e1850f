"""The package from a zip file, as Spark's ``--py-files`` and serverless bundles ship it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def zipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package in a zip file, and nothing else in a folder that nobody may write to."""
    folder = tmp_path_factory.mktemp("zipped")
    archive = folder / "package.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted((ROOT / "generated").rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                file.write(path, path.relative_to(ROOT / "generated"))
    archive.chmod(0o444)
    folder.chmod(0o555)
    return archive


def run(zipped: Path, *arguments: str) -> str:
    """Python with the zip file on its path, and without a home or a temporary folder."""
    nowhere = str(zipped / "nowhere")
    kept = {key: os.environ[key] for key in ("PATH", "SYSTEMROOT") if key in os.environ}
    places = dict.fromkeys(("HOME", "TMPDIR", "TEMP", "TMP", "USERPROFILE"), nowhere)
    credentials = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
    credentials["AWS_DEFAULT_REGION"] = "us-east-1"
    process = subprocess.run(
        [sys.executable, "-B", "-W", "error::ResourceWarning", *arguments],
        env={**kept, **places, **credentials, "PYTHONPATH": str(zipped)},
        cwd=zipped.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stdout + process.stderr
    return process.stdout


CHECKED = """
import emrglue, pickle, copy
from emrglue import emr_serverless, glue, ValidationError
assert ".zip" in emrglue.__file__
try:
    glue.StartJobRunRequest(job_name="", worker_type="G.99X", jobname="etl")
except ValidationError as error:
    print(sorted(violation.constraint for violation in error.violations))
request = glue.StartJobRunRequest(job_name="nightly")
assert pickle.loads(pickle.dumps(request)) == copy.copy(request) == request
print(glue.literals.WorkerType, glue.choices.WorkerType)
from emrglue.testing import requests
assert requests(glue.StartJobRunRequest)
"""

CALLED = """
import tempfile
tempfile.tempdir = "/nowhere"
from botocore.stub import Stubber
from botocore.config import Config
from emrglue import glue
for shortcuts in (True, False):
    client = glue.Client(shortcuts=shortcuts)
    stub = Stubber(client.botocore)
    stub.add_response("get_databases", {"DatabaseList": [{"Name": "one"}], "NextToken": "a"})
    stub.add_response("get_databases", {"DatabaseList": [{"Name": "two"}]})
    stub.add_response("get_job_run", {"JobRun": {"JobRunState": "SUCCEEDED"}})
    with stub:
        print([database.name for database in client.iter_get_databases()])
        print(client.wait_until_job_run_succeeded(job_name="a", run_id="b").job_run.job_run_state)
    print(client.can_paginate("get_databases"), len(client.get_waiter("job_run_succeeded").name))
"""


def test_requests_are_checked_and_copied(zipped: Path) -> None:
    """What reads no file, and what reads the packaged model."""
    lines = run(zipped, "-c", CHECKED).splitlines()
    assert lines[0] == "['enum', 'min_length', 'unknown']"
    assert "G.1X" in lines[1]


def test_clients_call_page_and_wait(zipped: Path) -> None:
    """By the packaged models, with botocore's public interface alone, too."""
    lines = run(zipped, "-c", CALLED).splitlines()
    assert lines == ["['one', 'two']", "SUCCEEDED", "True 15"] * 2


def test_the_command_line_runs(zipped: Path) -> None:
    """Lists, explains, and sends nothing."""
    assert "emr-serverless" in run(zipped, "-m", "emrglue", "--help")
    sent = run(zipped, "-m", "emrglue", "glue", "start-job-run", "--job-name=etl", "--dry-run")
    assert "etl" in sent


def test_the_demo_runs(zipped: Path) -> None:
    """A job run on all three services, against moto."""
    script = f"import sys; sys.path.append({str(ROOT)!r}); from tests import demo; demo.main()"
    assert "ended:  " in run(zipped, "-c", script)
