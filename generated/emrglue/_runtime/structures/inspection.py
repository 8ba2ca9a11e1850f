# Copied by emrglue-codegen 0.1.0.
# Do not edit: `emrglue-codegen generate` writes it anew, `emrglue-codegen check` compares it.
"""The thorough check: walk the packaged model, collect every violation, normalise what is fine.

The straight-line checks of the generated classes only say yes or no. On a no (and for values they
do not know, such as a subclass of ``str``), this module walks the same rules in the model itself
and says everything that is wrong. It is a second implementation on purpose: a property test holds
that both agree.
"""

from __future__ import annotations

import json
import math
import sys
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .. import policy
from ..policy import Trusted
from ..suggestions import did_you_mean, letters, meant
from ..violations import (
    Constraint,
    ValidationError,
    ValidationWarning,
    Violation,
    shortened,
)
from ..wiremodel import Raw, ServiceModel, kind
from . import values
from .structure import MAXIMUM_DEPTH, REDACTED, Structure, class_name, deepest

if TYPE_CHECKING:
    from datetime import datetime

Moment = Callable[[object], "datetime | None"]
"""Reads a timestamp."""

_INTEGER_BITS = {"integer": 32, "long": 64}
_FLOAT_MAXIMUM = {"float": 3.4028234663852886e38, "double": math.inf}


def inspect_wire(
    service: ServiceModel,
    shape: str | None,
    subject: str,
    wire: object,
    moment: Moment = values.parse_timestamp,
) -> dict[str, Any]:
    """Check a wire dictionary against a structure of the model.

    :param moment: what reads a timestamp, and returns ``None`` for what is none.
    :return: the same with values normalised (enum members to strings, tuples to lists …).
    :raises ValidationError: what the policy does not let pass.
    """
    inspector = _Inspector(service, "give a dictionary of its members", moment)
    checked = inspector.structure(shape, wire, "", 1)
    inspector.report(subject)
    if isinstance(checked, Structure):
        return checked.to_wire()
    return checked if isinstance(checked, dict) else {}


def inspect_members(
    service: ServiceModel,
    shape: str | None,
    subject: str,
    members: Mapping[str, Any],
    unknown: Mapping[str, Any],
    keywords: Iterable[str],
) -> dict[str, Any]:
    """Check the members of one structure, by wire name; nested structures checked themselves.

    :param unknown: what was given besides, by keyword.
    :param keywords: the keywords that there are, to suggest one of them.
    """
    inspector = _Inspector(service, "build it with its class")
    inspector.unknown(list(keywords), unknown, "")
    checked = inspector.members(shape, members, "", 1)
    inspector.report(subject)
    return checked


def with_more_names(
    violations: Iterable[Violation], unknown: Mapping[str, Any], written: Mapping[str, str]
) -> tuple[Violation, ...]:
    """The same violations, for a call that takes more than the members of its request.

    :param unknown: what was given and is no member.
    :param written: how to write what may have been meant, by name.
    """
    return tuple(
        (
            found._replace(message=_unknown_message(found.path, written))
            if found.constraint == "unknown" and found.path in unknown
            else found
        )
        for found in violations
    )


