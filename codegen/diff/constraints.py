"""Changes of what a value may be: whatever the constraints themselves say of two shapes."""

from __future__ import annotations

from collections.abc import Iterator

from ..names import constant_name
from ..runtime.shapes import CONSTRAINTS
from ..runtime.shapes.comparison import Difference
from .judge import judge_pattern
from .reach import Site, is_class
from .values import Change, shown

_LONGEST_SHOWN = 60


def changes(site: Site) -> Iterator[Change]:
    """The changed constraints of a pair whose types agree."""
    for constraint in CONSTRAINTS:
        if site.old.kind in constraint.shapes:
            for difference in constraint.compare(site.old, site.new, judge_pattern):
                yield _change(site, difference)


def _change(site: Site, difference: Difference) -> Change:
    classes: tuple[str, ...] = ()
    python: tuple[str, ...] | None = None
    effect = site.effect(sent=difference.sent, received=difference.received)
    sentence = difference.sentence.format(*map(_told, difference.told))
    if "output" in site.roles:
        sentence += difference.consequence
    if is_class(site.old) != is_class(site.new):
        classes = site.classes
    if is_class(site.old) and not is_class(site.new):
        python = site.service.attributes(site.pair)
        if classes:
            effect = "breaking"
            sentence += ", and the class of known values is gone"
    if difference.constants:
        class_ = site.service.class_(site.pair.new)
        python = tuple(f"{class_}.{constant_name(text)}" for text in difference.constants)
    return site.change(
        difference.kind,
        effect,
        sentence,
        difference.member,
        python,
        old=difference.old,
        new=difference.new,
        classes=classes,
    )


def _told(value: object) -> str:
    """A value of the model in a sentence."""
    if value is None:
        return "not stated"
    if isinstance(value, tuple):
        return ", ".join(map(_told, value))
    if isinstance(value, str) and len(value) > _LONGEST_SHOWN:
        return f"{shown(value[:_LONGEST_SHOWN])} and so on ({len(value)} characters)"
    return "the empty string" if value == "" else shown(value)
