"""``emrglue logs``: the text of a job run's logs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import visible
from ..jobs import jobs
from ..jobs.services import SERVICES
from ..violations import ValidationError
from . import catalog, frame, options
from .catalog import PACKAGE
from .exits import Failure
from .requests import in_json_terms
from .waiting import failures


def run(arguments: Sequence[str]) -> None:
    """The verb."""
    parser = frame.Parser(
        prog=f"{PACKAGE} logs",
        description="The lines of a job run's logs, from CloudWatch Logs or from S3.",
        epilog=f"example: {PACKAGE} logs glue nightly jr_0123 --follow",
    )
    known = [f"{name} {_shown(name)}" for name in SERVICES]
    parser.add_argument("service", metavar="SERVICE", help="and ids: " + "; ".join(known))
    parser.add_argument("ids", nargs="*", metavar="ID")
    for flag, (_, text) in options.LOGS.items():
        parser.add_argument(flag, help=text, **options.settings(flag))
    given = parser.parse_args(list(arguments))
    if given.service not in SERVICES:
        raise Failure(f"logs: {given.service!r} has no job runs; {', '.join(SERVICES)} have")
    names = SERVICES[given.service].id_names
    if len(given.ids) != len(names) or not all(given.ids):
        expected = f"{given.service} {_shown(given.service)}"
        raise Failure(f"logs: a job run is identified by {expected}, not by {len(given.ids)} ids")
    from .send import Sender

    operation = catalog.service(given.service).operation("start-job-run")
    ids: dict[str, Any] = dict(zip(names, given.ids, strict=True))
    try:
        handle = jobs.attach(Sender(operation, given).typed_client(), **ids)
    except ValidationError as error:
        wrong = (in_json_terms(v.message, skippable=False) for v in error.violations)
        paths = (violation.path for violation in error.violations)
        raise Failure("logs: " + "; ".join(map("{}: {}".format, paths, wrong))) from None
    with failures():
        for line in handle.tail_logs(follow=given.follow, executors=given.executors):
            print(visible.lines(line.text), flush=True)  # a closed pipe ends the command


def _shown(service: str) -> str:
    return " ".join(name.upper() for name in SERVICES[service].id_names)
