"""The committed snapshot of botocore's models: take it (``update``) and prove it (``verify``).

A snapshot keeps structure and constraints and drops all prose, so that no sentence of AWS's
documentation is stored in the repository and a git diff shows what changed in the contract.
``models.lock`` states for each service the botocore release it came from, and for each file the
digest of what was written and of the originals.

Waiters and overlays are written by hand and never touched, but for the evidence of open enums, to
which an update adds. The lock states their digests, too, as ``models lock`` found them. An update
states those of what it copies or adds to, and no others: it must not accept edits that nobody has
reviewed.
"""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs

from . import disk, vendored
from .config import SERVICES
from .evidence import extended
from .jsonfiles import read_json
from .load import Raw, merged, model, newest, originals
from .problems import CodegenError, Problem, fail, for_each
from .prose import without_prose

LOCK = "models.lock"

_READERS: Mapping[str, Callable[[Path], Raw]] = {
    "service-2": model,
    "paginators-1": lambda folder: merged(folder, "paginators-1"),
}
"""The files of a snapshot."""


Lock = Mapping[str, Mapping[str, Any]]
"""What ``models.lock`` says. ``services`` has the release (``botocore``) that each was taken from,
and its ``files`` by path: the digest (``sha256``) of each, and those of its ``originals``. ``own``
has the digests of what is written by hand."""


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


def update(models: Path, services: Iterable[str] = SERVICES, data: Path | None = None) -> Update:
    """Replace the snapshot of the services by what botocore has now.

    What a snapshot needs besides (see :func:`.vendored.missing`), and what the update says of the
    enums that AWS extends, is written in the same step.

    :param models: The directory to write to; made when it does not exist.
    :param services: Their names as botocore spells them. Others keep their snapshot.
    :param data: A ``botocore/data`` directory; that of the installed botocore by default.
    :raises CodegenError: something cannot be read or written. Every file of the old snapshot is
        still there, unchanged.
    """
    data = data or installed_data()
    disk.recover(models)
    old = _read_lock(models) if (models / LOCK).exists() else {"services": {}, "own": _own(models)}
    taken = for_each(services, lambda service: _take(models, service, data))
    own_files = {path: content for it in taken.values() for path, content in it.copied.items()}
    evidence = {path: content for it in taken.values() for path, content in it.evidence.items()}
    contents = {path: content for it in taken.values() for path, content in it.contents.items()}
    contents |= evidence
    before = {path: disk.content(models / path) for path in contents}
    seen = {p: c for p, c in evidence.items() if old["own"].get(p) == disk.digest(before[p] or b"")}
    own = {path: disk.digest(content) for path, content in {**own_files, **seen}.items()}
    lock = {
        "services": {**old["services"], **{name: it.locked for name, it in taken.items()}},
        "own": {**old["own"], **own},
    }
    removed = tuple(path for path in _digests(old) if path not in _digests(lock))
    disk.replace(models, {**contents, **own_files, LOCK: _to_bytes(lock)}, removed)
    return Update(
        versions={service: it.locked["botocore"] for service, it in taken.items()},
        added=tuple(path for path in contents if before[path] is None),
        changed=tuple(path for path in contents if before[path] not in (None, contents[path])),
        removed=removed,
        copied=tuple(own_files),
        unchanged=tuple(path for path in contents if before[path] == contents[path]),
    )


def render_update(result: Update) -> str:
    """The outcome of an update, for people."""
    lines = [f"{service}: botocore {version}" for service, version in result.versions.items()]
    for word in ("added", "changed", "removed", "copied"):
        lines += [f"{word}: {path}" for path in getattr(result, word)]
    return "\n".join([*lines, f"{len(result.unchanged)} files unchanged"]) + "\n"


@attrs.frozen
class _Taken:
    """A service of botocore's: its entry in the lock, and the files to write by path."""

    locked: Raw
    contents: Mapping[str, bytes]
    copied: Mapping[str, bytes]
    evidence: Mapping[str, bytes]
    """What is known now of the enums that AWS extends."""


def _take(models: Path, service: str, data: Path) -> _Taken:
    folder = newest(data, service)
    contents: dict[str, bytes] = {}
    files: dict[str, Raw] = {}
    for name, read in _READERS.items():
        if sources := originals(folder, name):
            path = f"{service}/{folder.name}/{name}.json"
            contents[path] = _pretty(without_prose(read(folder)))
            digests = {source.name: disk.digest(disk.read(source)) for source in sources}
            files[path] = {"sha256": disk.digest(contents[path]), "originals": digests}
    copied, release = vendored.missing(models, service, data), _version_of(data)
    evidence = extended(models, service, model(folder), release)
    return _Taken({"botocore": release, "files": files}, contents, copied, evidence)


def _pretty(content: Raw) -> bytes:
    """A line per fact, in the model's own order: that is what reads well in a git diff."""
    return (json.dumps(content, indent=1, ensure_ascii=True) + "\n").encode("ascii")


# --- where models come from -----------------------------------------------------------------------


def installed_data() -> Path:
    """The ``data`` directory of the botocore installed here, found without importing it.

    :raises CodegenError: there is none.
    """
    spec = importlib.util.find_spec("botocore")
    if spec is None or not spec.submodule_search_locations:
        raise fail("botocore", "is not installed; install it or name a release to download")
    return Path(spec.submodule_search_locations[0], "data")


