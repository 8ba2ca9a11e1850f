"""Interrupts at every line or instruction of a call, and what a call may not change."""

from __future__ import annotations

import gc
import locale
import logging
import os
import signal
import socket
import sys
import threading
import warnings
from collections.abc import Callable
from contextvars import copy_context
from types import FrameType
from typing import Any


class Interrupt(BaseException):
    """Raised where a signal handler could raise."""


def interrupted(call: Callable[[], Any], step: int, *, instructions: bool = False) -> bool:
    """Run a call, and interrupt it at a line, or instruction, of this package.

    :return: whether it has so many.
    :param step: how many lines or instructions to let pass before.
    """
    left = step

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal left
        if not frame.f_globals.get("__name__", "").startswith("emrglue."):
            return None
        frame.f_trace_opcodes = instructions
        if event == ("opcode" if instructions else "line"):
            left -= 1
            if left < 0:
                sys.settrace(None)
                raise Interrupt
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    except Interrupt:
        return True
    finally:
        sys.settrace(before)
    return False


def process() -> dict[str, Any]:
    """What is the same for everything in a process, and what is kept for this thread or task."""
    signals = sorted(signal.valid_signals())
    return {
        "gc": (gc.isenabled(), gc.get_threshold(), gc.get_debug(), gc.callbacks[:]),
        "locale": locale.setlocale(locale.LC_ALL),
        "warnings": (warnings.filters[:], warnings.showwarning),
        "signals": [signal.getsignal(number) for number in signals],
        "context": dict(copy_context().items()),
        "environment": dict(os.environ),
        "folder": os.getcwd(),
        "recursion": sys.getrecursionlimit(),
        "hooks": (sys.excepthook, sys.unraisablehook, threading.excepthook, sys.displayhook),
        "sockets": socket.getdefaulttimeout(),
        "threads": threading.active_count(),
        "logging": (logging.root.level, logging.root.handlers[:], logging.getLevelName(0)),
    }
