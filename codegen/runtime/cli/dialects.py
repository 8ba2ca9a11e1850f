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
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from ..shapes import Blob, List, Map, Shape, String, StructureShape
from ..shapes import Document as JsonDocument
from ..shapes.trusted import Trusted, trusted
from ..suggestions import letters, meant
from ..violations import Violation
from . import catalog
from .catalog import Operation
from .documents import Node, YamlTag
from .exits import Failure
from .requests import typed

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


def requests_in(document: Node, left_out: Counter[str]) -> Iterator[Request]:
    """The requests that a document of another language holds.

    :param left_out: counts what is not checked; nothing if the document is of none.
    """
    waiting = [document]
    while waiting:
        node = waiting.pop()
        if isinstance(node.value, dict):
            language, service, operation, member = _part(node.value)
            found, content = _operation(service, operation), node.members.get(member)
            if found and content and isinstance(content.value, dict) and not _is_later(content):
                request = _request(found, language, node, content)
                left_out["unknown value"] += request.unknown
                yield request
            elif language:
                left_out["other resource"] += 1
        waiting += [inner for key, inner in node.members.items() if key != "prior_state"]


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


def _is_later(node: Node) -> bool:
    """Whether a value is known only later."""
    value = node.value
    if isinstance(value, dict):
        return any(str(key).startswith("Fn::") for key in value) or [*value] == ["Ref"]
    is_open = isinstance(value, str) and _PLACEHOLDER.search(value)
    return isinstance(value, YamlTag) or bool(is_open)


def _request(operation: Operation, language: str, part: Node, content: Node) -> Request:
    shape: Any = operation.request
    reading = _Reading(language)
    if language == PLAN:
        marks = part.value.get("sensitive_values")
        marked = marks.items() if isinstance(marks, dict) else ()
        reading.secret = {key for key, mark in marked if "True" in str(mark)}
        if operation.wire_name in _INSIDE:
            shape = shape.by_name[_INSIDE[operation.wire_name]].shape
    read = reading.value(shape, content)
    return Request(operation, shape, read.value, read, language, reading.unknown)


class _Reading:
    """Reads one request: other spellings of names and scalars become the request's."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.unknown = 0
        """How many values are not known."""
        self.secret = set[str]()
        """Members of the request that are not looked at."""

    def value(self, shape: Shape, node: Node) -> Node:
        """A value in wire form, with places by wire names."""
        is_structure = isinstance(shape, StructureShape)
        if self.language == PLAN and is_structure and isinstance(node.value, list):  # a block
            node = node.members[0] if len(node.value) == 1 else Node(node.place)
        value = node.value
        kind: Any = (str, int, float, type(None))
        if isinstance(shape, (List, StructureShape, Map)):
            kind = list if isinstance(shape, List) else dict
        fits = isinstance(value, kind)
        is_open = isinstance(shape, (Blob, JsonDocument))
        if _is_later(node) or is_open or not (fits or self.language == STATES):
            self.unknown += 1
            return Node(node.place, _UNKNOWN)
        if not fits:
            return node
        if isinstance(shape, List):
            return self._list(shape, node)
        if isinstance(value, dict):
            return self._members(shape, node)
        # Templates and plans may write a number as a string, and the other way round.
        if isinstance(shape, String) and isinstance(value, (bool, int, float)):
            value = str(value).lower()
        return Node(node.place, typed(shape, value) if isinstance(value, str) else value)

    def _list(self, shape: List, node: Node) -> Node:
        made = Node(node.place, [])
        for inner in node.members.values():
            made.append(self.value(shape.entry, inner))
        # An unknown entry may stand for no entry, or for several.
        if any(isinstance(entry, Trusted) for entry in made.value):
            made.value = trusted(made.value)
        return made

    def _members(self, shape: Shape, node: Node) -> Node:
        made, secret, self.secret = Node(node.place, {}), self.secret, set()
        members = shape.members if isinstance(shape, StructureShape) else ()
        known = {letters(member.name): member for member in members}
        given = {letters(str(key).removesuffix(".$")) for key in node.members}
        for key, inner in node.members.items():
            name, entry = str(key), None
            if name in secret or (self.language == STATES and name.endswith(".$")):
                name, inner = name.removesuffix(".$"), Node(inner.place, YamlTag())
            member = known.get(letters(name)) or known.get(letters(name.removesuffix("_arn")))
            if isinstance(shape, Map):
                entry = shape.entry
            elif member:
                name, entry = member.name, member.shape
                if self.language == PLAN and not inner.value:  # zero and empty: it is absent
                    continue
            elif self.language == PLAN or (
                self.language == TEMPLATE and meant(name, known) in {None, *given}
            ):
                self.unknown += 1  # a property of the other language alone
                continue
            made.add(name, node.keys[key], self.value(entry, inner) if entry else inner)
        return made
