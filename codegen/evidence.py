"""Which enums AWS has extended: ``models update`` adds what it sees to what is known.

An enum that was extended before may be extended again, so it is open; one of a service of which
this is known, and that never was, is closed (``overlays/<service>/open_enums.json``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .load import Raw, model, newest, open_enums, services_in


def extended(models: Path, service: str, new: Raw, release: str) -> dict[str, bytes]:
    """The evidence with what an update adds to the enums of a service, if that is anything.

    A service without evidence gets none: it would close the enums of which nothing is known.

    :param new: the model that will take the place of the one in ``models``.
    :param release: the release of botocore that it is from.
    :return: the file by its path relative to ``models``.
    """
    entries = open_enums(models / "overlays" / service)
    if entries is None or service not in services_in(models):
        return {}
    old = model(newest(models, service))
    known: dict[str, Any] = {entry["enum"]: dict(entry) for entry in entries}
    for name, values in _added(old, new):
        entry = known.setdefault(
            name,
            {
                "enum": name,
                "added": {},
                "reason": "AWS extended it after it was introduced.",
                "source": f"botocore, botocore/data/{service}/*/service-2.json of these releases",
            },
        )
        recorded = {value for some in entry["added"].values() for value in some}
        if fresh := [value for value in values if value not in recorded]:
            entry["added"] = {**entry["added"], f"botocore {release}": fresh}
    found = [known[name] for name in sorted(known) if known[name]["added"]]
    if found == [*entries]:
        return {}
    text = json.dumps(found, indent=2)
    return {f"overlays/{service}/open_enums.json": f"{text}\n".encode()}


def _added(old: Raw, new: Raw) -> Iterator[tuple[str, list[str]]]:
    """The enums that both models have, with the values that only the new one has."""
    for name, shape in new["shapes"].items():
        before = old["shapes"].get(name, {}).get("enum", [])
        values = [value for value in shape.get("enum", ()) if value not in before]
        if before and values:
            yield name, values
