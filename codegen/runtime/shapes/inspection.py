"""The thorough check: one walk over a value, which collects every violation on its way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ..suggestions import letters, meant
from ..violations import Violation, shortened
from .conversions import is_a, parse_timestamp
from .paths import key_text, member_path
from .trusted import Trusted

if TYPE_CHECKING:
    from datetime import datetime

    from .shape import Shape

MAXIMUM_DEPTH = 100
"""Structures inside structures: deeper than any service goes, and than Python can safely walk."""

REDACTED = "***"
"""Stands for a value whose shape is ``sensitive``."""

Moment = Callable[[object], "datetime | None"]
"""Reads a timestamp, and returns ``None`` for what is none."""


class Inspection:
    """What one walk found, and what it has to know on its way."""

    def __init__(self, advice: str, moment: Moment = parse_timestamp) -> None:
        """
        :param advice: how to write a structure, for who gave something else.
        :param moment: what reads a timestamp.
        """
        self.advice, self.moment = advice, moment
        self.violations: list[Violation] = []
        self.too_deep = False
        """Whether a structure was met that is nested too deeply."""
        self._hidden = False
        self._spellings: dict[str, str] = {}
        """What was given by a name of the other naming: how it is written here, by place."""

    def value(self, shape: Shape, value: Any, path: str, depth: int) -> Any:
        """Check a value against a shape, and return it in boto3's form.

        :param depth: how many structures that can hold their like are around it.
        """
        if isinstance(value, Trusted):
            return value
        hidden = self._hidden
        # What is inside of something sensitive is sensitive too.
        self._hidden = hidden or shape.sensitive
        try:
            return shape.inspect(value, path, depth, self)
        finally:
            self._hidden = hidden

    def entry(self, shape: Shape, value: Any, path: str, depth: int, sparse: bool = False) -> Any:
        """Check a key or value of a map, or an entry of a list, in which ``None`` is not the same
        as leaving out."""
        if value is None and (sparse or shape.takes_null):
            return None
        if value is None:
            message = "may not be None: leave the entry out"
            self.add(path, "type", "a value", "NoneType", message)
            return None
        return self.value(shape, value, path, depth)

    def is_within_depth(self, path: str, depth: int) -> bool:
        """Whether a structure is not nested too deeply, which is reported."""
        if depth <= MAXIMUM_DEPTH:
            return True
        self.too_deep = True
        expected = f"at most {MAXIMUM_DEPTH} levels"
        self.add(path, "rule", expected, f"{depth}", f"is nested too deeply: {expected}")
        return False

    # names

    def unknown(self, members: Iterable[str], given: Iterable[Any], path: str) -> None:
        """Report what is given and not a member."""
        written = {name: name for name in members}
        for key in given:
            if key not in written:
                name = key_text(key)
                for member in written:
                    if letters(member) == letters(name):
                        self._spellings[member_path(path, letters(name))] = member
                self.add(
                    member_path(path, name), "unknown", "a member of the structure", "",
                    unknown_message(name, written),
                )  # fmt: skip

    def respelled(self, path: str, name: str) -> str | None:
        """How a member that is missing is written here, if it was given by another spelling."""
        return self._spellings.get(member_path(path, letters(name)))

    # reports

    def shown(self, value: object) -> str:
        """A value as a message may show it."""
        return REDACTED if self._hidden else shortened(value)

    def add(self, path: str, constraint: str, expected: str, actual: str, message: str) -> None:
        """Report a violation."""
        self.violations.append(Violation(path, constraint, expected, actual, message))

    def wrong_type(self, path: str, expected: str, value: Any) -> None:
        """Report a value of a wrong type."""
        actual = type(value).__name__
        self.add(path, "type", expected, actual, f"must be {expected}, not {actual}")

    def wrong_scalar(self, path: str, expected: str, value: Any) -> None:
        """The same, with the value if it is a string: who wrote it in a shell knows no types."""
        if self._hidden or not is_a(value, str):
            self.wrong_type(path, expected, value)
        else:
            shown = self.shown(str.__str__(value))
            self.add(path, "type", expected, shown, f"must be {expected}, not {shown}")


def with_more_names(
    violations: Iterable[Violation], unknown: Mapping[str, Any], written: Mapping[str, str]
) -> tuple[Violation, ...]:
    """The same violations, for a call that takes more than the members of its request.

    :param unknown: what was given and is not a member.
    :param written: how to write what may have been meant, by name.
    """
    return tuple(
        (
            found._replace(message=unknown_message(found.path, written))
            if found.constraint == "unknown" and found.path in unknown
            else found
        )
        for found in violations
    )


def unknown_message(name: str, written: Mapping[str, str]) -> str:
    """What to say of a name that is not a member, with the one that may have been meant.

    :param written: how to write what there is, by name.
    """
    found = meant(name, written)
    if found is None:
        hint = f"there are: {', '.join(written.values())}" if written else "it has none"
    elif letters(found) == letters(name):
        hint = f"write {written[found]}"
    else:
        hint = f"did you mean {written[found]}?"
    return f"is no member of this structure; {hint}"
