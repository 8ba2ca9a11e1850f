"""Where a violation is, in wire names: ``jobDriver.hive.query``, ``tags["env"]``, ``states[2]``."""

from __future__ import annotations

from ..violations import shortened


def member_path(path: str, name: str) -> str:
    """The path of a member of a structure."""
    return f"{path}.{name}" if path else name


def key_path(path: str, key: object) -> str:
    """The path of an entry of a map."""
    import json  # takes longer to import than most modules, and a sound value needs no path

    return f"{path}[{json.dumps(key_text(key), ensure_ascii=False)}]"


def key_text(key: object) -> str:
    """The key of a map, or a name, as a path shows it."""
    return (key if isinstance(key, str) else shortened(key))[:60]
