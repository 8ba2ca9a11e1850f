"""``emrglue validate``: request files checked offline, every violation with its line and column."""

from __future__ import annotations

import itertools
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import nullcontext
from typing import Any, Final

from ..shapes.trusted import Trusted
from ..violations import ValidationError, Violation
from . import catalog, dialects, exits, flags, requests, screen
from .catalog import PACKAGE, Operation
from .documents import DocumentError, Node, read
from .exits import Failure
from .reports import FORMATS, Finding, Report

STDIN: Final = "-"

_SUFFIXES: Final = (".json", ".yaml", ".yml")
_SPARK: Final = ("sparkSubmitParameters", "sparkSqlParameters")


def validate(arguments: Sequence[str]) -> int:
    """The verb.

    :return: 0, or 1 if anything is wrong.
    """
    given = flags.parse_verb("validate", arguments)
    given.skip_check = flags.listed(given.skip_check)
    operation, words = _split(given.words)
    check, unreadable = _Check(operation, given), []
    for file, is_named in _files(words):
        try:
            check.file(file, is_named)
        except (OSError, ValueError) as error:  # a name with a NUL in it
            unreadable.append(f"cannot read {file}: {getattr(error, 'strerror', error)}")
    if check.report.files or not unreadable:
        screen.emit(FORMATS[given.format](check.report, given.color))
    if unreadable:
        raise Failure("validate: " + "; ".join(unreadable))
    return exits.FOUND if check.report.count("error") else exits.OK


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


def _files(words: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """The files that are meant, and whether they were named: in folders there are others too."""
    for word in words:
        if not os.path.isdir(word):
            yield word, True
            continue
        for folder, inner, names in os.walk(word):
            inner[:] = sorted(name for name in inner if not name.startswith("."))
            paths = (os.path.join(folder, name) for name in sorted(names))
            yield from ((p, False) for p in paths if p.endswith(_SUFFIXES) and os.path.isfile(p))


def _is_yaml(file: str, content: bytes) -> bool:
    """By the name; what comes from stdin, or has another name, by how it begins."""
    if file.endswith(_SUFFIXES):
        return not file.endswith(".json")
    return content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"[", b"")


class _Check:
    """Checks files, one after the other.

    :param operation: what they are for; ``None`` if each says that itself.
    """

    def __init__(self, operation: Operation | None, given: flags.Options) -> None:
        self.operation, self.skipped, self.strict = operation, given.skip_check, given.strict
        self.reader = requests.Reader(given.cli_binary_format)
        self.report = Report(given.limit)

    def file(self, file: str, is_named: bool) -> None:
        """Check a file.

        :raises OSError: it cannot be read.
        """
        with nullcontext(sys.stdin.buffer) if file == STDIN else open(file, "rb") as opened:
            content = requests.whole(opened)
        shown = "<stdin>" if file == STDIN else file
        self.report.findings += sorted(self._findings(shown, content, is_named))
        self.report.files += 1

    def _findings(self, file: str, content: bytes, is_named: bool) -> Iterator[Finding]:
        try:
            documents = read(content, is_yaml=_is_yaml(file, content))
        except DocumentError as error:
            yield Finding(file, error.line, error.column, "", "syntax", error.message)
            return
        if not documents and is_named:
            yield Finding(file, 1, 1, "", "syntax", "the file holds no request")
        for document in documents:
            try:
                yield from self._document(file, document, is_named)
            except RecursionError:
                message = "is nested too deeply"
                yield Finding(file, *document.place, "", "syntax", message)

    def _document(self, file: str, node: Node, is_named: bool) -> Iterator[Finding]:
        value = node.value
        left_out: Counter[str] = Counter()
        operation = self.operation
        try:
            operation = operation or (_by_mark(value) if isinstance(value, dict) else None)
            found = [] if operation else [*dialects.requests_in(node, left_out)]
            if not found and not left_out:
                if not isinstance(value, dict):
                    given = requests.kind_of(value)
                    raise Failure(f"expected the members of a request, not {given}")
                operation = operation or _by_name(file) or _by_members(value, is_named)
                wire = self.reader.blobs(operation.request, value)
                found = [dialects.Request(operation, operation.request, wire, node)]
        except Failure as failure:
            if is_named or operation:
                yield Finding(file, *node.place, "", "operation", failure.message)
            else:
                self.report.left_out["other document"] += 1
            return
        self.report.left_out.update(left_out)
        self.report.requests += len(found)
        for name, place in () if left_out else dict.fromkeys(node.repeated):
            message = "this object has the key already; only the last value counts"
            yield Finding(file, *place, str(name), "repeated", message)
        for request in found:
            yield from self._request(file, request)

    def _request(self, file: str, request: dialects.Request) -> Iterator[Finding]:
        operation, shape, wire, node = request[:4]
        found: list[Violation] = []
        try:
            requests.normalised(
                operation, wire, self.skipped, shape, strict=self.strict, warned=found
            )
        except Failure as failure:
            yield Finding(file, *node.place, "", "operation", failure.message)
        except ValidationError as error:
            found += error.violations
        for violation in filter(request.concerns, found):
            # A member that should not be there is best seen at its name.
            place = node.find(violation.path, violation.constraint == "unknown")
            message = requests.in_json_terms(violation.message)
            level = "warning" if violation.tolerated and not self.strict else "error"
            yield Finding(file, *place, violation.path, violation.constraint, message, level)
        for path, level, message in _spark_problems(wire):
            level = "error" if self.strict else level
            yield Finding(file, *node.find(path), path, "spark", message, level)


