"""Requests inside of other files: state machines of Step Functions, templates of CloudFormation and
SAM, plans of Terraform (``terraform show -json``).

Only what maps to a request without doubt is checked. A value that is known only later (a path or
an expression of a state machine, an intrinsic function, a placeholder) passes every check, and so
does what the other language writes in another form than the request. How much that was is counted.

Source of the mapping: the AWS Step Functions Developer Guide ("Integrating services"), the
CloudFormation Template Reference, the documentation of Terraform's provider for AWS.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from ..shapes import Blob, List, Map, Shape, String, StructureShape
from ..shapes import Document as JsonDocument
from ..shapes.trusted import Trusted, trusted
from ..suggestions import letters, meant
from ..violations import Violation
from . import catalog
from .catalog import Operation
from .documents import Document, Node, YamlTag
from .exits import Failure
from .values import Reader

REQUEST, STATES, TEMPLATE, PLAN = "a request", "a state machine", "a template", "a plan"
"""The languages."""

_TASK: Final = re.compile(r"arn:[^:]*:states:[^:]*:[^:]*:(?:aws-sdk:)?([\w-]+):(\w)(\w*)")
_PLACEHOLDER: Final = re.compile(r"\$\{|\{\{|\{%")
"""What begins a substitution, a dynamic reference, or an expression in JSONata."""
_UNKNOWN: Final = trusted("")

_RESOURCES: Final = {
    "emrcontainersvirtualcluster": ("emr-containers", "CreateVirtualCluster"),
    "emrserverlessapplication": ("emr-serverless", "CreateApplication"),
    "gluecatalogtable": ("glue", "CreateTable"),
    "glueconnection": ("glue", "CreateConnection"),
    "gluecrawler": ("glue", "CreateCrawler"),
    "gluejob": ("glue", "CreateJob"),
    "gluetable": ("glue", "CreateTable"),
    "gluetrigger": ("glue", "CreateTrigger"),
}
"""The operations that make resources, by the letters of ``AWS::Glue::Job`` or ``aws_glue_job``."""
_INSIDE: Final = {"CreateConnection": "ConnectionInput", "CreateTable": "TableInput"}
"""The members whose members are arguments of Terraform's resource."""
_OPTIONAL: Final = ("Name", "TableInput")
"""Required members that CloudFormation can do without."""


class Request(NamedTuple):
    """A request that a file holds, as far as it is known."""

    operation: Operation
    shape: StructureShape
    """Of the request, or of the member that makes a resource of Terraform's."""
    wire: Any
    node: Node
    language: str = REQUEST
    unknown: int = 0
    """How many of its values are not known."""

    def concerns(self, violation: Violation) -> bool:
        """Whether a violation is certain, although parts of the request are not known."""
        path, kind = violation.path, violation.constraint
        if self.language == PLAN:
            return kind not in ("required", "unknown", "rule", "union")
        if self.language != TEMPLATE or kind not in ("required", "rule", "union"):
            return True
        # Below the top, what a template may leave out differs; a member may turn out to be absent.
        return path.isalpha() and path not in _OPTIONAL if kind == "required" else not self.unknown


def requests_in(document: Document, left_out: Counter[str]) -> Iterator[Request]:
    """The requests that a document of another language holds.

    :param left_out: counts what is not checked; nothing if the document is of none.
    """
    waiting = [(document.value, document.node)]
    while waiting:
        value, node = waiting.pop()
        items: Iterable[tuple[Any, Any]] = enumerate(value) if isinstance(value, list) else ()
        if isinstance(value, dict):
            items = value.items()
            language, service, operation, member = _part(value)
            found, content = _operation(service, operation), value.get(member)
            if found and isinstance(content, dict) and not _is_later(content):
                request = _request(found, language, value, content, node.members.get(member, node))
                left_out["unknown value"] += request.unknown
                yield request
            elif language:
                left_out["other resource"] += 1
        waiting += [(i, node.members.get(key, node)) for key, i in items if key != "prior_state"]


