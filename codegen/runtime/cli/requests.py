"""From the flags to a checked request: files, JSON, shorthand, types by shape, the check."""

from __future__ import annotations

import base64
import binascii
import errno
import os
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from functools import partial
from typing import IO, Any, AnyStr, Final

from .. import visible
from ..shapes import Blob, Document, List, Shape, StructureShape
from ..shapes.inspection import REDACTED, Inspection
from ..shapes.place import Place
from ..shapes.policy import validation
from ..shapes.report import report
from ..shapes.structure import within
from ..violations import ValidationError, Violation
from . import screen
from .catalog import Operation
from .exits import Failure
from .flags import SKIPPABLE, Options, dest, listed
from .output import COMPLEX, rebuilt

RAW: Final = "raw-in-base64-out"
"""The ``--cli-binary-format`` in which blobs are given as they are."""

_CONVERTERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "Integer": int,
    "Long": int,
    "Float": float,
    "Double": float,
    "Boolean": lambda text: {"true": True, "false": False}[text.lower()],
}
_NOT_SYNTAX: Final = r"""[^\s=,\[\]{}"'@\\]"""

_KINDS: Final = {
    "str": "a string",
    "int": "a number",
    "float": "a number",
    "bool": "a boolean",
    "list": "a list",
    "dict": "an object",
    "NoneType": "null",
}
_KIND: Final = rf"(?<!finite number, )\bnot ({'|'.join(_KINDS)})(?=$|;)"
_MOMENT: Final = "2026-01-31T12:00:00Z"
_AS_OBJECT: Final = "give an object with its members"
_LIBRARY_HINT: Final = r"(?s) \(if AWS .*?validation\((\w+)=.*?\)\)$"

EXEMPTIONS: Final = "$skip-check"
"""The member that says which kinds of checks to leave out: everywhere (``enum``, ``[enum,
pattern]``) or at paths (``{WorkerType: enum}``)."""
MARKERS: Final = ("$schema", "$operation", EXEMPTIONS)
"""Members that tell editors and ``validate`` about a request file; they are not sent."""


def prompt(operation: Operation, options: Options) -> None:
    """Ask on the terminal for the required parameters that were not given, and add the answers to
    the options."""
    if not screen.is_attended():
        raise Failure("--cli-auto-prompt needs a terminal")
    if options.cli_input_json or options.cli_input_yaml:
        return
    for flag, member in operation.parameters.items():
        where = dest(member.name)
        if member.needed and where not in vars(options):
            answer = screen.ask(f"{flag} ({member.shape.type_words}): ")
            several = isinstance(member.shape, List)
            setattr(options, where, answer.split() if several else answer)


def gather(operation: Operation, options: Options) -> dict[str, Any]:
    """The request that the flags and ``--cli-input-json|yaml`` say, not checked yet."""
    reader = Reader(options.cli_binary_format)
    wire = dict[str, Any]()
    for kind in ("json", "yaml"):
        if (text := getattr(options, f"cli_input_{kind}")) is not None:
            flag = f"--cli-input-{kind}"
            text = from_file(flag, text, as_text=True)
            found = parsed(flag, text, is_yaml=kind == "yaml")
            if not isinstance(found, dict):
                expected = f"expected an object with the parameters, not {kind_of(found)}"
                raise Failure(f"{flag}: {expected}{file_hint(text)}")
            wire = reader.blobs(operation.request, found)
    for flag, member in operation.parameters.items():
        given = getattr(options, dest(member.name), None)
        if isinstance(given, bool):
            wire[member.name] = given
        elif given is not None:
            wire[member.name] = reader.flag(flag, member.shape, given)
    return wire


def without_markers(wire: Mapping[str, Any]) -> dict[str, Any]:
    """A request without what says which request it is."""
    return {key: value for key, value in wire.items() if key not in MARKERS}


def kind_of(value: object) -> str:
    """The kind of a value, in the words of JSON."""
    return _KINDS.get(type(value).__name__, "a number")


def checked(
    operation: Operation, wire: Mapping[str, Any], skipped: Iterable[str]
) -> dict[str, Any]:
    """The request as boto3 takes it, checked; every violation is reported under its flag.

    :param skipped: kinds of constraints to let pass (``--skip-check``).
    """
    warned: list[Violation] = []
    try:
        found = normalised(operation, wire, skipped, warned=warned)
    except ValidationError as error:
        lines = [f"  {_line(operation, v)}" for v in error.violations]
        count = f"{len(lines)} parameters are" if len(lines) != 1 else "a parameter is"
        raise Failure("\n".join([f"{operation.title}: {count} wrong", *lines])) from None
    for violation in warned:
        screen.note(f"warning: {_line(operation, violation)}")
    return found


