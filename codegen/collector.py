"""Python's garbage collector, where it only costs: it looks at everything and finds nothing."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """No collection by itself; :func:`relieve` is there for what has circles in it."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def stop() -> None:
    """The same for the whole life of a process, which was born with much that stays."""
    gc.disable()
    gc.freeze()


def relieve(objects: int) -> None:
    """Collect where more than so many objects were made since the last time."""
    if gc.get_count()[0] > objects:
        gc.collect()
