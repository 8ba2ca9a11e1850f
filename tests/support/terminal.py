"""Runs a command in a terminal of its own, as a person would see it."""

from __future__ import annotations

import os
import select
import struct
import subprocess
import time
from collections.abc import Mapping, Sequence

STEP = 0.05
"""Seconds between two looks."""


class Terminal:
    """A command in a pseudo-terminal."""

    def __init__(
        self,
        command: Sequence[str],
        env: Mapping[str, str],
        columns: int = 80,
        colored: bool = True,
        rows: int = 2000,
    ) -> None:
        import fcntl
        import termios

        self._ours, theirs = os.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        unset = {"COLUMNS", "LINES", "NO_COLOR"}  # readline sets the size of another terminal
        size = {key: text for key, text in env.items() if key not in unset}
        self.process = subprocess.Popen(
            command,
            env={**size, "TERM": "xterm" if colored else "dumb"},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        self.seen = ""

    def type(self, text: str) -> None:
        """Press keys."""
        os.write(self._ours, text.encode())

    def read_until(self, text: str, seconds: float = 60) -> str:
        """Everything shown so far, once a text is there.

        :raises AssertionError: it never came.
        """
        end = time.monotonic() + seconds
        while text not in self.seen and self._read(end):
            pass
        assert text in self.seen, self.seen
        return self.seen

    def rest(self) -> str:
        """Everything that was shown until the command ended."""
        end = time.monotonic() + 60
        while self._read(end):
            pass
        self.process.wait(60)
        return self.seen.replace("\r\n", "\n")

    def close(self) -> None:
        """End the command."""
        self.process.kill()
        self.process.wait(60)
        os.close(self._ours)

    def _read(self, end: float) -> bool:
        """Whether there may be more."""
        while time.monotonic() < end:
            if select.select([self._ours], [], [], STEP)[0]:
                try:
                    found = os.read(self._ours, 65536)
                except OSError:  # the command has closed its side
                    return False
                self.seen += found.decode(errors="replace")
                return bool(found)
        return False
