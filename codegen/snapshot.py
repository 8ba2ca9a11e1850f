"""The committed snapshot of botocore's models: take it (``update``) and prove it (``verify``).

A snapshot keeps structure and constraints and drops all prose, so that no sentence of AWS's
documentation is stored in the repository and a git diff shows what changed in the contract.
``models.lock`` states for each service the botocore release it came from, and for each file the
digest of what was written and of the originals.

Whatever else stands in the directory (waiters, overlays) is written by hand and never touched.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path

import attrs

from .config import SERVICES
from .load import Raw, merged, model, newest, originals, read_json
from .problems import CodegenError, Problem
from .prose import without_prose

LOCK = "models.lock"

_READERS: Mapping[str, Callable[[Path], Raw]] = {
    "service-2": model,
    "paginators-1": lambda folder: merged(folder, "paginators-1"),
}
"""The files of a snapshot."""


class SnapshotError(CodegenError):
    """No snapshot was taken, and the old one is as it was; ``problems`` says why."""


@attrs.frozen
class LockedFile:
    """What the lock says of one file of the snapshot."""

    sha256: str
    """Digest of the file as it was written."""
    originals: Mapping[str, str]
    """Digest of each of botocore's files that it was made from, by file name."""


@attrs.frozen
class LockedService:
    """What the lock says of one service."""

    botocore: str
    """The release the service was taken from."""
    files: Mapping[str, LockedFile]
    """By path relative to the directory of models."""


@attrs.frozen
class Update:
    """What an update did; paths are relative to the directory of models."""

    versions: Mapping[str, str]
    """The botocore release each updated service is at now."""
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    copied: tuple[str, ...] = ()
    """What was put beside the snapshot, and belongs to the directory from then on."""
    unchanged: tuple[str, ...] = ()


# --- taking a snapshot ----------------------------------------------------------------------------


Beside = Callable[[str], Mapping[str, bytes]]
"""What a directory of models lacks for a service, besides the snapshot; by path."""


def update(
    models: Path,
    services: Iterable[str] = SERVICES,
    data: Path | None = None,
    beside: Beside = lambda service: {},
) -> Update:
    """Replace the snapshot of the services by what botocore has now.

    :param models: The directory to write to; made when it does not exist.
    :param services: Their names as botocore spells them. Others keep their snapshot.
    :param data: A ``botocore/data`` directory; that of the installed botocore by default.
    :param beside: What else to write, in the same step.
    :raises SnapshotError: something cannot be read or written. Every file of the old snapshot is
        still there, unchanged.
    """
    data = data or installed_data()
    with _as_snapshot_error():
        old = _read_lock(models) if (models / LOCK).exists() else {}
        taken = _collected(lambda service: _take(data, service, beside), services)
        contents = _joined(service.contents for service in taken.values())
        copied = _joined(service.beside for service in taken.values())
        lock = {**old, **{name: service.locked for name, service in taken.items()}}
        obsolete = _obsolete(old, lock)
        before = _existing(models, contents)
        _replace(models, {**contents, **copied, LOCK: _lock_bytes(lock)}, obsolete)
    return Update(
        versions={name: service.locked.botocore for name, service in taken.items()},
        added=tuple(path for path in contents if path not in before),
        changed=tuple(path for path, content in before.items() if content != contents[path]),
        removed=obsolete,
        copied=tuple(copied),
        unchanged=tuple(path for path, content in before.items() if content == contents[path]),
    )


def _joined(parts: Iterable[Mapping[str, bytes]]) -> dict[str, bytes]:
    return {path: content for part in parts for path, content in part.items()}


def render_update(result: Update) -> str:
    """The outcome of an update, for people."""
    lines = [f"{service}: botocore {version}" for service, version in result.versions.items()]
    for word in ("added", "changed", "removed", "copied"):
        lines += [f"{word}: {path}" for path in getattr(result, word)]
    return "\n".join([*lines, f"{len(result.unchanged)} files unchanged"]) + "\n"


@attrs.frozen
class _Taken:
    """A service of botocore's: its entry in the lock, and the files to write by path."""

    locked: LockedService
    contents: Mapping[str, bytes]
    beside: Mapping[str, bytes]


