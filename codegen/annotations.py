"""Shapes as the types that a type checker sees."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from . import ir
from .names import Names
from .runtime import shapes
from .runtime.shapes import Enum, Reference
from .source import Source, code, joined


class Annotation(Source):
    """A type, which knows what has to be imported for it."""

    __slots__ = ("uses",)
    uses: frozenset[str]
    """``runtime``, and modules of the service's package."""

    def __new__(cls, source: Source, uses: frozenset[str] = frozenset()) -> Annotation:
        made = super().__new__(cls, code("{}", source))
        made.uses = uses
        return made

    @property
    def or_none(self) -> Annotation:
        """The same for what can be left out."""
        return Annotation(code("{} | None", self), self.uses)


@attrs.frozen
class Annotations:
    """What the types depend on: the names of classes, and where they are seen from."""

    names: Names
    prefix: Source = attrs.field(default=Source(""))
    """Stands before the names of structures."""
    _known: dict[tuple[str, bool], Annotation] = attrs.field(factory=dict)
    """By the name of the shape, and by whether it can go into a request."""

    def of_member(self, member: ir.Member, requested: bool) -> Annotation:
        """The type of a member.

        :param requested: whether it can go into a request, where more is taken than comes back.
        """
        blob = member.shape if isinstance(member.shape, shapes.Blob) else None
        if blob is not None and member.payload and not requested:
            return Annotation(Source("_rt.Stream"), _RUNTIME)  # as botocore has it, flag or not
        if member.streaming:
            return _ANYTHING
        found = self.of(member.target, requested)
        if isinstance(member.shape, ir.Structure) and member.shape.event_stream:
            return Annotation(code("_rt.Events[{}]", found), _RUNTIME)
        return found

    def of(self, target: Reference, requested: bool) -> Annotation:
        """The type of the values of a shape."""
        key = target.name, requested
        if key not in self._known:
            self._known[key] = self._of(target, requested)
        return self._known[key]

    def _of(self, target: Reference, requested: bool) -> Annotation:
        shape = target.shape
        if shape.stated(Enum) is not None:
            name = self.names.classes[target.name]
            if requested:
                return Annotation(code("_choices.{}", name), frozenset({"choices"}))
            return Annotation(code("_literals.{}", name), frozenset({"literals"}))
        if isinstance(shape, ir.Structure):
            return Annotation(code("{}{}", self.prefix, self.names.classes[shape.name]))
        if isinstance(shape, shapes.Collection):
            return self._of_collection(shape, requested)
        if isinstance(shape, shapes.Timestamp) and requested:
            return Annotation(Source("_rt.datetime | str | float"), _RUNTIME)
        if isinstance(shape, shapes.Blob) and shape.streaming:
            return _ANYTHING
        return _PLAIN[shape.kind]

    def _of_collection(self, shape: shapes.Collection, requested: bool) -> Annotation:
        """The type of a list or map; the entries of sparse ones can be ``None``."""
        *keys, entry = (self.of(target, requested) for target in ir.targets(shape))
        if shape.sparse:
            entry = entry.or_none
        kind = Source("Mapping" if keys else "Sequence")
        inner = joined(", ", [*keys, entry])
        uses = _RUNTIME.union(*(part.uses for part in (*keys, entry)))
        return Annotation(code("_rt.{}[{}]", kind, inner), uses)


_RUNTIME = frozenset({"runtime"})
_ANYTHING = Annotation(Source("_rt.Any"), _RUNTIME)
_PLAIN: Mapping[str, Annotation] = {
    "String": Annotation(Source("str")),
    "Boolean": Annotation(Source("bool")),
    "Integer": Annotation(Source("int")),
    "Long": Annotation(Source("int")),
    "Float": Annotation(Source("float")),
    "Double": Annotation(Source("float")),
    "Timestamp": Annotation(Source("_rt.datetime"), _RUNTIME),
    "Blob": Annotation(Source("bytes")),
    "Document": _ANYTHING,
}
