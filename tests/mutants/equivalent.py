"""Mutants that mean the same as the original, each with the reason."""

from __future__ import annotations

from collections.abc import Mapping

EQUIVALENT: Mapping[str, Mapping[str, str]] = {"runtime": {}, "generator": {}}
"""Of the code, by part and name."""
