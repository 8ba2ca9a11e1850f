"""Changes of what a value may be: whatever the constraints themselves say of two shapes."""

from __future__ import annotations

from collections.abc import Iterator

from ..names import constant_name
from ..runtime.shapes import CONSTRAINTS
from ..runtime.shapes.comparison import Difference
from .judge import judge_pattern
from .reach import is_class
from .site import Site
from .values import Change, shown, worst

_LONGEST_SHOWN = 60


def changes(site: Site) -> Iterator[Change]:
    """The changed constraints of a pair whose types agree."""
    for constraint in CONSTRAINTS:
        if site.old.kind in constraint.shapes:
            for difference in constraint.compare(site.old, site.new, judge_pattern):
                yield _change(site, difference)


def _change(site: Site, difference: Difference) -> Change:
    gone: tuple[str, ...] = ()
    come: tuple[str, ...] = ()
    python: tuple[str, ...] | None = None
    effect = site.effect(sent=difference.sent, received=difference.received)
    sentence = difference.sentence.format(*map(_told, difference.told))
    if "output" in site.use.roles:
        sentence += difference.consequence
    if is_class(site.old) and not is_class(site.new):
        gone, python = site.service.gone_with(site.pair.old), site.service.attributes(site.pair)
        effect = worst(effect, "breaking" if gone else "neutral")
        sentence += ", and the class of known values is gone" * bool(gone)
    elif is_class(site.new) and not is_class(site.old):
        come = site.service.come_with(site.pair.new)
    if difference.constants:
        class_ = site.service.class_(site.pair.new)
        python = tuple(f"{class_}.{constant_name(text)}" for text in difference.constants)
    return site.change(
        difference.kind,
        effect,
        sentence,
        old=difference.old,
        new=difference.new,
        member=difference.member,
        python=python,
        classes=gone + come,
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
