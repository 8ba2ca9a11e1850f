"""What a shape is, and the shapes of single values."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from . import conversions
from .constraint import bounds_agree
from .immutable import Immutable, remembered
from .listing import CONSTRAINTS, own

if TYPE_CHECKING:
    from .constraint import Constraint
    from .inspection import Inspection
    from .protocols import Samples, Scope

AS_PARSED = 0
"""The origin of a dictionary that is as JSON or botocore's parser left it."""

LET_PAST = -1
"""The origin of a dictionary in which a policy or ``trusted`` let something past the checks."""

CHECKED = 1
"""The origin of a dictionary that satisfies its shape, in boto3's form."""

C = TypeVar("C", bound="Constraint[Any]")


class Shape(Immutable):
    """A kind of value, and what a model asks of it.

    A shape is a validator for attrs: ``job: str = attrs.field(validator=glue.shapes.NameString)``.
    It is told of its constraints by keyword: ``String(min=1, max=64, pattern="[a-z]+")``.
    """

    __slots__ = ("sensitive", "traits")

    kind: ClassVar[str] = "Shape"
    """The name of the class, which constraints name."""
    json_types: ClassVar[tuple[str, ...]] = ()
    """What the modelling language calls it."""
    unit: ClassVar[str] = ""
    """What its length is counted in."""
    units: ClassVar[str] = ""
    limits: ClassVar[tuple[Any, Any]] = (None, None)
    """The least and the greatest number that the type can hold."""
    keywords: ClassVar[frozenset[str]] = frozenset()
    example: ClassVar[Any] = None
    """The simplest value of the type, whatever the constraints say."""
    takes_null: ClassVar[bool] = False
    """Whether ``None`` is a value like any other."""
    converts: bool = False
    """Whether a value differs from what JSON or botocore's parser leaves of it."""

    sensitive: bool
    """Whether values are hidden in messages, ``repr`` and logs."""
    traits: Mapping[str, Any]
    """The keywords that were stated."""

    def __init_subclass__(cls, kind: str = "") -> None:
        """:param kind: the kind of shape, if it is not named after the class."""
        cls.kind = kind or cls.__name__
        cls.keywords = frozenset(
            keyword
            for constraint in CONSTRAINTS
            if cls.kind in constraint.shapes
            for keyword in constraint.keywords
        )

    def __init__(self, *, sensitive: bool = False, **traits: Any) -> None:
        """
        :param traits: the keywords of the constraints that a shape of this kind can state; ``None``
            is the same as leaving one out.
        :raises TypeError: it cannot state one of them.
        """
        if not traits.keys() <= self.keywords and not traits.keys() <= self._all_keywords():
            from ..suggestions import did_you_mean

            known = self._all_keywords()
            unknown = next(name for name in traits if name not in known)
            hint = did_you_mean(unknown, known)
            raise TypeError(f"{self.kind} cannot state {unknown!r}{hint}")
        self.sensitive = sensitive
        self.traits = {name: stated for name, stated in traits.items() if stated is not None}

    def _all_keywords(self) -> frozenset[str]:
        """The keywords, with those of the user's own constraints."""
        mine = (constraint.keywords for constraint in own() if self.kind in constraint.shapes)
        return self.keywords.union(*mine)

    @remembered
    def constraints(self) -> tuple[Constraint[Any], ...]:
        """The constraints that the shape states, in the order in which they are checked."""
        listed = CONSTRAINTS if self.traits.keys() <= self.keywords else (*CONSTRAINTS, *own())
        classes = (cls for cls in listed if self.kind in cls.shapes)
        return tuple(constraint for cls in classes for constraint in cls.of(self.traits))

    def stated(self, kind: type[C]) -> C | None:
        """The constraint of a kind, if the shape states one."""
        return next((c for c in self.constraints if isinstance(c, kind)), None)

    # the thorough check

    def inspect(self, value: Any, path: str, depth: int, inspection: Inspection) -> Any:
        """Report everything that is wrong with a value, and return it in boto3's form."""
        raise NotImplementedError

    def _inspect_constraints(self, value: Any, path: str, inspection: Inspection) -> None:
        sound = True
        for constraint in self.constraints:
            if sound or not constraint.costly:
                sound &= constraint.inspect(self, value, path, inspection)

    def __call__(self, instance: Any, attribute: Any, value: Any) -> None:
        """Check a field of an attrs class.

        :raises ValidationError: the value breaks a constraint, and the policy does not let it pass.
        """
        if getattr(type(instance), "_checks_itself", False):
            return  # everything at once
        from .inspection import Inspection
        from .report import report

        inspection = Inspection("build it with its class")
        if value is None:
            inspection.add(attribute.name, "type", "a value", "NoneType", "may not be None")
        else:
            inspection.value(self, value, attribute.name, 0)
        report(type(instance).__name__, inspection.violations)

    def admits(self, value: Any) -> bool:
        """Whether nothing is wrong with a value by itself."""
        from .inspection import Inspection

        inspection = Inspection("")
        inspection.value(self, value, "", 0)
        return not inspection.violations

    # straight-line code

    def type_condition(self, value: str, scope: Scope) -> str:
        """The condition that a value is of the right type, without any doubt."""
        return f"_type({value}) is _{type(self.example).__name__}"

    def conditions(self, value: str, scope: Scope) -> Iterator[str]:
        """The conditions that hold only for values that surely satisfy the shape, cheapest first.

        :param value: the expression that is checked.
        """
        yield self.type_condition(value, scope)
        for costly in (False, True):
            for constraint in self.constraints:
                if constraint.costly is costly:
                    yield from constraint.conditions(self, value, scope)

    def kept(self, value: str, scope: Scope) -> str:
        """The expression for what a structure keeps of a value that satisfies the conditions."""
        return value

    # what is inside

    def at(self, step: str | int) -> Shape | None:
        """The shape of a member, of an entry of a map by its key, or of a list by its index;
        ``None`` if values have none."""
        return None

    def contents(self, value: Any) -> Any:
        """What a step into a value can be looked up in; ``None`` for a value of another type."""
        return None

    # other forms of a value

    def lengths(self, value: Any) -> tuple[int, int]:
        """The length of a value by the way to count that gives the least, and the most."""
        return len(value), len(value)

    def resized(self, value: Any, length: int, samples: Samples) -> Any:
        """A value that has a length, cut or continued."""
        some = value or self._filler(samples)
        return (some * (length // len(some) + 1))[:length]

    def _filler(self, samples: Samples) -> Any:
        """A value of length 1."""
        raise NotImplementedError

    def view(self, value: Any, origin: int) -> Any:
        """What an attribute shows of a value in a wire dictionary.

        :param origin: :data:`AS_PARSED`, :data:`LET_PAST` or :data:`CHECKED`.
        """
        return value

    def views(self, values: list[Any], origin: int) -> list[Any]:
        """The same of the entries of a list."""
        return [self.view(value, origin) for value in values]

    def sent(self, value: Any) -> Any:
        """A copy of a value that was parsed, in boto3's form."""
        return conversions.copied(value)

    # what it is called

    @property
    def type_words(self) -> str:
        """The type in the AWS CLI's words: ``string``, ``list of string``, ``union`` …"""
        return self.kind.lower()

    def parts(self) -> Mapping[str, Shape]:
        """The shapes of what is inside of a list or map, by what words call it."""
        return {}

    def __repr__(self) -> str:
        sensitive = ["sensitive=True"] if self.sensitive else []
        traits = [f"{name}={stated!r}" for name, stated in self.traits.items()]
        return f"{self.kind}({', '.join([*self._arguments(), *traits, *sensitive])})"

    def _arguments(self) -> list[str]:
        """The positional arguments, as ``repr`` shows them."""
        return []

    def __hash__(self) -> int:
        return hash((self.kind, *self.traits.items(), self.sensitive))


class String(Shape):
    """A string: with a length and a pattern, or with the values of an enum."""

    json_types = ("string", "character")
    example = ""
    unit, units = "character", "characters"

    @remembered
    def known(self) -> Mapping[str, str]:
        """The values of an enum, each mapped to itself: what equals one is made plain."""
        return {text: text for text in self.traits.get("enum", ())}

    @property
    def accepts_empty(self) -> bool:
        """Whether ``min: 0`` is stated: the empty string passes then, whatever the pattern says."""
        return self.traits.get("min") == 0

    @property
    def span(self) -> tuple[int, float]:
        """The least and the greatest number of characters."""
        stated = self.traits if bounds_agree(self.traits) else {}
        return stated.get("min", 0), stated.get("max", math.inf)

    def inspect(self, value: Any, path: str, depth: int, inspection: Inspection) -> Any:
        if not conversions.is_a(value, str):
            inspection.wrong_type(path, "a string", value)
            return value
        # The characters themselves: what a subclass says of itself may be something else.
        value = str.__str__(value)
        self._inspect_constraints(value, path, inspection)
        return value

    def type_condition(self, value: str, scope: Scope) -> str:
        if "enum" in self.traits and not scope.plain:
            return f"_isinstance({value}, _str)"
        return super().type_condition(value, scope)

    def kept(self, value: str, scope: Scope) -> str:
        return f"{scope.hand_in(self.known)}[{value}]" if "enum" in self.traits else value

    def lengths(self, value: Any) -> tuple[int, int]:
        """Of all the ways to count characters, UTF-8 gives the most."""
        return len(value), len(value.encode("utf-8", "surrogatepass"))

    def _filler(self, samples: Samples) -> str:
        return "0"


class Converted(Shape):
    """A scalar that JSON and botocore's parser write differently than boto3."""

    __slots__ = ()

    converts = True

    def view(self, value: Any, origin: int) -> Any:
        return self.sent(value) if origin == AS_PARSED else value


class Blob(Converted):
    """Bytes, or an open file for a body that is streamed."""

    __slots__ = ("streaming",)

    json_types = ("blob",)
    example = b""
    unit, units = "byte", "bytes"
    streaming: bool
    """Whether values can be too large for memory."""

    def __init__(self, *, streaming: bool = False, **traits: Any) -> None:
        super().__init__(**traits)
        self.streaming = streaming

    def inspect(self, value: Any, path: str, depth: int, inspection: Inspection) -> Any:
        is_text = conversions.is_a(value, str)
        data = str.encode(value, "utf-8", "surrogatepass") if is_text else value
        if conversions.is_a(data, bytes, bytearray):
            self._inspect_constraints(data, path, inspection)
            return bytes(data)
        if isinstance(value, (bytes, bytearray)) or not hasattr(value, "read"):
            inspection.wrong_type(path, "bytes", value)
        return value

    def sent(self, value: Any) -> Any:
        return conversions.read_blob(value)

    def _filler(self, samples: Samples) -> bytes:
        return b"0"


class Boolean(Shape):
    """``True`` or ``False``."""

    json_types = ("boolean",)
    example = True

    def inspect(self, value: Any, path: str, depth: int, inspection: Inspection) -> Any:
        if type(value) is not bool:
            inspection.wrong_scalar(path, "True or False", value)
        return value


class Integer(Shape):
    """A whole number of 32 bits."""

    json_types: ClassVar[tuple[str, ...]] = ("integer", "short", "byte")
    example = 0
    limits = (-(2**31), 2**31 - 1)

    def inspect(self, value: Any, path: str, depth: int, inspection: Inspection) -> Any:
        if isinstance(value, bool) or not conversions.is_a(value, int):
            inspection.wrong_scalar(path, "a whole number", value)
            return value
        value = int.__index__(value)
        self._inspect_constraints(value, path, inspection)
        return value


class Long(Integer):
    """A whole number of 64 bits."""

    json_types = ("long", "bigInteger", "biginteger")
    limits = (-(2**63), 2**63 - 1)


class Double(Converted):
    """A finite number of double precision; whole numbers will do."""

    json_types: ClassVar[tuple[str, ...]] = ("double", "bigDecimal", "bigdecimal")
    example = 0.0
    limits = (-1.7976931348623157e308, 1.7976931348623157e308)

    def inspect(self, value: Any, path: str, depth: int, inspection: Inspection) -> Any:
        number = conversions.as_float(value)
        if number is None or not math.isfinite(number):
            inspection.wrong_scalar(path, "a finite number", value)
            return value
        self._inspect_constraints(value, path, inspection)
        return int.__index__(value) if conversions.is_a(value, int) else number

    def type_condition(self, value: str, scope: Scope) -> str:
        return f"(_type({value}) is _float or _type({value}) is _int)"

    def sent(self, value: Any) -> Any:
        return conversions.read_float(value)


class Float(Double):
    """A finite number of single precision."""

    json_types = ("float",)
    limits = (-3.4028234663852886e38, 3.4028234663852886e38)


class Timestamp(Converted):
    """A moment: a ``datetime``, an ISO 8601 string, or seconds since the epoch."""

    json_types = ("timestamp",)
    example = datetime(2024, 2, 29, 12, 30, 15, tzinfo=timezone.utc)

    def inspect(self, value: Any, path: str, depth: int, inspection: Inspection) -> Any:
        moment = (inspection.moment or conversions.parse_timestamp)(value)
        if moment is None:
            expected = "a datetime, an ISO 8601 string or seconds since the epoch"
            inspection.wrong_scalar(path, expected, value)
            return value
        return moment

    def type_condition(self, value: str, scope: Scope) -> str:
        moment, has_utc = scope.hand_in(datetime), scope.hand_in(conversions.has_utc)
        return f"_type({value}) is {moment} and {has_utc}({value})"

    def sent(self, value: Any) -> Any:
        return conversions.read_timestamp(value)


class Document(Shape):
    """Any JSON value."""

    takes_null = True
    example: ClassVar[Any] = {}

    def inspect(self, value: Any, path: str, depth: int, inspection: Inspection) -> Any:
        if not conversions.is_document(value):
            inspection.wrong_type(path, "a JSON value", value)
            return value
        return conversions.document(value)

    def type_condition(self, value: str, scope: Scope) -> str:
        return f"{scope.hand_in(conversions.is_document)}({value})"

    def kept(self, value: str, scope: Scope) -> str:
        return f"{scope.hand_in(conversions.document)}({value})"


SCALARS: tuple[type[Shape], ...] = (String, Blob, Boolean, Integer, Long, Float, Double, Timestamp)
"""The shapes of single values, by which the modelling language knows types of its own."""
