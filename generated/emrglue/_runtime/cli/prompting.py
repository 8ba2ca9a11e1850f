# Copied by emrglue-codegen 0.1.0.
# Do not edit: `emrglue-codegen generate` writes it anew, `emrglue-codegen check` compares it.
"""``--cli-auto-prompt``: ask for the required parameters that were not given."""

from __future__ import annotations

import sys

from . import facts
from .catalog import Operation
from .exits import Failure
from .frame import Options, dest


def prompt(operation: Operation, options: Options) -> None:
    """Ask on the terminal, and put the answers where the flags' values are.

    :raises Failure: there is no terminal to ask on.
    """
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise Failure("--cli-auto-prompt needs a terminal")
    if options.cli_input_json or options.cli_input_yaml:
        return
    shapes = operation.service.model.shapes
    for parameter in operation.parameters.values():
        where = dest(parameter.wire_name)
        if parameter.required and where not in vars(options):
            kind = facts.kind(shapes, parameter.shape)
            print(f"{parameter.flag} ({kind}): ", end="", file=sys.stderr, flush=True)
            answer = sys.stdin.readline().rstrip("\n")
            several = shapes[parameter.shape]["type"] == "list"
            setattr(options, where, answer.split() if several else answer)
