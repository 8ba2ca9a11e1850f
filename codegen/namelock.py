"""The names that a package has, kept beside it, so that a regeneration never changes one silently.

``_names.json`` maps wire names to Python names for everything public. The next run keeps those
names; what is new gives way to them. A name that cannot be kept is an error, and accepted by taking
its entry out of the file.
"""

from __future__ import annotations

import json
import keyword
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from .load import read_json
from .names import Lock, Names, class_name, constant_name, member_name, module_name
from .problems import Problem, refuse

FILE = "_names.json"

_FLAT = ("operations", "iterators", "waits", "classes", "shapes")
_NESTED = ("members", "enum_members")
_PLACES = (*_FLAT, "error_base", *_NESTED)


def read(target: Path) -> dict[str, Lock]:
    """The names of the package that stands in ``target``, by service; none where none stands there.

    :raises CodegenError: the file is there and is no list of names, as after a bad merge.
    """
    path = target / FILE
    if not path.exists():
        return {}
    content = read_json(path)
    refuse(_wrong(path, content))
    return {service: Lock(**entry) for service, entry in content.items()}


def _wrong(path: Path, content: Any) -> Iterator[Problem]:
    if not isinstance(content, dict):
        yield Problem(str(path), f"must hold an object; {_ADVICE}")
        return
    for service, entry in content.items():
        for place, names in _scopes(entry):
            wrong = _scope_error(names)
            if wrong:
                yield Problem(f"{path}: {service}{place}", f"{wrong}; {_ADVICE}")


_ADVICE = "take the file from version control again, or delete it to have every name chosen anew"


def _scopes(entry: Any) -> Iterator[tuple[str, Any]]:
    """The sets of names that must not meet, each with its place."""
    if not isinstance(entry, dict) or entry.keys() - _PLACES:
        yield "", None
        return
    for kind in _FLAT:
        yield f".{kind}", entry.get(kind, {})
    yield ".error_base", {"": entry["error_base"]} if entry.get("error_base") else {}
    for kind in _NESTED:
        owners = entry.get(kind, {})
        if not isinstance(owners, dict):
            yield f".{kind}", None
        else:
            yield from ((f".{kind}.{owner}", names) for owner, names in owners.items())


def _scope_error(names: Any) -> str | None:
    if not isinstance(names, dict) or not all(isinstance(name, str) for name in names.values()):
        return f"must map wire names to Python names ({', '.join(_PLACES)})"
    for name in names.values():
        if not (name.isascii() and name.isidentifier()) or keyword.iskeyword(name):
            return f"{name!a} is no usable Python name"
        if name.startswith("_"):
            return (
                f"{name} begins with an underscore, as only names of the generated code itself do"
            )
    twice = [name for name, count in Counter(names.values()).items() if count > 1]
    return f"{twice[0]} stands twice" if twice else None


def renamed(path: Path, service: str, lock: Lock | None, names: Names) -> list[Problem]:
    """The names that would not be what they were."""
    if lock is None:
        return []
    before, now = _flattened(lock), _flattened(names.locked())
    return [
        Problem(
            f"{path}: {service}.{place}",
            f"{before[place]} would become {now[place]}, for the generated code needs the old name "
            f"itself now; take the entry out to accept that",
        )
        for place in sorted(before.keys() & now.keys())
        if before[place] != now[place]
    ]


def exchanged(path: Path, service: str, names: Names) -> Iterator[Problem]:
    """The names that something else would have by itself, and lost to them by hand.

    Code that uses such a name would change its meaning without a word. A name that was only given
    way to, which is near the one that its owner would have by itself, is no such case.
    """
    for scope in _meeting(names.locked()):
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


def _meeting(given: Lock) -> Iterator[dict[str, tuple[str, str]]]:
    """The sets of names that stand side by side: each with what it would be by itself."""
    together: tuple[dict[str, Callable[[str], str]], ...] = (
        {
            "operations": member_name,
            "iterators": lambda wire: f"iter_{member_name(wire)}",
            "waits": lambda wire: f"wait_until_{module_name(wire)}",
        },
        {"classes": class_name, "shapes": class_name},
    )
    for kinds in together:
        yield {
            f"{kind}.{wire}": (name, make(wire))
            for kind, make in kinds.items()
            for wire, name in getattr(given, kind).items()
        }
    for kind, make in (("members", member_name), ("enum_members", constant_name)):
        for owner, names in getattr(given, kind).items():
            yield {f"{kind}.{owner}.{wire}": (name, make(wire)) for wire, name in names.items()}


def _is_near(name: str, own: str) -> bool:
    """Whether one of two names is the other, or gave way."""
    return re.fullmatch(rf"{re.escape(own.rstrip('_'))}(_|_\d+)?", name) is not None


def _flattened(lock: Lock) -> dict[str, str]:
    flat = {f"{kind}.{wire}": name for kind in _FLAT for wire, name in getattr(lock, kind).items()}
    for kind in _NESTED:
        for owner, names in getattr(lock, kind).items():
            flat |= {f"{kind}.{owner}.{wire}": name for wire, name in names.items()}
    return flat | ({"error_base": lock.error_base} if lock.error_base else {})


def to_bytes(entries: Mapping[str, str]) -> bytes:
    """The file, from the entry of each service."""
    services = [f"{json.dumps(service)}: {text}" for service, text in entries.items()]
    return ("{\n" + ",\n".join(services) + "\n}\n").encode()


def entry(names: Names) -> str:
    """What the file says of a service: a line for each name, or for each class and its members."""
    parts = attrs.asdict(names.locked())
    return _lines(f" {json.dumps(kind)}: {_part(parts[kind])}" for kind in _PLACES)


def _part(value: Any) -> str:
    if not isinstance(value, dict):
        return json.dumps(value)
    return _lines(f"  {json.dumps(key)}: {json.dumps(value[key])}" for key in sorted(value))


def _lines(lines: Iterable[str]) -> str:
    text = ",\n".join(lines)
    return f"{{\n{text}\n }}" if text else "{}"
