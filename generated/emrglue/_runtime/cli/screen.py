# Copied by emrglue-codegen 0.1.0.
# Do not edit: `emrglue-codegen generate` writes it anew, `emrglue-codegen check` compares it.
"""What is printed, where: results to stdout, messages to stderr, colour where it is wanted."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console


def emit(text: str) -> None:
    """Write to stdout; a reader that has gone away ends the output, not the command."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        close_quietly()


def close_quietly() -> None:
    """Let the rest of stdout go nowhere, so that the interpreter's last flush cannot fail."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def note(text: str) -> None:
    """Write a message to stderr."""
    with suppress(BrokenPipeError):
        print(text, file=sys.stderr, flush=True)


def wants_color(choice: str, stream: TextIO) -> bool:
    """Whether to use colour: ``on``, ``off``, or ``auto``: a terminal without ``NO_COLOR``."""
    if choice != "auto":
        return choice == "on"
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def console(choice: str = "auto", stream: TextIO | None = None) -> Console:
    """A rich console for a stream (stdout by default), as wide as the terminal, else 100."""
    from rich.console import Console

    target = stream or sys.stdout
    colored = wants_color(choice, target)
    return Console(
        file=target,
        force_terminal=True if colored else None,
        no_color=not colored,
        color_system="standard" if colored else None,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
        width=None if target.isatty() or "COLUMNS" in os.environ else 100,
    )


def prepare() -> None:
    """Characters that the terminal's encoding does not have are escaped instead of an error."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
