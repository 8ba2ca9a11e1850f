"""The last stage: all or nothing, and nobody else's files."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from codegen import disk, write
from codegen.problems import CodegenError


def tree(**files: bytes) -> disk.Tree:
    """A tree with its manifest; ``__`` in a name is a folder."""
    content = {name.replace("__", "/") + ".txt": data for name, data in files.items()}
    entries = {path: ("", disk.digest(data)) for path, data in content.items()}
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
    """Also empty folders, and links, whose target is left alone."""
    target = tmp_path / "package"
    write.write(target, tree(a=b"1"))
    (target / "mine.txt").write_text("mine")
    (tmp_path / "elsewhere").mkdir()
    (target / "link").symlink_to(tmp_path / "elsewhere")
    (target / "theirs" / "empty").mkdir(parents=True)
    write.write(target, tree(a=b"2"))
    assert (target / "theirs" / "empty").is_dir()
    assert (target / "mine.txt").read_text() == "mine"
    assert (target / "link").is_symlink()


@pytest.fixture(params=["links", "no links"])
def links(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the disk has hard links; without them a file that stays is copied."""
    if request.param == "no links":

        def refuse(*_: object, **__: object) -> None:
            raise OSError(1, "Operation not permitted")

        monkeypatch.setattr(os, "link", refuse)
    return bool(request.param == "links")


