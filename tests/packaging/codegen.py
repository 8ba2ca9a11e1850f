"""``pip install "emrglue[codegen]"``: three operations become a package, which is current."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

COMMAND = str(Path(sys.executable).parent / "emrglue-codegen")
OPTIONS = ["--service", "glue=StartJobRun,GetJobRun", "--out", "src", "--package", "acme.aws"]


def codegen(verb: str) -> int:
    """The exit code of a verb, for three operations."""
    return subprocess.run([COMMAND, verb, *OPTIONS], check=False).returncode


assert codegen("generate") == 0
assert codegen("check") == 0
with Path("src/acme/aws/glue/enums.py").open("a") as file:
    file.write("# edited\n")
assert codegen("check") == 1
assert codegen("generate") == 0

script = "from acme.aws import glue; print(glue.StartJobRunRequest(job_name='etl').to_wire())"
made = subprocess.check_output([sys.executable, "-c", script], cwd="src", text=True)
assert made == "{'JobName': 'etl'}\n", made
