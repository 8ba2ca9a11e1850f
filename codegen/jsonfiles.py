"""JSON files: how they are read, and how they are laid out so that git shows each change."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from . import disk
from .problems import fail


def read_json(path: Path) -> Any:
    """The content of a JSON file, which may be gzipped.

    :raises CodegenError: the file cannot be read, or an object in it has a key twice.
    """
    try:
        data = disk.read(path)
        if path.suffix == ".gz":
            with gzip.open(io.BytesIO(data)) as file:
                data = file.read(disk.LARGEST)
        return json.loads(data.decode("utf-8"), object_pairs_hook=_without_duplicates)
    except (OSError, EOFError, ValueError, RecursionError, zlib.error) as error:
        raise fail(path, f"cannot be read: {error}") from error


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        [(key, _)] = Counter(key for key, _ in pairs).most_common(1)
        raise ValueError(f"key {key!a} stands twice")
    return result


def laid_out(value: Any, depth: int, indent: str = "", *, compact: bool = False) -> str:
    """JSON with a line for each entry of its objects, so that a change is a line of a diff.

    :param depth: how many levels of objects are laid out; what is deeper stays in one line.
    :param indent: what each line of the outermost object begins with.
    :param compact: whether what stays in one line has no spaces.
    """
    if not depth or not value or not isinstance(value, Mapping):
        return json.dumps(value, separators=(",", ":") if compact else None)
    lines = (
        f"{indent}{json.dumps(key)}: {laid_out(entry, depth - 1, f'{indent} ', compact=compact)}"
        for key, entry in value.items()
    )
    return "{\n" + ",\n".join(lines) + f"\n{indent[1:]}}}"