def _spark_problems(wire: Any, inside: str = "") -> Iterator[tuple[str, str, str]]:
    """Parameters in a request that spark-submit refuses or may not know: path, level, message."""
    for name, value in wire.items() if isinstance(wire, dict) else ():
        path = f"{inside}{name}"
        if isinstance(value, dict):
            yield from _spark_problems(value, f"{path}.")
        elif name in _SPARK and isinstance(value, str) and not isinstance(value, Trusted):
            from ..jobs.spark import SparkSubmitParameters

            try:
                found = SparkSubmitParameters.parse(value)
            except ValueError as error:
                if "${" not in value:  # a job template's parameters may be whole words
                    yield path, "error", str(error)
                continue
            if name == _SPARK[0]:
                yield from ((path, "warning", text) for text in found.unknown_options())


def _by_mark(value: Mapping[str, Any]) -> Operation | None:
    """The operation of ``$operation``, or at the end of ``$schema``."""
    mark, schema = value.get("$operation"), value.get("$schema")
    if isinstance(mark, str):
        service, _, operation = " ".join(mark.split()).partition(" ")
        if not operation or " " in operation:
            raise Failure(f'$operation: expected "SERVICE OPERATION", not {mark!r}')
        return catalog.service(service).operation(operation)
    return _by_name(schema) if isinstance(schema, str) else None


def _by_name(file: str) -> Operation | None:
    """``….emr-serverless.start-job-run.json``, and the same as folders or in a URN."""
    for service, operation in itertools.pairwise(re.split(r"[./:]", file)):
        if service in catalog.service_names():
            found = catalog.service(service)
            if operation in found.operations:
                return found.operations[operation]
    return None


def _by_members(value: Mapping[str, Any], is_named: bool) -> Operation:
    """The one operation whose members fit best: all required ones there, none unknown.

    :param is_named: whether the file is surely meant to be a request; else nearly everything has to
        fit.
    """
    given = requests.without_markers(value).keys()
    services = map(catalog.service, catalog.service_names())
    everything = (operation for each in services for operation in each.operations.values())
    fits = [(_fit(operation, given), operation) for operation in everything]
    least = 1 if is_named else max(3, len(given))
    most = max((fit for fit, _ in fits), default=0)
    best = [operation for fit, operation in fits if fit == most >= least]
    if len(best) == 1:
        return best[0]
    # Files are kept of what makes and starts something.
    best.sort(key=lambda operation: not operation.name.startswith(("start-", "create-", "update-")))
    near = f": it may be {', '.join(operation.title for operation in best[:8])}" if best else ""
    more = f" or one of {len(best) - 8} others" if len(best) > 8 else ""
    raise Failure(
        f"cannot tell which operation this request is for{near}{more}; name it: "
        f'{PACKAGE} validate SERVICE OPERATION FILE, or "$operation": "SERVICE OPERATION" in it'
    )


def _fit(operation: Operation, given: AbstractSet[str]) -> int:
    """How well members fit an operation, by the model alone: to load all classes takes a second."""
    members = operation.input.get("members", {})
    needed = {
        n for n in operation.input.get("required", ()) if not members[n].get("idempotencyToken")
    }
    known = len(given & members.keys())
    return 2 * known - 2 * (len(given) - known) - len(needed - given)
