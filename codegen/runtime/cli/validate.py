"""``emrglue validate``: request files checked offline, every violation with its line and column."""

from __future__ import annotations

import itertools
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from pathlib import Path
from typing import Any, Final

from ..violations import ValidationError
from . import catalog, exits, frame, options, requests, screen, values
from .catalog import PACKAGE, Operation
from .documents import Document, DocumentError, read
from .exits import Failure
from .reports import FORMATS, Finding, Report

STDIN: Final = "-"

_SUFFIXES: Final = (".json", ".yaml", ".yml")


def run(arguments: Sequence[str]) -> int:
    """The verb.

    :return: 0, or 1 where anything was found.
    """
    parser = frame.Parser(
        prog=f"{PACKAGE} validate",
        usage=f"{PACKAGE} validate [SERVICE OPERATION] FILE…",
        description="Check request files (as --cli-input-json and --cli-input-yaml take them) "
        "without sending anything. Without SERVICE OPERATION a file says itself what it is for: "
        'by a member "$operation": "emr-serverless start-job-run", by its name '
        "(nightly.emr-serverless.start-job-run.yaml), or by its members.",
        epilog="Exit code: 0 nothing found, 1 something found, 252 wrong usage.",
    )
    parser.add_argument("words", nargs="+", metavar="FILE", help="a file, or - for stdin")
    parser.add_argument("--format", choices=tuple(FORMATS), default="text", help="(text)")
    for flag in ("--color", "--skip-check", "--cli-binary-format"):
        _, text = options.GLOBAL[flag]
        parser.add_argument(flag, help=text, **options.settings(flag))
    given = parser.parse_args(list(arguments))
    frame.check_kinds(given.skip_check)
    report = _report(given)
    screen.emit(FORMATS[given.format](report, given.color))
    return exits.FOUND if report.findings else exits.OK


def _report(given: frame.Options) -> Report:
    """Check all files, against one operation or each document against its own."""
    operation, files = _split(given.words)
    reader = values.Reader(given.cli_binary_format)
    findings: list[Finding] = []
    count = 0
    for file in files:
        shown = "<stdin>" if file == STDIN else file
        content = _content(file)
        try:
            documents = read(content, is_yaml=_is_yaml(file, content))
        except DocumentError as error:
            findings.append(Finding(shown, error.line, error.column, "", "syntax", error.message))
            count += 1
            continue
        if not documents:
            findings.append(Finding(shown, 1, 1, "", "syntax", "the file holds no request"))
        for document in documents:
            findings += _check(shown, document, operation, reader, given.skip_check)
        count += len(documents)
    return Report(findings, len(files), count)


def _split(words: list[str]) -> tuple[Operation | None, list[str]]:
    """The operation, if the first two words are one, and the files."""
    if words[0] not in catalog.service_names() or os.path.exists(words[0]):
        return None, words
    if len(words) < 2:
        raise Failure(f"validate: an operation of {words[0]} and a file are missing")
    operation = catalog.service(words[0]).operation(words[1])
    if not words[2:]:
        raise Failure("validate: a file is missing; - reads stdin")
    return operation, words[2:]


def _content(file: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == STDIN else Path(file).read_bytes()
    except OSError as error:
        raise Failure(f"validate: cannot read {file}: {error.strerror}") from None


def _is_yaml(file: str, content: bytes) -> bool:
    """By the name; what comes from stdin, or has another name, by how it begins."""
    if file.endswith(_SUFFIXES):
        return not file.endswith(".json")
    return content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"[", b"")


def _check(
    file: str,
    document: Document,
    operation: Operation | None,
    reader: values.Reader,
    skipped: Sequence[str],
) -> Iterator[Finding]:
    """Everything that is wrong with a document.

    :param operation: what it is for; ``None`` if it has to be guessed.
    """
    value, node = document
    try:
        if not isinstance(value, dict):
            raise Failure(f"expected the members of a request, not {requests.named(value)}")
        operation = operation or guess(file, value)
        wire = reader.blobs(operation.request, requests.without_markers(value))
        requests.normalised(operation, wire, skipped)
    except Failure as failure:
        yield Finding(file, *node.place, "", "operation", failure.message)
    except ValidationError as error:
        for violation in error.violations:
            # A member that should not be there is best seen at its name.
            place = node.find(violation.path, violation.constraint == "unknown")
            message = requests.advice(violation.message)
            yield Finding(file, *place, violation.path, violation.constraint, message)


def guess(file: str, value: Mapping[str, Any]) -> Operation:
    """The operation that a document is for."""
    return _by_mark(value) or _by_name(file) or _by_members(value)


def _by_mark(value: Mapping[str, Any]) -> Operation | None:
    """``$operation``, or the end of ``$schema``."""
    mark = value.get("$operation")
    if isinstance(mark, str):
        words = mark.split()
        if len(words) != 2:
            raise Failure(f'$operation: expected "SERVICE OPERATION", not {mark!r}')
        return catalog.service(words[0]).operation(words[1])
    schema = value.get("$schema")
    return _by_name(schema) if isinstance(schema, str) else None


def _by_name(file: str) -> Operation | None:
    """``….emr-serverless.start-job-run.json``, and the same as folders or in a URN."""
    for service, operation in itertools.pairwise(re.split(r"[./:]", file)):
        if service in catalog.service_names():
            found = catalog.service(service)
            if operation in found.operations:
                return found.operation(operation)
    return None


def _by_members(value: Mapping[str, Any]) -> Operation:
    """The one operation whose members fit best: all required ones there, none unknown."""
    ranked = _ranked(requests.without_markers(value).keys())
    best = [operation for score, operation in ranked if score == ranked[0][0] and score > 0]
    if len(best) == 1:
        return best[0]
    titles = ", ".join(operation.title for operation in best[:5])
    near = f": it may be {titles}" if best else ""
    raise Failure(
        f"cannot tell which operation this request is for{near}; name it: "
        f'{PACKAGE} validate SERVICE OPERATION FILE, or "$operation": "SERVICE OPERATION" in it'
    )


def _ranked(given: AbstractSet[str]) -> list[tuple[int, Operation]]:
    """The operations that fit best, with their scores, the best ones first.

    Only the best of those that have the right members are looked at closely: to load the classes of
    all requests takes a second.
    """
    likely = []
    for service in map(catalog.service, catalog.service_names()):
        for operation in map(partial(Operation, service), service.model.requests):
            known = len(given & operation.input.get("members", {}).keys())
            likely.append((2 * known - 2 * (len(given) - known), operation))
    found: list[tuple[int, Operation]] = []
    for score, operation in sorted(likely, key=lambda item: -item[0]):
        if score < max([1, *(other for other, _ in found)]):
            break
        missing = (p.required and p.wire_name not in given for p in operation.parameters.values())
        found.append((score - sum(missing), operation))
    return sorted(found, key=lambda item: -item[0])
