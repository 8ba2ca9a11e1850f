"""What is added to a model by hand: patches of what it says wrongly, rules that it leaves to prose.

Both name their reason and their source. A patch is checked against the model each time it is
applied: it says what it replaces, so a model that was fixed, or changed, is noticed.
"""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from .load import Raw, RawService
from .problems import Problem, refuse
from .runtime.shapes import COUNTS, DEMANDS

_PATCH_KEYS = frozenset({"at", "was", "becomes", "reason", "source"})
_CONSEQUENCES = frozenset(DEMANDS)
_CONDITIONS = frozenset({"when_set", "when_unset", "when_equal"})
_LISTS = frozenset({"structures", "when_set", "when_unset", *COUNTS})
_RULE_KEYS = frozenset({"name", "structures", "message", "reason", "source"})


def patched(raw: RawService) -> RawService:
    """The service with its patches applied; its rules are well-formed.

    :raises CodegenError: an overlay is malformed, or a patch does not fit: what it replaces is not
        there any more, so the model was fixed (drop the patch) or changed (look at it again).
    """
    refuse([*_malformed_patches(raw), *_malformed_rules(raw)])
    model = copy.deepcopy(dict(raw.model)) if raw.patches else raw.model
    refuse([problem for patch in raw.patches for problem in _apply(raw.name, model, patch)])
    return attrs.evolve(raw, model=model, patches=())


# is it an overlay?


def _malformed_patches(raw: RawService) -> Iterator[Problem]:
    for index, patch in enumerate(raw.patches):
        place = f"overlays/{raw.name}/patches.json[{index}]"
        yield from _unknown(place, patch, _PATCH_KEYS)
        at = patch.get("at")
        if not isinstance(at, str) or not at.startswith("/"):
            yield Problem(place, "needs `at`, a JSON pointer such as /shapes/JobName/pattern")
        if not {"was", "becomes"} & patch.keys():
            yield Problem(place, "needs `was`, `becomes` or both")
    for at in _twice(str(patch.get("at")) for patch in raw.patches):
        yield Problem(f"overlays/{raw.name}/patches.json", f"patches {at!a} more than once")


def _malformed_rules(raw: RawService) -> Iterator[Problem]:
    for index, rule in enumerate(raw.rules):
        place = f"overlays/{raw.name}/rules.json[{index}]"
        yield from _unknown(place, rule, _RULE_KEYS | _CONSEQUENCES | _CONDITIONS)
        if len(_CONSEQUENCES & rule.keys()) != 1:
            yield Problem(place, f"needs exactly one of {', '.join(sorted(_CONSEQUENCES))}")
        for key in ("name", "message"):
            if not isinstance(rule.get(key), str) or not rule[key].strip():
                yield Problem(place, f"needs `{key}`, a text")
        for key in ("structures", *sorted((_CONSEQUENCES | _CONDITIONS) & rule.keys())):
            if key in _LISTS and not _is_names(rule.get(key)):
                yield Problem(place, f"needs `{key}` to be a list of names")
            elif key not in _LISTS and not _are_values(rule[key], key in ("at_least", "at_most")):
                of = "a number" if key in ("at_least", "at_most") else "a list of values"
                yield Problem(place, f"needs `{key}` to have {of} for each member that it names")
    for name in _twice(str(rule.get("name")) for rule in raw.rules):
        yield Problem(f"overlays/{raw.name}/rules.json", f"has more than one rule {name!a}")


def _is_names(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, str) for item in value)


def _are_values(found: Any, numbers: bool) -> bool:
    """Whether there is for each of some members what a rule can state of its value."""
    if not isinstance(found, dict) or not found:
        return False
    each = [[v] if numbers else v if isinstance(v, list) and v else [None] for v in found.values()]
    kinds = {type(value) for values in each for value in values}
    return kinds <= ({int, float} if numbers else {str, bool, int, float})


def _unknown(place: str, entry: Raw, known: frozenset[str]) -> Iterator[Problem]:
    for key in sorted(entry.keys() - known):
        yield Problem(place, f"has the unknown key {key!a}; there are: {', '.join(sorted(known))}")


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


# does it fit?

_NOTHING = object()


def _apply(service: str, model: Raw, patch: Raw) -> list[Problem]:
    parts = patch["at"].split("/")[1:]
    *parents, key = [part.replace("~1", "/").replace("~0", "~") for part in parts]
    target: Any = model
    for parent in parents:
        target = target.get(parent) if isinstance(target, dict) else None
    actual = target.get(key, _NOTHING) if isinstance(target, dict) else _NOTHING
    if actual != patch.get("was", _NOTHING) or not isinstance(target, dict):
        place = f"overlays/{service}/patches.json, patch of {patch['at']!a}"
        return [Problem(place, _misfit(actual, patch))]
    if "becomes" in patch:
        target[key] = patch["becomes"]
    else:
        del target[key]
    return []


def _misfit(actual: Any, patch: Raw) -> str:
    if actual == patch.get("becomes", _NOTHING):
        return "no longer applies: the model says so itself now; delete the patch"
    return (
        f"no longer applies: the model has {_shown(actual)} there now, "
        f"not {_shown(patch.get('was', _NOTHING))}; look at it again, then change or delete it"
    )


def _shown(value: Any) -> str:
    text = "nothing" if value is _NOTHING else json.dumps(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
