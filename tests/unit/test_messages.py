"""Every message that the library, the command line and the generator can print.

``messages`` collects them from the sources, so a new one is looked at as well; the cases below make
the ones that people meet and look at what they are told: what is wrong, where, what was expected,
what to do. ``python -m tests.unit.test_messages`` prints all of them.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import attrs
import boto3
import pytest

import emrglue
from codegen import cli as generator
from emrglue import emr_containers, emr_serverless, glue, jobs, spark
from emrglue._runtime.cli import main
from emrglue._runtime.client.decoding import invalid_body
from tests.support import zoo
from tests.support.clock import FakeTime
from tests.support.inside import inspect
from tests.support.job_runs import CANCEL, DESCRIBE, IDS, StubClient, described

CODEGEN = Path(__file__).parents[2] / "codegen"

SECRET = "hunter2-wJalrXUtnFEMI"
"""Given wherever something is sensitive; no message repeats it."""
ROLE = "arn:aws:iam::123456789012:role/emr"


# collected from the sources

TEXT_AT = {"Problem": 1, "fail": 1, "wrong": 0, "error": 0, "Failure": 0, "warn": 0, "add": 4}
TEXT_AT |= {"note": 0, "_ended": 1, "_too_large": 1, "_error": 1, "invalid_body": 1}
TEXT_AT |= {"Unsatisfiable": 0, "print": 0, "warning": 0, "info": 0}
"""Which argument of a call is the message; errors and warnings have it first."""

TEXTS = {"message", "text", "hint", "reason", "advice", "msg"}
"""What a text is called that is put together before it is said."""


@attrs.frozen
class Message:
    """A message as it stands in the source, with the expressions in it in braces."""

    place: str
    text: str
    shows: frozenset[str]
    """The names in those expressions."""

    @property
    def passes_on(self) -> bool:
        """Whether it only shows what was said elsewhere."""
        return len(re.sub(r"\{.*?\}|\W", "", self.text)) <= 7


@cache
def messages(path: Path) -> list[Message]:
    """What a module says in words of its own."""
    tree = ast.parse(path.read_text())
    said = {id(node): node for text in _said(tree) for node in _with_makers(text, tree)}
    place = str(path.relative_to(CODEGEN.parent))
    found = [
        Message(f"{place}:{node.lineno}", _rendered(node), frozenset(_shown(node)))
        for node in said.values()
    ]
    return [message for message in found if not message.passes_on]


def _said(tree: ast.Module) -> Iterator[ast.expr]:
    """What calls have where the message belongs, and what is kept for such a call."""
    for node in ast.walk(tree):
        argument = _text_argument(node) if isinstance(node, ast.Call) else None
        if argument is not None:
            yield argument
        if isinstance(node, (ast.Assign, ast.AugAssign)) and _is_text(node):
            yield node.value


def _is_text(node: ast.Assign | ast.AugAssign) -> bool:
    target = node.target if isinstance(node, ast.AugAssign) else node.targets[0]
    return ast.unparse(target).rpartition(".")[2] in TEXTS and _has_words(node.value)


def _has_words(node: ast.expr) -> bool:
    return isinstance(node, (ast.JoinedStr, ast.BinOp, ast.Constant, ast.IfExp))


def _with_makers(text: ast.expr, tree: ast.Module) -> Iterator[ast.expr]:
    """A text, and what the functions of the same module return that it calls."""
    yield text
    called = {_name(node) for node in ast.walk(text) if isinstance(node, ast.Call)}
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and function.name in called:
            returned = (n.value for n in ast.walk(function) if isinstance(n, ast.Return))
            yield from (value for value in returned if value is not None and _has_words(value))


def _name(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]


def _text_argument(call: ast.Call) -> ast.expr | None:
    name = _name(call)
    at = TEXT_AT.get(name, 0 if name.endswith(("Error", "Warning")) else None)
    return call.args[at] if at is not None and len(call.args) > at else None


def _rendered(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(map(_rendered, node.values))
    if isinstance(node, ast.IfExp):
        return _rendered(node.body) + _rendered(node.orelse)
    if isinstance(node, ast.BinOp):
        return _rendered(node.left) + _rendered(node.right)
    return f"{{{ast.unparse(node.value if isinstance(node, ast.FormattedValue) else node)}}}"


def _shown(node: ast.expr | None) -> Iterator[str]:
    for value in ast.walk(node) if node is not None else ():
        if isinstance(value, ast.FormattedValue):
            for name in ast.walk(value):
                if isinstance(name, (ast.Name, ast.Attribute)):
                    yield name.id if isinstance(name, ast.Name) else name.attr


MODULES = sorted(CODEGEN.rglob("*.py"))

every_module = pytest.mark.parametrize(
    "module", MODULES, ids=[str(path.relative_to(CODEGEN).with_suffix("")) for path in MODULES]
)


def test_messages_are_found() -> None:
    """So the tests below look at something."""
    modules = ("lower", "patterns/parse", "runtime/shapes/length", "runtime/cli/requests")
    assert all(messages(CODEGEN / f"{module}.py") for module in modules)
    assert sum(len(messages(module)) for module in MODULES) > 250


def test_no_raise_is_overlooked() -> None:
    """Each makes an error here, or in a function that does; or one that is AWS's or botocore's."""
    trees = [ast.parse(path.read_text()) for path in sorted(CODEGEN.rglob("*.py"))]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    makers = {
        n.name for n in nodes if isinstance(n, ast.FunctionDef) and any(map(_makes, ast.walk(n)))
    }
    raised = [n.exc for n in nodes if isinstance(n, ast.Raise) and isinstance(n.exc, ast.Call)]
    others = {"typed_error", "PaginationError", "ResponseStreamingError"}
    assert {_name(call) for call in raised if not _makes(call)} - makers == others


def _makes(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and _text_argument(node) is not None


@every_module
def test_messages_are_said_plainly(module: Path) -> None:
    """No shouting, no filler, no word that says nothing; the reader's next sentence fits."""
    vague = r"\b(invalid|illegal|unable|oops|please|bad|sorry|something went wrong|unknown error)\b"
    for message in messages(module):
        assert not re.search(vague, message.text, re.IGNORECASE), message
        assert not message.text.rstrip().endswith((".", "!", ":")), message
        assert "Traceback" not in message.text, message


