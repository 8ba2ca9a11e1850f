"""Printing: results to stdout, messages to stderr, in colour if it is wanted."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, TextIO

from .. import visible
from .exits import OTHER, Failure

if TYPE_CHECKING:
    from rich.console import Console

BOLD, DIM, RED, GREEN, YELLOW, CYAN = "1", "2", "31", "32", "33", "1;36"

_ENDLESS: Final = 1_000_000
"""The width of a file or pipe: lines are not wrapped, so that ``grep`` finds whole entries."""


def prepare() -> None:
    """Make the standard streams safe to use: characters that the terminal's encoding lacks are
    escaped, and a closed stream is replaced, so that no file or socket gets its number."""
    while (spare := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(spare)
    closed = [name for name in ("stdin", "stdout", "stderr") if getattr(sys, name) is None]
    for name in closed:
        mode = "r" if name == "stdin" else "w"
        setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115
    if "stdout" in closed:
        note("emrglue: stdout is closed: what is printed goes nowhere")
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def emit(text: str) -> None:
    """Write to stdout; a reader that has gone away ends the output, not the command."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        close_quietly()
    except OSError as error:
        close_quietly()
        raise Failure(f"cannot write to stdout: {error.strerror}", OTHER) from None


def close_quietly() -> None:
    """Let the rest of stdout go nowhere, so that the interpreter's last flush cannot fail."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def note(text: str, mark: str = "") -> None:
    """Write a message to stderr, with nothing in it that steers a terminal.

    :param mark: what begins the line, such as "error:"; it is shown in red.
    """
    shown = f"emrglue: {painted(mark, RED, wants_color('auto', sys.stderr))} " if mark else ""
    with suppress(OSError):
        print(shown + visible.lines(text), file=sys.stderr, flush=True)


def is_attended() -> bool:
    """Whether a person at a terminal can answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(question: str) -> str:
    """Ask the person at the terminal."""
    print(visible.lines(question), end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().rstrip("\n")


def wants_color(choice: str, stream: TextIO) -> bool:
    """Whether to use colour: ``on``, ``off``, or ``auto``: a terminal without ``NO_COLOR``."""
    if choice != "auto":
        return choice == "on"
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def painted(text: str, code: str, colored: bool) -> str:
    """Text in a colour of the terminal."""
    return f"\x1b[{code}m{text}\x1b[0m" if colored and code and text else text


def width(stream: TextIO) -> int:
    """The columns of the terminal, or what ``COLUMNS`` says; else lines are never wrapped."""
    with suppress(KeyError, ValueError):
        return max(40, int(os.environ["COLUMNS"]))
    with suppress(OSError, ValueError):
        return max(40, os.get_terminal_size(stream.fileno()).columns)
    return _ENDLESS


class Page:
    """A screen of help: paragraphs and lists, wrapped for the terminal, in its colours.

    :param color: ``on``, ``off``, ``auto``.
    """

    def __init__(self, color: str = "auto") -> None:
        self.colored = wants_color(color, sys.stdout)
        self.width = width(sys.stdout)
        self.lines: list[str] = []

    def heading(self, text: str) -> None:
        """A line in bold after an empty one."""
        self.lines += [""] * bool(self.lines)
        self.lines.append(painted(visible.line(text), BOLD, self.colored))

    def text(self, text: str, indent: int = 2, style: str = "") -> None:
        """Paragraphs, one a line of the text."""
        for paragraph in text.split("\n"):
            for line in self._wrapped(paragraph, self.width - indent):
                self.lines.append(" " * indent + painted(line, style, self.colored))

    def title(self, indent: int, *words: tuple[str, str]) -> None:
        """One line of words, each in a style; never wrapped."""
        shown = [painted(visible.line(word), style, self.colored) for word, style in words if word]
        self.lines.append(" " * indent + "  ".join(shown))

    def command(self, words: Iterable[str]) -> None:
        """A command line to copy, on several lines if one is too narrow."""
        shown = [visible.line(word) for word in words]
        line = f"  $ {' '.join(shown)}"
        if len(line) > self.width:
            line = "  $ " + " \\\n      ".join(shown)
        self.lines.append(line)

    def section(self, title: str, rows: Iterable[tuple[str, str]]) -> None:
        """A heading and names, with explanations beside them, or below those that are long; nothing
        if there are no rows."""
        if not (entries := [(visible.line(name), text) for name, text in rows]):
            return
        self.heading(title)
        longest = min(max(len(name) for name, _ in entries), max(30, self.width // 3))
        hanging = "\n" + " " * (longest + 4)
        for name, text in entries:
            first = f"  {painted(name, CYAN, self.colored)}"
            lines = self._wrapped(text, self.width - longest - 4)
            gap = " " * (longest - len(name) + 2) if len(name) <= longest else hanging
            self.lines.append(first + (gap + hanging.join(lines) if lines else ""))

    def _wrapped(self, text: str, columns: int) -> list[str]:
        import textwrap  # takes longer to import than most commands need

        return textwrap.wrap(visible.line(text), columns, break_on_hyphens=False)

    def show(self) -> None:
        """Print it."""
        show("\n".join(self.lines) + "\n")


def show(text: str) -> None:
    """Print text, in a pager if it does not fit the terminal and there is one.

    A dumb terminal cannot turn pages.
    """
    pager = os.environ.get("AWS_PAGER", os.environ.get("PAGER", "less"))
    if pager and sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb":
        import shutil  # these two take longer to import than most commands need
        import subprocess

        if text.count("\n") >= shutil.get_terminal_size().lines:
            environment = {"LESS": "FRX", **os.environ}
            content = text.encode(sys.stdout.encoding, "backslashreplace")
            with suppress(OSError, subprocess.CalledProcessError):
                subprocess.run(pager, shell=True, input=content, env=environment, check=True)
                return
    emit(text)


def console(choice: str = "auto", stream: TextIO | None = None) -> Console:
    """A rich console for a stream (stdout by default), as wide as the terminal, else 100."""
    from rich.console import Console

    target = stream or sys.stdout
    colored = wants_color(choice, target)
    columns = width(target)
    # rich would read the size itself, take 0 as it is, and fail at a number such as ²
    settings: dict[str, Any] = {"width": 100 if columns == _ENDLESS else columns, "height": 25}
    if colored:
        settings |= {"force_terminal": True, "color_system": "standard"}
    settings |= dict.fromkeys(("highlight", "markup", "emoji"), False)
    return Console(file=target, no_color=not colored, **settings)
