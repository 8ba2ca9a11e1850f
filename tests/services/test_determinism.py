"""The same models give the same bytes, wherever and however; and no moment to die leaves half."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.hostile import workshop
from tests.hostile.test_texts import NAMES, extras, riddled

ROOT = Path(__file__).parents[2]
PYTHONS = sorted(Path.home().glob(".pyenv/versions/3.1[0-9].*/bin/python"))
"""Other interpreters of this machine, if there are any."""

GENERATE = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from codegen import format, pipeline, write
settings = pipeline.Settings(pipeline.services(["svc"]), *map(Path, sys.argv[2:4]), "pkg")
formatter = getattr(format, sys.argv[4])
tree = pipeline.run(settings, fresh=True, formatter=formatter).tree
print("writing", flush=True)
write.write(settings.target, tree)
print("written", flush=True)
"""


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A service with names of every kind, some of which meet."""
    texts = list(NAMES.values())[:12]
    return workshop.store(tmp_path_factory.mktemp("models"), riddled(*texts), **extras(*texts))


@pytest.fixture(scope="module")
def here(models: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What this interpreter writes, here and now."""
    environment = {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "UTC"}
    return run(models, tmp_path_factory.mktemp("here"), **environment)


def run(
    models: Path,
    out: Path,
    *,
    python: str = sys.executable,
    umask: int = 0o022,
    cwd: Path = ROOT,
    **variables: str,
) -> str:
    """Generate in a process of its own, formatted.

    :return: the digest of everything that was written.
    """
    subprocess.run(
        [python, "-c", GENERATE, str(ROOT), str(models), str(out), "format_files"],
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **variables},
        umask=umask,
        cwd=cwd,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return digest(out)


def digest(folder: Path) -> str:
    """Of every path and content below a folder."""
    lines = [
        f"{path.relative_to(folder)} {hashlib.sha256(path.read_bytes()).hexdigest()}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def test_hash_seed_locale_time_zone_umask_and_folder_change_no_byte(
    here: str, models: Path, tmp_path: Path
) -> None:
    """Two runs that differ in everything that should not matter."""
    there = run(
        models,
        tmp_path,
        umask=0o077,
        cwd=tmp_path,
        PYTHONHASHSEED="31337",
        LC_ALL="tr_TR.UTF-8",
        LANG="tr_TR.UTF-8",
        PYTHONUTF8="0",
        TZ="Asia/Kathmandu",
    )
    assert there == here


@pytest.mark.parametrize("python", PYTHONS, ids=lambda path: path.parts[-3])
def test_every_python_writes_the_same_bytes(
    python: Path, here: str, models: Path, tmp_path: Path
) -> None:
    """The packages are those of the tests: they are pure Python, but for black's own speed-ups."""
    command = [python, "-c", PROBE]
    probe = subprocess.run(command, env=_with_packages(), capture_output=True, check=False)
    if probe.returncode:
        pytest.skip(f"this Python cannot load the packages: {probe.stderr.decode()[-200:]}")
    assert run(models, tmp_path, python=str(python), **_with_packages()) == here


PROBE = "import black, jinja2, attrs, botocore, rich"


def _with_packages() -> dict[str, str]:
    import black

    return {**os.environ, "PYTHONPATH": str(Path(black.__file__).parents[1])}


def test_killed_at_any_moment_the_tree_is_old_or_new(tmp_path: Path) -> None:
    """SIGKILL at random points of the writing of one tree in the place of another."""
    old, new = (
        workshop.store(tmp_path / name, riddled(*texts), **extras(*texts))
        for name, texts in (("one", ("One", "Two")), ("two", ("Three", "Four")))
    )
    chance = random.Random(7)
    out = tmp_path / "out"
    whole, seconds = set(), 0.0
    for models in (new, old):
        with _writing(models, out) as process:
            started = time.monotonic()
            assert process.stdout is not None
            assert process.stdout.readline() == b"written\n"
            seconds = time.monotonic() - started
        whole.add(digest(out / "pkg"))
    assert len(whole) == 2
    for attempt in range(12):
        with _writing((new, old)[attempt % 2], out) as process:
            time.sleep(chance.uniform(0, 1.2) * seconds)
            os.killpg(process.pid, signal.SIGKILL)
        assert digest(out / "pkg") in whole


def _writing(models: Path, out: Path) -> subprocess.Popen[bytes]:
    """A run that has made a tree, and begins to write it."""
    process = subprocess.Popen(
        [sys.executable, "-c", GENERATE, str(ROOT), str(models), str(out), "unformatted"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"writing\n"
    return process
