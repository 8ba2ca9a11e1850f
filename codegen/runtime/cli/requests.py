"""From parsed flags to a checked request in wire names."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from typing import Any, Final

from ..shapes import List
from ..shapes.inspection import Inspection
from ..shapes.policy import mode_of, validation
from ..violations import ValidationError, Violation
from . import screen, values
from .catalog import Operation
from .exits import Failure
from .frame import Options, dest

_LIBRARY_HINT: Final = r"(?s) \(if AWS .*?validation\((\w+)=.*?\)\)$"

MARKERS: Final = ("$schema", "$operation")
"""Members that tell editors and ``validate`` what a request file is for; they are not sent."""


def prompt(operation: Operation, options: Options) -> None:
    """Ask on the terminal for the required parameters that were not given, and put the answers
    where the flags' values are."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise Failure("--cli-auto-prompt needs a terminal")
    if options.cli_input_json or options.cli_input_yaml:
        return
    for parameter in operation.parameters.values():
        where = dest(parameter.wire_name)
        if parameter.required and where not in vars(options):
            question = f"{parameter.flag} ({parameter.shape.type_words}): "
            print(question, end="", file=sys.stderr, flush=True)
            answer = sys.stdin.readline().rstrip("\n")
            several = isinstance(parameter.shape, List)
            setattr(options, where, answer.split() if several else answer)


def gather(operation: Operation, options: Options) -> dict[str, Any]:
    """The request that the flags and ``--cli-input-json|yaml`` say, not checked yet."""
    reader = values.Reader(options.cli_binary_format)
    wire = {}
    for kind in ("json", "yaml"):
        if (text := getattr(options, f"cli_input_{kind}")) is not None:
            wire = _from_input(operation, reader, f"--cli-input-{kind}", text)
    for parameter in operation.parameters.values():
        given = getattr(options, dest(parameter.wire_name), None)
        if isinstance(given, bool):
            wire[parameter.wire_name] = given
        elif given is not None:
            wire[parameter.wire_name] = reader.flag(parameter.flag, parameter.shape, given)
    return wire


def _from_input(
    operation: Operation, reader: values.Reader, flag: str, given: str
) -> dict[str, Any]:
    text = values.as_text(flag, values.from_file(flag, given))
    found = values.parsed(flag, text, is_yaml=flag.endswith("yaml"))
    if not isinstance(found, dict):
        raise Failure(f"{flag}: expected an object with the parameters, not {named(found)}")
    return without_markers(reader.blobs(operation.request, found))


def without_markers(wire: Mapping[str, Any]) -> dict[str, Any]:
    """A request without what says which request it is."""
    return {key: value for key, value in wire.items() if key not in MARKERS}


def named(value: object) -> str:
    """The kind of a value of JSON or YAML that is no object."""
    names = {list: "a list", str: "a string", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number")


def checked(
    operation: Operation, wire: Mapping[str, Any], skipped: Iterable[str]
) -> dict[str, Any]:
    """The request as boto3 takes it, checked; every violation is reported under its flag.

    :param skipped: kinds of constraints to let pass (``--skip-check``).
    """
    tolerated: list[Violation] = []
    try:
        found = normalised(operation, wire, skipped, tolerated=tolerated)
    except ValidationError as error:
        lines = [f"  {_place(operation, v)}: {advice(v.message)}" for v in error.violations]
        count = f"{len(lines)} parameters are" if len(lines) != 1 else "a parameter is"
        raise Failure("\n".join([f"{operation.title}: {count} wrong", *lines])) from None
    for v in tolerated:
        screen.note(f"warning: {_place(operation, v)}: {advice(v.message)}")
    return found


def normalised(
    operation: Operation,
    wire: Mapping[str, Any],
    skipped: Iterable[str] = (),
    *,
    strict: bool = False,
    tolerated: list[Violation] | None = None,
) -> dict[str, Any]:
    """The request as boto3 takes it: tokens filled in, moments read.

    By the thorough check alone: it says the same as ``from_wire``, and to compile the code that is
    faster takes longer than one check.

    :param strict: whether nothing is tolerated.
    :param tolerated: takes the violations that only warn.
    :raises ValidationError: with every violation that does more.
    """
    off: Any = {kind: "off" for text in skipped for kind in text.split(",")}
    inspection = Inspection("give a dictionary of its members")
    found: dict[str, Any] = operation.request.inspect(wire, "", 0, inspection)
    with validation("error" if strict else None, **off):
        modes = [(violation, mode_of(violation)) for violation in inspection.violations]
    if tolerated is not None:
        tolerated += [violation for violation, mode in modes if mode == "warn"]
    if errors := [violation for violation, mode in modes if mode == "error"]:
        raise ValidationError(operation.title, errors)
    return found


def _place(operation: Operation, violation: Violation) -> str:
    name = re.split(r"[.\[]", violation.path, maxsplit=1)[0]
    inside = violation.path[len(name) :].lstrip(".")
    parameter = operation.parameters.get(name)
    if parameter is None:
        return violation.path or "the request"
    return f"{parameter.flag} {inside}".rstrip()


def advice(message: str) -> str:
    """A message whose way out is a flag, where the library's is a function."""
    return re.sub(_LIBRARY_HINT, r" (if AWS accepts it: --skip-check \1)", message)