def normalised(
    operation: Operation,
    wire: Mapping[str, Any],
    skipped: Iterable[str] = (),
    shape: StructureShape | None = None,
    *,
    strict: bool = False,
    warned: list[Violation] | None = None,
) -> dict[str, Any]:
    """The request as boto3 takes it: tokens filled in, moments read.

    By the thorough check alone: it says the same as ``from_wire``, and to compile the code that is
    faster takes longer than one check.

    :param shape: of a part of the request, if it is that alone.
    :param strict: whether what only warns is an error.
    :param warned: takes what only warns.
    :raises ValidationError: with every other violation that the request does not exempt.
    """
    exempt = _exemptions(wire) if isinstance(wire, dict) else {}
    request: Any = without_markers(wire) if isinstance(wire, dict) else wire
    inspection = Inspection(_AS_OBJECT)
    with skipping([*skipped, *exempt.get("", ())], strict):
        found: dict[str, Any] = (shape or operation.request).inspect(request, "", 0, inspection)
        left = [v for v in inspection.violations if v.constraint not in exempt.get(v.path, ())]
        report(operation.title, left, warned)
    return found


def _exemptions(wire: Mapping[str, Any]) -> dict[str, list[str]]:
    """The kinds of checks to leave out, by path; those of the empty path are for everywhere."""
    said = wire.get(EXEMPTIONS, {})
    by_path = said.items() if isinstance(said, dict) else [("", said)]
    found: dict[str, list[str]] = {}
    for path, said in by_path:
        kinds = [said] if isinstance(said, str) else said
        if not isinstance(kinds, list) or not all(isinstance(kind, str) for kind in kinds):
            raise Failure(f"{EXEMPTIONS}: expected kinds of checks, or paths with kinds of checks")
        found[path] = listed(kinds, SKIPPABLE)
    return found


def skipping(kinds: Iterable[str], strict: bool = False) -> AbstractContextManager[None]:
    """A block in which kinds of checks are off."""
    off: dict[str, Any] = dict.fromkeys(kinds, "off")
    return validation("error" if strict else None, **off)


def _line(operation: Operation, violation: Violation) -> str:
    """What is wrong, under its flag, and how to write it there."""
    path, message = violation.path, in_json_terms(violation.message)
    name = re.split(r"[.\[]", path)[0]
    inside, flag = path[len(name) :].lstrip("."), operation.flag(name)
    if name not in operation.request.by_name:
        return visible.line(f"{path or 'the request'}: {message}")
    if _AS_OBJECT in message and (shape := Place.of(path).shape(operation.request)):
        from . import examples

        text = examples.shorthand(examples.of(shape, name))
        member = inside.rpartition(".")[2]
        way = f"{member}={text}" if inside else f"{flag} {text[1:-1]}"
        message = message.replace(_AS_OBJECT, f"write {way}")
    return visible.line(f"{flag} {inside}".rstrip() + f": {message}")


def in_json_terms(message: str, *, skippable: bool = True) -> str:
    """A message with JSON's and the command line's words in place of Python's.

    :param skippable: whether the command has ``--skip-check``.
    """
    hint = r" (if AWS accepts it: --skip-check \1)" if skippable else ""
    text = re.sub(_LIBRARY_HINT, hint, message)
    text = text.replace("a datetime, an ISO 8601 string", f"ISO 8601 (such as {_MOMENT})")
    text = re.sub(_KIND, lambda found: f"not {_KINDS[found[1]]}", text)
    return re.sub("^may not be None", "may not be null", text)


