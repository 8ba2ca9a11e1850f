"""A subset of operations as a package of its own: what is in it, and what it needs."""

from __future__ import annotations

import ast
import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import attrs
import pytest

from codegen import config, notice, parts, pipeline, write
from codegen import format as formatting
from codegen.config import MODELS, Settings, services
from codegen.load import newest
from codegen.problems import CodegenError

TWO = ("glue=StartJobRun,GetJobRun", "emr-serverless=StartJobRun")


def _settings(out: Path, *selections: str) -> Settings:
    return Settings(services(selections), MODELS, out, "acme._aws")


def _tree(out: Path, *selections: str, without: tuple[str, ...] = ()) -> write.Tree:
    """The files of a package; not formatted, which takes long and changes nothing here."""
    settings = attrs.evolve(_settings(out, *selections), without=without)
    return pipeline.run(settings, fresh=True, formatter=formatting.unformatted).tree


@pytest.fixture(scope="module")
def vendored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``acme._aws`` with three operations of two services, in a folder for ``sys.path``."""
    out = tmp_path_factory.mktemp("vendored")
    settings = _settings(out, *TWO)
    write.write(settings.target, _tree(out, *TWO))
    return out


def _raw(service: str) -> Any:
    return json.loads((newest(MODELS, service) / "service-2.json").read_bytes())


def _reachable(model: Any, operations: list[str]) -> set[str]:
    """The shapes that operations mention, found by looking for references anywhere in the JSON."""
    found: set[str] = set()
    waiting: list[Any] = [model["operations"][name] for name in operations]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            name = value.get("shape")
            if isinstance(name, str) and name not in found:
                found.add(name)
                waiting.append(model["shapes"][name])
            waiting += value.values()
    return found


def _classes(tree: write.Tree, folder: str) -> set[str]:
    """The classes in the modules of a folder."""
    return {
        node.name
        for path, content in tree.items()
        if path.startswith(folder) and path.endswith(".py")
        for node in ast.parse(content).body
        if isinstance(node, ast.ClassDef)
    }


def _some_operations(count: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Random subsets; the seed is in the test's name through its parameters."""
    chooser = random.Random(6)
    for service in ("emr-containers", "emr-serverless", "glue") * count:
        names = sorted(_raw(service)["operations"])
        yield service, tuple(sorted(chooser.sample(names, chooser.randint(1, 4))))


@pytest.mark.parametrize(("service", "operations"), list(_some_operations(3)))
def test_a_subset_is_exactly_the_closure_of_its_operations(
    tmp_path: Path, service: str, operations: tuple[str, ...]
) -> None:
    """Not one shape more and not one less, in the model and in the code."""
    raw = _raw(service)
    shapes = _reachable(raw, list(operations))
    tree = _tree(tmp_path, f"{service}={','.join(operations)}")
    (path,) = (path for path in tree if path.endswith("service-2.json"))
    model = json.loads(tree[path])
    assert set(model["operations"]) == set(operations)
    assert set(model["shapes"]) == shapes
    structures = {name for name in shapes if raw["shapes"][name]["type"] == "structure"}
    errors = {name for name in structures if raw["shapes"][name].get("exception")}
    package = service.replace("-", "_")
    ours = {f"{name}{kind}" for name in operations for kind in ("Request", "Response")}
    assert _classes(tree, f"{package}/structures/") - ours == structures - errors - ours
    assert _classes(tree, f"{package}/errors.py") >= errors
    assert len(_classes(tree, f"{package}/errors.py") - errors) == 1
    enums = {name for name in shapes if "enum" in raw["shapes"][name]}
    assert _classes(tree, f"{package}/enums.py") == enums


def test_several_services_share_one_runtime(vendored: Path) -> None:
    """One copy, beside them."""
    package = vendored / "acme" / "_aws"
    assert sorted(path.name for path in package.iterdir() if path.is_dir()) == [
        "_models",
        "_runtime",
        "emr_serverless",
        "glue",
    ]


def test_a_vendored_package_imports_itself_relatively(vendored: Path) -> None:
    """It does not know its own name, and it never imports emrglue."""
    package = vendored / "acme" / "_aws"
    for path in package.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [str(node.module)]
            assert not [name for name in names if name.split(".")[0] in ("acme", "emrglue")], path


