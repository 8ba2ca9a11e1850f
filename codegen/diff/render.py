"""A diff as text for a terminal, Markdown for a pull request or change log, or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Literal

import attrs

from .values import EFFECTS, Change, Diff, exit_code, shown

Format = Literal["text", "markdown", "json"]

_TITLES = {
    "breaking": "Breaking",
    "loosened": "Loosened",
    "added": "Added",
    "neutral": "Noticed, nothing to do",
}
_NAMES_SHOWN = 3


def render(diff: Diff, format: Format = "text") -> str:
    """The whole diff, ending in a newline.

    :raises ValueError: the format is unknown.
    """
    renderers = {"text": _text, "markdown": _markdown, "json": _json}
    if format not in renderers:
        raise ValueError(f"{format!a} is no format of a diff; it is one of {', '.join(renderers)}")
    return renderers[format](diff)


def _json(diff: Diff) -> str:
    content = {
        "counts": diff.counts(),
        "exit_code": exit_code(diff),
        "changes": [attrs.asdict(change) for change in diff.changes],
    }
    return json.dumps(content, indent=1, ensure_ascii=True) + "\n"


def _text(diff: Diff) -> str:
    if not diff.changes:
        return "Nothing changed that a caller could notice.\n"
    lines = [f"{service}: {_totals(diff, service)}" for service in _services(diff)]
    for effect in EFFECTS:
        changes = diff.of(effect)
        if changes:
            lines += ["", _TITLES[effect]]
            lines += [f"  {line}" for change in changes for line in _text_entry(change)]
    return "\n".join(lines) + "\n"


def _text_entry(change: Change) -> Iterator[str]:
    yield f"{_subject(change)}: {change.kind}"
    yield f"    {change.sentence}{_patterns(change)}{_scope(change)}"


def _markdown(diff: Diff) -> str:
    if not diff.changes:
        return "Nothing changed that a caller could notice.\n"
    return "\n".join(line for service in _services(diff) for line in _section(diff, service))


def _section(diff: Diff, service: str) -> Iterator[str]:
    yield f"### {shown(service)}: {_totals(diff, service)}\n"
    for effect in EFFECTS:
        changes = diff.of(effect, service)
        if changes:
            yield f"#### {_TITLES[effect]}\n"
            yield "\n".join(f"- {_markdown_entry(change)}" for change in changes) + "\n"


def _markdown_entry(change: Change) -> str:
    return (
        f"{_subject(change)} ({change.kind}): {change.sentence}{_patterns(change)}{_scope(change)}"
    )


def _subject(change: Change) -> str:
    """What callers know it as, and where it is in the model if that says more."""
    names = _some([shown(name) for name in change.python]) or shown(change.service)
    return f"{names}, shape {shown(change.place)}" if len(change.python) > 1 else names


def _patterns(change: Change) -> str:
    if not change.kind.startswith("pattern"):
        return ""
    old, new = (shown(value) if value else "no pattern" for value in (change.old, change.new))
    return f"; from {old} to {new}"


def _scope(change: Change) -> str:
    """The classes that come or go with it, and the operations it reaches."""
    parts = []
    others = [name for name in change.classes if name not in change.python]
    if others:
        parts.append(f"with {_some([shown(name) for name in others])}")
    if len(change.operations) > 1:
        parts.append(f"reaches {_some([shown(name) for name in change.operations])}")
    return "".join(f"; {part}" for part in parts)


def _some(names: list[str]) -> str:
    """The first names, and how many more there are."""
    more = len(names) - _NAMES_SHOWN
    return ", ".join(names[:_NAMES_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _services(diff: Diff) -> list[str]:
    return sorted({change.service for change in diff.changes})


def _totals(diff: Diff, service: str) -> str:
    counted = [(len(diff.of(effect, service)), effect) for effect in EFFECTS]
    return ", ".join(f"{count} {effect}" for count, effect in counted if count)