SECRETS = {"password", "secret", "token", "credentials", "environ", "body", "wire", "traceback"}
"""Names of what no message may show."""


@every_module
def test_messages_show_nothing_secret(module: Path) -> None:
    """Of a value that may be sensitive, only what ``_shown`` or ``shortened`` left of it."""
    for message in messages(module):
        assert message.shows.isdisjoint(SECRETS), message
        if "runtime/shapes/" in message.place and "shapes/trusted" not in message.place:
            assert "value" not in message.shows, message


# made to appear


class Case(NamedTuple):
    """Something that goes wrong, and what its message says."""

    name: str
    happen: Callable[[], object]
    what: str
    where: str
    expected: str
    advice: str


def start(**members: Any) -> Callable[[], object]:
    """A request from a dictionary in which these members are as given."""
    wire = {
        "applicationId": "00f1abcd",
        "executionRoleArn": ROLE,
        **members,
    }
    return lambda: emr_serverless.StartJobRunRequest.from_wire(wire)


def glue_run(**members: Any) -> Callable[[], object]:
    return lambda: glue.StartJobRunRequest.from_wire({"JobName": "etl", **members})


def meal(**members: Any) -> Callable[[], object]:
    """For an animal of the zoo, whose model may have traits that no real one has yet."""
    wire = {"animalName": "leo", **members}
    return lambda: inspect(zoo.MODEL, "FeedAnimalRequest", wire)


SENSITIVE = {"sparkSubmit": {"entryPoint": SECRET * 200}}

