"""``emrglue SERVICE OPERATION``: one call of a service."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from . import exits, flags, requests, screen
from .catalog import Operation
from .exits import Failure
from .flags import GLOBAL, Options
from .output import Printer, as_json


def run(operation: Operation, arguments: Sequence[str]) -> int:
    """Run an operation by its flags.

    :return: the exit code.
    """
    options = flags.parse(operation, [*arguments, *["--wait"] * bool(operation.waiter)])
    if options.generate_cli_skeleton in ("input", "yaml-input"):
        return _skeleton(operation, options)
    if options.cli_auto_prompt and not options.no_cli_auto_prompt:
        requests.prompt(operation, options)
    wire = requests.checked(operation, requests.gather(operation, options), options.skip_check)
    if options.generate_cli_skeleton:
        return _skeleton(operation, options)
    if not options.dry_run:
        return _send(operation, wire, options)
    from . import dryrun

    shown = dryrun.dry_run(operation, wire, options)
    if options.output or options.query:
        _printer(operation, options).whole(shown)
    else:
        screen.emit(dryrun.as_text(shown))
    return exits.OK


def _skeleton(operation: Operation, options: Options) -> int:
    from .examples import Skeleton, commented_yaml

    if options.generate_cli_skeleton == "output":
        names = {id(shape): name for name, shape in vars(operation.service.model.shapes).items()}
        _printer(operation, options).whole(Skeleton(names).of(operation.response))
    elif options.generate_cli_skeleton == "yaml-input":
        screen.emit(commented_yaml(operation))
    else:
        skeleton = Skeleton()
        screen.emit(as_json(skeleton.of(operation.request)))
        for path, text in skeleton.notes.items():
            screen.note(f"note: {path or operation.name}: {text}")
    return exits.OK


def _send(operation: Operation, wire: dict[str, Any], options: Options) -> int:
    limits = _limits(operation, wire, options)
    # Most calls do without it, and it loads the job runs.
    waiting: Any = import_module(".waiting", __package__) if options.wait else None
    if waiting:
        waiting.check(operation, options.logs)
    from . import send

    sender = send.Sender(operation, options)
    if operation.waiter:
        return int(waiting.by_waiter(sender, operation, wire))
    printer = _printer(operation, options, sender.settings)
    result: dict[str, Any] = {}
    for result in sender.results(wire, limits, printer.by_page):
        printer.whole(result)
    return int(waiting.after(sender, wire, result)) if waiting else exits.OK


def _limits(operation: Operation, wire: Mapping[str, Any], options: Options) -> Any:
    """What the paginator is told; ``None`` for a single call.

    As in the AWS CLI, there is none if a token or page size of the service itself is given.
    """
    names = {"max_items": "MaxItems", "page_size": "PageSize", "starting_token": "StartingToken"}
    given = {name: getattr(options, where, None) for where, name in names.items()}
    by_hand = [operation.flag(name) for name in operation.page_members if name in wire]
    if operation.paginator and not options.no_paginate and not by_hand:
        return given
    if used := [f"--{where.replace('_', '-')}" for where, name in names.items() if given[name]]:
        [other, *_] = [*by_hand, "--no-paginate"]
        raise Failure(f"{', '.join(used)} cannot be used with {other}: there is only one page")
    return None


def _printer(
    operation: Operation, options: Options, settings: Mapping[str, Any] | None = None
) -> Printer:
    """:param settings: what the profile says."""
    style = options.output or os.environ.get("AWS_DEFAULT_OUTPUT")
    style, styles = style or (settings or {}).get("output") or "json", GLOBAL["--output"].choices
    if style not in styles:
        message = f"the output format {style!r} (AWS_DEFAULT_OUTPUT or the profile) is not one of"
        raise Failure(f"{message} {', '.join(styles)}", exits.CONFIGURATION)
    pager = not options.no_cli_pager
    return Printer(style, options.query, options.color, operation.wire_name, pager)