def test_every_import_inside_a_vendored_package_is_there(vendored: Path) -> None:
    """Also those in functions: no part of the runtime that was left out is missed."""
    package = vendored / "acme" / "_aws"
    files = {path.relative_to(package).as_posix() for path in package.rglob("*.py")}
    missing = [
        f"{file} imports {module}"
        for file in sorted(files)
        for module in _relative_imports(PurePosixPath(file), package)
        if f"{module}.py" not in files and f"{module}/__init__.py" not in files
    ]
    assert missing == []


def _relative_imports(file: PurePosixPath, package: Path) -> Iterator[str]:
    """The modules that a file imports from its own package, as paths."""
    for node in ast.walk(ast.parse((package / file).read_bytes())):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = file.parents[node.level - 1]
            if node.module:
                yield (base / node.module.replace(".", "/")).as_posix()
            else:
                yield from ((base / alias.name).as_posix() for alias in node.names)


def test_a_subset_that_starts_no_job_runs_has_no_jobs(tmp_path: Path) -> None:
    """Nor the command line, which is one over all three services."""
    tree = _tree(tmp_path, "glue=GetTable")
    support = {path.split("/")[1] for path in tree if path.startswith("_runtime/")}
    assert not support & {"cli", "jobs"}
    assert "client" in support
    assert b"jobs" not in tree["__init__.py"]


def test_a_part_that_nobody_wants_is_left_out_with_what_needs_it(tmp_path: Path) -> None:
    """And no name of it is offered."""
    jobs = _tree(tmp_path, "glue=StartJobRun", without=("async", "testing"))
    assert {"jobs.py", "_runtime/jobs/jobs.py", "glue/client.py"} <= jobs.keys()
    assert not [path for path in jobs if "async" in path or "testing" in path]
    assert b"async" not in jobs["__init__.pyi"] + jobs["glue/__init__.pyi"]
    types = _tree(tmp_path, "glue=StartJobRun", without=("client", "testing"))
    folders = {path.split("/")[1] for path in types if path.startswith("_runtime/")}
    assert not folders & {"client", "jobs", "testing", "services.py"}
    assert not [path for path in types if "client" in path or "_models" in path]
    for stub in ("__init__.pyi", "glue/__init__.pyi"):
        names = re.findall(r" as (\w+)", types[stub].decode())
        assert not {"Client", "AsyncClient", "jobs", "guard", "WaitError", "testing"} & {*names}
        assert "ServiceError" in names or "EntityNotFoundException" in names


@pytest.mark.parametrize(
    ("cls", "said"),
    [
        ("glue.TagResourceReqest", "is not a structure; did you mean TagResourceRequest?"),
        ("glue.Client", "is not a structure"),
        ("gleu.TagResourceRequest", "is not in the package, which has glue"),
    ],
)
def test_a_mixin_for_what_the_package_lacks_is_refused(tmp_path: Path, cls: str, said: str) -> None:
    settings = attrs.evolve(_settings(tmp_path, "glue=TagResource"), mixins={cls: "acme.own:Mine"})
    with pytest.raises(CodegenError, match=re.escape(f"mixins: {cls}: {said}")):
        pipeline.run(settings)


@pytest.mark.parametrize("part", parts.PARTS)
def test_every_part_can_be_left_out(tmp_path: Path, part: str) -> None:
    """What remains imports nothing that is not there."""
    settings = attrs.evolve(_settings(tmp_path, *TWO), without=(part,))
    tree = pipeline.run(settings, fresh=True, formatter=formatting.unformatted).tree
    write.write(settings.target, tree)
    files = {path for path in tree if path.endswith(".py")}
    missing = [
        f"{file} imports {module}"
        for file in sorted(files)
        for module in _relative_imports(PurePosixPath(file), settings.target)
        if f"{module}.py" not in files and f"{module}/__init__.py" not in files
    ]
    assert missing == []
    request = "glue.StartJobRunRequest(job_name='nightly', worker_type='G.1X')"
    script = f"from acme._aws import glue; print({request}.to_wire()['JobName'])"
    assert _run(script, tmp_path) == "nightly\n"


def test_the_parts_are_those_of_the_options() -> None:
    """The options cannot ask the parts, which come later in the generator."""
    assert tuple(parts.PARTS) == config.PARTS


def test_a_vendored_package_has_its_own_name(vendored: Path) -> None:
    """In docstrings, messages and the user agent; ours stands in headers and NOTICE."""
    package = vendored / "acme" / "_aws"
    for path in package.rglob("*.py"):
        text = path.read_text().replace("emrglue-codegen", "").replace("emrglue[", "")
        text = text.replace("--emrglue-key", "")  # the same in every process, whoever starts it
        assert "emrglue" not in text, path
    script = """
from acme._aws import glue, validation
print(glue.Client(region_name="us-east-1").botocore.meta.config.user_agent_extra)
print(validation.__doc__.count("emrglue"), glue.Client.__init__.__doc__.count("acme._aws.valid"))
"""
    environment = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
    assert _run(script, vendored, **environment).split() == ["acme._aws", "0", "2"]
    assert "emrglue-codegen" in (package / "NOTICE").read_text()


