"""``python -m tests.alternatives``: what the tables in README and docs/vendoring.md say of others.

They are installed into an environment of their own, and each is given the same requests. An answer
that the README's table does not say is an error. What one operation brings into a repository is
counted, and type-checked, for docs/vendoring.md.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PACKAGES = [
    *("boto3==1.44.5", "botocore==1.44.5", "pydantic==2.14.3", "aws-resource-validator==2.6.0"),
    *("aws-resource-validator-glue==2.6.0", "aws-resource-validator-emr-serverless==2.6.0"),
    *("datamodel-code-generator==0.89.0", "mypy-boto3-emr-serverless==1.43.110"),
    *("attrs", "boto3-stubs==1.44.1", "botocore-stubs==1.43.126", "mypy"),
]
SMALL = ("testing", "async", "cli", "guard", "display", "jobs", "client")
"""The parts that a package of types, checks and errors does without."""

START = {"applicationId": "00f1", "executionRoleArn": "arn:aws:iam::123456789012:role/emr"}
DRIVERS = {"hive": {"query": "q"}, "sparkSubmit": {"entryPoint": "e"}}
YES, NO = "refuses", "takes"
PROBES: list[tuple[str, str, dict[str, Any], tuple[str, str, str]]] = [
    # what is asked, of which service, with what, and what boto3, wrap_client and the models do
    ("legal", "emr-serverless", START, (NO, NO, NO)),
    ("required", "emr-serverless", {"applicationId": "00f1"}, (YES, YES, YES)),
    ("type", "emr-serverless", {**START, "name": 1}, (YES, YES, YES)),
    ("text for a number", "glue", {"JobName": "etl", "Timeout": "3"}, (YES, YES, NO)),
    ("unknown member", "emr-serverless", {**START, "nmae": "x"}, (YES, YES, NO)),
    ("lower bound", "emr-serverless", {**START, "name": ""}, (YES, YES, YES)),
    ("lower bound of a number", "glue", {"JobName": "etl", "Timeout": 0}, (YES, YES, NO)),
    ("upper bound", "emr-serverless", {**START, "name": "x" * 300}, (NO, YES, YES)),
    ("number of tags", "emr-serverless",
     {**START, "tags": {str(n): "x" for n in range(300)}}, (NO, NO, NO)),
    ("pattern", "emr-serverless", {**START, "applicationId": "A b"}, (NO, YES, YES)),
    ("end of a pattern", "emr-serverless", {**START, "applicationId": "00f1 B"}, (NO, YES, NO)),
    ("enum", "emr-serverless", {**START, "mode": "BATHC"}, (NO, NO, YES)),
    ("union", "emr-serverless", {**START, "jobDriver": DRIVERS}, (YES, YES, NO)),
    ("legal name of a Glue job", "glue", {"JobName": "etl"}, (NO, YES, NO)),
    ("long name of a Glue job", "glue", {"JobName": "x" * 300}, (NO, YES, NO)),
]  # fmt: skip
"""``JobName`` has one of the patterns that Python does not compile."""


class Sent(Exception):
    """A client would have sent the request now."""


def asked(ask: Callable[..., object], wire: dict[str, Any]) -> str:
    try:
        ask(**wire)
    except Sent:
        return NO
    except ValueError:  # pydantic's; aws-resource-validator's are botocore's, too
        return YES
    except Exception as error:
        if type(error).__name__ != "ParamValidationError":
            raise
        return YES
    return NO


def clients(service: str, wrap: bool) -> Callable[..., object]:
    """``start_job_run`` of a client that stops before it sends."""
    import boto3
    from aws_resource_validator import wrap_client

    def stop(**_: object) -> None:
        raise Sent

    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    client: Any = boto3.client(service, region_name="us-east-1", **keys)
    client.meta.events.register("before-send", stop)
    start: Callable[..., object] = (wrap_client(client) if wrap else client).start_job_run
    return start


def models(service: str) -> Callable[..., object]:
    """StartJobRun's pydantic model, with its patterns on; the token is required there."""
    from importlib import import_module

    name = service.replace("-", "_")
    package = f"aws_resource_validator.pydantic_models.{name}.{name}_classes"
    model: Any = import_module(package).StartJobRunRequestTypeDef
    token = {"clientToken": "t"} if service == "emr-serverless" else {}
    options = {"context": {"aws_validate_patterns": True}}
    return lambda **wire: model.model_validate({**token, **wire}, **options)


