"""Changes of one pair of shapes: its type, its members, and what the wire has of it."""

from __future__ import annotations

from collections.abc import Iterator

from ..load import Raw
from . import constraints
from .reach import Correspondence, is_class, references
from .site import Site
from .values import Change, Effect, shown

_PROSE = {"deprecated", "deprecatedSince"}
_LISTED = {"shape", "location", "locationName", "idempotencyToken", *_PROSE}
_NUMBERS = ("integer", "long"), ("float", "double")

_WIRE = frozenset(
    {
        *("location", "locationName", "hostLabel", "payload", "streaming", "requiresLength"),
        *("timestampFormat", "jsonvalue", "flattened", "wrapper", "queryName"),
        *("xmlNamespace", "xmlAttribute", "xmlOrder"),
        *("eventstream", "event", "eventpayload", "eventheader"),
    }
)
"""Traits that say how a value is written: after a change an old copy writes it the wrong way."""

_COMPARED = frozenset({"type", "members", "member", "key", "value", "required", "min", "max"}) | {
    *("pattern", "enum", "union", "sparse", "document", "sensitive", "error"),
    *_PROSE,
}
"""Traits of a shape that are compared one by one; of others a change is only noted."""

_INVISIBLE = frozenset({"box", "synthetic"})


def changes(service: Correspondence) -> Iterator[Change]:
    """The changes of all pairs, each pair once."""
    for pair in service.pairs:
        old, new = service.shapes(pair)
        if old != new or pair.old != pair.new:
            yield from _pair(Site(service, pair, service.use(pair)))


def _pair(site: Site) -> Iterator[Change]:
    if site.old["type"] != site.new["type"] or _is_document(site.old) != _is_document(site.new):
        yield _type_changed(site)
        if not _widened(site):
            return
    yield from _renamed(site)
    yield from constraints.changes(site)
    yield from _traits(site)
    yield from _references(site)
    if site.old["type"] == "structure":
        yield from _members(site)
        yield from _required(site)


# --- the shape itself -----------------------------------------------------------------------------


def _is_document(shape: Raw) -> bool:
    return bool(shape.get("document"))


def _widened(site: Site) -> bool:
    return {site.old["type"], site.new["type"]} in map(set, _NUMBERS)


def _type_changed(site: Site) -> Change:
    old, new = (shape["type"] for shape in (site.old, site.new))
    sentence = f"was of type {shown(old)} and is of type {shown(new)}"
    effect: Effect = "breaking"
    if (old, new) in _NUMBERS:
        effect = "loosened"
    elif (new, old) in _NUMBERS:
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
    effect: Effect = "neutral" if site.old.get("enum") and not gone else "breaking"
    classes = names if gone else names[1:]
    yield site.change("class renamed", effect, sentence, old=old, new=new, classes=classes)


def _traits(site: Site) -> Iterator[Change]:
    yield from _deprecation(site, site.old, site.new, None)
    yield from _flag(site, "union", _UNION)
    yield from _flag(site, "sparse", _SPARSE)
    yield from _flag(site, "sensitive", _SENSITIVE)
    yield from _error_code(site)
    for key in sorted((site.old.keys() | site.new.keys()) - _COMPARED - _INVISIBLE):
        yield from _trait(site, site.old, site.new, key, None)


_Words = tuple[tuple[Effect, Effect, str], tuple[Effect, Effect, str]]
"""For a flag that appears and for one that goes: effects for senders and receivers, and why."""

_UNION: _Words = (
    ("breaking", "breaking", "is a union now: exactly one member may be set"),
    ("loosened", "breaking", "is no union any more: several members may be set"),
)
_SPARSE: _Words = (
    ("loosened", "breaking", "may hold null entries now"),
    ("breaking", "neutral", "may no longer hold null entries"),
)
_SENSITIVE: _Words = (
    ("neutral", "neutral", "is sensitive now: its values are redacted"),
    ("neutral", "neutral", "is no longer sensitive: its values are shown"),
)


def _flag(site: Site, key: str, words: _Words) -> Iterator[Change]:
    old, new = bool(site.old.get(key)), bool(site.new.get(key))
    if old != new:
        sent, received, sentence = words[0] if new else words[1]
        effect = site.effect(sent=sent, received=received)
        yield site.change(f"{key} {_verb(new)}", effect, sentence, old=old, new=new)


