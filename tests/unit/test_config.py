"""``[tool.emrglue-codegen]`` and the options of the command line, one way to say each thing."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen import config
from codegen.config import Selection
from codegen.problems import CodegenError


def _project(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pyproject.toml").write_text(text)
    return folder


def _complaint(folder: Path, **options: object) -> str:
    with pytest.raises(CodegenError) as caught:
        config.settings(options, folder)
    return str(caught.value)


def test_without_a_table_our_services_are_generated_from_our_own_models(tmp_path: Path) -> None:
    """The defaults of DESIGN §2."""
    settings = config.settings({}, tmp_path)
    assert [s.service for s in settings.selections] == [*config.SERVICES]
    assert settings.models == config.MODELS
    assert settings.target == Path("generated", "emrglue")


def test_the_table_has_the_keys_that_the_options_have(tmp_path: Path) -> None:
    """Each option can stand in ``pyproject.toml``."""
    project = _project(
        tmp_path,
        """[tool.emrglue-codegen]
        service = ["glue=StartJobRun,GetJobRun"]
        models = "vendor"
        out = "src"
        package = "acme._aws"
        docs = "full"
        templates = "templates"
        """,
    )
    settings = config.settings({}, project)
    assert settings.selections == (Selection("glue", ("StartJobRun", "GetJobRun")),)
    assert (settings.models, settings.templates) == (project / "vendor", project / "templates")
    assert settings.target == project / "src" / "acme" / "_aws"
    assert settings.docs == "full"


def test_the_table_is_found_from_a_folder_below_it(tmp_path: Path) -> None:
    """A pre-commit hook may start anywhere; paths stay relative to the file."""
    project = _project(tmp_path, '[tool.emrglue-codegen]\nout = "src"\n')
    inner = _project(project / "a" / "b", "[tool.other]\n")
    assert config.settings({}, inner).out == project / "src"


def test_an_option_wins_over_the_table(tmp_path: Path) -> None:
    """What is typed counts; what is not typed comes from the table."""
    project = _project(tmp_path, '[tool.emrglue-codegen]\npackage = "a"\ndocs = "full"\n')
    settings = config.settings({"package": "b", "docs": None}, project)
    assert (settings.package, settings.docs) == ("b", "full")


def test_a_service_that_is_named_twice_gets_both_selections(tmp_path: Path) -> None:
    """So that a long list can have a line for each operation."""
    both = config.services(["glue=GetJob", "glue=GetJobRun,GetJob"])
    assert both == (Selection("glue", ("GetJob", "GetJobRun")),)
    assert config.services(["glue=GetJob", "glue"]) == (Selection("glue"),)


def test_an_unknown_key_is_refused_with_the_key_that_was_meant(tmp_path: Path) -> None:
    """A typing error is not a default."""
    project = _project(tmp_path, '[tool.emrglue-codegen]\npakcage = "a"\n')
    complaint = _complaint(project)
    assert f"{project / 'pyproject.toml'}: [tool.emrglue-codegen] pakcage" in complaint
    assert "did you mean package?" in complaint


def test_every_wrong_value_is_reported_at_once(tmp_path: Path) -> None:
    """One run, one list."""
    project = _project(
        tmp_path,
        """[tool.emrglue-codegen]
        service = "glue"
        out = 3
        docs = "all"
        package = "my-package"
        """,
    )
    lines = _complaint(project).splitlines()
    assert [line.split("] ")[1].split(":")[0] for line in lines] == [
        "service",
        "out",
        "docs",
        "package",
    ]


@pytest.mark.parametrize("package", ["", "a..b", "1a", "class", "a.b-c", "../up", "é"])
def test_a_package_is_a_dotted_python_name(tmp_path: Path, package: str) -> None:
    """It becomes a path; nothing but a name may get there."""
    assert "must be a dotted Python package name" in _complaint(tmp_path, package=package)


@pytest.mark.parametrize(
    "text",
    ["[tool.emrglue-codegen\n", f"a = {'[' * 3000}{']' * 3000}\n"],
    ids=["not TOML", "nested too deeply"],
)
def test_a_file_that_is_no_toml_is_named(text: str, tmp_path: Path) -> None:
    """And not a traceback."""
    project = _project(tmp_path, text)
    assert f"{project / 'pyproject.toml'}: cannot be read" in _complaint(project)


def test_a_table_that_is_none_is_refused(tmp_path: Path) -> None:
    """``emrglue-codegen = true`` says nothing."""
    project = _project(tmp_path, "[tool]\nemrglue-codegen = true\n")
    assert "[tool.emrglue-codegen] must be a table, not True" in _complaint(project)


def test_tools_that_are_none_are_refused(tmp_path: Path) -> None:
    """And not a traceback."""
    project = _project(tmp_path, "tool = 3\n")
    assert f"{project / 'pyproject.toml'}: [tool] must be a table, not 3" in _complaint(project)


@pytest.mark.parametrize(
    "name",
    [
        "tool.emrglue_codegen",
        'tool."emrglue.codegen"',
        "tool.EMRglue-Codegen",
        "tool.emrglue",
        "tool.emrglue.codegen",
        "emrglue-codegen",
    ],
)
def test_a_table_whose_name_is_misspelt_is_refused(tmp_path: Path, name: str) -> None:
    """Its options would do nothing, and nobody would say so."""
    complaint = _complaint(_project(tmp_path, f"[{name}]\nservice = ['glue']\n"))
    assert complaint.endswith("which no tool reads; call it [tool.emrglue-codegen]")


@pytest.mark.parametrize("selection", ["glue=", "glue= , ", "glue,emr-serverless", "=StartJobRun"])
def test_a_selection_that_means_something_else_is_refused(tmp_path: Path, selection: str) -> None:
    """Of an option, of an entry of the table, and if there is no table."""
    assert "--service: " in _complaint(tmp_path, service=[selection])
    text = f"[tool.emrglue-codegen]\nservice = ['zoo', '{selection}']\n"
    assert "[tool.emrglue-codegen] service: " in _complaint(_project(tmp_path, text))
    with pytest.raises(CodegenError, match="--service: "):
        config.chosen([selection])
