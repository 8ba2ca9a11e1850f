"""Unformatted text to formatted text, by black; what was formatted before is not done again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from hashlib import sha256
from importlib.metadata import version
from itertools import chain, islice
from os import cpu_count

import black
from black.mode import TargetVersion

from . import collector
from .problems import CodegenError, Problem

Files = Mapping[str, str]
"""Texts by path."""

Progress = Callable[[int, int], None]
"""Told how many files of how many are done."""

Formatter = Callable[[Iterable[Files], Progress], Iterator[tuple[str, str]]]
"""Unformatted files, which may come little by little, to formatted ones in any order."""

MODE = black.Mode(line_length=100, target_versions={TargetVersion.PY310})
_STUBS = replace(MODE, is_pyi=True)
_PORTION = 32_000
"""Characters that a worker is given at a time, at the least: a fifth of a second."""
_GARBAGE = 2_000_000
"""Objects that are made before they are collected, about 300 MB: black's trees are all circles."""
_BLACK = version("black")


def digest(text: str) -> str:
    """The fingerprint of an unformatted text, together with everything that decides its format."""
    return sha256(f"{_BLACK} {MODE.get_cache_key()}\n{text}".encode()).hexdigest()


def format_files(batches: Iterable[Files], progress: Progress) -> Iterator[tuple[str, str]]:
    """Format every file (Python and stubs), in parallel, from the first batch on.

    :raises CodegenError: text that is no Python, which is a bug of a template.
    """
    failed, done = [], 0
    for portion, of in _formatted(chain.from_iterable(map(_portions, batches))):
        done += len(portion)
        progress(done, of)
        for path, text in portion:
            if isinstance(text, Problem):
                failed.append(text)
            else:
                yield path, text
    if failed:
        raise CodegenError(failed)


def unformatted(batches: Iterable[Files], progress: Progress) -> Iterator[tuple[str, str]]:
    """Leave every file as the templates wrote it: valid, and many times as fast to have."""
    for files in batches:
        yield from files.items()


def where_unsure(old: Callable[[str], str]) -> Formatter:
    """Format only what might come out as it stands there, and leave what surely differs as it is.

    For a comparison: whether a file differs is known for most of a stale tree without black.

    :param old: the text of a file that stands there, by path; empty where there is none.
    """

    def formatter(batches: Iterable[Files], progress: Progress) -> Iterator[tuple[str, str]]:
        differing: dict[str, str] = {}

        def unsure() -> Iterator[Files]:
            for files in batches:
                same = {p: text for p, text in files.items() if _letters(text) == _letters(old(p))}
                differing.update((p, files[p]) for p in files.keys() - same)
                yield same

        yield from format_files(unsure(), progress)
        yield from differing.items()

    return formatter


_LAYOUT = re.compile(r"""\bu(?=["'])|\W+""", re.IGNORECASE)
"""What black may move, add or take away; it does so with no letter but the ``u`` of a string."""


def _letters(text: str) -> str:
    """The letters and digits of a text; black may write those of a number in the other case."""
    return _LAYOUT.sub("", text).lower()


def formatted(path: str, text: str) -> str:
    """One file.

    :raises CodegenError: it is no Python.
    """
    (done,) = format_files([{path: text}], lambda done, of: None)
    return done[1]


_Portion = list[tuple[str, str]]
_Done = list[tuple[str, str | Problem]]


def _portions(files: Files) -> Iterator[_Portion]:
    """The largest first, so that no worker is left with a long one at the end."""
    portion: _Portion = []
    size = 0
    for path in sorted(files, key=lambda path: (-len(files[path]), path)):
        portion.append((path, files[path]))
        size += len(files[path])
        if size >= _PORTION:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def _formatted(portions: Iterator[_Portion]) -> Iterator[tuple[_Done, int]]:
    """The portions as they are done, each with how many files there are."""
    first = list(islice(portions, 2))
    if len(first) < 2 or cpu_count() == 1:
        rest = [*first, *portions]
        with collector.paused():
            yield from ((_format_all(portion), sum(map(len, rest))) for portion in rest)
    else:
        yield from _in_parallel(chain(first, portions))


def _in_parallel(portions: Iterable[_Portion]) -> Iterator[tuple[_Done, int]]:
    files = 0
    with ProcessPoolExecutor(cpu_count(), initializer=collector.stop) as pool:
        try:
            futures = []
            for portion in portions:
                futures.append(pool.submit(_format_all, portion))
                files += len(portion)
            for future in as_completed(futures):
                yield future.result(), files
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _format_all(files: _Portion) -> _Done:
    done: _Done = []
    for path, text in files:
        done.append((path, _format(path, text)))
        collector.relieve(_GARBAGE)
    return done


def _format(path: str, text: str) -> str | Problem:
    """One pass of black: ``format_str`` makes a second of whatever the first one changed.

    The second is there for code that black lays out differently when it sees it again, and takes
    half of the time. What the templates write is no such code: ``tests/services/test_format.py``
    holds that over the whole package and over services of botocore. black is pinned exactly.
    """
    try:
        return black._format_str_once(text, mode=MODE if path.endswith(".py") else _STUBS)
    except ValueError as error:
        return Problem(path, f"black cannot format it: {error}")