def test_the_notice_says_whether_text_of_aws_is_in_the_package() -> None:
    """Which is under AWS's licence."""
    without, with_text = (notice.files(documented)["NOTICE"] for documented in (False, True))
    assert b"hold text of AWS's documentation" in with_text
    assert b"hold text" not in without


def test_the_whole_package_has_all_of_the_support(tmp_path: Path) -> None:
    """What emrglue itself is."""
    tree = _tree(tmp_path, "emr-containers", "emr-serverless", "glue")
    runtime = parts.RUNTIME
    everything = {f"_runtime/{p.relative_to(runtime).as_posix()}" for p in runtime.rglob("*.py")}
    assert {path for path in tree if path.startswith("_runtime/")} == everything


def test_the_services_of_job_runs_are_those_that_the_runtime_knows() -> None:
    """The generator does not import what it copies, so it says the names again."""
    from codegen.runtime.jobs.services import SERVICES

    assert SERVICES.keys() == parts.JOB_SERVICES


def _run(script: str, path: Path, **variables: str) -> str:
    """A script with the vendored package on its path."""
    environment = {**os.environ, **variables, "PYTHONPATH": str(path)}
    process = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=False
    )
    assert process.returncode == 0, process.stderr
    return process.stdout


def test_types_need_nothing_but_attrs(vendored: Path) -> None:
    """Requests are built, validated, serialised and read back without botocore."""
    script = """
import sys
standard = sys.stdlib_module_names
class OnlyAttrs:
    def find_spec(self, name, path=None, target=None):
        top = name.partition('.')[0]
        if top not in standard and top not in ('acme', 'attr', 'attrs'):
            raise ImportError(f'{name} is not to be imported')
sys.meta_path.insert(0, OnlyAttrs())
from acme._aws import glue, emr_serverless, ValidationError
request = glue.StartJobRunRequest(job_name='nightly', worker_type='G.1X', number_of_workers=2)
assert glue.StartJobRunRequest.from_wire(request.to_wire()) == request
try:
    emr_serverless.StartJobRunRequest(application_id='no good!', execution_role_arn=None)
except ValidationError as error:
    print(len(error.violations))
"""
    assert int(_run(script, vendored)) >= 2


def test_names_that_were_left_out_are_not_offered(vendored: Path) -> None:
    """Neither to Python nor to type checkers."""
    script = """
from acme._aws import glue
print(hasattr(glue, 'GetTableRequest'), 'GetTableRequest' in dir(glue))
print(sorted(name for name in vars(glue.Client) if name.endswith('job_run')))
"""
    out = _run(script, vendored).splitlines()
    assert out[0] == "False False"
    assert "start_job_run" in out[1]
    assert "batch_stop_job_run" not in out[1]
    stubs = (vendored / "acme" / "_aws" / "glue" / "__init__.pyi").read_text()
    assert "StartJobRunRequest" in stubs
    assert "GetTableRequest" not in stubs


def test_errors_can_be_named_without_botocore(vendored: Path) -> None:
    """And whoever makes a client is told what to install, whichever package is missing."""
    script = """
import sys
missing = {"botocore", "boto3", "jmespath"}
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition('.')[0] in missing:
            raise ModuleNotFoundError(f'No module named {name!r}', name=name)
sys.meta_path.insert(0, Missing())
from acme._aws import ServiceError, glue
error = glue.EntityNotFoundException({"Error": {"Code": "E", "Message": "gone"}}, "GetJobRun")
assert isinstance(error, ServiceError) and (error.code, error.message) == ("E", "gone")
def tell(what):
    try:
        what()
    except ModuleNotFoundError as error:
        print(error)
tell(lambda: glue.Client)
missing.discard("botocore")
tell(lambda: glue.Client(region_name="us-east-1").get_job_run(job_name="a", run_id="b"))
"""
    without_botocore, without_jmespath = _run(script, vendored).splitlines()
    assert without_botocore.endswith("which acme._aws.glue.Client needs: pip install botocore")
    assert without_jmespath == (
        "No module named 'jmespath', which acme._aws.glue.Client needs: pip install botocore"
    )
