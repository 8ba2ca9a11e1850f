"""The fields of generated classes: what their declarations say, and how attributes are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..shapes.collection import resolved
from ..shapes.immutable import remembered

if TYPE_CHECKING:
    from attrs import field


__all__ = ["ConvertedField", "Field", "attribute", "field", "wire"]


class Field:
    """A member of a structure as a field; its value stands in an instance's wire dictionary."""

    __slots__ = (
        "deprecated", "filled_in", "is_checked", "is_sensitive", "name", "required", "target",
        "wire_name",
    )  # fmt: skip

    def __init__(
        self, wire: Mapping[str, Any], *, required: bool, checked: bool, sensitive: bool
    ) -> None:
        """:param wire: what :func:`wire` returned."""
        self.name = ""
        """The Python name."""
        self.wire_name: str = wire["wire_name"]
        """The name in the model."""
        self.target: Any = wire["target"]
        """The shape of its values, or a reference to it."""
        self.required = required
        """Whether it has no default."""
        self.filled_in: bool = wire["filled_in"]
        """Whether a random token stands in if it is left out."""
        self.deprecated: bool = wire["deprecated"]
        self.is_checked = checked
        """Whether a value is checked."""
        self.is_sensitive = sensitive
        """Whether ``repr`` hides it."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: Any, owner: type) -> Any:
        return self if instance is None else instance._wire.get(self.wire_name)

    def __repr__(self) -> str:
        return f"<field {self.name}: {self.wire_name}>"


class ConvertedField(Field):
    """A field whose values differ from what the wire dictionary holds: structures, moments, bytes.

    What was made of one is kept by the instance, where Python finds it before it looks here.
    """

    __slots__ = ("__dict__",)

    def __get__(self, instance: Any, owner: type) -> Any:
        if instance is None:
            return self
        value = instance._wire.get(self.wire_name)
        if value is not None:
            # If other threads read at the same time, all get the same object.
            made = self.view(value, instance._origin)
            return instance.__dict__.setdefault(self.name, made)
        return None

    @remembered
    def view(self) -> Any:
        """Makes the value of the field, see :meth:`Shape.view`."""
        return resolved(self.target).view


def wire(
    name: str, shape: Any = None, *, filled_in: bool = False, deprecated: bool = False
) -> Mapping[str, Any]:
    """The metadata of a field.

    :param name: its wire name.
    :param shape: its shape, if it is not checked.
    :param filled_in: whether a random token stands in if it is left out.
    :param deprecated: whether AWS advises against it.
    """
    return {
        "wire_name": name,
        "target": shape,
        "filled_in": filled_in,
        "deprecated": deprecated,
    }


if not TYPE_CHECKING:

    def field(*, default=..., validator=None, repr=True, metadata):
        """``attrs.field``, to type checkers and in what ``attrs.fields`` tells.

        :param default: ``None`` if the field is optional.
        :param validator: the shape of its values, if they are checked.
        :param repr: ``False`` if it is sensitive.
        :param metadata: what :func:`wire` returned.
        """
        if validator is not None:
            metadata["target"] = validator
        cls = Field
        if metadata["target"].converts:
            cls = ConvertedField
        checked = validator is not None
        return cls(metadata, required=default is ..., checked=checked, sensitive=not repr)


def attribute(declared: Field) -> Any:
    """The same for attrs, which is asked when somebody asks it about a class."""
    from attrs import NOTHING, field
    from attrs.validators import optional

    validator = declared.target if declared.is_checked else None
    if validator is not None and not declared.required:
        validator = optional(validator)
    return field(
        default=NOTHING if declared.required else None,
        validator=validator,
        repr=not declared.is_sensitive,
        metadata={"wire_name": declared.wire_name, "sensitive": declared.is_sensitive},
    )
