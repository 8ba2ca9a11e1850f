"""A diff as text for a terminal, Markdown for a pull request or change log, or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Literal

import attrs

from .values import EFFECTS, Change, Diff, exit_code, shown, some

Format = Literal["text", "markdown", "json"]

_TITLES = {
    "breaking": "Breaking",
    "loosened": "Loosened",
    "added": "Added",
    "neutral": "Noticed, nothing to do",
}


def render(diff: Diff, format: Format = "text") -> str:
    """The whole diff, ending in a newline.

    :raises ValueError: the format is unknown.
    """
    renderers = {"text": _text, "markdown": _markdown, "json": _json}
    if format not in renderers:
        raise ValueError(f"{format!a} is not a format of a diff; there are {', '.join(renderers)}")
    if format != "json" and not diff.changes:
        return "Nothing changed that a caller could notice.\n"
    return "\n".join(renderers[format](diff)).rstrip("\n") + "\n"


def _json(diff: Diff) -> Iterator[str]:
    content = {
        "counts": diff.counts(),
        "exit_code": exit_code(diff),
        "changes": [attrs.asdict(change) for change in diff.changes],
    }
    yield json.dumps(content, indent=1, ensure_ascii=True)


def _text(diff: Diff) -> Iterator[str]:
    for service in _services(diff):
        yield f"{service}: {_totals(diff, service)}"
    for effect in EFFECTS:
        if changes := diff.of(effect):
            yield f"\n{_TITLES[effect]}"
        for change in changes:
            yield f"  {_subject(change)}: {change.kind}"
            yield f"      {_sentence(change)}"


def _markdown(diff: Diff) -> Iterator[str]:
    for service in _services(diff):
        yield f"### {shown(service)}: {_totals(diff, service)}\n"
        for effect in EFFECTS:
            if changes := diff.of(effect, service):
                yield f"#### {_TITLES[effect]}\n"
                entries = (f"{_subject(c)} ({c.kind}): {_sentence(c)}" for c in changes)
                yield "\n".join(f"- {entry}" for entry in entries) + "\n"


def _sentence(change: Change) -> str:
    return f"{change.sentence}{_patterns(change)}{_scope(change)}"


def _subject(change: Change) -> str:
    """What callers know it as, and where it is in the model if that says more."""
    names = some(change.python) or shown(change.service)
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
        parts.append(f"with {some(others)}")
    if len(change.operations) > 1:
        parts.append(f"reaches {some(change.operations)}")
    return "".join(f"; {part}" for part in parts)


def _services(diff: Diff) -> list[str]:
    return sorted({change.service for change in diff.changes})


def _totals(diff: Diff, service: str) -> str:
    counted = [(len(diff.of(effect, service)), effect) for effect in EFFECTS]
    return ", ".join(f"{count} {effect}" for count, effect in counted if count)
