"""What is added to a model by hand: patches of what it says wrongly, rules that it leaves to prose,
and which of its enums AWS has extended before.

Each entry names its reason and its source. A patch is checked against the model each time it is
applied: it says what it replaces, so a model that was fixed, or changed, is noticed.
"""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from .graph import reached
from .load import Raw, RawService, references
from .problems import Problem, refuse
from .runtime.shapes import COUNTS, DEMANDS, SCALARS, Rule
from .runtime.shapes.place import Place

_CONSEQUENCES = frozenset(DEMANDS)
_CONDITIONS = frozenset({"when_set", "when_unset", "when_equal"})
_LISTS = frozenset({"structures", "when_set", "when_unset", *COUNTS})


def patched(raw: RawService, operations: tuple[str, ...] = ()) -> RawService:
    """The service with its patches applied; its rules and open enums are well-formed.

    What stands outside of the operations is left out: the model may be older than the overlays.
    What a whole service lacks, and what a rule needs and its structure lacks, is noted.

    :param operations: those that are generated; all of them if there are none.
    :raises CodegenError: an overlay is malformed, or a patch does not fit: what it replaces is not
        there any more, so the model was fixed (drop the patch) or changed (look at it again).
    """
    refuse(_malformed(raw))
    overlays = _Overlays(raw, operations)
    for patch in raw.patches:
        overlays.apply(patch)
    for evidence in raw.open_enums or ():
        overlays.note_if_missing(evidence)
    rules = tuple(overlays.rules())
    refuse(overlays.problems)
    notes = tuple(overlays.notes)
    return attrs.evolve(raw, model=overlays.model, patches=(), rules=rules, notes=notes)


def _malformed(raw: RawService) -> Iterator[Problem]:
    """What is wrong with the overlays themselves, whatever the model says."""
    for file, (entries, key, known, complaints) in {
        "patches": (raw.patches, "at", {"at", "was", "becomes", "adds"}, _of_patch),
        "rules": (raw.rules, "name", _RULE_KEYS, _of_rule),
        "open_enums": (raw.open_enums or (), "enum", {"enum", "added"}, _of_open_enum),
        "constraints": (raw.stated, None, {"shapes", "states"}, _of_constraint),
    }.items():
        place = f"overlays/{raw.name}/{file}.json"
        for index, entry in enumerate(entries):
            for unknown in sorted(entry.keys() - known - {"reason", "source"}):
                there_are = ", ".join(sorted({*known, "reason", "source"}))
                message = f"has the unknown key {unknown!a}; there are: {there_are}"
                yield Problem(f"{place}[{index}]", message)
            yield from (Problem(f"{place}[{index}]", message) for message in complaints(entry))
        named = Counter(str(entry.get(key)) for entry in entries if key)
        for name, count in named.items():
            if count > 1:
                yield Problem(place, f"has {count} entries whose `{key}` is {name!a}")


def _of_patch(patch: Raw) -> Iterator[str]:
    at = patch.get("at")
    if not isinstance(at, str) or not at.startswith("/"):
        yield "needs `at`, a JSON pointer such as /shapes/JobName/pattern"
    if not {"was", "becomes", "adds"} & patch.keys():
        yield "needs `was`, `becomes` or both, or `adds`"
    if "adds" in patch and (not _is_names(patch["adds"]) or {"was", "becomes"} & patch.keys()):
        yield "needs `adds` alone, a list of values"


_RULE_KEYS = {"name", "structures", "message"} | _CONSEQUENCES | _CONDITIONS


def _of_rule(rule: Raw) -> Iterator[str]:
    if len(_CONSEQUENCES & rule.keys()) != 1:
        yield f"needs exactly one of {', '.join(sorted(_CONSEQUENCES))}"
    for key in ("name", "message"):
        if not isinstance(rule.get(key), str) or not rule[key].strip():
            yield f"needs `{key}`, a text"
    for key in ("structures", *sorted((_CONSEQUENCES | _CONDITIONS) & rule.keys())):
        numbers = key in ("at_least", "at_most")
        if key in _LISTS and not _is_names(rule.get(key)):
            yield f"needs `{key}` to be a list of names"
        elif key not in _LISTS and not _are_values(rule[key], numbers):
            of = "a number" if numbers else "a list of values"
            yield f"needs `{key}` to have {of} for each member that it names"


def _of_constraint(entry: Raw) -> Iterator[str]:
    if not _is_names(entry.get("shapes")):
        yield "needs `shapes` to be a list of names"
    states = entry.get("states")
    if not isinstance(states, dict) or not all(name.isidentifier() for name in states):
        yield "needs `states`: the keywords of constraints of your own"


def _of_open_enum(entry: Raw) -> Iterator[str]:
    if not isinstance(entry.get("enum"), str):
        yield "needs `enum`, the name of a shape"
    added = entry.get("added")
    if not isinstance(added, dict) or not added or not all(map(_is_names, added.values())):
        yield "needs `added`, lists of values by date or release"


