"""Exit codes, as the AWS CLI has them, and the exception that ends a command with one."""

from __future__ import annotations

from typing import Final

OK: Final = 0
FOUND: Final = 1  # validate found something; --wait saw a failure
CANCELLED: Final = 2  # --wait saw the run cancelled
TIMED_OUT: Final = 3
INTERRUPTED: Final = 130  # 128 and the number of SIGINT
USAGE: Final = 252  # a parameter is wrong; nothing was sent
CONFIGURATION: Final = 253  # no region, no credentials, no such profile; nothing was sent
SERVICE: Final = 254  # the service answered with an error
OTHER: Final = 255  # anything else: no connection, for example


class Failure(Exception):
    """Ends the command: one message for stderr (what is wrong, where, and what to do), and an exit
    code. Every function of the command line may raise it."""

    def __init__(self, message: str, code: int = USAGE) -> None:
        super().__init__(message)
        self.message, self.code = message, code