@pytest.mark.skipif(os.name == "nt", reason="owners and modes are those of POSIX")
def test_what_is_not_ours_keeps_its_attributes(tmp_path: Path, links: bool) -> None:
    """Owner, mode, times and links of files and folders, the package's own folder among them."""
    target = tmp_path / "package"
    write.write(target, tree(a=b"1", sub__b=b"1"))
    theirs = {name: target / name for name in ("mine.txt", "sub/link", "sub/theirs", "sub/empty")}
    theirs["mine.txt"].write_text("mine")
    theirs["sub/link"].symlink_to("nowhere")
    theirs["sub/theirs"].mkdir()
    theirs["sub/empty"].mkdir()
    (theirs["sub/theirs"] / "file").write_text("theirs")
    if os.geteuid() == 0:
        for path in (target, *theirs.values()):
            os.chown(path, 1234, 1234, follow_symlinks=False)
    (target / "mine.txt").chmod(0o640)
    theirs["sub/theirs"].chmod(0o555)
    for path in (theirs["mine.txt"], theirs["sub/theirs"]):
        os.utime(path, (1, 1))
    target.chmod(0o2750)
    before = {path: path.lstat() for path in (target, *theirs.values())}
    write.write(target, tree(a=b"2", sub__b=b"1"))
    for path, old in before.items():
        new = path.lstat()
        assert (new.st_mode, new.st_uid, new.st_gid) == (old.st_mode, old.st_uid, old.st_gid), path
        assert path == target or path.is_symlink() or new.st_mtime == old.st_mtime, path
        assert path.is_dir() or not links or new.st_ino == old.st_ino, path
    assert (target / "a.txt").read_bytes() == b"2"
    theirs["sub/theirs"].chmod(0o755)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_pipes_and_what_python_caches_stay(tmp_path: Path) -> None:
    """But for what is cached of a module that is gone or changed."""
    target = tmp_path / "package"
    write.write(target, tree(a=b"1", sub__b=b"1", sub__c=b"1", old__d=b"1"))
    os.mkfifo(target / "pipe")
    kept = [target / "__pycache__" / "mine.cpython-312.pyc", target / "sub/__pycache__/b.txt.x.pyc"]
    lost = [target / "sub/__pycache__/c.txt.x.pyc", target / "old/__pycache__/d.txt.x.pyc"]
    for path in (*kept, *lost):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"")
    write.write(target, tree(a=b"1", sub__b=b"1", sub__c=b"2"))
    assert (target / "pipe").is_fifo()
    assert [path.exists() for path in (*kept, *lost)] == [True, True, False, False]
    assert not (target / "old").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_pipe_that_cannot_be_kept_stops_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a disk without links a pipe cannot be at two places."""
    target = tmp_path / "package"
    write.write(target, tree(a=b"1"))
    os.mkfifo(target / "pipe")

    def refuse(*_: object, **__: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    with pytest.raises(CodegenError, match="cannot be written"):
        write.write(target, tree(a=b"2"))
    assert (target / "a.txt").read_bytes() == b"1"
    assert (target / "pipe").is_fifo()


# what is not a regular file


def endless(place: Path, kind: str) -> None:
    """Something in the place of a file that can be read for ever, or never."""
    place.unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(place)
    else:
        place.symlink_to({"device": "/dev/zero", "terminal": "/dev/tty"}[kind])


KINDS = pytest.mark.parametrize("kind", ["pipe", "device", "terminal"])
POSIX = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")


@POSIX
@KINDS
@pytest.mark.parametrize("name", [write.MANIFEST, "a.txt", "sub/b.txt", "new.txt"])
def test_only_regular_files_are_read_and_nothing_else_is_replaced(
    tmp_path: Path, kind: str, name: str
) -> None:
    """Neither a pipe nor a device holds the run up; it is said what stands in the way."""
    target = tmp_path / "package"
    write.write(target, tree(a=b"1", sub__b=b"1"))
    endless(target / name, kind)
    new = tree(a=b"2", sub__b=b"2", new=b"2")
    assert write.compare(target, new)
    with pytest.raises(CodegenError, match=f"{name}: is in the way"):
        write.write(target, new)
    assert (target / name).is_symlink() or (target / name).is_fifo()


def test_no_more_is_read_than_a_file_of_ours_can_have(tmp_path: Path) -> None:
    """A file of a terabyte costs nothing to make, and would fill the memory."""
    file = tmp_path / "large"
    with file.open("wb") as large:
        large.truncate(disk.LARGEST + 1)
    with pytest.raises(OSError, match="more than 256 MiB"):
        disk.read(file)
    assert disk.content(file) is None


def test_an_unchanged_tree_is_not_touched(tmp_path: Path) -> None:
    """No file is written again: build tools look at times."""
    target = tmp_path / "package"
    write.write(target, tree(a=b"1"))
    before = (target / "a.txt").stat()
    write.write(target, tree(a=b"1"))
    after = (target / "a.txt").stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)


DEAD, ALIVE = 99999999, os.getppid()


def left_behind(target: Path, process: int, part: str | None = None) -> Path:
    """What a run that was killed has left beside the target, with a tree in it."""
    staging = target.parent / f".{target.name}-{process}-x"
    staging.mkdir()
    (staging / disk._MARK).touch()
    if part:
        shutil.copytree(target, staging / part)
    return staging


def test_what_runs_that_were_killed_have_left_is_swept(tmp_path: Path) -> None:
    """But not the work of a run that is still going on, nor a folder that only looks like ours."""
    target, foreign = tmp_path / "package", tmp_path / f".package-{DEAD}-y"
    dead, alive = left_behind(target, DEAD), left_behind(target, ALIVE)
    foreign.mkdir()
    write.write(target, tree(a=b"1"))
    assert [place.exists() for place in (dead, alive, foreign)] == [False, True, True]


@pytest.mark.parametrize("process", [DEAD, ALIVE], ids=["ended", "running"])
def test_a_package_that_was_moved_away_and_never_back_is_found(
    tmp_path: Path, process: int
) -> None:
    """The run was killed between the two renames; what is foreign in it must not be lost."""
    target = tmp_path / "package"
    write.write(target, tree(a=b"1"))
    (target / "mine.txt").write_text("mine")
    left_behind(target, process, "old")
    shutil.rmtree(target)
    write.write(target, tree(a=b"2"))
    assert (target / "a.txt").read_bytes() == b"2"
    assert (target / "mine.txt").read_text() == "mine"


def test_what_was_exchanged_before_the_kill_does_not_come_back(tmp_path: Path) -> None:
    """The new tree is in its place; the old one goes."""
    target = tmp_path / "package"
    write.write(target, tree(a=b"1"))
    staging = left_behind(target, DEAD, "old")
    (target / "a.txt").write_bytes(b"2")
    disk.recover(target)
    assert (target / "a.txt").read_bytes() == b"2"
    assert not staging.exists()


@pytest.fixture
def two_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that cannot exchange two folders in one step."""
    monkeypatch.setattr(sys, "platform", "darwin")


