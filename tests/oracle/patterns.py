"""The patterns of the installed botocore."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import botocore

UNLIMITED = 100_000
"""The length tried where the shape states no ``max``."""


@attrs.frozen
class Use:
    """One shape that states a pattern."""

    service: str
    shape: str
    pattern: str
    longest: int | None
    """The shape's ``max`` in code points."""
    shortest: int = 0
    """The shape's ``min``."""

    @property
    def most(self) -> float:
        """The greatest length; infinite if none is stated."""
        return float("inf") if self.longest is None else self.longest


def uses(services: tuple[str, ...] | None = None) -> list[Use]:
    """All shapes with a pattern, of the newest API version of each service."""
    root = Path(botocore.__file__).parent / "data"
    folders = sorted(
        f for f in root.iterdir() if f.is_dir() and (not services or f.name in services)
    )
    return [use for folder in folders for use in _uses(folder)]


def longest_uses(found: list[Use]) -> list[Use]:
    """Each pattern once, at the shape that allows the longest values."""
    ordered = sorted(found, key=lambda use: UNLIMITED if use.longest is None else use.longest)
    return list({use.pattern: use for use in ordered}.values())


def _uses(folder: Path) -> Iterator[Use]:
    versions = sorted(p for p in folder.iterdir() if any(p.glob("service-2.json*")))
    if versions:
        for name, shape in _shapes(next(versions[-1].glob("service-2.json*"))).items():
            if "pattern" in shape:
                yield Use(
                    folder.name, name, shape["pattern"], shape.get("max"), shape.get("min", 0)
                )


def _shapes(path: Path) -> dict[str, dict[str, Any]]:
    raw = path.read_bytes()
    model = json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)
    return dict(model["shapes"])
