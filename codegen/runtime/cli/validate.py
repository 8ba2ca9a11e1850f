"""``emrglue validate``: request files checked offline, every violation with its line and column."""

from __future__ import annotations

import argparse
import itertools
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from ..violations import ValidationError
from . import catalog, exits, frame, requests, screen, values, vocabulary
from .catalog import PACKAGE, Operation
from .documents import Document, DocumentError, read
from .exits import Failure
from .reports import FORMATS, Finding, Report

STDIN: Final = "-"

_SUFFIXES: Final = (".json", ".yaml", ".yml")


def run(arguments: Sequence[str]) -> int:
    """The verb.

    :return: 0, or 1 where anything was found.
    :raises Failure: wrong arguments, or a file that cannot be opened.
    """
    options = _options(arguments)
    operation, files = _split(options.words)
    skipped = options.skip_check
    checker = Checker(operation, skipped, options.cli_binary_format)
    report = checker.check(files)
    screen.emit(FORMATS[options.format](report, options.color))
    return exits.FOUND if report.findings else exits.OK


def _options(arguments: Sequence[str]) -> argparse.Namespace:
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
    parser.add_argument("--color", choices=vocabulary.COLORS, default="auto")
    parser.add_argument(
        "--skip-check", action="append", default=[], metavar="KIND", help="let these kinds pass"
    )
    parser.add_argument("--cli-binary-format", choices=vocabulary.BINARY_FORMATS, default="base64")
    options = parser.parse_args(list(arguments))
    frame.check_kinds(options.skip_check)
    return options


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


class Checker:
    """Checks files against one operation, or each document against its own.

    :param skipped: kinds of constraints to let pass.
    """

    def __init__(
        self, operation: Operation | None, skipped: Iterable[str] = (), binary: str = "base64"
    ) -> None:
        self.operation = operation
        self.skipped = list(skipped)
        self.binary = binary

    def check(self, files: Sequence[str]) -> Report:
        """Check all files.

        :raises Failure: a file cannot be opened.
        """
        findings: list[Finding] = []
        documents = 0
        for file in files:
            found, count = self._file(file, _content(file))
            findings += found
            documents += count
        return Report(findings, len(files), documents)

    def _file(self, file: str, content: bytes) -> tuple[list[Finding], int]:
        shown = "<stdin>" if file == STDIN else file
        try:
            documents = read(content, is_yaml=_is_yaml(file, content))
        except DocumentError as error:
            return [Finding(shown, error.line, error.column, "", "syntax", error.message)], 1
        if not documents:
            return [Finding(shown, 1, 1, "", "syntax", "the file holds no request")], 0
        found = [f for document in documents for f in self._document(shown, document)]
        return found, len(documents)

    def _document(self, file: str, document: Document) -> Iterator[Finding]:
        value, node = document
        try:
            if not isinstance(value, dict):
                raise Failure(f"expected the members of a request, not {_named(value)}")
            operation = self.operation or guess(file, value)
            wire = {key: item for key, item in value.items() if key not in requests.MARKERS}
            wire = values.Reader(self.binary).blobs(operation.request, wire)
            requests.normalised(operation, wire, self.skipped)
        except Failure as failure:
            yield Finding(file, *node.place, "", "operation", failure.message)
        except ValidationError as error:
            for violation in error.violations:
                # A member that is not there, or should not be, is best seen at its name.
                at_key = violation.constraint == "unknown"
                place = node.find(violation.path, at_key)
                message = requests.advice(violation.message)
                yield Finding(file, *place, violation.path, violation.constraint, message)


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


def _named(value: object) -> str:
    names: Mapping[type, str] = {str: "a string", bool: "a boolean", type(None): "nothing"}
    return names.get(type(value), "a number")


def guess(file: str, value: Mapping[str, Any]) -> Operation:
    """The operation that a document is for.

    :raises Failure: it cannot be told; with the nearest ones.
    """
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
    return _by_name(schema.replace(":", ".").replace("/", ".")) if isinstance(schema, str) else None


def _by_name(file: str) -> Operation | None:
    """``….emr-serverless.start-job-run.json``, and the same as folders."""
    words = re.split(r"[./]", file)
    for service, operation in itertools.pairwise(words):
        if service in catalog.service_names():
            found = catalog.service(service)
            if operation in found.operations:
                return found.operation(operation)
    return None


def _by_members(value: Mapping[str, Any]) -> Operation:
    """The one operation whose members fit best: all required ones there, none unknown."""
    given = {key for key in value if key not in requests.MARKERS}
    ranked = _ranked(given)
    if ranked and ranked[0][0] > 0 and (len(ranked) == 1 or ranked[0][0] > ranked[1][0]):
        return ranked[0][1]
    best = [operation.title for score, operation in ranked if score == ranked[0][0] and score > 0]
    near = f": it may be {', '.join(best[:5])}" if best else ""
    raise Failure(
        f"cannot tell which operation this request is for{near}; name it: "
        f'{PACKAGE} validate SERVICE OPERATION FILE, or "$operation": "SERVICE OPERATION" in it'
    )


def _ranked(given: set[str]) -> list[tuple[int, Operation]]:
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
