"""Files by their content, and those of a folder exchanged for others, all or none.

No other module writes. A new folder is built beside the old one and takes its place, in one step
if the system can. A run that fails leaves the old folder; a run that was killed may have left it
beside its place, where :func:`recover` finds it.
"""

from __future__ import annotations

import ctypes
import errno
import os
import posixpath
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path, PurePosixPath

from .problems import fail

Tree = Mapping[str, bytes]
"""Content by path relative to a folder."""

_MARK = "emrglue-codegen"
"""A file that says of a folder beside ours that it is ours to remove."""
_OLD = "old"


def digest(content: bytes) -> str:
    """The fingerprint of a file's content."""
    return sha256(content).hexdigest()


LARGEST = 1 << 28
"""Bytes of the largest file that is read: 256 MiB."""


def read(path: Path) -> bytes:
    """The content of a regular file, or of one that a link leads to.

    A pipe or a device, which may never end, is not read; nor is a file that is too large to be one
    of ours.

    :raises OSError: it cannot be read.
    """
    # A pipe that nobody writes to would otherwise wait for a writer.
    now = getattr(os, "O_NONBLOCK", 0)
    with open(path, "rb", opener=lambda path, flags: os.open(path, flags | now)) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        found = file.read(LARGEST + 1)
    if len(found) > LARGEST:
        raise OSError(errno.EFBIG, f"more than {LARGEST >> 20} MiB")
    return found


def content(path: Path) -> bytes | None:
    """The content of a file; ``None`` if it cannot be read."""
    try:
        return read(path)
    except OSError:
        return None


def required(path: Path) -> bytes:
    """The content of a file.

    :raises CodegenError: it cannot be read.
    """
    try:
        return read(path)
    except OSError as error:
        raise fail(path, f"cannot be read: {error.strerror or error}") from error


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
        if not _is_inside(path):
            raise fail(path, "is not a path inside the package")
    if folder.exists() and not folder.is_dir():
        raise fail(folder, "is a file where a folder has to be; move it away")
    changed = {path: data for path, data in new.items() if content(folder / path) != data}
    gone = {p for p in set(old) - set(new) if _is_inside(p) and (folder / p).is_file()}
    if changed or gone:
        real = _real(folder)
        if Path.cwd().is_relative_to(real):
            raise fail(folder, "is replaced whole; run this from outside of it")
        with writing(folder), _staging(real) as staging:
            _build(staging / "new", real, changed, gone | changed.keys())
            _exchange(staging / "new", real)


def _is_inside(path: str) -> bool:
    """Whether a relative path stays below its folder; a manifest can say anything."""
    return {"", ".", ".."}.isdisjoint(path.split("/"))


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
    """The old folder as it is after the changes; what stays in it is the same file."""
    fresh.mkdir()
    kept = folder.is_dir()
    if kept:
        _keep(folder, fresh, {*left_out, *map(_cached, left_out)})
    for path, data in changed.items():
        file = fresh / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    for path in left_out:
        _prune(fresh, PurePosixPath(path).parent)
    if kept:
        changed_in = {fresh / parent for path in left_out for parent in PurePosixPath(path).parents}
        for copy, _, _ in os.walk(fresh, topdown=False):
            original = folder / Path(copy).relative_to(fresh)
            if original.is_dir():
                shutil.copystat(original, copy)
                if Path(copy) in changed_in:
                    os.utime(copy)


def _cached(path: str) -> str:
    """Where Python keeps what it compiled a module to, up to the first dot."""
    parent, name = posixpath.split(path)
    return posixpath.join(parent, "__pycache__", name.partition(".")[0])


def _prune(fresh: Path, folder: PurePosixPath) -> None:
    """Remove folders that only held what is gone."""
    for emptied in (folder / "__pycache__", folder, *folder.parents):
        if emptied.name:
            with suppress(OSError):
                (fresh / emptied).rmdir()


def _keep(folder: Path, copy: Path, left_out: Collection[str], inside: str = "") -> None:
    """Link what a folder holds into another one, with owners, modes and everything."""
    _own(folder, copy)
    for entry in os.scandir(folder):
        path = posixpath.join(inside, entry.name)
        is_cache = inside.endswith("__pycache__") and path.partition(".")[0] in left_out
        if entry.is_dir(follow_symlinks=False):
            (copy / entry.name).mkdir()
            _keep(Path(entry), copy / entry.name, left_out, path)
        elif path not in left_out and not is_cache:
            _link(Path(entry), copy / entry.name)


def _link(path: Path, copy: Path) -> None:
    """The same file at another place, or a copy of it if the system has no links for it.

    :raises OSError: it can be neither; a pipe, say, on a disk without links.
    """
    try:
        os.link(path, copy, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(path, copy, follow_symlinks=False)
        _own(path, copy)


def _own(path: Path, copy: Path) -> None:
    """Give a copy its owner, and a folder the mode that its files inherit from."""
    old, new = path.lstat(), copy.lstat()
    if (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
        os.chown(copy, old.st_uid, old.st_gid, follow_symlinks=False)
    if stat.S_ISDIR(old.st_mode):
        copy.chmod(stat.S_IMODE(old.st_mode) | stat.S_IRWXU)


_RENAME_EXCHANGE = 2
_AT_FDCWD = -100


def _exchange(fresh: Path, folder: Path) -> None:
    """Swap two folders: in one step if the system can (Linux), else in two.

    Between the two there is no folder; :func:`_put_back` undoes the first if the second fails.
    """
    if sys.platform == "linux" and folder.exists():
        libc = ctypes.CDLL(None, use_errno=True)
        arguments = (_AT_FDCWD, os.fsencode(fresh), _AT_FDCWD, os.fsencode(folder))
        if hasattr(libc, "renameat2") and libc.renameat2(*arguments, _RENAME_EXCHANGE) == 0:
            return
    if folder.exists():
        folder.rename(fresh.with_name(_OLD))
    fresh.rename(folder)
