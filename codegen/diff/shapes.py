"""Changes of one pair of shapes: its type, constraints, members, and what the wire has of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from .. import ir
from ..load import Raw
from ..names import constant_name
from ..runtime.shapes import CONSTRAINTS, StructureShape
from ..runtime.shapes.comparison import Difference, Effect
from .judge import judge_pattern
from .reach import Correspondence, Site, is_class
from .values import Change, came_or_went, differing, shown

_WIRE = frozenset(
    {
        *("location", "locationName", "hostLabel", "payload", "streaming", "requiresLength"),
        *("timestampFormat", "jsonvalue", "flattened", "wrapper", "queryName"),
        *("xmlNamespace", "xmlAttribute", "xmlOrder"),
        *("eventstream", "event", "eventpayload", "eventheader"),
    }
)
"""Traits that say how a value is written: after a change an old copy writes it the wrong way."""

_ELSEWHERE = frozenset(
    {
        *("type", "document", "error", "members", "member", "key", "value", "shape"),
        *("deprecatedSince", "box", "synthetic"),
    }
)
"""What is compared in a place of its own, or shows nowhere; changes of other traits are noted."""

_NUMBERS = ("Integer", "Long"), ("Float", "Double")
"""Kinds of which the second has room for all values of the first."""


def changes(service: Correspondence) -> Iterator[Change]:
    """The changes of all pairs, each pair once."""
    for pair in service.pairs:
        site = service.site(pair)
        if pair.old != pair.new or site.raw[0] != site.raw[1]:
            yield from _pair(site)


def _pair(site: Site) -> Iterator[Change]:
    old, new = site.old, site.new
    if old.kind != new.kind:
        yield _type_changed(site)
        if {old.kind, new.kind} not in map(set, _NUMBERS):
            return
    yield from _renamed(site)
    yield from _constraints(site)
    yield from _traits(site, *site.raw, ("deprecated", "sparse", "sensitive"))
    yield from _error_code(site)
    yield from _references(site)
    if isinstance(old, StructureShape) and isinstance(new, StructureShape):
        yield from _members(site, old, new)


# --- the shape itself -----------------------------------------------------------------------------


def _type_changed(site: Site) -> Change:
    kinds = site.old.kind, site.new.kind
    old, new = (raw["type"] for raw in site.raw)
    sentence = f"was of type {shown(old)} and is of type {shown(new)}"
    effect: Effect = "breaking"
    if kinds in _NUMBERS:
        effect = "loosened"
    elif kinds[::-1] in _NUMBERS:
        effect = site.effect(sent="breaking", received="neutral")
    python = site.service.attributes(site.pair) or site.python
    return site.change(
        "type", effect, sentence, old=old, new=new, python=python, classes=site.classes
    )


def _renamed(site: Site) -> Iterator[Change]:
    """A class under a new name; names of shapes without a class show nowhere."""
    old, new = site.pair.old, site.pair.new
    if old == new or not (is_class(site.old) and is_class(site.new)):
        return
    before, after = site.service.class_(old), site.service.class_(new)
    gone = old in site.service.classes_gone
    # Values of enums are plain strings: while the old class is there, its values keep working.
    harmless = not gone and not isinstance(site.old, StructureShape)
    yield site.change(
        "class renamed",
        "neutral" if harmless else "breaking",
        f"the class is {shown(after)} and no longer {shown(before)}",
        old=old,
        new=new,
        python=(before,),
        classes=(before, after) if gone else (after,),
    )


_Words = tuple[Effect, Effect, str]
"""The effect for those who send values and for those who receive them, and what changed."""

_FLAGS: dict[str, tuple[str, _Words, _Words]] = {
    "sparse": (
        "sparse",
        ("loosened", "breaking", "may hold null entries now"),
        ("breaking", "neutral", "may no longer hold null entries"),
    ),
    "sensitive": (
        "sensitive",
        ("neutral", "neutral", "is sensitive now: its values are redacted"),
        ("neutral", "neutral", "is no longer sensitive: its values are shown"),
    ),
    "deprecated": (
        "deprecation",
        ("added", "added", "is deprecated now"),
        ("loosened", "loosened", "is no longer deprecated"),
    ),
    "idempotencyToken": (
        "idempotency token",
        ("loosened", "neutral", "is an idempotency token now and filled in if it is left out"),
        (
            *("breaking", "neutral"),
            "is no longer an idempotency token: nothing fills it in, and a retry may act twice",
        ),
    ),
}
"""Traits that are there or not: what a change is called, and what it means if they come or go."""


def flag(trait: str, old: object, new: object) -> Iterator[tuple[str, _Words]]:
    """What changed of a trait that is there or not, if anything did: its kind, and the words."""
    name, comes, goes = _FLAGS[trait]
    if new and not old:
        yield f"{name} added", comes
    elif old and not new:
        yield f"{name} removed", goes


def _traits(
    site: Site, old: Raw, new: Raw, flags: Collection[str], member: str | None = None
) -> Iterator[Change]:
    """What the pair, or a member of it, states beside constraints."""
    for key, was, becomes in differing(old, new):
        if key in flags:
            for kind, (sent, received, sentence) in flag(key, was, becomes):
                effect = site.effect(sent=sent, received=received)
                yield site.change(kind, effect, sentence, member, old=bool(was), new=bool(becomes))
        elif key not in _ELSEWHERE and (member or key not in site.old.keywords):
            if key == "locationName" and member:
                was, becomes = was or member, becomes or member
            if was != becomes:
                yield _noted(site, key, was, becomes, member)


def _noted(site: Site, key: str, old: object, new: object, member: str | None) -> Change:
    effect: Effect = "breaking" if key in _WIRE else "neutral"
    how = " on the wire" if key in _WIRE else ""
    before, after = ("not stated" if value is None else shown(value) for value in (old, new))
    sentence = f"{shown(key)}{how} was {before} and is {after}"
    return site.change(key, effect, sentence, member, old=old, new=new)


def _error_code(site: Site) -> Iterator[Change]:
    was, becomes = (getattr(shape, "error", None) for shape in (site.old, site.new))
    if was is None or becomes is None:
        return
    old, new = (raw.get("error", {}) for raw in site.raw)
    if was.code != becomes.code:
        sentence = f"the service says {shown(becomes.code)} and no longer {shown(was.code)}"
        yield site.change("error code", "breaking", sentence, old=was.code, new=becomes.code)
    elif old != new:
        sentence = "the details of the error changed, such as its HTTP status"
        yield site.change("error details", "neutral", sentence, old=old, new=new)


# --- what a value may be --------------------------------------------------------------------------

_LONGEST_SHOWN = 60


def _constraints(site: Site) -> Iterator[Change]:
    """The changed constraints of a pair whose types agree."""
    for constraint in CONSTRAINTS:
        if site.old.kind in constraint.shapes:
            for difference in constraint.compare(site.old, site.new, judge_pattern):
                yield _constrained(site, difference)


def _constrained(site: Site, difference: Difference) -> Change:
    classes: tuple[str, ...] = ()
    python: tuple[str, ...] | None = None
    effect = site.effect(sent=difference.sent, received=difference.received)
    sentence = difference.sentence.format(*map(_worded, difference.told))
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


def _worded(value: object) -> str:
    """A value of the model in a sentence."""
    if value is None:
        return "not stated"
    if isinstance(value, tuple):
        return ", ".join(map(_worded, value))
    if isinstance(value, str) and len(value) > _LONGEST_SHOWN:
        return f"{shown(value[:_LONGEST_SHOWN])} and so on ({len(value)} characters)"
    return "the empty string" if value == "" else shown(value)


# --- members --------------------------------------------------------------------------------------


def _references(site: Site) -> Iterator[Change]:
    """What the references to other shapes say themselves."""
    there = ir.parts(site.new)
    for name in filter(there.__contains__, ir.parts(site.old)):
        old, new = (_reference(raw, name) for raw in site.raw)
        yield from _traits(site, old, new, ("deprecated", "idempotencyToken"), name)


def _reference(raw: Raw, part: str) -> Raw:
    """What the model says at a member of a structure, or at the entries of a list or map."""
    found: Raw = raw["members"][part] if raw["type"] == "structure" else raw[part]
    return found


def _members(site: Site, old: StructureShape, new: StructureShape) -> Iterator[Change]:
    was, becomes = (raw.get("members", {}) for raw in site.raw)
    for name in was.keys() ^ becomes.keys():
        is_new = name in becomes
        kind, effect, sentence = came_or_went("member", new=is_new)
        if is_new and new.by_name[name].needed and "input" in site.roles:
            kind, effect, sentence = "required member added", "breaking", "is new and required"
        side = site.new if is_new else site.old
        classes = site.service.classes([ir.parts(side)[name]], new=is_new)
        yield site.change(
            kind,
            effect,
            sentence,
            name,
            old=was.get(name),
            new=becomes.get(name),
            classes=classes,
        )
