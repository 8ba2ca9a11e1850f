"""The thorough check: one walk over a value, which collects every violation on its way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any

from ..suggestions import letters, meant
from ..violations import Violation, shortened
from .conversions import is_a
from .paths import key_text, member_path
from .policy import current_policy
from .trusted import Trusted

if TYPE_CHECKING:
    from datetime import datetime

    from .shape import Shape

MAXIMUM_DEPTH = 100
"""Structures inside structures: deeper than any service goes, and than Python can safely walk."""

REDACTED = "***"
"""Stands for a value whose shape is ``sensitive``."""

ENOUGH = 1_000
"""Violations after which nobody is helped by what may have been meant, which takes long to find."""

Moment = Callable[[object], "datetime | None"]
"""Reads a timestamp, and returns ``None`` if the value is not one."""


class Inspection:
    """What one walk found, and what it has to know on its way."""

    def __init__(self, advice: str, moment: Moment | None = None) -> None:
        """
        :param advice: how to write a structure, for callers that gave something else.
        :param moment: reads a timestamp, if it is not read as usual.
        """
        self.advice, self.moment = advice, moment
        self.violations: list[Violation] = []
        self.too_deep = False
        """Whether a structure was met that is nested too deeply."""
        self._hidden = False

    @property
    def suggests(self) -> bool:
        """Whether to look for what may have been meant."""
        return len(self.violations) < ENOUGH

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

    def unknown(self, members: Iterable[str], given: Iterable[Any], path: str) -> AbstractSet[str]:
        """Report what is given and not a member.

        :return: the members that were probably meant. As their misspelt names are refused, it is
            not said too that they are missing.
        """
        written = {name: name for name in members}
        found = set()
        for key in given:
            if key not in written:
                name = key_text(key)
                near = meant(name, written) if self.suggests else None
                found.add(near)
                message = unknown_message(name, near, written if self.suggests else None)
                place = member_path(path, name)
                self.add(place, "unknown", "a member of the structure", "", message)
        refused = current_policy().get("unknown", "error") == "error"
        return {name for name in found if name is not None and refused}

    # reports

    def shown(self, value: object) -> str:
        """A value as a message may show it."""
        return REDACTED if self._hidden else shortened(value)

    def add(
        self,
        path: str,
        constraint: str,
        expected: str,
        actual: str,
        message: str,
        *,
        tolerated: bool = False,
    ) -> None:
        """Report a violation."""
        self.violations.append(Violation(path, constraint, expected, actual, message, tolerated))

    def wrong_type(self, path: str, expected: str, value: Any) -> None:
        """Report a value of a wrong type."""
        actual = type(value).__name__
        self.add(path, "type", expected, actual, f"must be {expected}, not {actual}")

    def wrong_scalar(self, path: str, expected: str, value: Any) -> None:
        """The same, with the value if it is a string: in a shell, everything is one."""
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
            found._replace(message=unknown_message(found.path, meant(found.path, written), written))
            if found.constraint == "unknown" and found.path in unknown
            else found
        )
        for found in violations
    )


def unknown_message(name: str, near: str | None, written: Mapping[str, str] | None) -> str:
    """What to say of a name that is not a member.

    :param near: the one that may have been meant.
    :param written: how to write what there is, by name; ``None`` to say nothing of that.
    """
    if written is None:
        hint = ""
    elif near is None:
        hint = f"; there are: {', '.join(written.values())}" if written else "; it has none"
    elif letters(near) == letters(name):
        hint = f"; write {written[near]}"
    else:
        hint = f"; did you mean {written[near]}?"
    return f"is not a member of this structure{hint}"
