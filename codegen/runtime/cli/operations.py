"""``emrglue SERVICE OPERATION``: one call of a service."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from . import exits, frame, requests, screen, vocabulary
from .catalog import Operation
from .exits import Failure
from .frame import Options
from .output import Printer, as_json

if TYPE_CHECKING:
    from .send import Sender

_LIMITS = (
    ("max_items", "MaxItems"),
    ("page_size", "PageSize"),
    ("starting_token", "StartingToken"),
)


def run(operation: Operation, arguments: Sequence[str]) -> int:
    """Run an operation by its flags.

    :return: the exit code.
    :raises Failure: whatever went wrong.
    """
    options = frame.parse(operation, arguments)
    if options.generate_cli_skeleton in ("input", "yaml-input"):
        return _input_skeleton(operation, options)
    if options.cli_auto_prompt and not options.no_cli_auto_prompt:
        from .prompting import prompt

        prompt(operation, options)
    wire = requests.checked(operation, requests.gather(operation, options), options.skip_check)
    if options.generate_cli_skeleton:
        return _output_skeleton(operation, options)
    if options.dry_run:
        return _dry_run(operation, wire, options)
    return _send(operation, wire, options)


def _input_skeleton(operation: Operation, options: Options) -> int:
    from .skeleton import Skeleton, commented_yaml

    if options.generate_cli_skeleton == "yaml-input":
        screen.emit(commented_yaml(operation))
        return exits.OK
    skeleton = Skeleton()
    screen.emit(as_json(skeleton.of(operation.request)))
    for path, text in skeleton.notes.items():
        screen.note(f"note: {path or operation.name}: {text}")
    return exits.OK


def _output_skeleton(operation: Operation, options: Options) -> int:
    from .skeleton import Skeleton

    sample = Skeleton(for_input=False).of(operation.response)
    _printer(operation, options, {}).whole(sample)
    return exits.OK


def _dry_run(operation: Operation, wire: dict[str, Any], options: Options) -> int:
    from . import dryrun

    shown = dryrun.dry_run(operation, wire, options)
    if options.output or options.query:
        _printer(operation, options, {}).whole(shown)
    else:
        screen.emit(dryrun.as_text(shown))
    return exits.OK


def _send(operation: Operation, wire: dict[str, Any], options: Options) -> int:
    limits = _limits(operation, wire, options)
    if options.wait:
        from . import waiting

        waiting.check(operation)
    if options.debug:
        from . import debugging

        debugging.start(operation, wire)
    from . import send

    sender = send.Sender(operation, options)
    printer = _printer(operation, options, sender.settings)
    if limits is None:
        answer = sender.call(wire)
        printer.whole(answer)
        return _wait(sender, wire, answer) if options.wait else exits.OK
    pages = sender.pages(wire, limits)
    if printer.by_page:
        printer.pages(send.each(pages))
    else:
        printer.whole(send.whole(pages))
    return exits.OK


def _wait(sender: Sender, wire: dict[str, Any], answer: dict[str, Any]) -> int:
    from . import waiting

    return waiting.run(sender, wire, answer)


def _limits(operation: Operation, wire: dict[str, Any], options: Options) -> Any:
    """What the paginator is told; ``None`` for a single call.

    As in the AWS CLI, who gives a token or page size of the service does the paging alone.
    """
    given = {name: getattr(options, where, None) for where, name in _LIMITS}
    by_hand = [name for name in operation.page_members if name in wire]
    if operation.paginator and not options.no_paginate and not by_hand:
        return given
    if used := [f"--{where.replace('_', '-')}" for where, name in _LIMITS if given[name]]:
        other = "--no-paginate"
        if by_hand:
            other = operation.parameters[by_hand[0]].flag
        raise Failure(f"{', '.join(used)} cannot be used with {other}: there is only one page")
    return None


def _printer(operation: Operation, options: Options, settings: Any) -> Printer:
    style = (
        options.output or os.environ.get("AWS_DEFAULT_OUTPUT") or settings.get("output") or "json"
    )
    if style not in vocabulary.OUTPUTS:
        raise Failure(
            f"the output format {style!r} (AWS_DEFAULT_OUTPUT or the profile) is none of "
            f"{', '.join(vocabulary.OUTPUTS)}",
            exits.CONFIGURATION,
        )
    pager = not options.no_cli_pager
    return Printer(style, options.query, options.color, operation.wire_name, pager)
