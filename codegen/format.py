"""Unformatted text to formatted text, by black."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from dataclasses import replace
from hashlib import sha256
from importlib.metadata import version
from multiprocessing import current_process

import black
from black.mode import TargetVersion

from .problems import CodegenError, Problem, fail, refuse

Files = Mapping[str, str]
"""Texts by path."""

Progress = Callable[[int, int], None]
"""Told how many files of how many are done."""

Formatter = Callable[[Iterable[Files], Progress], Iterator[tuple[str, str]]]
"""Unformatted files, which may come little by little, to formatted ones in any order."""

MODE = black.Mode(line_length=100, target_versions={TargetVersion.PY310})
_STUBS = replace(MODE, is_pyi=True)
BLACK = version("black")
"""The version that lays the files out."""


def digest(text: str) -> str:
    """The fingerprint of an unformatted text, together with everything that decides its format."""
    return sha256(f"{BLACK} {MODE.get_cache_key()}\n{text}".encode()).hexdigest()


def format_files(batches: Iterable[Files], progress: Progress) -> Iterator[tuple[str, str]]:
    """Format every file (Python and stubs), in parallel, from the first batch on.

    :raises CodegenError: text that is not Python, which is a bug of a template.
    """
    failed: list[Problem] = []
    # A worker of a pool of multiprocessing is not allowed to have processes of its own.
    with ThreadPoolExecutor(1) if current_process().daemon else ProcessPoolExecutor() as pool:
        try:
            paths = {pool.submit(_format, *file): file[0] for file in _largest_first(batches)}
            for done, future in enumerate(as_completed(paths), 1):
                progress(done, len(paths))
                try:
                    yield paths[future], future.result()
                except CodegenError as error:
                    failed += error.problems
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    refuse(failed)


def unformatted(batches: Iterable[Files], progress: Progress) -> Iterator[tuple[str, str]]:
    """Leave every file as the templates wrote it: valid, and many times as fast to have."""
    for files in batches:
        yield from files.items()


def _largest_first(batches: Iterable[Files]) -> Iterator[tuple[str, str]]:
    """The files of each batch so that no worker is left with a long one at the end."""
    for files in batches:
        yield from sorted(files.items(), key=lambda file: -len(file[1]))


def _format(path: str, text: str) -> str:
    """One pass of black, by the only private function of it that we use.

    The public ``format_str`` makes a second pass over whatever the first one changed, which here is
    every file: 74 instead of 36 seconds of processor time for the whole package. The second pass is
    there for code that black lays out differently when it sees it again, and the templates write
    none: ``tests/services/test_format.py`` holds that. black is pinned exactly.
    """
    try:
        return black._format_str_once(text, mode=_STUBS if path.endswith(".pyi") else MODE)
    except ValueError as error:
        raise fail(path, f"black cannot format it: {error}") from error
