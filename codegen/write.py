"""The last stage: writes a package, all of it or nothing, and never over someone else's file.

The manifest lists what we wrote; anything else that stands in the folder is someone else's, and is
never deleted or overwritten.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

import attrs

from . import __version__, disk, notice
from .disk import Tree
from .jsonfiles import laid_out
from .problems import Problem, refuse

MANIFEST = "_manifest.json"


@attrs.frozen
class Manifest:
    """What a run wrote: for each file the digest of its source and of its content."""

    files: Mapping[str, tuple[str, str]] = attrs.field(factory=dict)
    inputs: str = ""
    """The digest of everything that the run was made from."""
    templates: Mapping[str, str] = attrs.field(factory=dict)
    """The digests of the user's own templates that it used, by path below their folder."""
    black: str = ""
    """The version of black that laid the files out."""

    @classmethod
    def parse(cls, content: bytes | None) -> Manifest:
        """A manifest from its file; an empty one if the file is missing or cannot be read."""
        try:
            raw = json.loads(content or b"")
            files = {str(path): (str(a), str(b)) for path, (a, b) in raw["files"].items()}
            templates = dict(raw.get("templates", {}))
            return cls(files, str(raw.get("inputs", "")), templates, str(raw.get("black", "")))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return cls()

    def to_bytes(self) -> bytes:
        """JSON with a line per file, so that versions of it merge like the files themselves."""
        content: dict[str, object] = {
            "generator": __version__,
            "black": self.black,
            "inputs": self.inputs,
            "templates": self.templates,
            "files": dict(sorted(self.files.items())),
        }
        kept = {key: value for key, value in content.items() if value or key != "templates"}
        return f"{laid_out(kept, 2, ' ')}\n".encode()


def read_manifest(target: Path) -> Manifest:
    """The manifest of an existing package."""
    return Manifest.parse(disk.content(target / MANIFEST))


def intact(target: Path, path: str, digest: str) -> bytes | None:
    """The content of a file that still has the digest, else ``None``."""
    content = disk.content(target / path)
    return content if content is not None and disk.digest(content) == digest else None


def untouched(target: Path, inputs: str) -> bool:
    """Whether a run on the same inputs wrote the folder, and no file of it was changed since.

    Files that are not ours may stand there, too: :func:`strays` names them.
    """
    manifest = read_manifest(target)
    return manifest.inputs == inputs and all(
        intact(target, path, digest) is not None for path, (_, digest) in manifest.files.items()
    )


def strays(target: Path, keep: Iterable[str] = ()) -> set[str]:
    """The files of a folder that neither the manifest lists nor the user declared as their own.

    :param keep: patterns of the user's own paths; ``*`` stands for any text.
    """
    return _files(target, keep) - {*read_manifest(target).files, MANIFEST}


def _files(target: Path, keep: Iterable[str]) -> set[str]:
    """The files of a folder by relative path, without what is kept and what Python caches there."""
    kept, paths = tuple(keep), target.rglob("*")
    found = (path.relative_to(target) for path in paths if path.is_file())
    return {
        path.as_posix()
        for path in found
        if "__pycache__" not in path.parts
        and not any(fnmatchcase(path.as_posix(), pattern) for pattern in kept)
    }


@attrs.frozen
class Difference:
    """A file that is not as a regeneration would have it."""

    path: str
    kind: str
    """``missing``, ``edited``, ``outdated`` (ours, and not needed any more) or ``stray``."""
    expected: bytes = b""
    actual: bytes = b""


def compare(target: Path, tree: Tree, keep: Iterable[str] = ()) -> list[Difference]:
    """Where the folder differs from the tree; the manifest only if nothing else does.

    :param keep: patterns of the user's own paths.
    """
    ours = read_manifest(target).files
    found = []
    for path in sorted(_files(target, keep) | tree.keys()):
        expected, actual = tree.get(path), disk.content(target / path)
        if expected is None:
            kind = "outdated" if path in ours else "stray"
        elif actual is None:
            kind = "missing"
        elif actual != expected and not (path == MANIFEST and _list_the_same(actual, expected)):
            kind = "edited"
        else:
            continue
        found.append(Difference(path, kind, expected or b"", actual or b""))
    return [each for each in found if each.path != MANIFEST] or found


def _list_the_same(*manifests: bytes) -> bool:
    """Whether two manifests list the same files; what they were made from only saves time."""
    one, other = (Manifest.parse(content).files for content in manifests)
    return {p: content for p, (_, content) in one.items()} == {
        p: content for p, (_, content) in other.items()
    }


def write(target: Path, tree: Tree) -> None:
    """Make ``target`` hold the tree, and the files of others that it held before.

    :raises CodegenError: the place cannot be written; what was there is still there.
    """
    disk.recover(target)
    with disk.writing(target):
        in_the_way = sorted(set(_obstacles(target, tree)))
    refuse(Problem(str(path), _advice(path)) for path in in_the_way)
    disk.replace(target, tree, read_manifest(target).files)


def _advice(path: Path) -> str:
    if path.name == MANIFEST:
        return "is in the way, and not a manifest; take it from version control, or move it away"
    return f"is in the way, and not ours to overwrite, as {MANIFEST} lacks it; move it away"


def _obstacles(target: Path, tree: Tree) -> Iterator[Path]:
    """What is not ours.

    Ours is what the manifest lists or what has our header: either may be lost. No link is followed
    inside of the package: it leads out of it.
    """
    listed = read_manifest(target).files
    ours = {*listed, MANIFEST} if listed else set[str]()
    for path, content in tree.items():
        file = target / path
        folders = (target / folder for folder in reversed(PurePosixPath(path).parents[:-1]))
        if blocked := next((it for it in folders if it.is_symlink() or it.is_file()), None):
            yield blocked
        elif (file.exists() and not file.is_file()) or (
            path not in ours and _is_foreign(file, content)
        ):
            yield file


def _is_foreign(file: Path, content: bytes) -> bool:
    if not file.is_file():
        return file.is_symlink()
    actual = disk.content(file)
    return actual is None or (actual != content and not notice.is_ours(actual))
