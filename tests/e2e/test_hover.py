"""What an editor shows of a package with ``--docs full``, asked of a language server."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from codegen import docs, pipeline, write
from codegen import format as formatting
from codegen.config import MODELS, Settings, services
from codegen.load import load

SERVER = shutil.which("basedpyright-langserver", path=str(Path(sys.executable).parent))

PROGRAM = """\
from acme._aws import emr_serverless

request = emr_serverless.StartJobRunRequest(application_id="a", execution_role_arn="b")
request.execution_timeout_minutes
emr_serverless.Client().start_job_run(application_id="a", execution_role_arn="b")
"""


class Server:
    """A language server at the other end of a pipe (Language Server Protocol 3.17)."""

    def __init__(self, root: Path) -> None:
        assert SERVER is not None
        self.process = subprocess.Popen(
            [SERVER, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=root
        )
        self.count = 0
        self.document = {"uri": (root / "program.py").as_uri()}
        formats = {"hover": {"contentFormat": ["markdown"]}}
        self.ask(
            "initialize",
            {
                "processId": None,
                "rootUri": root.as_uri(),
                "capabilities": {"textDocument": formats},
                "workspaceFolders": [{"uri": root.as_uri(), "name": "project"}],
            },
        )
        self.tell("initialized", {})

    def tell(self, method: str, params: Any, **more: Any) -> None:
        """Send a notification, or with an ``id`` a request."""
        self._send({"jsonrpc": "2.0", "method": method, "params": params, **more})

    def ask(self, method: str, params: Any) -> Any:
        """Send a request and return its result."""
        self.count += 1
        self.tell(method, params, id=self.count)
        while True:
            message = self._receive()
            if message.get("id") == self.count and "method" not in message:
                return message["result"]
            if "id" in message:
                items = message.get("params", {}).get("items", [])
                self._send({"jsonrpc": "2.0", "id": message["id"], "result": [None for _ in items]})

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps(message).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def _receive(self) -> Any:
        stream = self.process.stdout
        assert stream is not None
        length = 0
        while (line := stream.readline().strip()) or not length:
            assert line or self.process.poll() is None, "the language server ended"
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        return json.loads(stream.read(length))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that has opened a program which uses a vendored package."""
    if SERVER is None:
        pytest.skip("basedpyright is not installed")
    root = tmp_path_factory.mktemp("project")
    settings = Settings(
        services(["emr-serverless=StartJobRun"]), MODELS, root, "acme._aws", docs="full"
    )
    result = pipeline.run(settings, fresh=True, formatter=formatting.unformatted)
    write.write(settings.target, result.tree)
    (root / "program.py").write_text(PROGRAM)
    running = Server(root)
    text = {"languageId": "python", "version": 1, "text": PROGRAM}
    running.tell("textDocument/didOpen", {"textDocument": {**running.document, **text}})
    yield running
    running.process.kill()
    running.process.wait()


def _hover(server: Server, word: str) -> str:
    """What is shown where ``word`` stands last in the program."""
    line, text = [(n, t) for n, t in enumerate(PROGRAM.splitlines()) if word in t][-1]
    place = {"line": line, "character": text.index(word) + 1}
    answer = server.ask("textDocument/hover", {"textDocument": server.document, "position": place})
    return str(answer["contents"]["value"])


def _documentation(*path: str) -> str:
    """What the installed botocore says there, as reStructuredText without its line breaks."""
    part: Any = load(docs.INSTALLED, "emr-serverless").model
    for key in path:
        part = part[key]
    return " ".join(docs.restructured(part["documentation"]).split())


def _shown(server: Server, word: str) -> str:
    return " ".join(_hover(server, word).split())


def test_hovering_over_a_field_shows_facts_and_documentation(server: Server) -> None:
    """Type, constraints, and the text of the installed botocore."""
    shown = _shown(server, "execution_timeout_minutes")
    assert "execution_timeout_minutes: int | None" in shown
    assert "0 to 1,000,000" in shown
    member = ("shapes", "StartJobRunRequest", "members", "executionTimeoutMinutes")
    assert _documentation(*member) in shown


def test_hovering_over_a_method_shows_what_the_operation_does(server: Server) -> None:
    """Its parameters with their types, the text, and the errors it raises."""
    shown = _shown(server, "start_job_run")
    assert "application_id: str" in shown
    assert _documentation("operations", "StartJobRun") in shown
    assert "ConflictException" in shown


def test_hovering_over_a_class_shows_what_it_is(server: Server) -> None:
    """The request, and the link to AWS's page."""
    shown = _shown(server, "StartJobRunRequest")
    assert "The request of StartJobRun." in shown
    assert "https://docs.aws.amazon.com/" in shown