def _take(data: Path, service: str, beside: Beside) -> _Taken:
    folder = newest(data, service)
    contents: dict[str, bytes] = {}
    files: dict[str, LockedFile] = {}
    for name, read in _READERS.items():
        sources = originals(folder, name)
        if sources:
            path = f"{service}/{folder.name}/{name}.json"
            contents[path] = _pretty(without_prose(read(folder)))
            digests = {source.name: _digest(source.read_bytes()) for source in sources}
            files[path] = LockedFile(_digest(contents[path]), digests)
    return _Taken(LockedService(_version_of(data), files), contents, beside(service))


def _pretty(content: Raw) -> bytes:
    """A line per fact, in the model's own order: that is what reads well in a git diff."""
    return (json.dumps(content, indent=1, ensure_ascii=True) + "\n").encode("ascii")


# --- where models come from -----------------------------------------------------------------------


def installed_data() -> Path:
    """The ``data`` directory of the botocore installed here, found without importing it.

    :raises SnapshotError: there is none.
    """
    spec = importlib.util.find_spec("botocore")
    if spec is None or not spec.submodule_search_locations:
        raise _error("botocore", "is not installed; install it or name a release to download")
    return Path(spec.submodule_search_locations[0], "data")


@contextlib.contextmanager
def data_from_release(version: str, services: Iterable[str] = SERVICES) -> Iterator[Path]:
    """The ``botocore/data`` directory of another release, downloaded by pip for this block.

    Only the wheel's model files are unpacked; nothing of it is imported or installed.

    :param version: A version number such as ``1.44.5``.
    :raises SnapshotError: the release does not exist or cannot be downloaded or read.
    """
    if not re.fullmatch(r"\d+(\.\d+){1,3}\w*", version, re.ASCII):
        raise _error("botocore", f"has no release {version!a}; write it as in 1.44.5")
    with tempfile.TemporaryDirectory(prefix="emrglue-models-") as folder:
        yield _unpacked(_download(version, Path(folder)), tuple(services), Path(folder))


