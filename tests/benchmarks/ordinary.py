"""The classes of a service as a person writes them, in one module: attrs, enum, botocore's."""

from __future__ import annotations

import keyword
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Shape = Mapping[str, Any]
Shapes = Mapping[str, Shape]


def structures(shapes: Shapes) -> str:
    """The source of a module with the structures of a model."""
    return _module(["import attrs"], _classes(shapes, _is_structure, _structure))


def everything(shapes: Shapes) -> str:
    """The same with its enums and errors."""
    return _module(
        ["import enum", "import attrs", "from botocore.exceptions import ClientError"],
        [
            *_classes(shapes, _is_structure, _structure),
            *_classes(shapes, lambda shape: "enum" in shape, _enum),
            *_classes(shapes, lambda shape: "exception" in shape, _error),
        ],
    )


def _module(imports: list[str], classes: Iterator[str] | list[str]) -> str:
    return "\n\n".join(["from __future__ import annotations", *imports, *classes])


def _classes(
    shapes: Shapes, which: Callable[[Shape], bool], make: Callable[[str, Shape], str]
) -> Iterator[str]:
    return (make(name, shape) for name, shape in shapes.items() if which(shape))


def _is_structure(shape: Shape) -> bool:
    return bool(shape["type"] == "structure") and "exception" not in shape


def _structure(name: str, shape: Shape) -> str:
    fields = [f"    {_word(wire)}: object = None" for wire in shape["members"]]
    return "\n".join(["@attrs.define(kw_only=True)", f"class {name}:", *(fields or ["    pass"])])


def _enum(name: str, shape: Shape) -> str:
    members = (f"    MEMBER_{at} = {value!r}" for at, value in enumerate(shape["enum"]))
    return "\n".join([f"class {name}(str, enum.Enum):", *members])


def _error(name: str, _shape: Shape) -> str:
    return f"class {name}(ClientError):\n    pass"


def _word(wire: str) -> str:
    return f"{wire}_" if keyword.iskeyword(wire) else wire
