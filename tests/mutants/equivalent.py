"""Mutants that mean the same as the original, each with the reason."""

from __future__ import annotations

from collections.abc import Mapping

from .mutant import Mutant

EQUIVALENT: Mapping[str, Mapping[str, str]] = {"runtime": {}, "generator": {}, "stated": {}}
"""By part and name."""


def decided_elsewhere(mutant: Mutant) -> str:
    """Why a mutant that lives is right to; empty if it is not."""
    listed = {name: reason for part in EQUIVALENT.values() for name, reason in part.items()}
    return listed.get(mutant.name, "")
