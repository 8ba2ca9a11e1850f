# Copied by emrglue-codegen 0.1.0.
# Do not edit: `emrglue-codegen generate` writes it anew, `emrglue-codegen check` compares it.
"""States that services report, as far as waits and job runs share them."""

from __future__ import annotations


class UnknownStateWarning(UserWarning):
    """A service reported a state that this version does not know; waiting goes on."""
