"""``pip install emrglue``: requests are built and checked with attrs alone."""

from __future__ import annotations

import importlib.util
from importlib.metadata import distribution, distributions
from importlib.resources import files

from emrglue import ValidationError, emr_containers, emr_serverless, glue

names = {found.name for found in distributions()} - {"pip", "setuptools"}
assert names == {"emrglue", "attrs"}, names
assert importlib.util.find_spec("botocore") is None

request = glue.StartJobRunRequest(job_name="etl", worker_type="G.1X")
assert glue.StartJobRunRequest.from_wire(request.to_wire()) == request
for start in (emr_containers.StartJobRunRequest, emr_serverless.StartJobRunRequest):
    try:
        start.from_wire({"nmae": "x"})
    except ValidationError as error:
        assert ("nmae", "unknown") in {(found.path, found.constraint) for found in error.violations}
    else:
        raise AssertionError(f"{start} took anything")

try:
    glue.Client(region_name="us-east-1")
except ModuleNotFoundError as error:
    assert "emrglue.glue.Client needs: pip install botocore" in str(error), error
else:
    raise AssertionError("a client without botocore")

for package in ("emrglue", "emrglue_codegen"):
    assert (files(package) / "LICENSE").is_file()
assert (files("emrglue") / "py.typed").is_file()
assert (files("emrglue") / "NOTICE").is_file()
about = distribution("emrglue")
assert about.metadata["License-Expression"] == "Apache-2.0"
assert about.metadata["Requires-Python"] == ">=3.10"
licences = {path.name for path in about.files or () if "licenses" in path.parts}
assert licences == {"LICENSE", "NOTICE"}, licences
