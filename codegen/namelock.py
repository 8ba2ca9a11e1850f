"""The names that a package has, kept beside it, so that a regeneration never changes one silently.

``_names.json`` maps wire names to Python names for everything public. The next run keeps those
names; what is new gives way to them. A name that cannot be kept is an error, which is accepted by
taking its entry out of the file.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from .jsonfiles import laid_out, read_json
from .names import Names, class_name, constant_name, member_name, module_name
from .problems import Problem, refuse
from .source import Identifier

FILE = "_names.json"

_MAKERS: Mapping[str, Callable[[str], str]] = {
    "operations": member_name,
    "iterators": lambda wire: f"iter_{member_name(wire)}",
    "waits": lambda wire: f"wait_until_{module_name(wire)}",
    "classes": class_name,
    "shapes": class_name,
    "members": member_name,
    "enum_members": constant_name,
}
"""What something would be called by itself, by the part of :class:`Names` that has its name."""
_TOGETHER = {"iterators": "operations", "waits": "operations", "shapes": "classes"}
"""Parts whose names have to differ from those of another part, too."""
_ADVICE = "take the file from version control again, or delete it to have every name chosen anew"


def read(target: Path) -> dict[str, Names]:
    """The names of the package that stands in ``target``, by service; none if none stands there.

    :raises CodegenError: the file is there and is not a list of names, as after a bad merge.
    """
    path = target / FILE
    content = read_json(path) if path.exists() else {}
    refuse(Problem(f"{path}{place}", f"{wrong}; {_ADVICE}") for place, wrong in _mistakes(content))
    return {service: Names(**_identifiers(entry)) for service, entry in content.items()}


def _identifiers(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: _identifiers(value) for key, value in part.items()}
    return Identifier(part)


def _mistakes(content: Any) -> Iterator[tuple[str, str]]:
    """The places of the file that are wrong, each with what is wrong there."""
    if not isinstance(content, dict):
        yield "", "must hold an object"
        return
    for service, entry in content.items():
        try:
            scopes = _scopes(entry)
        except (AttributeError, TypeError):
            known = ", ".join((*_MAKERS, "error_base"))
            yield f": {service}", f"must map wire names to Python names ({known})"
        else:
            for place, names in scopes.items():
                if wrong := _mistake(names.values()):
                    yield f": {service}.{place}", wrong


def _mistake(names: Iterable[str]) -> str | None:
    """What is wrong with names that have to differ from each other, if anything is."""
    for name, count in Counter(names).items():
        try:
            Identifier(name)
        except ValueError as error:
            return str(error)
        if name.startswith("_"):
            return f"{name} begins with an underscore, which only names of the generated code do"
        if count > 1:
            return f"{name} stands twice"
    return None


def _scopes(entry: Any) -> dict[str, dict[str, str]]:
    """The names of a service by wire name, by the part or the owner that they belong to.

    :raises TypeError: the entry is not as :class:`Names` has it; or an ``AttributeError``.
    """
    scopes = {"": {"error_base": entry["error_base"]} if entry.get("error_base") else {}}
    for part in entry.keys() - {"error_base"}:
        if part in ("members", "enum_members"):
            scopes |= {f"{part}.{owner}": {**names} for owner, names in entry[part].items()}
        else:
            scopes[part] = {**entry[part]}
    if entry.keys() - {*_MAKERS, "error_base"} or not all(
        isinstance(name, str) for names in scopes.values() for name in names.values()
    ):
        raise TypeError
    return scopes


def _by_place(names: Names) -> dict[str, str]:
    return {
        f"{place}.{wire}".lstrip("."): name
        for place, scope in _scopes(_parts(names)).items()
        for wire, name in scope.items()
    }


def renamed(path: Path, service: str, lock: Names, names: Names) -> list[Problem]:
    """The names that would not be what they were."""
    before, now = _by_place(lock), _by_place(names)
    return [
        Problem(
            f"{path}: {service}.{place}",
            f"{before[place]} would become {now[place]}, as the generated code needs the old name "
            f"itself now; take the entry out to accept that",
        )
        for place in sorted(before.keys() & now.keys())
        if before[place] != now[place]
    ]


def exchanged(path: Path, service: str, names: Names) -> Iterator[Problem]:
    """The names that something else would have by itself, and lost to them by hand.

    Code that uses such a name would change its meaning without a word. A name that only gave way,
    which is near the one that its owner would have by itself, is not reported.
    """
    for scope in _side_by_side(names).values():
        moved = {place: own for place, (name, own) in scope.items() if not _is_near(name, own)}
        owners = {own: place for place, own in moved.items()}
        for place in sorted(moved):
            name = scope[place][0]
            if name in owners:
                yield Problem(
                    f"{path}: {service}.{place}",
                    f"{name} is the name that {owners[name]} has by itself, and code that uses it "
                    "would change its meaning; choose one that nothing else there would have",
                )


def _side_by_side(names: Names) -> dict[str, dict[str, tuple[str, str]]]:
    """The names that have to differ from each other, by place: each with the name that its owner
    would have by itself."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for place, scope in _scopes(_parts(names)).items():
        make = _MAKERS.get(place.partition(".")[0], str)
        found.setdefault(_TOGETHER.get(place, place), {}).update(
            {f"{place}.{wire}": (name, make(wire)) for wire, name in scope.items() if place}
        )
    return found


def _is_near(name: str, own: str) -> bool:
    """Whether one of two names is the other, or gave way."""
    stem = own.rstrip("_")
    return name.startswith(stem) and _GAVE_WAY.fullmatch(name, len(stem)) is not None


_GAVE_WAY = re.compile(r"(_\d*)?")
"""What a name ends with that gave way to another."""


def to_bytes(entries: Mapping[str, str]) -> bytes:
    """The file, from the entry of each service."""
    services = [f"{json.dumps(service)}: {text}" for service, text in entries.items()]
    return ("{\n" + ",\n".join(services) + "\n}\n").encode()


def entry(names: Names) -> str:
    """What the file says of a service: a line for each name, or for each class and its members."""
    parts = _parts(names).items()
    ordered = {k: dict(sorted(v.items())) if isinstance(v, dict) else v for k, v in parts}
    return laid_out(ordered, 2, " ")


def _parts(names: Names) -> dict[str, Any]:
    return attrs.asdict(names, recurse=False)
