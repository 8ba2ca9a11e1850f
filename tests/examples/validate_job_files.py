"""CI for a repository of job files: every StartJobRun request is checked, nothing is sent.

python validate_job_files.py jobs

Needs ``pip install emrglue`` and no credentials. ``emrglue validate jobs/*`` does the same with
lines and columns, for YAML too, and as annotations on a pull request (``--format github``).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from emrglue import ValidationError, emr_containers, emr_serverless, glue

REQUESTS: dict[str, Any] = {
    "emr-containers": emr_containers.StartJobRunRequest,
    "emr-serverless": emr_serverless.StartJobRunRequest,
    "glue": glue.StartJobRunRequest,
}


def problems(path: Path, service: str) -> list[str]:
    """What is wrong with one file."""
    try:
        REQUESTS[service].from_wire(json.loads(path.read_text()))
    except ValidationError as error:
        return [f"{path.name}: {violation}" for violation in error.violations]
    except ValueError as error:
        return [f"{path.name}: is no JSON: {error}"]
    return []


def main(folder: str) -> int:
    """Check the files named NAME.SERVICE.json; the exit code is for CI."""
    files = [(path, name) for name in REQUESTS for path in Path(folder).glob(f"*.{name}.json")]
    found = [problem for path, service in sorted(files) for problem in problems(path, service)]
    print(*found, f"{len(found)} problems in {len(files)} files", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