@pytest.mark.usefixtures("two_steps")
def test_without_an_exchange_in_one_step_there_are_two(tmp_path: Path) -> None:
    target = tmp_path / "package"
    write.write(target, tree(a=b"1"))
    (target / "mine.txt").write_text("mine")
    write.write(target, tree(a=b"2"))
    assert (target / "a.txt").read_bytes() == b"2"
    assert (target / "mine.txt").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["package"]


def fail_to_rename(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Folders of these names cannot be moved."""
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name in names:
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)


@pytest.mark.usefixtures("two_steps")
def test_a_failure_between_the_two_steps_leaves_the_old_tree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was moved away by then, and is moved back."""
    target = tmp_path / "package"
    write.write(target, tree(a=b"1"))
    fail_to_rename(monkeypatch, "new")
    with pytest.raises(CodegenError, match="cannot be written: No space left on device"):
        write.write(target, tree(a=b"2"))
    assert (target / "a.txt").read_bytes() == b"1"
    assert [path.name for path in tmp_path.iterdir()] == ["package"]


@pytest.mark.usefixtures("two_steps")
def test_a_tree_that_cannot_be_moved_back_is_named_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is the only one."""
    target = tmp_path / "package"
    write.write(target, tree(a=b"1"))
    with monkeypatch.context() as patch:
        fail_to_rename(patch, "new", "old")
        with pytest.raises(CodegenError, match=r"old: cannot be moved back to .*: No space"):
            write.write(target, tree(a=b"2"))
    disk.recover(target)
    assert (target / "a.txt").read_bytes() == b"1"


def test_a_failure_leaves_the_old_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "package"
    write.write(target, tree(a=b"1"))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk, "_exchange", full)
    with pytest.raises(CodegenError, match="cannot be written: No space left on device"):
        write.write(target, tree(a=b"2"))
    assert (target / "a.txt").read_bytes() == b"1"
    assert [path.name for path in tmp_path.iterdir()] == ["package"]


# what is not ours


@pytest.mark.parametrize("name", ["LICENSE", "py.typed", "sub/model.json", "code.py"])
def test_a_file_of_someone_else_is_not_overwritten(tmp_path: Path, name: str) -> None:
    """Of whatever kind it is; nothing is written at all."""
    target, file = tmp_path / "package", tmp_path / "package" / name
    file.parent.mkdir(parents=True)
    file.write_text("mine")
    with pytest.raises(CodegenError, match=f"{name}: is in the way, and not ours to overwrite"):
        write.write(target, {**tree(a=b"1"), name: b"ours"})
    assert file.read_text() == "mine"
    assert not (target / "a.txt").exists()


@pytest.mark.parametrize("path", ["{}/theirs/file", "../theirs/file"])
def test_a_manifest_reaches_nothing_outside_of_the_package(tmp_path: Path, path: str) -> None:
    """Whatever somebody wrote into it: not even an empty folder is swept."""
    target, theirs = tmp_path / "package", tmp_path / "theirs"
    (theirs / "__pycache__").mkdir(parents=True)
    (theirs / "file").touch()
    write.write(target, tree(a=b"1"))
    (target / write.MANIFEST).write_bytes(
        write.Manifest({"a.txt": ("", ""), path.format(tmp_path): ("", "")}).to_bytes()
    )
    write.write(target, tree(a=b"2"))
    assert {*theirs.iterdir()} == {theirs / "__pycache__", theirs / "file"}


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="shows the open files of Linux")
def test_a_folder_in_the_place_of_a_file_leaves_nothing_open(tmp_path: Path) -> None:
    """It cannot be read."""
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        assert disk.content(tmp_path) is None
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_file_that_is_as_we_would_write_it_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "a.txt").write_bytes(b"1")
    write.write(tmp_path / "package", tree(a=b"1"))
    assert write.read_manifest(tmp_path / "package").files.keys() == {"a.txt"}


@pytest.mark.parametrize(
    "text", ["<<<<<<< HEAD", "[" * 100_000], ids=["a bad merge", "nested too deeply"]
)
def test_a_manifest_that_cannot_be_read_is_not_overwritten(text: str, tmp_path: Path) -> None:
    """Another tool's, or ours after a bad merge: without it nobody knows whose the files are."""
    target = tmp_path / "package"
    write.write(target, tree(a=b"1"))
    (target / write.MANIFEST).write_text(text)
    with pytest.raises(CodegenError) as caught:
        write.write(target, tree(a=b"2"))
    assert [str(problem).partition(", and ")[2] for problem in caught.value.problems] == [
        "not a manifest; take it from version control, or move it away",
        "not ours to overwrite, as _manifest.json lacks it; move it away",
    ]


def test_a_file_in_the_place_of_the_package_stays(tmp_path: Path) -> None:
    target = tmp_path / "package"
    target.write_text("mine")
    with pytest.raises(CodegenError, match="is a file where a folder has to be"):
        write.write(target, tree(a=b"1"))
    assert target.read_text() == "mine"


def test_the_working_directory_is_not_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From inside of the package nothing is written: the shell would stand in a deleted folder."""
    target = tmp_path / "package"
    write.write(target, tree(a=b"1"))
    monkeypatch.chdir(target)
    with pytest.raises(CodegenError, match="run this from outside of it"):
        write.write(target, tree(a=b"2"))
    assert (target / "a.txt").read_bytes() == b"1"


def test_a_link_in_the_place_of_the_package_stays_a_link(tmp_path: Path) -> None:
    """The folder that it points to is written, whatever that is called."""
    target, real = tmp_path / "package", tmp_path / "else-where" / "[1]-2"
    real.mkdir(parents=True)
    target.symlink_to(real)
    for content in (b"1", b"2"):
        write.write(target, tree(a=content))
        assert target.is_symlink()
        assert (real / "a.txt").read_bytes() == content
    assert [path.name for path in real.parent.iterdir()] == ["[1]-2"]


@pytest.mark.parametrize("kind", ["file", "link to a folder", "link to nothing"])
def test_what_is_no_folder_is_not_made_one(tmp_path: Path, kind: str) -> None:
    """Inside the package no link is followed: what it points to is not ours."""
    target = tmp_path / "package"
    write.write(target, tree(a=b"1"))
    place = target / "sub"
    if kind == "file":
        place.write_text("mine")
    else:
        place.symlink_to(tmp_path if "folder" in kind else tmp_path / "nothing")
    with pytest.raises(CodegenError, match="sub: is in the way"):
        write.write(target, tree(a=b"2", sub__b=b"1", sub__c=b"1"))
    assert place.is_symlink() == (kind != "file")
    assert (target / "a.txt").read_bytes() == b"1"


def test_a_folder_in_the_place_of_a_file_stays(tmp_path: Path) -> None:
    """Also where the file was ours once."""
    target = tmp_path / "package"
    write.write(target, tree(a=b"1"))
    (target / "a.txt").unlink()
    (target / "a.txt").mkdir()
    with pytest.raises(CodegenError, match=r"a\.txt: is in the way"):
        write.write(target, tree(a=b"2"))
    assert (target / "a.txt").is_dir()


def test_differences_are_missing_edited_or_stray(tmp_path: Path) -> None:
    target = tmp_path / "package"
    write.write(target, tree(a=b"1", b=b"1"))
    (target / "a.txt").unlink()
    (target / "b.txt").write_bytes(b"2")
    (target / "c.txt").write_bytes(b"3")
    found = [(d.path, d.kind) for d in write.compare(target, tree(a=b"1", b=b"1"))]
    assert found == [("a.txt", "missing"), ("b.txt", "edited"), ("c.txt", "stray")]
