"""``python -m tests.packaging``: the wheel, as somebody who installs it gets it.

Built twice from two clones of what is committed: the same bytes. Installed into an environment for
each extra, where the script beside this one that is called like the extra must run; that of the
client must also run as a frozen application. At last the lowest versions that pyproject.toml
allows, all of them exactly, on the oldest Python: there the tests of clients, command line,
generator and strategies run.

``PYTHON310`` names the oldest Python where ``python3.10`` is not on the path.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from tests.support.moto_server import moto_server

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
EXTRAS = {"bare": "", "client": "client", "cli": "cli", "codegen": "codegen", "testing": "testing"}
"""The script of each extra."""

KEYS = {**os.environ, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
OLDEST_PYTHON = os.environ.get("PYTHON310", "python3.10")
BESIDE = ["boto3==1.34.0", "moto[server]==5.2.5", "pytest==9.2.0", "pytest-xdist>=3.8"]
"""What the tests need besides; the boto3 is that of the lowest botocore."""
TESTS = [
    "tests/unit/runtime",
    "tests/unit/cli",
    "tests/unit/test_cli.py",
    "tests/unit/test_format.py",
    "tests/unit/test_subsets.py",
    "tests/unit/test_templates.py",
    "tests/property/test_requests.py",
    "tests/property/test_responses.py",
    "tests/e2e/test_client_moto.py",
    "tests/e2e/test_cli_moto.py",
    "tests/e2e/test_jobs.py",
]


def run(*command: object, **options: object) -> None:
    """A command that must succeed."""
    subprocess.run([str(part) for part in command], check=True, **options)  # type: ignore[call-overload]


def environment(folder: Path, python: str, *packages: object) -> Path:
    """The Python of a new environment that has these packages."""
    run(python, "-m", "venv", folder)
    made = folder / "bin" / "python"
    run(made, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages)
    return made


def build(tools: Path, folder: Path) -> list[Path]:
    """The sdist of what is committed, and the wheel that is built from the sdist."""
    run("git", "clone", "--quiet", ROOT, folder / "clone")
    run(tools, "-m", "build", "--no-isolation", folder / "clone", stdout=subprocess.DEVNULL)
    return sorted((folder / "clone" / "dist").iterdir())


def built(tools: Path, folder: Path) -> Path:
    """The wheel, after it was built twice; different bytes are an error."""
    once, again = build(tools, folder / "once"), build(tools, folder / "again")
    for first, second in zip(once, again, strict=True):
        digests = [sha256(path.read_bytes()).hexdigest() for path in (first, second)]
        print(f"{first.name}: {first.stat().st_size:,} bytes, {digests[0]}", flush=True)
        assert digests[0] == digests[1], f"{first.name} is built in two ways"
    run(tools, "-m", "twine", "check", "--strict", *once)
    (wheel,) = (path for path in once if path.suffix == ".whl")
    return wheel


def smoke(name: str, wheel: Path, folder: Path, server: str) -> None:
    """Install the wheel with an extra, and run its script where nothing of the tree is near."""
    extra = EXTRAS[name]
    python = environment(folder / name, sys.executable, f"{wheel}[{extra}]" if extra else wheel)
    work = folder / f"{name}-work"
    work.mkdir()
    run(python, "-I", HERE / f"{name}.py", server, cwd=work, env=KEYS)
    print(f"{name}: works", flush=True)


def frozen(wheel: Path, folder: Path, server: str) -> None:
    """The client's script as one file that PyInstaller made; it runs without a Python."""
    python = environment(folder / "frozen", sys.executable, f"{wheel}[client]", "pyinstaller>=6")
    work = folder / "frozen-work"
    work.mkdir()
    options = ["--onefile", "--log-level", "ERROR"]
    run(python, "-m", "PyInstaller", *options, HERE / "client.py", cwd=work)
    run(work / "dist" / "client", server, cwd=work, env=KEYS)
    print("frozen: works", flush=True)


def lowest() -> Iterator[str]:
    """The lower bounds of pyproject.toml, as exact versions; what is pinned there is left out."""
    text = (ROOT / "pyproject.toml").read_text().partition("\ndev = [")[0]
    extras = text.partition("\ndependencies")[2]
    yield from sorted({f"{name}=={low}" for name, low in re.findall(r'"(\w+)>=([\d.]+)', extras)})


def oldest(folder: Path) -> None:
    """The tests with the lowest versions, on the oldest Python."""
    if shutil.which(OLDEST_PYTHON) is None:
        raise SystemExit(f"{OLDEST_PYTHON} is not there; PYTHON310 names the oldest Python")
    versions = list(lowest())
    print("lowest:", *versions, flush=True)
    extras = ",".join(filter(None, EXTRAS.values()))
    python = environment(folder / "oldest", OLDEST_PYTHON, f"{ROOT}[{extras}]", *versions, *BESIDE)
    run(python, "-m", "pytest", "-n", "2", "--quiet", *TESTS, cwd=ROOT)


def main(folder: Path) -> None:
    """All of it; the first thing that is not as it should be ends it."""
    tools = environment(folder / "tools", sys.executable, "build", "hatchling>=1.27", "twine")
    wheel = built(tools, folder)
    with moto_server() as server:
        for name in EXTRAS:
            smoke(name, wheel, folder, server)
        frozen(wheel, folder, server)
    oldest(folder)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="emrglue-packaging-") as made:
        main(Path(made))
