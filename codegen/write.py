"""The last stage: a tree of files onto disk, all or nothing. No other stage writes.

The new tree is built beside the old one and exchanged with it, in one step where the system can. A
run that fails leaves the old tree, and :func:`recover` finds that of a run that was killed. The
manifest lists what we wrote; anything else that stands in the folder is someone else's, and is
never deleted or overwritten.
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path, PurePosixPath

import attrs

from . import notice
from .problems import CodegenError, Problem, fail

MANIFEST = "_manifest.json"

Tree = Mapping[str, bytes]
"""Content by path relative to the package."""


@attrs.frozen
class Manifest:
    """What a run wrote: for each file the digest of its source and of its content."""

    files: Mapping[str, tuple[str, str]] = attrs.field(factory=dict)
    inputs: str = ""
    """The digest of everything that the run was made from."""

    def to_bytes(self) -> bytes:
        """JSON with a line per file, so that versions of it merge like the files themselves."""
        entries = [
            f"  {json.dumps(path)}: {json.dumps(digests)}"
            for path, digests in sorted(self.files.items())
        ]
        inputs, files = json.dumps(self.inputs), ",\n".join(entries)
        return f'{{\n "inputs": {inputs},\n "files": {{\n{files}\n }}\n}}\n'.encode()


def read_manifest(target: Path) -> Manifest:
    """The manifest of an existing tree; an empty one where there is none that can be read."""
    try:
        content = json.loads((target / MANIFEST).read_bytes())
        files = {str(path): (str(a), str(b)) for path, (a, b) in content["files"].items()}
        return Manifest(files, str(content.get("inputs", "")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Manifest()


def content_digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def intact(target: Path, path: str, digest: str) -> bytes | None:
    """The content of a file that still has the digest, else ``None``."""
    try:
        content = (target / path).read_bytes()
    except OSError:
        return None
    return content if content_digest(content) == digest else None


def text(target: Path, path: str) -> str:
    """The text of a file without its header; empty where there is none."""
    try:
        return notice.without((target / path).read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return ""


def untouched(target: Path, inputs: str) -> bool:
    """Whether a run on the same inputs wrote the folder, and no file of it was changed since.

    Files that are not ours may stand there, too: :func:`strays` names them.
    """
    manifest = read_manifest(target)
    return manifest.inputs == inputs and all(
        intact(target, path, digest) is not None for path, (_, digest) in manifest.files.items()
    )


def strays(target: Path) -> set[str]:
    """The files of a folder that the manifest does not list."""
    return _files(target) - {*read_manifest(target).files, MANIFEST}


@attrs.frozen
class Difference:
    """A file that is not as a regeneration would have it."""

    path: str
    kind: str
    """``missing``, ``edited`` or ``stray``."""
    expected: bytes = b""
    actual: bytes = b""


def compare(target: Path, tree: Tree) -> list[Difference]:
    """Where the folder differs from the tree; the manifest only where nothing else does."""
    present = _files(target)
    differences = [
        Difference(path, "missing", expected=content)
        for path, content in tree.items()
        if path not in present
    ]
    for path in sorted(present):
        actual = (target / path).read_bytes()
        if path not in tree:
            differences.append(Difference(path, "stray", actual=actual))
        elif actual != tree[path] and not (path == MANIFEST and _same_files(actual, tree[path])):
            differences.append(Difference(path, "edited", tree[path], actual))
    others = [difference for difference in differences if difference.path != MANIFEST]
    return sorted(others or differences, key=lambda difference: difference.path)


def _same_files(actual: bytes, expected: bytes) -> bool:
    """Whether two manifests list the same; the inputs in it only save time."""
    return actual.split(b"\n")[2:] == expected.split(b"\n")[2:]


def write(target: Path, tree: Tree) -> None:
    """Make ``target`` hold the tree, and the foreign files that it held before.

    A symbolic link stays one; what it points to is written.

    :raises CodegenError: the place cannot be written; what was there is still there.
    """
    recover(target)
    with _as_problem(target):
        _refuse_to_overwrite(target, tree)
        if _outdated(target, tree):
            _replace(_real(target), tree)


def recover(target: Path) -> None:
    """Put back the tree that a run which was killed had moved away, and remove what it left.

    :raises CodegenError: the tree cannot be put back; says where it is.
    """
    with _as_problem(target):
        for staging, process in _left_behind(_real(target)):
            _put_back(staging, _real(target))
            if not _is_running(process):
                shutil.rmtree(staging, ignore_errors=True)


@contextmanager
def _as_problem(target: Path) -> Iterator[None]:
    """A refusal of the system as an error of ours."""
    try:
        yield
    except OSError as error:
        raise fail(target, f"cannot be written: {error.strerror or error}") from error


def _real(target: Path) -> Path:
    """The folder behind a link: an exchange would put a folder in the place of the link."""
    return Path(os.path.realpath(target))


def _outdated(target: Path, tree: Tree) -> bool:
    differences = compare(target, tree)
    return (
        any(difference.kind != "stray" for difference in differences)
        or _obsolete(target, tree)
        or (target / MANIFEST).read_bytes() != tree[MANIFEST]
    )


def _refuse_to_overwrite(target: Path, tree: Tree) -> None:
    """What stands where we want to write, and was not written by us, stays."""
    if target.exists() and not target.is_dir():
        raise fail(target, "is a file where the folder of the package would be; move it away")
    foreign = sorted(set(_obstacles(target, tree)))
    if foreign:
        raise CodegenError([Problem(str(path), _way_out(path)) for path in foreign])


def _way_out(path: Path) -> str:
    if path.name == MANIFEST:
        return "is in the way, and no manifest; take it from version control, or move it away"
    return f"is in the way, and not ours to overwrite, as {MANIFEST} lacks it; move it away"


def _obstacles(target: Path, tree: Tree) -> Iterator[Path]:
    """What is not ours.

    Ours is what the manifest lists or what has our header: either may be lost.
    """
    listed = read_manifest(target).files
    ours = {*listed, MANIFEST} if listed else set[str]()
    for path, content in tree.items():
        file, folder = target / path, _no_folder(target, path)
        if folder is not None:
            yield folder
        elif file.is_dir() or (path not in ours and _is_foreign(file, content)):
            yield file


def _no_folder(target: Path, path: str) -> Path | None:
    """What is no folder where the path needs one; nor is a link, which leads out of the package."""
    folders = (target / folder for folder in reversed(PurePosixPath(path).parents[:-1]))
    return next((it for it in folders if it.is_symlink() or it.is_file()), None)


def _is_foreign(file: Path, content: bytes) -> bool:
    if not file.is_file():
        return file.exists() or file.is_symlink()
    actual = file.read_bytes()
    return actual != content and not notice.is_ours(actual)


_MARK = "emrglue-codegen"
"""A file that says of a folder beside the package that it is ours to remove."""


def _replace(target: Path, tree: Tree) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f".{target.name}-{os.getpid()}-", dir=target.parent))
    try:
        (staging / _MARK).touch()
        fresh = staging / "new"
        _build(fresh, tree)
        _carry_over(target, fresh, tree)
        if target.exists():
            _exchange(fresh, target)
        else:
            fresh.rename(target)
    finally:
        _put_back(staging, target)
        shutil.rmtree(staging, ignore_errors=True)


def _put_back(staging: Path, target: Path) -> None:
    """The old tree in its place again, where the new one did not get there."""
    old = staging / _OLD
    if old.exists() and not target.exists():
        try:
            old.rename(target)
        except OSError as error:
            raise fail(old, f"cannot be moved back to {target}: {error.strerror}") from error


def _left_behind(target: Path) -> Iterator[tuple[Path, int]]:
    """What runs have left beside the target, and the process of each."""
    for folder in target.parent.glob(".*-*-*"):
        name = re.fullmatch(rf"\.{re.escape(target.name)}-(\d+)-\w+", folder.name)
        if name and (folder / _MARK).is_file():
            yield folder, int(name[1])


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


def _build(folder: Path, tree: Tree) -> None:
    folder.mkdir()
    for path, content in tree.items():
        if not path or not {"", ".", ".."}.isdisjoint(path.split("/")):
            raise fail(path, "is no path inside the package")
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _carry_over(target: Path, fresh: Path, tree: Tree) -> None:
    """Keep what is in the folder and was never ours."""
    ours = {*read_manifest(target).files, *tree}
    for path in (_files(target) | _links(target)) - ours:
        copy = fresh / path
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(target / path, copy, follow_symlinks=False)


def _links(target: Path) -> set[str]:
    """The symbolic links of a folder, whatever they point to."""
    return {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_symlink()}


def _obsolete(target: Path, tree: Tree) -> bool:
    """Whether the folder holds files of ours that are not in the tree any more."""
    return any(
        (target / path).exists() for path in read_manifest(target).files.keys() - tree.keys()
    )


def _files(target: Path) -> set[str]:
    """The files of a folder by relative path, without what Python caches there."""
    return {
        path.relative_to(target).as_posix()
        for path in target.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


_OLD = "old"
_RENAME_EXCHANGE = 2
_AT_FDCWD = -100


def _exchange(fresh: Path, target: Path) -> None:
    """Swap two folders: in one step where the system can (Linux), else in two.

    Between the two there is no target; :func:`_put_back` makes good for a failure of the second.
    """
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        arguments = (_AT_FDCWD, os.fsencode(fresh), _AT_FDCWD, os.fsencode(target))
        if hasattr(libc, "renameat2") and libc.renameat2(*arguments, _RENAME_EXCHANGE) == 0:
            return
    target.rename(fresh.with_name(_OLD))
    fresh.rename(target)