VIOLATIONS = [
    Case("required", start(applicationId=None), "missing", "applicationId", "is required",
         "is required"),
    Case("unknown", start(nmae="x"), "is not a member", "nmae", "did you mean name",
         "did you mean"),
    Case("type", start(name=1), "not int", "name", "must be a string", "must be"),
    Case("min_length", start(name=""), "not 0", "name", "at least 1 character,", "must have"),
    Case("max_length", start(name="x" * 999), "not 999", "name", "at most 256 characters", "must"),
    Case("min_value", glue_run(NumberOfWorkers=-(2**40)), "-1099511627776", "NumberOfWorkers",
         "at least -2147483648", "must be"),
    Case("max_value", glue_run(NumberOfWorkers=2**40), "1099511627776", "NumberOfWorkers",
         "at most 2147483647", "must be"),
    Case("bound of the model", meal(amount=0), "not 0", "amount", "at least 1", "must be"),
    Case("pattern", start(applicationId="A B"), "'A B'", "applicationId", "[0-9a-z]+",
         'validation(pattern="off")'),
    Case("enum", start(mode="BATHC"), "'BATHC'", "mode", "one of BATCH, STREAMING",
         "did you mean BATCH"),
    Case("union", start(jobDriver={"hive": {"query": "q"}, "sparkSubmit": {"entryPoint": "e"}}),
         "but got", "jobDriver", "exactly one of sparkSubmit, hive", "takes exactly one"),
    Case("rule", glue_run(MaxCapacity=2.0, WorkerType="G.1X"),
         "MaxCapacity", "glue.StartJobRunRequest", "WorkerType", "MaxCapacity"),
    Case("sensitive", start(jobDriver=SENSITIVE), "not 4,200", "jobDriver.sparkSubmit.entryPoint",
         "at most 4,096 characters", "must have"),
]  # fmt: skip


def warned(happen: Callable[[], object]) -> Callable[[], object]:
    """Raise what is warned of."""

    def raising() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            happen()

    return raising


def run_of(service: str, **answers: Any) -> Any:
    """A handle over a client that answers so."""
    time = FakeTime()
    clock = jobs.Clock(now=time.now, sleep=time.sleep)
    stub: Any = StubClient(service, **answers)
    return jobs.attach(stub, clock=clock, **IDS[service])


def lost(service: str, state: Any) -> Any:
    return run_of(service, **{DESCRIBE[service]: described(service, state)})


def refused_cancel() -> object:
    detail = SimpleNamespace(error_code="Busy", error_message="not now")
    answer = SimpleNamespace(errors=[SimpleNamespace(error_detail=detail)])
    answers = {CANCEL["glue"]: answer, DESCRIBE["glue"]: described("glue", "RUNNING")}
    return run_of("glue", **answers).cancel()


def boto(service: Any = "glue") -> Any:
    return boto3.client(service, region_name="us-east-1")


BODY = {"HTTPStatusCode": 200, "HTTPHeaders": {"content-type": "text/html"}, "RequestId": "r1"}


def raised(error: Exception) -> None:
    raise error


