"""Nothing is written outside of ``--out``, whatever a service, a version or a package is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen import write
from codegen.cli import main
from codegen.problems import CodegenError
from tests.hostile import workshop


def everything(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if "out" not in path.relative_to(folder).parts}


@pytest.mark.parametrize(
    "service", ["..", ".", "", "../models/svc", "svc/../svc", "/etc", "svc\0", "~", "svc/"]
)
def test_services_are_names_and_no_paths(service: str, tmp_path: Path) -> None:
    """One that is not a folder of the models is refused."""
    models = workshop.store(tmp_path / "models", workshop.model())
    before = everything(tmp_path)
    options = ["--models", str(models), "--out", str(tmp_path / "x" / "out")]
    assert main(["generate", "--service", service, *options]) == 2
    assert everything(tmp_path) == before


@pytest.mark.parametrize("package", ["../x", "/x", "a..b", "a/b", "", ".", "a.", "class", "a b"])
def test_packages_are_names_and_no_paths(package: str, tmp_path: Path) -> None:
    """A dotted Python name, and nothing else."""
    models = workshop.store(tmp_path / "models", workshop.model())
    before = everything(tmp_path)
    options = ["--models", str(models), "--out", str(tmp_path / "out"), "--package", package]
    assert main(["generate", "--service", "svc", *options]) == 2
    assert everything(tmp_path) == before


@pytest.mark.parametrize("service", ["a'b", 'a"""b', "a\nb", "a{{b}}", "é", "-", "_runtime", "123"])
def test_folders_with_odd_names_are_services_inside_of_out(service: str, tmp_path: Path) -> None:
    """The file system allows a lot; what is written stays below the package."""
    models = workshop.store(tmp_path / "models", workshop.model(), service)
    before = everything(tmp_path)
    with workshop.generate(models, tmp_path / "out", service).imported() as package:
        assert package.Client
    assert everything(tmp_path) == before


@pytest.mark.parametrize("path", ["../x.py", "/x.py", "a/../../x.py", "a//b.py", "", "./x.py"])
def test_the_last_stage_takes_no_path_that_leaves_the_package(path: str, tmp_path: Path) -> None:
    """Were a name ever to slip through all the others."""
    before = everything(tmp_path)
    tree = {path: b"", write.MANIFEST: write.Manifest().to_bytes()}
    with pytest.raises(CodegenError, match="is not a path inside the package"):
        write.write(tmp_path / "out" / "package", tree)
    assert everything(tmp_path) == before


def test_services_of_the_same_package_are_refused(tmp_path: Path) -> None:
    """``a-b`` and ``a_b`` cannot both be ``a_b``."""
    for service in ("a-b", "a_b"):
        workshop.store(tmp_path / "models", workshop.model(), service)
    options = ["--models", str(tmp_path / "models"), "--out", str(tmp_path / "out")]
    assert main(["generate", "--service", "a-b", "--service", "a_b", *options]) == 2
