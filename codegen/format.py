"""Unformatted text to formatted text, by black; what was formatted before is not done again."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from hashlib import sha256
from importlib.metadata import version
from os import cpu_count

import black
from black.mode import TargetVersion

from .problems import CodegenError, Problem

Progress = Callable[[int, int], None]
"""Told how many files of how many are done."""

Formatter = Callable[[Mapping[str, str], Progress], dict[str, str]]
"""Unformatted texts by path to formatted ones."""

MODE = black.Mode(line_length=100, target_versions={TargetVersion.PY310})
_CHUNK = 8
_BLACK = version("black")


def digest(text: str) -> str:
    """The fingerprint of an unformatted text, together with everything that decides its format."""
    return sha256(f"{_BLACK} {MODE.get_cache_key()}\n{text}".encode()).hexdigest()


def format_files(files: Mapping[str, str], progress: Progress) -> dict[str, str]:
    """Format every file (Python and stubs) by path, in parallel.

    :raises CodegenError: text that is no Python, which is a bug of a template.
    """
    done: dict[str, str] = {}
    for path, text in _formatted(list(files.items())):
        done[path] = text
        progress(len(done), len(files))
    failed = [Problem(path, text) for path, text in done.items() if text.startswith(_FAILED)]
    if failed:
        raise CodegenError(failed)
    return done


_FAILED = "black cannot format it: "


def unformatted(files: Mapping[str, str], progress: Progress) -> dict[str, str]:
    """Leave every file as the templates wrote it: valid, and three times as fast to have."""
    return dict(files)


def _formatted(files: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    workers = min(cpu_count() or 1, len(files) // _CHUNK)
    if workers < 2:
        yield from _format_all(files)
        return
    chunks = [files[start : start + _CHUNK] for start in range(0, len(files), _CHUNK)]
    with ProcessPoolExecutor(workers) as pool:
        for chunk in pool.map(_format_all, chunks):
            yield from chunk


def _format_all(files: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Without the garbage collector: black's trees are full of cycles and short-lived."""
    gc.disable()
    try:
        return [(path, _format(path, text)) for path, text in files]
    finally:
        gc.enable()
        gc.collect()


def _format(path: str, text: str) -> str:
    mode = MODE if path.endswith(".py") else black.Mode(line_length=100, is_pyi=True)
    try:
        return black.format_str(text, mode=mode)
    except ValueError as error:
        return f"{_FAILED}{error}"