class _Inspector:
    """One walk over a value; ``violations`` grows on the way."""

    def __init__(
        self,
        service: ServiceModel,
        how_to_write_a_structure: str,
        moment: Moment = values.parse_timestamp,
    ) -> None:
        self.service = service
        self._moment = moment
        self.violations: list[Violation] = []
        self._how_to_write_a_structure = how_to_write_a_structure
        self._respelled: dict[str, str] = {}
        """What was given by a name of the other naming: how it is written here, by place."""
        self._hidden = False
        self._too_deep = False
        self._kinds: dict[str, Callable[[str, Raw, Any, str, int], Any]] = {
            "string": self._string,
            "integer": self._integer,
            "long": self._integer,
            "float": self._float,
            "double": self._float,
            "boolean": self._boolean,
            "timestamp": self._timestamp,
            "blob": self._blob,
            "list": self._list,
            "map": self._map,
        }

    def report(self, subject: str) -> None:
        """Warn and raise as the policy in force has it."""
        modes = policy.current_policy()
        errors = [v for v in self.violations if modes.get(v.constraint, "error") == "error"]
        if errors:
            raise ValidationError(subject, errors)
        for violation in self.violations:
            if modes.get(violation.constraint) == "warn":
                warnings.warn(f"{subject}: {violation}", ValidationWarning, _levels_to_user())

    def value(self, name: str, value: Any, path: str, depth: int) -> Any:
        """Check any value against the shape called ``name``."""
        if isinstance(value, Trusted):
            return value
        raw = self.service.shapes[name]
        hidden = self._hidden
        # What is inside of something sensitive is sensitive too.
        self._hidden = hidden or bool(raw.get("sensitive"))
        try:
            return self._by_kind(name, raw, value, path, depth)
        finally:
            self._hidden = hidden

    def _by_kind(self, name: str, raw: Raw, value: Any, path: str, depth: int) -> Any:
        if raw["type"] == "structure":
            return (
                self._document(value, path)
                if raw.get("document")
                else self.structure(name, value, path, depth + 1)
            )
        return self._kinds[kind(raw["type"])](name, raw, value, path, depth)

    # structures

    def structure(self, name: str | None, value: Any, path: str, depth: int) -> Any:
        """Check a wire dictionary, or an instance that checked itself."""
        if _is_instance(value, self.service, name):
            self._depth(path, depth - 1 + deepest(value))
            return value
        if not isinstance(value, Mapping):
            self._wrong_structure(path, name, value)
            return value
        # A dictionary that holds itself twice has more paths than anybody can walk: one is enough.
        if self._too_deep and depth > 1:
            return value
        return self.members(name, value, path, depth) if self._depth(path, depth) else value

    def _depth(self, path: str, depth: int) -> bool:
        if depth > MAXIMUM_DEPTH:
            self._too_deep = True
            expected = f"at most {MAXIMUM_DEPTH} levels"
            self._add(path, "rule", expected, f"{depth}", f"is nested too deeply: {expected}")
        return depth <= MAXIMUM_DEPTH

    def members(
        self, name: str | None, given: Mapping[str, Any], path: str, depth: int
    ) -> dict[str, Any]:
        """Check what is given of the members of a structure."""
        raw = self.service.shapes[name] if name else {}
        self._hidden = self._hidden or bool(raw.get("sensitive"))
        members: Raw = raw.get("members", {})
        self.unknown(list(members), given, path)
        checked: dict[str, Any] = {}
        for wire_name, member in members.items():
            place = _member_path(path, wire_name)
            value = given.get(wire_name)
            if value is None and member.get("idempotencyToken"):
                value = values.idempotency_token()
            if value is not None and _is_json_header(member):
                checked[wire_name] = self._document(value, place)
            elif value is not None:
                within = depth if wire_name in self.service.recursive(name) else 0
                checked[wire_name] = self.value(member["shape"], value, place, within)
            elif wire_name in raw.get("required", ()):
                here = self._respelled.get(_member_path(path, letters(wire_name)))
                hint = f": it is written {here} here" if here else ""
                self._add(place, "required", "a value", "nothing", f"is required and missing{hint}")
        if raw.get("union") and len(checked) != 1:
            self._union(members, checked, path)
        for rule in self.service.rules.get(name or "", ()):
            self._rule(rule, checked, path)
        checked.update((key, value) for key, value in given.items() if key not in members)
        return checked

    def unknown(self, members: list[str], given: Mapping[str, Any], path: str) -> None:
        """Report what is given and is no member."""
        for key in given:
            if key not in members:
                name = _key_text(key)
                same = (member for member in members if letters(member) == letters(name))
                self._respelled.update((_member_path(path, letters(name)), here) for here in same)
                self._add(
                    _member_path(path, name), "unknown", "a member of the structure", "",
                    _unknown_message(name, dict(zip(members, members, strict=True))),
                )  # fmt: skip

    def _union(self, members: Raw, checked: Mapping[str, Any], path: str) -> None:
        expected = f"exactly one of {', '.join(members)}"
        actual = ", ".join(checked) or "none"
        self._add(path, "union", expected, actual, f"takes {expected}, but got {actual}")

    def _rule(self, rule: Raw, checked: Mapping[str, Any], path: str) -> None:
        if any(name not in checked for name in rule.get("when_set", ())):
            return
        if any(name in checked for name in rule.get("when_unset", ())):
            return
        which = next(which for which in RULES if which in rule)
        present = [name for name in rule[which] if name in checked]
        if not RULES[which](len(present), len(rule[which])):
            expected = f"{which.replace('_', ' ')} {', '.join(rule[which])}"
            actual = ", ".join(present) or "none of them"
            self._add(path, "rule", expected, actual, str(rule["message"]))

    def _document(self, value: Any, path: str) -> Any:
        if not values.is_document(value):
            self._wrong_type(path, "a JSON value", value)
            return value
        return values.document(value)

    # scalars

    def _string(self, name: str, raw: Raw, value: Any, path: str, depth: int) -> Any:
        if not isinstance(value, str):
            self._wrong_type(path, "a string", value)
            return value
        # The characters themselves: what a subclass says of itself may be something else.
        value = str.__str__(value)
        if raw.get("enum"):
            self._enum(name, raw, value, path)
        elif self._length(raw, path, value, len(value), _largest_length(value), "characters"):
            self._pattern(name, raw, value, path)
        return value

    def _enum(self, name: str, raw: Raw, value: str, path: str) -> None:
        if value not in raw["enum"]:
            expected = f"one of {', '.join(raw['enum'])}"
            hint = did_you_mean(value, raw["enum"])
            shown = self._shown(value)
            self._add(
                path, "enum", expected, shown,
                f"{shown} is not {expected}{hint} (if AWS added it since, pass trusted(value) "
                f'or use validation(enum="warn"))',
            )  # fmt: skip

    def _pattern(self, name: str, raw: Raw, value: str, path: str) -> None:
        pattern = self.service.patterns.get(name)
        if pattern is None or (value == "" and raw.get("min") == 0) or pattern.matches(value):
            return
        shown = self._shown(value)
        self._add(
            path, "pattern", f"a match of {pattern.java}", shown,
            f"{shown} does not match the pattern {pattern.java} (if AWS accepts it, pass "
            f'trusted(value) or use validation(pattern="off"))',
        )  # fmt: skip

    def _integer(self, name: str, raw: Raw, value: Any, path: str, depth: int) -> Any:
        if isinstance(value, bool) or not isinstance(value, int):
            self._wrong_scalar(path, "a whole number", value)
            return value
        limit: int = 2 ** (_INTEGER_BITS[kind(raw["type"])] - 1)
        value = int.__index__(value)
        self._range(raw, path, value, -limit, limit - 1)
        return value

    def _float(self, name: str, raw: Raw, value: Any, path: str, depth: int) -> Any:
        number = values.as_float(value)
        if number is None or not math.isfinite(number):
            self._wrong_scalar(path, "a finite number", value)
            return value
        limit = _FLOAT_MAXIMUM[kind(raw["type"])]
        self._range(raw, path, value, -limit, limit)
        return int.__index__(value) if isinstance(value, int) else number

    def _range(self, raw: Raw, path: str, value: float, lowest: float, highest: float) -> None:
        minimum, maximum = raw.get("min", lowest), raw.get("max", highest)
        shown = self._shown(value)
        if value < max(minimum, lowest):
            expected = f"at least {minimum}"
            self._add(path, "min_value", expected, shown, f"must be {expected}, not {shown}")
        elif value > min(maximum, highest):
            expected = f"at most {maximum}"
            self._add(path, "max_value", expected, shown, f"must be {expected}, not {shown}")

    def _boolean(self, name: str, raw: Raw, value: Any, path: str, depth: int) -> Any:
        if not isinstance(value, bool):
            self._wrong_scalar(path, "True or False", value)
        return value

    def _timestamp(self, name: str, raw: Raw, value: Any, path: str, depth: int) -> Any:
        moment = self._moment(value)
        if moment is None:
            expected = "a datetime, an ISO 8601 string or seconds since the epoch"
            self._wrong_scalar(path, expected, value)
            return value
        return moment

    def _blob(self, name: str, raw: Raw, value: Any, path: str, depth: int) -> Any:
        data = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
        if isinstance(data, (bytes, bytearray)):
            self._length(raw, path, value, len(data), len(data), "bytes")
            return bytes(data)
        if not hasattr(value, "read"):
            self._wrong_type(path, "bytes", value)
        return value

    # collections

    def _list(self, name: str, raw: Raw, value: Any, path: str, depth: int) -> Any:
        if not isinstance(value, Sequence) or isinstance(
            value, (str, bytes, bytearray, memoryview)
        ):
            self._wrong_type(path, "a list", value)
            return value
        self._length(raw, path, value, len(value), len(value), "entries")
        shape = raw["member"]["shape"]
        return [
            self._entry(raw, shape, item, f"{path}[{index}]", depth)
            for index, item in enumerate(value)
        ]

    def _map(self, name: str, raw: Raw, value: Any, path: str, depth: int) -> Any:
        if not isinstance(value, Mapping):
            self._wrong_type(path, "a map", value)
            return value
        self._length(raw, path, value, len(value), len(value), "entries")
        keys, items = raw["key"]["shape"], raw["value"]["shape"]
        return {
            self._entry({}, keys, key, _key_path(path, key), depth): self._entry(
                raw, items, item, _key_path(path, key), depth
            )
            for key, item in value.items()
        }

    def _entry(self, holder: Raw, shape: str, value: Any, path: str, depth: int) -> Any:
        if value is None and holder.get("sparse"):
            return None
        if value is None:
            advice = "may not be None: leave the entry out"
            self._add(path, "type", "a value", "NoneType", advice)
            return None
        return self.value(shape, value, path, depth)

    # reports

    def _length(
        self, raw: Raw, path: str, value: Any, smallest: int, largest: int, unit: str
    ) -> bool:
        """Check a length; too short only where the largest way to count says so too."""
        minimum, maximum = raw.get("min", 0), raw.get("max", math.inf)
        shown = f"{self._shown(value)} of {smallest:,} {unit}"
        if largest < minimum:
            message = f"must have at least {_counted(minimum, unit)}, not {smallest:,}"
            self._add(path, "min_length", f"at least {minimum:,} {unit}", shown, message)
        elif smallest > maximum:
            message = f"must have at most {_counted(maximum, unit)}, not {smallest:,}"
            self._add(path, "max_length", f"at most {maximum:,} {unit}", shown, message)
        return bool(minimum <= largest and smallest <= maximum)

    def _shown(self, value: object) -> str:
        return REDACTED if self._hidden else shortened(value)

    def _wrong_type(self, path: str, expected: str, value: Any) -> None:
        actual = type(value).__name__
        self._add(path, "type", expected, actual, f"must be {expected}, not {actual}")

    def _wrong_scalar(self, path: str, expected: str, value: Any) -> None:
        """The same, with the value where it is text: who wrote it at a shell knows no types."""
        if self._hidden or not isinstance(value, str):
            self._wrong_type(path, expected, value)
        else:
            shown = self._shown(str.__str__(value))
            self._add(path, "type", expected, shown, f"must be {expected}, not {shown}")

    def _wrong_structure(self, path: str, name: str | None, value: Any) -> None:
        """The same, with the service where it is of another, which may have the same names."""
        expected = f"a {name} structure"
        if isinstance(value, Structure):
            expected = f"the structure {self.service.title}.{name}"
        actual, advice = class_name(value), self._how_to_write_a_structure
        self._add(path, "type", expected, actual, f"must be {expected}, not {actual}; {advice}")

    def _add(
        self, path: str, constraint: Constraint, expected: str, actual: str, message: str
    ) -> None:
        self.violations.append(Violation(path, constraint, expected, actual, message))


