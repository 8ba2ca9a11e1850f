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
from .values import Change, Diff, came_or_went, differing, ordered, shown, some


def diff(old: ModelTree, new: ModelTree) -> Diff:
    """Every change between two trees that a caller could notice; not those of documentation."""
    changes: list[Change] = []
    for name, was, becomes in differing(old, new):
        if was is not None and becomes is not None:
            changes += _compared(Correspondence(was, becomes))
        else:
            kind, effect, sentence = came_or_went("service", new=was is None)
            python = (str(module_name(name)),)
            changes.append(
                Change(name, name, kind, effect, f"the service {sentence}", None, None, python)
            )
    return ordered(changes)


def _compared(service: Correspondence) -> Iterator[Change]:
    yield from _metadata(service)
    yield from _operations(service)
    yield from _errors(service)
    yield from shapes.changes(service)
    yield from _paginators(service)
    yield from _waiters(service)


def _metadata(service: Correspondence) -> Iterator[Change]:
    """How requests are signed and sent, which is botocore's business and not the caller's."""
    metadata = (side.model["metadata"] for side in (service.old, service.new))
    for key, old, new in differing(*metadata):
        yield service.change(
            f"metadata.{key}", "metadata", "neutral",
            f"how the service is spoken to changed in {shown(key)}",
            old=old, new=new, python=(service.module,),
        )  # fmt: skip


# --- operations -----------------------------------------------------------------------------------


def _operations(service: Correspondence) -> Iterator[Change]:
    for name, old, new in differing(operations(service.old), operations(service.new)):
        if old is not None and new is not None:
            yield from _operation(service, name, old, new)
        else:
            is_new = old is None
            [there] = (each for each in (old, new) if each is not None)
            classes = service.classes(starts(there), new=is_new)
            yield _of(service, name, *came_or_went("operation", new=is_new), classes=classes)


def _of(
    service: Correspondence, operation: str, kind: str, effect: Effect, sentence: str, **more: Any
) -> Change:
    python, operations = (service.method(operation),), (operation,)
    return service.change(
        operation, kind, effect, sentence, python=python, operations=operations, **more
    )


def _operation(service: Correspondence, name: str, old: Raw, new: Raw) -> Iterator[Change]:
    for key, was, becomes in differing(old, new):
        if key in ("input", "output"):
            if was is None or becomes is None:  # else what changed inside is found pair by pair
                [there] = (each for each in (was, becomes) if each is not None)
                yield _input_or_output(service, name, key, there["shape"], was is None)
        elif key == "deprecated":
            for kind, (effect, _, sentence) in shapes.flag("deprecated", was, becomes):
                yield _of(service, name, kind, effect, sentence)
        elif key not in ("errors", "deprecatedSince"):
            yield _transport(service, name, key, was, becomes)


def _transport(service: Correspondence, name: str, key: str, old: Any, new: Any) -> Change:
    """A copy that was generated before calls the wrong address; of other traits nothing is seen."""
    moved = key == "http" and any(
        (old or {}).get(part) != (new or {}).get(part) for part in ("method", "requestUri")
    )
    effect: Effect = "breaking" if moved else "neutral"
    sentence = f"how it is sent changed in {shown(key)}"
    return _of(service, name, key, effect, sentence, old=old, new=new)


def _input_or_output(
    service: Correspondence, name: str, key: str, shape: str, is_new: bool
) -> Change:
    kind, effect, _ = came_or_went(key, new=is_new)
    what = "arguments" if key == "input" else "result"
    if is_new and key == "input":
        structure = service.new_shapes[shape]
        assert isinstance(structure, Structure)
        effect = "breaking" if any(member.needed for member in structure.members) else "added"
    sentence = f"has {what} now" if is_new else f"has no {what} now"
    classes = service.classes([shape], new=is_new)
    return _of(service, name, kind, effect, sentence, classes=classes)


# --- errors ---------------------------------------------------------------------------------------


def _errors(service: Correspondence) -> Iterator[Change]:
    """One change per error, listing the operations that no longer raise it, or raise it now."""
    changed: dict[tuple[str, bool], list[str]] = {}
    for name in service.common_operations:
        old, new = ({*errors(operations(side)[name])} for side in (service.old, service.new))
        for error in sorted(old ^ new):
            changed.setdefault((error, error in new), []).append(name)
    for (error, is_new), names in changed.items():
        kind, effect, _ = came_or_went("error", new=is_new)
        yield service.change(
            error,
            kind,
            effect,
            f"is {'raised now' if is_new else 'no longer raised'} by {some(names)}",
            python=(service.class_(error),),
            classes=service.classes([error], new=is_new),
            operations=tuple(names),
        )


# --- paginators and waiters -----------------------------------------------------------------------


def _paginators(service: Correspondence) -> Iterator[Change]:
    for name, old, new in differing(service.old.paginators, service.new.paginators):
        if name in service.common_operations:
            yield _entry(service, "paginator", name, name, old, new, f"iter_{member_name(name)}")


def _waiters(service: Correspondence) -> Iterator[Change]:
    """Only if both sides have some: a snapshot's are written by hand and botocore has none."""
    if service.old.waiters and service.new.waiters:
        for name, old, new in differing(service.old.waiters, service.new.waiters):
            operation = str((new or old or {}).get("operation", name))
            method = f"wait_until_{member_name(name)}"
            yield _entry(service, "waiter", name, operation, old, new, method)


def _entry(
    service: Correspondence,
    what: str,
    name: str,
    operation: str,
    old: Raw | None,
    new: Raw | None,
    method: str,
) -> Change:
    """A change of a paginator or waiter, either of which is a method of the client."""
    if old is None or new is None:
        kind, effect, sentence = came_or_went(what, new=old is None)
    elif what == "paginator" and old.get("result_key") != new.get("result_key"):
        kind, effect = f"{what} changed", "breaking"
        sentence = f"yields {_items(new)} and no longer {_items(old)}"
    else:
        kind, effect, sentence = f"{what} changed", "neutral", "changed"
    return service.change(
        name,
        kind,
        effect,
        f"the {what} {sentence}",
        old=old,
        new=new,
        python=(f"{service.module}.Client.{method}",),
        operations=(operation,),
    )


def _items(paginator: Raw) -> str:
    """The members of the response whose entries a paginator yields."""
    keys = paginator.get("result_key") or []
    return ", ".join(map(shown, keys if isinstance(keys, list) else [keys])) or "nothing"