def _is_names(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, str) for item in value)


def _are_values(found: Any, numbers: bool) -> bool:
    """Whether there is for each of some members what a rule can state of its value."""
    if not isinstance(found, dict) or not found:
        return False
    each = [[v] if numbers else v if isinstance(v, list) and v else [None] for v in found.values()]
    kinds = {type(value) for values in each for value in values}
    return kinds <= ({int, float} if numbers else {str, bool, int, float})


# does it fit?

_TYPES = {
    name: frozenset({int, float} if type(cls.example) is float else {type(cls.example)})
    for cls in SCALARS
    for name in cls.json_types
}
"""The types of the values that a rule can state of a member."""

_NOTHING = object()


class _Overlays:
    """Overlays held against the part of a model that is generated, and what came of that."""

    def __init__(self, raw: RawService, operations: tuple[str, ...]) -> None:
        self.raw = raw
        self.model = copy.deepcopy(dict(raw.model)) if raw.patches else raw.model
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        roots: list[tuple[str, ...]] = [("operations", name) for name in operations]
        self._reached = reached(roots, self._named) if operations else None

    def _named(self, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        return (("shapes", shape) for shape in references(self._at(path)))

    def _at(self, path: Iterable[str]) -> Any:
        found: Any = self.model
        for step in path:
            found = found.get(step) if isinstance(found, dict) else None
        return found

    def _object(self, entry: str, *path: str) -> Any:
        """An object of the model, if it is generated; if the model lacks it, that is noted."""
        is_part = path[:1] in (("operations",), ("shapes",)) and len(path) > 1
        if is_part and self._reached is not None and path[:2] not in self._reached:
            return None
        found = self._at(path)
        if not isinstance(found, dict):
            self._note(entry, f"left out, as the model lacks {'/'.join(path)!a}")
        return found if isinstance(found, dict) else None

    def _note(self, entry: str, text: str) -> None:
        self.notes.append(f"overlays/{self.raw.name}/{entry}: {text}")

    def apply(self, patch: Raw) -> None:
        """Patch the model."""
        parts = patch["at"].split("/")[1:]
        *parents, key = [part.replace("~1", "/").replace("~0", "~") for part in parts]
        entry = f"patches.json, patch of {patch['at']!a}"
        target = self._object(entry, *parents)
        if target is None:
            return
        actual = target.get(key, _NOTHING)
        if "adds" in patch and isinstance(actual, list):
            if known := [value for value in patch["adds"] if value in actual]:
                self._note(
                    entry, f"the model has {_shown(known)} itself now; take it out of `adds`"
                )
            target[key] = list(dict.fromkeys([*actual, *patch["adds"]]))
        elif "adds" in patch or actual != patch.get("was", _NOTHING):
            place = f"overlays/{self.raw.name}/{entry}"
            self.problems.append(Problem(place, _misfit(actual, patch)))
        elif "becomes" in patch:
            target[key] = patch["becomes"]
        else:
            del target[key]

    def note_if_missing(self, evidence: Raw) -> None:
        """Note an open enum that the model lacks."""
        self._object(f"open_enums.json, enum {evidence['enum']!a}", "shapes", evidence["enum"])

    def rules(self) -> Iterator[Raw]:
        """The rules, each with the structures that it fits."""
        for rule in self.raw.rules:
            if fits := [name for name in rule["structures"] if self._fits(rule, name)]:
                yield {**rule, "structures": fits}

    def _fits(self, rule: Raw, structure: str) -> bool:
        entry = f"rules.json, rule {rule['name']!a}"
        if self._object(entry, "shapes", structure, "members") is None:
            return False
        made = Rule.from_overlay(rule)
        kinds = {path: self._type_at(structure, path) for path in made.paths()}
        if missing := sorted(path for path, kind in kinds.items() if kind is None):
            names = ", ".join(map(ascii, missing))
            self._note(entry, f"left out, as the model lacks {names} of {structure!a}")
        for path, values in made.stated():
            kind = kinds[path]
            if kind is not None and not {*map(type, values)} <= _TYPES.get(kind, frozenset()):
                text = f"states {values!a} for {path!a} of {structure!a}, which cannot be that"
                self.problems.append(Problem(f"overlays/{self.raw.name}/{entry}", text))
        return not missing

    def _type_at(self, structure: str, path: str) -> str | None:
        """The type of what is in a place of a structure; ``None`` if the model lacks that."""
        name: Any = structure
        for step in Place.of(path).steps:
            inner = "member" if isinstance(step, int) else "value"
            member = ("shapes", name, "members", str(step), "shape")
            name = self._at(member) or self._at(("shapes", name, inner, "shape"))
            if not isinstance(name, str):
                return None
        return str(self._at(("shapes", name, "type")))


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
