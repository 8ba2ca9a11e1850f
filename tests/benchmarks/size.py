"""What is shipped: the size of the wheel, and how long the generated code is."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from .measure import Row, alone
from .processes import PACKAGE, ROOT

SOURCES = (".py", ".pyi")
FOLDERS = (
    ("emrglue", PACKAGE),
    ("emrglue_codegen", ROOT / "codegen"),
    ("emrglue_codegen/_models", ROOT / "models"),
)


def rows() -> Iterator[Row]:
    """All rows about files."""
    yield alone("size", "wheel, the generator and its models included", _wheel(), 0, "B")
    generated = [
        path
        for path in _shipped(PACKAGE)
        if "_runtime" not in path.parts and path.suffix in SOURCES
    ]
    lines = sum(path.read_text().count("\n") for path in generated)
    yield alone("size", "generated lines of Python and its stubs", lines, 72_000, "")
    lines, structures = _structures(PACKAGE)
    yield alone("size", f"lines for each of {structures:,} structures", lines / structures, 0, "")


def _wheel() -> float:
    """The files of a wheel, compressed as in one."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as wheel:
        for name, folder in FOLDERS:
            for path in _shipped(folder):
                wheel.write(path, f"{name}/{path.relative_to(folder)}")
    return float(len(buffer.getvalue()))


def _shipped(folder: Path) -> Iterator[Path]:
    return (
        path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    )


def _structures(generated: Path) -> tuple[int, int]:
    """Lines of all modules of structures, and how many structures are in them."""
    texts = [path.read_text() for path in generated.glob("*/structures/*.py")]
    lines = sum(text.count("\n") for text in texts)
    return lines, sum(len(re.findall("^class ", text, re.MULTILINE)) for text in texts)
