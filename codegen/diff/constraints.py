"""Changes of what a value may be: bounds, patterns and enum values."""

from __future__ import annotations

from collections.abc import Iterator

from ..load import Raw
from ..names import constant_name
from .judge import Judgement, judge_pattern
from .site import Site
from .values import Change, Effect, shown

_LONGEST_SHOWN = 60
_UNITS = {"string": "characters", "blob": "bytes", "list": "entries", "map": "entries"}


def changes(site: Site) -> Iterator[Change]:
    """The changed constraints of a pair whose types agree."""
    if site.old.get("enum") or site.new.get("enum"):
        # Where the values are listed, no bound or pattern says anything more.
        yield from _enum(site)
    else:
        yield from _bound(site, "min")
        yield from _bound(site, "max")
        yield from _pattern(site)


def _bound(site: Site, key: str) -> Iterator[Change]:
    counted = site.old["type"] in _UNITS
    unlimited = {"min": 0 if counted else float("-inf"), "max": float("inf")}[key]
    old, new = site.old.get(key), site.new.get(key)
    was, becomes = (unlimited if value is None else value for value in (old, new))
    if was == becomes:
        return
    tighter = becomes > was if key == "min" else becomes < was
    effect = _effect(site, tighter=tighter)
    unit = _UNITS.get(site.old["type"], "")
    said = "smallest" if key == "min" else "largest"
    what = f"{said} number of {unit}" if unit else f"{said} value"
    sentence = f"the {what} was {_limit(old)} and is {_limit(new)}"
    yield site.change(key, effect, sentence, old=old, new=new)


def _limit(value: object) -> str:
    return "not stated" if value is None else shown(value)


def _effect(site: Site, *, tighter: bool) -> Effect:
    """Of a tighter or looser constraint: responses are not validated, so there it is no break."""
    if tighter:
        return site.effect(sent="breaking", received="neutral")
    return site.effect(sent="loosened", received="loosened")


def _pattern(site: Site) -> Iterator[Change]:
    old, new = site.old.get("pattern"), site.new.get("pattern")
    same_bound = (site.old.get("min") or 0) == (site.new.get("min") or 0)
    if old == new and not same_bound:
        return  # the bound is the cause, and reported
    was, becomes = _effective(site.old), _effective(site.new)
    if old == new and was == becomes:
        return
    judgement = judge_pattern(was, becomes)
    kind = "pattern" if old and new else ("pattern added" if new else "pattern removed")
    sentence = f"the pattern {_VERDICTS[judgement.verdict]}{_witnesses(judgement)}"
    yield site.change(kind, _pattern_effect(site, judgement), sentence, old=old, new=new)


def _effective(shape: Raw) -> str | None:
    """The pattern as it is applied: a stated ``min: 0`` lets the empty string through."""
    pattern: str | None = shape.get("pattern")
    return f"(?:{pattern})?" if pattern is not None and shape.get("min") == 0 else pattern


def _pattern_effect(site: Site, judgement: Judgement) -> Effect:
    if judgement.verdict == "equal":
        return "neutral"
    if judgement.verdict in ("tighter", "looser"):
        return _effect(site, tighter=judgement.verdict == "tighter")
    # What could not be judged counts as the worst: better a look too many than a refused request.
    return site.effect(sent="breaking", received="loosened")


_VERDICTS = {
    "equal": "is spelt differently and accepts the same values",
    "tighter": "is tighter",
    "looser": "is looser",
    "incomparable": "accepts other values",
    "unknown": "changed in a way that could not be judged as a whole",
}


def _witnesses(judgement: Judgement) -> str:
    refused, accepted = judgement.refused, judgement.accepted
    parts = []
    if refused is not None:
        parts.append(f"{_value(refused)} was accepted and is refused")
    if accepted is not None:
        parts.append(f"{_value(accepted)} was refused and is accepted")
    return ": " + ", ".join(parts) if parts else ""


def _value(text: str) -> str:
    if len(text) > _LONGEST_SHOWN:
        return f"{shown(text[:_LONGEST_SHOWN])} and so on ({len(text)} characters)"
    return shown(text) if text else "the empty string"


def _enum(site: Site) -> Iterator[Change]:
    old, new = site.old.get("enum") or [], site.new.get("enum") or []
    if old and new:
        yield from _values(site, old, new)
    elif old:
        yield _enum_removed(site, old)
    elif new:
        effect = site.effect(sent="breaking", received="added")
        sentence = f"only the {len(new)} values that are listed now are accepted"
        come = site.service.come_with(site.pair.new)
        yield site.change("enum added", effect, sentence, new=new, classes=come)


def _enum_removed(site: Site, old: list[str]) -> Change:
    gone = site.service.gone_with(site.pair.old)
    effect: Effect = "breaking" if gone else "loosened"
    sentence = "any string is accepted now" + (
        ", and the class of known values is gone" * bool(gone)
    )
    python = site.service.attributes(site.pair)
    return site.change("enum removed", effect, sentence, old=old, python=python, classes=gone)


def _values(site: Site, old: list[str], new: list[str]) -> Iterator[Change]:
    removed = [value for value in old if value not in new]
    added = [value for value in new if value not in old]
    if removed:
        sentence = f"no longer has {_listed(removed)}"
        python = _constants(site, removed)
        yield site.change("values removed", "breaking", sentence, old=removed, python=python)
    if added:
        sentence = f"has {_listed(added)} in addition"
        yield site.change(
            "values added", "added", sentence, new=added, python=_constants(site, added)
        )


def _listed(values: list[str]) -> str:
    return ", ".join(shown(value) if value else "the empty string" for value in values)


def _constants(site: Site, values: list[str]) -> tuple[str, ...]:
    class_ = site.service.class_(site.pair.new)
    return tuple(f"{class_}.{constant_name(value)}" for value in values)
