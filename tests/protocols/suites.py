"""botocore's protocol test models, from its source distribution; never stored in the repository."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import attrs
import botocore

Raw = dict[str, Any]
FOLDER = f"botocore-{botocore.__version__}/tests/unit/protocols"
_SECONDS = 120


class Unavailable(Exception):
    """The source distribution cannot be had here; the text says why."""


def folder() -> Path:
    """The folder of the protocol tests, downloaded once per version and machine.

    :raises Unavailable: there is no way to the package index.
    """
    cache = Path(tempfile.gettempdir()) / f"emrglue-botocore-{botocore.__version__}"
    if not (cache / FOLDER).is_dir():
        archive = _downloaded(cache)
        with tarfile.open(archive) as files:
            wanted = [m for m in files.getmembers() if m.name.startswith(FOLDER) and m.isfile()]
            files.extractall(cache, wanted, filter="data")
    return cache / FOLDER


def _downloaded(cache: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += [
        "--no-binary",
        "botocore",
        f"botocore=={botocore.__version__}",
        "--dest",
        str(cache),
    ]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise Unavailable(f"no answer from the package index in {_SECONDS} seconds") from None
    if done.returncode:
        raise Unavailable(f"botocore's source cannot be downloaded: {done.stderr.strip()[-300:]}")
    return next(cache.glob("*.tar.gz"))


@attrs.frozen(repr=False)
class Case:
    """One request or response of a suite."""

    file: str
    """The file without its suffix: ``input/rest-json``."""
    suite: str
    number: int
    model: Raw
    content: Raw

    @property
    def id(self) -> str:
        """What to call it in a list of exclusions."""
        return str(self.content.get("id", f"{self.file}: {self.suite}: {self.number}"))

    @property
    def operation(self) -> str:
        """The name of the only operation."""
        return str(self.content["given"].get("name", "OperationName"))

    @property
    def protocol(self) -> str:
        return str(self.model["metadata"]["protocol"])

    def __repr__(self) -> str:
        return f"{self.file}:{self.id}"


def cases(kind: Literal["input", "output"]) -> Iterator[Case]:
    """The cases of all suites, older ones too, without those that botocore itself leaves out."""
    home = folder()
    ignored = json.loads((home / "protocol-tests-ignore-list.json").read_bytes())
    for path in sorted(home.glob(f"**/{kind}/*.json")):
        left_out = [
            ignored["general"].get(kind, {}),
            ignored["protocols"].get(path.stem, {}).get(kind, {}),
        ]
        skipped = {name for part in left_out for names in part.values() for name in names}
        for suite in json.loads(path.read_bytes()):
            entries = suite.pop("cases")
            for number, content in enumerate(entries):
                file = path.relative_to(home).with_suffix("").as_posix()
                case = Case(file, suite["description"], number, suite, content)
                if case.suite not in skipped and case.id not in skipped:
                    yield case
