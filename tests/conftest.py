"""What holds for every test."""

from __future__ import annotations

import signal

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell that starts the tests in the background hands down that Ctrl-C is ignored, and so do
    # the tests to the commands that they interrupt.
    signal.signal(signal.SIGINT, signal.default_int_handler)