LIBRARY = [
    Case("policy kind", lambda: emrglue.validation(enumm="warn").__enter__(),
         "'enumm'", "kind of constraint", "there are: required", "enum"),
    Case("policy mode", lambda: emrglue.validation("loud").__enter__(),  # type: ignore[arg-type]
         "'loud'", "mode", "error, warn, off", "there are"),
    Case("trusted", lambda: emrglue.trusted(object()),
         "not object", "trusted()", "a string, number, bytes, list or dict", "takes"),
    Case("attribute", lambda: glue.StartJobRunRequst,  # type: ignore[attr-defined]
         "'StartJobRunRequst'", "module 'emrglue.glue'", "StartJobRunRequest", "did you mean"),
    Case("client and region", lambda: glue.Client(client=boto(), region_name="x"),
         "region_name", "client=", "used as it is", "takes no"),
    Case("session and profile", lambda: glue.Client(session=boto3.Session(), profile_name="x"),
         "session", "profile_name=", "not both", "pass session="),
    Case("client of another service", lambda: glue.Client(client=boto("emr-serverless")),
         "emr-serverless", "this is a client", "for glue", "not for"),
    Case("guard", lambda: emrglue.guard(1),
         "not int", "guard()", "a boto3 or botocore client", "takes"),
    Case("exceptions", lambda: glue.Client(region_name="us-east-1").exceptions.NoSuch,
         "'NoSuch'", "error of the service", "EntityNotFoundException", "there are"),
    Case("body", lambda: raised(invalid_body(BODY, "is not valid JSON")),
         "is not valid JSON", "request id r1", "text/html", "is not known"),
    Case("job client", lambda: jobs.start(1),
         "1", "emrglue client", "emr-containers, emr-serverless, glue", "Client(client=…)"),
    Case("job ids", lambda: jobs.attach(glue.Client(region_name="x"), job_name="etl"),
         "not by job_name", "glue", "job_name and run_id", "identified by"),
    Case("both kinds of arguments",
         lambda: jobs.start(glue.Client(region_name="x"),
                            glue.StartJobRunRequest(job_name="etl"), job_name="etl"),
         "both", "request", "a request or keyword arguments", "give"),
    Case("job failed", lambda: lost("glue", "FAILED").wait(),
         "failed (FAILED)", "run_id=jr_1", "logs: ", "/aws-glue/jobs/error"),
    Case("job timed out", lambda: lost("glue", "RUNNING").wait(timeout=60),
         "did not end", "run_id=jr_1", "60 s", "the run goes on"),
    Case("job without state", lambda: lost("emr-serverless", None).refresh(),
         "without the state", "emr-serverless", "the state of the job run", "ask again"),
    Case("unknown state", warned(lambda: lost("emr-serverless", "PAUSED").refresh()),
         "'PAUSED'", "emr-serverless", "does not know", "counts as unfinished"),
    Case("cancel refused", refused_cancel, "Busy: not now", "glue", "did not stop", "job run"),
    Case("operation left out", lambda: run_of("glue").refresh(),
         "has no GetJobRun", "StubClient", "that operation", "generate the package"),
    Case("spark key", lambda: spark.Conf({"a=b": 1}), "'a=b'", "Spark property", "without '='",
         "expected text"),
    Case("spark secret", lambda: spark.SparkSubmitParameters.parse(f"--conf {SECRET}"),
         "found no '='", "--conf", "key=value", "expected"),
    Case("spark value", lambda: spark.SparkSubmitParameters(options=[("--queue", None)]),
         "needs a value", "--queue", "('--queue', '…')", "expected"),
    Case("spark field", lambda: spark.SparkSubmitParameters(options=[("--class", "A")]),
         "a field of its own", "--class", "main_class=", "use"),
    Case("wait option",
         lambda: emr_containers.Client(region_name="us-east-1").wait_until_virtual_cluster_running(
             id="vc1", delay=-1),
         "not -1", "delay", "a number and at least 0", "must be"),
]  # fmt: skip


@pytest.mark.parametrize("case", [*VIOLATIONS, *LIBRARY], ids=lambda case: case.name)
def test_an_error_says_what_where_what_was_expected_and_what_to_do(case: Case) -> None:
    """All four, in one text; and nothing that was secret."""
    with pytest.raises((Exception, Warning)) as caught:
        case.happen()
    text = str(caught.value)
    assert [part for part in case[2:] if part not in text] == []
    assert SECRET not in text


def test_every_kind_of_constraint_has_a_case() -> None:
    """A new kind needs one."""
    from emrglue._runtime.shapes.listing import KINDS

    assert {case.name for case in VIOLATIONS} >= set(KINDS)


# the command lines

START = ["emr-serverless", "start-job-run", "--execution-role-arn", ROLE]
START += ["--application-id", "00f1abcd"]

COMMANDS = [
    (["emr-servrless"], "there is no command 'emr-servrless'; did you mean emr-serverless?"),
    (["glue", "start-jobrun"], "glue has no operation 'start-jobrun'; did you mean start-job-run?"),
    ([*START, "--nmae", "x"], "--nmae"),
    ([*START, "--name", ""], "--name: must have at least 1 character, not 0"),
    ([*START, "--mode", "BATHC"], "--mode: 'BATHC' is not one of BATCH, STREAMING"),
    ([*START, "--tags", "a=[b"], "'[' is never closed"),
    ([*START, "--tags", "file:///no/such"], "--tags: cannot read file:///no/such"),
    ([*START, "--job-driver", f"sparkSubmit={{entryPoint={SECRET * 200}}}"], "at most 4,096"),
    (
        [*START, "--job-driver", f'{{"sparkSubmit": {SECRET}'],
        "--job-driver: this is not valid JSON",
    ),
    ([*START, "--cli-input-json", f'{{"name": "{SECRET}}}'], "--cli-input-json"),
    (["validate", "/no/such.json"], "validate: cannot read /no/such.json: No such file"),
    (["completion", "tcsh"], "completion: expected one of bash, zsh, fish"),
]


