"""One pass of black is enough for what the templates write: a second one changes nothing."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import black

from codegen import format as formatting
from codegen import pipeline
from tests.every_service import DATA, rotating, services_in

ROOT = Path(__file__).parents[2]
GENERATED = ROOT / "generated"


def test_black_has_nothing_to_say_about_the_package() -> None:
    """A hundred files of ``generated/``, chosen by the date."""
    files = (path for path in GENERATED.rglob("*.py*") if path.suffix != ".pyc")
    paths = rotating(sorted(map(str, files)), 100)
    command = [sys.executable, "-m", "black", "--check", "--no-cache", "--quiet", *paths]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def test_black_has_nothing_to_say_about_files_of_todays_services(tmp_path: Path) -> None:
    """Two services and 30 of their files, chosen by the date; each formatted once, then again."""
    services = pipeline.services(rotating(services_in(DATA), 2))
    settings = pipeline.Settings(services, DATA, tmp_path)
    tree = pipeline.run(settings, fresh=True, formatter=formatting.unformatted).tree
    paths = [path for path in tree if path.endswith((".py", ".pyi"))]
    sample = {path: tree[path].decode() for path in random.Random(len(paths)).sample(paths, 30)}
    for path, once in formatting.format_files([sample], lambda done, of: None):
        mode = black.Mode(line_length=100, is_pyi=path.endswith(".pyi"))
        assert black.format_str(once, mode=mode) == once