RULES: Mapping[str, Callable[[int, int], bool]] = {
    "require": lambda present, of: present == of,
    "forbid": lambda present, of: present == 0,
    "exactly_one_of": lambda present, of: present == 1,
    "at_least_one_of": lambda present, of: present >= 1,
    "at_most_one_of": lambda present, of: present <= 1,
}
"""What each kind of rule asks of how many of its members are given, and how many there are."""


def _levels_to_user() -> int:
    """How far up the caller of this package is, for ``warnings.warn`` in the calling function."""
    ours = __name__.rsplit(".", 3)[0] + "."
    level, frame = 1, sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__", "").startswith(ours):
        level, frame = level + 1, frame.f_back
    return level


def _is_json_header(member: Raw) -> bool:
    """Whether botocore writes any JSON value into a header (``jsonvalue``)."""
    return bool(member.get("jsonvalue")) and member.get("location") == "header"


def _is_instance(value: object, service: ServiceModel, shape: str | None) -> bool:
    return (
        getattr(type(value), "_service", None) is service
        and getattr(type(value), "_shape", None) == shape
    )


_SINGULARS = {"characters": "character", "bytes": "byte", "entries": "entry"}


def _counted(count: float, unit: str) -> str:
    return f"{count:,} {_SINGULARS[unit] if count == 1 else unit}"


def _unknown_message(name: str, written: Mapping[str, str]) -> str:
    found = meant(name, written)
    if found is None:
        hint = f"there are: {', '.join(written.values())}" if written else "it has none"
    elif letters(found) == letters(name):
        hint = f"write {written[found]}"
    else:
        hint = f"did you mean {written[found]}?"
    return f"is no member of this structure; {hint}"


def _largest_length(value: str) -> int:
    """The length in UTF-8: of all the ways to count characters, the one that gives the most."""
    return len(value.encode("utf-8", "surrogatepass"))


def _member_path(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _key_path(path: str, key: object) -> str:
    return f"{path}[{json.dumps(_key_text(key), ensure_ascii=False)}]"


def _key_text(key: object) -> str:
    return (key if isinstance(key, str) else shortened(key))[:60]
