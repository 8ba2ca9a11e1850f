"""The straight-line code of structures, lists and maps: written and compiled on first use.

It says yes to what surely satisfies a shape, and keeps it; on anything else it raises a
:class:`Mismatch`, and the thorough check decides. Text from a model never stands in it: the
only names from a model are the Python identifiers of fields, ours begin with an underscore, and
strings, patterns and classes are handed in through its namespace.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ..shapes import conversions
from ..shapes.collection import Collection, Map
from ..shapes.inspection import MAXIMUM_DEPTH
from ..shapes.length import Length
from ..shapes.required import Required
from ..shapes.shape import CHECKED, Shape
from ..shapes.structure import StructureShape
from .structure import MISMATCHES, Mismatch, Structure, build_thoroughly, set_origin, set_wire

_BUILTINS = (bool, bytes, dict, float, int, isinstance, len, list, str, type)


class _Code:
    """A function as it is written: its lines, and the objects that they name."""

    def __init__(self, package: str, title: str, plain: bool) -> None:
        self.package, self.plain = package, plain
        self._title = title
        self._lines: list[str] = []
        self._names: dict[int, str] = {}
        self._namespace: dict[str, Any] = {
            "__name__": package,
            "_Mismatch": Mismatch,
            "_MISMATCHES": MISMATCHES,
            **{f"_{builtin.__name__}": builtin for builtin in _BUILTINS},
        }

    def hand_in(self, value: object) -> str:
        """A name for an object."""
        name = self._names.get(id(value))
        if name is None:
            name = self._names[id(value)] = f"_{len(self._names) + 1}"
            self._namespace[name] = value
        return name

    def compiled_later(self, cls: Any, method: str) -> str:
        """A name for a function of another class, which is compiled when it is first called."""
        name = f"_{len(self._names) + 1}"
        self._names[id(name)] = name

        def first(*arguments: Any) -> Any:
            compiled = self._namespace[name] = getattr(cls, method)
            return compiled(*arguments)

        self._namespace[name] = first
        return name

    def function_of(self, shape: Collection, method: str) -> str:
        """A name for a function of a list or map."""
        return self.hand_in(_compiled(shape, method, self.package))

    def add(self, indent: int, *lines: str) -> None:
        """Lines, four spaces deeper for each step."""
        self._lines.extend(f"{'    ' * indent}{line}" for line in lines)

    def refuse_unless(self, indent: int, conditions: Iterable[str]) -> None:
        """The line that leaves a value to the thorough check, unless all conditions hold."""
        if listed := list(conditions):
            self.add(indent, f"if not ({' and '.join(listed)}):", "    raise _Mismatch")

    def function(self, name: str) -> Any:
        """The compiled function, which tracebacks and debuggers can show."""
        import linecache  # takes a while to import, and not every process builds a request

        text = "\n".join(self._lines) + "\n"
        file = f"<{self.package}: {self._title}>"
        same = 1
        while file in linecache.cache:  # lists and maps have no names of their own
            same += 1
            file = f"<{self.package}: {self._title} {same}>"
        linecache.cache[file] = (len(text), None, text.splitlines(True), file)
        exec(compile(text, file, "exec"), self._namespace)
        return self._namespace[name]


# structures


def constructor(cls: Any, build: Callable[[Any, dict[str, Any]], None] = build_thoroughly) -> Any:
    """The ``__init__`` of a class.

    :param build: what decides on a mismatch, given the instance and the local variables.
    """
    shape: StructureShape = cls._class_shape
    code = _Code(cls._service.package, f"{cls.__name__}.__init__", plain=False)
    fields = list(cls._fields.values())
    keywords = "".join(f", {field.name}=None" for field in fields)
    code.add(0, f"def __init__(self, /{', *' * bool(fields)}{keywords}, **_unknown):")
    code.add(1, "try:", "    if _unknown:", "        raise _Mismatch", "    _wire = {}")
    for field, member in zip(fields, shape.members, strict=True):
        indent = 2
        if field.filled_in:
            token = code.hand_in(conversions.idempotency_token)
            code.add(2, f"if {field.name} is None:", f"    {field.name} = {token}()")
        elif not field.required:
            code.add(2, f"if {field.name} is not None:")
            indent = 3
        elif member.shape.takes_null:
            code.refuse_unless(2, [f"{field.name} is not None"])
        _keep_argument(code, indent, field.name, code.hand_in(member.name), member.shape)
    code.refuse_unless(2, _of_members_together(shape, code))
    code.add(1, "except _MISMATCHES:", f"    {code.hand_in(build)}(self, locals())")
    code.add(1, "else:", f"    {code.hand_in(set_wire)}(self, _wire)")
    code.add(2, f"{code.hand_in(set_origin)}(self, {CHECKED})")
    return code.function("__init__")


def _keep_argument(code: _Code, indent: int, name: str, key: str, shape: Shape) -> None:
    """Check an argument and put it into the wire dictionary."""
    if isinstance(shape, StructureShape):
        cls = code.hand_in(shape.cls)  # type: ignore[attr-defined]
        code.refuse_unless(indent, [f"{name}.__class__ is {cls}", f"{name}._origin > 0"])
        code.add(indent, f"_wire[{key}] = {name}._wire", f"self.__dict__[{name!r}] = {name}")
    elif isinstance(shape, Collection) and _holds_structures(shape):
        taking = code.function_of(shape, "_take")
        code.add(indent, f"_wire[{key}], self.__dict__[{name!r}] = {taking}({name})")
    elif isinstance(shape, Collection):
        code.add(indent, f"_wire[{key}] = {code.function_of(shape, '_check')}({name})")
    else:
        code.refuse_unless(indent, shape.conditions(name, code))
        code.add(indent, f"_wire[{key}] = {shape.kept(name, code)}")


def _of_members_together(shape: StructureShape, code: _Code) -> Iterator[str]:
    """The conditions over the wire dictionary as a whole."""
    for constraint in shape.constraints:
        if not isinstance(constraint, Required):
            yield from constraint.conditions(shape, "_wire", code)
    if shape.recursive:
        names, levels = code.hand_in(shape.recursive), code.hand_in(shape.levels)
        yield f"({names}.isdisjoint(_wire) or {levels}(_wire) <= {MAXIMUM_DEPTH})"


def wire_check(cls: Any) -> Any:
    """The function that checks a wire dictionary and returns a copy of it."""
    shape: StructureShape = cls._class_shape
    code = _Code(cls._service.package, f"{cls.__name__}.from_wire", plain=True)
    known = code.hand_in(frozenset(shape.by_name))
    code.add(0, "def _check(_given):")
    code.refuse_unless(1, ["_type(_given) is _dict", f"{known}.issuperset(_given)"])
    code.add(1, "_wire = _given.copy()")
    for member in shape.members:
        key, indent = code.hand_in(member.name), 1
        if member.filled_in:
            token = code.hand_in(conversions.idempotency_token)
            code.add(1, f"if {key} not in _wire:", f"    _wire[{key}] = {token}()")
        elif not member.required:
            code.add(1, f"if {key} in _wire:")
            indent = 2
        _keep_value(code, indent, f"_wire[{key}]", member.shape)
    code.refuse_unless(1, _of_members_together(shape, code))
    code.add(1, "return _wire")
    return code.function("_check")


def _keep_value(code: _Code, indent: int, place: str, shape: Shape) -> None:
    """Check a value in a dictionary, and copy what somebody could change. ``None`` is left to the
    thorough check."""
    is_single = not isinstance(shape, (StructureShape, Collection))
    if is_single:
        code.add(indent, f"_value = {place}")
    conditions, kept = _checked("_value" if is_single else place, shape, code)
    null = ["_value is not None"] if shape.takes_null else []
    code.refuse_unless(indent, [*null, *conditions])
    if shape.takes_null or not is_single:
        code.add(indent, f"{place} = {kept}")


def _checked(value: str, shape: Shape, code: _Code) -> tuple[list[str], str]:
    """The conditions on a value, and the expression for what is kept of it."""
    if isinstance(shape, StructureShape):
        check = code.compiled_later(shape.cls, "_check")  # type: ignore[attr-defined]
        return [], f"{check}({value})"
    if isinstance(shape, Collection):
        return [], f"{code.function_of(shape, '_check')}({value})"
    return [*shape.conditions(value, code)], shape.kept(value, code)


def wire_copy(cls: Any) -> Any:
    """The function that copies a wire dictionary that was checked."""
    shape: StructureShape = cls._class_shape
    code = _Code(cls._service.package, f"{cls.__name__}.to_wire", plain=True)
    code.add(0, "def _copy(_given):", "    _wire = _given.copy()")
    for member in shape.members:
        key = code.hand_in(member.name)
        copied = _copied(f"_wire[{key}]", member.shape, code)
        if copied is not None:
            code.add(1, f"if {key} in _wire:", f"    _wire[{key}] = {copied}")
    code.add(1, "return _wire")
    return code.function("_copy")


def _copied(value: str, shape: Shape, code: _Code) -> str | None:
    """The expression for a copy of a value; ``None`` if nobody can change it."""
    if isinstance(shape, StructureShape):
        copy = code.compiled_later(shape.cls, "_copy")  # type: ignore[attr-defined]
        return f"{copy}({value})"
    if isinstance(shape, Collection) and _copied("_item", shape.entry, code) is not None:
        return f"{code.function_of(shape, '_copy')}({value})"
    if isinstance(shape, Collection):
        return f"{value}.copy()"
    return f"{code.hand_in(conversions.copied)}({value})" if shape.takes_null else None


# lists and maps


def _holds_structures(shape: Shape) -> bool:
    """Whether there are structures in a value."""
    if isinstance(shape, Collection):
        return _holds_structures(shape.entry)
    return isinstance(shape, StructureShape)


def _compiled(shape: Collection, method: str, package: str) -> Any:
    """A function of a list or map, compiled once.

    :param method: ``_check`` checks and copies it; ``_take`` does so if instances of structures are
        in it, and returns what goes into the wire dictionary and what the attribute shows;
        ``_copy`` copies one that was checked.
    """
    if not hasattr(shape, method):
        setattr(shape, method, _WRITERS[method](shape, package))
    return getattr(shape, method)


def _write_copy(shape: Collection, package: str) -> Any:
    code = _Code(package, f"a copy of a {shape.kind.lower()}", plain=True)
    code.add(0, "def _copy(_value):")
    copied = _copied("_item", shape.entry, code) or "_item"
    code.add(1, f"return {_made_of(shape, code, _unless_none(shape, copied))}")
    return code.function("_copy")


def _write_check(shape: Collection, package: str) -> Any:
    code = _Code(package, f"a {shape.kind.lower()}", plain=False)
    code.add(0, "def _check(_value):")
    _check_container(code, shape)
    conditions, kept = _checked("_item", shape.entry, code)
    _check_entries(code, shape, conditions)
    code.add(1, f"return {_made_of(shape, code, _unless_none(shape, kept))}")
    return code.function("_check")


def _write_take(shape: Collection, package: str) -> Any:
    code = _Code(package, f"a {shape.kind.lower()} of instances", plain=False)
    code.add(0, "def _take(_value):")
    _check_container(code, shape)
    if isinstance(shape.entry, StructureShape):
        cls = code.hand_in(shape.entry.cls)  # type: ignore[attr-defined]
        _check_entries(code, shape, [f"_item.__class__ is {cls}", "_item._origin > 0"])
        wires = _made_of(shape, code, _unless_none(shape, "_item._wire"))
        code.add(1, f"return {wires}, _value.copy()")
    else:
        _check_entries(code, shape, [])
        taking = code.function_of(shape.entry, "_take")  # type: ignore[arg-type]
        taken = _unless_none(shape, f"{taking}(_item)", "(None, None)")
        code.add(1, f"_value = {_made_of(shape, code, taken)}")
        wires, shown = (_made_of(shape, code, f"_item[{side}]") for side in (0, 1))
        code.add(1, f"return {wires}, {shown}")
    return code.function("_take")


_WRITERS: Mapping[str, Callable[[Collection, str], Any]] = {
    "_check": _write_check,
    "_copy": _write_copy,
    "_take": _write_take,
}


def _check_container(code: _Code, shape: Collection) -> None:
    length = shape.stated(Length)
    lengths = [] if length is None else length.conditions(shape, "_value", code)
    kind = "_dict" if isinstance(shape, Map) else "_list"
    code.refuse_unless(1, [f"_type(_value) is {kind}", *lengths])


def _check_entries(code: _Code, shape: Collection, conditions: list[str]) -> None:
    if shape.sparse and conditions:
        conditions = [f"(_item is None or ({' and '.join(conditions)}))"]
    if isinstance(shape, Map):
        code.add(1, "for _key, _item in _value.items():")
        code.refuse_unless(2, [*shape.key.conditions("_key", code), *conditions])
    elif conditions:
        code.add(1, "for _item in _value:")
        code.refuse_unless(2, conditions)


def _made_of(shape: Collection, code: _Code, item: str) -> str:
    """The list or map of what becomes of each entry."""
    if isinstance(shape, Map):
        key = shape.key.kept("_key", code)
        if (key, item) == ("_key", "_item"):
            return "_value.copy()"
        return f"{{{key}: {item} for _key, _item in _value.items()}}"
    return "_value.copy()" if item == "_item" else f"[{item} for _item in _value]"


def _unless_none(shape: Collection, item: str, none: str = "None") -> str:
    """An expression over an entry that can be ``None`` in sparse lists and maps."""
    return f"{none} if _item is None else {item}" if shape.sparse and item != "_item" else item


# what structures do by it


class _Compiled:
    """A function of a generated class that is written and compiled when it is first needed."""

    def __init__(self, name: str, write: Callable[[Any], Callable[..., Any]]) -> None:
        self._name, self._write = name, write

    def __get__(self, instance: object, owner: Any) -> Callable[..., Any]:
        function = self._write(owner._home)
        setattr(owner._home, self._name, staticmethod(function))
        return function


def _build(self: Any, /, **arguments: Any) -> None:
    """Build it from its members; what is wrong with them is a ``ValidationError``."""
    home = type(self)._home
    if "__init__" not in vars(home):
        home.__init__ = constructor(home)
    home.__init__(self, **arguments)


fast: Any = Structure
fast.__init__, fast._check = _build, _Compiled("_check", wire_check)
fast._copy = _Compiled("_copy", wire_copy)
