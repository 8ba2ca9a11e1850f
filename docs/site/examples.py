"""An example of every operation: in Python, as a command, and as a request file. Each is tried."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import attrs
import black
import yaml
from botocore import xform_name

from emrglue._runtime.cli import examples, flags, main, requests
from emrglue._runtime.cli.catalog import Operation
from emrglue._runtime.cli.examples import Skeleton
from emrglue._runtime.shapes import List, Map, Shape, StructureShape
from emrglue.testing import FakeClient


class WrongExampleError(Exception):
    """An example does not work, so that the site must not be built."""


class Examples(NamedTuple):
    """The examples of one operation, as text."""

    python: str
    command: str
    file: str
    """YAML; it shows every member that can be given at the same time."""


def of(operation: Operation) -> Examples:
    """The examples of an operation.

    The Python code was executed, and the command was parsed and checked. The file is checked
    together with all others, by :func:`check_files`.

    :raises WrongExampleError: one of them does not work.
    """
    given = examples.flags(operation)
    command = " \\\n  ".join([f"emrglue {operation.title}", *given])
    words = shlex.split(command.replace("\\\n", ""))  # which a shell takes out, and shlex does not
    code, printed = _run([*words[1:], "--generate-cli-skeleton", "output"])
    if code:
        raise WrongExampleError(f"{command}\n{printed}")
    wire = requests.gather(operation, flags.parse(operation, words[3:]))
    content = {"$operation": operation.title, **_request(operation)}
    return Examples(
        _python(operation, wire), command, yaml.safe_dump(content, sort_keys=False, width=88)
    )


def check_files(folder: Path) -> str:
    """Check the request files in a folder, as CI would.

    :return: what the command says: how many requests there are, and that nothing is wrong.
    :raises WrongExampleError: something is.
    """
    code, printed = _run(["validate", "--strict", str(folder)])
    if code:
        raise WrongExampleError(printed)
    return printed.strip()


def method_name(operation: Operation) -> str:
    """The method of a client."""
    name: str = xform_name(operation.wire_name)
    return name


def fields(shape: StructureShape) -> Mapping[str, str]:
    """The names of a structure's fields in Python, by wire name."""
    cls: Any = shape.cls  # type: ignore[attr-defined]
    return {field.metadata["wire_name"]: field.name for field in attrs.fields(cls)}


def _run(words: list[str]) -> tuple[int, str]:
    """Run ``emrglue`` in this process; the exit code, and what was printed."""
    printed = StringIO()
    with redirect_stdout(printed), redirect_stderr(printed):
        code = main(words)
    return code, printed.getvalue()


def _python(operation: Operation, wire: Mapping[str, Any]) -> str:
    """Code that makes a call; it was executed with a client that answers nothing."""
    module = operation.service.model.title
    method = method_name(operation)
    arguments = _arguments(operation.request, wire, f"{module}.")
    call = f"response = client.{method}({arguments})"
    if operation.paginator:
        call = f"for item in client.iter_{method}({arguments}):\n    print(item)"
    client = f"client = {module}.Client(region_name='us-east-1')"
    source = f"from emrglue import {module}\n\n{client}\n{call}\n"
    source = black.format_str(source, mode=black.Mode(line_length=88))
    service = import_module(f"emrglue.{module}")
    fake = FakeClient({method: {}})
    client = service.Client(client=fake)
    try:
        with (
            patch.object(service, "Client", lambda region_name: client),
            redirect_stdout(StringIO()),
        ):
            exec(compile(source, operation.title, "exec"), {})
    except Exception as error:
        raise WrongExampleError(f"{source}\n{error}") from error
    if [name for name, _ in fake.calls] != [method]:
        raise WrongExampleError(f"{source}\ncalled {fake.calls}")
    return source


def _arguments(shape: StructureShape, wire: Mapping[str, Any], module: str) -> str:
    """The keyword arguments that make a structure, as Python source."""
    names, members = fields(shape), shape.by_name
    return ", ".join(
        f"{names[key]}={_source(members[key].shape, item, module)}" for key, item in wire.items()
    )


def _source(shape: Shape, value: Any, module: str) -> str:
    """A value in wire names as Python source.

    :param module: what stands before the names of classes.
    """
    if isinstance(shape, StructureShape):
        cls: Any = shape.cls  # type: ignore[attr-defined]
        return f"{module}{cls.__name__}({_arguments(shape, value, module)})"
    if isinstance(shape, List):
        return f"[{', '.join(_source(shape.entry, item, module) for item in value)}]"
    if isinstance(shape, Map):
        entries = (f"{key!r}: {_source(shape.entry, item, module)}" for key, item in value.items())
        return f"{{{', '.join(entries)}}}"
    return repr(value)


def _request(operation: Operation) -> dict[str, Any]:
    """A request with every member that can be given at the same time."""
    filled: dict[str, Any] = _filled(operation.request, Skeleton().of(operation.request), "")
    return filled


def _filled(shape: Shape, value: Any, name: str) -> Any:
    """A skeleton with legal values in place of those that are not legal, or say nothing."""
    if isinstance(shape, StructureShape):
        return {key: _filled(shape.by_name[key].shape, item, key) for key, item in value.items()}
    if isinstance(shape, List):
        return [_filled(shape.entry, item, name) for item in value]
    if isinstance(shape, Map):
        keys = (key if shape.key.admits(key) else examples.of(shape.key, name) for key in value)
        items = (_filled(shape.entry, item, name) for item in value.values())
        return dict(zip(keys, items, strict=True))
    return value if value and shape.admits(value) else examples.of(shape, name)