def uncompiled() -> tuple[int, int]:
    """How many of Glue's patterns ``re`` does not compile; how many of those pydantic refuses."""
    import botocore.session
    import pydantic

    service = botocore.session.get_session().get_service_model("glue")
    shapes = [service.shape_for(name) for name in service.shape_names]
    patterns = [shape.metadata["pattern"] for shape in shapes if "pattern" in shape.metadata]
    refused = [pattern for pattern in patterns if not _works(re.compile, pattern)]

    def field(pattern: str) -> object:
        return pydantic.create_model("M", a=(str, pydantic.Field(pattern=pattern)))

    return len(refused), sum(not _works(field, pattern) for pattern in refused)


def _works(use: Callable[[str], object], pattern: str) -> bool:
    try:
        use(pattern)
    except Exception:
        return False
    return True


def ask() -> int:
    """Print every answer; the number of those that are not the README's."""
    import boto3

    wrong = 0
    print(f"{'':26}{'boto3':12}{'wrap_client':12}models")
    for what, service, wire, expected in PROBES:
        asking = (clients(service, False), clients(service, True), models(service))
        answers = tuple(asked(one, wire) for one in asking)
        wrong += answers != expected
        print(f"{what:26}{answers[0]:12}{answers[1]:12}{answers[2]}")
    names = ("glue", "emr-serverless", "emr-containers")
    waiters = sum(len(boto3.client(name, region_name="x").waiter_names) for name in names)
    print(f"waiters of boto3: {waiters}; patterns of Glue that re, pydantic refuse: {uncompiled()}")
    return wrong + (waiters != 0) + (uncompiled() != (36, 35))


def brought(python: Path, folder: Path) -> None:
    """Print what StartJobRun of EMR Serverless brings: lines of Python, and complaints of mypy."""
    made = {
        "emrglue": _vendored(folder / "whole", SMALL[:2]),
        "types, checks, errors alone": _vendored(folder / "small", SMALL),
        "datamodel-code-generator": _modelled(python, folder / "modelled"),
    }
    for installed in ("mypy_boto3_emr_serverless", "aws_resource_validator"):
        found = [str(python), "-c", f"import {installed} as it; print(it.__path__[0])"]
        made[installed] = Path(subprocess.check_output(found, text=True).strip())
    print(f"\n{'StartJobRun, vendored':30}lines  errors of mypy --strict")
    for what, package in made.items():
        files = [path for path in package.rglob("*.py*") if path.suffix in (".py", ".pyi")]
        lines = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in files)
        print(f"{what:30}{lines:6,} {_complaints(python, package, folder / 'cache'):>8}")


def _complaints(python: Path, package: Path, cache: Path) -> str:
    """The errors that strict mypy finds in a package."""
    strict = ["-m", "mypy", "--strict", "--cache-dir", str(cache)]
    where = {**os.environ, "MYPYPATH": str(package.parent)}
    if "site-packages" in package.parts:
        del where["MYPYPATH"]
    command = [str(python), *strict, "-p", package.name]
    done = subprocess.run(
        command, cwd=cache.parent, env=where, capture_output=True, text=True, check=False
    )
    found = re.findall(f"{package.name}/.*: error: ", done.stdout)
    if "missing py.typed" in done.stdout + done.stderr:
        return "untyped"
    if done.returncode > 1 or bool(done.returncode) is not bool(found):
        raise ValueError(done.stdout[-1000:] + done.stderr[-1000:])
    return str(len(found))


def _vendored(out: Path, without: Sequence[str]) -> Path:
    options = [word for part in without for word in ("--without", part)]
    service = ["--service", "emr-serverless=StartJobRun", "--package", "vendored"]
    command = [sys.executable, "-m", "codegen", "generate", *service, "--out", str(out), *options]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return out / "vendored"


def _modelled(python: Path, out: Path) -> Path:
    """What datamodel-code-generator makes of the JSON Schema of the request."""
    schema = ["-m", "emrglue", "schema", "emr-serverless", "start-job-run"]
    (out / "made").mkdir(parents=True)
    (out / "schema.json").write_bytes(subprocess.check_output([sys.executable, *schema], cwd=ROOT))
    command = [str(python.with_name("datamodel-codegen")), "--input-file-type", "jsonschema"]
    command += ["--input", str(out / "schema.json"), "--output", str(out / "made" / "models.py")]
    command += ["--output-model-type", "pydantic_v2.BaseModel"]
    subprocess.run(command, check=True, capture_output=True)
    return out / "made"


def main() -> int:
    """Install them, and ask."""
    with tempfile.TemporaryDirectory(prefix="emrglue-alternatives-") as folder:
        python = str(Path(folder) / "bin" / "python")
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *PACKAGES], check=True)
        code = subprocess.run([python, __file__, "ask"], check=False).returncode
        brought(Path(python), Path(folder))
        return code


if __name__ == "__main__":
    sys.exit(ask() if sys.argv[1:] == ["ask"] else main())
