"""``--cli-auto-prompt``: ask for the required parameters that were not given."""

from __future__ import annotations

import sys

from ..shapes import List
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
    for parameter in operation.parameters.values():
        where = dest(parameter.wire_name)
        if parameter.required and where not in vars(options):
            prompt = f"{parameter.flag} ({parameter.shape.type_words}): "
            print(prompt, end="", file=sys.stderr, flush=True)
            answer = sys.stdin.readline().rstrip("\n")
            several = isinstance(parameter.shape, List)
            setattr(options, where, answer.split() if several else answer)