def _download(version: str, folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-input"]
    command += ["--only-binary=:all:", "--disable-pip-version-check", f"--dest={folder}"]
    try:
        result = subprocess.run(
            [*command, f"botocore=={version}"],
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _error(f"botocore {version}", f"was not downloaded: {error}") from error
    wheel = next(folder.glob("*.whl"), None)
    if result.returncode or wheel is None:
        lines = [line for line in result.stderr.splitlines() if line.startswith("ERROR")]
        reason = (
            lines[-1].removeprefix("ERROR: ") if lines else f"pip ended with {result.returncode}"
        )
        raise _error(f"botocore {version}", f"was not downloaded: {reason}")
    return wheel


def _unpacked(wheel: Path, services: tuple[str, ...], folder: Path) -> Path:
    wanted = ("botocore/__init__.py", *(f"botocore/data/{service}/" for service in services))
    try:
        with zipfile.ZipFile(wheel) as archive:
            names = [name for name in archive.namelist() if name.startswith(wanted)]
            archive.extractall(folder, names)
    except (OSError, zipfile.BadZipFile) as error:
        raise _error(wheel.name, f"cannot be read: {error}") from error
    return folder / "botocore" / "data"


def _version_of(data: Path) -> str:
    """The release a ``data`` directory belongs to, from the package around it."""
    package = data.parent / "__init__.py"
    text = package.read_text("utf-8") if package.exists() else ""
    match = re.search(r"""^__version__ = ['"]([^'"]+)['"]""", text, re.MULTILINE)
    return match[1] if match else "unknown"


# --- the lock -------------------------------------------------------------------------------------


def verify(models: Path) -> list[Problem]:
    """Everything in which the snapshot is not what the lock says; empty when it is intact.

    :raises SnapshotError: there is no such directory.
    """
    if not models.is_dir():
        raise _error(models, "is no directory of models")
    try:
        lock = _read_lock(models)
    except CodegenError as error:
        return list(error.problems)
    files = {path: file for service in lock.values() for path, file in service.files.items()}
    return [
        *(problem for path, file in files.items() for problem in _differs(models, path, file)),
        *(_stray(path) for path in _present(models) if path not in files),
    ]


def render_verify(problems: Iterable[Problem], models: Path) -> str:
    """The outcome of a verification, for people."""
    problems = list(problems)
    if not problems:
        return f"{models}: the snapshot is what {LOCK} says\n"
    return "".join(f"{problem}\n" for problem in problems)


def _differs(models: Path, path: str, file: LockedFile) -> list[Problem]:
    content = _bytes_or_none(models / path)
    if content is None:
        return [Problem(path, f"is in {LOCK} but cannot be read; run `models update`")]
    if _digest(content) != file.sha256:
        return [Problem(path, f"is not as {LOCK} says; put corrections into overlays/, not here")]
    return []


def _present(models: Path) -> list[str]:
    """The files that stand where a snapshot would have them."""
    found = (p for name in _READERS for p in models.glob(f"*/*/{name}.*"))
    return sorted(path.relative_to(models).as_posix() for path in found)


def _stray(path: str) -> Problem:
    return Problem(path, f"is not in {LOCK}; run `models update` for its service or delete it")


def _read_lock(models: Path) -> dict[str, LockedService]:
    if not (models / LOCK).exists():
        raise _error(
            models / LOCK, "is missing, so nothing tells what was taken; run `models update`"
        )
    raw = read_json(models / LOCK)
    try:
        return {str(name): _locked_service(entry) for name, entry in raw["services"].items()}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _error(models / LOCK, "is no lock that `models update` wrote; restore it") from error


def _locked_service(entry: Raw) -> LockedService:
    files = {
        _snapshot_path(path): LockedFile(str(file["sha256"]), dict(file["originals"]))
        for path, file in entry["files"].items()
    }
    return LockedService(str(entry["botocore"]), files)


def _snapshot_path(path: str) -> str:
    """A path that a snapshot may have: an edited lock must not make an update delete others."""
    if not re.fullmatch(r"([^./\\][^/\\]*/){2}(service-2|paginators-1)\.json", path):
        raise ValueError(f"{path!a} is no file of a snapshot")
    return path


def _lock_bytes(lock: Mapping[str, LockedService]) -> bytes:
    services = {service: attrs.asdict(lock[service]) for service in sorted(lock)}
    return _pretty({"services": services})


def _obsolete(
    old: Mapping[str, LockedService], new: Mapping[str, LockedService]
) -> tuple[str, ...]:
    """What an earlier update wrote and this one does not, such as an older API version."""
    kept = {path for service in new.values() for path in service.files}
    return tuple(path for service in old.values() for path in service.files if path not in kept)


# --- writing --------------------------------------------------------------------------------------


def _replace(models: Path, contents: Mapping[str, bytes], obsolete: Iterable[str]) -> None:
    """Write all files or none.

    Everything is written beside its place first, where a full disk or a missing permission shows;
    the renames that follow are undone if one of them fails. The lock comes last, so ``verify``
    reports a run that was killed between two renames.
    """
    before = _existing(models, (*contents, *obsolete))
    staged: dict[str, Path] = {}
    try:
        for path, content in contents.items():
            staged[path] = _stage(models / path, content)
        for path, temporary in staged.items():
            temporary.replace(models / path)
        for path in obsolete:
            (models / path).unlink(missing_ok=True)
    except BaseException:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)
        _restore(models, contents, before)
        raise


def _stage(path: Path, content: bytes) -> Path:
    """A finished temporary file in the folder of ``path``, readable as any new file would be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(content)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _restore(models: Path, written: Iterable[str], before: Mapping[str, bytes]) -> None:
    for path in written:
        if path not in before:
            with contextlib.suppress(OSError):
                (models / path).unlink()
    for path, content in before.items():
        if _bytes_or_none(models / path) != content:
            _stage(models / path, content).replace(models / path)


def _existing(models: Path, paths: Iterable[str]) -> dict[str, bytes]:
    """The content of those files that exist; one that cannot be read is an error."""
    return {path: (models / path).read_bytes() for path in paths if (models / path).exists()}


# --- small things ---------------------------------------------------------------------------------


@contextlib.contextmanager
def _as_snapshot_error() -> Iterator[None]:
    """Problems of reading and writing as the one exception of this module."""
    try:
        yield
    except SnapshotError:
        raise
    except CodegenError as error:
        raise SnapshotError(error.problems) from error
    except OSError as error:
        place = str(error.filename or "models")
        raise _error(place, f"cannot be read or written: {error.strerror}") from error


def _collected(take: Callable[[str], _Taken], services: Iterable[str]) -> dict[str, _Taken]:
    """The result for each service; the problems of all services together."""
    taken = {}
    problems: list[Problem] = []
    for service in services:
        try:
            taken[service] = take(service)
        except CodegenError as error:
            problems += error.problems
    if problems:
        raise SnapshotError(problems)
    return taken


def _bytes_or_none(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def _error(place: object, message: str) -> SnapshotError:
    return SnapshotError([Problem(str(place), message)])
