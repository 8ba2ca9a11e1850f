"""What is done with a page once it is there: the same for our structures and for dictionaries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tests.support.inside import fields_of

Read = Callable[[Any], object]


def tables_of_structures(response: Any) -> None:
    """What a job reads that compares a catalogue with the columns that it expects."""
    for table in response.table_list:
        table.name, table.table_type, table.create_time, table.update_time, table.parameters
        storage = table.storage_descriptor
        storage.location, storage.serde_info.serialization_library
        for column in storage.columns:
            column.name, column.type, column.comment
        for column in table.partition_keys:
            column.name, column.type


def tables_of_dictionaries(response: Any) -> None:
    """The same of what boto3 returns."""
    for table in response["TableList"]:
        table["Name"], table["TableType"], table["CreateTime"], table["UpdateTime"]
        table["Parameters"]
        storage = table["StorageDescriptor"]
        storage["Location"], storage["SerdeInfo"]["SerializationLibrary"]
        for column in storage["Columns"]:
            column["Name"], column["Type"], column["Comment"]
        for column in table["PartitionKeys"]:
            column["Name"], column["Type"]


def every_member(cls: Any) -> tuple[Read, Read]:
    """Functions that read each member of a response and of all structures in it, given or not: one
    for our structures, one for dictionaries."""
    ours, theirs = _Reader("{0}.{1}"), _Reader("{0}.get({2!r})")
    return ours.of(cls), theirs.of(cls)


class _Reader:
    """Functions for structures, each written once."""

    def __init__(self, access: str) -> None:
        """:param access: an expression for a member, given structure, Python name and wire name."""
        self._access = access
        self._scope: dict[str, Any] = {}

    def of(self, cls: Any) -> Read:
        name = f"read_{cls.__name__}"
        if name not in self._scope:
            self._scope[name] = None  # it may hold another of its kind
            exec("\n".join([f"def {name}(value):", *self._lines(cls), "  pass"]), self._scope)
        function: Read = self._scope[name]
        return function

    def _lines(self, cls: Any) -> Iterator[str]:
        for name, wire in fields_of(cls).items():
            member = self._access.format("value", name, wire)
            shape, each = cls._class_shape.by_name[wire].shape, "({},)"
            if shape.kind == "List":
                shape, each = shape.entry, "{}"
            if shape.kind == "StructureShape":
                self.of(shape.cls)
                yield f"  member = {member}"
                yield "  if member is not None:"
                yield f"    for entry in {each.format('member')}: read_{shape.cls.__name__}(entry)"
            else:
                yield f"  {member}"
