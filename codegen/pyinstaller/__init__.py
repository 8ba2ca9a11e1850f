"""PyInstaller's hook for emrglue, which is found by the entry point ``pyinstaller40``."""

from pathlib import Path


def hook_dirs() -> list[str]:
    """The folders of our hooks."""
    return [str(Path(__file__).parent)]
