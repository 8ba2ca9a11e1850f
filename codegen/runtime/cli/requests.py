"""From parsed flags to a checked request in wire names."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from typing import Any, Final

from ..shapes import List, StructureShape
from ..shapes.inspection import Inspection
from ..shapes.policy import validation
from ..shapes.report import report
from ..violations import ValidationError, Violation
from . import values
from .catalog import Operation
from .exits import Failure
from .frame import SKIPPABLE, Options, check_kinds, dest

_LIBRARY_HINT: Final = r"(?s) \(if AWS .*?validation\((\w+)=.*?\)\)$"

EXEMPTIONS: Final = "$skip-check"
"""The member that says which kinds of checks to leave out in a file: everywhere
(``enum``, ``[enum, pattern]``) or at paths (``{WorkerType: enum}``); it is not sent."""
MARKERS: Final = ("$schema", "$operation", EXEMPTIONS)
"""Members that tell editors and ``validate`` about a request file."""


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
    wire: dict[str, Any] = reader.blobs(operation.request, found)
    return wire


def without_markers(wire: Mapping[str, Any]) -> dict[str, Any]:
    """A request without what says which request it is."""
    return {key: value for key, value in wire.items() if key not in MARKERS}


class _Inspection(Inspection):
    """The thorough check of what was written in JSON, YAML or shorthand."""

    null = "null"

    def structure_advice(self, shape: StructureShape) -> str:
        return f"give its members: {values.example(shape)}"

    def named(self, value: object) -> str:
        return named(value)


def named(value: object) -> str:
    """The kind of a value of JSON or YAML."""
    names = {dict: "an object", list: "a list", str: "a string", bool: "a boolean"}
    numbers = {int: "a number", float: "a number", type(None): "null"}
    return (names | numbers).get(type(value), type(value).__name__)


def checked(
    operation: Operation, wire: Mapping[str, Any], skipped: Iterable[str]
) -> dict[str, Any]:
    """The request as boto3 takes it, checked; every violation is reported under its flag.

    :param skipped: kinds of constraints to let pass (``--skip-check``).
    """
    try:
        return normalised(operation, wire, skipped)
    except ValidationError as error:
        lines = [f"  {_place(operation, v)}: {advice(v.message)}" for v in error.violations]
    count = f"{len(lines)} parameters are" if len(lines) != 1 else "a parameter is"
    raise Failure("\n".join([f"{operation.title}: {count} wrong", *lines]))


def normalised(
    operation: Operation,
    wire: Mapping[str, Any],
    skipped: Iterable[str] = (),
    shape: StructureShape | None = None,
) -> dict[str, Any]:
    """The request as boto3 takes it: tokens filled in, moments read.

    By the thorough check alone: it says the same as ``from_wire``, and to compile the code that is
    faster takes longer than one check.

    :param shape: of a part of the request, if it is that alone.
    :raises ValidationError: with every violation that the request itself does not exempt.
    """
    marked = wire if isinstance(wire, dict) else {}
    exempt = _exemptions(marked)
    off: Any = {kind: "off" for text in [*skipped, *exempt.pop("", ())] for kind in text.split(",")}
    inspection = _Inspection("")
    with validation(off):
        shape = shape or operation.request
        found: dict[str, Any] = shape.inspect(
            without_markers(marked) if marked else wire, "", 0, inspection
        )
        left = [v for v in inspection.violations if v.constraint not in exempt.get(v.path, ())]
        report(operation.title, left)
    return found


def _exemptions(wire: Mapping[str, Any]) -> dict[str, list[str]]:
    """The kinds of checks that a request leaves out, by path; those of no path are left out
    everywhere."""
    said = wire.get(EXEMPTIONS, {})
    by_path = said.items() if isinstance(said, dict) else [("", said)]
    found = {path: [kinds] if isinstance(kinds, str) else kinds for path, kinds in by_path}
    for kinds in found.values():
        if not isinstance(kinds, list) or not all(isinstance(kind, str) for kind in kinds):
            raise Failure(f"{EXEMPTIONS}: expected kinds of checks, or paths with kinds of checks")
        check_kinds(kinds, SKIPPABLE)
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
