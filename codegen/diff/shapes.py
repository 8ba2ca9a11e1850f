"""Changes of one pair of shapes: its type, its members, and what the wire has of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..load import Raw
from ..runtime.shapes import StructureShape
from ..runtime.shapes.comparison import Effect
from . import constraints
from .reach import Correspondence, is_class, parts
from .site import Site
from .values import Change, shown

_PROSE = {"deprecated", "deprecatedSince"}
_LISTED = {"shape", "idempotencyToken", *_PROSE}
"""Traits of a reference that are compared one by one."""

_WIRE = frozenset(
    {
        *("location", "locationName", "hostLabel", "payload", "streaming", "requiresLength"),
        *("timestampFormat", "jsonvalue", "flattened", "wrapper", "queryName"),
        *("xmlNamespace", "xmlAttribute", "xmlOrder"),
        *("eventstream", "event", "eventpayload", "eventheader"),
    }
)
"""Traits that say how a value is written: after a change an old copy writes it the wrong way."""

_COMPARED = frozenset({"type", "sparse", "document", "sensitive", "error"}) | {
    *("members", "member", "key", "value")
}
"""Traits of a shape that are compared one by one, beside its constraints; of others a change is
only noted."""

_INVISIBLE = frozenset({"box", "synthetic"})


_NUMBERS = ("Integer", "Long"), ("Float", "Double")
"""Kinds of which the second has room for all values of the first."""


def changes(service: Correspondence) -> Iterator[Change]:
    """The changes of all pairs, each pair once."""
    for pair in service.pairs:
        old, new = service.raw(pair)
        if old != new or pair.old != pair.new:
            yield from _pair(Site(service, pair, service.use(pair)))


def _pair(site: Site) -> Iterator[Change]:
    old, new = site.old, site.new
    if old.kind != new.kind:
        yield _type_changed(site)
        if {old.kind, new.kind} not in map(set, _NUMBERS):
            return
    yield from _renamed(site)
    yield from constraints.changes(site)
    yield from _traits(site)
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
    gone = site.service.gone_with(site.pair.old)
    come = site.service.come_with(site.pair.new)
    python = site.service.attributes(site.pair) or site.python
    return site.change(
        "type", effect, sentence, old=old, new=new, python=python, classes=gone + come
    )


def _renamed(site: Site) -> Iterator[Change]:
    """A class under a new name; names of shapes without a class are nobody's business."""
    old, new = site.pair.old, site.pair.new
    if old == new or not (is_class(site.old) and is_class(site.new)):
        return
    names = site.service.class_(old), site.service.class_(new)
    gone = old in site.service.classes_gone
    sentence = f"the class is {shown(names[1])} and no longer {shown(names[0])}"
    # Values of enums are plain strings: while the old class is there, its values keep working.
    effect: Effect = (
        "neutral" if not gone and not isinstance(site.old, StructureShape) else "breaking"
    )
    classes = names if gone else names[1:]
    yield site.change("class renamed", effect, sentence, old=old, new=new, classes=classes)


def _traits(site: Site) -> Iterator[Change]:
    old, new = site.raw
    both = (site.old, site.new)
    yield from _flag(site, "deprecation", [raw.get("deprecated") for raw in site.raw], DEPRECATION)
    yield from _flag(site, "sparse", [getattr(s, "sparse", False) for s in both], _SPARSE)
    yield from _flag(site, "sensitive", [s.sensitive for s in both], _SENSITIVE)
    yield from _error_code(site)
    noted = (old.keys() | new.keys()) - site.old.keywords - _COMPARED - _PROSE - _INVISIBLE
    for key in sorted(noted):
        yield from _trait(site, old, new, key, None)


_Words = tuple[tuple[Effect, Effect, str], tuple[Effect, Effect, str]]
"""For a flag that appears and for one that goes: effects for senders and receivers, and why."""

_SPARSE: _Words = (
    ("loosened", "breaking", "may hold null entries now"),
    ("breaking", "neutral", "may no longer hold null entries"),
)
_SENSITIVE: _Words = (
    ("neutral", "neutral", "is sensitive now: its values are redacted"),
    ("neutral", "neutral", "is no longer sensitive: its values are shown"),
)
DEPRECATION: _Words = (
    ("added", "added", "is deprecated now"),
    ("loosened", "loosened", "is no longer deprecated"),
)
_TOKEN: _Words = (
    ("loosened", "neutral", "is an idempotency token now and filled in when it is left out"),
    (
        *("breaking", "neutral"),
        "is no idempotency token any more: nothing fills it in, and a retry may act twice",
    ),
)


def _flag(
    site: Site, kind: str, flags: Iterable[Any], words: _Words, member: str | None = None
) -> Iterator[Change]:
    old, new = map(bool, flags)
    if old != new:
        sent, received, sentence = words[old]
        effect = site.effect(sent=sent, received=received)
        yield site.change(f"{kind} {verb(new)}", effect, sentence, member, old=old, new=new)


def verb(present: bool) -> str:
    """What happened to what is there, or is not."""
    return "added" if present else "removed"


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


def _trait(site: Site, old: Raw, new: Raw, key: str, member: str | None) -> Iterator[Change]:
    was, becomes = old.get(key), new.get(key)
    if key == "locationName" and member:
        was, becomes = was or member, becomes or member
    if was == becomes:
        return
    effect: Effect = "breaking" if key in _WIRE else "neutral"
    how = " on the wire" if key in _WIRE else ""
    sentence = f"{shown(key)}{how} was {_stated(was)} and is {_stated(becomes)}"
    yield site.change(key, effect, sentence, old=was, new=becomes, member=member)


def _stated(value: object) -> str:
    return "not stated" if value is None else shown(value)


# --- members --------------------------------------------------------------------------------------


def _references(site: Site) -> Iterator[Change]:
    """What the references to other shapes say themselves."""
    there = dict(parts(site.new))
    for name, _ in parts(site.old):
        if name in there:
            old, new = both = [_reference(raw, name) for raw in site.raw]
            deprecated = [raw.get("deprecated") for raw in both]
            yield from _flag(site, "deprecation", deprecated, DEPRECATION, name)
            tokens = [raw.get("idempotencyToken") for raw in both]
            yield from _flag(site, "idempotency token", tokens, _TOKEN, name)
            for key in sorted((old.keys() | new.keys()) - _LISTED - _INVISIBLE):
                yield from _trait(site, old, new, key, name)


def _reference(raw: Raw, part: str) -> Raw:
    """What the model says at a member of a structure, or at the entries of a list or map."""
    found: Raw = raw["members"][part] if raw["type"] == "structure" else raw[part]
    return found


def _members(site: Site, old: StructureShape, new: StructureShape) -> Iterator[Change]:
    was, becomes = site.raw
    before, after = dict(parts(old)), dict(parts(new))
    for name in old.by_name.keys() - new.by_name.keys():
        raw, gone = was["members"][name], site.service.gone_with(before[name])
        yield site.change(
            "member removed", "breaking", "is gone", old=raw, member=name, classes=gone
        )
    for name in new.by_name.keys() - old.by_name.keys():
        raw, come = becomes["members"][name], site.service.come_with(after[name])
        needed = new.by_name[name].needed and "input" in site.use.roles
        effect: Effect = "breaking" if needed else "added"
        kind = "required member added" if needed else "member added"
        sentence = "is new and required" if needed else "is new"
        yield site.change(kind, effect, sentence, new=raw, member=name, classes=come)
