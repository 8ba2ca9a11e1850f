"""The command line: ``python -m emrglue``."""

from ._runtime.cli import entry

entry()