@contextmanager
def data_from_release(version: str, services: Iterable[str] = SERVICES) -> Iterator[Path]:
    """The ``botocore/data`` directory of another release, downloaded by pip for this block.

    Only the wheel's model files are unpacked; nothing of it is imported or installed.

    :param version: A version number such as ``1.44.5``.
    :raises CodegenError: the release does not exist or cannot be downloaded or read.
    """
    if not re.fullmatch(r"\d+(\.\d+){1,3}\w*", version, re.ASCII):
        raise fail("botocore", f"has no release {version!a}; write it as in 1.44.5")
    with tempfile.TemporaryDirectory(prefix="emrglue-models-") as folder:
        yield _unpacked(_download(version, Path(folder)), tuple(services), Path(folder))


def _download(version: str, folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-input"]
    command += ["--only-binary=:all:", "--disable-pip-version-check", f"--dest={folder}"]
    command += [f"botocore=={version}"]
    try:
        result = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise fail(f"botocore {version}", f"was not downloaded: {error}") from error
    wheel = next(folder.glob("*.whl"), None)
    if result.returncode or wheel is None:
        lines = [line for line in result.stderr.splitlines() if line.startswith("ERROR")]
        last = lines[-1] if lines else f"pip ended with {result.returncode}"
        reason = last.removeprefix("ERROR: ")
        raise fail(f"botocore {version}", f"was not downloaded: {reason}")
    return wheel


def _unpacked(wheel: Path, services: tuple[str, ...], folder: Path) -> Path:
    wanted = ("botocore/__init__.py", *(f"botocore/data/{service}/" for service in services))
    try:
        with zipfile.ZipFile(wheel) as archive:
            names = [name for name in archive.namelist() if name.startswith(wanted)]
            archive.extractall(folder, names)
    except (OSError, zipfile.BadZipFile) as error:
        raise fail(wheel.name, f"cannot be read: {error}") from error
    return folder / "botocore" / "data"


def _version_of(data: Path) -> str:
    """The release a ``data`` directory belongs to, from the package around it."""
    package = data.parent / "__init__.py"
    text = (disk.content(package) or b"").decode()
    match = re.search(r"""^__version__ = ['"]([^'"]+)['"]""", text, re.MULTILINE)
    return match[1] if match else "unknown"


# --- the lock -------------------------------------------------------------------------------------


def lock(models: Path) -> int:
    """State the digests of waiters and overlays anew, after somebody changed them on purpose.

    :return: how many there are.
    :raises CodegenError: there is no lock, or it cannot be written.
    """
    own = _own(models)
    disk.replace(models, {LOCK: _to_bytes({**_read_lock(models), "own": own})})
    return len(own)


def _to_bytes(lock: Lock) -> bytes:
    return _pretty({part: dict(sorted(lock[part].items())) for part in ("services", "own")})


def _own(models: Path) -> dict[str, str]:
    """The digests of what is written by hand; a file that cannot be read has none."""
    paths = [*models.glob("overlays/*/*.json"), *models.glob("*/*/waiters-2*.json*")]
    return {
        path.relative_to(models).as_posix(): disk.digest(disk.content(path) or b"")
        for path in paths
    }


def verify(models: Path) -> list[Problem]:
    """Everything in which the snapshot is not what the lock says; empty when it is intact.

    :raises CodegenError: there is no such directory.
    """
    if not models.is_dir():
        raise fail(models, "is not a directory of models")
    try:
        lock = _read_lock(models)
    except CodegenError as error:
        return list(error.problems)
    digests = _digests(lock)
    stray = f"is not in {LOCK}; run `models update` for its service or delete it"
    return [
        *(
            problem
            for path, digest in digests.items()
            for problem in _differs(models, path, digest)
        ),
        *(Problem(path, stray) for path in _present(models) if path not in digests),
        *_changed_by_hand(lock["own"], _own(models)),
    ]


def _changed_by_hand(locked: Mapping[str, str], found: Mapping[str, str]) -> Iterator[Problem]:
    """Overlays and waiters that are not as the lock says, which is how they are tampered with."""
    for path in sorted(found.keys() | locked.keys()):
        if locked.get(path) != found.get(path):
            change = (
                "is gone" if path not in found else "is new" if path not in locked else "differs"
            )
            yield Problem(path, f"{change}, by {LOCK}; look at it, then run `models lock`")


def render_verify(problems: Iterable[Problem], models: Path) -> str:
    """The outcome of a verification, for people."""
    intact = f"{models}: the snapshot is what {LOCK} says\n"
    return "".join(f"{problem}\n" for problem in problems) or intact


def _differs(models: Path, path: str, digest: str) -> list[Problem]:
    content = disk.content(models / path)
    if content is None:
        return [Problem(path, f"is in {LOCK} but cannot be read; run `models update`")]
    if disk.digest(content) != digest:
        return [Problem(path, f"is not as {LOCK} says; put corrections into overlays/, not here")]
    return []


def _present(models: Path) -> list[str]:
    """The files that stand where a snapshot would have them."""
    found = (p for name in _READERS for p in models.glob(f"*/*/{name}.*"))
    return sorted(path.relative_to(models).as_posix() for path in found)


def _read_lock(models: Path) -> Lock:
    path = models / LOCK
    if not path.exists():
        raise fail(path, "is missing, so nothing tells what was taken; run `models update`")
    lock = read_json(path)
    try:
        # An edited lock must not make an update delete other files.
        if not all(map(_FILE.fullmatch, _digests(lock))):
            raise ValueError("a path that no snapshot has")
        return {"services": {**lock["services"]}, "own": {**lock.get("own", {})}}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        advice = "is not a lock that `models update` or `models lock` wrote; restore it"
        raise fail(path, advice) from error


_FILE = re.compile(r"([^./\\][^/\\]*/){2}(service-2|paginators-1)\.json")


def _digests(lock: Lock) -> dict[str, str]:
    """The digest of each file of the snapshot."""
    services = lock["services"].values()
    return {path: it["sha256"] for service in services for path, it in service["files"].items()}