def _part(value: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """The language, service and operation of a task or resource, and the member that holds the
    request; empty for what is neither."""
    kind, resource = value.get("Type"), value.get("Resource")
    if kind == "Task" and isinstance(resource, str):
        task = _TASK.match(resource)
        service, name = (task[1], f"{task[2].upper()}{task[3]}") if task else ("", "")
        return STATES, service, name, "Arguments" if "Arguments" in value else "Parameters"
    language, member = TEMPLATE, "Properties"
    if "address" in value and "values" in value:
        language, member, kind = PLAN, "values", value.get("type")
    if not isinstance(kind, str) or (language == TEMPLATE and "::" not in kind):
        return "", "", "", ""
    name = letters(kind.replace("::", "")).removeprefix("aws")
    return language, *_RESOURCES.get(name, ("", "")), member


def _operation(service: str, operation: str) -> Operation | None:
    """An operation, if it is one of ours; services are written ``emr-serverless`` or
    ``emrserverless``."""
    names = {letters(name): name for name in catalog.service_names()}
    try:
        return catalog.service(names[letters(service)]).operation(operation)
    except (KeyError, Failure):
        return None


def _is_later(value: Any) -> bool:
    """Whether a value is known only later."""
    if isinstance(value, dict):
        return any(str(key).startswith("Fn::") for key in value) or [*value] == ["Ref"]
    return isinstance(value, YamlTag) or (
        isinstance(value, str) and _PLACEHOLDER.search(value) is not None
    )


def _request(
    operation: Operation, language: str, part: Mapping[str, Any], content: Any, node: Node
) -> Request:
    shape: Any = operation.request
    if language == PLAN:
        marks = part.get("sensitive_values")
        marked = marks.items() if isinstance(marks, dict) else ()
        secret = {key for key, mark in marked if "True" in str(mark)}
        content = {key: YamlTag() if key in secret else item for key, item in content.items()}
        if operation.wire_name in _INSIDE:
            shape = shape.by_name[_INSIDE[operation.wire_name]].shape
    reading = _Reading(language)
    wire, places = reading.value(shape, content, node)
    return Request(operation, shape, wire, places, language, reading.unknown)


class _Reading:
    """Reads one request: other spellings of names and scalars become the request's."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.unknown = 0

    def value(self, shape: Shape, value: Any, node: Node) -> tuple[Any, Node]:
        """A value in wire form, and its place by wire names."""
        if isinstance(shape, StructureShape) and self.language == PLAN and isinstance(value, list):
            # a block
            value, node = (value[0] if len(value) == 1 else None), node.members.get(0, node)
        kind: Any = (str, int, float, type(None))
        if isinstance(shape, (List, StructureShape, Map)):
            kind = list if isinstance(shape, List) else dict
        fits = isinstance(value, kind)
        is_open = isinstance(shape, (Blob, JsonDocument))
        if _is_later(value) or is_open or not (fits or self.language == STATES):
            self.unknown += 1
            return _UNKNOWN, node
        if not fits:
            return value, node
        if isinstance(shape, List):
            return self._list(shape, value, node)
        if kind is dict:
            return self._members(shape, value, node)
        # Templates and plans may write a number as a string, and the other way round.
        if isinstance(shape, String) and isinstance(value, (bool, int, float)):
            return str(value).lower(), node
        return Reader().typed(shape, value) if isinstance(value, str) else value, node

    def _list(self, shape: List, value: list[Any], node: Node) -> tuple[Any, Node]:
        made, entries = Node(node.place), []
        for index, item in enumerate(value):
            place = node.members.get(index, node)
            entry, made.members[index] = self.value(shape.entry, item, place)
            entries.append(entry)
        # An unknown entry may stand for no entry, or for several.
        return trusted(entries) if any(isinstance(e, Trusted) for e in entries) else entries, made

    def _members(self, shape: Shape, value: dict[Any, Any], node: Node) -> tuple[Any, Node]:
        made, wire = Node(node.place), dict[str, Any]()
        members = shape.members if isinstance(shape, StructureShape) else ()
        known = {letters(member.name): member for member in members}
        given = {letters(str(key).removesuffix(".$")) for key in value}
        for key, item in value.items():
            name, inner, entry = str(key), node.members.get(key, node), None
            if self.language == STATES and name.endswith(".$"):
                name, item = name[:-2], YamlTag()
            member = known.get(letters(name)) or known.get(letters(name.removesuffix("_arn")))
            if isinstance(shape, Map):
                entry = shape.entry
            elif member:
                name, entry = member.name, member.shape
                if self.language == PLAN and not item:  # zero and empty mean that it is absent
                    continue
            elif self.language == PLAN or (
                self.language == TEMPLATE and meant(name, known) in {None, *given}
            ):
                self.unknown += 1  # a property of the other language alone
                continue
            wire[name], inner = self.value(entry, item, inner) if entry else (item, inner)
            made.add(name, node.keys.get(key, node.place), inner)
        return wire, made
