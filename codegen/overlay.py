"""Apply the hand-written patches of a service to its raw model."""

from __future__ import annotations

import copy
from typing import Any

import attrs

from .load import Raw, RawService
from .problems import CodegenError, Problem


def patched(raw: RawService) -> RawService:
    """The service with its patches applied.

    :raises CodegenError: a patch that no longer fits: what it replaces is not there any more, so
        the model was fixed (drop the patch) or changed (look at it again).
    """
    model = copy.deepcopy(dict(raw.model)) if raw.patches else raw.model
    problems = [problem for patch in raw.patches for problem in _apply(raw.name, model, patch)]
    if problems:
        raise CodegenError(problems)
    return attrs.evolve(raw, model=model, patches=())


_MISSING = object()


def _apply(service: str, model: Raw, patch: Raw) -> list[Problem]:
    place = f"overlays/{service}/patches.json, patch of {patch.get('at')!a}"
    if not isinstance(patch.get("at"), str) or not {"was", "becomes"} & patch.keys():
        return [Problem(place, "needs `at` (a JSON pointer), and `was`, `becomes` or both")]
    *parents, key = [_unescaped(part) for part in patch["at"].split("/")[1:]]
    target: Any = model
    for parent in parents:
        target = target.get(parent, {}) if isinstance(target, dict) else {}
    if target.get(key, _MISSING) != patch.get("was", _MISSING):
        return [Problem(place, "no longer applies: the model says something else there now")]
    if "becomes" in patch:
        target[key] = patch["becomes"]
    else:
        del target[key]
    return []


def _unescaped(part: str) -> str:
    return part.replace("~1", "/").replace("~0", "~")