@pytest.mark.parametrize(("arguments", "said"), COMMANDS, ids=lambda value: str(value)[:50])
def test_the_command_line_says_it_in_one_message(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """On stderr, under its flag, without a traceback or what was secret."""
    assert main(arguments) == 252
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("emrglue: error: ")
    assert said in err
    assert "Traceback" not in err
    assert SECRET not in err


def model(**shapes: Any) -> Any:
    changed = zoo.model()
    changed["shapes"].update(shapes)
    return changed


MODELS = [
    ("type", {"Food": {"type": "quark"}}, "zoo: /shapes/Food: has the unknown type 'quark'"),
    ("known types", {"Food": {"type": "quark"}}, "; there are: structure, string"),
    ("reference", {"Animals": {"type": "list", "member": {"shape": "Gone"}}},
     "zoo: /shapes/Animals/member: refers to 'Gone', which is not a shape"),
    ("bound", {"Name": {"type": "string", "min": "one"}},
     "zoo: /shapes/Name/min: must be a number, not a string"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "shapes", "said"), MODELS, ids=[row[0] for row in MODELS])
def test_the_generator_names_the_place_in_the_model(
    name: str, shapes: Any, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a JSON pointer; nothing is written."""
    models = zoo.write(tmp_path / "models", model(**shapes))
    err = generated(capsys, "--models", str(models), "--out", str(tmp_path / "out"))
    assert said in err
    assert not (tmp_path / "out").exists()


OPTIONS = [
    (["--service", "zooo"], "has no service 'zooo'; did you mean zoo?"),
    (["--service", "zoo=FeedAnimals"], "has no operation 'FeedAnimals'; did you mean FeedAnimal?"),
    (["--service", "zoo,glue"], "'zoo,glue' names several services; repeat --service"),
    (["--service", "zoo="], "--service: 'zoo=' names no operations; leave out the '='"),
    (["--models", "/no/such"], "/no/such: is not a directory of models"),
    (["--package", "a-b"], "--package: must be a dotted Python package name, not 'a-b'"),
    (["--templates", "/no/such"], "/no/such: is not a directory of templates"),
]


@pytest.mark.parametrize(("options", "said"), OPTIONS, ids=lambda value: str(value)[:40])
def test_the_generator_names_the_option(
    options: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And what it takes."""
    models = zoo.write(tmp_path / "models")
    arguments = ["--models", str(models), "--out", str(tmp_path / "out"), *options]
    assert said in generated(capsys, *arguments)


def test_an_overlay_without_its_reason_is_told_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """At its place in the file."""
    models = zoo.write(tmp_path / "models")
    zoo.write_overlay(models, "patches", [{"at": "/shapes/Name/min", "was": 1}])
    err = generated(capsys, "--models", str(models), "--out", str(tmp_path / "out"))
    assert "patches.json[0]: says no reason; " in err


ABSENT = [
    ("botocore", "from emrglue import glue; glue.Client",
     "No module named 'botocore', which emrglue.glue.Client needs: pip install botocore"),
    ("yaml",
     "from emrglue._runtime.cli import main; main(['glue', 'get-job', '--cli-input-yaml', 'a: 1'])",
     "No module named 'yaml'; pip install 'emrglue[cli]' installs what is needed"),
    ("black", "from codegen.cli import main; main(['generate', '--fresh', '--out', '/no/such'])",
     "black is not installed; pip install 'emrglue[codegen]' installs what is needed"),
]  # fmt: skip

HIDING = """
import sys
class Absent:
    def find_spec(self, name, *_):
        if name == {package!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Absent())
{code}
"""


@pytest.mark.parametrize(("package", "code", "said"), ABSENT, ids=[row[0] for row in ABSENT])
def test_what_is_not_installed_is_named_with_what_to_do(package: str, code: str, said: str) -> None:
    """Where an extra was left out."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(["generated", "."])}
    done = subprocess.run(
        [sys.executable, "-c", HIDING.format(package=package, code=code)],
        cwd=CODEGEN.parent,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said in done.stderr.splitlines()[-1]


def generated(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    """What ``generate`` says on stderr when it cannot be done."""
    service = [] if "--service" in options else ["--service", "zoo"]
    assert generator.main(["generate", *service, *options]) == 2
    err = capsys.readouterr().err
    assert all(line.startswith("error: ") for line in err.splitlines())
    assert "Traceback" not in err
    return err


if __name__ == "__main__":
    for found in chain.from_iterable(map(messages, MODULES)):
        print(f"{found.place}: {found.text}")
