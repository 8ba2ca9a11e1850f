"""From parsed flags to a checked request in wire names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..shapes.policy import validation
from ..shapes.report import inspected
from ..violations import ValidationError, Violation
from . import values
from .catalog import Operation
from .exits import Failure
from .frame import Options, dest

_LIBRARY_HINT = r"(?s) \(if AWS .*?validation\((\w+)=.*?\)\)$"

MARKERS = ("$schema", "$operation")
"""Members that tell editors and ``validate`` what a request file is for; they are not sent."""


def gather(operation: Operation, options: Options) -> dict[str, Any]:
    """The request that the flags and ``--cli-input-json|yaml`` say, not checked yet.

    :raises Failure: files, JSON, YAML or shorthand that cannot be read.
    """
    reader = values.Reader(options.cli_binary_format or "base64")
    given = vars(options)
    wire = _from_input(operation, options, reader)
    for parameter in operation.parameters.values():
        if (where := dest(parameter.wire_name)) in given:
            text = given[where]
            wire[parameter.wire_name] = (
                text
                if isinstance(text, bool)
                else reader.flag(parameter.flag, parameter.shape, text)
            )
    return wire


def _from_input(operation: Operation, options: Options, reader: values.Reader) -> dict[str, Any]:
    if options.cli_input_json is not None:
        flag = "--cli-input-json"
        text = values.as_text(flag, values.from_file(flag, options.cli_input_json))
        found = values.read_json(flag, text)
    elif options.cli_input_yaml is not None:
        flag = "--cli-input-yaml"
        text = values.as_text(flag, values.from_file(flag, options.cli_input_yaml))
        found = _read_yaml(flag, text)
    else:
        return {}
    if not isinstance(found, dict):
        raise Failure(f"{flag}: expected an object with the parameters, not {_named(found)}")
    whole = reader.blobs(operation.request, found)
    return {key: value for key, value in whole.items() if key not in MARKERS}


def _named(value: object) -> str:
    names: Mapping[type, str] = {
        list: "a list",
        str: "a string",
        bool: "a boolean",
        type(None): "null",
    }
    return names.get(type(value), "a number")


def _read_yaml(flag: str, text: str) -> Any:
    from .documents import DocumentError, read_yaml

    try:
        found = list(read_yaml(text))
    except DocumentError as error:
        raise Failure(
            f"{flag}: this is no YAML: {error.message} (line {error.line}, column {error.column})"
        ) from None
    if len(found) != 1:
        raise Failure(f"{flag}: expected one document, found {len(found)}")
    return found[0].value


def checked(
    operation: Operation, wire: Mapping[str, Any], skipped: Iterable[str]
) -> dict[str, Any]:
    """The request as boto3 takes it, checked.

    :param skipped: kinds of constraints to let pass (``--skip-check``).
    :raises Failure: with every violation, under its flag.
    """
    try:
        return normalised(operation, wire, skipped)
    except ValidationError as error:
        raise Failure(report(operation, error.violations)) from None


def normalised(
    operation: Operation, wire: Mapping[str, Any], skipped: Iterable[str] = ()
) -> dict[str, Any]:
    """The request as boto3 takes it: tokens filled in, moments read.

    By the thorough check alone: it says the same as ``from_wire``, and to compile the code that is
    faster takes longer than one check.

    :raises ValidationError: with every violation.
    """
    off: Any = {kind: "off" for text in skipped for kind in text.split(",")}
    with validation(off):
        found: dict[str, Any] = inspected(operation.request, wire, operation.title)
        return found


def report(operation: Operation, violations: Iterable[Violation]) -> str:
    """Every violation in a line: the flag, the place inside it, what is wrong."""
    lines = [f"  {_place(operation, v.path)}: {advice(v.message)}" for v in violations]
    count = f"{len(lines)} parameters are" if len(lines) != 1 else "a parameter is"
    return "\n".join([f"{operation.title}: {count} wrong", *lines])


def _place(operation: Operation, path: str) -> str:
    name = re.split(r"[.\[]", path, maxsplit=1)[0]
    inside = path[len(name) :].lstrip(".")
    parameter = operation.parameters.get(name)
    if parameter is None:
        return path or "the request"
    return f"{parameter.flag} {inside}".rstrip()


def advice(message: str) -> str:
    """A message whose way out is a flag, where the library's is a function."""
    return re.sub(_LIBRARY_HINT, r" (if AWS accepts it: --skip-check \1)", message)
