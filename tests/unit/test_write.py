"""The last stage: all or nothing, and nobody else's files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from codegen import write
from codegen.problems import CodegenError


def tree(**files: bytes) -> write.Tree:
    """A tree with its manifest; ``__`` in a name is a folder."""
    content = {name.replace("__", "/") + ".txt": data for name, data in files.items()}
    entries = {path: ("", write.content_digest(data)) for path, data in content.items()}
    return {**content, write.MANIFEST: write.Manifest(entries).to_bytes()}


def test_a_tree_is_what_is_on_disk_afterwards(tmp_path: Path) -> None:
    """Files of an earlier run that are not in it any more are gone."""
    target = tmp_path / "package"
    write.write(target, tree(a=b"1", sub__b=b"2"))
    write.write(target, tree(a=b"3"))
    assert (target / "a.txt").read_bytes() == b"3"
    assert not (target / "sub").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["package"]


def test_files_that_are_not_ours_stay(tmp_path: Path) -> None:
    """Also links, also to folders, and what they point to is left alone."""
    target = tmp_path / "package"
    write.write(target, tree(a=b"1"))
    (target / "mine.txt").write_text("mine")
    (tmp_path / "elsewhere").mkdir()
    (target / "link").symlink_to(tmp_path / "elsewhere")
    write.write(target, tree(a=b"2"))
    assert (target / "mine.txt").read_text() == "mine"
    assert (target / "link").is_symlink()


def test_an_unchanged_tree_is_not_touched(tmp_path: Path) -> None:
    """No file is written again: build tools look at times."""
    target = tmp_path / "package"
    write.write(target, tree(a=b"1"))
    before = (target / "a.txt").stat()
    write.write(target, tree(a=b"1"))
    assert (target / "a.txt").stat() == before


def test_what_runs_that_were_killed_have_left_is_swept(tmp_path: Path) -> None:
    """But not the work of a run that is still going on."""
    dead, alive = tmp_path / ".package-99999999-x", tmp_path / f".package-{os.getppid()}-x"
    dead.mkdir()
    alive.mkdir()
    write.write(tmp_path / "package", tree(a=b"1"))
    assert (dead.exists(), alive.exists()) == (False, True)


def test_a_failure_leaves_the_old_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "package"
    write.write(target, tree(a=b"1"))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(write, "_exchange", full)
    with pytest.raises(CodegenError, match="cannot be written: No space left on device"):
        write.write(target, tree(a=b"2"))
    assert (target / "a.txt").read_bytes() == b"1"
    assert [path.name for path in tmp_path.iterdir()] == ["package"]


def test_differences_are_missing_edited_or_stray(tmp_path: Path) -> None:
    target = tmp_path / "package"
    write.write(target, tree(a=b"1", b=b"1"))
    (target / "a.txt").unlink()
    (target / "b.txt").write_bytes(b"2")
    (target / "c.txt").write_bytes(b"3")
    found = [(d.path, d.kind) for d in write.compare(target, tree(a=b"1", b=b"1"))]
    assert found == [("a.txt", "missing"), ("b.txt", "edited"), ("c.txt", "stray")]
