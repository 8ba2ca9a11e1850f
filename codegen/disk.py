"""Files by their content, and those of a folder exchanged for others, all or none.

No other module writes. A new folder is built beside the old one and takes its place, in one step
where the system can. A run that fails leaves the old folder; a run that was killed may have left it
beside its place, where :func:`recover` finds it.
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from .problems import fail

Tree = Mapping[str, bytes]
"""Content by path relative to a folder."""

_MARK = "emrglue-codegen"
"""A file that says of a folder beside ours that it is ours to remove."""
_OLD = "old"


def digest(content: bytes) -> str:
    """The fingerprint of a file's content."""
    return sha256(content).hexdigest()


def content(path: Path) -> bytes | None:
    """The content of a file; ``None`` if it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return None


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn a refusal of the system into an error of ours."""
    try:
        yield
    except OSError as error:
        raise fail(folder, f"cannot be written: {error.strerror or error}") from error


def replace(folder: Path, new: Tree, old: Collection[str] = ()) -> None:
    """Make a folder hold the files of ``new`` instead of those of ``old``; all others stay.

    A file whose content stays is not written again. A link to a folder stays one; what it points to
    is written.

    :raises CodegenError: the folder cannot be written; what was there is still there.
    """
    for path in new:
        if not path or not {"", ".", ".."}.isdisjoint(path.split("/")):
            raise fail(path, "is no path inside the package")
    if folder.exists() and not folder.is_dir():
        raise fail(folder, "is a file where a folder has to be; move it away")
    changed = {path: data for path, data in new.items() if content(folder / path) != data}
    gone = {path for path in set(old) - set(new) if (folder / path).exists()}
    if changed or gone:
        real = _real(folder)
        if Path.cwd().is_relative_to(real):
            raise fail(folder, "is replaced whole; run this from outside of it")
        with writing(folder), _staging(real) as staging:
            _build(staging / "new", real, changed, gone | changed.keys())
            _exchange(staging / "new", real)


def recover(folder: Path) -> None:
    """Put back the folder that a run which was killed had moved away, and remove what it left.

    :raises CodegenError: the folder cannot be put back; says where it is.
    """
    real = _real(folder)
    with writing(folder):
        for staging in real.parent.glob(".*-*-*"):
            run = re.fullmatch(rf"\.{re.escape(real.name)}-(\d+)-\w+", staging.name)
            if run and (staging / _MARK).is_file():
                _put_back(staging, real)
                if not _is_running(int(run[1])):
                    shutil.rmtree(staging, ignore_errors=True)


def _real(folder: Path) -> Path:
    """The folder behind a link: an exchange would put a folder in the place of the link."""
    return Path(os.path.realpath(folder))


@contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """A place to build in, beside the folder, which is there again when the place is gone."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{folder.name}-{os.getpid()}-"
    staging = Path(tempfile.mkdtemp(prefix=prefix, dir=folder.parent))
    try:
        (staging / _MARK).touch()
        yield staging
    finally:
        _put_back(staging, folder)
        shutil.rmtree(staging, ignore_errors=True)


def _put_back(staging: Path, folder: Path) -> None:
    """Move the old folder to its place again, if the new one did not get there."""
    old = staging / _OLD
    if old.exists() and not folder.exists():
        try:
            old.rename(folder)
        except OSError as error:
            raise fail(old, f"cannot be moved back to {folder}: {error.strerror}") from error


def _is_running(process: int) -> bool:
    if sys.platform == "win32":
        return True  # asking would end it
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _build(fresh: Path, folder: Path, changed: Tree, left_out: Collection[str]) -> None:
    """The old folder, without what Python caches in it, as it is after the changes."""
    fresh.mkdir()
    for path in folder.rglob("*"):
        name = path.relative_to(folder)
        if name.as_posix() not in left_out and "__pycache__" not in name.parts:
            _copy(path, fresh / name)
    for changed_path, data in changed.items():
        file = fresh / changed_path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def _copy(path: Path, copy: Path) -> None:
    """A file, a link, or an empty folder, with its times."""
    if path.is_symlink() or path.is_file():
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, copy, follow_symlinks=False)
    elif not any(path.iterdir()):
        copy.mkdir(parents=True, exist_ok=True)


_RENAME_EXCHANGE = 2
_AT_FDCWD = -100


def _exchange(fresh: Path, folder: Path) -> None:
    """Swap two folders: in one step where the system can (Linux), else in two.

    Between the two there is no folder; :func:`_put_back` makes good for a failure of the second.
    """
    if sys.platform == "linux" and folder.exists():
        libc = ctypes.CDLL(None, use_errno=True)
        arguments = (_AT_FDCWD, os.fsencode(fresh), _AT_FDCWD, os.fsencode(folder))
        if hasattr(libc, "renameat2") and libc.renameat2(*arguments, _RENAME_EXCHANGE) == 0:
            return
    if folder.exists():
        folder.rename(fresh.with_name(_OLD))
    fresh.rename(folder)
