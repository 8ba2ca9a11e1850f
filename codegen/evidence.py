"""Which enums AWS has extended: ``models update`` adds what it sees to what is known.

An enum that was extended before may be extended again, so it is open; one of a service of which
this is known, and that never was, is closed (``overlays/<service>/open_enums.json``).
"""

from __future__ import annotations

import json
from itertools import chain
from pathlib import Path

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
    old = model(newest(models, service))["shapes"]
    known = {entry["enum"]: entry for entry in entries}
    origin = {
        "reason": "AWS extended it after it was introduced.",
        "source": f"botocore, botocore/data/{service}/*/service-2.json of these releases",
    }
    for name, shape in new["shapes"].items():
        before = old.get(name, {}).get("enum", ())
        entry = known.get(name, {"enum": name, "added": {}, **origin})
        seen = {*before, *chain(*entry["added"].values())}
        fresh = [value for value in shape.get("enum", ()) if value not in seen]
        if before and fresh:
            known[name] = {**entry, "added": {**entry["added"], f"botocore {release}": fresh}}
    if [*known.values()] == [*entries]:
        return {}
    text = json.dumps([known[name] for name in sorted(known)], indent=2)
    return {f"overlays/{service}/open_enums.json": f"{text}\n".encode()}