class Reader:
    """Reads the values of flags.

    :param binary_format: ``base64`` or ``raw-in-base64-out``: how blobs are written in text.
    """

    def __init__(self, binary_format: str | None = None) -> None:
        self.binary_format = binary_format or "base64"

    def flag(self, flag: str, shape: Shape, given: str | list[str]) -> Any:
        """The value of a flag; text that does not fit the type is left for the check to report.

        :param given: a list of strings for a flag that takes several.
        """
        if isinstance(given, list) and isinstance(shape, List):
            return self._values(flag, shape, given)
        text = from_file(flag, str(given), as_text=isinstance(shape, COMPLEX))
        if not isinstance(shape, COMPLEX):
            return text if isinstance(text, bytes) else self.typed(shape, text)
        if text.lstrip().startswith(("{", "[")) or isinstance(shape, Document):
            return self.blobs(shape, parsed(flag, text))
        from . import shorthand

        try:
            return self.typed(shape, shorthand.parse(text, load=partial(from_file, flag)))
        except shorthand.ShorthandError as error:
            if is_sensitive(shape):  # only its punctuation is shown
                hidden_text = re.sub(_NOT_SYNTAX, "*", error.text)
                error = shorthand.ShorthandError(error.reason, hidden_text, error.position)
            hint = "it is read as shorthand (name=value,…); JSON begins with a brace or bracket"
            raise Failure(f"{flag}: {error}\n{hint}{file_hint(text)}") from None

    def _values(self, flag: str, shape: List, given: list[str]) -> Any:
        """A list: one JSON array, or every word an entry."""
        if len(given) == 1:
            text = from_file(flag, given[0])
            if isinstance(text, str) and text.lstrip().startswith("["):
                return self.blobs(shape, parsed(flag, text))
        return [self.flag(flag, shape.entry, text) for text in given]

    def typed(self, shape: Shape, value: Any) -> Any:
        """Plain shorthand (text, lists, maps) with the types of a shape; a single value for a list
        becomes a list of one."""
        if isinstance(shape, List) and not isinstance(value, list):
            value = [value]
        if not isinstance(value, str):
            return rebuilt(shape, value, self.typed)
        try:
            return _CONVERTERS[shape.kind](value)
        except (KeyError, ValueError):
            return self.blobs(shape, value)

    def blobs(self, shape: Shape, value: Any) -> Any:
        """A value of JSON or YAML in which the text of blobs is bytes."""
        if not isinstance(value, str):
            return rebuilt(shape, value, self.blobs)
        if not isinstance(shape, Blob):
            return value
        if self.binary_format == RAW:
            return value.encode()
        try:
            return base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            raise Failure(
                "a blob is not base64; give fileb://PATH, or --cli-binary-format "
                f"{RAW} to write it literally"
            ) from None


LARGEST: Final = 1 << 28
"""Characters or bytes of the largest file that is read: 256 MiB."""


def whole(file: IO[AnyStr]) -> AnyStr:
    """What a file holds.

    :raises OSError: it is too large to be a request, as is a device that never ends.
    """
    content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise OSError(errno.EFBIG, f"more than {LARGEST >> 20} MiB")
    return content


def from_file(subject: str, text: str, *, as_text: bool = False) -> Any:
    """The content of ``file://PATH`` (text) or ``fileb://PATH`` (bytes); other text as it is.

    ``~`` and ``$VARIABLES`` in the path are expanded, as the AWS CLI does.

    :param subject: what the text was given for, for the message.
    :param as_text: whether the content is text in any case.
    """
    if not text.startswith(("file://", "fileb://")):
        return text
    scheme, _, path = text.partition("://")
    mode, encoding = ("r", "utf-8") if as_text or scheme == "file" else ("rb", None)
    try:
        path = os.path.expanduser(os.path.expandvars(path))
        with open(path, mode, encoding=encoding) as file:
            return whole(file)
    except UnicodeDecodeError as error:
        hint = "" if as_text else "; fileb:// takes a file as it is"
        shown = f"{subject}: {text} is not UTF-8 text (byte {error.start + 1}){hint}"
        raise Failure(shown) from None
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        reason = getattr(error, "strerror", None) or error
        raise Failure(f"{subject}: cannot read {visible.line(text)}: {reason}") from None


def file_hint(text: str) -> str:
    """A hint how to read a file, if a text looks like the name of one."""
    is_name = re.fullmatch(r"[^\s{\[]+\.(?:json|ya?ml|txt|py|sql)", text) or os.path.isfile(text)
    return f"; to read a file, write file://{text}" if is_name else ""


def parsed(subject: str, text: str, *, is_yaml: bool = False) -> Any:
    """The value that JSON or YAML says; what is wrong with it is reported with line and column."""
    from .documents import DocumentError, read_json, read_yaml

    try:
        found = list(read_yaml(text) if is_yaml else read_json(text))
    except DocumentError as error:
        place = f"(line {error.line}, column {error.column})"
        hint = file_hint(text)
        raise Failure(f"{subject}: {error.message} {place}{hint}") from None
    if len(found) != 1:
        raise Failure(f"{subject}: expected one document, found {len(found)}")
    return found[0].value


def hidden(shape: Shape, value: Any) -> Any:
    """A value with ``***`` for what is sensitive."""
    if shape.sensitive and value is not None:
        return REDACTED
    return rebuilt(shape, value, hidden)


def is_sensitive(shape: Shape) -> bool:
    """Whether a shape, or anything inside it, is ``sensitive``."""
    return any(found.sensitive for found in within(shape))
