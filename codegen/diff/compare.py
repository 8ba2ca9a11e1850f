"""Compare two trees: services, then operations, errors, shapes, paginators and waiters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..ir import Structure
from ..load import Raw
from ..names import member_name, module_name
from ..runtime.shapes.comparison import Effect
from . import shapes
from .reach import Correspondence, errors, operations, starts
from .tree import ModelTree
from .values import Change, Diff, ordered, shown, some


def diff(old: ModelTree, new: ModelTree) -> Diff:
    """Every change between two trees that a caller could notice; documentation is none."""
    changes: list[Change] = []
    for name in old.keys() - new.keys():
        changes.append(_service(name, "service removed", "breaking", "the service is gone"))
    for name in new.keys() - old.keys():
        changes.append(_service(name, "service added", "added", "the service is new"))
    for name in old.keys() & new.keys():
        if old[name] != new[name]:
            changes += _compared(Correspondence(old[name], new[name]))
    return ordered(changes)


def _service(name: str, kind: str, effect: Effect, sentence: str) -> Change:
    return Change(name, name, kind, effect, sentence, python=(str(module_name(name)),))


def _compared(service: Correspondence) -> Iterator[Change]:
    yield from _metadata(service)
    yield from _operations(service)
    yield from _errors(service)
    yield from shapes.changes(service)
    yield from _paginators(service)
    yield from _waiters(service)


# --- the service ----------------------------------------------------------------------------------


def _metadata(service: Correspondence) -> Iterator[Change]:
    """How requests are signed and sent, which is botocore's business and not the caller's."""
    old, new = service.old.model["metadata"], service.new.model["metadata"]
    for key in sorted(old.keys() | new.keys()):
        if old.get(key) != new.get(key):
            sentence = f"how the service is spoken to changed in {shown(key)}"
            yield service.change(
                f"metadata.{key}", "metadata", "neutral", sentence,
                old=old.get(key), new=new.get(key), python=(service.module,),
            )  # fmt: skip


# --- operations -----------------------------------------------------------------------------------


def _operations(service: Correspondence) -> Iterator[Change]:
    old, new = operations(service.old), operations(service.new)
    for name in old.keys() - new.keys():
        gone = service.gone_with(*starts(old[name]))
        yield _of(service, name, "operation removed", "breaking", "is gone", classes=gone)
    for name in new.keys() - old.keys():
        come = service.come_with(*starts(new[name]))
        yield _of(service, name, "operation added", "added", "is new", classes=come)
    for name in service.common_operations:
        if old[name] != new[name]:
            yield from _operation(service, name, old[name], new[name])


def _of(
    service: Correspondence, operation: str, kind: str, effect: Effect, sentence: str, **more: Any
) -> Change:
    python, operations = (service.method(operation),), (operation,)
    return service.change(
        operation, kind, effect, sentence, python=python, operations=operations, **more
    )


def _operation(service: Correspondence, name: str, old: Raw, new: Raw) -> Iterator[Change]:
    yield from _whole_shape(service, name, old, new, "input")
    yield from _whole_shape(service, name, old, new, "output")
    was, becomes = bool(old.get("deprecated")), bool(new.get("deprecated"))
    if was != becomes:
        effect, _, sentence = shapes.DEPRECATION[was]
        kind = f"deprecation {shapes.verb(becomes)}"
        yield _of(service, name, kind, effect, sentence)
    compared = {"input", "output", "errors", "deprecated", "deprecatedSince"}
    for key in sorted((old.keys() | new.keys()) - compared):
        if old.get(key) != new.get(key):
            yield _transport(service, name, key, old.get(key), new.get(key))


def _transport(service: Correspondence, name: str, key: str, old: Any, new: Any) -> Change:
    """A copy that was generated before calls the wrong address; of other traits nothing is seen."""
    moved = key == "http" and any(
        (old or {}).get(part) != (new or {}).get(part) for part in ("method", "requestUri")
    )
    effect: Effect = "breaking" if moved else "neutral"
    sentence = f"how it is sent changed in {shown(key)}"
    return _of(service, name, key, effect, sentence, old=old, new=new)


def _whole_shape(
    service: Correspondence, name: str, old: Raw, new: Raw, key: str
) -> Iterator[Change]:
    """An input or output that appeared or went; what changed inside is found pair by pair."""
    what = "arguments" if key == "input" else "result"
    if key in old and key not in new:
        gone = service.gone_with(old[key]["shape"])
        yield _of(service, name, f"{key} removed", "breaking", f"has no {what} now", classes=gone)
    if key in new and key not in old:
        shape = service.new_shapes[new[key]["shape"]]
        needed = isinstance(shape, Structure) and any(m.needed for m in shape.members)
        effect: Effect = "breaking" if key == "input" and needed else "added"
        come = service.come_with(new[key]["shape"])
        yield _of(service, name, f"{key} added", effect, f"has {what} now", classes=come)


# --- errors ---------------------------------------------------------------------------------------


def _errors(service: Correspondence) -> Iterator[Change]:
    """One change per error, listing the operations that raise it no more or raise it now."""
    changed: dict[tuple[str, bool], list[str]] = {}
    for name in service.common_operations:
        old, new = ({*errors(operations(side)[name])} for side in (service.old, service.new))
        for error in sorted(old ^ new):
            changed.setdefault((error, error in new), []).append(name)
    for (error, is_new), names in changed.items():
        yield service.change(
            error,
            "error added" if is_new else "error removed",
            "added" if is_new else "breaking",
            f"is {'raised now' if is_new else 'no longer raised'} by {some(names)}",
            python=(service.class_(error),),
            classes=service.come_with(error) if is_new else service.gone_with(error),
            operations=tuple(names),
        )


# --- paginators and waiters -----------------------------------------------------------------------


def _paginators(service: Correspondence) -> Iterator[Change]:
    for name, old, new in _entries(service.old.paginators, service.new.paginators):
        python = f"{service.module}.Client.iter_{member_name(name)}"
        if operations(service.old).keys() & operations(service.new).keys() >= {name}:
            effect: Effect = _entry_effect(old, new)
            if effect == "neutral" and old.get("result_key") != new.get("result_key"):
                effect = "breaking"
            yield _entry(service, name, "paginator", effect, old, new, python)


def _waiters(service: Correspondence) -> Iterator[Change]:
    """Only where both sides have some: a snapshot's are written by hand and botocore has none."""
    if service.old.waiters and service.new.waiters:
        for name, old, new in _entries(service.old.waiters, service.new.waiters):
            python = f"{service.module}.Client.wait_until_{member_name(name)}"
            yield _entry(service, name, "waiter", _entry_effect(old, new), old, new, python)


def _entries(old: Raw, new: Raw) -> Iterator[tuple[str, Any, Any]]:
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            yield name, old.get(name), new.get(name)


def _entry_effect(old: Any, new: Any) -> Effect:
    if old is None or new is None:
        return "added" if old is None else "breaking"
    return "neutral"


def _entry(
    service: Correspondence,
    name: str,
    kind: str,
    effect: Effect,
    old: Raw | None,
    new: Raw | None,
    python: str,
) -> Change:
    verb = "added" if old is None else "removed" if new is None else "changed"
    sentence = {"changed": "changed", "removed": "is gone", "added": "is new"}[verb]
    if verb == "changed" and effect == "breaking":
        sentence = f"yields {_items(new or {})} and no longer {_items(old or {})}"
    return service.change(
        name,
        f"{kind} {verb}",
        effect,
        f"the {kind} {sentence}",
        old=old,
        new=new,
        python=(python,),
        operations=(str((new or old or {}).get("operation", name)),),
    )


def _items(paginator: Raw) -> str:
    """The members of the response whose entries a paginator yields."""
    keys = paginator.get("result_key") or []
    return ", ".join(map(shown, keys if isinstance(keys, list) else [keys])) or "nothing"