def _verb(present: bool) -> str:
    return "added" if present else "removed"


def _error_code(site: Site) -> Iterator[Change]:
    if not (site.old.get("exception") and site.new.get("exception")):
        return
    old, new = site.old.get("error", {}), site.new.get("error", {})
    codes = old.get("code", site.pair.old), new.get("code", site.pair.new)
    if codes[0] != codes[1]:
        sentence = f"the service says {shown(codes[1])} and no longer {shown(codes[0])}"
        yield site.change("error code", "breaking", sentence, old=codes[0], new=codes[1])
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


def _deprecation(site: Site, old: Raw, new: Raw, member: str | None) -> Iterator[Change]:
    was, becomes = bool(old.get("deprecated")), bool(new.get("deprecated"))
    if was != becomes:
        effect: Effect = "added" if becomes else "loosened"
        sentence = "is deprecated now" if becomes else "is no longer deprecated"
        kind = f"deprecation {_verb(becomes)}"
        yield site.change(kind, effect, sentence, old=was, new=becomes, member=member)


# --- members --------------------------------------------------------------------------------------


def _references(site: Site) -> Iterator[Change]:
    """What the references to other shapes say themselves."""
    there = dict(references(site.new))
    for name, old in references(site.old):
        if name not in there:
            continue
        new = there[name]
        yield from _deprecation(site, old, new, name)
        yield from _token(site, old, new, name)
        keys = (old.keys() | new.keys()) - (_LISTED - {"location", "locationName"}) - _INVISIBLE
        for key in sorted(keys):
            yield from _trait(site, old, new, key, name)


def _token(site: Site, old: Raw, new: Raw, member: str) -> Iterator[Change]:
    was, becomes = bool(old.get("idempotencyToken")), bool(new.get("idempotencyToken"))
    if was == becomes:
        return
    sentence = (
        "is an idempotency token now and filled in when it is left out"
        if becomes
        else "is no idempotency token any more: nothing fills it in, and a retry may act twice"
    )
    effect = site.effect(sent="loosened" if becomes else "breaking", received="neutral")
    kind = f"idempotency token {_verb(becomes)}"
    yield site.change(kind, effect, sentence, old=was, new=becomes, member=member)


def _members(site: Site) -> Iterator[Change]:
    old, new = site.old.get("members", {}), site.new.get("members", {})
    for name in old.keys() - new.keys():
        yield _member_removed(site, name, old[name])
    for name in new.keys() - old.keys():
        yield _member_added(site, name, new[name])


def _member_removed(site: Site, name: str, reference: Raw) -> Change:
    gone = site.service.gone_with(reference["shape"])
    sentence = "is gone"
    return site.change(
        "member removed", "breaking", sentence, old=reference, member=name, classes=gone
    )


def _member_added(site: Site, name: str, reference: Raw) -> Change:
    # A token is filled in, so that nobody has to give it even where it is required.
    required = name in site.new.get("required", ()) and not reference.get("idempotencyToken")
    needed = required and "input" in site.use.roles
    effect: Effect = "breaking" if needed else "added"
    sentence = "is new and required" if needed else "is new"
    come = site.service.come_with(reference["shape"])
    kind = "required member added" if needed else "member added"
    return site.change(kind, effect, sentence, new=reference, member=name, classes=come)


def _required(site: Site) -> Iterator[Change]:
    """Members of both models that became required or optional."""
    old, new = (set(shape.get("required", ())) for shape in (site.old, site.new))
    both = site.old.get("members", {}).keys() & site.new.get("members", {}).keys()
    for name in both & (new - old):
        token = bool(site.new["members"][name].get("idempotencyToken"))
        effect = site.effect(sent="neutral" if token else "breaking", received="added")
        sentence = "is required now"
        yield site.change("required", effect, sentence, old=False, new=True, member=name)
    for name in both & (old - new):
        effect = site.effect(sent="loosened", received="breaking")
        sentence = "is no longer required, so a response may come without it"
        if effect == "loosened":
            sentence = "is no longer required"
        yield site.change("optional", effect, sentence, old=True, new=False, member=name)
