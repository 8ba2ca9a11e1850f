"""``pip install "emrglue[cli]"``: the command shows a request, sends it, and checks files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

COMMAND = str(Path(sys.executable).parent / "emrglue")


def emrglue(*arguments: str, code: int = 0) -> str:
    """What a command prints, on either stream; its exit code must be this one."""
    done = subprocess.run([COMMAND, *arguments], capture_output=True, text=True)
    assert done.returncode == code, (arguments, done)
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


START = ["glue", "start-job-run", "--region", "us-east-1"]
assert '"JobName": "etl"' in emrglue(*START, "--job-name", "etl", "--dry-run")
assert "--job-name: must have at least 1 character" in emrglue(*START, "--job-name", "", code=252)
ENDPOINT = ["--endpoint-url", sys.argv[1], "--region", "us-east-1"]
assert "ListJobs" not in emrglue("glue", "list-jobs", "--query", "JobNames", *ENDPOINT)

Path("job.glue.start-job-run.yaml").write_text("JobName: etl\nExecutionClass: SLOW\n")
said = emrglue("validate", "job.glue.start-job-run.yaml", code=1)
assert "job.glue.start-job-run.yaml:2:17: ExecutionClass: 'SLOW' is not one of" in said
assert "--job-name" in emrglue("explain", "glue", "start-job-run")
assert "json-schema.org" in emrglue("schema", "glue", "start-job-run")
